/* edges_network.c - subnets, routes, groups and their rules, interfaces, load balancers. */
#include "generate/edges.h"

enum { OF_RULES = 5, OF_PEERS };

static sg_status join_subnets(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_SUBNET); i++) {
        sg_place self = sg_here(edges, SG_KIND_SUBNET, i);
        uint32_t network = sg_facts_network(edges->estate, edges->account, i);
        bool public = sg_facts_subnet_is_public(edges->estate, edges->account, i);
        sg_place place = sg_here(edges, SG_KIND_NETWORK, network);
        SG_TRY(sg_edge_join(edges, SG_RELATION_CONTAINS, place, self));
        SG_TRY(sg_edge_join(edges, SG_RELATION_IN_NETWORK, self, place));
        SG_TRY(sg_edge_join(edges, SG_RELATION_PROTECTED_BY, self,
                            sg_here(edges, SG_KIND_NETWORK_ACL, network)));
        sg_edge_begin(edges, SG_RELATION_ROUTES_TO, self,
                      sg_here(edges, SG_KIND_ROUTE_TABLE, 2 * network + (public ? 0 : 1)));
        SG_TRY(sg_edge_put_rest(edges));
    }
    return SG_OK;
}

/* Route table 2n leads to the internet gateway 2n, 2n + 1 to the NAT gateway 2n + 1. */
static sg_status join_routes(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_ROUTE_TABLE); i++) {
        sg_place self = sg_here(edges, SG_KIND_ROUTE_TABLE, i);
        sg_place gateway = sg_here(edges, SG_KIND_GATEWAY, i);
        sg_place network = sg_here(edges, SG_KIND_NETWORK, i / 2);
        sg_row *row = sg_edge_begin(edges, SG_RELATION_ROUTES_TO, self, gateway);
        sg_row_static(row, "0.0.0.0/0");
        sg_row_static(row, "active");
        SG_TRY(sg_edge_put(edges));
        SG_TRY(sg_edge_join(edges, SG_RELATION_IN_NETWORK, self, network));
        SG_TRY(sg_edge_join(edges, SG_RELATION_IN_NETWORK, gateway, network));
    }
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_NETWORK_ACL); i++)
        SG_TRY(sg_edge_join(edges, SG_RELATION_IN_NETWORK,
                            sg_here(edges, SG_KIND_NETWORK_ACL, i),
                            sg_here(edges, SG_KIND_NETWORK, i)));
    return SG_OK;
}

static sg_status allow(sg_edges *edges, sg_place group, sg_place from, uint32_t port)
{
    sg_row *row = sg_edge_begin(edges, SG_RELATION_ALLOWS_FROM, group, from);
    sg_row_static(row, "tcp");
    sg_row_integer(row, port);
    sg_row_integer(row, port ? port : 65535);
    return sg_edge_put(edges);
}

static sg_status join_rules(sg_edges *edges, uint32_t index)
{
    sg_place self = sg_here(edges, SG_KIND_SECURITY_GROUP, index);
    sg_group_rule rule = sg_facts_group(edges->estate, edges->account, index);
    uint32_t more = sg_here_count(edges, SG_KIND_SECURITY_GROUP);
    sg_random random = sg_estate_draw(edges->estate, OF_RULES, self);
    switch (rule.class) {
    case SG_GROUP_WEB:
    case SG_GROUP_HTTP:
    case SG_GROUP_OPEN:
        SG_TRY(allow(edges, self, sg_central(edges, SG_KIND_IP_RANGE, 0), rule.port));
        SG_TRY(allow(edges, self, sg_central(edges, SG_KIND_IP_RANGE, 1), rule.port));
        break;
    case SG_GROUP_OFFICE:
        SG_TRY(allow(edges, self, sg_central(edges, SG_KIND_IP_RANGE, rule.office), rule.port));
        break;
    case SG_GROUP_BEHIND:
    case SG_GROUP_DATA:
    case SG_GROUP_INTERNAL:
    case SG_GROUP_CLASSES:
    default:
        SG_TRY(
            allow(edges, self, sg_here(edges, SG_KIND_SECURITY_GROUP, rule.from), rule.port));
        break;
    }
    /* Rules that piled up over the years, between groups of the account. */
    uint32_t piled = sg_random_geometric(&random, 250, 12);
    for (uint32_t i = 0; i < piled; i++) {
        uint32_t other = sg_random_zipf(&random, more);
        SG_TRY(allow(edges, self, sg_here(edges, SG_KIND_SECURITY_GROUP, other),
                     1024 + 32 * i + sg_random_below(&random, 32)));
    }
    return SG_OK;
}

static sg_status join_groups(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_SECURITY_GROUP); i++) {
        SG_TRY(sg_edge_join(edges, SG_RELATION_IN_NETWORK,
                            sg_here(edges, SG_KIND_SECURITY_GROUP, i),
                            sg_here(edges, SG_KIND_NETWORK,
                                    sg_facts_network(edges->estate, edges->account, i))));
        SG_TRY(join_rules(edges, i));
    }
    return SG_OK;
}

static sg_status stand(sg_edges *edges, sg_place self, uint32_t network, uint32_t subnet,
                       uint32_t group)
{
    SG_TRY(sg_edge_join(edges, SG_RELATION_IN_NETWORK, self,
                        sg_here(edges, SG_KIND_NETWORK, network)));
    SG_TRY(sg_edge_join(edges, SG_RELATION_IN_SUBNET, self,
                        sg_here(edges, SG_KIND_SUBNET, subnet)));
    return sg_edge_join(edges, SG_RELATION_PROTECTED_BY, self,
                        sg_here(edges, SG_KIND_SECURITY_GROUP, group));
}

static sg_status join_interfaces(sg_edges *edges)
{
    uint32_t machines = sg_here_count(edges, SG_KIND_MACHINE);
    uint32_t networks = sg_here_count(edges, SG_KIND_NETWORK);
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_INTERFACE); i++) {
        sg_place self = sg_here(edges, SG_KIND_INTERFACE, i);
        uint32_t network = i % networks;
        if (i >= machines) { /* of functions, databases and such: in a private subnet */
            SG_TRY(stand(edges, self, network, network + networks, network + 6 * networks));
            if (i - machines < networks) /* that of the network's NAT gateway */
                SG_TRY(sg_edge_join(edges, SG_RELATION_HAS_IP, self,
                                    sg_here(edges, SG_KIND_PUBLIC_IP, i - machines)));
            continue;
        }
        sg_machine_facts machine = sg_facts_machine(edges->estate, edges->account, i);
        sg_place owner = sg_here(edges, SG_KIND_MACHINE, i);
        SG_TRY(stand(edges, self, machine.network, machine.subnet, machine.group));
        SG_TRY(stand(edges, owner, machine.network, machine.subnet, machine.group));
        SG_TRY(sg_edge_join(edges, SG_RELATION_HAS_INTERFACE, owner, self));
    }
    return SG_OK;
}

static sg_status join_balancers(sg_edges *edges)
{
    uint32_t networks = sg_here_count(edges, SG_KIND_NETWORK);
    uint32_t balancers = sg_here_count(edges, SG_KIND_LOAD_BALANCER);
    for (uint32_t i = 0; i < balancers; i++) {
        uint32_t network = i % networks;
        bool public = sg_facts_balancer_is_public(edges->estate, edges->account, i);
        SG_TRY(stand(edges, sg_here(edges, SG_KIND_LOAD_BALANCER, i), network,
                     network + (public ? 0 : networks), network + (public ? 0 : 6 * networks)));
    }
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_TARGET_GROUP); i++) {
        sg_place self = sg_here(edges, SG_KIND_TARGET_GROUP, i);
        SG_TRY(sg_edge_join(edges, SG_RELATION_IN_NETWORK, self,
                            sg_here(edges, SG_KIND_NETWORK, i % balancers % networks)));
        if (i >= balancers)
            continue;
        sg_row *row = sg_edge_begin(edges, SG_RELATION_FORWARDS_TO,
                                    sg_here(edges, SG_KIND_LOAD_BALANCER, i), self);
        sg_row_integer(row, 443);
        SG_TRY(sg_edge_put_rest(edges));
    }
    return SG_OK;
}

/* The shared account's first network is peered with everybody's. */
static sg_status join_peers(sg_edges *edges)
{
    if (edges->account == SG_SHARED_ACCOUNT || edges->estate->accounts <= SG_SHARED_ACCOUNT)
        return SG_OK;
    return sg_edge_join(edges, SG_RELATION_PEERED_WITH, sg_here(edges, SG_KIND_NETWORK, 0),
                        (sg_place){ SG_SHARED_ACCOUNT, SG_KIND_NETWORK, 0 });
}

sg_status sg_edges_network(sg_edges *edges)
{
    SG_TRY(join_subnets(edges));
    SG_TRY(join_routes(edges));
    SG_TRY(join_groups(edges));
    SG_TRY(join_interfaces(edges));
    SG_TRY(join_balancers(edges));
    return join_peers(edges);
}
