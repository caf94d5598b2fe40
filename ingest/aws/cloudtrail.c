/* cloudtrail.c - trails: what is recorded, where it goes, and whether it is on.
 *
 * A trail of all regions is told by every region, one of an organisation by every account: it is the
 * same trail.  That an account CONTAINS it says that the account's events are in it.
 */
#include "ingest/rows.h"

/* clang-format off */
#define TRAIL(name) "arn:{@partition}:cloudtrail:{@region}:{@account}:trail/{" name "}"
#define FIELD_VALUES(name) "FieldSelectors[Field=" name "].Equals[]"

static const sg_collector rows[] = {
    {
        .service = "cloudtrail", .operation = "DescribeTrails",
        .items = "trailList[]",
        .label = "Trail", .native = "AWS::CloudTrail::Trail",
        .key = TRAIL("TrailARN|Name"), .place = SG_ELSEWHERE,
        .properties = PROPERTIES(TEXT("name", "Name"), TEXT("region", "HomeRegion"), BOOL("multiRegion", "IsMultiRegionTrail"),
                                 BOOL("organizationTrail", "IsOrganizationTrail"),
                                 BOOL("logFileValidation", "LogFileValidationEnabled"),
                                 EXISTS("encrypted", "KmsKeyId"), TEXT("logGroup", "CloudWatchLogsLogGroupArn")),
        .edges = EDGES(TO("LOGS_TO", "Bucket", "arn:{@partition}:s3:::{S3BucketName}"),
                       TO("LOGS_TO", "LogGroup", "{CloudWatchLogsLogGroupArn}"),
                       TO("ENCRYPTED_BY", "EncryptionKey", "{KmsKeyId}")),
    },
    {
        .service = "cloudtrail", .operation = "GetTrailStatus", .when = "IsLogging", .adds = true,
        .label = "Trail", .key = TRAIL("@parameter"),
        .properties = PROPERTIES(BOOL("logging", "IsLogging"), TIME("deliveredAt", "LatestCloudWatchLogsDeliveryTime")),
    },
    {
        .service = "cloudtrail", .operation = "GetEventSelectors", .adds = true,
        .label = "Trail", .key = TRAIL("TrailARN|@parameter"),
        .properties = PROPERTIES(MAPS("eventSelectors", "EventSelectors[]", TEXT("readWrite", "ReadWriteType"),
                                      BOOL("management", "IncludeManagementEvents"), TEXTS("data", "DataResources[].Values[]")),
                                 MAPS("eventSelectors", "AdvancedEventSelectors[]", TEXTS("category", FIELD_VALUES("eventCategory")),
                                      TEXTS("readOnly", FIELD_VALUES("readOnly")), TEXTS("type", FIELD_VALUES("resources.type")),
                                      TEXTS("within", "FieldSelectors[Field=resources.ARN].StartsWith[]"))),
    },
};
/* clang-format on */

const sg_collectors sg_cloudtrail = { rows, SG_COUNT(rows) };
