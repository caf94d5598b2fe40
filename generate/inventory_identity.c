/* inventory_identity.c - users, groups, roles and policies of an account: one answer has them all. */
#include <stdio.h>

#include "engine/base/text.h"
#include "generate/inventory_internal.h"

#define ADMINISTRATOR "arn:aws:iam::aws:policy/AdministratorAccess"

/* What is allowed for a level of a kind, and on what: the ARN with the suffix. */
static const struct {
    sg_kind kind;
    uint8_t level;
    const char *actions, *suffix;
} level_actions[] = {
    { SG_KIND_BUCKET, SG_GRANT_READ, "\"s3:GetObject\"", "/*" },
    { SG_KIND_BUCKET, SG_GRANT_WRITE, "\"s3:PutObject\"", "/*" },
    { SG_KIND_BUCKET, SG_GRANT_ADMIN, "\"s3:PutBucketPolicy\"", "" },
    { SG_KIND_SECRET, SG_GRANT_READ, "\"secretsmanager:GetSecretValue\"", "" },
    { SG_KIND_SECRET, SG_GRANT_WRITE, "\"secretsmanager:PutSecretValue\"", "" },
    { SG_KIND_SECRET, SG_GRANT_ADMIN, "\"secretsmanager:DeleteSecret\"", "" },
    { SG_KIND_DATABASE, SG_GRANT_READ, "\"rds:CreateDBSnapshot\"", "" },
    { SG_KIND_DATABASE, SG_GRANT_WRITE, "\"rds-data:ExecuteStatement\"", "" },
    { SG_KIND_DATABASE, SG_GRANT_ADMIN, "\"rds:DeleteDBInstance\"", "" },
    { SG_KIND_QUEUE, SG_GRANT_READ, "\"sqs:ReceiveMessage\"", "" },
    { SG_KIND_QUEUE, SG_GRANT_WRITE, "\"sqs:SendMessage\", \"sqs:DeleteMessage\"", "" },
    { SG_KIND_QUEUE, SG_GRANT_ADMIN, "\"sqs:DeleteQueue\"", "" },
    { SG_KIND_TOPIC, SG_GRANT_READ, "\"sns:Subscribe\"", "" },
    { SG_KIND_TOPIC, SG_GRANT_WRITE, "\"sns:Publish\"", "" },
    { SG_KIND_TOPIC, SG_GRANT_ADMIN, "\"sns:DeleteTopic\"", "" },
    { SG_KIND_KEY, SG_GRANT_DECRYPT, "\"kms:Decrypt\"", "" },
    { SG_KIND_KEY, SG_GRANT_ADMIN, "\"kms:ScheduleKeyDeletion\"", "" },
    { SG_KIND_FUNCTION, SG_GRANT_INVOKE, "\"lambda:InvokeFunction\"", "" },
    { SG_KIND_FUNCTION, SG_GRANT_READ, "\"lambda:GetFunction\"", "" },
    { SG_KIND_FUNCTION, SG_GRANT_ADMIN, "\"lambda:DeleteFunction\"", "" },
    { SG_KIND_REPOSITORY, SG_GRANT_READ, "\"ecr:BatchGetImage\"", "" },
    { SG_KIND_REPOSITORY, SG_GRANT_WRITE, "\"ecr:PutImage\"", "" },
    { SG_KIND_REPOSITORY, SG_GRANT_ADMIN, "\"ecr:DeleteRepository\"", "" },
    { SG_KIND_VOLUME, SG_GRANT_READ, "\"ec2:CreateSnapshot\"", "" },
    { SG_KIND_VOLUME, SG_GRANT_ADMIN, "\"ec2:DeleteVolume\"", "" },
};

static void begin_statement(sg_inventory *self, bool *first, const char *actions)
{
    sg_answer_add(self, "%s{\"Effect\": \"Allow\", \"Action\": [%s], \"Resource\": [",
                  *first ? "" : ", ", actions);
    *first = false;
}

static void write_level(sg_inventory *self, size_t level, const sg_grant *grants, size_t count,
                        bool *first)
{
    bool begun = false;
    for (size_t i = 0; i < count; i++) {
        if (grants[i].what.kind != level_actions[level].kind ||
            !(grants[i].levels & level_actions[level].level))
            continue;
        if (!begun)
            begin_statement(self, first, level_actions[level].actions);
        sg_answer_add(self, "%s\"%s%s\"", begun ? ", " : "", sg_arn(self, grants[i].what).bytes,
                      level_actions[level].suffix);
        begun = true;
    }
    if (begun)
        sg_answer_add(self, "]}");
}

/* The number of a role back to its place. */
static sg_place role_at(const sg_inventory *self, uint32_t number)
{
    const sg_estate *estate = self->estate;
    uint32_t low = 0, high = estate->accounts;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (estate->items[middle].first[SG_KIND_ROLE] <= number)
            low = middle;
        else
            high = middle;
    }
    return (sg_place){ low, SG_KIND_ROLE, number - estate->items[low].first[SG_KIND_ROLE] };
}

static void write_assumed(sg_inventory *self, sg_place role, bool *first)
{
    size_t count;
    const sg_assumption *items =
        sg_assumptions_from(&self->grants, sg_estate_number(self->estate, role), &count);
    for (size_t i = 0; i < count; i++) {
        if (i == 0)
            begin_statement(self, first, "\"sts:AssumeRole\"");
        sg_answer_add(self, "%s\"%s\"", i > 0 ? ", " : "",
                      sg_arn(self, role_at(self, items[i].to)).bytes);
    }
    if (count > 0)
        sg_answer_add(self, "]}");
}

static void write_permissions(sg_inventory *self, sg_place role, const sg_role_facts *facts)
{
    bool first = true;
    size_t count;
    const sg_grant *grants = sg_grants_of(&self->grants, role.index, &count);
    sg_answer_add(self, "{\"Version\": \"2012-10-17\", \"Statement\": [");
    if (facts->class == SG_ROLE_AUDIT) {
        begin_statement(self, &first, "\"s3:GetObject\", \"sqs:ReceiveMessage\"");
        sg_answer_add(self, "\"*\"]}");
    }
    for (size_t level = 0; level < SG_COUNT(level_actions); level++)
        write_level(self, level, grants, count, &first);
    write_assumed(self, role, &first);
    if (first) {
        begin_statement(self, &first, "\"ec2:DescribeRegions\"");
        sg_answer_add(self, "\"*\"]}");
    }
    sg_answer_add(self, "]}");
}

/* --- trust -------------------------------------------------------------------------------------- */

/* Roles of the account that may assume it, where its own statement does not name the whole account. */
static void write_named(sg_inventory *self, sg_place role)
{
    size_t count, named = 0;
    const sg_assumption *items =
        sg_assumptions_to(&self->grants, sg_estate_number(self->estate, role), &count);
    for (size_t i = 0; i < count; i++) {
        sg_place from = role_at(self, items[i].from);
        if (from.account != role.account)
            continue;
        sg_answer_add(self, "%s\"%s\"",
                      named == 0 ? ", {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": ["
                                 : ", ",
                      sg_arn(self, from).bytes);
        named++;
    }
    if (named > 0)
        sg_answer_add(self, "]}, \"Action\": \"sts:AssumeRole\"}");
}

/* The identity provider of the cluster whose service account was planted with the role. */
static void write_cluster_trust(sg_inventory *self, const sg_planting *planting)
{
    sg_place account =
        sg_estate_plant(self->estate, self->account, planting, SG_KIND_SERVICE_ACCOUNT);
    sg_place cluster = sg_at(self, SG_KIND_CLUSTER,
                             sg_facts_cluster(self->estate, self->account, account.index));
    sg_text issuer = sg_cluster_issuer(self, cluster);
    sg_answer_add(
        self,
        "{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": "
        "\"arn:aws:iam::%s:oidc-provider/%s\"}, "
        "\"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": "
        "{\"%s:aud\": \"sts.amazonaws.com\", \"%s:sub\": "
        "\"system:serviceaccount:default:%s\"}}}",
        sg_account_id(self), issuer.bytes, issuer.bytes, issuer.bytes,
        sg_named(self, account).bytes);
}

static void write_trust(sg_inventory *self, sg_place role, const sg_role_facts *facts)
{
    static const char begin[] = "{\"Effect\": \"Allow\", \"Principal\": ";
    sg_planting planting;
    sg_answer_add(self, "{\"Version\": \"2012-10-17\", \"Statement\": [");
    if (sg_estate_planted(self->estate, role, &planting) &&
        planting.plant == SG_PLANT_ADMIN_POD) {
        write_cluster_trust(self, &planting);
        sg_answer_add(self, "]}");
        return;
    }
    switch (facts->trust) {
    case SG_TRUST_SERVICE:
        sg_answer_add(
            self,
            "%s{\"Service\": [\"%s\", \"ec2.amazonaws.com\"]}, \"Action\": \"sts:AssumeRole\"}",
            begin, sg_service_name(facts->service));
        break;
    case SG_TRUST_FOREIGN:
        sg_answer_add(
            self, "%s{\"AWS\": \"%s\"}, \"Action\": \"sts:AssumeRole\"%s}", begin,
            sg_arn(self, facts->foreign).bytes,
            role.index % 2 == 0
                ? ", \"Condition\": {\"StringEquals\": {\"sts:ExternalId\": \"example\"}}"
                : "");
        break;
    case SG_TRUST_ANYONE:
        sg_answer_add(self,
                      "%s\"*\", \"Action\": \"sts:AssumeRole\", \"Condition\": "
                      "{\"StringNotEquals\": {\"aws:PrincipalAccount\": \"%s\"}}}",
                      begin, sg_account_id(self));
        break;
    case SG_TRUST_ACCOUNT:
        sg_answer_add(self,
                      "%s{\"AWS\": \"arn:aws:iam::%s:root\"}, \"Action\": \"sts:AssumeRole\"}",
                      begin, sg_account_id(self));
        break;
    case SG_TRUST_PROVIDER:
        sg_answer_add(
            self,
            "%s{\"Federated\": \"%s\"}, \"Action\": \"sts:AssumeRoleWithSAML\", \"Condition\": "
            "{\"StringEquals\": {\"SAML:aud\": \"https://signin.aws.amazon.com/saml\"}}}",
            begin, sg_arn(self, sg_at(self, SG_KIND_PROVIDER, 0)).bytes);
        break;
    }
    if (facts->trust != SG_TRUST_ACCOUNT)
        write_named(self, role);
    sg_answer_add(self, "]}");
}

/* --- the answer --------------------------------------------------------------------------------- */

static uint32_t managed_policies(const sg_inventory *self)
{
    return sg_number_of(self, SG_KIND_POLICY) - sg_number_of(self, SG_KIND_ROLE);
}

static void write_role(sg_inventory *self, uint32_t index)
{
    sg_place role = sg_at(self, SG_KIND_ROLE, index);
    sg_role_facts facts = sg_facts_role(self->estate, self->account, index);
    sg_text name = sg_named(self, role), arn = sg_arn(self, role),
            created = sg_created(self, role);
    sg_answer_next(self);
    sg_answer_add(
        self,
        "{\"Path\": \"/\", \"RoleName\": \"%s\", \"RoleId\": \"AROA%016u\", \"Arn\": \"%s\", "
        "\"CreateDate\": \"%s\", \"AssumeRolePolicyDocument\": ",
        name.bytes, sg_estate_number(self->estate, role), arn.bytes, created.bytes);
    write_trust(self, role, &facts);
    sg_answer_add(
        self,
        ", \"InstanceProfileList\": [{\"Path\": \"/\", \"InstanceProfileName\": \"%s\", "
        "\"InstanceProfileId\": \"AIPA%016u\", \"Arn\": "
        "\"arn:aws:iam::%s:instance-profile/%s\", "
        "\"CreateDate\": \"%s\", \"Roles\": [{\"Path\": \"/\", \"RoleName\": \"%s\", "
        "\"RoleId\": "
        "\"AROA%016u\", \"Arn\": \"%s\"}]}], \"RolePolicyList\": [",
        name.bytes, sg_estate_number(self->estate, role), sg_account_id(self), name.bytes,
        created.bytes, name.bytes, sg_estate_number(self->estate, role), arn.bytes);
    sg_answer_add(self, "{\"PolicyName\": \"inline\", \"PolicyDocument\": ");
    write_permissions(self, role, &facts);
    sg_answer_add(self, "}], \"AttachedManagedPolicies\": [");
    if (facts.admin)
        sg_answer_add(
            self,
            "{\"PolicyName\": \"AdministratorAccess\", \"PolicyArn\": \"" ADMINISTRATOR "\"}");
    else
        sg_answer_add(
            self, "{\"PolicyName\": \"managed-%u\", \"PolicyArn\": \"%s\"}",
            index % managed_policies(self),
            sg_arn(self, sg_at(self, SG_KIND_POLICY, index % managed_policies(self))).bytes);
    sg_answer_add(self, "], ");
    sg_answer_tags(self, "Tags", role);
    sg_answer_add(self, ", \"RoleLastUsed\": {}}");
}

static void write_policy(sg_inventory *self, const char *name, const char *arn,
                         const char *document)
{
    sg_answer_next(self);
    sg_answer_add(
        self,
        "{\"PolicyName\": \"%s\", \"PolicyId\": \"ANPA%s\", \"Arn\": \"%s\", \"Path\": \"/\", "
        "\"DefaultVersionId\": \"v1\", \"AttachmentCount\": 1, \"IsAttachable\": true, "
        "\"PolicyVersionList\": [{\"Document\": %s, \"VersionId\": \"v1\", "
        "\"IsDefaultVersion\": true}]}",
        name, name, arn, document);
}

static void write_policies(sg_inventory *self)
{
    static const char *const reads[] = { "ec2:Describe*", "cloudwatch:Get*",
                                         "logs:FilterLogEvents", "tag:GetResources",
                                         "autoscaling:Describe*" };
    write_policy(self, "AdministratorAccess", ADMINISTRATOR,
                 "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", "
                 "\"Action\": \"*\", "
                 "\"Resource\": \"*\"}]}");
    for (uint32_t i = 0; i < managed_policies(self); i++) {
        char document[256], name[32];
        snprintf(name, sizeof name, "managed-%u", i);
        snprintf(document, sizeof document,
                 "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", "
                 "\"Action\": \"%s\", "
                 "\"Resource\": \"*\"}]}",
                 reads[i % SG_COUNT(reads)]);
        write_policy(self, name, sg_arn(self, sg_at(self, SG_KIND_POLICY, i)).bytes, document);
    }
}

static void write_users(sg_inventory *self)
{
    uint32_t groups = sg_number_of(self, SG_KIND_GROUP);
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_USER); i++) {
        sg_place user = sg_at(self, SG_KIND_USER, i);
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"Path\": \"/\", \"UserName\": \"%s\", \"UserId\": \"AIDA%016u\", \"Arn\": "
            "\"%s\", "
            "\"CreateDate\": \"%s\", \"UserPolicyList\": [], \"GroupList\": [\"%s\"], "
            "\"AttachedManagedPolicies\": [], ",
            sg_named(self, user).bytes, sg_estate_number(self->estate, user),
            sg_arn(self, user).bytes, sg_created(self, user).bytes,
            sg_named(self, sg_at(self, SG_KIND_GROUP, i % groups)).bytes);
        sg_answer_tags(self, "Tags", user);
        sg_answer_add(self, "}");
    }
}

static void write_groups(sg_inventory *self)
{
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_GROUP); i++) {
        sg_place group = sg_at(self, SG_KIND_GROUP, i);
        uint32_t policy = i % managed_policies(self);
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"Path\": \"/\", \"GroupName\": \"%s\", \"GroupId\": \"AGPA%016u\", \"Arn\": "
            "\"%s\", "
            "\"CreateDate\": \"%s\", \"GroupPolicyList\": [], \"AttachedManagedPolicies\": "
            "[{\"PolicyName\": \"managed-%u\", \"PolicyArn\": \"%s\"}]}",
            sg_named(self, group).bytes, sg_estate_number(self->estate, group),
            sg_arn(self, group).bytes, sg_created(self, group).bytes, policy,
            sg_arn(self, sg_at(self, SG_KIND_POLICY, policy)).bytes);
    }
}

static sg_status write_providers(sg_inventory *self)
{
    sg_answer_begin(self, "OpenIDConnectProviderList");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_CLUSTER); i++) {
        sg_answer_next(self);
        sg_answer_add(self, "{\"Arn\": \"arn:aws:iam::%s:oidc-provider/%s\"}",
                      sg_account_id(self),
                      sg_cluster_issuer(self, sg_at(self, SG_KIND_CLUSTER, i)).bytes);
    }
    SG_TRY(sg_answer_end(self, "iam-list-open-id-connect-providers", NULL));
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_CLUSTER); i++) {
        char arn[3 * SG_NAME_MOST];
        sg_text issuer = sg_cluster_issuer(self, sg_at(self, SG_KIND_CLUSTER, i));
        snprintf(arn, sizeof arn, "arn:aws:iam::%s:oidc-provider/%s", sg_account_id(self),
                 issuer.bytes);
        sg_buffer_clear(&self->text);
        sg_answer_add(self, "{\"Url\": \"%s\", \"ClientIDList\": [\"sts.amazonaws.com\"]}\n",
                      issuer.bytes);
        SG_TRY(sg_answer_write(self, "iam-get-open-id-connect-provider", arn));
    }
    return SG_OK;
}

/* The root user has a second factor, and keys where that was planted. */
static sg_status write_summary(sg_inventory *self)
{
    const sg_generated_account *account = &self->estate->items[self->account];
    sg_buffer_clear(&self->text);
    sg_answer_add(
        self,
        "{\"SummaryMap\": {\"AccountMFAEnabled\": 1, \"AccountAccessKeysPresent\": %d, "
        "\"Users\": %u, \"Roles\": %u}}\n",
        account->planted[SG_PLANT_ROOT_USER] > 0, (unsigned)sg_number_of(self, SG_KIND_USER),
        (unsigned)sg_number_of(self, SG_KIND_ROLE));
    return sg_answer_write(self, "iam-get-account-summary", NULL);
}

sg_status sg_inventory_identity(sg_inventory *inventory)
{
    sg_buffer_clear(&inventory->text);
    sg_answer_add(inventory,
                  "{\"UserId\": \"AROAGENERATED:secgraph\", \"Account\": \"%s\", \"Arn\": "
                  "\"arn:aws:sts::%s:assumed-role/secgraph/secgraph\"}\n",
                  sg_account_id(inventory), sg_account_id(inventory));
    SG_TRY(sg_answer_write(inventory, "sts-get-caller-identity", NULL));
    sg_answer_begin(inventory, "UserDetailList");
    write_users(inventory);
    sg_answer_add(inventory, "], \"GroupDetailList\": [");
    inventory->first = true;
    write_groups(inventory);
    sg_answer_add(inventory, "], \"RoleDetailList\": [");
    inventory->first = true;
    for (uint32_t i = 0; i < sg_number_of(inventory, SG_KIND_ROLE); i++)
        write_role(inventory, i);
    sg_answer_add(inventory, "], \"Policies\": [");
    inventory->first = true;
    write_policies(inventory);
    SG_TRY(sg_answer_end(inventory, "iam-get-account-authorization-details", NULL));
    SG_TRY(write_summary(inventory));
    return write_providers(inventory);
}
