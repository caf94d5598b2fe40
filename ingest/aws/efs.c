/* efs.c - network file systems; others name them by their id, fs-... */
#include "ingest/rows.h"

/* clang-format off */
#define FILE_SYSTEM(id) "arn:{@partition}:elasticfilesystem:{@region}:{@account}:file-system/{" id "}"

static const sg_collector rows[] = {
    {
        .service = "efs", .operation = "DescribeFileSystems",
        .items = "FileSystems[]",
        .label = "FileSystem", .native = "AWS::EFS::FileSystem",
        .key = FILE_SYSTEM("FileSystemArn|FileSystemId"), .aliases = { "{FileSystemId}" },
        .properties = PROPERTIES(TEXT("name", "Name"), BOOL("encrypted", "Encrypted"), TEXT("state", "LifeCycleState"),
                                 TIME("createdAt", "CreationTime"), TAGS("Tags")),
        .edges = EDGES(TO("ENCRYPTED_BY", "EncryptionKey", "{KmsKeyId}")),
    },
    {
        .service = "efs", .operation = "DescribeFileSystemPolicy", .adds = true,
        .label = "FileSystem", .key = FILE_SYSTEM("FileSystemId|@parameter"),
        .policy = "Policy", .absent = "PolicyNotFound",
    },
};
/* clang-format on */

const sg_collectors sg_efs = { rows, SG_COUNT(rows) };
