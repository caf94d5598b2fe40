/* plain_projection.c - the plain evaluator: WITH and RETURN, one group of rows after the other.
 *
 * Without an aggregate every row is a group of its own.  A column is computed with a row of its
 * group for its variables and the whole group for its aggregates; so is what ORDER BY sorts by,
 * where the columns hide the variables before.
 */
#include "tests/differential/plain_parts.h"

#include <stdlib.h>

typedef struct outcome {
    sg_plain_table group;   /* the rows; the first stands for all */
    const sg_bound *before; /* that first row; NULL when there is none */
    sg_value *columns;
    sg_value *keys; /* of ORDER BY */
    uint32_t number;
    const struct projection *projection;
} outcome;

typedef struct projection {
    sg_plain *self;
    const sg_clause *clause;
    const sg_bound *around;
    const sg_projection_item *items;
    sg_str *names;
    uint32_t columns, keys;
    outcome *outcomes;
    uint32_t count;
} projection;

/* --- columns --------------------------------------------------------------------------------------- */
static int by_name(const void *left, const void *right)
{
    const sg_projection_item *const *a = left, *const *b = right;

    return sg_str_compare((*a)->expression->name.text, (*b)->expression->name.text);
}

/* Items for all variables of a row, by name, in front of those listed. */
static sg_status expand_star(projection *p, const sg_bound *row)
{
    sg_projection_item *items[64];
    size_t count = 0;

    for (; row && row != p->around; row = row->next) {
        sg_projection_item *item = sg_arena_make(p->self->arena, sg_projection_item);
        sg_expression *variable = sg_arena_make(p->self->arena, sg_expression);
        if (!item || !variable || count == SG_COUNT(items))
            return sg_plain_no_memory(p->self);
        variable->kind = SG_EXPR_VARIABLE;
        variable->name.text = row->name;
        item->expression = variable;
        items[count++] = item;
    }
    qsort(items, count, sizeof(items[0]), by_name);
    while (count-- > 0) {
        items[count]->next = (sg_projection_item *)(uintptr_t)p->items;
        p->items = items[count];
    }
    return SG_OK;
}

static sg_str column_name(const projection *p, const sg_projection_item *item)
{
    if (item->alias.text.length > 0)
        return item->alias.text;
    if (item->expression->kind == SG_EXPR_VARIABLE)
        return item->expression->name.text;
    return sg_str_slice(p->self->text, item->span.begin, item->span.end);
}

static sg_status list_columns(projection *p, const sg_plain_table *rows)
{
    p->items = p->clause->items;
    if (p->clause->star)
        SG_TRY(expand_star(p, rows->count ? rows->rows[0] : NULL));
    for (const sg_projection_item *item = p->items; item; item = item->next)
        p->columns++;
    for (const sg_sort_item *item = p->clause->sort; item; item = item->next)
        p->keys++;
    p->names = sg_arena_make_array(p->self->arena, sg_str, p->columns);
    if (!p->names)
        return sg_plain_no_memory(p->self);
    uint32_t column = 0;
    for (const sg_projection_item *item = p->items; item; item = item->next)
        p->names[column++] = column_name(p, item);
    return SG_OK;
}

/* --- groups ---------------------------------------------------------------------------------------- */
static sg_status add_group(projection *p, const sg_value *columns, const sg_bound *row,
                           outcome **out)
{
    outcome *added = &p->outcomes[p->count];

    *added = (outcome){ .before = row, .number = p->count, .projection = p };
    added->columns = sg_arena_make_array(p->self->arena, sg_value, p->columns);
    added->keys = sg_arena_make_array(p->self->arena, sg_value, p->keys);
    if (!added->columns || !added->keys)
        return sg_plain_no_memory(p->self);
    for (uint32_t i = 0; columns && i < p->columns; i++)
        added->columns[i] = columns[i];
    p->count++;
    *out = added;
    return SG_OK;
}

/* Whether the columns that do not aggregate are the same. */
static bool same_group(const projection *p, const outcome *group, const sg_value *columns)
{
    uint32_t column = 0;

    for (const sg_projection_item *item = p->items; item; item = item->next, column++)
        if (!sg_plain_aggregates(item->expression) &&
            !sg_value_same(group->columns[column], columns[column]))
            return false;
    return true;
}

static sg_status put_in_group(projection *p, const sg_bound *row, bool grouping)
{
    sg_value *columns = sg_arena_make_array(p->self->arena, sg_value, p->columns);
    uint32_t column = 0;
    outcome *group = NULL;

    if (!columns)
        return sg_plain_no_memory(p->self);
    for (const sg_projection_item *item = p->items; item; item = item->next, column++)
        if (!sg_plain_aggregates(item->expression))
            SG_TRY(sg_plain_value(p->self, row, item->expression, &columns[column]));
    for (uint32_t i = 0; grouping && !group && i < p->count; i++) {
        SG_TRY(sg_plain_step(p->self));
        if (same_group(p, &p->outcomes[i], columns))
            group = &p->outcomes[i];
    }
    if (!group)
        SG_TRY(add_group(p, columns, row, &group));
    return sg_plain_add_row(p->self, &group->group, row);
}

static sg_status make_groups(projection *p, const sg_plain_table *rows, bool *grouping)
{
    bool keys = false;
    outcome *all;

    *grouping = false;
    for (const sg_projection_item *item = p->items; item; item = item->next) {
        bool aggregates = sg_plain_aggregates(item->expression);
        *grouping = *grouping || aggregates;
        keys = keys || !aggregates;
    }
    p->outcomes = sg_arena_make_array(p->self->arena, outcome, (size_t)rows->count + 1);
    if (!p->outcomes)
        return sg_plain_no_memory(p->self);
    for (uint32_t i = 0; i < rows->count; i++)
        SG_TRY(put_in_group(p, rows->rows[i], *grouping));
    if (rows->count == 0 && *grouping && !keys)
        SG_TRY(add_group(p, NULL, p->around, &all));
    return SG_OK;
}

/* --- what comes of a group -------------------------------------------------------------------------- */
static sg_status bind_columns(const projection *p, const outcome *one, const sg_bound **row)
{
    for (uint32_t i = 0; i < p->columns; i++)
        SG_TRY(sg_plain_bind(p->self, p->names[i], one->columns[i], row));
    return SG_OK;
}

static sg_status compute(projection *p, outcome *one, bool grouping)
{
    sg_plain *self = p->self;
    const sg_plain_table *outer = self->group;
    const sg_bound *both = one->before;
    uint32_t column = 0, key = 0;

    self->group = grouping ? &one->group : NULL;
    for (const sg_projection_item *item = p->items; item; item = item->next, column++)
        if (sg_plain_aggregates(item->expression))
            SG_TRY(sg_plain_value(self, one->before, item->expression, &one->columns[column]));
    SG_TRY(bind_columns(p, one, &both));
    for (const sg_sort_item *item = p->clause->sort; item; item = item->next, key++)
        SG_TRY(sg_plain_value(self, both, item->expression, &one->keys[key]));
    self->group = outer;
    return SG_OK;
}

static bool same_columns(const projection *p, const outcome *left, const outcome *right)
{
    for (uint32_t i = 0; i < p->columns; i++)
        if (!sg_value_same(left->columns[i], right->columns[i]))
            return false;
    return true;
}

static sg_status drop_same(projection *p)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < p->count; i++) {
        bool seen = false;
        for (uint32_t j = 0; j < kept && !seen; j++) {
            SG_TRY(sg_plain_step(p->self));
            seen = same_columns(p, &p->outcomes[i], &p->outcomes[j]);
        }
        if (!seen)
            p->outcomes[kept++] = p->outcomes[i];
    }
    p->count = kept;
    return SG_OK;
}

/* --- ORDER BY --------------------------------------------------------------------------------------- */
static int by_keys(const outcome *left, const outcome *right)
{
    uint32_t key = 0;

    for (const sg_sort_item *item = left->projection->clause->sort; item;
         item = item->next, key++) {
        int order = sg_value_order(left->keys[key], right->keys[key]);
        if (order != 0)
            return item->descending ? -order : order;
    }
    return 0;
}

static int by_keys_then_number(const void *left, const void *right)
{
    const outcome *a = left, *b = right;
    int order = by_keys(a, b);

    return order ? order : (a->number > b->number) - (a->number < b->number);
}

/* --- the whole -------------------------------------------------------------------------------------- */
static sg_status give_result(const projection *p, sg_plain_result *out)
{
    uint32_t *peers = sg_arena_make_array(p->self->arena, uint32_t, p->count);

    *out = (sg_plain_result){ .columns = p->columns, .names = p->names, .count = p->count };
    out->rows = sg_arena_make_array(p->self->arena, const sg_value *, p->count);
    if (!out->rows || !peers)
        return sg_plain_no_memory(p->self);
    for (uint32_t i = 0; i < p->count; i++) {
        bool peer = i > 0 && by_keys(&p->outcomes[i - 1], &p->outcomes[i]) == 0;
        out->rows[i] = p->outcomes[i].columns;
        peers[i] = peer ? peers[i - 1] : i;
    }
    out->peers = peers;
    SG_TRY(sg_plain_count_of(p->self, p->clause->skip, 0, &out->skip));
    return sg_plain_count_of(p->self, p->clause->limit, UINT64_MAX, &out->limit);
}

/* The rows that WHERE behind WITH keeps: it sees the variables before, unless they were
 * merged. */
static sg_status give_rows(const projection *p, bool merged, sg_plain_table *out)
{
    sg_plain_result result;
    uint32_t first;

    SG_TRY(give_result(p, &result));
    uint32_t count = sg_plain_window(&result, &first);
    for (uint32_t i = first; i < first + count; i++) {
        const outcome *one = &p->outcomes[i];
        const sg_bound *row = p->around, *both = merged ? p->around : one->before;
        bool holds = true;
        SG_TRY(bind_columns(p, one, &row));
        SG_TRY(bind_columns(p, one, &both));
        if (p->clause->where)
            SG_TRY(sg_plain_holds(p->self, both, p->clause->where, &holds));
        if (holds)
            SG_TRY(sg_plain_add_row(p->self, out, row));
    }
    return SG_OK;
}

sg_status sg_plain_projection(sg_plain *self, const sg_clause *clause,
                              const sg_plain_table *rows, const sg_bound *around,
                              sg_plain_table *table, sg_plain_result *result)
{
    projection p = { .self = self, .clause = clause, .around = around };
    bool grouping;

    SG_TRY(list_columns(&p, rows));
    SG_TRY(make_groups(&p, rows, &grouping));
    for (uint32_t i = 0; i < p.count; i++)
        SG_TRY(compute(&p, &p.outcomes[i], grouping));
    if (clause->distinct)
        SG_TRY(drop_same(&p));
    if (clause->sort)
        qsort(p.outcomes, p.count, sizeof(*p.outcomes), by_keys_then_number);
    return result ? give_result(&p, result)
                  : give_rows(&p, grouping || clause->distinct, table);
}
