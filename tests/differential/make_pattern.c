/* make_pattern.c - random patterns: bound and new ends, every direction, variable length,
 * cycles. */
#include "tests/differential/make_parts.h"

/* What a pattern may do beside naming what is bound. */
typedef struct manner {
    bool introduces; /* new variables */
    bool conditions; /* inline WHERE */
} manner;

static uint32_t choose(sg_maker *maker, uint32_t bound)
{
    return sg_choose(maker->choices, bound);
}

static bool chance(sg_maker *maker, uint32_t percent)
{
    return sg_chance(maker->choices, percent);
}

/* --- nodes and relationships --------------------------------------------------------------------------- */
static void add_properties(sg_maker *maker)
{
    switch (choose(maker, 6)) {
    case 1:
        sg_make_text(maker, " {s: ");
        sg_make_string(maker, 0);
        break;
    case 2:
        sg_buffer_format(maker->out, " {id: 'k%u'", choose(maker, 4));
        break;
    case 3:
        sg_make_text(maker, " {v: ");
        sg_make_any(maker, 1);
        break;
    case 4:
        sg_make_text(maker, " {b: true, n: ");
        sg_make_integer(maker, 0);
        break;
    default:
        sg_make_text(maker, " {n: ");
        sg_make_integer(maker, 0);
    }
    sg_make_text(maker, "}");
}

static void add_node(sg_maker *maker, manner how)
{
    const char *bound = chance(maker, 36) ? sg_make_find(maker, SG_KIND_NODE) : NULL;
    sg_made_variable variable = { 0 };

    sg_make_text(maker, "(");
    if (bound) {
        sg_make_text(maker, bound);
    } else if (how.introduces && !chance(maker, 30)) {
        variable = sg_make_name(maker, SG_KIND_NODE);
        sg_make_text(maker, variable.name);
        sg_make_declare(maker, variable);
    }
    if (chance(maker, bound ? 8 : 22))
        sg_make_labels(maker, 'A');
    if (chance(maker, 7))
        add_properties(maker);
    if (how.conditions && chance(maker, 6)) {
        sg_make_text(maker, " WHERE ");
        sg_make_predicate(maker, 1, true);
    }
    sg_make_text(maker, ")");
}

static void add_length(sg_maker *maker)
{
    static const char *const bounded[] = { "*1..2", "*0..1", "*2",    "*..2", "*0..2",
                                           "*1..3", "*0",    "*2..3", "*3..2" };
    static const char *const unbounded[] = { "*0..", "*", "*1..", "*2.." };

    if (maker->walks == 0 && chance(maker, 25)) {
        maker->walks++;
        sg_make_text(maker, unbounded[choose(maker, SG_COUNT(unbounded))]);
    } else {
        sg_make_text(maker, bounded[choose(maker, SG_COUNT(bounded))]);
    }
}

/* A relationship variable of an earlier clause. */
static const char *earlier_edge(sg_maker *maker, sg_kind kind)
{
    uint32_t count = maker->count;

    maker->count = maker->first_new;
    const char *name = sg_make_find(maker, kind);
    maker->count = count;
    return name;
}

/* Not reused in the same pattern list: relationships of one MATCH differ. */
static void add_edge_name(sg_maker *maker, manner how, bool walks)
{
    sg_kind kind = walks ? SG_KIND_EDGES : SG_KIND_EDGE;
    const char *bound = how.introduces && chance(maker, 8) ? earlier_edge(maker, kind) : NULL;

    if (bound) {
        sg_make_text(maker, bound);
        maker->first_new = 0; /* it has been used in this MATCH now */
    } else if (how.introduces && chance(maker, 50)) {
        sg_made_variable variable = sg_make_name(maker, kind);
        sg_make_text(maker, variable.name);
        sg_make_declare(maker, variable);
    }
}

static void add_edge(sg_maker *maker, manner how)
{
    uint32_t direction = choose(maker, 6);
    bool walks = chance(maker, 20);

    sg_make_text(maker, direction == 1 || direction == 4 ? "<-[" : "-[");
    add_edge_name(maker, how, walks);
    if (chance(maker, 30))
        sg_make_labels(maker, 'R');
    if (walks)
        add_length(maker);
    if (chance(maker, 5))
        add_properties(maker);
    if (how.conditions && !walks && chance(maker, 5)) {
        sg_make_text(maker, " WHERE ");
        sg_make_predicate(maker, 1, true);
    }
    sg_make_text(maker, direction == 0 || direction == 4 ? "]->" : "]-");
}

static void add_chain(sg_maker *maker, manner how, uint32_t least, uint32_t most)
{
    uint32_t steps = least + choose(maker, most - least + 1);

    add_node(maker, how);
    while (steps-- > 0) {
        add_edge(maker, how);
        add_node(maker, how);
    }
}

/* --- patterns ----------------------------------------------------------------------------------------- */
static void add_condition(sg_maker *maker, uint32_t percent)
{
    if (!chance(maker, percent))
        return;
    sg_make_text(maker, " WHERE ");
    sg_make_predicate(maker, 3, true);
}

void sg_make_match(sg_maker *maker, bool optional)
{
    const manner how = { true, true };
    uint32_t parts = 1 + (chance(maker, 30) ? 1u + chance(maker, 30) : 0);

    sg_make_text(maker, optional ? "OPTIONAL MATCH " : "MATCH ");
    maker->first_new = maker->count;
    for (uint32_t i = 0; i < parts; i++) {
        sg_made_variable path = { 0 };
        sg_make_text(maker, i ? ", " : "");
        if (chance(maker, 22)) {
            path = sg_make_name(maker, SG_KIND_PATH);
            sg_buffer_format(maker->out, "%s = ", path.name);
        }
        add_chain(maker, how, 0, chance(maker, 15) ? 3 : 2);
        if (path.name[0])
            sg_make_declare(maker, path);
    }
    add_condition(maker, 35);
}

/* all(...) or none(...) of the path, and of nothing else. */
static void add_path_condition(sg_maker *maker, const char *path)
{
    static const char *const tests[] = { ".n > 0", ".s <> 'b'", ".b", ".n IS NULL", ".n < 2" };
    const char *word = choose(maker, 2) ? "none" : "all";
    const char *part = choose(maker, 2) ? "nodes" : "relationships";

    sg_buffer_format(maker->out, " WHERE %s(e IN %s(%s) WHERE e%s)", word, part, path,
                     tests[choose(maker, SG_COUNT(tests))]);
}

static void add_shortest_end(sg_maker *maker, sg_made_variable *variable)
{
    const char *bound = chance(maker, 55) ? sg_make_find(maker, SG_KIND_NODE) : NULL;

    if (bound) {
        sg_buffer_format(maker->out, "(%s)", bound);
        return;
    }
    *variable = sg_make_name(maker, SG_KIND_NODE);
    sg_buffer_format(maker->out, "(%s", variable->name);
    if (chance(maker, 50))
        sg_make_labels(maker, 'A');
    sg_make_text(maker, ")");
}

void sg_make_shortest_match(sg_maker *maker)
{
    static const char *const lengths[] = { "*", "*..2", "*0..", "*1..", "*..3", "*0..2", "" };
    bool all = choose(maker, 2);
    uint32_t direction = choose(maker, 3);
    const char *length = lengths[choose(maker, SG_COUNT(lengths))];
    sg_made_variable ends[2] = { 0 }, edge = { 0 };
    sg_made_variable path = sg_make_name(maker, all ? SG_KIND_PATH : SG_KIND_SOME_PATH);

    sg_make_text(maker, chance(maker, 30) ? "OPTIONAL MATCH " : "MATCH ");
    sg_buffer_format(maker->out, "%s = %s(", path.name,
                     all ? "allShortestPaths" : "shortestPath");
    add_shortest_end(maker, &ends[0]);
    sg_make_text(maker, direction == 1 ? "<-[" : "-[");
    if (all && chance(maker, 30))
        edge = sg_make_name(maker, *length ? SG_KIND_EDGES : SG_KIND_EDGE);
    sg_make_text(maker, edge.name);
    if (chance(maker, 40))
        sg_make_labels(maker, 'R');
    sg_make_text(maker, length);
    if (chance(maker, 10))
        sg_make_text(maker, " {b: true}");
    sg_make_text(maker, direction == 0 ? "]->" : "]-");
    add_shortest_end(maker, &ends[1]);
    sg_make_text(maker, ")");
    for (int i = 0; i < 2; i++)
        if (ends[i].name[0])
            sg_make_declare(maker, ends[i]);
    if (chance(maker, 30))
        add_path_condition(maker, path.name);
    else
        add_condition(maker, 30);
    sg_make_declare(maker, path);
    if (edge.name[0])
        sg_make_declare(maker, edge);
}

void sg_make_bound_pattern(sg_maker *maker)
{
    add_chain(maker, (manner){ false, false }, 1, 2);
}

void sg_make_free_pattern(sg_maker *maker)
{
    maker->first_new = maker->count;
    add_chain(maker, (manner){ true, false }, 1, 2);
    add_condition(maker, 40);
}
