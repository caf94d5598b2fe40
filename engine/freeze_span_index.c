/* freeze_span_index.c - from a node to the spans that apply to it, for every type and direction.
 *
 * Where a range of a span's near end begins or ends, the list of spans that apply changes:
 *
 *     span 0   [12 ......... 20)
 *     span 1        [14 ........... 23)
 *     rows     12: 0   14: 0 1   20: 1   23: -
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/freeze.h"
#include "engine/spans.h"

/* From this node on, the span applies, or no longer does. */
typedef struct span_event {
    uint32_t node, span;
    bool begins;
} span_event;

static int by_node(const void *left, const void *right)
{
    const span_event *a = left, *b = right;

    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    return (a->span > b->span) - (a->span < b->span);
}

typedef struct span_index {
    SG_ARRAY(sg_span_row) rows;
    SG_ARRAY(uint32_t) lists;
    SG_ARRAY(span_event) events;
    SG_ARRAY(uint32_t) active; /* spans that apply, ascending */
} span_index;

static sg_status change_active(span_index *index, span_event event)
{
    uint32_t *items = index->active.items;
    size_t count = index->active.count;
    size_t at = sg_count_below(items, (uint32_t)count, event.span);

    if (event.begins) {
        SG_TRY(sg_array_reserve(&index->active, 1));
        items = index->active.items;
        memmove(items + at + 1, items + at, (count - at) * sizeof(*items));
        items[at] = event.span;
        index->active.count++;
    } else {
        memmove(items + at, items + at + 1, (count - at - 1) * sizeof(*items));
        index->active.count--;
    }
    return SG_OK;
}

static sg_status add_events(const sg_graph *graph, span_index *index, uint32_t span,
                            sg_direction way)
{
    const sg_span_entry *entry = &graph->spans[span];
    sg_node_set near = sg_span_set(graph, way == SG_OUT ? entry->sources : entry->targets);

    SG_TRY(sg_array_reserve(&index->events, (size_t)near.range_count * 2));
    for (uint32_t i = 0; i < near.range_count; i++) {
        span_event *next = index->events.items + index->events.count;
        next[0] = (span_event){ near.ranges[i].first, span, true };
        next[1] = (span_event){ near.ranges[i].last, span, false };
        index->events.count += 2;
    }
    return SG_OK;
}

/* Relationships at a node to which the active spans apply. */
static uint64_t degree_of(const sg_graph *graph, const span_index *index, sg_direction way)
{
    uint64_t degree = 0;

    for (size_t i = 0; i < index->active.count; i++) {
        sg_span_entry entry = graph->spans[index->active.items[i]];
        degree += sg_span_set(graph, way == SG_OUT ? entry.targets : entry.sources).count;
    }
    return degree;
}

/* The rows of one type and direction. */
static sg_status index_spans(const sg_graph *graph, span_index *index, uint32_t type,
                             sg_direction way)
{
    uint32_t edges = graph->type_first[type + 1] - graph->type_first[type];

    index->events.count = 0;
    for (uint32_t i = 0; i < graph->spans_count; i++)
        if (graph->spans[i].type == type)
            SG_TRY(add_events(graph, index, i, way));
    span_event *events = index->events.items;
    size_t count = index->events.count;
    if (count > 0)
        qsort(events, count, sizeof(*events), by_node);
    for (size_t i = 0; i < count; i++) {
        SG_TRY(change_active(index, events[i]));
        if (i + 1 < count && events[i + 1].node == events[i].node)
            continue;
        if (index->lists.count > SG_MAX_ITEMS - index->active.count ||
            degree_of(graph, index, way) > UINT32_MAX - (uint64_t)edges)
            return SG_ELIMIT;
        SG_TRY(sg_array_push(&index->rows,
                             (sg_span_row){ events[i].node, (uint32_t)index->lists.count }));
        SG_TRY(sg_array_reserve(&index->lists, index->active.count));
        for (size_t k = 0; k < index->active.count; k++)
            index->lists.items[index->lists.count++] = index->active.items[k];
    }
    return SG_OK;
}

static sg_status copy_section(sg_freeze *freeze, sg_section_kind kind, const void *items,
                              size_t count, size_t item)
{
    void *made;

    SG_TRY(sg_freeze_section(freeze, kind, count, &made));
    if (count > 0)
        memcpy(made, items, count * item);
    return SG_OK;
}

sg_status sg_freeze_span_index(sg_freeze *freeze)
{
    span_index index = { 0 };
    sg_status status = SG_OK;
    void *first;

    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SPAN_ROWS_FIRST, (size_t)freeze->types * 2 + 1,
                             &first));
    sg_graph_point(freeze->graph);
    for (uint32_t i = 0; status == SG_OK && i < freeze->types * 2; i++) {
        status = index_spans(freeze->graph, &index, i / 2, i % 2 ? SG_IN : SG_OUT);
        ((uint32_t *)first)[i + 1] = (uint32_t)index.rows.count;
    }
    if (status != SG_OK)
        sg_fail(freeze->err, status,
                "spans are too many for an index, or give a node over 2^32 relationships");
    if (status == SG_OK)
        status = copy_section(freeze, SG_SECTION_SPAN_ROWS, index.rows.items, index.rows.count,
                              sizeof(sg_span_row));
    if (status == SG_OK)
        status = copy_section(freeze, SG_SECTION_SPAN_LISTS, index.lists.items,
                              index.lists.count, sizeof(uint32_t));
    sg_array_free(&index.rows);
    sg_array_free(&index.lists);
    sg_array_free(&index.events);
    sg_array_free(&index.active);
    return status;
}
