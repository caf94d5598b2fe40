/* test_access.c - canAccess() asks the judge of the statement, and takes no arguments but its own. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "query/query.h"
#include "query/session.h"
#include "tests/support/results.h"
#include "tests/support/rows.h"

/* Knows one thing: who has the property `may` may do what it names, to resources of its account. */
typedef struct clerk {
    unsigned asked;
} clerk;

static sg_str text_of(const sg_graph *graph, sg_node node, const char *name, sg_arena *arena)
{
    sg_value map = sg_graph_properties(graph, node, arena);
    sg_value value = sg_map_get(map, sg_str_of(name));

    return value.type == SG_TYPE_STRING ? sg_value_str(value) : SG_STR("");
}

static sg_status decide(void *subject, const sg_graph *graph, sg_node principal,
                        sg_node resource, sg_str action, sg_access_answer *out, sg_error *err)
{
    clerk *self = subject;
    sg_arena *arena = NULL;

    self->asked++;
    if (sg_str_equal(action, SG_STR("nonsense")))
        return sg_fail(err, SG_EINVAL, "`%.*s` is no action", SG_FMT(action));
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_str may = text_of(graph, principal, "may", arena);
    sg_str lock = text_of(graph, resource, "lock", arena);
    if (may.length == 0)
        *out = SG_ACCESS_UNKNOWN;
    else if (!sg_str_equal(may, action))
        *out = SG_ACCESS_DENIED;
    else
        *out = lock.length ? SG_ACCESS_CONDITIONAL : SG_ACCESS_ALLOWED;
    sg_arena_free(arena);
    return SG_OK;
}

/* Rows of a query as text, or TYPE/DETAIL/PHASE of its error. */
static char *ask(const sg_graph *graph, const sg_access_judge *judge, const char *text)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .judge = judge };
    sg_buffer out = { 0 };
    sg_query *query = NULL;
    sg_result *result = NULL;
    sg_error err = { 0 };
    const sg_value *row;

    if (sg_query_prepare(graph, sg_str_of(text), &options, &query, &err) == SG_OK &&
        sg_query_run(query, sg_null(), &result, &err) == SG_OK)
        while (sg_result_next(result, &row, &err) == SG_ROW) {
            sg_test_row_text(graph, row, sg_query_columns(query), &out);
            sg_buffer_char(&out, ';');
        }
    if (err.status != SG_OK) {
        sg_buffer_clear(&out);
        sg_buffer_format(&out, "%s/%s/%s: %s", err.type, err.detail, err.phase, err.message);
    }
    sg_result_close(result);
    sg_query_free(query);
    return out.bytes ? out.bytes : strdup("");
}

#define EXPECT(judge, query, wanted)                                                           \
    do {                                                                                       \
        char *got = ask(graph, judge, query);                                                  \
        cr_expect_str_eq(got, wanted, "%s\n%s", query, got);                                   \
        free(got);                                                                             \
    } while (0)

static sg_graph *office(void)
{
    return sg_test_graph("(a:P {name: 'a', may: 'read'}), (b:P {name: 'b', may: 'write'}), "
                         "(c:P {name: 'c'}), (x:R {name: 'x'}), (y:R {name: 'y', lock: '1'})");
}

Test(judge, the_judge_answers)
{
    sg_graph *graph = office();
    clerk subject = { 0 };
    const sg_access_judge judge = { decide, &subject };

    EXPECT(&judge,
           "MATCH (p:P), (r:R) RETURN p.name, r.name, canAccess(p, r, 'read') AS may "
           "ORDER BY p.name, r.name",
           "'a' | 'x' | 'ALLOWED';'a' | 'y' | 'CONDITIONAL';'b' | 'x' | 'DENIED';"
           "'b' | 'y' | 'DENIED';'c' | 'x' | null;'c' | 'y' | null;");
    cr_expect_eq(subject.asked, 6u);
    EXPECT(
        &judge,
        "MATCH (p:P), (r:R) WHERE canAccess(p, r, 'write') <> 'DENIED' RETURN p.name, r.name "
        "ORDER BY r.name",
        "'b' | 'x';'b' | 'y';");
    EXPECT(&judge, "MATCH (p:P) RETURN count(canAccess(p, p, 'read'))", "2;");
    sg_graph_free(graph);
}

Test(judge, without_a_judge_every_answer_is_null)
{
    sg_graph *graph = office();

    EXPECT(NULL, "MATCH (p:P), (r:R) RETURN DISTINCT canAccess(p, r, 'read') AS may", "null;");
    EXPECT(NULL, "MATCH (p:P), (r:R) WHERE canAccess(p, r, 'read') = 'ALLOWED' RETURN p", "");
    sg_graph_free(graph);
}

Test(judge, null_arguments_are_not_asked_about)
{
    sg_graph *graph = office();
    clerk subject = { 0 };
    const sg_access_judge judge = { decide, &subject };

    EXPECT(&judge,
           "OPTIONAL MATCH (n:None) MATCH (r:R {name: 'x'}) "
           "RETURN canAccess(n, r, 'read'), canAccess(r, r, null)",
           "null | null;");
    cr_expect_eq(subject.asked, 0u);
    sg_graph_free(graph);
}

Test(judge, arguments_are_checked)
{
    sg_graph *graph = office();
    clerk subject = { 0 };
    const sg_access_judge judge = { decide, &subject };

    EXPECT(&judge, "MATCH (p:P) RETURN canAccess(p, p)",
           "SyntaxError/InvalidNumberOfArguments/compile: "
           "canAccess(principal, resource, action) does not take 2 arguments");
    EXPECT(&judge, "MATCH (p)-[r]->() RETURN canAccess(p, r, 'read')",
           "SyntaxError/InvalidArgumentType/compile: canAccess(principal, resource, action) "
           "takes Node, not Relationship");
    EXPECT(
        &judge,
        "MATCH (p:P {name: 'a'}) RETURN canAccess(p, p, p.may + 1), "
        "canAccess(p, p, [1, 'x'][0])",
        "TypeError/InvalidArgumentValue/runtime: canAccess() takes a String, not an Integer");
    EXPECT(&judge, "MATCH (p:P {name: 'a'}) RETURN canAccess(p, p, 'nonsense')",
           "ArgumentError/InvalidArgumentValue/runtime: canAccess(): `nonsense` is no action");
    sg_graph_free(graph);
}

Test(judge, a_session_hands_its_judge_over_too)
{
    clerk subject = { 0 };
    const sg_access_judge judge = { decide, &subject };
    const sg_query_options options = { .limits = sg_query_limits_default(), .judge = &judge };
    sg_session *session = NULL;
    sg_query *query = NULL;
    sg_result *result = NULL;
    sg_error err = { 0 };
    const sg_value *row;

    cr_assert_eq(sg_session_new(NULL, &session, &err), SG_OK);
    cr_assert_eq(sg_session_prepare(session,
                                    SG_STR("CREATE (p:P {may: 'read'}) RETURN canAccess(p, p, "
                                           "'read') AS may"),
                                    &options, &query, &err),
                 SG_OK);
    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK);
    cr_assert_eq(sg_result_next(result, &row, &err), SG_ROW);
    cr_expect(sg_str_equal(sg_value_str(row[0]), SG_STR("ALLOWED")));
    cr_expect_eq(sg_result_next(result, &row, &err), SG_DONE);
    sg_result_close(result);
    sg_query_free(query);
    sg_session_free(session);
}
