/* access.c - who can take which role, reach which resource, and is or becomes administrator. */
#include "ingest/derive/access.h"

#include "ingest/derive/arn.h"
#include "ingest/derive/derive.h"
#include "ingest/derive/escalation.h"
#include "ingest/derive/own_account.h"
#include "ingest/derive/resource_decision.h"

static const struct {
    sg_resource_symbol symbol;
    sg_level level;
    sg_str action, suffix;
} levels[] = {
#define RESOURCE(symbol, label, service, policy, call)
#define LEVEL(symbol, level, action, suffix)                                                   \
    { SG_RESOURCE_##symbol, SG_LEVEL_##level, SG_STR_INIT(action), SG_STR_INIT(suffix) },
#include "ingest/derive/access_levels.def"
#undef RESOURCE
#undef LEVEL
};

/* Whether anything allows the action at all; most actions on most resources nothing does. */
static bool could(const sg_iam_caller *caller, const sg_iam_identity *identity,
                  const sg_estate_resource *resource, unsigned atom)
{
    if (caller->kind == SG_CALLER_ANYONE && resource->target.policies.incomplete)
        return true;
    if (resource->granting && (!resource->granted || sg_atom_set_has(resource->granted, atom)))
        return true;
    return identity && (!identity->allowed || sg_atom_set_has(identity->allowed, atom));
}

sg_status sg_levels_of(const sg_estate *estate, const sg_iam_caller *caller,
                       const sg_iam_identity *identity, const sg_estate_resource *resource,
                       sg_arena *scratch, sg_levels *out)
{
    sg_levels found = { 0, 0 };

    for (size_t i = 0; i < SG_COUNT(levels); i++) {
        sg_iam_decision decision;

        if (levels[i].symbol != resource->symbol || found.must & (1U << levels[i].level) ||
            !could(caller, identity, resource, estate->level_atoms[i]))
            continue;
        SG_TRY(sg_resource_decide(estate, caller, identity, resource,
                                  (sg_iam_action){ levels[i].action, estate->level_atoms[i] },
                                  levels[i].suffix, scratch, &decision));
        found.may |= (unsigned)decision.may << levels[i].level;
        found.must |= (unsigned)decision.must << levels[i].level;
    }
    *out = found;
    return SG_OK;
}

unsigned sg_levels_for_others(sg_resource_symbol symbol)
{
    unsigned found = 0;

    for (size_t i = 0; i < SG_COUNT(levels); i++)
        if (levels[i].symbol == symbol && sg_action_sharing(levels[i].action) != SG_KEPT)
            found |= 1U << levels[i].level;
    return found;
}

const sg_iam_identity *sg_identity_of(const sg_estate_principal *principal)
{
    return principal->known ? &principal->identity : NULL;
}

/* --- nodes -------------------------------------------------------------------------------- */

sg_status sg_access_internet(sg_access *access, sg_build_node *out)
{
    SG_TRY(sg_builder_merge_node(access->builder, SG_STR("internet"), out, NULL));
    return sg_builder_add_label(access->builder, *out, SG_STR("Internet"));
}

static sg_status describe(sg_access *access, sg_build_node node, sg_str id, sg_str account)
{
    sg_builder *builder = access->builder;

    SG_TRY(sg_builder_add_label(builder, node, SG_STR("Resource")));
    SG_TRY(sg_builder_set(builder, node, SG_STR("id"), sg_string(id)));
    SG_TRY(sg_builder_set(builder, node, SG_STR("known"), sg_boolean(false)));
    if (sg_is_account(account))
        SG_TRY(sg_builder_set(builder, node, SG_STR("account"), sg_string(account)));
    if (sg_str_starts(id, SG_STR("arn:")))
        SG_TRY(sg_builder_set(builder, node, SG_STR("arn"), sg_string(id)));
    return sg_builder_set(builder, node, SG_STR("provider"), sg_string(SG_STR("aws")));
}

sg_status sg_access_account(sg_access *access, sg_str number, sg_build_node *out)
{
    bool created;

    SG_TRY(sg_builder_merge_node(access->builder, number, out, &created));
    if (!created)
        return SG_OK;
    SG_TRY(sg_builder_add_label(access->builder, *out, SG_STR("Account")));
    SG_TRY(describe(access, *out, number, number));
    return sg_builder_set(access->builder, *out, SG_STR("external"), sg_boolean(true));
}

sg_status sg_access_stranger(sg_access *access, sg_str key, sg_str label, sg_build_node *out)
{
    bool created;

    SG_TRY(sg_builder_merge_node(access->builder, key, out, &created));
    if (!created)
        return SG_OK;
    SG_TRY(sg_builder_add_label(access->builder, *out, label));
    SG_TRY(sg_builder_add_label(access->builder, *out, SG_STR("Principal")));
    return describe(access, *out, key, sg_arn_account(key));
}

/* --- the derivation ----------------------------------------------------------------------- */

/* What is most comes last, when nothing else is kept any more. */
static sg_status derive(sg_access *access)
{
    SG_TRY(sg_derive_can_assume(access));
    SG_TRY(sg_derive_clear_text(access));
    SG_TRY(sg_derive_admins(access));
    SG_TRY(sg_derive_admin_policies(access));
    SG_TRY(sg_derive_escalations(access));
    SG_TRY(sg_derive_unseen_roles(access));
    SG_TRY(sg_derive_reaches_admin(access));
    sg_array_free(&access->assumptions);
    return sg_derive_can_access(access);
}

sg_status sg_access_read(const sg_graph *graph, const sg_coverage *coverage,
                         const sg_derive_options *options, sg_access *out, sg_error *err)
{
    *out = (sg_access){ .threads = options->threads };
    sg_status status = sg_arena_new(0, &out->arena);

    if (status == SG_OK)
        status = sg_arena_new(0, &out->scratch);
    if (status != SG_OK)
        return sg_fail_memory(err);
    return sg_estate_read(graph, coverage, options->threads, out->arena, &out->estate, err);
}

sg_status sg_access_derive(sg_access *access, sg_builder *builder,
                           const sg_derive_options *options, sg_error *err)
{
    access->builder = builder;
    access->err = err;
    sg_status status = derive(access);
    if (status == SG_ENOMEM)
        (void)sg_fail_memory(err);
    if (options->counts)
        *options->counts = access->counts;
    return status;
}

void sg_access_close(sg_access *access)
{
    sg_array_free(&access->assumptions);
    sg_estate_close(&access->estate);
    sg_arena_free(access->scratch);
    sg_arena_free(access->arena);
}

sg_status sg_derive_access(const sg_graph *graph, sg_builder *builder,
                           const sg_coverage *coverage, const sg_derive_options *options,
                           sg_error *err)
{
    sg_access access;
    sg_status status = sg_access_read(graph, coverage, options, &access, err);

    if (status == SG_OK)
        status = sg_access_derive(&access, builder, options, err);
    sg_access_close(&access);
    return status;
}
