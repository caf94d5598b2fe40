/* state.h - the state of issues, filled from a check and its coverage. */
#ifndef SG_CLI_STATE_H
#define SG_CLI_STATE_H

#include "cli/evaluation.h"

/* Takes the issues over into the file and says what changed on standard error.  Returns an exit
 * code. */
int sg_state_update(const char *path, const sg_evaluation *evaluation, int64_t now);
/* Prints the issues that the file knows and the filters let through; with `prefix`, the one whose id
 * begins so.  `all`: resolved ones too.  Returns an exit code. */
int sg_state_list(const char *path, const sg_report_options *filters, sg_str prefix, bool all);

#endif
