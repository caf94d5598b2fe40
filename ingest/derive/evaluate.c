/* evaluate.c - the decision procedure for one situation.
 *
 * An explicit deny anywhere ends it.  Then the guardrails of the caller's account must allow on
 * every level, and one of these must grant (same account; the resource policy names ...):
 *
 *     the user             grants
 *     the session          grants
 *     the role             grants within the boundary
 *     anyone               grants; whether the boundary limits it is not certain
 *     the account          grants nothing, but lets identity policies count
 *     (identity policies)  grant within the boundary, also without a resource policy unless the
 *                          service requires one (KMS keys, role trust)
 *
 * Across accounts the caller's identity policies (within the boundary) and the resource policy
 * must both grant.  For whoever comes from outside only "anyone" grants.
 */
#include "ingest/derive/evaluate.h"

#include "ingest/derive/atoms.h"
#include "ingest/derive/condition_keys.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/mentions.h"

typedef struct verdict {
    sg_truth allow, deny;
} verdict;

/* What the resource policies say, by how they name the caller. */
typedef struct resource_side {
    sg_truth by[SG_MENTIONS];
    sg_truth grant; /* of a key, for the caller itself */
    sg_truth deny;
} resource_side;

/* --- statements --------------------------------------------------------------------------- */

bool sg_iam_has_action(const sg_iam_statement *statement, sg_str action)
{
    bool any = false;

    for (uint32_t i = 0; i < statement->actions.count && !any; i++)
        any = sg_glob_match_fold(statement->actions.items[i], action);
    return any != statement->not_action;
}

bool sg_iam_covers(const sg_iam_policy *policy, uint32_t statement,
                   const sg_iam_request *request)
{
    if (policy->covering)
        return true;
    return policy->atoms && request->atom != SG_NO_ATOM
               ? sg_atom_set_has(policy->atoms[statement], request->atom)
               : sg_iam_has_action(&policy->statements[statement], request->action);
}

/* A variable whose value is not known, or that has none where that may not matter. */
static sg_truth match_loosely(const sg_situation *situation, sg_str pattern)
{
    sg_str loose = sg_loosen_variables(pattern, situation->arena);

    if (!loose.bytes)
        *situation->exhausted = true;
    return loose.bytes && !sg_glob_match(loose, situation->resource) ? SG_FALSE : SG_UNKNOWN;
}

/* Whether a wildcard may stand for colons is not settled for Allow: where the pattern matches
 * only across the parts of the ARN, the answer is unknown. */
static sg_truth match_resource(const sg_situation *situation, const sg_iam_statement *statement,
                               sg_str pattern, bool variables)
{
    if (variables) {
        sg_str written = pattern;
        switch (sg_expand_variables(situation, written, true, &pattern)) {
        case SG_EXPANDED:
            break;
        case SG_EXPANSION_ABSENT:
            return statement->deny || statement->not_resource
                       ? match_loosely(situation, written)
                       : SG_FALSE;
        case SG_EXPANSION_UNKNOWN:
            return match_loosely(situation, written);
        }
    }
    if (!sg_glob_match(pattern, situation->resource))
        return SG_FALSE;
    if (statement->deny || statement->not_resource || sg_str_equal(pattern, SG_STR("*")) ||
        sg_glob_match_arn(pattern, situation->resource))
        return SG_TRUE;
    return SG_UNKNOWN;
}

static sg_truth match_resources(const sg_situation *situation,
                                const sg_iam_statement *statement, bool variables)
{
    sg_truth any = SG_FALSE;

    if (!statement->has_resource)
        return SG_TRUE;
    for (uint32_t i = 0; i < statement->resources.count && any != SG_TRUE; i++)
        any = sg_either(any, match_resource(situation, statement, statement->resources.items[i],
                                            variables));
    return statement->not_resource ? sg_negation(any) : any;
}

static sg_truth applies(const sg_situation *situation, const sg_iam_policy *policy,
                        uint32_t position)
{
    const sg_iam_statement *statement = &policy->statements[position];
    sg_truth truth;

    if (!sg_iam_covers(policy, position, situation->request))
        return SG_FALSE;
    truth = match_resources(situation, statement, policy->variables);
    if (truth == SG_FALSE)
        return SG_FALSE;
    return sg_both(truth, sg_iam_conditions_hold(situation, statement, policy->variables));
}

/* --- sets of policies --------------------------------------------------------------------- */

/* A policy that is not known may deny.  That it may allow is said only where it limits others:
 * `limits`; else everybody with an unread policy might do everything. */
static verdict weigh(const sg_situation *situation, const sg_iam_policies *set, bool limits)
{
    verdict said = { .allow = set->incomplete && limits ? SG_UNKNOWN : SG_FALSE,
                     .deny = set->incomplete ? SG_UNKNOWN : SG_FALSE };

    for (uint32_t i = 0; i < set->count; i++) {
        for (uint32_t s = 0; s < set->items[i]->count; s++) {
            const sg_iam_statement *statement = &set->items[i]->statements[s];
            sg_truth *side = statement->deny ? &said.deny : &said.allow;

            if (*side != SG_TRUE)
                *side = sg_either(*side, applies(situation, set->items[i], s));
            if (said.deny == SG_TRUE)
                return said;
        }
    }
    return said;
}

static resource_side weigh_resource(const sg_situation *situation)
{
    const sg_iam_policies *set = &situation->request->target->policies;
    resource_side grants = { .grant = SG_FALSE,
                             .deny = set->incomplete ? SG_UNKNOWN : SG_FALSE };

    for (size_t i = 0; i < SG_MENTIONS; i++)
        grants.by[i] = SG_FALSE;
    for (uint32_t i = 0; i < set->count; i++) {
        for (uint32_t s = 0; s < set->items[i]->count; s++) {
            const sg_iam_statement *statement = &set->items[i]->statements[s];
            unsigned mentions = sg_iam_mentions(statement, situation->request->caller);
            sg_truth truth;

            if (mentions == 0)
                continue;
            truth = applies(situation, set->items[i], s);
            if (mentions & SG_MENTION_BY_SESSION)
                truth = sg_both(truth, SG_UNKNOWN);
            if (statement->deny)
                grants.deny = sg_either(grants.deny, truth);
            if (statement->is_grant)
                grants.grant = sg_either(grants.grant, truth);
            for (size_t m = 0; !statement->deny && m < SG_MENTIONS; m++)
                if (mentions & (1U << m))
                    grants.by[m] = sg_either(grants.by[m], truth);
        }
    }
    return grants;
}

static verdict weigh_guardrails(const sg_situation *situation)
{
    const sg_guardrails *guardrails = sg_iam_guardrails(situation->request);
    verdict all = { .allow = SG_TRUE, .deny = SG_FALSE };

    for (uint32_t i = 0; guardrails && i < guardrails->count; i++) {
        verdict level = weigh(situation, &guardrails->levels[i], true);
        all.allow = sg_both(all.allow, level.allow);
        all.deny = sg_either(all.deny, level.deny);
    }
    return all;
}

/* Resource control policies only ever deny, and never a service in its own role. */
static verdict weigh_controls(const sg_situation *situation)
{
    if (situation->request->caller->service_linked)
        return (verdict){ .allow = SG_TRUE, .deny = SG_FALSE };
    return weigh(situation, &situation->request->target->controls, false);
}

/* --- the whole ---------------------------------------------------------------------------- */

/* What the caller's own policies allow, and the boundary alone (true when there is none). */
typedef struct caller_side {
    sg_truth identity, boundary, deny;
} caller_side;

static caller_side weigh_own(const sg_situation *situation)
{
    const sg_iam_identity *identity = situation->request->identity;
    caller_side own = { .identity = SG_FALSE, .boundary = SG_TRUE, .deny = SG_FALSE };
    verdict said;

    if (!identity) { /* somebody of whom only the name is known */
        own.boundary =
            situation->request->caller->kind == SG_CALLER_USER ? SG_TRUE : SG_UNKNOWN;
        return own;
    }
    said = weigh(situation, &identity->policies, false);
    own.identity = said.allow;
    own.deny = said.deny;
    if (situation->request->caller->kind == SG_CALLER_ROOT)
        own.identity = SG_TRUE;
    if (identity->bounded) {
        said = weigh(situation, &identity->boundary, true);
        own.boundary = said.allow;
        own.deny = sg_either(own.deny, said.deny);
    }
    return own;
}

static sg_truth grant_within_account(const sg_iam_target *target, caller_side own,
                                     const resource_side *grants)
{
    sg_truth identity = sg_both(own.identity, own.boundary);
    sg_truth anyone = grants->by[SG_MENTION_ANYONE];
    sg_truth grant = sg_either(grants->by[SG_MENTION_USER], grants->by[SG_MENTION_SESSION]);

    if (target->policy_role == SG_POLICY_REQUIRED) {
        sg_truth delegated = grants->by[SG_MENTION_ACCOUNT];
        if (target->policies.incomplete)
            delegated = sg_either(delegated, SG_UNKNOWN);
        identity = sg_both(identity, delegated);
    }
    grant = sg_either(grant, sg_both(grants->by[SG_MENTION_ROLE], own.boundary));
    grant = sg_either(grant, sg_both(anyone, own.boundary == SG_TRUE ? SG_TRUE : SG_UNKNOWN));
    return sg_either(grant, identity);
}

static sg_truth grant_across_accounts(const sg_iam_request *request, caller_side own,
                                      const resource_side *grants)
{
    sg_truth other = SG_FALSE;

    for (size_t i = SG_MENTION_ANYONE; i <= SG_MENTION_SESSION; i++)
        other = sg_either(other, grants->by[i]);
    if (request->target->policies.incomplete)
        other = sg_either(other, SG_UNKNOWN);
    if (request->target->restricted != SG_FALSE)
        other = sg_both(other, sg_negation(request->target->restricted));
    if (request->caller->kind == SG_CALLER_ACCOUNT)
        return other; /* whoever administers that account decides the rest */
    if (!request->identity)
        return sg_both(other, SG_UNKNOWN);
    /* Whether a grant of a key is enough without an identity policy is not settled. */
    return sg_either(sg_both(other, sg_both(own.identity, own.boundary)),
                     sg_both(grants->grant, SG_UNKNOWN));
}

/* A policy that is not known may let in anybody. */
static sg_truth grant_to_anyone(const sg_iam_target *target, sg_truth anyone)
{
    if (target->policies.incomplete)
        anyone = sg_either(anyone, SG_UNKNOWN);
    return sg_both(anyone, sg_negation(target->restricted));
}

static sg_truth grant_of(const sg_iam_request *request, caller_side own,
                         const resource_side *grants)
{
    switch (request->caller->kind) {
    case SG_CALLER_ANYONE:
        return grant_to_anyone(request->target, grants->by[SG_MENTION_ANYONE]);
    case SG_CALLER_FEDERATED:
    case SG_CALLER_SERVICE:
        return sg_either(grants->by[SG_MENTION_PROVIDER], grants->by[SG_MENTION_ANYONE]);
    case SG_CALLER_USER:
    case SG_CALLER_ROOT:
    case SG_CALLER_ROLE:
    case SG_CALLER_ACCOUNT:
        break;
    }
    if (sg_str_equal(request->caller->account, request->target->account))
        return grant_within_account(request->target, own, grants);
    return grant_across_accounts(request, own, grants);
}

sg_truth sg_iam_evaluate(const sg_situation *situation)
{
    caller_side own = weigh_own(situation);
    resource_side grants = weigh_resource(situation);
    verdict guardrails = weigh_guardrails(situation);
    verdict controls = weigh_controls(situation);
    sg_truth deny =
        sg_either(sg_either(own.deny, grants.deny), sg_either(guardrails.deny, controls.deny));
    sg_truth grant = grant_of(situation->request, own, &grants);

    return sg_both(sg_both(grant, guardrails.allow), sg_negation(deny));
}
