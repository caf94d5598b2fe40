/* reducer.c - passes over the arcs of a reduction, and the answers that come of them. */
#include <stdlib.h>
#include <string.h>

#include "query/reduce/names.h"

enum { WORTH_KEEPING = 64 }; /* nodes to join with: fewer are followed as fast as looked up */

/* --- making ---------------------------------------------------------------------------------------- */
static sg_status make_step(sg_reducer *self, uint32_t arc, bool from_left, sg_arc_step *out)
{
    SG_TRY(sg_arc_step_of(self->host.graph, self->host.meter, &self->reduction->arcs[arc],
                          self->marks[arc].by_type, from_left, out));
    return sg_arc_step_sort(out, self->from_left, arc + !from_left);
}

static sg_status make_steps(sg_reducer *self)
{
    const sg_reduction *reduction = self->reduction;

    for (uint32_t i = 0; i < reduction->arc_count; i++) {
        const sg_reduced_arc *arc = &reduction->arcs[i];
        if (arc->test_count > 0)
            SG_TRY(sg_arc_marks_make(&self->host, reduction, arc, &self->marks[i]));
        SG_TRY(make_step(self, i, true, &self->from_left[i]));
        SG_TRY(make_step(self, i, false, &self->from_right[i]));
    }
    return SG_OK;
}

sg_status sg_reducer_new(const sg_reduce_host *host, const sg_reduction *reduction,
                         sg_reducer **out)
{
    size_t vertices = (size_t)reduction->vertex_count + 1,
           arcs = (size_t)reduction->arc_count + 1;
    sg_reducer *self = calloc(1, sizeof *self);

    if (!self)
        return SG_ENOMEM;
    self->host = *host;
    self->reduction = reduction;
    self->laid = SG_NO_ID;
    self->states = calloc(vertices, sizeof *self->states);
    self->reached = calloc(vertices, sizeof *self->reached);
    self->from_left = calloc(arcs, sizeof *self->from_left);
    self->from_right = calloc(arcs, sizeof *self->from_right);
    self->marks = calloc(arcs, sizeof *self->marks);
    self->followed = calloc(arcs, sizeof *self->followed);
    self->tree = calloc(arcs, sizeof *self->tree);
    bool good = self->states && self->reached && self->from_left && self->from_right &&
                self->marks && self->followed && self->tree;
    sg_status status = good ? make_steps(self) : SG_ENOMEM;
    if (status != SG_OK) {
        sg_reducer_free(self);
        return status;
    }
    for (uint32_t i = 0; i < reduction->vertex_count; i++)
        self->states[i].before = SG_NO_ID;
    *out = self;
    return SG_OK;
}

void sg_reducer_free(sg_reducer *self)
{
    if (!self)
        return;
    for (uint32_t i = 0; self->states && i < self->reduction->vertex_count; i++) {
        sg_id_set_free(self->states[i].labelled);
        sg_id_set_free(self->states[i].own);
        sg_vertex_replace(self, i, NULL);
    }
    for (uint32_t i = 0; i < self->reduction->arc_count; i++) {
        if (self->from_left)
            sg_arc_step_free(&self->from_left[i]);
        if (self->from_right)
            sg_arc_step_free(&self->from_right[i]);
        if (self->marks)
            sg_arc_marks_free(&self->marks[i]);
    }
    free(self->states);
    free(self->reached);
    free(self->from_left);
    free(self->from_right);
    free(self->marks);
    free(self->followed);
    free(self->tree);
    sg_array_free(&self->joins);
    free(self);
}

const sg_reducer_join *sg_reducer_joins(const sg_reducer *self, uint32_t *count)
{
    *count = (uint32_t)self->joins.count;
    return self->joins.items;
}

const sg_id_set *sg_reducer_set(const sg_reducer *self, uint32_t vertex)
{
    const sg_reduced_state *state = &self->states[vertex];

    return state->set ? state->set : state->own ? state->own : state->labelled;
}

uint32_t sg_reducer_before(const sg_reducer *self, uint32_t vertex)
{
    return self->states[vertex].before;
}

void sg_reducer_followed(const sg_reducer *self, uint32_t arc, uint64_t *all, uint64_t *passing)
{
    const sg_arc_marks *marks = &self->marks[arc];

    *all = *passing = 0;
    for (uint32_t i = 0; i < marks->type_count; i++) {
        uint64_t of_type =
            sg_graph_type_count(self->host.graph, sg_arc_type(&self->reduction->arcs[arc], i));
        *all += of_type;
        *passing += marks->by_type[i] ? sg_edge_marks_count(marks->by_type[i]) : of_type;
    }
}

bool sg_reducer_by_trails(const sg_reducer *self)
{
    return self->by_trails;
}

/* --- passes ---------------------------------------------------------------------------------------- */
/* Makes the set of a vertex what the step leads to of it; *before tells how many it had. */
static sg_status make_join(sg_reducer *self, uint32_t vertex, const sg_arc_step *step,
                           const sg_arc_step *back, const sg_id_set *sources, uint32_t *before)
{
    const sg_id_set *targets;
    sg_id_set *joined = NULL;
    bool ready = sg_vertex_is_ready(self, vertex);

    SG_TRY(ready ? sg_vertex_set(self, vertex, &targets)
                 : sg_vertex_labelled(self, vertex, &targets));
    *before = targets->count;
    SG_TRY(sg_arc_join(step, back, sources, targets, &joined));
    if (!ready)
        return sg_vertex_meet(self, vertex, joined);
    sg_vertex_replace(self, vertex, joined);
    return SG_OK;
}

/* Whether the arc was followed that way from the same set before; if not, that is noted. */
static bool was_followed(sg_reducer *self, const sg_tree_arc *arc, bool down)
{
    sg_followed_from *from = &self->followed[arc->arc];
    uint32_t edition = self->states[down ? arc->parent : arc->child].edition + 1;
    uint32_t *last = down == arc->from_left ? &from->left : &from->right;

    if (*last == edition)
        return true;
    *last = edition;
    return false;
}

/* The same, from what another statement has joined before, if that is known by its name. */
static sg_status join_into(sg_reducer *self, const sg_tree_arc *arc, bool down)
{
    if (was_followed(self, arc, down))
        return SG_OK;
    uint32_t target = down ? arc->child : arc->parent;
    const sg_arc_step *there = sg_step_down(self, arc), *back = sg_step_up(self, arc);
    const sg_id_set *sources;
    sg_buffer name = { .length = 0 };
    uint32_t before = SG_NO_ID;
    sg_status status = sg_vertex_set(self, down ? arc->parent : arc->child, &sources);
    bool named = status == SG_OK && sg_reducer_name_join(self, arc, down, &name);
    bool keeps = named && sources->count >= WORTH_KEEPING;
    sg_id_set *known = keeps ? sg_set_store_find(self->host.store, sg_buffer_str(&name)) : NULL;

    if (known)
        sg_vertex_replace(self, target, known);
    else if (status == SG_OK)
        status =
            make_join(self, target, down ? there : back, down ? back : there, sources, &before);
    if (status == SG_OK)
        status =
            sg_array_push(&self->joins, (sg_reducer_join){ arc->arc, target, before,
                                                           self->states[target].set->count });
    if (!named || status != SG_OK) {
        sg_buffer_free(&name);
        return status;
    }
    if (keeps && !known)
        sg_set_store_put(self->host.store, sg_buffer_str(&name), self->states[target].set);
    self->states[target].name = sg_buffer_str(&name);
    return SG_OK;
}

/* Follows the arc down or up where its far end cannot but have fewer nodes afterwards than relationships
 * are followed. */
static sg_status join_if_worth(sg_reducer *self, const sg_tree_arc *arc, bool down,
                               bool *joined)
{
    uint32_t source = down ? arc->parent : arc->child, target = down ? arc->child : arc->parent;
    const sg_arc_step *step = down ? sg_step_down(self, arc) : sg_step_up(self, arc);
    const sg_id_set *from, *all;

    SG_TRY(sg_vertex_set(self, source, &from));
    SG_TRY(sg_vertex_is_ready(self, target) ? sg_vertex_set(self, target, &all)
                                            : sg_vertex_labelled(self, target, &all));
    *joined = sg_arc_cost(step, from, all) < all->count;
    return *joined ? join_into(self, arc, down) : SG_OK;
}

static sg_status go_outward(sg_reducer *self)
{
    bool joined;

    for (uint32_t i = 0; i < self->tree_count; i++)
        SG_TRY(join_if_worth(self, &self->tree[i], true, &joined));
    return SG_OK;
}

/* A vertex in the middle is narrowed by whichever of its neighbours has few nodes, wherever the tree was
 * begun; and what hangs on it once more. */
static sg_status go_back_and_forth(sg_reducer *self)
{
    bool joined;

    SG_TRY(go_outward(self));
    for (uint32_t i = self->tree_count; i-- > 0;) {
        const sg_tree_arc *arc = &self->tree[i];
        if (!sg_vertex_is_ready(self, arc->child))
            continue;
        SG_TRY(join_if_worth(self, arc, false, &joined));
        for (uint32_t k = i + 1; joined && k < self->tree_count; k++)
            if (self->tree[k].parent == arc->parent)
                SG_TRY(join_if_worth(self, &self->tree[k], true, &(bool){ false }));
    }
    return SG_OK;
}

static sg_status go_inward(sg_reducer *self)
{
    for (uint32_t i = self->tree_count; i-- > 0;)
        SG_TRY(join_into(self, &self->tree[i], false));
    return SG_OK;
}

/* Takes arcs out of the tree that a vertex with a value in the row around is an end of.  Nobody asks for the set of
 * such a vertex, and rows are made from its value on: they meet no node that it is not joined to. */
static void leave_outer(sg_reducer *self)
{
    const sg_reduced_vertex *vertices = self->reduction->vertices;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < self->tree_count; i++)
        if (!vertices[self->tree[i].parent].outer && !vertices[self->tree[i].child].outer)
            self->tree[kept++] = self->tree[i];
    self->tree_count = kept;
}

sg_status sg_reducer_run(sg_reducer *self)
{
    const sg_id_set *set;

    for (uint32_t i = 0; i < self->reduction->vertex_count; i++) {
        if (self->reached[i])
            continue;
        uint32_t start = sg_reducer_cheapest(self, i);
        sg_reducer_grow_tree(self, start);
        leave_outer(self);
        SG_TRY(go_outward(self));
        SG_TRY(go_inward(self));
        SG_TRY(go_outward(self));
    }
    for (uint32_t i = 0; i < self->reduction->vertex_count; i++)
        if (!self->reduction->vertices[i].outer)
            SG_TRY(sg_vertex_set(self, i, &set));
    return SG_OK;
}

/* --- ends ------------------------------------------------------------------------------------------ */
sg_status sg_reducer_settle(sg_reducer *self, uint32_t root, bool *empty)
{
    const sg_id_set *set;

    sg_reducer_grow_tree(self, root);
    SG_TRY(go_inward(self));
    SG_TRY(sg_vertex_set(self, root, &set));
    *empty = set->count == 0;
    return SG_OK;
}

sg_status sg_reducer_settle_others(sg_reducer *self, bool *empty)
{
    for (uint32_t i = 0; i < self->reduction->vertex_count && !*empty; i++)
        if (!self->reached[i])
            SG_TRY(sg_reducer_settle(self, i, empty));
    return SG_OK;
}

sg_id_set *sg_reducer_share(sg_reducer *self, uint32_t vertex)
{
    return sg_id_set_share(self->states[vertex].set ? self->states[vertex].set
                                                    : self->states[vertex].own);
}

static sg_status narrow(sg_reducer *self)
{
    uint32_t vertices = self->reduction->vertex_count;

    for (uint32_t i = 0; i < vertices; i++)
        if (!self->reached[i]) {
            sg_reducer_grow_tree(self, sg_reducer_cheapest(self, i));
            SG_TRY(go_back_and_forth(self));
        }
    memset(self->reached, 0, vertices * sizeof *self->reached);
    return SG_OK;
}

sg_status sg_reducer_narrow_at(sg_reducer *self, uint32_t vertex)
{
    uint32_t start = sg_reducer_cheapest(self, vertex);

    sg_reducer_grow_tree(self, start);
    SG_TRY(go_back_and_forth(self));
    sg_reducer_fell_tree(self, start);
    return SG_OK;
}

sg_status sg_reducer_narrow(sg_reducer *self, bool *distinct)
{
    SG_TRY(narrow(self));
    return sg_reducer_is_distinct(self, distinct);
}

sg_status sg_reducer_lead(sg_reducer *self, uint32_t vertex, const sg_id_set **out)
{
    bool empty;

    *out = NULL;
    SG_TRY(narrow(self));
    SG_TRY(sg_reducer_settle(self, vertex, &empty));
    SG_TRY(sg_reducer_settle_others(self, &empty));
    return empty ? SG_OK : sg_vertex_set(self, vertex, out);
}

sg_status sg_reducer_ends(sg_reducer *self, uint32_t vertex, const sg_id_set *among,
                          sg_id_set **out, bool *answered)
{
    bool empty;

    if (among)
        SG_TRY(sg_vertex_among(self, vertex, among));
    SG_TRY(sg_reducer_narrow(self, answered));
    if (!*answered) {
        SG_TRY(sg_reducer_trails(self, vertex, out, answered));
        self->by_trails = *answered;
        return SG_OK;
    }
    SG_TRY(sg_reducer_settle(self, vertex, &empty));
    SG_TRY(sg_reducer_settle_others(self, &empty));
    if (empty)
        return sg_id_set_of(NULL, 0, out);
    *out = sg_reducer_share(self, vertex);
    return SG_OK;
}
