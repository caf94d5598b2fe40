/* generic.h - resources of calls that no table maps: kept by their ARN, as `Resource`. */
#ifndef SG_INGEST_GENERIC_H
#define SG_INGEST_GENERIC_H

#include "ingest/mapper.h"

/* Keeps what the document's top-level lists hold and names by an ARN of its own.  Errors:
 * SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_generic_apply(sg_mapper *mapper, const sg_value *document);

#endif
