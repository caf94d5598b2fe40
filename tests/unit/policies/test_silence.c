/* test_silence.c - no shipped rule takes silence for an answer: of each small graph that a rule carries one
 * property after the other is taken away, of nodes and of relationships, and nothing that failed or was
 * unknown may pass for it.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "policies/rule.h"
#include "query/graph_text.h"
#include "query/session.h"

enum { NOW = 1767225600, MOST_PLACES = 256 };

/* What one can be silent about. */
typedef struct place {
    char remove[160]; /* the statement that takes it away */
    char what[160];
} place;

typedef struct places {
    place items[MOST_PLACES];
    size_t count;
} places;

/* What a statement has to say about the graph. */
static void run(sg_session *session, const char *text, sg_query **query, sg_result **result)
{
    sg_query_options options = { .limits = sg_query_limits_default(), .now = NOW };
    sg_error err = { .status = SG_OK };

    cr_assert_eq(sg_session_prepare(session, sg_str_of(text), &options, query, &err), SG_OK,
                 "%s: %s", text, err.message);
    cr_assert_eq(sg_query_run(*query, sg_null(), result, &err), SG_OK, "%s", err.message);
}

/* Keys by which things are told apart are no answers of anybody. */
static void list_places(sg_session *session, const char *pattern, places *out)
{
    char text[256];
    sg_query *query;
    sg_result *result;
    const sg_value *row;
    sg_error err = { .status = SG_OK };

    (void)snprintf(text, sizeof text,
                   "MATCH %s UNWIND keys(x) AS k WITH x, k WHERE k <> 'id' RETURN id(x), k",
                   pattern);
    run(session, text, &query, &result);
    while (sg_result_next(result, &row, &err) == SG_ROW) {
        place *at = &out->items[out->count++];
        sg_str key = sg_value_str(row[1]);
        cr_assert_leq(out->count, (size_t)MOST_PLACES);
        (void)snprintf(at->remove, sizeof at->remove,
                       "MATCH %s WHERE id(x) = %lld REMOVE x.`%.*s`", pattern,
                       (long long)row[0].integer, SG_FMT(key));
        (void)snprintf(at->what, sizeof at->what, "%.*s", SG_FMT(key));
    }
    sg_result_close(result);
    sg_query_free(query);
}

static sg_session *open_test(const sg_policy_test *test)
{
    sg_graph *graph = NULL;
    sg_session *session = NULL;
    sg_error err = { .status = SG_OK };

    cr_assert_eq(sg_graph_text(test->graph, &graph, &err), SG_OK, "%s", err.message);
    cr_assert_eq(sg_session_new(graph, &session, &err), SG_OK, "%s", err.message);
    return session;
}

static sg_rule_findings judge(const sg_policy *policy, sg_session *session, sg_arena *arena)
{
    sg_query_options options = { .limits = sg_query_limits_default(), .now = NOW };
    const sg_graph *graph = sg_session_pin(session);
    sg_rule_findings found = { .count = 0 };
    sg_error err = { .status = SG_OK };

    cr_assert_eq(sg_rule_evaluate(policy, graph, &options, arena, &found, &err), SG_OK,
                 "%.*s: %s", SG_FMT(policy->id), err.message);
    sg_session_unpin(session, graph);
    return found;
}

static bool passes(const sg_rule_findings *found, sg_node node)
{
    for (uint32_t i = 0; i < found->count; i++)
        if (found->items[i].node.id == node.id)
            return found->items[i].verdict == SG_RULE_PASS;
    return false;
}

/* The number of places in which silence was tried. */
static size_t fall_silent(const sg_policy *policy, const sg_policy_test *test, sg_arena *arena)
{
    sg_session *session = open_test(test);
    sg_rule_findings before = judge(policy, session, arena);
    places all = { .count = 0 };

    list_places(session, "(x)", &all);
    list_places(session, "()-[x]->()", &all);
    sg_session_free(session);
    for (size_t i = 0; i < all.count; i++) {
        sg_query *query;
        sg_result *result;
        sg_rule_findings after;

        session = open_test(test);
        run(session, all.items[i].remove, &query, &result);
        sg_result_close(result);
        sg_query_free(query);
        after = judge(policy, session, arena);
        for (uint32_t f = 0; f < before.count; f++)
            cr_expect(before.items[f].verdict == SG_RULE_PASS ||
                          !passes(&after, before.items[f].node),
                      "%.*s, %.*s: without `%s` it passes", SG_FMT(policy->id),
                      SG_FMT(test->name), all.items[i].what);
        sg_session_free(session);
    }
    return all.count;
}

Test(silence, no_rule_passes_for_want_of_a_property, .timeout = 600)
{
    const char *paths[] = { "policies/library/rules" };
    sg_policies policies;
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    sg_arena *arena;
    size_t tried = 0;

    cr_assert_eq(sg_policies_load(paths, 1, &policies, &failed, &err), SG_OK, "%s",
                 err.message);
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    for (const sg_policy *policy = policies.first; policy; policy = policy->next) {
        cr_expect(policy->applies.length > 0, "%.*s has no scope", SG_FMT(policy->id));
        for (const sg_policy_test *test = policy->tests; test; test = test->next) {
            tried += fall_silent(policy, test, arena);
            sg_arena_reset(arena);
        }
    }
    cr_expect_gt(tried, 500u);
    sg_arena_free(arena);
    sg_policies_free(&policies);
}
