/* delta_nodes.c - nodes added, deleted, and given other labels; counts kept exact. */
#include "engine/base/hash.h"
#include "engine/delta_internal.h"

/* --- records ------------------------------------------------------------------------------------ */

sg_delta_node *sg_delta_node_of(const sg_graph *graph, sg_node node)
{
    const sg_delta *delta = graph->delta;
    size_t probe = 0;

    if (node.id >= graph->nodes)
        return &delta->added.items[node.id - graph->nodes];
    if (!sg_bit_test(delta->nodes_changed, node.id))
        return NULL;
    for (uint32_t i; sg_slots_next(&delta->changed_slots, sg_hash_int(node.id), &probe, &i);)
        if (delta->changed.items[i].id == node.id)
            return &delta->changed.items[i];
    return NULL;
}

static bool is_live(const sg_graph *graph, sg_node node)
{
    return sg_graph_has_node(graph, node);
}

/* --- counts ------------------------------------------------------------------------------------- */

static void count_node(sg_graph *graph, uint16_t set, bool more)
{
    sg_delta *delta = graph->delta;
    uint32_t step = more ? 1 : UINT32_MAX, count;
    const sg_label *labels = sg_label_set_labels(graph, (sg_label_set){ set }, &count);

    delta->node_count += step;
    delta->set_counts.items[set] += step;
    for (uint32_t i = 0; i < count; i++)
        delta->label_counts.items[labels[i].id] += step;
}

/* The node's edges are edges of another set now.  Memory is asked for before anything changes. */
static sg_status move_degrees(sg_graph *graph, sg_node node, uint16_t from, uint16_t to)
{
    uint32_t types = sg_graph_types(graph);

    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < 2 * types; i++) {
            sg_reltype type = { (uint16_t)(i / 2) };
            sg_direction way = i % 2 ? SG_IN : SG_OUT;
            int64_t degree = sg_graph_degree(graph, node, type, way);
            if (degree == 0)
                continue;
            SG_TRY(sg_delta_add_degree(graph->delta, from, type, way, pass ? -degree : 0));
            SG_TRY(sg_delta_add_degree(graph->delta, to, type, way, pass ? degree : 0));
        }
    }
    return SG_OK;
}

static sg_status change_set(sg_graph *graph, sg_node node, uint16_t set)
{
    sg_delta_node *record;

    SG_TRY(sg_delta_take_node(graph, node, &record));
    uint16_t before = record->set;
    SG_TRY(move_degrees(graph, node, before, set));
    SG_TRY(sg_delta_note(graph->delta, SG_UNDO_LABELS, node.id, before, sg_null()));
    count_node(graph, before, false);
    record->set = set;
    count_node(graph, set, true);
    return SG_OK;
}

/* --- adding and deleting ------------------------------------------------------------------------ */

/* Puts the labels in without repeats; returns how many. */
static uint32_t distinct_labels(const sg_label *labels, uint32_t count, sg_label *out)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count && kept <= SG_MAX_DELTA_LABELS; i++) {
        uint32_t at = 0;
        while (at < kept && out[at].id != labels[i].id)
            at++;
        if (at == kept)
            out[kept++] = labels[i];
    }
    return kept;
}

sg_status sg_delta_add_node(sg_graph *graph, const sg_label *labels, uint32_t count,
                            sg_node *out)
{
    sg_delta *delta = graph->delta;
    sg_label distinct[SG_MAX_DELTA_LABELS + 1];
    uint32_t kept = distinct_labels(labels, count, distinct);
    uint16_t set;

    if (kept > SG_MAX_DELTA_LABELS ||
        graph->nodes + (uint64_t)delta->added.count >= SG_MAX_DELTA_IDS)
        return SG_ELIMIT;
    uint32_t id = graph->nodes + (uint32_t)delta->added.count;
    SG_TRY(sg_delta_set_of(graph, distinct, kept, &set));
    SG_TRY(sg_array_reserve(&delta->added, 1));
    SG_TRY(sg_delta_note(delta, SG_UNDO_ADD_NODE, id, 0, sg_null()));
    delta->added.items[delta->added.count++] =
        (sg_delta_node){ .id = id, .cells = SG_NO_ID, .set = set };
    count_node(graph, set, true);
    *out = (sg_node){ id };
    return SG_OK;
}

sg_status sg_delta_delete_node(sg_graph *graph, sg_node node)
{
    sg_delta_node *record;

    if (!is_live(graph, node))
        return SG_OK;
    SG_TRY(sg_delta_take_node(graph, node, &record));
    SG_TRY(sg_delta_note(graph->delta, SG_UNDO_DELETE_NODE, node.id, 0, sg_null()));
    record->deleted = true;
    count_node(graph, record->set, false);
    return SG_OK;
}

/* --- labels ------------------------------------------------------------------------------------- */

sg_status sg_delta_add_label(sg_graph *graph, sg_node node, sg_label label, bool *changed)
{
    sg_label labels[SG_MAX_DELTA_LABELS + 1];
    uint32_t count;
    uint16_t set;

    *changed = false;
    if (!is_live(graph, node) || sg_graph_has_label(graph, node, label))
        return SG_OK;
    const sg_label *before =
        sg_label_set_labels(graph, sg_graph_label_set(graph, node), &count);
    if (count >= SG_MAX_DELTA_LABELS)
        return SG_ELIMIT;
    for (uint32_t i = 0; i < count; i++)
        labels[i] = before[i];
    labels[count] = label;
    SG_TRY(sg_delta_set_of(graph, labels, count + 1, &set));
    SG_TRY(sg_delta_index_label(graph, node, label));
    SG_TRY(change_set(graph, node, set));
    *changed = true;
    return SG_OK;
}

sg_status sg_delta_remove_label(sg_graph *graph, sg_node node, sg_label label, bool *changed)
{
    sg_label labels[SG_MAX_DELTA_LABELS];
    uint32_t count, kept = 0;
    uint16_t set;

    *changed = false;
    if (!is_live(graph, node) || !sg_graph_has_label(graph, node, label))
        return SG_OK;
    const sg_label *before =
        sg_label_set_labels(graph, sg_graph_label_set(graph, node), &count);
    for (uint32_t i = 0; i < count; i++)
        if (before[i].id != label.id)
            labels[kept++] = before[i];
    SG_TRY(sg_delta_set_of(graph, labels, kept, &set));
    SG_TRY(change_set(graph, node, set));
    *changed = true;
    return SG_OK;
}

/* --- undoing -------------------------------------------------------------------------------------- */

static sg_status restore_node(sg_graph *graph, sg_undo entry)
{
    sg_delta *delta = graph->delta;
    sg_delta_node *record = sg_delta_node_of(graph, (sg_node){ entry.id });

    switch (entry.kind) {
    case SG_UNDO_ADD_NODE:
        count_node(graph, record->set, false);
        delta->added.count--;
        return SG_OK;
    case SG_UNDO_DELETE_NODE:
        record->deleted = false;
        count_node(graph, record->set, true);
        return SG_OK;
    case SG_UNDO_LABELS:
        return change_set(graph, (sg_node){ entry.id }, (uint16_t)entry.number);
    case SG_UNDO_PROPERTY:
        return sg_delta_set(graph, (sg_node){ entry.id }, (sg_key){ entry.number },
                            entry.value);
    case SG_UNDO_ADD_EDGE:
    case SG_UNDO_DELETE_EDGE:
    case SG_UNDO_EDGE_PROPERTY:
    case SG_UNDO_INDEX:
        break;
    }
    SG_UNREACHABLE();
}

sg_status sg_delta_restore(sg_graph *graph, sg_undo entry)
{
    sg_delta *delta = graph->delta;

    switch (entry.kind) {
    case SG_UNDO_ADD_NODE:
    case SG_UNDO_DELETE_NODE:
    case SG_UNDO_LABELS:
    case SG_UNDO_PROPERTY:
        return restore_node(graph, entry);
    case SG_UNDO_ADD_EDGE:
    case SG_UNDO_DELETE_EDGE:
        return sg_delta_restore_edge(graph, entry);
    case SG_UNDO_EDGE_PROPERTY:
        return sg_delta_set_edge(graph, (sg_edge){ entry.id }, (sg_key){ entry.number },
                                 entry.value);
    case SG_UNDO_INDEX:
        delta->indexes.items[entry.id].dropped = entry.number != 0;
        return SG_OK;
    }
    SG_UNREACHABLE();
}
