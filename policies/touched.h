/* touched.h - the changes between two versions of a session, sorted out for those who evaluate around
 * them.
 *
 *     changes ->  nodes that came, went or have other labels    for every policy
 *                 nodes with another value of a property        for policies that read it
 *                 relationships that are there before, after    for every policy
 */
#ifndef SG_POLICIES_TOUCHED_H
#define SG_POLICIES_TOUCHED_H

#include "engine/base/array.h"
#include "policies/reads.h"
#include "query/reduce/around.h"

typedef struct sg_touched_value {
    uint32_t node;
    sg_key key;
} sg_touched_value;

/* Of one version. */
typedef struct sg_touched_edges {
    SG_ARRAY(sg_touched_edge) edges;
    SG_ARRAY(sg_touched_group) groups;
} sg_touched_edges;

typedef struct sg_touches {
    const sg_graph *before, *after;
    SG_ARRAY(uint32_t)
    nodes; /* not sorted; also those at which scores see a touched relationship */
    SG_ARRAY(sg_touched_value) values;
    sg_touched_edges there_before, there_after; /* the relationships */
    SG_ARRAY(uint32_t) all_nodes; /* with those of `values`; ascending, each once */
    SG_ARRAY(uint32_t) all_edges; /* likewise; of both versions */
    uint64_t
        *label_sets; /* bit per label set of `after`: of nodes that differ, before or after */
    uint64_t
        *types; /* bit per type of `after`: a relationship of before has other properties */
} sg_touches;

/* Errors: SG_ENOMEM; so for all below. */
SG_MUST_USE sg_status sg_touches_of(const sg_graph *before, const sg_graph *after,
                                    const sg_delta_changes *changes, sg_touches *out);
void sg_touches_free(sg_touches *touches); /* zeroed ones are allowed */
/* The nodes that differ in what the policy reads; the caller's. */
SG_MUST_USE sg_status sg_touches_nodes(const sg_touches *touches, const sg_reads *reads,
                                       sg_id_set **out);
/* Whether the set that the key stands for (query/plan/reduction_key.h) has none of the nodes. */
bool sg_touches_spare(const sg_touches *touches, sg_str key);

#endif
