/* outline.c - the statements that can speak of a resource, hashed by where they stand: policies are parsed
 * once per distinct text. */
#include "ingest/derive/outline.h"

#include "engine/base/hash.h"
#include "ingest/derive/access_points.h"

static const sg_str key_actions[] = {
#define USE(action, on_key, service) SG_STR_INIT(on_key),
#include "ingest/derive/key_uses.def"
#undef USE
};

sg_status sg_outline_target_of(const sg_estate *estate, const sg_estate_resource *resource,
                               sg_arena *arena, sg_outline_target *out)
{
    sg_aim *aims = sg_arena_make_array(arena, sg_aim, (size_t)resource->point_count + 2);
    const sg_estate_resource *key = resource->key;

    if (!aims)
        return SG_ENOMEM;
    *out = (sg_outline_target){ .estate = estate,
                                .aims = aims,
                                .about = UINT32_C(1) << resource->symbol,
                                .actions = sg_estate_actions_of(estate, resource->symbol),
                                .apart = resource->personal ||
                                         sg_iam_set_is_personal(&resource->target.controls) };
    aims[out->aim_count++] = sg_aim_below(resource->target.arn);
    for (uint32_t i = 0; i < resource->point_count; i++) {
        aims[out->aim_count++] = sg_aim_below(resource->points[i].target.arn);
        out->apart = out->apart || sg_iam_set_is_personal(&resource->points[i].target.controls);
    }
    if (!key || key->aws_managed)
        return SG_OK;
    aims[out->aim_count++] = sg_aim_below(key->target.arn);
    out->about |= UINT32_C(1) << SG_RESOURCE_KEY;
    out->apart = out->apart || key->personal || sg_iam_set_is_personal(&key->target.controls);
    for (size_t i = 0; i < SG_COUNT(key_actions); i++)
        sg_atom_set_add(&out->actions, sg_atom_of(&estate->atoms, key_actions[i]));
    return SG_OK;
}

static bool speaks_of(const sg_outline_target *target, const sg_iam_policy *policy,
                      const sg_iam_statement *statement)
{
    if (!statement->has_resource || statement->not_resource)
        return true;
    for (uint32_t i = 0; i < statement->resources.count; i++)
        for (uint32_t a = 0; a < target->aim_count; a++)
            if (sg_aim_may_match(&target->aims[a], statement->resources.items[i],
                                 policy->variables))
                return true;
    return false;
}

/* Adds what of the statements speaks of the target; false when it looks at who asks. */
static bool add_said(const sg_outline_target *target, uint32_t first, uint32_t end,
                     sg_outline *out)
{
    uint64_t begins = 0;

    for (uint32_t a = 0; a < target->aim_count; a++)
        begins |= target->aims[a].begins;
    for (uint32_t i = first; i < end; i++) {
        const sg_estate_said *said = &target->estate->said.items[i];
        const sg_iam_statement *statement;
        if (!(said->about & target->about) || !(said->begins & begins))
            continue;
        statement = &said->policy->statements[said->statement];
        if (!speaks_of(target, said->policy, statement))
            continue;
        if (sg_iam_statement_is_personal(said->policy, statement))
            return false;
        out->hash = sg_hash_combine(out->hash, (uint64_t)(uintptr_t)statement);
        out->allows = out->allows || !statement->deny;
    }
    return true;
}

static bool set_is_apart(const sg_outline_target *target, const sg_iam_policies *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const sg_iam_policy *policy = set->items[i];
        for (uint32_t s = 0; s < policy->count; s++)
            if ((!policy->atoms || sg_atom_sets_meet(policy->atoms[s], &target->actions)) &&
                sg_iam_statement_is_personal(policy, &policy->statements[s]) &&
                speaks_of(target, policy, &policy->statements[s]))
                return true;
    }
    return false;
}

/* Nearly all principals of an account share its guardrails, so that they count as one thing. */
static bool guarded_apart(sg_outline_target *target, const sg_guardrails *guardrails)
{
    if (guardrails == target->guardrails)
        return target->guarded_apart;
    target->guardrails = guardrails;
    target->guarded_apart = false;
    for (uint32_t i = 0; guardrails && i < guardrails->count && !target->guarded_apart; i++)
        target->guarded_apart = set_is_apart(target, &guardrails->levels[i]);
    return target->guarded_apart;
}

bool sg_outline_of(sg_outline_target *target, const sg_estate_class *class, sg_outline *out)
{
    const sg_estate *estate = target->estate;
    const sg_estate_principal *one = &estate->principals[estate->members[class->first]];
    const sg_iam_identity *identity = &one->identity;
    uint64_t flags =
        (uint64_t)one->caller.kind << 8 | (uint64_t)one->caller.service_linked << 3 |
        (uint64_t)identity->bounded << 2 | (uint64_t)identity->boundary.incomplete << 1 |
        (uint64_t)identity->policies.incomplete;
    bool allows;

    if (target->apart || guarded_apart(target, identity->guardrails))
        return false;
    out->allows = one->caller.kind == SG_CALLER_ROOT;
    out->hash = sg_hash_combine(estate->secret, (uint64_t)(uintptr_t)identity->guardrails);
    out->hash = sg_hash_combine(out->hash, (uint64_t) class->account << 32 | flags);
    if (!add_said(target, class->said, class->said_within, out))
        return false;
    allows = out->allows;
    out->hash = sg_hash_combine(out->hash, SG_COUNT(key_actions)); /* then the boundary's */
    if (!add_said(target, class->said_within, class->said_end, out))
        return false;
    out->allows = allows;
    return true;
}

/* --- answers ------------------------------------------------------------------------------ */

sg_status sg_outline_memo_open(sg_arena *arena, uint32_t most, sg_outline_memo *out)
{
    uint64_t room = 16;

    while (room < 2 * (uint64_t)most)
        room *= 2;
    out->mask = room - 1;
    out->outlines = sg_arena_make_array(arena, uint64_t, room);
    out->answers = sg_arena_make_array(arena, uint64_t, room);
    return out->outlines && out->answers ? SG_OK : SG_ENOMEM;
}

uint64_t *sg_outline_memo_at(sg_outline_memo *memo, uint64_t outline)
{
    uint64_t at = outline & memo->mask;

    while (memo->answers[at] != 0 && memo->outlines[at] != outline)
        at = (at + 1) & memo->mask;
    memo->outlines[at] = outline;
    return &memo->answers[at];
}
