/* reads.c - footprints of queries, and what else issues are made of. */
#include "policies/reads.h"

/* What resources, scores and owners of issues are read from, at nodes that the query returns. */
static const char *const shown[] = {
    "id",       "arn",      "name",         "account",   "region",     "nativeType",
    "exposure", "isAdmin",  "reachesAdmin", "tags",      "hasSecrets", "hasSensitiveData",
    "class",    "via",      "read",         "write",     "admin",      "crossAccount",
    "known",    "provider", "environment",  "dataClass",
};
/* The same, at whatever a resource is joined with. */
static const char *const joined[] = { "epss", "exploitAvailable", "knownExploited" };
static const char *const joins[] = { "EXPOSES", "HAS_VULNERABILITY", "CONTAINS" };
/* Where the owner of an account comes from. */
static const char *const above[] = { "Organization", "OrganizationalUnit" };

/* --- names ----------------------------------------------------------------------------------------- */
static sg_status take_names(const sg_query *query, sg_footprint kind, sg_arena *arena,
                            sg_read_names *out)
{
    uint32_t count = 0;
    sg_str name;

    while (sg_query_footprint(query, kind, count, &name))
        count++;
    sg_str *names = sg_arena_make_array(arena, sg_str, (size_t)count + 1);
    if (!names)
        return SG_ENOMEM;
    for (uint32_t i = 0; sg_query_footprint(query, kind, i, &name); i++) {
        names[i] = sg_arena_copy(arena, name);
        if (!names[i].bytes)
            return SG_ENOMEM;
    }
    *out = (sg_read_names){ names, count, sg_query_reads_any(query, kind) };
    return SG_OK;
}

static sg_status read_text(sg_str text, const sg_graph *graph, sg_arena *arena, sg_reads **out)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
    sg_reads *made = sg_arena_make(arena, sg_reads);
    sg_query *query = NULL;

    if (!made)
        return SG_ENOMEM;
    sg_status status = sg_query_prepare(graph, text, &options, &query, NULL);
    made->unknown = status != SG_OK;
    status = status == SG_ENOMEM ? status : SG_OK;
    for (int kind = 0; kind < 3 && !made->unknown && status == SG_OK; kind++)
        status = take_names(query, (sg_footprint)kind, arena, &made->of[kind]);
    sg_query_free(query);
    *out = made;
    return status;
}

static bool remedies(const sg_remedy *remedy, sg_str policy)
{
    for (uint32_t i = 0; i < remedy->controls.count; i++)
        if (sg_str_equal(remedy->controls.items[i], policy))
            return true;
    return false;
}

sg_status sg_reads_of(const sg_policy *policy, const sg_catalogue *catalogue,
                      const sg_graph *graph, sg_arena *arena, sg_reads **out)
{
    SG_TRY(read_text(policy->query, graph, arena, out));
    for (const sg_remedy *one = catalogue ? catalogue->first : NULL; one; one = one->next) {
        sg_reads *precheck;
        if (!remedies(one, policy->id) || one->precheck.length == 0)
            continue;
        SG_TRY(read_text(one->precheck, graph, arena, &precheck));
        precheck->next = (*out)->next;
        (*out)->next = precheck;
    }
    return SG_OK;
}

/* --- differences ----------------------------------------------------------------------------------- */
/* Of nodes that have a label that is read, or of any: `by_label` has a row of `width` marks a label. */
static bool is_marked(const sg_reads *reads, const sg_difference *difference, uint32_t number,
                      const bool *by_label, size_t width, const bool *anywhere)
{
    const sg_read_names *labels = &reads->of[SG_FOOTPRINT_LABEL];

    if (number == UINT32_MAX)
        return false;
    if (labels->any)
        return anywhere[number];
    for (uint32_t i = 0; i < labels->count; i++) {
        uint32_t label = sg_difference_number(&difference->labels, labels->items[i]);
        if (label != UINT32_MAX && by_label[label * width + number])
            return true;
    }
    return false;
}

static bool key_differs(const sg_reads *reads, const sg_difference *difference, sg_str key)
{
    uint32_t number = sg_difference_number(&difference->keys, key);

    return is_marked(reads, difference, number, difference->values, difference->keys.count,
                     difference->anyone);
}

static bool type_differs(const sg_reads *reads, const sg_difference *difference, sg_str type)
{
    uint32_t number = sg_difference_number(&difference->types, type);

    return is_marked(reads, difference, number, difference->touching, difference->types.count,
                     difference->ends);
}

static bool labels_differ(const sg_reads *reads, const sg_difference *difference)
{
    const sg_read_names *labels = &reads->of[SG_FOOTPRINT_LABEL];

    if (labels->any)
        return difference->all;
    for (uint32_t i = 0; i < labels->count; i++) {
        uint32_t label = sg_difference_number(&difference->labels, labels->items[i]);
        if (label != UINT32_MAX && difference->members[label])
            return true;
    }
    return false;
}

static bool keys_differ(const sg_reads *reads, const sg_difference *difference)
{
    const sg_read_names *keys = &reads->of[SG_FOOTPRINT_KEY];

    if (!difference->some_value)
        return false;
    for (uint32_t i = 0; i < keys->count; i++)
        if (key_differs(reads, difference, keys->items[i]))
            return true;
    for (size_t i = 0; i < SG_COUNT(shown); i++)
        if (key_differs(reads, difference, sg_str_of(shown[i])))
            return true;
    for (size_t i = 0; i < difference->keys.count && keys->any; i++)
        if (key_differs(reads, difference, difference->keys.entries[i].key))
            return true;
    return false;
}

static bool types_differ(const sg_reads *reads, const sg_difference *difference)
{
    const sg_read_names *types = &reads->of[SG_FOOTPRINT_TYPE];

    for (uint32_t i = 0; i < types->count; i++)
        if (type_differs(reads, difference, types->items[i]))
            return true;
    for (size_t i = 0; i < SG_COUNT(joins); i++)
        if (type_differs(reads, difference, sg_str_of(joins[i])))
            return true;
    for (size_t i = 0; i < difference->types.count && types->any; i++)
        if (type_differs(reads, difference, difference->types.entries[i].key))
            return true;
    return false;
}

bool sg_reads_query_differs(const sg_reads *reads, const sg_difference *difference)
{
    return reads->unknown || labels_differ(reads, difference) ||
           keys_differ(reads, difference) || types_differ(reads, difference);
}

bool sg_reads_differ(const sg_reads *reads, const sg_difference *difference)
{
    for (; reads; reads = reads->next)
        if (sg_reads_query_differs(reads, difference))
            return true;
    return false;
}

bool sg_surroundings_differ(const sg_difference *difference)
{
    uint32_t contains = sg_difference_number(&difference->types, SG_STR("CONTAINS"));
    uint32_t name = sg_difference_number(&difference->keys, SG_STR("name"));

    for (size_t i = 0; i < SG_COUNT(joined); i++) {
        uint32_t key = sg_difference_number(&difference->keys, sg_str_of(joined[i]));
        if (key != UINT32_MAX && difference->anyone[key])
            return true;
    }
    for (size_t i = 0; i < SG_COUNT(above); i++) {
        uint32_t label = sg_difference_number(&difference->labels, sg_str_of(above[i]));
        if (label == UINT32_MAX)
            continue;
        if (contains != UINT32_MAX &&
            difference->touching[label * difference->types.count + contains])
            return true;
        if (name != UINT32_MAX && difference->values[label * difference->keys.count + name])
            return true;
    }
    return difference->is_vague;
}

/* --- single names ---------------------------------------------------------------------------------- */
static bool has_name(const char *const *names, size_t count, sg_str name)
{
    for (size_t i = 0; i < count; i++)
        if (sg_str_equal(sg_str_of(names[i]), name))
            return true;
    return false;
}

bool sg_reads_key(const sg_reads *reads, sg_str key)
{
    const sg_read_names *keys = &reads->of[SG_FOOTPRINT_KEY];

    for (uint32_t i = 0; i < keys->count; i++)
        if (sg_str_equal(keys->items[i], key))
            return true;
    return keys->any || has_name(shown, SG_COUNT(shown), key);
}

bool sg_is_joined(sg_str type)
{
    return has_name(joins, SG_COUNT(joins), type);
}
