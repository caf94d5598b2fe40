/* inventory_buckets.c - buckets, which are asked about one by one, and what was found in them. */
#include "generate/inventory_internal.h"

#include "engine/base/text.h"

static sg_status write_list(sg_inventory *self)
{
    sg_answer_begin(self, "Buckets");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_BUCKET); i++) {
        sg_place place = sg_at(self, SG_KIND_BUCKET, i);
        sg_answer_next(self);
        sg_answer_add(self, "{\"Name\": \"%s\", \"CreationDate\": \"%s\"}",
                      sg_named(self, place).bytes, sg_created(self, place).bytes);
    }
    sg_answer_add(self, "], \"Owner\": {\"ID\": \"%064u\"}}\n", self->account);
    return sg_answer_write(self, "s3-list-buckets", NULL);
}

static void write_policy(sg_inventory *self, const char *arn, bool public)
{
    sg_buffer policy = { 0 };
    if (public)
        sg_buffer_format(&policy,
                         "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": "
                         "\"Allow\", \"Principal\": \"*\", "
                         "\"Action\": \"s3:GetObject\", \"Resource\": \"%s/*\"}]}",
                         arn);
    else
        sg_buffer_format(
            &policy,
            "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"TlsOnly\", \"Effect\": "
            "\"Deny\", "
            "\"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": [\"%s\", \"%s/*\"], "
            "\"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\"}}}]}",
            arn, arn);
    sg_buffer_clear(&self->text);
    sg_answer_add(self, "{\"Policy\": ");
    sg_answer_quoted(self, sg_buffer_str(&policy));
    sg_answer_add(self, "}\n");
    sg_buffer_free(&policy);
}

static sg_status write_bucket(sg_inventory *self, uint32_t index)
{
    sg_place place = sg_at(self, SG_KIND_BUCKET, index);
    sg_data_facts facts = sg_facts_bucket(self->estate, self->account, index);
    sg_text name = sg_named(self, place);
    const char *block = facts.public ? "false" : "true";
    write_policy(self, sg_arn(self, place).bytes, facts.public);
    SG_TRY(sg_answer_write(self, "s3-get-bucket-policy", name.bytes));
    sg_buffer_clear(&self->text);
    sg_answer_add(self,
                  "{\"PublicAccessBlockConfiguration\": {\"BlockPublicAcls\": %s, "
                  "\"IgnorePublicAcls\": %s, "
                  "\"BlockPublicPolicy\": %s, \"RestrictPublicBuckets\": %s}}\n",
                  block, block, block, block);
    SG_TRY(sg_answer_write(self, "s3-get-public-access-block", name.bytes));
    sg_buffer_clear(&self->text);
    sg_answer_add(
        self,
        "{\"Owner\": {\"ID\": \"%064u\"}, \"Grants\": [{\"Grantee\": {\"ID\": \"%064u\", "
        "\"Type\": "
        "\"CanonicalUser\"}, \"Permission\": \"FULL_CONTROL\"}]}\n",
        self->account, self->account);
    SG_TRY(sg_answer_write(self, "s3-get-bucket-acl", name.bytes));
    sg_buffer_clear(&self->text);
    sg_answer_add(self, "{\"LocationConstraint\": \"%s\"}\n",
                  sg_region_of(self->estate, place));
    SG_TRY(sg_answer_write(self, "s3-get-bucket-location", name.bytes));
    sg_buffer_clear(&self->text);
    sg_answer_add(
        self,
        !facts.encrypted
            ? "An error occurred (ServerSideEncryptionConfigurationNotFoundError) when calling "
              "the GetBucketEncryption operation: there is no configuration\n"
            : "{\"ServerSideEncryptionConfiguration\": {\"Rules\": "
              "[{\"ApplyServerSideEncryptionByDefault\": {\"SSEAlgorithm\": \"AES256\"}}]}}\n");
    return sg_answer_write(self, "s3-get-bucket-encryption", name.bytes);
}

static sg_status write_sensitive(sg_inventory *self)
{
    sg_answer_begin(self, "findings");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_DATA_FINDING); i++) {
        sg_place bucket = sg_at(self, SG_KIND_BUCKET,
                                sg_facts_finding_bucket(self->estate, self->account, i));
        sg_answer_next(self);
        sg_answer_add(self,
                      "{\"accountId\": \"%s\", \"category\": \"CLASSIFICATION\", "
                      "\"classificationDetails\": {\"result\": "
                      "{\"sensitiveData\": [{\"category\": \"FINANCIAL_INFORMATION\", "
                      "\"totalCount\": 4211}]}}, "
                      "\"createdAt\": \"%s\", \"id\": \"%u\", \"region\": \"%s\", "
                      "\"resourcesAffected\": {\"s3Bucket\": "
                      "{\"arn\": \"%s\", \"name\": \"%s\"}}, \"severity\": {\"description\": "
                      "\"High\", \"score\": 3}, "
                      "\"type\": \"SensitiveData:S3Object/Financial\"}",
                      sg_account_id(self), sg_created(self, bucket).bytes,
                      sg_estate_number(self->estate, bucket),
                      sg_region_of(self->estate, bucket), sg_arn(self, bucket).bytes,
                      sg_named(self, bucket).bytes);
    }
    return sg_answer_end(self, "macie2-get-findings", NULL);
}

sg_status sg_inventory_buckets(sg_inventory *inventory)
{
    SG_TRY(write_list(inventory));
    for (uint32_t i = 0; i < sg_number_of(inventory, SG_KIND_BUCKET); i++)
        SG_TRY(write_bucket(inventory, i));
    sg_buffer_clear(&inventory->text);
    sg_answer_add(inventory,
                  "{\"PublicAccessBlockConfiguration\": {\"BlockPublicAcls\": false, "
                  "\"IgnorePublicAcls\": false, \"BlockPublicPolicy\": false, "
                  "\"RestrictPublicBuckets\": false}}\n");
    SG_TRY(sg_answer_write(inventory, "s3control-get-public-access-block", NULL));
    return write_sensitive(inventory);
}

/* Buckets are told of once, their access points region by region: there are none. */
sg_status sg_inventory_access_points(sg_inventory *inventory)
{
    sg_answer_begin(inventory, "AccessPointList");
    return sg_answer_end(inventory, "s3control-list-access-points", NULL);
}
