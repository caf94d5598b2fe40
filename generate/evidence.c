/* evidence.c - a sink that keeps of each row what toxic combinations ask about. */
#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "generate/oracle.h"

enum { NOT_THERE = SG_PROPERTIES_MOST };

static const char *const asked[SG_ASKED] = {
    [SG_ASKED_SEVERITY] = "severity",
    [SG_ASKED_EXPLOIT_AVAILABLE] = "exploitAvailable",
    [SG_ASKED_KNOWN_EXPLOITED] = "knownExploited",
    [SG_ASKED_HTTP_TOKENS] = "httpTokens",
    [SG_ASKED_PRIVILEGED] = "privileged",
    [SG_ASKED_FUNCTION_URL_AUTH] = "functionUrlAuth",
    [SG_ASKED_RUNTIME] = "runtime",
    [SG_ASKED_ENVIRONMENT] = "tags.environment",
    [SG_ASKED_IS_ADMIN] = "isAdmin",
    [SG_ASKED_REACHES_ADMIN] = "reachesAdmin",
    [SG_ASKED_EXPOSURE] = "exposure",
    [SG_ASKED_HAS_SENSITIVE_DATA] = "hasSensitiveData",
    [SG_ASKED_READ] = "read",
    [SG_ASKED_WRITE] = "write",
    [SG_ASKED_DECRYPT] = "decrypt",
    [SG_ASKED_FROM_PORT] = "fromPort",
    [SG_ASKED_TO_PORT] = "toPort",
    [SG_ASKED_SCOPE] = "scope",
};

/* A row and where it has what is asked about. */
typedef struct {
    const sg_row *row;
    const uint8_t *places;
} reading;

static void find_places(const sg_properties *properties, uint8_t places[SG_ASKED])
{
    for (uint32_t i = 0; i < SG_ASKED; i++) {
        uint32_t place = 0;
        while (place < properties->count &&
               !sg_str_equal(properties->items[place].name, sg_str_of(asked[i])))
            place++;
        places[i] = (uint8_t)(place < properties->count ? place : NOT_THERE);
    }
}

static sg_value get(reading of, sg_asked what)
{
    uint8_t place = of.places[what];
    return place == NOT_THERE ? sg_null() : of.row->values[place];
}

static bool is(sg_value value, const char *text)
{
    return value.type == SG_TYPE_STRING && sg_str_equal(sg_value_str(value), sg_str_of(text));
}

static bool is_true(sg_value value)
{
    return value.type == SG_TYPE_BOOLEAN && value.boolean;
}

static bool is_any(sg_value value, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is(value, texts[i]))
            return true;
    return false;
}

static bool has_label(sg_kind kind, const char *label)
{
    sg_str rest = sg_kind_labels(kind);
    while (rest.length > 0)
        if (sg_str_equal(sg_str_cut(rest, ';', &rest), sg_str_of(label)))
            return true;
    return false;
}

/* --- nodes -------------------------------------------------------------------------------------- */

static uint64_t flags_of_risk(reading of)
{
    sg_value severity = get(of, SG_ASKED_SEVERITY);
    uint64_t flags = 0;
    if (!is(severity, "CRITICAL") && !is(severity, "HIGH"))
        return 0;
    flags |= SG_IS_SERIOUS;
    if (is_true(get(of, SG_ASKED_EXPLOIT_AVAILABLE)) ||
        is_true(get(of, SG_ASKED_KNOWN_EXPLOITED)))
        flags |= SG_IS_EXPLOITABLE;
    return flags;
}

static uint64_t flags_of_workload(reading of)
{
    static const char *const retired[] = { "python3.7", "python3.9", "nodejs16.x", "go1.x" };
    uint64_t flags = 0;
    if (is(get(of, SG_ASKED_HTTP_TOKENS), "optional"))
        flags |= SG_IS_UNPROTECTED;
    if (is_true(get(of, SG_ASKED_PRIVILEGED)))
        flags |= SG_IS_PRIVILEGED;
    if (is(get(of, SG_ASKED_FUNCTION_URL_AUTH), "NONE"))
        flags |= SG_IS_CALLED_BY_ANYONE;
    if (is_any(get(of, SG_ASKED_RUNTIME), retired, SG_COUNT(retired)))
        flags |= SG_IS_RETIRED;
    return flags;
}

static uint64_t flags_of_principal(reading of)
{
    static const char *const others[] = { "development", "staging", "sandbox" };
    sg_value environment = get(of, SG_ASKED_ENVIRONMENT);
    uint64_t flags = 0;
    if (is_true(get(of, SG_ASKED_IS_ADMIN)))
        flags |= SG_IS_ADMIN;
    if (is_true(get(of, SG_ASKED_REACHES_ADMIN)))
        flags |= SG_REACHES_ADMIN;
    if (is_any(environment, others, SG_COUNT(others)))
        flags |= SG_IS_DEVELOPMENT;
    if (is(environment, "production"))
        flags |= SG_IS_PRODUCTION;
    return flags;
}

static sg_status keep_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    sg_evidence *self = (sg_evidence *)sink;
    reading of = { &node->row, self->of_kind[node->place.kind] };
    sg_value sensitive = get(of, SG_ASKED_HAS_SENSITIVE_DATA);
    uint64_t flags = flags_of_workload(of) | flags_of_principal(of);
    (void)err;
    if (node->place.kind == SG_KIND_VULNERABILITY)
        flags |= flags_of_risk(of);
    if (is(get(of, SG_ASKED_EXPOSURE), "PUBLIC"))
        flags |= SG_IS_PUBLIC;
    if (is_true(sensitive))
        flags |= SG_IS_SENSITIVE;
    if (sg_is_null(sensitive))
        flags |= SG_IS_UNCLASSIFIED;
    if (node->place.kind == SG_KIND_KUBERNETES_ROLE && is(node->row.values[1], "cluster-admin"))
        flags |= SG_IS_CLUSTER_ADMIN;
    sg_planting planting;
    if (node->place.kind == SG_KIND_BUCKET &&
        sg_estate_planted(self->estate, node->place, &planting))
        flags |= SG_IS_REPLICATED; /* its replicas come after who writes it */
    self->flags[node->number] = flags;
    return SG_OK;
}

/* --- access ------------------------------------------------------------------------------------- */

static uint64_t flags_of_reading(sg_kind kind, uint64_t target)
{
    uint64_t flags = SG_READS_STORE;
    bool sensitive = target & SG_IS_SENSITIVE;
    if (!has_label(kind, "DataStore"))
        return 0;
    if (kind == SG_KIND_BUCKET)
        flags |= SG_READS_BUCKET | (sensitive ? SG_READS_SENSITIVE_BUCKET : 0);
    if (kind == SG_KIND_DATABASE)
        flags |= SG_READS_DATABASE;
    if (kind == SG_KIND_SECRET || kind == SG_KIND_VOLUME_SECRET)
        flags |= SG_READS_SECRET;
    if (sensitive)
        flags |= SG_READS_SENSITIVE;
    if (sensitive && (kind == SG_KIND_DATABASE || kind == SG_KIND_VOLUME))
        flags |= SG_COPIES_SENSITIVE;
    if (target & SG_IS_UNCLASSIFIED)
        flags |= SG_READS_UNCLASSIFIED;
    return flags;
}

static sg_status keep_access(sg_evidence *evidence, const sg_edge_row *edge, sg_pair pair)
{
    reading of = { &edge->row, evidence->of_relation[edge->relation] };
    bool read = is_true(get(of, SG_ASKED_READ));
    bool write = is_true(get(of, SG_ASKED_WRITE));
    uint64_t target = evidence->flags[pair.to], *flags = &evidence->flags[pair.from];
    if (write && edge->to.kind == SG_KIND_REPOSITORY &&
        has_label(edge->from.kind, "Principal") && !(*flags & (SG_IS_ADMIN | SG_REACHES_ADMIN)))
        evidence->flags[pair.to] |= SG_IS_WRITTEN_BY_SMALL;
    if (edge->from.kind != SG_KIND_ROLE)
        return SG_OK;
    *flags |= SG_ACTS;
    if (read)
        *flags |= flags_of_reading(edge->to.kind, target);
    if (edge->to.kind == SG_KIND_KEY && is_true(get(of, SG_ASKED_DECRYPT)))
        *flags |= SG_DECRYPTS;
    if (edge->to.kind != SG_KIND_BUCKET)
        return SG_OK;
    if (read && target & SG_IS_SENSITIVE && evidence->sensitive_buckets[pair.from] < UINT8_MAX)
        evidence->sensitive_buckets[pair.from]++;
    if (write && target & SG_IS_REPLICATED)
        return sg_array_push(&evidence->writers, pair);
    return SG_OK;
}

/* --- other relationships --------------------------------------------------------------------------- */

static void keep_exposure(const sg_evidence *evidence, const sg_edge_row *edge, sg_pair pair)
{
    static const int64_t web[] = { 80, 443, 8000, 8080, 8443 };
    reading of = { &edge->row, evidence->of_relation[edge->relation] };
    sg_value first = get(of, SG_ASKED_FROM_PORT);
    sg_value last = get(of, SG_ASKED_TO_PORT);
    uint64_t *flags = &evidence->flags[pair.to];
    *flags |= SG_IS_EXPOSED;
    if (!is(get(of, SG_ASKED_SCOPE), "wide"))
        return;
    for (size_t i = 0; i < SG_COUNT(web); i++)
        if (first.integer <= web[i] && web[i] <= last.integer)
            *flags |= SG_IS_WEB;
    if (first.integer <= 22 && 22 <= last.integer)
        *flags |= SG_IS_SSH;
}

static sg_status keep_assumption(sg_evidence *evidence, const sg_edge_row *edge, sg_pair pair)
{
    uint64_t target = evidence->flags[pair.to];
    if (edge->from.kind == SG_KIND_INTERNET) {
        evidence->flags[pair.to] |= SG_ANYONE_ASSUMES;
        return SG_OK;
    }
    if (edge->relation == SG_RELATION_CAN_ASSUME)
        SG_TRY(sg_array_push(&evidence->chains, pair));
    else if (target & (SG_IS_ADMIN | SG_REACHES_ADMIN))
        evidence->flags[pair.from] |= SG_ESCALATES;
    return sg_array_push(&evidence->assumes, pair);
}

static sg_status keep(sg_evidence *evidence, const sg_edge_row *edge, sg_pair pair)
{
    uint64_t *flags = evidence->flags;
    switch ((int)edge->relation) {
    case SG_RELATION_HAS:
        return has_label(edge->from.kind, "Compute") ? sg_array_push(&evidence->has, pair)
                                                     : SG_OK;
    case SG_RELATION_USES_IMAGE:
        return edge->to.kind == SG_KIND_IMAGE ? sg_array_push(&evidence->images, pair) : SG_OK;
    case SG_RELATION_HAS_VULNERABILITY:
        flags[pair.from] |= flags[pair.to] & (SG_IS_SERIOUS | SG_IS_EXPLOITABLE);
        return SG_OK;
    case SG_RELATION_BOUND_TO:
        flags[pair.from] |= flags[pair.to] & SG_IS_CLUSTER_ADMIN;
        return SG_OK;
    case SG_RELATION_REPLICATES_TO:
        flags[pair.from] |= SG_IS_REPLICATED;
        flags[pair.to] |= SG_IS_REPLICATED;
        return sg_array_push(&evidence->replicas, pair);
    case SG_RELATION_EXPOSES:
        keep_exposure(evidence, edge, pair);
        return SG_OK;
    case SG_RELATION_CAN_ASSUME:
    case SG_RELATION_CAN_ESCALATE_TO:
        return keep_assumption(evidence, edge, pair);
    case SG_RELATION_CAN_ACCESS:
        return keep_access(evidence, edge, pair);
    default:
        return SG_OK;
    }
}

static sg_status keep_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    sg_evidence *self = (sg_evidence *)sink;
    const sg_estate *estate = self->estate;
    sg_pair pair = { sg_estate_number(estate, edge->from), sg_estate_number(estate, edge->to) };
    return keep(self, edge, pair) == SG_OK ? SG_OK : sg_fail_memory(err);
}

/* --- all of it ---------------------------------------------------------------------------------- */

sg_status sg_evidence_begin(const sg_estate *estate, sg_evidence *out, sg_error *err)
{
    sg_properties properties;
    *out = (sg_evidence){ .sink = { .node = keep_node, .edge = keep_edge }, .estate = estate };
    out->flags = calloc((size_t)estate->nodes + 1, sizeof *out->flags);
    out->sensitive_buckets = calloc((size_t)estate->nodes + 1, 1);
    if (!out->flags || !out->sensitive_buckets) {
        sg_evidence_free(out);
        return sg_fail_memory(err);
    }
    for (uint32_t kind = 0; kind < SG_KINDS; kind++) {
        sg_kind_properties((sg_kind)kind, &properties);
        find_places(&properties, out->of_kind[kind]);
    }
    for (uint32_t i = 0; i < SG_RELATIONS; i++) {
        sg_relation_properties((sg_relation)i, &properties);
        find_places(&properties, out->of_relation[i]);
    }
    return SG_OK;
}

void sg_evidence_free(sg_evidence *evidence)
{
    free(evidence->flags);
    free(evidence->sensitive_buckets);
    sg_array_free(&evidence->has);
    sg_array_free(&evidence->images);
    sg_array_free(&evidence->assumes);
    sg_array_free(&evidence->chains);
    sg_array_free(&evidence->replicas);
    sg_array_free(&evidence->writers);
    *evidence = (sg_evidence){ .estate = NULL };
}
