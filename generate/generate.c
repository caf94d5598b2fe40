/* generate.c - walk the plan: nodes of every account, then relationships of every account. */
#include "generate/generate.h"

#include <stdlib.h>

#include "generate/edges.h"
#include "generate/nodes.h"

static sg_status put_nodes(const sg_estate *estate, sg_sink *sink, sg_node_row *node,
                           sg_error *err)
{
    for (uint32_t account = 0; account <= estate->accounts; account++)
        for (uint32_t kind = 0; kind < SG_KINDS; kind++) {
            uint32_t count = sg_estate_count(estate, account, (sg_kind)kind);
            for (uint32_t i = 0; i < count; i++) {
                sg_describe_node(estate, (sg_place){ account, (sg_kind)kind, i }, node);
                SG_TRY(sg_sink_node(sink, node, err));
            }
        }
    return SG_OK;
}

static sg_status put_edges(sg_edges *edges)
{
    static sg_status (*const themes[])(sg_edges *) = {
        sg_edges_organization, sg_edges_network, sg_edges_compute,
        sg_edges_exposure,     sg_edges_data,    sg_edges_risk,
        sg_edges_identity,     sg_edges_access,  sg_edges_planted,
    };
    for (edges->account = 0; edges->account < edges->estate->accounts; edges->account++)
        for (size_t i = 0; i < SG_COUNT(themes); i++)
            SG_TRY(themes[i](edges));
    return SG_OK;
}

/* The most nodes of one account: what the bits of one account have room for. */
static size_t largest_account(const sg_estate *estate)
{
    size_t largest = 0;
    for (uint32_t account = 0; account < estate->accounts; account++) {
        size_t nodes = 0;
        for (uint32_t kind = 0; kind < SG_KINDS; kind++)
            nodes += sg_estate_count(estate, account, (sg_kind)kind);
        largest = nodes > largest ? nodes : largest;
    }
    return largest;
}

sg_status sg_generate_edges(const sg_estate *estate, sg_sink *sink, sg_error *err)
{
    sg_edges *edges = calloc(1, sizeof *edges);
    uint64_t *seen = calloc(largest_account(estate) / 64 + 1, sizeof *seen);
    sg_status status = SG_ENOMEM;
    if (edges && seen) {
        *edges = (sg_edges){ .estate = estate, .sink = sink, .err = err, .seen = seen };
        status = put_edges(edges);
    } else {
        sg_fail_memory(err);
    }
    free(seen);
    free(edges);
    return status;
}

sg_status sg_generate(const sg_estate *estate, sg_sink *sink, sg_error *err)
{
    sg_node_row *node = calloc(1, sizeof *node);
    if (!node)
        return sg_fail_memory(err);
    sg_status status = put_nodes(estate, sink, node, err);
    free(node);
    return status == SG_OK ? sg_generate_edges(estate, sink, err) : status;
}
