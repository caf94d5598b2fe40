/* facts_ahead.h - what the items of a document say, read before the document is mapped.
 *
 *     parse.h     work: parse, then here      by any thread
 *                 take: map                   by one, item after item in the same order
 *
 *     facts       [item i-1][its key][its ARN][its state] ... [item i-2][its key] ...
 *                                              ^ next
 *
 * Reading names and properties is half of what mapping costs, and needs nothing but the document.  A fact is known
 * by the row of the table that asks and by the value that is asked about: what was not read ahead is read when it
 * is asked for, and what nobody asks for is passed over.
 */
#ifndef SG_INGEST_FACTS_AHEAD_H
#define SG_INGEST_FACTS_AHEAD_H

#include "ingest/collector.h"
#include "ingest/document.h"

/* Reads names and properties of all items of the document as the rows of its call say: document->facts, which are in
 * the document's arena.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_facts_gather(const sg_origin *origin, sg_document *document);

/* The facts that follow are about the item of this row, if they were read. */
void sg_facts_begin(sg_fact_list *facts, const sg_collector *row, const sg_value *item);
/* Whether it is known what the template or property `what` makes of the value; then *value and *found are as
 * sg_field_read() gives them, names as texts. */
bool sg_facts_take(sg_fact_list *facts, const void *what, const sg_value *where,
                   sg_value *value, sg_found *found);

#endif
