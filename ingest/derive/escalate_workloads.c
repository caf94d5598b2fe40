/* escalate_workloads.c - rows that take over something that already runs as a role.
 *
 * Only workloads that the patterns of a class pick out are asked about, and what a step comes to is found out
 * once for a workload, whichever rows have the step.
 */
#include <string.h>

#include "ingest/derive/conditions.h"
#include "ingest/derive/escalate.h"
#include "ingest/derive/escalate_candidates.h"

/* --- candidates --------------------------------------------------------------------------- */

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

static void mark(const sg_escalate *work, uint32_t who, const sg_truth *rows,
                 const sg_workload *items, sg_candidates *out)
{
    const sg_estate_principal *principal = &work->access->estate.principals[who];
    bool all = principal->caller.kind == SG_CALLER_ROOT;
    sg_atom_set actions = first_actions(work, rows, &all);

    if (all)
        sg_candidates_mark_all(out);
    sg_candidates_mark(out, &principal->identity.policies, &actions);
    for (uint32_t i = 0; work->by_resource && i < out->count; i++)
        if (items[i].resource && items[i].resource->granting)
            sg_bit_set(out->marked.words, i);
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
    uint32_t first = work->workloads.first[principal->account];
    uint32_t last = work->workloads.first[principal->account + 1];
    const sg_workload *items = &work->workloads.items[first];
    sg_arena_mark before = sg_arena_save(work->access->scratch);
    sg_candidates at;

    SG_TRY(sg_candidates_open(&work->workload_arns[first], last - first, work->access->scratch,
                              &at));
    mark(work, who, rows, items, &at);
    for (uint64_t i = sg_bitmap_next(at.marked, 0); i < at.count;
         i = sg_bitmap_next(at.marked, i + 1))
        SG_TRY(hijack(work, who, &items[i], work->rows_about[first + i], rows));
    sg_arena_rewind(work->access->scratch, before);
    return SG_OK;
}
