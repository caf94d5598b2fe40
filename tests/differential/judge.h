/* judge.h - one graph and one query through both evaluators, and whether they agree.
 *
 * They agree when both give the same bag of rows, in the order that ORDER BY asks for; with
 * SKIP and LIMIT, when the rows are so many and such as the order allows.  A statement that
 * fails must fail in both, with the same type of error.
 */
#ifndef SG_TESTS_JUDGE_H
#define SG_TESTS_JUDGE_H

#include "engine/base/text.h"
#include "query/query.h"

typedef enum sg_verdict {
    SG_AGREE, /* on some rows */
    SG_AGREE_ON_NOTHING,
    SG_AGREE_ON_ERROR,
    SG_TOO_MUCH, /* for the plain evaluator, or a limit of the statement */
    SG_DIFFER,
} sg_verdict;

/* The executor runs twice, with sets of nodes wherever they are legal and without; what they did is
 * added to `sets`.  `unordered`: bit i for a column whose lists have no order.  `report`, which may be NULL, is
 * given what either made of the query when they differ. */
sg_verdict sg_judge(sg_str graph, sg_str query, uint64_t unordered, sg_set_counts *sets,
                    sg_buffer *report);

#endif
