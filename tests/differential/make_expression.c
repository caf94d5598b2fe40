/* make_expression.c - random values: numbers, texts, lists, aggregates. */
#include "tests/differential/make_parts.h"

#include <stdio.h>
#include <string.h>

void sg_make_text(sg_maker *maker, const char *text)
{
    sg_buffer_text(maker->out, text);
}

static uint32_t choose(sg_maker *maker, uint32_t bound)
{
    return sg_choose(maker->choices, bound);
}

static bool chance(sg_maker *maker, uint32_t percent)
{
    return sg_chance(maker->choices, percent);
}

static void one_of(sg_maker *maker, const char *const *texts, uint32_t count)
{
    sg_make_text(maker, texts[choose(maker, count)]);
}

/* --- variables -------------------------------------------------------------------------------------- */
bool sg_kind_is_ordered(sg_kind kind)
{
    return kind != SG_KIND_BAG && kind != SG_KIND_NODE_BAG && kind != SG_KIND_SOME_PATH;
}

sg_kind sg_kind_of_items(sg_kind list)
{
    if (list == SG_KIND_NODES || list == SG_KIND_NODE_BAG)
        return SG_KIND_NODE;
    return list == SG_KIND_EDGES ? SG_KIND_EDGE : SG_KIND_ANY;
}

sg_made_variable sg_make_name(sg_maker *maker, sg_kind kind)
{
    static const char *const prefixes[SG_KIND_COUNT] = {
        "i", "s", "b", "f", "v", "n", "r", "p", "q", "l", "ns", "rs", "bag", "nbag",
    };
    sg_made_variable variable = { .kind = kind };

    snprintf(variable.name, sizeof(variable.name), "%s%u", prefixes[kind], ++maker->names);
    return variable;
}

void sg_make_declare(sg_maker *maker, sg_made_variable variable)
{
    for (uint32_t i = 0; i < maker->count; i++)
        if (strcmp(maker->variables[i].name, variable.name) == 0)
            return;
    if (maker->count < SG_MOST_VARIABLES)
        maker->variables[maker->count++] = variable;
}

static const char *find_either(sg_maker *maker, sg_kind kind, sg_kind other)
{
    uint32_t found[SG_MOST_VARIABLES], count = 0;

    for (uint32_t i = 0; i < maker->count; i++)
        if (maker->variables[i].kind == kind || maker->variables[i].kind == other)
            found[count++] = i;
    return count ? maker->variables[found[choose(maker, count)]].name : NULL;
}

const char *sg_make_find(sg_maker *maker, sg_kind kind)
{
    return find_either(maker, kind, kind);
}

const char *sg_make_find_entity(sg_maker *maker)
{
    return find_either(maker, SG_KIND_NODE, SG_KIND_EDGE);
}

/* `function(variable)` of a variable of the kind; false when there is none. */
static bool call_of(sg_maker *maker, const char *function, sg_kind kind)
{
    const char *name = sg_make_find(maker, kind);

    if (name)
        sg_buffer_format(maker->out, "%s(%s)", function, name);
    return name != NULL;
}

static bool property(sg_maker *maker, const char *key)
{
    const char *name = sg_make_find_entity(maker);

    if (name)
        sg_buffer_format(maker->out, "%s.%s", name, key);
    return name != NULL;
}

static bool plain_variable(sg_maker *maker, sg_kind kind)
{
    const char *name = sg_make_find(maker, kind);

    if (name)
        sg_make_text(maker, name);
    return name != NULL;
}

/* CASE with values of one sort. */
static void make_case(sg_maker *maker, uint32_t depth, void (*value)(sg_maker *, uint32_t))
{
    sg_make_text(maker, "CASE");
    if (chance(maker, 25)) {
        sg_make_text(maker, " ");
        sg_make_any(maker, depth - 1);
        sg_make_text(maker, " WHEN ");
        sg_make_any(maker, depth - 1);
    } else {
        sg_make_text(maker, " WHEN ");
        sg_make_predicate(maker, depth - 1, true);
    }
    sg_make_text(maker, " THEN ");
    value(maker, depth - 1);
    if (chance(maker, 70)) {
        sg_make_text(maker, " ELSE ");
        value(maker, depth - 1);
    }
    sg_make_text(maker, " END");
}

static void make_coalesce(sg_maker *maker, uint32_t depth, void (*value)(sg_maker *, uint32_t))
{
    sg_make_text(maker, "coalesce(");
    value(maker, depth - 1);
    sg_make_text(maker, ", ");
    value(maker, depth - 1);
    sg_make_text(maker, ")");
}

/* --- integers --------------------------------------------------------------------------------------- */
static bool simple_integer(sg_maker *maker)
{
    switch (choose(maker, 8)) {
    case 1:
    case 2:
    case 3:
        return property(maker, "n");
    case 4:
        return plain_variable(maker, SG_KIND_INTEGER);
    case 5:
        return call_of(maker, "length", SG_KIND_PATH) ||
               call_of(maker, "length", SG_KIND_SOME_PATH);
    case 6:
        return call_of(maker, "size", SG_KIND_EDGES) || call_of(maker, "size", SG_KIND_BAG);
    case 7:
        return call_of(maker, "id", SG_KIND_NODE);
    default:
        return false;
    }
}

static void make_reduce(sg_maker *maker, uint32_t depth)
{
    uint32_t before = maker->count;

    sg_made_variable item = sg_make_name(maker, SG_KIND_ANY);
    sg_buffer_format(maker->out, "reduce(total = 0, %s IN ", item.name);
    item.kind = sg_kind_of_items(sg_make_list(maker, depth - 1));
    sg_make_declare(maker, item);
    sg_make_text(maker, " | total + ");
    sg_make_integer(maker, depth - 1);
    sg_make_text(maker, ")");
    maker->count = before;
}

static void make_sum(sg_maker *maker, uint32_t depth)
{
    static const char *const operators[] = { " + ", " - ", " * " };

    sg_make_text(maker, "(");
    sg_make_integer(maker, depth - 1);
    one_of(maker, operators, SG_COUNT(operators));
    sg_make_integer(maker, depth - 1);
    sg_make_text(maker, ")");
}

void sg_make_integer(sg_maker *maker, uint32_t depth)
{
    static const char *const literals[] = { "1", "0", "2", "-1", "3", "$p", "null" };

    switch (depth ? choose(maker, 12) : 0) {
    case 6:
        make_sum(maker, depth);
        return;
    case 7:
        make_coalesce(maker, depth, sg_make_integer);
        return;
    case 8:
        make_case(maker, depth, sg_make_integer);
        return;
    case 9:
        make_reduce(maker, depth);
        return;
    case 10:
        sg_make_text(maker, "size(");
        sg_make_list(maker, depth - 1);
        sg_make_text(maker, ")");
        return;
    case 11:
        sg_make_subquery(maker, "COUNT");
        return;
    default:
        if (!simple_integer(maker))
            one_of(maker, literals, SG_COUNT(literals));
    }
}

/* --- strings ---------------------------------------------------------------------------------------- */
static bool simple_string(sg_maker *maker)
{
    switch (choose(maker, 7)) {
    case 1:
    case 2:
        return property(maker, "s");
    case 3:
        return plain_variable(maker, SG_KIND_STRING);
    case 4:
        return call_of(maker, "type", SG_KIND_EDGE);
    case 5:
    case 6:
        return property(maker, "id");
    default:
        return false;
    }
}

void sg_make_string(sg_maker *maker, uint32_t depth)
{
    static const char *const literals[] = { "'a'", "'b'", "''", "'ab'", "'k1'", "$q", "null" };

    switch (depth ? choose(maker, 9) : 0) {
    case 5:
        sg_make_text(maker, "toLower(");
        sg_make_string(maker, depth - 1);
        sg_make_text(maker, ")");
        return;
    case 6:
        sg_make_text(maker, "toString(");
        sg_make_integer(maker, depth - 1);
        sg_make_text(maker, ")");
        return;
    case 7:
        make_coalesce(maker, depth, sg_make_string);
        return;
    case 8:
        make_case(maker, depth, sg_make_string);
        return;
    default:
        if (!simple_string(maker))
            one_of(maker, literals, SG_COUNT(literals));
    }
}

/* --- anything that compares ---------------------------------------------------------------------------- */
static bool simple_any(sg_maker *maker)
{
    static const char *const keys[] = { "v", "n", "s", "b", "id", "missing" };

    switch (choose(maker, 6)) {
    case 1:
    case 2:
        return property(maker, "v");
    case 3:
        return plain_variable(maker, SG_KIND_ANY);
    case 4:
        return property(maker, keys[choose(maker, SG_COUNT(keys))]);
    default:
        return false;
    }
}

void sg_make_any(sg_maker *maker, uint32_t depth)
{
    switch (depth ? choose(maker, 10) : 0) {
    case 5:
        sg_make_string(maker, depth);
        return;
    case 6:
        make_coalesce(maker, depth, sg_make_any);
        return;
    case 7:
        make_case(maker, depth, sg_make_any);
        return;
    case 8:
        sg_make_text(maker, "(");
        sg_make_predicate(maker, depth - 1, false);
        sg_make_text(maker, ")");
        return;
    case 9:
        if (plain_variable(maker, SG_KIND_LIST)) {
            sg_buffer_format(maker->out, "[%d]", (int)choose(maker, 3) - 1);
            return;
        }
        break;
    default:
        break;
    }
    if (!simple_any(maker))
        sg_make_integer(maker, depth);
}

/* --- lists ------------------------------------------------------------------------------------------- */
static sg_kind literal_list(sg_maker *maker, uint32_t depth)
{
    uint32_t count = choose(maker, 4);

    sg_make_text(maker, "[");
    for (uint32_t i = 0; i < count; i++) {
        sg_make_text(maker, i ? ", " : "");
        sg_make_any(maker, depth ? depth - 1 : 0);
    }
    sg_make_text(maker, "]");
    return SG_KIND_LIST;
}

static sg_kind comprehension(sg_maker *maker, uint32_t depth)
{
    uint32_t before = maker->count;
    sg_made_variable item = sg_make_name(maker, SG_KIND_ANY);

    sg_buffer_format(maker->out, "[%s IN ", item.name);
    sg_kind kind = sg_make_list(maker, depth - 1);
    item.kind = sg_kind_of_items(kind);
    sg_make_declare(maker, item);
    if (chance(maker, 60)) {
        sg_make_text(maker, " WHERE ");
        sg_make_predicate(maker, depth - 1, true);
    }
    if (chance(maker, 60)) {
        sg_make_text(maker, " | ");
        sg_make_any(maker, depth - 1);
        kind = sg_kind_is_ordered(kind) ? SG_KIND_LIST : SG_KIND_BAG;
    }
    sg_make_text(maker, "]");
    maker->count = before;
    return kind;
}

static sg_kind pattern_comprehension(sg_maker *maker, uint32_t depth)
{
    uint32_t before = maker->count, first_new = maker->first_new;

    sg_make_text(maker, "[");
    sg_make_free_pattern(maker);
    sg_make_text(maker, " | ");
    sg_make_any(maker, depth - 1);
    sg_make_text(maker, "]");
    maker->count = before;
    maker->first_new = first_new;
    return SG_KIND_BAG;
}

static bool list_variable(sg_maker *maker, sg_kind *kind)
{
    static const sg_kind kinds[] = { SG_KIND_LIST, SG_KIND_EDGES, SG_KIND_NODES, SG_KIND_BAG,
                                     SG_KIND_NODE_BAG };

    *kind = kinds[choose(maker, SG_COUNT(kinds))];
    return plain_variable(maker, *kind);
}

sg_kind sg_make_list(sg_maker *maker, uint32_t depth)
{
    sg_kind kind;

    switch (choose(maker, depth ? 12 : 7)) {
    case 1:
    case 2:
        if (call_of(maker, "nodes", SG_KIND_PATH))
            return SG_KIND_NODES;
        break;
    case 3:
        if (call_of(maker, "relationships", SG_KIND_PATH))
            return SG_KIND_EDGES;
        break;
    case 4:
    case 5:
        if (list_variable(maker, &kind))
            return kind;
        break;
    case 6:
        if (call_of(maker, "labels", SG_KIND_NODE))
            return SG_KIND_LIST;
        break;
    case 7:
    case 8:
        return comprehension(maker, depth);
    case 9:
        return pattern_comprehension(maker, depth);
    case 10:
        sg_buffer_format(maker->out, "range(%u, %u)", choose(maker, 3), choose(maker, 4));
        return SG_KIND_LIST;
    case 11:
        sg_make_subquery(maker, "COLLECT");
        return SG_KIND_BAG;
    default:
        break;
    }
    return literal_list(maker, depth);
}

/* --- some value, some aggregate ------------------------------------------------------------------------- */
sg_kind sg_make_value(sg_maker *maker, uint32_t depth)
{
    switch (choose(maker, 8)) {
    case 1:
        sg_make_integer(maker, depth);
        return SG_KIND_INTEGER;
    case 2:
        sg_make_string(maker, depth);
        return SG_KIND_STRING;
    case 3:
        sg_make_predicate(maker, depth, false);
        return SG_KIND_BOOLEAN;
    case 4:
        return sg_make_list(maker, depth);
    case 5:
        if (plain_variable(maker, SG_KIND_NODE))
            return SG_KIND_NODE;
        break;
    case 6:
        if (plain_variable(maker, SG_KIND_PATH))
            return SG_KIND_PATH;
        break;
    default:
        break;
    }
    sg_make_any(maker, depth);
    return SG_KIND_ANY;
}

static sg_kind count_something(sg_maker *maker)
{
    sg_make_text(maker, chance(maker, 40) ? "count(DISTINCT " : "count(");
    const char *name = chance(maker, 60) ? sg_make_find_entity(maker) : NULL;
    if (name)
        sg_make_text(maker, name);
    else
        sg_make_any(maker, 1);
    sg_make_text(maker, ")");
    return SG_KIND_INTEGER;
}

static sg_kind collect(sg_maker *maker)
{
    sg_make_text(maker, chance(maker, 40) ? "collect(DISTINCT " : "collect(");
    const char *name = chance(maker, 50) ? sg_make_find(maker, SG_KIND_NODE) : NULL;
    if (name)
        sg_make_text(maker, name);
    else
        sg_make_any(maker, 1);
    sg_make_text(maker, ")");
    return name ? SG_KIND_NODE_BAG : SG_KIND_BAG;
}

sg_kind sg_make_aggregate(sg_maker *maker)
{
    static const char *const numeric[] = { "sum(", "sum(DISTINCT ", "min(", "max(" };
    uint32_t choice = choose(maker, 12);

    switch (choice) {
    case 2:
    case 3:
    case 4:
        return count_something(maker);
    case 5:
    case 6:
        return collect(maker);
    case 7:
    case 8:
        one_of(maker, numeric, SG_COUNT(numeric));
        sg_make_integer(maker, 1);
        sg_make_text(maker, ")");
        return SG_KIND_INTEGER;
    case 9:
        sg_make_text(maker, "avg(");
        sg_make_integer(maker, 1);
        sg_make_text(maker, ")");
        return SG_KIND_FLOAT;
    case 10:
        sg_make_text(maker, chance(maker, 50) ? "min(" : "max(");
        sg_make_any(maker, 1);
        sg_make_text(maker, ")");
        return SG_KIND_ANY;
    case 11:
        sg_make_text(maker, "percentileDisc(");
        sg_make_integer(maker, 1);
        sg_make_text(maker, ", 0.5)");
        return SG_KIND_INTEGER;
    default:
        sg_make_text(maker, "count(*)");
        return SG_KIND_INTEGER;
    }
}
