/* opensearch.c - search domains, under the service's old name and its new one. */
#include "ingest/rows.h"

/* clang-format off */
#define DOMAIN                                                                                 \
        .label = "Database", .native = "AWS::OpenSearchService::Domain", .key = "{ARN}",       \
        .properties = PROPERTIES(TEXT("name", "DomainName"), CONSTANT("engine", NULL, "opensearch"), \
                                 TEXT("version", "EngineVersion|ElasticsearchVersion"),        \
                                 BOOL("encrypted", "EncryptionAtRestOptions.Enabled"),         \
                                 BOOL("nodeEncryption", "NodeToNodeEncryptionOptions.Enabled"), \
                                 BOOL("fineGrainedAccess", "AdvancedSecurityOptions.Enabled"), \
                                 BOOL("auditLogging", "LogPublishingOptions.AUDIT_LOGS.Enabled"), \
                                 EXISTS("inNetwork", "VPCOptions.VPCId")),                     \
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VPCOptions.VPCId}"),               \
                       TO_EACH("IN_SUBNET", "Subnet", "VPCOptions.SubnetIds[]", "{.}"),        \
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "VPCOptions.SecurityGroupIds[]", "{.}"), \
                       TO("ENCRYPTED_BY", "EncryptionKey", "{EncryptionAtRestOptions.KmsKeyId}")), \
        .policy = "AccessPolicies"

static const sg_collector rows[] = {
    { .service = "opensearch", .operation = "DescribeDomains", .items = "DomainStatusList[]", DOMAIN },
    { .service = "opensearch", .operation = "DescribeDomain", .items = "DomainStatus", DOMAIN },
    { .service = "es", .operation = "DescribeElasticsearchDomains", .items = "DomainStatusList[]", DOMAIN },
    { .service = "es", .operation = "DescribeElasticsearchDomain", .items = "DomainStatus", DOMAIN },
};
/* clang-format on */

const sg_collectors sg_opensearch = { rows, SG_COUNT(rows) };
