/* escalate.c - CAN_ESCALATE_TO: the rows of the catalogue against every class of principals.
 *
 *     for each class           that is not administrator anyway
 *       for each row           whose actions its policies allow at all
 *         for each target      of the account: gains[target] += row
 *       for each member        rows about the member itself, and about roles that it can assume
 *         write the gains
 *
 * Of several rows between two principals one relationship is made: `method` is the first that is
 * certain (else the first), `methods` are all.
 */
#include <stdlib.h>
#include <string.h>

#include "ingest/derive/escalate.h"

#include "ingest/derive/conditions.h"
#include "ingest/derive/workers.h"

/* --- edges -------------------------------------------------------------------------------- */

static sg_status write_edge(const sg_escalate *work, const sg_escalated *one)
{
    const sg_gained *gained = &one->gained;
    const sg_estate *estate = &work->access->estate;
    sg_builder *builder = work->access->builder;
    sg_value methods[SG_ESCALATIONS_MOST];
    const char *certainty = "may";
    uint32_t count = 0;
    size_t first = SIZE_MAX;
    sg_build_edge edge;

    for (size_t i = 0; i < work->count; i++) {
        sg_truth truth = (sg_truth)gained->rows[i];
        if (truth == SG_FALSE)
            continue;
        if (first == SIZE_MAX || (truth == SG_TRUE && gained->rows[first] != SG_TRUE))
            first = i;
        if (count == 0 || !sg_str_equal(sg_value_str(methods[count - 1]), work->rows[i].id))
            methods[count++] =
                sg_string(work->rows[i].id); /* rows of an id follow each other */
    }
    if (first == SIZE_MAX)
        return SG_OK;
    if (gained->rows[first] == SG_TRUE)
        certainty = "must";
    SG_TRY(sg_builder_merge_edge(
        builder, sg_builder_handle(builder, estate->principals[one->from].node),
        SG_STR("CAN_ESCALATE_TO"), sg_builder_handle(builder, estate->principals[one->to].node),
        SG_STR(""), &edge));
    SG_TRY(
        sg_builder_set_edge(builder, edge, SG_STR("method"), sg_string(work->rows[first].id)));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("methods"), sg_list(methods, count)));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("certainty"),
                               sg_string(sg_str_of(certainty))));
    return sg_builder_set_edge(builder, edge, SG_STR("toAdmin"),
                               sg_boolean(gained->admin != SG_FALSE));
}

static sg_status note(sg_escalate *work, uint32_t from, uint32_t to, bool must,
                      const sg_gained *gained)
{
    SG_TRY(sg_array_push(&work->found->assumptions,
                         (sg_assumption){ from, to, must, gained->admin }));
    return sg_array_push(&work->found->escalated, (sg_escalated){ from, to, *gained });
}

static sg_status note_member(sg_escalate *work, uint32_t member)
{
    uint32_t account = work->access->estate.principals[member].account;
    uint32_t first = work->mates_first[account];

    for (uint32_t i = 0; i < work->touched_count; i++) {
        const sg_gained *gained = &work->gains[work->touched[i]];
        uint32_t target = work->mates[first + work->touched[i]];
        bool must = false;

        if (target == member)
            continue;
        for (size_t r = 0; r < work->count; r++)
            must = must || gained->rows[r] == SG_TRUE;
        SG_TRY(note(work, member, target, must, gained));
    }
    return SG_OK;
}

/* --- targets ------------------------------------------------------------------------------ */

sg_status sg_escalate_add_gain(sg_escalate *work, size_t row, uint32_t target, sg_truth truth)
{
    uint32_t mate = work->mate_of[target];
    sg_gained *gained = &work->gains[mate];
    sg_truth admin = SG_FALSE;

    if (truth == SG_FALSE)
        return SG_OK;
    if (!gained->touched) {
        gained->touched = true;
        work->touched[work->touched_count++] = mate;
    }
    gained->rows[row] = (uint8_t)sg_either((sg_truth)gained->rows[row], truth);
    SG_TRY(sg_escalate_admin(work, work->rows[row].gain, target, &admin));
    gained->admin = sg_either(gained->admin, sg_both(truth, admin));
    return SG_OK;
}

static sg_status pass_to_services(sg_escalate *work, size_t row, uint32_t who, sg_truth so_far)
{
    const sg_estate *estate = &work->access->estate;
    uint32_t account = estate->principals[who].account;

    for (uint64_t i = sg_bitmap_next(work->passable.marked, 0); i < work->passable.count;
         i = sg_bitmap_next(work->passable.marked, i + 1)) {
        uint32_t role = work->mates[work->mates_first[account] + i];
        sg_truth passed = SG_FALSE;

        for (uint32_t s = 0; s < work->service_count && passed != SG_TRUE; s++) {
            sg_truth trusted =
                work->trusted[role] ? (sg_truth)work->trusted[role][s] : SG_FALSE;
            sg_truth pass = SG_FALSE;
            if (!(work->services_of[row] >> s & 1U) || trusted == SG_FALSE)
                continue;
            SG_TRY(sg_escalate_pass(work, who, role, s, &pass));
            passed = sg_either(passed, sg_both(trusted, pass));
        }
        SG_TRY(sg_escalate_add_gain(work, row, role, sg_both(so_far, passed)));
    }
    return SG_OK;
}

/* Whether the row reaches this kind of principal. */
static bool is_target(const sg_escalation *row, const sg_estate_principal *target)
{
    if (!target->known || target->caller.service_linked)
        return false;
    return row->target == SG_ESCALATE_USER ? target->caller.kind == SG_CALLER_USER
                                           : target->caller.kind == SG_CALLER_ROLE;
}

static sg_status take_over(sg_escalate *work, size_t row, uint32_t who, uint32_t target,
                           sg_truth so_far)
{
    sg_truth needed;

    SG_TRY(sg_escalate_steps(work, row, who, target, NULL, &so_far));
    if (so_far == SG_FALSE)
        return SG_OK;
    SG_TRY(
        sg_escalation_needs(work->access, work->rows[row].needs, who, target, NULL, &needed));
    return sg_escalate_add_gain(work, row, target, sg_both(so_far, needed));
}

/* Those that the first step about the target may be allowed on; all, when no step is. */
static sg_status mark_targets(sg_escalate *work, size_t row, sg_candidates *out)
{
    const sg_step *steps = work->rows[row].steps;

    for (size_t i = 0; i < SG_STEPS_MOST && steps[i].action.length > 0; i++)
        if (steps[i].on == SG_ON_TARGET)
            return sg_escalate_candidates(work, work->step_atoms[row][i], out);
    SG_TRY(sg_escalate_candidates(work, work->pass_atom, out));
    sg_candidates_mark_all(out);
    return SG_OK;
}

static sg_status take_over_all(sg_escalate *work, size_t row, uint32_t who, sg_truth so_far)
{
    const sg_estate *estate = &work->access->estate;
    const uint32_t *mates = &work->mates[work->mates_first[estate->principals[who].account]];
    sg_candidates at;

    SG_TRY(mark_targets(work, row, &at));
    for (uint64_t i = sg_bitmap_next(at.marked, 0); i < at.count;
         i = sg_bitmap_next(at.marked, i + 1))
        if (is_target(&work->rows[row], &estate->principals[mates[i]]))
            SG_TRY(take_over(work, row, who, mates[i], so_far));
    return SG_OK;
}

/* --- the caller itself -------------------------------------------------------------------- */

static bool is_about_itself(const sg_escalation *row, const sg_estate_principal *who)
{
    switch (row->target) {
    case SG_ESCALATE_SELF:
        return true;
    case SG_ESCALATE_SELF_USER:
        return who->caller.kind == SG_CALLER_USER;
    case SG_ESCALATE_SELF_ROLE:
        return who->caller.kind == SG_CALLER_ROLE;
    case SG_ESCALATE_PASS:
    case SG_ESCALATE_WORKLOAD:
    case SG_ESCALATE_USER:
    case SG_ESCALATE_ROLE:
    case SG_ESCALATE_ASSUME:
        return false;
    }
    SG_UNREACHABLE();
}

/* An administrator is what the caller becomes, or the row does nothing for it. */
static sg_status raise(sg_escalate *work, uint32_t who)
{
    sg_gained gained = { .admin = SG_FALSE };

    for (size_t row = 0; row < work->count; row++) {
        sg_truth truth = SG_TRUE;
        sg_truth needed, admin;

        if (!is_about_itself(&work->rows[row], &work->access->estate.principals[who]) ||
            !sg_escalate_could(work, row))
            continue;
        SG_TRY(
            sg_escalation_needs(work->access, work->rows[row].needs, who, who, NULL, &needed));
        if (needed == SG_FALSE)
            continue;
        SG_TRY(sg_escalate_steps(work, row, who, who, NULL, &truth));
        if (truth == SG_FALSE)
            continue;
        SG_TRY(sg_escalate_admin(work, work->rows[row].gain, who, &admin));
        gained.rows[row] = (uint8_t)sg_both(sg_both(truth, needed), admin);
        gained.admin = sg_either(gained.admin, (sg_truth)gained.rows[row]);
    }
    if (gained.admin == SG_FALSE)
        return SG_OK;
    return note(work, who, who, gained.admin == SG_TRUE, &gained);
}

/* --- classes ------------------------------------------------------------------------------ */

static bool needs_assuming(const sg_escalation *row)
{
    for (size_t i = 0; i < SG_STEPS_MOST; i++)
        if (row->steps[i].action.length > 0 && row->steps[i].on == SG_ON_ASSUMED)
            return true;
    return false;
}

/* Something of the kind may exist that was not collected: then it is not known that nothing is
 * within reach. */
static sg_status suspect(sg_escalate *work, size_t row, uint32_t who, bool *suspicious)
{
    const sg_estate *estate = &work->access->estate;
    sg_truth truth = SG_TRUE;

    if (*suspicious || sg_workloads_collected(&work->workloads, work->rows[row].of,
                                              estate->principals[who].account))
        return SG_OK;
    SG_TRY(sg_escalate_unseen(work, row, who, &truth));
    *suspicious = truth != SG_FALSE;
    return SG_OK;
}

static sg_status reach_others(sg_escalate *work, uint32_t who, bool *suspicious)
{
    sg_truth about_workloads[SG_ESCALATIONS_MOST] = { SG_FALSE };
    bool any = false;

    for (size_t row = 0; row < work->count; row++) {
        sg_truth truth = SG_TRUE;
        sg_truth needed = SG_TRUE;

        if (needs_assuming(&work->rows[row]) || !sg_escalate_could(work, row))
            continue;
        SG_TRY(sg_escalate_common_steps(work, row, who, &truth));
        if (truth == SG_FALSE)
            continue;
        switch (work->rows[row].target) {
        case SG_ESCALATE_PASS:
            SG_TRY(sg_escalation_needs(work->access, work->rows[row].needs, who, who, NULL,
                                       &needed));
            SG_TRY(pass_to_services(work, row, who, sg_both(truth, needed)));
            break;
        case SG_ESCALATE_WORKLOAD:
            about_workloads[row] = truth;
            any = true;
            SG_TRY(suspect(work, row, who, suspicious));
            break;
        case SG_ESCALATE_USER:
        case SG_ESCALATE_ROLE:
            SG_TRY(take_over_all(work, row, who, truth));
            break;
        case SG_ESCALATE_SELF:
        case SG_ESCALATE_SELF_USER:
        case SG_ESCALATE_SELF_ROLE:
        case SG_ESCALATE_ASSUME:
            break;
        }
    }
    return any ? sg_escalate_hijack(work, who, about_workloads) : SG_OK;
}

/* Rows about roles that the member can assume.  The gains of the class are put back after it. */
static sg_status reach_assumed(sg_escalate *work, uint32_t member)
{
    const sg_estate *estate = &work->access->estate;
    sg_range pairs = sg_escalate_assumed_by(work, member);

    for (uint32_t p = pairs.first; p < pairs.last; p++) {
        uint32_t role = work->assumed[p].to;
        if (estate->principals[role].account != estate->principals[member].account)
            continue;
        for (size_t row = 0; row < work->count; row++) {
            sg_truth truth = sg_truth_of(work->assumed[p].must);
            if (truth == SG_FALSE)
                truth = SG_UNKNOWN;
            if (work->rows[row].target == SG_ESCALATE_ROLE &&
                needs_assuming(&work->rows[row]) && sg_escalate_could(work, row) &&
                is_target(&work->rows[row], &estate->principals[role]))
                SG_TRY(take_over(work, row, member, role, truth));
        }
    }
    return SG_OK;
}

static sg_status escalate_members(sg_escalate *work, const sg_estate_class *class)
{
    const sg_estate *estate = &work->access->estate;
    uint32_t account = class->account;
    size_t mates = work->mates_first[account + 1] - work->mates_first[account];
    sg_gained *shared = work->gains;
    uint32_t shared_count = work->touched_count;
    bool alone = class->count == 1;

    for (uint32_t i = 0; i < class->count; i++) {
        uint32_t member = estate->members[class->first + i];
        sg_arena_mark mark = sg_arena_save(work->access->scratch);
        sg_range pairs = sg_escalate_assumed_by(work, member);

        if (!alone && pairs.first < pairs.last) {
            work->gains = sg_arena_make_array(work->access->scratch, sg_gained, mates);
            if (!work->gains)
                return SG_ENOMEM;
            memcpy(work->gains, shared, mates * sizeof *shared);
        }
        SG_TRY(reach_assumed(work, member));
        SG_TRY(note_member(work, member));
        SG_TRY(raise(work, member));
        work->gains = shared;
        work->touched_count = shared_count;
        sg_arena_rewind(work->access->scratch, mark);
    }
    return SG_OK;
}

static sg_status escalate_class(sg_escalate *work, uint32_t index)
{
    const sg_estate *estate = &work->access->estate;
    const sg_estate_class *class = &estate->classes[index];
    uint32_t who = estate->members[class->first];
    bool suspicious = false;

    SG_TRY(sg_escalate_open_class(work, class));
    SG_TRY(reach_others(work, who, &suspicious));
    for (uint32_t i = 0; suspicious && i < class->count; i++) {
        uint32_t member = estate->members[class->first + i];
        SG_TRY(sg_array_push(&work->found->assumptions,
                             (sg_assumption){ member, member, false, SG_UNKNOWN }));
    }
    return escalate_members(work, class);
}

static bool escalates(const sg_escalate *work, uint32_t index)
{
    const sg_estate *estate = &work->access->estate;
    const sg_estate_class *class = &estate->classes[index];
    const sg_estate_principal *who = &estate->principals[estate->members[class->first]];

    return work->access->admins[index] != SG_TRUE && who->known &&
           !who->caller.service_linked && sg_atom_sets_meet(&class->allowed, &work->actions);
}

/* --- threads ------------------------------------------------------------------------------ */

typedef struct escalating {
    sg_escalate *shared;
    sg_workers workers;
    sg_access access[SG_WORKERS_MOST]; /* with a scratch arena each */
    sg_escalate *hands;                /* by worker */
    sg_escalate_found *slots;          /* of tasks that are under way */
    sg_status status;
} escalating;

static void escalate(void *shared, size_t task, unsigned worker)
{
    escalating *self = shared;
    sg_escalate *hand = &self->hands[worker];
    sg_arena *scratch = self->workers.scratch[worker];
    sg_arena_mark mark = sg_arena_save(scratch);

    hand->found = &self->slots[task % self->workers.ahead];
    hand->found->escalated.count = hand->found->assumptions.count = 0;
    hand->found->asked = 0;
    hand->found->status =
        escalates(hand, (uint32_t)task) ? escalate_class(hand, (uint32_t)task) : SG_OK;
    sg_arena_rewind(scratch, mark);
}

static bool take(void *shared, size_t task)
{
    escalating *self = shared;
    sg_access *access = self->shared->access;
    const sg_escalate_found *found = &self->slots[task % self->workers.ahead];

    self->status = found->status;
    access->counts.steps += found->asked;
    sg_estate_rest(&access->estate, task);
    for (size_t i = 0; i < found->assumptions.count && self->status == SG_OK; i++)
        self->status = sg_array_push(&access->assumptions, found->assumptions.items[i]);
    for (size_t i = 0; i < found->escalated.count && self->status == SG_OK; i++)
        self->status = write_edge(self->shared, &found->escalated.items[i]);
    return self->status == SG_OK;
}

/* A copy of what is shared for each worker, with notes of its own. */
static sg_status make_hands(escalating *self)
{
    const sg_estate *estate = &self->shared->access->estate;

    self->hands = calloc(self->workers.count, sizeof *self->hands);
    self->slots = calloc(self->workers.ahead, sizeof *self->slots);
    if (!self->hands || !self->slots)
        return SG_ENOMEM;
    for (unsigned i = 0; i < self->workers.count; i++) {
        sg_arena *scratch = self->workers.scratch[i];
        self->access[i] = *self->shared->access;
        self->access[i].scratch = scratch;
        self->hands[i] = *self->shared;
        self->hands[i].access = &self->access[i];
        self->hands[i].armed =
            sg_arena_make_array(scratch, uint8_t, (size_t)estate->principal_count + 1);
        self->hands[i].unbound =
            sg_arena_make_array(scratch, uint8_t, (size_t)estate->principal_count + 1);
        if (!self->hands[i].armed || !self->hands[i].unbound)
            return SG_ENOMEM;
    }
    return SG_OK;
}

static sg_status escalate_all(sg_escalate *work)
{
    sg_access *access = work->access;
    escalating self = { .shared = work };
    sg_status status =
        sg_workers_open(access->threads, access->estate.class_count, &self.workers);

    if (status == SG_OK)
        status = make_hands(&self);
    if (status == SG_OK)
        status = sg_pipeline(self.workers.count, access->estate.class_count, self.workers.ahead,
                             escalate, take, &self);
    for (size_t i = 0; self.slots && i < self.workers.ahead; i++) {
        sg_array_free(&self.slots[i].escalated);
        sg_array_free(&self.slots[i].assumptions);
    }
    free(self.slots);
    free(self.hands);
    sg_workers_close(&self.workers);
    return status == SG_OK ? self.status : status;
}

sg_status sg_derive_escalations(sg_access *access)
{
    sg_arena_mark mark = sg_arena_save(access->scratch);
    sg_escalate work;

    SG_TRY(sg_escalate_begin(access, &work));
    SG_TRY(escalate_all(&work));
    sg_arena_rewind(access->scratch, mark);
    return SG_OK;
}
