/* policy_ahead.h - the policies of a document in one spelling, before the document is mapped.
 *
 *     parse.h     work: parse, then here      by any thread
 *                 take: map                   by one, which finds the policies ready
 *
 * Spelling policies anew is most of what mapping answers of IAM costs, and needs nothing but the document.
 */
#ifndef SG_INGEST_POLICY_AHEAD_H
#define SG_INGEST_POLICY_AHEAD_H

#include "engine/base/array.h"
#include "ingest/collector.h"
#include "ingest/document.h"
#include "ingest/layout.h"

/* The rows of all tables that read policies. */
typedef struct sg_policy_rows {
    SG_ARRAY(const sg_collector *) rows;
} sg_policy_rows;

/* Errors: SG_ENOMEM; to be closed in any case. */
SG_MUST_USE sg_status sg_policy_rows_list(sg_policy_rows *rows);
void sg_policy_rows_close(sg_policy_rows *rows);

/* Spells the policies of the document, which answers the call of `layout`: document->policies, which are
 * in the document's arena.  `scratch` is for what is needed on the way.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_policies_spell(const sg_policy_rows *rows, const sg_layout *layout,
                                        sg_arena *scratch, sg_document *document);
/* What sg_policy_text() makes of a value of the document, spelt ahead or now. */
SG_MUST_USE sg_status sg_policy_spelt(const sg_policy_list *policies, const sg_value *value,
                                      sg_arena *arena, sg_value *out, sg_found *found);

#endif
