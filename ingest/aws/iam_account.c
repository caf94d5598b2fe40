/* iam_account.c - what IAM says of an account as a whole and of how its users sign in. */
#include "ingest/rows.h"

/* clang-format off */
#define OF_ACCOUNT .adds = true, .label = "Account", .key = "{@account}"
#define USER(name) "arn:{@partition}:iam::{@account}:user/{" name "}"

static const sg_collector rows[] = {
    {
        .service = "iam", .operation = "GetAccountSummary", .when = "SummaryMap", OF_ACCOUNT,
        .properties = PROPERTIES(EQUALS("rootMfaEnabled", "SummaryMap.AccountMFAEnabled", "1"),
                                 EQUALS("rootAccessKeys", "SummaryMap.AccountAccessKeysPresent", "1")),
    },
    {
        .service = "iam", .operation = "ListVirtualMFADevices", .when = "VirtualMFADevices", OF_ACCOUNT,
        .properties = PROPERTIES(TEXTS("virtualMfaDevices", "VirtualMFADevices[].SerialNumber")),
    },
    {
        .service = "iam", .operation = "GetAccountPasswordPolicy", .when = "PasswordPolicy", OF_ACCOUNT,
        .properties = PROPERTIES(ALWAYS("passwordPolicy", NULL), INT("passwordLength", "PasswordPolicy.MinimumPasswordLength"),
                                 INT("passwordReuse", "PasswordPolicy.PasswordReusePrevention"),
                                 INT("passwordMaxAge", "PasswordPolicy.MaxPasswordAge")),
        .absent = "NoSuchEntity", .absent_properties = PROPERTIES(NEVER("passwordPolicy", NULL)),
    },
    {
        .service = "account", .operation = "GetAlternateContact",
        .when = "AlternateContact.AlternateContactType=SECURITY", OF_ACCOUNT,
        .properties = PROPERTIES(ALWAYS("securityContact", NULL)),
        .absent = "ResourceNotFoundException",
    },
    {
        .service = "iam", .operation = "ListServerCertificates",
        .items = "ServerCertificateMetadataList[]",
        .label = "Certificate", .native = "AWS::IAM::ServerCertificate",
        .key = "{Arn}", .place = SG_GLOBAL,
        .properties = PROPERTIES(TEXT("name", "ServerCertificateName"), TIME("expiresAt", "Expiration"), TIME("createdAt", "UploadDate")),
    },
    {
        .service = "iam", .operation = "ListMFADevices", .when = "MFADevices",
        .adds = true, .label = "UserAccount", .key = USER("@parameter"),
        .properties = PROPERTIES(EXISTS("mfaActive", "MFADevices[]")),
    },
    {
        .service = "iam", .operation = "GetLoginProfile", .when = "LoginProfile",
        .adds = true, .label = "UserAccount", .key = USER("LoginProfile.UserName|@parameter"),
        .properties = PROPERTIES(ALWAYS("hasPassword", NULL)),
        .absent = "NoSuchEntity", .absent_properties = PROPERTIES(NEVER("hasPassword", NULL)),
    },
    {
        .service = "iam", .operation = "GetAccessKeyLastUsed", .when = "AccessKeyLastUsed",
        .adds = true, .label = "AccessKey", .key = "{@parameter}",
        .properties = PROPERTIES(TIME("lastUsedAt", "AccessKeyLastUsed.LastUsedDate")),
    },
};
/* clang-format on */

const sg_collectors sg_iam_account = { rows, SG_COUNT(rows) };
