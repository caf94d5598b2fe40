/* since.h - what became of the issues of an earlier graph: opened, changed, resolved. */
#ifndef SG_CLI_SINCE_H
#define SG_CLI_SINCE_H

#include "cli/evaluation.h"

/* Evaluates on both graphs the policies that what changed between them may affect, and writes the
 * issues that differ, as a table or as one line of JSON.  Returns an exit code. */
int sg_since(const sg_evaluation_inputs *inputs, const char *snapshot, int64_t now,
             const sg_report_options *filters, sg_buffer *out);

#endif
