/* stats.c - sizes of sections, percentiles of degrees.
 *
 * Degrees are counted in two levels, so that a percentile needs no sorting: those up to a bound one by
 * one, the few above it in a list.
 */
#include "engine/stats.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/graph_internal.h"

/* --- sections ------------------------------------------------------------------------------------- */

typedef struct section_text {
    const char *name, *about;
} section_text;

static const section_text texts[SG_SECTIONS] = {
#define SECTION(kind, field, type, about) { #field, about },
#include "engine/sections.def"
#undef SECTION
};

static sg_section_use use_of(sg_section_kind kind)
{
    if (kind >= SG_SECTION_TYPE_FIRST && kind < SG_SECTION_LOOKUP)
        return SG_USE_TOPOLOGY;
    if (kind >= SG_SECTION_NODE_COLUMNS && kind < SG_SECTION_TYPE_FIRST)
        return SG_USE_COLUMNS;
    if (kind < SG_SECTION_LABEL_NAMES)
        return SG_USE_STRINGS;
    return kind == SG_SECTION_LOOKUP ? SG_USE_LOOKUP : SG_USE_OTHER;
}

uint32_t sg_graph_sections(const sg_graph *graph)
{
    return (uint32_t)SG_COUNT(graph->sections);
}

sg_section_size sg_graph_section(const sg_graph *graph, uint32_t number)
{
    uint64_t bytes = graph->sections[number].length;
    sg_section_kind kind = (sg_section_kind)number;

    return (sg_section_size){ .name = texts[number].name,
                              .about = texts[number].about,
                              .use = use_of(kind),
                              .items = bytes / sg_section_item(kind),
                              .bytes = bytes };
}

const char *sg_section_use_name(sg_section_use use)
{
    static const char *const names[SG_USES] = {
        [SG_USE_TOPOLOGY] = "topology", [SG_USE_COLUMNS] = "columns",
        [SG_USE_STRINGS] = "strings",   [SG_USE_LOOKUP] = "lookup",
        [SG_USE_OTHER] = "other",
    };

    return names[use];
}

/* --- degrees ---------------------------------------------------------------------------------------- */

enum { COUNTED = 1 << 16 };

typedef struct degree_count {
    uint32_t nodes;
    uint32_t *counts; /* by degree below COUNTED: nodes */
    SG_ARRAY(uint32_t) large;
} degree_count;

static int by_degree(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static sg_status count_node(degree_count *count, uint32_t degree)
{
    if (degree == 0)
        return SG_OK;
    count->nodes++;
    if (degree >= COUNTED)
        return sg_array_push(&count->large, degree);
    count->counts[degree]++;
    return SG_OK;
}

/* Only nodes of label sets that have any are looked at. */
static sg_status count_nodes(const sg_graph *graph, sg_reltype type, sg_direction way,
                             degree_count *count)
{
    uint32_t sets = sg_graph_label_sets(graph);
    uint64_t *wanted = calloc(sg_bitmap_words(sets) + 1, sizeof(*wanted));
    sg_status status = wanted ? SG_OK : SG_ENOMEM;

    if (status == SG_OK)
        sg_graph_sets_with(graph, type, way, wanted);
    sg_scan scan = sg_nodes_scan(graph, wanted);
    for (sg_range range; status == SG_OK && sg_scan_next(&scan, &range);)
        for (uint32_t node = range.first; status == SG_OK && node < range.last; node++)
            status = count_node(count, sg_graph_degree(graph, (sg_node){ node }, type, way));
    free(wanted);
    return status;
}

/* The degree that `percent` of the nodes do not exceed; the large ones are sorted. */
static uint32_t percentile(const degree_count *count, uint32_t percent)
{
    uint64_t rank = ((uint64_t)count->nodes * percent + 99) / 100, below = 0;

    for (uint32_t degree = 1; degree < COUNTED; degree++) {
        below += count->counts[degree];
        if (below >= rank)
            return degree;
    }
    return count->large.items[rank - below - 1];
}

sg_status sg_graph_degrees(const sg_graph *graph, sg_reltype type, sg_direction way,
                           sg_degrees *out)
{
    degree_count count = { .counts = calloc(COUNTED, sizeof(uint32_t)) };
    sg_status status = count.counts ? count_nodes(graph, type, way, &count) : SG_ENOMEM;

    *out = (sg_degrees){ .nodes = count.nodes };
    if (status == SG_OK && count.nodes > 0) {
        if (count.large.count > 0)
            qsort(count.large.items, count.large.count, sizeof(uint32_t), by_degree);
        out->p50 = percentile(&count, 50);
        out->p90 = percentile(&count, 90);
        out->p99 = percentile(&count, 99);
        out->most = percentile(&count, 100);
    }
    free(count.counts);
    sg_array_free(&count.large);
    return status;
}

uint64_t sg_graph_span_count(const sg_graph *graph, sg_reltype type)
{
    sg_range spans = sg_graph_type_spans(graph, type);
    uint64_t count = 0;

    for (uint32_t i = spans.first; i < spans.last; i++) {
        const sg_edge_span *span = sg_graph_span(graph, i);
        count += (uint64_t)span->sources.count * span->targets.count - span->hole_count;
    }
    return count;
}
