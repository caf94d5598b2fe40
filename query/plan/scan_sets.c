/* scan_sets.c - which nodes a scan need not look at, for they lack the relationships asked for.
 *
 *     MATCH (a)-[:HAS]->(b)-[:CAN_ACCESS]->(c)
 *
 *     a   label sets with any HAS going out
 *     b   ... with any HAS coming in and any CAN_ACCESS going out
 *
 * Degrees per label set are exact, and a node without a relationship of the type is in no match, so
 * nothing is lost.  Arcs of length zero ask for nothing.  Only scans are narrowed: what is reached by
 * following a relationship has it.
 */
#include "query/plan/pattern_graph.h"

#include "engine/base/bitmap.h"

/* Sets the bits of the label sets with any relationship that the arc could follow from that end. */
static void find_touching(const sg_graph *graph, const sg_pattern_arc *arc, bool at_left,
                          uint64_t *sets)
{
    bool out =
        arc->edge->direction == SG_EITHER || (arc->edge->direction == SG_RIGHT) == at_left;
    bool in = arc->edge->direction == SG_EITHER || (arc->edge->direction == SG_LEFT) == at_left;

    for (uint32_t i = 0; i < arc->type_count; i++) {
        if (out)
            sg_graph_sets_with(graph, arc->types[i], SG_OUT, sets);
        if (in)
            sg_graph_sets_with(graph, arc->types[i], SG_IN, sets);
    }
}

static sg_status narrow(sg_planner *planner, sg_pattern_vertex *vertex,
                        const sg_pattern_arc *arc, bool at_left)
{
    size_t words = sg_bitmap_words(sg_graph_label_sets(planner->graph)) + 1;
    uint64_t *sets = sg_arena_make_array(planner->arena, uint64_t, words);

    if (!sets)
        return sg_plan_no_memory(planner);
    find_touching(planner->graph, arc, at_left, sets);
    for (size_t i = 0; vertex->scan_sets && i < words; i++)
        sets[i] &= vertex->scan_sets[i];
    vertex->scan_sets = sets;
    return SG_OK;
}

sg_status sg_narrow_scans(sg_planner *planner, sg_pattern_graph *graph)
{
    for (uint32_t i = 0; i < graph->vertex_count; i++)
        graph->vertices[i].scan_sets = graph->vertices[i].label_sets;
    for (uint32_t i = 0; i < graph->arc_count; i++) {
        const sg_pattern_arc *arc = &graph->arcs[i];
        if (arc->any_type || arc->minimum == 0)
            continue;
        SG_TRY(narrow(planner, &graph->vertices[arc->left], arc, true));
        SG_TRY(narrow(planner, &graph->vertices[arc->right], arc, false));
    }
    return SG_OK;
}
