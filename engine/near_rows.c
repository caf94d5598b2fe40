/* near_rows.c - rows found 64 at a time where nodes follow each other. */
#include "engine/near_rows.h"

#include <string.h>

#include "engine/graph_internal.h"
#include "engine/rows.h"
#include "engine/spans.h"

static const uint32_t *others_of(const sg_graph *graph, sg_direction way)
{
    return way == SG_OUT ? graph->out_others : graph->in_others;
}

/* Reads the rows of the node's piece; false where they are found as quickly as read. */
static bool read_piece(const sg_graph *graph, uint32_t node, sg_reltype type, sg_direction way,
                       sg_near_rows *near)
{
    const sg_row_index *index = sg_row_index_of(graph, type, way);
    sg_rows_piece piece;

    if (index->form != SG_ROWS_PACKED || node < index->first || node >= index->last)
        return false;
    uint32_t first = node - (node - index->first) % SG_ROWS_PIECE;
    sg_rows rows = sg_rows_read(graph, type, way, (sg_range){ first, first + 1 });
    near->first = first;
    near->count = SG_ROWS_PIECE;
    if (!sg_rows_next(&rows, &piece)) {
        memset(near->places, 0, sizeof near->places);
        return true;
    }
    near->count = piece.count;
    near->edge = (uint32_t)(piece.others - others_of(graph, way));
    sg_rows_places(&piece, near->places);
    return true;
}

sg_runs sg_graph_runs_near(const sg_graph *graph, sg_node node, sg_reltype type,
                           sg_direction way, sg_near_rows *near)
{
    if (SG_UNLIKELY(graph->delta || sg_type_has_spans(graph, type)))
        return sg_graph_runs(graph, node, type, way);
    if (node.id - near->first >= near->count) {
        bool is_near = node.id - near->asked < SG_ROWS_PIECE;
        near->asked = node.id;
        if (!is_near || !read_piece(graph, node.id, type, way, near))
            return sg_graph_runs(graph, node, type, way);
    }
    const uint32_t *places = near->places + (node.id - near->first);
    uint32_t first = near->edge + places[0];
    sg_runs runs = { .run = { .others = others_of(graph, way) + first,
                              .first_edge = first,
                              .step = way == SG_OUT,
                              .count = places[1] - places[0],
                              .node = node.id,
                              .type = type } };
    runs.done = runs.run.count == 0;
    return runs;
}
