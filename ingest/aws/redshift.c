/* redshift.c - data warehouses. */
#include "ingest/rows.h"

/* clang-format off */
#define CLUSTER(name) "arn:{@partition}:redshift:{@region}:{@account}:cluster:{" name "}"

static const sg_collector rows[] = {
    {
        .service = "redshift", .operation = "DescribeClusters",
        .items = "Clusters[]",
        .label = "Database", .native = "AWS::Redshift::Cluster",
        .key = CLUSTER("ClusterIdentifier"),
        .properties = PROPERTIES(TEXT("name", "ClusterIdentifier"), CONSTANT("engine", NULL, "redshift"), TEXT("state", "ClusterStatus"),
                                 BOOL("publiclyAccessible", "PubliclyAccessible"), INT("port", "Endpoint.Port"),
                                 BOOL("encrypted", "Encrypted"), TEXT("masterUser", "MasterUsername"),
                                 INT("backupDays", "AutomatedSnapshotRetentionPeriod"),
                                 TIME("createdAt", "ClusterCreateTime"), TAGS("Tags")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "VpcSecurityGroups[]", "{VpcSecurityGroupId}"),
                       TO("ENCRYPTED_BY", "EncryptionKey", "arn:{@partition}:kms:{@region}:{@account}:key/{KmsKeyId}")),
    },
    {
        .service = "redshift", .operation = "DescribeLoggingStatus", .when = "LoggingEnabled", .adds = true,
        .label = "Database", .key = CLUSTER("@parameter"),
        .properties = PROPERTIES(BOOL("auditLogging", "LoggingEnabled")),
        .edges = EDGES(TO("LOGS_TO", "Bucket", "arn:{@partition}:s3:::{BucketName}")),
    },
};
/* clang-format on */

const sg_collectors sg_redshift = { rows, SG_COUNT(rows) };
