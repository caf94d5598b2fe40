/* messaging.c - queues and topics. */
#include "ingest/recognise.h"
#include "ingest/rows.h"

/* "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs" is the address of
 * "arn:aws:sqs:eu-west-1:111122223333:jobs"; older addresses leave the region out. */
static sg_str queue_of(sg_str name, const sg_origin *origin, sg_arena *arena)
{
    size_t scheme = sg_str_find(name, SG_STR("://"), 0);
    sg_str rest, region, host, account;

    if (scheme == SIZE_MAX)
        return name;
    host = sg_str_cut(sg_str_slice(name, scheme + 3, name.length), '/', &rest);
    account = sg_str_cut(rest, '/', &rest);
    sg_str_cut(host, '.', &region);
    region = sg_str_cut(region, '.', &host);
    if (!sg_is_region(region))
        region = origin->region;
    if (!rest.length)
        return SG_STR("");
    return sg_arena_format(arena, "arn:%.*s:sqs:%.*s:%.*s:%.*s", SG_FMT(origin->partition),
                           SG_FMT(region), SG_FMT(account), SG_FMT(rest));
}

/* clang-format off */
#define KEY "arn:{@partition}:kms:{@region}:{@account}:key/{Attributes.KmsMasterKeyId}"

static const sg_collector rows[] = {
    {
        .service = "sqs", .operation = "ListQueues",
        .items = "QueueUrls[]",
        .label = "Queue", .native = "AWS::SQS::Queue",
        .key = "{.}", .rename = queue_of,
    },
    {
        .service = "sqs", .operation = "GetQueueAttributes", .when = "Attributes",
        .label = "Queue", .native = "AWS::SQS::Queue",
        .key = "{Attributes.QueueArn|@parameter}", .rename = queue_of,
        .policy = "Attributes.Policy",
        .properties = PROPERTIES(BOOL("encrypted", "Attributes.SqsManagedSseEnabled"),
                                 ALWAYS("encrypted", "Attributes.KmsMasterKeyId"),
                                 TIME("createdAt", "Attributes.CreatedTimestamp")),
        .edges = EDGES(TO("ENCRYPTED_BY", "EncryptionKey", KEY)),
    },
    {
        .service = "sns", .operation = "ListTopics",
        .items = "Topics[]",
        .label = "Topic", .native = "AWS::SNS::Topic",
        .key = "{TopicArn}",
    },
    {
        .service = "sns", .operation = "GetTopicAttributes", .when = "Attributes",
        .label = "Topic", .native = "AWS::SNS::Topic",
        .key = "{Attributes.TopicArn}",
        .policy = "Attributes.Policy",
        .properties = PROPERTIES(EXISTS("encrypted", "Attributes.KmsMasterKeyId"), TEXT("name", "Attributes.DisplayName")),
        .edges = EDGES(TO("ENCRYPTED_BY", "EncryptionKey", KEY)),
    },
};
/* clang-format on */

const sg_collectors sg_messaging = { rows, SG_COUNT(rows) };
