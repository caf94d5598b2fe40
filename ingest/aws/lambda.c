/* lambda.c - functions, who may call them, and what triggers them. */
#include "ingest/aws/api_integration.h"
#include "ingest/rows.h"
#include "ingest/secrets.h"

static sg_status search_environment(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    SG_TRY(sg_secrets_of_members(mapper, item, "Environment.Variables", node));
    return sg_secrets_searched(mapper, node);
}

/* The address of a version or alias is none of the function's own: another policy goes with it. */
static sg_status note_url(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    static const struct {
        const char *path;
        sg_str name;
    } own[] = { { "FunctionUrl", SG_STR_INIT("functionUrl") },
                { "AuthType", SG_STR_INIT("functionUrlAuth") } };
    const sg_value *value = NULL;

    if (sg_path_get(item, "FunctionArn", &value) != SG_FOUND || value->type != SG_TYPE_STRING ||
        !sg_str_equal(
            sg_value_str(*value),
            sg_function_of_version(sg_value_str(*value), mapper->origin, mapper->scratch)))
        return SG_OK;
    for (size_t i = 0; i < SG_COUNT(own); i++)
        if (sg_path_get(item, own[i].path, &value) == SG_FOUND && value->type == SG_TYPE_STRING)
            SG_TRY(sg_builder_set(mapper->builder, node, own[i].name, *value));
    return SG_OK;
}

/* clang-format off */
#define FUNCTION_ARN(name) "arn:{@partition}:lambda:{@region}:{@account}:function:{" name "}"
#define FUNCTION                                                                               \
        .label = "ServerlessFunction", .native = "AWS::Lambda::Function",                      \
        .key = "{FunctionArn}",                                                                \
        .properties = PROPERTIES(TEXT("name", "FunctionName"), TEXT("runtime", "Runtime"), TEXT("state", "State"), \
                                 TIME("modifiedAt", "LastModified"), TAGS("Tags|^Tags")),      \
        .edges = EDGES(RUNS_AS("{Role}", "executionRole"),                                     \
                       TO("IN_NETWORK", "VirtualNetwork", "{VpcConfig.VpcId}"),                \
                       TO_EACH("IN_SUBNET", "Subnet", "VpcConfig.SubnetIds[]", "{.}"),         \
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "VpcConfig.SecurityGroupIds[]", "{.}")), \
        .post = search_environment
#define URL                                                                                    \
        .adds = true, .label = "ServerlessFunction", .key = "{FunctionArn}", .rename = sg_function_of_version, \
        .hosts = { "FunctionUrl" },                                                            \
        .properties = PROPERTIES(MAPS("functionUrls", ".", TEXT("function", "FunctionArn"), TEXT("url", "FunctionUrl"), \
                                      TEXT("auth", "AuthType"))),                              \
        .post = note_url

static const sg_collector rows[] = {
    { .service = "lambda", .operation = "ListFunctions", .items = "Functions[]", FUNCTION },
    { .service = "lambda", .operation = "GetFunction", .items = "Configuration", FUNCTION },
    {
        .service = "lambda", .operation = "GetPolicy",
        .adds = true, .label = "ServerlessFunction", .key = FUNCTION_ARN("@parameter"),
        .policy = "Policy", .absent = "ResourceNotFoundException",
    },
    { .service = "lambda", .operation = "ListFunctionUrlConfigs", .items = "FunctionUrlConfigs[]", URL },
    { .service = "lambda", .operation = "GetFunctionUrlConfig", URL, .absent = "ResourceNotFoundException" },
    {
        .service = "lambda", .operation = "ListEventSourceMappings",
        .items = "EventSourceMappings[]", .when = "EventSourceArn", .adds = true,
        .label = "ServerlessFunction", .key = "{FunctionArn}", .rename = sg_function_of_version,
        .edges = EDGES({ .type = "TRIGGERS", .way = SG_IN, .key = "{EventSourceArn}" }),
    },
};
/* clang-format on */

const sg_collectors sg_lambda = { rows, SG_COUNT(rows) };
