/* distinct.c - whether a MATCH could use a relationship twice, given the sets of its vertices.
 *
 * MATCH asks for relationships that are different from each other, and sets do not know which
 * relationship led where.  So two arcs must be such that no relationship fits both:
 *
 *     (a)-[:T]->(b)   (c)-[:T]->(d)    no node is both a and c, or none is both b and d
 *     (a)-[:T]->(b)-[:T]->(c)          b is shared: a relationship that is both is a loop at a node
 *                                      that is a, b and c at once
 *
 * Without direction either way round must be ruled out.
 */
#include <stdlib.h>

#include "query/reduce/reducer_internal.h"

bool sg_arcs_share_type(const sg_reduced_arc *left, const sg_reduced_arc *right)
{
    if (left->any_type || right->any_type)
        return true;
    for (uint32_t i = 0, j = 0; i < left->type_count && j < right->type_count;) {
        if (left->types[i].id == right->types[j].id)
            return true;
        if (left->types[i].id < right->types[j].id)
            i++;
        else
            j++;
    }
    return false;
}

static bool is_loop_at(const sg_arc_step *step, uint32_t node, uint64_t *touched)
{
    sg_arc_kinds kinds = sg_arc_kinds_of(step, node);

    for (uint32_t k = 0; k < kinds.count; k++) {
        sg_runs runs = sg_graph_runs(step->graph, (sg_node){ node }, kinds.kinds[k].type,
                                     kinds.kinds[k].way);
        for (sg_run run; sg_runs_next(&runs, &run); *touched += run.count)
            for (uint32_t i = 0; i < run.count; i++)
                if (sg_run_other(&run, i) == node)
                    return true;
    }
    return false;
}

/* Whether some node that is in all three sets has a loop that the step follows. */
static sg_status has_loop(const sg_arc_step *step, const sg_id_set *a, const sg_id_set *b,
                          const sg_id_set *c, bool *out)
{
    sg_id_set *both, *all = NULL;
    uint32_t ids[256], count;

    SG_TRY(sg_id_set_restrict(a, b, false, &both));
    sg_status status = sg_id_set_restrict(both, c, false, &all);
    sg_id_set_free(both);
    if (status != SG_OK)
        return status;
    sg_id_reader reader = sg_id_set_read(all);
    *out = false;
    while (!*out && status == SG_OK && (count = sg_id_reader_next(&reader, ids, 256)) > 0) {
        uint64_t touched = 0;
        for (uint32_t i = 0; i < count && !*out; i++)
            *out = is_loop_at(step, ids[i], &touched);
        status = sg_arc_meter_tell(&step->meter, touched, count);
    }
    sg_id_set_free(all);
    return status;
}

/* Whether one relationship may run from `a` to `b` and be the other arc's from `c` to `d`. */
static sg_status may_coincide(sg_reducer *self, const sg_arc_step *step, uint32_t a, uint32_t b,
                              uint32_t c, uint32_t d, bool *out)
{
    const sg_id_set *sets[4];
    const uint32_t vertices[] = { a, b, c, d };

    for (int i = 0; i < 4; i++)
        SG_TRY(sg_vertex_set(self, vertices[i], &sets[i]));
    *out = sg_id_set_meets(sets[0], sets[2]) && sg_id_set_meets(sets[1], sets[3]);
    if (*out && b == c)
        return has_loop(step, sets[0], sets[1], sets[3], out);
    if (*out && a == d)
        return has_loop(step, sets[0], sets[1], sets[2], out);
    return SG_OK;
}

static sg_status pair_is_distinct(sg_reducer *self, uint32_t first, uint32_t second, bool *out)
{
    const sg_reduced_arc *one = &self->reduction->arcs[first];
    const sg_reduced_arc *two = &self->reduction->arcs[second];
    bool along = false, against = false;

    *out = one->match != two->match || !sg_arcs_share_type(one, two);
    if (*out || one->walks || two->walks)
        return SG_OK;
    bool either = one->direction == SG_EITHER || two->direction == SG_EITHER;
    if (either || one->direction == two->direction)
        SG_TRY(may_coincide(self, &self->from_left[first], one->left, one->right, two->left,
                            two->right, &along));
    if (either || one->direction != two->direction)
        SG_TRY(may_coincide(self, &self->from_left[first], one->left, one->right, two->right,
                            two->left, &against));
    *out = !along && !against;
    return SG_OK;
}

/* Whether what the walk reaches is what its trails reach. */
static sg_status walk_is_trail(sg_reducer *self, const sg_reduced_arc *arc, bool *out)
{
    const sg_id_set *left, *right;

    *out = true;
    if (arc->direction != SG_EITHER || arc->minimum == 0 || arc->maximum == 1)
        return SG_OK;
    SG_TRY(sg_vertex_set(self, arc->left, &left));
    SG_TRY(sg_vertex_set(self, arc->right, &right));
    *out = !sg_id_set_meets(left, right);
    return SG_OK;
}

sg_status sg_reducer_is_distinct(sg_reducer *self, bool *out)
{
    const sg_reduction *reduction = self->reduction;

    *out = true;
    for (uint32_t i = 0; i < reduction->arc_count && *out; i++) {
        if (reduction->arcs[i].walks)
            SG_TRY(walk_is_trail(self, &reduction->arcs[i], out));
        for (uint32_t j = i + 1; j < reduction->arc_count && *out; j++)
            SG_TRY(pair_is_distinct(self, i, j, out));
    }
    return SG_OK;
}
