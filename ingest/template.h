/* template.h - names made of a document's values: "arn:{@partition}:ec2:{@region}:...".
 *
 * Placeholders are paths, or with @ what is known of the file: @partition, @region, @account,
 * @parameter, @parameter2, @cluster; one of these may also be the last alternative of a path.  A
 * template of which one part has no value makes no name.
 * A value that is an ARN already is taken as it stands when the template would make an ARN of it.
 */
#ifndef SG_INGEST_TEMPLATE_H
#define SG_INGEST_TEMPLATE_H

#include "ingest/origin.h"
#include "ingest/path.h"

/* Errors: SG_ENOMEM.  *found is SG_FOUND and *out in the arena, or borrowed from document, origin or template, or
 * *out is untouched. */
SG_MUST_USE sg_status sg_template_fill(const char *template, const sg_origin *origin,
                                       const sg_frame *frame, sg_arena *arena, sg_str *out,
                                       sg_found *found);

/* Text of a scalar: strings as they are, numbers and booleans written; false for anything else. */
bool sg_scalar_text(const sg_value *value, sg_arena *arena, sg_str *out);

#endif
