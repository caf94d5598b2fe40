/* reductions.c - hosts reducers: tests by evaluators, seeks by NodeSeek, effort and limits. */
#include "query/exec/reductions.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/bitmap.h"
#include "query/exec/eval.h"
#include "query/exec/hops.h"
#include "query/exec/marks.h"
#include "query/plan/reduction_key.h"
#include "query/reduce/reduction_cost.h"

/* Rows and relationships that operators may touch before sets are worked out: more than a statement
 * pays that ends after a few rows, and of those that share their sets with others than one that does. */
enum { MUCH_EFFORT = 20000, SOME_EFFORT = 256 };
#define NO_GAIN UINT64_MAX

/* What is tested: the nodes of a vertex, or the relationships of an arc. */
typedef struct {
    const void *owner; /* the vertex or arc */
    const sg_expression *const *tests;
    uint32_t count;
    uint32_t slot;
    sg_slot_kind kind;
} tested;

/* Its evaluators, and the batch they read. */
typedef struct test_batch {
    tested of;
    sg_eval **tests;
    sg_batch batch;
    sg_marker *marker; /* NULL: not needed yet */
    sg_op *seek;
    struct test_batch *next;
} test_batch;

/* --- tests ----------------------------------------------------------------------------------------- */
static tested vertex_tests(const sg_reduced_vertex *vertex)
{
    return (tested){ vertex, vertex->tests, vertex->test_count, vertex->slot, SG_SLOT_NODE };
}

static tested arc_tests(const sg_reduced_arc *arc)
{
    return (tested){ arc, arc->tests, arc->test_count, arc->slot, SG_SLOT_EDGE };
}

static sg_status open_tests(sg_reduced *self, tested of, test_batch **out)
{
    sg_arena *arena = self->exec->arena;
    test_batch *made = sg_arena_make(arena, test_batch);

    if (!made)
        return SG_ENOMEM;
    made->of = of;
    made->tests = sg_arena_make_array(arena, sg_eval *, (size_t)of.count + 1);
    if (!made->tests)
        return SG_ENOMEM;
    SG_TRY(sg_batch_open(&made->batch, self->exec->tree->slot_count, arena));
    for (uint32_t i = 0; i < of.count; i++)
        SG_TRY(sg_eval_open(self->exec, of.tests[i], &made->tests[i]));
    made->next = self->tests;
    self->tests = made;
    *out = made;
    return SG_OK;
}

/* Vertices and arcs of reductions inside this one come here too: by address, not by number. */
static sg_status tests_of(sg_reduced *self, tested of, test_batch **out)
{
    for (test_batch *each = self->tests; each; each = each->next)
        if (each->of.owner == of.owner) {
            *out = each;
            return SG_OK;
        }
    return open_tests(self, of, out);
}

static sg_status test_block(sg_reduced *self, test_batch *tests, uint32_t *ids, uint32_t *count)
{
    const uint16_t *selection = NULL;
    uint32_t left = *count;

    sg_arena_reset(self->scratch);
    sg_batch_all(&tests->batch, *count);
    tests->batch.columns[tests->of.slot] = (sg_vector){ .kind = tests->of.kind, .ids = ids };
    for (uint32_t i = 0; i < tests->of.count && left > 0; i++) {
        const sg_rows rows = { &tests->batch, left, selection };
        SG_TRY(sg_eval_select(tests->tests[i], &rows, self->scratch, &selection, &left));
    }
    for (uint32_t i = 0; i < left; i++)
        ids[i] = ids[selection ? selection[i] : i];
    *count = left;
    return sg_exec_work(self->exec, left);
}

/* Blocks of the reducer are as long as batches are at most, but for tests with small batches. */
static sg_status test_ids(sg_reduced *self, tested of, uint32_t *ids, uint32_t *count)
{
    test_batch *tests;
    uint32_t kept = 0;

    SG_TRY(tests_of(self, of, &tests));
    for (uint32_t first = 0, block; first < *count; first += block) {
        uint32_t left = *count - first;
        block = left < SG_BATCH_ROWS ? left : SG_BATCH_ROWS;
        uint32_t passing = block;
        SG_TRY(test_block(self, tests, ids + first, &passing));
        memmove(ids + kept, ids + first, passing * sizeof *ids);
        kept += passing;
    }
    *count = kept;
    return SG_OK;
}

static sg_status test_nodes(void *opaque, const sg_reduced_vertex *vertex, uint32_t *nodes,
                            uint32_t *count)
{
    return test_ids(opaque, vertex_tests(vertex), nodes, count);
}

static sg_status test_edges(void *opaque, const sg_reduced_arc *arc, uint32_t *edges,
                            uint32_t *count)
{
    return test_ids(opaque, arc_tests(arc), edges, count);
}

/* --- marks ----------------------------------------------------------------------------------------- */
/* Nodes that changes have taken out of the columns are tested one by one. */
static sg_status mark_changed(sg_reduced *self, const sg_reduced_vertex *vertex,
                              sg_id_bits *bits)
{
    const sg_graph *graph = self->exec->graph;

    for (sg_node node = { bits->first }; sg_graph_next_changed(graph, &node); node.id++) {
        uint32_t id = node.id, count = 1;
        if (id >= bits->last)
            break;
        sg_bit_clear(bits->words, id - bits->first);
        if (!sg_graph_has_node(graph, node) ||
            (vertex->label_sets &&
             !sg_bit_test(vertex->label_sets, sg_graph_label_set(graph, node).id)))
            continue;
        SG_TRY(test_nodes(self, vertex, &id, &count));
        if (count > 0)
            sg_id_bits_add(bits, node.id);
    }
    return SG_OK;
}

static sg_status marker_of(sg_reduced *self, tested of, sg_marker **out)
{
    test_batch *tests;

    SG_TRY(tests_of(self, of, &tests));
    if (!tests->marker)
        SG_TRY(
            sg_marker_open(self->exec, of.tests, of.count, of.slot, of.kind, &tests->marker));
    *out = tests->marker;
    return SG_OK;
}

static sg_status mark_sets(sg_reduced *self, const sg_reduced_vertex *vertex, sg_id_bits *bits)
{
    const sg_graph *graph = self->exec->graph;
    sg_marker *marker;

    SG_TRY(marker_of(self, vertex_tests(vertex), &marker));
    for (uint32_t i = 0; i < sg_graph_label_sets(graph); i++)
        if (!vertex->label_sets || sg_bit_test(vertex->label_sets, i))
            SG_TRY(sg_marker_add(marker, (sg_label_set){ (uint16_t)i }, bits));
    return mark_changed(self, vertex, bits);
}

/* From the first node to the last that has or had the labels: columns are read as a whole. */
static sg_range window_of(const sg_graph *graph, const uint64_t *label_sets)
{
    sg_range window = sg_labels_hull(graph, label_sets);

    for (uint32_t i = 0; i < sg_graph_label_sets(graph); i++) {
        sg_range range = sg_label_set_range(graph, (sg_label_set){ (uint16_t)i });
        if (range.first == range.last || (label_sets && !sg_bit_test(label_sets, i)))
            continue;
        bool empty = window.first == window.last;
        window.first = empty || range.first < window.first ? range.first : window.first;
        window.last = empty || range.last > window.last ? range.last : window.last;
    }
    return window;
}

static sg_status mark_nodes(void *opaque, const sg_reduced_vertex *vertex, sg_id_set **out)
{
    sg_reduced *self = opaque;
    sg_id_bits bits;

    SG_TRY(sg_id_bits_new(window_of(self->exec->graph, vertex->label_sets), &bits));
    sg_status status = mark_sets(self, vertex, &bits);
    if (status == SG_OK)
        return sg_id_bits_finish(&bits, out);
    sg_id_bits_free(&bits);
    return status;
}

static sg_status mark_edges(void *opaque, const sg_reduced_arc *arc, sg_reltype type,
                            sg_id_bits *bits)
{
    sg_marker *marker;

    SG_TRY(marker_of(opaque, arc_tests(arc), &marker));
    return sg_marker_add_edges(marker, type, bits);
}

static sg_status edge_column(void *opaque, const sg_reduced_arc *arc, sg_reltype type,
                             sg_column_bits *out)
{
    sg_marker *marker;

    SG_TRY(marker_of(opaque, arc_tests(arc), &marker));
    return sg_marker_edge_column(marker, type, out);
}

/* Texts of the conditions, one after the other. */
static bool name_edges(void *opaque, const sg_reduced_arc *arc, sg_buffer *out)
{
    const sg_reduced *self = opaque;

    for (uint32_t i = 0; i < arc->test_count; i++) {
        if (!sg_write_test_key(arc->tests[i], arc->slot, &self->exec->parameters, out))
            return false;
        sg_buffer_char(out, ';');
    }
    return true;
}

/* --- seeks ----------------------------------------------------------------------------------------- */
typedef struct {
    SG_ARRAY(uint32_t) ids;
    sg_range hull;
} found;

static sg_status gather(found *self, const sg_op *seek, uint32_t slot)
{
    const sg_batch *batch = &seek->batch;

    for (uint32_t i = 0; i < batch->count; i++) {
        uint32_t id = sg_vector_id(&batch->columns[slot], sg_batch_row(batch, i));
        self->hull.first = id < self->hull.first ? id : self->hull.first;
        self->hull.last = id >= self->hull.last ? id + 1 : self->hull.last;
        SG_TRY(sg_array_push(&self->ids, id));
    }
    return SG_OK;
}

/* Bits from the first to the last of them alone: mostly it is one node, or some near each other. */
static sg_status make_set(const found *self, sg_id_set **out)
{
    sg_id_bits bits;

    if (self->ids.count <= 1)
        return sg_id_set_of(self->ids.items, (uint32_t)self->ids.count, out);
    SG_TRY(sg_id_bits_new(self->hull, &bits));
    for (size_t i = 0; i < self->ids.count; i++)
        sg_id_bits_add(&bits, self->ids.items[i]);
    return sg_id_bits_finish(&bits, out);
}

static sg_status seek_nodes(void *opaque, const sg_reduced_vertex *vertex, sg_id_set **out)
{
    static const sg_argument alone = { 0 };
    sg_reduced *self = opaque;
    found all = { .hull = { SG_NO_ID, 0 } };
    test_batch *tests;
    sg_status status;

    SG_TRY(tests_of(self, vertex_tests(vertex), &tests));
    if (!tests->seek)
        SG_TRY(sg_op_open(self->exec, vertex->seek, &alone, &tests->seek));
    SG_TRY(sg_op_rewind(tests->seek));
    do {
        status = sg_op_next(tests->seek);
        if (status == SG_OK)
            status = gather(&all, tests->seek, vertex->slot);
    } while (status == SG_OK && tests->seek->batch.count > 0);
    if (status == SG_OK)
        status = make_set(&all, out);
    sg_array_free(&all.ids);
    return status;
}

/* --- the host -------------------------------------------------------------------------------------- */
static sg_status touch(void *opaque, uint64_t edges)
{
    sg_reduced *self = opaque;

    self->edges_touched += edges;
    return sg_exec_work(self->exec, edges);
}

static sg_status work(void *opaque, uint64_t steps)
{
    const sg_reduced *self = opaque;

    return sg_exec_work(self->exec, steps);
}

sg_reduce_host sg_reduced_host(sg_reduced *self)
{
    sg_set_store *store = self->exec->sets;

    return (sg_reduce_host){ .graph = self->exec->graph,
                             .store = store && sg_set_store_graph(store) == self->exec->graph
                                          ? store
                                          : NULL,
                             .among = self->exec->among,
                             .self = self,
                             .test = test_nodes,
                             .mark = mark_nodes,
                             .seek = seek_nodes,
                             .edges = { self, name_edges, edge_column, mark_edges, test_edges },
                             .meter = { touch, work, self, &self->exec->budget } };
}

sg_status sg_reduced_reducer(sg_reduced *self, sg_reducer **out)
{
    const sg_reduce_host host = sg_reduced_host(self);

    return sg_reducer_new(&host, self->reduction, out);
}

sg_status sg_reduced_give_up(sg_reduced *self, sg_status status)
{
    if (self->exec->late || self->exec->impatient)
        return status;
    sg_error_clear(&self->exec->error);
    self->exec->budget.refused = false; /* what rows need may be affordable yet */
    return SG_OK;
}

static uint64_t count_labelled(const sg_graph *graph, const sg_reduced_vertex *vertex)
{
    uint64_t sum = 0;
    sg_range range;

    for (sg_scan scan = sg_nodes_scan(graph, vertex->label_sets); sg_scan_next(&scan, &range);)
        sum += range.last - range.first;
    return sum;
}

/* Whether sets can be worked out without following or marking relationships. */
static bool follows_nothing(const sg_reduction *reduction)
{
    for (uint32_t i = 0; i < reduction->arc_count; i++) {
        const sg_reduced_arc *arc = &reduction->arcs[i];
        bool outer =
            reduction->vertices[arc->left].outer || reduction->vertices[arc->right].outer;
        if (!outer || arc->test_count > 0)
            return false;
    }
    for (uint32_t i = 0; i < reduction->vertex_count; i++)
        if (reduction->vertices[i].subset_count > 0)
            return false;
    return true;
}

/* Whether its set tells more than a comparison of ids with two bounds, which is what rows test labels by. */
static bool tells(const sg_graph *graph, const sg_reduced_vertex *vertex)
{
    sg_range range;

    return vertex->test_count > 0 || vertex->among ||
           (vertex->label_sets && !sg_label_sets_range(graph, vertex->label_sets, &range));
}

/* The effort that sets of all vertices are worth.  Where nothing is followed that is no more than the nodes that are
 * looked at: rows that have looked at as many have paid as much. */
static uint64_t worth_of(const sg_graph *graph, const sg_reduction *reduction)
{
    uint64_t nodes = 0;

    if (!follows_nothing(reduction))
        return MUCH_EFFORT;
    for (uint32_t i = 0; i < reduction->vertex_count; i++) {
        const sg_reduced_vertex *vertex = &reduction->vertices[i];
        if (!vertex->outer && tells(graph, vertex))
            nodes += count_labelled(graph, vertex) + 1;
    }
    if (nodes == 0)
        return NO_GAIN;
    return nodes < SOME_EFFORT ? SOME_EFFORT : nodes > MUCH_EFFORT ? MUCH_EFFORT : nodes;
}

sg_status sg_reduced_of(sg_exec *exec, const sg_reduction *reduction, sg_reduced **out)
{
    for (sg_reduced *each = exec->reduced; each; each = each->next)
        if (each->reduction == reduction) {
            *out = each;
            return SG_OK;
        }
    sg_reduced *made = sg_arena_make(exec->arena, sg_reduced);
    if (!made)
        return SG_ENOMEM;
    made->exec = exec;
    made->reduction = reduction;
    made->worth = worth_of(exec->graph, reduction);
    SG_TRY(sg_exec_arena(exec, &made->scratch));
    made->next = exec->reduced;
    exec->reduced = made;
    *out = made;
    return SG_OK;
}

void sg_reductions_close(sg_exec *exec)
{
    for (sg_reduced *each = exec->reduced; each; each = each->next) {
        for (uint32_t i = 0; each->bits && i < each->reduction->vertex_count; i++)
            sg_id_bits_drop(&each->bits[i], sg_reducer_set(each->reducer, i));
        sg_reducer_free(each->reducer);
        sg_pairs_free(each->pairs);
        sg_reducer_free(each->asked);
        sg_id_set_free(each->ends);
        sg_weights_free(&each->found);
    }
}

sg_set_counts sg_exec_sets(const sg_exec *exec)
{
    sg_set_counts sum = exec->set_counts;

    for (const sg_reduced *each = exec->reduced; each; each = each->next) {
        sum.narrowed += each->known;
        sum.subqueries += each->ends != NULL;
    }
    return sum;
}

/* --- answers --------------------------------------------------------------------------------------- */
static bool is_much(const sg_reduced *self, uint64_t worth)
{
    const sg_reduce reduce = self->exec->reduce;

    if (reduce == SG_REDUCE_EARLY && worth != NO_GAIN)
        worth = SOME_EFFORT;
    return reduce == SG_REDUCE_ALWAYS || self->effort > worth;
}

/* Whether working the sets out costs no more than going on without them, as far as the operator's progress says
 * what is yet to come.  If not, that is asked again when half as much again has been spent. */
static bool is_worth_sets(sg_reduced *self, const sg_op *op)
{
    if (!is_much(self, self->worth) || self->effort < self->enough)
        return false;
    if (self->exec->reduce != SG_REDUCE_WHERE_IT_PAYS || follows_nothing(self->reduction))
        return true;
    if (!sg_reduction_can_save(self->reduction))
        return false;
    const sg_reduce_host host = sg_reduced_host(self);
    double cost = sg_reduction_cost(host.graph, host.store, self->reduction);
    double done = sg_op_progress(op, 0), spent = (double)self->effort;
    self->enough = self->effort + self->effort / 2;
    return cost * done <= spent * (1 - done);
}

static sg_status work_out_sets(sg_reduced *self)
{
    sg_status status = sg_reduced_reducer(self, &self->reducer);

    if (status == SG_OK)
        status = sg_reducer_run(self->reducer);
    if (status == SG_OK)
        status = sg_reduced_note(self, self->reducer);
    self->known = status == SG_OK;
    return status == SG_OK ? SG_OK : sg_reduced_give_up(self, status);
}

sg_status sg_reduced_set(sg_reduced *self, const sg_op *op, uint64_t effort,
                         const sg_id_set **set)
{
    self->effort += effort;
    if (!self->tried && is_worth_sets(self, op)) {
        self->tried = true;
        SG_TRY(work_out_sets(self));
    }
    *set = self->known ? sg_reducer_set(self->reducer, op->plan->candidate) : NULL;
    return SG_OK;
}

sg_status sg_reduced_bits(sg_reduced *self, const sg_op *op, uint64_t effort,
                          const sg_id_bits **bits)
{
    uint32_t vertex = op->plan->candidate;
    const sg_id_set *set;

    *bits = NULL;
    SG_TRY(sg_reduced_set(self, op, effort, &set));
    if (!set)
        return SG_OK;
    if (!self->bits)
        self->bits =
            sg_arena_make_array(self->exec->arena, sg_id_bits, self->reduction->vertex_count);
    if (!self->bits)
        return SG_ENOMEM;
    if (!self->bits[vertex].words)
        SG_TRY(sg_id_set_bits(set, &self->bits[vertex]));
    *bits = &self->bits[vertex];
    return SG_OK;
}

static sg_status work_out_ends(sg_reduced *self, uint32_t vertex)
{
    sg_reducer *reducer = NULL;
    bool answered;
    sg_status status = sg_reduced_reducer(self, &reducer);

    if (status == SG_OK)
        status = sg_reducer_ends(reducer, vertex, NULL, &self->ends, &answered);
    sg_reducer_free(reducer);
    return status == SG_OK ? SG_OK : sg_reduced_give_up(self, status);
}

/* A walk from one node may take longer than all else; once sets were tried it takes what it takes. */
void sg_reduced_try(sg_reduced *self, uint64_t *before)
{
    sg_exec *exec = self->exec;
    uint64_t enough = exec->steps + exec->work + MUCH_EFFORT;

    *before = exec->patience;
    if (!self->ends_tried && enough < exec->patience)
        exec->patience = enough;
}

sg_status sg_reduced_tried(sg_reduced *self, uint64_t before, sg_status status, bool *gave_up)
{
    sg_exec *exec = self->exec;

    exec->patience = before;
    *gave_up = status == SG_ELIMIT && exec->impatient && !exec->late && exec->steps <= before;
    if (!*gave_up)
        return status;
    exec->impatient = false;
    self->effort += MUCH_EFFORT;
    return SG_OK;
}

sg_status sg_reduced_ends(sg_reduced *self, uint32_t vertex, uint64_t effort,
                          const sg_id_set **set)
{
    self->effort += effort;
    if (!self->ends_tried && is_much(self, MUCH_EFFORT)) {
        self->ends_tried = true;
        SG_TRY(work_out_ends(self, vertex));
    }
    *set = self->ends;
    return SG_OK;
}
