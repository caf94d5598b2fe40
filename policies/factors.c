/* factors.c - reading the factors of the score off the graph. */
#include "policies/factors.h"

typedef struct {
    sg_str word;
    unsigned factor;
} vocabulary;

/* clang-format off */
static const vocabulary exposure_words[] = {
    { SG_STR_INIT("none"),          SG_EXPOSURE_NONE },
    { SG_STR_INIT("internal"),      SG_EXPOSURE_INTERNAL },
    { SG_STR_INIT("cross-account"), SG_EXPOSURE_CROSS_ACCOUNT },
    { SG_STR_INIT("internet"),      SG_EXPOSURE_DIRECT },
};
static const vocabulary sensitivity_words[] = {
    { SG_STR_INIT("none"),         SG_SENSITIVITY_NONE },
    { SG_STR_INIT("internal"),     SG_SENSITIVITY_INTERNAL },
    { SG_STR_INIT("confidential"), SG_SENSITIVITY_CONFIDENTIAL },
    { SG_STR_INIT("secrets"),      SG_SENSITIVITY_SECRETS },
    { SG_STR_INIT("restricted"),   SG_SENSITIVITY_RESTRICTED },
};
static const vocabulary privilege_words[] = {
    { SG_STR_INIT("none"),       SG_PRIVILEGE_NONE },
    { SG_STR_INIT("read"),       SG_PRIVILEGE_READ },
    { SG_STR_INIT("write"),      SG_PRIVILEGE_WRITE },
    { SG_STR_INIT("escalation"), SG_PRIVILEGE_ESCALATION },
    { SG_STR_INIT("admin"),      SG_PRIVILEGE_ADMIN },
};
/* Values of classification tags, and what they amount to. */
static const vocabulary classifications[] = {
    { SG_STR_INIT("internal"),     SG_SENSITIVITY_INTERNAL },
    { SG_STR_INIT("confidential"), SG_SENSITIVITY_CONFIDENTIAL },
    { SG_STR_INIT("secret"),       SG_SENSITIVITY_SECRETS },
    { SG_STR_INIT("restricted"),   SG_SENSITIVITY_RESTRICTED },
    { SG_STR_INIT("pii"),          SG_SENSITIVITY_RESTRICTED },
    { SG_STR_INIT("pci"),          SG_SENSITIVITY_RESTRICTED },
    { SG_STR_INIT("phi"),          SG_SENSITIVITY_RESTRICTED },
};
/* clang-format on */

static bool find_word(const vocabulary *words, size_t count, sg_str word, unsigned *out)
{
    for (size_t i = 0; i < count; i++) {
        if (sg_str_equal_fold(words[i].word, word)) {
            *out = words[i].factor;
            return true;
        }
    }
    return false;
}

bool sg_exposure_word(sg_str word, sg_exposure_factor *out)
{
    unsigned factor;
    if (!find_word(exposure_words, SG_COUNT(exposure_words), word, &factor))
        return false;
    *out = (sg_exposure_factor)factor;
    return true;
}

bool sg_sensitivity_word(sg_str word, sg_sensitivity_factor *out)
{
    unsigned factor;
    if (!find_word(sensitivity_words, SG_COUNT(sensitivity_words), word, &factor))
        return false;
    *out = (sg_sensitivity_factor)factor;
    return true;
}

bool sg_privilege_word(sg_str word, sg_privilege_factor *out)
{
    unsigned factor;
    if (!find_word(privilege_words, SG_COUNT(privilege_words), word, &factor))
        return false;
    *out = (sg_privilege_factor)factor;
    return true;
}

/* A property of a node or relationship; null of anything else. */
static sg_value property(const sg_graph *graph, sg_value entity, sg_str name, sg_arena *arena)
{
    sg_key key;
    if (!sg_graph_find_key(graph, name, &key))
        return sg_null();
    if (entity.type == SG_TYPE_NODE)
        return sg_graph_property(graph, entity.node, key, arena);
    if (entity.type == SG_TYPE_RELATIONSHIP)
        return sg_graph_edge_property(graph, entity.edge, key, arena);
    return sg_null();
}

static bool is_true(sg_value value)
{
    return value.type == SG_TYPE_BOOLEAN && value.boolean;
}

static bool is_text(sg_value value, sg_str text)
{
    return value.type == SG_TYPE_STRING && sg_str_equal(sg_value_str(value), text);
}

static bool has_label(const sg_graph *graph, sg_value entity, sg_str name)
{
    sg_label label;
    return entity.type == SG_TYPE_NODE && sg_graph_find_label(graph, name, &label) &&
           sg_graph_has_label(graph, entity.node, label);
}

/* Whether some EXPOSES edge leads to the node without a load balancer in between. */
static bool exposed_directly(const sg_graph *graph, sg_node node, sg_arena *arena)
{
    sg_reltype exposes;
    if (!sg_graph_find_type(graph, SG_STR("EXPOSES"), &exposes))
        return false;
    sg_runs runs = sg_graph_runs(graph, node, exposes, SG_IN);
    for (sg_run run; sg_runs_next(&runs, &run);) {
        for (uint32_t i = 0; i < run.count; i++) {
            sg_value via = property(graph, sg_edge_value(sg_run_edge(graph, &run, i)),
                                    SG_STR("via"), arena);
            if (via.type != SG_TYPE_STRING || via.length == 0)
                return true;
        }
    }
    return false;
}

sg_exposure_factor sg_exposure_of(const sg_graph *graph, sg_value value, sg_arena *arena)
{
    if (value.type == SG_TYPE_RELATIONSHIP) {
        sg_value crosses = property(graph, value, SG_STR("crossAccount"), arena);
        if (crosses.type == SG_TYPE_BOOLEAN)
            return crosses.boolean ? SG_EXPOSURE_CROSS_ACCOUNT : SG_EXPOSURE_INTERNAL;
        sg_value via = property(graph, value, SG_STR("via"), arena);
        return via.type == SG_TYPE_STRING && via.length > 0 ? SG_EXPOSURE_INDIRECT
                                                            : SG_EXPOSURE_DIRECT;
    }
    sg_value exposure = property(graph, value, SG_STR("exposure"), arena);
    if (is_text(exposure, SG_STR("PUBLIC")))
        return has_label(graph, value, SG_STR("DataStore")) ||
                       exposed_directly(graph, value.node, arena)
                   ? SG_EXPOSURE_DIRECT
                   : SG_EXPOSURE_INDIRECT;
    if (is_text(exposure, SG_STR("LIMITED")))
        return SG_EXPOSURE_INDIRECT;
    if (is_text(exposure, SG_STR("PRIVATE")))
        return SG_EXPOSURE_NONE;
    return SG_EXPOSURE_NOT_KNOWN;
}

/* The most sensitive classification among the tags of the resource. */
static bool classified(sg_value tags, sg_sensitivity_factor *out)
{
    bool found = false;
    for (uint32_t i = 0; tags.type == SG_TYPE_MAP && i < tags.length; i++) {
        const sg_entry *tag = &tags.map[i];
        unsigned factor;
        if (tag->value.type != SG_TYPE_STRING ||
            sg_str_find(tag->key, SG_STR("lass"), 0) ==
                SIZE_MAX || /* DataClass, classification */
            !find_word(classifications, SG_COUNT(classifications), sg_value_str(tag->value),
                       &factor))
            continue;
        if (!found || factor > *out)
            *out = (sg_sensitivity_factor)factor;
        found = true;
    }
    return found;
}

sg_sensitivity_factor sg_sensitivity_of(const sg_graph *graph, sg_value value, sg_arena *arena)
{
    sg_sensitivity_factor tagged = SG_SENSITIVITY_NOT_KNOWN;
    sg_value sensitive = property(graph, value, SG_STR("hasSensitiveData"), arena);
    if (has_label(graph, value, SG_STR("Secret")) ||
        is_true(property(graph, value, SG_STR("hasSecrets"), arena)))
        return SG_SENSITIVITY_SECRETS;
    if (classified(property(graph, value, SG_STR("tags"), arena), &tagged))
        return tagged;
    if (sensitive.type == SG_TYPE_BOOLEAN)
        return sensitive.boolean ? SG_SENSITIVITY_RESTRICTED : SG_SENSITIVITY_NONE;
    return SG_SENSITIVITY_NOT_KNOWN;
}

/* Administering one resource is writing to it; administrator rights are those of a principal. */
static sg_privilege_factor privilege_of_access(const sg_graph *graph, sg_value edge,
                                               sg_arena *arena)
{
    return is_true(property(graph, edge, SG_STR("admin"), arena)) ||
                   is_true(property(graph, edge, SG_STR("write"), arena))
               ? SG_PRIVILEGE_WRITE
               : SG_PRIVILEGE_READ;
}

sg_privilege_factor sg_privilege_of(const sg_graph *graph, sg_value value, sg_arena *arena)
{
    if (value.type == SG_TYPE_RELATIONSHIP)
        return privilege_of_access(graph, value, arena);
    sg_value admin = property(graph, value, SG_STR("isAdmin"), arena);
    if (is_true(admin))
        return SG_PRIVILEGE_ADMIN;
    if (is_true(property(graph, value, SG_STR("reachesAdmin"), arena)))
        return SG_PRIVILEGE_ESCALATION;
    return admin.type == SG_TYPE_BOOLEAN ? SG_PRIVILEGE_NONE : SG_PRIVILEGE_NOT_KNOWN;
}

/* What is known of vulnerabilities, by property: looked up once a resource and not once a vulnerability. */
typedef struct {
    sg_key epss, known, available;
    bool has_epss, has_known, has_available;
} exploit_keys;

static exploit_keys find_keys(const sg_graph *graph)
{
    exploit_keys keys = { .has_epss = false };

    keys.has_epss = sg_graph_find_key(graph, SG_STR("epss"), &keys.epss);
    keys.has_known = sg_graph_find_key(graph, SG_STR("knownExploited"), &keys.known);
    keys.has_available = sg_graph_find_key(graph, SG_STR("exploitAvailable"), &keys.available);
    return keys;
}

static bool is_set(const sg_graph *graph, sg_node node, sg_key key, sg_arena *arena)
{
    return is_true(sg_graph_property(graph, node, key, arena));
}

static sg_exploit_factor exploit_of_vulnerability(const sg_graph *graph, sg_node node,
                                                  const exploit_keys *keys, sg_arena *arena)
{
    double likelihood = 0.0;

    if (keys->has_epss) {
        sg_value epss = sg_graph_property(graph, node, keys->epss, arena);
        likelihood = epss.type == SG_TYPE_FLOAT ? epss.real : 0.0;
    }
    if (keys->has_known && is_set(graph, node, keys->known, arena))
        return SG_EXPLOIT_ACTIVE;
    if ((keys->has_available && is_set(graph, node, keys->available, arena)) ||
        likelihood >= 0.5)
        return SG_EXPLOIT_PUBLIC;
    return likelihood >= 0.1 ? SG_EXPLOIT_LIKELY : SG_EXPLOIT_NONE;
}

sg_exploit_factor sg_exploit_of(const sg_graph *graph, sg_node node, sg_arena *arena)
{
    sg_reltype type;
    sg_exploit_factor worst = SG_EXPLOIT_NOT_KNOWN;
    if (!sg_graph_find_type(graph, SG_STR("HAS_VULNERABILITY"), &type))
        return worst;
    exploit_keys keys = { .has_epss = false };
    sg_runs runs = sg_graph_runs(graph, node, type, SG_OUT);
    for (sg_run run; sg_runs_next(&runs, &run);) {
        if (worst == SG_EXPLOIT_NOT_KNOWN)
            keys = find_keys(graph);
        for (uint32_t i = 0; i < run.count; i++) {
            const sg_node vulnerability = { sg_run_other(&run, i) };
            sg_exploit_factor factor =
                exploit_of_vulnerability(graph, vulnerability, &keys, arena);
            if (worst == SG_EXPLOIT_NOT_KNOWN || factor > worst)
                worst = factor;
        }
    }
    return worst;
}
