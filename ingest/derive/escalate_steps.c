/* escalate_steps.c - one step of an escalation, and what the whole of it comes to. */
#include <string.h>

#include "ingest/derive/arn.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/escalate.h"
#include "ingest/derive/read.h"

/* Text that "*" alone matches: for actions that have no resource. */
static const char no_resource[] = { SG_FRESH_RUN, '\0' };

/* --- asking ------------------------------------------------------------------------------- */

static sg_status ask(sg_escalate *work, uint32_t who, sg_str action,
                     const sg_iam_target *target, const sg_given *given, sg_truth *out)
{
    const sg_estate_principal *caller = &work->access->estate.principals[who];
    sg_iam_request request = { .caller = &caller->caller,
                               .identity = &caller->identity,
                               .target = target,
                               .action = action,
                               .atom = sg_atom_of(&work->access->estate.atoms, action),
                               .given = given,
                               .given_count = given ? 1 : 0 };
    sg_iam_decision decision;

    work->found->asked++;
    SG_TRY(sg_iam_decide(&request, work->access->scratch, &decision));
    *out = decision.must ? SG_TRUE : decision.may ? SG_UNKNOWN : SG_FALSE;
    return SG_OK;
}

/* A thing of the caller's account that only identity policies speak of. */
static sg_iam_target thing(const sg_escalate *work, uint32_t who, sg_str arn, sg_iam_tags tags)
{
    const sg_iam_caller *caller = &work->access->estate.principals[who].caller;

    return (sg_iam_target){ .arn = arn,
                            .account = caller->account,
                            .organization = caller->organization,
                            .tags = tags,
                            .restricted = SG_FALSE };
}

/* The key by which conditions speak of the policy that an action attaches or sets as a boundary. */
static sg_str key_of_policy(sg_str action)
{
    if (sg_str_equal(action, SG_STR("iam:AttachUserPolicy")) ||
        sg_str_equal(action, SG_STR("iam:AttachRolePolicy")) ||
        sg_str_equal(action, SG_STR("iam:AttachGroupPolicy")))
        return SG_STR("iam:PolicyARN");
    if (sg_str_equal(action, SG_STR("iam:PutUserPermissionsBoundary")) ||
        sg_str_equal(action, SG_STR("iam:PutRolePermissionsBoundary")))
        return SG_STR("iam:PermissionsBoundary");
    return SG_STR("");
}

/* To attach a policy makes an administrator when it is one that does, and so does a boundary that leaves
 * everything: where a condition on the policy's name keeps that out, what the account's own policies hold
 * decides. */
static sg_status attach(sg_escalate *work, uint32_t who, sg_str action,
                        const sg_iam_target *target, sg_truth *out)
{
    sg_given best = { .key = key_of_policy(action) };
    sg_arn self;

    if (!sg_arn_split(work->access->estate.principals[who].caller.arn, &self))
        return ask(work, who, action, target, NULL, out);
    best.value =
        sg_arena_format(work->access->scratch, "arn:%.*s:iam::aws:policy/AdministratorAccess",
                        SG_FMT(self.partition));
    if (!best.value.bytes)
        return SG_ENOMEM;
    SG_TRY(ask(work, who, action, target, &best, out));
    if (*out != SG_FALSE)
        return SG_OK;
    SG_TRY(ask(work, who, action, target, NULL, out));
    *out = sg_both(*out, SG_UNKNOWN);
    return SG_OK;
}

sg_status sg_escalate_ask(sg_escalate *work, uint32_t who, sg_str action, sg_str arn,
                          sg_iam_tags tags, sg_truth *out)
{
    sg_iam_target target = thing(work, who, arn, tags);

    return key_of_policy(action).length > 0 ? attach(work, who, action, &target, out)
                                            : ask(work, who, action, &target, NULL, out);
}

sg_status sg_escalate_ask_about(sg_escalate *work, uint32_t who, sg_str action,
                                uint32_t principal, sg_truth *out)
{
    sg_iam_target target =
        sg_estate_principal_target(&work->access->estate.principals[principal]);

    return key_of_policy(action).length > 0 ? attach(work, who, action, &target, out)
                                            : ask(work, who, action, &target, NULL, out);
}

sg_status sg_escalate_pass(sg_escalate *work, uint32_t who, uint32_t role, uint32_t service,
                           sg_truth *out)
{
    const sg_estate_principal *passed = &work->access->estate.principals[role];
    uint8_t *note = &work->passes[work->mate_of[role] * work->service_count + service];
    sg_given given = { .key = SG_STR("iam:PassedToService"), .value = work->services[service] };
    sg_iam_target target = sg_estate_principal_target(passed);

    if (*note == 0) {
        SG_TRY(ask(work, who, SG_STR("iam:PassRole"), &target, &given, out));
        *note = sg_note_of(*out);
    }
    *out = sg_noted(*note);
    return SG_OK;
}

/* --- steps -------------------------------------------------------------------------------- */

/* "lambda:function:*" to the ARN of any such thing of the account. */
static sg_status arn_of_new(const sg_escalate *work, uint32_t who, sg_str resource, sg_str *out)
{
    sg_str account = work->access->estate.principals[who].caller.account;
    sg_str rest;
    sg_str service;

    *out = resource;
    if (sg_str_starts(resource, SG_STR("arn:")))
        return SG_OK;
    service = sg_str_cut(resource, ':', &rest);
    *out = sg_arena_format(work->access->scratch, "arn:*:%.*s:*:%.*s:%.*s", SG_FMT(service),
                           SG_FMT(account), SG_FMT(rest));
    return out->bytes ? SG_OK : SG_ENOMEM;
}

static sg_status on_new(sg_escalate *work, size_t row, size_t step, uint32_t who, sg_truth *out)
{
    const sg_step *of = &work->rows[row].steps[step];
    uint8_t *note = &work->known_steps[row][step];
    sg_arena_mark mark = sg_arena_save(work->access->scratch);
    sg_str arn = sg_str_of(no_resource);

    if (*note == 0) {
        if (of->on == SG_ON_NEW)
            SG_TRY(arn_of_new(work, who, of->resource, &arn));
        SG_TRY(
            sg_escalate_ask(work, who, of->action, arn, (sg_iam_tags){ .graph = NULL }, out));
        *note = sg_note_of(*out);
        sg_arena_rewind(work->access->scratch, mark);
    }
    *out = sg_noted(*note);
    return SG_OK;
}

/* A function's own policy may speak as well. */
static sg_status ask_workload(sg_escalate *work, uint32_t who, const sg_step *step,
                              const sg_workload *workload, sg_truth *out)
{
    const sg_estate *estate = &work->access->estate;

    if (workload->resource)
        return ask(work, who, step->action, &workload->resource->target, NULL, out);
    return sg_escalate_ask(work, who, step->action, workload->arn,
                           (sg_iam_tags){ estate->graph, workload->node }, out);
}

static sg_status on_workload(sg_escalate *work, size_t row, size_t step, uint32_t who,
                             const sg_workload *workload, sg_truth *out)
{
    uint8_t *note = &work->on_workload[work->step_atoms[row][step]];

    if (*note == 0) {
        SG_TRY(ask_workload(work, who, &work->rows[row].steps[step], workload, out));
        *note = sg_note_of(*out);
    }
    *out = sg_noted(*note);
    return SG_OK;
}

static sg_status on_groups(sg_escalate *work, uint32_t who, const sg_step *step, sg_truth *out)
{
    const sg_estate *estate = &work->access->estate;
    sg_neighbours group = sg_neighbours_by(estate->graph, estate->principals[who].node,
                                           SG_STR("MEMBER_OF"), SG_OUT);

    *out = SG_FALSE;
    while (sg_neighbours_next(&group) && *out != SG_TRUE) {
        sg_str arn = sg_read_arn(estate->graph, group.node, work->access->scratch);
        sg_truth one = SG_FALSE;
        if (arn.length > 0)
            SG_TRY(sg_escalate_ask(work, who, step->action, arn, (sg_iam_tags){ .graph = NULL },
                                   &one));
        *out = sg_either(*out, one);
    }
    return SG_OK;
}

/* Policies of the account's own: those of AWS cannot be given versions, inline ones have none. */
static bool is_editable(const sg_estate *estate, const sg_neighbours *at, sg_str account,
                        sg_str *arn, sg_arena *arena)
{
    sg_str kind = sg_read_edge_text(estate->graph, at->edge, SG_STR("kind"), arena);

    *arn = sg_read_arn(estate->graph, at->node, arena);
    return !sg_str_equal(kind, SG_STR("boundary")) &&
           sg_read_truth(estate->graph, at->node, SG_STR("inline"), arena) != SG_TRUE &&
           sg_str_equal(sg_arn_account(*arn), account);
}

static sg_status on_policies_of(sg_escalate *work, uint32_t who, sg_node owner,
                                const sg_step *step, sg_truth *out)
{
    const sg_estate *estate = &work->access->estate;
    sg_str account = estate->principals[who].caller.account;
    sg_neighbours at = sg_neighbours_by(estate->graph, owner, SG_STR("HAS_POLICY"), SG_OUT);

    while (sg_neighbours_next(&at) && *out != SG_TRUE) {
        sg_truth one = SG_FALSE;
        sg_str arn;
        if (is_editable(estate, &at, account, &arn, work->access->scratch))
            SG_TRY(sg_escalate_ask(work, who, step->action, arn, (sg_iam_tags){ .graph = NULL },
                                   &one));
        *out = sg_either(*out, one);
    }
    return SG_OK;
}

static sg_status on_policies(sg_escalate *work, uint32_t who, uint32_t target,
                             const sg_step *step, sg_truth *out)
{
    const sg_estate *estate = &work->access->estate;
    sg_node node = estate->principals[target].node;
    sg_neighbours group = sg_neighbours_by(estate->graph, node, SG_STR("MEMBER_OF"), SG_OUT);

    *out = SG_FALSE;
    SG_TRY(on_policies_of(work, who, node, step, out));
    while (sg_neighbours_next(&group))
        SG_TRY(on_policies_of(work, who, group.node, step, out));
    return SG_OK;
}

/* The role, if its trust policy named the caller. */
static sg_status on_retrusted(sg_escalate *work, uint32_t who, uint32_t target, sg_truth *out)
{
    const sg_estate *estate = &work->access->estate;
    const sg_str action = SG_STR("sts:AssumeRole");
    const sg_named caller = { SG_NAMED_AWS, estate->principals[who].caller.arn };
    const sg_iam_statement statement = { .actions = { &action, 1 },
                                         .has_principal = true,
                                         .principals = &caller,
                                         .principal_count = 1 };
    const sg_iam_policy trust = { .statements = &statement, .count = 1 };
    const sg_iam_policy *const policies[] = { &trust };
    sg_iam_target role = sg_estate_principal_target(&estate->principals[target]);

    role.policy_role = SG_POLICY_REQUIRED;
    role.policies = (sg_iam_policies){ .items = policies, .count = 1 };
    return ask(work, who, action, &role, NULL, out);
}

static sg_status take_step(sg_escalate *work, size_t row, size_t step, uint32_t who,
                           uint32_t target, const sg_workload *workload, sg_truth *out)
{
    const sg_step *of = &work->rows[row].steps[step];

    switch (of->on) {
    case SG_ON_TARGET:
    case SG_ON_CALLER:
        return sg_escalate_ask_about(work, who, of->action, target, out);
    case SG_ON_WORKLOAD:
        return on_workload(work, row, step, who, workload, out);
    case SG_ON_GROUP:
        return on_groups(work, who, of, out);
    case SG_ON_POLICY:
        return on_policies(work, who, target, of, out);
    case SG_ON_NEW:
    case SG_ON_NOTHING:
        return on_new(work, row, step, who, out);
    case SG_ON_RETRUSTED:
        return on_retrusted(work, who, target, out);
    case SG_ON_ASSUMED:   /* who asks has looked at that already */
    case SG_ON_ANY_GROUP: /* told by the gain */
        *out = SG_TRUE;
        return SG_OK;
    }
    SG_UNREACHABLE();
}

sg_status sg_escalate_steps(sg_escalate *work, size_t row, uint32_t who, uint32_t target,
                            const sg_workload *workload, sg_truth *truth)
{
    const sg_step *steps = work->rows[row].steps;

    for (size_t i = 0; i < SG_STEPS_MOST && steps[i].action.length > 0 && *truth != SG_FALSE;
         i++) {
        sg_arena_mark mark = sg_arena_save(work->access->scratch);
        sg_truth one;
        SG_TRY(take_step(work, row, i, who, target, workload, &one));
        sg_arena_rewind(work->access->scratch, mark);
        *truth = sg_both(*truth, one);
    }
    return SG_OK;
}

sg_status sg_escalate_common_steps(sg_escalate *work, size_t row, uint32_t who, sg_truth *truth)
{
    const sg_step *steps = work->rows[row].steps;

    for (size_t i = 0; i < SG_STEPS_MOST && steps[i].action.length > 0 && *truth != SG_FALSE;
         i++) {
        sg_truth one = SG_TRUE;
        if (steps[i].on == SG_ON_NEW || steps[i].on == SG_ON_NOTHING)
            SG_TRY(on_new(work, row, i, who, &one));
        *truth = sg_both(*truth, one);
    }
    return SG_OK;
}

sg_status sg_escalate_unseen(sg_escalate *work, size_t row, uint32_t who, sg_truth *truth)
{
    const sg_step *steps = work->rows[row].steps;
    sg_str account = work->access->estate.principals[who].caller.account;
    sg_str before_account = work->rows[row].of;
    sg_str rest = before_account;
    sg_str arn;

    for (int colon = 0; colon < 4; colon++)
        (void)sg_str_cut(rest, ':', &rest);
    before_account = sg_str_slice(before_account, 0, before_account.length - rest.length);
    (void)sg_str_cut(rest, ':', &rest);
    arn = sg_arena_format(work->access->scratch, "%.*s%.*s:%.*s", SG_FMT(before_account),
                          SG_FMT(account), SG_FMT(rest));
    if (!arn.bytes)
        return SG_ENOMEM;
    for (size_t i = 0; i < SG_STEPS_MOST && steps[i].action.length > 0 && *truth != SG_FALSE;
         i++) {
        sg_truth one = SG_TRUE;
        if (steps[i].on == SG_ON_WORKLOAD)
            SG_TRY(sg_escalate_ask(work, who, steps[i].action, arn,
                                   (sg_iam_tags){ .graph = NULL }, &one));
        *truth = sg_both(*truth, one);
    }
    return SG_OK;
}

/* --- classes ------------------------------------------------------------------------------ */

bool sg_escalate_could(const sg_escalate *work, size_t row)
{
    const sg_escalation *way = &work->rows[row];

    if (way->target == SG_ESCALATE_PASS &&
        !sg_atom_set_has(&work->class->allowed, work->pass_atom))
        return false;
    for (size_t i = 0; i < SG_STEPS_MOST && way->steps[i].action.length > 0; i++) {
        bool elsewhere = way->steps[i].on == SG_ON_ASSUMED ||
                         way->steps[i].on == SG_ON_RETRUSTED ||
                         (way->steps[i].on == SG_ON_WORKLOAD && work->by_resource);
        if (!elsewhere && !sg_atom_set_has(&work->class->allowed, work->step_atoms[row][i]))
            return false;
    }
    return true;
}

sg_status sg_escalate_candidates(sg_escalate *work, unsigned atom, sg_candidates *out)
{
    const sg_estate *estate = &work->access->estate;
    const sg_estate_principal *who = &estate->principals[estate->members[work->class->first]];
    uint32_t first = work->mates_first[who->account];
    sg_atom_set actions = { { 0 } };

    sg_atom_set_add(&actions, atom);
    SG_TRY(sg_candidates_open(&work->mate_arns[first],
                              work->mates_first[who->account + 1] - first,
                              work->access->scratch, out));
    if (who->caller.kind == SG_CALLER_ROOT)
        sg_candidates_mark_all(out);
    sg_candidates_mark(out, &who->identity.policies, &actions);
    return SG_OK;
}

sg_status sg_escalate_open_class(sg_escalate *work, const sg_estate_class *class)
{
    sg_arena *arena = work->access->scratch;
    size_t mates =
        (size_t)work->mates_first[class->account + 1] - work->mates_first[class->account];

    work->class = class;
    memset(work->known_steps, 0, sizeof work->known_steps);
    work->touched_count = 0;
    work->passes = sg_arena_make_array(arena, uint8_t, mates * work->service_count + 1);
    work->gains = sg_arena_make_array(arena, sg_gained, mates + 1);
    work->touched = sg_arena_make_array(arena, uint32_t, mates + 1);
    if (!work->passes || !work->gains || !work->touched)
        return SG_ENOMEM;
    return sg_escalate_candidates(work, work->pass_atom, &work->passable);
}
