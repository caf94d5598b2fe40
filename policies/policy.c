/* policy.c - policy files to structs. */
#include "policies/policy.h"

#include <stddef.h>

#include "engine/base/file.h"
#include "policies/certainty.h"
#include "policies/document.h"

typedef struct {
    sg_str api_version, kind, id, version, maturity, name, description, risk, owner, severity,
        severity_mode, query, primary, applies, unknown;
    sg_yaml_texts identity, path, false_positives, needs;
    const sg_yaml *factors, *remediation, *frameworks, *limits, *tests;
} policy_file;

typedef struct {
    sg_str exposure, data, privilege;
} factors_file;

typedef struct {
    sg_yaml_texts catalogue;
    sg_str text, console, cli, terraform;
} remediation_file;

typedef struct {
    int64_t timeout_ms, max_rows;
} limits_file;

typedef struct {
    sg_str name, graph;
    const sg_yaml *expect;
    sg_yaml_texts passes, unknown;
} test_file;

/* clang-format off */
static const sg_yaml_field policy_fields[] = {
    { "apiVersion",      SG_YAML_TEXT,  true,  offsetof(policy_file, api_version) },
    { "kind",            SG_YAML_TEXT,  true,  offsetof(policy_file, kind) },
    { "id",              SG_YAML_TEXT,  true,  offsetof(policy_file, id) },
    { "version",         SG_YAML_TEXT,  true,  offsetof(policy_file, version) },
    { "maturity",        SG_YAML_TEXT,  false, offsetof(policy_file, maturity) },
    { "name",            SG_YAML_TEXT,  true,  offsetof(policy_file, name) },
    { "severity",        SG_YAML_TEXT,  true,  offsetof(policy_file, severity) },
    { "severity_mode",   SG_YAML_TEXT,  false, offsetof(policy_file, severity_mode) },
    { "description",     SG_YAML_TEXT,  true,  offsetof(policy_file, description) },
    { "risk",            SG_YAML_TEXT,  true,  offsetof(policy_file, risk) },
    { "query",           SG_YAML_TEXT,  true,  offsetof(policy_file, query) },
    { "primary",         SG_YAML_TEXT,  true,  offsetof(policy_file, primary) },
    { "applies",         SG_YAML_TEXT,  false, offsetof(policy_file, applies) },
    { "unknown",         SG_YAML_TEXT,  false, offsetof(policy_file, unknown) },
    { "needs",           SG_YAML_TEXTS, false, offsetof(policy_file, needs) },
    { "identity",        SG_YAML_TEXTS, false, offsetof(policy_file, identity) },
    { "path",            SG_YAML_TEXTS, false, offsetof(policy_file, path) },
    { "factors",         SG_YAML_NODE,  false, offsetof(policy_file, factors) },
    { "limits",          SG_YAML_NODE,  false, offsetof(policy_file, limits) },
    { "remediation",     SG_YAML_NODE,  true,  offsetof(policy_file, remediation) },
    { "frameworks",      SG_YAML_NODE,  false, offsetof(policy_file, frameworks) },
    { "owner",           SG_YAML_TEXT,  false, offsetof(policy_file, owner) },
    { "false_positives", SG_YAML_TEXTS, false, offsetof(policy_file, false_positives) },
    { "tests",           SG_YAML_NODE,  false, offsetof(policy_file, tests) },
};
static const sg_yaml_field factors_fields[] = {
    { "exposure",  SG_YAML_TEXT, false, offsetof(factors_file, exposure) },
    { "data",      SG_YAML_TEXT, false, offsetof(factors_file, data) },
    { "privilege", SG_YAML_TEXT, false, offsetof(factors_file, privilege) },
};
static const sg_yaml_field remediation_fields[] = {
    { "catalogue", SG_YAML_TEXTS, false, offsetof(remediation_file, catalogue) },
    { "text",      SG_YAML_TEXT,  true,  offsetof(remediation_file, text) },
    { "console",   SG_YAML_TEXT,  false, offsetof(remediation_file, console) },
    { "cli",       SG_YAML_TEXT,  false, offsetof(remediation_file, cli) },
    { "terraform", SG_YAML_TEXT,  false, offsetof(remediation_file, terraform) },
};
static const sg_yaml_field limits_fields[] = {
    { "timeout_ms", SG_YAML_INTEGER, false, offsetof(limits_file, timeout_ms) },
    { "max_rows",   SG_YAML_INTEGER, false, offsetof(limits_file, max_rows) },
};
static const sg_yaml_field test_fields[] = {
    { "name",    SG_YAML_TEXT,  true,  offsetof(test_file, name) },
    { "graph",   SG_YAML_TEXT,  true,  offsetof(test_file, graph) },
    { "expect",  SG_YAML_NODE,  true,  offsetof(test_file, expect) },
    { "passes",  SG_YAML_TEXTS, false, offsetof(test_file, passes) },
    { "unknown", SG_YAML_TEXTS, false, offsetof(test_file, unknown) },
};
/* clang-format on */

enum { TIMEOUT_MS = 5000, MOST_ROWS = 100000, MOST_FILES = 10000 };

/* Sets *out to the position of the word; the words, one or two, are told in the hint otherwise. */
static sg_status read_word(const sg_yaml *document, const char *key, sg_str value,
                           const char *const *words, size_t count, unsigned *out, sg_error *err)
{
    sg_suggestion suggestion = { .wanted = value };
    for (unsigned i = 0; i < count; i++) {
        if (sg_str_equal(value, sg_str_of(words[i]))) {
            *out = i;
            return SG_OK;
        }
        sg_suggestion_offer(&suggestion, sg_str_of(words[i]));
    }
    const sg_yaml *node = sg_yaml_get(document, sg_str_of(key));
    sg_fail_at(err, SG_EINVAL, node->span, "`%.*s` is no %s", SG_FMT(value), key);
    if (suggestion.best.bytes)
        sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(suggestion.best));
    else
        sg_error_hint(err, "use %s%s%s", words[0], count > 1 ? " or " : "",
                      count > 1 ? words[1] : "");
    return SG_EINVAL;
}

static sg_status read_words(const sg_yaml *document, const policy_file *file, sg_policy *policy,
                            sg_error *err)
{
    static const char *const kinds[] = { "GraphPolicy", "ConfigRule" };
    static const char *const versions[] = { "secgraph/v1" };
    static const char *const modes[] = { "scored", "fixed" };
    unsigned word;
    SG_TRY(read_word(document, "apiVersion", file->api_version, versions, 1, &word, err));
    SG_TRY(read_word(document, "kind", file->kind, kinds, SG_COUNT(kinds), &word, err));
    policy->kind = (sg_policy_kind)word;
    if (file->severity_mode.length > 0) {
        SG_TRY(read_word(document, "severity_mode", file->severity_mode, modes, SG_COUNT(modes),
                         &word, err));
        policy->fixed = word == 1;
    }
    if (!sg_severity_parse(file->severity, &policy->severity)) {
        const sg_yaml *node = sg_yaml_get(document, SG_STR("severity"));
        sg_fail_at(err, SG_EINVAL, node->span, "`%.*s` is no severity", SG_FMT(file->severity));
        sg_error_hint(err, "use CRITICAL, HIGH, MEDIUM, LOW or INFORMATIONAL");
        return SG_EINVAL;
    }
    return SG_OK;
}

static sg_status read_tests(const sg_yaml *tests, sg_arena *arena, sg_policy *policy,
                            sg_error *err)
{
    sg_policy_test **tail = &policy->tests;
    if (tests && tests->kind != SG_YAML_SEQUENCE)
        return sg_fail_at(err, SG_EINVAL, tests->span, "`tests` must be a list");
    for (const sg_yaml *item = tests ? tests->items : NULL; item; item = item->next) {
        test_file file = { .expect = NULL };
        SG_TRY(sg_yaml_read(item, "a test", test_fields, SG_COUNT(test_fields), &file, arena,
                            err));
        if (file.expect->kind != SG_YAML_SEQUENCE)
            return sg_fail_at(err, SG_EINVAL, file.expect->span,
                              "`expect` must be a list of rows");
        sg_policy_test *test = sg_arena_make(arena, sg_policy_test);
        if (!test)
            return sg_fail_memory(err);
        *test =
            (sg_policy_test){ .name = file.name,
                              .graph = file.graph,
                              .graph_node = sg_yaml_get(item, SG_STR("graph")),
                              .expect = file.expect,
                              .passes = file.passes,
                              .unknown = file.unknown,
                              .asks_passes = sg_yaml_get(item, SG_STR("passes")) != NULL,
                              .asks_unknown = sg_yaml_get(item, SG_STR("unknown")) != NULL };
        *tail = test;
        tail = &test->next;
    }
    return SG_OK;
}

static sg_status read_parts(const policy_file *file, sg_arena *arena, sg_policy *policy,
                            sg_error *err)
{
    factors_file factors = { .exposure = { NULL, 0 } };
    remediation_file remediation = { .text = { NULL, 0 } };
    limits_file limits = { TIMEOUT_MS, MOST_ROWS };
    if (file->factors)
        SG_TRY(sg_yaml_read(file->factors, "`factors`", factors_fields,
                            SG_COUNT(factors_fields), &factors, arena, err));
    if (file->limits)
        SG_TRY(sg_yaml_read(file->limits, "`limits`", limits_fields, SG_COUNT(limits_fields),
                            &limits, arena, err));
    SG_TRY(sg_yaml_read(file->remediation, "`remediation`", remediation_fields,
                        SG_COUNT(remediation_fields), &remediation, arena, err));
    policy->exposure_factor = factors.exposure;
    policy->data_factor = factors.data;
    policy->privilege_factor = factors.privilege;
    policy->catalogue = remediation.catalogue;
    policy->remediation = remediation.text;
    policy->console = remediation.console;
    policy->cli = remediation.cli;
    policy->terraform = remediation.terraform;
    policy->timeout_ms = limits.timeout_ms;
    policy->max_rows = limits.max_rows;
    return read_tests(file->tests, arena, policy, err);
}

/* What a rule says of all its resources goes together, and needs `applies`. */
static sg_status check_scope(const sg_yaml *document, const sg_policy *policy, sg_error *err)
{
    static const char *const keys[] = { "applies", "unknown", "needs" };
    for (size_t i = 0; i < SG_COUNT(keys); i++) {
        const sg_yaml *node = sg_yaml_get(document, sg_str_of(keys[i]));
        if (node && policy->kind != SG_CONFIG_RULE)
            return sg_fail_at(err, SG_EINVAL, node->key_span, "only a ConfigRule has `%s`",
                              keys[i]);
        if (node && policy->applies.length == 0)
            return sg_fail_at(err, SG_EINVAL, node->key_span,
                              "`%s` says nothing without `applies`", keys[i]);
    }
    return SG_OK;
}

static sg_status read_policy(const sg_source *source, const sg_yaml *document, sg_arena *arena,
                             sg_policy *policy, sg_error *err)
{
    policy_file file = { .factors = NULL };
    SG_TRY(sg_yaml_read(document, "a policy", policy_fields, SG_COUNT(policy_fields), &file,
                        arena, err));
    *policy = (sg_policy){
        .source = *source,
        .document = document,
        .id = file.id,
        .version = file.version,
        .maturity = file.maturity,
        .name = file.name,
        .description = file.description,
        .risk = file.risk,
        .owner = file.owner,
        .query = file.query,
        .access = sg_policy_access_of(file.query),
        .query_node = sg_yaml_get(document, SG_STR("query")),
        .primary = file.primary,
        .applies = file.applies,
        .unknown = file.unknown,
        .needs = file.needs,
        .identity = file.identity,
        .path = file.path,
        .false_positives = file.false_positives,
        .frameworks = file.frameworks,
    };
    SG_TRY(read_words(document, &file, policy, err));
    SG_TRY(check_scope(document, policy, err));
    SG_TRY(read_parts(&file, arena, policy, err));
    if (policy->identity.count == 0) {
        sg_str *primary = sg_arena_make(arena, sg_str);
        if (!primary)
            return sg_fail_memory(err);
        *primary = policy->primary;
        policy->identity = (sg_yaml_texts){ primary, 1 };
    }
    return SG_OK;
}

/* Puts the policy into the list, which is sorted by id. */
static sg_status insert_policy(sg_policies *policies, sg_policy *policy, sg_error *err)
{
    sg_policy **place = &policies->first;
    while (*place && sg_str_compare((*place)->id, policy->id) < 0)
        place = &(*place)->next;
    if (*place && sg_str_equal((*place)->id, policy->id))
        return sg_fail_at(err, SG_EINVAL, (sg_span){ 0, 0 },
                          "the policy id `%.*s` is already used by %.*s", SG_FMT(policy->id),
                          SG_FMT((*place)->source.name));
    policy->next = *place;
    *place = policy;
    policies->count++;
    return SG_OK;
}

/* A file may hold several documents, each a policy. */
static sg_status load_file(sg_policies *policies, const char *path, sg_source *failed,
                           sg_error *err)
{
    SG_TRY(sg_yaml_file_read(path, policies->arena, failed, err));
    sg_source source = *failed;
    sg_yaml *document;
    SG_TRY(sg_yaml_parse(&source, policies->arena, &document, err));
    for (; document; document = document->next) {
        sg_policy *policy = sg_arena_make(policies->arena, sg_policy);
        if (!policy)
            return sg_fail_memory(err);
        SG_TRY(read_policy(&source, document, policies->arena, policy, err));
        SG_TRY(insert_policy(policies, policy, err));
    }
    return SG_OK;
}

static sg_status load_folder(sg_policies *policies, const char *folder, sg_source *failed,
                             sg_error *err)
{
    sg_file_list files;
    SG_TRY(sg_file_walk(folder, MOST_FILES, policies->arena, &files, err));
    for (size_t i = 0; i < files.count; i++) {
        if (!sg_str_ends(files.paths[i], SG_STR(".yaml")))
            continue;
        sg_str path =
            sg_arena_format(policies->arena, "%s/%.*s", folder, SG_FMT(files.paths[i]));
        if (!path.bytes)
            return sg_fail_memory(err);
        SG_TRY(load_file(policies, path.bytes, failed, err));
    }
    return SG_OK;
}

sg_status sg_policies_load(const char *const *paths, size_t count, sg_policies *out,
                           sg_source *failed, sg_error *err)
{
    sg_policies policies = { .count = 0 };
    sg_status status = sg_arena_new(0, &policies.arena);
    if (status != SG_OK)
        return sg_fail_memory(err);
    for (size_t i = 0; status == SG_OK && i < count; i++)
        status = sg_file_is_folder(paths[i]) ? load_folder(&policies, paths[i], failed, err)
                                             : load_file(&policies, paths[i], failed, err);
    if (status == SG_OK && policies.count == 0)
        status = sg_fail(err, SG_EINVAL, "no policy (*.yaml) in `%s`", count ? paths[0] : "");
    *out = policies; /* also on failure: `failed` borrows from the arena */
    return status;
}

void sg_policies_free(sg_policies *policies)
{
    sg_arena_free(policies->arena);
    *policies = (sg_policies){ .count = 0 };
}

const sg_policy *sg_policies_find(const sg_policies *policies, sg_str id)
{
    for (const sg_policy *policy = policies->first; policy; policy = policy->next)
        if (sg_str_equal_fold(policy->id, id))
            return policy;
    return NULL;
}
