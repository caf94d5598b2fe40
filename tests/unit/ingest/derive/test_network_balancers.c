/* test_network_balancers.c - what is exposed by way of load balancers. */
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

#define BALANCERS(name) Test(network_balancers, name, .init = begin, .fini = end)
#define BALANCER "LoadBalancer Endpoint Resource"
#define GROUP_OF_TARGETS "TargetGroup Endpoint Resource"
#define ON_443 "{'port':443,'protocol':'HTTPS'}"
#define EXPECT(key, edges, exposure) NETWORK_EXPECT(&at, key, edges, exposure)

/* A load balancer in subnet-1, and a private subnet-2 with machine i-1 behind sg-1. */
static void build(const char *type, const char *scheme, const char *target_type)
{
    network_node(&at, BALANCER, "lb", "{'state':'active'}",
                 "IN_NETWORK vpc-1 IN_SUBNET subnet-1");
    network_set(&at, "lb", "type", type);
    network_set(&at, "lb", "scheme", scheme);
    network_set(&at, "lb", "listeners", "[" ON_443 "]");
    network_node(&at, GROUP_OF_TARGETS, "tg", "{'port':8080}", "");
    network_set(&at, "tg", "targetType", target_type);
    network_edge(&at, "lb", "FORWARDS_TO", "tg", ON_443);
    network_node(&at, "RouteTable Resource", "rtb-2", "{'routes':[]}", "IN_NETWORK vpc-1");
    network_edge(&at, "subnet-2", "ROUTES_TO", "rtb-2", "{}");
    network_group(&at, "sg-lb", "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_machine(&at, "i-1", "subnet-2", NULL);
}

static void build_application(const char *scheme)
{
    build("'application'", scheme, "'instance'");
    network_edge(&at, "lb", "PROTECTED_BY", "sg-lb", "{}");
    network_edge(&at, "tg", "FORWARDS_TO", "i-1", "{'port':8080}");
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, GROUP("sg-lb")) "]");
}

BALANCERS(vector_08_private_machine_behind_one)
{
    build_application("'internet-facing'");
    network_derive(&at);
    EXPECT("lb", "tcp 443 wide", "PUBLIC");
    EXPECT("tg", "tcp 443 wide via lb", "PUBLIC");
    EXPECT("i-1", "tcp 443 wide via lb", "PUBLIC");
}

BALANCERS(vector_09_internal)
{
    build_application("'internal'");
    network_derive(&at);
    EXPECT("lb", "", "PRIVATE");
    EXPECT("i-1", "", "PRIVATE");
}

BALANCERS(vector_10_client_address_kept)
{
    build("'network'", "'internet-facing'", "'instance'");
    network_edge(&at, "tg", "FORWARDS_TO", "i-1", "{'port':8080}");
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, CIDR("10.0.0.0/16")) "]");
    network_derive(&at);
    EXPECT("lb", "tcp 443 wide", "PUBLIC");
    EXPECT("i-1", "", "PRIVATE");
}

BALANCERS(client_address_kept_and_admitted)
{
    build("'network'", "'internet-facing'", "'instance'");
    network_edge(&at, "tg", "FORWARDS_TO", "i-1", "{'port':8080}");
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, CIDR("198.51.100.0/24")) "]");
    network_derive(&at);
    EXPECT("i-1", "tcp 443 limited via lb", "LIMITED");
}

BALANCERS(targets_by_address_see_the_balancer)
{
    build("'network'", "'internet-facing'", "'ip'");
    network_set(&at, "tg", "targets", "[{'id':'10.0.2.7','port':8080}]");
    network_node(&at, "NetworkInterface Resource", "eni-1",
                 "{'status':'in-use','privateIpAddresses':['10.0.2.7']}",
                 "IN_SUBNET subnet-2 PROTECTED_BY sg-1");
    network_edge(&at, "i-1", "HAS_INTERFACE", "eni-1", "{}");
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, CIDR("10.0.0.0/16")) "]");
    network_derive(&at);
    EXPECT("i-1", "tcp 443 wide via lb", "PUBLIC");
    EXPECT("eni-1", "tcp 443 wide via lb", "null");
}

/* Its group admits the load balancer's subnet by IPv6 alone. */
static void build_ipv6(const char *spoken)
{
    build("'network'", "'internet-facing'", "'ip'");
    network_set(&at, "tg", "ipAddressType", spoken);
    network_set(&at, "subnet-1", "ipv6CidrBlocks", "['2600:1f18:0:1::/64']");
    network_set(&at, "subnet-2", "ipv6CidrBlocks", "['2600:1f18:0:2::/64']");
    network_node(&at, "NetworkInterface Resource", "eni-1",
                 "{'status':'in-use','ipv6Addresses':['2600:1f18:0:2::c']}",
                 "IN_SUBNET subnet-2 PROTECTED_BY sg-1");
    network_edge(&at, "i-1", "HAS_INTERFACE", "eni-1", "{}");
    network_edge(&at, "tg", "FORWARDS_TO", "eni-1", "{'port':8080}");
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, CIDR("2600:1f18:0:1::/64")) "]");
    network_derive(&at);
}

BALANCERS(targets_that_are_spoken_to_by_ipv6)
{
    build_ipv6("'ipv6'");
    EXPECT("i-1", "tcp 443 wide via lb", "PUBLIC");
}

BALANCERS(targets_that_admit_another_family)
{
    build_ipv6("'ipv4'");
    EXPECT("i-1", "", "PRIVATE");
}

BALANCERS(vector_20_only_requests_that_match_a_rule)
{
    build_application("'internet-facing'");
    network_node(&at, GROUP_OF_TARGETS, "tg-2", "{'port':8080}", "FORWARDS_TO i-2");
    network_machine(&at, "i-2", "subnet-2", NULL);
    network_edge(&at, "lb", "FORWARDS_TO", "tg-2",
                 "{'port':443,'protocol':'HTTPS','conditional':true}");
    network_derive(&at);
    EXPECT("i-2", "tcp 443 wide via lb conditional", "PUBLIC");
}

BALANCERS(rules_belong_to_their_listener)
{
    build_application("'internet-facing'");
    network_set(&at, "lb", "listeners",
                "[{'port':80,'protocol':'HTTP','arn':'a:listener/app/lb/1/2'},"
                "{'port':443,'protocol':'HTTPS','arn':'a:listener/app/lb/1/22'}]");
    network_node(&at, GROUP_OF_TARGETS, "tg-2", "{'port':8080}", "FORWARDS_TO i-2");
    network_machine(&at, "i-2", "subnet-2", NULL);
    network_edge(&at, "lb", "FORWARDS_TO", "tg-2", "{}"); /* which names no listener */
    network_edge(&at, "lb", "FORWARDS_TO", "tg-2",
                 "{'rule':'a:listener-rule/app/lb/1/22/3','conditional':true}");
    network_derive(&at);
    EXPECT("i-2", "tcp 443 wide via lb conditional", "PUBLIC");
}

BALANCERS(target_that_does_not_admit_the_balancer)
{
    build_application("'internet-facing'");
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, CIDR("10.9.0.0/16")) "]");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

BALANCERS(acl_between_balancer_and_target)
{
    build_application("'internet-facing'");
    network_node(&at, "NetworkAcl Resource", "acl-2",
                 "{'entries':[{'ruleNumber':90,'egress':false,'action':'deny','protocol':'6',"
                 "'fromPort':8080,'toPort':8080,'cidr':'10.0.1.0/24'},"
                 "{'ruleNumber':100,'egress':false,'action':'allow','protocol':'-1',"
                 "'cidr':'0.0.0.0/0'},{'ruleNumber':100,'egress':true,'action':'allow',"
                 "'protocol':'-1','cidr':'0.0.0.0/0'}]}",
                 "");
    network_node(&at, "Subnet Resource", "subnet-3", "{'cidrBlock':'10.0.3.0/24'}",
                 "IN_NETWORK vpc-1 PROTECTED_BY acl-2");
    network_machine(&at, "i-3", "subnet-3", NULL);
    network_edge(&at, "tg", "FORWARDS_TO", "i-3", "{'port':8080}");
    network_derive(&at);
    EXPECT("i-3", "", "PRIVATE");
    EXPECT("i-1", "tcp 443 wide via lb", "PUBLIC");
}

BALANCERS(balancer_in_subnets_without_route)
{
    build_application("'internet-facing'");
    network_edge(&at, "subnet-1", "ROUTES_TO", "rtb-2", "{}");
    network_derive(&at);
    EXPECT("lb", "", "PRIVATE");
    EXPECT("i-1", "", "PRIVATE");
}

BALANCERS(balancer_behind_a_balancer)
{
    build("'network'", "'internet-facing'", "'alb'");
    network_node(&at, BALANCER, "alb", "{'type':'application','scheme':'internal'}",
                 "IN_NETWORK vpc-1 IN_SUBNET subnet-2 PROTECTED_BY sg-lb");
    network_node(&at, GROUP_OF_TARGETS, "tg-2", "{'port':8080}", "FORWARDS_TO i-1");
    network_edge(&at, "alb", "FORWARDS_TO", "tg-2", ON_443);
    network_edge(&at, "tg", "FORWARDS_TO", "alb", "{'port':443}");
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, GROUP("sg-lb")) "]");
    network_derive(&at);
    EXPECT("alb", "tcp 443 wide via lb", "PUBLIC");
    EXPECT("i-1", "tcp 443 wide via lb", "PUBLIC");
}

BALANCERS(functions_and_classic_balancers)
{
    build("'classic'", "'internet-facing'", "'instance'");
    network_set(&at, "lb", "listeners", "[{'port':80,'protocol':'HTTP','instancePort':8080}]");
    network_edge(&at, "lb", "PROTECTED_BY", "sg-lb", "{}");
    network_group(&at, "sg-lb", "[" RULE("tcp", 0, 65535, CIDR("0.0.0.0/0")) "]");
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, CIDR("10.0.1.0/24")) "]");
    network_edge(&at, "lb", "FORWARDS_TO", "i-1", "{}");
    network_node(&at, BALANCER, "alb",
                 "{'type':'application','scheme':'internet-facing','listeners':[" ON_443 "]}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-lb FORWARDS_TO tg-f");
    network_node(&at, GROUP_OF_TARGETS, "tg-f", "{'targetType':'lambda'}", "FORWARDS_TO f");
    network_node(&at, "ServerlessFunction Compute Resource", "f", "{}", "");
    network_derive(&at);
    EXPECT("i-1", "tcp 80 wide via lb", "PUBLIC");
    EXPECT("f", "tcp 443 wide via alb", "PUBLIC");
}

BALANCERS(stopped_targets_are_not_exposed)
{
    build_application("'internet-facing'");
    network_set(&at, "i-1", "state", "'stopped'");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

BALANCERS(targets_that_were_not_told)
{
    network_not_asked(&at, "elbv2:DescribeTargetHealth");
    build("'application'", "'internet-facing'", "'instance'");
    network_edge(&at, "lb", "PROTECTED_BY", "sg-lb", "{}");
    network_derive(&at);
    EXPECT("i-1", "", "UNKNOWN"); /* any machine of the network may be behind it */
}

/* The call was answered for another group alone; that one has no targets. */
BALANCERS(targets_that_were_told_of_one)
{
    network_not_asked(&at, "elbv2:DescribeTargetHealth");
    build("'application'", "'internet-facing'", "'instance'");
    network_set(&at, "tg", "targetsCollected", "true");
    network_edge(&at, "lb", "PROTECTED_BY", "sg-lb", "{}");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

BALANCERS(listeners_that_were_not_told)
{
    network_not_asked(&at, "elbv2:DescribeListeners");
    network_node(&at, BALANCER, "lb", "{'type':'network','scheme':'internet-facing'}",
                 "IN_NETWORK vpc-1 IN_SUBNET subnet-1");
    network_derive(&at);
    EXPECT("lb", "", "UNKNOWN");
}

/* Another load balancer of the account was asked, so that the call as a whole was answered. */
BALANCERS(listeners_that_were_not_told_of_one)
{
    build_application("'internet-facing'");
    network_node(&at, BALANCER, "lb-2", "{'type':'application','scheme':'internet-facing'}",
                 "IN_NETWORK vpc-1 IN_SUBNET subnet-1 PROTECTED_BY sg-lb");
    network_node(&at, GROUP_OF_TARGETS, "tg-2", "{'port':8080}", "FORWARDS_TO i-2");
    network_edge(&at, "lb-2", "FORWARDS_TO", "tg-2", "{}");
    network_machine(&at, "i-2", "subnet-2", NULL);
    network_derive(&at);
    EXPECT("i-1", "tcp 443 wide via lb", "PUBLIC");
    EXPECT("lb-2", "", "UNKNOWN");
    EXPECT("tg-2", "", "UNKNOWN");
    EXPECT("i-2", "", "UNKNOWN");
}

/* A cluster with pods behind Services. */
static void build_cluster(const char *scheme)
{
    network_node(&at, "KubernetesCluster Resource", "k", "{'endpointPublicAccess':false}",
                 "IN_NETWORK vpc-1 CONTAINS p-1 CONTAINS p-2");
    network_node(&at, "Pod Compute Resource", "p-1", "{'privateIpAddress':'10.0.2.101'}", "");
    network_node(&at, "Pod Compute Resource", "p-2", "{'privateIpAddress':'10.0.2.102'}", "");
    network_node(
        &at, BALANCER, "k/service/s",
        "{'type':'service','dnsName':'lb','listeners':[{'port':443,'protocol':'TCP'}]}",
        "FORWARDS_TO p-1");
    network_set(&at, "k/service/s", "scheme", scheme);
}

BALANCERS(pods_behind_a_service_with_its_balancer)
{
    build("'network'", "'internet-facing'", "'ip'");
    build_cluster("'internet-facing'");
    network_derive(&at);
    EXPECT("k/service/s", "tcp 443 wide via lb", "PUBLIC");
    EXPECT("p-1", "tcp 443 wide via lb", "PUBLIC");
    EXPECT("p-2", "", "PRIVATE");
    EXPECT("k", "", "PRIVATE");
}

BALANCERS(pods_as_targets_by_address)
{
    build("'network'", "'internet-facing'", "'ip'");
    build_cluster("'internal'");
    network_set(&at, "tg", "targets", "[{'id':'10.0.2.102','port':8080}]");
    network_node(&at, BALANCER, "k/service/s", "{'dnsName':'elsewhere'}", "");
    network_derive(&at);
    EXPECT("p-2", "tcp 443 wide via lb", "PUBLIC");
    EXPECT("p-1", "", "PRIVATE");
}

BALANCERS(service_whose_balancer_is_internal)
{
    build("'network'", "'internal'", "'ip'");
    build_cluster("'internet-facing'"); /* what it was made to be counts, not what was wished */
    network_derive(&at);
    EXPECT("p-1", "", "PRIVATE");
}

BALANCERS(service_whose_balancer_is_not_known)
{
    build_cluster("'internet-facing'");
    network_derive(&at);
    EXPECT("p-1", "", "UNKNOWN");
    EXPECT("p-2", "", "PRIVATE");
}

BALANCERS(ingress_to_service_to_pod)
{
    build("'application'", "'internet-facing'", "'ip'");
    network_edge(&at, "lb", "PROTECTED_BY", "sg-lb", "{}");
    build_cluster("'internal'");
    network_node(&at, BALANCER, "k/service/s", "{'dnsName':'elsewhere'}", "");
    network_node(&at, BALANCER, "k/ingress/w", "{'type':'ingress','dnsName':'lb'}",
                 "FORWARDS_TO k/service/c");
    network_node(&at, "ContainerService Resource", "k/service/c", "{'type':'ClusterIP'}",
                 "FORWARDS_TO p-2");
    network_derive(&at);
    EXPECT("p-2", "tcp 443 wide via lb", "PUBLIC");
    EXPECT("p-1", "", "PRIVATE");
}

BALANCERS(services_that_were_not_asked_for)
{
    network_not_asked(&at, "kubernetes:GetServices");
    build_cluster("'internal'");
    network_derive(&at);
    EXPECT("p-1", "", "UNKNOWN");
}

/* Machine i-1 hosts p-1 of the cluster, behind sg-1 and with a public address. */
static void build_node(const char *rules)
{
    build_cluster("'internal'");
    network_node(&at, BALANCER, "k/service/s", "{'dnsName':'elsewhere'}", "");
    network_machine(&at, "i-1", "subnet-1", "203.0.113.1");
    network_edge(&at, "p-1", "RUNS_ON", "i-1", "{}");
    network_group(&at, "sg-1", rules);
    network_node(&at, "ContainerService Resource", "k/service/n",
                 "{'type':'NodePort','nodePorts':[{'port':30080,'protocol':'TCP'}]}",
                 "FORWARDS_TO p-2");
    network_edge(&at, "k", "CONTAINS", "k/service/n", "{}");
}

BALANCERS(node_ports_lead_to_pods_anywhere)
{
    build_node("[" RULE("tcp", 30000, 32767, CIDR("0.0.0.0/0")) "]");
    network_derive(&at);
    EXPECT("i-1", "tcp 30000-32767 wide", "PUBLIC");
    EXPECT("p-2", "tcp 30080 wide via i-1", "PUBLIC");
    EXPECT("p-1", "", "PRIVATE");
}

BALANCERS(node_ports_that_the_machines_groups_keep_closed)
{
    build_node("[" RULE("tcp", 22, 22, CIDR("0.0.0.0/0")) "]");
    network_derive(&at);
    EXPECT("p-2", "", "PRIVATE");
}

BALANCERS(ports_that_a_pod_takes_of_its_machine)
{
    build_node("[" RULE("tcp", 8000, 9000, CIDR("198.51.100.0/24")) "]");
    network_set(&at, "p-1", "ports",
                "[{'port':80,'protocol':'TCP'},"
                "{'port':80,'hostPort':8080,'protocol':'TCP'}]");
    network_derive(&at);
    EXPECT("p-1", "tcp 8080 limited via i-1", "LIMITED");
}
