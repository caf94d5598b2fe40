/* http_apis.c - HTTP and WebSocket APIs: routes name integrations by id, and those are told apart.
 *
 * Integrations come first, and are kept with their API; then each route is linked to what its own
 * leads to.
 */
#include "ingest/aws/api_integration.h"
#include "ingest/rows.h"
#include "ingest/text_at.h"

static sg_str text_of(sg_value map, const char *name)
{
    sg_value value = sg_map_get(map, sg_str_of(name));

    return value.type == SG_TYPE_STRING ? sg_value_str(value) : (sg_str){ "", 0 };
}

/* The integration of the API with the id; an empty one when it was not told. */
static sg_api_integration find_integration(sg_mapper *mapper, sg_build_node api, sg_str id)
{
    sg_value list =
        sg_builder_get(mapper->builder, api, SG_STR("integrations"), mapper->scratch);

    for (uint32_t i = 0; list.type == SG_TYPE_LIST && i < list.length; i++)
        if (list.list[i].type == SG_TYPE_MAP && sg_str_equal(text_of(list.list[i], "id"), id))
            return (sg_api_integration){ text_of(list.list[i], "uri"),
                                         text_of(list.list[i], "link") };
    return (sg_api_integration){ .uri = SG_STR("") };
}

static sg_status read_integration(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    sg_api_integration integration = { .uri = sg_text_at(item, "IntegrationUri"),
                                       .link = sg_text_at(item, "ConnectionId") };

    return sg_api_integration_note(mapper, node, item, sg_text_at(item, "IntegrationId"),
                                   &integration);
}

static sg_status read_route(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    sg_str target = sg_text_at(item, "Target"), prefix = SG_STR("integrations/");
    sg_api_route route = { .rule = sg_text_at(item, "RouteKey"),
                           .authorization = sg_text_at(item, "AuthorizationType"),
                           .key_required = sg_truth_at(item, "ApiKeyRequired") };
    sg_api_integration integration;

    if (sg_str_starts(target, prefix))
        target = sg_str_slice(target, prefix.length, target.length);
    integration = find_integration(mapper, node, target);
    SG_TRY(sg_api_route_note(mapper, node, item, &route,
                             integration.uri.length ? integration.uri : target));
    return sg_api_link(mapper, node, &route, &integration);
}

/* clang-format off */
#define API(id) "arn:{@partition}:apigateway:{@region}::/apis/{" id "}"
#define REST_API(id) "arn:{@partition}:apigateway:{@region}::/restapis/{" id "}"
#define DOMAIN(name) "arn:{@partition}:apigateway:{@region}::/domainnames/{" name "}"
#define HTTP_API                                                                               \
        .label = "ApiGateway", .native = "AWS::ApiGatewayV2::Api", .key = API("ApiId"),        \
        .hosts = { "ApiEndpoint" },                                                            \
        .properties = PROPERTIES(TEXT("name", "Name"), TEXT("protocol", "ProtocolType"),       \
                                 CONSTANT("endpointType", NULL, "REGIONAL"), ALWAYS("defaultEndpoint", NULL), \
                                 EQUALS("defaultEndpoint", "DisableExecuteApiEndpoint", "false"), \
                                 TIME("createdAt", "CreatedDate"), TAGS("Tags"))
#define MAPPED(key_of)                                                                         \
    { .type = "FORWARDS_TO", .way = SG_OUT, .label = "ApiGateway", .key = key_of, .existing = true, \
      .discriminator = "{ApiMappingKey}", .properties = PROPERTIES(TEXT("rule", "ApiMappingKey")) }

static const sg_collector rows[] = {
    {
        .service = "apigatewayv2", .operation = "GetVpcLinks", .items = "Items[]",
        .label = "Gateway", .native = "AWS::ApiGatewayV2::VpcLink",
        .key = "arn:{@partition}:apigateway:{@region}::/vpclinks/{VpcLinkId}",
        .properties = PROPERTIES(TEXT("name", "Name"), CONSTANT("kind", NULL, "link"), TEXT("state", "VpcLinkStatus"), TAGS("Tags")),
        .edges = EDGES(TO_EACH("IN_SUBNET", "Subnet", "SubnetIds[]", "{.}"),
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "SecurityGroupIds[]", "{.}")),
    },
    { .service = "apigatewayv2", .operation = "GetApis", .items = "Items[]", HTTP_API },
    { .service = "apigatewayv2", .operation = "GetApi", .when = "ApiId", HTTP_API },
    {
        .service = "apigatewayv2", .operation = "GetIntegrations", .items = "Items[]", .adds = true,
        .label = "ApiGateway", .key = API("@parameter"), .post = read_integration,
    },
    {
        .service = "apigatewayv2", .operation = "GetRoutes", .items = "Items[]", .adds = true,
        .label = "ApiGateway", .key = API("@parameter"), .post = read_route,
    },
    {
        .service = "apigatewayv2", .operation = "GetDomainNames", .items = "Items[]",
        .label = "ApiGateway", .native = "AWS::ApiGatewayV2::DomainName", .key = DOMAIN("DomainName"),
        .hosts = { "DomainNameConfigurations[].ApiGatewayDomainName", "DomainName" },
        .properties = PROPERTIES(TEXT("name", "DomainName"), CONSTANT("protocol", NULL, "DOMAIN"),
                                 TEXT("endpointType", "DomainNameConfigurations[].EndpointType"), TAGS("Tags")),
    },
    {
        .service = "apigatewayv2", .operation = "GetApiMappings", .items = "Items[]", .adds = true,
        .label = "ApiGateway", .key = DOMAIN("@parameter"),
        .edges = EDGES(MAPPED(API("ApiId")), MAPPED(REST_API("ApiId"))),
    },
};
/* clang-format on */

const sg_collectors sg_http_apis = { rows, SG_COUNT(rows) };
