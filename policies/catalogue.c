/* catalogue.c - the remediation catalogue and the search in it. */
#include "policies/catalogue.h"

#include "policies/document.h"

typedef struct {
    sg_str id, text, precheck;
    sg_yaml_texts controls, types, accounts;
    const sg_yaml *mode, *change;
} remedy_file;

typedef struct {
    sg_str environments[4], fallback;
} mode_file;

typedef struct {
    sg_str action;
    const sg_yaml *parameters;
} change_file;

/* clang-format off */
static const sg_yaml_field remedy_fields[] = {
    { "id",             SG_YAML_TEXT,  true,  offsetof(remedy_file, id) },
    { "text",           SG_YAML_TEXT,  true,  offsetof(remedy_file, text) },
    { "controls",       SG_YAML_TEXTS, true,  offsetof(remedy_file, controls) },
    { "resource_types", SG_YAML_TEXTS, true,  offsetof(remedy_file, types) },
    { "accounts",       SG_YAML_TEXTS, false, offsetof(remedy_file, accounts) },
    { "mode",           SG_YAML_NODE,  true,  offsetof(remedy_file, mode) },
    { "change",         SG_YAML_NODE,  true,  offsetof(remedy_file, change) },
    { "precheck",       SG_YAML_TEXT,  false, offsetof(remedy_file, precheck) },
};
static const sg_yaml_field mode_fields[] = {
    { "restricted-production", SG_YAML_TEXT, false, offsetof(mode_file, environments[SG_ENVIRONMENT_RESTRICTED_PRODUCTION]) },
    { "production",            SG_YAML_TEXT, false, offsetof(mode_file, environments[SG_ENVIRONMENT_PRODUCTION]) },
    { "non-production",        SG_YAML_TEXT, false, offsetof(mode_file, environments[SG_ENVIRONMENT_NON_PRODUCTION]) },
    { "default",               SG_YAML_TEXT, false, offsetof(mode_file, fallback) },
};
static const sg_yaml_field change_fields[] = {
    { "action",     SG_YAML_TEXT, true,  offsetof(change_file, action) },
    { "parameters", SG_YAML_NODE, false, offsetof(change_file, parameters) },
};
/* clang-format on */

static sg_status read_mode(const sg_yaml *node, sg_str word, sg_change_mode *out, sg_error *err)
{
    if (sg_change_mode_parse(word, out))
        return SG_OK;
    sg_fail_at(err, SG_EINVAL, node->span, "`%.*s` is no mode", SG_FMT(word));
    sg_error_hint(err, "use auto, approve, dry-run or notify");
    return SG_EINVAL;
}

static sg_status read_modes(const sg_yaml *node, sg_arena *arena, sg_change_mode out[4],
                            sg_error *err)
{
    mode_file file = { .fallback = { NULL, 0 } };
    sg_change_mode fallback = SG_MODE_NOTIFY;
    SG_TRY(sg_yaml_read(node, "`mode`", mode_fields, SG_COUNT(mode_fields), &file, arena, err));
    if (file.fallback.length > 0)
        SG_TRY(read_mode(node, file.fallback, &fallback, err));
    for (size_t i = 0; i < SG_COUNT(file.environments); i++) {
        out[i] = fallback;
        if (file.environments[i].length > 0)
            SG_TRY(read_mode(node, file.environments[i], &out[i], err));
    }
    return SG_OK;
}

static sg_status read_remedy(const sg_yaml *item, sg_arena *arena, sg_remedy *remedy,
                             sg_error *err)
{
    remedy_file file = { .mode = NULL };
    change_file change = { .parameters = NULL };
    SG_TRY(sg_yaml_read(item, "a remedy", remedy_fields, SG_COUNT(remedy_fields), &file, arena,
                        err));
    SG_TRY(sg_yaml_read(file.change, "`change`", change_fields, SG_COUNT(change_fields),
                        &change, arena, err));
    *remedy = (sg_remedy){ .id = file.id,
                           .text = file.text,
                           .precheck = file.precheck,
                           .controls = file.controls,
                           .types = file.types,
                           .accounts = file.accounts,
                           .action = change.action,
                           .parameters = change.parameters };
    return read_modes(file.mode, arena, remedy->mode, err);
}

sg_status sg_catalogue_load(const char *path, sg_catalogue *out, sg_source *failed,
                            sg_error *err)
{
    const sg_yaml *list;
    *out = (sg_catalogue){ .first = NULL };
    if (sg_arena_new(0, &out->arena) != SG_OK)
        return sg_fail_memory(err);
    SG_TRY(sg_yaml_list_load(path, "RemediationCatalogue", "remedies", out->arena, &list,
                             failed, err));
    sg_remedy **tail = &out->first;
    for (const sg_yaml *item = list->items; item; item = item->next) {
        sg_remedy *remedy = sg_arena_make(out->arena, sg_remedy);
        if (!remedy)
            return sg_fail_memory(err);
        SG_TRY(read_remedy(item, out->arena, remedy, err));
        *tail = remedy;
        tail = &remedy->next;
    }
    return SG_OK;
}

void sg_catalogue_free(sg_catalogue *catalogue)
{
    sg_arena_free(catalogue->arena);
    *catalogue = (sg_catalogue){ .first = NULL };
}

static bool has(sg_yaml_texts texts, sg_str wanted)
{
    for (uint32_t i = 0; i < texts.count; i++)
        if (sg_str_equal(texts.items[i], wanted))
            return true;
    return false;
}

/* No list means all accounts; an exclusion beats an inclusion. */
static bool covers_account(sg_yaml_texts accounts, sg_str account)
{
    bool included = accounts.count == 0;
    for (uint32_t i = 0; i < accounts.count; i++) {
        sg_str item = accounts.items[i];
        if (item.length > 0 && item.bytes[0] == '!') {
            if (sg_str_equal(sg_str_slice(item, 1, item.length), account))
                return false;
        } else if (sg_str_equal(item, SG_STR("*")) || sg_str_equal(item, account)) {
            included = true;
        }
    }
    return included;
}

static bool covers_type(const sg_remedy *remedy, const sg_graph *graph, sg_node resource)
{
    uint32_t count;
    const sg_label *labels =
        sg_label_set_labels(graph, sg_graph_label_set(graph, resource), &count);
    for (uint32_t i = 0; i < count; i++)
        if (has(remedy->types, sg_graph_label_name(graph, labels[i])))
            return true;
    return false;
}

const sg_remedy *sg_catalogue_find(const sg_catalogue *catalogue, sg_str policy,
                                   const sg_graph *graph, sg_node resource, sg_str account)
{
    for (const sg_remedy *remedy = catalogue->first; remedy; remedy = remedy->next)
        if (has(remedy->controls, policy) && covers_account(remedy->accounts, account) &&
            covers_type(remedy, graph, resource))
            return remedy;
    return NULL;
}

bool sg_catalogue_covers_type(const sg_catalogue *catalogue, const sg_graph *graph,
                              sg_node resource)
{
    for (const sg_remedy *remedy = catalogue->first; remedy; remedy = remedy->next)
        if (covers_type(remedy, graph, resource))
            return true;
    return false;
}
