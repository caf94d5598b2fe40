/* resource_decision.c - the action itself, and the use of the key that encrypts.
 *
 *     s3:GetObject on some object of b      and, where b is encrypted under a key of KMS
 *     kms:Decrypt on that key               asked by way of s3.<region>.amazonaws.com
 *
 * A key that AWS manages for a service is for every principal of its account and for nobody else.
 */
#include "ingest/derive/resource_decision.h"

#include "ingest/derive/access_points.h"
#include "ingest/derive/arn.h"

static const struct {
    sg_str action, on_key, service;
} key_uses[] = {
#define USE(action, on_key, service)                                                           \
    { SG_STR_INIT(action), SG_STR_INIT(on_key), SG_STR_INIT(service) },
#include "ingest/derive/key_uses.def"
#undef USE
};

/* What else a key policy that is not known may say: that anybody may use the key.  Only what is denied
 * elsewhere, or not let through by a boundary, is settled then. */
static sg_status ask_unread_key(const sg_iam_request *request, sg_arena *scratch,
                                sg_iam_decision *out)
{
    static const sg_str all[] = { SG_STR_INIT("*") };
    static const sg_named anyone = { SG_NAMED_AWS, SG_STR_INIT("*") };
    static const sg_iam_statement statement = { .actions = { all, 1 },
                                                .resources = { all, 1 },
                                                .has_resource = true,
                                                .has_principal = true,
                                                .principals = &anyone,
                                                .principal_count = 1 };
    static const sg_iam_policy everything = { .statements = &statement, .count = 1 };
    sg_iam_target key = *request->target;
    sg_iam_request generous = *request;
    const sg_iam_policy **items =
        sg_arena_make_array(scratch, const sg_iam_policy *, key.policies.count + 1U);

    if (!items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < key.policies.count; i++)
        items[i] = key.policies.items[i];
    items[key.policies.count++] = &everything;
    key.policies.items = items;
    generous.target = &key;
    SG_TRY(sg_iam_decide(&generous, scratch, out));
    out->must = false;
    return SG_OK;
}

static sg_status ask_key(const sg_estate *estate, const sg_iam_caller *caller,
                         const sg_iam_identity *identity, const sg_estate_resource *key,
                         sg_str action, sg_str service, sg_arena *scratch, sg_iam_decision *out)
{
    sg_arn arn;
    sg_given by_way_of = { .key = SG_STR("kms:ViaService") };
    sg_iam_request request = { .caller = caller,
                               .identity = identity,
                               .target = &key->target,
                               .action = action,
                               .atom = sg_atom_of(&estate->atoms, action),
                               .given = &by_way_of,
                               .given_count = 1 };

    if (sg_arn_split(key->target.arn, &arn) && arn.region.length > 0) {
        by_way_of.value = sg_arena_format(scratch, "%.*s.%.*s.amazonaws.com", SG_FMT(service),
                                          SG_FMT(arn.region));
        if (!by_way_of.value.bytes)
            return SG_ENOMEM;
    }
    SG_TRY(sg_iam_decide(&request, scratch, out));
    return out->may || !key->target.policies.incomplete
               ? SG_OK
               : ask_unread_key(&request, scratch, out);
}

/* Narrows the decision to what the key allows as well. */
static sg_status join_key(const sg_estate *estate, const sg_iam_caller *caller,
                          const sg_iam_identity *identity, const sg_estate_resource *resource,
                          size_t use, sg_arena *scratch, sg_iam_decision *out)
{
    sg_iam_decision key = { .may = true }; /* a key that nobody described may be for anybody */

    if (resource->key && resource->key->aws_managed)
        key.may = key.must = sg_str_equal(caller->account, resource->key->target.account);
    else if (resource->key)
        SG_TRY(ask_key(estate, caller, identity, resource->key, key_uses[use].on_key,
                       key_uses[use].service, scratch, &key));
    out->may = out->may && key.may;
    out->must = out->must && key.must;
    out->everywhere = out->everywhere && key.may;
    return SG_OK;
}

/* The action on the ARN with the suffix, by way of an access point or (NULL) directly. */
static sg_status ask(const sg_iam_caller *caller, const sg_iam_identity *identity,
                     const sg_iam_target *about, sg_iam_action action, sg_str suffix,
                     const sg_access_point *point, sg_arena *scratch, sg_iam_decision *out)
{
    sg_iam_target target = *about;
    sg_iam_request request = { .caller = caller,
                               .identity = identity,
                               .target = &target,
                               .action = action.name,
                               .atom = action.atom,
                               .given = point ? point->bucket_side : NULL,
                               .given_count = point ? point->bucket_side_count : 0 };

    if (suffix.length > 0)
        target.arn = sg_arena_format(scratch, "%.*s%.*s", SG_FMT(about->arn), SG_FMT(suffix));
    return target.arn.bytes ? sg_iam_decide(&request, scratch, out) : SG_ENOMEM;
}

/* Whether the bucket's policy lets the point's caller from another account in, whose identity policies may
 * name the point and not the bucket: whether that is enough is not settled. */
static sg_status ask_delegation(const sg_iam_caller *caller, const sg_estate_resource *bucket,
                                const sg_access_point *point, sg_iam_action action,
                                sg_str suffix, sg_arena *scratch, sg_iam_decision *out)
{
    static const sg_str all[] = { SG_STR_INIT("*") };
    static const sg_iam_statement statement = { .actions = { all, 1 },
                                                .resources = { all, 1 },
                                                .has_resource = true };
    static const sg_iam_policy everything = { .statements = &statement, .count = 1 };
    static const sg_iam_policy *const policies[] = { &everything };
    const sg_iam_identity generous = { .policies = { .items = policies, .count = 1 } };

    SG_TRY(ask(caller, &generous, &bucket->target, action, suffix, point, scratch, out));
    out->must = false;
    return SG_OK;
}

/* Widens the decision by what comes through: the point and the bucket behind it both permit. */
static sg_status join_point(const sg_iam_caller *caller, const sg_iam_identity *identity,
                            const sg_estate_resource *bucket, const sg_access_point *point,
                            sg_iam_action action, sg_str suffix, sg_arena *scratch,
                            sg_iam_decision *out)
{
    bool outside = identity && !sg_str_equal(caller->account, bucket->target.account);
    sg_iam_decision through, behind;

    if (!point->internet && caller->kind == SG_CALLER_ANYONE)
        return SG_OK;
    SG_TRY(ask(caller, identity, &point->target, action,
               suffix.length > 0 ? SG_STR("/object/?*") : SG_STR(""), NULL, scratch, &through));
    if (!through.may)
        return SG_OK;
    SG_TRY(ask(caller, identity, &bucket->target, action, suffix, point, scratch, &behind));
    if (!behind.may && outside)
        SG_TRY(ask_delegation(caller, bucket, point, action, suffix, scratch, &behind));
    out->may = out->may || behind.may;
    out->must = out->must || (through.must && behind.must && point->internet);
    out->everywhere = out->everywhere || (through.everywhere && behind.everywhere);
    return SG_OK;
}

sg_status sg_resource_decide(const sg_estate *estate, const sg_iam_caller *caller,
                             const sg_iam_identity *identity,
                             const sg_estate_resource *resource, sg_iam_action action,
                             sg_str suffix, sg_arena *scratch, sg_iam_decision *out)
{
    sg_arena_mark mark = sg_arena_save(scratch);
    sg_iam_decision decision;

    SG_TRY(ask(caller, identity, &resource->target, action, suffix, NULL, scratch, &decision));
    for (uint32_t i = 0; i < resource->point_count && !decision.must; i++)
        SG_TRY(join_point(caller, identity, resource, &resource->points[i], action, suffix,
                          scratch, &decision));
    for (size_t i = 0; i < SG_COUNT(key_uses) && decision.may; i++)
        if ((resource->key || resource->key_unknown) &&
            sg_str_equal_fold(action.name, key_uses[i].action))
            SG_TRY(join_key(estate, caller, identity, resource, i, scratch, &decision));
    sg_arena_rewind(scratch, mark);
    *out = decision;
    return SG_OK;
}
