/* key_grants.c - a grant allows its grantee some operations; it denies nothing.
 *
 * One that holds only for some encryption context is of use to whoever picks that context, and a
 * caller that reads what others encrypted cannot pick: whether it counts is not known.  Nor is it while nobody
 * listed the grants: any principal may have one.
 */
#include "ingest/derive/key_grants.h"

#include "engine/base/text.h"
#include "ingest/derive/read.h"

static const sg_iam_condition undecided = { .op = SG_CONDITION_UNKNOWN };

/* Source: "Grant operations" in the KMS Developer Guide. */
static const sg_str operations[] = {
    SG_STR_INIT("kms:CreateGrant"),
    SG_STR_INIT("kms:Decrypt"),
    SG_STR_INIT("kms:DeriveSharedSecret"),
    SG_STR_INIT("kms:DescribeKey"),
    SG_STR_INIT("kms:Encrypt"),
    SG_STR_INIT("kms:GenerateDataKey"),
    SG_STR_INIT("kms:GenerateDataKeyPair"),
    SG_STR_INIT("kms:GenerateDataKeyPairWithoutPlaintext"),
    SG_STR_INIT("kms:GenerateDataKeyWithoutPlaintext"),
    SG_STR_INIT("kms:GenerateMac"),
    SG_STR_INIT("kms:GetPublicKey"),
    SG_STR_INIT("kms:ReEncryptFrom"),
    SG_STR_INIT("kms:ReEncryptTo"),
    SG_STR_INIT("kms:RetireGrant"),
    SG_STR_INIT("kms:Sign"),
    SG_STR_INIT("kms:Verify"),
    SG_STR_INIT("kms:VerifyMac"),
};

bool sg_key_may_be_granted(const sg_estate_resource *key, const sg_iam_caller *caller,
                           sg_str action)
{
    if (!key->hidden_grantees || key->aws_managed || caller->kind == SG_CALLER_ANYONE)
        return false;
    for (size_t i = 0; i < SG_COUNT(operations); i++)
        if (sg_str_equal_fold(operations[i], action))
            return true;
    return false;
}

static sg_value member(sg_value map, const char *name)
{
    return map.type == SG_TYPE_MAP ? sg_map_get(map, sg_str_of(name)) : sg_null();
}

static sg_status read_operations(sg_estate *estate, sg_value listed, sg_texts *out)
{
    uint32_t count = listed.type == SG_TYPE_LIST ? listed.length : 0;
    sg_str *actions = sg_arena_make_array(estate->arena, sg_str, count + 1U);

    if (!actions)
        return SG_ENOMEM;
    out->items = actions;
    for (uint32_t i = 0; i < count; i++) {
        if (listed.list[i].type != SG_TYPE_STRING)
            continue;
        actions[out->count] =
            sg_arena_format(estate->arena, "kms:%.*s", SG_FMT(sg_value_str(listed.list[i])));
        if (!actions[out->count++].bytes)
            return SG_ENOMEM;
    }
    return SG_OK;
}

static sg_status read_grant(sg_estate *estate, sg_value grant, sg_iam_statement *out)
{
    sg_value grantee = member(grant, "grantee");
    sg_value constrained = member(grant, "constrained");
    bool certain = constrained.type == SG_TYPE_BOOLEAN && !constrained.boolean;
    sg_named *principal = sg_arena_make(estate->arena, sg_named);

    if (!principal)
        return SG_ENOMEM;
    *principal =
        (sg_named){ SG_NAMED_AWS,
                    grantee.type == SG_TYPE_STRING ? sg_value_str(grantee) : SG_STR("") };
    *out = (sg_iam_statement){ .sid = SG_STR("grant"),
                               .has_principal = true,
                               .is_grant = true,
                               .principals = principal,
                               .principal_count = 1,
                               .conditions = certain ? NULL : &undecided,
                               .condition_count = certain ? 0 : 1 };
    return read_operations(estate, member(grant, "operations"), &out->actions);
}

sg_status sg_key_add_grants(sg_estate *estate, sg_estate_resource *key)
{
    sg_value grants = sg_read(estate->graph, key->node, SG_STR("grants"), estate->arena);
    sg_iam_statement *statements;
    sg_iam_policy *policy;

    key->hidden_grantees = estate->coverage && grants.type != SG_TYPE_LIST;
    if (grants.type != SG_TYPE_LIST || grants.length == 0)
        return SG_OK;
    policy = sg_arena_make(estate->arena, sg_iam_policy);
    statements = sg_arena_make_array(estate->arena, sg_iam_statement, grants.length);
    if (!policy || !statements)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < grants.length; i++) {
        SG_TRY(read_grant(estate, grants.list[i], &statements[i]));
        key->hidden_grantees =
            key->hidden_grantees || statements[i].principals[0].text.length == 0;
    }
    key->granted_directly = true;
    policy->statements = statements;
    policy->count = grants.length;
    return sg_estate_add_policy(estate, &key->target.policies, policy);
}
