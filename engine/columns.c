/* columns.c - reading properties: one column, one value, all values of one thing. */
#include <stdlib.h>

#include "engine/base/bitmap.h"
#include "engine/encoding.h"
#include "engine/base/text.h"
#include "engine/delta_internal.h"
#include "engine/spans.h"

static uint64_t words_of(uint64_t bytes)
{
    return (bytes + 7) / 8;
}

sg_column_parts sg_column_parts_of(const sg_column_entry *entry, uint32_t rows)
{
    uint64_t cells = entry->sparse ? entry->count : rows;
    sg_column_parts parts = { 0 };

    parts.ranks = entry->count < rows ? sg_bitmap_words(rows) : 0;
    parts.dictionary =
        parts.ranks + (entry->sparse ? words_of(((uint64_t)rows / 512 + 1) * 4) : 0);
    parts.cells = parts.dictionary + words_of((uint64_t)entry->dictionary * 4);
    parts.end = parts.cells +
                (entry->width == 0 ? sg_bitmap_words(rows) : words_of(cells * entry->width));
    parts.end = (parts.end + 7) / 8 * 8;
    return parts;
}

/* Among the columns [first, last) of one owner, which are sorted by key. */
static const sg_column *find_column(const sg_graph *graph, const sg_column *columns,
                                    const sg_column_entry *entries, uint32_t first,
                                    uint32_t last, sg_key key)
{
    uint32_t end = last;

    while (first < last) {
        uint32_t middle = first + (last - first) / 2;
        if (entries[middle].key < key.id)
            first = middle + 1;
        else
            last = middle;
    }
    if (first == end || entries[first].key != key.id)
        return NULL;
    return sg_column_is_sound(graph, &entries[first]) ? &columns[first] : NULL;
}

const sg_column *sg_graph_column(const sg_graph *graph, sg_label_set set, sg_key key)
{
    if (set.id >= graph->label_sets)
        return NULL;
    const uint32_t *first = graph->set_columns_first + set.id;
    return find_column(graph, graph->set_columns, graph->node_columns, first[0], first[1], key);
}

const sg_column *sg_graph_edge_column(const sg_graph *graph, sg_reltype type, sg_key key)
{
    if (type.id >= graph->types)
        return NULL;
    const uint32_t *first = graph->type_columns_first + type.id;
    return find_column(graph, graph->type_columns, graph->edge_columns, first[0], first[1],
                       key);
}

sg_value sg_column_value(const sg_graph *graph, const sg_column *column, uint32_t row,
                         sg_arena *arena)
{
    sg_value value = sg_null();

    if (!sg_column_has(column, row))
        return value;
    switch (column->kind) {
    case SG_COLUMN_BIT:
        return sg_boolean(sg_column_bit(column, row));
    case SG_COLUMN_INTEGER:
        return sg_integer(sg_column_integer(column, row));
    case SG_COLUMN_FLOAT:
        return sg_float(sg_column_float(column, row));
    case SG_COLUMN_STRING:
        return sg_string(sg_graph_string(graph, sg_column_code(column, row)));
    case SG_COLUMN_ENCODED:
        if (sg_value_decode(sg_graph_string(graph, sg_column_code(column, row)), arena,
                            &value) != SG_OK)
            return sg_null();
        break;
    }
    return value;
}

bool sg_graph_edge_in_columns(const sg_graph *graph, sg_edge edge)
{
    if (edge.id >= graph->edges)
        return false;
    return !graph->delta || !sg_delta_edge_cells_of(graph, edge);
}

bool sg_graph_next_changed_edge(const sg_graph *graph, size_t *position, sg_edge *out)
{
    const sg_delta *delta = graph->delta;

    if (!delta)
        return false;
    for (; *position < delta->touched.count; ++*position) {
        const sg_delta_touch *touch = &delta->touched.items[*position];
        if (!touch->changed || touch->deleted)
            continue;
        ++*position;
        *out = (sg_edge){ touch->id };
        return true;
    }
    for (; *position - delta->touched.count < delta->edges.count; ++*position) {
        size_t added = *position - delta->touched.count;
        if (delta->edges.items[added].deleted)
            continue;
        ++*position;
        *out = (sg_edge){ graph->edge_ids + (uint32_t)added };
        return true;
    }
    return false;
}

sg_value sg_graph_property(const sg_graph *graph, sg_node node, sg_key key, sg_arena *arena)
{
    if (SG_UNLIKELY(graph->delta) && !sg_delta_keeps_node(graph, node.id))
        return sg_delta_cell_value(graph->delta, sg_delta_node_of(graph, node)->cells, key);
    const sg_column *column = sg_graph_column(graph, sg_graph_label_set(graph, node), key);

    return column ? sg_column_value(graph, column, node.id - column->first, arena) : sg_null();
}

sg_value sg_graph_edge_property(const sg_graph *graph, sg_edge edge, sg_key key,
                                sg_arena *arena)
{
    const uint32_t *cells = graph->delta ? sg_delta_edge_cells_of(graph, edge) : NULL;

    if (cells)
        return sg_delta_cell_value(graph->delta, *cells, key);
    if (edge.id >= graph->edges)
        return sg_span_property(graph, sg_span_find(graph, edge).span, key, arena);
    const sg_column *column = sg_graph_edge_column(graph, sg_graph_edge_type(graph, edge), key);

    return column ? sg_column_value(graph, column, edge.id - column->first, arena) : sg_null();
}

/* The values of one row in `count` columns as a map; keys are numbered by name, so the map is
 * sorted when the columns are. */
static sg_value collect(const sg_graph *graph, const sg_column *columns,
                        const sg_column_entry *entries, uint32_t count, uint32_t id,
                        sg_arena *arena)
{
    sg_entry *map = sg_arena_make_array(arena, sg_entry, (size_t)count + 1);
    uint32_t used = 0;

    if (!map)
        return sg_null();
    for (uint32_t i = 0; i < count; i++) {
        if (!sg_column_is_sound(graph, &entries[i]))
            continue;
        sg_value value = sg_column_value(graph, &columns[i], id - columns[i].first, arena);
        if (sg_is_null(value))
            continue;
        sg_key key = { entries[i].key };
        map[used++] = (sg_entry){ sg_graph_key_name(graph, key), value };
    }
    return sg_map(map, used);
}

/* The cells of a chain as a map. */
static sg_value collect_cells(const sg_graph *graph, uint32_t cells, sg_arena *arena)
{
    const sg_delta_cell *items = graph->delta->cells.items;
    uint32_t count = 0;

    for (uint32_t at = cells; at != SG_NO_ID; at = items[at].next)
        count++;
    sg_entry *map = sg_arena_make_array(arena, sg_entry, (size_t)count + 1);
    if (!map)
        return sg_null();
    count = 0;
    for (uint32_t at = cells; at != SG_NO_ID; at = items[at].next) {
        sg_key key = { items[at].key };
        map[count++] = (sg_entry){ sg_graph_key_name(graph, key), items[at].value };
    }
    return sg_map(map, sg_map_sort(map, count));
}

/* Properties of a span are sorted by key as columns are. */
static sg_value collect_span(const sg_graph *graph, const sg_edge_span *span, sg_arena *arena)
{
    sg_entry *map = sg_arena_make_array(arena, sg_entry, (size_t)span->property_count + 1);

    if (!map)
        return sg_null();
    for (uint32_t i = 0; i < span->property_count; i++) {
        sg_key key = { span->properties[i].key };
        map[i] = (sg_entry){ sg_graph_key_name(graph, key),
                             sg_span_cell_value(graph, &span->properties[i], arena) };
    }
    return sg_map(map, span->property_count);
}

sg_value sg_graph_properties(const sg_graph *graph, sg_node node, sg_arena *arena)
{
    if (SG_UNLIKELY(graph->delta) && !sg_delta_keeps_node(graph, node.id))
        return collect_cells(graph, sg_delta_node_of(graph, node)->cells, arena);
    const uint32_t *first = graph->set_columns_first + sg_graph_label_set(graph, node).id;

    return collect(graph, graph->set_columns + first[0], graph->node_columns + first[0],
                   first[1] - first[0], node.id, arena);
}

sg_value sg_graph_edge_properties(const sg_graph *graph, sg_edge edge, sg_arena *arena)
{
    const uint32_t *cells = graph->delta ? sg_delta_edge_cells_of(graph, edge) : NULL;

    if (cells)
        return collect_cells(graph, *cells, arena);
    if (edge.id >= graph->edges)
        return collect_span(graph, sg_span_find(graph, edge).span, arena);
    const uint32_t *first = graph->type_columns_first + sg_graph_edge_type(graph, edge).id;

    return collect(graph, graph->type_columns + first[0], graph->edge_columns + first[0],
                   first[1] - first[0], edge.id, arena);
}
