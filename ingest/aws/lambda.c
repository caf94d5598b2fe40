/* lambda.c - functions, who may call them, and what triggers them. */
#include "ingest/rows.h"
#include "ingest/secrets.h"

static sg_status search_environment(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    SG_TRY(sg_secrets_of_members(mapper, item, "Environment.Variables", node));
    return sg_secrets_searched(mapper, node);
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
        .adds = true, .label = "ServerlessFunction", .key = "{FunctionArn}", .hosts = { "FunctionUrl" }, \
        .properties = PROPERTIES(TEXT("functionUrl", "FunctionUrl"), TEXT("functionUrlAuth", "AuthType"))

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
        .label = "ServerlessFunction", .key = "{FunctionArn}",
        .edges = EDGES({ .type = "TRIGGERS", .way = SG_IN, .key = "{EventSourceArn}" }),
    },
};
/* clang-format on */

const sg_collectors sg_lambda = { rows, SG_COUNT(rows) };
