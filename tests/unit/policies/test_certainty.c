/* test_certainty.c - what an issue says of relationships that only may be. */
#include "policies/certainty.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policies/check.h"
#include "query/graph_text.h"

#define POLICY(query, path)                                                                    \
    "apiVersion: secgraph/v1\nkind: GraphPolicy\nid: T-1\nversion: 1.0.0\nname: n\n"           \
    "severity: LOW\ndescription: d\nrisk: r\nprimary: b\nremediation: {text: fix}\n" path      \
    "query: " query "\n"
#define READS                                                                                  \
    POLICY("MATCH (r:AccessRole)-[a:CAN_ACCESS]->(b:Bucket) WHERE a.read = true RETURN b, r",  \
           "path: [r, b]\n")
#define ANYONE POLICY("MATCH (:Internet)-[a:CAN_ACCESS]->(b:Bucket) RETURN b", "path: [b]\n")
#define STEPS                                                                                  \
    POLICY("MATCH (r:AccessRole)-[:CAN_ASSUME]->(x)-[:CAN_ACCESS]->(b) RETURN b, r, x",        \
           "path: [r, x, b]\n")

/* The doubt about the only issue, as "from -> to TYPE"; empty: it is for sure. */
static void expect(const char *policy, const char *graph, const char *expected)
{
    char path[] = "/tmp/secgraph-certainty-XXXXXX";
    const char *paths[] = { path };
    int file = mkstemp(path);
    sg_policies policies;
    sg_graph *built = NULL;
    sg_check check;
    sg_check_options options = { .threads = 1 };
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    sg_doubt doubt;
    char found[256] = "";

    cr_assert(file >= 0 && write(file, policy, strlen(policy)) == (ssize_t)strlen(policy));
    close(file);
    cr_assert_eq(sg_policies_load(paths, 1, &policies, &failed, &err), SG_OK, "%s",
                 err.message);
    unlink(path);
    cr_assert_eq(sg_graph_text(sg_str_of(graph), &built, &err), SG_OK, "%s", err.message);
    cr_assert_eq(sg_check_run(built, &policies, &options, &check, &err), SG_OK, "%s",
                 err.message);
    cr_assert_eq(check.issue_count, 1u, "%s: %u issues", graph, check.issue_count);
    if (sg_issue_doubt(built, check.issues[0], &doubt))
        (void)snprintf(found, sizeof found, "%.*s -> %.*s %.*s",
                       SG_FMT(doubt.from ? doubt.from->id : SG_STR("internet")),
                       SG_FMT(doubt.to->id), SG_FMT(doubt.type));
    cr_expect_str_eq(found, expected, "%s", graph);
    sg_check_free(&check);
    sg_graph_free(built);
    sg_policies_free(&policies);
}

Test(certainty, one_relationship_that_may_be)
{
    expect(READS,
           "(:AccessRole {id: 'r'})-[:CAN_ACCESS {read: true, certainty: 'must'}]->(:Bucket "
           "{id: 'b'})",
           "");
    expect(READS,
           "(:AccessRole {id: 'r'})-[:CAN_ACCESS {read: true, certainty: 'may'}]->(:Bucket "
           "{id: 'b'})",
           "r -> b CAN_ACCESS");
}

Test(certainty, other_levels_between_the_two_do_not_help)
{
    expect(READS,
           "(r:AccessRole {id: 'r'})-[:CAN_ACCESS {read: true, certainty: 'may'}]->(b:Bucket "
           "{id: 'b'}), "
           "(r)-[:CAN_ACCESS {write: true, certainty: 'must'}]->(b)",
           "r -> b CAN_ACCESS");
    expect(READS,
           "(r:AccessRole {id: 'r'})-[:CAN_ACCESS {read: true, certainty: 'must'}]->(b:Bucket "
           "{id: 'b'}), "
           "(r)-[:CAN_ACCESS {write: true, certainty: 'may'}]->(b)",
           "");
}

Test(certainty, one_path_for_sure_is_enough)
{
    expect(READS,
           "(:AccessRole {id: 'r'})-[:CAN_ACCESS {read: true, certainty: 'may'}]->(b:Bucket "
           "{id: 'b'}), "
           "(:AccessRole {id: 's'})-[:CAN_ACCESS {read: true, certainty: 'must'}]->(b)",
           "");
}

Test(certainty, every_step_of_a_path_counts)
{
    expect(STEPS,
           "(:AccessRole {id: 'r'})-[:CAN_ASSUME {certainty: 'may'}]->(:AccessRole {id: 'x'})"
           "-[:CAN_ACCESS {certainty: 'must'}]->(:Bucket {id: 'b'})",
           "r -> x CAN_ASSUME");
    expect(STEPS,
           "(r:AccessRole {id: 'r'})-[:CAN_ASSUME {certainty: 'must'}]->(:AccessRole {id: 'x'})"
           "-[:CAN_ACCESS {certainty: 'must'}]->(b:Bucket {id: 'b'}), "
           "(r)-[:CAN_REACH {certainty: 'may'}]->(b)",
           "");
}

Test(certainty, the_internet_is_where_the_query_begins)
{
    expect(ANYONE,
           "(:Internet {id: 'i'})-[:CAN_ACCESS {read: true, certainty: 'may'}]->(:Bucket {id: "
           "'b'})",
           "internet -> b CAN_ACCESS");
    expect(ANYONE,
           "(:Internet {id: 'i'})-[:CAN_ACCESS {read: true, certainty: 'must'}]->(:Bucket {id: "
           "'b'})",
           "");
}
