/* test_check.c - from rows to issues: folding, fingerprints, owners, decisions, failing policies. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ingest/load.h"
#include "policies/check.h"
#include "policies/report.h"
#include "query/graph_text.h"

#define GRAPH                                                                                  \
    "(o:OrganizationalUnit {id: 'ou-1', name: 'Core'})-[:CONTAINS]->"                          \
    "(a:Account {id: '111122223333', account: '111122223333'}),"                               \
    "(vm:VirtualMachine {id: 'i-1', name: 'web', account: '111122223333', exposure: "          \
    "'PUBLIC'}),"                                                                              \
    "(r:AccessRole {id: 'role', account: '111122223333'}),"                                    \
    "(b1:Bucket {id: 'b1', hasSensitiveData: true}), (b2:Bucket {id: 'b2', hasSensitiveData: " \
    "true}),"                                                                                  \
    "(vm)-[:HAS]->(r), (r)-[:CAN_ACCESS {read: true}]->(b1),"                                  \
    "(r)-[:CAN_ACCESS {read: true}]->(b2), (r)-[:CAN_ACCESS {read: true, certainty: "          \
    "'may'}]->(b2)"

typedef struct {
    sg_graph *graph;
    sg_policies policies;
    sg_projects projects;
    sg_catalogue catalogue;
    sg_check check;
} fixture;

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

static fixture run(const char *projects)
{
    char path[] = "/tmp/secgraph-projects-XXXXXX";
    const char *library[] = { "policies/library" };
    fixture self = { .graph = NULL };
    sg_source failed;
    sg_error err = { .status = SG_OK };
    close(mkstemp(path));
    write_file(path, projects);
    cr_assert_eq(sg_graph_text(SG_STR(GRAPH), &self.graph, &err), SG_OK, "%s", err.message);
    cr_assert_eq(sg_policies_load(library, 1, &self.policies, &failed, &err), SG_OK, "%s",
                 err.message);
    cr_assert_eq(sg_projects_load(path, &self.projects, &failed, &err), SG_OK, "%s",
                 err.message);
    cr_assert_eq(sg_catalogue_load("policies/catalogue.yaml", &self.catalogue, &failed, &err),
                 SG_OK, "%s", err.message);
    sg_check_options options = { .tenant = SG_STR("t"),
                                 .projects = &self.projects,
                                 .catalogue = &self.catalogue };
    cr_assert_eq(sg_check_run(self.graph, &self.policies, &options, &self.check, &err), SG_OK);
    unlink(path);
    return self;
}

static void free_fixture(fixture *self)
{
    sg_check_free(&self->check);
    sg_catalogue_free(&self->catalogue);
    sg_projects_free(&self->projects);
    sg_policies_free(&self->policies);
    sg_graph_free(self->graph);
}

#define OWNED                                                                                  \
    "apiVersion: secgraph/v1\nkind: ProjectList\nprojects:\n"                                  \
    "  - {name: core, match: {units: [Core]}, owner: team, environment: production, impact: "  \
    "MBI}\n"

static const sg_issue *first_of(const fixture *self, const char *policy)
{
    for (uint32_t i = 0; i < self->check.issue_count; i++)
        if (sg_str_equal(self->check.issues[i]->policy->id, sg_str_of(policy)))
            return self->check.issues[i];
    return NULL;
}

Test(check, rows_of_one_resource_are_one_issue)
{
    fixture self = run(OWNED);
    const sg_issue *issue = first_of(&self, "TC-001");
    cr_assert_eq(self.check.failed, 0u);
    cr_assert_not_null(issue);
    cr_assert_eq(issue->path_count, 2u, "parallel relationships are one path");
    cr_assert_eq(issue->paths_kept, 2u);
    cr_assert(sg_str_equal(issue->paths[0].hops[2].id, SG_STR("b1")));
    cr_assert(sg_str_equal(issue->resource.name, SG_STR("web")));
    cr_assert(sg_str_equal(issue->project->name, SG_STR("core")));
    cr_assert_eq((int)issue->severity, (int)SG_CRITICAL);
    cr_assert_eq(issue->decision.rule, 11u);
    cr_assert_eq(sg_check_find(&self.check, (sg_str){ issue->fingerprint, 16 }), issue);
    cr_assert_null(sg_check_find(&self.check, SG_STR("zzzz")));
    free_fixture(&self);
}

Test(check, without_a_project_the_owner_is_missing)
{
    fixture self = run("apiVersion: secgraph/v1\nkind: ProjectList\nprojects: []\n");
    const sg_issue *issue = first_of(&self, "TC-001");
    cr_assert_not_null(issue);
    cr_assert_null(issue->project);
    cr_assert_eq(issue->decision.rule, 5u);
    cr_assert_eq((int)issue->decision.outcome, (int)SG_OUTCOME_NOTIFY_SECURITY);
    free_fixture(&self);
}

Test(check, fingerprints_depend_on_identity_alone)
{
    char one[SG_FINGERPRINT_HEX + 1], two[SG_FINGERPRINT_HEX + 1],
        other[SG_FINGERPRINT_HEX + 1];
    sg_str forth[] = { SG_STR("a=1"), SG_STR("b=2") },
           back[] = { SG_STR("b=2"), SG_STR("a=1") };
    sg_str moved[] = { SG_STR("a=1b"), SG_STR("=2") };
    sg_issue_fingerprint(SG_STR("t"), SG_STR("P"), forth, 2, one);
    sg_issue_fingerprint(SG_STR("t"), SG_STR("P"), back, 2, two);
    sg_issue_fingerprint(SG_STR("t"), SG_STR("P"), moved, 2, other);
    cr_assert_str_eq(one, two);
    cr_assert_str_neq(one, other);
    cr_assert_eq(strlen(one), (size_t)SG_FINGERPRINT_HEX);
}

Test(check, reports_are_filtered_and_safe)
{
    fixture self = run(OWNED);
    sg_report_options options = { .format = SG_REPORT_CSV, .policy = SG_STR("tc-001") };
    sg_buffer out = { .length = 0 };
    sg_report_issues(&self.check, &options, &out);
    cr_assert(strstr(out.bytes, "\"TC-001\""));
    cr_assert_not(strstr(out.bytes, "\"TC-002\""));
    sg_buffer_clear(&out);
    options.format = SG_REPORT_JSONL;
    options.account = SG_STR("000000000000");
    sg_report_issues(&self.check, &options, &out);
    cr_assert_eq(out.length, 0u);
    sg_buffer_free(&out);
    free_fixture(&self);
}

static char *report_of(const sg_graph *graph, const fixture *self, sg_check_options options,
                       sg_set_store_counts *sets)
{
    sg_check check;
    sg_report_options form = { .format = SG_REPORT_JSON };
    sg_buffer text = { .length = 0 };

    options.projects = &self->projects;
    options.catalogue = &self->catalogue;
    cr_assert_eq(sg_check_run(graph, &self->policies, &options, &check, NULL), SG_OK);
    cr_expect_eq(check.failed, 0);
    *sets = check.sets;
    sg_report_issues(&check, &form, &text);
    sg_check_free(&check);
    return text.bytes;
}

Test(check, threads_sets_and_rows_find_the_same)
{
    const char *folder[] = { "tests/estates/fintech" };
    fixture self = run(OWNED);
    sg_graph *graph = NULL;
    sg_set_store_counts sets, none;

    cr_assert_eq(sg_ingest_load(folder, 1, NULL, &graph, NULL, NULL), SG_OK);
    char *one = report_of(graph, &self, (sg_check_options){ .threads = 1 }, &sets);
    const sg_check_options others[] = {
        { .threads = 4 },
        { .threads = 1, .reduce = SG_REDUCE_ALWAYS },
        { .threads = 3, .reduce = SG_REDUCE_NEVER },
        { .threads = 2, .reduce = SG_REDUCE_ALWAYS, .keeps_to_itself = true },
    };
    cr_expect_geq(strlen(one), 10000);
    for (size_t i = 0; i < SG_COUNT(others); i++) {
        char *other = report_of(graph, &self, others[i], i == 1 ? &sets : &none);
        cr_expect_str_eq(one, other, "options %zu", i);
        free(other);
    }
    cr_expect_gt(sets.made, 10);
    cr_expect_gt(sets.shared, sets.made / 2, "%llu made, %llu shared",
                 (unsigned long long)sets.made, (unsigned long long)sets.shared);
    cr_expect_eq(none.made, 0);
    free(one);
    sg_graph_free(graph);
    free_fixture(&self);
}
