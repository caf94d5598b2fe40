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

sg_status sg_exec_touched(sg_exec *exec, uint32_t slot, const sg_touched *touched,
                          sg_id_set **out)
{
    const sg_reduction *whole = exec->tree->whole;
    sg_reduced *reduced;
    sg_id_bits bits;

    SG_TRY(sg_reduced_of(exec, whole, &reduced));
    sg_reduce_host host = sg_reduced_host(reduced);
    host.among = NULL;
    SG_TRY(sg_id_bits_new((sg_range){ 0, sg_graph_nodes(exec->graph) }, &bits));
    sg_status status =
        slot == SG_NO_SLOT
            ? sg_reduction_subsets_around(&host, whole, touched, &bits)
            : sg_reduction_around(&host, whole, vertex_of(whole, slot), touched, &bits);
    if (status == SG_OK)
        return sg_id_bits_finish(&bits, out);
    sg_id_bits_free(&bits);
    return status;
}
