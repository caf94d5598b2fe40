/* arc_marks.c - the conditions of one arc, type by type. */
#include <stdlib.h>

#include "query/reduce/reducer_internal.h"

/* Leaves out the marks of a type whose relationships all pass: it is followed as if nothing were asked. */
static sg_status make_type(const sg_reduce_host *host, const sg_reduced_arc *arc,
                           uint32_t index, sg_arc_marks *marks)
{
    sg_edge_marks *made;

    SG_TRY(sg_edge_marks_new(host->graph, host->store, &host->edges, arc,
                             sg_arc_type(arc, index), sg_buffer_str(&marks->key), &made));
    marks->passing += sg_edge_marks_count(made);
    if (sg_edge_marks_all(made)) {
        sg_edge_marks_free(made);
        return SG_OK;
    }
    marks->by_type[index] = made;
    return SG_OK;
}

sg_status sg_arc_marks_make(const sg_reduce_host *host, const sg_reduced_arc *arc,
                            sg_arc_marks *out)
{
    out->type_count = sg_arc_types(host->graph, arc);
    out->by_type = calloc((size_t)out->type_count + 1, sizeof *out->by_type);
    if (!out->by_type)
        return SG_ENOMEM;
    if (!host->edges.name(host->edges.self, arc, &out->key))
        sg_buffer_clear(&out->key);
    SG_TRY(out->key.status);
    for (uint32_t i = 0; i < out->type_count; i++)
        SG_TRY(make_type(host, arc, i, out));
    return SG_OK;
}

void sg_arc_marks_free(sg_arc_marks *marks)
{
    for (uint32_t i = 0; marks->by_type && i < marks->type_count; i++)
        sg_edge_marks_free(marks->by_type[i]);
    free(marks->by_type);
    sg_buffer_free(&marks->key);
}
