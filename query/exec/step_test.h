/* step_test.h - the predicate that every relationship of a walk must satisfy, for up to 64 of them at
 * a time: [e:CAN*1..4 {active: true}].
 */
#ifndef SG_STEP_TEST_H
#define SG_STEP_TEST_H

#include "query/exec/eval.h"

enum { SG_STEP_ROOM = 64 };

typedef struct sg_step_test {
    sg_eval *predicate; /* NULL: all satisfy it */
    sg_inner inner;
    sg_arena *arena;
    uint32_t slots[2]; /* of the relationship, and of the node it leads to */
} sg_step_test;

SG_MUST_USE sg_status sg_step_test_open(sg_step_test *test, const sg_op *op);
/* A bit for each of the relationships, which lead to the nodes; `row` of `batch` is the row that the
 * walk stands in. */
SG_MUST_USE sg_status sg_step_test_run(sg_step_test *test, const sg_batch *batch, uint32_t row,
                                       const uint32_t *edges, const uint32_t *nodes,
                                       uint32_t count, uint64_t *mask);

#endif
