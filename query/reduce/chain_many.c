/* chain_many.c - a chain followed from up to 64 sources at once.
 *
 *     sources   b1 b2 b3 b4
 *     r4         1  1  .  1      the relationships of r4 are read once for b1, b2 and b4
 *     r7         .  1  1  .
 *
 * Sources that are next to each other are of one account and kind and lead to much the same nodes, so
 * that reading a node's relationships once for all of them saves nearly all of the work.  Along a walk a
 * source goes on from a node in the level after the one in which it first came there, as it does
 * alone: a node is expanded again for those sources alone that came later.
 */
#include "query/reduce/chain.h"

#include <stdlib.h>

sg_status sg_chain_many_open(sg_chain *chain)
{
    size_t nodes = sg_graph_nodes(chain->graph);

    for (size_t i = 0; i < SG_COUNT(chain->fronts); i++) {
        chain->fronts[i].ids = malloc((nodes + 1) * sizeof(uint32_t));
        chain->fronts[i].bits = calloc(nodes + 1, sizeof(uint64_t));
        if (!chain->fronts[i].ids || !chain->fronts[i].bits)
            return SG_ENOMEM;
    }
    return SG_OK;
}

void sg_chain_many_close(sg_chain *chain)
{
    for (size_t i = 0; i < SG_COUNT(chain->fronts); i++) {
        free(chain->fronts[i].ids);
        free(chain->fronts[i].bits);
    }
}

static void empty(sg_chain_front *front)
{
    for (uint32_t i = 0; i < front->count; i++)
        front->bits[front->ids[i]] = 0;
    front->count = 0;
}

void sg_chain_many_forget(sg_chain *chain)
{
    empty(&chain->fronts[chain->given]);
}

static void add(sg_chain_front *front, uint32_t node, uint64_t bits)
{
    uint64_t before = front->bits[node];

    front->ids[front->count] = node;
    front->count += before == 0;
    front->bits[node] = before | bits;
}

/* Adds the node for those sources that had not reached it, which go on from it if there is a next level. */
static inline void reach(sg_chain_front *reached, sg_chain_front *next, uint32_t node,
                         uint64_t bits)
{
    uint64_t fresh = bits & ~reached->bits[node];

    if (fresh == 0)
        return;
    add(reached, node, fresh);
    if (next)
        add(next, node, fresh);
}

static void expand_node(sg_chain *self, const sg_chain_link *link, uint32_t node, uint64_t bits,
                        sg_chain_front *reached, sg_chain_front *next)
{
    sg_arc_kinds kinds = sg_arc_kinds_of(link->step, node);

    self->effort += SG_CHAIN_LOOKUP;
    for (uint32_t k = 0; k < kinds.count; k++) {
        sg_marked_runs runs = sg_chain_runs(self, link, node, kinds.kinds[k]);
        for (sg_run run; sg_marked_runs_next(&runs, &run);) {
            for (uint32_t i = 0; i < run.count; i++)
                reach(reached, next, sg_run_other(&run, i), bits);
            self->touched += run.count;
            self->effort += run.count;
        }
    }
}

/* One level: from all that is in `from`, which is empty then. */
static sg_status expand_level(sg_chain *self, const sg_chain_link *link, sg_chain_front *from,
                              sg_chain_front *reached, sg_chain_front *next)
{
    for (uint32_t i = 0; i < from->count; i++) {
        uint32_t node = from->ids[i];
        uint64_t bits = from->bits[node];
        from->bits[node] = 0;
        expand_node(self, link, node, bits, reached, next);
        if (self->touched >= SG_CHAIN_MUCH)
            SG_TRY(sg_chain_tell(self));
    }
    from->count = 0;
    return SG_OK;
}

/* Leaves what the vertex may be. */
static void keep_members(const sg_chain *self, const sg_chain_link *link, sg_chain_front *front)
{
    uint32_t kept = 0;

    if (link->set->count == sg_graph_nodes(self->graph))
        return;
    for (uint32_t i = 0; i < front->count; i++) {
        uint32_t node = front->ids[i];
        if (sg_id_bits_has(&link->members, node))
            front->ids[kept++] = node;
        else
            front->bits[node] = 0;
    }
    front->count = kept;
}

/* From the front at hand to what the link leads to; the other two are empty before and after. */
static sg_status follow_link(sg_chain *self, const sg_chain_link *link)
{
    const sg_arc_step *step = link->step;
    uint64_t levels = step->walks ? step->maximum : 1;
    unsigned at = (self->given + 1) % 3;
    sg_chain_front *from = &self->fronts[self->given], *reached = &self->fronts[at],
                   *next = &self->fronts[(at + 1) % 3];

    if (step->walks && step->minimum == 0)
        for (uint32_t i = 0; i < from->count; i++)
            reach(reached, NULL, from->ids[i], from->bits[from->ids[i]]);
    for (uint64_t level = 1; level <= levels && from->count > 0; level++) {
        sg_chain_front *turn = from;
        SG_TRY(expand_level(self, link, from, reached, level < levels ? next : NULL));
        from = next;
        next = turn;
    }
    empty(from); /* walks of no relationship at all */
    keep_members(self, link, reached);
    self->given = at;
    return SG_OK;
}

sg_status sg_chain_follow_many(sg_chain *self, const uint32_t *sources, uint32_t count,
                               const sg_chain_front **ends)
{
    sg_chain_many_forget(self);
    for (uint32_t i = 0; i < count; i++)
        add(&self->fronts[self->given], sources[i], UINT64_C(1) << i);
    for (uint32_t i = 0; i < self->link_count; i++)
        SG_TRY(follow_link(self, &self->links[i]));
    *ends = &self->fronts[self->given];
    return SG_OK;
}
