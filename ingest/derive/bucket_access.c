/* bucket_access.c - ACL grants as statements, and which public grants are blocked.
 *
 *     account block ---or---> ignore public ACLs ------> ACL grants to groups do not count
 *     bucket block  ---or---> restrict public buckets -> a public policy is for the owner only
 *
 * The other two blocks (public ACLs, public policy) only refuse new settings.  A grant of which
 * it is not known whether it counts becomes a statement with a condition that nobody can
 * decide; so does each while it is not known who owns the objects.  A bucket whose owner owns all
 * objects has no ACL; AWS then answers with one that grants nothing.
 */
#include "ingest/derive/bucket_access.h"

#include "ingest/derive/arn.h"
#include "ingest/derive/condition_keys.h"
#include "ingest/derive/condition_values.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/read.h"

/* --- ACL ---------------------------------------------------------------------------------- */

static const sg_str list_actions[] = { SG_STR_INIT("s3:ListBucket"),
                                       SG_STR_INIT("s3:ListBucketVersions"),
                                       SG_STR_INIT("s3:ListBucketMultipartUploads") };
static const sg_str write_actions[] = { SG_STR_INIT("s3:PutObject"),
                                        SG_STR_INIT("s3:DeleteObject") };
static const sg_str acl_actions[] = { SG_STR_INIT("s3:PutBucketAcl") };

/* On the bucket, READ lists it; objects have ACLs of their own. */
static const struct {
    sg_str permission;
    sg_texts actions;
} permissions[] = {
    { SG_STR_INIT("READ"), { list_actions, SG_COUNT(list_actions) } },
    { SG_STR_INIT("FULL_CONTROL"), { list_actions, SG_COUNT(list_actions) } },
    { SG_STR_INIT("WRITE"), { write_actions, SG_COUNT(write_actions) } },
    { SG_STR_INIT("FULL_CONTROL"), { write_actions, SG_COUNT(write_actions) } },
    { SG_STR_INIT("WRITE_ACP"), { acl_actions, SG_COUNT(acl_actions) } },
    { SG_STR_INIT("FULL_CONTROL"), { acl_actions, SG_COUNT(acl_actions) } },
};

static bool is_of_acls(sg_str action)
{
    for (size_t p = 0; p < SG_COUNT(permissions); p++)
        for (uint32_t a = 0; a < permissions[p].actions.count; a++)
            if (sg_str_equal_fold(permissions[p].actions.items[a], action))
                return true;
    return false;
}

bool sg_bucket_may_hide(const sg_estate_resource *bucket, const sg_iam_caller *caller,
                        sg_str action)
{
    bool outside = caller->kind != SG_CALLER_ANYONE &&
                   !sg_str_equal(caller->account, bucket->target.account);

    if (bucket->hidden_points && (caller->kind != SG_CALLER_ANYONE || bucket->hidden_grants))
        return true;
    return bucket->hidden_acl && (outside || bucket->hidden_grants) && is_of_acls(action);
}

static const sg_named anyone = { SG_NAMED_AWS, SG_STR_INIT("*") };
static const sg_iam_condition undecided = { .op = SG_CONDITION_UNKNOWN };

static bool is_public_group(sg_str grantee)
{
    return sg_str_ends(grantee, SG_STR("/global/AllUsers")) ||
           sg_str_ends(grantee, SG_STR("/global/AuthenticatedUsers"));
}

static sg_str text_in(sg_value map, sg_str key)
{
    sg_value value = map.type == SG_TYPE_MAP ? sg_map_get(map, key) : sg_null();

    return value.type == SG_TYPE_STRING ? sg_value_str(value) : (sg_str){ "", 0 };
}

/* An account of the estate other than the owner's, by the name that S3 has for it. */
static bool is_other_account(const sg_estate *estate, const sg_estate_resource *bucket,
                             sg_str grantee)
{
    for (uint32_t i = 0; i < estate->account_count; i++)
        if (i != bucket->account && estate->accounts[i].canonical.length > 0 &&
            sg_str_equal(estate->accounts[i].canonical, grantee))
            return true;
    return false;
}

/* Whether the grants of an ACL do not count: no grant at all, those for everybody. */
typedef struct acl_limits {
    sg_truth disabled, ignored;
} acl_limits;

/* The grants of the ACL to others as a policy. */
static sg_status policy_of_acl(const sg_estate *estate, const sg_estate_resource *bucket,
                               sg_value acl, acl_limits limits, sg_iam_policy *out,
                               bool *is_public)
{
    sg_iam_statement *statements = sg_arena_make_array(
        estate->arena, sg_iam_statement, (size_t)acl.length * SG_COUNT(permissions) + 1);
    sg_named *grantees = sg_arena_make_array(estate->arena, sg_named, acl.length + 1U);

    if (!statements || !grantees)
        return SG_ENOMEM;
    out->statements = statements;
    for (uint32_t i = 0; i < acl.length; i++) {
        sg_str grantee = text_in(acl.list[i], SG_STR("grantee"));
        bool to_all = is_public_group(grantee) && limits.ignored != SG_TRUE;
        bool certain = limits.disabled == SG_FALSE && (!to_all || limits.ignored == SG_FALSE);

        if (!to_all && !is_other_account(estate, bucket, grantee))
            continue;
        *is_public = *is_public || to_all;
        grantees[i] = to_all ? anyone : (sg_named){ SG_NAMED_CANONICAL, grantee };
        for (size_t p = 0; p < SG_COUNT(permissions); p++) {
            if (!sg_str_equal(text_in(acl.list[i], SG_STR("permission")),
                              permissions[p].permission))
                continue;
            statements[out->count++] = (sg_iam_statement){
                .sid = SG_STR("bucket ACL"),
                .actions = permissions[p].actions,
                .has_principal = true,
                .principals = &grantees[i],
                .principal_count = 1,
                .conditions = certain ? NULL : &undecided,
                .condition_count = certain ? 0 : 1,
            };
        }
    }
    return SG_OK;
}

static sg_status add_acl(sg_estate *estate, sg_estate_resource *bucket, acl_limits limits)
{
    sg_arena *arena = estate->arena;
    sg_value acl = sg_read(estate->graph, bucket->node, SG_STR("acl"), arena);
    sg_iam_policy *policy = sg_arena_make(arena, sg_iam_policy);
    bool is_public = false;

    if (!policy)
        return SG_ENOMEM;
    if (acl.type != SG_TYPE_LIST) {
        bucket->hidden_acl = true;
        bucket->hidden_grants = bucket->hidden_grants || limits.ignored != SG_TRUE;
        return SG_OK;
    }
    for (uint32_t i = 0; i < acl.length; i++) /* a grant that could not be read */
        bucket->hidden_grants = bucket->hidden_grants || acl.list[i].type != SG_TYPE_MAP;
    SG_TRY(policy_of_acl(estate, bucket, acl, limits, policy, &is_public));
    if (policy->count == 0)
        return SG_OK;
    bucket->hidden_blocks =
        bucket->hidden_blocks ||
        (is_public && (limits.ignored == SG_UNKNOWN || limits.disabled == SG_UNKNOWN));
    return sg_estate_add_policy(estate, &bucket->target.policies, policy);
}

/* --- public policies ---------------------------------------------------------------------- */

static bool grants_harm(const sg_iam_statement *statement)
{
    static const sg_str harmful[] = {
        SG_STR_INIT("s3:GetObject"),     SG_STR_INIT("s3:GetBucketPolicy"),
        SG_STR_INIT("s3:ListBucket"),    SG_STR_INIT("s3:AbortMultipartUpload"),
        SG_STR_INIT("s3:DeleteObject"),  SG_STR_INIT("s3:DeleteBucket"),
        SG_STR_INIT("s3:PutObject"),     SG_STR_INIT("s3:PutBucketPolicy"),
        SG_STR_INIT("s3:RestoreObject"),
    };
    static const sg_str families[] = { SG_STR_INIT("s3:get"), SG_STR_INIT("s3:list"),
                                       SG_STR_INIT("s3:delete"), SG_STR_INIT("s3:put") };

    if (statement->not_action)
        return true;
    for (uint32_t a = 0; a < statement->actions.count; a++) {
        sg_str action = statement->actions.items[a];
        for (size_t i = 0; i < SG_COUNT(harmful); i++)
            if (sg_glob_match_fold(action, harmful[i]))
                return true;
        for (size_t i = 0; i < SG_COUNT(families); i++)
            if (sg_str_equal_fold(sg_str_slice(action, 0, families[i].length), families[i]))
                return true;
    }
    return false;
}

/* Fixed: no wildcard, no variable. */
static bool is_fixed(sg_texts values)
{
    for (uint32_t i = 0; i < values.count; i++)
        if (sg_glob_has_wildcard(values.items[i]) ||
            sg_str_find(values.items[i], SG_STR("${"), 0) != SIZE_MAX)
            return false;
    return true;
}

static bool has_broad_range(const sg_iam_condition *condition)
{
    for (uint32_t i = 0; i < condition->values.count; i++)
        if (sg_str_ends(condition->values.items[i], SG_STR("/1")))
            return true;
    return condition->reach.all_ipv4 || condition->reach.all_ipv6;
}

static bool confines(const sg_iam_condition *condition)
{
    static const sg_str keys[] = {
        SG_STR_INIT("aws:SourceArn"),
        SG_STR_INIT("aws:SourceVpc"),
        SG_STR_INIT("aws:SourceVpce"),
        SG_STR_INIT("aws:SourceOwner"),
        SG_STR_INIT("aws:SourceAccount"),
        SG_STR_INIT("aws:PrincipalOrgID"),
        SG_STR_INIT("aws:PrincipalArn"),
        SG_STR_INIT("aws:PrincipalAccount"),
        SG_STR_INIT("aws:PrincipalOrgPaths"),
        SG_STR_INIT("aws:userid"),
        SG_STR_INIT("s3:DataAccessPointArn"),
        SG_STR_INIT("s3:DataAccessPointAccount"),
        SG_STR_INIT("s3:x-amz-server-side-encryption-aws-kms-key-id"),
    };

    if (condition->if_exists || condition->quantifier == SG_FOR_ALL_VALUES ||
        sg_operator_is_negated(condition->op))
        return false;
    if (sg_operator_is_address(condition->op))
        return sg_str_equal_fold(condition->key, SG_STR("aws:SourceIp")) &&
               !has_broad_range(condition);
    if (!sg_operator_is_textual(condition->op) || condition->op == SG_CONDITION_BOOL)
        return false;
    for (size_t i = 0; i < SG_COUNT(keys); i++)
        if (sg_str_equal_fold(condition->key, keys[i]))
            return is_fixed(condition->values) ||
                   sg_str_equal_fold(keys[i], SG_STR("aws:userid"));
    return false;
}

static bool names_anyone(const sg_iam_statement *statement)
{
    if (statement->not_principal)
        return true;
    for (uint32_t i = 0; i < statement->principal_count; i++)
        if (statement->principals[i].kind == SG_NAMED_AWS &&
            sg_str_equal(statement->principals[i].text, SG_STR("*")))
            return true;
    return false;
}

bool sg_bucket_policy_is_public(const sg_iam_policy *policy)
{
    for (uint32_t s = 0; s < policy->count; s++) {
        const sg_iam_statement *statement = &policy->statements[s];
        bool confined = false;

        if (statement->deny || !names_anyone(statement) || !grants_harm(statement))
            continue;
        for (uint32_t c = 0; c < statement->condition_count; c++)
            confined = confined || confines(&statement->conditions[c]);
        if (!confined)
            return true;
    }
    return false;
}

/* --- distributions ------------------------------------------------------------------------ */

/* Whether the statement lets in distributions: as the service, or by an identity of theirs. */
static bool admits_distributions(const sg_iam_statement *statement, sg_named_kind kind)
{
    for (uint32_t i = 0; !statement->deny && i < statement->principal_count; i++) {
        const sg_named *named = &statement->principals[i];
        if (named->kind == kind &&
            (kind == SG_NAMED_SERVICE
                 ? sg_str_equal(named->text, SG_STR("cloudfront.amazonaws.com"))
                 : sg_str_find(named->text, SG_STR("::cloudfront:user/"), 0) != SIZE_MAX))
            return true;
    }
    return false;
}

static bool lists_distributions(const sg_estate *estate, sg_str account)
{
    return sg_coverage_collected(estate->coverage, account, SG_STR("global"),
                                 SG_STR("cloudfront:ListDistributions"));
}

/* Whether the distributions that the statement lets in are among those that were listed: those of the accounts
 * that it names, else of the bucket's.  The service comes for anybody whose distribution names the bucket, unless
 * the statement says for whom. */
static bool knows_distributions(const sg_estate *estate, const sg_estate_resource *bucket,
                                const sg_iam_statement *statement)
{
    bool named = false;
    bool members = false;

    for (uint32_t c = 0; c < statement->condition_count; c++) {
        const sg_iam_condition *condition = &statement->conditions[c];
        bool account_itself = sg_str_equal_fold(condition->key, SG_STR("aws:SourceAccount"));
        if (sg_str_equal_fold(condition->key, SG_STR("aws:SourceOrgID")) ||
            sg_str_equal_fold(condition->key, SG_STR("aws:SourceOrgPaths")))
            members = true;
        if (!account_itself && !sg_str_equal_fold(condition->key, SG_STR("aws:SourceArn")))
            continue;
        for (uint32_t v = 0; v < condition->values.count; v++) {
            sg_str value = condition->values.items[v];
            sg_str account = account_itself ? value : sg_arn_account(value);
            if (account.length > 0 && !lists_distributions(estate, account))
                return false;
            named = named || account.length > 0;
        }
    }
    if (!named && !members && admits_distributions(statement, SG_NAMED_SERVICE))
        return false;
    return named || lists_distributions(estate, bucket->target.account);
}

static bool hides_fronts_behind(const sg_estate *estate, const sg_estate_resource *bucket,
                                const sg_iam_statement *statement)
{
    return (admits_distributions(statement, SG_NAMED_SERVICE) ||
            admits_distributions(statement, SG_NAMED_AWS)) &&
           !knows_distributions(estate, bucket, statement);
}

/* Distributions that nobody listed may bring the internet what the bucket lets them read. */
static bool hides_fronts(const sg_estate *estate, const sg_estate_resource *bucket)
{
    const sg_iam_policies *set = &bucket->target.policies;

    for (uint32_t i = 0; estate->coverage && i < set->count; i++)
        for (uint32_t s = 0; s < set->items[i]->count; s++)
            if (hides_fronts_behind(estate, bucket, &set->items[i]->statements[s]))
                return true;
    return false;
}

/* --- together ----------------------------------------------------------------------------- */

sg_status sg_bucket_prepare(sg_estate *estate, sg_estate_resource *bucket)
{
    const sg_graph *graph = estate->graph;
    const sg_estate_account *account = &estate->accounts[bucket->account];
    sg_truth ignore = sg_either(
        account->ignore_public_acls,
        sg_read_truth(graph, bucket->node, SG_STR("ignorePublicAcls"), estate->arena));
    sg_truth restrict_public = sg_either(
        account->restrict_public_buckets,
        sg_read_truth(graph, bucket->node, SG_STR("restrictPublicBuckets"), estate->arena));
    sg_str ownership =
        sg_read_text(graph, bucket->node, SG_STR("objectOwnership"), estate->arena);
    acl_limits limits = { .disabled = ownership.length > 0 ? SG_FALSE : SG_UNKNOWN,
                          .ignored = ignore };
    bool is_public = false;

    for (uint32_t i = 0; i < bucket->target.policies.count; i++)
        is_public = is_public || sg_bucket_policy_is_public(bucket->target.policies.items[i]);
    bucket->target.restricted = is_public ? restrict_public : SG_FALSE;
    /* A policy that is not public may let in some addresses, block or no block. */
    bucket->hidden_grants = bucket->target.policies.incomplete;
    bucket->hidden_blocks = is_public && restrict_public == SG_UNKNOWN;
    bucket->hidden_fronts = hides_fronts(estate, bucket);
    if (sg_str_equal(ownership, SG_STR("BucketOwnerEnforced")))
        return SG_OK;
    return add_acl(estate, bucket, limits);
}
