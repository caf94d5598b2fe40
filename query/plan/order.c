/* order.c - the order of a MATCH: every start that is worth it, then greedily the cheapest arc.
 *
 * Patterns are small and counts are exact, so that looking at each start with a greedy walk finds
 * what a full search would in all but contrived cases.  The cost of an order is the number of rows
 * that its steps make.  Very large patterns are followed as they are written.
 */
#include "query/plan/order.h"

#include <string.h>

enum {
    MOST_STARTS = 12, /* tried per component */
    MOST_ARCS = 64,   /* beyond, arcs are taken in the order of the text */
    AMONG = 100,      /* nodes that a run may name, about */
};

typedef struct {
    sg_planner *planner;
    const sg_pattern_graph *pattern;
    bool *found;         /* by vertex */
    bool *done;          /* by arc */
    uint32_t *component; /* by vertex */
    sg_slot_set bound;
    sg_match_step *steps;
    uint32_t count;
} search;

/* --- costs ---------------------------------------------------------------------------------------- */
static const sg_condition *seek_of(const search *self, uint32_t vertex)
{
    for (uint32_t i = 0; i < self->pattern->condition_count; i++) {
        const sg_condition *condition = &self->pattern->conditions[i];
        if (condition->seeks && condition->vertex == vertex &&
            sg_slot_set_within(&condition->key_slots, &self->bound))
            return condition;
    }
    return NULL;
}

static double start_rows(const search *self, uint32_t at)
{
    const sg_pattern_vertex *vertex = &self->pattern->vertices[at];

    if (vertex->bound)
        return 1;
    const sg_condition *seek = seek_of(self, at);
    double rows = vertex->nodes * vertex->selectivity;
    if (vertex->among)
        return rows < AMONG ? rows : AMONG;
    if (seek && !seek->key_is_list && rows > 1)
        return 1;
    return rows;
}

/* What finding the start costs: a scan reads all that its labels allow. */
static double start_cost(const search *self, uint32_t at)
{
    const sg_pattern_vertex *vertex = &self->pattern->vertices[at];

    return vertex->bound || vertex->among || seek_of(self, at) ? start_rows(self, at)
                                                               : vertex->nodes;
}

/* Rows per row of following the arc; conditions on the far end apply. */
static double fan_out(const search *self, const sg_pattern_arc *arc, bool from_left, bool into)
{
    const sg_pattern_vertex *from =
        &self->pattern->vertices[from_left ? arc->left : arc->right];
    const sg_pattern_vertex *to = &self->pattern->vertices[from_left ? arc->right : arc->left];
    double each = from->nodes > 0 ? arc->pairs / from->nodes : 0;

    if (into)
        return to->nodes > 0 ? each / to->nodes : 0;
    return each * to->selectivity;
}

/* --- one order ------------------------------------------------------------------------------------- */
static void take(search *self, uint32_t arc, bool from_left, double rows)
{
    const sg_pattern_arc *taken = &self->pattern->arcs[arc];
    uint32_t vertex = from_left ? taken->right : taken->left;

    self->steps[self->count++] = (sg_match_step){ .action = SG_MATCH_FOLLOW,
                                                  .vertex = vertex,
                                                  .arc = arc,
                                                  .from_left = from_left,
                                                  .into = self->found[vertex],
                                                  .rows = rows };
    self->done[arc] = true;
    self->found[vertex] = true;
}

static void start(search *self, uint32_t vertex);

/* A walk to a node that can be looked up goes between two known ends: the look-up comes first. */
static void seek_far_end(search *self, const sg_pattern_arc *arc, bool from_left, double rows)
{
    uint32_t vertex = from_left ? arc->right : arc->left;

    if (!arc->walks || self->found[vertex] || !seek_of(self, vertex))
        return;
    start(self, vertex);
    self->steps[self->count - 1].joins = true;
    self->steps[self->count - 1].rows = rows;
}

/* Follows one more arc of what was found; false when there is none. */
static bool follow(search *self, double *rows, double *cost)
{
    const sg_pattern_graph *pattern = self->pattern;
    uint32_t best = 0;
    bool best_left = false, any = false;
    double least = 0;

    for (uint32_t i = 0; i < pattern->arc_count; i++) {
        const sg_pattern_arc *arc = &pattern->arcs[i];
        bool left = self->found[arc->left], right = self->found[arc->right];
        if (self->done[i] || (!left && !right))
            continue;
        bool into = left && right;
        double forward = left ? fan_out(self, arc, true, into) : 0;
        double backward = right ? fan_out(self, arc, false, into) : 0;
        bool from_left = left && (!right || forward <= backward);
        double fan = from_left ? forward : backward;
        if (!any || fan < least) {
            best = i;
            best_left = from_left;
            least = fan;
            any = true;
        }
        if (pattern->arc_count > MOST_ARCS)
            break;
    }
    if (!any)
        return false;
    seek_far_end(self, &pattern->arcs[best], best_left, *rows);
    *rows *= least;
    *cost += *rows;
    take(self, best, best_left, *rows);
    return true;
}

static void start(search *self, uint32_t vertex)
{
    const sg_condition *seek = seek_of(self, vertex);
    bool bound = self->pattern->vertices[vertex].bound;
    bool among = self->pattern->vertices[vertex].among;

    self->steps[self->count++] = (sg_match_step){
        .action = bound           ? SG_MATCH_BOUND
                  : seek || among ? SG_MATCH_SEEK
                                  : SG_MATCH_SCAN,
        .vertex = vertex,
        .condition =
            seek && !bound && !among ? (uint32_t)(seek - self->pattern->conditions) : 0,
        .rows = start_rows(self, vertex),
    };
    self->found[vertex] = true;
}

/* Orders the component from this start; what was found and done before stays. */
static double order_from(search *self, uint32_t vertex)
{
    double rows = start_rows(self, vertex);
    double cost = start_cost(self, vertex);

    start(self, vertex);
    while (follow(self, &rows, &cost))
        continue;
    return cost;
}

/* --- components -------------------------------------------------------------------------------------- */
static uint32_t representative(const search *self, uint32_t vertex)
{
    while (self->component[vertex] != vertex)
        vertex = self->component[vertex];
    return vertex;
}

/* The smallest vertex of a component stands for it. */
static void label_components(search *self)
{
    const sg_pattern_graph *pattern = self->pattern;

    for (uint32_t i = 0; i < pattern->vertex_count; i++)
        self->component[i] = i;
    for (uint32_t i = 0; i < pattern->arc_count; i++) {
        uint32_t left = representative(self, pattern->arcs[i].left);
        uint32_t right = representative(self, pattern->arcs[i].right);
        self->component[left < right ? right : left] = left < right ? left : right;
    }
    for (uint32_t i = 0; i < pattern->vertex_count; i++)
        self->component[i] = self->component[self->component[i]];
}

/* Marks what is bound as found, where the component starts from a bound vertex. */
static void find_bound(search *self, uint32_t component)
{
    for (uint32_t i = 0; i < self->pattern->vertex_count; i++)
        if (self->component[i] == component && self->pattern->vertices[i].bound)
            self->found[i] = true;
}

/* Nodes that the run names are where its component starts: nothing else leaves the others out. */
static bool has_among(const search *self, uint32_t component)
{
    for (uint32_t i = 0; i < self->pattern->vertex_count; i++)
        if (self->component[i] == component && self->pattern->vertices[i].among)
            return true;
    return false;
}

static bool may_start(const search *self, uint32_t vertex, uint32_t component, bool any_bound)
{
    const sg_pattern_vertex *start = &self->pattern->vertices[vertex];

    if (self->component[vertex] != component)
        return false;
    return has_among(self, component) ? start->among : !any_bound || start->bound;
}

static bool has_bound(const search *self, uint32_t component)
{
    for (uint32_t i = 0; i < self->pattern->vertex_count; i++)
        if (self->component[i] == component && self->pattern->vertices[i].bound)
            return true;
    return false;
}

/* The start with the cheapest order; the cheapest starts are tried first. */
static uint32_t best_start(search *self, uint32_t component, double *least)
{
    const sg_pattern_graph *pattern = self->pattern;
    bool any_bound = has_bound(self, component);
    uint32_t best = SG_NO_SLOT, tried = 0;
    uint32_t most = pattern->arc_count > MOST_ARCS ? 1 : MOST_STARTS;
    uint32_t before = self->count;

    for (uint32_t i = 0; i < pattern->vertex_count && tried < most; i++) {
        if (!may_start(self, i, component, any_bound))
            continue;
        tried++;
        double cost = order_from(self, i);
        for (uint32_t step = before; step < self->count; step++) {
            self->found[self->steps[step].vertex] = false;
            if (self->steps[step].action == SG_MATCH_FOLLOW)
                self->done[self->steps[step].arc] = false;
        }
        self->count = before;
        if (best == SG_NO_SLOT || cost < *least) {
            best = i;
            *least = cost;
        }
    }
    return best;
}

static sg_status bind_component(search *self, uint32_t component)
{
    const sg_pattern_graph *pattern = self->pattern;
    sg_arena *arena = self->planner->arena;

    for (uint32_t i = 0; i < pattern->vertex_count; i++)
        if (self->component[i] == component &&
            sg_slot_set_add(&self->bound, arena, pattern->vertices[i].slot))
            return sg_plan_no_memory(self->planner);
    for (uint32_t i = 0; i < pattern->arc_count; i++)
        if (self->component[pattern->arcs[i].left] == component &&
            sg_slot_set_add(&self->bound, arena, pattern->arcs[i].slot))
            return sg_plan_no_memory(self->planner);
    return SG_OK;
}

/* The next component: one that rows lead to, else the one with the cheapest order. */
static uint32_t next_start(search *self, const bool *placed)
{
    bool large = self->pattern->vertex_count > MOST_ARCS;
    uint32_t best = SG_NO_SLOT;
    double least = 0;

    for (uint32_t i = 0; i < self->pattern->vertex_count; i++) {
        if (self->component[i] != i || placed[i])
            continue;
        double cost = 0;
        uint32_t at = best_start(self, i, &cost);
        if (large || has_bound(self, i))
            return at;
        if (best == SG_NO_SLOT || cost < least) {
            best = at;
            least = cost;
        }
    }
    return best;
}

sg_status sg_order_match(sg_planner *planner, const sg_pattern_graph *pattern,
                         const sg_slot_set *bound, sg_match_order *out)
{
    uint32_t vertices = pattern->vertex_count;
    search self = { .planner = planner, .pattern = pattern };
    bool *placed = sg_arena_make_array(planner->arena, bool, vertices);

    self.found = sg_arena_make_array(planner->arena, bool, vertices);
    self.done = sg_arena_make_array(planner->arena, bool, pattern->arc_count + 1);
    self.component = sg_arena_make_array(planner->arena, uint32_t, vertices);
    self.steps =
        sg_arena_make_array(planner->arena, sg_match_step, vertices + pattern->arc_count);
    if (!placed || !self.found || !self.done || !self.component || !self.steps ||
        sg_slot_set_copy(bound, planner->arena, &self.bound))
        return sg_plan_no_memory(planner);
    label_components(&self);
    for (uint32_t start_at; (start_at = next_start(&self, placed)) != SG_NO_SLOT;) {
        uint32_t component = self.component[start_at];
        find_bound(&self, component);
        order_from(&self, start_at);
        placed[component] = true;
        SG_TRY(bind_component(&self, component));
    }
    *out = (sg_match_order){ self.steps, self.count };
    return SG_OK;
}
