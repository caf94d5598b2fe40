/* test_attack_network.c - small networks by what an attacker would try, with what should come of it worked
 * out by hand: stateless filters, ways between networks, the second family of addresses, entry points.
 */
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

#define ATTACK(name) Test(attack_network, name, .init = begin, .fini = end)
#define EXPECT(key, edges, exposure) NETWORK_EXPECT(&at, key, edges, exposure)
#define REACHED(from, to, edges)                                                               \
    cr_expect_str_eq(network_reached(&at, from, to), edges, "%s",                              \
                     network_reached(&at, from, to))
#define ACL(number, egress, action, protocol, ports, block)                                    \
    "{'ruleNumber':" #number ",'egress':" #egress ",'action':'" action                         \
    "','protocol':'" protocol "'," ports "'cidr':'" block "'}"
#define PORTS(from, to) "'fromPort':" #from ",'toPort':" #to ","

/* --- network ACLs ---------------------------------------------------------------------------- */

/* 443 may come in and 443 may go out: the answers go to other ports. */
ATTACK(acl_that_forgets_the_answers)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_set(&at, "acl-1", "entries",
                "[" ACL(100, false, "allow", "6", PORTS(443, 443), "0.0.0.0/0") "," ACL(
                    100, true, "allow", "6", PORTS(443, 443), "0.0.0.0/0") "]");
    network_machine(&at, "i-1", "subnet-1", "198.51.100.7");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

ATTACK(acl_with_a_part_of_the_ports_for_answers)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_set(&at, "acl-1", "entries",
                "[" ACL(100, false, "allow", "6", PORTS(443, 443), "0.0.0.0/0") "," ACL(
                    100, true, "allow", "6", PORTS(32768, 60999), "0.0.0.0/0") "]");
    network_machine(&at, "i-1", "subnet-1", "198.51.100.7");
    network_derive(&at);
    EXPECT("i-1", "tcp 443 wide", "PUBLIC");
}

/* Answers only to some addresses: others open connections that nobody answers. */
ATTACK(acl_that_answers_some)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_set(&at, "acl-1", "entries",
                "[" ACL(100, false, "allow", "-1", "", "0.0.0.0/0") "," ACL(
                    100, true, "allow", "6", PORTS(1024, 65535), "203.0.113.0/24") "]");
    network_machine(&at, "i-1", "subnet-1", "198.51.100.7");
    network_derive(&at);
    EXPECT("i-1", "tcp 443 limited", "LIMITED");
}

ATTACK(acl_without_rules_for_the_second_family)
{
    network_group(&at, "sg-1",
                  "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "," RULE("tcp", 443, 443,
                                                                        CIDR("::/0")) "]");
    network_set(&at, "rtb-main", "routes",
                "[" TO_INTERNET ",{'destination':'::/0','target':'igw-1','state':'active'}]");
    network_set(&at, "acl-1", "entries",
                "[" ACL(100, false, "allow", "-1", "",
                        "0.0.0.0/0") "," ACL(100, true, "allow", "-1", "", "0.0.0.0/0") "]");
    network_machine(&at, "i-1", "subnet-1", NULL);
    network_set(&at, "i-1", "ipv6Addresses", "['2600:1f18::7']");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

ATTACK(rules_of_one_family_admit_none_of_the_other)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_set(&at, "rtb-main", "routes",
                "[" TO_INTERNET ",{'destination':'::/0','target':'igw-1','state':'active'}]");
    network_machine(&at, "i-1", "subnet-1", NULL);
    network_set(&at, "i-1", "ipv6Addresses", "['2600:1f18::7']");
    network_derive(&at);
    EXPECT("i-1", "", "PRIVATE");
}

/* Between two subnets of one network the target's ACL lets nothing back. */
ATTACK(acl_that_forgets_the_answers_inside)
{
    network_node(&at, "NetworkAcl Resource", "acl-2", "{}", "");
    network_set(&at, "acl-2", "entries",
                "[" ACL(100, false, "allow", "-1", "", "10.0.0.0/8") "," ACL(
                    100, true, "allow", "6", PORTS(443, 443), "0.0.0.0/0") "]");
    network_node(&at, "Subnet Resource", "subnet-3", "{'cidrBlock':'10.0.3.0/24'}",
                 "IN_NETWORK vpc-1 PROTECTED_BY acl-2");
    network_node(&at, "VirtualMachine Compute Resource", "app", "{'state':'running'}",
                 "IN_SUBNET subnet-3 PROTECTED_BY sg-1");
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, CIDR("10.0.0.0/8")) "]");
    network_machine(&at, "web", "subnet-1", NULL);
    network_derive(&at);
    REACHED("web", "app", "");
    REACHED("app", "web", "");
}

/* --- between networks ------------------------------------------------------------------------ */

/* vpc-2, 10.2.0.0/16, with the machine `far` that takes HTTPS from 10.0.0.0/8. */
static void build_far(const char *there, const char *back)
{
    network_machine(&at, "web", "subnet-1", NULL);
    network_node(&at, "VirtualNetwork Resource", "vpc-2", "{'cidrBlock':'10.2.0.0/16'}", "");
    network_node(&at, "RouteTable Resource", "rtb-far", "{'main':true}", "IN_NETWORK vpc-2");
    network_node(&at, "NetworkAcl Resource", "acl-far", "{'isDefault':true}",
                 "IN_NETWORK vpc-2");
    network_set(&at, "acl-far", "entries", OPEN_ACL);
    network_node(&at, "Subnet Resource", "subnet-far", "{'cidrBlock':'10.2.1.0/24'}",
                 "IN_NETWORK vpc-2");
    network_node(&at, "VirtualMachine Compute Resource", "far", "{'state':'running'}",
                 "IN_SUBNET subnet-far PROTECTED_BY sg-far");
    network_group(&at, "sg-far", "[" RULE("tcp", 443, 443, CIDR("10.0.0.0/8")) "]");
    network_set(&at, "rtb-main", "routes", there);
    network_set(&at, "rtb-far", "routes", back);
}

static void build_transit(const char *table_1, const char *table_2)
{
    build_far("[{'destination':'10.0.0.0/8','target':'tgw-1','state':'active'}]",
              "[{'destination':'0.0.0.0/0','target':'tgw-1','state':'active'}]");
    network_node(&at, "Gateway Resource", "tgw-1", "{'kind':'transit'}", "");
    network_node(&at, "Gateway Resource", "att-1", "{'kind':'attachment','state':'available'}",
                 "IN_NETWORK vpc-1 ATTACHED_TO tgw-1 ROUTES_TO tgw-rtb-1");
    network_node(&at, "Gateway Resource", "att-2", "{'kind':'attachment','state':'available'}",
                 "IN_NETWORK vpc-2 ATTACHED_TO tgw-1 ROUTES_TO tgw-rtb-2");
    network_node(&at, "RouteTable Resource", "tgw-rtb-1", "{}", "ATTACHED_TO tgw-1");
    network_node(&at, "RouteTable Resource", "tgw-rtb-2", "{}", "ATTACHED_TO tgw-1");
    network_set(&at, "tgw-rtb-1", "routes", table_1);
    network_set(&at, "tgw-rtb-2", "routes", table_2);
}

#define FAR_BY(target, state)                                                                  \
    "[{'destination':'10.2.0.0/16','target':'" target "','state':'" state "'}]"
#define NEAR_BY(target, state)                                                                 \
    "[{'destination':'10.0.0.0/16','target':'" target "','state':'" state "'}]"

/* Each attachment is associated with a table of its own, into which the other's routes are propagated. */
ATTACK(transit_by_a_table_for_each_attachment)
{
    build_transit(FAR_BY("att-2", "active"), NEAR_BY("att-1", "active"));
    network_derive(&at);
    REACHED("web", "far", "tcp 443");
}

/* Propagated there, and not back. */
ATTACK(transit_that_is_propagated_one_way)
{
    build_transit(FAR_BY("att-2", "active"), "[]");
    network_derive(&at);
    REACHED("web", "far", "");
}

ATTACK(transit_with_a_blackhole_for_the_other)
{
    build_transit("[{'destination':'10.0.0.0/8','target':'att-2','state':'active'},"
                  "{'destination':'10.2.0.0/16','target':'','state':'blackhole'}]",
                  NEAR_BY("att-1", "active"));
    network_derive(&at);
    REACHED("web", "far", "");
}

/* The gateway sends what goes there to an inspection network. */
ATTACK(transit_that_leads_to_a_third_network)
{
    build_transit(FAR_BY("att-3", "active"), NEAR_BY("att-3", "active"));
    network_node(&at, "Gateway Resource", "att-3", "{'kind':'attachment','state':'available'}",
                 "ATTACHED_TO tgw-1");
    network_derive(&at);
    REACHED("web", "far", "");
}

ATTACK(route_to_a_transit_gateway_that_is_a_blackhole)
{
    build_transit(FAR_BY("att-2", "active"), NEAR_BY("att-1", "active"));
    network_set(&at, "rtb-main", "routes",
                "[{'destination':'10.0.0.0/8','target':'tgw-1','state':'blackhole'}]");
    network_derive(&at);
    REACHED("web", "far", "");
}

/* The route covers half of the far subnet. */
ATTACK(peering_for_a_part_of_the_subnet)
{
    build_far("[{'destination':'10.2.1.0/25','target':'pcx-1','state':'active'}]",
              "[{'destination':'10.0.0.0/16','target':'pcx-1','state':'active'}]");
    network_node(&at, "Gateway Resource", "pcx-1", "{'kind':'peering','state':'active'}",
                 "IN_NETWORK vpc-1 IN_NETWORK vpc-2");
    network_derive(&at);
    REACHED("web", "far", "tcp 443 may");
}

/* Whoever is a peer of the peer is none; nor does the peer's way to the internet serve. */
ATTACK(peering_to_a_network_with_an_internet_gateway)
{
    build_far("[{'destination':'0.0.0.0/0','target':'pcx-1','state':'active'}]",
              "[{'destination':'10.0.0.0/16','target':'pcx-1','state':'active'},"
              "{'destination':'0.0.0.0/0','target':'igw-2','state':'active'}]");
    network_node(&at, "Gateway Resource", "pcx-1", "{'kind':'peering','state':'active'}",
                 "IN_NETWORK vpc-1 IN_NETWORK vpc-2");
    network_node(&at, "Gateway Resource", "igw-2", "{'kind':'internet','state':'attached'}",
                 "IN_NETWORK vpc-2");
    network_set(&at, "web", "publicIpAddress", "'198.51.100.7'");
    network_derive(&at);
    EXPECT("web", "", "PRIVATE");
    REACHED("web", "far", "tcp 443");
}

/* --- entry points ---------------------------------------------------------------------------- */

ATTACK(cluster_for_two_halves_of_the_internet)
{
    network_node(
        &at, "KubernetesCluster Resource", "k",
        "{'endpointPublicAccess':true,'publicAccessCidrs':['0.0.0.0/1','128.0.0.0/1']}", "");
    network_derive(&at);
    EXPECT("k", "tcp 443 wide", "PUBLIC");
}

ATTACK(cluster_with_a_block_that_cannot_be_read)
{
    network_node(&at, "KubernetesCluster Resource", "k",
                 "{'endpointPublicAccess':true,'publicAccessCidrs':['anywhere']}", "");
    network_derive(&at);
    EXPECT("k", "", "UNKNOWN");
}

ATTACK(cluster_for_private_addresses)
{
    network_node(&at, "KubernetesCluster Resource", "k",
                 "{'endpointPublicAccess':true,'publicAccessCidrs':['10.0.0.0/8']}", "");
    network_derive(&at);
    EXPECT("k", "", "PRIVATE");
}

#define BUCKET "arn:aws:s3:::b"
#define READS(principal, condition)                                                            \
    "{'Effect':'Allow','Principal':" principal ",'Action':'s3:GetObject','Resource':'" BUCKET  \
    "/*'" condition "}"
#define DELIVERY "{'Service':'cloudfront.amazonaws.com'}"

static void build_distribution(const char *statements, const char *way)
{
    network_node(&at, "Bucket DataStore Resource", BUCKET, "{'policyCollected':true}", "");
    if (statements)
        network_policy(&at, BUCKET, statements);
    network_node(&at, "Distribution Endpoint Resource", "cdn",
                 "{'enabled':true,'viewerProtocol':'https-only','account':'111111111111'}", "");
    network_edge(&at, "cdn", "FORWARDS_TO", BUCKET, way);
}

#define BY_ACCESS_CONTROL "{'access':'oac','port':443,'signed':false}"

/* Any distribution of the account. */
ATTACK(bucket_for_distributions_of_an_account)
{
    build_distribution(
        READS(DELIVERY, ",'Condition':{'StringEquals':{'AWS:SourceAccount':'111111111111'}}"),
        BY_ACCESS_CONTROL);
    network_derive(&at);
    EXPECT(BUCKET, "tcp 443 wide via cdn", "null");
}

ATTACK(bucket_for_distributions_of_another_account)
{
    build_distribution(
        READS(DELIVERY, ",'Condition':{'StringEquals':{'AWS:SourceAccount':'999999999999'}}"),
        BY_ACCESS_CONTROL);
    network_derive(&at);
    EXPECT(BUCKET, "", "null");
}

ATTACK(bucket_for_another_identity)
{
    build_distribution(READS("{'AWS':'arn:aws:iam::cloudfront:user/CloudFront Origin Access "
                             "Identity E1'}",
                             ""),
                       "{'access':'oai','identity':'origin-access-identity/cloudfront/E9',"
                       "'port':443,'signed':false}");
    network_derive(&at);
    EXPECT(BUCKET, "", "null");
}

ATTACK(bucket_without_a_policy_behind_a_distribution)
{
    build_distribution(NULL, BY_ACCESS_CONTROL);
    network_derive(&at);
    EXPECT(BUCKET, "", "null");
}

ATTACK(bucket_that_denies_the_distribution)
{
    build_distribution(
        READS(DELIVERY, "") ",{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'}",
        BY_ACCESS_CONTROL);
    network_derive(&at);
    EXPECT(BUCKET, "", "null");
}

/* Signed for one path, open for another. */
ATTACK(distribution_with_signed_and_open_paths)
{
    build_distribution(READS(DELIVERY, ""), BY_ACCESS_CONTROL);
    network_edge(&at, "cdn", "FORWARDS_TO", BUCKET,
                 "{'access':'oac','port':443,'signed':true}");
    network_derive(&at);
    EXPECT(BUCKET, "tcp 443 wide via cdn; tcp 443 limited via cdn authenticated", "null");
}

static void build_api(const char *endpoint, const char *statements)
{
    network_node(&at, "ApiGateway Endpoint Resource", "api",
                 "{'protocol':'REST','defaultEndpoint':true}", "");
    network_set(&at, "api", "endpointType", endpoint);
    network_node(&at, "ServerlessFunction Compute Resource", "f", "{}", "");
    network_edge(&at, "api", "FORWARDS_TO", "f",
                 "{'rule':'GET /','authorization':'NONE','apiKey':false}");
    if (statements)
        network_policy(&at, "api", statements);
}

#define ANYBODY(condition)                                                                     \
    "{'Effect':'Allow','Principal':'*','Action':'execute-api:Invoke','Resource':"              \
    "'execute-api:/*'" condition "}"

/* A private API has no address on the internet, whatever its policy says. */
ATTACK(private_api_for_everybody)
{
    build_api("'PRIVATE'", ANYBODY(""));
    network_derive(&at);
    EXPECT("api", "", "PRIVATE");
    EXPECT("f", "", "PRIVATE");
}

ATTACK(regional_api_that_denies_all_but_an_endpoint)
{
    build_api("'REGIONAL'",
              ANYBODY("") ",{'Effect':'Deny','Principal':'*','Action':'execute-api:Invoke',"
                          "'Resource':'execute-api:/*','Condition':{'StringNotEquals':"
                          "{'aws:SourceVpce':'vpce-1'}}}");
    network_derive(&at);
    EXPECT("api", "", "PRIVATE");
}

ATTACK(regional_api_for_one_half_and_the_other)
{
    build_api(
        "'REGIONAL'",
        ANYBODY(",'Condition':{'IpAddress':{'aws:SourceIp':['0.0.0.0/1','128.0.0.0/1']}}"));
    network_derive(&at);
    EXPECT("api", "tcp 443 wide", "PUBLIC");
}

/* --- what nobody described -------------------------------------------------------------------- */

/* Nobody told whether the machine runs. */
ATTACK(an_interface_of_a_machine_that_nobody_described)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_node(&at, "Resource", "i-2", "{'known':false}", "");
    network_node(&at, "NetworkInterface Resource", "eni-2",
                 "{'status':'in-use','publicIpAddress':'198.51.100.8'}",
                 "IN_NETWORK vpc-1 PROTECTED_BY sg-1 IN_SUBNET subnet-1");
    network_edge(&at, "i-2", "HAS_INTERFACE", "eni-2", "{}");
    network_derive(&at);
    EXPECT("eni-2", "", "null");
}

ATTACK(an_interface_of_nobody)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_node(&at, "NetworkInterface Resource", "eni-2",
                 "{'status':'in-use','publicIpAddress':'198.51.100.8'}",
                 "IN_NETWORK vpc-1 PROTECTED_BY sg-1 IN_SUBNET subnet-1");
    network_derive(&at);
    EXPECT("eni-2", "tcp 443 wide", "null");
}
