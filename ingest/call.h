/* call.h - the names of calls: "ec2" and "describe-instances" are "ec2:DescribeInstances". */
#ifndef SG_INGEST_CALL_H
#define SG_INGEST_CALL_H

#include "engine/base/arena.h"
#include "engine/base/text.h"

/* The service as botocore calls it: "s3api" is "s3", "configservice" is "config". */
sg_str sg_service_canonical(sg_str service);
/* Whether there is a service of this (canonical) name, mapped or not. */
bool sg_service_exists(sg_str service);
/* Whether its answers do not depend on a region. */
bool sg_service_is_global(sg_str service);

/* Whether two spellings name one operation: "describe-db-instances", "DescribeDBInstances". */
bool sg_operation_same(sg_str left, sg_str right);
/* "ec2:DescribeInstances", with the spelling of the tables where they have it. */
SG_MUST_USE sg_str sg_call_name(sg_str service, sg_str operation, sg_arena *arena);
/* Finds the verb of "ec2-describe-instances": its offset, or SIZE_MAX.  Zero: there is no service. */
size_t sg_call_verb(sg_str text);

/* A call that a complete inventory has. */
typedef enum sg_expectation {
    SG_ONCE_ESTATE,  /* one account of the estate answers for all */
    SG_ONCE_ACCOUNT, /* without region */
    SG_EACH_REGION,
} sg_expectation;

typedef struct sg_expected_call {
    sg_str call;        /* "s3:GetBucketPolicy" */
    sg_expectation how; /* how often */
    sg_str after;       /* a follow-up: expected where this call found something; else empty */
} sg_expected_call;

const sg_expected_call *sg_expected_calls(size_t *count);
const sg_expected_call *sg_expected_call_find(sg_str call);

#endif
