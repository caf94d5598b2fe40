/* issue.h - what a policy found: one per policy and resource, with its score and its decision.
 *
 * An issue is known by its fingerprint,
 *
 *     SHA-256("secgraph1" 0 tenant 0 policy id 0 sorted(column "=" provider uid) ...)
 *
 * so names, severities, paths and times may change and it stays the same issue.
 */
#ifndef SG_POLICIES_ISSUE_H
#define SG_POLICIES_ISSUE_H

#include "engine/graph.h"
#include "policies/catalogue.h"
#include "policies/decide.h"
#include "policies/policy.h"
#include "policies/project.h"
#include "policies/score.h"

enum {
    SG_FINGERPRINT_HEX = 64,
    SG_ISSUE_ID_HEX = 16, /* how much of it is shown */
    SG_ISSUE_PATHS = 5,   /* how many paths are kept as evidence */
};

/* A resource as it is shown. */
typedef struct sg_resource {
    sg_node node;
    sg_str id, type, name, account, region; /* type: the most telling label */
} sg_resource;

/* One row of the policy's query: the resources of `path`, in order. */
typedef struct sg_issue_path {
    const sg_resource *hops;
    uint32_t count;
    sg_score_input factors;
    sg_score score;
} sg_issue_path;

typedef struct sg_issue {
    char fingerprint[SG_FINGERPRINT_HEX + 1];
    const sg_policy *policy;
    sg_resource resource;
    const sg_project *project; /* or NULL */
    sg_severity severity;      /* the label */
    sg_score_input factors;    /* of the worst path */
    sg_score score;
    const sg_remedy *remedy; /* or NULL */
    sg_decision_input decision_input;
    sg_decision decision;
    sg_issue_path paths[SG_ISSUE_PATHS]; /* the worst first */
    uint32_t path_count, paths_kept;
} sg_issue;

/* Writes the fingerprint as hexadecimal.  `keys` are "column=uid" texts, which get sorted. */
void sg_issue_fingerprint(sg_str tenant, sg_str policy, sg_str *keys, uint32_t key_count,
                          char out[SG_FINGERPRINT_HEX + 1]);

/* What is shown of a node; texts are borrowed from the graph or the arena. */
sg_resource sg_resource_of(const sg_graph *graph, sg_node node, sg_arena *arena);

#endif
