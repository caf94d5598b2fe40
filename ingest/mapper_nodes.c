/* mapper_nodes.c - nodes of a mapping: those that are described, met, or only referred to. */
#include "ingest/mapper_internal.h"

#include <string.h>

#include "ingest/model.h"
#include "ingest/recognise.h"

sg_status sg_mapper_set_text(sg_mapper *mapper, sg_build_node node, const char *name,
                             sg_str text)
{
    if (!text.length)
        return SG_OK;
    return sg_builder_set(mapper->builder, node, sg_str_of(name), sg_string(text));
}

sg_status sg_mapper_add_labels(sg_mapper *mapper, sg_build_node node, sg_str label)
{
    const sg_model_label *row = sg_model_find_label(label);

    if (label.length)
        SG_TRY(sg_builder_add_label(mapper->builder, node, label));
    if (row && row->secondary.length)
        SG_TRY(sg_builder_add_label(mapper->builder, node, row->secondary));
    if (sg_str_equal(label, SG_STR("Internet")) || sg_str_equal(label, SG_STR("IpRange")))
        return SG_OK;
    return sg_builder_add_label(mapper->builder, node, SG_STR("Resource"));
}

/* "i-0123", neither an ARN nor a path nor an account. */
static bool is_plain_id(sg_str key)
{
    return sg_str_find(key, SG_STR(":"), 0) == SIZE_MAX &&
           sg_str_find(key, SG_STR("/"), 0) == SIZE_MAX && !sg_is_account(key);
}

static sg_status twin_of(sg_mapper *mapper, sg_str account, sg_str key, sg_str *out)
{
    *out = sg_arena_format(mapper->scratch, "%.*s/%.*s", SG_FMT(account), SG_FMT(key));
    return out->bytes ? SG_OK : SG_ENOMEM;
}

sg_status sg_mapper_resolve(sg_mapper *mapper, sg_str *key)
{
    sg_str twin;

    if (mapper->twins.count == 0 || !is_plain_id(*key) || mapper->origin->account.length == 0)
        return SG_OK;
    SG_TRY(twin_of(mapper, mapper->origin->account, *key, &twin));
    if (sg_table_find(&mapper->twins, twin, NULL))
        *key = twin;
    return SG_OK;
}

sg_status sg_mapper_claim(sg_mapper *mapper, sg_str account, sg_str *key)
{
    sg_build_node node;
    sg_value known, owner;
    sg_str twin;

    if (account.length == 0 || !is_plain_id(*key) ||
        !sg_builder_find_node(mapper->builder, *key, &node))
        return SG_OK;
    known = sg_builder_get(mapper->builder, node, SG_STR("known"), mapper->scratch);
    owner = sg_builder_get(mapper->builder, node, SG_STR("account"), mapper->scratch);
    if (known.type != SG_TYPE_BOOLEAN || !known.boolean || owner.type != SG_TYPE_STRING ||
        sg_str_equal(sg_value_str(owner), account))
        return SG_OK;
    SG_TRY(twin_of(mapper, account, *key, &twin));
    *key = sg_arena_copy(mapper->arena, twin);
    return key->bytes ? sg_table_put(&mapper->twins, *key, 0, NULL, NULL) : SG_ENOMEM;
}

/* What no call describes, or a reference alone proves: an address range, another company's account.
 * Anything else that is only referred to may not exist any more. */
static bool stands_for_itself(sg_str label)
{
    static const sg_str labels[] = {
        SG_STR_INIT("Account"),
        SG_STR_INIT("Internet"),
        SG_STR_INIT("IpRange"),
        SG_STR_INIT("ServicePrincipal"),
        SG_STR_INIT("IdentityProvider"),
        SG_STR_INIT("ContainerImage"),
        SG_STR_INIT("AccessPolicy"),
        SG_STR_INIT("Organization"),
        SG_STR_INIT("KubernetesCluster"),
        SG_STR_INIT("KubernetesServiceAccount"),
        SG_STR_INIT("OrganizationalUnit"),
    };

    for (size_t i = 0; i < SG_COUNT(labels); i++)
        if (sg_str_equal(labels[i], label))
            return true;
    return false;
}

/* What a key tells of a node that is new. */
static sg_status introduce(sg_mapper *mapper, sg_build_node node, sg_str key)
{
    sg_arn arn;

    SG_TRY(sg_mapper_set_text(mapper, node, "id", key));
    if (sg_str_starts(key, SG_STR("cidr:")))
        return sg_mapper_set_text(mapper, node, "name", sg_str_slice(key, 5, key.length));
    if (sg_is_account(key))
        SG_TRY(sg_mapper_set_text(mapper, node, "account", key));
    if (sg_arn_split(key, &arn)) {
        SG_TRY(sg_mapper_set_text(mapper, node, "arn", key));
        if (sg_is_account(arn.account))
            SG_TRY(sg_mapper_set_text(mapper, node, "account", arn.account));
    }
    return sg_builder_set(mapper->builder, node, SG_STR("known"), sg_boolean(false));
}

sg_status sg_mapper_refer(sg_mapper *mapper, sg_str key, const char *label, sg_build_node *out)
{
    sg_str name = sg_str_of(label ? label : sg_label_of_key(key));
    sg_build_node node;
    bool created;

    SG_TRY(sg_mapper_resolve(mapper, &key));
    SG_TRY(sg_builder_merge_node(mapper->builder, key, &node, &created));
    *out = node;
    if (!created)
        return SG_OK;
    SG_TRY(introduce(mapper, node, key));
    if (sg_str_equal(name, SG_STR("Account")))
        SG_TRY(sg_array_push(&mapper->accounts, node));
    if (stands_for_itself(name))
        return sg_mapper_add_labels(mapper, node, name);
    SG_TRY(sg_mapper_set_text(mapper, node, "expectedLabel", name));
    return sg_mapper_add_labels(mapper, node, SG_STR(""));
}

sg_status sg_mapper_meet(sg_mapper *mapper, sg_str key, const char *label, sg_build_node *out)
{
    sg_value expected;

    SG_TRY(sg_mapper_refer(mapper, key, label, out));
    expected = sg_builder_get(mapper->builder, *out, SG_STR("expectedLabel"), mapper->scratch);
    if (sg_is_null(expected))
        return SG_OK;
    SG_TRY(sg_mapper_add_labels(mapper, *out, sg_str_of(label ? label : sg_label_of_key(key))));
    return sg_builder_set(mapper->builder, *out, SG_STR("expectedLabel"), sg_null());
}

sg_status sg_mapper_account(sg_mapper *mapper, sg_str number, sg_build_node *out)
{
    if (number.length && sg_str_equal(number, sg_str_of(mapper->number))) {
        *out = mapper->account;
        return SG_OK;
    }
    SG_TRY(sg_mapper_refer(mapper, number, "Account", out));
    if (sg_is_account(number)) {
        memcpy(mapper->number, number.bytes, number.length);
        mapper->number[number.length] = '\0';
        mapper->account = *out;
    }
    return SG_OK;
}

sg_status sg_mapper_link(sg_mapper *mapper, sg_build_node from, const char *type,
                         sg_build_node to, const char *property, const char *text)
{
    sg_build_edge edge;

    SG_TRY(sg_builder_merge_edge(mapper->builder, from, sg_str_of(type), to, sg_str_of(text),
                                 &edge));
    if (!property)
        return SG_OK;
    return sg_builder_set_edge(mapper->builder, edge, sg_str_of(property),
                               sg_string(sg_str_of(text)));
}
