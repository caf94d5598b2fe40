/* edges_risk.c - vulnerabilities and findings.  The top twenty CVEs make two fifths of all. */
#include "generate/edges.h"

enum { OF_VULNERABILITIES = 5, OF_SUBJECT, TOP = 20, AT_MOST = 64 };

static bool is_new(uint32_t *found, uint32_t count, uint32_t candidate)
{
    for (uint32_t i = 0; i < count; i++)
        if (found[i] == candidate)
            return false;
    found[count] = candidate;
    return true;
}

static sg_status affect(sg_edges *edges, sg_place self, uint32_t most)
{
    uint32_t found[AT_MOST], count = 0;
    sg_random random = sg_estate_draw(edges->estate, OF_VULNERABILITIES, self);
    uint32_t all =
        sg_estate_ordinary(edges->estate, edges->estate->accounts, SG_KIND_VULNERABILITY);
    uint32_t wanted = sg_random_below(&random, most + 1);
    for (uint32_t i = 0; i < wanted; i++) {
        uint32_t candidate = sg_random_permille(&random, 400)
                                 ? sg_random_below(&random, TOP)
                                 : TOP + sg_random_zipf(&random, all - TOP);
        if (!is_new(found, count, candidate))
            continue;
        count++;
        SG_TRY(sg_edge_join(edges, SG_RELATION_HAS_VULNERABILITY, self,
                            sg_central(edges, SG_KIND_VULNERABILITY, candidate)));
    }
    return SG_OK;
}

static sg_status join_findings(sg_edges *edges)
{
    static const sg_kind subjects[] = {
        SG_KIND_MACHINE,  SG_KIND_BUCKET,         SG_KIND_ROLE,
        SG_KIND_FUNCTION, SG_KIND_SECURITY_GROUP, SG_KIND_VOLUME
    };
    uint32_t findings = sg_estate_ordinary(edges->estate, edges->account, SG_KIND_FINDING);
    for (uint32_t i = 0; i < findings; i++) {
        sg_place self = sg_here(edges, SG_KIND_FINDING, i);
        sg_random random = sg_estate_draw(edges->estate, OF_SUBJECT, self);
        sg_kind kind = subjects[sg_random_below(&random, SG_COUNT(subjects))];
        uint32_t index = sg_random_below(&random, sg_here_count(edges, kind));
        SG_TRY(sg_edge_join(edges, SG_RELATION_HAS_FINDING, sg_here(edges, kind, index), self));
    }
    return SG_OK;
}

sg_status sg_edges_risk(sg_edges *edges)
{
    static const struct {
        sg_kind kind;
        uint32_t most;
    } affected[] = {
        { SG_KIND_MACHINE, 40 },
        { SG_KIND_IMAGE, 14 },
        { SG_KIND_FUNCTION, 4 },
    };
    for (uint32_t row = 0; row < SG_COUNT(affected); row++)
        for (uint32_t i = 0; i < sg_here_count(edges, affected[row].kind); i++)
            SG_TRY(affect(edges, sg_here(edges, affected[row].kind, i), affected[row].most));
    return join_findings(edges);
}
