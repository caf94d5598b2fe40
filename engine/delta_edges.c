/* delta_edges.c - relationships added and deleted; counts kept exact. */
#include "engine/base/hash.h"
#include "engine/delta_internal.h"

sg_delta_edge *sg_delta_edge_of(const sg_graph *graph, sg_edge edge)
{
    return edge.id < graph->edge_ids ? NULL
                                     : &graph->delta->edges.items[edge.id - graph->edge_ids];
}

sg_delta_touch *sg_delta_touch_of(const sg_delta *delta, sg_edge edge)
{
    size_t probe = 0;

    for (uint32_t i; sg_slots_next(&delta->touched_slots, sg_hash_int(edge.id), &probe, &i);)
        if (delta->touched.items[i].id == edge.id)
            return &delta->touched.items[i];
    return NULL;
}

sg_status sg_delta_touch_edge(sg_delta *delta, sg_edge edge, sg_delta_touch **out)
{
    *out = sg_delta_touch_of(delta, edge);
    if (*out)
        return SG_OK;
    SG_TRY(sg_array_reserve(&delta->touched, 1));
    SG_TRY(sg_slots_add(&delta->touched_slots, sg_hash_int(edge.id),
                        (uint32_t)delta->touched.count));
    *out = &delta->touched.items[delta->touched.count++];
    **out = (sg_delta_touch){ .id = edge.id, .cells = SG_NO_ID };
    return SG_OK;
}

bool sg_delta_is_deleted(const sg_delta *delta, sg_edge edge)
{
    const sg_delta_touch *touch = sg_delta_touch_of(delta, edge);

    return touch && touch->deleted;
}

static sg_status add_degrees(sg_graph *graph, sg_node from, sg_reltype type, sg_node to,
                             int64_t more)
{
    uint16_t from_set = sg_graph_label_set(graph, from).id;
    uint16_t to_set = sg_graph_label_set(graph, to).id;

    SG_TRY(sg_delta_add_degree(graph->delta, from_set, type, SG_OUT, more));
    return sg_delta_add_degree(graph->delta, to_set, type, SG_IN, more);
}

/* The edge comes to be (again) or is no more; what can fail has been done before. */
static sg_status count_edge(sg_graph *graph, sg_node from, sg_reltype type, sg_node to,
                            bool more)
{
    sg_delta *delta = graph->delta;
    uint64_t step = more ? 1 : UINT64_MAX;

    delta->edge_count += step;
    delta->type_counts.items[type.id] += step;
    return add_degrees(graph, from, type, to, more ? 1 : -1);
}

/* Into both rows, or into none. */
static sg_status enter_rows(sg_delta *delta, uint32_t id, uint32_t from, sg_reltype type,
                            uint32_t to)
{
    SG_TRY(sg_delta_row_add(delta, from, type, SG_OUT, to, id));
    sg_status status = sg_delta_row_add(delta, to, type, SG_IN, from, id);
    if (status != SG_OK)
        sg_delta_row_remove(delta, from, type, SG_OUT, to, id);
    return status;
}

static void leave_rows(sg_delta *delta, uint32_t id, const sg_delta_edge *edge)
{
    sg_reltype type = { edge->type };

    sg_delta_row_remove(delta, edge->from, type, SG_OUT, edge->to, id);
    sg_delta_row_remove(delta, edge->to, type, SG_IN, edge->from, id);
}

sg_status sg_delta_add_edge(sg_graph *graph, sg_node from, sg_reltype type, sg_node to,
                            sg_edge *out)
{
    sg_delta *delta = graph->delta;

    if (graph->edge_ids + (uint64_t)delta->edges.count >= SG_MAX_DELTA_IDS)
        return SG_ELIMIT;
    uint32_t id = graph->edge_ids + (uint32_t)delta->edges.count;
    SG_TRY(add_degrees(graph, from, type, to, 0)); /* room for them */
    SG_TRY(sg_array_reserve(&delta->edges, 1));
    SG_TRY(sg_array_reserve(&delta->journal, 1));
    SG_TRY(enter_rows(delta, id, from.id, type, to.id));
    SG_TRY(sg_delta_note(delta, SG_UNDO_ADD_EDGE, id, 0, sg_null()));
    delta->edges.items[delta->edges.count++] =
        (sg_delta_edge){ .from = from.id, .to = to.id, .cells = SG_NO_ID, .type = type.id };
    *out = (sg_edge){ id };
    return count_edge(graph, from, type, to, true);
}

/* In both rows of an edge of the base, one more is deleted, or one less. */
static sg_status delete_in_rows(sg_delta *delta, sg_node from, sg_reltype type, sg_node to,
                                int32_t more)
{
    SG_TRY(sg_delta_row_delete(delta, from.id, type, SG_OUT, more));
    return sg_delta_row_delete(delta, to.id, type, SG_IN, more);
}

sg_status sg_delta_delete_edge(sg_graph *graph, sg_edge edge)
{
    sg_delta *delta = graph->delta;
    sg_delta_edge *record = sg_delta_edge_of(graph, edge);
    sg_delta_touch *touch = NULL;

    if (!sg_graph_has_edge(graph, edge))
        return SG_OK;
    sg_node from = sg_graph_edge_from(graph, edge), to = sg_graph_edge_to(graph, edge);
    sg_reltype type = sg_graph_edge_type(graph, edge);
    SG_TRY(add_degrees(graph, from, type, to, 0)); /* room for them */
    if (!record) {
        SG_TRY(delete_in_rows(delta, from, type, to, 0));
        SG_TRY(sg_delta_touch_edge(delta, edge, &touch));
    }
    SG_TRY(sg_delta_note(delta, SG_UNDO_DELETE_EDGE, edge.id, 0, sg_null()));
    if (record) {
        leave_rows(delta, edge.id, record);
        record->deleted = true;
    } else {
        SG_TRY(delete_in_rows(delta, from, type, to, 1));
        touch->deleted = true;
    }
    return count_edge(graph, from, type, to, false);
}

sg_status sg_delta_restore_edge(sg_graph *graph, sg_undo entry)
{
    sg_delta *delta = graph->delta;
    sg_edge edge = { entry.id };
    sg_delta_edge *record = sg_delta_edge_of(graph, edge);
    sg_node from = sg_graph_edge_from(graph, edge), to = sg_graph_edge_to(graph, edge);
    sg_reltype type = sg_graph_edge_type(graph, edge);

    if (record && entry.kind == SG_UNDO_ADD_EDGE) {
        leave_rows(delta, entry.id, record);
        delta->edges.count--;
        return count_edge(graph, from, type, to, false);
    }
    if (record) {
        SG_TRY(enter_rows(delta, entry.id, record->from, type, record->to));
        record->deleted = false;
    } else {
        SG_TRY(delete_in_rows(delta, from, type, to, -1));
        sg_delta_touch_of(delta, edge)->deleted = false;
    }
    return count_edge(graph, from, type, to, true);
}
