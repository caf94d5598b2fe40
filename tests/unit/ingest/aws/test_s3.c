/* test_s3.c - buckets, and the many calls about one. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/inventory.h"

#define DEFAULT "a/us-east-1/"
#define LOGS "arn:aws:s3:::logs"

Test(s3, what_several_calls_tell_of_a_bucket)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, DEFAULT "s3-list-buckets.json",
                   "{'Buckets':[{'Name':'logs','CreationDate':'2020-01-01T00:00:00Z'}]}");
    inventory_give(&it, DEFAULT "s3-get-bucket-location/logs", "{'LocationConstraint':'EU'}");
    inventory_give(&it, DEFAULT "s3-get-bucket-policy/logs",
                   "{'Policy':'{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':[]}'}");
    inventory_give(
        &it, DEFAULT "s3-get-bucket-acl/logs",
        "{'Grants':[{'Grantee':{'Type':'Group','URI':'http://acs.amazonaws.com/groups/"
        "global/AllUsers'},'Permission':'READ'},{'Grantee':{'ID':'abc'},'Permission':"
        "'FULL_CONTROL'}]}");
    inventory_give(
        &it, DEFAULT "s3-get-public-access-block/logs",
        "{'PublicAccessBlockConfiguration':{'BlockPublicAcls':true,'IgnorePublicAcls':"
        "false,'BlockPublicPolicy':true,'RestrictPublicBuckets':false}}");
    inventory_give(
        &it, DEFAULT "s3-get-bucket-encryption/logs",
        "{'ServerSideEncryptionConfiguration':{'Rules':[{'ApplyServerSideEncryptionByDefault'"
        ":{'SSEAlgorithm':'aws:kms','KMSMasterKeyID':'arn:aws:kms:eu-west-1:1:key/k'}}]}}");
    inventory_give(
        &it, DEFAULT "s3-get-bucket-ownership-controls/logs",
        "{'OwnershipControls':{'Rules':[{'ObjectOwnership':'BucketOwnerEnforced'}]}}");
    inventory_give(&it, DEFAULT "s3-get-bucket-tagging/logs",
                   "{'TagSet':[{'Key':'DataClass','Value':'pii'}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, LOGS, "region"), "\"eu-west-1\"");
    cr_expect_str_eq(inventory_get(&it, LOGS, "policyCollected"), "true");
    cr_expect_str_eq(inventory_edge(&it, LOGS, "HAS_POLICY", LOGS "/policy", "kind"),
                     "\"resource\"");
    cr_expect_str_eq(inventory_get(&it, LOGS "/policy", "document"),
                     "\"{\\\"Statement\\\":[],\\\"Version\\\":\\\"2012-10-17\\\"}\"");
    cr_expect_str_eq(
        inventory_get(&it, LOGS, "acl"),
        "[{\"grantee\":\"http://acs.amazonaws.com/groups/global/AllUsers\","
        "\"permission\":\"READ\"},{\"grantee\":\"abc\",\"permission\":\"FULL_CONTROL\"}]");
    cr_expect_str_eq(inventory_get(&it, LOGS, "blockPublicAcls"), "true");
    cr_expect_str_eq(inventory_get(&it, LOGS, "restrictPublicBuckets"), "false");
    cr_expect_str_eq(inventory_get(&it, LOGS, "encrypted"), "true");
    cr_expect_str_eq(inventory_get(&it, LOGS, "encryptionAlgorithm"), "\"aws:kms\"");
    cr_expect_str_eq(inventory_get(&it, LOGS, "objectOwnership"), "\"BucketOwnerEnforced\"");
    cr_expect_str_eq(inventory_get(&it, LOGS, "tags"), "{\"DataClass\":\"pii\"}");
    cr_expect(inventory_edges(&it, LOGS, "ENCRYPTED_BY", "arn:aws:kms:eu-west-1:1:key/k") == 1);
    inventory_close(&it);
}

Test(s3, there_is_none_is_an_answer)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, DEFAULT "s3-list-buckets.json",
                   "{'Buckets':[{'Name':'logs'},{'Name':'raw'}]}");
    inventory_give(&it, DEFAULT "s3-get-bucket-policy/logs",
                   "An error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy "
                   "operation: The bucket policy does not exist");
    inventory_give(&it, DEFAULT "s3-get-public-access-block/logs",
                   "{'Error':{'Code':'NoSuchPublicAccessBlockConfiguration'}}");
    inventory_give(&it, DEFAULT "s3-get-bucket-encryption/logs",
                   "{'Error':{'Code':'ServerSideEncryptionConfigurationNotFoundError'}}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, LOGS, "policyCollected"), "true");
    cr_expect_str_eq(inventory_get(&it, LOGS, "blockPublicAcls"), "false");
    cr_expect_str_eq(inventory_get(&it, LOGS, "encrypted"), "false");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::raw", "policyCollected"), "null");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::raw", "encrypted"), "null");
    cr_expect(inventory_row(&it, "global", "s3:GetBucketPolicy")->status ==
              SG_COVERAGE_COMPLETE);
    inventory_close(&it);
}

Test(s3, the_default_location_has_no_name)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, DEFAULT "s3-get-bucket-location/logs", "{'LocationConstraint':null}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, LOGS, "region"), "\"us-east-1\"");
    inventory_close(&it);
}

Test(s3, the_block_of_a_whole_account)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, DEFAULT "s3control-get-public-access-block.json",
        "{'PublicAccessBlockConfiguration':{'BlockPublicAcls':true,'IgnorePublicAcls':true,"
        "'BlockPublicPolicy':true,'RestrictPublicBuckets':true}}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "111122223333", "restrictPublicBuckets"), "true");
    inventory_close(&it);
}

/* --- what was not asked about ---------------------------------------------------------------- */

Test(s3, a_bucket_that_was_not_asked_about_is_told)
{
    inventory it;
    const sg_coverage_row *row;

    inventory_open(&it);
    inventory_give(&it, DEFAULT "s3-list-buckets.json",
                   "{'Buckets':[{'Name':'a'},{'Name':'b'},{'Name':'c'},{'Name':'d'}]}");
    inventory_give(&it, DEFAULT "s3-get-bucket-policy/a", "{'Policy':'{}'}");
    inventory_give(&it, DEFAULT "s3-get-bucket-policy/b",
                   "{'Error':{'Code':'NoSuchBucketPolicy'}}");
    inventory_give(&it, DEFAULT "s3-get-bucket-policy/c", "{'Error':{'Code':'NoSuchBucket'}}");
    inventory_freeze(&it);
    cr_assert(sg_coverage_count_details(it.coverage, it.graph) == SG_OK);
    row = inventory_row(&it, "global", "s3:GetBucketPolicy");
    cr_expect(row->resources == 4 && row->told == 2 && row->gone == 1 &&
              sg_coverage_is_short(row));
    cr_expect(!sg_coverage_collected(it.coverage, SG_STR("111122223333"), SG_STR("global"),
                                     SG_STR("s3:GetBucketPolicy")));
    cr_expect(!sg_coverage_summarise(it.coverage).complete);
    cr_expect(sg_coverage_summarise(it.coverage).resources == 4);
    inventory_close(&it);
}

Test(s3, buckets_that_were_all_asked_about)
{
    inventory it;
    const sg_coverage_row *row;

    inventory_open(&it);
    inventory_give(&it, DEFAULT "s3-list-buckets.json",
                   "{'Buckets':[{'Name':'a'},{'Name':'b'}]}");
    inventory_give(&it, DEFAULT "s3-get-bucket-policy/a", "{'Policy':'{}'}");
    inventory_give(&it, DEFAULT "s3-get-bucket-policy/b",
                   "{'Error':{'Code':'NoSuchBucketPolicy'}}");
    inventory_freeze(&it);
    cr_assert(sg_coverage_count_details(it.coverage, it.graph) == SG_OK);
    row = inventory_row(&it, "global", "s3:GetBucketPolicy");
    cr_expect(row->status == SG_COVERAGE_COMPLETE && row->resources == 2 && row->told == 2);
    cr_expect(sg_coverage_collected(it.coverage, SG_STR("111122223333"), SG_STR("global"),
                                    SG_STR("s3:GetBucketPolicy")));
    inventory_close(&it);
}

/* A bucket from before there were ownership controls: whoever writes an object owns it. */
Test(s3, a_bucket_without_ownership_controls)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, DEFAULT "s3-list-buckets.json", "{'Buckets':[{'Name':'a'}]}");
    inventory_give(&it, DEFAULT "s3-get-bucket-ownership-controls/a",
                   "{'Error':{'Code':'OwnershipControlsNotFoundError'}}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::a", "objectOwnership"),
                     "\"ObjectWriter\"");
    inventory_close(&it);
}
