/* arrays.c - a sink that keeps numbers and a few facts, then sorts them into rows. */
#include "bench/arrays.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

typedef struct {
    sg_sink sink;
    sg_bench_arrays *arrays;
    sg_properties of_kind[SG_KINDS], of_relation[SG_RELATIONS];
} array_sink;

static bool is_text(sg_value value, const char *text)
{
    return value.type == SG_TYPE_STRING && sg_str_equal(sg_value_str(value), sg_str_of(text));
}

static bool is_boolean(sg_value value, bool wanted)
{
    return value.type == SG_TYPE_BOOLEAN && value.boolean == wanted;
}

static sg_status keep_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    array_sink *self = (array_sink *)sink;
    const sg_properties *properties = &self->of_kind[node->place.kind];
    sg_value owner = sg_row_get(&node->row, properties, "tags.owner");
    unsigned facts = 0;
    (void)err;
    if (is_text(sg_row_get(&node->row, properties, "exposure"), "PUBLIC"))
        facts |= SG_BENCH_PUBLIC;
    if (is_boolean(sg_row_get(&node->row, properties, "hasSensitiveData"), true))
        facts |= SG_BENCH_SENSITIVE;
    if (is_boolean(sg_row_get(&node->row, properties, "encrypted"), false))
        facts |= SG_BENCH_UNENCRYPTED;
    if (is_boolean(sg_row_get(&node->row, properties, "isAdmin"), true))
        facts |= SG_BENCH_ADMIN;
    if (is_text(sg_row_get(&node->row, properties, "severity"), "CRITICAL"))
        facts |= SG_BENCH_CRITICAL;
    self->arrays->facts[node->number] = (uint8_t)facts;
    self->arrays->owner[node->number] = sg_is_null(owner) ? NULL : owner.string;
    return SG_OK;
}

static void *grown(void *items, size_t count, size_t size)
{
    return realloc(items, count * size);
}

/* Makes room for one more; what could be grown stays grown when the rest could not. */
static sg_status make_room(sg_bench_relation *self)
{
    if (self->count < self->capacity)
        return SG_OK;
    uint32_t capacity = self->capacity ? 2 * self->capacity : 1024;
    uint32_t *from = grown(self->from, capacity, sizeof *from);
    self->from = from ? from : self->from;
    uint32_t *to = grown(self->to, capacity, sizeof *to);
    self->to = to ? to : self->to;
    uint8_t *facts = grown(self->facts, capacity, sizeof *facts);
    self->facts = facts ? facts : self->facts;
    if (!from || !to || !facts)
        return SG_ENOMEM;
    self->capacity = capacity;
    return SG_OK;
}

static sg_status keep_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    array_sink *self = (array_sink *)sink;
    sg_bench_arrays *arrays = self->arrays;
    sg_bench_relation *relation = &arrays->relations[edge->relation];
    const sg_properties *properties = &self->of_relation[edge->relation];
    unsigned facts = 0;
    if (make_room(relation) != SG_OK)
        return sg_fail_memory(err);
    if (is_boolean(sg_row_get(&edge->row, properties, "read"), true))
        facts |= SG_BENCH_READ;
    if (is_boolean(sg_row_get(&edge->row, properties, "write"), true))
        facts |= SG_BENCH_WRITE;
    if (is_text(sg_row_get(&edge->row, properties, "certainty"), "must"))
        facts |= SG_BENCH_MUST;
    if (edge->relation == SG_RELATION_ALLOWS_FROM && edge->row.values[1].integer <= 22 &&
        edge->row.values[2].integer >= 22)
        facts |= SG_BENCH_SSH;
    relation->from[relation->count] = sg_estate_number(arrays->estate, edge->from);
    relation->to[relation->count] = sg_estate_number(arrays->estate, edge->to);
    relation->facts[relation->count++] = (uint8_t)facts;
    arrays->edges++;
    return SG_OK;
}

/* Counting sort of `others` by `rows`. */
static sg_status sort_rows(uint32_t nodes, const uint32_t *rows, const uint32_t *others,
                           const uint8_t *facts, uint32_t count, sg_bench_rows *out)
{
    out->first = calloc((size_t)nodes + 2, sizeof *out->first);
    out->others = malloc(((size_t)count + 1) * sizeof *out->others);
    out->facts = malloc((size_t)count + 1);
    if (!out->first || !out->others || !out->facts)
        return SG_ENOMEM;
    uint32_t *next = out->first + 1; /* counts of row n at n + 2, so that it ends as first[] */
    for (uint32_t i = 0; i < count; i++)
        next[rows[i] + 1]++;
    for (uint32_t i = 1; i <= nodes; i++)
        next[i] += next[i - 1];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = next[rows[i]]++;
        out->others[place] = others[i];
        out->facts[place] = facts[i];
    }
    return SG_OK;
}

static sg_status fill(sg_bench_arrays *arrays)
{
    array_sink *sink = calloc(1, sizeof *sink);
    if (!sink)
        return SG_ENOMEM;
    sink->sink = (sg_sink){ .node = keep_node, .edge = keep_edge };
    sink->arrays = arrays;
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        sg_kind_properties((sg_kind)kind, &sink->of_kind[kind]);
    for (uint32_t i = 0; i < SG_RELATIONS; i++)
        sg_relation_properties((sg_relation)i, &sink->of_relation[i]);
    sg_status status = sg_generate(arrays->estate, &sink->sink, NULL);
    free(sink);
    for (uint32_t i = 0; status == SG_OK && i < SG_RELATIONS; i++) {
        sg_bench_relation *self = &arrays->relations[i];
        status = sort_rows(arrays->nodes, self->from, self->to, self->facts, self->count,
                           &self->out);
        if (status == SG_OK)
            status = sort_rows(arrays->nodes, self->to, self->from, self->facts, self->count,
                               &self->in);
    }
    return status;
}

sg_status sg_bench_arrays_new(const sg_estate *estate, sg_bench_arrays **out)
{
    sg_bench_arrays *arrays = calloc(1, sizeof *arrays);
    if (!arrays)
        return SG_ENOMEM;
    arrays->estate = estate;
    arrays->nodes = estate->nodes;
    arrays->facts = calloc(estate->nodes, 1);
    arrays->owner = calloc(estate->nodes, sizeof *arrays->owner);
    sg_status status = arrays->facts && arrays->owner ? fill(arrays) : SG_ENOMEM;
    if (status != SG_OK) {
        sg_bench_arrays_free(arrays);
        return status;
    }
    *out = arrays;
    return SG_OK;
}

static void free_rows(sg_bench_rows *rows)
{
    free(rows->first);
    free(rows->others);
    free(rows->facts);
}

void sg_bench_arrays_free(sg_bench_arrays *arrays)
{
    if (!arrays)
        return;
    for (uint32_t i = 0; i < SG_RELATIONS; i++) {
        free(arrays->relations[i].from);
        free(arrays->relations[i].to);
        free(arrays->relations[i].facts);
        free_rows(&arrays->relations[i].out);
        free_rows(&arrays->relations[i].in);
    }
    free(arrays->facts);
    free(arrays->owner);
    free(arrays);
}
