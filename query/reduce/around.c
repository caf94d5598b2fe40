/* around.c - seeds laid on the vertices and arcs of a reduction, one after the other. */
#include "query/reduce/around.h"

#include <stdlib.h>

#include "query/reduce/reducer_internal.h"

enum { IDS = 1024 };

typedef struct {
    const sg_reduce_host *host;
    const sg_reduction *reduction;
    uint32_t vertex;
    const sg_touched *touched;
    sg_id_bits *out;
} around;

/* Adds what lies in the window: a seek may find nodes that have not got the labels. */
static void add_set(sg_id_bits *bits, const sg_id_set *set)
{
    uint32_t ids[IDS], count;
    sg_id_reader reader = sg_id_set_read_from(set, bits->first);

    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0)
        for (uint32_t i = 0; i < count && ids[i] < bits->last; i++)
            sg_id_bits_add(bits, ids[i]);
}

static bool is_empty(const sg_reducer *reducer, uint32_t vertex)
{
    return reducer->states[vertex].set->count == 0;
}

static sg_status finish(const around *self, sg_reducer *reducer)
{
    const sg_id_set *found;

    SG_TRY(sg_reducer_lead(reducer, self->vertex, &found));
    if (found)
        add_set(self->out, found);
    return SG_OK;
}

/* --- nodes ----------------------------------------------------------------------------------------- */
static sg_status lay_nodes(const around *self, uint32_t vertex)
{
    sg_reducer *reducer;

    SG_TRY(sg_reducer_new(self->host, self->reduction, &reducer));
    sg_status status = sg_vertex_among(reducer, vertex, self->touched->nodes);
    if (status == SG_OK && !is_empty(reducer, vertex))
        status = finish(self, reducer);
    sg_reducer_free(reducer);
    return status;
}

/* --- relationships --------------------------------------------------------------------------------- */
/* The touched relationships that an arc may be, as its ends; an arc without direction has each twice. */
typedef struct {
    uint32_t *left, *right;
    uint32_t count;
} pairs;

static bool is_of_type(const sg_reduced_arc *arc, sg_reltype type)
{
    for (uint32_t i = 0; i < arc->type_count; i++)
        if (arc->types[i].id == type.id)
            return true;
    return arc->any_type;
}

static bool fits(const sg_reduced_vertex *vertex, sg_label_set set)
{
    return !vertex->label_sets || sg_bit_test(vertex->label_sets, set.id);
}

/* Adds the relationships of the group, followed from left to right as they point or against it. */
static void add_group(const around *self, const sg_reduced_arc *arc,
                      const sg_touched_group *group, bool forward, pairs *out)
{
    const sg_reduced_vertex *vertices = self->reduction->vertices;
    const sg_touched_edge *edges = self->touched->edges + group->first;

    if (!arc->walks &&
        (!fits(&vertices[arc->left], forward ? group->from_set : group->to_set) ||
         !fits(&vertices[arc->right], forward ? group->to_set : group->from_set)))
        return;
    for (uint32_t i = 0; i < group->count; i++) {
        out->left[out->count] = forward ? edges[i].from : edges[i].to;
        out->right[out->count++] = forward ? edges[i].to : edges[i].from;
    }
}

static void take_pairs(const around *self, const sg_reduced_arc *arc, pairs *out)
{
    const sg_touched *touched = self->touched;

    for (uint32_t i = 0; i < touched->group_count; i++) {
        const sg_touched_group *group = &touched->groups[i];
        if (!is_of_type(arc, group->type))
            continue;
        if (arc->direction != SG_LEFT)
            add_group(self, arc, group, true, out);
        if (arc->direction != SG_RIGHT)
            add_group(self, arc, group, false, out);
    }
}

/* The window of the nodes: sets of a label are much smaller than the graph. */
static sg_range window_of(const uint32_t *ids, uint32_t count, const sg_id_set *more)
{
    sg_range window = { more && more->count ? more->first : UINT32_MAX,
                        more && more->count ? more->last : 0 };

    for (uint32_t i = 0; i < count; i++) {
        window.first = ids[i] < window.first ? ids[i] : window.first;
        window.last = ids[i] >= window.last ? ids[i] + 1 : window.last;
    }
    return window.first < window.last ? window : (sg_range){ 0, 0 };
}

static sg_status set_of(const uint32_t *ids, uint32_t count, const sg_id_set *more,
                        sg_id_set **out)
{
    sg_id_bits bits;

    SG_TRY(sg_id_bits_new(window_of(ids, count, more), &bits));
    for (uint32_t i = 0; i < count; i++)
        sg_id_bits_add(&bits, ids[i]);
    if (more)
        add_set(&bits, more);
    return sg_id_bits_finish(&bits, out);
}

static sg_status seed_with(sg_reducer *reducer, uint32_t vertex, const uint32_t *ids,
                           uint32_t count)
{
    sg_id_set *set;

    SG_TRY(set_of(ids, count, NULL, &set));
    sg_status status = sg_vertex_among(reducer, vertex, set);
    sg_id_set_free(set);
    return status;
}

/* Keeps the pairs whose ends are both among the candidates of their vertices. */
static sg_status keep_pairs(sg_reducer *reducer, const sg_reduced_arc *arc, pairs *of)
{
    sg_id_bits left, right;
    const sg_id_set *left_set = reducer->states[arc->left].set;
    const sg_id_set *right_set = reducer->states[arc->right].set;
    uint32_t kept = 0;

    SG_TRY(sg_id_set_bits(left_set, &left));
    sg_status status = sg_id_set_bits(right_set, &right);
    for (uint32_t i = 0; i < of->count && status == SG_OK; i++)
        if (sg_id_bits_has(&left, of->left[i]) && sg_id_bits_has(&right, of->right[i])) {
            of->left[kept] = of->left[i];
            of->right[kept++] = of->right[i];
        }
    of->count = kept;
    sg_id_bits_drop(&left, left_set);
    if (status == SG_OK)
        sg_id_bits_drop(&right, right_set);
    return status;
}

static sg_status lay_pairs(const around *self, sg_reducer *reducer, const sg_reduced_arc *arc,
                           pairs *of)
{
    SG_TRY(seed_with(reducer, arc->left, of->left, of->count));
    SG_TRY(seed_with(reducer, arc->right, of->right, of->count));
    SG_TRY(keep_pairs(reducer, arc, of));
    if (of->count == 0)
        return SG_OK;
    SG_TRY(seed_with(reducer, arc->left, of->left, of->count));
    SG_TRY(seed_with(reducer, arc->right, of->right, of->count));
    return finish(self, reducer);
}

/* --- steps of variable length -------------------------------------------------------------------------- */
/* The nodes from which, going against the step, what is left of the walk begins or ends. */
static sg_status seed_walk(const around *self, sg_reducer *reducer, uint32_t vertex,
                           const sg_arc_step *step, const uint32_t *ids, uint32_t count)
{
    sg_arc_step rest = *step;
    sg_id_set *from, *all;
    sg_id_bits reached;

    rest.minimum = 0;
    rest.maximum = step->maximum == UINT64_MAX ? UINT64_MAX : step->maximum - 1;
    SG_TRY(set_of(ids, count, self->touched->nodes, &from));
    sg_status status = sg_arc_reach(&rest, from, &reached);
    sg_id_set_free(from);
    SG_TRY(status);
    SG_TRY(sg_id_bits_finish(&reached, &all));
    status = sg_vertex_among(reducer, vertex, all);
    sg_id_set_free(all);
    return status;
}

static sg_status lay_walk(const around *self, sg_reducer *reducer, uint32_t at, const pairs *of)
{
    const sg_reduced_arc *arc = &self->reduction->arcs[at];
    const sg_arc_step *forth = &reducer->from_left[at], *back = &reducer->from_right[at];

    if (arc->maximum == 0 || (of->count == 0 && self->touched->nodes->count == 0))
        return SG_OK;
    SG_TRY(seed_walk(self, reducer, arc->left, back, of->left, of->count));
    if (is_empty(reducer, arc->left))
        return SG_OK;
    SG_TRY(seed_walk(self, reducer, arc->right, forth, of->right, of->count));
    return is_empty(reducer, arc->right) ? SG_OK : finish(self, reducer);
}

static sg_status lay_edges(const around *self, uint32_t at, pairs *room)
{
    const sg_reduced_arc *arc = &self->reduction->arcs[at];
    sg_reducer *reducer;

    room->count = 0;
    take_pairs(self, arc, room);
    if (!arc->walks && room->count == 0)
        return SG_OK;
    SG_TRY(sg_reducer_new(self->host, self->reduction, &reducer));
    sg_status status =
        arc->walks ? lay_walk(self, reducer, at, room) : lay_pairs(self, reducer, arc, room);
    sg_reducer_free(reducer);
    return status;
}

/* --- the whole ------------------------------------------------------------------------------------- */
static sg_status lay_all(const around *self, pairs *room)
{
    for (uint32_t i = 0; i < self->reduction->vertex_count && self->touched->nodes->count; i++)
        SG_TRY(lay_nodes(self, i));
    for (uint32_t i = 0; i < self->reduction->arc_count; i++)
        SG_TRY(lay_edges(self, i, room));
    return SG_OK;
}

sg_status sg_reduction_around(const sg_reduce_host *host, const sg_reduction *reduction,
                              uint32_t vertex, const sg_touched *touched, sg_id_bits *out)
{
    const around self = { host, reduction, vertex, touched, out };
    size_t most = 2 * (size_t)touched->edge_count + 1;
    pairs room = { .left = malloc(most * sizeof(uint32_t)),
                   .right = malloc(most * sizeof(uint32_t)) };

    sg_status status = room.left && room.right ? lay_all(&self, &room) : SG_ENOMEM;
    free(room.left);
    free(room.right);
    return status;
}

sg_status sg_reduction_subsets_around(const sg_reduce_host *host, const sg_reduction *reduction,
                                      const sg_touched *touched, sg_id_bits *out)
{
    for (uint32_t i = 0; i < reduction->vertex_count; i++) {
        const sg_reduced_vertex *vertex = &reduction->vertices[i];
        for (uint32_t k = 0; k < vertex->subset_count; k++)
            SG_TRY(sg_reduction_around(host, vertex->subsets[k].reduction,
                                       vertex->subsets[k].vertex, touched, out));
    }
    return SG_OK;
}
