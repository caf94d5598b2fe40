/* notebooks.c - machines that services keep for people and migrations: notebooks, replication
 * instances. */
#include "ingest/rows.h"

/* clang-format off */
#define NOTEBOOK                                                                               \
        .label = "Notebook", .native = "AWS::SageMaker::NotebookInstance",                     \
        .key = "{NotebookInstanceArn}",                                                        \
        .properties = PROPERTIES(TEXT("name", "NotebookInstanceName"), TEXT("state", "NotebookInstanceStatus"), \
                                 TEXT("directInternet", "DirectInternetAccess"), TEXT("rootAccess", "RootAccess"), \
                                 TIME("createdAt", "CreationTime")),                           \
        .edges = EDGES(RUNS_AS("{RoleArn}", "executionRole"), TO("IN_SUBNET", "Subnet", "{SubnetId}"), \
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "SecurityGroups[]", "{.}"),    \
                       TO("ENCRYPTED_BY", "EncryptionKey", "arn:{@partition}:kms:{@region}:{@account}:key/{KmsKeyId}"))

static const sg_collector rows[] = {
    { .service = "sagemaker", .operation = "ListNotebookInstances", .items = "NotebookInstances[]", NOTEBOOK },
    { .service = "sagemaker", .operation = "DescribeNotebookInstance", NOTEBOOK },
    {
        .service = "dms", .operation = "DescribeReplicationInstances",
        .items = "ReplicationInstances[]",
        .label = "ReplicationInstance", .native = "AWS::DMS::ReplicationInstance",
        .key = "{ReplicationInstanceArn}",
        .properties = PROPERTIES(TEXT("name", "ReplicationInstanceIdentifier"), TEXT("state", "ReplicationInstanceStatus"),
                                 BOOL("publiclyAccessible", "PubliclyAccessible"), TIME("createdAt", "InstanceCreateTime")),
        .edges = EDGES(TO_EACH("PROTECTED_BY", "SecurityGroup", "VpcSecurityGroups[]", "{VpcSecurityGroupId}"),
                       TO("ENCRYPTED_BY", "EncryptionKey", "arn:{@partition}:kms:{@region}:{@account}:key/{KmsKeyId}")),
    },
};
/* clang-format on */

const sg_collectors sg_notebooks = { rows, SG_COUNT(rows) };
