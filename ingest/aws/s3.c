/* s3.c - buckets: the list tells their names, one call a bucket and a theme tells the rest.
 *
 * The calls about one bucket do not repeat its name: it is the parameter, that is, the file's name.
 */
#include "ingest/rows.h"

/* clang-format off */
#define BUCKET(name) "arn:{@partition}:s3:::{" name "}"
#define POINT(name) "arn:{@partition}:s3:{@region}:{@account}:accesspoint/{" name "}"
#define OF_BUCKET(operation_name)                                                              \
        .service = "s3", .operation = operation_name, .adds = true,                            \
        .label = "Bucket", .key = BUCKET("@parameter")
#define NO_BLOCK "NoSuchPublicAccessBlockConfiguration"
#define BLOCK_PROPERTIES                                                                       \
        .properties = PROPERTIES(BOOL("blockPublicAcls", BLOCK "BlockPublicAcls"), BOOL("ignorePublicAcls", BLOCK "IgnorePublicAcls"), \
                                 BOOL("blockPublicPolicy", BLOCK "BlockPublicPolicy"), BOOL("restrictPublicBuckets", BLOCK "RestrictPublicBuckets")), \
        .absent = NO_BLOCK,                                                                    \
        .absent_properties = PROPERTIES(NEVER("blockPublicAcls", NULL), NEVER("ignorePublicAcls", NULL), \
                                        NEVER("blockPublicPolicy", NULL), NEVER("restrictPublicBuckets", NULL))
#define BLOCK "PublicAccessBlockConfiguration."
/* clang-format on */

/* The oldest regions have names of their own. */
static sg_str region_of(sg_str location)
{
    return sg_str_equal(location, SG_STR("EU")) ? SG_STR("eu-west-1") : location;
}

/* clang-format off */
static const sg_collector rows[] = {
    {
        .service = "s3", .operation = "ListBuckets",
        .items = "Buckets[]",
        .label = "Bucket", .native = "AWS::S3::Bucket",
        .key = BUCKET("Name"), .place = SG_ELSEWHERE,
        .properties = PROPERTIES(TEXT("name", "Name"), TEXT("region", "BucketRegion"), TIME("createdAt", "CreationDate")),
    },
    {
        .service = "s3", .operation = "ListBuckets", .when = "Owner.ID", .adds = true,
        .label = "Account", .key = "{@account}",
        .properties = PROPERTIES(TEXT("canonicalId", "Owner.ID")),
    },
    {
        OF_BUCKET("GetBucketLocation"),
        .properties = PROPERTIES(CONSTANT("region", NULL, "us-east-1"), REWORDED("region", "LocationConstraint", region_of)),
    },
    {
        OF_BUCKET("GetBucketPolicy"),
        .policy = "Policy",
        .absent = "NoSuchBucketPolicy",
    },
    {
        OF_BUCKET("GetBucketAcl"), .when = "Grants",
        .properties = PROPERTIES(MAPS("acl", "Grants[]", TEXT("grantee", "Grantee.URI|Grantee.ID"), TEXT("permission", "Permission"))),
    },
    { OF_BUCKET("GetPublicAccessBlock"), BLOCK_PROPERTIES },
    {
        .service = "s3control", .operation = "GetPublicAccessBlock", .adds = true,
        .label = "Account", .key = "{@account}",
        BLOCK_PROPERTIES,
    },
    {
        OF_BUCKET("GetBucketEncryption"),
        .properties = PROPERTIES(ALWAYS("encrypted", "ServerSideEncryptionConfiguration.Rules[]"),
                                 TEXT("encryptionAlgorithm",
                                      "ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.SSEAlgorithm")),
        .absent = "ServerSideEncryptionConfigurationNotFoundError",
        .absent_properties = PROPERTIES(NEVER("encrypted", NULL)),
        .edges = EDGES(TO_EACH("ENCRYPTED_BY", "EncryptionKey", "ServerSideEncryptionConfiguration.Rules[]",
                               "arn:{@partition}:kms:{@region}:{@account}:key/{ApplyServerSideEncryptionByDefault.KMSMasterKeyID}")),
    },
    {
        OF_BUCKET("GetBucketOwnershipControls"),
        .properties = PROPERTIES(TEXT("objectOwnership", "OwnershipControls.Rules[].ObjectOwnership")),
        .absent = "OwnershipControlsNotFoundError",
        .absent_properties = PROPERTIES(CONSTANT("objectOwnership", NULL, "ObjectWriter")),
    },
    {
        OF_BUCKET("GetBucketTagging"),
        .properties = PROPERTIES(TAGS("TagSet")),
        .absent = "NoSuchTagSet",
    },
    {
        OF_BUCKET("GetBucketReplication"),
        .absent = "ReplicationConfigurationNotFoundError",
        .edges = EDGES(TO_EACH("REPLICATES_TO", "Bucket", "ReplicationConfiguration.Rules[]", "{Destination.Bucket}")),
    },
    {
        OF_BUCKET("GetBucketVersioning"),
        .properties = PROPERTIES(NEVER("versioning", NULL), EQUALS("versioning", "Status", "Enabled"),
                                 NEVER("mfaDelete", NULL), EQUALS("mfaDelete", "MFADelete", "Enabled")),
    },
    {
        OF_BUCKET("GetBucketLifecycleConfiguration"),
        .properties = PROPERTIES(EXISTS("lifecycle", "Rules[Status=Enabled]")),
        .absent = "NoSuchLifecycleConfiguration",
        .absent_properties = PROPERTIES(NEVER("lifecycle", NULL)),
    },
    {
        .service = "s3control", .operation = "ListAccessPoints",
        .items = "AccessPointList[]",
        .label = "AccessPoint", .native = "AWS::S3::AccessPoint", .key = POINT("Name"),
        .properties = PROPERTIES(TEXT("name", "Name"), TEXT("networkOrigin", "NetworkOrigin")),
        .edges = EDGES(TO("FORWARDS_TO", "Bucket", BUCKET("Bucket"))),
    },
    {
        .service = "s3control", .operation = "GetAccessPoint", .when = "Name",
        .label = "AccessPoint", .native = "AWS::S3::AccessPoint", .key = POINT("Name"),
        .properties = PROPERTIES(TEXT("name", "Name"), TEXT("networkOrigin", "NetworkOrigin"),
                                 BOOL("restrictPublicBuckets", BLOCK "RestrictPublicBuckets")),
        .edges = EDGES(TO("FORWARDS_TO", "Bucket", BUCKET("Bucket"))),
    },
    {
        .service = "s3control", .operation = "GetAccessPointPolicy", .adds = true,
        .label = "AccessPoint", .key = POINT("@parameter"), .policy = "Policy",
        .absent = "NoSuchAccessPointPolicy",
    },
    {
        OF_BUCKET("GetBucketLogging"),
        .properties = PROPERTIES(EXISTS("accessLogs", "LoggingEnabled")),
        .edges = EDGES(TO("LOGS_TO", "Bucket", BUCKET("LoggingEnabled.TargetBucket"))),
    },
};
/* clang-format on */

const sg_collectors sg_s3 = { rows, SG_COUNT(rows) };
