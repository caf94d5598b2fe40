/* test_marks.c - predicates and groups read from columns against the same made of rows. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/query.h"
#include "query/session.h"
#include "tests/support/graphs.h"
#include "tests/support/results.h"
#include "tests/support/rows.h"

enum { NODES = 9000 }; /* more than two blocks */

static const char *const zones[] = { "east", "west", "north", "south", "mid", "far", "old" };

/* Nodes of three label sets with a column of every kind, of every width, some with gaps. */
static sg_graph *make_graph(void)
{
    sg_builder *builder = sg_test_builder();
    char text[64];

    for (int i = 0; i < NODES; i++) {
        snprintf(text, sizeof text, "n%d", i);
        sg_build_node node = sg_test_node(builder, text,
                                          i % 3 == 0   ? "A"
                                          : i % 3 == 1 ? "A B"
                                                       : "C");
        sg_test_set(builder, node, "zone", sg_test_text(zones[(i * 7 + i / 100) % 7]));
        sg_test_set(builder, node, "small", sg_integer(i % 50 - 10));
        sg_test_set(builder, node, "serial", sg_integer((int64_t)i * 1000003));
        sg_test_set(builder, node, "wide", sg_integer(i % 2 ? INT64_MIN + i : INT64_MAX - i));
        if (i % 4)
            sg_test_set(builder, node, "load", sg_float(i % 11 ? i / 8.0 : 0.0 / 1.0));
        if (i % 5)
            sg_test_set(builder, node, "open", sg_boolean(i % 7 == 0));
        if (i % 3 == 2 && i % 40 == 5)
            sg_test_set(builder, node, "rare", sg_test_text(zones[i % 5]));
        snprintf(text, sizeof text, "group-%d", i % 300);
        sg_test_set(builder, node, "group", sg_test_text(text));
        snprintf(text, sizeof text, "own name %d", i);
        sg_test_set(builder, node, "name", sg_test_text(text));
        sg_entry tags[] = { { SG_STR("env"), sg_test_text(i % 6 ? "prod" : "test") },
                            { SG_STR("team"), sg_test_text(zones[i % 4]) } };
        sg_test_set(builder, node, "tags", sg_map(tags, i % 9 ? 2 : 1));
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

static char *run(const sg_graph *graph, const char *text, sg_reduce reduce)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .reduce = reduce };
    sg_test_result result = sg_test_run_with(graph, text, &options);

    cr_assert_eq(result.err.status, SG_OK, "%s: %s", text, result.err.message);
    return result.text;
}

static void expect_same(const sg_graph *graph, const char *text)
{
    char *reduced = run(graph, text, SG_REDUCE_ALWAYS);
    char *plain = run(graph, text, SG_REDUCE_NEVER);

    cr_expect_str_eq(reduced, plain, "%s", text);
    free(reduced);
    free(plain);
}

static const char *const predicates[] = {
    "n.zone = 'east'",
    "n.zone <> 'east'",
    "'west' = n.zone",
    "n.zone IN ['east', 'far', 'nowhere']",
    "n.zone IN ['east', null]",
    "NOT n.zone IN ['east', null]",
    "n.zone CONTAINS 't'",
    "n.zone STARTS WITH 'n' OR n.zone ENDS WITH 'd'",
    "n.zone =~ '[a-m].*' AND NOT n.open",
    "toUpper(n.zone) > 'MID'",
    "n.zone > 5",
    "n.rare = 'west'",
    "NOT n.rare = 'west'",
    "n.rare IS NULL",
    "n.rare IS NOT NULL XOR n.open",
    "coalesce(n.rare, 'none') = 'none'",
    "n.open",
    "NOT n.open",
    "n.open = false",
    "n.open IS NULL OR n.open",
    "n.missing IS NULL AND n.zone = 'mid'",
    "NOT n.missing = 3",
    "n.small = 7",
    "n.small <> 7",
    "NOT n.small < 7.0",
    "n.small >= -10 AND n.small <= 39",
    "3 < n.small",
    "n.small > 1000 OR n.small < -1000",
    "n.small < 2.5",
    "0 <= n.small < 20",
    "n.small = 'seven'",
    "n.serial >= 4500000000",
    "n.serial < 9223372036854775807",
    "n.wide < 0",
    "n.wide >= -9223372036854775808",
    "n.wide > 9223372036854775807",
    "n.load < 100",
    "n.load >= 100.125",
    "n.load = 1.0 OR n.load <> 1.0",
    "NOT n.load > 1e308",
    "n.load < 0.0 / 0.0",
    "NOT n.load < 0.0 / 0.0",
    "n.load <= 9007199254740993",
    "n.group = 'group-17'",
    "n.group CONTAINS '99' AND n.zone <> 'far'",
    "n.name CONTAINS '77' AND (n.small > 20 OR NOT n.open)",
    "n.name ENDS WITH '5' OR n.group ENDS WITH '5'",
    "n.tags.env = 'test'",
    "n.tags.team IS NULL",
    "NOT (n.tags.env = 'prod' AND n.open)",
    "n:B AND n.small = 3",
    "NOT n:A OR n.open",
    "n.small + 1 = 4",
    "n.small = n.serial",
    "CASE n.zone WHEN 'east' THEN true WHEN 'far' THEN null ELSE false END",
};

static const char *const labels[] = { "", ":A", ":A&!B", ":C", ":B|C" };

static void expect_all_same(const sg_graph *graph)
{
    char text[512];

    for (size_t i = 0; i < SG_COUNT(predicates); i++)
        for (size_t k = 0; k < SG_COUNT(labels); k++) {
            snprintf(text, sizeof text,
                     "MATCH (n%s) WHERE %s RETURN count(*), count(DISTINCT n), min(n.name), "
                     "max(n.name)",
                     labels[k], predicates[i]);
            expect_same(graph, text);
            snprintf(text, sizeof text, "MATCH (n%s) WHERE %s RETURN count(*)", labels[k],
                     predicates[i]);
            expect_same(graph, text);
        }
}

Test(marks, predicates_by_column_and_by_row)
{
    sg_graph *graph = make_graph();

    expect_all_same(graph);
    sg_graph_free(graph);
}

/* Truths of relationships with and without gaps, which are followed as they stand in their column. */
static sg_graph *make_joined(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, 500);

    for (uint32_t i = 0; i < NODES; i++) {
        sg_build_edge edge = sg_test_edge(builder, nodes[i % 400], "R", nodes[i * 31 % 500]);
        sg_test_set_edge(builder, edge, "sure", sg_boolean(i % 3 == 0));
        if (i % 5)
            sg_test_set_edge(builder, edge, "open", sg_boolean(i % 7 == 0));
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

Test(marks, relationships_by_their_column)
{
    static const char *const conditions[] = {
        "r.open",         "r.open = true",  "r.open = false",    "NOT r.open",
        "r.open IS NULL", "r.open <> true", "true = r.sure",     "r.sure = false",
        "r.sure",         "NOT r.sure",     "r.sure AND r.open",
    };
    static const char *const questions[] = { "count(*)", "count(DISTINCT n)",
                                             "count(DISTINCT m)", "n, count(*) ORDER BY n" };
    sg_graph *graph = make_joined();
    char text[256];

    for (size_t i = 0; i < SG_COUNT(conditions); i++)
        for (size_t k = 0; k < SG_COUNT(questions); k++) {
            snprintf(text, sizeof text, "MATCH (n)-[r:R]->(m) WHERE %s RETURN %s",
                     conditions[i], questions[k]);
            expect_same(graph, text);
        }
    sg_graph_free(graph);
}

/* What comes after a false operand cannot fail, whatever is read first. */
Test(marks, what_is_closed_does_not_fail)
{
    sg_graph *graph = make_graph();

    expect_same(graph,
                "MATCH (n) WHERE n.small <> 3 AND 12 / (n.small - 3) > 5 RETURN count(*)");
    expect_same(graph, "MATCH (n) WHERE n.small = 3 OR 12 / (n.small - 3) > 5 RETURN count(*)");
    sg_graph_free(graph);
}

static const char *const groupings[] = {
    "MATCH (n) RETURN n.zone AS k, count(*) ORDER BY k",
    "MATCH (n) RETURN n.rare AS k, count(*) ORDER BY k",
    "MATCH (n) RETURN n.open AS k, count(n) ORDER BY k",
    "MATCH (n:C) WHERE n.small > 3 RETURN n.rare AS k, count(*), max(n.rare) ORDER BY k",
    "MATCH (n:A) RETURN n.small % 2 AS k, count(*) ORDER BY k",
    "MATCH (n) WHERE n.name ENDS WITH '77' RETURN n.zone AS k, count(*) ORDER BY k",
    "MATCH (n) RETURN n.tags.env AS k, count(*) ORDER BY k",
    "MATCH (n) RETURN n.tags.env AS e, n.tags.team AS t, count(*) ORDER BY e, t",
    "MATCH (n) RETURN n.group AS k, count(*) ORDER BY k",
    "MATCH (n) RETURN n.load > 10 AS k, count(*) ORDER BY k",
    "MATCH (n) RETURN n:B AS b, n.zone AS k, count(*) ORDER BY b, k",
    "MATCH (n) RETURN n.missing AS k, count(*)",
    "MATCH (n:A) RETURN DISTINCT n.zone AS k ORDER BY k",
    "MATCH (n) RETURN count(DISTINCT n.zone), min(n.zone)",
    "MATCH (n), (m:B {small: 3}) RETURN n.zone AS k, count(*) ORDER BY k",
    "MATCH (n) RETURN n.zone AS k, count(*), min(n.small) ORDER BY k",
};

Test(marks, groups_by_cell_and_by_row)
{
    sg_graph *graph = make_graph();

    for (size_t i = 0; i < SG_COUNT(groupings); i++)
        expect_same(graph, groupings[i]);
    sg_graph_free(graph);
}

static void write(sg_session *session, const char *text)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    sg_error err = { 0 };
    const sg_value *row;

    cr_assert_eq(sg_session_prepare(session, sg_str_of(text), NULL, &query, &err), SG_OK, "%s",
                 err.message);
    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK, "%s", err.message);
    while (sg_result_next(result, &row, &err) == SG_ROW)
        continue;
    cr_assert_eq(err.status, SG_OK, "%s: %s", text, err.message);
    sg_result_close(result);
    sg_query_free(query);
}

/* Nodes that were changed, deleted, added, or given other labels are read where they are now. */
Test(marks, changes_are_seen)
{
    static const char *const writes[] = {
        "MATCH (n:A) WHERE n.small = 7 SET n.zone = 'east', n.load = 3",
        "MATCH (n:C) WHERE n.small = 8 SET n.small = 'text', n.open = null",
        "MATCH (n {name: 'own name 0'}) DETACH DELETE n",
        "MATCH (n) WHERE n.serial > 8999000000 DETACH DELETE n",
        "MATCH (n:C {small: 4}) REMOVE n:C SET n:B",
        ("UNWIND range(1, 70) AS i CREATE (:A {zone: 'east', small: i, name: 'new ' + i}), "
         "(:New {zone: 'far', open: true, name: 'other ' + i})"),
    };
    sg_session *session = NULL;
    sg_error err = { 0 };

    cr_assert_eq(sg_session_new(make_graph(), &session, &err), SG_OK, "%s", err.message);
    for (size_t i = 0; i < SG_COUNT(writes); i++) {
        write(session, writes[i]);
        const sg_graph *graph = sg_session_pin(session);
        if (i == 3 || i == 5)
            expect_all_same(graph);
        for (size_t k = 0; i == 5 && k < SG_COUNT(groupings); k++)
            expect_same(graph, groupings[k]);
        sg_session_unpin(session, graph);
    }
    sg_session_free(session);
}
