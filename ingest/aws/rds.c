/* rds.c - relational databases, their clusters and snapshots. */
#include "ingest/rows.h"

/* clang-format off */
#define RDS_ARN(kind, id) "arn:{@partition}:rds:{@region}:{@account}:" kind ":{" id "}"
#define KEY "arn:{@partition}:kms:{@region}:{@account}:key/{KmsKeyId}"
#define MANAGEMENT                                                                             \
    INT("backupDays", "BackupRetentionPeriod"), TEXT("masterUser", "MasterUsername"),          \
    BOOL("deletionProtection", "DeletionProtection"), BOOL("iamAuthentication", "IAMDatabaseAuthenticationEnabled"), \
    BOOL("minorUpgrades", "AutoMinorVersionUpgrade"), TEXT("masterSecret", "MasterUserSecret.SecretArn")
#define SHARED(path)                                                                           \
        .edges = EDGES({ .type = "SHARED_WITH", .way = SG_OUT, .label = "Account", .each = path, .when = ".!=all", .key = "{.}" }, \
                       { .type = "SHARED_WITH", .way = SG_OUT, .label = "Internet", .each = path, .when = ".=all", .key = "internet" })

static const sg_collector rows[] = {
    {
        .service = "rds", .operation = "DescribeDBClusters",
        .items = "DBClusters[]",
        .label = "Database", .native = "AWS::RDS::DBCluster",
        .key = RDS_ARN("cluster", "DBClusterArn|DBClusterIdentifier"),
        .properties = PROPERTIES(TEXT("name", "DBClusterIdentifier"), TEXT("engine", "Engine"), TEXT("state", "Status"),
                                 BOOL("publiclyAccessible", "PubliclyAccessible"), INT("port", "Port"),
                                 BOOL("encrypted", "StorageEncrypted"), BOOL("multiZone", "MultiAZ"),
                                 MANAGEMENT, TIME("createdAt", "ClusterCreateTime"), TAGS("TagList|Tags")),
        .edges = EDGES(TO_EACH("PROTECTED_BY", "SecurityGroup", "VpcSecurityGroups[]", "{VpcSecurityGroupId}"),
                       TO("ENCRYPTED_BY", "EncryptionKey", KEY)),
    },
    {
        .service = "rds", .operation = "DescribeDBInstances",
        .items = "DBInstances[]",
        .label = "Database", .native = "AWS::RDS::DBInstance",
        .key = RDS_ARN("db", "DBInstanceArn|DBInstanceIdentifier"),
        .properties = PROPERTIES(TEXT("name", "DBInstanceIdentifier"), TEXT("engine", "Engine"), TEXT("state", "DBInstanceStatus"),
                                 BOOL("publiclyAccessible", "PubliclyAccessible"), INT("port", "Endpoint.Port|DbInstancePort"),
                                 BOOL("encrypted", "StorageEncrypted"), BOOL("multiZone", "MultiAZ"), MANAGEMENT,
                                 TEXT("clusterName", "DBClusterIdentifier"), TIME("createdAt", "InstanceCreateTime"),
                                 TEXTS("subnets", "DBSubnetGroup.Subnets[].SubnetIdentifier"), TAGS("TagList|Tags")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{DBSubnetGroup.VpcId}"),
                       TO_EACH("IN_SUBNET", "Subnet", "DBSubnetGroup.Subnets[]", "{SubnetIdentifier}"),
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "VpcSecurityGroups[]", "{VpcSecurityGroupId}"),
                       TO("ENCRYPTED_BY", "EncryptionKey", KEY)),
    },
    {
        .service = "rds", .operation = "DescribeDBSnapshots",
        .items = "DBSnapshots[]",
        .label = "Snapshot", .native = "AWS::RDS::DBSnapshot",
        .key = RDS_ARN("snapshot", "DBSnapshotArn|DBSnapshotIdentifier"),
        .properties = PROPERTIES(TEXT("name", "DBSnapshotIdentifier"), TEXT("state", "Status"), BOOL("encrypted", "Encrypted"),
                                 TIME("createdAt", "SnapshotCreateTime"), TAGS("TagList|Tags")),
        .edges = EDGES(TO("SNAPSHOT_OF", "Database", RDS_ARN("db", "DBInstanceIdentifier")),
                       TO("ENCRYPTED_BY", "EncryptionKey", KEY)),
    },
    {
        .service = "rds", .operation = "DescribeDBClusterSnapshots",
        .items = "DBClusterSnapshots[]",
        .label = "Snapshot", .native = "AWS::RDS::DBClusterSnapshot",
        .key = RDS_ARN("cluster-snapshot", "DBClusterSnapshotArn|DBClusterSnapshotIdentifier"),
        .properties = PROPERTIES(TEXT("name", "DBClusterSnapshotIdentifier"), TEXT("state", "Status"),
                                 BOOL("encrypted", "StorageEncrypted"), TIME("createdAt", "SnapshotCreateTime"), TAGS("TagList|Tags")),
        .edges = EDGES(TO("SNAPSHOT_OF", "Database", RDS_ARN("cluster", "DBClusterIdentifier")),
                       TO("ENCRYPTED_BY", "EncryptionKey", KEY)),
    },
    {
        .service = "rds", .operation = "DescribeDBSnapshotAttributes",
        .items = "DBSnapshotAttributesResult", .adds = true,
        .label = "Snapshot", .key = RDS_ARN("snapshot", "DBSnapshotIdentifier"),
        SHARED("DBSnapshotAttributes[AttributeName=restore].AttributeValues[]"),
    },
    {
        .service = "rds", .operation = "DescribeDBClusterSnapshotAttributes",
        .items = "DBClusterSnapshotAttributesResult", .adds = true,
        .label = "Snapshot", .key = RDS_ARN("cluster-snapshot", "DBClusterSnapshotIdentifier"),
        SHARED("DBClusterSnapshotAttributes[AttributeName=restore].AttributeValues[]"),
    },
};
/* clang-format on */

const sg_collectors sg_rds = { rows, SG_COUNT(rows) };
