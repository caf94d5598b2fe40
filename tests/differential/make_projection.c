/* make_projection.c - random WITH and RETURN: grouping, DISTINCT, ORDER BY, SKIP, LIMIT. */
#include "tests/differential/make_parts.h"

#include <stdlib.h>
#include <string.h>

typedef struct columns {
    sg_made_columns made;
    size_t begin[SG_MOST_COLUMNS],
        end[SG_MOST_COLUMNS]; /* where aggregates stand in the text */
    bool aggregates, distinct;
    bool returns; /* rows are compared now */
} columns;

static uint32_t choose(sg_maker *maker, uint32_t bound)
{
    return sg_choose(maker->choices, bound);
}

static bool chance(sg_maker *maker, uint32_t percent)
{
    return sg_chance(maker->choices, percent);
}

/* --- columns --------------------------------------------------------------------------------------- */
static void begin_item(sg_maker *maker, const columns *c)
{
    sg_make_text(maker, c->made.count ? ", " : " ");
}

static void end_item(sg_maker *maker, columns *c, sg_kind kind)
{
    sg_made_variable column = sg_make_name(maker, kind);

    sg_buffer_format(maker->out, " AS %s", column.name);
    c->made.list[c->made.count++] = column;
}

/* Keys of groups and of DISTINCT must be the same each time. */
static bool may_list(const columns *c, sg_kind kind)
{
    if (c->returns && kind == SG_KIND_SOME_PATH)
        return false;
    return sg_kind_is_ordered(kind) || !(c->aggregates || c->distinct);
}

static void pass_variable(sg_maker *maker, columns *c, const sg_made_variable *variable,
                          bool rename)
{
    if (c->made.count == SG_MOST_COLUMNS || !may_list(c, variable->kind))
        return;
    begin_item(maker, c);
    sg_make_text(maker, variable->name);
    if (rename)
        end_item(maker, c, variable->kind);
    else
        c->made.list[c->made.count++] = *variable;
}

/* An expression; one that must not be a list without order is made a number. */
static void add_value(sg_maker *maker, columns *c)
{
    size_t before = maker->out->length;

    begin_item(maker, c);
    sg_kind kind = sg_make_value(maker, 2);
    if (!may_list(c, kind)) {
        maker->out->length = before;
        begin_item(maker, c);
        sg_make_integer(maker, 0);
        kind = SG_KIND_INTEGER;
    }
    end_item(maker, c, kind);
}

static void add_aggregate(sg_maker *maker, columns *c)
{
    uint32_t column = c->made.count;

    begin_item(maker, c);
    c->begin[column] = maker->out->length;
    if (chance(maker, 12)) {
        sg_make_text(maker, "1 + count(*)");
        end_item(maker, c, SG_KIND_INTEGER);
    } else if (chance(maker, 8)) {
        sg_make_text(maker, "size(collect(");
        sg_make_any(maker, 1);
        sg_make_text(maker, "))");
        end_item(maker, c, SG_KIND_INTEGER);
    } else {
        end_item(maker, c, sg_make_aggregate(maker));
    }
    const char *as = strstr(maker->out->bytes + c->begin[column], " AS ");
    c->end[column] = (size_t)(as - maker->out->bytes);
}

static void pass_some(sg_maker *maker, columns *c, uint32_t percent, bool rename)
{
    for (uint32_t i = 0; i < maker->count; i++)
        if (chance(maker, percent))
            pass_variable(maker, c, &maker->variables[i], rename || chance(maker, 20));
}

static void add_items(sg_maker *maker, columns *c, uint32_t passed, bool rename)
{
    uint32_t more = choose(maker, 3);

    pass_some(maker, c, c->aggregates ? passed / 3 : passed, rename);
    for (; more > 0 && c->made.count + 2 < SG_MOST_COLUMNS; more--)
        add_value(maker, c);
    if (c->aggregates && c->made.count < SG_MOST_COLUMNS)
        add_aggregate(maker, c);
    if (c->aggregates && c->made.count < SG_MOST_COLUMNS && chance(maker, 30))
        add_aggregate(maker, c);
    if (c->made.count == 0)
        add_value(maker, c);
}

static columns begin(sg_maker *maker, const char *word)
{
    columns c = { .aggregates = chance(maker, 38), .returns = word[0] == 'R' };

    c.distinct = chance(maker, 18);
    sg_make_text(maker, word);
    sg_make_text(maker, c.distinct ? " DISTINCT" : "");
    return c;
}

/* A column that is not the same each time cannot be compared with others of its kind. */
static bool has_bags(const columns *c)
{
    for (uint32_t i = 0; i < c->made.count; i++)
        if (!sg_kind_is_ordered(c->made.list[i].kind))
            return true;
    return false;
}

/* What was collected is no key of DISTINCT. */
static columns items(sg_maker *maker, const char *word, uint32_t passed, bool rename)
{
    size_t before = maker->out->length;
    columns c = begin(maker, word);

    add_items(maker, &c, passed, rename);
    if (c.distinct && has_bags(&c)) {
        maker->out->length = before;
        c = (columns){ .returns = c.returns };
        sg_make_text(maker, word);
        add_items(maker, &c, passed, rename);
    }
    return c;
}

/* --- ORDER BY, SKIP, LIMIT ----------------------------------------------------------------------------- */
static void add_direction(sg_maker *maker)
{
    sg_make_text(maker, choose(maker, 3) == 2 ? " DESC" : "");
}

static void order_by_all(sg_maker *maker, const columns *c)
{
    for (uint32_t i = 0; i < c->made.count; i++) {
        sg_buffer_format(maker->out, "%s%s", i ? ", " : " ORDER BY ", c->made.list[i].name);
        add_direction(maker);
    }
}

static void add_bounds(sg_maker *maker)
{
    static const char *const counts[] = { "0", "1", "2", "3", "4", "$p", "1 + 1" };

    if (chance(maker, 50))
        sg_buffer_format(maker->out, " SKIP %s", counts[choose(maker, SG_COUNT(counts))]);
    if (chance(maker, 70))
        sg_buffer_format(maker->out, " LIMIT %s", counts[choose(maker, SG_COUNT(counts))]);
}

/* ORDER BY count(*) instead of the column that it is; not where a query or a list stands in
 * it. */
static bool repeat_aggregate(sg_maker *maker, const columns *c, uint32_t column)
{
    sg_str text = sg_str_slice(sg_buffer_str(maker->out), c->begin[column], c->end[column]);
    char copy[128];

    if (text.length == 0 || text.length >= sizeof(copy) ||
        memchr(text.bytes, '{', text.length) || memchr(text.bytes, '[', text.length) ||
        !chance(maker, 40))
        return false;
    memcpy(copy, text.bytes, text.length);
    sg_buffer_add(maker->out, (sg_str){ copy, text.length });
    return true;
}

/* ORDER BY some columns, or, where the rows before are still there, something else. */
static void order_by_some(sg_maker *maker, const columns *c)
{
    uint32_t keys = 1 + choose(maker, 2), made = 0;

    for (uint32_t i = 0; i < keys; i++) {
        const sg_made_variable *column = &c->made.list[choose(maker, c->made.count)];
        if (!sg_kind_is_ordered(column->kind))
            continue;
        sg_make_text(maker, made++ ? ", " : " ORDER BY ");
        if (!c->aggregates && !c->distinct && chance(maker, 35))
            sg_make_any(maker, 1);
        else if (!repeat_aggregate(maker, c, (uint32_t)(column - c->made.list)))
            sg_make_text(maker, column->name);
        add_direction(maker);
    }
}

/* --- the clauses ---------------------------------------------------------------------------------------- */
static void replace_scope(sg_maker *maker, const columns *c)
{
    maker->count = maker->fixed;
    for (uint32_t i = 0; i < c->made.count; i++)
        sg_make_declare(maker, c->made.list[i]);
}

void sg_make_with(sg_maker *maker)
{
    if (maker->count > maker->fixed && chance(maker, 8)) {
        sg_make_text(maker, "WITH *");
    } else {
        columns c = items(maker, "WITH", 65, false);
        if (!has_bags(&c) && chance(maker, 25)) {
            order_by_all(maker, &c);
            add_bounds(maker);
        }
        replace_scope(maker, &c);
    }
    if (chance(maker, 28)) {
        sg_make_text(maker, " WHERE ");
        sg_make_predicate(maker, 2, true);
    }
}

/* Something that may fail in every row and in the same way. */
static void add_failing(sg_maker *maker, columns *c)
{
    const char *name = sg_make_find(maker, SG_KIND_NODE);

    if (!name || c->made.count == SG_MOST_COLUMNS)
        return;
    begin_item(maker, c);
    sg_buffer_format(maker->out, choose(maker, 2) ? "%s.v * 2" : "10 / %s.n", name);
    end_item(maker, c, SG_KIND_ANY);
}

static int by_name(const void *left, const void *right)
{
    const sg_made_variable *a = left, *b = right;

    return strcmp(a->name, b->name);
}

/* RETURN *, whose columns are in order of their names. */
static bool return_star(sg_maker *maker, sg_made_columns *out)
{
    if (maker->count == 0 || maker->count > SG_MOST_COLUMNS || !chance(maker, 4))
        return false;
    for (uint32_t i = 0; i < maker->count; i++)
        if (maker->variables[i].kind == SG_KIND_SOME_PATH)
            return false;
    out->count = maker->count;
    memcpy(out->list, maker->variables, maker->count * sizeof(*out->list));
    qsort(out->list, out->count, sizeof(*out->list), by_name);
    sg_make_text(maker, "RETURN *");
    return true;
}

void sg_make_last_return(sg_maker *maker, sg_made_columns *out)
{
    if (return_star(maker, out))
        return;
    columns c = items(maker, "RETURN", 40, false);

    if (!c.aggregates && !c.distinct && chance(maker, 8))
        add_failing(maker, &c);
    else if (chance(maker, 45))
        order_by_some(maker, &c);
    if (!c.aggregates && strstr(maker->out->bytes, " * 2 AS") == NULL &&
        strstr(maker->out->bytes, "10 / ") == NULL && chance(maker, 20))
        add_bounds(maker);
    *out = c.made;
}

void sg_make_inner_return(sg_maker *maker, sg_made_columns *out)
{
    columns c = items(maker, "RETURN", 30, true);

    if (!has_bags(&c) && chance(maker, 25)) {
        order_by_all(maker, &c);
        add_bounds(maker);
    }
    *out = c.made;
}

void sg_make_ordered_end(sg_maker *maker, sg_made_columns *out)
{
    columns c = items(maker, "WITH", 65, false);

    if (has_bags(&c)) {
        replace_scope(maker, &c);
        sg_make_text(maker, " ");
        sg_make_last_return(maker, out);
        return;
    }
    order_by_all(maker, &c);
    add_bounds(maker);
    sg_make_text(maker, " RETURN count(*) AS i");
    out->list[out->count++].kind = SG_KIND_INTEGER;
    for (uint32_t i = 0; i < c.made.count && i + 1 < SG_MOST_COLUMNS; i++) {
        sg_buffer_format(maker->out, ", collect(%s) AS l%u", c.made.list[i].name, i);
        out->list[out->count++].kind = SG_KIND_LIST;
    }
}

void sg_make_union_columns(sg_maker *maker, sg_made_columns *out)
{
    out->count = 1 + choose(maker, 2);
    for (uint32_t i = 0; i < out->count; i++)
        out->list[i] = sg_make_name(maker, SG_KIND_ANY);
}

void sg_make_union_return(sg_maker *maker, const sg_made_columns *wanted)
{
    sg_make_text(maker, chance(maker, 15) ? "RETURN DISTINCT" : "RETURN");
    for (uint32_t i = 0; i < wanted->count; i++) {
        sg_make_text(maker, i ? ", " : " ");
        const char *node = choose(maker, 3) == 2 ? sg_make_find(maker, SG_KIND_NODE) : NULL;
        if (node)
            sg_make_text(maker, node);
        else
            sg_make_any(maker, 2);
        sg_buffer_format(maker->out, " AS %s", wanted->list[i].name);
    }
}
