/* eval_inner.c - the rows inside a comprehension: copies of outer rows with a further column.
 *
 *     [x IN list WHERE x > n.age | ...]       inner rows   x | n
 *                                                          3 | 17
 *     Only the columns that the inside reads are            8 | 17
 *     copied; which ones is found out once.                 5 | 18
 */
#include "engine/base/bitmap.h"
#include "query/exec/eval.h"

typedef struct reads {
    uint64_t *slots;
    uint32_t slot_count;
    bool is_volatile;
} reads;

static void read_slot(reads *found, uint32_t slot)
{
    if (slot < found->slot_count)
        sg_bit_set(found->slots, slot);
}

/* A subplan reads through its Arguments. */
static void read_plan(reads *found, const sg_plan *plan)
{
    for (; plan; plan = plan->input) {
        if (SG_OPERATOR_ARGUMENT == plan->operator)
            for (uint32_t i = 0; i < plan->slots.count; i++)
                read_slot(found, plan->slots.slots[i]);
        read_plan(found, plan->right);
    }
}

static void read_expression(reads *found, const sg_expression *expression)
{
    for (; expression; expression = expression->operands[0]) {
        const sg_function *function =
            expression->kind == SG_EXPR_FUNCTION ? expression->function : NULL;
        if (expression->kind == SG_EXPR_VARIABLE || expression->kind == SG_EXPR_COUNT_STAR ||
            (function && sg_function_is_aggregate(function)))
            read_slot(found, expression->slot);
        if (function && (function->flags & SG_VOLATILE))
            found->is_volatile = true;
        if (expression->subplan) {
            found->is_volatile = true; /* perhaps: nobody has looked inside */
            read_plan(found, expression->subplan);
        }
        for (const sg_expression *item = expression->items; item; item = item->next)
            read_expression(found, item);
        for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
            read_expression(found, entry->value);
        read_expression(found, expression->operands[1]);
        read_expression(found, expression->operands[2]);
    }
}

sg_status sg_inner_open(sg_inner *inner, sg_exec *exec, const sg_expression *const *insides,
                        uint32_t count, sg_slots locals)
{
    reads found = { .slot_count = exec->tree->slot_count };

    found.slots = sg_arena_make_array(exec->arena, uint64_t, sg_bitmap_words(found.slot_count));
    if (!found.slots)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        read_expression(&found, insides[i]);
    for (uint32_t i = 0; i < locals.count; i++)
        if (locals.slots[i] < found.slot_count)
            sg_bit_clear(found.slots, locals.slots[i]);
    sg_bitmap bits = { found.slots, found.slot_count };
    uint32_t outer_count = (uint32_t)sg_bitmap_count(bits);
    uint32_t *outer = sg_arena_make_array(exec->arena, uint32_t, outer_count);
    if (!outer)
        return SG_ENOMEM;
    uint64_t slot = sg_bitmap_next(bits, 0);
    for (uint32_t i = 0; i < outer_count; i++, slot = sg_bitmap_next(bits, slot + 1))
        outer[i] = (uint32_t)slot;
    inner->outer = (sg_slots){ outer, outer_count };
    inner->is_volatile = found.is_volatile;
    return sg_batch_open(&inner->batch, found.slot_count, exec->arena);
}

sg_status sg_inner_fill(sg_inner *inner, const sg_batch *from, const uint16_t *rows,
                        uint32_t count, sg_arena *arena)
{
    sg_batch_all(&inner->batch, count);
    if (from->width == 0) /* a fixed expression: it stands in no row */
        return SG_OK;
    return sg_batch_gather(&inner->batch, from, inner->outer, rows, count, arena);
}

void sg_inner_spread(sg_inner *inner, const sg_batch *from, uint32_t row, uint32_t count)
{
    sg_batch_all(&inner->batch, count);
    sg_batch_spread(&inner->batch, from, inner->outer, row);
}
