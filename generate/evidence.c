/* evidence.c - a sink that keeps of each row what toxic combinations ask about. */
#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "generate/generate.h"
#include "generate/oracle.h"

typedef struct {
    sg_sink sink;
    sg_evidence *evidence;
    sg_properties of_kind[SG_KINDS], of_relation[SG_RELATIONS];
} evidence_sink;

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

static uint64_t flags_of_risk(const sg_properties *properties, const sg_row *row)
{
    sg_value severity = sg_row_get(row, properties, "severity");
    uint64_t flags = 0;
    if (!is(severity, "CRITICAL") && !is(severity, "HIGH"))
        return 0;
    flags |= SG_IS_SERIOUS;
    if (is_true(sg_row_get(row, properties, "exploitAvailable")) ||
        is_true(sg_row_get(row, properties, "knownExploited")))
        flags |= SG_IS_EXPLOITABLE;
    return flags;
}

static uint64_t flags_of_workload(const sg_properties *properties, const sg_row *row)
{
    static const char *const retired[] = { "python3.7", "python3.9", "nodejs16.x", "go1.x" };
    uint64_t flags = 0;
    if (is(sg_row_get(row, properties, "httpTokens"), "optional"))
        flags |= SG_IS_UNPROTECTED;
    if (is_true(sg_row_get(row, properties, "privileged")))
        flags |= SG_IS_PRIVILEGED;
    if (is(sg_row_get(row, properties, "functionUrlAuth"), "NONE"))
        flags |= SG_IS_CALLED_BY_ANYONE;
    if (is_any(sg_row_get(row, properties, "runtime"), retired, SG_COUNT(retired)))
        flags |= SG_IS_RETIRED;
    return flags;
}

static uint64_t flags_of_principal(const sg_properties *properties, const sg_row *row)
{
    static const char *const others[] = { "development", "staging", "sandbox" };
    sg_value environment = sg_row_get(row, properties, "tags.environment");
    uint64_t flags = 0;
    if (is_true(sg_row_get(row, properties, "isAdmin")))
        flags |= SG_IS_ADMIN;
    if (is_true(sg_row_get(row, properties, "reachesAdmin")))
        flags |= SG_REACHES_ADMIN;
    if (is_any(environment, others, SG_COUNT(others)))
        flags |= SG_IS_DEVELOPMENT;
    if (is(environment, "production"))
        flags |= SG_IS_PRODUCTION;
    return flags;
}

static sg_status keep_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    evidence_sink *self = (evidence_sink *)sink;
    const sg_properties *properties = &self->of_kind[node->place.kind];
    const sg_row *row = &node->row;
    sg_value sensitive = sg_row_get(row, properties, "hasSensitiveData");
    uint64_t flags = flags_of_workload(properties, row) | flags_of_principal(properties, row);
    (void)err;
    if (node->place.kind == SG_KIND_VULNERABILITY)
        flags |= flags_of_risk(properties, row);
    if (is(sg_row_get(row, properties, "exposure"), "PUBLIC"))
        flags |= SG_IS_PUBLIC;
    if (is_true(sensitive))
        flags |= SG_IS_SENSITIVE;
    if (sg_is_null(sensitive))
        flags |= SG_IS_UNCLASSIFIED;
    if (node->place.kind == SG_KIND_KUBERNETES_ROLE && is(row->values[1], "cluster-admin"))
        flags |= SG_IS_CLUSTER_ADMIN;
    sg_planting planting;
    if (node->place.kind == SG_KIND_BUCKET &&
        sg_estate_planted(self->evidence->estate, node->place, &planting))
        flags |= SG_IS_REPLICATED; /* its replicas come after who writes it */
    self->evidence->flags[node->number] = flags;
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

static sg_status keep_access(evidence_sink *self, const sg_edge_row *edge, sg_pair pair)
{
    sg_evidence *evidence = self->evidence;
    const sg_properties *properties = &self->of_relation[edge->relation];
    bool read = is_true(sg_row_get(&edge->row, properties, "read"));
    bool write = is_true(sg_row_get(&edge->row, properties, "write"));
    uint64_t target = evidence->flags[pair.to], *flags = &evidence->flags[pair.from];
    if (write && edge->to.kind == SG_KIND_REPOSITORY &&
        has_label(edge->from.kind, "Principal") && !(*flags & (SG_IS_ADMIN | SG_REACHES_ADMIN)))
        evidence->flags[pair.to] |= SG_IS_WRITTEN_BY_SMALL;
    if (edge->from.kind != SG_KIND_ROLE)
        return SG_OK;
    *flags |= SG_ACTS;
    if (read)
        *flags |= flags_of_reading(edge->to.kind, target);
    if (edge->to.kind == SG_KIND_KEY && is_true(sg_row_get(&edge->row, properties, "decrypt")))
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

static void keep_exposure(evidence_sink *self, const sg_edge_row *edge, sg_pair pair)
{
    static const int64_t web[] = { 80, 443, 8000, 8080, 8443 };
    const sg_properties *properties = &self->of_relation[edge->relation];
    sg_value first = sg_row_get(&edge->row, properties, "fromPort");
    sg_value last = sg_row_get(&edge->row, properties, "toPort");
    uint64_t *flags = &self->evidence->flags[pair.to];
    *flags |= SG_IS_EXPOSED;
    if (!is(sg_row_get(&edge->row, properties, "scope"), "wide"))
        return;
    for (size_t i = 0; i < SG_COUNT(web); i++)
        if (first.integer <= web[i] && web[i] <= last.integer)
            *flags |= SG_IS_WEB;
    if (first.integer <= 22 && 22 <= last.integer)
        *flags |= SG_IS_SSH;
}

static sg_status keep_assumption(evidence_sink *self, const sg_edge_row *edge, sg_pair pair)
{
    sg_evidence *evidence = self->evidence;
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

static sg_status keep(evidence_sink *self, const sg_edge_row *edge, sg_pair pair)
{
    sg_evidence *evidence = self->evidence;
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
        keep_exposure(self, edge, pair);
        return SG_OK;
    case SG_RELATION_CAN_ASSUME:
    case SG_RELATION_CAN_ESCALATE_TO:
        return keep_assumption(self, edge, pair);
    case SG_RELATION_CAN_ACCESS:
        return keep_access(self, edge, pair);
    default:
        return SG_OK;
    }
}

static sg_status keep_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    evidence_sink *self = (evidence_sink *)sink;
    const sg_estate *estate = self->evidence->estate;
    sg_pair pair = { sg_estate_number(estate, edge->from), sg_estate_number(estate, edge->to) };
    return keep(self, edge, pair) == SG_OK ? SG_OK : sg_fail_memory(err);
}

/* --- all of it ---------------------------------------------------------------------------------- */

sg_status sg_evidence_collect(const sg_estate *estate, sg_evidence *out, sg_error *err)
{
    evidence_sink *sink = calloc(1, sizeof *sink);
    *out = (sg_evidence){ .estate = estate };
    out->flags = calloc((size_t)estate->nodes + 1, sizeof *out->flags);
    out->sensitive_buckets = calloc((size_t)estate->nodes + 1, 1);
    if (!sink || !out->flags || !out->sensitive_buckets) {
        free(sink);
        sg_evidence_free(out);
        return sg_fail_memory(err);
    }
    sink->sink = (sg_sink){ .node = keep_node, .edge = keep_edge };
    sink->evidence = out;
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        sg_kind_properties((sg_kind)kind, &sink->of_kind[kind]);
    for (uint32_t i = 0; i < SG_RELATIONS; i++)
        sg_relation_properties((sg_relation)i, &sink->of_relation[i]);
    sg_status status = sg_generate(estate, &sink->sink, err);
    for (size_t i = 0; i < out->images.count; i++) {
        uint64_t image = out->flags[out->images.items[i].to];
        out->flags[out->images.items[i].from] |=
            (image & SG_IS_SERIOUS ? SG_IMAGE_IS_SERIOUS : 0) |
            (image & SG_IS_EXPLOITABLE ? SG_IMAGE_IS_EXPLOITABLE : 0);
    }
    free(sink);
    if (status != SG_OK)
        sg_evidence_free(out);
    return status;
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
