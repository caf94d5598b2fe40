/* pairs.c - the pairs of nodes of two vertices that are in some match together, each once.
 *
 *     MATCH (vm)-[:HAS]->()-[:CAN_ASSUME*0..3]->()-[:CAN_ACCESS]->(b) ... RETURN DISTINCT vm, b
 *
 *     vm1   b4 b7 b9        from every vm to its b, or from every b to its vm (chain.h)
 *     vm2   b4
 *
 * Pairs are as many as they are: they are given some at a time, and none is remembered.
 */
#include <stdlib.h>

#include "query/reduce/chain.h"

struct sg_pairs {
    sg_chain chain; /* has no sources where there are no matches */
    sg_id_reader reader;
    uint32_t source;
    const uint32_t *ends; /* of the source; the first `given` of `count` were given */
    uint32_t count, given;
};

sg_status sg_reducer_pairs(sg_reducer *reducer, uint32_t vertex, uint32_t partner,
                           sg_pairs **out, bool *answered)
{
    sg_pairs *pairs = calloc(1, sizeof *pairs);

    *out = NULL;
    if (!pairs)
        return SG_ENOMEM;
    sg_status status =
        sg_chain_between(reducer, vertex, partner, false, &pairs->chain, answered);
    if (status != SG_OK || !*answered) {
        sg_pairs_free(pairs);
        return status;
    }
    sg_pairs_rewind(pairs);
    *out = pairs;
    return SG_OK;
}

void sg_pairs_free(sg_pairs *pairs)
{
    if (pairs)
        sg_chain_close(&pairs->chain);
    free(pairs);
}

void sg_pairs_rewind(sg_pairs *pairs)
{
    pairs->count = pairs->given = 0;
    if (pairs->chain.sources)
        pairs->reader = sg_id_set_read(pairs->chain.sources);
}

/* Goes on to the next source that has a partner; *more is false when there is none. */
static sg_status find_more(sg_pairs *self, bool *more)
{
    while (self->given == self->count) {
        *more = self->chain.sources && sg_id_reader_next(&self->reader, &self->source, 1) > 0;
        if (!*more)
            return SG_OK;
        self->given = 0;
        SG_TRY(sg_chain_follow(&self->chain, self->source, &self->ends, &self->count));
    }
    *more = true;
    return SG_OK;
}

sg_status sg_pairs_next(sg_pairs *self, uint32_t *nodes, uint32_t *partners, uint32_t room,
                        uint32_t *count)
{
    uint32_t *sources = self->chain.backward ? partners : nodes;
    uint32_t *ends = self->chain.backward ? nodes : partners;
    bool more = true;

    *count = 0;
    while (*count < room) {
        SG_TRY(find_more(self, &more));
        if (!more)
            break;
        for (; self->given < self->count && *count < room; self->given++, ++*count) {
            sources[*count] = self->source;
            ends[*count] = self->ends[self->given];
        }
    }
    return SG_OK;
}
