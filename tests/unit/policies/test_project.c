/* test_project.c - projects and remedies: who matches, and how mistakes in their files are told. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policies/catalogue.h"
#include "policies/project.h"
#include "query/graph_text.h"

#define PROJECTS "apiVersion: secgraph/v1\nkind: ProjectList\nprojects:\n"
#define CATALOGUE "apiVersion: secgraph/v1\nkind: RemediationCatalogue\nremedies:\n"

static char *write_file(const char *text)
{
    char *path = strdup("/tmp/secgraph-file-XXXXXX");
    int file = mkstemp(path);
    cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    return path;
}

static sg_graph *graph_of(const char *text)
{
    sg_graph *graph = NULL;
    sg_error err = { .status = SG_OK };
    cr_assert_eq(sg_graph_text(sg_str_of(text), &graph, &err), SG_OK, "%s", err.message);
    return graph;
}

static sg_node node_of(const sg_graph *graph, const char *id)
{
    sg_node node = { 0 };
    cr_assert(sg_graph_find_node(graph, sg_str_of(id), &node));
    return node;
}

/* The name of the project of the node, or "-". */
static sg_str project_name(const char *projects_text, const char *graph_text, const char *id)
{
    static const sg_str names[] = { SG_STR_INIT("a"), SG_STR_INIT("b"), SG_STR_INIT("c") };
    char *path = write_file(projects_text);
    sg_projects projects;
    sg_source failed;
    sg_error err = { .status = SG_OK };
    sg_arena *arena = NULL;
    sg_str found = SG_STR("-");
    cr_assert_eq(sg_projects_load(path, &projects, &failed, &err), SG_OK, "%s", err.message);
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_graph *graph = graph_of(graph_text);
    const sg_project *project = sg_project_of(&projects, graph, node_of(graph, id), arena);
    for (size_t i = 0; project && i < SG_COUNT(names); i++)
        if (sg_str_equal(project->name, names[i]))
            found = names[i];
    sg_graph_free(graph);
    sg_arena_free(arena);
    sg_projects_free(&projects);
    unlink(path);
    free(path);
    return found;
}

static void assert_project(const char *projects, const char *graph, const char *expected)
{
    sg_str name = project_name(projects, graph, "x");
    cr_assert(sg_str_equal(name, sg_str_of(expected)), "%.*s instead of %s", SG_FMT(name),
              expected);
}

Test(project, matches_by_account_unit_and_tags_first_wins)
{
    const char *node =
        "(x:Bucket {id: 'x', account: '100000000001', tags: {team: 'red', env: 'prod'}})";
    const char *tree =
        "(x:Bucket {id: 'x', account: '100000000001'}), (a:Account {id: '100000000001'}),"
        "(u:OrganizationalUnit {id: 'ou-2', name: 'Inner'})-[:CONTAINS]->(a),"
        "(o:OrganizationalUnit {id: 'ou-1', name: 'Outer'})-[:CONTAINS]->(u)";
    assert_project(PROJECTS "  - {name: a, match: {accounts: ['100000000002']}}\n"
                            "  - {name: b, match: {accounts: ['100000000001']}}\n"
                            "  - {name: c, match: {accounts: ['100000000001']}}\n",
                   node, "b");
    assert_project(PROJECTS "  - {name: a, match: {tags: {team: blue}}}\n"
                            "  - {name: b, match: {tags: {team: red, env: prod}}}\n",
                   node, "b");
    assert_project(PROJECTS
                   "  - {name: a, match: {accounts: ['100000000002'], tags: {team: red}}}\n",
                   node, "-");
    assert_project(PROJECTS "  - {name: a, match: {units: [Outer]}}\n", tree, "a");
    assert_project(PROJECTS "  - {name: a, match: {units: [ou-2]}}\n", tree, "a");
    assert_project(PROJECTS "  - {name: a, match: {units: [Elsewhere]}}\n", tree, "-");
}

static void projects_refused(const char *text, const char *needle)
{
    char *path = write_file(text);
    sg_projects projects;
    sg_source failed;
    sg_error err = { .status = SG_OK };
    cr_assert_eq(sg_projects_load(path, &projects, &failed, &err), SG_EINVAL);
    cr_assert(strstr(err.message, needle), "%s", err.message);
    sg_projects_free(&projects);
    unlink(path);
    free(path);
}

Test(project, mistakes_are_told)
{
    projects_refused(PROJECTS "  - {name: a, match: {}, environment: prod}\n",
                     "`prod` is no environment");
    projects_refused(PROJECTS "  - {name: a, match: {}, impact: big}\n", "`big` is no impact");
    projects_refused(PROJECTS "  - {name: a, match: {accounts: ['x-1', '12345678901']}}\n",
                     "`12345678901` is no account");
    projects_refused(PROJECTS "  - {name: a, match: {accounts: ['']}}\n", "is no account");
    projects_refused(PROJECTS "  - {name: a}\n", "lacks the key `match`");
    projects_refused(CATALOGUE "  []\n", "unknown key `remedies`");
    projects_refused("apiVersion: secgraph/v2\nkind: ProjectList\nprojects: []\n",
                     "no apiVersion");
}

Test(catalogue, finds_by_policy_type_and_account)
{
    char *path = write_file(
        CATALOGUE "  - {id: r1, text: t, controls: [P-1], resource_types: [Bucket],\n"
                  "     accounts: ['*', '!2'], mode: {production: auto, default: approve},\n"
                  "     change: {action: 's3:Put'}}\n");
    sg_catalogue catalogue;
    sg_source failed;
    sg_error err = { .status = SG_OK };
    cr_assert_eq(sg_catalogue_load(path, &catalogue, &failed, &err), SG_OK, "%s", err.message);
    sg_graph *graph = graph_of("(x:Bucket:Resource {id: 'x'}), (y:Volume {id: 'y'})");
    sg_node bucket = node_of(graph, "x"), volume = node_of(graph, "y");
    const sg_remedy *remedy =
        sg_catalogue_find(&catalogue, SG_STR("P-1"), graph, bucket, SG_STR("1"));
    cr_assert_not_null(remedy);
    cr_assert_eq((int)remedy->mode[SG_ENVIRONMENT_PRODUCTION], (int)SG_MODE_AUTO);
    cr_assert_eq((int)remedy->mode[SG_ENVIRONMENT_NON_PRODUCTION], (int)SG_MODE_APPROVE);
    cr_assert_null(sg_catalogue_find(&catalogue, SG_STR("P-1"), graph, bucket, SG_STR("2")));
    cr_assert_null(sg_catalogue_find(&catalogue, SG_STR("P-2"), graph, bucket, SG_STR("1")));
    cr_assert_null(sg_catalogue_find(&catalogue, SG_STR("P-1"), graph, volume, SG_STR("1")));
    cr_assert(sg_catalogue_covers_type(&catalogue, graph, bucket));
    cr_assert_not(sg_catalogue_covers_type(&catalogue, graph, volume));
    sg_graph_free(graph);
    sg_catalogue_free(&catalogue);
    unlink(path);
    free(path);
}
