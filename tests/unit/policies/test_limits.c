/* test_limits.c - limits of policies grow with the estate, and a policy that runs into one says so. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policies/check.h"
#include "policies/limits.h"
#include "query/graph_text.h"

Test(limits, are_as_stated_up_to_a_million_nodes_and_grow_from_there)
{
    cr_expect_eq(sg_policy_limit(100000, 0), 100000u);
    cr_expect_eq(sg_policy_limit(100000, 1000000), 100000u);
    cr_expect_eq(sg_policy_limit(100000, 1000010), 100001u);
    cr_expect_eq(sg_policy_limit(100000, 10000000), 1000000u);
    cr_expect_eq(sg_policy_limit(0, 10000000), 0u, "no limit stays none");
    cr_expect_eq(sg_policy_limit(INT64_MAX, UINT32_MAX), UINT64_MAX, "without overflow");
}

#define POLICY                                                                                 \
    "apiVersion: secgraph/v1\nkind: %s\nid: X-1\nversion: 1.0.0\nname: Buckets\n"              \
    "severity: LOW\ndescription: Some.\nrisk: None.\nquery: MATCH (b:Bucket) RETURN b\n"       \
    "primary: b\nremediation: {text: Nothing.}\nlimits: {max_rows: %d}\n"

/* Checks three buckets by a policy of so many rows at most. */
static sg_check check_three(const char *kind, int rows, sg_graph **graph, sg_policies *policies)
{
    char path[] = "/tmp/secgraph-limits-XXXXXX";
    const char *paths[] = { path };
    sg_source failed;
    sg_error err = { .status = SG_OK };
    sg_check check = { .issue_count = 0 };
    FILE *file = fdopen(mkstemp(path), "w");
    cr_assert_not_null(file);
    cr_assert_gt(fprintf(file, POLICY, kind, rows), 0);
    cr_assert_eq(fclose(file), 0);
    cr_assert_eq(sg_graph_text(SG_STR("(a:Bucket {id: 'a'}), (b:Bucket {id: 'b'}), "
                                      "(c:Bucket {id: 'c'})"),
                               graph, &err),
                 SG_OK, "%s", err.message);
    cr_assert_eq(sg_policies_load(paths, 1, policies, &failed, &err), SG_OK, "%s", err.message);
    sg_check_options options = { .threads = 1 };
    cr_assert_eq(sg_check_run(*graph, policies, &options, &check, &err), SG_OK);
    unlink(path);
    return check;
}

Test(limits, a_policy_that_runs_into_one_keeps_its_issues_and_has_failed)
{
    sg_graph *graph;
    sg_policies policies;
    sg_check check = check_three("GraphPolicy", 2, &graph, &policies);
    cr_assert_eq(check.failed, 1u, "what is missing is not safe");
    cr_expect_eq((int)check.outcomes[0].error.status, (int)SG_ELIMIT);
    cr_expect_not_null(strstr(check.outcomes[0].error.message, "its limit of 2"), "%s",
                       check.outcomes[0].error.message);
    cr_expect_not_null(strstr(check.outcomes[0].error.hint, "`limits`"), "%s",
                       check.outcomes[0].error.hint);
    cr_expect_eq(check.issue_count, 2u);
    cr_expect_eq(check.outcomes[0].issues, 2u);
    sg_check_free(&check);
    sg_policies_free(&policies);
    sg_graph_free(graph);
}

Test(limits, as_many_rows_as_the_limit_are_all)
{
    sg_graph *graph;
    sg_policies policies;
    sg_check check = check_three("ConfigRule", 3, &graph, &policies);
    cr_expect_eq(check.failed, 0u);
    cr_expect_eq(check.issue_count, 3u);
    sg_check_free(&check);
    sg_policies_free(&policies);
    sg_graph_free(graph);
}
