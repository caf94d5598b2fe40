/* make_graph.c - small random graphs, one pattern a line. */
#include "tests/differential/make_graph.h"

static void add_value(sg_choices *choices, sg_buffer *out)
{
    static const char *const values[] = { "1",     "2",   "'a'",  "'b'", "true",
                                          "false", "0.5", "[1]",  "0",   "[1, 'a']",
                                          "-1",    "''",  "'ab'", "1.5", "[]" };

    sg_buffer_text(out, values[sg_choose(choices, SG_COUNT(values))]);
}

static void add_string(sg_choices *choices, sg_buffer *out)
{
    static const char *const values[] = { "'a'", "'b'", "'ab'", "'B'", "''" };

    sg_buffer_text(out, values[sg_choose(choices, SG_COUNT(values))]);
}

/* The properties of a node or relationship behind what is there already. */
static void add_properties(sg_choices *choices, bool some, sg_buffer *out)
{
    const char *comma = some ? ", " : "";

    if (sg_chance(choices, 65)) {
        sg_buffer_format(out, "%sn: %d", comma, (int)sg_choose(choices, 5) - 1);
        comma = ", ";
    }
    if (sg_chance(choices, 50)) {
        sg_buffer_format(out, "%ss: ", comma);
        add_string(choices, out);
        comma = ", ";
    }
    if (sg_chance(choices, 35)) {
        sg_buffer_format(out, "%sb: %s", comma, sg_choose(choices, 2) ? "true" : "false");
        comma = ", ";
    }
    if (sg_chance(choices, 40)) {
        sg_buffer_format(out, "%sv: ", comma);
        add_value(choices, out);
    }
}

static void add_node(sg_choices *choices, uint32_t number, sg_buffer *out)
{
    bool has_id = sg_chance(choices, 80);

    sg_buffer_format(out, "(x%u", number);
    for (char label = 'A'; label <= 'C'; label++)
        if (sg_chance(choices, 38))
            sg_buffer_format(out, ":%c", label);
    sg_buffer_text(out, " {");
    if (has_id)
        sg_buffer_format(out, "id: 'k%u'", number);
    if (has_id && number > 0 && sg_chance(choices, 8))
        sg_buffer_format(out, ", arn: 'k%u'", sg_choose(choices, number));
    add_properties(choices, has_id, out);
    sg_buffer_text(out, "})\n");
}

static void add_edge(sg_choices *choices, uint32_t nodes, sg_buffer *out)
{
    uint32_t from = sg_choose(choices, nodes), to = sg_choose(choices, nodes);
    char type = (char)('R' + sg_choose(choices, 3));

    sg_buffer_format(out, "(x%u)-[:%c {", from, type);
    add_properties(choices, false, out);
    sg_buffer_format(out, "}]->(x%u)\n", to);
}

void sg_make_graph(sg_choices *choices, sg_buffer *out)
{
    uint32_t nodes = 2 + sg_choose(choices, sg_chance(choices, 40) ? 11 : 6);
    uint32_t edges = sg_choose(choices, sg_chance(choices, 25) ? 21 : 13);

    sg_buffer_clear(out);
    for (uint32_t i = 0; i < nodes; i++)
        add_node(choices, i, out);
    for (uint32_t i = 0; i < edges; i++)
        add_edge(choices, nodes, out);
}
