/* ecr.c - repositories of container images. */
#include "ingest/rows.h"

/* clang-format off */
static const sg_collector rows[] = {
    {
        .service = "ecr", .operation = "DescribeRepositories",
        .items = "repositories[]",
        .label = "ContainerRepository", .native = "AWS::ECR::Repository",
        .key = "{repositoryArn}", .aliases = { "{repositoryUri}" },
        .properties = PROPERTIES(TEXT("name", "repositoryName"), TEXT("uri", "repositoryUri"),
                                 BOOL("scanOnPush", "imageScanningConfiguration.scanOnPush"),
                                 TIME("createdAt", "createdAt")),
        .edges = EDGES(TO("ENCRYPTED_BY", "EncryptionKey", "{encryptionConfiguration.kmsKey}")),
    },
    {
        .service = "ecr", .operation = "GetRepositoryPolicy", .adds = true,
        .label = "ContainerRepository",
        .key = "arn:{@partition}:ecr:{@region}:{@account}:repository/{repositoryName}",
        .policy = "policyText", .absent = "RepositoryPolicyNotFoundException",
    },
};
/* clang-format on */

const sg_collectors sg_ecr = { rows, SG_COUNT(rows) };
