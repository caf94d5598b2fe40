/* roles_of_services.c - what services run as a role, beside machines, functions, containers, builds and
 * notebooks: whoever may change such a thing may act as its role.
 */
#include "ingest/rows.h"

/* clang-format off */
static const sg_collector rows[] = {
    {
        .service = "apprunner", .operation = "DescribeService",
        .items = "Service",
        .label = "Resource", .native = "AWS::AppRunner::Service", .key = "{ServiceArn}",
        .properties = PROPERTIES(TEXT("name", "ServiceName"), TEXT("state", "Status"), TIME("createdAt", "CreatedAt")),
        .edges = EDGES(RUNS_AS("{InstanceConfiguration.InstanceRoleArn}", "instanceRole")),
    },
    {
        .service = "batch", .operation = "DescribeJobDefinitions",
        .items = "jobDefinitions[]", .when = "status=ACTIVE",
        .label = "Resource", .native = "AWS::Batch::JobDefinition", .key = "{jobDefinitionArn}",
        .properties = PROPERTIES(TEXT("name", "jobDefinitionName"), TAGS("tags")),
        .edges = EDGES(RUNS_AS("{containerProperties.jobRoleArn}", "jobRole")),
    },
    {
        .service = "bedrock-agentcore-control", .operation = "GetCodeInterpreter",
        .label = "Resource", .native = "AWS::BedrockAgentCore::CodeInterpreterCustom", .key = "{codeInterpreterArn}",
        .properties = PROPERTIES(TEXT("name", "name"), TEXT("state", "status"), TIME("createdAt", "createdAt")),
        .edges = EDGES(RUNS_AS("{executionRoleArn}", "executionRole")),
    },
    {
        .service = "cloudformation", .operation = "DescribeStacks",
        .items = "Stacks[]",
        .label = "Resource", .native = "AWS::CloudFormation::Stack", .key = "{StackId}",
        .properties = PROPERTIES(TEXT("name", "StackName"), TEXT("state", "StackStatus"), TIME("createdAt", "CreationTime"), TAGS("Tags")),
        .edges = EDGES(RUNS_AS("{RoleARN}", "serviceRole")),
    },
    {
        .service = "glue", .operation = "GetDevEndpoints",
        .items = "DevEndpoints[]",
        .label = "Resource", .native = "AWS::Glue::DevEndpoint",
        .key = "arn:{@partition}:glue:{@region}:{@account}:devEndpoint/{EndpointName}",
        .properties = PROPERTIES(TEXT("name", "EndpointName"), TEXT("state", "Status"), TIME("createdAt", "CreatedTimestamp")),
        .edges = EDGES(RUNS_AS("{RoleArn}", "serviceRole")),
    },
    {
        .service = "stepfunctions", .operation = "DescribeStateMachine",
        .label = "Resource", .native = "AWS::StepFunctions::StateMachine", .key = "{stateMachineArn}",
        .properties = PROPERTIES(TEXT("name", "name"), TEXT("state", "status"), TIME("createdAt", "creationDate")),
        .edges = EDGES(RUNS_AS("{roleArn}", "executionRole")),
    },
};
/* clang-format on */

const sg_collectors sg_roles_of_services = { rows, SG_COUNT(rows) };
