/* narrow.c - statements that cover the action, with the patterns that can match the resource (aim.h);
 * each pattern is looked at once. */
#include "ingest/derive/narrow.h"

#include "ingest/derive/aim.h"
#include "ingest/derive/atoms.h"
#include "ingest/derive/evaluate.h"

/* A request while it is narrowed. */
typedef struct narrowing {
    const sg_iam_request *request;
    sg_aim aim;
    sg_arena *arena;
} narrowing;

/* Leaves in the statement only patterns that may match; false when it then speaks of nothing. */
static bool narrow_statement(const narrowing *at, sg_iam_statement *statement, bool variables,
                             bool *exhausted)
{
    sg_texts all = statement->resources;
    bool named = statement->has_resource && !statement->not_resource;
    uint32_t first = 0;
    sg_str *kept;

    while (first < all.count && !sg_aim_may_match(&at->aim, all.items[first], variables))
        first++;
    statement->resources = (sg_texts){ NULL, 0 };
    if (first == all.count)
        return !named;
    kept = sg_arena_alloc_raw(at->arena, (all.count - first) * sizeof *kept);
    *exhausted = *exhausted || !kept;
    if (!kept)
        return false;
    statement->resources.items = kept;
    kept[statement->resources.count++] = all.items[first];
    for (uint32_t i = first + 1; i < all.count; i++)
        if (sg_aim_may_match(&at->aim, all.items[i], variables))
            kept[statement->resources.count++] = all.items[i];
    return true;
}

/* *out is NULL when nothing is left; *grants is set when something is that allows. */
static sg_status narrow_policy(const narrowing *at, const sg_iam_policy *policy,
                               const sg_iam_policy **out, bool *grants)
{
    sg_iam_statement *statements = NULL;
    bool exhausted = false;
    uint32_t count = 0;
    sg_iam_policy *narrowed;

    *out = NULL;
    for (uint32_t s = 0; s < policy->count; s++) {
        if (!sg_iam_covers(policy, s, at->request))
            continue;
        if (!statements)
            statements =
                sg_arena_alloc_raw(at->arena, (policy->count - s) * sizeof *statements);
        if (!statements)
            return SG_ENOMEM;
        statements[count] = policy->statements[s];
        if (!narrow_statement(at, &statements[count], policy->variables, &exhausted))
            continue;
        *grants = *grants || !statements[count].deny;
        count++;
    }
    if (count == 0)
        return exhausted ? SG_ENOMEM : SG_OK;
    narrowed = sg_arena_alloc_raw(at->arena, sizeof *narrowed);
    if (!narrowed || exhausted)
        return SG_ENOMEM;
    *narrowed = (sg_iam_policy){ .variables = policy->variables,
                                 .statements = statements,
                                 .count = count,
                                 .covering = true };
    *out = narrowed;
    return SG_OK;
}

static sg_status narrow_set(const narrowing *at, const sg_iam_policies *set,
                            sg_iam_policies *out, bool *grants)
{
    const sg_iam_policy **items =
        sg_arena_alloc_raw(at->arena, ((size_t)set->count + 1) * sizeof *items);

    if (!items)
        return SG_ENOMEM;
    *out = (sg_iam_policies){ .items = items, .incomplete = set->incomplete };
    for (uint32_t i = 0; i < set->count; i++) {
        SG_TRY(narrow_policy(at, set->items[i], &items[out->count], grants));
        out->count += items[out->count] != NULL;
    }
    return SG_OK;
}

static sg_status narrow_guardrails(const narrowing *at, const sg_guardrails *all,
                                   sg_guardrails *out)
{
    sg_iam_policies *levels =
        sg_arena_alloc_raw(at->arena, ((size_t)all->count + 1) * sizeof *levels);
    bool grants = false; /* not asked */

    if (!levels)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < all->count; i++)
        SG_TRY(narrow_set(at, &all->levels[i], &levels[i], &grants));
    *out = (sg_guardrails){ levels, all->count };
    return SG_OK;
}

static bool may_allow(const sg_iam_identity *identity, unsigned atom)
{
    return !identity->allowed || atom == SG_NO_ATOM || sg_atom_set_has(identity->allowed, atom);
}

/* What of a caller's policies limits what the others grant. */
static sg_status narrow_limits(const narrowing *at, const sg_iam_identity *identity,
                               sg_narrowed *out)
{
    bool grants = false; /* not asked */

    if (identity->bounded)
        SG_TRY(narrow_set(at, &identity->boundary, &out->identity.boundary, &grants));
    if (!identity->guardrails)
        return SG_OK;
    out->identity.guardrails = &out->guardrails;
    return narrow_guardrails(at, identity->guardrails, &out->guardrails);
}

sg_status sg_iam_narrow(const sg_iam_request *request, sg_arena *arena, sg_narrowed *out,
                        bool *possible)
{
    const sg_iam_identity *identity = request->identity;
    narrowing at = { request, sg_aim_at(request->target->arn), arena };
    bool limits = false; /* not asked */

    *possible = request->caller->kind == SG_CALLER_ANYONE
                    ? request->target->policies.incomplete /* it may grant what nobody saw */
                    : identity && request->caller->kind == SG_CALLER_ROOT;
    out->target = *request->target;
    SG_TRY(narrow_set(&at, &request->target->policies, &out->target.policies, possible));
    if (!*possible && !(identity && may_allow(identity, request->atom)))
        return SG_OK;
    if (identity) {
        out->identity = *identity;
        SG_TRY(narrow_set(&at, &identity->policies, &out->identity.policies, possible));
    }
    if (!*possible)
        return SG_OK;
    out->request = *request;
    out->request.target = &out->target;
    SG_TRY(narrow_set(&at, &request->target->controls, &out->target.controls, &limits));
    if (!identity)
        return SG_OK;
    out->request.identity = &out->identity;
    return narrow_limits(&at, identity, out);
}
