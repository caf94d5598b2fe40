/* rule.h - what a rule says of every resource that it is about: not only what fails.
 *
 *     applies:  MATCH (b:Bucket)                              what is in scope
 *     query:    MATCH (b:Bucket) WHERE b.versioning = false   what fails
 *     unknown:  b.versioning IS NULL                          what the inventory cannot tell
 *
 * Whatever is in scope, does not fail and is not unknown passes: so a rule states both what is wrong
 * and what it would have to know to say so, and silence of the inventory never passes.  A condition
 * that is null is unknown.  A failure is a failure also where the condition says unknown.
 */
#ifndef SG_POLICIES_RULE_H
#define SG_POLICIES_RULE_H

#include "policies/policy.h"
#include "query/query.h"

typedef enum sg_rule_verdict { SG_RULE_FAIL, SG_RULE_UNKNOWN, SG_RULE_PASS } sg_rule_verdict;

typedef struct sg_rule_finding {
    sg_node node;
    sg_rule_verdict verdict;
} sg_rule_finding;

typedef struct sg_rule_findings {
    const sg_rule_finding *items; /* sorted by node, each once */
    uint32_t count;
} sg_rule_findings;

/* Evaluates a policy with or without `applies`; without, only what fails is told.  The findings are
 * in the arena.  `options` gives threads, time and the limits that the policy does not set.
 * Errors: those of queries, with spans in the policy's file; SG_ERUNTIME when `primary` is no node;
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_rule_evaluate(const sg_policy *policy, const sg_graph *graph,
                                       const sg_query_options *options, sg_arena *arena,
                                       sg_rule_findings *out, sg_error *err);

/* Prepares the query for what is in scope: columns `resource` and `undecided`.  Only for policies with
 * `applies`.  Errors point into the policy's file. */
SG_MUST_USE sg_status sg_rule_prepare_scope(const sg_policy *policy, const sg_graph *graph,
                                            const sg_query_options *options, sg_query **out,
                                            sg_error *err);

#endif
