/* op_shortest_path.c - shortestPath, allShortestPaths, and ends of walks: breadth-first search.
 *
 * From a bound start to whatever may be the end, one search gives the paths to all of them, nearest
 * first.  Between two bound nodes two searches approach each other, the smaller frontier first; all
 * paths are made of the levels on both sides, each when its row is asked for.  But
 * when the next row has the same start, one search from there is kept and grows as far as each row
 * needs it: a thousand ends cost one search.
 *
 *     entries      a | b c | d e f          given: these have been looked at as ends
 *                        ^given  ^count     head: these have been expanded
 *
 * A path from a node to itself is the empty one or none: that is how Cypher's users know it.
 * Reach, which stands for a walk (query/plan/reach.c), gives the start too where a cycle leads back to it.
 */
#include "engine/base/bitmap.h"
#include "query/exec/fan.h"
#include "query/exec/path_value.h"
#include "query/exec/search.h"

typedef struct shortest_path {
    sg_op op;
    sg_fan fan;
    sg_search forth, back;
    sg_step_test test;
    sg_trail excluded;
    bool may_return; /* Reach: a cycle is as good as a path */
    bool can_resume; /* the search does not depend on the row but for its start */
    bool started;    /* `forth` began at `start` */
    bool both;       /* two searches are under way in this row */
    bool spent;      /* `forth` cannot go on: it was met by another search */
    uint32_t start, target;
    uint32_t given;
    uint32_t *choices; /* all paths: the predecessors of the path at hand, end first */
    uint32_t choice_count, choice_capacity;
    bool enumerating; /* `choices` is a path that has not been given yet */
    bool keeps_edges, keeps_path;
    uint32_t *ends; /* of the output */
    sg_value *lists, *paths;
} shortest_path;

static sg_status open_shortest_path(sg_op *op)
{
    shortest_path *self = (shortest_path *)op;
    const sg_plan *plan = op->plan;
    bool all = plan->shortest == SG_ALL_SHORTEST;

    self->keeps_edges = sg_slots_have(plan->live, plan->edge);
    self->keeps_path = plan->path != SG_NO_SLOT && sg_slots_have(plan->live, plan->path);
    self->may_return = plan->operator== SG_OPERATOR_REACH && plan->minimum == 1;
    self->can_resume = !plan->step_predicate && plan->distinct_from.count == 0;
    SG_TRY(sg_search_open(&self->forth, op, false, all));
    SG_TRY(sg_search_open(&self->back, op, true, all));
    return sg_step_test_open(&self->test, op);
}

static sg_search_row row_of(shortest_path *self)
{
    return (sg_search_row){ .batch = &self->op.input->batch,
                            .row = sg_fan_source(&self->fan, &self->op),
                            .test = &self->test,
                            .excluded = &self->excluded };
}

static bool fits(const shortest_path *self, uint32_t node)
{
    const uint64_t *sets = self->op.plan->label_sets;

    return !sets ||
           sg_bit_test(sets, sg_graph_label_set(self->op.exec->graph, (sg_node){ node }).id);
}

/* Makes a row of the relationships from the start to the node. */
static sg_status emit(shortest_path *self, uint32_t node, const uint32_t *edges, uint32_t count)
{
    const sg_plan *plan = self->op.plan;
    uint32_t index = self->fan.count++;
    sg_arena *arena = self->op.arena;

    self->fan.sources[index] = (uint16_t)sg_fan_source(&self->fan, &self->op);
    self->ends[index] = node;
    if (self->keeps_edges)
        SG_TRY(sg_edge_list(edges, count, plan->reversed, arena, &self->lists[index]));
    if (self->keeps_path)
        SG_TRY(sg_path_along(self->op.exec->graph, self->start, edges, count, plan->reversed,
                             arena, &self->paths[index]));
    return SG_OK;
}

/* Makes a row of the first path to an entry. */
static sg_status emit_first(shortest_path *self, uint32_t entry)
{
    const sg_reached *reached = &self->forth.entries[entry];

    if (!self->keeps_edges && !self->keeps_path)
        return emit(self, reached->node, NULL, 0);
    uint32_t *edges = sg_arena_alloc_array(self->op.arena, reached->level, sizeof *edges);

    if (!edges)
        return SG_ENOMEM;
    sg_search_edges(&self->forth, entry, edges);
    return emit(self, reached->node, edges, reached->level);
}

/* --- all paths to an entry ---------------------------------------------------------------------- */
/* Chooses first predecessors from the last choice on, back to the start. */
static sg_status choose_on(shortest_path *self, uint32_t entry)
{
    while (self->forth.entries[entry].level > 0) {
        uint32_t pred = self->forth.entries[entry].pred;
        self->choices[self->choice_count++] = pred;
        entry = self->forth.preds[pred].entry;
    }
    return SG_OK;
}

static sg_status begin_paths(shortest_path *self, uint32_t entry)
{
    uint32_t level = self->forth.entries[entry].level;

    if (self->choice_capacity < level) {
        self->choice_capacity = 2 * level;
        self->choices = sg_arena_alloc_array(self->op.exec->arena, self->choice_capacity,
                                             sizeof *self->choices);
        if (!self->choices)
            return SG_ENOMEM;
    }
    self->choice_count = 0;
    self->enumerating = true;
    return choose_on(self, entry);
}

/* Gives the path at hand and moves to the next one. */
static sg_status give_path(shortest_path *self, uint32_t node)
{
    const sg_pred *preds = self->forth.preds;
    uint32_t count = self->choice_count;
    uint32_t *edges = sg_arena_alloc_array(self->op.arena, count, sizeof *edges);

    if (!edges)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        edges[count - 1 - i] = preds[self->choices[i]].edge;
    SG_TRY(emit(self, node, edges, count));
    while (self->choice_count > 0) {
        uint32_t next = preds[self->choices[self->choice_count - 1]].next;
        if (next != SG_NOT_REACHED) {
            self->choices[self->choice_count - 1] = next;
            return choose_on(self, preds[next].entry);
        }
        self->choice_count--;
    }
    self->enumerating = false;
    return SG_OK;
}

/* --- two bound ends, met in the middle ---------------------------------------------------------- */
/* Expands the whole level at the head of one search; *met as in sg_search_expand(). */
static sg_status expand_level(shortest_path *self, sg_search *search, const sg_search *other,
                              uint32_t *met)
{
    uint32_t level = search->entries[search->head].level;
    sg_search_row row = row_of(self);

    row.other = other;
    *met = SG_NOT_REACHED;
    while (*met == SG_NOT_REACHED && !sg_search_ended(search) &&
           search->entries[search->head].level == level)
        SG_TRY(sg_search_expand(search, &row, met));
    return SG_OK;
}

/* Makes the row of a path whose two halves met at a node. */
static sg_status emit_joined(shortest_path *self, uint32_t node)
{
    uint32_t there = sg_search_entry(&self->forth, node);
    uint32_t beyond = sg_search_entry(&self->back, node);
    uint32_t near = self->forth.entries[there].level, far = self->back.entries[beyond].level;
    uint32_t *edges = sg_arena_alloc_array(self->op.arena, (size_t)near + far, sizeof *edges);

    if (!edges)
        return SG_ENOMEM;
    sg_search_edges(&self->forth, there, edges);
    sg_search_edges(&self->back, beyond, edges + near);
    for (uint32_t i = 0; i < far / 2; i++) {
        uint32_t *left = &edges[near + i], *right = &edges[near + far - 1 - i], kept = *left;
        *left = *right;
        *right = kept;
    }
    return emit(self, self->target, edges, near + far);
}

/* Whether one of the nodes that a search has met last, those from `first` on, is known to the other one. */
static bool have_met(const sg_search *search, uint32_t first, const sg_search *other)
{
    for (uint32_t i = first; i < search->count; i++)
        if (other->entry_of[search->entries[i].node])
            return true;
    return false;
}

/* All paths lead through nodes that are in the last level of both searches: when there are any for the
 * first time, they are in no other level of either, else a node before or after them would have been met.
 * Both levels are whole, so that all ways to those nodes are known. */
static sg_status begin_joined(shortest_path *self)
{
    SG_TRY(sg_search_join(&self->forth, &self->back));
    self->op.exec->set_counts.joined++;
    return begin_paths(self, sg_search_entry(&self->forth, self->target));
}

static sg_status search_both(shortest_path *self)
{
    sg_search *forth = &self->forth, *back = &self->back;
    uint64_t depth = 0;
    uint32_t met = SG_NOT_REACHED;

    self->spent = true;
    while (depth < self->op.plan->maximum && !sg_search_ended(forth) &&
           !sg_search_ended(back)) {
        bool forward = forth->count - forth->head <= back->count - back->head;
        sg_search *search = forward ? forth : back;
        const sg_search *other = forward ? back : forth;
        uint32_t first = search->count;
        SG_TRY(expand_level(self, search, search->all ? NULL : other, &met));
        if (met != SG_NOT_REACHED)
            return emit_joined(self, search->entries[met].node);
        if (search->all && have_met(search, first, other))
            return begin_joined(self);
        depth++;
    }
    return SG_OK;
}

/* --- rows ---------------------------------------------------------------------------------------- */
/* Begins with the input row at hand; *more is false when it has no path, or has given the only one. */
static sg_status begin_row(shortest_path *self, bool *more)
{
    const sg_plan *plan = self->op.plan;
    const sg_batch *input = &self->op.input->batch;
    uint32_t row = sg_fan_source(&self->fan, &self->op);
    uint32_t start = sg_vector_id(&input->columns[plan->from], row);

    *more = false;
    self->enumerating = false;
    self->given = 0;
    self->target = plan->into ? sg_vector_id(&input->columns[plan->to], row) : SG_NO_ID;
    if (start == SG_NO_ID ||
        (plan->into && (self->target == SG_NO_ID || !fits(self, self->target))))
        return SG_OK;
    sg_trail_clear(&self->excluded);
    SG_TRY(sg_trail_exclude(&self->excluded, self->op.exec, input, row, plan->distinct_from));
    bool same = self->can_resume && self->started && start == self->start;
    self->both = plan->into && self->can_resume && !same && start != self->target;
    if (!same || self->spent)
        SG_TRY(sg_search_begin(&self->forth, start));
    self->spent = false;
    if (!self->started && plan->operator== SG_OPERATOR_REACH)
        self->op.exec->set_counts.reached++;
    self->start = start;
    self->started = true;
    *more = true;
    return SG_OK;
}

/* Whether no more can be reached within the bounds. */
static bool is_exhausted(const shortest_path *self)
{
    const sg_search *search = &self->forth;

    return sg_search_ended(search) ||
           search->entries[search->head].level >= self->op.plan->maximum;
}

/* From the start back to it, over one relationship or more. */
static sg_status look_for_cycle(shortest_path *self)
{
    sg_search_row row = row_of(self);
    uint32_t met;

    while (!self->forth.returned && !is_exhausted(self))
        SG_TRY(sg_search_expand(&self->forth, &row, &met));
    if (self->forth.returned)
        SG_TRY(emit(self, self->start, NULL, 0));
    sg_fan_used_up(&self->fan);
    return SG_OK;
}

/* Between two bound nodes: whether the search from the start has come to the end. */
static sg_status look_for_target(shortest_path *self)
{
    sg_search *search = &self->forth;
    const sg_plan *plan = self->op.plan;
    sg_search_row row = row_of(self);
    uint32_t met, entry;

    while ((entry = sg_search_entry(search, self->target)) == SG_NOT_REACHED ||
           (search->all && !sg_search_ended(search) &&
            search->entries[search->head].level < search->entries[entry].level)) {
        if (is_exhausted(self))
            break;
        SG_TRY(sg_search_expand(search, &row, &met));
    }
    if (entry == SG_NOT_REACHED || search->entries[entry].level < plan->minimum) {
        sg_fan_used_up(&self->fan);
        return SG_OK;
    }
    if (search->all)
        return begin_paths(self, entry);
    SG_TRY(emit_first(self, entry));
    sg_fan_used_up(&self->fan);
    return SG_OK;
}

/* With any end: the next entry that may be one, or some more of the search. */
static sg_status look_for_any(shortest_path *self)
{
    sg_search *search = &self->forth;
    const sg_plan *plan = self->op.plan;
    sg_search_row row = row_of(self);
    bool ended = is_exhausted(self);
    const sg_reached *reached = &search->entries[self->given];
    uint32_t met;

    /* All predecessors of an entry are known once the level before it has been expanded. */
    bool known =
        self->given < search->count &&
        (!search->all || ended || search->entries[search->head].level >= reached->level);
    if (known) {
        uint32_t entry = self->given++;
        if (reached->level < plan->minimum || !fits(self, reached->node))
            return SG_OK;
        return search->all ? begin_paths(self, entry) : emit_first(self, entry);
    }
    if (!ended)
        return sg_search_expand(search, &row, &met);
    if (self->may_return && search->returned && fits(self, self->start))
        SG_TRY(emit(self, self->start, NULL, 0));
    sg_fan_used_up(&self->fan);
    return SG_OK;
}

/* The node that the paths being enumerated lead to. */
static uint32_t enumerated_end(const shortest_path *self)
{
    return self->op.plan->into ? self->target : self->forth.entries[self->given - 1].node;
}

/* Takes the input row at hand a step further. */
static sg_status advance(shortest_path *self)
{
    if (self->enumerating) {
        SG_TRY(give_path(self, enumerated_end(self)));
        if (!self->enumerating && self->op.plan->into)
            sg_fan_used_up(&self->fan);
        return SG_OK;
    }
    if (self->both) {
        SG_TRY(sg_search_begin(&self->back, self->target));
        SG_TRY(search_both(self));
        if (!self->enumerating)
            sg_fan_used_up(&self->fan);
        return SG_OK;
    }
    if (self->may_return && self->start == self->target)
        return look_for_cycle(self);
    return self->op.plan->into ? look_for_target(self) : look_for_any(self);
}

static sg_status search_row(shortest_path *self)
{
    bool more = true;

    if (!self->fan.begun)
        SG_TRY(begin_row(self, &more));
    self->fan.begun = more;
    if (!more)
        sg_fan_used_up(&self->fan);
    while (self->fan.begun && !sg_fan_full(&self->fan))
        SG_TRY(advance(self));
    return SG_OK;
}

static sg_status begin_batch(shortest_path *self)
{
    sg_arena *arena = self->op.arena;

    SG_TRY(sg_fan_begin(&self->fan, &self->op));
    uint32_t room = self->fan.capacity;
    self->ends = sg_arena_alloc_raw(arena, room * sizeof *self->ends);
    self->lists = sg_arena_alloc_raw(arena, room * sizeof *self->lists);
    self->paths = sg_arena_alloc_raw(arena, room * sizeof *self->paths);
    return self->ends && self->lists && self->paths ? SG_OK : SG_ENOMEM;
}

static sg_status next(sg_op *op)
{
    enum { ENOUGH = 65536 }; /* relationships searched before rows at hand are given out */
    shortest_path *self = (shortest_path *)op;
    sg_vector *columns = op->batch.columns;
    uint64_t before = op->counts.edges_touched;
    bool more;

    SG_TRY(begin_batch(self));
    while (!sg_fan_full(&self->fan)) {
        SG_TRY(sg_fan_row(&self->fan, op, &more));
        if (!more)
            break;
        SG_TRY(search_row(self));
        if (self->fan.count > 0 && op->counts.edges_touched - before > ENOUGH)
            break;
    }
    SG_TRY(sg_fan_finish(&self->fan, op));
    if (!op->plan->into)
        columns[op->plan->to] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = self->ends };
    if (self->keeps_edges)
        columns[op->plan->edge] = (sg_vector){ .values = self->lists };
    if (self->keeps_path)
        columns[op->plan->path] = (sg_vector){ .values = self->paths };
    return SG_OK;
}

static sg_status rewind_shortest_path(sg_op *op)
{
    shortest_path *self = (shortest_path *)op;

    sg_fan_rewind(&self->fan);
    self->enumerating = false;
    return SG_OK;
}

const sg_op_class sg_op_shortest_path = {
    .size = sizeof(shortest_path),
    .open = open_shortest_path,
    .next = next,
    .rewind = rewind_shortest_path,
};

const sg_op_class sg_op_reach = {
    .size = sizeof(shortest_path),
    .open = open_shortest_path,
    .next = next,
    .rewind = rewind_shortest_path,
};
