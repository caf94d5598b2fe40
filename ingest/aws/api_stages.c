/* api_stages.c - stages of REST APIs: what they log, and whether a firewall stands before them.
 *
 * The answer does not repeat the API: it is the parameter.  Settings for all paths and methods stand under a key of
 * stars; without one nothing is logged.
 */
#include "ingest/rows.h"

/* clang-format off */
#define STAGE                                                                                  \
        .label = "ApiStage", .native = "AWS::ApiGateway::Stage",                               \
        .key = "arn:{@partition}:apigateway:{@region}::/restapis/{@parameter}/stages/{stageName}", \
        .properties = PROPERTIES(TEXT("name", "stageName"), CONSTANT("logLevel", NULL, "OFF"), \
                                 TEXT("logLevel", "methodSettings.'*/*'.loggingLevel"),        \
                                 EXISTS("accessLogs", "accessLogSettings.destinationArn"),     \
                                 EXISTS("firewall", "webAclArn"), BOOL("tracing", "tracingEnabled"), \
                                 TIME("createdAt", "createdDate"), TAGS("tags"))

static const sg_collector rows[] = {
    { .service = "apigateway", .operation = "GetStages", .items = "item[]", STAGE },
};
/* clang-format on */

const sg_collectors sg_api_stages = { rows, SG_COUNT(rows) };
