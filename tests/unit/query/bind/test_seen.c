/* test_seen.c - results without what nobody looks at: the same combinations of what is seen, each once or more. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/support/results.h"

enum { MOST_ROWS = 64 };

static const char estate[] =
    "(a:Vm {id: 'a', size: 1}), (b:Vm {id: 'b', size: 2}), (r:Role {id: 'r'}), (s:Role {id: "
    "'s'}), "
    "(t:Role {id: 't'}), (x:Bucket {id: 'x', n: 1}), (y:Bucket {id: 'y', n: 1.0}), "
    "(a)-[:HAS]->(r), (a)-[:HAS]->(s), (b)-[:HAS]->(s), (r)-[:ASSUMES]->(s), "
    "(s)-[:ASSUMES]->(t), "
    "(r)-[:ASSUMES]->(t), (r)-[:CAN {read: true}]->(x), (s)-[:CAN]->(x), (s)-[:CAN {read: "
    "true}]->(y), "
    "(t)-[:CAN]->(y)";

typedef struct {
    sg_str names[3];
    uint32_t count;
} seen;

static seen seen_of(const char *names)
{
    seen out = { .count = 0 };

    for (const char *at = names; at && *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        out.names[out.count++] = (sg_str){ at, length };
        at += length;
    }
    return out;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static uint32_t column_named(const sg_query *query, sg_str name)
{
    uint32_t column = 0;

    while (!sg_str_equal(sg_query_column_name(query, column), name))
        column++;
    return column;
}

/* What the query says in these columns, each combination once, in order; *rows counts the rows. */
static char *combinations(const sg_graph *graph, const char *text,
                          const sg_query_options *options, const seen *columns, uint32_t *shown,
                          uint32_t *rows)
{
    char *lines[MOST_ROWS] = { NULL };
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    sg_error err = { 0 };
    sg_buffer out = { 0 };

    cr_assert_eq(sg_query_prepare(graph, sg_str_of(text), options, &query, &err), SG_OK,
                 "%s: %s", text, err.message);
    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK, "%s", err.message);
    for (*rows = 0; sg_result_next(result, &row, &err) == SG_ROW; ++*rows) {
        sg_buffer line = { 0 };
        cr_assert_lt(*rows, MOST_ROWS);
        sg_buffer_text(&line, "row ");
        for (uint32_t i = 0; i < columns->count; i++) {
            sg_value value = row[column_named(query, columns->names[i])];
            sg_buffer_format(&line, "%d:%u ", (int)value.type,
                             value.type == SG_TYPE_NODE           ? value.node.id
                             : value.type == SG_TYPE_RELATIONSHIP ? value.edge.id
                                                                  : 0);
            if (value.type == SG_TYPE_FLOAT || value.type == SG_TYPE_INTEGER)
                sg_buffer_format(&line, "%g",
                                 value.type == SG_TYPE_FLOAT ? value.real
                                                             : (double)value.integer);
        }
        lines[*rows] = line.bytes;
    }
    cr_assert_eq(err.status, SG_OK, "%s", err.message);
    *shown = sg_query_columns(query);
    qsort(lines, *rows, sizeof *lines, by_text);
    for (uint32_t i = 0; i < *rows; i++)
        if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
            sg_buffer_format(&out, "%s\n", lines[i]);
    for (uint32_t i = 0; i < *rows; i++)
        free(lines[i]);
    sg_result_close(result);
    sg_query_free(query);
    return out.bytes ? out.bytes : strdup("");
}

/* Whether the query with these columns seen has the columns and rows that are expected, and says the same. */
static void expect(const char *text, const char *names, uint32_t columns, uint32_t rows)
{
    sg_graph *graph = sg_test_graph(estate);
    const seen of = seen_of(names);
    sg_query_options plain = { .limits = sg_query_limits_default() }, some = plain;
    uint32_t shown, all_shown, found, all_found;

    some.seen = (sg_seen_columns){ of.names, of.count };
    char *all = combinations(graph, text, &plain, &of, &all_shown, &all_found);
    char *few = combinations(graph, text, &some, &of, &shown, &found);
    cr_expect_str_eq(all, few, "%s, seen %s", text, names);
    cr_expect_eq(shown, columns, "%s, seen %s: %u columns", text, names, shown);
    cr_expect_eq(found, rows, "%s, seen %s: %u rows", text, names, found);
    free(all);
    free(few);
    sg_graph_free(graph);
}

Test(seen, one_node_is_told_once)
{
    expect("MATCH (v:Vm)-[:HAS]->(r)-[c:CAN]->(b) RETURN v, r, c, b ORDER BY b.id", "v", 1, 2);
    expect("MATCH (v:Vm)-[:HAS]->(r)-[:CAN]->(b) RETURN v, r.id, b.n, r", "r", 1, 2);
    expect("MATCH (v:Vm)-[:HAS]->(r)-[:ASSUMES*1..2]->(t) RETURN DISTINCT v, t", "v", 1, 2);
    expect("MATCH p = (v:Vm)-[:HAS]->(r) RETURN v, p", "v", 1, 2);
    expect("MATCH (v:Vm) OPTIONAL MATCH (v)-[:HAS]->(r:Role {id: 'r'}) RETURN v, r", "r", 1, 2);
}

Test(seen, several_columns_lose_the_others_where_rows_become_fewer)
{
    expect("MATCH (v:Vm)-[:HAS]->(r)-[:CAN]->(b) RETURN DISTINCT v, r, b", "v b", 2, 4);
    expect("MATCH (v:Vm)-[:HAS]->()-[:ASSUMES*0..2]->(t)-[:CAN]->(b) RETURN v, b", "v b", 2, 4);
    expect("MATCH (v:Vm)-[:HAS]->(r)-[:CAN]->(b) RETURN v, r, b", "v b", 3, 5);
}

Test(seen, what_may_differ_stays)
{
    expect("MATCH (v:Vm)-[:HAS]->(r) RETURN v, r LIMIT 10", "v", 2, 3);
    expect("MATCH (v:Vm)-[:HAS]->(r) RETURN v, r SKIP 0", "v", 2, 3);
    expect("MATCH (v:Vm)-[:HAS]->(r) RETURN v, count(r) AS n", "v", 2, 2);
    expect("MATCH (v:Vm)-[:HAS]->(r) RETURN v, size(r.id) AS n", "v", 2, 3);
    expect("MATCH (v:Vm)-[:HAS]->(r) RETURN v, r ORDER BY size(r.id)", "v", 2, 3);
    expect("MATCH (b:Bucket) RETURN b, b.n AS n", "n", 2, 2);
    expect(
        "MATCH (v:Vm)-[:HAS]->(r) RETURN v, r UNION ALL MATCH (v:Vm)-[:HAS]->(r) RETURN v, r",
        "v", 2, 6);
    expect("MATCH (v:Vm)-[:HAS]->(r) RETURN v, r", "", 2, 3);
}

Test(seen, a_column_that_is_not_returned_changes_nothing)
{
    sg_graph *graph = sg_test_graph(estate);
    const sg_str names[] = { SG_STR_INIT("v"), SG_STR_INIT("w") };
    const sg_query_options options = { .limits = sg_query_limits_default(),
                                       .seen = { names, SG_COUNT(names) } };
    sg_query *query = NULL;

    cr_assert_eq(sg_query_prepare(graph,
                                  SG_STR("MATCH (v:Vm)-[:HAS]->(r) RETURN DISTINCT v, r"),
                                  &options, &query, NULL),
                 SG_OK);
    cr_expect_eq(sg_query_columns(query), 2);
    sg_query_free(query);
    sg_graph_free(graph);
}

Test(seen, what_is_not_seen_is_still_checked)
{
    sg_graph *graph = sg_test_graph(estate);
    const sg_str name = SG_STR_INIT("v");
    const sg_query_options options = { .limits = sg_query_limits_default(),
                                       .seen = { &name, 1 } };
    sg_query *query = NULL;

    cr_expect_eq(sg_query_prepare(graph, SG_STR("MATCH (v:Vm)-[:HAS]->(r) RETURN v, nobody"),
                                  &options, &query, NULL),
                 SG_EINVAL);
    sg_query_free(query);
    sg_graph_free(graph);
}
