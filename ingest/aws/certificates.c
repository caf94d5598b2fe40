/* certificates.c - ACM: certificates, until when they hold and what uses them. */
#include "ingest/rows.h"

/* clang-format off */
#define CERTIFICATE(...)                                                                       \
        .label = "Certificate", .native = "AWS::CertificateManager::Certificate",              \
        .key = "{CertificateArn}",                                                             \
        .properties = PROPERTIES(TEXT("name", "DomainName"), TIME("expiresAt", "NotAfter"), TEXT("state", "Status"), \
                                 TIME("createdAt", "CreatedAt"), __VA_ARGS__)

static const sg_collector rows[] = {
    {
        .service = "acm", .operation = "ListCertificates", .items = "CertificateSummaryList[]",
        CERTIFICATE(BOOL("inUse", "InUse")),
    },
    {
        .service = "acm", .operation = "DescribeCertificate", .items = "Certificate",
        CERTIFICATE(EXISTS("inUse", "InUseBy[]")),
    },
};
/* clang-format on */

const sg_collectors sg_certificates = { rows, SG_COUNT(rows) };
