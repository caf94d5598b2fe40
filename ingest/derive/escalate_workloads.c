/* escalate_workloads.c - rows that take over something that already runs as a role.
 *
 * An account has hundreds of workloads and hundreds of classes of principals, and nearly every pair has
 * nothing to do with one another.  So the patterns of a class pick out workloads, sorted by ARN, by what
 * they literally begin with, and only those are asked about:
 *
 *     Allow lambda:UpdateFunctionCode on ...:function:pay-*     workloads  ...  [pay-a pay-b]  ...
 *
 * What a step comes to is found out once for a workload, whichever rows have the step.
 */
#include <string.h>

#include "ingest/derive/conditions.h"
#include "ingest/derive/escalate.h"

typedef struct hijacking {
    sg_escalate *work;
    const sg_workload *items; /* of the account, by ARN */
    uint32_t count;
    sg_bitmap marked; /* those that an allow of the class may be about */
} hijacking;

/* --- candidates --------------------------------------------------------------------------- */

/* The first workload whose ARN, cut to the length of the prefix, is not below it (with `after`: above). */
static uint32_t bound(const hijacking *at, sg_str prefix, bool after)
{
    uint32_t low = 0;
    uint32_t high = at->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order =
            sg_str_compare(sg_str_slice(at->items[middle].arn, 0, prefix.length), prefix);
        if (order < 0 || (after && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void mark_pattern(hijacking *at, sg_str pattern, bool variables)
{
    sg_str prefix = sg_glob_prefix(pattern);
    size_t variable = variables ? sg_str_find(prefix, SG_STR("${"), 0) : SIZE_MAX;
    uint32_t first, last;

    if (variable != SIZE_MAX)
        prefix = sg_str_slice(prefix, 0, variable);
    first = bound(at, prefix, false);
    last = bound(at, prefix, true);
    if (first < last)
        sg_bitmap_fill(at->marked, first, last);
}

static void mark_policy(hijacking *at, const sg_iam_policy *policy, const sg_atom_set *actions)
{
    for (uint32_t s = 0; s < policy->count; s++) {
        const sg_iam_statement *statement = &policy->statements[s];
        if (statement->deny || !sg_atom_sets_meet(&policy->atoms[s], actions))
            continue;
        if (!statement->has_resource || statement->not_resource)
            sg_bitmap_fill(at->marked, 0, at->count);
        for (uint32_t i = 0; i < statement->resources.count; i++)
            mark_pattern(at, statement->resources.items[i], policy->variables);
    }
}

/* The first step of each row that is about the workload.  *all: some row asks nothing of it. */
static sg_atom_set first_actions(const sg_escalate *work, const sg_truth *rows, bool *all)
{
    sg_atom_set set = { { 0 } };

    for (size_t row = 0; row < work->count; row++) {
        const sg_step *steps = work->rows[row].steps;
        size_t i = 0;
        if (rows[row] == SG_FALSE)
            continue;
        while (i < SG_STEPS_MOST && steps[i].action.length > 0 && steps[i].on != SG_ON_WORKLOAD)
            i++;
        if (i < SG_STEPS_MOST && steps[i].action.length > 0)
            sg_atom_set_add(&set, work->step_atoms[row][i]);
        else
            *all = true;
    }
    return set;
}

static void mark(hijacking *at, const sg_estate_principal *who, const sg_truth *rows)
{
    const sg_iam_policies *set = &who->identity.policies;
    bool all = who->caller.kind == SG_CALLER_ROOT;
    sg_atom_set actions = first_actions(at->work, rows, &all);

    if (all)
        sg_bitmap_fill(at->marked, 0, at->count);
    for (uint32_t i = 0; i < set->count; i++)
        mark_policy(at, set->items[i], &actions);
    for (uint32_t i = 0; at->work->by_resource && i < at->count; i++)
        if (at->items[i].resource && at->items[i].resource->granting)
            sg_bit_set(at->marked.words, i);
}

/* --- asking ------------------------------------------------------------------------------- */

static sg_status hijack(sg_escalate *work, uint32_t who, const sg_workload *workload,
                        const uint64_t *about, const sg_truth *rows)
{
    const sg_gained *gained = &work->gains[work->mate_of[workload->role]];

    memset(work->on_workload, 0, sizeof work->on_workload);
    for (size_t row = 0; row < work->count; row++) {
        sg_truth truth = rows[row];
        sg_truth needed;

        if (!sg_bit_test(about, row) || truth == SG_FALSE || gained->rows[row] == SG_TRUE)
            continue;
        SG_TRY(sg_escalate_steps(work, row, who, workload->role, workload, &truth));
        if (truth == SG_FALSE)
            continue;
        SG_TRY(sg_escalation_needs(work->access, work->rows[row].needs, who, workload->role,
                                   workload, &needed));
        SG_TRY(sg_escalate_add_gain(work, row, workload->role, sg_both(truth, needed)));
    }
    return SG_OK;
}

sg_status sg_escalate_hijack(sg_escalate *work, uint32_t who, const sg_truth *rows)
{
    const sg_estate_principal *principal = &work->access->estate.principals[who];
    const uint32_t *first = &work->workloads.first[principal->account];
    sg_arena_mark mark_of = sg_arena_save(work->access->scratch);
    hijacking at = { .work = work,
                     .items = &work->workloads.items[first[0]],
                     .count = first[1] - first[0] };

    at.marked.bits = at.count;
    at.marked.words =
        sg_arena_make_array(work->access->scratch, uint64_t, sg_bitmap_words(at.count) + 1);
    if (!at.marked.words)
        return SG_ENOMEM;
    mark(&at, principal, rows);
    for (uint64_t i = sg_bitmap_next(at.marked, 0); i < at.count;
         i = sg_bitmap_next(at.marked, i + 1))
        SG_TRY(hijack(work, who, &at.items[i], work->rows_about[first[0] + i], rows));
    sg_arena_rewind(work->access->scratch, mark_of);
    return SG_OK;
}
