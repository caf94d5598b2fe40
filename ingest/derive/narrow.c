/* narrow.c - statements that cover the action, with the patterns that can match the resource.
 *
 * Whether a pattern can match is told by its ends alone, up to the first wildcard or variable from either
 * side: most patterns name another thing literally.
 */
#include "ingest/derive/narrow.h"

#include "ingest/derive/atoms.h"
#include "ingest/derive/evaluate.h"
#include "ingest/derive/glob.h"

static bool is_open(char byte)
{
    return byte == '*' || byte == '?';
}

/* Whether the texts that the target stands for and those that the pattern matches may have one in common.
 * What a variable expands to is not looked at. */
static bool may_match(sg_str pattern, sg_str target, bool variables)
{
    size_t common = pattern.length < target.length ? pattern.length : target.length;
    bool open = false;

    for (size_t i = 1; i <= common && !open; i++) {
        char wanted = pattern.bytes[pattern.length - i];
        char found = target.bytes[target.length - i];
        open = is_open(wanted) || is_open(found) || (variables && wanted == '}');
        if (!open && wanted != found)
            return false;
    }
    if (!open && pattern.length == target.length)
        return true;
    for (size_t i = 0; i < common; i++) {
        char wanted = pattern.bytes[i];
        char found = target.bytes[i];
        if (is_open(wanted) || is_open(found) || (variables && wanted == '$'))
            return true;
        if (wanted != found)
            return false;
    }
    /* One is the literal beginning of the other, which goes on with what may stand for nothing. */
    return open || pattern.length != target.length;
}

static bool speaks_of(const sg_iam_policy *policy, const sg_iam_statement *statement,
                      sg_str target)
{
    if (!statement->has_resource || statement->not_resource)
        return true;
    for (uint32_t i = 0; i < statement->resources.count; i++)
        if (may_match(statement->resources.items[i], target, policy->variables))
            return true;
    return false;
}

static bool matters(const sg_iam_policy *policy, uint32_t position,
                    const sg_iam_request *request)
{
    return sg_iam_covers(policy, position, request) &&
           speaks_of(policy, &policy->statements[position], request->target->arn);
}

static bool grants(const sg_iam_policies *set, const sg_iam_request *request)
{
    for (uint32_t i = 0; i < set->count; i++)
        for (uint32_t s = 0; s < set->items[i]->count; s++)
            if (!set->items[i]->statements[s].deny && matters(set->items[i], s, request))
                return true;
    return false;
}

static bool may_allow(const sg_iam_identity *identity, unsigned atom)
{
    return !identity->allowed || atom == SG_NO_ATOM || sg_atom_set_has(identity->allowed, atom);
}

/* Copies the statement with only the patterns that may match. */
static sg_status narrow_statement(const sg_iam_policy *policy, sg_iam_statement *statement,
                                  sg_str target, sg_arena *arena)
{
    sg_texts all = statement->resources;
    sg_str *kept = sg_arena_alloc_array(arena, (size_t)all.count + 1, sizeof *kept);

    if (!kept)
        return SG_ENOMEM;
    statement->resources = (sg_texts){ kept, 0 };
    for (uint32_t i = 0; i < all.count; i++)
        if (may_match(all.items[i], target, policy->variables))
            kept[statement->resources.count++] = all.items[i];
    return SG_OK;
}

static sg_status narrow_policy(const sg_iam_policy *policy, const sg_iam_request *request,
                               uint32_t count, sg_arena *arena, const sg_iam_policy **out)
{
    sg_iam_policy *narrowed = sg_arena_make(arena, sg_iam_policy);
    sg_iam_statement *statements = sg_arena_alloc_array(arena, count, sizeof *statements);

    if (!narrowed || !statements)
        return SG_ENOMEM;
    *narrowed = (sg_iam_policy){ .variables = policy->variables,
                                 .statements = statements,
                                 .covering = true };
    for (uint32_t s = 0; s < policy->count; s++) {
        if (!matters(policy, s, request))
            continue;
        statements[narrowed->count] = policy->statements[s];
        SG_TRY(narrow_statement(policy, &statements[narrowed->count++], request->target->arn,
                                arena));
    }
    *out = narrowed;
    return SG_OK;
}

static sg_status narrow_set(const sg_iam_policies *set, const sg_iam_request *request,
                            sg_arena *arena, sg_iam_policies *out)
{
    const sg_iam_policy **items =
        sg_arena_alloc_array(arena, (size_t)set->count + 1, sizeof *items);

    if (!items)
        return SG_ENOMEM;
    *out = (sg_iam_policies){ .items = items, .incomplete = set->incomplete };
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t count = 0;
        for (uint32_t s = 0; s < set->items[i]->count; s++)
            count += matters(set->items[i], s, request);
        if (count > 0)
            SG_TRY(narrow_policy(set->items[i], request, count, arena, &items[out->count++]));
    }
    return SG_OK;
}

static sg_status narrow_guardrails(const sg_guardrails *all, const sg_iam_request *request,
                                   sg_arena *arena, sg_guardrails *out)
{
    sg_iam_policies *levels =
        sg_arena_alloc_array(arena, (size_t)all->count + 1, sizeof *levels);

    if (!levels)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < all->count; i++)
        SG_TRY(narrow_set(&all->levels[i], request, arena, &levels[i]));
    *out = (sg_guardrails){ levels, all->count };
    return SG_OK;
}

sg_status sg_iam_narrow(const sg_iam_request *request, sg_arena *arena, sg_narrowed *out,
                        bool *possible)
{
    const sg_iam_identity *identity = request->identity;

    *possible = (identity && request->caller->kind == SG_CALLER_ROOT) ||
                (identity && may_allow(identity, request->atom) &&
                 grants(&identity->policies, request)) ||
                grants(&request->target->policies, request);
    if (!*possible)
        return SG_OK;
    out->request = *request;
    out->target = *request->target;
    out->request.target = &out->target;
    SG_TRY(narrow_set(&request->target->policies, request, arena, &out->target.policies));
    SG_TRY(narrow_set(&request->target->controls, request, arena, &out->target.controls));
    if (!identity)
        return SG_OK;
    out->identity = *identity;
    out->request.identity = &out->identity;
    SG_TRY(narrow_set(&identity->policies, request, arena, &out->identity.policies));
    if (identity->bounded)
        SG_TRY(narrow_set(&identity->boundary, request, arena, &out->identity.boundary));
    if (!identity->guardrails)
        return SG_OK;
    out->identity.guardrails = &out->guardrails;
    return narrow_guardrails(identity->guardrails, request, arena, &out->guardrails);
}
