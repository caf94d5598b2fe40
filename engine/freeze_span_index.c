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
#include "engine/base/parallel.h"
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
    sg_status status;
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

/* The rows of one type and direction; lists count from the first of it. */
static sg_status index_spans(const sg_graph *graph, span_index *index, uint32_t type,
                             sg_direction way)
{
    uint32_t edges = graph->type_first[type + 1] - graph->type_first[type];

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

/* --- all of them ---------------------------------------------------------------------------------- */

/* By type and direction, each made by one thread. */
typedef struct span_indexing {
    sg_freeze *freeze;
    span_index *parts;
    uint32_t count;
} span_indexing;

static void index_part(void *shared, size_t part, unsigned worker)
{
    const span_indexing *self = shared;
    span_index *index = &self->parts[part];

    (void)worker;
    index->status =
        index_spans(self->freeze->graph, index, (uint32_t)part / 2, part % 2 ? SG_IN : SG_OUT);
    sg_array_free(&index->events);
    sg_array_free(&index->active);
}

/* How many rows and lists there are in all. */
static sg_status count_parts(const span_indexing *self, size_t *rows, size_t *lists)
{
    *rows = *lists = 0;
    for (uint32_t i = 0; i < self->count; i++) {
        SG_TRY(self->parts[i].status);
        *rows += self->parts[i].rows.count;
        *lists += self->parts[i].lists.count;
    }
    return *lists > SG_MAX_ITEMS ? SG_ELIMIT : SG_OK;
}

static void take_part(span_index *part, sg_span_row *rows, uint32_t *lists, size_t before)
{
    for (size_t i = 0; i < part->rows.count; i++) {
        rows[i] = part->rows.items[i];
        rows[i].list += (uint32_t)before;
    }
    if (part->lists.count > 0)
        memcpy(lists, part->lists.items, part->lists.count * sizeof(*lists));
    sg_array_free(&part->rows);
    sg_array_free(&part->lists);
}

static sg_status join_parts(const span_indexing *self, uint32_t *first)
{
    sg_freeze *freeze = self->freeze;
    size_t rows, lists;
    void *made_rows, *made_lists;

    sg_status status = count_parts(self, &rows, &lists);
    if (status != SG_OK)
        return sg_fail(
            freeze->err, status,
            "spans are too many for an index, or give a node over 2^32 relationships");
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SPAN_ROWS, rows, &made_rows));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SPAN_LISTS, lists, &made_lists));
    rows = lists = 0;
    for (uint32_t i = 0; i < self->count; i++) {
        span_index *part = &self->parts[i];
        size_t next_rows = rows + part->rows.count, next_lists = lists + part->lists.count;
        take_part(part, (sg_span_row *)made_rows + rows, (uint32_t *)made_lists + lists, lists);
        rows = next_rows;
        lists = next_lists;
        first[i + 1] = (uint32_t)rows;
    }
    return SG_OK;
}

sg_status sg_freeze_span_index(sg_freeze *freeze)
{
    span_indexing self = { .freeze = freeze, .count = freeze->types * 2 };
    void *first;

    SG_TRY(
        sg_freeze_section(freeze, SG_SECTION_SPAN_ROWS_FIRST, (size_t)self.count + 1, &first));
    self.parts = sg_freeze_array(freeze, span_index, self.count);
    if (!self.parts)
        return sg_fail_memory(freeze->err);
    sg_graph_point(freeze->graph);
    sg_parallel(freeze->threads, self.count, index_part, &self);
    sg_status status = join_parts(&self, first);
    for (uint32_t i = 0; i < self.count; i++) {
        sg_array_free(&self.parts[i].rows);
        sg_array_free(&self.parts[i].lists);
    }
    return status;
}
