/* project.c - the file of projects, and matching a resource against it. */
#include "policies/project.h"

#include <stdlib.h>

#include "engine/base/file.h"
#include "policies/document.h"

typedef struct {
    sg_str name, owner, environment, impact;
    const sg_yaml *match;
} project_file;

typedef struct {
    sg_yaml_texts accounts, units;
    const sg_yaml *tags;
} match_file;

/* clang-format off */
static const sg_yaml_field project_fields[] = {
    { "name",        SG_YAML_TEXT, true,  offsetof(project_file, name) },
    { "match",       SG_YAML_NODE, true,  offsetof(project_file, match) },
    { "owner",       SG_YAML_TEXT, false, offsetof(project_file, owner) },
    { "environment", SG_YAML_TEXT, false, offsetof(project_file, environment) },
    { "impact",      SG_YAML_TEXT, false, offsetof(project_file, impact) },
};
static const sg_yaml_field match_fields[] = {
    { "accounts", SG_YAML_TEXTS, false, offsetof(match_file, accounts) },
    { "units",    SG_YAML_TEXTS, false, offsetof(match_file, units) },
    { "tags",     SG_YAML_NODE,  false, offsetof(match_file, tags) },
};
/* clang-format on */

enum {
    UNIT_DEPTH = 16, /* AWS allows five levels of units */
    ACCOUNT_DIGITS = 12,
};

static sg_status bad_word(const sg_yaml *item, const char *key, const char *allowed,
                          sg_error *err)
{
    const sg_yaml *node = sg_yaml_get(item, sg_str_of(key));
    sg_fail_at(err, SG_EINVAL, node->span, "`%.*s` is no %s", SG_FMT(node->scalar), key);
    sg_error_hint(err, "use %s", allowed);
    return SG_EINVAL;
}

/* Numbers that lack a digit match nothing; accounts of others than AWS have letters. */
static sg_status check_accounts(const sg_yaml *match, sg_yaml_texts accounts, sg_error *err)
{
    for (uint32_t i = 0; i < accounts.count; i++) {
        sg_str account = accounts.items[i];
        size_t digits = 0;
        while (digits < account.length && account.bytes[digits] >= '0' &&
               account.bytes[digits] <= '9')
            digits++;
        if (digits == account.length && digits != ACCOUNT_DIGITS)
            return sg_fail_at(err, SG_EINVAL, sg_yaml_get(match, SG_STR("accounts"))->span,
                              "`%.*s` is no account: an AWS account has %d digits",
                              SG_FMT(account), ACCOUNT_DIGITS);
    }
    return SG_OK;
}

static sg_status read_project(const sg_yaml *item, sg_arena *arena, sg_project *project,
                              sg_error *err)
{
    project_file file = { .match = NULL };
    match_file match = { .tags = NULL };
    SG_TRY(sg_yaml_read(item, "a project", project_fields, SG_COUNT(project_fields), &file,
                        arena, err));
    SG_TRY(sg_yaml_read(file.match, "`match`", match_fields, SG_COUNT(match_fields), &match,
                        arena, err));
    SG_TRY(check_accounts(file.match, match.accounts, err));
    if (match.tags && match.tags->kind != SG_YAML_MAPPING)
        return sg_fail_at(err, SG_EINVAL, match.tags->span, "`tags` must map tags to values");
    *project = (sg_project){ .name = file.name,
                             .owner = file.owner,
                             .environment = SG_ENVIRONMENT_UNKNOWN,
                             .impact = SG_IMPACT_MEDIUM,
                             .accounts = match.accounts,
                             .units = match.units,
                             .tags = match.tags };
    if (file.environment.length > 0 &&
        !sg_environment_parse(file.environment, &project->environment))
        return bad_word(item, "environment",
                        "restricted-production, production or non-production", err);
    if (file.impact.length > 0 && !sg_business_impact_parse(file.impact, &project->impact))
        return bad_word(item, "impact", "sandbox, LBI, MBI or HBI", err);
    return SG_OK;
}

sg_status sg_projects_load(const char *path, sg_projects *out, sg_source *failed, sg_error *err)
{
    const sg_yaml *list;
    *out = (sg_projects){ .first = NULL };
    if (sg_arena_new(0, &out->arena) != SG_OK)
        return sg_fail_memory(err);
    SG_TRY(sg_yaml_list_load(path, "ProjectList", "projects", out->arena, &list, failed, err));
    sg_project **tail = &out->first;
    for (const sg_yaml *item = list->items; item; item = item->next) {
        sg_project *project = sg_arena_make(out->arena, sg_project);
        if (!project)
            return sg_fail_memory(err);
        SG_TRY(read_project(item, out->arena, project, err));
        *tail = project;
        tail = &project->next;
    }
    return SG_OK;
}

void sg_projects_free(sg_projects *projects)
{
    sg_arena_free(projects->arena);
    *projects = (sg_projects){ .first = NULL };
}

static bool contains(sg_yaml_texts texts, sg_value value)
{
    if (value.type == SG_TYPE_STRING)
        for (uint32_t i = 0; i < texts.count; i++)
            if (sg_str_equal(texts.items[i], sg_value_str(value)))
                return true;
    return false;
}

static sg_value text_property(const sg_graph *graph, sg_node node, sg_str name, sg_arena *arena)
{
    sg_key key;
    return sg_graph_find_key(graph, name, &key) ? sg_graph_property(graph, node, key, arena)
                                                : sg_null();
}

/* The organisation or unit that contains the node, if any. */
static bool container(const sg_graph *graph, sg_node node, sg_reltype contains, sg_node *out)
{
    sg_runs runs = sg_graph_runs(graph, node, contains, SG_IN);
    sg_run run;
    while (sg_runs_next(&runs, &run)) {
        if (run.count > 0) {
            *out = (sg_node){ sg_run_other(&run, 0) };
            return true;
        }
    }
    return false;
}

/* Whether one of the units above the account has one of the names or ids. */
static bool in_units(const sg_graph *graph, sg_value account, sg_yaml_texts units,
                     sg_arena *arena)
{
    sg_node node;
    sg_reltype containment;
    if (units.count == 0 || account.type != SG_TYPE_STRING ||
        !sg_graph_find_node(graph, sg_value_str(account), &node) ||
        !sg_graph_find_type(graph, SG_STR("CONTAINS"), &containment))
        return false;
    for (unsigned depth = 0; depth < UNIT_DEPTH; depth++) {
        if (!container(graph, node, containment, &node))
            return false;
        if (contains(units, text_property(graph, node, SG_STR("name"), arena)) ||
            contains(units, text_property(graph, node, SG_STR("id"), arena)))
            return true;
    }
    return false;
}

static bool has_tags(sg_value tags, const sg_yaml *wanted)
{
    if (tags.type != SG_TYPE_MAP)
        return false;
    for (const sg_yaml *item = wanted->items; item; item = item->next) {
        sg_value value = sg_map_get(tags, item->key);
        if (value.type != SG_TYPE_STRING || !sg_str_equal(sg_value_str(value), item->scalar))
            return false;
    }
    return true;
}

/* Whether the account is the project's, as far as tags do not decide. */
static bool has_account(const sg_project *project, const sg_graph *graph, sg_value account,
                        sg_arena *arena)
{
    bool anywhere = project->accounts.count == 0 && project->units.count == 0;
    return anywhere || contains(project->accounts, account) ||
           in_units(graph, account, project->units, arena);
}

const sg_project *sg_project_of(const sg_projects *projects, const sg_graph *graph,
                                sg_node node, sg_arena *arena)
{
    sg_value account = text_property(graph, node, SG_STR("account"), arena);
    for (const sg_project *project = projects->first; project; project = project->next) {
        if (project->tags &&
            !has_tags(text_property(graph, node, SG_STR("tags"), arena), project->tags))
            continue;
        if (has_account(project, graph, account, arena))
            return project;
    }
    return NULL;
}

bool sg_project_may_own(const sg_projects *projects, const sg_project *project,
                        const sg_graph *graph, sg_str account, sg_arena *arena)
{
    for (const sg_project *other = projects->first; other; other = other->next) {
        if (!has_account(other, graph, sg_string(account), arena))
            continue;
        if (other == project || !other->tags)
            return other == project;
    }
    return !project;
}
