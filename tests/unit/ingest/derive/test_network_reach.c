/* test_network_reach.c - who reaches whom inside a network. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/unit/ingest/derive/small_network.h"

static small_network at;

static void begin(void)
{
    network_begin(&at);
    network_machine(&at, "web", "subnet-1", NULL);
    network_node(&at, "VirtualMachine Compute Resource", "app",
                 "{'state':'running','privateIpAddress':'10.0.2.7'}",
                 "IN_SUBNET subnet-2 PROTECTED_BY sg-app");
    network_node(&at, "Database DataStore Resource", "db", "{'port':5432}",
                 "IN_SUBNET subnet-2 PROTECTED_BY sg-db");
    network_group(&at, "sg-1", "[]");
    network_group(&at, "sg-app", "[" RULE("tcp", 8080, 8080, GROUP("sg-1")) "]");
    network_group(&at, "sg-db", "[" RULE("tcp", 5432, 5432, GROUP("sg-app")) "]");
}

static void end(void)
{
    network_end(&at);
}

#define REACH(name) Test(network_reach, name, .init = begin, .fini = end)
#define EXPECT(from, to, edges)                                                                \
    cr_expect_str_eq(network_reached(&at, from, to), edges, "%s",                              \
                     network_reached(&at, from, to))

REACH(by_group)
{
    network_derive(&at);
    EXPECT("web", "app", "tcp 8080");
    EXPECT("app", "db", "tcp 5432");
    EXPECT("web", "db", "");
    EXPECT("app", "web", "");
}

REACH(by_block)
{
    network_group(&at, "sg-db", "[" RULE("tcp", 5432, 5432, CIDR("10.0.0.0/16")) "]");
    network_derive(&at);
    EXPECT("app", "db", "tcp 5432");
    EXPECT("web", "db", "tcp 5432");
}

REACH(by_one_address)
{
    network_node(&at, "VirtualMachine Compute Resource", "app-2",
                 "{'state':'running','privateIpAddress':'10.0.2.8'}",
                 "IN_SUBNET subnet-2 PROTECTED_BY sg-app");
    network_group(&at, "sg-db", "[" RULE("tcp", 5432, 5432, CIDR("10.0.2.7/32")) "]");
    network_derive(&at);
    EXPECT("app", "db", "tcp 5432");
    EXPECT("app-2", "db", "");
}

REACH(acl_between_subnets)
{
    network_node(&at, "NetworkAcl Resource", "acl-2",
                 "{'entries':[{'ruleNumber':90,'egress':false,'action':'deny','protocol':'6',"
                 "'fromPort':8080,'toPort':8080,'cidr':'10.0.0.0/8'},"
                 "{'ruleNumber':100,'egress':false,'action':'allow','protocol':'-1',"
                 "'cidr':'0.0.0.0/0'},{'ruleNumber':100,'egress':true,'action':'allow',"
                 "'protocol':'-1','cidr':'0.0.0.0/0'}]}",
                 "");
    network_node(&at, "Subnet Resource", "subnet-3", "{'cidrBlock':'10.0.3.0/24'}",
                 "IN_NETWORK vpc-1 PROTECTED_BY acl-2");
    network_node(&at, "VirtualMachine Compute Resource", "app-3", "{'state':'running'}",
                 "IN_SUBNET subnet-3 PROTECTED_BY sg-app");
    network_node(&at, "VirtualMachine Compute Resource", "web-3", "{'state':'running'}",
                 "IN_SUBNET subnet-3 PROTECTED_BY sg-1");
    network_derive(&at);
    EXPECT("web", "app-3", "");
    EXPECT("web-3", "app-3", "tcp 8080"); /* the ACL does not see what stays in its subnet */
    EXPECT("web-3", "app", "tcp 8080");
}

REACH(outbound_rules)
{
    network_set(&at, "sg-app", "egress", "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_set(&at, "sg-1", "egress", "[" RULE("-1", null, null, GROUP("sg-app")) "]");
    network_derive(&at);
    EXPECT("app", "db", "");
    EXPECT("web", "app", "tcp 8080");
}

REACH(not_from_what_is_stopped_nor_from_other_networks)
{
    network_set(&at, "web", "state", "'stopped'");
    network_node(&at, "VirtualNetwork Resource", "vpc-2", "{}", "");
    network_node(&at, "Subnet Resource", "subnet-9", "{'cidrBlock':'10.0.1.0/24'}",
                 "IN_NETWORK vpc-2");
    network_node(&at, "VirtualMachine Compute Resource", "far", "{'state':'running'}",
                 "IN_SUBNET subnet-9 PROTECTED_BY sg-1");
    network_derive(&at);
    EXPECT("web", "app", "");
    EXPECT("far", "app", "");
}

REACH(pairs_beyond_the_bound_are_counted)
{
    char name[16];

    network_group(&at, "sg-1", "[" RULE("tcp", 22, 22, GROUP("sg-1")) "]");
    for (int i = 0; i < 300; i++) {
        (void)snprintf(name, sizeof name, "i-%d", i);
        network_machine(&at, name, "subnet-1", NULL);
    }
    network_derive(&at);
    EXPECT("i-1", "i-2", "");
    EXPECT("web", "app", "tcp 8080");
    cr_expect(network_number(&at, "vpc-1", "canReachOmitted") == 301 * 301);
}

/* A second network, 10.2.0.0/16, with the machine `far` behind sg-far, which takes HTTPS from
 * addresses of the first. */
static void build_far(void)
{
    network_node(&at, "VirtualNetwork Resource", "vpc-2", "{'cidrBlock':'10.2.0.0/16'}", "");
    network_node(&at, "RouteTable Resource", "rtb-far", "{'main':true,'routes':[]}",
                 "IN_NETWORK vpc-2");
    network_node(&at, "NetworkAcl Resource", "acl-far", "{'isDefault':true}",
                 "IN_NETWORK vpc-2");
    network_set(&at, "acl-far", "entries", OPEN_ACL);
    network_node(&at, "Subnet Resource", "subnet-far", "{'cidrBlock':'10.2.1.0/24'}",
                 "IN_NETWORK vpc-2");
    network_node(&at, "VirtualMachine Compute Resource", "far", "{'state':'running'}",
                 "IN_SUBNET subnet-far PROTECTED_BY sg-far");
    network_group(&at, "sg-far", "[" RULE("tcp", 443, 443, CIDR("10.0.1.0/24")) "]");
}

static void build_routes(const char *there, const char *back)
{
    network_set(&at, "rtb-main", "routes", there);
    network_set(&at, "rtb-far", "routes", back);
}

#define TO_FAR(gateway) "[{'destination':'10.2.0.0/16','target':'" gateway "'}]"
#define TO_NEAR(gateway) "[{'destination':'10.0.0.0/16','target':'" gateway "'}]"

static void build_peering(const char *there, const char *back)
{
    build_far();
    network_node(&at, "Gateway Resource", "pcx-1", "{'kind':'peering','state':'active'}",
                 "IN_NETWORK vpc-1 IN_NETWORK vpc-2");
    build_routes(there, back);
}

REACH(by_peering)
{
    build_peering(TO_FAR("pcx-1"), TO_NEAR("pcx-1"));
    network_derive(&at);
    EXPECT("web", "far", "tcp 443");
    EXPECT("app", "far", ""); /* its subnet is not admitted */
    EXPECT("far", "web", "");
}

REACH(peering_without_a_way_back)
{
    build_peering(TO_FAR("pcx-1"), "[]");
    network_derive(&at);
    EXPECT("web", "far", "");
}

REACH(peering_that_is_not_accepted)
{
    build_peering(TO_FAR("pcx-1"), TO_NEAR("pcx-1"));
    network_set(&at, "pcx-1", "state", "'pending-acceptance'");
    network_derive(&at);
    EXPECT("web", "far", "");
}

REACH(peering_of_which_one_half_is_not_known)
{
    build_peering(TO_FAR("pcx-1"), "[]");
    network_set(&at, "rtb-far", "routes", "null");
    network_derive(&at);
    EXPECT("web", "far", "tcp 443 may");
}

REACH(peering_that_only_routes_name)
{
    build_far();
    build_routes(TO_FAR("pcx-9"), TO_NEAR("pcx-9"));
    network_node(&at, "Resource", "pcx-9", "{'known':false,'expectedLabel':'Gateway'}", "");
    network_edge(&at, "rtb-main", "ROUTES_TO", "pcx-9", "{}");
    network_edge(&at, "rtb-far", "ROUTES_TO", "pcx-9", "{}");
    network_derive(&at);
    EXPECT("web", "far", "tcp 443 may");
}

REACH(longer_prefixes_lead_elsewhere)
{
    build_peering("[{'destination':'10.2.0.0/16','target':'pcx-1'},"
                  "{'destination':'10.2.1.0/24','target':'vgw-1'}]",
                  TO_NEAR("pcx-1"));
    network_derive(&at);
    EXPECT("web", "far", "");
}

REACH(peering_is_not_followed_through_a_third_network)
{
    build_peering(TO_FAR("pcx-1"), TO_NEAR("pcx-1"));
    network_node(&at, "VirtualNetwork Resource", "vpc-3", "{}", "");
    network_node(&at, "Subnet Resource", "subnet-3", "{'cidrBlock':'10.3.1.0/24'}",
                 "IN_NETWORK vpc-3");
    network_node(&at, "VirtualMachine Compute Resource", "third", "{'state':'running'}",
                 "IN_SUBNET subnet-3 PROTECTED_BY sg-3");
    network_group(&at, "sg-3", "[" RULE("-1", null, null, CIDR("10.0.0.0/8")) "]");
    network_node(&at, "Gateway Resource", "pcx-2", "{'kind':'peering','state':'active'}",
                 "IN_NETWORK vpc-2 IN_NETWORK vpc-3");
    network_derive(&at);
    EXPECT("web", "third", "");
}

REACH(rules_name_groups_of_a_peer_of_the_region)
{
    build_peering(TO_FAR("pcx-1"), TO_NEAR("pcx-1"));
    network_group(&at, "sg-far", "[" RULE("tcp", 22, 22, GROUP("sg-app")) "]");
    network_derive(&at);
    EXPECT("app", "far", "tcp 22");
    EXPECT("web", "far", "");
}

REACH(rules_name_no_groups_of_other_regions)
{
    build_peering(TO_FAR("pcx-1"), TO_NEAR("pcx-1"));
    network_set(&at, "vpc-2", "region", "'us-east-1'");
    network_group(&at, "sg-far", "[" RULE("tcp", 22, 22, GROUP("sg-app")) "]");
    network_derive(&at);
    EXPECT("app", "far", "");
}

static void build_transit(const char *routes)
{
    build_far();
    build_routes(TO_FAR("tgw-1"), TO_NEAR("tgw-1"));
    network_node(&at, "Gateway Resource", "tgw-1", "{'kind':'transit'}", "");
    network_node(&at, "Gateway Resource", "att-1", "{'kind':'attachment','state':'available'}",
                 "IN_NETWORK vpc-1 ATTACHED_TO tgw-1 ROUTES_TO tgw-rtb");
    network_node(&at, "Gateway Resource", "att-2", "{'kind':'attachment','state':'available'}",
                 "IN_NETWORK vpc-2 ATTACHED_TO tgw-1 ROUTES_TO tgw-rtb");
    network_node(&at, "RouteTable Resource", "tgw-rtb", "{}", "ATTACHED_TO tgw-1");
    network_set(&at, "tgw-rtb", "routes", routes);
}

#define PROPAGATED                                                                             \
    "[{'destination':'10.0.0.0/16','target':'att-1','state':'active'},"                        \
    "{'destination':'10.2.0.0/16','target':'att-2','state':'active'}]"

REACH(by_transit_gateway)
{
    build_transit(PROPAGATED);
    network_derive(&at);
    EXPECT("web", "far", "tcp 443");
}

REACH(transit_gateway_whose_routes_are_not_known)
{
    build_transit("null");
    network_derive(&at);
    EXPECT("web", "far", "tcp 443 may");
}

REACH(transit_gateway_that_keeps_networks_apart)
{
    build_transit("[{'destination':'10.0.0.0/16','target':'att-1','state':'active'},"
                  "{'destination':'10.2.0.0/16','target':'att-2','state':'blackhole'}]");
    network_derive(&at);
    EXPECT("web", "far", "");
}

REACH(transit_gateway_of_which_some_routes_were_not_told)
{
    build_transit("[{'destination':'10.0.0.0/16','target':'att-1','state':'active'}]");
    network_set(&at, "tgw-rtb", "moreRoutes", "true");
    network_derive(&at);
    EXPECT("web", "far", "tcp 443 may");
}

REACH(groups_across_a_transit_gateway)
{
    build_transit(PROPAGATED);
    network_group(&at, "sg-far", "[" RULE("tcp", 22, 22, GROUP("sg-app")) "]");
    network_derive(&at);
    EXPECT("app", "far", "tcp 22 may"); /* whether it shares groups is not told */
}

REACH(groups_across_a_transit_gateway_that_does_not_share_them)
{
    build_transit(PROPAGATED);
    network_set(&at, "tgw-1", "groupReferencing", "false");
    network_group(&at, "sg-far", "[" RULE("tcp", 22, 22, GROUP("sg-app")) "]");
    network_derive(&at);
    EXPECT("app", "far", "");
}

REACH(by_ipv6)
{
    network_set(&at, "subnet-1", "ipv6CidrBlocks", "['2001:db8:0:1::/64']");
    network_set(&at, "subnet-2", "ipv6CidrBlocks", "['2001:db8:0:2::/64']");
    network_set(&at, "web", "ipv6Addresses", "['2001:db8:0:1::7']");
    network_set(&at, "app", "ipv6Addresses", "['2001:db8:0:2::7']");
    network_group(&at, "sg-app", "[" RULE("tcp", 443, 443, CIDR("2001:db8::/48")) "]");
    network_group(&at, "sg-1", "[" RULE("tcp", 80, 80, CIDR("2001:db8:0:2::9/128")) "]");
    network_derive(&at);
    EXPECT("web", "app", "tcp 443");
    EXPECT("app", "web", "");
}

/* --- what was not collected ------------------------------------------------------------------ */

REACH(inbound_rules_that_were_not_collected)
{
    network_set(&at, "sg-db", "known", "false");
    network_set(&at, "sg-db", "ingress", "null");
    network_derive(&at);
    EXPECT("web", "db", "all may");
    EXPECT("app", "db", "all may");
    EXPECT("web", "app", "tcp 8080");
}

/* What is known of one group is certain, whatever the other has. */
REACH(one_of_two_groups_was_not_collected)
{
    network_node(&at, "Resource", "sg-x", "{'known':false,'expectedLabel':'SecurityGroup'}",
                 "");
    network_edge(&at, "db", "PROTECTED_BY", "sg-x", "{}");
    network_derive(&at);
    EXPECT("app", "db",
           "tcp 5432; other may; icmp 0-255 may; tcp 0-5431 may; tcp 5433-65535 may; udp may; "
           "icmpv6 0-255 may");
}

REACH(an_acl_that_was_not_collected)
{
    network_set(&at, "acl-1", "entries", "null");
    network_derive(&at);
    EXPECT("web", "app", "tcp 8080 may");
    EXPECT("app", "db", "tcp 5432"); /* in one subnet no ACL matters */
}

REACH(acls_of_which_some_may_be_missing)
{
    network_node(&at, "Subnet Resource", "subnet-3", "{'cidrBlock':'10.0.3.0/24'}",
                 "IN_NETWORK vpc-1");
    network_node(&at, "VirtualMachine Compute Resource", "app-3", "{'state':'running'}",
                 "IN_SUBNET subnet-3 PROTECTED_BY sg-app");
    network_not_asked(&at, "ec2:DescribeNetworkAcls");
    network_derive(&at);
    EXPECT("web", "app-3", "tcp 8080 may");
}

REACH(outbound_rules_for_a_part_of_a_subnet)
{
    network_set(&at, "sg-1", "egress", "[" RULE("-1", null, null, CIDR("10.0.2.0/25")) "]");
    network_derive(&at);
    EXPECT("web", "app", "tcp 8080 may");
}

/* A function has no address that anybody tells. */
REACH(rules_for_a_part_of_a_subnet_in_which_addresses_are_not_told)
{
    network_node(&at, "ServerlessFunction Compute Resource", "fn", "{}",
                 "IN_SUBNET subnet-2 PROTECTED_BY sg-app");
    network_group(&at, "sg-db", "[" RULE("tcp", 5432, 5432, CIDR("10.0.2.0/25")) "]");
    network_derive(&at);
    EXPECT("fn", "db", "tcp 5432 may");
    EXPECT("app", "db", "tcp 5432");
}

static void forget_subnet(const char *subnet)
{
    network_set(&at, subnet, "known", "false");
    network_set(&at, subnet, "cidrBlock", "null");
}

REACH(a_subnet_that_was_not_collected)
{
    forget_subnet("subnet-2");
    network_derive(&at);
    EXPECT("app", "db", "tcp 5432");  /* by the name of the group, within it */
    EXPECT("web", "app", "tcp 8080"); /* its ACL is told by the ACL */
    EXPECT("web", "db", "");
}

REACH(a_subnet_that_was_not_collected_by_address)
{
    forget_subnet("subnet-1");
    network_node(&at, "ServerlessFunction Compute Resource", "fn", "{}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-1");
    network_set(&at, "web", "privateIpAddress", "'10.0.1.7'");
    network_group(&at, "sg-app", "[" RULE("tcp", 8080, 8080, CIDR("10.0.1.0/24")) "]");
    network_group(&at, "sg-db", "[" RULE("tcp", 5432, 5432, CIDR("10.0.7.0/24")) "]");
    network_derive(&at);
    EXPECT("web", "app", "tcp 8080"); /* it tells its address */
    EXPECT("fn", "app", "tcp 8080 may");
    EXPECT("fn", "db", "tcp 5432 may");
    EXPECT("web", "db", "");
}

/* Nothing but the name of the subnet, the network's of which the machine tells. */
REACH(subnets_and_networks_that_were_not_collected)
{
    network_node(&at, "Resource", "subnet-8", "{'known':false,'expectedLabel':'Subnet'}", "");
    network_node(&at, "VirtualMachine Compute Resource", "web-8", "{'state':'running'}",
                 "IN_SUBNET subnet-8 IN_NETWORK vpc-8 PROTECTED_BY sg-8");
    network_node(&at, "VirtualMachine Compute Resource", "app-8", "{'state':'running'}",
                 "IN_SUBNET subnet-8 IN_NETWORK vpc-8 PROTECTED_BY sg-8");
    network_node(&at, "VirtualNetwork Resource", "vpc-8", "{}", "");
    network_group(&at, "sg-8", "[" RULE("tcp", 22, 22, GROUP("sg-8")) "]");
    network_derive(&at);
    EXPECT("web-8", "app-8", "tcp 22");
    EXPECT("web-8", "app", "");
}
