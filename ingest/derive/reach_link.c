/* reach_link.c - routes from one network into another, and who is next to whom. */
#include "ingest/derive/reach_link.h"

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/gates.h"
#include "ingest/derive/read.h"

enum {
    NEIGHBOURS_MOST = 1024,
};

/* --- routes ---------------------------------------------------------------------------------- */

/* Where a route table sends what goes to a block. */
typedef struct sent {
    bool known;    /* the table could be read */
    bool partly;   /* some addresses of the block go elsewhere */
    sg_str target; /* empty: nowhere */
} sent;

static sg_str text_of(sg_value map, const char *name)
{
    sg_value value = sg_map_get(map, sg_str_of(name));

    return value.type == SG_TYPE_STRING ? sg_value_str(value) : (sg_str){ "", 0 };
}

static bool within(sg_address_range inner, sg_address_range outer)
{
    return inner.first.family == outer.first.family &&
           sg_address_compare(outer.first, inner.first) <= 0 &&
           sg_address_compare(inner.last, outer.last) <= 0;
}

/* The longest prefix that covers the block wins; a longer one inside of it takes a part away.
 * Routes to prefix lists that lead nowhere near are passed over. */
static sent look_up(const sg_network *network, sg_node table, sg_address_range block)
{
    sg_value list = sg_read(network->graph, table, SG_STR("routes"), network->scratch);
    sent out = { .known = list.type == SG_TYPE_LIST && sg_network_described(network, table) };
    uint8_t best = 0;

    for (uint32_t i = 0; out.known && i < list.length; i++) {
        sg_address_range to;
        uint8_t length;
        if (list.list[i].type != SG_TYPE_MAP ||
            !sg_cidr_parse(text_of(list.list[i], "destination"), &to, &length))
            continue;
        if (within(to, block) && !within(block, to))
            out.partly = true;
        if (!within(block, to) || (out.target.length && length < best))
            continue;
        best = length;
        out.target = text_of(list.list[i], "target");
        if (sg_str_equal(text_of(list.list[i], "state"), SG_STR("blackhole")))
            out.target = SG_STR("blackhole");
    }
    return out;
}

static sg_status look_up_from(sg_network *network, sg_node subnet, sg_address_range block,
                              sent *out)
{
    sg_node table;
    bool known;

    SG_TRY(sg_route_table_of(network, subnet, &table, &known));
    *out = known ? look_up(network, table, block) : (sent){ .known = false };
    return SG_OK;
}

/* --- peering --------------------------------------------------------------------------------- */

static bool stands_in(const sg_network *network, sg_node gateway, sg_node vpc)
{
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, gateway, SG_STR("IN_NETWORK"), SG_OUT);
         sg_neighbours_next(&at);)
        if (at.node.id == vpc.id)
            return true;
    return false;
}

static sg_str property(const sg_network *network, sg_node node, const char *name)
{
    return sg_read_text(network->graph, node, sg_str_of(name), network->scratch);
}

/* Whether the connection is up between the two. */
static sg_truth peers(const sg_network *network, sg_str id, sg_reach_end from, sg_reach_end to)
{
    sg_node peering;

    if (!sg_graph_find_node(network->graph, id, &peering) ||
        !sg_network_described(network, peering))
        return SG_UNKNOWN;
    return sg_truth_of(sg_str_equal(property(network, peering, "state"), SG_STR("active")) &&
                       stands_in(network, peering, from.vpc) &&
                       stands_in(network, peering, to.vpc));
}

/* --- transit gateways ------------------------------------------------------------------------ */

/* The network's attachment to the transit gateway. */
static bool attachment_of(const sg_network *network, sg_node transit, sg_node vpc, sg_node *out)
{
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, transit, SG_STR("ATTACHED_TO"), SG_IN);
         sg_neighbours_next(&at);)
        if (stands_in(network, at.node, vpc)) {
            *out = at.node;
            return true;
        }
    return false;
}

/* Whether the route table of one attachment leads to the other. */
static sg_truth transits(const sg_network *network, sg_node from, sg_node to,
                         sg_address_range block)
{
    sg_node table, target;
    sent way;

    if (!sg_network_neighbour(network, from, SG_STR("ROUTES_TO"), SG_OUT, SG_STR("RouteTable"),
                              &table))
        return SG_UNKNOWN;
    way = look_up(network, table, block);
    if (way.known && !way.target.length &&
        sg_read_truth(network->graph, table, SG_STR("moreRoutes"), network->scratch) == SG_TRUE)
        return SG_UNKNOWN;
    if (!way.known || way.partly)
        return SG_UNKNOWN;
    return sg_truth_of(sg_graph_find_node(network->graph, way.target, &target) &&
                       target.id == to.id);
}

static sg_truth is_up(const sg_network *network, sg_node attachment)
{
    sg_str state = property(network, attachment, "state");

    return !state.length ? SG_UNKNOWN : sg_truth_of(sg_str_equal(state, SG_STR("available")));
}

/* Whether rules may name groups on the other side: both attachments and the gateway have to. */
static sg_truth shares_groups(const sg_network *network, sg_node transit, sg_node one,
                              sg_node other)
{
    const sg_node parts[] = { transit, one, other };
    sg_truth all = SG_TRUE;

    for (size_t i = 0; i < SG_COUNT(parts); i++)
        all = sg_both(all, sg_read_truth(network->graph, parts[i], SG_STR("groupReferencing"),
                                         network->scratch));
    return all;
}

static sg_reach_link by_transit(const sg_network *network, sg_str id, sg_reach_end from,
                                sg_reach_end to)
{
    sg_node transit, near, far;

    if (!sg_graph_find_node(network->graph, id, &transit) ||
        !attachment_of(network, transit, from.vpc, &near) ||
        !attachment_of(network, transit, to.vpc, &far))
        return (sg_reach_link){ SG_UNKNOWN, SG_UNKNOWN };
    return (sg_reach_link){
        sg_both(sg_both(is_up(network, near), is_up(network, far)),
                sg_both(transits(network, near, far, to.block),
                        transits(network, far, near, from.block))),
        shares_groups(network, transit, near, far),
    };
}

/* --- both ways ------------------------------------------------------------------------------- */

static sg_reach_link by_gateway(const sg_network *network, sg_str id, sg_reach_end from,
                                sg_reach_end to)
{
    if (sg_str_starts(id, SG_STR("pcx-")))
        return (sg_reach_link){
            peers(network, id, from, to),
            sg_truth_of(sg_str_equal(property(network, from.vpc, "region"),
                                     property(network, to.vpc, "region"))),
        };
    if (sg_str_starts(id, SG_STR("tgw-")))
        return by_transit(network, id, from, to);
    return (sg_reach_link){ SG_FALSE, SG_FALSE };
}

static sg_reach_link join(const sg_network *network, sent there, sent back, sg_reach_end from,
                          sg_reach_end to)
{
    sg_reach_link link = { SG_UNKNOWN, SG_UNKNOWN };

    if (!there.known && !back.known)
        return link;
    if (there.known && back.known && !sg_str_equal(there.target, back.target) &&
        !there.partly && !back.partly)
        return (sg_reach_link){ SG_FALSE, SG_FALSE };
    /* Of a block that is cut up, only the way of the other end tells which gateway it may be. */
    if (there.known && !there.partly)
        link = by_gateway(network, there.target, from, to);
    else if (back.known && !back.partly)
        link = by_gateway(network, back.target, from, to);
    if (!there.known || !back.known || there.partly || back.partly)
        link.routed = sg_both(link.routed, SG_UNKNOWN);
    return link;
}

sg_status sg_reach_link_find(sg_network *network, sg_reach_end from, sg_reach_end to,
                             sg_reach_link *out)
{
    sg_question_key key = { .question = SG_ASK_LINK,
                            .first = from.subnet.id,
                            .second = to.subnet.id,
                            .third = (uint32_t)from.block.first.family };
    const sg_reach_link *known = sg_network_recall(network, key);
    sg_reach_link *link;
    sent there, back;

    *out = (sg_reach_link){ SG_TRUE, SG_TRUE };
    if (from.vpc.id == to.vpc.id)
        return SG_OK;
    if (!known) {
        link = sg_arena_make(network->arena, sg_reach_link);
        if (!link)
            return SG_ENOMEM;
        SG_TRY(look_up_from(network, from.subnet, to.block, &there));
        SG_TRY(look_up_from(network, to.subnet, from.block, &back));
        *link = join(network, there, back, from, to);
        SG_TRY(sg_network_remember(network, key, link));
        known = link;
    }
    *out = *known;
    return SG_OK;
}

/* --- neighbours ------------------------------------------------------------------------------ */

typedef SG_ARRAY(sg_node) node_list;

static sg_status add_network(const sg_network *network, sg_node self, sg_node vpc,
                             node_list *out)
{
    if (vpc.id == self.id || out->count == NEIGHBOURS_MOST ||
        !sg_network_is(network, vpc, SG_STR("VirtualNetwork")))
        return SG_OK;
    for (size_t i = 0; i < out->count; i++)
        if (out->items[i].id == vpc.id)
            return SG_OK;
    return sg_array_push(out, vpc);
}

/* All networks that `node` is joined to by IN_NETWORK. */
static sg_status add_networks_of(const sg_network *network, sg_node self, sg_node node,
                                 node_list *out)
{
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, node, SG_STR("IN_NETWORK"), SG_OUT);
         sg_neighbours_next(&at);)
        SG_TRY(add_network(network, self, at.node, out));
    return SG_OK;
}

/* Everything that uses the gateway: attachments, route tables with a route to it. */
static sg_status add_users(const sg_network *network, sg_node self, sg_node gateway,
                           node_list *out)
{
    static const sg_str types[] = { SG_STR_INIT("ATTACHED_TO"), SG_STR_INIT("ROUTES_TO") };

    SG_TRY(add_networks_of(network, self, gateway, out));
    for (size_t i = 0; i < SG_COUNT(types); i++)
        for (sg_neighbours at = sg_neighbours_by(network->graph, gateway, types[i], SG_IN);
             sg_neighbours_next(&at);)
            SG_TRY(add_networks_of(network, self, at.node, out));
    return SG_OK;
}

static bool joins_networks(const sg_network *network, sg_node gateway)
{
    sg_str id = property(network, gateway, "id"), kind = property(network, gateway, "kind");

    return sg_str_equal(kind, SG_STR("peering")) || sg_str_equal(kind, SG_STR("transit")) ||
           sg_str_starts(id, SG_STR("pcx-")) || sg_str_starts(id, SG_STR("tgw-"));
}

static sg_status gather(const sg_network *network, sg_node vpc, node_list *out)
{
    static const sg_str types[] = { SG_STR_INIT("ATTACHED_TO"), SG_STR_INIT("ROUTES_TO") };

    /* What stands in the network: peering connections, attachments, and route tables. */
    for (sg_neighbours at = sg_neighbours_by(network->graph, vpc, SG_STR("IN_NETWORK"), SG_IN);
         sg_neighbours_next(&at);) {
        bool table = sg_node_is(network->graph, at.node, SG_STR("RouteTable"));
        if (!table && !sg_node_is(network->graph, at.node, SG_STR("Gateway")))
            continue;
        if (!table && joins_networks(network, at.node))
            SG_TRY(add_users(network, vpc, at.node, out));
        for (size_t i = 0; i < SG_COUNT(types); i++)
            for (sg_neighbours next =
                     sg_neighbours_by(network->graph, at.node, types[i], SG_OUT);
                 sg_neighbours_next(&next);)
                if (joins_networks(network, next.node))
                    SG_TRY(add_users(network, vpc, next.node, out));
    }
    return SG_OK;
}

sg_status sg_reach_neighbours_of(sg_network *network, sg_node vpc, sg_reach_neighbours *out)
{
    sg_question_key key = { .question = SG_ASK_NEIGHBOURS, .first = vpc.id };
    const sg_reach_neighbours *known = sg_network_recall(network, key);
    node_list list = { 0 };
    sg_status status = SG_OK;

    if (!known) {
        sg_reach_neighbours *made = sg_arena_make(network->arena, sg_reach_neighbours);
        status = made ? gather(network, vpc, &list) : SG_ENOMEM;
        sg_node *kept = status == SG_OK
                            ? sg_arena_make_array(network->arena, sg_node, list.count + 1)
                            : NULL;
        if (status == SG_OK && !kept)
            status = SG_ENOMEM;
        for (size_t i = 0; status == SG_OK && i < list.count; i++)
            kept[i] = list.items[i];
        if (status == SG_OK) {
            *made = (sg_reach_neighbours){ kept, (uint32_t)list.count };
            status = sg_network_remember(network, key, made);
        }
        known = made;
    }
    sg_array_free(&list);
    if (status == SG_OK)
        *out = *known;
    return status;
}
