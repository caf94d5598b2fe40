/* edges_organization.c - organisation, units, accounts and what they contain. */
#include "generate/edges.h"

static sg_status join_units(sg_edges *edges)
{
    const sg_estate *estate = edges->estate;
    uint32_t units = sg_estate_count(estate, estate->accounts, SG_KIND_UNIT);
    SG_TRY(sg_edge_join(edges, SG_RELATION_CONTAINS, sg_central(edges, SG_KIND_ORGANIZATION, 0),
                        sg_central(edges, SG_KIND_UNIT, 0)));
    for (uint32_t i = 1; i < units; i++)
        SG_TRY(sg_edge_join(edges, SG_RELATION_CONTAINS, sg_central(edges, SG_KIND_UNIT, 0),
                            sg_central(edges, SG_KIND_UNIT, i)));
    return SG_OK;
}

/* What stands in something smaller is contained there and not in the account itself. */
static bool in_account(sg_kind kind)
{
    return kind > SG_KIND_ACCOUNT && kind != SG_KIND_POD && kind != SG_KIND_SERVICE_ACCOUNT &&
           kind != SG_KIND_VOLUME_SECRET && kind != SG_KIND_DATA_FINDING;
}

sg_status sg_edges_organization(sg_edges *edges)
{
    sg_place self = sg_here(edges, SG_KIND_ACCOUNT, 0);
    uint32_t unit = edges->estate->items[edges->account].unit;
    if (edges->account == 0)
        SG_TRY(join_units(edges));
    SG_TRY(
        sg_edge_join(edges, SG_RELATION_CONTAINS, sg_central(edges, SG_KIND_UNIT, unit), self));
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        for (uint32_t i = 0;
             in_account((sg_kind)kind) && i < sg_here_count(edges, (sg_kind)kind); i++)
            SG_TRY(sg_edge_join(edges, SG_RELATION_CONTAINS, self,
                                sg_here(edges, (sg_kind)kind, i)));
    return SG_OK;
}
