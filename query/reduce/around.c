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
    bool *certain;
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

/* Adds what was found at the vertex in question, of sets that have been reduced. */
static sg_status add_found(const around *self, sg_reducer *reducer)
{
    const sg_id_set *found;

    SG_TRY(sg_vertex_set(reducer, self->vertex, &found));
    add_set(self->out, found);
    if (*self->certain)
        SG_TRY(sg_reducer_is_distinct(reducer, self->certain));
    return SG_OK;
}

static sg_status finish(const around *self, sg_reducer *reducer)
{
    const sg_id_set *found;

    SG_TRY(sg_reducer_lead(reducer, self->vertex, &found));
    return found ? add_found(self, reducer) : SG_OK;
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
    uint32_t *ids;
    uint16_t *types; /* as places among those of the arc */
    uint32_t count;
} pairs;

/* The place of the type among those of the arc; SG_NO_ID: the arc does not follow it. */
static uint32_t place_of(const sg_reduced_arc *arc, sg_reltype type)
{
    if (arc->any_type)
        return type.id;
    for (uint32_t i = 0; i < arc->type_count; i++)
        if (arc->types[i].id == type.id)
            return i;
    return SG_NO_ID;
}

static bool fits(const sg_reduced_vertex *vertex, sg_label_set set)
{
    return !vertex->label_sets || sg_bit_test(vertex->label_sets, set.id);
}

/* Adds the relationships of the group, followed from left to right as they point or against it. */
static void add_group(const around *self, const sg_reduced_arc *arc,
                      const sg_touched_group *group, uint32_t place, bool forward, pairs *out)
{
    const sg_reduced_vertex *vertices = self->reduction->vertices;
    const sg_touched_edge *edges = self->touched->edges + group->first;

    if (!arc->walks &&
        (!fits(&vertices[arc->left], forward ? group->from_set : group->to_set) ||
         !fits(&vertices[arc->right], forward ? group->to_set : group->from_set)))
        return;
    for (uint32_t i = 0; i < group->count; i++) {
        out->left[out->count] = forward ? edges[i].from : edges[i].to;
        out->right[out->count] = forward ? edges[i].to : edges[i].from;
        out->types[out->count] = (uint16_t)place;
        out->ids[out->count++] = edges[i].id;
    }
}

static void take_pairs(const around *self, const sg_reduced_arc *arc, pairs *out)
{
    const sg_touched *touched = self->touched;

    for (uint32_t i = 0; i < touched->group_count; i++) {
        const sg_touched_group *group = &touched->groups[i];
        uint32_t place = place_of(arc, group->type);
        if (place == SG_NO_ID)
            continue;
        if (arc->direction != SG_LEFT)
            add_group(self, arc, group, place, true, out);
        if (arc->direction != SG_RIGHT)
            add_group(self, arc, group, place, false, out);
    }
}

static void keep_pair(pairs *of, uint32_t at, uint32_t *kept)
{
    of->left[*kept] = of->left[at];
    of->right[*kept] = of->right[at];
    of->ids[*kept] = of->ids[at];
    of->types[(*kept)++] = of->types[at];
}

/* Keeps the relationships that pass the conditions of the arc. */
static void keep_passing(const sg_arc_marks *marks, pairs *of)
{
    uint32_t kept = 0;

    if (!marks->by_type)
        return;
    for (uint32_t i = 0; i < of->count; i++) {
        const sg_edge_marks *few = marks->by_type[of->types[i]];
        if (!few || sg_edge_marks_has(few, (sg_edge){ of->ids[i] }))
            keep_pair(of, i, &kept);
    }
    of->count = kept;
}

/* Keeps the pairs that have an end in the set. */
static sg_status keep_within(const sg_id_set *set, const uint32_t *ends, pairs *of)
{
    sg_id_bits bits;
    uint32_t kept = 0;

    SG_TRY(sg_id_set_bits(set, &bits));
    for (uint32_t i = 0; i < of->count; i++)
        if (sg_id_bits_has(&bits, ends[i]))
            keep_pair(of, i, &kept);
    of->count = kept;
    sg_id_bits_drop(&bits, set);
    return SG_OK;
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

/* Keeps the pairs whose end at the vertex passes its conditions, and makes these ends its set. */
static sg_status seed_with(sg_reducer *reducer, uint32_t vertex, const uint32_t *ends,
                           pairs *of)
{
    sg_id_set *set;

    SG_TRY(set_of(ends, of->count, NULL, &set));
    sg_status status = sg_vertex_among(reducer, vertex, set);
    sg_id_set_free(set);
    return status == SG_OK ? keep_within(reducer->states[vertex].set, ends, of) : status;
}

/* Makes the ends of the pairs, which have all been in its set, the set of the vertex. */
static sg_status leave_ends(sg_reducer *reducer, uint32_t vertex, const uint32_t *ends,
                            const pairs *of)
{
    sg_id_set *set;

    SG_TRY(set_of(ends, of->count, NULL, &set));
    sg_vertex_replace(reducer, vertex, set);
    return SG_OK;
}

static bool has_cycle(const sg_reduction *reduction)
{
    for (uint32_t i = 0; i < reduction->arc_count; i++)
        if (reduction->arcs[i].closes)
            return true;
    return false;
}

/* Whether the vertex is joined with the one in question without the arc that is laid. */
static bool is_near(const around *self, sg_reducer *reducer, uint32_t vertex)
{
    sg_reducer_grow_tree(reducer, vertex);
    bool near = reducer->reached[self->vertex];
    sg_reducer_fell_tree(reducer, vertex);
    return near;
}

/* Without the arc, what it joins is two: the far side is settled first. */
static sg_status lay_between(const around *self, sg_reducer *reducer, uint32_t at, pairs *of)
{
    const sg_reduced_arc *arc = &self->reduction->arcs[at];
    bool empty;

    reducer->laid = at;
    bool left_is_near = is_near(self, reducer, arc->left);
    uint32_t near = left_is_near ? arc->left : arc->right;
    uint32_t far = left_is_near ? arc->right : arc->left;
    const uint32_t *far_ends = left_is_near ? of->right : of->left;
    SG_TRY(leave_ends(reducer, far, far_ends, of));
    SG_TRY(sg_reducer_narrow_at(reducer, far));
    SG_TRY(sg_reducer_settle(reducer, far, &empty));
    SG_TRY(keep_within(reducer->states[far].set, far_ends, of));
    if (of->count == 0)
        return SG_OK;
    SG_TRY(leave_ends(reducer, near, left_is_near ? of->left : of->right, of));
    SG_TRY(sg_reducer_narrow_at(reducer, near));
    SG_TRY(sg_reducer_settle(reducer, self->vertex, &empty));
    SG_TRY(sg_reducer_settle_others(reducer, &empty));
    return empty ? SG_OK : add_found(self, reducer);
}

/* Keeps the pairs whose end at the vertex passes its conditions, where it is known which nodes do. */
static sg_status keep_known(sg_reducer *reducer, uint32_t vertex, const uint32_t *ends,
                            pairs *of)
{
    const sg_id_set *known;

    if (reducer->reduction->vertices[vertex].test_count == 0 ||
        !sg_vertex_is_ready(reducer, vertex))
        return SG_OK;
    SG_TRY(sg_vertex_set(reducer, vertex, &known));
    return keep_within(known, ends, of);
}

/* What costs least to ask comes first: most pairs are gone then. */
static sg_status lay_pairs(const around *self, sg_reducer *reducer, uint32_t at, pairs *of)
{
    const sg_reduced_arc *arc = &self->reduction->arcs[at];

    SG_TRY(keep_known(reducer, arc->left, of->left, of));
    SG_TRY(keep_known(reducer, arc->right, of->right, of));
    keep_passing(&reducer->marks[at], of);
    if (of->count > 0)
        SG_TRY(seed_with(reducer, arc->left, of->left, of));
    if (of->count > 0)
        SG_TRY(seed_with(reducer, arc->right, of->right, of));
    if (of->count == 0)
        return SG_OK;
    if (!has_cycle(self->reduction) && arc->left != arc->right)
        return lay_between(self, reducer, at, of);
    SG_TRY(leave_ends(reducer, arc->left, of->left, of));
    SG_TRY(leave_ends(reducer, arc->right, of->right, of));
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
    sg_status status = sg_arc_reach(&rest, from, NULL, &reached);
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
        arc->walks ? lay_walk(self, reducer, at, room) : lay_pairs(self, reducer, at, room);
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

static void free_pairs(pairs *room)
{
    free(room->left);
    free(room->right);
    free(room->ids);
    free(room->types);
}

sg_status sg_reduction_around(const sg_reduce_host *host, const sg_reduction *reduction,
                              uint32_t vertex, const sg_touched *touched, sg_id_bits *out,
                              bool *certain)
{
    const around self = { host, reduction, vertex, touched, out, certain };
    size_t most = 2 * (size_t)touched->edge_count + 1;
    pairs room = { .left = malloc(most * sizeof *room.left),
                   .right = malloc(most * sizeof *room.right),
                   .ids = malloc(most * sizeof *room.ids),
                   .types = malloc(most * sizeof *room.types) };

    *certain = *certain && reduction->exact;
    sg_status status =
        room.left && room.right && room.ids && room.types ? lay_all(&self, &room) : SG_ENOMEM;
    free_pairs(&room);
    return status;
}

sg_status sg_reduction_subsets_around(const sg_reduce_host *host, const sg_reduction *reduction,
                                      const sg_touched *touched, sg_id_bits *out)
{
    bool certain = false;

    for (uint32_t i = 0; i < reduction->vertex_count; i++) {
        const sg_reduced_vertex *vertex = &reduction->vertices[i];
        for (uint32_t k = 0; k < vertex->subset_count; k++)
            SG_TRY(sg_reduction_around(host, vertex->subsets[k].reduction,
                                       vertex->subsets[k].vertex, touched, out, &certain));
    }
    return SG_OK;
}
