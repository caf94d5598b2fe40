/* kms.c - keys, their policies and the further names by which others refer to them. */
#include "ingest/rows.h"

/* clang-format off */
#define KEY_ARN(id) "arn:{@partition}:kms:{@region}:{@account}:key/{" id "}"

static const sg_collector rows[] = {
    {
        .service = "kms", .operation = "ListKeys",
        .items = "Keys[]",
        .label = "EncryptionKey", .native = "AWS::KMS::Key",
        .key = "{KeyArn}",
    },
    {
        .service = "kms", .operation = "DescribeKey",
        .items = "KeyMetadata",
        .label = "EncryptionKey", .native = "AWS::KMS::Key",
        .key = "{Arn}",
        .properties = PROPERTIES(TEXT("keyManager", "KeyManager"), TEXT("keyState", "KeyState"),
                                 TEXT("keySpec", "KeySpec|CustomerMasterKeySpec"), TEXT("keyOrigin", "Origin"),
                                 TIME("createdAt", "CreationDate")),
    },
    {
        .service = "kms", .operation = "GetKeyRotationStatus", .when = "KeyRotationEnabled", .adds = true,
        .label = "EncryptionKey", .key = KEY_ARN("KeyId|@parameter"),
        .properties = PROPERTIES(BOOL("rotationEnabled", "KeyRotationEnabled")),
    },
    {
        /* An alias is used in place of the key in either form: alias/x alone, or its ARN. */
        .service = "kms", .operation = "ListAliases",
        .items = "Aliases[]", .when = "TargetKeyId", .adds = true,
        .label = "EncryptionKey",
        .key = KEY_ARN("TargetKeyId"), .aliases = { "{AliasArn}", KEY_ARN("AliasName") },
        .properties = PROPERTIES(TEXT("name", "AliasName")),
    },
    {
        .service = "kms", .operation = "GetKeyPolicy",
        .adds = true,
        .label = "EncryptionKey", .key = KEY_ARN("@parameter"),
        .policy = "Policy",
    },
    {
        .service = "kms", .operation = "ListGrants", .when = "Grants", .adds = true,
        .label = "EncryptionKey", .key = KEY_ARN("@parameter"),
        .properties = PROPERTIES(MAPS("grants", "Grants[]", TEXT("grantee", "GranteePrincipal"), TEXTS("operations", "Operations[]"),
                                      EXISTS("constrained", "Constraints"))),
    },
};
/* clang-format on */

const sg_collectors sg_kms = { rows, SG_COUNT(rows) };
