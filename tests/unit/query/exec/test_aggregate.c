/* test_aggregate.c - grouping over more rows and groups than one batch, and what survives batches. */
#include <criterion/criterion.h>

#include "tests/support/results.h"

Test(aggregate, groups_come_in_the_order_in_which_they_were_met)
{
    sg_graph *graph = sg_test_graph("");

    sg_test_expect_rows(graph,
                        "UNWIND range(1, 9) AS i RETURN (i * 4) % 5 AS k, count(*), collect(i)",
                        "4 | 2 | [1, 6]\n3 | 2 | [2, 7]\n2 | 2 | [3, 8]\n1 | 2 | [4, 9]\n"
                        "0 | 1 | [5]\n");
    sg_graph_free(graph);
}

Test(aggregate, more_groups_than_a_batch)
{
    sg_graph *graph = sg_test_graph("");

    sg_test_expect_rows(graph,
                        "UNWIND range(0, 9999) AS i WITH i % 5000 AS k, count(*) AS c, "
                        "collect(toString(i)) AS l "
                        "RETURN count(k), sum(c), min(size(l)), max(l[1])",
                        "5000 | 10000 | 2 | '9999'\n");
    sg_graph_free(graph);
}

/* Values that are kept must not point into batches that are gone. */
Test(aggregate, what_is_kept_is_copied)
{
    sg_graph *graph = sg_test_graph("");

    sg_test_expect_rows(
        graph,
        "UNWIND range(1, 5000) AS i WITH 'x' + toString(i) AS s "
        "WITH min(s) AS low, max(s) AS high, collect(s) AS all, count(DISTINCT s) AS c "
        "RETURN low, high, all[0], all[4999], c",
        "'x1' | 'x999' | 'x1' | 'x5000' | 5000\n");
    sg_test_expect_rows(graph,
                        "UNWIND range(1, 5000) AS i WITH [toString(i % 3), {k: i % 2}] AS key "
                        "WITH key, count(*) AS c RETURN key, c ORDER BY c DESC, key LIMIT 2",
                        "['1', {k: 1}] | 834\n['2', {k: 0}] | 834\n");
    sg_test_expect_rows(graph,
                        "UNWIND range(1, 5000) AS i WITH DISTINCT toString(i % 7) AS s "
                        "RETURN s ORDER BY s DESC LIMIT 2",
                        "'6'\n'5'\n");
    sg_graph_free(graph);
}

Test(aggregate, distinct_is_per_group)
{
    sg_graph *graph = sg_test_graph("");

    sg_test_expect_rows(graph,
                        "UNWIND [[1, 'a'], [1, 'a'], [2, 'a'], [1, 'b'], [2, null]] AS p "
                        "RETURN p[0] AS k, count(DISTINCT p[1]), collect(DISTINCT p[1])",
                        "1 | 2 | ['a', 'b']\n2 | 1 | ['a']\n");
    sg_graph_free(graph);
}

Test(aggregate, one_row_of_no_rows_unless_there_are_keys)
{
    sg_graph *graph = sg_test_graph("(a:A)");

    sg_test_expect_rows(graph, "MATCH (n:B) RETURN count(*), count(n), collect(n), sum(1)",
                        "0 | 0 | [] | 0\n");
    sg_test_expect_rows(graph, "MATCH (n:B) RETURN n, count(*)", "");
    sg_test_expect_rows(
        graph,
        "UNWIND [1, 2] AS i CALL (i) { MATCH (n:A) WHERE i = 2 RETURN count(n) AS c } "
        "RETURN i, c",
        "1 | 0\n2 | 1\n");
    sg_graph_free(graph);
}

Test(aggregate, sorting_is_stable_and_pruning_changes_nothing)
{
    sg_graph *graph = sg_test_graph("");

    sg_test_expect_rows(graph,
                        "UNWIND range(1, 30000) AS i WITH i ORDER BY i % 2 LIMIT 3 RETURN i",
                        "2\n4\n6\n");
    sg_test_expect_rows(graph,
                        "UNWIND range(1, 30000) AS i WITH i ORDER BY i % 10 DESC, i DESC "
                        "SKIP 2998 LIMIT 4 RETURN i",
                        "19\n9\n29998\n29988\n");
    sg_test_expect_rows(graph,
                        "UNWIND range(1, 30000) AS i WITH i ORDER BY i % 2 RETURN "
                        "collect(i)[14999..15001]",
                        "[30000, 1]\n");
    sg_graph_free(graph);
}
