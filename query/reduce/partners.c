/* partners.c - with how many distinct nodes of another vertex each node of a vertex is in some match.
 *
 *     MATCH (p:Role)-[:CAN_ASSUME*0..3]->(r)-[:CAN_ACCESS]->(x) ... RETURN p, count(DISTINCT x)
 *
 *     p1 --*0..3--> { p1 r4 r7 } --CAN_ACCESS--> { x1 x2 x5 }   3
 *     p2 --*0..3--> { p2 r7 }    --CAN_ACCESS--> { x2 }         1
 *
 * Of a chain that begins at x (chain.h), each x adds one to every p that it leads to.
 */
#include <stdlib.h>
#include <string.h>

#include "query/reduce/chain.h"

/* Of each source, the number of its ends. */
static sg_status count_forward(sg_chain *chain, uint64_t *partners)
{
    uint32_t ids[SG_CHAIN_MANY], count;
    const sg_chain_front *ends;
    sg_id_reader reader = sg_id_set_read(chain->sources);

    while ((count = sg_id_reader_next(&reader, ids, SG_CHAIN_MANY)) > 0) {
        SG_TRY(sg_chain_follow_many(chain, ids, count, &ends));
        memset(partners, 0, count * sizeof *partners);
        for (uint32_t i = 0; i < ends->count; i++)
            for (uint64_t bits = ends->bits[ends->ids[i]]; bits; bits &= bits - 1)
                partners[sg_word_first(bits)]++;
        partners += count;
    }
    return SG_OK;
}

/* Adds up at the nodes of the set, whose window `sums` covers. */
static sg_status add_backward(sg_chain *chain, const sg_id_set *set, uint64_t *sums)
{
    uint32_t ids[SG_CHAIN_MANY], count;
    const sg_chain_front *ends;
    sg_id_reader reader = sg_id_set_read(chain->sources);

    while ((count = sg_id_reader_next(&reader, ids, SG_CHAIN_MANY)) > 0) {
        SG_TRY(sg_chain_follow_many(chain, ids, count, &ends));
        for (uint32_t i = 0; i < ends->count; i++)
            sums[ends->ids[i] - set->first] += sg_word_count(ends->bits[ends->ids[i]]);
    }
    return SG_OK;
}

static sg_status count_backward(sg_chain *chain, const sg_id_set *set, uint64_t *partners)
{
    uint64_t *sums = calloc((size_t)set->last - set->first + 1, sizeof *sums);
    uint32_t ids[SG_CHAIN_MANY], count;
    sg_id_reader reader = sg_id_set_read(set);

    if (!sums)
        return SG_ENOMEM;
    sg_status status = add_backward(chain, set, sums);
    while (status == SG_OK && (count = sg_id_reader_next(&reader, ids, SG_CHAIN_MANY)) > 0)
        for (uint32_t i = 0; i < count; i++)
            *partners++ = sums[ids[i] - set->first];
    free(sums);
    return status;
}

static sg_status give(sg_reducer *reducer, sg_chain *chain, uint32_t vertex, sg_weights *out)
{
    const sg_id_set *set;

    SG_TRY(sg_vertex_set(reducer, vertex, &set));
    uint64_t *partners = malloc(((size_t)set->count + 1) * sizeof *partners);
    if (!partners)
        return SG_ENOMEM;
    sg_status status =
        chain->backward ? count_backward(chain, set, partners) : count_forward(chain, partners);
    if (status != SG_OK) {
        free(partners);
        return status;
    }
    out->set = sg_reducer_share(reducer, vertex);
    out->weights = partners;
    out->count = set->count;
    return SG_OK;
}

sg_status sg_reducer_partners(sg_reducer *reducer, uint32_t vertex, uint32_t partner,
                              sg_weights *out, bool *answered)
{
    sg_chain chain = { .graph = NULL };

    *out = (sg_weights){ 0 };
    sg_status status = sg_chain_between(reducer, vertex, partner, true, &chain, answered);
    if (status == SG_OK && *answered)
        status = chain.sources ? give(reducer, &chain, vertex, out)
                               : sg_id_set_of(NULL, 0, &out->set);
    sg_chain_close(&chain);
    return status;
}
