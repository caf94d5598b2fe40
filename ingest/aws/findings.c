/* findings.c - what scanners found: sensitive data (Macie), vulnerabilities (Inspector), secrets in
 * volumes.
 *
 * A data store that has many findings of one category holds that category once: the node is the
 * category in the store, not the finding.
 *
 * volume-findings.json is our own form, for scanners of disks that AWS has none of:
 *     [{"volumeId": "vol-1", "kind": "secret", "name": "id_rsa", "severity": "HIGH"}]
 */
#include "ingest/rows.h"

static sg_str category_of(sg_str category)
{
    if (sg_str_equal(category, SG_STR("PERSONAL_INFORMATION")))
        return SG_STR("PII");
    if (sg_str_equal(category, SG_STR("FINANCIAL_INFORMATION")))
        return SG_STR("FINANCIAL");
    if (sg_str_equal(category, SG_STR("CUSTOM_IDENTIFIER")))
        return SG_STR("CUSTOM");
    return category;
}

/* clang-format off */
#define BUCKET "resourcesAffected.s3Bucket.arn"
#define IMAGE(up)                                                                              \
    "{" up "registry}.dkr.ecr.{@region}.amazonaws.com/{" up "repositoryName}"
#define THREATENS(list, id, label_of)                                                          \
    { .type = "HAS_FINDING", .way = SG_IN, .label = label_of, .each = list, .key = "{" id "}" }
#define VOLUME_FINDINGS                                                                        \
        .service = "secgraph", .operation = "volume-findings",                                 \
        .items = "findings[]|[]"

static const sg_collector rows[] = {
    {
        .service = "macie2", .operation = "GetFindings",
        .items = "findings[].classificationDetails.result.sensitiveData[]",
        .label = "DataFinding", .native = "AWS::Macie::SensitiveData",
        .key = "{^" BUCKET "}/sensitive/{category}", .arn = "", .place = SG_APART,
        .properties = PROPERTIES(REWORDED("name", "category", category_of), REWORDED("category", "category", category_of),
                                 TEXT("severity", "^severity.description"), TIME("createdAt", "^createdAt")),
        .edges = EDGES(FROM("STORES", "Bucket", "{^" BUCKET "}")),
    },
    {
        .service = "macie2", .operation = "GetFindings",
        .items = "findings[].classificationDetails.result.customDataIdentifiers.detections[]",
        .label = "DataFinding", .native = "AWS::Macie::SensitiveData",
        .key = "{^" BUCKET "}/sensitive/CUSTOM", .arn = "", .place = SG_APART,
        .properties = PROPERTIES(CONSTANT("name", NULL, "CUSTOM"), CONSTANT("category", NULL, "CUSTOM"),
                                 TEXT("severity", "^severity.description"), TIME("createdAt", "^createdAt")),
        .edges = EDGES(FROM("STORES", "Bucket", "{^" BUCKET "}")),
    },
    {
        .service = "macie2", .operation = "DescribeBuckets",
        .items = "buckets[]", .adds = true,
        .label = "Bucket", .key = "{bucketArn}",
        .properties = PROPERTIES(INT("sensitivityScore", "sensitivityScore")),
    },
    {
        .service = "inspector2", .operation = "ListFindings",
        .items = "findings[]", .when = "packageVulnerabilityDetails.vulnerabilityId",
        .label = "Vulnerability", .native = "AWS::InspectorV2::Finding",
        .key = "{packageVulnerabilityDetails.vulnerabilityId}", .place = SG_APART,
        .properties = PROPERTIES(TEXT("name", "packageVulnerabilityDetails.vulnerabilityId"), TEXT("severity", "severity"),
                                 REAL("epss", "epss.score"), BOOL("exploitAvailable", "exploitAvailable"),
                                 BOOL("fixAvailable", "fixAvailable"), REAL("score", "inspectorScore"),
                                 ALWAYS("knownExploited", "exploitabilityDetails.lastKnownExploitAt")),
        /* Of an image: under its digest, and under the names by which tasks and pods use it. */
        .edges = EDGES({ .type = "HAS_VULNERABILITY", .way = SG_IN, .each = "resources[]", .key = "{id}",
                         .when = "^status!=CLOSED" },
                       { .type = "HAS_VULNERABILITY", .way = SG_IN, .label = "ContainerImage",
                         .each = "resources[].details.awsEcrContainerImage.imageTags[]",
                         .key = IMAGE("^details.awsEcrContainerImage.") ":{.}", .when = "^^status!=CLOSED" },
                       { .type = "HAS_VULNERABILITY", .way = SG_IN, .label = "ContainerImage",
                         .each = "resources[].details.awsEcrContainerImage",
                         .key = IMAGE("") "@{imageHash}", .when = "^^status!=CLOSED" }),
    },
    {
        .service = "inspector2", .operation = "ListFindings",
        .items = "findings[]", .when = "type!=PACKAGE_VULNERABILITY",
        .label = "SecurityFinding", .native = "AWS::InspectorV2::Finding",
        .key = "{findingArn}",
        .properties = PROPERTIES(TEXT("name", "title"), TEXT("severity", "severity"), TEXT("status", "status"),
                                 TIME("createdAt", "firstObservedAt")),
        .edges = EDGES({ .type = "HAS_FINDING", .way = SG_IN, .each = "resources[]", .key = "{id}" }),
    },
    {
        .service = "guardduty", .operation = "ListFindings",
        .items = "FindingIds[]",
        .label = "SecurityFinding", .native = "AWS::GuardDuty::Finding",
        .key = "arn:{@partition}:guardduty:{@region}:{@account}:detector/{@parameter}/finding/{.}",
    },
    {
        .service = "guardduty", .operation = "GetFindings",
        .items = "Findings[]", .when = "Service.Archived!=true",
        .label = "SecurityFinding", .native = "AWS::GuardDuty::Finding",
        .key = "{Arn}",
        .properties = PROPERTIES(TEXT("name", "Type"), TEXT("severity", "Severity"), CONSTANT("category", NULL, "threat"),
                                 TIME("createdAt", "CreatedAt")),
        .edges = EDGES(THREATENS("Resource.InstanceDetails", "InstanceId", "VirtualMachine"),
                       THREATENS("Resource.LambdaDetails", "FunctionArn", "ServerlessFunction"),
                       THREATENS("Resource.EksClusterDetails", "Arn", "KubernetesCluster"),
                       THREATENS("Resource.S3BucketDetails[]", "Arn", "Bucket"),
                       THREATENS("Resource.AccessKeyDetails", "AccessKeyId", "AccessKey")),
    },
    {
        VOLUME_FINDINGS, .when = "kind=secret",
        .label = "Secret", .native = "Secgraph::VolumeFinding",
        .key = "{volumeId}/secret/{name}", .place = SG_APART,
        .properties = PROPERTIES(TEXT("name", "name"), TEXT("severity", "severity")),
        .edges = EDGES(FROM("CONTAINS_SECRET", "Volume", "{volumeId}")),
    },
    {
        VOLUME_FINDINGS, .when = "kind=data",
        .label = "DataFinding", .native = "Secgraph::VolumeFinding",
        .key = "{volumeId}/sensitive/{name}", .place = SG_APART,
        .properties = PROPERTIES(TEXT("name", "name"), TEXT("category", "name"), TEXT("severity", "severity")),
        .edges = EDGES(FROM("STORES", "Volume", "{volumeId}")),
    },
};
/* clang-format on */

const sg_collectors sg_findings = { rows, SG_COUNT(rows) };
