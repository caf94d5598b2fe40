/* exposed_services.c - what the provider runs: databases, and the doors of clusters. */
#include "ingest/derive/exposure.h"

#include "engine/base/text.h"
#include "ingest/derive/policy_sources.h"
#include "ingest/derive/read.h"

static const sg_way direct = { .via = SG_STR_INIT("") };

/* The gates of all subnets that the database may stand in: sure is what all let through, possible
 * what one does. */
static sg_status gate_of_subnets(sg_network *network, sg_node database, sg_gate *out)
{
    sg_value list = sg_read(network->graph, database, SG_STR("subnets"), network->scratch);
    sg_families families = { .ipv4 = true };
    sg_endpoint endpoint;
    const sg_gate *gate;

    SG_TRY(sg_endpoint_read(network, database, false, &endpoint));
    if (list.type != SG_TYPE_LIST || !list.length) {
        SG_TRY(sg_endpoint_gate(network, &endpoint, families, &gate));
        *out = *gate;
        return SG_OK;
    }
    *out = (sg_gate){ .sure = sg_all_packets };
    for (uint32_t i = 0; i < list.length; i++) {
        sg_gate one;
        endpoint.subnet = (sg_node){ SG_NO_ID };
        if (list.list[i].type == SG_TYPE_STRING)
            (void)sg_graph_find_node(network->graph, sg_value_str(list.list[i]),
                                     &endpoint.subnet);
        SG_TRY(sg_endpoint_gate(network, &endpoint, families, &gate));
        SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, (sg_gate){ out->sure, { 0 } },
                               *gate, &one));
        SG_TRY(sg_gate_combine(network->arena, SG_UNION, (sg_gate){ { 0 }, out->possible },
                               *gate, out));
        out->sure = one.sure;
    }
    return SG_OK;
}

/* A search domain that does not stand in a network: everybody reaches its address, and its access
 * policy says who may ask.  Users and passwords of its own come after that. */
static sg_status visit_search_domain(sg_network *network, sg_node domain)
{
    const sg_graph *graph = network->graph;
    sg_policy_question question = {
        .action = SG_STR("es:ESHttpGet"),
        .resource = sg_read_arn(graph, domain, network->scratch),
    };
    sg_truth within = sg_read_truth(graph, domain, SG_STR("inNetwork"), network->scratch);
    sg_way way = direct;
    sg_gate gate, https;
    bool found;

    if (within == SG_TRUE)
        return SG_OK;
    way.authenticated =
        sg_read_truth(graph, domain, SG_STR("fineGrainedAccess"), network->scratch) == SG_TRUE;
    SG_TRY(sg_policy_sources(network, domain, &question, &gate, &found));
    SG_TRY(sg_https_from_anywhere(network, &https));
    SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, gate, https, &gate));
    if (within == SG_UNKNOWN)
        gate = (sg_gate){ .possible = https.possible };
    return sg_verdict_note(network, domain, gate, way);
}

static sg_status visit_database(sg_network *network, sg_node database)
{
    const sg_graph *graph = network->graph;
    sg_truth public =
        sg_read_truth(graph, database, SG_STR("publiclyAccessible"), network->scratch);
    sg_value port = sg_read(graph, database, SG_STR("port"), network->scratch);
    sg_gate gate;

    sg_verdict_open(network, database);
    if (sg_str_equal(sg_read_text(graph, database, SG_STR("engine"), network->scratch),
                     SG_STR("opensearch")))
        return visit_search_domain(network, database);
    /* A table service has no address of its own: access is a matter of identity. */
    if (public == SG_FALSE ||
        sg_str_equal(sg_read_text(graph, database, SG_STR("engine"), network->scratch),
                     SG_STR("dynamodb")))
        return SG_OK;
    SG_TRY(gate_of_subnets(network, database, &gate));
    if (public == SG_UNKNOWN)
        gate.sure = (sg_packet_set){ 0 };
    if (port.type != SG_TYPE_INTEGER || port.integer < 0 || port.integer > SG_LAST_PORT) {
        gate.sure = (sg_packet_set){ 0 };
        return sg_verdict_note(network, database, gate, direct);
    }
    SG_TRY(sg_gate_limit(network->arena, gate,
                         sg_services_of(SG_TCP, (uint32_t)port.integer, (uint32_t)port.integer),
                         &gate));
    return sg_verdict_note(network, database, gate, direct);
}

/* The public part of the blocks; all public addresses when there are none, as the provider has
 * it.  A block that cannot be read may be any: then *readable is false. */
static sg_status public_part(sg_network *network, sg_value blocks, sg_address_set *out,
                             bool *readable)
{
    sg_address_set admitted = { 0 }, block;
    sg_address_range range;

    *readable = true;
    for (uint32_t i = 0; blocks.type == SG_TYPE_LIST && i < blocks.length; i++) {
        if (blocks.list[i].type != SG_TYPE_STRING ||
            !sg_cidr_parse(sg_value_str(blocks.list[i]), &range, NULL)) {
            *readable = false;
            continue;
        }
        SG_TRY(sg_address_set_of(network->arena, range, &block));
        SG_TRY(sg_address_set_combine(network->arena, SG_UNION, admitted, block, &admitted));
    }
    if (blocks.type != SG_TYPE_LIST || !blocks.length)
        admitted = sg_all_addresses;
    return sg_address_set_combine(network->arena, SG_INTERSECTION, admitted,
                                  sg_public_addresses, out);
}

static sg_status visit_cluster(sg_network *network, sg_node cluster)
{
    const sg_graph *graph = network->graph;
    sg_truth public =
        sg_read_truth(graph, cluster, SG_STR("endpointPublicAccess"), network->scratch);
    sg_address_set sources;
    sg_gate gate;
    bool readable;

    sg_verdict_open(network, cluster);
    if (public == SG_FALSE)
        return SG_OK;
    SG_TRY(public_part(network,
                       sg_read(graph, cluster, SG_STR("publicAccessCidrs"), network->scratch),
                       &sources, &readable));
    if (!readable)
        sg_verdict_unclear(network, cluster);
    SG_TRY(sg_packet_set_of(network->arena,
                            sg_services_of(SG_TCP, SG_HTTPS_PORT, SG_HTTPS_PORT), sources,
                            &gate.possible));
    gate.sure = public == SG_TRUE ? gate.possible : (sg_packet_set){ 0 };
    return sg_verdict_note(network, cluster, gate, direct);
}

sg_status sg_expose_databases(sg_network *network)
{
    return sg_visit_all(network, SG_STR("Database"), visit_database);
}

sg_status sg_expose_clusters(sg_network *network)
{
    return sg_visit_all(network, SG_STR("KubernetesCluster"), visit_cluster);
}
