/* test_trace.c - the way of packets is told gate by gate, with the rule at each. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "ingest/derive/exposure.h"
#include "ingest/derive/trace.h"
#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/small_network.h"

static small_network at;
static sg_buffer told;

static void begin(void)
{
    network_begin(&at);
}

static void end(void)
{
    sg_buffer_free(&told);
    network_end(&at);
}

#define TRACE(name) Test(trace, name, .init = begin, .fini = end)

static void hear(void *state, const sg_trace_step *step)
{
    sg_buffer_format(state, "%s: %.*s\n", step->gate, SG_FMT(step->text));
}

static const char *exposure(const char *key)
{
    sg_error err = { 0 };

    sg_buffer_clear(&told);
    cr_assert(sg_trace_exposure(at.graph, sg_test_find(at.graph, key), hear, &told, &err) ==
              SG_OK);
    sg_buffer_char(&told, '\0');
    return sg_buffer_str(&told).bytes;
}

static const char *reach(const char *from, const char *to)
{
    sg_error err = { 0 };

    sg_buffer_clear(&told);
    cr_assert(sg_trace_reach(at.graph, sg_test_find(at.graph, from), sg_test_find(at.graph, to),
                             hear, &told, &err) == SG_OK);
    sg_buffer_char(&told, '\0');
    return sg_buffer_str(&told).bytes;
}

#define GATES_OF_SUBNET_1                                                                      \
    "route: rtb-main: 0.0.0.0/0 to igw-1\n"                                                    \
    "acl: acl-1: rule 100 allows all from 0.0.0.0/0\n"                                         \
    "answers: acl-1: rule 100 allows all to 0.0.0.0/0\n"

TRACE(five_gates_to_a_machine)
{
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    cr_expect_str_eq(exposure("i-1"),
                     "reached: tcp 22, wide, directly\n"
                     "address: 203.0.113.1 of i-1\n" GATES_OF_SUBNET_1
                     "group: sg-1: tcp 22 from 0.0.0.0/0\n"
                     "state: i-1 is running\n",
                     "%s", exposure("i-1"));
}

TRACE(the_public_address_of_a_secondary_private_one)
{
    network_machine(&at, "i-1", "subnet-1", NULL);
    network_node(&at, "NetworkInterface Resource", "eni-1",
                 "{'publicIpAddresses':['203.0.113.2']}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-1");
    network_edge(&at, "i-1", "HAS_INTERFACE", "eni-1", "{}");
    network_derive(&at);
    cr_expect(strstr(exposure("i-1"), "address: 203.0.113.2 of eni-1\n"), "%s",
              exposure("i-1"));
}

TRACE(the_rule_that_counts_at_each_gate)
{
    network_set(&at, "rtb-main", "routes",
                "[" TO_INTERNET ",{'destination':'198.51.100.0/24','target':'igw-1'},"
                "{'destination':'10.0.0.0/16','target':'local'}]");
    network_set(
        &at, "acl-1", "entries",
        "[{'ruleNumber':200,'egress':false,'action':'allow','protocol':'-1','cidr':'0.0.0.0/"
        "0'},"
        "{'ruleNumber':50,'egress':false,'action':'allow','protocol':'6','fromPort':443,"
        "'toPort':443,'cidr':'198.51.0.0/16'},"
        "{'ruleNumber':40,'egress':false,'action':'deny','protocol':'6','fromPort':22,"
        "'toPort':22,'cidr':'0.0.0.0/0'},"
        "{'ruleNumber':9,'egress':true,'action':'allow','protocol':'6','fromPort':32768,"
        "'toPort':65535,'cidr':'0.0.0.0/0'}]");
    network_group(&at, "sg-1",
                  "[" RULE("tcp", 80, 80, CIDR("10.0.0.0/8")) "," RULE("tcp", 440, 450,
                                                                       PREFIXES("pl-1")) "]");
    network_node(&at, "IpRange", "pl-1", "{'cidrs':['198.51.100.0/24']}", "");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_derive(&at);
    /* One packet is followed for each stretch of ports: 443 from the office is of the second. */
    cr_expect(strstr(exposure("i-1"), "route: rtb-main: 198.51.100.0/24 to igw-1\n"), "%s",
              exposure("i-1"));
    cr_expect(strstr(exposure("i-1"), "group: sg-1: tcp 440-450 from pl-1\n"));
    cr_expect(strstr(exposure("i-1"),
                     "answers: acl-1: rule 9 allows tcp 32768-65535 to 0.0.0.0/0\n"));
    cr_expect(strstr(exposure("i-1"), "acl: acl-1: rule 200 allows all from 0.0.0.0/0\n"));
}

TRACE(by_way_of_a_load_balancer)
{
    network_node(&at, "LoadBalancer Endpoint Resource", "lb",
                 "{'type':'application','scheme':'internet-facing','state':'active',"
                 "'listeners':[{'port':443,'protocol':'HTTPS'}]}",
                 "IN_NETWORK vpc-1 IN_SUBNET subnet-1 PROTECTED_BY sg-lb");
    network_group(&at, "sg-lb", "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_node(&at, "TargetGroup Endpoint Resource", "tg", "{'port':8080}", "");
    network_edge(&at, "lb", "FORWARDS_TO", "tg", "{'port':443,'protocol':'HTTPS'}");
    network_edge(&at, "tg", "FORWARDS_TO", "i-1", "{'port':8080}");
    network_machine(&at, "i-1", "subnet-2", NULL);
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, GROUP("sg-lb")) "]");
    network_derive(&at);
    cr_expect_str_eq(exposure("i-1"),
                     "reached: tcp 443, wide, by way of lb\n"
                     "setting: scheme is internet-facing\n" GATES_OF_SUBNET_1
                     "group: sg-lb: tcp 443 from 0.0.0.0/0\n"
                     "state: lb is active\n"
                     "forwards: lb to tg, port 443\n"
                     "forwards: tg to i-1, port 8080\n"
                     "group: sg-1: tcp 8080 from sg-lb\n",
                     "%s", exposure("i-1"));
}

TRACE(by_way_of_an_api)
{
    network_node(&at, "ApiGateway Endpoint Resource", "api",
                 "{'protocol':'HTTP','endpointType':'REGIONAL','defaultEndpoint':true}", "");
    network_node(&at, "ServerlessFunction Compute Resource", "f", "{}", "");
    network_edge(&at, "api", "FORWARDS_TO", "f", "{'rule':'GET /','authorization':'JWT'}");
    network_derive(&at);
    cr_expect_str_eq(exposure("f"),
                     "reached: tcp 443, limited, after signing in, by way of api\n"
                     "setting: endpointType is REGIONAL\n"
                     "setting: defaultEndpoint is true\n"
                     "forwards: api to f, GET /, JWT\n",
                     "%s", exposure("f"));
    cr_expect_str_eq(exposure("vpc-1"), "");
}

TRACE(inside_a_network)
{
    network_machine(&at, "web", "subnet-1", NULL);
    network_node(&at, "Database DataStore Resource", "db", "{'port':5432}",
                 "IN_SUBNET subnet-2 PROTECTED_BY sg-db");
    network_group(&at, "sg-db", "[" RULE("tcp", 5432, 5432, GROUP("sg-1")) "]");
    network_set(&at, "sg-1", "egress", "[" RULE("-1", null, null, CIDR("0.0.0.0/0")) "]");
    network_set(&at, "rtb-main", "routes",
                "[" TO_INTERNET ",{'destination':'10.0.0.0/16','target':'local'}]");
    network_derive(&at);
    cr_expect_str_eq(reach("web", "db"),
                     "reached: tcp 5432\n"
                     "group: sg-1: all to 0.0.0.0/0\n"
                     "route: rtb-main: 10.0.0.0/16 to local\n"
                     "acl: acl-1: rule 100 allows all to 0.0.0.0/0\n"
                     "acl: acl-1: rule 100 allows all from 0.0.0.0/0\n"
                     "answers: acl-1: rule 100 allows all to 0.0.0.0/0\n"
                     "answers: acl-1: rule 100 allows all from 0.0.0.0/0\n"
                     "route: rtb-main: 10.0.0.0/16 to local\n"
                     "group: sg-db: tcp 5432 from sg-1\n",
                     "%s", reach("web", "db"));
}

/* How many gates are worked out for machines of one class. */
static uint64_t judged(int machines)
{
    sg_network network;
    sg_graph *graph;
    uint64_t count;
    char name[32];

    for (int i = 0; i < machines; i++) {
        (void)snprintf(name, sizeof name, "i-%d-%d", machines, i);
        network_machine(&at, name, i % 2 ? "subnet-1" : "subnet-2", "203.0.113.1");
    }
    graph = sg_test_freeze(at.builder);
    cr_assert(sg_network_open(&network, graph, at.builder, at.coverage) == SG_OK);
    cr_assert(sg_expose_compute(&network) == SG_OK);
    count = network.judged;
    sg_network_close(&network);
    sg_graph_free(graph);
    return count;
}

TRACE(gates_are_judged_by_class_and_not_by_machine)
{
    uint64_t few = judged(4), many;

    many = judged(400);
    cr_expect(few > 0 && many == few, "%llu for 4, %llu for 404", (unsigned long long)few,
              (unsigned long long)many);
    network_group(&at, "sg-2", "[" RULE("tcp", 80, 80, CIDR("0.0.0.0/0")) "]");
    network_machine(&at, "i-other", "subnet-1", "203.0.113.2");
    network_edge(&at, "i-other", "PROTECTED_BY", "sg-2", "{}");
    cr_expect(judged(4) > many, "a class more");
}
