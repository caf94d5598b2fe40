/* deferred.c - a list of nodes that go when the statement ends. */
#include "query/exec/deferred.h"

#include "engine/delta.h"
#include "query/exec/hops.h"

struct sg_deferred {
    sg_node node;
    sg_span span;
    struct sg_deferred *next;
};

sg_status sg_defer_deletion(sg_exec *exec, sg_node node, sg_span span)
{
    sg_deferred *made = sg_arena_make(exec->arena, sg_deferred);

    if (!made)
        return SG_ENOMEM;
    *made = (sg_deferred){ node, span, exec->deferred };
    exec->deferred = made;
    return SG_OK;
}

static bool is_joined(const sg_graph *graph, sg_node node)
{
    uint32_t types = sg_graph_types(graph);

    for (uint32_t i = 0; i < 2 * types; i++) {
        sg_runs runs = sg_graph_runs(graph, node, (sg_reltype){ (uint16_t)(i / 2) },
                                     i % 2 ? SG_IN : SG_OUT);
        for (sg_run run; sg_runs_next(&runs, &run);)
            if (run.count > 0)
                return true;
    }
    return false;
}

sg_status sg_finish_deletions(sg_exec *exec)
{
    uint32_t tried = 2 * sg_graph_types(exec->graph) / SG_TYPES_A_STEP;

    for (const sg_deferred *one = exec->deferred; one; one = one->next) {
        SG_TRY(sg_exec_work(exec, tried + 1));
        if (!sg_graph_has_node(exec->graph, one->node))
            continue;
        if (is_joined(exec->graph, one->node))
            return sg_query_fail(&exec->error, SG_ERROR_DELETE_CONNECTED_NODE, SG_RUNTIME,
                                 one->span,
                                 "a node still has relationships; delete them too, or say "
                                 "DETACH DELETE");
        exec->counters.nodes_deleted++;
        SG_TRY(sg_delta_delete_node(exec->changes, one->node));
    }
    exec->deferred = NULL;
    return SG_OK;
}
