/* edges.h - the relationships of one account, by theme, handed to a sink one after the other. */
#ifndef SG_GENERATE_EDGES_H
#define SG_GENERATE_EDGES_H

#include "generate/facts.h"
#include "generate/sink.h"

typedef struct sg_edges {
    const sg_estate *estate;
    sg_sink *sink;
    sg_error *err;
    uint32_t account; /* whose relationships these are */
    uint64_t
        *seen; /* bits for what one node is joined with already; room for all of an account */
    sg_edge_row edge;
} sg_edges;

/* The index-th of a kind in the account at hand, and in the organisation. */
static inline sg_place sg_here(const sg_edges *edges, sg_kind kind, uint32_t index)
{
    return (sg_place){ edges->account, kind, index };
}
static inline sg_place sg_central(const sg_edges *edges, sg_kind kind, uint32_t index)
{
    return (sg_place){ edges->estate->accounts, kind, index };
}
static inline uint32_t sg_here_count(const sg_edges *edges, sg_kind kind)
{
    return sg_estate_count(edges->estate, edges->account, kind);
}

/* Starts a relationship; the row receives its properties, then it is put. */
static inline sg_row *sg_edge_begin(sg_edges *edges, sg_relation relation, sg_place from,
                                    sg_place to)
{
    edges->edge.relation = relation;
    edges->edge.from = from;
    edges->edge.to = to;
    sg_row_clear(&edges->edge.row);
    return &edges->edge.row;
}
SG_MUST_USE static inline sg_status sg_edge_put(sg_edges *edges)
{
    return sg_sink_edge(edges->sink, &edges->edge, edges->err);
}
/* The same for a row that lacks the last properties of its type. */
SG_MUST_USE static inline sg_status sg_edge_put_rest(sg_edges *edges)
{
    while (edges->edge.row.count < sg_relation_property_count(edges->edge.relation))
        sg_row_add(&edges->edge.row, sg_null());
    return sg_edge_put(edges);
}
/* One without properties. */
SG_MUST_USE static inline sg_status sg_edge_join(sg_edges *edges, sg_relation relation,
                                                 sg_place from, sg_place to)
{
    sg_edge_begin(edges, relation, from, to);
    return sg_edge_put(edges);
}

SG_MUST_USE sg_status sg_edges_organization(sg_edges *edges);
SG_MUST_USE sg_status sg_edges_network(sg_edges *edges);
SG_MUST_USE sg_status sg_edges_compute(sg_edges *edges);
SG_MUST_USE sg_status sg_edges_exposure(sg_edges *edges);
SG_MUST_USE sg_status sg_edges_data(sg_edges *edges);
SG_MUST_USE sg_status sg_edges_risk(sg_edges *edges);
SG_MUST_USE sg_status sg_edges_identity(sg_edges *edges);
SG_MUST_USE sg_status sg_edges_access(sg_edges *edges);
SG_MUST_USE sg_status sg_edges_planted(sg_edges *edges); /* planted.c */

#endif
