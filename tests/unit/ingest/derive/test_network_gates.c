/* test_network_gates.c - from the internet to a machine: addresses, routes, ACLs, groups, state. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/derive/small_network.h"

static small_network at;

static void begin(void)
{
    network_begin(&at);
}

static void end(void)
{
    network_end(&at);
}

#define GATES(name) Test(network_gates, name, .init = begin, .fini = end)
#define MACHINE "VirtualMachine Compute Resource"
#define EXPECT(key, edges, exposure) NETWORK_EXPECT(&at, key, edges, exposure)
#define IPV6(address) "{'ipv6Addresses':['" address "']}"

GATES(vector_01_route_of_the_main_table)
{
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide", "PUBLIC");
}

GATES(vector_02_explicit_table_without_internet_gateway)
{
    network_node(&at, "RouteTable Resource", "rtb-2",
                 "{'routes':[{'destination':'10.0.0.0/16','target':'local'}]}",
                 "IN_NETWORK vpc-1");
    network_edge(&at, "subnet-1", "ROUTES_TO", "rtb-2", "{}");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(vector_03_route_to_nat_only)
{
    network_set(&at, "rtb-main", "routes",
                "[{'destination':'0.0.0.0/0','target':'nat-1','state':'active'}]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(vector_04_ipv6_by_egress_only_gateway)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 22, 22, CIDR("::/0")) "]");
    network_set(&at, "rtb-main", "routes",
                "[" TO_INTERNET ",{'destination':'::/0','target':'eigw-1'}]");
    network_machine(&at, "i-1", "subnet-1", NULL);
    network_set(&at, "i-1", "ipv6Addresses", "['2001:db8::7']");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(vector_04_ipv6_by_internet_gateway)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 22, 22, CIDR("::/0")) "]");
    network_set(&at, "rtb-main", "routes",
                "[" TO_INTERNET ",{'destination':'::/0','target':'igw-1'}]");
    network_machine(&at, "i-1", "subnet-1", NULL);
    network_set(&at, "i-1", "ipv6Addresses", "['2001:db8::7']");
    network_machine(&at, "i-2", "subnet-1", "203.0.113.2"); /* the rule is for IPv6 only */
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide", "PUBLIC");
    EXPECT("i-2", "", "PRIVATE");
}

GATES(vector_05_acl_denies_one_port)
{
    network_group(&at, "sg-1", "[" RULE("-1", null, null, CIDR("0.0.0.0/0")) "]");
    network_set(
        &at, "acl-1", "entries",
        "[{'ruleNumber':90,'egress':false,'action':'deny','protocol':'6','fromPort':22,"
        "'toPort':22,'cidr':'0.0.0.0/0'},"
        "{'ruleNumber':100,'egress':false,'action':'allow','protocol':'-1','cidr':'0.0.0.0/0'},"
        "{'ruleNumber':100,'egress':true,'action':'allow','protocol':'-1','cidr':'0.0.0.0/"
        "0'}]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1",
           "other wide; icmp 0-255 wide; tcp 0-21 wide; tcp 23-65535 wide; udp wide; "
           "icmpv6 0-255 wide",
           "PUBLIC");
}

GATES(vector_06_acl_denies_answers)
{
    network_set(&at, "acl-1", "entries",
                "[{'ruleNumber':100,'egress':false,'action':'allow','protocol':'-1','cidr':'0."
                "0.0.0/0'},"
                "{'ruleNumber':90,'egress':true,'action':'deny','protocol':'6','fromPort':1024,"
                "'toPort':65535,'cidr':'0.0.0.0/0'},"
                "{'ruleNumber':100,'egress':true,'action':'allow','protocol':'-1','cidr':'0.0."
                "0.0/0'}]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(rules_that_nobody_can_read_are_not_no_rules)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 22, 22, CIDR("10.0.0.0/8")) ",null]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "UNKNOWN");
}

GATES(a_group_whose_rules_were_not_told)
{
    network_set(&at, "sg-1", "ingress", "null");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "UNKNOWN");
}

GATES(an_acl_entry_that_neither_allows_nor_denies)
{
    network_set(&at, "acl-1", "entries",
                "[{'ruleNumber':100,'egress':false,'action':'count','protocol':'-1','cidr':'0."
                "0.0.0/0'},"
                "{'ruleNumber':100,'egress':true,'action':'allow','protocol':'-1','cidr':'0.0."
                "0.0/0'}]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "UNKNOWN");
}

GATES(vector_07_two_halves_are_wide)
{
    network_group(&at, "sg-1",
                  "[" RULE("tcp", 22, 22, CIDR("0.0.0.0/1")) "," RULE("tcp", 22, 22,
                                                                      CIDR("128.0.0.0/1")) "]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide", "PUBLIC");
}

GATES(vector_13_blackhole)
{
    network_set(&at, "rtb-main", "routes",
                "[{'destination':'0.0.0.0/0','target':'igw-1','state':'blackhole'}]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(vector_14_all_protocols)
{
    network_group(&at, "sg-1", "[" RULE("-1", null, null, CIDR("0.0.0.0/0")) "]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "all wide", "PUBLIC");
}

GATES(vector_15_icmp_has_no_ports)
{
    network_group(&at, "sg-1", "[" RULE("icmp", 8, -1, CIDR("0.0.0.0/0")) "]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "icmp 8 wide", "PUBLIC");
}

GATES(vector_16_second_interface_by_its_own_subnet)
{
    network_node(&at, "RouteTable Resource", "rtb-2", "{'routes':[]}", "IN_NETWORK vpc-1");
    network_edge(&at, "subnet-1", "ROUTES_TO", "rtb-2", "{}");
    network_machine(&at, "i-1", "subnet-1", NULL);
    network_node(&at, "NetworkInterface Resource", "eni-1", "{'status':'in-use'}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-1");
    network_node(&at, "NetworkInterface Resource", "eni-2", "{'status':'in-use'}",
                 "IN_SUBNET subnet-2 PROTECTED_BY sg-1 HAS_IP eipalloc-1");
    network_node(&at, "PublicIp Resource", "eipalloc-1", "{}", "");
    network_edge(&at, "i-1", "HAS_INTERFACE", "eni-1", "{}");
    network_edge(&at, "i-1", "HAS_INTERFACE", "eni-2", "{}");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide", "PUBLIC");
    EXPECT("eni-2", "tcp 22 wide", "null");
    EXPECT("eni-1", "", "null");
}

/* An elastic address of a second private address: the interface's own description has no other. */
GATES(public_address_of_a_secondary_private_one)
{
    network_machine(&at, "i-1", "subnet-1", NULL);
    network_node(&at, "NetworkInterface Resource", "eni-1",
                 "{'status':'in-use','privateIpAddresses':['10.0.1.7','10.0.1.8'],"
                 "'publicIpAddresses':['203.0.113.1']}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-1");
    network_edge(&at, "i-1", "HAS_INTERFACE", "eni-1", "{}");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide", "PUBLIC");
    EXPECT("eni-1", "tcp 22 wide", "null");
}

/* Addresses of a block are the interface's, though none is listed. */
GATES(ipv6_block_that_is_delegated)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 22, 22, CIDR("::/0")) "]");
    network_set(&at, "rtb-main", "routes",
                "[" TO_INTERNET ",{'destination':'::/0','target':'igw-1','state':'active'}]");
    network_machine(&at, "i-1", "subnet-1", NULL);
    network_node(&at, "NetworkInterface Resource", "eni-1",
                 "{'status':'in-use','ipv6Prefixes':['2600:1f18:0:0:1::/80']}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-1");
    network_edge(&at, "i-1", "HAS_INTERFACE", "eni-1", "{}");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide", "PUBLIC");
}

GATES(a_machine_that_starts_will_run)
{
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_set(&at, "i-1", "state", "'pending'");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide", "PUBLIC");
}

GATES(vector_17_peering_is_not_transitive)
{
    network_set(&at, "rtb-main", "routes",
                "[{'destination':'0.0.0.0/0','target':'pcx-1','state':'active'}]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(vector_19_prefix_list)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 22, 22, PREFIXES("pl-1")) "]");
    network_node(&at, "IpRange", "pl-1", "{'cidrs':['10.0.0.0/8','0.0.0.0/0']}", "");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide", "PUBLIC");
}

GATES(prefix_list_that_is_not_known)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 22, 22, PREFIXES("pl-1")) "]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "UNKNOWN");
}

GATES(vector_21_stopped)
{
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_set(&at, "i-1", "state", "'stopped'");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(vector_23_private_sources_only)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 22, 22, CIDR("10.0.0.0/8")) "]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(vector_24_detached_gateway)
{
    network_node(&at, "Gateway Resource", "igw-2", "{'state':'detached'}", "");
    network_set(&at, "rtb-main", "routes",
                "[{'destination':'0.0.0.0/0','target':'igw-2','state':'active'}]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(gateway_attached_to_another_network)
{
    network_node(&at, "VirtualNetwork Resource", "vpc-2", "{}", "");
    network_node(&at, "Gateway Resource", "igw-2", "{'state':'attached'}", "IN_NETWORK vpc-2");
    network_set(&at, "rtb-main", "routes",
                "[{'destination':'0.0.0.0/0','target':'igw-2','state':'active'}]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(longer_prefixes_carve_sources_out)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 22, 22, CIDR("198.51.100.0/24")) "]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_set(&at, "rtb-main", "routes",
                "[{'destination':'198.51.0.0/16','target':'vgw-1'}," TO_INTERNET "]");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

GATES(some_public_sources_are_limited)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 22, 23, CIDR("198.51.100.0/24")) "]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "tcp 22-23 limited", "LIMITED");
}

GATES(groups_add_up_and_a_group_is_no_internet)
{
    network_group(&at, "sg-2",
                  "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "," RULE("tcp", 80, 80,
                                                                        GROUP("sg-1")) "]");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_edge(&at, "i-1", "PROTECTED_BY", "sg-2", "{}");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide; tcp 443 wide", "PUBLIC");
}

GATES(no_route_tables_no_answer)
{
    network_node(&at, "RouteTable Resource", "rtb-main", "{'main':false}", "");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_machine(&at, "i-2", "subnet-1", NULL);
    network_derive(&at);
    EXPECT("i-1", "", "UNKNOWN");
    EXPECT("i-2", "", "PRIVATE");
}

GATES(main_table_counts_only_when_all_tables_were_told)
{
    network_not_asked(&at, "ec2:DescribeRouteTables");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "UNKNOWN");
}

GATES(no_acl_no_answer)
{
    network_node(&at, "Subnet Resource", "subnet-3", "{}", "IN_NETWORK vpc-1");
    network_set(&at, "acl-1", "isDefault", "false");
    network_machine(&at, "i-1", "subnet-3", "203.0.113.1");
    network_derive(&at);
    EXPECT("i-1", "", "UNKNOWN");
}

GATES(group_that_was_never_described)
{
    network_node(&at, "Resource", "sg-2", "{'known':false,'expectedLabel':'SecurityGroup'}",
                 "");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_node(&at, MACHINE, "i-2", "{'state':'running','publicIpAddress':'203.0.113.2'}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-2");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide", "PUBLIC");
    EXPECT("i-2", "", "UNKNOWN");
}

GATES(load_balancers_not_asked_for)
{
    network_not_asked(&at, "elbv2:DescribeLoadBalancers");
    network_group(&at, "sg-2", "[]");
    network_machine(&at, "i-1", "subnet-1", NULL);
    network_node(&at, MACHINE, "i-2", "{'state':'running'}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-2"); /* nothing gets in */
    network_derive(&at);
    EXPECT("i-1", "", "UNKNOWN");
    EXPECT("i-2", "", "PRIVATE");
}

GATES(appliance_between_gateway_and_subnet)
{
    network_node(&at, "RouteTable Resource", "rtb-edge",
                 "{'routes':[{'destination':'10.0.1.0/24','target':'vpce-1'}]}",
                 "IN_NETWORK vpc-1");
    network_edge(&at, "igw-1", "ROUTES_TO", "rtb-edge", "{}");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_machine(&at, "i-2", "subnet-2", "203.0.113.2");
    network_derive(&at);
    EXPECT("i-1", "tcp 22 wide after vpce-1", "PUBLIC");
    EXPECT("i-2", "tcp 22 wide", "PUBLIC");
}
