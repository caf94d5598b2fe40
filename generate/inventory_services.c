/* inventory_services.c - queues, topics, secrets, keys, repositories, and calls whose answer is empty. */
#include <stdio.h>

#include "engine/base/text.h"
#include "generate/inventory_internal.h"

static sg_status write_queues(sg_inventory *self)
{
    sg_answer_begin(self, "QueueUrls");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_QUEUE); i++) {
        sg_place place = sg_at(self, SG_KIND_QUEUE, i);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(self, "\"https://sqs.%s.amazonaws.com/%s/%s\"", self->region,
                      sg_account_id(self), sg_named(self, place).bytes);
    }
    SG_TRY(sg_answer_end(self, "sqs-list-queues", NULL));
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_QUEUE); i++) {
        sg_place place = sg_at(self, SG_KIND_QUEUE, i);
        char address[SG_NAME_MOST];
        if (!sg_is_here(self, place))
            continue;
        snprintf(address, sizeof address, "https://sqs.%s.amazonaws.com/%s/%.80s", self->region,
                 sg_account_id(self), sg_named(self, place).bytes);
        sg_buffer_clear(&self->text);
        sg_answer_add(
            self,
            "{\"Attributes\": {\"QueueArn\": \"%s\", \"SqsManagedSseEnabled\": \"%s\"}}\n",
            sg_arn(self, place).bytes,
            sg_facts_encrypted(self->estate, place) ? "true" : "false");
        SG_TRY(sg_answer_write(self, "sqs-get-queue-attributes", address));
    }
    return SG_OK;
}

static sg_status write_topics(sg_inventory *self)
{
    sg_answer_begin(self, "Topics");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_TOPIC); i++) {
        sg_place place = sg_at(self, SG_KIND_TOPIC, i);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(self, "{\"TopicArn\": \"%s\"}", sg_arn(self, place).bytes);
    }
    SG_TRY(sg_answer_end(self, "sns-list-topics", NULL));
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_TOPIC); i++) {
        sg_place place = sg_at(self, SG_KIND_TOPIC, i);
        sg_text arn = sg_arn(self, place);
        if (!sg_is_here(self, place))
            continue;
        sg_buffer_clear(&self->text);
        sg_answer_add(self, "{\"Attributes\": {\"TopicArn\": \"%s\", \"Owner\": \"%s\"}}\n",
                      arn.bytes, sg_account_id(self));
        SG_TRY(sg_answer_write(self, "sns-get-topic-attributes", arn.bytes));
    }
    return SG_OK;
}

static sg_status write_secrets(sg_inventory *self)
{
    sg_answer_begin(self, "SecretList");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_SECRET); i++) {
        sg_place place = sg_at(self, SG_KIND_SECRET, i);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(self,
                      "{\"ARN\": \"%s\", \"Name\": \"%s\", \"RotationEnabled\": %s, "
                      "\"CreatedDate\": \"%s\", ",
                      sg_arn(self, place).bytes, sg_named(self, place).bytes,
                      i % 5 < 3 ? "true" : "false", sg_created(self, place).bytes);
        sg_answer_tags(self, "Tags", place);
        sg_answer_add(self, "}");
    }
    SG_TRY(sg_answer_end(self, "secretsmanager-list-secrets", NULL));
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_SECRET); i++) {
        sg_place place = sg_at(self, SG_KIND_SECRET, i);
        sg_text arn = sg_arn(self, place);
        if (!sg_is_here(self, place))
            continue;
        sg_buffer_clear(&self->text);
        sg_answer_add(self, "{\"ARN\": \"%s\", \"Name\": \"%s\"}\n", arn.bytes,
                      sg_named(self, place).bytes);
        SG_TRY(sg_answer_write(self, "secretsmanager-get-resource-policy", arn.bytes));
    }
    return SG_OK;
}

/* A key whose policy leaves it to the account's own policies, without grants. */
static sg_status write_key(sg_inventory *self, sg_place place)
{
    sg_text id = sg_short(self, place);
    sg_buffer_clear(&self->text);
    sg_answer_add(
        self,
        "{\"KeyMetadata\": {\"AWSAccountId\": \"%s\", \"KeyId\": \"%s\", \"Arn\": \"%s\", "
        "\"CreationDate\": \"%s\", \"Enabled\": true, \"KeyUsage\": \"ENCRYPT_DECRYPT\", "
        "\"KeyState\": "
        "\"Enabled\", \"Origin\": \"AWS_KMS\", \"KeyManager\": \"%s\"}}\n",
        sg_account_id(self), id.bytes, sg_arn(self, place).bytes, sg_created(self, place).bytes,
        place.index % 3 ? "CUSTOMER" : "AWS");
    SG_TRY(sg_answer_write(self, "kms-describe-key", id.bytes));
    sg_buffer_clear(&self->text);
    sg_answer_add(
        self,
        "{\"Policy\": \"{\\\"Version\\\": \\\"2012-10-17\\\", \\\"Statement\\\": "
        "[{\\\"Effect\\\": "
        "\\\"Allow\\\", \\\"Principal\\\": {\\\"AWS\\\": \\\"arn:aws:iam::%s:root\\\"}, "
        "\\\"Action\\\": "
        "\\\"kms:*\\\", \\\"Resource\\\": \\\"*\\\"}]}\"}\n",
        sg_account_id(self));
    SG_TRY(sg_answer_write(self, "kms-get-key-policy", id.bytes));
    sg_buffer_clear(&self->text);
    sg_answer_add(self, "{\"Grants\": [], \"Truncated\": false}\n");
    return sg_answer_write(self, "kms-list-grants", id.bytes);
}

static sg_status write_keys(sg_inventory *self)
{
    sg_answer_begin(self, "Keys");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_KEY); i++) {
        sg_place place = sg_at(self, SG_KIND_KEY, i);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(self, "{\"KeyId\": \"%s\", \"KeyArn\": \"%s\"}",
                      sg_short(self, place).bytes, sg_arn(self, place).bytes);
    }
    SG_TRY(sg_answer_end(self, "kms-list-keys", NULL));
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_KEY); i++)
        if (sg_is_here(self, sg_at(self, SG_KIND_KEY, i)))
            SG_TRY(write_key(self, sg_at(self, SG_KIND_KEY, i)));
    sg_answer_begin(self, "Aliases");
    return sg_answer_end(self, "kms-list-aliases", NULL);
}

static sg_status write_repositories(sg_inventory *self)
{
    sg_answer_begin(self, "repositories");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_REPOSITORY); i++) {
        sg_place place = sg_at(self, SG_KIND_REPOSITORY, i);
        sg_text name = sg_named(self, place);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"repositoryArn\": \"%s\", \"registryId\": \"%s\", \"repositoryName\": \"%s\", "
            "\"repositoryUri\": \"%s.dkr.ecr.%s.amazonaws.com/%s\", \"createdAt\": \"%s\"}",
            sg_arn(self, place).bytes, sg_account_id(self), name.bytes, sg_account_id(self),
            self->region, name.bytes, sg_created(self, place).bytes);
    }
    return sg_answer_end(self, "ecr-describe-repositories", NULL);
}

sg_status sg_inventory_services(sg_inventory *inventory)
{
    static const struct {
        const char *call, *list;
    } empty[] = {
        { "ecs-list-clusters", "clusterArns" },
        { "dynamodb-list-tables", "TableNames" },
    };
    SG_TRY(write_queues(inventory));
    SG_TRY(write_topics(inventory));
    SG_TRY(write_secrets(inventory));
    SG_TRY(write_keys(inventory));
    SG_TRY(write_repositories(inventory));
    for (size_t i = 0; i < SG_COUNT(empty); i++) {
        sg_answer_begin(inventory, empty[i].list);
        SG_TRY(sg_answer_end(inventory, empty[i].call, NULL));
    }
    return SG_OK;
}
