/* chain.c - from set to set along a path of arcs, and from which end. */
#include "query/reduce/chain.h"

#include <stdlib.h>

enum {
    SAMPLES = 16, /* sources that are followed to see what all of them cost */
    BUNDLES = 4,  /* the same where they go many at a time */
};

sg_status sg_chain_tell(sg_chain *self)
{
    uint64_t touched = self->touched;

    self->touched = 0;
    return touched ? self->meter.touch(self->meter.self, touched) : SG_OK;
}

/* --- from one set to the next ------------------------------------------------------------------------ */
static void visit_range(sg_chain *self, uint32_t *ids, sg_range range)
{
    for (uint32_t node = range.first; node < range.last;) {
        uint32_t word = node / 64,
                 end = (word + 1) * 64 < range.last ? (word + 1) * 64 : range.last;
        uint64_t wanted = (UINT64_MAX << (node % 64)) & (UINT64_MAX >> (63 - (end - 1) % 64));
        uint64_t fresh = wanted & ~self->seen[word];
        self->seen[word] |= fresh;
        for (; fresh; fresh &= fresh - 1)
            ids[self->count++] = word * 64 + sg_word_first(fresh);
        node = end;
    }
}

static void visit(sg_chain *self, uint32_t *ids, const uint32_t *others, uint32_t others_count)
{
    uint64_t *seen = self->seen;
    uint32_t count = self->count;

    for (uint32_t i = 0; i < others_count; i++) {
        uint32_t node = others[i];
        uint64_t bit = UINT64_C(1) << (node & 63), word = seen[node >> 6];
        ids[count] = node;
        count += (word & bit) == 0;
        seen[node >> 6] = word | bit;
    }
    self->count = count;
}

static void expand_node(sg_chain *self, const sg_chain_link *link, uint32_t node, uint32_t *ids)
{
    sg_arc_kinds kinds = sg_arc_kinds_of(link->step, node);

    self->effort += SG_CHAIN_LOOKUP;
    for (uint32_t k = 0; k < kinds.count; k++) {
        sg_marked_runs runs = sg_chain_runs(self, link, node, kinds.kinds[k]);
        for (sg_run run; sg_marked_runs_next(&runs, &run);) {
            if (run.others)
                visit(self, ids, run.others, run.count);
            else
                visit_range(self, ids, sg_run_range(&run));
            self->touched += run.count;
            self->effort += run.count;
        }
    }
}

/* Empties the set and keeps of its list what the vertex may be. */
static void finish(sg_chain *self, const sg_chain_link *link, uint32_t *ids)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < self->count; i++)
        self->seen[ids[i] >> 6] = 0;
    if (link->set->count == sg_graph_nodes(self->graph))
        return;
    for (uint32_t i = 0; i < self->count; i++) {
        uint32_t node = ids[i];
        ids[kept] = node;
        kept += sg_id_bits_has(&link->members, node);
    }
    self->count = kept;
}

/* Makes the list what the link leads to from the nodes. */
static sg_status follow_link(sg_chain *self, const sg_chain_link *link, const uint32_t *nodes,
                             uint32_t count, uint32_t *ids)
{
    const sg_arc_step *step = link->step;
    uint64_t levels = step->walks ? step->maximum : 1;
    sg_status status = SG_OK;

    self->count = 0;
    if (step->walks && step->minimum == 0)
        visit(self, ids, nodes, count);
    for (uint64_t level = 0; level < levels && count > 0 && status == SG_OK; level++) {
        uint32_t before = self->count;
        for (uint32_t i = 0; i < count && status == SG_OK; i++) {
            expand_node(self, link, nodes[i], ids);
            if (self->touched >= SG_CHAIN_MUCH)
                status = sg_chain_tell(self);
        }
        nodes = ids + before;
        count = self->count - before;
    }
    finish(self, link, ids);
    return status;
}

sg_status sg_chain_follow(sg_chain *self, uint32_t source, const uint32_t **ends,
                          uint32_t *count)
{
    uint32_t turn = 0;

    self->ids[turn][0] = source;
    self->count = 1;
    for (uint32_t i = 0; i < self->link_count && self->count > 0; i++, turn = !turn)
        SG_TRY(
            follow_link(self, &self->links[i], self->ids[turn], self->count, self->ids[!turn]));
    *ends = self->ids[turn];
    *count = self->count;
    return SG_OK;
}

/* --- opening --------------------------------------------------------------------------------------- */
/* The arcs from the partner up to the root of the tree at hand; `arcs` has room for all. */
static uint32_t find_path(const sg_reducer *reducer, uint32_t partner, const sg_tree_arc **arcs)
{
    uint32_t at = partner, count = 0;

    for (uint32_t i = reducer->tree_count; i-- > 0;) {
        if (reducer->tree[i].child != at)
            continue;
        arcs[count++] = &reducer->tree[i];
        at = reducer->tree[i].parent;
    }
    return count;
}

static sg_status set_link(sg_reducer *reducer, const sg_tree_arc *arc, bool backward,
                          sg_chain_link *link)
{
    link->step = backward ? sg_step_up(reducer, arc) : sg_step_down(reducer, arc);
    SG_TRY(sg_vertex_set(reducer, backward ? arc->parent : arc->child, &link->set));
    return sg_id_set_bits(link->set, &link->members);
}

static sg_status open_links(sg_reducer *reducer, uint32_t start, const sg_tree_arc *const *arcs,
                            uint32_t count, sg_chain *out)
{
    out->links = calloc((size_t)count + 1, sizeof *out->links);
    if (!out->links)
        return SG_ENOMEM;
    SG_TRY(sg_vertex_set(reducer, start, &out->sources));
    for (; out->link_count < count; out->link_count++) {
        uint32_t at = out->backward ? out->link_count : count - 1 - out->link_count;
        SG_TRY(set_link(reducer, arcs[at], out->backward, &out->links[out->link_count]));
    }
    return SG_OK;
}

static void close_links(sg_chain *self)
{
    for (uint32_t i = 0; self->links && i < self->link_count; i++)
        sg_id_bits_drop(&self->links[i].members, self->links[i].set);
    free(self->links);
    self->links = NULL;
    self->link_count = 0;
}

static sg_status make_room(sg_chain *self)
{
    size_t nodes = sg_graph_nodes(self->graph);

    if (self->many)
        return sg_chain_many_open(self);
    self->seen = calloc(sg_bitmap_words(nodes) + 1, sizeof *self->seen);
    self->ids[0] = malloc((nodes + 1) * sizeof **self->ids);
    self->ids[1] = malloc((nodes + 1) * sizeof **self->ids);
    return self->seen && self->ids[0] && self->ids[1] ? SG_OK : SG_ENOMEM;
}

/* Follows it from the next sources of the reader, one or many; *count is how many those are. */
static sg_status sample(sg_chain *self, sg_id_reader *reader, uint32_t *sources,
                        uint32_t *count)
{
    const sg_chain_front *front;
    const uint32_t *ends;
    uint32_t ends_count;

    *count = sg_id_reader_next(reader, sources, self->many ? SG_CHAIN_MANY : 1);
    if (*count == 0)
        return SG_OK;
    SG_TRY(self->many ? sg_chain_follow_many(self, sources, *count, &front)
                      : sg_chain_follow(self, sources[0], &ends, &ends_count));
    return sg_chain_tell(self);
}

/* What following the chain from all of its sources touches, roughly: told from some of them. */
static sg_status guess_cost(sg_chain *self, double *cost)
{
    const sg_id_set *sources = self->sources;
    uint32_t samples = self->many ? BUNDLES : SAMPLES, sampled = 0, count;
    uint32_t step = (sources->last - sources->first) / samples + 1, some[SG_CHAIN_MANY];

    *cost = 0;
    self->effort = 0;
    for (uint32_t i = 0; i < self->link_count; i++)
        *cost += sg_arc_ready_cost(self->links[i].step);
    self->guesses = true;
    for (uint64_t at = sources->first; at < sources->last && self->effort < SG_CHAIN_MUCH;) {
        sg_id_reader reader = sg_id_set_read_from(sources, (uint32_t)at);
        SG_TRY(sample(self, &reader, some, &count));
        if (count == 0)
            break;
        sampled += count;
        at = (uint64_t)some[0] + step;
        if (at <= some[count - 1])
            at = (uint64_t)some[count - 1] + 1;
    }
    self->guesses = false;
    sg_chain_many_forget(self);
    if (sampled)
        *cost += (double)(self->effort + sampled) / sampled * sources->count;
    return SG_OK;
}

/* Turns the chain round where it is cheaper from its other end. */
static sg_status choose_end(sg_reducer *reducer, uint32_t partner,
                            const sg_tree_arc *const *arcs, sg_chain *chain)
{
    sg_chain other = *chain;
    double cost = 0, other_cost = 0;

    other.backward = true;
    other.links = NULL;
    other.link_count = 0;
    sg_status status = open_links(reducer, partner, arcs, chain->link_count, &other);
    if (status == SG_OK)
        status = guess_cost(chain, &cost);
    if (status == SG_OK)
        status = guess_cost(&other, &other_cost);
    if (status != SG_OK || cost <= other_cost) {
        close_links(&other);
        return status;
    }
    close_links(chain);
    *chain = other;
    return SG_OK;
}

static sg_status open_between(sg_reducer *reducer, uint32_t root, uint32_t partner,
                              const sg_tree_arc **arcs, sg_chain *out)
{
    uint32_t count = find_path(reducer, partner, arcs);

    SG_TRY(make_room(out));
    SG_TRY(open_links(reducer, root, arcs, count, out));
    SG_TRY(choose_end(reducer, partner, arcs, out));
    for (uint32_t i = 0; i < out->link_count; i++)
        SG_TRY(sg_arc_step_ready(out->links[i].step));
    return SG_OK;
}

sg_status sg_chain_open(sg_reducer *reducer, uint32_t root, uint32_t partner, bool many,
                        sg_chain *out)
{
    const sg_tree_arc **arcs = calloc((size_t)reducer->tree_count + 1, sizeof(*arcs));

    *out =
        (sg_chain){ .graph = reducer->host.graph, .meter = reducer->host.meter, .many = many };
    sg_status status = arcs ? open_between(reducer, root, partner, arcs, out) : SG_ENOMEM;
    free(arcs);
    return status;
}

sg_status sg_chain_between(sg_reducer *reducer, uint32_t vertex, uint32_t partner, bool many,
                           sg_chain *out, bool *answered)
{
    bool empty = false;

    SG_TRY(sg_reducer_narrow(reducer, answered));
    if (!*answered)
        return SG_OK;
    SG_TRY(sg_reducer_settle(reducer, vertex, &empty));
    *answered = reducer->reached[partner];
    if (!*answered)
        return SG_OK;
    if (!empty)
        SG_TRY(sg_chain_open(reducer, vertex, partner, many, out));
    SG_TRY(sg_reducer_settle_others(reducer, &empty));
    if (empty)
        out->sources = NULL;
    return SG_OK;
}

void sg_chain_close(sg_chain *self)
{
    close_links(self);
    sg_chain_many_close(self);
    free(self->seen);
    free(self->ids[0]);
    free(self->ids[1]);
    *self = (sg_chain){ .graph = NULL };
}
