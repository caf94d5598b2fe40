/* framework.c - framework files to structs, with the rules of each requirement found from both ends. */
#include "policies/framework.h"

#include <stddef.h>

#include "engine/base/array.h"
#include "policies/document.h"

typedef struct {
    sg_str api_version, kind, id, name, version;
    const sg_yaml *requirements;
} framework_file;

typedef struct {
    sg_str id, title, section;
    int64_t level;
    sg_yaml_texts rules;
} requirement_file;

/* clang-format off */
static const sg_yaml_field framework_fields[] = {
    { "apiVersion",   SG_YAML_TEXT, true, offsetof(framework_file, api_version) },
    { "kind",         SG_YAML_TEXT, true, offsetof(framework_file, kind) },
    { "id",           SG_YAML_TEXT, true, offsetof(framework_file, id) },
    { "name",         SG_YAML_TEXT, true, offsetof(framework_file, name) },
    { "version",      SG_YAML_TEXT, true, offsetof(framework_file, version) },
    { "requirements", SG_YAML_NODE, true, offsetof(framework_file, requirements) },
};
static const sg_yaml_field requirement_fields[] = {
    { "id",      SG_YAML_TEXT,    true,  offsetof(requirement_file, id) },
    { "title",   SG_YAML_TEXT,    false, offsetof(requirement_file, title) },
    { "section", SG_YAML_TEXT,    false, offsetof(requirement_file, section) },
    { "level",   SG_YAML_INTEGER, false, offsetof(requirement_file, level) },
    { "rules",   SG_YAML_TEXTS,   false, offsetof(requirement_file, rules) },
};
/* clang-format on */

typedef SG_ARRAY(const sg_policy *) policy_list;
typedef SG_ARRAY(sg_requirement) requirement_list;

typedef struct {
    const sg_policies *policies;
    sg_framework *framework;
    requirement_list requirements;
} loading;

static bool holds(const policy_list *list, const sg_policy *policy)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == policy)
            return true;
    return false;
}

static sg_status no_rule(const sg_policies *policies, const sg_yaml *item, sg_str id,
                         sg_error *err)
{
    sg_suggestion suggestion = { .wanted = id };
    for (const sg_policy *policy = policies->first; policy; policy = policy->next)
        sg_suggestion_offer(&suggestion, policy->id);
    sg_fail_at(err, SG_EINVAL, sg_yaml_get(item, SG_STR("rules"))->span,
               "there is no policy `%.*s`", SG_FMT(id));
    if (suggestion.best.bytes)
        sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(suggestion.best));
    return SG_EINVAL;
}

/* Whether the policy's file says that it speaks to the requirement. */
static bool claims(const sg_policy *policy, sg_str framework, sg_str requirement)
{
    const sg_yaml *ids = policy->frameworks ? sg_yaml_get(policy->frameworks, framework) : NULL;
    for (const sg_yaml *item = ids ? ids->items : NULL; item; item = item->next)
        if (sg_str_equal(item->scalar, requirement))
            return true;
    return false;
}

static sg_status find_rules(const loading *self, const sg_yaml *item,
                            const requirement_file *file, policy_list *out, sg_error *err)
{
    for (uint32_t i = 0; i < file->rules.count; i++) {
        const sg_policy *policy = sg_policies_find(self->policies, file->rules.items[i]);
        if (!policy)
            return no_rule(self->policies, item, file->rules.items[i], err);
        if (!holds(out, policy) && sg_array_push(out, policy) != SG_OK)
            return sg_fail_memory(err);
    }
    for (const sg_policy *policy = self->policies->first; policy; policy = policy->next)
        if (claims(policy, self->framework->id, file->id) && !holds(out, policy) &&
            sg_array_push(out, policy) != SG_OK)
            return sg_fail_memory(err);
    return SG_OK;
}

static sg_status keep_rules(const loading *self, const policy_list *found,
                            sg_requirement *requirement, sg_error *err)
{
    const sg_policy **rules =
        sg_arena_make_array(self->framework->arena, const sg_policy *, found->count + 1);
    if (!rules)
        return sg_fail_memory(err);
    for (size_t i = 0; i < found->count; i++)
        rules[i] = found->items[i];
    requirement->rules = rules;
    requirement->rule_count = (uint32_t)found->count;
    if (requirement->title.length == 0)
        requirement->title = found->count ? rules[0]->name : requirement->section;
    return SG_OK;
}

static sg_status read_requirement(loading *self, const sg_yaml *item, sg_error *err)
{
    requirement_file file = { .level = 0 };
    policy_list found = { .count = 0 };
    SG_TRY(sg_yaml_read(item, "a requirement", requirement_fields, SG_COUNT(requirement_fields),
                        &file, self->framework->arena, err));
    for (size_t i = 0; i < self->requirements.count; i++)
        if (sg_str_equal(self->requirements.items[i].id, file.id))
            return sg_fail_at(err, SG_EINVAL, sg_yaml_get(item, SG_STR("id"))->span,
                              "the requirement `%.*s` is given twice", SG_FMT(file.id));
    sg_requirement requirement = {
        .id = file.id, .title = file.title, .section = file.section, .level = file.level
    };
    sg_status status = find_rules(self, item, &file, &found, err);
    if (status == SG_OK)
        status = keep_rules(self, &found, &requirement, err);
    sg_array_free(&found);
    SG_TRY(status);
    self->framework->covered += requirement.rule_count > 0;
    return sg_array_push(&self->requirements, requirement) == SG_OK ? SG_OK
                                                                    : sg_fail_memory(err);
}

static sg_status read_requirements(loading *self, const sg_yaml *list, sg_error *err)
{
    sg_framework *framework = self->framework;
    if (list->kind != SG_YAML_SEQUENCE)
        return sg_fail_at(err, SG_EINVAL, list->span, "`requirements` must be a list");
    for (const sg_yaml *item = list->items; item; item = item->next)
        SG_TRY(read_requirement(self, item, err));
    size_t count = self->requirements.count;
    sg_requirement *kept = sg_arena_make_array(framework->arena, sg_requirement, count + 1);
    if (!kept)
        return sg_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        kept[i] = self->requirements.items[i];
    framework->requirements = kept;
    framework->count = (uint32_t)count;
    return SG_OK;
}

static sg_status read_framework(loading *self, const sg_yaml *document, sg_error *err)
{
    framework_file file = { .requirements = NULL };
    SG_TRY(sg_yaml_read(document, "a framework", framework_fields, SG_COUNT(framework_fields),
                        &file, self->framework->arena, err));
    if (!sg_str_equal(file.kind, SG_STR("Framework")))
        return sg_fail_at(err, SG_EINVAL, sg_yaml_get(document, SG_STR("kind"))->span,
                          "`%.*s` is no Framework", SG_FMT(file.kind));
    if (!sg_str_equal(file.api_version, SG_STR("secgraph/v1")))
        return sg_fail_at(err, SG_EINVAL, sg_yaml_get(document, SG_STR("apiVersion"))->span,
                          "`%.*s` is no apiVersion; use secgraph/v1", SG_FMT(file.api_version));
    self->framework->id = file.id;
    self->framework->name = file.name;
    self->framework->version = file.version;
    return read_requirements(self, file.requirements, err);
}

sg_status sg_framework_load(const char *path, const sg_policies *policies, sg_framework *out,
                            sg_source *failed, sg_error *err)
{
    *out = (sg_framework){ .count = 0 };
    loading self = { .policies = policies, .framework = out };
    sg_yaml *document = NULL;
    if (sg_arena_new(0, &out->arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = sg_yaml_file_read(path, out->arena, failed, err);
    if (status == SG_OK)
        status = sg_yaml_parse(failed, out->arena, &document, err);
    if (status == SG_OK)
        status = read_framework(&self, document, err);
    sg_array_free(&self.requirements);
    return status; /* the arena stays also on failure: `failed` borrows from it */
}

void sg_framework_free(sg_framework *framework)
{
    sg_arena_free(framework->arena);
    *framework = (sg_framework){ .count = 0 };
}
