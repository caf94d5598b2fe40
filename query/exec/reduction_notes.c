/* reduction_notes.c - what a reduction has done, remembered for PROFILE: reducers are gone by the time it asks. */
#include <string.h>

#include "query/exec/reductions.h"

static sg_status note_joins(sg_reduced *self, const sg_reducer *reducer)
{
    const sg_reducer_join *joins = sg_reducer_joins(reducer, &self->join_count);
    size_t count = self->join_count;

    self->joins = sg_arena_make_array(self->exec->arena, sg_reducer_join, count + 1);
    if (!self->joins)
        return SG_ENOMEM;
    if (count)
        memcpy(self->joins, joins, count * sizeof *joins);
    return SG_OK;
}

static sg_status note_followed(sg_reduced *self, const sg_reducer *reducer)
{
    uint32_t arcs = self->reduction->arc_count;

    self->followed = sg_arena_make_array(self->exec->arena, sg_followed, (size_t)arcs + 1);
    if (!self->followed)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < arcs; i++)
        sg_reducer_followed(reducer, i, &self->followed[i].before, &self->followed[i].after);
    return SG_OK;
}

sg_status sg_reduced_note(sg_reduced *self, const sg_reducer *reducer)
{
    uint32_t vertices = self->reduction->vertex_count;

    if (!self->exec->profile)
        return SG_OK;
    self->candidates =
        sg_arena_make_array(self->exec->arena, sg_candidates, (size_t)vertices + 1);
    if (!self->candidates)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < vertices; i++) {
        const sg_id_set *set = sg_reducer_set(reducer, i);
        self->candidates[i] =
            (sg_candidates){ sg_reducer_before(reducer, i), set ? set->count : SG_NO_ID };
    }
    SG_TRY(note_followed(self, reducer));
    return note_joins(self, reducer);
}

bool sg_exec_followed(const sg_exec *exec, const sg_reduction *reduction, uint32_t arc,
                      uint64_t *before, uint64_t *after)
{
    for (const sg_reduced *each = exec->reduced; each; each = each->next) {
        if (each->reduction != reduction || !each->followed || !each->followed[arc].before)
            continue;
        *before = each->followed[arc].before;
        *after = each->followed[arc].after;
        return true;
    }
    return false;
}

bool sg_exec_semi_join(const sg_exec *exec, const sg_reduction *reduction, uint32_t index,
                       sg_reducer_join *out)
{
    for (const sg_reduced *each = exec->reduced; each; each = each->next)
        if (each->reduction == reduction && index < each->join_count) {
            *out = each->joins[index];
            return true;
        }
    return false;
}

bool sg_exec_candidates(const sg_exec *exec, const sg_reduction *reduction, uint32_t vertex,
                        uint32_t *before, uint32_t *after)
{
    for (const sg_reduced *each = exec->reduced; each; each = each->next) {
        if (each->reduction != reduction || !each->candidates ||
            each->candidates[vertex].after == SG_NO_ID)
            continue;
        *before = each->candidates[vertex].before;
        *after = each->candidates[vertex].after;
        return true;
    }
    return false;
}
