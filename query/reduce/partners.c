/* partners.c - with how many distinct nodes of another vertex each node of a vertex is in some match.
 *
 *     MATCH (p:Role)-[:CAN_ASSUME*0..3]->(r)-[:CAN_ACCESS]->(x) ... RETURN p, count(DISTINCT x)
 *
 *     p1 --*0..3--> { p1 r4 r7 } --CAN_ACCESS--> { x1 x2 x5 }   3
 *     p2 --*0..3--> { p2 r7 }    --CAN_ACCESS--> { x2 }         1
 *
 * Legal where the sets are an answer at all (reducer.h): then the arcs are a tree, and once the sets
 * have been reduced towards p, every node of a set has a match of all that hangs on it away from p.
 * So p and x are in a match together exactly when the sets along the one path of arcs between them
 * lead from p to x.  From each p that path is followed set by set: no row is made, and a node that
 * many ways lead to is visited once.  A set of its own for each p would be quadratic; here one serves
 * all, emptied by the list of what is in it.
 */
#include <stdlib.h>
#include <string.h>

#include "query/reduce/reducer_internal.h"

enum {
    IDS = 1024,
    MUCH = 65536, /* relationships between two looks at the clock */
};

/* One arc of the path, and what it has led to. */
typedef struct {
    const sg_arc_step *step;
    const sg_id_set *set; /* of the vertex that it leads to */
    sg_id_bits members;
    uint64_t *seen; /* of all nodes; empty between two sources */
    uint32_t *ids;  /* room for every node, and one more */
    uint32_t count;
} stage;

typedef struct {
    sg_reducer *reducer;
    stage *stages;
    uint32_t stage_count;
    uint64_t touched;
} partnering;

/* --- from one set to the next ---------------------------------------------------------------------- */
static void visit_range(stage *self, sg_range range)
{
    for (uint32_t node = range.first; node < range.last;) {
        uint32_t word = node / 64,
                 end = (word + 1) * 64 < range.last ? (word + 1) * 64 : range.last;
        uint64_t wanted = (UINT64_MAX << (node % 64)) & (UINT64_MAX >> (63 - (end - 1) % 64));
        uint64_t fresh = wanted & ~self->seen[word];
        self->seen[word] |= fresh;
        for (; fresh; fresh &= fresh - 1)
            self->ids[self->count++] = word * 64 + sg_word_first(fresh);
        node = end;
    }
}

static void visit(stage *self, const uint32_t *others, uint32_t others_count)
{
    uint64_t *seen = self->seen;
    uint32_t *ids = self->ids, count = self->count;

    for (uint32_t i = 0; i < others_count; i++) {
        uint32_t node = others[i];
        uint64_t bit = UINT64_C(1) << (node & 63), word = seen[node >> 6];
        ids[count] = node;
        count += (word & bit) == 0;
        seen[node >> 6] = word | bit;
    }
    self->count = count;
}

static void expand(stage *self, const uint32_t *nodes, uint32_t count, uint64_t *touched)
{
    const sg_arc_step *step = self->step;

    for (uint32_t i = 0; i < count; i++) {
        sg_arc_kinds kinds = sg_arc_kinds_of(step, nodes[i]);
        for (uint32_t k = 0; k < kinds.count; k++) {
            sg_marked_runs runs =
                sg_arc_runs(step->graph, nodes[i], kinds.kinds[k], SG_ANY_END);
            for (sg_run run; sg_marked_runs_next(&runs, &run); *touched += run.count)
                if (run.others)
                    visit(self, run.others, run.count);
                else
                    visit_range(self, sg_run_range(&run));
        }
    }
}

/* Empties the set and keeps of its list what the vertex may be. */
static void finish(stage *self)
{
    uint32_t kept = 0;
    bool any = self->set->count == sg_graph_nodes(self->step->graph);

    for (uint32_t i = 0; i < self->count; i++)
        self->seen[self->ids[i] >> 6] = 0;
    for (uint32_t i = 0; i < self->count && !any; i++) {
        self->ids[kept] = self->ids[i];
        kept += sg_id_bits_has(&self->members, self->ids[i]);
    }
    if (!any)
        self->count = kept;
}

static void follow(stage *self, const uint32_t *nodes, uint32_t count, uint64_t *touched)
{
    const sg_arc_step *step = self->step;
    uint64_t levels = step->walks ? step->maximum : 1;

    self->count = 0;
    if (step->walks && step->minimum == 0)
        visit(self, nodes, count);
    for (uint64_t level = 0; level < levels && count > 0; level++) {
        uint32_t before = self->count;
        expand(self, nodes, count, touched);
        nodes = self->ids + before;
        count = self->count - before;
    }
    finish(self);
}

/* --- all sources ----------------------------------------------------------------------------------- */
/* Of each of the sources, which any thread may do for some of them with stages of its own. */
static sg_status count_partners(partnering *self, const uint32_t *sources, uint32_t count,
                                uint64_t *partners)
{
    sg_arc_meter meter = self->reducer->host.meter;

    for (uint32_t i = 0; i < count; i++) {
        const uint32_t *nodes = &sources[i];
        uint32_t nodes_count = 1;
        for (uint32_t k = 0; k < self->stage_count; k++) {
            follow(&self->stages[k], nodes, nodes_count, &self->touched);
            nodes = self->stages[k].ids;
            nodes_count = self->stages[k].count;
        }
        partners[i] = nodes_count;
        if (self->touched >= MUCH) {
            SG_TRY(meter.touch(meter.self, self->touched));
            self->touched = 0;
        }
    }
    uint64_t rest = self->touched;
    self->touched = 0;
    return meter.touch(meter.self, rest);
}

static sg_status open_stage(partnering *self, stage *one)
{
    size_t nodes = sg_graph_nodes(self->reducer->host.graph);

    one->seen = calloc(sg_bitmap_words(nodes) + 1, sizeof *one->seen);
    one->ids = malloc((nodes + 1) * sizeof *one->ids);
    if (!one->seen || !one->ids)
        return SG_ENOMEM;
    SG_TRY(sg_arc_step_ready(one->step));
    return sg_id_set_bits(one->set, &one->members);
}

static void close_stages(partnering *self)
{
    for (uint32_t i = 0; self->stages && i < self->stage_count; i++) {
        free(self->stages[i].seen);
        free(self->stages[i].ids);
        sg_id_bits_drop(&self->stages[i].members, self->stages[i].set);
    }
    free(self->stages);
}

/* The arcs from the root of the tree at hand to the partner; there are none when it is in another. */
static sg_status find_path(partnering *self, uint32_t partner)
{
    sg_reducer *reducer = self->reducer;

    self->stages = calloc((size_t)reducer->tree_count + 1, sizeof *self->stages);
    if (!self->stages)
        return SG_ENOMEM;
    uint32_t at = partner, count = 0;
    for (uint32_t i = reducer->tree_count; i-- > 0;) {
        const sg_tree_arc *arc = &reducer->tree[i];
        if (arc->child != at)
            continue;
        self->stages[count++].step = sg_step_down(reducer, arc);
        SG_TRY(sg_vertex_set(reducer, at, &self->stages[count - 1].set));
        at = arc->parent;
    }
    for (uint32_t i = 0; i < count / 2; i++) {
        stage kept = self->stages[i];
        self->stages[i] = self->stages[count - 1 - i];
        self->stages[count - 1 - i] = kept;
    }
    self->stage_count = count;
    return SG_OK;
}

static sg_status count_all(partnering *self, const sg_id_set *set, uint64_t *partners)
{
    uint32_t ids[IDS], count, at = 0;
    sg_id_reader reader = sg_id_set_read(set);

    for (uint32_t i = 0; i < self->stage_count; i++)
        SG_TRY(open_stage(self, &self->stages[i]));
    for (; (count = sg_id_reader_next(&reader, ids, IDS)) > 0; at += count)
        SG_TRY(count_partners(self, ids, count, partners + at));
    return SG_OK;
}

static sg_status give(partnering *self, uint32_t vertex, sg_weights *out)
{
    const sg_id_set *set;

    SG_TRY(sg_vertex_set(self->reducer, vertex, &set));
    uint64_t *partners = malloc(((size_t)set->count + 1) * sizeof *partners);
    if (!partners)
        return SG_ENOMEM;
    sg_status status = count_all(self, set, partners);
    if (status != SG_OK) {
        free(partners);
        return status;
    }
    out->set = sg_reducer_share(self->reducer, vertex);
    out->weights = partners;
    out->count = set->count;
    return SG_OK;
}

sg_status sg_reducer_partners(sg_reducer *reducer, uint32_t vertex, uint32_t partner,
                              sg_weights *out, bool *answered)
{
    partnering self = { .reducer = reducer };
    bool empty = false;

    *out = (sg_weights){ 0 };
    SG_TRY(sg_reducer_narrow(reducer, answered));
    if (!*answered)
        return SG_OK;
    SG_TRY(sg_reducer_settle(reducer, vertex, &empty));
    *answered = reducer->reached[partner];
    sg_status status = *answered ? find_path(&self, partner) : SG_OK;
    if (status == SG_OK && *answered)
        status = sg_reducer_settle_others(reducer, &empty);
    if (status == SG_OK && *answered)
        status = empty ? sg_id_set_of(NULL, 0, &out->set) : give(&self, vertex, out);
    close_stages(&self);
    return status;
}
