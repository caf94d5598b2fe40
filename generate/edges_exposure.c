/* edges_exposure.c - what the internet reaches: EXPOSES, one for each port that is open. */
#include "generate/edges.h"

#include "generate/names.h"

/* `via` is the id of what lets it through, or NULL when nothing stands before it. */
static sg_status expose(sg_edges *edges, sg_place self, uint32_t port, const char *scope,
                        const sg_place *via)
{
    char id[SG_NAME_MOST] = "";
    sg_row *row =
        sg_edge_begin(edges, SG_RELATION_EXPOSES, sg_central(edges, SG_KIND_INTERNET, 0), self);
    sg_row_static(row, "tcp");
    sg_row_integer(row, port);
    sg_row_integer(row, port);
    sg_row_static(row, scope);
    if (via)
        sg_id_of(edges->estate, *via, id);
    sg_row_text(row, id);
    return sg_edge_put(edges);
}

static sg_status expose_machines(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_MACHINE); i++) {
        sg_machine_facts machine = sg_facts_machine(edges->estate, edges->account, i);
        sg_place self = sg_here(edges, SG_KIND_MACHINE, i);
        const char *scope = machine.way == SG_WAY_OFFICE ? "limited" : "wide";
        if (machine.way == SG_WAY_BALANCED) {
            sg_place balancer = sg_here(edges, SG_KIND_LOAD_BALANCER, machine.balancer);
            SG_TRY(expose(edges, self, machine.port, scope, &balancer));
        } else if (machine.way == SG_WAY_DIRECT || machine.way == SG_WAY_OFFICE) {
            SG_TRY(expose(edges, self, machine.port, scope, NULL));
            SG_TRY(
                expose(edges, sg_here(edges, SG_KIND_INTERFACE, i), machine.port, scope, NULL));
        }
    }
    return SG_OK;
}

static sg_status expose_balancers(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_LOAD_BALANCER); i++) {
        sg_place self = sg_here(edges, SG_KIND_LOAD_BALANCER, i);
        if (!sg_facts_balancer_is_public(edges->estate, edges->account, i))
            continue;
        SG_TRY(expose(edges, self, 443, "wide", NULL));
        SG_TRY(expose(edges, sg_here(edges, SG_KIND_TARGET_GROUP, i), 443, "wide", &self));
    }
    return SG_OK;
}

sg_status sg_edges_exposure(sg_edges *edges)
{
    SG_TRY(expose_machines(edges));
    SG_TRY(expose_balancers(edges));
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_FUNCTION); i++)
        if (sg_facts_function(edges->estate, edges->account, i).public)
            SG_TRY(expose(edges, sg_here(edges, SG_KIND_FUNCTION, i), 443, "wide", NULL));
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_POD); i++)
        if (sg_facts_pod(edges->estate, edges->account, i).public)
            SG_TRY(expose(edges, sg_here(edges, SG_KIND_POD, i), 443, "wide", NULL));
    return SG_OK;
}
