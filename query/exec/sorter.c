/* sorter.c - a stable merge sort over stored rows, with a bound. */
#include "query/exec/sorter.h"

#include <string.h>

enum { SPARE_ROWS = 4096 }; /* beyond twice the bound, before pruning */

sg_status sg_sorter_open(sg_sorter *sorter, sg_op *op)
{
    sg_plan_items items = op->plan->items;
    sg_arena *arena;

    sorter->op = op;
    sorter->evals = sg_arena_make_array(op->exec->arena, sg_eval *, items.count);
    sorter->vectors = sg_arena_make_array(op->exec->arena, sg_vector, items.count);
    if (!sorter->evals || !sorter->vectors)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < items.count; i++)
        SG_TRY(sg_eval_open(op->exec, items.items[i].expression, &sorter->evals[i]));
    for (unsigned i = 0; i < 2; i++) {
        SG_TRY(sg_exec_arena(op->exec, &arena));
        sg_row_store_open(&sorter->stores[i], op->exec, arena, op->plan->live);
    }
    return SG_OK;
}

void sg_sorter_clear(sg_sorter *sorter)
{
    sg_row_store_clear(&sorter->stores[0]);
    sg_row_store_clear(&sorter->stores[1]);
    sorter->keys = NULL;
    sorter->key_capacity = 0;
    sorter->pruned = false;
    sorter->order = NULL;
    sorter->given = 0;
}

/* Whether a row with the keys `left` stands before (<0) or behind (>0) one with `right`. */
static int compare(const sg_sorter *sorter, const sg_value *left, const sg_value *right)
{
    sg_plan_items items = sorter->op->plan->items;

    for (uint32_t i = 0; i < items.count; i++) {
        int order = sg_value_order(left[i], right[i]);
        if (order)
            return items.items[i].descending ? -order : order;
    }
    return 0;
}

static const sg_value *keys_of(const sg_sorter *sorter, uint32_t row)
{
    return sorter->keys + (size_t)row * sorter->op->plan->items.count;
}

/* Merges the sorted runs [first, middle) and [middle, last) of `from` into `to`. */
static void merge(const sg_sorter *sorter, const uint32_t *from, uint32_t *to, size_t first,
                  size_t middle, size_t last)
{
    size_t left = first, right = middle;

    for (size_t i = first; i < last; i++) {
        bool take_right =
            left == middle || (right < last && compare(sorter, keys_of(sorter, from[left]),
                                                       keys_of(sorter, from[right])) > 0);
        to[i] = take_right ? from[right++] : from[left++];
    }
}

/* The numbers of all rows at hand, in order, in the arena of their store. */
static sg_status sort(sg_sorter *sorter, uint32_t **out)
{
    const sg_row_store *store = &sorter->stores[sorter->current];
    uint32_t count = store->count;
    uint32_t *from = sg_arena_alloc_array(store->arena, count, sizeof *from);
    uint32_t *to = sg_arena_alloc_array(store->arena, count, sizeof *to);

    if (!from || !to)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        from[i] = i;
    for (size_t width = 1; width < count; width *= 2) {
        SG_TRY(sg_exec_work(sorter->op->exec, count));
        for (size_t first = 0; first < count; first += 2 * width) {
            size_t middle = first + width < count ? first + width : count;
            size_t last = middle + width < count ? middle + width : count;
            merge(sorter, from, to, first, middle, last);
        }
        uint32_t *sorted = to;
        to = from;
        from = sorted;
    }
    *out = from;
    return SG_OK;
}

static sg_status reserve_keys(sg_sorter *sorter, uint32_t rows)
{
    size_t row = sorter->op->plan->items.count * sizeof(sg_value);
    const sg_row_store *store = &sorter->stores[sorter->current];

    if (rows <= sorter->key_capacity)
        return SG_OK;
    uint32_t capacity = rows < UINT32_MAX / 2 ? 2 * rows : UINT32_MAX;
    sg_value *keys = sg_arena_alloc_array(store->arena, capacity, row);
    if (!keys)
        return SG_ENOMEM;
    if (sorter->keys && store->count)
        memcpy(keys, sorter->keys, store->count * row);
    sorter->keys = keys;
    sorter->key_capacity = capacity;
    return SG_OK;
}

/* Copies the keys of a row behind those of the rows at hand. */
static sg_status copy_keys(sg_sorter *sorter, const sg_value *keys, uint32_t row)
{
    uint32_t width = sorter->op->plan->items.count;
    sg_arena *arena = sorter->stores[sorter->current].arena;

    for (uint32_t i = 0; i < width; i++)
        SG_TRY(sg_value_copy(arena, keys[i], &sorter->keys[(size_t)row * width + i]));
    return SG_OK;
}

/* Moves the first `bound` rows in order to the other store and forgets the rest. */
static sg_status prune(sg_sorter *sorter)
{
    sg_row_store *from = &sorter->stores[sorter->current];
    sg_row_store *to = &sorter->stores[1 - sorter->current];
    const sg_value *keys = sorter->keys;
    uint32_t width = sorter->op->plan->items.count, kept = (uint32_t)sorter->bound;
    sg_arena_mark mark = sg_arena_save(sorter->op->arena);
    uint32_t *order;

    SG_TRY(sort(sorter, &order));
    sorter->current = 1 - sorter->current;
    sorter->keys = NULL;
    sorter->key_capacity = 0;
    SG_TRY(reserve_keys(sorter, kept));
    for (uint32_t first = 0; first < kept; first += SG_BATCH_ROWS) {
        uint32_t count = kept - first < SG_BATCH_ROWS ? kept - first : SG_BATCH_ROWS;
        SG_TRY(sg_row_store_gather(from, order + first, count, &sorter->op->batch,
                                   sorter->op->arena));
        sg_batch_all(&sorter->op->batch, count);
        sg_rows rows = sg_batch_rows(&sorter->op->batch);
        for (uint32_t i = 0; i < count; i++)
            SG_TRY(copy_keys(sorter, keys + (size_t)order[first + i] * width, first + i));
        SG_TRY(sg_row_store_append(to, &rows));
        sg_arena_rewind(sorter->op->arena, mark);
    }
    sg_row_store_clear(from);
    sorter->worst = kept - 1;
    sorter->pruned = true;
    return SG_OK;
}

/* Adds the rows of an input batch that may be among the first. */
static sg_status add(sg_sorter *sorter, const sg_batch *input)
{
    sg_row_store *store = &sorter->stores[sorter->current];
    sg_arena *arena = sorter->op->arena;
    uint32_t width = sorter->op->plan->items.count, kept = 0;
    sg_rows rows = sg_batch_rows(input);
    uint16_t *selection = sg_eval_selection(&rows, arena);
    sg_value *keys = sg_arena_alloc_array(arena, width, sizeof *keys);

    if (!selection || !keys)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < width; i++)
        SG_TRY(sg_eval_values(sorter->evals[i], &rows, arena, &sorter->vectors[i]));
    SG_TRY(reserve_keys(sorter, store->count + rows.count));
    for (uint32_t i = 0; i < rows.count; i++) {
        uint32_t row = sg_rows_row(&rows, i);
        for (uint32_t j = 0; j < width; j++)
            keys[j] = sg_vector_value(&sorter->vectors[j], row);
        if (sorter->pruned && compare(sorter, keys, keys_of(sorter, sorter->worst)) >= 0)
            continue;
        SG_TRY(copy_keys(sorter, keys, store->count + kept));
        selection[kept++] = (uint16_t)row;
    }
    return kept ? sg_row_store_append(store, &(sg_rows){ input, kept, selection }) : SG_OK;
}

sg_status sg_sorter_read(sg_sorter *sorter, uint64_t bound)
{
    sg_op *op = sorter->op;

    sorter->bound = bound;
    for (;;) {
        SG_TRY(sg_op_next(op->input));
        if (op->input->batch.count == 0)
            break;
        sg_arena_reset(op->arena);
        SG_TRY(add(sorter, &op->input->batch));
        uint64_t count = sorter->stores[sorter->current].count;
        if (count > SPARE_ROWS && count - SPARE_ROWS > bound && count / 2 > bound)
            SG_TRY(prune(sorter));
    }
    sg_arena_reset(op->arena);
    return sort(sorter, &sorter->order);
}

sg_status sg_sorter_give(sg_sorter *sorter)
{
    sg_op *op = sorter->op;
    const sg_row_store *store = &sorter->stores[sorter->current];
    uint64_t all = store->count < sorter->bound ? store->count : sorter->bound;
    uint64_t left = all - sorter->given;
    uint32_t count = left < op->room ? (uint32_t)left : op->room;

    if (count == 0)
        return SG_OK;
    SG_TRY(sg_row_store_gather(store, sorter->order + sorter->given, count, &op->batch,
                               op->arena));
    sg_batch_all(&op->batch, count);
    sorter->given += count;
    return SG_OK;
}
