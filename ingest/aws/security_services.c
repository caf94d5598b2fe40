/* security_services.c - the provider's own watchmen: which are on, in which region.
 *
 *     kind   threats         GuardDuty             configuration   Config
 *            sensitiveData   Macie                 posture         Security Hub
 *            outsideAccess   IAM Access Analyzer: who outside is let in
 *            insideAccess    the same: what inside is not used, or who inside may reach what
 */
#include "ingest/rows.h"

/* clang-format off */
#define SERVICE_ARN(service, rest) "arn:{@partition}:" service ":{@region}:{@account}:" rest
#define RECORDER SERVICE_ARN("config", "configuration-recorder/{name}")
#define DETECTOR(id) SERVICE_ARN("guardduty", "detector/{" id "}")
#define OF_KIND(kind) CONSTANT("kind", NULL, kind)
#define ANALYZERS(type, kind)                                                                  \
    { .service = "accessanalyzer", .operation = "ListAnalyzers", .items = "analyzers[]", .when = type, \
      .label = "SecurityService", .native = "AWS::AccessAnalyzer::Analyzer", .key = "{arn}",   \
      .properties = PROPERTIES(OF_KIND(kind), TEXT("name", "name"), EQUALS("enabled", "status", "ACTIVE"), \
                               TEXT("status", "status"), TIME("createdAt", "createdAt")) }

static const sg_collector rows[] = {
    {
        .service = "guardduty", .operation = "ListDetectors",
        .items = "DetectorIds[]",
        .label = "SecurityService", .native = "AWS::GuardDuty::Detector", .key = DETECTOR("."),
        .properties = PROPERTIES(OF_KIND("threats")),
    },
    {
        .service = "guardduty", .operation = "GetDetector", .when = "Status", .adds = true,
        .label = "SecurityService", .key = DETECTOR("@parameter"),
        .properties = PROPERTIES(BOOL("enabled", "Status")),
    },
    {
        .service = "config", .operation = "DescribeConfigurationRecorders",
        .items = "ConfigurationRecorders[]",
        .label = "SecurityService", .native = "AWS::Config::ConfigurationRecorder", .key = RECORDER,
        .properties = PROPERTIES(OF_KIND("configuration"), TEXT("name", "name"),
                                 BOOL("allResources", "recordingGroup.allSupported"),
                                 BOOL("globalResources", "recordingGroup.includeGlobalResourceTypes")),
    },
    {
        .service = "config", .operation = "DescribeConfigurationRecorderStatus",
        .items = "ConfigurationRecordersStatus[]", .adds = true,
        .label = "SecurityService", .key = RECORDER,
        .properties = PROPERTIES(BOOL("enabled", "recording"), TEXT("status", "lastStatus")),
    },
    {
        .service = "macie2", .operation = "GetMacieSession", .when = "status",
        .label = "SecurityService", .native = "AWS::Macie::Session", .key = SERVICE_ARN("macie2", "session"),
        .properties = PROPERTIES(OF_KIND("sensitiveData"), EQUALS("enabled", "status", "ENABLED"), TEXT("status", "status")),
    },
    {
        .service = "securityhub", .operation = "DescribeHub", .when = "HubArn",
        .label = "SecurityService", .native = "AWS::SecurityHub::Hub", .key = "{HubArn}",
        .properties = PROPERTIES(OF_KIND("posture"), ALWAYS("enabled", NULL), TIME("createdAt", "SubscribedAt")),
        .absent = "InvalidAccessException,ResourceNotFoundException",
    },
    ANALYZERS("type=ACCOUNT", "outsideAccess"),
    ANALYZERS("type=ORGANIZATION", "outsideAccess"),
    ANALYZERS("type!=ACCOUNT&type!=ORGANIZATION", "insideAccess"),
};
/* clang-format on */

const sg_collectors sg_security_services = { rows, SG_COUNT(rows) };
