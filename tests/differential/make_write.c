/* make_write.c - what is found, then what is done to it, then perhaps something that fails.
 *
 *     MATCH (x:A)-[r:R]->(y)   SET x.n = y.n + 1, x:B   WITH count(*) AS c RETURN 10 / (c - 3) AS z
 */
#include "tests/differential/make_write.h"

static const char *pick(sg_choices *choices, const char *const *texts, uint32_t count)
{
    return texts[sg_choose(choices, count)];
}

#define PICK(choices, ...)                                                                     \
    pick(choices, (const char *const[]){ __VA_ARGS__ },                                        \
         SG_COUNT(((const char *const[]){ __VA_ARGS__ })))

static const char *label(sg_choices *choices)
{
    return PICK(choices, "A", "B", "C", "X");
}

static const char *type(sg_choices *choices)
{
    return PICK(choices, "R", "S", "T");
}

static const char *key(sg_choices *choices)
{
    return PICK(choices, "n", "s", "b", "v", "id", "arn");
}

/* A value that may read x; some fail for some x. */
static const char *value(sg_choices *choices)
{
    return PICK(choices, "1", "'a'", "null", "0.5", "true", "[1, 2]", "'k1'", "'k2'", "x.n",
                "coalesce(x.n, 0) + 1", "x.v", "10 / x.n", "[x.s, x.s]", "size(labels(x))",
                "date('2024-02-29')", "{a: 1}", "toString(x.n)");
}

static void add_properties(sg_choices *choices, sg_buffer *out)
{
    sg_buffer_format(out, " {%s: %s}", key(choices),
                     PICK(choices, "1", "'a'", "'k1'", "'k3'", "2.5", "true", "[1]"));
}

/* --- what is found: always an x, often an r and a y ------------------------------------------------ */
static bool add_match(sg_choices *choices, sg_buffer *out)
{
    bool pair = sg_chance(choices, 50);

    sg_buffer_text(out, "MATCH (x");
    if (sg_chance(choices, 60))
        sg_buffer_format(out, ":%s", label(choices));
    if (sg_chance(choices, 30))
        sg_buffer_format(out, " {id: 'k%u'}", sg_choose(choices, 6));
    sg_buffer_char(out, ')');
    if (pair)
        sg_buffer_text(out, PICK(choices, "-[r]->(y)", "-[r:R]->(y)", "-[r:S|T]-(y)"));
    return pair;
}

/* --- what is done ----------------------------------------------------------------------------------- */
static void add_set(sg_choices *choices, const char *target, sg_buffer *out)
{
    switch (sg_choose(choices, 5)) {
    case 0:
        sg_buffer_format(out, " SET %s.%s = %s", target, key(choices), value(choices));
        break;
    case 1:
        sg_buffer_format(out, " SET %s += {n: x.n, %s: %s}", target, key(choices),
                         value(choices));
        break;
    case 2:
        sg_buffer_format(out, " SET %s = {n: 1}", target);
        break;
    case 3:
        sg_buffer_format(out, " SET x:%s, x.s = 'set'", label(choices));
        break;
    default:
        sg_buffer_format(out, " REMOVE %s.%s, x:%s", target, key(choices), label(choices));
    }
}

static void add_delete(sg_choices *choices, bool pair, sg_buffer *out)
{
    sg_buffer_text(out, pair ? PICK(choices, " DELETE r", " DELETE x, r", " DETACH DELETE x, y",
                                    " DELETE x DELETE r", " DETACH DELETE x")
                             : PICK(choices, " DELETE x", " DETACH DELETE x"));
}

static void add_create(sg_choices *choices, sg_buffer *out)
{
    sg_buffer_format(out, " CREATE (x)-[:%s", type(choices));
    if (sg_chance(choices, 40))
        add_properties(choices, out);
    sg_buffer_format(out, "]->(:%s", label(choices));
    add_properties(choices, out);
    sg_buffer_char(out, ')');
}

static void add_merge(sg_choices *choices, bool pair, sg_buffer *out)
{
    if (pair && sg_chance(choices, 50))
        sg_buffer_format(out, " MERGE (y)-[m:%s]->(x)", type(choices));
    else
        sg_buffer_format(out, " MERGE (m:%s {id: 'k%u'})", label(choices),
                         sg_choose(choices, 8));
    if (sg_chance(choices, 50))
        sg_buffer_format(out, " ON CREATE SET m.n = %s", value(choices));
    if (sg_chance(choices, 50))
        sg_buffer_format(out, " ON MATCH SET m.%s = %s", key(choices), value(choices));
}

static void add_nested(sg_choices *choices, sg_buffer *out)
{
    if (sg_choose(choices, 2)) {
        sg_buffer_format(out, " CALL (x) { CREATE (c:%s {n: x.n}) RETURN c.n AS made }",
                         label(choices));
        return;
    }
    sg_buffer_format(out, " FOREACH (i IN range(0, %u) | CREATE (x)-[:%s]->(:%s {n: i})",
                     sg_choose(choices, 3), type(choices), label(choices));
    add_set(choices, "x", out);
    sg_buffer_char(out, ')');
}

static void add_change(sg_choices *choices, bool pair, sg_buffer *out)
{
    switch (sg_choose(choices, 6)) {
    case 0:
        add_create(choices, out);
        break;
    case 1:
        add_set(choices, "x", out);
        break;
    case 2:
        add_set(choices, pair ? "r" : "x", out);
        break;
    case 3:
        add_merge(choices, pair, out);
        break;
    case 4:
        add_nested(choices, out);
        break;
    default:
        add_delete(choices, pair, out);
    }
}

/* --- statements --------------------------------------------------------------------------------------- */
static void add_index_statement(sg_choices *choices, sg_buffer *out)
{
    const char *name = PICK(choices, "one", "two");

    if (sg_choose(choices, 3) == 2)
        sg_buffer_format(out, "DROP INDEX %s IF EXISTS", name);
    else
        sg_buffer_format(out, "CREATE INDEX %s IF NOT EXISTS FOR (n:%s) ON (n.%s)", name,
                         label(choices), key(choices));
}

static void add_end(sg_choices *choices, sg_buffer *out)
{
    sg_buffer_text(out, PICK(choices, "", "", " RETURN count(*) AS c",
                             " WITH count(*) AS c RETURN 10 / (c - 2) AS z",
                             " WITH 1 AS one MATCH (z) RETURN count(z) AS c",
                             " RETURN x.n + 1 AS z LIMIT 1"));
}

void sg_make_write(sg_choices *choices, sg_buffer *out)
{
    bool pair = false;

    sg_buffer_clear(out);
    switch (sg_choose(choices, 10)) {
    case 0:
        add_index_statement(choices, out);
        return;
    case 1:
        sg_buffer_format(out, "UNWIND range(0, %u) AS i CREATE (x:%s {n: i, id: 'k' + i})",
                         sg_choose(choices, 6), label(choices));
        break;
    case 2:
        sg_buffer_format(out, "UNWIND [1, 2, 1, null] AS i MERGE (x:%s {n: coalesce(i, 0)})",
                         label(choices));
        break;
    default:
        pair = add_match(choices, out);
        add_change(choices, pair, out);
    }
    if (sg_chance(choices, 30)) {
        sg_buffer_text(out, pair ? " WITH x, r, y" : " WITH x");
        add_change(choices, pair, out);
    }
    add_end(choices, out);
}
