/* row_count.h - what SKIP and LIMIT say: how many rows. */
#ifndef SG_ROW_COUNT_H
#define SG_ROW_COUNT_H

#include "query/exec/eval.h"

/* Errors: SyntaxError for what is not an integer, or negative: its value is only known now. */
SG_MUST_USE sg_status sg_row_count(sg_eval *eval, const char *clause, sg_arena *arena,
                                   uint64_t *out);

#endif
