/* storage.c - EC2's volumes, snapshots and images, and with whom they are shared. */
#include "ingest/rows.h"

/* clang-format off */
#define EC2_ARN(kind, id) "arn:{@partition}:ec2:{@region}:{@account}:" kind "/{" id "}"
#define KEY "arn:{@partition}:kms:{@region}:{@account}:key/{KmsKeyId}"
#define SHARED(list)                                                                           \
    TO_EACH("SHARED_WITH", "Account", list, "{UserId}"),                                       \
    { .type = "SHARED_WITH", .way = SG_OUT, .label = "Internet", .each = list, .when = "Group=all", .key = "internet" }

static const sg_collector rows[] = {
    {
        .service = "ec2", .operation = "DescribeVolumes",
        .items = "Volumes[]",
        .label = "Volume", .native = "AWS::EC2::Volume",
        .key = "{VolumeId}", .arn = EC2_ARN("volume", "VolumeId"),
        .properties = PROPERTIES(BOOL("encrypted", "Encrypted"), TEXT("state", "State"), INT("size", "Size"),
                                 TIME("createdAt", "CreateTime"), TAGS("Tags")),
        .edges = EDGES({ .type = "ATTACHED_TO", .way = SG_OUT, .label = "VirtualMachine", .each = "Attachments[]",
                         .key = "{InstanceId}", .properties = PROPERTIES(TEXT("device", "Device")) },
                       TO("ENCRYPTED_BY", "EncryptionKey", KEY)),
    },
    {
        .service = "ec2", .operation = "DescribeSnapshots",
        .items = "Snapshots[]",
        .label = "Snapshot", .native = "AWS::EC2::Snapshot",
        .key = "{SnapshotId}", .arn = EC2_ARN("snapshot", "SnapshotId"), .owner = "OwnerId",
        .properties = PROPERTIES(BOOL("encrypted", "Encrypted"), TEXT("state", "State"), INT("size", "VolumeSize"),
                                 TIME("createdAt", "StartTime"), TAGS("Tags")),
        /* A copy names vol-ffffffff: its volume is not told. */
        .edges = EDGES({ .type = "SNAPSHOT_OF", .way = SG_OUT, .label = "Volume", .when = "VolumeId!=vol-ffffffff",
                         .key = "{VolumeId}" },
                       TO("ENCRYPTED_BY", "EncryptionKey", KEY)),
    },
    {
        .service = "ec2", .operation = "DescribeSnapshotAttribute",
        .when = "CreateVolumePermissions", .adds = true,
        .label = "Snapshot", .key = "{SnapshotId|@parameter}",
        .edges = EDGES(SHARED("CreateVolumePermissions[]")),
    },
    {
        .service = "ec2", .operation = "DescribeImages",
        .items = "Images[]",
        .label = "MachineImage", .native = "AWS::EC2::Image",
        .key = "{ImageId}", .arn = EC2_ARN("image", "ImageId"), .owner = "OwnerId",
        .properties = PROPERTIES(TEXT("name", "Name"), TEXT("state", "State"), BOOL("public", "Public"),
                                 TIME("createdAt", "CreationDate"), TAGS("Tags")),
        .edges = EDGES({ .type = "SHARED_WITH", .way = SG_OUT, .label = "Internet", .when = "Public=true", .key = "internet" }),
    },
    {
        .service = "ec2", .operation = "DescribeImageAttribute",
        .when = "LaunchPermissions", .adds = true,
        .label = "MachineImage", .key = "{ImageId|@parameter}",
        .edges = EDGES(SHARED("LaunchPermissions[]")),
    },
};
/* clang-format on */

const sg_collectors sg_storage = { rows, SG_COUNT(rows) };
