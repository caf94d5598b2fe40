/* rest_apis.c - REST APIs: where they answer, their methods, and what the methods are passed on to.
 *
 *     api --FORWARDS_TO {rule: "GET /users", authorization}--> function, load balancer, VPC link
 *
 * Methods are members of an object, by name, which paths cannot walk.  Only GetResources with
 * `--embed methods` tells them whole; GetMethod tells one.
 */
#include "ingest/aws/api_integration.h"
#include "ingest/rows.h"
#include "ingest/text_at.h"

static sg_status read_method(sg_mapper *mapper, sg_build_node api, sg_str path, sg_str name,
                             const sg_frame *method)
{
    sg_api_route route = { .authorization = sg_text_at(method, "authorizationType"),
                           .key_required = sg_truth_at(method, "apiKeyRequired") };
    sg_api_integration integration = { .uri = sg_text_at(method, "methodIntegration.uri") };

    if (!route.authorization.length) /* not embedded: only that there is one is known */
        return SG_OK;
    route.rule = path.length
                     ? sg_arena_format(mapper->scratch, "%.*s %.*s", SG_FMT(name), SG_FMT(path))
                     : name;
    if (!route.rule.bytes)
        return SG_ENOMEM;
    if (sg_str_equal(sg_text_at(method, "methodIntegration.connectionType"),
                     SG_STR("VPC_LINK")))
        integration.link = sg_text_at(method, "methodIntegration.connectionId");
    SG_TRY(sg_api_route_note(mapper, api, method, &route, integration.uri));
    return sg_api_link(mapper, api, &route, &integration);
}

static sg_status read_methods(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    const sg_value *methods = NULL;

    if (sg_path_get(item, "resourceMethods", &methods) != SG_FOUND)
        return SG_OK;
    for (uint32_t i = 0; i < sg_tree_members(methods); i++) {
        const sg_entry *method = &methods->map[i];
        sg_frame frame = { .value = &method->value, .outer = item, .index = SIZE_MAX };
        SG_TRY(read_method(mapper, node, sg_text_at(item, "path"), method->key, &frame));
    }
    return SG_OK;
}

/* The answer names neither path nor API; the file's parameters name the API and the resource. */
static sg_status read_one_method(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    return read_method(mapper, node, mapper->origin->parameter[1],
                       sg_text_at(item, "httpMethod"), item);
}

/* clang-format off */
#define API(id) "arn:{@partition}:apigateway:{@region}::/restapis/{" id "}"
#define DOMAIN(name) "arn:{@partition}:apigateway:{@region}::/domainnames/{" name "}"
#define LINK "arn:{@partition}:apigateway:{@region}::/vpclinks/{id}"
#define REST_API                                                                               \
        .label = "ApiGateway", .native = "AWS::ApiGateway::RestApi", .key = API("id"),         \
        .aliases = { "{id}.execute-api.{@region}.amazonaws.com" }, .policy = "policy",         \
        .properties = PROPERTIES(TEXT("name", "name"), CONSTANT("protocol", NULL, "REST"),     \
                                 TEXT("endpointType", "endpointConfiguration.types[]"),        \
                                 TEXTS("vpcEndpoints", "endpointConfiguration.vpcEndpointIds[]"), \
                                 ALWAYS("defaultEndpoint", NULL),                              \
                                 EQUALS("defaultEndpoint", "disableExecuteApiEndpoint", "false"), \
                                 TIME("createdAt", "createdDate"), TAGS("tags"))

static const sg_collector rows[] = {
    {
        .service = "apigateway", .operation = "GetVpcLinks", .items = "items[]|item[]",
        .label = "Gateway", .native = "AWS::ApiGateway::VpcLink", .key = LINK,
        .properties = PROPERTIES(TEXT("name", "name"), CONSTANT("kind", NULL, "link"), TEXT("state", "status"), TAGS("tags")),
        .edges = EDGES(TO_EACH("FORWARDS_TO", "LoadBalancer", "targetArns[]", "{.}")),
    },
    { .service = "apigateway", .operation = "GetRestApis", .items = "items[]|item[]", REST_API },
    { .service = "apigateway", .operation = "GetRestApi", .when = "id", REST_API },
    {
        .service = "apigateway", .operation = "GetResources", .items = "items[]|item[]", .adds = true,
        .label = "ApiGateway", .key = API("@parameter"), .post = read_methods,
    },
    {
        .service = "apigateway", .operation = "GetMethod", .when = "httpMethod", .adds = true,
        .label = "ApiGateway", .key = API("@parameter"), .post = read_one_method,
    },
    {
        .service = "apigateway", .operation = "GetDomainNames", .items = "items[]|item[]",
        .label = "ApiGateway", .native = "AWS::ApiGateway::DomainName", .key = DOMAIN("domainName"),
        .hosts = { "regionalDomainName", "distributionDomainName", "domainName" },
        .properties = PROPERTIES(TEXT("name", "domainName"), CONSTANT("protocol", NULL, "DOMAIN"),
                                 TEXT("endpointType", "endpointConfiguration.types[]"), TAGS("tags")),
    },
    {
        .service = "apigateway", .operation = "GetBasePathMappings", .items = "items[]|item[]", .adds = true,
        .label = "ApiGateway", .key = DOMAIN("@parameter"),
        .edges = EDGES({ .type = "FORWARDS_TO", .way = SG_OUT, .label = "ApiGateway", .key = API("restApiId"),
                         .discriminator = "{basePath}", .properties = PROPERTIES(TEXT("rule", "basePath")) }),
    },
};
/* clang-format on */

const sg_collectors sg_rest_apis = { rows, SG_COUNT(rows) };
