/* test_session.c - a graph that changes: all or nothing, readers beside the writer, clearing. */
#include "query/session.h"

#include <criterion/criterion.h>

#include "tests/support/graphs.h"

static sg_session *begin(void)
{
    sg_session *session = NULL;
    sg_error err = { 0 };

    cr_assert_eq(sg_session_new(NULL, &session, &err), SG_OK, "%s", err.message);
    return session;
}

static sg_query *prepare(sg_session *session, const char *text)
{
    sg_query *query = NULL;
    sg_error err = { 0 };

    cr_assert_eq(sg_session_prepare(session, sg_str_of(text), NULL, &query, &err), SG_OK,
                 "%s: %s", text, err.message);
    return query;
}

/* The one integer that the query gives, or -1 when it gives no row. */
static int64_t run(sg_query *query)
{
    sg_result *result = NULL;
    sg_error err = { 0 };
    const sg_value *row;
    int64_t value = -1;

    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK, "%s", err.message);
    while (sg_result_next(result, &row, &err) == SG_ROW)
        value = row[0].integer;
    cr_assert_eq(err.status, SG_OK, "%s", err.message);
    sg_result_close(result);
    return value;
}

static int64_t ask(sg_session *session, const char *text)
{
    sg_query *query = prepare(session, text);
    int64_t value = run(query);

    sg_query_free(query);
    return value;
}

Test(session, what_is_written_stays)
{
    sg_session *session = begin();

    cr_expect(ask(session, "UNWIND range(1, 10) AS i CREATE (:A {i: i})") == -1);
    cr_expect(ask(session, "MATCH (a:A) WHERE a.i > 3 RETURN count(a)") == 7);
    cr_expect(ask(session, "MATCH (a:A) WHERE a.i > 3 DELETE a RETURN count(a)") == 7);
    cr_expect(ask(session, "MATCH (a) RETURN count(a)") == 3);
    sg_session_free(session);
}

Test(session, a_statement_that_is_not_read_to_its_end_leaves_nothing)
{
    sg_session *session = begin();
    sg_query *query = prepare(session, "UNWIND [1, 2] AS i CREATE (a:A {i: i}) RETURN a.i");
    sg_result *result = NULL;
    sg_error err = { 0 };
    const sg_value *row;

    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK);
    cr_assert_eq(sg_result_next(result, &row, &err), SG_ROW);
    sg_result_close(result);
    sg_query_free(query);
    query = prepare(session, "CREATE (:B)"); /* prepared and never run */
    sg_query_free(query);
    cr_expect(ask(session, "MATCH (n) RETURN count(n)") == 0);
    sg_session_free(session);
}

Test(session, a_reader_sees_what_was_there_when_it_began)
{
    sg_session *session = begin();
    sg_result *result = NULL;
    sg_error err = { 0 };
    const sg_value *row;
    int rows = 0;

    ask(session, "UNWIND range(1, 5) AS i CREATE (:A {i: i})");
    sg_query *reader = prepare(session, "MATCH (a:A) RETURN a.i");
    cr_assert_eq(sg_query_run(reader, sg_null(), &result, &err), SG_OK);
    cr_assert_eq(sg_result_next(result, &row, &err), SG_ROW);
    ask(session, "MATCH (a:A) DELETE a");
    ask(session, "CREATE (:A {i: 6})");
    for (rows = 1; sg_result_next(result, &row, &err) == SG_ROW; rows++)
        cr_expect(row[0].integer <= 5);
    cr_expect(rows == 5);
    sg_result_close(result);
    cr_expect(ask(session, "MATCH (a:A) RETURN count(a)") == 1);
    sg_query_free(reader);
    sg_session_free(session);
}

Test(session, a_prepared_statement_sees_the_graph_of_each_run)
{
    sg_session *session = begin();
    uint64_t version = sg_session_version(session);
    sg_query *count = prepare(session, "MATCH (a:Late {late: 1}) RETURN count(a)");

    cr_expect(run(count) == 0);
    cr_expect(run(count) == 0);
    cr_expect(sg_session_version(session) == version);
    ask(session, "CREATE (:Late {late: 1})"); /* a label that the plan does not know */
    cr_expect(sg_session_version(session) != version);
    cr_expect(run(count) == 1);
    sg_query_free(count);
    sg_session_free(session);
}

Test(session, a_statement_that_writes_runs_once)
{
    sg_session *session = begin();
    sg_query *query = prepare(session, "CREATE (n) RETURN 1");
    sg_result *result = NULL;
    sg_error err = { 0 };

    cr_expect(sg_query_writes(query));
    cr_expect(run(query) == 1);
    cr_expect_neq(sg_query_run(query, sg_null(), &result, &err), SG_OK);
    sg_query_free(query);
    cr_expect(ask(session, "MATCH (n) RETURN count(n)") == 1);
    sg_session_free(session);
}

Test(session, explaining_a_write_writes_nothing)
{
    sg_session *session = begin();
    sg_query *query = prepare(session, "EXPLAIN CREATE (a:A)-[:T]->(:B) SET a.y = 1");
    sg_buffer plan = { 0 };

    sg_query_explain(query, &plan);
    cr_expect(sg_str_find(sg_buffer_str(&plan), SG_STR("Create"), 0) != SIZE_MAX, "%s",
              plan.bytes);
    cr_expect(run(query) == -1);
    sg_buffer_free(&plan);
    sg_query_free(query);
    cr_expect(ask(session, "MATCH (n) RETURN count(n)") == 0);
    sg_session_free(session);
}

Test(session, clearing_begins_ids_and_indexes_anew)
{
    sg_session *session = begin();

    ask(session, "CREATE INDEX FOR (n:A) ON (n.i)");
    ask(session, "CREATE (:A {i: 1}), (:A {i: 2})");
    cr_expect(ask(session, "CREATE (n) RETURN id(n)") == 2);
    cr_assert_eq(sg_session_clear(session, NULL), SG_OK);
    cr_expect(ask(session, "SHOW INDEXES YIELD name RETURN count(name)") == 0);
    cr_expect(ask(session, "CREATE (n) RETURN id(n)") == 0);
    sg_session_free(session);
}

/* What a statement writes counts against its memory, and is gone when that was too much. */
static void expect_too_much(sg_session *session, const char *text)
{
    sg_query_options options = { .limits = sg_query_limits_default() };
    sg_query *query = NULL;
    sg_result *result = NULL;
    sg_error err = { 0 };
    const sg_value *row;

    options.limits.memory = (size_t)16 << 20;
    cr_assert_eq(sg_session_prepare(session, sg_str_of(text), &options, &query, &err), SG_OK);
    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK);
    while (sg_result_next(result, &row, &err) == SG_ROW)
        ;
    cr_expect_str_eq(err.type ? err.type : "", "LimitError", "%s: %s", text, err.message);
    sg_result_close(result);
    sg_query_free(query);
}

Test(session, writing_has_a_limit_of_memory)
{
    sg_session *session = begin();

    ask(session, "UNWIND range(1, 100) AS i CREATE (:A {i: i})");
    expect_too_much(session, "MATCH (a:A) SET a.x = range(1, 20000)");
    expect_too_much(session,
                    "MATCH (a:A) SET a += {x: a.i + reduce(s = 'x', i IN range(1, 20) | "
                    "s + s)}");
    expect_too_much(session, "MATCH (a:A), (b:A), (c:A) CREATE (a)-[:T]->(b)");
    expect_too_much(session,
                    "UNWIND range(1, 100) AS i MERGE (b:B {i: i, x: range(1, 20000)})");
    expect_too_much(session, "FOREACH (i IN range(1, 1000) | FOREACH (j IN range(1, 1000) | "
                             "CREATE (:C {i: i, j: j})))");
    cr_expect(ask(session, "MATCH (n) RETURN count(n)") == 100);
    cr_expect(ask(session, "MATCH (a:A) RETURN count(a.x)") == 0);
    cr_expect(ask(session, "MATCH ()-[t]->() RETURN count(t)") == 0);
    cr_expect(ask(session, "MATCH (a:A) SET a.x = range(1, 2000) RETURN count(a)") == 100);
    sg_session_free(session);
}

Test(session, a_loaded_graph_can_be_changed)
{
    sg_builder *builder = sg_test_builder();
    sg_session *session = NULL;
    sg_error err = { 0 };

    sg_test_fill(builder);
    cr_assert_eq(sg_session_new(sg_test_freeze(builder), &session, &err), SG_OK);
    sg_builder_free(builder);
    int64_t before = ask(session, "MATCH (n) RETURN count(n)");
    ask(session, "MATCH (n) SET n.marked = true, n:Marked");
    cr_expect(ask(session, "MATCH (n:Marked {marked: true}) RETURN count(n)") == before);
    ask(session, "MATCH (n:Marked) DETACH DELETE n");
    cr_expect(ask(session, "MATCH (n) RETURN count(n)") == 0);
    sg_session_free(session);
}

/* Sets of nodes are kept from one statement to the next; a change must not leave an old one behind. */
Test(session, sets_are_of_the_version_that_is_read)
{
    const char *text =
        "MATCH (a:Number)-[:NEXT]->(b:Number) WHERE a.odd = true AND b.odd = false RETURN "
        "count(DISTINCT a)";
    const sg_query_options always = { .limits = sg_query_limits_default(),
                                      .reduce = SG_REDUCE_ALWAYS };
    sg_session *session = begin();
    sg_error err = { 0 };
    sg_query *kept;

    ask(session,
        "UNWIND range(1, 50) AS i CREATE (:Number {odd: i % 2 = 1})-[:NEXT]->(:Number {odd: "
        "i % 4 = 0})");
    cr_assert_eq(sg_session_prepare(session, sg_str_of(text), &always, &kept, &err), SG_OK);
    cr_expect_eq(run(kept), 25);
    for (int64_t round = 1; round <= 3; round++) {
        sg_query *fresh;
        ask(session,
            "MATCH (a:Number {odd: true})-[:NEXT]->() WITH a LIMIT 1 SET a.odd = false");
        cr_assert_eq(sg_session_prepare(session, sg_str_of(text), &always, &fresh, &err),
                     SG_OK);
        cr_expect_eq(run(fresh), 25 - round);
        cr_expect_eq(run(fresh), 25 - round);
        cr_expect_eq(run(kept), 25 - round);
        sg_query_free(fresh);
    }
    sg_query_free(kept);
    sg_session_free(session);
}
