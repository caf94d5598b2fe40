/* check.h - every policy over one graph: rows to issues.
 *
 * A policy that fails (its query is wrong, or runs into a limit) is told with its error and costs no
 * other policy anything; what it would have found is then not known, and the outcome says so.
 *
 * The policies of a check are one program: the sets of nodes that several of them ask for are made once
 * (query/reduce/set_store.h), and threads take policies from one list.  What comes out does not depend
 * on how many there are.
 */
#ifndef SG_POLICIES_CHECK_H
#define SG_POLICIES_CHECK_H

#include "policies/issue.h"
#include "query/query.h"
#include "query/reduce/set_store.h"

typedef struct sg_check_options {
    sg_str tenant;                       /* part of the fingerprint; may be empty */
    const sg_projects *projects;         /* or NULL */
    const sg_catalogue *catalogue;       /* or NULL */
    int64_t now;                         /* seconds since 1970 */
    const struct sg_access_judge *judge; /* of canAccess() in policies, or NULL */
    unsigned threads;                    /* 0 = one */
    sg_reduce reduce;                    /* of all queries */
    bool keeps_to_itself;                /* policies share no sets: to compare */
    /* Those that are evaluated, or NULL: all (policies/affected.h); of the others nothing is told. */
    const bool *chosen; /* by position in the list of policies */
} sg_check_options;

typedef struct sg_policy_outcome {
    const sg_policy *policy;
    uint64_t rows, edges_touched, nanoseconds;
    sg_set_counts sets;
    uint32_t issues;
    sg_error error; /* status SG_OK when it was evaluated */
} sg_policy_outcome;

typedef struct sg_check {
    sg_arena *arena;
    const sg_issue *const *issues; /* by score descending, then policy id and resource id */
    uint32_t issue_count;
    const sg_policy_outcome *outcomes; /* one a policy, in their order */
    uint32_t outcome_count, failed;    /* failed: policies with an error */
    sg_set_store_counts sets;          /* that policies shared */
    sg_arena **arenas;                 /* of the threads */
    uint32_t arena_count;
} sg_check;

/* Evaluates all policies.  The graph, policies and options are borrowed for as long as the check.
 * Errors: SG_ENOMEM only; the errors of policies are in their outcomes. */
SG_MUST_USE sg_status sg_check_run(const sg_graph *graph, const sg_policies *policies,
                                   const sg_check_options *options, sg_check *out,
                                   sg_error *err);
void sg_check_free(sg_check *check);
/* The issue whose id or fingerprint begins with `prefix` (at least 4 characters), or NULL; NULL
 * also when several do. */
const sg_issue *sg_check_find(const sg_check *check, sg_str prefix);

/* Evaluates one policy's `tests`: calls `report` for each, failure NULL when it holds.
 * Errors: SG_EINVAL (graph or query of a test is wrong), SG_ENOMEM. */
typedef void sg_policy_test_report(void *user, const sg_policy *policy,
                                   const sg_policy_test *test, const char *failure);
SG_MUST_USE sg_status sg_policy_test_run(const sg_policy *policy, sg_policy_test_report *report,
                                         void *user, sg_error *err);
/* What is wrong with a policy without any graph: its query, its columns, its words.  Errors:
 * SG_EINVAL with a span in the policy's file. */
SG_MUST_USE sg_status sg_policy_lint(const sg_policy *policy, sg_error *err);

#endif
