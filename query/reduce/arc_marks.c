/* arc_marks.c - the conditions of one arc, type by type. */
#include <stdlib.h>

#include "query/reduce/reducer_internal.h"

/* Leaves out the marks of a type whose relationships all pass: it is followed as if nothing were asked. */
static sg_status make_type(const sg_reduce_host *host, const sg_reduced_arc *arc, sg_range ends,
                           uint32_t index, sg_arc_marks *marks)
{
    sg_edge_marks *made;

    SG_TRY(sg_edge_marks_new(host->graph, host->store, &host->edges, arc,
                             sg_arc_type(arc, index), ends, sg_buffer_str(&marks->key), &made));
    if (sg_edge_marks_all(made)) {
        sg_edge_marks_free(made);
        return SG_OK;
    }
    marks->by_type[index] = made;
    return SG_OK;
}

/* The nodes at which relationships of the arc are followed against their direction: those that its end may
 * be, or any in the middle of a walk. */
static sg_range ends_of(const sg_graph *graph, const sg_reduction *reduction,
                        const sg_reduced_arc *arc)
{
    sg_range left = { 0, 0 }, right = { 0, 0 };

    if (arc->walks)
        return SG_ANY_END;
    if (arc->direction != SG_RIGHT)
        left = sg_labels_hull(graph, reduction->vertices[arc->left].label_sets);
    if (arc->direction != SG_LEFT)
        right = sg_labels_hull(graph, reduction->vertices[arc->right].label_sets);
    if (left.first == left.last || right.first == right.last)
        return left.first == left.last ? right : left;
    return (sg_range){ left.first < right.first ? left.first : right.first,
                       left.last > right.last ? left.last : right.last };
}

sg_status sg_arc_marks_make(const sg_reduce_host *host, const sg_reduction *reduction,
                            const sg_reduced_arc *arc, sg_arc_marks *out)
{
    sg_range ends = ends_of(host->graph, reduction, arc);

    out->type_count = sg_arc_types(host->graph, arc);
    out->by_type = calloc((size_t)out->type_count + 1, sizeof *out->by_type);
    if (!out->by_type)
        return SG_ENOMEM;
    if (!host->edges.name(host->edges.self, arc, &out->key))
        sg_buffer_clear(&out->key);
    SG_TRY(out->key.status);
    for (uint32_t i = 0; i < out->type_count; i++)
        SG_TRY(make_type(host, arc, ends, i, out));
    return SG_OK;
}

void sg_arc_marks_free(sg_arc_marks *marks)
{
    for (uint32_t i = 0; marks->by_type && i < marks->type_count; i++)
        sg_edge_marks_free(marks->by_type[i]);
    free(marks->by_type);
    sg_buffer_free(&marks->key);
}
