/* op_reduce.c - answers by sets of nodes what the projection above asks of a MATCH, or passes the rows
 * of its input on.
 *
 *     ENDS      one row for each node of the vertex that is in some match
 *     SIZE      one row with the number of those nodes; none when there are none
 *     WEIGHTS   the same, with the number of matches that it is in
 *     PARTNERS  the same, with the number of nodes of another vertex that it is in a match with
 *     PAIRS     one row for each two nodes of two vertices that are in a match together
 *     TOTAL     one row with the number of all matches; none when there are none
 *
 * The input is the MATCH as operators.  It runs only when the reduction declines (reducer.h says when),
 * and its rows then have no weight: each stands for itself.
 */
#include "query/exec/reductions.h"
#include "query/exec/value_groups.h"

typedef struct reduce {
    sg_op op;
    sg_reduced *reduced;
    bool asked, answered;
    sg_id_reader reader;
    uint32_t given;
} reduce;

static sg_status open_reduce(sg_op *op)
{
    reduce *self = (reduce *)op;

    return sg_reduced_of(op->exec, op->plan->reduction, &self->reduced);
}

static sg_status answer(reduce *self, sg_reducer *reducer)
{
    const sg_plan *plan = self->op.plan;
    const sg_graph *graph = self->op.exec->graph;
    sg_weights *found = &self->reduced->found;
    bool total = plan->goal == SG_REDUCE_TOTAL;
    bool by_value = plan->by_value && sg_graph_is_frozen(graph);
    /* Nodes without neighbours are in one match each. */
    bool alone = by_value && self->reduced->reduction->vertex_count == 1 &&
                 self->reduced->reduction->arc_count == 0;

    if (plan->goal == SG_REDUCE_PAIRS) {
        SG_TRY(sg_reducer_pairs(reducer, plan->candidate, plan->partner, &self->reduced->pairs,
                                &self->answered));
        self->op.differs = self->answered;
        return SG_OK;
    }
    if (plan->goal == SG_REDUCE_PARTNERS)
        return sg_reducer_partners(reducer, plan->candidate, plan->partner, found,
                                   &self->answered);
    if (total || (plan->goal == SG_REDUCE_WEIGHTS && !alone))
        SG_TRY(sg_reducer_weights(reducer, total ? SG_NO_SLOT : plan->candidate, found,
                                  &self->answered));
    else
        SG_TRY(sg_reducer_ends(reducer, plan->candidate, NULL, &found->set, &self->answered));
    self->op.exec->set_counts.trails += sg_reducer_by_trails(reducer);
    if (!self->answered || !by_value)
        return SG_OK;
    self->op.differs =
        plan->goal == SG_REDUCE_ENDS && sg_values_differ(graph, plan->value_key, found->set);
    return self->op.differs ? SG_OK : sg_group_by_value(graph, plan->value_key, found);
}

static bool has_conditions(const sg_reduction *reduction)
{
    for (uint32_t i = 0; i < reduction->arc_count; i++)
        if (reduction->arcs[i].test_count > 0)
            return true;
    return false;
}

static void count_answer(reduce *self)
{
    sg_set_counts *counts = &self->op.exec->set_counts;

    counts->declined += !self->answered;
    counts->ends += self->answered && (self->op.plan->goal == SG_REDUCE_ENDS ||
                                       self->op.plan->goal == SG_REDUCE_SIZE);
    counts->weights += self->answered && self->op.plan->goal == SG_REDUCE_WEIGHTS;
    counts->partners += self->answered && self->op.plan->goal == SG_REDUCE_PARTNERS;
    counts->pairs += self->answered && self->op.plan->goal == SG_REDUCE_PAIRS;
    counts->totals += self->answered && self->op.plan->goal == SG_REDUCE_TOTAL;
    counts->conditions += self->answered && has_conditions(self->op.plan->reduction);
}

/* Asks once; a failure that is not of time leaves it to the rows. */
static sg_status ask(reduce *self)
{
    sg_reducer *reducer = NULL;
    uint64_t before = self->reduced->edges_touched;

    self->asked = true;
    sg_status status = sg_reduced_reducer(self->reduced, &reducer);
    if (status == SG_OK)
        status = answer(self, reducer);
    if (status == SG_OK)
        status = sg_reduced_note(self->reduced, reducer);
    if (self->reduced->pairs)
        self->reduced->asked = reducer;
    else
        sg_reducer_free(reducer);
    self->op.counts.edges_touched += self->reduced->edges_touched - before;
    if (status != SG_OK)
        self->answered = false;
    count_answer(self);
    if (status != SG_OK)
        return sg_reduced_give_up(self->reduced, status);
    if (self->answered && self->reduced->found.set)
        self->reader = sg_id_set_read(self->reduced->found.set);
    return SG_OK;
}

/* Nodes of the set, into the column of the vertex. */
static sg_status give_nodes(reduce *self, uint32_t *count)
{
    sg_op *op = &self->op;
    uint32_t *nodes = sg_arena_alloc_raw(op->arena, op->room * sizeof *nodes);

    if (!nodes)
        return SG_ENOMEM;
    *count = sg_id_reader_next(&self->reader, nodes, op->room);
    op->batch.columns[op->plan->to] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = nodes };
    return SG_OK;
}

static sg_status give_weights(reduce *self, const uint64_t *weights, uint32_t count)
{
    sg_op *op = &self->op;
    sg_value *cells = sg_arena_alloc_raw(op->arena, ((size_t)count + 1) * sizeof *cells);

    if (!cells)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        cells[i] = sg_integer((int64_t)weights[i]);
    op->batch.columns[op->plan->weight] = (sg_vector){ .values = cells };
    sg_batch_all(&op->batch, count);
    self->given += count;
    return SG_OK;
}

/* One row that stands for all, unless there are none. */
static sg_status give_number(reduce *self, uint64_t number)
{
    if (self->given > 0 || number == 0)
        return SG_OK;
    return give_weights(self, &number, 1);
}

static sg_status give_pairs(reduce *self)
{
    sg_op *op = &self->op;
    sg_reduced *reduced = self->reduced;
    const sg_reduced_vertex *partner = &reduced->reduction->vertices[op->plan->partner];
    uint32_t *nodes = sg_arena_alloc_raw(op->arena, op->room * sizeof *nodes), count;
    uint32_t *partners = sg_arena_alloc_raw(op->arena, op->room * sizeof *partners);
    uint64_t before = reduced->edges_touched;

    if (!nodes || !partners)
        return SG_ENOMEM;
    SG_TRY(sg_pairs_next(reduced->pairs, nodes, partners, op->room, &count));
    op->counts.edges_touched += reduced->edges_touched - before;
    op->batch.columns[op->plan->to] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = nodes };
    op->batch.columns[partner->slot] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = partners };
    sg_batch_all(&op->batch, count);
    return SG_OK;
}

static sg_status pass_on(sg_op *op)
{
    SG_TRY(sg_op_next(op->input));
    op->batch.count = 0;
    if (op->input->batch.count)
        sg_batch_view(&op->batch, &op->input->batch, op->plan->live);
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    reduce *self = (reduce *)op;
    const sg_weights *found = &self->reduced->found;
    uint32_t count;

    if (!self->asked)
        SG_TRY(ask(self));
    if (!self->answered)
        return pass_on(op);
    if (op->plan->goal == SG_REDUCE_TOTAL)
        return give_number(self, found->weights[0]);
    if (op->plan->goal == SG_REDUCE_SIZE)
        return give_number(self, found->set->count);
    if (op->plan->goal == SG_REDUCE_PAIRS)
        return give_pairs(self);
    SG_TRY(give_nodes(self, &count));
    if (op->plan->goal == SG_REDUCE_WEIGHTS || op->plan->goal == SG_REDUCE_PARTNERS)
        return give_weights(self, found->weights + self->given, count);
    sg_batch_all(&op->batch, count);
    return SG_OK;
}

static sg_status rewind_reduce(sg_op *op)
{
    reduce *self = (reduce *)op;

    self->given = 0;
    if (self->reduced->found.set)
        self->reader = sg_id_set_read(self->reduced->found.set);
    if (self->reduced->pairs)
        sg_pairs_rewind(self->reduced->pairs);
    return SG_OK;
}

const sg_op_class sg_op_reduce = {
    .size = sizeof(reduce),
    .open = open_reduce,
    .next = next,
    .rewind = rewind_reduce,
};
