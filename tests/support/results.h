/* results.h - a query in one line of a test: its rows as text, or its error. */
#ifndef SG_TESTS_RESULTS_H
#define SG_TESTS_RESULTS_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "query/query.h"

typedef struct sg_test_result {
    char *text; /* rows as in rows.h, each with a new line; empty when there are none */
    uint64_t rows, edges_touched;
    sg_set_counts sets;
    sg_error err; /* status SG_OK: all went well */
} sg_test_result;

/* A graph of patterns; asserts that they are right. */
sg_graph *sg_test_graph(const char *patterns);
/* Runs the query, which may fail.  `limits` may be NULL. */
sg_test_result sg_test_run(const sg_graph *graph, const char *query,
                           const sg_query_limits *limits);
/* The same with all that a statement can be told. */
sg_test_result sg_test_run_with(const sg_graph *graph, const char *query,
                                const sg_query_options *options);
void sg_test_result_free(sg_test_result *result);

/* Asserts that the query gives exactly this text. */
void sg_test_expect_rows(const sg_graph *graph, const char *query, const char *rows);

#endif
