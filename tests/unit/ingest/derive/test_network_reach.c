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
