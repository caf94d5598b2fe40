/* test_entry_points.c - APIs, distributions and names, and what they lead to. */
#include <criterion/criterion.h>

#include "ingest/host.h"
#include "tests/unit/ingest/inventory.h"

#define REGION "a/eu-west-1/"
#define GLOBAL "a/us-east-1/"
#define APIS "arn:aws:apigateway:eu-west-1::"
#define FUNCTION "arn:aws:lambda:eu-west-1:111122223333:function:f"
#define BALANCER "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/inner/1"
#define CDN "arn:aws:cloudfront::111122223333:distribution/E1"
#define EXPECT_EDGE(from, type, to, property, text)                                            \
    cr_expect_str_eq(inventory_edge(&it, from, type, to, property), text)

static inventory it;

static void begin(void)
{
    inventory_open(&it);
}

static void end(void)
{
    inventory_close(&it);
}

#define ENTRY(name) Test(entry_points, name, .init = begin, .fini = end)

static void give_rest_api(void)
{
    inventory_give(
        &it, REGION "apigateway-get-rest-apis.json",
        "{'items':[{'id':'a1','name':'shop','createdDate':'2024-01-01T00:00:00Z',"
        "'endpointConfiguration':{'types':['REGIONAL']},'disableExecuteApiEndpoint':false,"
        "'policy':'{\\\\\\'Version\\\\\\':\\\\\\'2012-10-17\\\\\\',\\\\\\'Statement\\\\\\':[]}'"
        "},"
        "{'id':'a2','endpointConfiguration':{'types':['PRIVATE'],'vpcEndpointIds':['vpce-1']},"
        "'disableExecuteApiEndpoint':true}]}");
}

ENTRY(rest_apis_with_methods)
{
    give_rest_api();
    inventory_give(
        &it, REGION "apigateway-get-vpc-links.json",
        "{'items':[{'id':'v1','name':'in','status':'AVAILABLE','targetArns':['" BALANCER
        "']}]}");
    inventory_give(
        &it, REGION "apigateway-get-resources/a1",
        "{'items':[{'id':'r1','path':'/users','resourceMethods':{"
        "'GET':{'httpMethod':'GET','authorizationType':'NONE','apiKeyRequired':false,"
        "'methodIntegration':{'type':'AWS_PROXY','uri':'arn:aws:apigateway:eu-west-1:lambda:"
        "path"
        "/2015-03-31/functions/" FUNCTION ":live/invocations'}},"
        "'POST':{'authorizationType':'AWS_IAM','apiKeyRequired':true,'methodIntegration':{"
        "'type':'HTTP_PROXY','uri':'http://inner:8080/x','connectionType':'VPC_LINK',"
        "'connectionId':'v1'}},'PUT':{}}},{'id':'r2','path':'/'}]}");
    inventory_freeze(&it);
    cr_expect(inventory_labelled(&it, APIS "/restapis/a1", "Endpoint"));
    cr_expect(inventory_has(&it, "a1.execute-api.eu-west-1.amazonaws.com"));
    cr_expect_str_eq(inventory_get(&it, APIS "/restapis/a1", "defaultEndpoint"), "true");
    cr_expect_str_eq(inventory_get(&it, APIS "/restapis/a2", "defaultEndpoint"), "false");
    cr_expect_str_eq(inventory_get(&it, APIS "/restapis/a2", "endpointType"), "\"PRIVATE\"");
    cr_expect_str_eq(inventory_get(&it, APIS "/restapis/a1/policy", "document"),
                     "\"{\\\"Statement\\\":[],\\\"Version\\\":\\\"2012-10-17\\\"}\"",
                     "unquoted: %s",
                     inventory_get(&it, APIS "/restapis/a1/policy", "document"));
    EXPECT_EDGE(APIS "/restapis/a1", "FORWARDS_TO", FUNCTION, "rule", "\"GET /users\"");
    EXPECT_EDGE(APIS "/restapis/a1", "FORWARDS_TO", FUNCTION, "authorization", "\"NONE\"");
    EXPECT_EDGE(APIS "/restapis/a1", "FORWARDS_TO", APIS "/vpclinks/v1", "port", "8080");
    EXPECT_EDGE(APIS "/restapis/a1", "FORWARDS_TO", APIS "/vpclinks/v1", "apiKey", "true");
    cr_expect(inventory_edges(&it, APIS "/vpclinks/v1", "FORWARDS_TO", BALANCER) == 1);
}

ENTRY(http_apis_with_routes_and_integrations)
{
    inventory_give(&it, REGION "apigatewayv2-get-apis.json",
                   "{'Items':[{'ApiId':'h1','Name':'web','ProtocolType':'HTTP','ApiEndpoint':"
                   "'https://h1.execute-api.eu-west-1.amazonaws.com',"
                   "'DisableExecuteApiEndpoint':false}]}");
    inventory_give(
        &it, REGION "apigatewayv2-get-integrations/h1",
        "{'Items':[{'IntegrationId':'i1','IntegrationType':'AWS_PROXY','IntegrationUri':"
        "'" FUNCTION
        "'},{'IntegrationId':'i2','IntegrationType':'HTTP_PROXY','ConnectionType':'VPC_LINK',"
        "'ConnectionId':'v2','IntegrationUri':"
        "'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/net/inner/1/2'}]}");
    inventory_give(&it, REGION "apigatewayv2-get-routes/h1",
                   "{'Items':[{'RouteKey':'$default','AuthorizationType':'NONE',"
                   "'ApiKeyRequired':false,'Target':'integrations/i1'},"
                   "{'RouteKey':'GET /inner','AuthorizationType':'JWT',"
                   "'ApiKeyRequired':false,'Target':'integrations/i2'}]}");
    inventory_give(&it, REGION "apigatewayv2-get-domain-names.json",
                   "{'Items':[{'DomainName':'API.example.com','DomainNameConfigurations':[{"
                   "'ApiGatewayDomainName':'d-1.execute-api.eu-west-1.amazonaws.com',"
                   "'EndpointType':'REGIONAL'}]}]}");
    inventory_give(&it, REGION "apigatewayv2-get-api-mappings/API.example.com",
                   "{'Items':[{'ApiId':'h1','ApiMappingKey':'v1','Stage':'$default'}]}");
    inventory_freeze(&it);
    EXPECT_EDGE(APIS "/apis/h1", "FORWARDS_TO", FUNCTION, "rule", "\"$default\"");
    EXPECT_EDGE(APIS "/apis/h1", "FORWARDS_TO", BALANCER, "authorization", "\"JWT\"");
    EXPECT_EDGE(APIS "/apis/h1", "FORWARDS_TO", BALANCER, "link", "\"" APIS "/vpclinks/v2\"");
    cr_expect(inventory_has(&it, "api.example.com"), "names have no case");
    EXPECT_EDGE(APIS "/domainnames/API.example.com", "FORWARDS_TO", APIS "/apis/h1", "rule",
                "\"v1\"");
}

#define ORIGIN(id, domain, more) "{'Id':'" id "','DomainName':'" domain "'" more "}"

ENTRY(distributions_with_origins)
{
    give_rest_api();
    inventory_give(
        &it, GLOBAL "cloudfront-list-vpc-origins.json",
        "{'VpcOriginList':{'Items':[{'Id':'vo_1','Arn':'arn:aws:cloudfront::111122223333:"
        "vpcorigin/vo_1','Status':'Deployed','OriginEndpointArn':'" BALANCER "'}]}}");
    inventory_give(
        &it, GLOBAL "cloudfront-list-distributions.json",
        "{'DistributionList':{'Items':[{'Id':'E1','ARN':'" CDN "','Status':'Deployed',"
        "'DomainName':'d1.cloudfront.net','Enabled':true,'WebACLId':'',"
        "'Origins':{'Items':[" ORIGIN("s3", "site.s3.eu-west-1.amazonaws.com", ",'OriginAccessControlId':'E2'") "," ORIGIN(
            "api", "a1.execute-api.eu-west-1.amazonaws.com",
            ",'CustomOriginConfig':{'HTTPPort':80,'HTTPSPort':443,"
            "'OriginProtocolPolicy':'https-only'}") "," ORIGIN("in", "inner.local",
                                                               ",'VpcOriginConfig':{"
                                                               "'VpcOriginId':'vo_1'"
                                                               "}") "," ORIGIN("old",
                                                                               "old."
                                                                               "s3."
                                                                               "amaz"
                                                                               "onaw"
                                                                               "s."
                                                                               "com",
                                                                               "") "]},"
                                                                                   "'DefaultCac"
                                                                                   "heBehavior'"
                                                                                   ":{'"
                                                                                   "TargetOrigi"
                                                                                   "nId':'s3','"
                                                                                   "ViewerProto"
                                                                                   "colPolicy':"
                                                                                   "'https-"
                                                                                   "only',"
                                                                                   "'TrustedKey"
                                                                                   "Groups':{'"
                                                                                   "Enabled':"
                                                                                   "true}},'"
                                                                                   "CacheBehavi"
                                                                                   "ors':{'"
                                                                                   "Items':["
                                                                                   "{'"
                                                                                   "TargetOrigi"
                                                                                   "nId':'api'}"
                                                                                   ",{'"
                                                                                   "TargetOrigi"
                                                                                   "nId':'in'}]"
                                                                                   "}}]}}");
    inventory_freeze(&it);
    EXPECT_EDGE(CDN, "FORWARDS_TO", "arn:aws:s3:::site", "access", "\"oac\"");
    EXPECT_EDGE(CDN, "FORWARDS_TO", "arn:aws:s3:::site", "signed", "true");
    EXPECT_EDGE(CDN, "FORWARDS_TO", APIS "/restapis/a1", "port", "443");
    EXPECT_EDGE(CDN, "FORWARDS_TO", APIS "/restapis/a1", "signed", "false");
    EXPECT_EDGE(CDN, "FORWARDS_TO", "vo_1", "rule", "\"in\"");
    cr_expect(inventory_edges(&it, "vo_1", "FORWARDS_TO", BALANCER) == 1);
    cr_expect_not(inventory_has(&it, "arn:aws:s3:::old"), "no behaviour leads there");
    cr_expect_str_eq(inventory_get(&it, CDN, "firewall"), "false");
    cr_expect_str_eq(inventory_get(&it, CDN, "viewerProtocol"), "\"https-only\"");
}

ENTRY(records_resolve_to_what_has_the_name)
{
    inventory_give(&it, REGION "ec2-describe-addresses.json",
                   "{'Addresses':[{'AllocationId':'eipalloc-1','PublicIp':'203.0.113.9'}]}");
    inventory_give(&it, REGION "elbv2-describe-load-balancers.json",
                   "{'LoadBalancers':[{'LoadBalancerArn':'" BALANCER "','DNSName':"
                   "'Inner-1.elb.eu-west-1.amazonaws.com'}]}");
    inventory_give(&it, GLOBAL "route53-list-hosted-zones.json",
                   "{'HostedZones':[{'Id':'/hostedzone/Z1','Name':'example.com.',"
                   "'Config':{'PrivateZone':false}}]}");
    inventory_give(
        &it, GLOBAL "route53-list-resource-record-sets/Z1",
        "{'ResourceRecordSets':[{'Name':'www.example.com.','Type':'A','AliasTarget':{'DNSName':"
        "'dualstack.inner-1.elb.eu-west-1.amazonaws.com.'}},"
        "{'Name':'\\\\052.example.com.','Type':'A','ResourceRecords':[{'Value':'203.0.113.9'}]}"
        ","
        "{'Name':'gone.example.com.','Type':'A','AliasTarget':{'DNSName':"
        "'s3-website-eu-west-1.amazonaws.com.'}},"
        "{'Name':'example.com.','Type':'NS','ResourceRecords':[{'Value':'ns-1.'}]},"
        "{'Name':'far.example.com.','Type':'CNAME','ResourceRecords':[{'Value':'x.org.'}]}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "dns:Z1/www.example.com", "RESOLVES_TO", BALANCER) == 1);
    cr_expect(inventory_edges(&it, "dns:Z1/*.example.com", "RESOLVES_TO", "eipalloc-1") == 1);
    cr_expect(inventory_edges(&it, "dns:Z1/gone.example.com", "RESOLVES_TO",
                              "arn:aws:s3:::gone.example.com") == 1);
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::gone.example.com", "known"), "false");
    cr_expect_str_eq(inventory_get(&it, "dns:Z1/far.example.com", "values"), "[\"x.org.\"]");
    cr_expect_not(inventory_has(&it, "dns:Z1/example.com"), "name servers are no targets");
    cr_expect(inventory_edges(&it, "arn:aws:route53:::hostedzone/Z1", "CONTAINS",
                              "dns:Z1/www.example.com") == 1);
    cr_expect_str_eq(inventory_get(&it, "arn:aws:route53:::hostedzone/Z1", "private"), "false");
}

ENTRY(transit_gateways_and_prefix_lists)
{
    inventory_give(
        &it, REGION "ec2-describe-transit-gateway-attachments.json",
        "{'TransitGatewayAttachments':[{'TransitGatewayAttachmentId':'tgw-attach-1',"
        "'TransitGatewayId':'tgw-1','ResourceType':'vpc','ResourceId':'vpc-1',"
        "'State':'available','Association':{'TransitGatewayRouteTableId':'tgw-rtb-1',"
        "'State':'associated'}},{'TransitGatewayAttachmentId':'tgw-attach-2',"
        "'TransitGatewayId':'tgw-1','ResourceType':'vpn','ResourceId':'vpn-1'}]}");
    inventory_give(&it, REGION "ec2-search-transit-gateway-routes/tgw-rtb-1",
                   "{'Routes':[{'DestinationCidrBlock':'10.2.0.0/16','State':'active',"
                   "'TransitGatewayAttachments':[{'TransitGatewayAttachmentId':'tgw-attach-2',"
                   "'ResourceId':'vpc-2'}]}],'AdditionalRoutesAvailable':false}");
    inventory_give(&it, REGION "ec2-describe-managed-prefix-lists.json",
                   "{'PrefixLists':[{'PrefixListId':'pl-1','PrefixListName':'offices',"
                   "'PrefixListArn':'arn:aws:ec2:eu-west-1:111122223333:prefix-list/pl-1'}]}");
    inventory_give(&it, REGION "ec2-get-managed-prefix-list-entries/pl-1",
                   "{'Entries':[{'Cidr':'198.51.100.0/24'},{'Cidr':'203.0.113.0/24'}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "tgw-attach-1", "IN_NETWORK", "vpc-1") == 1);
    cr_expect(inventory_edges(&it, "tgw-attach-1", "ATTACHED_TO", "tgw-1") == 1);
    cr_expect(inventory_edges(&it, "tgw-attach-1", "ROUTES_TO", "tgw-rtb-1") == 1);
    cr_expect_str_eq(
        inventory_get(&it, "tgw-rtb-1", "routes"),
        "[{\"destination\":\"10.2.0.0/16\",\"state\":\"active\",\"target\":\"tgw-attach-2\"}]");
    cr_expect_str_eq(inventory_get(&it, "pl-1", "cidrs"),
                     "[\"198.51.100.0/24\",\"203.0.113.0/24\"]");
    cr_expect_str_eq(inventory_get(&it, "pl-1", "name"), "\"offices\"");
}

ENTRY(hosts_in_one_spelling)
{
    static const struct {
        const char *text, *host, *bucket;
    } cases[] = {
        { "https://ABC.lambda-url.eu-west-1.on.aws/", "abc.lambda-url.eu-west-1.on.aws", "" },
        { "Dualstack.example.com", "dualstack.example.com", "" },
        { "a.b.s3.amazonaws.com.", "a.b.s3.amazonaws.com", "a.b" },
        { "s3.x.s3-website.eu-west-1.amazonaws.com", "s3.x.s3-website.eu-west-1.amazonaws.com",
          "s3.x" },
        { "s3-website-eu-west-1.amazonaws.com", "s3-website-eu-west-1.amazonaws.com", "" },
        { "2001:db8::7", "2001:db8::7", "" },
        { "http://h:8080/x:y", "h", "" },
        { "", "", "" },
    };

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        sg_str host = sg_host_of(sg_str_of(cases[i].text), it.arena);
        cr_expect(sg_str_equal(host, sg_str_of(cases[i].host)), "%s", cases[i].text);
        cr_expect(sg_str_equal(sg_bucket_of_host(host), sg_str_of(cases[i].bucket)), "%s",
                  cases[i].text);
    }
}
