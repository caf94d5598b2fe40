/* read.c - reading a frozen graph by names; a name the graph does not have reads as nothing. */
#include "ingest/derive/read.h"

#include "engine/base/text.h"

static sg_str text_of(sg_value value)
{
    return value.type == SG_TYPE_STRING ? sg_value_str(value) : (sg_str){ "", 0 };
}

static sg_truth truth_of(sg_value value)
{
    if (value.type != SG_TYPE_BOOLEAN)
        return SG_UNKNOWN;
    return value.boolean ? SG_TRUE : SG_FALSE;
}

sg_value sg_read(const sg_graph *graph, sg_node node, sg_str name, sg_arena *arena)
{
    sg_key key;

    return sg_graph_find_key(graph, name, &key) ? sg_graph_property(graph, node, key, arena)
                                                : sg_null();
}

sg_value sg_read_tags(sg_iam_tags tags, sg_arena *arena)
{
    return tags.graph ? sg_read(tags.graph, tags.node, SG_STR("tags"), arena) : sg_null();
}

sg_str sg_read_text(const sg_graph *graph, sg_node node, sg_str name, sg_arena *arena)
{
    return text_of(sg_read(graph, node, name, arena));
}

sg_truth sg_read_truth(const sg_graph *graph, sg_node node, sg_str name, sg_arena *arena)
{
    return truth_of(sg_read(graph, node, name, arena));
}

static sg_value read_edge(const sg_graph *graph, sg_edge edge, sg_str name, sg_arena *arena)
{
    sg_key key;

    return sg_graph_find_key(graph, name, &key)
               ? sg_graph_edge_property(graph, edge, key, arena)
               : sg_null();
}

sg_str sg_read_edge_text(const sg_graph *graph, sg_edge edge, sg_str name, sg_arena *arena)
{
    return text_of(read_edge(graph, edge, name, arena));
}

sg_truth sg_read_edge_truth(const sg_graph *graph, sg_edge edge, sg_str name, sg_arena *arena)
{
    return truth_of(read_edge(graph, edge, name, arena));
}

bool sg_node_is(const sg_graph *graph, sg_node node, sg_str label)
{
    sg_label found;

    return sg_graph_find_label(graph, label, &found) && sg_graph_has_label(graph, node, found);
}

sg_str sg_read_arn(const sg_graph *graph, sg_node node, sg_arena *arena)
{
    sg_str arn = sg_read_text(graph, node, SG_STR("arn"), arena);

    if (!sg_str_starts(arn, SG_STR("arn:")))
        arn = sg_read_text(graph, node, SG_STR("id"), arena);
    return sg_str_starts(arn, SG_STR("arn:")) ? arn : (sg_str){ "", 0 };
}

sg_cursor sg_nodes_with(const sg_graph *graph, sg_str label)
{
    sg_cursor cursor = { .count = 0 };
    sg_label found;

    if (sg_graph_find_label(graph, label, &found))
        cursor.ranges = sg_graph_label_ranges(graph, found, &cursor.count);
    if (cursor.count > 0)
        cursor.next = cursor.ranges[0].first;
    return cursor;
}

bool sg_cursor_next(sg_cursor *cursor)
{
    while (cursor->range < cursor->count) {
        if (cursor->next < cursor->ranges[cursor->range].last) {
            cursor->node = (sg_node){ cursor->next++ };
            return true;
        }
        if (++cursor->range < cursor->count)
            cursor->next = cursor->ranges[cursor->range].first;
    }
    return false;
}

uint32_t sg_count_with(const sg_graph *graph, sg_str label)
{
    sg_label found;

    return sg_graph_find_label(graph, label, &found) ? sg_graph_label_count(graph, found) : 0;
}

sg_neighbours sg_neighbours_by(const sg_graph *graph, sg_node node, sg_str type,
                               sg_direction way)
{
    sg_neighbours neighbours = { .graph = graph, .runs = { .done = true } };
    sg_reltype found;

    if (sg_graph_find_type(graph, type, &found))
        neighbours.runs = sg_graph_runs(graph, node, found, way);
    return neighbours;
}

bool sg_neighbours_next(sg_neighbours *neighbours)
{
    while (neighbours->next >= neighbours->run.count) {
        neighbours->next = 0;
        neighbours->run.count = 0;
        if (neighbours->runs.done || !sg_runs_next(&neighbours->runs, &neighbours->run))
            return false;
    }
    neighbours->node = (sg_node){ sg_run_other(&neighbours->run, neighbours->next) };
    neighbours->edge = sg_run_edge(neighbours->graph, &neighbours->run, neighbours->next);
    neighbours->next++;
    return true;
}
