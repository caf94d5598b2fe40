/* freeze_spans.c - numbers the spans by type, makes ranges of their sets, places what they have.
 *
 * A span whose relationships do not fit into what 32 bits leave behind all others gets no ids; those
 * behind it may.
 */
#include <stdlib.h>

#include "engine/freeze.h"
#include "engine/spans.h"

typedef struct span_maker {
    sg_freeze *freeze;
    uint32_t count;
    uint32_t *order;  /* by span: the builder's */
    uint32_t *number; /* by builder span; SG_NO_ID: it has no relationships */
    sg_span_entry *entries;
    sg_node_set *sets; /* by builder set */
} span_maker;

static int by_id(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* --- sets ----------------------------------------------------------------------------------------- */

/* Ranges of ascending numbers, which may repeat; returns how many. */
static uint32_t make_ranges(const uint32_t *nodes, uint32_t count, sg_ranked_range *out)
{
    uint32_t made = 0, rank = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && nodes[i] == nodes[i - 1])
            continue;
        if (made == 0 || out[made - 1].last != nodes[i])
            out[made++] = (sg_ranked_range){ nodes[i], nodes[i], rank };
        out[made - 1].last++;
        rank++;
    }
    return made;
}

static sg_status make_set(span_maker *maker, uint32_t set)
{
    sg_freeze *freeze = maker->freeze;
    const sg_builder *builder = freeze->builder;
    sg_node_slice slice = builder->span_sets.items[set];
    uint32_t *nodes = sg_freeze_array(freeze, uint32_t, slice.count);
    sg_ranked_range *ranges = sg_freeze_array(freeze, sg_ranked_range, slice.count);

    if (!nodes || !ranges)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < slice.count; i++)
        nodes[i] = freeze->node_number[builder->span_nodes.items[slice.first + i]];
    qsort(nodes, slice.count, sizeof(*nodes), by_id);
    sg_node_set *made = &maker->sets[set];
    made->ranges = ranges;
    made->range_count = make_ranges(nodes, slice.count, ranges);
    if (made->range_count > 0) {
        sg_ranked_range last = ranges[made->range_count - 1];
        made->count = last.rank + (last.last - last.first);
    }
    return SG_OK;
}

static sg_status make_sets(span_maker *maker)
{
    sg_freeze *freeze = maker->freeze;
    uint32_t count = (uint32_t)freeze->builder->span_sets.count;

    maker->sets = sg_freeze_array(freeze, sg_node_set, count);
    if (!maker->sets)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(make_set(maker, i));
    return SG_OK;
}

static sg_status write_sets(span_maker *maker)
{
    sg_freeze *freeze = maker->freeze;
    uint32_t count = (uint32_t)freeze->builder->span_sets.count;
    size_t total = 0;
    void *first, *ranges;

    for (uint32_t i = 0; i < count; i++)
        total += maker->sets[i].range_count;
    if (total > UINT32_MAX)
        return sg_fail(freeze->err, SG_ELIMIT, "the sets of spans have over 2^32 ranges");
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SPAN_SETS, (size_t)count + 1, &first));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SPAN_RANGES, total, &ranges));
    total = 0;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < maker->sets[i].range_count; k++)
            ((sg_ranked_range *)ranges)[total++] = maker->sets[i].ranges[k];
        ((uint32_t *)first)[i + 1] = (uint32_t)total;
    }
    return SG_OK;
}

/* --- spans ---------------------------------------------------------------------------------------- */

static bool is_empty(const span_maker *maker, const sg_build_span_entry *span)
{
    return maker->sets[span->sources].count == 0 || maker->sets[span->targets].count == 0;
}

static sg_status order_spans(span_maker *maker)
{
    sg_freeze *freeze = maker->freeze;
    const sg_builder *builder = freeze->builder;
    uint32_t all = (uint32_t)builder->spans.count;
    uint32_t *types = sg_freeze_array(freeze, uint32_t, all);
    uint32_t *counts = sg_freeze_array(freeze, uint32_t, (size_t)freeze->types + 1);

    maker->order = sg_freeze_array(freeze, uint32_t, all);
    maker->number = sg_freeze_array(freeze, uint32_t, all);
    if (!types || !counts || !maker->order || !maker->number)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < all; i++)
        types[i] = freeze->type_number[builder->spans.items[i].type];
    sg_freeze_sort(types, freeze->types, NULL, maker->order, all, counts);
    for (uint32_t i = 0; i < all; i++) {
        uint32_t span = maker->order[i];
        maker->number[span] = SG_NO_ID;
        if (is_empty(maker, &builder->spans.items[span]))
            continue;
        maker->number[span] = maker->count;
        maker->order[maker->count++] = span;
    }
    return SG_OK;
}

static sg_status write_spans(span_maker *maker)
{
    sg_freeze *freeze = maker->freeze;
    const sg_builder *builder = freeze->builder;
    uint64_t next = freeze->edges;
    void *items;

    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SPANS, maker->count, &items));
    maker->entries = items;
    for (uint32_t i = 0; i < maker->count; i++) {
        const sg_build_span_entry *span = &builder->spans.items[maker->order[i]];
        uint64_t pairs =
            (uint64_t)maker->sets[span->sources].count * maker->sets[span->targets].count;
        bool fits = next <= SG_LAST_SPAN_ID && pairs <= SG_LAST_SPAN_ID - next;
        maker->entries[i] = (sg_span_entry){ .first_edge = fits ? next : SG_NO_PLACE,
                                             .type = freeze->type_number[span->type],
                                             .sources = span->sources,
                                             .targets = span->targets };
        next += fits ? pairs : 0;
    }
    return SG_OK;
}

/* --- properties ----------------------------------------------------------------------------------- */

static int by_key(const void *left, const void *right)
{
    uint32_t a = ((const sg_span_cell *)left)->key, b = ((const sg_span_cell *)right)->key;

    return (a > b) - (a < b);
}

static sg_span_cell freeze_cell(sg_freeze *freeze, sg_cell cell)
{
    sg_span_cell made = { .key = freeze->key_number[sg_cell_key(cell)],
                          .kind = (uint32_t)sg_cell_kind_of(cell) };

    if (made.kind == SG_COLUMN_STRING || made.kind == SG_COLUMN_ENCODED)
        made.code = sg_freeze_code(freeze, cell.code);
    else if (made.kind == SG_COLUMN_FLOAT)
        made.real = cell.real;
    else
        made.integer = cell.integer;
    return made;
}

static sg_status write_cells(span_maker *maker)
{
    sg_freeze *freeze = maker->freeze;
    const sg_builder *builder = freeze->builder;
    const sg_cell *cells = builder->cells.items;
    size_t total = 0, place = 0;
    void *items;

    for (uint32_t i = 0; i < maker->count; i++) {
        uint32_t at = builder->spans.items[maker->order[i]].cells;
        for (; at != SG_NO_ID; at = cells[at].next)
            maker->entries[i].cell_count += sg_cell_kind_of(cells[at]) != SG_CELL_REMOVED;
        total += maker->entries[i].cell_count;
    }
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SPAN_CELLS, total, &items));
    for (uint32_t i = 0; i < maker->count; i++) {
        sg_span_cell *first = (sg_span_cell *)items + place;
        uint32_t at = builder->spans.items[maker->order[i]].cells;
        for (; at != SG_NO_ID; at = cells[at].next)
            if (sg_cell_kind_of(cells[at]) != SG_CELL_REMOVED)
                ((sg_span_cell *)items)[place++] = freeze_cell(freeze, cells[at]);
        qsort(first, maker->entries[i].cell_count, sizeof(*first), by_key);
    }
    return SG_OK;
}

/* --- holes ---------------------------------------------------------------------------------------- */

typedef struct placed_hole {
    uint32_t span;
    sg_hole hole;
} placed_hole;

static int by_source(const void *left, const void *right)
{
    const placed_hole *a = left, *b = right;

    if (a->span != b->span)
        return a->span < b->span ? -1 : 1;
    if (a->hole.source != b->hole.source)
        return a->hole.source < b->hole.source ? -1 : 1;
    return (a->hole.target > b->hole.target) - (a->hole.target < b->hole.target);
}

static int by_target(const void *left, const void *right)
{
    const placed_hole *a = left, *b = right;

    if (a->span != b->span)
        return a->span < b->span ? -1 : 1;
    if (a->hole.target != b->hole.target)
        return a->hole.target < b->hole.target ? -1 : 1;
    return (a->hole.source > b->hole.source) - (a->hole.source < b->hole.source);
}

/* The holes of spans that are there, sorted and once each; returns how many. */
static uint32_t place_holes(span_maker *maker, placed_hole *placed)
{
    const sg_freeze *freeze = maker->freeze;
    const sg_builder *builder = freeze->builder;
    uint32_t count = 0, kept = 0;

    for (size_t i = 0; i < builder->holes.count; i++) {
        sg_build_hole hole = builder->holes.items[i];
        const sg_build_span_entry *span = &builder->spans.items[hole.span];
        bool from, to;
        placed_hole made = { .span = maker->number[hole.span] };
        made.hole.source = sg_node_set_rank(maker->sets[span->sources],
                                            freeze->node_number[hole.source], &from);
        made.hole.target =
            sg_node_set_rank(maker->sets[span->targets], freeze->node_number[hole.target], &to);
        if (made.span != SG_NO_ID && from && to)
            placed[count++] = made;
    }
    qsort(placed, count, sizeof(*placed), by_source);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || by_source(&placed[i], &placed[i - 1]) != 0)
            placed[kept++] = placed[i];
    return kept;
}

static sg_status write_holes(span_maker *maker)
{
    sg_freeze *freeze = maker->freeze;
    placed_hole *placed = sg_freeze_array(freeze, placed_hole, freeze->builder->holes.count);
    void *holes, *in_holes;

    if (!placed)
        return sg_fail_memory(freeze->err);
    uint32_t count = place_holes(maker, placed);
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SPAN_HOLES, count, &holes));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SPAN_IN_HOLES, count, &in_holes));
    for (uint32_t i = 0; i < count; i++) {
        ((sg_hole *)holes)[i] = placed[i].hole;
        maker->entries[placed[i].span].hole_count++;
    }
    qsort(placed, count, sizeof(*placed), by_target);
    for (uint32_t i = 0; i < count; i++)
        ((sg_hole *)in_holes)[i] = placed[i].hole;
    return SG_OK;
}

sg_status sg_freeze_spans(sg_freeze *freeze)
{
    span_maker maker = { .freeze = freeze };

    if (freeze->builder->spans.count == 0)
        return SG_OK;
    SG_TRY(make_sets(&maker));
    SG_TRY(order_spans(&maker));
    if (maker.count == 0) /* then no section has anything */
        return SG_OK;
    SG_TRY(write_sets(&maker));
    SG_TRY(write_spans(&maker));
    SG_TRY(write_cells(&maker));
    SG_TRY(write_holes(&maker));
    return sg_freeze_span_index(freeze);
}
