/* verdict.c - packets to edges: each protocol by itself, neighbouring ports of one scope joined.
 *
 *     slices   |== wide ==|= limited =|     |=== wide ===|
 *     edges    tcp 0-21 wide, tcp 22 limited, ...
 */
#include "ingest/derive/verdict.h"

#include "engine/base/text.h"
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

/* One edge to be. */
typedef struct edge_piece {
    sg_str protocol;
    uint32_t from, to;
    bool wide;
} edge_piece;

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

static sg_status write_edge(sg_network *network, sg_node node, const edge_piece *piece,
                            sg_way way)
{
    sg_builder *builder = network->builder;
    sg_build_node internet;
    sg_build_edge edge;
    sg_str key =
        sg_arena_format(network->scratch, "%.*s/%u-%u/%d%d/%.*s", SG_FMT(piece->protocol),
                        piece->from, piece->to, piece->wide, way.conditional, SG_FMT(way.via));

    if (!key.bytes)
        return SG_ENOMEM;
    SG_TRY(internet_node(network, &internet));
    SG_TRY(sg_builder_merge_edge(builder, internet, SG_STR("EXPOSES"),
                                 sg_builder_handle(builder, node), key, &edge));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("protocol"), sg_string(piece->protocol)));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("fromPort"), sg_integer(piece->from)));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("toPort"), sg_integer(piece->to)));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("scope"),
                               sg_string(piece->wide ? SG_STR("wide") : SG_STR("limited"))));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("via"), sg_string(way.via)));
    if (!way.conditional)
        return SG_OK;
    return sg_builder_set_edge(builder, edge, SG_STR("conditional"), sg_boolean(true));
}

/* The stretches of the line of services that are told apart: four protocols, and what lies between
 * them. */
static const struct {
    uint32_t first, last; /* protocols */
} stretches[] = {
    { 0, SG_ICMP - 1 },
    { SG_ICMP, SG_ICMP },
    { SG_ICMP + 1, SG_TCP - 1 },
    { SG_TCP, SG_TCP },
    { SG_TCP + 1, SG_UDP - 1 },
    { SG_UDP, SG_UDP },
    { SG_UDP + 1, SG_ICMPV6 - 1 },
    { SG_ICMPV6, SG_ICMPV6 },
    { SG_ICMPV6 + 1, SG_LAST_PROTOCOL },
};

/* Puts the services, which lie in one stretch, into words; ICMP is told by its types. */
static void describe(sg_services services, bool whole, char buffer[4], edge_piece *out)
{
    uint32_t protocol = services.first >> 16;

    out->from = services.first & SG_LAST_PORT;
    out->to = services.last & SG_LAST_PORT;
    out->protocol = sg_protocol_name(protocol, buffer);
    if (protocol == SG_ICMP || protocol == SG_ICMPV6) {
        out->from >>= 8;
        out->to >>= 8;
    } else if (protocol != SG_TCP && protocol != SG_UDP &&
               (whole || protocol != services.last >> 16)) {
        out->protocol = SG_STR("other");
        out->from = 0;
        out->to = SG_LAST_PORT;
    }
}

/* The edges of a row of neighbouring slices that have one scope. */
static sg_status write_services(sg_network *network, sg_node node, sg_services services,
                                bool wide, sg_way way, uint32_t *left)
{
    edge_piece piece = { .protocol = SG_STR("all"), .to = SG_LAST_PORT, .wide = wide };
    char buffer[4];

    if (services.first == 0 && services.last == SG_LAST_SERVICE)
        return write_edge(network, node, &piece, way);
    for (size_t i = 0; i < SG_COUNT(stretches); i++) {
        sg_services all = { stretches[i].first << 16, stretches[i].last << 16 | SG_LAST_PORT };
        sg_services part = { services.first > all.first ? services.first : all.first,
                             services.last < all.last ? services.last : all.last };
        if (part.first > part.last || *left == 0)
            continue;
        describe(part, part.first == all.first && part.last == all.last, buffer, &piece);
        SG_TRY(write_edge(network, node, &piece, way));
        --*left;
    }
    return SG_OK;
}

static sg_status write_packets(sg_network *network, sg_node node, sg_packet_set set, sg_way way)
{
    uint32_t left = EDGES_MOST;

    for (uint32_t i = 0; i < set.count;) {
        sg_services services = set.slices[i].services;
        bool wide = sg_address_set_wide(set.slices[i].addresses);
        for (i++; i < set.count && set.slices[i].services.first == services.last + 1 &&
                  sg_address_set_wide(set.slices[i].addresses) == wide;
             i++)
            services.last = set.slices[i].services.last;
        network->verdicts[node.id] |= wide ? WIDE : LIMITED;
        SG_TRY(write_services(network, node, services, wide, way, &left));
    }
    return SG_OK;
}

sg_status sg_verdict_note(sg_network *network, sg_node node, sg_gate gate, sg_way way)
{
    if (gate.possible.count)
        sg_verdict_unclear(network, node);
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
