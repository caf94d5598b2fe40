/* dynamodb.c - tables.  All of them are encrypted at rest; what differs is under which key. */
#include "ingest/rows.h"

/* clang-format off */
#define TABLE_ARN(name) "arn:{@partition}:dynamodb:{@region}:{@account}:table/{" name "}"

static const sg_collector rows[] = {
    {
        .service = "dynamodb", .operation = "ListTables",
        .items = "TableNames[]",
        .label = "Database", .native = "AWS::DynamoDB::Table",
        .key = TABLE_ARN("."),
        .properties = PROPERTIES(TEXT("name", "."), CONSTANT("engine", NULL, "dynamodb"), ALWAYS("encrypted", NULL)),
    },
    {
        .service = "dynamodb", .operation = "DescribeTable",
        .items = "Table",
        .label = "Database", .native = "AWS::DynamoDB::Table",
        .key = "{TableArn}",
        .properties = PROPERTIES(TEXT("name", "TableName"), CONSTANT("engine", NULL, "dynamodb"), ALWAYS("encrypted", NULL),
                                 TEXT("state", "TableStatus"), TIME("createdAt", "CreationDateTime")),
        .edges = EDGES(TO("ENCRYPTED_BY", "EncryptionKey", "{SSEDescription.KMSMasterKeyArn}")),
    },
    {
        .service = "dynamodb", .operation = "ListTagsOfResource",
        .adds = true, .label = "Database", .key = TABLE_ARN("@parameter"),
        .properties = PROPERTIES(TAGS("Tags")),
    },
    {
        .service = "dynamodb", .operation = "GetResourcePolicy",
        .adds = true, .label = "Database", .key = TABLE_ARN("@parameter"),
        .policy = "Policy", .absent = "PolicyNotFoundException",
    },
};
/* clang-format on */

const sg_collectors sg_dynamodb = { rows, SG_COUNT(rows) };
