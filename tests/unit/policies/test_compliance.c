/* test_compliance.c - framework files, and what follows for accounts, projects and requirements. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "policies/compliance.h"
#include "query/graph_text.h"

#define RULE(id, needs)                                                                        \
    "apiVersion: secgraph/v1\nkind: ConfigRule\nid: " id "\nversion: 1.0.0\nname: Rule " id    \
    "\nseverity: LOW\ndescription: d\nrisk: r\nprimary: b\nremediation: {text: fix}\n" needs
#define BUCKETS                                                                                \
    RULE("R-1", "needs: [s3:ListBuckets]\n")                                                   \
    "applies: MATCH (b:Bucket)\nunknown: b.encrypted IS NULL\n"                                \
    "query: MATCH (b:Bucket) WHERE b.encrypted = false RETURN b\n"                             \
    "frameworks: {house: [H-2]}\n---\n" RULE("R-2", "") "query: MATCH (b:Volume) WHERE "       \
                                                        "b.encrypted = false RETURN "          \
                                                        "b\n---\n" RULE(                       \
                                                            "R-3", "applies: MATCH "           \
                                                                   "(b:Topic)\n") "query: "    \
                                                                                  "MATCH "     \
                                                                                  "(b:Topic) " \
                                                                                  "RETURN "    \
                                                                                  "b.name AS " \
                                                                                  "b\n"
#define HOUSE                                                                                  \
    "apiVersion: secgraph/v1\nkind: Framework\nid: house\nname: House\nversion: '1'\n"         \
    "requirements:\n"
/* Accounts 1 (fails), 2 (passes), 3 (none there), 4 (nobody looked); 5 is external. */
#define ESTATE                                                                                 \
    "(:Account {id: '1', account: '111111111111', name: 'one', collected: "                    \
    "['s3:ListBuckets']}), "                                                                   \
    "(:Account {id: '2', account: '222222222222', collected: ['s3:ListBuckets']}), "           \
    "(:Account {id: '3', account: '333333333333', collected: ['s3:ListBuckets']}), "           \
    "(:Account {id: '4', account: '444444444444', collected: []}), "                           \
    "(:Account {id: '5', account: '555555555555', external: true}), "                          \
    "(:Bucket {id: 'a', account: '111111111111', encrypted: false}), "                         \
    "(:Bucket {id: 'b', account: '111111111111', encrypted: true}), "                          \
    "(:Bucket {id: 'c', account: '222222222222', encrypted: true}), "                          \
    "(:Bucket {id: 'd', account: '555555555555'})"

typedef struct {
    sg_policies policies;
    sg_framework framework;
    sg_graph *graph;
    sg_compliance compliance;
    char printed[2048];
} house;

static void write_file(char path[], const char *text)
{
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
}

static sg_status open_house(house *self, const char *rules, const char *framework)
{
    char rule_path[] = "/tmp/secgraph-rules-XXXXXX", path[] = "/tmp/secgraph-house-XXXXXX";
    const char *paths[] = { rule_path };
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    sg_buffer out = { .length = 0 };
    *self = (house){ .graph = NULL };
    write_file(rule_path, rules);
    write_file(path, framework);
    cr_assert_eq(sg_policies_load(paths, 1, &self->policies, &failed, &err), SG_OK, "%s",
                 err.message);
    sg_status status =
        sg_framework_load(path, &self->policies, &self->framework, &failed, &err);
    if (status != SG_OK) {
        failed.name = SG_STR("f.yaml");
        sg_error_print(&err, &failed, &out);
    }
    snprintf(self->printed, sizeof self->printed, "%s", out.bytes ? out.bytes : "");
    sg_buffer_free(&out);
    unlink(rule_path);
    unlink(path);
    return status;
}

static void close_house(house *self)
{
    sg_compliance_free(&self->compliance);
    sg_graph_free(self->graph);
    sg_framework_free(&self->framework);
    sg_policies_free(&self->policies);
}

static void run(house *self, const char *graph, const sg_projects *projects)
{
    sg_compliance_options options = { .projects = projects, .now = 1767225600, .threads = 1 };
    sg_error err = { .status = SG_OK };
    cr_assert_eq(sg_graph_text(sg_str_of(graph), &self->graph, &err), SG_OK, "%s", err.message);
    cr_assert_eq(
        sg_compliance_run(self->graph, &self->framework, &options, &self->compliance, &err),
        SG_OK, "%s", err.message);
}

static void refuses(const char *framework, const char *needle)
{
    house it;
    cr_assert_eq(open_house(&it, BUCKETS, framework), SG_EINVAL, "%s", it.printed);
    cr_assert(strstr(it.printed, needle), "`%s` is not in:\n%s", needle, it.printed);
    close_house(&it);
}

Test(compliance, mistakes_in_a_framework_are_told_with_their_place)
{
    refuses(HOUSE "  - {id: H-1, rules: [R-9]}\n", "there is no policy `R-9`");
    refuses(HOUSE "  - {id: H-1, rules: [R-9]}\n", "f.yaml:7:22");
    refuses(HOUSE "  - {id: H-1}\n  - {id: H-1}\n", "given twice");
    refuses(HOUSE "  - {id: H-1, ruls: [R-1]}\n", "did you mean `rules`?");
    refuses("apiVersion: secgraph/v1\nkind: Frame\nid: x\nname: x\nversion: '1'\n"
            "requirements: []\n",
            "`Frame` is no Framework");
    refuses("apiVersion: v2\nkind: Framework\nid: x\nname: x\nversion: '1'\nrequirements: []\n",
            "`v2` is no apiVersion");
    refuses("apiVersion: secgraph/v1\nkind: Framework\nid: x\nname: x\nversion: '1'\n"
            "requirements: none\n",
            "must be a list");
}

Test(compliance, rules_are_named_by_either_side_and_once)
{
    house it;
    cr_assert_eq(open_house(&it, BUCKETS,
                            HOUSE "  - {id: H-1, rules: [R-2], title: Own}\n"
                                  "  - {id: H-2, rules: [R-1]}\n  - {id: H-3, section: S}\n"),
                 SG_OK, "%s", it.printed);
    cr_expect_eq(it.framework.count, 3u);
    cr_expect_eq(it.framework.covered, 2u);
    cr_expect_eq(it.framework.requirements[1].rule_count, 1u);
    cr_expect(sg_str_equal(it.framework.requirements[0].title, SG_STR("Own")));
    cr_expect(sg_str_equal(it.framework.requirements[1].title, SG_STR("Rule R-1")));
    cr_expect(sg_str_equal(it.framework.requirements[2].title, SG_STR("S")));
    close_house(&it);
}

Test(compliance, silence_is_not_applicable_only_where_somebody_looked)
{
    static const sg_compliance_result expected[] = { SG_COMPLIANCE_FAIL, SG_COMPLIANCE_PASS,
                                                     SG_COMPLIANCE_NOT_APPLICABLE,
                                                     SG_COMPLIANCE_UNKNOWN };
    house it;
    cr_assert_eq(open_house(&it, BUCKETS, HOUSE "  - {id: H-2}\n  - {id: H-3}\n"), SG_OK, "%s",
                 it.printed);
    run(&it, ESTATE, NULL);
    const sg_compliance_requirement *row = &it.compliance.requirements[0];
    cr_assert_eq(it.compliance.account_count, 4u);
    for (uint32_t i = 0; i < 4; i++)
        cr_expect_eq((int)row->by_account[i], (int)expected[i], "account %u: %s", i + 1,
                     sg_compliance_result_name((sg_compliance_result)row->by_account[i]));
    cr_expect_eq((int)row->result, (int)SG_COMPLIANCE_FAIL);
    cr_expect_eq(row->resources.fail, 1u);
    cr_expect_eq(row->resources.pass, 2u);
    cr_expect_eq(row->resources.unknown, 0u, "account 5 is somebody else's");
    cr_expect(sg_str_equal(it.compliance.accounts[0].name, SG_STR("one")));
    cr_expect_eq((int)it.compliance.requirements[1].result, (int)SG_COMPLIANCE_MANUAL);
    cr_expect_eq(it.compliance.results[SG_COMPLIANCE_FAIL], 1u);
    cr_expect_eq(it.compliance.results[SG_COMPLIANCE_MANUAL], 1u);
    close_house(&it);
}

Test(compliance, what_was_seen_passes_only_where_all_was_seen)
{
    house it;
    cr_assert_eq(open_house(&it, BUCKETS, HOUSE "  - {id: H-2}\n"), SG_OK);
    run(&it,
        "(:Account {id: '1', account: '1', collected: []}), "
        "(:Account {id: '2', account: '2', collected: []}), "
        "(:Bucket {id: 'b', account: '1', encrypted: true}), "
        "(:Bucket {id: 'c', account: '2', encrypted: false})",
        NULL);
    cr_expect_eq((int)it.compliance.requirements[0].by_account[0], (int)SG_COMPLIANCE_UNKNOWN,
                 "buckets of other regions may not be encrypted");
    cr_expect_eq((int)it.compliance.requirements[0].by_account[1], (int)SG_COMPLIANCE_FAIL);
    cr_expect_eq(it.compliance.requirements[0].resources.pass, 1u);
    close_house(&it);
}

Test(compliance, resources_of_no_account_count_for_the_requirement)
{
    house it;
    cr_assert_eq(open_house(&it, BUCKETS, HOUSE "  - {id: H-2}\n"), SG_OK);
    run(&it,
        "(:Account {id: '1', account: '1', collected: ['s3:ListBuckets']}), "
        "(:Bucket {id: 'b', account: '1', encrypted: true}), (:Bucket {id: 'c'})",
        NULL);
    cr_expect_eq((int)it.compliance.requirements[0].by_account[0], (int)SG_COMPLIANCE_PASS);
    cr_expect_eq((int)it.compliance.requirements[0].result, (int)SG_COMPLIANCE_UNKNOWN);
    cr_expect_eq(it.compliance.requirements[0].resources.unknown, 1u);
    close_house(&it);
}

Test(compliance, a_rule_without_scope_never_passes)
{
    house it;
    cr_assert_eq(open_house(&it, BUCKETS, HOUSE "  - {id: H-1, rules: [R-2]}\n"), SG_OK);
    run(&it, "(:Account {id: '1', account: '1', collected: []})", NULL);
    cr_expect_eq((int)it.compliance.requirements[0].result, (int)SG_COMPLIANCE_UNKNOWN);
    close_house(&it);
    cr_assert_eq(open_house(&it, BUCKETS, HOUSE "  - {id: H-1, rules: [R-2]}\n"), SG_OK);
    run(&it,
        "(:Account {id: '1', account: '1', collected: []}), (:Volume {id: 'v', account: '1', "
        "encrypted: false})",
        NULL);
    cr_expect_eq((int)it.compliance.requirements[0].result, (int)SG_COMPLIANCE_FAIL);
    close_house(&it);
}

Test(compliance, a_rule_that_fails_to_run_is_unknown_and_told)
{
    house it;
    cr_assert_eq(open_house(&it, BUCKETS, HOUSE "  - {id: H-1, rules: [R-3]}\n  - {id: H-2}\n"),
                 SG_OK);
    run(&it, ESTATE ", (:Topic {id: 't', name: 'x', account: '111111111111'})", NULL);
    cr_expect_eq(it.compliance.failure_count, 1u);
    cr_expect_eq((int)it.compliance.failures[0].error.status, (int)SG_ERUNTIME);
    cr_expect_eq((int)it.compliance.requirements[0].result, (int)SG_COMPLIANCE_UNKNOWN);
    cr_expect_eq((int)it.compliance.requirements[1].result, (int)SG_COMPLIANCE_FAIL);
    close_house(&it);
}

Test(compliance, nothing_was_loaded_and_nothing_passes)
{
    house it;
    cr_assert_eq(open_house(&it, BUCKETS, HOUSE "  - {id: H-2}\n"), SG_OK);
    run(&it, "(:Bucket {id: 'b', encrypted: true})", NULL);
    cr_expect_eq(it.compliance.account_count, 0u);
    cr_expect_eq((int)it.compliance.requirements[0].result, (int)SG_COMPLIANCE_UNKNOWN);
    cr_expect_lt(sg_compliance_share(it.compliance.results), 0.0);
    close_house(&it);
}

/* Projects of accounts 1 and 2, and one between them of what is tagged. */
static void load_projects(sg_projects *projects)
{
    static const char text[] = "apiVersion: secgraph/v1\nkind: ProjectList\nprojects:\n"
                               "  - {name: shop, match: {accounts: ['111111111111']}, owner: "
                               "a, environment: production, impact: MBI}\n"
                               "  - {name: tagged, match: {accounts: ['444444444444'], tags: "
                               "{app: x}}, owner: c, environment: production, impact: MBI}\n"
                               "  - {name: lab, match: {accounts: ['222222222222']}, owner: b, "
                               "environment: non-production, impact: LBI}\n";
    char path[] = "/tmp/secgraph-projects-XXXXXX";
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    write_file(path, text);
    cr_assert_eq(sg_projects_load(path, projects, &failed, &err), SG_OK, "%s", err.message);
    unlink(path);
}

static void expect_projects(const char *graph, const sg_compliance_result expected[4])
{
    sg_projects projects = { .first = NULL };
    house it;
    load_projects(&projects);
    cr_assert_eq(open_house(&it, BUCKETS, HOUSE "  - {id: H-2}\n"), SG_OK);
    run(&it, graph, &projects);
    cr_assert_eq(it.compliance.project_count, 4u);
    for (uint32_t i = 0; i < 4; i++)
        cr_expect_eq(it.compliance.projects[i].results[expected[i]], 1u, "project %u is not %s",
                     i, sg_compliance_result_name(expected[i]));
    close_house(&it);
    sg_projects_free(&projects);
}

Test(compliance, projects_share_the_resources)
{
    expect_projects(ESTATE,
                    (sg_compliance_result[]){ SG_COMPLIANCE_FAIL, SG_COMPLIANCE_UNKNOWN,
                                              SG_COMPLIANCE_PASS, SG_COMPLIANCE_UNKNOWN });
}

Test(compliance, a_project_waits_for_the_accounts_that_may_have_its_resources)
{
    static const char looked[] =
        "(:Account {id: '1', account: '111111111111', collected: ['s3:ListBuckets']}), "
        "(:Account {id: '2', account: '222222222222', collected: []}), "
        "(:Account {id: '4', account: '444444444444', collected: ['s3:ListBuckets']}), "
        "(:Bucket {id: 'a', account: '111111111111', encrypted: true}), "
        "(:Bucket {id: 'b', account: '222222222222', encrypted: true}), "
        "(:Bucket {id: 'd', account: '444444444444', tags: {app: 'x'}, encrypted: true})";
    expect_projects(looked, (sg_compliance_result[]){ SG_COMPLIANCE_PASS, SG_COMPLIANCE_PASS,
                                                      SG_COMPLIANCE_UNKNOWN,
                                                      SG_COMPLIANCE_NOT_APPLICABLE });
}

Test(compliance, share_is_of_what_was_decided)
{
    uint32_t results[SG_COMPLIANCE_RESULTS] = { 0 };
    cr_expect_lt(sg_compliance_share(results), 0.0);
    results[SG_COMPLIANCE_UNKNOWN] = 9;
    cr_expect_lt(sg_compliance_share(results), 0.0);
    results[SG_COMPLIANCE_PASS] = 3;
    results[SG_COMPLIANCE_FAIL] = 1;
    cr_expect_float_eq(sg_compliance_share(results), 0.75, 1e-9);
}

/* --- what is shipped --------------------------------------------------------------------------- */
static bool has_requirement(const sg_framework *framework, sg_str id)
{
    for (uint32_t i = 0; i < framework->count; i++)
        if (sg_str_equal(framework->requirements[i].id, id))
            return true;
    return false;
}

/* A policy that names a requirement which the framework does not have would never count. */
static void claims_are_known(const sg_policies *policies, const sg_framework *framework)
{
    for (const sg_policy *policy = policies->first; policy; policy = policy->next) {
        const sg_yaml *ids =
            policy->frameworks ? sg_yaml_get(policy->frameworks, framework->id) : NULL;
        for (const sg_yaml *item = ids ? ids->items : NULL; item; item = item->next)
            cr_expect(has_requirement(framework, item->scalar), "%.*s names %.*s %.*s",
                      SG_FMT(policy->id), SG_FMT(framework->id), SG_FMT(item->scalar));
    }
}

Test(compliance, shipped_frameworks_fit_the_shipped_policies)
{
    const char *paths[] = { "policies/library" };
    sg_policies policies;
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    sg_arena *arena;
    sg_file_list files;
    unsigned frameworks = 0;
    if (!sg_file_exists("policies/frameworks"))
        cr_skip("not run from the root of the tree");
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    cr_assert_eq(sg_policies_load(paths, 1, &policies, &failed, &err), SG_OK);
    cr_assert_eq(sg_file_walk("policies/frameworks", 100, arena, &files, &err), SG_OK);
    for (size_t i = 0; i < files.count; i++) {
        sg_framework framework;
        if (!sg_str_ends(files.paths[i], SG_STR(".yaml")))
            continue;
        sg_str path =
            sg_arena_format(arena, "policies/frameworks/%.*s", SG_FMT(files.paths[i]));
        cr_assert_eq(sg_framework_load(path.bytes, &policies, &framework, &failed, &err), SG_OK,
                     "%s: %s", path.bytes, err.message);
        cr_expect_gt(framework.covered, 0u);
        for (uint32_t j = 0; j < framework.count; j++)
            cr_expect(framework.requirements[j].title.length > 0, "%s: %.*s", path.bytes,
                      SG_FMT(framework.requirements[j].id));
        claims_are_known(&policies, &framework);
        frameworks++;
        sg_framework_free(&framework);
    }
    cr_expect_eq(frameworks, 11u);
    sg_policies_free(&policies);
    sg_arena_free(arena);
}
