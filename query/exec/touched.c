/* touched.c - asks the reduction of a whole statement about a change. */
#include "query/exec/exec.h"
#include "query/exec/reductions.h"
#include "query/reduce/around.h"

static uint32_t vertex_of(const sg_reduction *reduction, uint32_t slot)
{
    uint32_t vertex = 0;

    while (reduction->vertices[vertex].slot != slot)
        vertex++;
    return vertex;
}

static sg_range hull(sg_range left, sg_range right)
{
    if (left.first == left.last)
        return right;
    if (right.first == right.last)
        return left;
    return (sg_range){ left.first < right.first ? left.first : right.first,
                       left.last > right.last ? left.last : right.last };
}

/* From the first node to the last of those that may come out: labels are ranges much smaller than the graph. */
static sg_range window_of(const sg_graph *graph, const sg_reduction *whole, uint32_t slot)
{
    sg_range window = { 0, 0 };

    if (slot != SG_NO_SLOT)
        return sg_labels_hull(graph, whole->vertices[vertex_of(whole, slot)].label_sets);
    for (uint32_t i = 0; i < whole->vertex_count; i++)
        for (uint32_t k = 0; k < whole->vertices[i].subset_count; k++) {
            const sg_reduced_subset *subset = &whole->vertices[i].subsets[k];
            const sg_reduced_vertex *vertex = &subset->reduction->vertices[subset->vertex];
            window = hull(window, sg_labels_hull(graph, vertex->label_sets));
        }
    return window;
}

sg_status sg_exec_touched(sg_exec *exec, uint32_t slot, const sg_touched *touched,
                          sg_id_set **out, bool *certain)
{
    const sg_reduction *whole = exec->tree->whole;
    sg_reduced *reduced;
    sg_id_bits bits;

    SG_TRY(sg_reduced_of(exec, whole, &reduced));
    sg_reduce_host host = sg_reduced_host(reduced);
    host.among = NULL;
    SG_TRY(sg_id_bits_new(window_of(exec->graph, whole, slot), &bits));
    sg_status status = slot == SG_NO_SLOT
                           ? sg_reduction_subsets_around(&host, whole, touched, &bits)
                           : sg_reduction_around(&host, whole, vertex_of(whole, slot), touched,
                                                 &bits, certain);
    if (status == SG_OK)
        return sg_id_bits_finish(&bits, out);
    sg_id_bits_free(&bits);
    return status;
}
