/* test_network_entry.c - APIs and distributions: whom they let in, and what they lead to. */
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

#define ENTRY(name) Test(network_entry, name, .init = begin, .fini = end)
#define EXPECT(key, edges, exposure) NETWORK_EXPECT(&at, key, edges, exposure)
#define ROUTE(authorization, key)                                                              \
    "{'rule':'GET /','authorization':'" authorization "','apiKey':" key "}"

static void build_api(const char *properties)
{
    network_node(&at, "ApiGateway Endpoint Resource", "api", properties, "");
    network_node(&at, "ServerlessFunction Compute Resource", "f", "{}", "");
}

/* A load balancer in the private subnet-2 behind sg-lb, with machine i-1 behind it. */
static void build_private_balancer(const char *type)
{
    network_node(
        &at, "LoadBalancer Endpoint Resource", "lb",
        "{'scheme':'internal','listeners':[{'port':443,'protocol':'TCP','arn':'l/1'}]}",
        "IN_NETWORK vpc-1 IN_SUBNET subnet-2");
    network_set(&at, "lb", "type", type);
    network_node(&at, "TargetGroup Endpoint Resource", "tg",
                 "{'port':8080,'preserveClientIp':false}", "FORWARDS_TO i-1");
    network_edge(&at, "lb", "FORWARDS_TO", "tg", "{'port':443,'protocol':'TCP'}");
    network_machine(&at, "i-1", "subnet-2", NULL);
    network_group(&at, "sg-1", "[" RULE("tcp", 8080, 8080, CIDR("10.0.0.0/16")) "]");
}

ENTRY(api_with_an_open_route)
{
    build_api("{'protocol':'REST','endpointType':'REGIONAL','defaultEndpoint':true}");
    network_edge(&at, "api", "FORWARDS_TO", "f", ROUTE("NONE", "false"));
    network_derive(&at);
    EXPECT("api", "tcp 443 wide", "PUBLIC");
    EXPECT("f", "tcp 443 wide via api", "PUBLIC");
}

ENTRY(api_whose_routes_ask_who_calls)
{
    build_api("{'protocol':'HTTP','endpointType':'REGIONAL','defaultEndpoint':true}");
    network_edge(&at, "api", "FORWARDS_TO", "f", ROUTE("JWT", "false"));
    network_node(&at, "ServerlessFunction Compute Resource", "g", "{}", "");
    network_edge(&at, "api", "FORWARDS_TO", "g", ROUTE("NONE", "true"));
    network_derive(&at);
    EXPECT("api", "tcp 443 wide", "PUBLIC");
    EXPECT("f", "tcp 443 limited via api authenticated", "LIMITED");
    EXPECT("g", "tcp 443 limited via api authenticated", "LIMITED");
}

ENTRY(private_api)
{
    build_api("{'protocol':'REST','endpointType':'PRIVATE','defaultEndpoint':true}");
    network_edge(&at, "api", "FORWARDS_TO", "f", ROUTE("NONE", "false"));
    network_derive(&at);
    EXPECT("api", "", "PRIVATE");
    EXPECT("f", "", "PRIVATE");
}

#define EVERYBODY "{'Effect':'Allow','Principal':'*','Action':'execute-api:Invoke','Resource':"

ENTRY(policies_of_apis)
{
    build_api("{'protocol':'REST','endpointType':'EDGE','defaultEndpoint':true}");
    network_edge(&at, "api", "FORWARDS_TO", "f", ROUTE("NONE", "false"));
    network_policy(&at, "api",
                   EVERYBODY "'execute-api:/*'},{'Effect':'Deny','Principal':'*','Action':"
                             "'execute-api:Invoke','Resource':'execute-api:/*/*/*','Condition':"
                             "{'NotIpAddress':{'aws:SourceIp':['203.0.113.0/24']}}}");
    network_node(&at, "ApiGateway Endpoint Resource", "inner",
                 "{'protocol':'REST','endpointType':'EDGE','defaultEndpoint':true}", "");
    network_policy(&at, "inner",
                   EVERYBODY "'execute-api:/*','Condition':{'StringEquals':{'aws:SourceVpce':"
                             "'vpce-1'}}}");
    network_node(&at, "ApiGateway Endpoint Resource", "stage",
                 "{'protocol':'REST','endpointType':'EDGE','defaultEndpoint':true}", "");
    network_policy(&at, "stage",
                   EVERYBODY "'execute-api:/*'},{'Effect':'Deny','Principal':'*','Action':'*',"
                             "'Resource':'execute-api:/prod/*'}");
    network_node(&at, "ApiGateway Endpoint Resource", "broken",
                 "{'protocol':'REST','endpointType':'EDGE','defaultEndpoint':true}",
                 "HAS_POLICY broken/policy");
    network_node(&at, "AccessPolicy", "broken/policy", "{'document':'no policy'}", "");
    network_derive(&at);
    EXPECT("api", "tcp 443 limited", "LIMITED");
    EXPECT("f", "tcp 443 limited via api", "LIMITED");
    EXPECT("inner", "", "PRIVATE");
    EXPECT("stage", "tcp 443 wide", "PUBLIC"); /* but for one stage */
    EXPECT("broken", "", "UNKNOWN");
}

ENTRY(api_under_another_name_only)
{
    build_api("{'protocol':'HTTP','endpointType':'REGIONAL','defaultEndpoint':false}");
    network_edge(&at, "api", "FORWARDS_TO", "f", ROUTE("NONE", "false"));
    network_node(&at, "ApiGateway Endpoint Resource", "name",
                 "{'protocol':'DOMAIN','endpointType':'REGIONAL'}", "FORWARDS_TO api");
    network_node(&at, "ApiGateway Endpoint Resource", "lonely",
                 "{'protocol':'HTTP','endpointType':'REGIONAL','defaultEndpoint':false}", "");
    network_derive(&at);
    EXPECT("name", "tcp 443 wide", "PUBLIC");
    EXPECT("api", "tcp 443 wide via name", "PUBLIC");
    EXPECT("f", "tcp 443 wide via name", "PUBLIC");
    EXPECT("lonely", "", "PRIVATE");
}

ENTRY(names_of_apis_that_were_not_told)
{
    network_not_asked(&at, "apigateway:GetDomainNames");
    build_api("{'protocol':'HTTP','endpointType':'REGIONAL','defaultEndpoint':false}");
    network_edge(&at, "api", "FORWARDS_TO", "f", ROUTE("NONE", "false"));
    network_derive(&at);
    EXPECT("api", "", "UNKNOWN");
    EXPECT("f", "", "UNKNOWN");
}

ENTRY(routes_of_apis_that_were_not_told)
{
    network_not_asked(&at, "apigateway:GetResources");
    build_api("{'protocol':'REST','endpointType':'EDGE','defaultEndpoint':true}");
    network_derive(&at);
    EXPECT("api", "tcp 443 wide", "PUBLIC");
    EXPECT("f", "", "UNKNOWN"); /* any function may be behind it */
}

ENTRY(api_by_link_to_network_balancer)
{
    build_api("{'protocol':'REST','endpointType':'REGIONAL','defaultEndpoint':true}");
    build_private_balancer("'network'");
    network_node(&at, "Gateway Resource", "link", "{'kind':'link'}", "FORWARDS_TO lb");
    network_edge(&at, "api", "FORWARDS_TO", "link",
                 "{'rule':'ANY /','authorization':'NONE','port':443}");
    network_derive(&at);
    EXPECT("lb", "tcp 443 wide via api", "PUBLIC");
    EXPECT("i-1", "tcp 443 wide via api", "PUBLIC");
}

ENTRY(api_by_link_to_a_listener)
{
    build_api("{'protocol':'HTTP','endpointType':'REGIONAL','defaultEndpoint':true}");
    build_private_balancer("'application'");
    network_group(&at, "sg-lb", "[" RULE("tcp", 443, 443, GROUP("sg-link")) "]");
    network_group(&at, "sg-link", "[]");
    network_edge(&at, "lb", "PROTECTED_BY", "sg-lb", "{}");
    network_node(&at, "Gateway Resource", "link", "{'kind':'link'}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-link");
    network_edge(&at, "api", "FORWARDS_TO", "lb",
                 "{'rule':'ANY /','authorization':'NONE','listener':'l/1','link':'link'}");
    network_derive(&at);
    EXPECT("lb", "tcp 443 wide via api", "PUBLIC");
    EXPECT("i-1", "tcp 443 wide via api", "PUBLIC");
}

ENTRY(balancer_that_does_not_admit_the_link)
{
    build_api("{'protocol':'HTTP','endpointType':'REGIONAL','defaultEndpoint':true}");
    build_private_balancer("'application'");
    network_group(&at, "sg-lb", "[" RULE("tcp", 443, 443, CIDR("10.9.0.0/16")) "]");
    network_group(&at, "sg-link", "[]");
    network_edge(&at, "lb", "PROTECTED_BY", "sg-lb", "{}");
    network_node(&at, "Gateway Resource", "link", "{'kind':'link'}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-link");
    network_edge(&at, "api", "FORWARDS_TO", "lb",
                 "{'rule':'ANY /','authorization':'NONE','listener':'l/1','link':'link'}");
    network_derive(&at);
    EXPECT("lb", "", "PRIVATE");
    EXPECT("i-1", "", "PRIVATE");
}

static void build_distribution(const char *origin, const char *properties)
{
    network_node(&at, "Distribution Endpoint Resource", "cdn",
                 "{'enabled':true,'viewerProtocol':'https-only'}", "");
    network_edge(&at, "cdn", "FORWARDS_TO", origin, properties);
}

#define READS(principal, condition)                                                            \
    "{'Effect':'Allow','Principal':" principal ",'Action':'s3:GetObject','Resource':"          \
    "'arn:aws:s3:::b/*'" condition "}"
#define DELIVERY "{'Service':'cloudfront.amazonaws.com'}"

static void build_bucket(const char *statements)
{
    network_node(&at, "Bucket DataStore Resource", "arn:aws:s3:::b", "{}", "");
    network_policy(&at, "arn:aws:s3:::b", statements);
}

ENTRY(bucket_that_lets_the_distribution_read)
{
    build_bucket(READS(DELIVERY, ",'Condition':{'StringEquals':{'AWS:SourceArn':'cdn'}}"));
    build_distribution("arn:aws:s3:::b", "{'access':'oac','port':443,'signed':false}");
    network_derive(&at);
    EXPECT("cdn", "tcp 443 wide", "PUBLIC");
    EXPECT("arn:aws:s3:::b", "tcp 443 wide via cdn", "null");
}

ENTRY(bucket_that_lets_another_distribution_read)
{
    build_bucket(READS(DELIVERY, ",'Condition':{'StringEquals':{'AWS:SourceArn':'other'}}"));
    build_distribution("arn:aws:s3:::b", "{'access':'oac','port':443,'signed':false}");
    network_derive(&at);
    EXPECT("arn:aws:s3:::b", "", "null");
}

/* The usual Deny of what is not encrypted on its way is not about the distribution. */
ENTRY(bucket_that_wants_secure_transport)
{
    build_bucket(
        READS(DELIVERY, "") ",{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*',"
                            "'Condition':{'Bool':{'aws:SecureTransport':'false'}}},"
                            "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*',"
                            "'Condition':{'NumericLessThan':{'s3:TlsVersion':'1.2'}}}");
    build_distribution("arn:aws:s3:::b", "{'access':'oac','port':443,'signed':false}");
    network_derive(&at);
    EXPECT("arn:aws:s3:::b", "tcp 443 wide via cdn", "null");
}

ENTRY(bucket_for_an_identity_and_signed_requests)
{
    build_bucket(READS("{'AWS':'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity "
                       "E9'}",
                       ""));
    build_distribution("arn:aws:s3:::b",
                       "{'access':'oai','identity':'origin-access-identity/cloudfront/E9',"
                       "'port':443,'signed':true}");
    network_derive(&at);
    EXPECT("arn:aws:s3:::b", "tcp 443 limited via cdn authenticated", "null");
}

ENTRY(distribution_that_is_switched_off)
{
    build_bucket(READS(DELIVERY, ""));
    build_distribution("arn:aws:s3:::b", "{'access':'oac','port':443,'signed':false}");
    network_set(&at, "cdn", "enabled", "false");
    network_derive(&at);
    EXPECT("cdn", "", "PRIVATE");
    EXPECT("arn:aws:s3:::b", "", "null");
}

ENTRY(function_url_behind_a_distribution)
{
    network_node(&at, "ServerlessFunction Compute Resource", "f",
                 "{'functionUrlAuth':'AWS_IAM'}", "");
    network_policy(&at, "f",
                   "{'Effect':'Allow','Principal':" DELIVERY ",'Action':"
                   "'lambda:InvokeFunctionUrl','Condition':{'ArnLike':{'AWS:SourceArn':"
                   "'cdn'}}}");
    build_distribution("f", "{'access':'oac','port':443,'signed':false}");
    network_derive(&at);
    EXPECT("f", "tcp 443 wide via cdn", "PUBLIC");
}

/* A public load balancer with the rules. */
static void build_origin(const char *rules)
{
    network_node(&at, "LoadBalancer Endpoint Resource", "lb",
                 "{'type':'application','scheme':'internet-facing',"
                 "'listeners':[{'port':443,'protocol':'HTTPS'}]}",
                 "IN_NETWORK vpc-1 IN_SUBNET subnet-1 PROTECTED_BY sg-lb");
    network_group(&at, "sg-lb", rules);
    build_distribution("lb", "{'access':'none','port':443,'signed':false}");
}

ENTRY(balancer_for_the_delivery_network_only)
{
    build_origin("[" RULE("tcp", 443, 443, PREFIXES("pl-4fa04526")) "]");
    network_derive(&at);
    EXPECT("lb", "tcp 443 limited; tcp 443 wide via cdn", "PUBLIC");
}

ENTRY(balancer_for_the_collected_delivery_list)
{
    build_origin("[" RULE("tcp", 443, 443, PREFIXES("pl-7")) "]");
    network_node(&at, "IpRange", "pl-7",
                 "{'name':'com.amazonaws.global.cloudfront.origin-facing',"
                 "'cidrs':['198.51.100.0/24','203.0.113.0/24']}",
                 "");
    network_derive(&at);
    EXPECT("lb", "tcp 443 limited; tcp 443 wide via cdn", "PUBLIC");
}

ENTRY(balancer_for_others_than_the_delivery_network)
{
    build_origin("[" RULE("tcp", 443, 443, CIDR("198.51.100.0/24")) "]");
    network_derive(&at);
    EXPECT("lb", "tcp 443 limited", "LIMITED");
}

ENTRY(balancer_that_everybody_reaches)
{
    build_origin("[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_derive(&at);
    EXPECT("lb", "tcp 443 wide", "PUBLIC");
}

ENTRY(private_balancer_by_vpc_origin)
{
    build_private_balancer("'application'");
    network_edge(&at, "lb", "PROTECTED_BY", "sg-lb", "{}");
    network_group(&at, "sg-lb", "[" RULE("tcp", 443, 443, GROUP("sg-cf")) "]");
    network_node(&at, "SecurityGroup Resource", "sg-cf",
                 "{'groupName':'CloudFront-VPCOrigins-Service-SG','ingress':[]}", "");
    network_node(&at, "Gateway Resource", "vo_1", "{'kind':'link'}", "FORWARDS_TO lb");
    build_distribution("vo_1", "{'access':'none','port':443,'signed':false}");
    network_derive(&at);
    EXPECT("lb", "tcp 443 wide via cdn", "PUBLIC");
    EXPECT("i-1", "tcp 443 wide via cdn", "PUBLIC");
}

ENTRY(balancer_that_makes_people_sign_in)
{
    build_origin("[" RULE("tcp", 443, 443, CIDR("0.0.0.0/0")) "]");
    network_node(&at, "TargetGroup Endpoint Resource", "tg", "{'targetType':'lambda'}",
                 "FORWARDS_TO f");
    network_node(&at, "ServerlessFunction Compute Resource", "f", "{}", "");
    network_edge(&at, "lb", "FORWARDS_TO", "tg",
                 "{'port':443,'protocol':'HTTPS','authenticated':true}");
    network_derive(&at);
    EXPECT("f", "tcp 443 limited via lb authenticated", "LIMITED");
}
