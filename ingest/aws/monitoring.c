/* monitoring.c - log groups, filters that count what is in them, and alarms on the counts.
 *
 *     Trail -LOGS_TO-> LogGroup <-WATCHES- MetricFilter     Alarm, by the name of the metric
 *
 * A log group is called by its ARN with and without ":*" at its end; it comes before the trails that
 * use either.
 */
#include "ingest/rows.h"

/* clang-format off */
#define GROUP(name) "arn:{@partition}:logs:{@region}:{@account}:log-group:{" name "}"

static const sg_collector rows[] = {
    {
        .service = "logs", .operation = "DescribeLogGroups",
        .items = "logGroups[]",
        .label = "LogGroup", .native = "AWS::Logs::LogGroup",
        .key = GROUP("logGroupName"), .aliases = { GROUP("logGroupName") ":*" },
        .properties = PROPERTIES(TEXT("name", "logGroupName"), INT("retentionDays", "retentionInDays"),
                                 EXISTS("encrypted", "kmsKeyId"), TIME("createdAt", "creationTime")),
        .edges = EDGES(TO("ENCRYPTED_BY", "EncryptionKey", "{kmsKeyId}")),
    },
    {
        .service = "logs", .operation = "DescribeMetricFilters",
        .items = "metricFilters[]",
        .label = "MetricFilter", .native = "AWS::Logs::MetricFilter",
        .key = GROUP("logGroupName") "/filter/{filterName}", .arn = "",
        .properties = PROPERTIES(TEXT("name", "filterName"), TEXT("pattern", "filterPattern"),
                                 TEXTS("metrics", "metricTransformations[].metricName")),
        .edges = EDGES(TO("WATCHES", "LogGroup", GROUP("logGroupName"))),
    },
    {
        .service = "cloudwatch", .operation = "DescribeAlarms",
        .items = "MetricAlarms[]",
        .label = "Alarm", .native = "AWS::CloudWatch::Alarm",
        .key = "{AlarmArn}",
        .properties = PROPERTIES(TEXT("name", "AlarmName"), TEXT("metric", "MetricName"), BOOL("actionsEnabled", "ActionsEnabled"),
                                 TEXTS("actions", "AlarmActions[]"), TEXT("state", "StateValue")),
    },
};
/* clang-format on */

const sg_collectors sg_monitoring = { rows, SG_COUNT(rows) };
