/* op_walk.c - follow relationships several times: (a)-[e:TYPE*1..3]->(b), every trail one row.
 *
 * Depth first, with the stack in the operator, so that a batch may end anywhere.  A frame is a place
 * in the runs of one node; the trail holds the relationships that led there:
 *
 *     frame 0  a   [.][.][.]         trail   excluded by the MATCH | e1 e4
 *                      ^ e1
 *     frame 1  b   [.][.]            e4 leads to c: a row if 2 is within the bounds,
 *                      ^ e4          then frame 2
 *
 * No relationship occurs twice in a trail, nor one of the same MATCH in it.
 */
#include <string.h>

#include "engine/base/bitmap.h"
#include "query/exec/fan.h"
#include "query/exec/hops.h"
#include "query/exec/path_value.h"
#include "query/exec/step_test.h"
#include "query/exec/trail.h"

typedef struct frame {
    sg_hops hops;
    sg_run run;
    uint32_t position; /* in the run: tested up to here */
    uint64_t passed;   /* bit i: run position `position - 64 + i` is to be followed */
} frame;

typedef struct walk {
    sg_op op;
    sg_fan fan;
    sg_hop_kinds kinds;
    sg_step_test test;
    sg_trail trail;
    uint32_t excluded; /* of the trail: not of the path */
    frame *frames;
    uint32_t depth, capacity; /* of frames; the path has depth relationships */
    uint32_t start, target;   /* of the input row; target: into */
    bool keeps_edges, keeps_path;
    uint64_t touched;
    uint32_t *ends; /* of the output */
    sg_value *lists, *paths;
} walk;

static sg_status open_walk(sg_op *op)
{
    walk *self = (walk *)op;
    const sg_plan *plan = op->plan;

    self->keeps_edges = sg_slots_have(plan->live, plan->edge);
    self->keeps_path = plan->path != SG_NO_SLOT && sg_slots_have(plan->live, plan->path);
    SG_TRY(sg_hop_kinds_of(op->exec, plan, false, &self->kinds));
    return sg_step_test_open(&self->test, op);
}

static sg_status grow(walk *self)
{
    uint32_t capacity = self->capacity ? 2 * self->capacity : 8;
    frame *frames = sg_arena_alloc_array(self->op.exec->arena, capacity, sizeof *frames);

    if (!frames)
        return SG_ENOMEM;
    if (self->capacity)
        memcpy(frames, self->frames, self->capacity * sizeof *frames);
    self->frames = frames;
    self->capacity = capacity;
    return SG_OK;
}

static sg_status enter(walk *self, uint32_t depth, uint32_t node)
{
    if (depth == self->capacity)
        SG_TRY(grow(self));
    self->frames[depth] = (frame){ .hops = sg_hops_of(node) };
    self->depth = depth;
    return SG_OK;
}

/* Whether the node may be the far end. */
static bool ends_at(const walk *self, uint32_t node)
{
    const sg_plan *plan = self->op.plan;

    if (plan->into)
        return node == self->target;
    return !plan->label_sets ||
           sg_bit_test(plan->label_sets,
                       sg_graph_label_set(self->op.exec->graph, (sg_node){ node }).id);
}

/* Makes a row of the path as it is, which ends at the node. */
static sg_status emit(walk *self, uint32_t node)
{
    const sg_plan *plan = self->op.plan;
    uint32_t length = self->trail.count - self->excluded, index = self->fan.count;
    const uint32_t *edges = length > 0 ? self->trail.edges + self->excluded : NULL;
    sg_arena *arena = self->op.arena;

    self->fan.sources[index] = (uint16_t)sg_fan_source(&self->fan, &self->op);
    self->ends[index] = node;
    self->fan.count++;
    if (self->keeps_edges)
        SG_TRY(sg_edge_list(edges, length, plan->reversed, arena, &self->lists[index]));
    if (self->keeps_path)
        SG_TRY(sg_path_along(self->op.exec->graph, self->start, edges, length, plan->reversed,
                             arena, &self->paths[index]));
    return SG_OK;
}

/* Begins with the input row at hand; *more is false when there is nothing to walk from. */
static sg_status begin_row(walk *self, bool *more)
{
    const sg_plan *plan = self->op.plan;
    const sg_batch *input = &self->op.input->batch;
    uint32_t row = sg_fan_source(&self->fan, &self->op);

    self->start = sg_vector_id(&input->columns[plan->from], row);
    self->target = plan->into ? sg_vector_id(&input->columns[plan->to], row) : 0;
    *more =
        self->start != SG_NO_ID && self->target != SG_NO_ID &&
        (!plan->into || !plan->label_sets ||
         sg_bit_test(plan->label_sets,
                     sg_graph_label_set(self->op.exec->graph, (sg_node){ self->target }).id));
    if (!*more)
        return SG_OK;
    sg_trail_clear(&self->trail);
    SG_TRY(sg_trail_exclude(&self->trail, self->op.exec, input, row, plan->distinct_from));
    self->excluded = self->trail.count;
    SG_TRY(enter(self, 0, self->start));
    if (plan->minimum == 0 && ends_at(self, self->start))
        return emit(self, self->start);
    return SG_OK;
}

/* Tests up to 64 further relationships of the run at hand. */
static sg_status test_some(walk *self, frame *top)
{
    uint32_t edges[SG_STEP_ROOM], others[SG_STEP_ROOM];
    uint32_t left = top->run.count - top->position;
    uint32_t count = left < SG_STEP_ROOM ? left : SG_STEP_ROOM;

    top->passed = count == SG_STEP_ROOM ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    if (self->test.predicate) {
        for (uint32_t i = 0; i < count; i++)
            edges[i] = sg_run_edge(self->op.exec->graph, &top->run, top->position + i).id;
        sg_run_copy_others(&top->run, top->position, count, others);
        SG_TRY(sg_step_test_run(&self->test, &self->op.input->batch,
                                sg_fan_source(&self->fan, &self->op), edges, others, count,
                                &top->passed));
    }
    top->position += count;
    top->passed <<= SG_STEP_ROOM - count;
    self->touched += count;
    return SG_OK;
}

/* The next relationship to follow from the top frame that the trail does not have. */
static sg_status next_edge(walk *self, frame *top, uint32_t *edge, uint32_t *node, bool *more)
{
    *more = true;
    for (;;) {
        while (top->passed == 0) {
            if (top->position == top->run.count) {
                top->position = 0;
                *more = sg_hops_next(&top->hops, self->op.exec->graph, &self->kinds, &top->run);
                if (!*more) {
                    top->run.count = 0;
                    return SG_OK;
                }
                SG_TRY(sg_hops_need_edges(&self->op, &top->run));
            }
            SG_TRY(test_some(self, top));
        }
        uint32_t bit = (uint32_t)__builtin_ctzll(top->passed);
        uint32_t position = top->position - SG_STEP_ROOM + bit;
        top->passed &= top->passed - 1;
        *edge = sg_run_edge(self->op.exec->graph, &top->run, position).id;
        *node = sg_run_other(&top->run, position);
        if (!sg_trail_has(&self->trail, *edge) &&
            !(top->hops.skip_loops && *node == top->hops.node))
            return SG_OK;
    }
}

static sg_status step_into(walk *self, uint32_t edge, uint32_t node)
{
    const sg_plan *plan = self->op.plan;
    uint32_t limit = self->op.exec->limits.path_depth;

    if (limit && self->depth == limit)
        return sg_query_fail(&self->op.exec->error, SG_ERROR_LIMIT_REACHED, SG_RUNTIME,
                             plan->span,
                             "a path has more relationships than the limit of %u, "
                             "in Walk",
                             (unsigned)limit);
    SG_TRY(sg_trail_push(&self->trail, self->op.exec, edge));
    SG_TRY(enter(self, self->depth + 1, node));
    if (self->depth >= plan->minimum && ends_at(self, node))
        return emit(self, node);
    return SG_OK;
}

/* Walks on from the input row at hand until it, or the room, is used up. */
static sg_status walk_row(walk *self)
{
    uint32_t edge = 0, node = 0;
    bool more = true;

    if (!self->fan.begun)
        SG_TRY(begin_row(self, &more));
    self->fan.begun = more;
    if (!more)
        sg_fan_used_up(&self->fan);
    while (self->fan.begun && !sg_fan_full(&self->fan)) {
        more = false;
        if (self->depth < self->op.plan->maximum)
            SG_TRY(next_edge(self, &self->frames[self->depth], &edge, &node, &more));
        SG_TRY(sg_exec_work(self->op.exec, 0)); /* of types that were tried in vain */
        if (self->touched >= 1024) {
            SG_TRY(sg_op_touch_edges(&self->op, self->touched));
            self->touched = 0;
        }
        if (more) {
            SG_TRY(step_into(self, edge, node));
        } else if (self->depth == 0) {
            sg_fan_used_up(&self->fan);
        } else {
            sg_trail_pop(&self->trail);
            self->depth--;
        }
    }
    uint64_t touched = self->touched;
    self->touched = 0;
    return sg_op_touch_edges(&self->op, touched);
}

static sg_status begin_batch(walk *self)
{
    sg_arena *arena = self->op.arena;

    SG_TRY(sg_fan_begin(&self->fan, &self->op));
    uint32_t room = self->fan.capacity;
    self->ends = sg_arena_alloc_raw(arena, room * sizeof *self->ends);
    self->lists = self->keeps_edges ? sg_arena_alloc_raw(arena, room * sizeof(sg_value)) : NULL;
    self->paths = self->keeps_path ? sg_arena_alloc_raw(arena, room * sizeof(sg_value)) : NULL;
    return self->ends && (self->lists || !self->keeps_edges) &&
                   (self->paths || !self->keeps_path)
               ? SG_OK
               : SG_ENOMEM;
}

static sg_status next(sg_op *op)
{
    walk *self = (walk *)op;
    sg_vector *columns = op->batch.columns;
    bool more;

    SG_TRY(begin_batch(self));
    while (!sg_fan_full(&self->fan)) {
        SG_TRY(sg_fan_row(&self->fan, op, &more));
        if (!more)
            break;
        SG_TRY(walk_row(self));
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

static sg_status rewind_walk(sg_op *op)
{
    walk *self = (walk *)op;

    sg_fan_rewind(&self->fan);
    sg_trail_clear(&self->trail);
    self->depth = 0;
    return SG_OK;
}

const sg_op_class sg_op_walk = {
    .size = sizeof(walk),
    .open = open_walk,
    .next = next,
    .rewind = rewind_walk,
};
