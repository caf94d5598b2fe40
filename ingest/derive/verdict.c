/* verdict.c - packets to edges: each protocol by itself, neighbouring ports of one scope joined.
 *
 *     slices   |== wide ==|= limited =|     |=== wide ===|
 *     edges    tcp 0-21 wide, tcp 22 limited, ...
 */
#include "ingest/derive/verdict.h"

#include "engine/base/text.h"
#include "ingest/derive/gates.h"
#include "ingest/derive/read.h"

enum {
    JUDGED = 1,
    UNCLEAR = 2,
    LIMITED = 4,
    WIDE = 8,

    EDGES_MOST = 256, /* of one note; what is beyond is told by the property alone */
};

void sg_verdict_open(sg_network *network, sg_node node)
{
    network->verdicts[node.id] |= JUDGED;
}

void sg_verdict_unclear(sg_network *network, sg_node node)
{
    network->verdicts[node.id] |= UNCLEAR;
}

bool sg_verdict_is_sure(const sg_network *network, sg_node node)
{
    return network->verdicts[node.id] & (WIDE | LIMITED);
}

static sg_status internet_node(sg_network *network, sg_build_node *out)
{
    if (!network->has_internet) {
        SG_TRY(sg_builder_merge_node(network->builder, SG_STR("internet"), &network->internet,
                                     NULL));
        SG_TRY(sg_builder_add_label(network->builder, network->internet, SG_STR("Internet")));
        network->has_internet = true;
    }
    *out = network->internet;
    return SG_OK;
}

static sg_status write_edge(sg_network *network, sg_node node, const sg_service_words *words,
                            bool wide, sg_way way)
{
    sg_builder *builder = network->builder;
    sg_build_node internet;
    sg_build_edge edge;
    sg_str key =
        sg_arena_format(network->scratch, "%s/%u-%u/%d%d%d/%.*s", words->protocol, words->from,
                        words->to, wide, way.conditional, way.authenticated, SG_FMT(way.via));

    if (!key.bytes)
        return SG_ENOMEM;
    SG_TRY(internet_node(network, &internet));
    SG_TRY(sg_builder_merge_edge(builder, internet, SG_STR("EXPOSES"),
                                 sg_builder_handle(builder, node), key, &edge));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("protocol"),
                               sg_string(sg_str_of(words->protocol))));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("fromPort"), sg_integer(words->from)));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("toPort"), sg_integer(words->to)));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("scope"),
                               sg_string(wide ? SG_STR("wide") : SG_STR("limited"))));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("via"), sg_string(way.via)));
    if (way.appliance.length)
        SG_TRY(
            sg_builder_set_edge(builder, edge, SG_STR("appliance"), sg_string(way.appliance)));
    if (way.conditional)
        SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("conditional"), sg_boolean(true)));
    return way.authenticated
               ? sg_builder_set_edge(builder, edge, SG_STR("authenticated"), sg_boolean(true))
               : SG_OK;
}

/* The edges of a row of neighbouring slices that have one scope. */
static sg_status write_services(sg_network *network, sg_node node, sg_services services,
                                bool wide, sg_way way, uint32_t *left)
{
    sg_service_words words[SG_SERVICE_WORDS];
    uint32_t count = sg_services_describe(services, words);

    for (uint32_t i = 0; i<count && * left> 0; i++, --*left)
        SG_TRY(write_edge(network, node, &words[i], wide, way));
    return SG_OK;
}

static bool is_wide(const sg_packet_slice *slice, sg_way way)
{
    return !way.authenticated && sg_address_set_wide(slice->addresses);
}

static sg_status write_packets(sg_network *network, sg_node node, sg_packet_set set, sg_way way)
{
    uint32_t left = EDGES_MOST;

    for (uint32_t i = 0; i < set.count;) {
        sg_services services = set.slices[i].services;
        bool wide = is_wide(&set.slices[i], way);
        for (i++; i < set.count && set.slices[i].services.first == services.last + 1 &&
                  is_wide(&set.slices[i], way) == wide;
             i++)
            services.last = set.slices[i].services.last;
        network->verdicts[node.id] |= wide ? WIDE : LIMITED;
        SG_TRY(write_services(network, node, services, wide, way, &left));
    }
    return SG_OK;
}

sg_status sg_verdict_note(sg_network *network, sg_node node, sg_gate gate, sg_way way)
{
    sg_node subnet;

    if (gate.possible.count)
        sg_verdict_unclear(network, node);
    if (gate.sure.count && !way.via.length &&
        sg_network_neighbour(network, node, SG_STR("IN_SUBNET"), SG_OUT, SG_STR("Subnet"),
                             &subnet))
        SG_TRY(sg_appliance_before(network, subnet, &way.appliance));
    return write_packets(network, node, gate.sure, way);
}

static sg_str exposure_of(uint8_t verdict)
{
    if (verdict & WIDE)
        return SG_STR("PUBLIC");
    if (verdict & LIMITED)
        return SG_STR("LIMITED");
    return verdict & UNCLEAR ? SG_STR("UNKNOWN") : SG_STR("PRIVATE");
}

sg_status sg_verdict_write(sg_network *network)
{
    for (uint32_t id = 0; id < sg_graph_nodes(network->graph); id++)
        if (network->verdicts[id] & JUDGED)
            SG_TRY(sg_builder_set(
                network->builder, sg_builder_handle(network->builder, (sg_node){ id }),
                SG_STR("exposure"), sg_string(exposure_of(network->verdicts[id]))));
    return SG_OK;
}
