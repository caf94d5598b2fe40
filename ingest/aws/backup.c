/* backup.c - vaults of backups and who may reach into them. */
#include "ingest/rows.h"

/* clang-format off */
static const sg_collector rows[] = {
    {
        .service = "backup", .operation = "ListBackupVaults",
        .items = "BackupVaultList[]",
        .label = "BackupVault", .native = "AWS::Backup::BackupVault", .key = "{BackupVaultArn}",
        .properties = PROPERTIES(TEXT("name", "BackupVaultName"), TIME("createdAt", "CreationDate")),
        .edges = EDGES(TO("ENCRYPTED_BY", "EncryptionKey", "{EncryptionKeyArn}")),
    },
    {
        .service = "backup", .operation = "GetBackupVaultAccessPolicy", .adds = true,
        .label = "BackupVault", .key = "{BackupVaultArn}",
        .policy = "Policy", .absent = "ResourceNotFoundException",
    },
};
/* clang-format on */

const sg_collectors sg_backup = { rows, SG_COUNT(rows) };
