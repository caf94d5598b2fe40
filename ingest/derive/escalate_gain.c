/* escalate_gain.c - what an escalation makes of its target: an administrator or not. */
#include "ingest/derive/conditions.h"
#include "ingest/derive/escalate.h"

/* The identity with one more policy, in the scratch arena. */
static sg_status add_policies(sg_escalate *work, sg_iam_identity *identity,
                              const sg_iam_policies *more)
{
    sg_iam_policies *set = &identity->policies;
    const sg_iam_policy **items = sg_arena_alloc_array(
        work->access->scratch, (size_t)set->count + more->count + 1, sizeof *items);

    if (!items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < set->count; i++)
        items[i] = set->items[i];
    for (uint32_t i = 0; i < more->count; i++)
        items[set->count + i] = more->items[i];
    set->items = items;
    set->count += more->count;
    identity->allowed = NULL;
    set->incomplete = set->incomplete || more->incomplete;
    return SG_OK;
}

/* Whether it may take its own boundary away, or exchange it, before it goes on. */
static sg_status sheds_boundary(sg_escalate *work, uint32_t who, bool *out)
{
    static const sg_str of_role[] = { SG_STR_INIT("iam:DeleteRolePermissionsBoundary"),
                                      SG_STR_INIT("iam:PutRolePermissionsBoundary") };
    static const sg_str of_user[] = { SG_STR_INIT("iam:DeleteUserPermissionsBoundary"),
                                      SG_STR_INIT("iam:PutUserPermissionsBoundary") };
    const sg_estate_principal *principal = &work->access->estate.principals[who];
    const sg_str *ways = principal->caller.kind == SG_CALLER_ROLE ? of_role : of_user;

    *out = false;
    for (size_t i = 0; principal->identity.bounded && !*out && i < SG_COUNT(of_role); i++) {
        sg_truth truth = SG_FALSE;
        SG_TRY(sg_escalate_ask_about(work, who, ways[i], who, &truth));
        *out = truth == SG_TRUE;
    }
    return SG_OK;
}

static sg_status arm(sg_escalate *work, uint32_t who, sg_truth *out)
{
    const sg_estate_principal *principal = &work->access->estate.principals[who];
    const sg_iam_policy *const everything[] = { work->everything };
    sg_iam_identity identity = principal->identity;
    bool sheds;

    SG_TRY(add_policies(work, &identity, &(sg_iam_policies){ everything, 1, false }));
    SG_TRY(sheds_boundary(work, who, &sheds));
    identity.bounded = identity.bounded && !sheds;
    return sg_judge_admin(work->access, &principal->caller, &identity, out);
}

static sg_status unbind(sg_escalate *work, uint32_t who, sg_truth *out)
{
    const sg_estate_principal *principal = &work->access->estate.principals[who];
    sg_iam_identity identity = principal->identity;

    identity.bounded = false;
    return sg_judge_admin(work->access, &principal->caller, &identity, out);
}

/* Some group that the user may join makes it an administrator. */
static sg_status join_groups(sg_escalate *work, uint32_t who, sg_truth *out)
{
    const sg_estate_principal *principal = &work->access->estate.principals[who];

    *out = SG_FALSE;
    for (uint32_t i = work->groups_first[principal->account];
         i < work->groups_first[principal->account + 1] && *out != SG_TRUE; i++) {
        const sg_escalation_group *group = &work->groups[i];
        sg_iam_identity identity = principal->identity;
        sg_truth joins, admin;

        if (group->policies.count == 0)
            continue;
        SG_TRY(sg_escalate_ask(work, who, SG_STR("iam:AddUserToGroup"), group->arn,
                               (sg_iam_tags){ .graph = NULL }, &joins));
        if (joins == SG_FALSE)
            continue;
        SG_TRY(add_policies(work, &identity, &group->policies));
        SG_TRY(sg_judge_admin(work->access, &principal->caller, &identity, &admin));
        *out = sg_either(*out, sg_both(joins, admin));
    }
    return SG_OK;
}

static sg_status note_once(sg_escalate *work, uint8_t *note, uint32_t target,
                           sg_status (*find)(sg_escalate *, uint32_t, sg_truth *),
                           sg_truth *out)
{
    if (*note == 0) {
        SG_TRY(find(work, target, out));
        *note = sg_note_of(*out);
    }
    *out = sg_noted(*note);
    return SG_OK;
}

sg_status sg_escalate_admin(sg_escalate *work, sg_gain gain, uint32_t target, sg_truth *out)
{
    sg_arena_mark mark = sg_arena_save(work->access->scratch);

    *out = SG_FALSE;
    switch (gain) {
    case SG_GAIN_RIGHTS: /* those of the target, whatever they are */
        break;
    case SG_GAIN_ADMIN:
        SG_TRY(note_once(work, &work->armed[target], target, arm, out));
        break;
    case SG_GAIN_UNBOUND:
        SG_TRY(note_once(work, &work->unbound[target], target, unbind, out));
        break;
    case SG_GAIN_GROUP:
        SG_TRY(join_groups(work, target, out));
        break;
    }
    sg_arena_rewind(work->access->scratch, mark);
    return SG_OK;
}
