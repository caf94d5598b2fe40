/* make_reducible.c - random statements of the shapes that sets of nodes answer, so that each such
 * rewrite is met thousands of times: distinct ends, counts, weights, subsets, walks, narrowed rows.
 *
 *     MATCH (a:A)-[:R]->(b)<-[:S]-(c) WHERE a.n > 1 AND NOT (b)-[:T]->() RETURN c.s, count(*)
 *     MATCH (a)-[r:R {b: true}]->(b)-[s:S]->(c) WHERE s.n IN [1, 2] RETURN a, count(DISTINCT c)
 *     MATCH (a)-[:R*0..2]->(b)<-[:S]-(c) RETURN DISTINCT a, c.s
 *
 * Chains whose relationships could be the same, and of which an end is asked for, are a shape of their own:
 *
 *     MATCH (a {id: 'k1'})-->(b)-->(c)-->(d:A) RETURN DISTINCT d.id
 *
 * And walks of which only the ends are seen, between bound nodes and from one:
 *
 *     MATCH (n0), (n1:A) WHERE COUNT { (n0)-[:R*1..]->(n1) } > 0 RETURN n0, n1
 *     MATCH (n0) OPTIONAL MATCH (n0)-[:R*]->(n1:A) RETURN n0, count(DISTINCT n1)
 *
 * And optional branches of which an aggregate sees a number, or more than that:
 *
 *     MATCH (n0:A) OPTIONAL MATCH (n0)-[:R]->(n1) OPTIONAL MATCH (n0)<-[:S]-(n2) WHERE n2.b
 *     WITH n0, n1, count(n2) AS c OPTIONAL MATCH (n0)--(n3) RETURN n0, c, count(n3), count(*)
 *
 * Labels and types are often such that relationships cannot be the same, and often not: declining is
 * a case too.
 */
#include "tests/differential/make_parts.h"

enum { MOST_NODES = 6 };

typedef struct shape {
    sg_maker *maker;
    uint32_t nodes; /* n0, n1, ... so far */
    uint32_t edges; /* r0, r1, ... that conditions may name */
    bool walked;
    bool names_edges;
} shape;

static uint32_t choose(shape *self, uint32_t bound)
{
    return sg_choose(self->maker->choices, bound);
}

static bool chance(shape *self, uint32_t percent)
{
    return sg_chance(self->maker->choices, percent);
}

static void add_text(shape *self, const char *text)
{
    sg_make_text(self->maker, text);
}

/* The text, with a name for every $ but that of a parameter. */
static void add_named(sg_maker *maker, const char *text, char kind, uint32_t number)
{
    for (; *text; text++)
        if (*text == '$' && text[1] != 'p' && text[1] != 'i')
            sg_buffer_format(maker->out, "%c%u", kind, (unsigned)number);
        else
            sg_buffer_char(maker->out, *text);
}

static void add_about(sg_maker *maker, const char *text, uint32_t node)
{
    add_named(maker, text, 'n', node);
}

static void add_node(shape *self, uint32_t number)
{
    sg_buffer_format(self->maker->out, "(n%u", (unsigned)number);
    if (chance(self, 45))
        sg_buffer_format(self->maker->out, ":%c", 'A' + (char)choose(self, 3));
    if (chance(self, 8))
        sg_buffer_format(self->maker->out, " {id: 'k%u'}", (unsigned)choose(self, 4));
    add_text(self, ")");
}

/* What a relationship, or each of a walk, must be. */
static void add_map(shape *self)
{
    static const char *const maps[] = { " {b: true}", " {n: 1}", " {s: 'a'}", " {n: $p}",
                                        " {b: false, n: 0}" };

    add_text(self, maps[choose(self, SG_COUNT(maps))]);
}

/* Types mostly differ from arc to arc, so that relationships do. */
static void add_edge(shape *self, uint32_t number, bool may_walk)
{
    static const char *const lengths[] = { "*0..2", "*1..2", "*0..", "*1..3", "*..2", "*2..3" };
    uint32_t direction = choose(self, 7);

    add_text(self, direction == 1 || direction == 2 ? "<-[" : "-[");
    /* A walk gets no name: conditions on it would be about a list. */
    if (self->names_edges && (!may_walk || self->walked) && chance(self, 40))
        sg_buffer_format(self->maker->out, "r%u", (unsigned)self->edges++);
    if (chance(self, 85))
        sg_buffer_format(self->maker->out, ":%c", 'R' + (char)((number + choose(self, 2)) % 3));
    if (may_walk && !self->walked && chance(self, 30)) {
        self->walked = true;
        add_text(self, lengths[choose(self, SG_COUNT(lengths))]);
    }
    if (chance(self, 12))
        add_map(self);
    add_text(self, direction == 0 || direction >= 4 ? (direction == 6 ? "]-" : "]->") : "]-");
}

static void add_test(shape *self, uint32_t node)
{
    static const char *const tests[] = {
        "$.n > 0",           "$.s STARTS WITH 'a'", "$.b",         "$.n <= $p",
        "$.s IN ['a', 'b']", "$.v IS NOT NULL",     "NOT $.b",     "$:A",
        "$.id <> 'k1'",      "$.s =~ 'a.*'",        "$.n + 1 = 2", "$.id IN $ids",
    };

    add_about(self->maker, tests[choose(self, SG_COUNT(tests))], node);
}

static void add_edge_test(shape *self)
{
    static const char *const tests[] = {
        "$.n > 0",
        "$.b",
        "$.s = 'a'",
        "$.s IN ['a', 'b']",
        "NOT $.b",
        "$.n <> $p",
        "$.v IS NULL",
        "$.n <= 1",
        "$.n IN [0, 1]",
        "$.s IN $ids",
        "$.b OR $.n = 2",
        "$.v = 1",
        "$.n < $.v",
        "$.n + 1 = 2",
        "$.v IS NOT NULL",
        "$.s STARTS WITH 'a'",
        "$.x = 1",
        "$.x IS NULL",
        "$.b = true AND $.n >= 0",
    };

    add_named(self->maker, tests[choose(self, SG_COUNT(tests))], 'r',
              choose(self, self->edges));
}

/* EXISTS { } or a pattern about one node, perhaps with a condition of its own inside. */
static void add_subset(shape *self, uint32_t node)
{
    bool braces = chance(self, 60), named = self->names_edges;

    self->names_edges = false; /* what is inside is not seen outside */
    add_text(self, chance(self, 50) ? "NOT " : "");
    add_text(self, braces ? "EXISTS { " : "(");
    sg_buffer_format(self->maker->out, braces ? "(n%u)" : "n%u)", (unsigned)node);
    add_edge(self, choose(self, 3), chance(self, 30));
    sg_buffer_format(self->maker->out, "(%s:%c)", braces ? "m" : "",
                     'A' + (char)choose(self, 3));
    if (chance(self, 30)) {
        add_edge(self, choose(self, 3), false);
        add_text(self, "()");
    }
    if (braces && chance(self, 40))
        add_text(self, " WHERE m.n > 0");
    add_text(self, braces ? " }" : "");
    self->names_edges = named;
}

static void add_conditions(shape *self)
{
    uint32_t count = choose(self, 4);

    for (uint32_t i = 0; i < count; i++) {
        uint32_t node = choose(self, self->nodes);
        add_text(self, i ? " AND " : " WHERE ");
        if (chance(self, 25))
            add_subset(self, node);
        else if (self->edges > 0 && chance(self, 50))
            add_edge_test(self);
        else
            add_test(self, node);
    }
}

/* A chain, or a branch from a node of it. */
static void add_pattern(shape *self, bool first)
{
    uint32_t steps = 1 + choose(self, 3);

    if (first || chance(self, 15))
        add_node(self, self->nodes++);
    else
        sg_buffer_format(self->maker->out, "(n%u)", (unsigned)choose(self, self->nodes));
    while (steps-- > 0 && self->nodes < MOST_NODES) {
        add_edge(self, self->nodes, true);
        if (chance(self, 6))
            sg_buffer_format(self->maker->out, "(n%u)", (unsigned)choose(self, self->nodes));
        else
            add_node(self, self->nodes++);
    }
}

/* Two to five arcs of one type or any, the same way. */
static void add_chain(shape *self)
{
    uint32_t steps = 2 + choose(self, 4), type = choose(self, 6);
    bool leftward = chance(self, 30);

    add_node(self, self->nodes++);
    while (steps-- > 0) {
        bool other = chance(self, 8);
        add_text(self, leftward ? "<-[" : "-[");
        if (type < 3 || other)
            sg_buffer_format(self->maker->out, ":%c", 'R' + (char)((type + other) % 3));
        if (chance(self, 8))
            add_map(self);
        add_text(self, leftward ? "]-" : "]->");
        if (chance(self, 80))
            sg_buffer_format(self->maker->out, "(n%u)", (unsigned)self->nodes++);
        else
            add_node(self, self->nodes++);
    }
}

static void add_column(sg_maker *maker, sg_made_columns *out, const char *text, uint32_t node)
{
    sg_make_text(maker, out->count ? ", " : " ");
    add_about(maker, text, node);
    sg_buffer_format(maker->out, " AS c%u", (unsigned)out->count);
    out->list[out->count++].kind = SG_KIND_INTEGER;
}

/* Two nodes of which nobody sees how often they are in a row together: the pairs of them. */
static void add_pairs(shape *self, sg_made_columns *out)
{
    static const char *const keys[] = { "$", "$", "$.s", "$.n" };
    static const char *const ends[] = { "max($.n)", "count(DISTINCT $.s)", "min($.s)",
                                        "count(DISTINCT $)" };
    uint32_t node = choose(self, self->nodes), partner = choose(self, self->nodes);
    bool counts = chance(self, 25);

    add_text(self, counts ? " RETURN" : " RETURN DISTINCT");
    add_column(self->maker, out, keys[choose(self, SG_COUNT(keys))], node);
    if (counts)
        add_column(self->maker, out, ends[choose(self, SG_COUNT(ends))], partner);
    else
        add_column(self->maker, out, keys[choose(self, SG_COUNT(keys))], partner);
}

static void add_return(shape *self, sg_made_columns *out)
{
    static const char *const keys[] = { "$", "$.s", "$.id", "$.n" };
    static const char *const ends[] = { "count(DISTINCT $)", "max($.n)", "min($.s)",
                                        "count(DISTINCT $.s)" };
    sg_maker *maker = self->maker;
    uint32_t node = choose(self, self->nodes), manner = choose(self, 10);

    if (manner >= 8) {
        add_pairs(self, out);
        return;
    }

    sg_make_text(maker, manner == 1 ? " RETURN DISTINCT" : " RETURN");
    if (manner == 1 || manner == 3 || manner == 6)
        add_column(maker, out, keys[choose(self, SG_COUNT(keys))], node);
    if (manner == 1 && chance(self, 40))
        add_column(maker, out, keys[choose(self, SG_COUNT(keys))], node);
    if (manner == 7) { /* the partners of each node */
        add_column(maker, out, "$", node);
        if (chance(self, 20))
            add_column(maker, out, keys[choose(self, SG_COUNT(keys))], node);
        add_column(maker, out, "count(DISTINCT $)", choose(self, self->nodes));
    }
    if (manner == 2 || manner == 6)
        add_column(maker, out, ends[choose(self, SG_COUNT(ends))], node);
    if (manner == 0 || manner == 3 || manner == 6)
        add_column(maker, out, chance(self, 70) ? "count(*)" : "count($)", node);
    for (uint32_t i = 0; manner >= 4 && manner < 6 && i < self->nodes; i++)
        add_column(maker, out, keys[choose(self, SG_COUNT(keys))], i);
}

/* An end of the chain, or sometimes another node of it. */
static void add_end(shape *self, sg_made_columns *out)
{
    uint32_t node = chance(self, 60) ? self->nodes - 1 : 0;
    bool counts = chance(self, 40);

    if (chance(self, 10))
        node = choose(self, self->nodes);
    sg_make_text(self->maker, counts ? " RETURN" : " RETURN DISTINCT");
    add_column(self->maker, out, counts ? "count(DISTINCT $)" : "$", node);
}

/* (n0)-[:R*1..]->(n1), which stands in the manner of a MATCH, EXISTS or pattern. */
static void add_walk(shape *self, bool names_end)
{
    static const char *const lengths[] = { "*",    "*0..", "*1..",  "*..3", "*0..2",
                                           "*..4", "*2..", "*1..2", "*..1", "*3..2" };
    uint32_t direction = choose(self, 5);

    add_text(self, direction == 1 ? "(n0)<-[" : "(n0)-[");
    if (chance(self, 60))
        sg_buffer_format(self->maker->out, ":%c", 'R' + (char)choose(self, 3));
    add_text(self, lengths[choose(self, SG_COUNT(lengths))]);
    if (chance(self, 10))
        add_text(self, chance(self, 50) ? " {b: true}" : " {n: 1}");
    add_text(self, direction == 0 || direction >= 3 ? "]->" : "]-");
    add_text(self, names_end ? "(n1" : "(");
    if (chance(self, 25))
        sg_buffer_format(self->maker->out, ":%c", 'A' + (char)choose(self, 3));
    add_text(self, ")");
    if (!chance(self, 15))
        return;
    add_edge(self, choose(self, 3), false);
    add_text(self, "()");
}

/* A condition that a walk exists. */
static void add_walk_test(shape *self, bool names_end)
{
    static const char *const comparisons[] = { " > 0",  " >= 1", " <> 0", " = 0",
                                               " <= 0", " < 1",  " > 1",  " = 1" };
    static const char *const mirrored[] = { "0 < ", "1 <= ", "0 <> ", "0 = ", "0 >= ", "1 > " };
    uint32_t manner = choose(self, 4);

    if (chance(self, 40))
        add_text(self, "NOT ");
    if (manner == 3)
        add_text(self, mirrored[choose(self, SG_COUNT(mirrored))]);
    if (manner > 0)
        add_text(self, manner == 1 ? "EXISTS { " : "COUNT { ");
    add_walk(self, names_end);
    if (manner > 0)
        add_text(self, " }");
    if (manner == 2)
        add_text(self, comparisons[choose(self, SG_COUNT(comparisons))]);
}

/* Between two bound nodes, after (n0). */
static void add_all_shortest(shape *self, sg_made_columns *out)
{
    static const char *const arrows[] = { "-[*]->", "<-[*]-", "-[*]-", "-[:R|S*..4]->",
                                          "-[:S*]-" };

    add_text(self, ", ");
    add_node(self, self->nodes++);
    sg_buffer_format(self->maker->out, " MATCH p = allShortestPaths((n0)%s(n1)) RETURN",
                     arrows[choose(self, SG_COUNT(arrows))]);
    add_column(self->maker, out, "$", 0);
    add_column(self->maker, out, "p", 1);
}

static void add_reach(shape *self, sg_made_columns *out)
{
    static const char *const ends[] = { "count(DISTINCT $)", "max($.n)", "min($.s)",
                                        "count(DISTINCT $.s)", "count($)" };
    bool tests = chance(self, 50), bound = tests && chance(self, 80);

    add_node(self, self->nodes++);
    if (chance(self, 25)) {
        add_all_shortest(self, out);
        return;
    }
    if (bound) {
        add_text(self, ", ");
        add_node(self, self->nodes++);
    }
    if (tests) {
        add_text(self, " WHERE ");
        add_walk_test(self, bound);
        add_text(self, " RETURN");
        add_column(self->maker, out, "$", 0);
        if (bound)
            add_column(self->maker, out, "$", 1);
        return;
    }
    add_text(self, chance(self, 60) ? " OPTIONAL MATCH " : " MATCH ");
    add_walk(self, true);
    if (chance(self, 30))
        add_text(self, chance(self, 50) ? " WHERE n1.n > 0" : " WHERE n0 <> n1");
    bool distinct = chance(self, 40);
    add_text(self, distinct ? " RETURN DISTINCT" : " RETURN");
    if (distinct || chance(self, 50))
        add_column(self->maker, out, chance(self, 50) ? "$" : "$.s", 0);
    add_column(self->maker, out, distinct ? "$" : ends[choose(self, SG_COUNT(ends))], 1);
}

/* --- optional branches ----------------------------------------------------------------------------------- */
/* A branch from a node of the row, mostly the first, of one relationship or two. */
static void add_branch(shape *self)
{
    uint32_t from = chance(self, 80) ? 0 : choose(self, self->nodes), more = choose(self, 4);

    add_text(self, chance(self, 92) ? " OPTIONAL MATCH " : " MATCH ");
    sg_buffer_format(self->maker->out, "(n%u)", (unsigned)from);
    add_edge(self, choose(self, 3), true);
    add_node(self, self->nodes++);
    if (more == 3 && self->nodes < MOST_NODES) {
        add_edge(self, choose(self, 3), false);
        add_node(self, self->nodes++);
    }
    if (chance(self, 25)) {
        add_text(self, " WHERE ");
        if (chance(self, 20))
            add_subset(self, self->nodes - 1);
        else
            add_test(self, chance(self, 80) ? self->nodes - 1 : from);
    }
    if (chance(self, 5))
        sg_buffer_format(self->maker->out, " UNWIND [1, 2] AS u%u", (unsigned)self->nodes);
}

/* An aggregate of a node of the branches: mostly one that counts. */
static const char *choose_aggregate(shape *self)
{
    static const char *const aggregates[] = { "count($)",          "count($)", "count($)",
                                              "count($.n)",        "count(*)", "max($.n)",
                                              "count(DISTINCT $)", "sum($.n)" };

    return aggregates[choose(self, SG_COUNT(aggregates))];
}

/* WITH n0, some others and a count, after which these are the nodes there are. */
static void add_between(shape *self)
{
    uint32_t counted = choose(self, self->nodes);

    add_text(self, " WITH n0");
    if (self->nodes > 2 && counted != 1 && chance(self, 50))
        add_text(self, ", n1");
    add_text(self, ", ");
    add_about(self->maker, choose_aggregate(self), counted);
    add_text(self, " AS before");
    if (chance(self, 20))
        add_text(self, " WHERE before <> 1");
}

static void add_branches(shape *self, sg_made_columns *out)
{
    static const char *const keys[] = { "$", "$", "$.s", "$.id" };
    uint32_t first = 1 + choose(self, 3), keyed = choose(self, 4);
    bool between = chance(self, 35);

    add_node(self, self->nodes++);
    if (chance(self, 30))
        add_conditions(self);
    for (uint32_t i = 0; i < first && self->nodes < MOST_NODES - 2; i++)
        add_branch(self);
    if (between) {
        uint32_t seen = self->nodes;
        add_between(self);
        add_branch(self);
        add_text(self, " RETURN");
        if (keyed > 0)
            add_column(self->maker, out, keys[choose(self, SG_COUNT(keys))], 0);
        add_column(self->maker, out, "before", 0);
        add_column(self->maker, out, choose_aggregate(self), seen);
        return;
    }
    add_text(self, " RETURN");
    if (keyed > 0)
        add_column(self->maker, out, keys[choose(self, SG_COUNT(keys))], 0);
    if (keyed == 3)
        add_column(self->maker, out, keys[choose(self, SG_COUNT(keys))],
                   choose(self, self->nodes));
    for (uint32_t i = 1 + choose(self, 3); i > 0; i--)
        add_column(self->maker, out, choose_aggregate(self), choose(self, self->nodes));
}

void sg_make_reducible(sg_maker *maker, sg_made_columns *out)
{
    shape self = { .maker = maker };

    if (chance(&self, 15)) {
        sg_make_text(maker, "MATCH ");
        add_branches(&self, out);
        return;
    }

    if (chance(&self, 20)) {
        sg_make_text(maker, "MATCH ");
        add_chain(&self);
        if (chance(&self, 25))
            add_conditions(&self);
        add_end(&self, out);
        return;
    }
    if (chance(&self, 20)) {
        sg_make_text(maker, "MATCH ");
        add_reach(&self, out);
        return;
    }
    uint32_t clauses = 1 + (choose(&self, 5) == 4);
    self.names_edges = chance(&self, 60);

    for (uint32_t i = 0; i < clauses; i++) {
        sg_make_text(maker, i ? " MATCH " : "MATCH ");
        add_pattern(&self, i == 0);
        if (self.nodes < MOST_NODES && chance(&self, 20)) {
            sg_make_text(maker, ", ");
            add_pattern(&self, false);
        }
        add_conditions(&self);
    }
    add_return(&self, out);
}
