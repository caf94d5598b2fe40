/* call.c - services and operations: one name for each of the spellings in use. */
#include "ingest/call.h"

#include "ingest/collector.h"

static const sg_expected_call expected[] = {
#define EXPECTED(service, operation, how, after)                                               \
    { SG_STR_INIT(service ":" operation), SG_##how, SG_STR_INIT(after) },
#include "ingest/expected.def"
#undef EXPECTED
};

const sg_expected_call *sg_expected_calls(size_t *count)
{
    *count = SG_COUNT(expected);
    return expected;
}

const sg_expected_call *sg_expected_call_find(sg_str call)
{
    for (size_t i = 0; i < SG_COUNT(expected); i++)
        if (sg_str_equal(expected[i].call, call))
            return &expected[i];
    return NULL;
}

sg_str sg_service_canonical(sg_str service)
{
    static const struct {
        sg_str alias, name;
    } aliases[] = {
        { SG_STR_INIT("s3api"), SG_STR_INIT("s3") },
        { SG_STR_INIT("s3-control"), SG_STR_INIT("s3control") },
        { SG_STR_INIT("configservice"), SG_STR_INIT("config") },
        { SG_STR_INIT("api.ecr"), SG_STR_INIT("ecr") },
        { SG_STR_INIT("elasticloadbalancing"), SG_STR_INIT("elbv2") },
        { SG_STR_INIT("elasticloadbalancingv2"), SG_STR_INIT("elbv2") },
        { SG_STR_INIT("elasticfilesystem"), SG_STR_INIT("efs") },
        { SG_STR_INIT("monitoring"), SG_STR_INIT("cloudwatch") },
        { SG_STR_INIT("states"), SG_STR_INIT("stepfunctions") },
        { SG_STR_INIT("tagging"), SG_STR_INIT("resourcegroupstaggingapi") },
        { SG_STR_INIT("api.sagemaker"), SG_STR_INIT("sagemaker") },
        { SG_STR_INIT("kubectl"), SG_STR_INIT("kubernetes") },
        { SG_STR_INIT("k8s"), SG_STR_INIT("kubernetes") },
    };

    for (size_t i = 0; i < SG_COUNT(aliases); i++)
        if (sg_str_equal(aliases[i].alias, service))
            return aliases[i].name;
    return service;
}

bool sg_service_exists(sg_str service)
{
    static const sg_str others[] = {
        /* asked for by common collectors, and not mapped */
        SG_STR_INIT("accessanalyzer"),
        SG_STR_INIT("account"),
        SG_STR_INIT("acm"),
        SG_STR_INIT("apigateway"),
        SG_STR_INIT("apigatewayv2"),
        SG_STR_INIT("autoscaling"),
        SG_STR_INIT("cloudformation"),
        SG_STR_INIT("cloudfront"),
        SG_STR_INIT("cloudtrail"),
        SG_STR_INIT("cloudwatch"),
        SG_STR_INIT("codebuild"),
        SG_STR_INIT("config"),
        SG_STR_INIT("directconnect"),
        SG_STR_INIT("efs"),
        SG_STR_INIT("elasticache"),
        SG_STR_INIT("elasticbeanstalk"),
        SG_STR_INIT("emr"),
        SG_STR_INIT("es"),
        SG_STR_INIT("events"),
        SG_STR_INIT("firehose"),
        SG_STR_INIT("glacier"),
        SG_STR_INIT("glue"),
        SG_STR_INIT("guardduty"),
        SG_STR_INIT("kafka"),
        SG_STR_INIT("kinesis"),
        SG_STR_INIT("lightsail"),
        SG_STR_INIT("logs"),
        SG_STR_INIT("opensearch"),
        SG_STR_INIT("redshift"),
        SG_STR_INIT("route53"),
        SG_STR_INIT("route53domains"),
        SG_STR_INIT("sagemaker"),
        SG_STR_INIT("securityhub"),
        SG_STR_INIT("ses"),
        SG_STR_INIT("ssm"),
        SG_STR_INIT("stepfunctions"),
        SG_STR_INIT("waf"),
        SG_STR_INIT("wafv2"),
        SG_STR_INIT("workspaces"),
    };
    sg_collector_walk walk = { 0 };

    for (const sg_collector *row; (row = sg_collector_next(&walk));)
        if (sg_str_equal(sg_str_of(row->service), service))
            return true;
    for (size_t i = 0; i < SG_COUNT(others); i++)
        if (sg_str_equal(others[i], service))
            return true;
    return false;
}

bool sg_service_is_global(sg_str service)
{
    static const sg_str globals[] = {
        SG_STR_INIT("organizations"),
        SG_STR_INIT("sts"),
        SG_STR_INIT("iam"),
        SG_STR_INIT("s3"),
        SG_STR_INIT("s3control"),
        SG_STR_INIT("account"),
        SG_STR_INIT("route53"),
        SG_STR_INIT("cloudfront"),
        SG_STR_INIT("route53domains"),
    };

    for (size_t i = 0; i < SG_COUNT(globals); i++)
        if (sg_str_equal(globals[i], service))
            return true;
    return false;
}

/* The next letter or digit at or after *at, in lower case; 0 at the end. */
static char next_letter(sg_str text, size_t *at)
{
    while (*at < text.length) {
        char byte = text.bytes[(*at)++];
        if (byte >= 'A' && byte <= 'Z')
            return (char)(byte - 'A' + 'a');
        if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
            return byte;
    }
    return 0;
}

bool sg_operation_same(sg_str left, sg_str right)
{
    size_t i = 0, j = 0;

    for (;;) {
        char a = next_letter(left, &i), b = next_letter(right, &j);
        if (a != b)
            return false;
        if (!a)
            return true;
    }
}

/* The tables' spelling of an operation, or what was given. */
static sg_str known_spelling(sg_str service, sg_str operation)
{
    size_t rank = sg_collector_rank(service, operation);

    if (rank != SIZE_MAX)
        return sg_str_of(sg_collector_at(rank)->operation);
    for (size_t i = 0; i < SG_COUNT(expected); i++) {
        sg_str name, of = sg_str_cut(expected[i].call, ':', &name);
        if (sg_str_equal(of, service) && sg_operation_same(name, operation))
            return name;
    }
    return operation;
}

sg_str sg_call_name(sg_str service, sg_str operation, sg_arena *arena)
{
    sg_str name = known_spelling(service, operation);
    char *bytes = sg_arena_alloc_raw(arena, service.length + name.length + 2);
    size_t length = 0;
    bool upper = true;

    if (!bytes)
        return (sg_str){ NULL, 0 };
    for (size_t i = 0; i < service.length; i++)
        bytes[length++] = service.bytes[i];
    bytes[length++] = ':';
    for (size_t i = 0; i < name.length; i++) {
        char byte = name.bytes[i];
        if (byte == '-' || byte == '_') {
            upper = true;
            continue;
        }
        if (upper && byte >= 'a' && byte <= 'z')
            byte = (char)(byte - 'a' + 'A');
        upper = false;
        bytes[length++] = byte;
    }
    bytes[length] = '\0';
    return (sg_str){ bytes, length };
}

size_t sg_call_verb(sg_str text)
{
    static const sg_str verbs[] = {
        SG_STR_INIT("describe-"),  SG_STR_INIT("list-"),     SG_STR_INIT("get-"),
        SG_STR_INIT("batch-get-"), SG_STR_INIT("search-"),   SG_STR_INIT("lookup-"),
        SG_STR_INIT("select-"),    SG_STR_INIT("generate-"),
    };

    for (size_t at = 0; at < text.length; at++) {
        if (at && text.bytes[at - 1] != '-')
            continue;
        for (size_t i = 0; i < SG_COUNT(verbs); i++)
            if (sg_str_starts(sg_str_slice(text, at, text.length), verbs[i]))
                return at;
    }
    return SIZE_MAX;
}
