/* render.h - the rows of a result as a table, as JSON, as JSON Lines or as CSV. */
#ifndef SG_CLI_RENDER_H
#define SG_CLI_RENDER_H

#include "policies/report.h"
#include "query/query.h"

/* Steps through the result and appends what it gives; *rows is how many there were.  JSON is one line
 * of the machine interface.  An EXPLAIN gives its plan, one row an operator; after the rows of a PROFILE
 * a table and JSON have what each operator has cost.
 * Errors: those of the result, SG_ENOMEM, SG_ELIMIT (the output is too long). */
SG_MUST_USE sg_status sg_render(const sg_graph *graph, const sg_query *query, sg_result *result,
                                sg_report_format format, sg_buffer *out, uint64_t *rows,
                                sg_error *err);

#endif
