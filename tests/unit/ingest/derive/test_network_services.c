/* test_network_services.c - databases, cluster doors, functions, tasks. */
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

#define SERVICES(name) Test(network_services, name, .init = begin, .fini = end)
#define DATABASE "Database DataStore Resource"
#define EXPECT(key, edges, exposure) NETWORK_EXPECT(&at, key, edges, exposure)

static void build_database(const char *public, const char *subnets)
{
    network_group(&at, "sg-1", "[" RULE("tcp", 5432, 5432, CIDR("0.0.0.0/0")) "]");
    network_node(&at, "RouteTable Resource", "rtb-2", "{'routes':[]}", "IN_NETWORK vpc-1");
    network_edge(&at, "subnet-2", "ROUTES_TO", "rtb-2", "{}");
    network_node(&at, DATABASE, "db", "{'port':5432,'engine':'postgres'}", "PROTECTED_BY sg-1");
    network_set(&at, "db", "publiclyAccessible", public);
    network_set(&at, "db", "subnets", subnets);
}

SERVICES(vector_11_public_database_in_private_subnets)
{
    build_database("true", "['subnet-2']");
    network_derive(&at);
    EXPECT("db", "", "PRIVATE");
}

SERVICES(vector_12_private_database_in_public_subnets)
{
    build_database("false", "['subnet-1']");
    network_derive(&at);
    EXPECT("db", "", "PRIVATE");
}

SERVICES(public_database_in_public_subnets)
{
    build_database("true", "['subnet-1']");
    network_derive(&at);
    EXPECT("db", "tcp 5432 wide", "PUBLIC");
}

SERVICES(database_in_one_of_two_subnets)
{
    build_database("true", "['subnet-1','subnet-2']");
    network_derive(&at);
    EXPECT("db", "", "UNKNOWN");
}

SERVICES(database_whose_flag_is_not_known)
{
    build_database("null", "['subnet-1']");
    network_node(&at, DATABASE, "table", "{'engine':'dynamodb'}", "");
    network_derive(&at);
    EXPECT("db", "", "UNKNOWN");
    EXPECT("table", "", "PRIVATE");
}

SERVICES(vector_18_cluster_for_some_addresses)
{
    network_node(&at, "KubernetesCluster Resource", "k-1",
                 "{'endpointPublicAccess':true,'publicAccessCidrs':['203.0.113.0/24']}", "");
    network_node(&at, "KubernetesCluster Resource", "k-2",
                 "{'endpointPublicAccess':true,'publicAccessCidrs':['0.0.0.0/0']}", "");
    network_node(&at, "KubernetesCluster Resource", "k-3", "{}", "");
    network_derive(&at);
    EXPECT("k-1", "tcp 443 limited", "LIMITED");
    EXPECT("k-2", "tcp 443 wide", "PUBLIC");
    EXPECT("k-3", "", "UNKNOWN");
}

static void build_function(const char *principal)
{
    sg_str statement = sg_arena_format(
        at.arena,
        "{'Effect':'Allow','Principal':%s,'Action':'lambda:InvokeFunctionUrl','Condition':{"
        "'StringEquals':{'lambda:FunctionUrlAuthType':'NONE'}}}",
        principal);

    network_node(&at, "ServerlessFunction Compute Resource", "f", "{'functionUrlAuth':'NONE'}",
                 "");
    network_policy(&at, "f", statement.bytes);
}

SERVICES(vector_22_function_url_for_one_account)
{
    build_function("{'AWS':'222222222222'}");
    network_derive(&at);
    EXPECT("f", "", "PRIVATE");
}

SERVICES(function_url_for_everybody)
{
    build_function("'*'");
    network_derive(&at);
    EXPECT("f", "tcp 443 wide", "PUBLIC");
}

SERVICES(function_url_for_some_addresses)
{
    network_node(&at, "ServerlessFunction Compute Resource", "f", "{'functionUrlAuth':'NONE'}",
                 "");
    network_policy(&at, "f",
                   "{'Effect':'Allow','Principal':'*','Action':'lambda:*','Condition':{"
                   "'IpAddress':{'aws:SourceIp':['203.0.113.0/24','10.0.0.0/8']}}}");
    network_derive(&at);
    EXPECT("f", "tcp 443 limited", "LIMITED");
}

#define CALLS_URL(condition)                                                                   \
    "{'Effect':'Allow','Principal':'*','Action':'lambda:InvokeFunctionUrl'" condition "}"

static void build_signed_url(const char *key, const char *statement)
{
    network_node(&at, "ServerlessFunction Compute Resource", key,
                 "{'functionUrlAuth':'AWS_IAM'}", "");
    network_policy(&at, key, statement);
}

/* Whoever has an account somewhere has credentials. */
SERVICES(function_url_for_everybody_with_credentials)
{
    build_signed_url("f", CALLS_URL(""));
    build_signed_url("other", CALLS_URL(",'Condition':{'StringEquals':{"
                                        "'lambda:FunctionUrlAuthType':'NONE'}}"));
    build_signed_url("ours", CALLS_URL(",'Condition':{'StringEquals':{"
                                       "'aws:PrincipalOrgID':'o-1234567890'}}"));
    build_signed_url("office", CALLS_URL(",'Condition':{'IpAddress':{"
                                         "'aws:SourceIp':'203.0.113.0/24'}}"));
    network_derive(&at);
    EXPECT("f", "tcp 443 limited authenticated", "LIMITED");
    EXPECT("other", "", "PRIVATE");
    EXPECT("ours", "", "PRIVATE");
    EXPECT("office", "tcp 443 limited authenticated", "LIMITED");
}

/* An alias has a policy of its own, that nobody was asked for. */
SERVICES(function_url_of_an_alias)
{
    network_node(&at, "ServerlessFunction Compute Resource", "f",
                 "{'functionUrls':[{'function':'f:live','auth':'NONE'}]}", "");
    network_node(
        &at, "ServerlessFunction Compute Resource", "own",
        "{'arn':'arn:aws:lambda:eu-west-1:111111111111:function:own','functionUrlAuth':"
        "'NONE','functionUrls':[{'function':"
        "'arn:aws:lambda:eu-west-1:111111111111:function:own','auth':'NONE'}]}",
        "");
    network_derive(&at);
    EXPECT("f", "", "UNKNOWN");
    EXPECT("own", "", "PRIVATE");
}

#define SEARCH_DOMAIN(key, properties)                                                         \
    network_node(&at, DATABASE, key, "{'engine':'opensearch'," properties "}", "")
#define EVERYBODY_SEARCHES "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'es:*'}"

SERVICES(search_domains)
{
    SEARCH_DOMAIN("open", "'inNetwork':false");
    network_policy(&at, "open", EVERYBODY_SEARCHES);
    SEARCH_DOMAIN("passwords", "'inNetwork':false,'fineGrainedAccess':true");
    network_policy(&at, "passwords", EVERYBODY_SEARCHES);
    SEARCH_DOMAIN("within", "'inNetwork':true");
    network_policy(&at, "within", EVERYBODY_SEARCHES);
    SEARCH_DOMAIN("closed", "'inNetwork':false");
    SEARCH_DOMAIN("office", "'inNetwork':false");
    network_policy(&at, "office",
                   EVERYBODY_SEARCHES ",{'Effect':'Deny','Principal':'*','Action':'es:*',"
                                      "'Condition':{'NotIpAddress':{'aws:SourceIp':"
                                      "'203.0.113.0/24'}}}");
    network_derive(&at);
    EXPECT("open", "tcp 443 wide", "PUBLIC");
    EXPECT("passwords", "tcp 443 limited authenticated", "LIMITED");
    EXPECT("within", "", "PRIVATE");
    EXPECT("closed", "", "PRIVATE");
    EXPECT("office", "tcp 443 limited", "LIMITED");
}

SERVICES(function_without_url)
{
    network_node(&at, "ServerlessFunction Compute Resource", "f", "{}", "");
    network_derive(&at);
    EXPECT("f", "", "PRIVATE");
}

SERVICES(function_of_which_nobody_asked)
{
    network_not_asked(&at, "lambda:ListFunctionUrlConfigs");
    network_node(&at, "ServerlessFunction Compute Resource", "f", "{}", "");
    network_derive(&at);
    EXPECT("f", "", "UNKNOWN");
}

SERVICES(tasks_by_their_interface)
{
    network_node(&at, "ContainerTask Compute Resource", "t-1", "{}", "HAS_INTERFACE eni-1");
    network_node(&at, "NetworkInterface Resource", "eni-1", "{'publicIpAddress':'203.0.113.1'}",
                 "IN_SUBNET subnet-1 PROTECTED_BY sg-1");
    network_node(&at, "ContainerTask Compute Resource", "t-2", "{}", "");
    network_node(&at, "ContainerTask Compute Resource", "t-3", "{}", "HAS_INTERFACE eni-3");
    network_node(&at, "Resource", "eni-3", "{'known':false}", "");
    network_derive(&at);
    EXPECT("t-1", "tcp 22 wide", "PUBLIC");
    EXPECT("t-2", "", "UNKNOWN");
    EXPECT("t-3", "", "UNKNOWN");
}
