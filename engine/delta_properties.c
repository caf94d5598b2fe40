/* delta_properties.c - properties of changed nodes and relationships: chains of cells.
 *
 * A node of the base is taken over as a whole when it is changed for the first time: texts stay where
 * they are in the base, lists and maps are decoded once.
 */
#include "engine/base/hash.h"
#include "engine/delta_internal.h"
#include "engine/encoding.h"
#include "engine/spans.h"

/* --- cells -------------------------------------------------------------------------------------- */

static sg_status add_cell(sg_delta *delta, uint32_t *first, sg_key key, sg_value value)
{
    uint32_t at = delta->free_cell;

    if (at != SG_NO_ID) {
        delta->free_cell = delta->cells.items[at].next;
    } else {
        at = (uint32_t)delta->cells.count;
        if (delta->cells.count >= SG_MAX_DELTA_IDS)
            return SG_ELIMIT;
        SG_TRY(sg_array_reserve(&delta->cells, 1));
        delta->cells.count++;
    }
    delta->cells.items[at] = (sg_delta_cell){ *first, key.id, value };
    *first = at;
    return SG_OK;
}

static void free_cell(sg_delta *delta, uint32_t *link)
{
    uint32_t at = *link;

    *link = delta->cells.items[at].next;
    delta->cells.items[at] = (sg_delta_cell){ delta->free_cell, 0, sg_null() };
    delta->free_cell = at;
}

/* The link that leads to the cell of the key, or to the end. */
static uint32_t *find_cell(sg_delta *delta, uint32_t *first, sg_key key)
{
    uint32_t *link = first;

    while (*link != SG_NO_ID && delta->cells.items[*link].key != key.id)
        link = &delta->cells.items[*link].next;
    return link;
}

sg_value sg_delta_cell_value(const sg_delta *delta, uint32_t cells, sg_key key)
{
    while (cells != SG_NO_ID && delta->cells.items[cells].key != key.id)
        cells = delta->cells.items[cells].next;
    return cells == SG_NO_ID ? sg_null() : delta->cells.items[cells].value;
}

static void free_cells(sg_delta *delta, uint32_t *first)
{
    while (*first != SG_NO_ID)
        free_cell(delta, first);
}

/* The columns' values of one row as cells. */
static sg_status take_columns(sg_graph *graph, const sg_column *columns,
                              const sg_column_entry *entries, uint32_t count, uint32_t id,
                              uint32_t *first)
{
    sg_delta *delta = graph->delta;

    *first = SG_NO_ID;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = id - columns[i].first;
        if (!sg_column_is_sound(graph, &entries[i]) || !sg_column_has(&columns[i], row))
            continue;
        sg_value value = sg_column_value(graph, &columns[i], row, delta->values);
        sg_status status = sg_is_null(value)
                               ? SG_ENOMEM
                               : add_cell(delta, first, (sg_key){ entries[i].key }, value);
        if (status != SG_OK) {
            free_cells(delta, first);
            return status;
        }
    }
    return SG_OK;
}

/* --- taking over from the base ------------------------------------------------------------------ */

sg_status sg_delta_take_node(sg_graph *graph, sg_node node, sg_delta_node **out)
{
    sg_delta *delta = graph->delta;
    sg_delta_node record = { .id = node.id };

    *out = sg_delta_node_of(graph, node);
    if (*out)
        return SG_OK;
    record.set = sg_graph_label_set(graph, node).id;
    const uint32_t *first = graph->set_columns_first + record.set;
    SG_TRY(sg_array_reserve(&delta->changed, 1));
    SG_TRY(take_columns(graph, graph->set_columns + first[0], graph->node_columns + first[0],
                        first[1] - first[0], node.id, &record.cells));
    sg_status status = sg_slots_add(&delta->changed_slots, sg_hash_int(node.id),
                                    (uint32_t)delta->changed.count);
    if (status != SG_OK) {
        free_cells(delta, &record.cells);
        return status;
    }
    *out = &delta->changed.items[delta->changed.count];
    delta->changed.items[delta->changed.count++] = record;
    sg_bit_set(delta->nodes_changed, node.id);
    return SG_OK;
}

uint32_t *sg_delta_edge_cells_of(const sg_graph *graph, sg_edge edge)
{
    sg_delta_edge *record = sg_delta_edge_of(graph, edge);

    if (record)
        return &record->cells;
    sg_delta_touch *touch = sg_delta_touch_of(graph->delta, edge);
    return touch && touch->changed ? &touch->cells : NULL;
}

/* The properties of a span as cells. */
static sg_status take_span(sg_graph *graph, const sg_edge_span *span, uint32_t *first)
{
    sg_delta *delta = graph->delta;

    *first = SG_NO_ID;
    for (uint32_t i = 0; i < span->property_count; i++) {
        const sg_span_cell *cell = &span->properties[i];
        sg_value value = sg_span_cell_value(graph, cell, delta->values);
        sg_status status = sg_is_null(value)
                               ? SG_ENOMEM
                               : add_cell(delta, first, (sg_key){ cell->key }, value);
        if (status != SG_OK) {
            free_cells(delta, first);
            return status;
        }
    }
    return SG_OK;
}

static sg_status take_edge(sg_graph *graph, sg_edge edge, uint32_t **out)
{
    sg_delta_touch *touch;

    *out = sg_delta_edge_cells_of(graph, edge);
    if (*out)
        return SG_OK;
    SG_TRY(sg_delta_touch_edge(graph->delta, edge, &touch));
    *out = &touch->cells;
    if (edge.id >= graph->edges) {
        SG_TRY(take_span(graph, sg_span_find(graph, edge).span, &touch->cells));
    } else {
        const uint32_t *first = graph->type_columns_first + sg_graph_edge_type(graph, edge).id;
        SG_TRY(take_columns(graph, graph->type_columns + first[0],
                            graph->edge_columns + first[0], first[1] - first[0], edge.id,
                            &touch->cells));
    }
    touch->changed = true;
    return SG_OK;
}

/* --- setting ------------------------------------------------------------------------------------ */

/* What can be encoded, so that a merge never refuses what was set. */
static sg_status check_value(sg_value value, uint32_t depth)
{
    if (depth > SG_ENCODING_DEPTH)
        return SG_ELIMIT;
    if (value.type == SG_TYPE_NODE || value.type == SG_TYPE_RELATIONSHIP ||
        value.type == SG_TYPE_PATH)
        return SG_EINVAL;
    for (uint32_t i = 0; value.type == SG_TYPE_LIST && i < value.length; i++)
        SG_TRY(check_value(value.list[i], depth + 1));
    for (uint32_t i = 0; value.type == SG_TYPE_MAP && i < value.length; i++)
        SG_TRY(check_value(value.map[i].value, depth + 1));
    return SG_OK;
}

/* Changes one cell of a chain and notes what was. */
static sg_status change_cell(sg_delta *delta, uint32_t *first, sg_key key, sg_value value,
                             sg_undo_kind kind, uint32_t id)
{
    uint32_t *link = find_cell(delta, first, key);
    sg_value before = *link == SG_NO_ID ? sg_null() : delta->cells.items[*link].value;

    /* What is put back is in memory already. */
    if (sg_value_points(value) && !delta->undoing)
        SG_TRY(sg_value_copy(delta->values, value, &value));
    SG_TRY(sg_delta_note(delta, kind, id, key.id, before));
    if (sg_value_points(before))
        delta->garbage += before.length + sizeof(before);
    if (sg_is_null(value)) {
        if (*link != SG_NO_ID)
            free_cell(delta, link);
    } else if (*link != SG_NO_ID) {
        delta->cells.items[*link].value = value;
    } else {
        sg_status status = add_cell(delta, first, key, value);
        if (status != SG_OK && !delta->undoing)
            delta->journal.count--;
        return status;
    }
    return SG_OK;
}

sg_status sg_delta_set(sg_graph *graph, sg_node node, sg_key key, sg_value value)
{
    sg_delta_node *record;

    SG_TRY(check_value(value, 0));
    SG_TRY(sg_delta_take_node(graph, node, &record));
    if (!graph->delta->undoing)
        SG_TRY(sg_delta_index_value(graph, node, key, value));
    return change_cell(graph->delta, &record->cells, key, value, SG_UNDO_PROPERTY, node.id);
}

sg_status sg_delta_set_edge(sg_graph *graph, sg_edge edge, sg_key key, sg_value value)
{
    uint32_t *cells;

    SG_TRY(check_value(value, 0));
    SG_TRY(take_edge(graph, edge, &cells));
    return change_cell(graph->delta, cells, key, value, SG_UNDO_EDGE_PROPERTY, edge.id);
}
