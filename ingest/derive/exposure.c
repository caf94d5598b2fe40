/* exposure.c - who can be reached from the internet: EXPOSES, `exposure`, CAN_REACH.
 *
 * Where it errs: hosts' own firewalls and whether anything listens are not known, so an interface
 * is exposed on what its gates let through.  An appliance that an edge route table puts before a
 * subnet is named, and what it would stop is told.  "LIMITED" is a lower bound where something is not known besides.
 */
#include "ingest/derive/exposure.h"

#include "ingest/derive/balancer.h"
#include "ingest/derive/derive.h"
#include "ingest/derive/read.h"

sg_status sg_visit_all(sg_network *network, sg_str label,
                       sg_status (*visit)(sg_network *network, sg_node node))
{
    for (sg_cursor at = sg_nodes_with(network->graph, label); sg_cursor_next(&at);) {
        sg_arena_mark mark = sg_arena_save(network->scratch);
        SG_TRY(visit(network, at.node));
        sg_arena_rewind(network->scratch, mark);
    }
    return SG_OK;
}

static sg_status expose_balancers(sg_network *network)
{
    for (sg_cursor at = sg_nodes_with(network->graph, SG_STR("TargetGroup"));
         sg_cursor_next(&at);)
        sg_verdict_open(network, at.node);
    return sg_visit_all(network, SG_STR("LoadBalancer"), sg_balancer_visit);
}

static sg_status derive(sg_network *network)
{
    SG_TRY(expose_balancers(network));
    SG_TRY(sg_expose_apis(network));
    SG_TRY(sg_expose_distributions(network));
    SG_TRY(sg_expose_compute(network));
    SG_TRY(sg_expose_functions(network));
    SG_TRY(sg_expose_databases(network));
    SG_TRY(sg_expose_clusters(network));
    SG_TRY(sg_verdict_write(network));
    return sg_derive_reach(network);
}

sg_status sg_derive_exposure(const sg_graph *graph, sg_builder *builder,
                             const sg_coverage *coverage, const sg_derive_options *options,
                             sg_error *err)
{
    sg_network network;
    sg_status status = sg_network_open(&network, graph, builder, coverage);

    (void)options;
    if (status == SG_OK)
        status = derive(&network);
    sg_network_close(&network);
    return status == SG_OK ? SG_OK : sg_fail(err, status, "network exposure ran out of room");
}
