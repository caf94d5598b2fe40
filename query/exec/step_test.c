/* step_test.c - a predicate on relationships of a walk, evaluated in small batches. */
#include "query/exec/step_test.h"

sg_status sg_step_test_open(sg_step_test *test, const sg_op *op)
{
    const sg_plan *plan = op->plan;
    const sg_expression *insides[] = { plan->step_predicate };

    if (!plan->step_predicate)
        return SG_OK;
    test->slots[0] = plan->step;
    test->slots[1] = plan->step_node;
    uint32_t locals = plan->step_node == SG_NO_SLOT ? 1 : 2;
    SG_TRY(sg_exec_arena(op->exec, &test->arena));
    SG_TRY(
        sg_inner_open(&test->inner, op->exec, insides, 1, (sg_slots){ test->slots, locals }));
    return sg_eval_open(op->exec, plan->step_predicate, &test->predicate);
}

sg_status sg_step_test_run(sg_step_test *test, const sg_batch *batch, uint32_t row,
                           const uint32_t *edges, const uint32_t *nodes, uint32_t count,
                           uint64_t *mask)
{
    uint8_t truths[SG_STEP_ROOM];
    sg_vector *columns = test->inner.batch.columns;

    sg_arena_reset(test->arena);
    sg_inner_spread(&test->inner, batch, row, count);
    columns[test->slots[0]] = (sg_vector){ .kind = SG_SLOT_EDGE, .ids = edges };
    if (test->slots[1] != SG_NO_SLOT)
        columns[test->slots[1]] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = nodes };
    sg_rows rows = sg_batch_rows(&test->inner.batch);
    SG_TRY(sg_eval_truths(test->predicate, &rows, test->arena, truths));
    *mask = 0;
    for (uint32_t i = 0; i < count; i++)
        *mask |= (uint64_t)(truths[i] == SG_TRUE) << i;
    return SG_OK;
}
