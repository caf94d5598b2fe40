/* secretsmanager.c - secrets: their names and who may read them, never their values. */
#include "ingest/rows.h"

/* clang-format off */
static const sg_collector rows[] = {
    {
        .service = "secretsmanager", .operation = "ListSecrets",
        .items = "SecretList[]",
        .label = "Secret", .native = "AWS::SecretsManager::Secret",
        .key = "{ARN}",
        /* Secrets are always encrypted; without a key of its own under the account's default one. */
        .properties = PROPERTIES(TEXT("name", "Name"), ALWAYS("encrypted", NULL), BOOL("rotationEnabled", "RotationEnabled"),
                                 TIME("lastUsedAt", "LastAccessedDate"), TIME("createdAt", "CreatedDate"), TAGS("Tags")),
        .edges = EDGES(TO("ENCRYPTED_BY", "EncryptionKey", "arn:{@partition}:kms:{@region}:{@account}:key/{KmsKeyId}")),
    },
    {
        .service = "secretsmanager", .operation = "GetResourcePolicy", .adds = true,
        .label = "Secret", .key = "{ARN}",
        .policy = "ResourcePolicy", .absent = "ResourceNotFoundException",
    },
};
/* clang-format on */

const sg_collectors sg_secretsmanager = { rows, SG_COUNT(rows) };
