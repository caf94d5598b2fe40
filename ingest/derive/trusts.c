/* trusts.c - TRUSTS, from a role to whom a statement of its trust policy names. */
#include "ingest/derive/trusts.h"

#include "ingest/derive/mentions.h"

sg_str sg_trust_external_id(const sg_iam_statement *statement)
{
    for (uint32_t i = 0; i < statement->condition_count; i++)
        if (sg_str_equal_fold(statement->conditions[i].key, SG_STR("sts:ExternalId")) &&
            statement->conditions[i].values.count > 0)
            return statement->conditions[i].values.items[0];
    return (sg_str){ "", 0 };
}

sg_status sg_trust_node(sg_access *access, const sg_named *principal, sg_build_node *out,
                        bool *named)
{
    sg_str account = { "", 0 };
    sg_str name = { "", 0 };

    *named = true;
    switch (principal->kind) {
    case SG_NAMED_SERVICE:
        return sg_access_stranger(access, principal->text, SG_STR("ServicePrincipal"), out);
    case SG_NAMED_FEDERATED:
        return sg_access_stranger(access, principal->text, SG_STR("IdentityProvider"), out);
    case SG_NAMED_CANONICAL:
        break;
    case SG_NAMED_AWS:
        switch (sg_named_form_of(principal->text, &account, &name)) {
        case SG_FORM_ACCOUNT:
            return sg_access_account(access, account, out);
        case SG_FORM_USER:
            return sg_access_stranger(access, principal->text, SG_STR("UserAccount"), out);
        case SG_FORM_ROLE:
            return sg_access_stranger(access, principal->text, SG_STR("AccessRole"), out);
        case SG_FORM_ANYONE:
        case SG_FORM_SESSION:
        case SG_FORM_OTHER:
            break;
        }
        break;
    }
    *named = false;
    return SG_OK;
}

sg_status sg_trust_write(sg_access *access, sg_build_node role,
                         const sg_iam_statement *statement)
{
    sg_builder *builder = access->builder;
    sg_str external_id = sg_trust_external_id(statement);

    for (uint32_t i = 0; i < statement->principal_count; i++) {
        sg_build_node trusted;
        sg_build_edge edge;
        bool named;

        SG_TRY(sg_trust_node(access, &statement->principals[i], &trusted, &named));
        if (!named)
            continue;
        SG_TRY(sg_builder_merge_edge(
            builder, role, SG_STR("TRUSTS"), trusted,
            statement->condition_count > 0 ? SG_STR("conditional") : SG_STR(""), &edge));
        SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("conditional"),
                                   sg_boolean(statement->condition_count > 0)));
        if (external_id.length > 0)
            SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("externalId"),
                                       sg_string(external_id)));
    }
    return SG_OK;
}
