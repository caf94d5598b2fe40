/* gate_route.c - from which public addresses packets reach a subnet, and answers find back.
 *
 * The longest matching prefix wins.  Painting routes over each other from the shortest prefix to
 * the longest gives the same, and as sets:
 *
 *     0.0.0.0/0 -> igw      [===========================]
 *     198.51.0.0/16 -> vgw  [=======]           [=======]
 */
#include "ingest/derive/gates.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "ingest/derive/prefix_list.h"
#include "ingest/derive/read.h"

enum {
    ROUTES_MOST = 4096, /* a table with more is taken for not known */
};

typedef struct painted_route {
    sg_address_range to;
    uint8_t length;
    uint32_t order; /* in the table */
    bool internet;  /* by an internet gateway that works */
} painted_route;

static int by_length(const void *left, const void *right)
{
    const painted_route *one = left, *other = right;

    if (one->length != other->length)
        return one->length < other->length ? -1 : 1;
    return one->order < other->order ? -1 : one->order > other->order;
}

/* A gateway that was never described is taken for attached: a route over a detached one would be
 * a blackhole. */
static bool attached(const sg_network *network, sg_str gateway, sg_node vpc)
{
    sg_node node;
    const sg_graph *graph = network->graph;

    if (!sg_graph_find_node(graph, gateway, &node) || !sg_network_described(network, node))
        return true;
    if (sg_str_equal(sg_read_text(graph, node, SG_STR("state"), network->scratch),
                     SG_STR("detached")))
        return false;
    for (sg_neighbours at = sg_neighbours_by(graph, node, SG_STR("IN_NETWORK"), SG_OUT);
         sg_neighbours_next(&at);)
        if (at.node.id == vpc.id)
            return true;
    return false;
}

static sg_str text_of(sg_value map, sg_str key)
{
    sg_value value = sg_map_get(map, key);
    return value.type == SG_TYPE_STRING ? sg_value_str(value) : (sg_str){ "", 0 };
}

static bool leads_out(const sg_network *network, sg_value map, sg_node vpc)
{
    sg_str target = text_of(map, SG_STR("target"));

    return sg_str_starts(target, SG_STR("igw-")) &&
           !sg_str_equal(text_of(map, SG_STR("state")), SG_STR("blackhole")) &&
           attached(network, target, vpc);
}

typedef SG_ARRAY(painted_route) route_list;

/* Adds the routes of one entry: several when its destination is a prefix list.  SG_EINVAL when the
 * entry cannot be read. */
static sg_status add_routes(sg_network *network, sg_value map, sg_node vpc, route_list *routes)
{
    sg_str destination = text_of(map, SG_STR("destination"));
    bool aimless = text_of(map, SG_STR("target")).length == 0; /* who knows where it leads */
    painted_route route = { .internet = leads_out(network, map, vpc) };
    sg_value blocks = sg_string(destination), list = sg_list(&blocks, 1);
    sg_prefix_list named;

    if (aimless && !sg_str_equal(text_of(map, SG_STR("state")), SG_STR("blackhole")))
        return SG_EINVAL;
    if (sg_str_starts(destination, SG_STR("pl-"))) {
        SG_TRY(sg_prefix_list_find(network, destination, &named));
        list = named.blocks;
        if (sg_is_null(list)) /* only where it leads out it could matter */
            return route.internet ? SG_EINVAL : SG_OK;
    }
    for (uint32_t i = 0; i < list.length; i++) {
        if (routes->count == ROUTES_MOST || list.list[i].type != SG_TYPE_STRING ||
            !sg_cidr_parse(sg_value_str(list.list[i]), &route.to, &route.length))
            return SG_EINVAL;
        route.order = (uint32_t)routes->count;
        SG_TRY(sg_array_push(routes, route));
    }
    return SG_OK;
}

static sg_status paint(sg_network *network, const route_list *routes, sg_packet_set *out)
{
    sg_address_set reached = { 0 };

    for (size_t i = 0; i < routes->count; i++) {
        const painted_route *route = &routes->items[i];
        SG_TRY(sg_address_set_combine(network->arena,
                                      route->internet ? SG_UNION : SG_DIFFERENCE, reached,
                                      (sg_address_set){ &route->to, 1 }, &reached));
    }
    SG_TRY(sg_address_set_combine(network->arena, SG_INTERSECTION, reached, sg_public_addresses,
                                  &reached));
    return sg_packet_set_of(network->arena, (sg_services){ 0, SG_LAST_SERVICE }, reached, out);
}

/* The gate of one table; SG_EINVAL when a route cannot be read. */
static sg_status judge(sg_network *network, sg_value list, sg_node vpc, route_list *routes,
                       sg_gate *out)
{
    for (uint32_t i = 0; i < list.length; i++) {
        if (list.list[i].type != SG_TYPE_MAP)
            return SG_EINVAL;
        SG_TRY(add_routes(network, list.list[i], vpc, routes));
    }
    if (routes->count)
        qsort(routes->items, routes->count, sizeof *routes->items, by_length);
    SG_TRY(paint(network, routes, &out->sure));
    out->possible = out->sure;
    return SG_OK;
}

static sg_status gate_of_table(sg_network *network, sg_node table, sg_node vpc,
                               const sg_gate **out)
{
    sg_question_key key = { .question = SG_ASK_TABLE, .first = table.id, .second = vpc.id };
    route_list routes = { 0 };

    *out = sg_network_recall(network, key);
    if (*out)
        return SG_OK;
    sg_gate gate = sg_gate_unknown();
    sg_value list = sg_read(network->graph, table, SG_STR("routes"), network->scratch);
    if (list.type == SG_TYPE_LIST && sg_network_described(network, table)) {
        sg_status status = judge(network, list, vpc, &routes, &gate);
        sg_array_free(&routes);
        if (status != SG_OK && status != SG_EINVAL)
            return status;
    }
    SG_TRY(sg_gate_keep(network, gate, out));
    return sg_network_remember(network, key, *out);
}

/* The main table of a network, remembered as a node of its own id; false when there is none. */
static sg_status main_table(sg_network *network, sg_node vpc, sg_node *out, bool *found)
{
    sg_question_key key = { .question = SG_ASK_MAIN_TABLE, .first = vpc.id };
    const sg_node *known = sg_network_recall(network, key);

    if (!known) {
        sg_node *main = sg_arena_make(network->arena, sg_node);
        if (!main)
            return SG_ENOMEM;
        *main = (sg_node){ SG_NO_ID };
        for (sg_neighbours at =
                 sg_neighbours_by(network->graph, vpc, SG_STR("IN_NETWORK"), SG_IN);
             sg_neighbours_next(&at);)
            if (sg_node_is(network->graph, at.node, SG_STR("RouteTable")) &&
                sg_read_truth(network->graph, at.node, SG_STR("main"), network->scratch) ==
                    SG_TRUE)
                *main = at.node;
        SG_TRY(sg_network_remember(network, key, main));
        known = main;
    }
    *out = *known;
    *found = known->id != SG_NO_ID;
    return SG_OK;
}

sg_status sg_route_table_of(sg_network *network, sg_node subnet, sg_node *table, bool *known)
{
    const sg_asked *asked;
    sg_node vpc;

    *known = false;
    if (!sg_network_neighbour(network, subnet, SG_STR("IN_NETWORK"), SG_OUT,
                              SG_STR("VirtualNetwork"), &vpc))
        return SG_OK;
    *known = sg_network_neighbour(network, subnet, SG_STR("ROUTES_TO"), SG_OUT,
                                  SG_STR("RouteTable"), table);
    if (*known)
        return SG_OK;
    /* Without an association of its own a subnet uses the main table: if all tables were told. */
    SG_TRY(main_table(network, vpc, table, known));
    SG_TRY(sg_network_asked(network, subnet, &asked));
    *known = *known && (!network->coverage || asked->route_tables);
    return SG_OK;
}

sg_status sg_gate_route(sg_network *network, sg_node subnet, const sg_gate **out)
{
    sg_node vpc, table;
    bool known;

    SG_TRY(sg_route_table_of(network, subnet, &table, &known));
    if (!known || !sg_network_neighbour(network, subnet, SG_STR("IN_NETWORK"), SG_OUT,
                                        SG_STR("VirtualNetwork"), &vpc))
        return sg_gate_keep(network, sg_gate_unknown(), out);
    return gate_of_table(network, table, vpc, out);
}

/* --- appliances ------------------------------------------------------------------------------ */

static bool is_appliance(sg_str target)
{
    return sg_str_starts(target, SG_STR("vpce-")) || sg_str_starts(target, SG_STR("eni-")) ||
           sg_str_starts(target, SG_STR("i-"));
}

/* The target of a route to an appliance that covers the block; empty when there is none. */
static sg_str diverted(const sg_network *network, sg_node table, sg_address_range block)
{
    sg_value list = sg_read(network->graph, table, SG_STR("routes"), network->scratch);
    sg_address_range to;

    for (uint32_t i = 0; list.type == SG_TYPE_LIST && i < list.length; i++)
        if (list.list[i].type == SG_TYPE_MAP &&
            is_appliance(text_of(list.list[i], SG_STR("target"))) &&
            sg_cidr_parse(text_of(list.list[i], SG_STR("destination")), &to, NULL) &&
            sg_address_set_covers((sg_address_set){ &to, 1 }, block))
            return text_of(list.list[i], SG_STR("target"));
    return (sg_str){ "", 0 };
}

/* Asks the edge route tables of all gateways of the subnet's network. */
static sg_str find_appliance(const sg_network *network, sg_node subnet)
{
    sg_str found = { "", 0 };
    sg_address_range block;
    sg_node vpc, table;

    if (!sg_network_neighbour(network, subnet, SG_STR("IN_NETWORK"), SG_OUT,
                              SG_STR("VirtualNetwork"), &vpc) ||
        !sg_cidr_parse(
            sg_read_text(network->graph, subnet, SG_STR("cidrBlock"), network->scratch), &block,
            NULL))
        return found;
    for (sg_neighbours at = sg_neighbours_by(network->graph, vpc, SG_STR("IN_NETWORK"), SG_IN);
         !found.length && sg_neighbours_next(&at);)
        if (sg_node_is(network->graph, at.node, SG_STR("Gateway")) &&
            sg_network_neighbour(network, at.node, SG_STR("ROUTES_TO"), SG_OUT,
                                 SG_STR("RouteTable"), &table))
            found = diverted(network, table, block);
    return found;
}

sg_status sg_appliance_before(sg_network *network, sg_node subnet, sg_str *out)
{
    sg_question_key key = { .question = SG_ASK_APPLIANCE, .first = subnet.id };
    const sg_str *known = sg_network_recall(network, key);

    if (!known) {
        sg_str *kept = sg_arena_make(network->arena, sg_str);
        if (!kept)
            return SG_ENOMEM;
        *kept = sg_arena_copy(network->arena, find_appliance(network, subnet));
        if (!kept->bytes)
            return SG_ENOMEM;
        SG_TRY(sg_network_remember(network, key, kept));
        known = kept;
    }
    *out = *known;
    return SG_OK;
}
