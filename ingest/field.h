/* field.h - one property of a node: what stands at a path, converted as the row says. */
#ifndef SG_INGEST_FIELD_H
#define SG_INGEST_FIELD_H

#include "engine/value.h"
#include "ingest/collector.h"

/* *out is null when there is no value.  SG_MISTYPED: the document has something that cannot be
 * converted; what can be (some elements of a list) is in *out.  Everything is in the arena or
 * borrowed from the document.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_field_read(const sg_property *property, const sg_frame *item,
                                    sg_arena *arena, sg_value *out, sg_found *found);

#endif
