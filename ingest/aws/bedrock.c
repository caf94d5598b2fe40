/* bedrock.c - agents: as which role they act, and which functions their action groups call. */
#include "ingest/rows.h"

/* clang-format off */
#define AGENT(id) "arn:{@partition}:bedrock:{@region}:{@account}:agent/{" id "}"

static const sg_collector rows[] = {
    {
        .service = "bedrock-agent", .operation = "ListAgents",
        .items = "agentSummaries[]",
        .label = "Agent", .native = "AWS::Bedrock::Agent",
        .key = AGENT("agentId"),
        .properties = PROPERTIES(TEXT("name", "agentName"), TEXT("state", "agentStatus")),
    },
    {
        .service = "bedrock-agent", .operation = "GetAgent",
        .items = "agent", .when = "agentArn",
        .label = "Agent", .native = "AWS::Bedrock::Agent",
        .key = "{agentArn}",
        .properties = PROPERTIES(TEXT("name", "agentName"), TEXT("state", "agentStatus"), TEXT("model", "foundationModel"),
                                 EXISTS("guardrail", "guardrailConfiguration.guardrailIdentifier"), TIME("createdAt", "createdAt")),
        .edges = EDGES(RUNS_AS("{agentResourceRoleArn}", "serviceRole"),
                       TO("ENCRYPTED_BY", "EncryptionKey", "{customerEncryptionKeyArn}")),
    },
    {
        .service = "bedrock-agent", .operation = "GetAgentActionGroup", .adds = true,
        .items = "agentActionGroup", .when = "actionGroupState!=DISABLED",
        .label = "Agent", .key = AGENT("agentId"),
        .edges = EDGES(TO("FORWARDS_TO", "ServerlessFunction", "{actionGroupExecutor.lambda}")),
    },
};
/* clang-format on */

const sg_collectors sg_bedrock = { rows, SG_COUNT(rows) };
