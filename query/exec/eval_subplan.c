/* eval_subplan.c - EXISTS {}, COUNT {}, COLLECT {}, pattern predicates and comprehensions,
 * shortestPath as a value: a plan that runs inside of an expression.
 *
 * The plan's Arguments read the row at hand.  Where the plan is batched they get all rows at once,
 * and the ordinal in what comes back says which row it belongs to; else the plan runs once for each
 * row.  A plan that reads nothing of the row runs once for all.  Existence that is a matter of one node
 * of the row is looked up in the set of such nodes, once many rows have asked or one has taken long.
 */
#include <string.h>

#include "query/exec/eval.h"
#include "query/exec/reductions.h"

typedef struct item_list {
    sg_value *items;
    uint32_t count, capacity;
} item_list;

typedef struct subplan {
    sg_eval eval;
    sg_op *op;
    sg_argument argument;
    sg_reduced *reduced; /* NULL: existence must be tried */
} subplan;

/* What is done with a batch of rows of the subplan; `row` is the outer row, unless batched.
 * *enough tells that no more are needed. */
typedef struct take take;
typedef sg_status take_batch(take *self, const sg_batch *batch, bool *enough);
struct take {
    take_batch *batch;
    const sg_plan *plan;
    uint32_t row;
    uint32_t wanted, found; /* rows for which existence is asked, and known */
    uint8_t *truths;        /* by row; of EXISTS */
    int64_t *counts;        /* of COUNT */
    item_list *lists;       /* of COLLECT */
    bool first_only;        /* of shortestPath: there is one */
    sg_arena *arena;
};

static sg_status open_subplan(sg_eval *eval)
{
    subplan *self = (subplan *)eval;
    const sg_plan *plan = eval->expression->subplan;

    if (!plan)
        return sg_query_fail(&eval->exec->error, SG_ERROR_UNSUPPORTED, SG_COMPILE,
                             eval->expression->span, "this subquery is not supported here yet");
    if (plan->answers)
        SG_TRY(sg_reduced_of(eval->exec, plan->answers, &self->reduced));
    eval->fixed = !sg_plan_is_correlated(plan) && !eval->exec->changes;
    bool all_taken = eval->exec->all_taken;
    eval->exec->all_taken = false;
    SG_TRY(sg_op_open(eval->exec, plan, &self->argument, &self->op));
    eval->exec->all_taken = all_taken;
    return SG_OK;
}

/* The outer row that a row of the subplan belongs to. */
static uint32_t owner_of(const take *self, const sg_batch *batch, uint32_t row)
{
    if (!self->plan->batched)
        return self->row;
    return sg_vector_id(&batch->columns[self->plan->ordinal], row);
}

/* Runs the plan once, with the argument as it is. */
static sg_status run_once(subplan *self, take *taking)
{
    bool enough = false;

    SG_TRY(sg_op_rewind(self->op));
    while (!enough) {
        SG_TRY(sg_op_next(self->op));
        if (self->op->batch.count == 0)
            return SG_OK;
        SG_TRY(taking->batch(taking, &self->op->batch, &enough));
    }
    return SG_OK;
}

static sg_status run(subplan *self, const sg_rows *rows, take *taking)
{
    const sg_plan *plan = self->op->plan;

    taking->plan = plan;
    self->argument = (sg_argument){
        .batch = rows->batch, .rows = *rows, .whole = plan->batched, .ordinal = plan->ordinal
    };
    if (plan->batched)
        return run_once(self, taking);
    for (uint32_t i = 0; i < rows->count; i++) {
        taking->row = self->argument.row = sg_rows_row(rows, i);
        taking->wanted = taking->found + 1;
        SG_TRY(run_once(self, taking));
    }
    return SG_OK;
}

static sg_status mark_found(take *self, const sg_batch *batch, bool *enough)
{
    for (uint32_t i = 0; i < batch->count && self->found < self->wanted; i++) {
        uint32_t owner = owner_of(self, batch, sg_batch_row(batch, i));
        self->found += self->truths[owner] != SG_TRUE;
        self->truths[owner] = SG_TRUE;
    }
    *enough = self->found == self->wanted;
    return SG_OK;
}

/* *known is false when there is no such set. */
static sg_status look_up(subplan *self, const sg_rows *rows, uint8_t *out, bool *known)
{
    enum { EFFORT = 16 }; /* of a row that is tried */
    const sg_id_set *set = NULL;

    *known = false;
    if (!self->reduced)
        return SG_OK;
    uint32_t vertex = self->op->plan->answer;
    SG_TRY(sg_reduced_ends(self->reduced, vertex, EFFORT * (uint64_t)rows->count, &set));
    if (!set)
        return SG_OK;
    const sg_vector *nodes =
        &rows->batch->columns[self->reduced->reduction->vertices[vertex].slot];
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        out[row] = sg_id_set_has(set, sg_vector_id(nodes, row)) ? SG_TRUE : SG_FALSE;
    }
    *known = true;
    return SG_OK;
}

/* Tries the rows; *gave_up when that takes long and a set may know. */
static sg_status try_existence(subplan *self, const sg_rows *rows, sg_arena *arena,
                               uint8_t *out, bool *gave_up)
{
    take taking = { .batch = mark_found, .wanted = rows->count, .truths = out, .arena = arena };
    uint64_t before = 0;

    *gave_up = false;
    memset(out, SG_FALSE, rows->batch->rows);
    if (!self->reduced)
        return run(self, rows, &taking);
    sg_reduced_try(self->reduced, &before);
    return sg_reduced_tried(self->reduced, before, run(self, rows, &taking), gave_up);
}

static sg_status exists_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                               uint8_t *out)
{
    subplan *self = (subplan *)eval;
    bool known = false, gave_up = true;

    while (gave_up && !known) {
        SG_TRY(look_up(self, rows, out, &known));
        if (!known)
            SG_TRY(try_existence(self, rows, arena, out, &gave_up));
    }
    return SG_OK;
}

static sg_status add_counts(take *self, const sg_batch *batch, bool *enough)
{
    (void)enough;
    if (!self->plan->batched) {
        self->counts[self->row] += batch->count;
        return SG_OK;
    }
    for (uint32_t i = 0; i < batch->count; i++)
        self->counts[owner_of(self, batch, sg_batch_row(batch, i))]++;
    return SG_OK;
}

static sg_status count_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                              sg_vector *out)
{
    take taking = { .batch = add_counts, .arena = arena };
    sg_value *cells = sg_eval_cells(rows, arena);

    taking.counts = sg_arena_make_array(arena, int64_t, rows->batch->rows);
    if (!cells || !taking.counts)
        return SG_ENOMEM;
    SG_TRY(run((subplan *)eval, rows, &taking));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        cells[row] = sg_integer(taking.counts[row]);
    }
    *out = (sg_vector){ .values = cells };
    return SG_OK;
}

/* Appends a copy: the next batch of the subplan overwrites the value. */
static sg_status append(item_list *list, sg_value value, sg_arena *arena)
{
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity ? 2 * list->capacity : 4;
        sg_value *items = sg_arena_alloc_array(arena, capacity, sizeof *items);
        if (!items)
            return SG_ENOMEM;
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    SG_TRY(sg_value_copy(arena, value, &list->items[list->count]));
    list->count++;
    return SG_OK;
}

static sg_status collect_items(take *self, const sg_batch *batch, bool *enough)
{
    const sg_vector *column = &batch->columns[self->plan->slots.slots[0]];

    for (uint32_t i = 0; i < batch->count; i++) {
        uint32_t row = sg_batch_row(batch, i);
        item_list *list = &self->lists[owner_of(self, batch, row)];
        if (self->first_only && list->count > 0)
            continue;
        SG_TRY(append(list, sg_vector_value(column, row), self->arena));
    }
    *enough = self->first_only && !self->plan->batched;
    return SG_OK;
}

static sg_status collect_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                sg_vector *out)
{
    const sg_expression *expression = eval->expression;
    bool one =
        expression->kind == SG_EXPR_PATTERN && expression->pattern->shortest == SG_SHORTEST;
    take taking = { .batch = collect_items, .first_only = one, .arena = arena };
    sg_value *cells = sg_eval_cells(rows, arena);

    taking.lists = sg_arena_make_array(arena, item_list, rows->batch->rows);
    if (!cells || !taking.lists)
        return SG_ENOMEM;
    SG_TRY(run((subplan *)eval, rows, &taking));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        const item_list *list = &taking.lists[row];
        if (one)
            cells[row] = list->count ? list->items[0] : sg_null();
        else
            cells[row] = sg_list(list->items, list->count);
    }
    *out = (sg_vector){ .values = cells };
    return SG_OK;
}

const sg_eval_class sg_eval_exists = {
    .size = sizeof(subplan),
    .open = open_subplan,
    .truths = exists_truths,
};

const sg_eval_class sg_eval_count = {
    .size = sizeof(subplan),
    .open = open_subplan,
    .values = count_values,
};

const sg_eval_class sg_eval_collect = {
    .size = sizeof(subplan),
    .open = open_subplan,
    .values = collect_values,
};
