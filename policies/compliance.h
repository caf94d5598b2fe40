/* compliance.h - a framework over a graph: what holds, what does not, and what cannot be told.
 *
 *     rule x account            requirement x account      requirement
 *       fails somewhere           a rule fails               an account fails     fail
 *       unknown somewhere         a rule is unknown          one is unknown       unknown
 *       passes                    one passes                 one passes           pass
 *       nothing in scope          nothing in scope           nothing in scope     not applicable
 *                                                            it has no rules      manual
 *
 * The first line that holds decides.  "Passes" and "nothing in scope" count only where the calls that the
 * rule needs were answered for the account in full; else the account is unknown.  So a requirement never
 * passes because nobody looked.  Of a project the same is asked for all accounts that may have its resources.
 * What a rule says of resources of which nothing tells the account counts for the requirement alone.
 */
#ifndef SG_POLICIES_COMPLIANCE_H
#define SG_POLICIES_COMPLIANCE_H

#include "engine/graph.h"
#include "policies/framework.h"
#include "policies/project.h"

/* ORDER: the first decides where several meet. */
typedef enum sg_compliance_result {
    SG_COMPLIANCE_FAIL,
    SG_COMPLIANCE_UNKNOWN,
    SG_COMPLIANCE_PASS,
    SG_COMPLIANCE_NOT_APPLICABLE,
    SG_COMPLIANCE_MANUAL,
    SG_COMPLIANCE_RESULTS
} sg_compliance_result;

const char *sg_compliance_result_name(sg_compliance_result result); /* "not applicable" */

typedef struct sg_compliance_tally {
    uint32_t fail, unknown, pass; /* resources */
} sg_compliance_tally;

/* An account or a project; requirements by result. */
typedef struct sg_compliance_part {
    sg_str id, name; /* of a project without name: what no project matches */
    uint32_t results[SG_COMPLIANCE_RESULTS];
} sg_compliance_part;

typedef struct sg_compliance_requirement {
    const sg_requirement *requirement;
    sg_compliance_result result;
    sg_compliance_tally resources;
    const uint8_t *by_account; /* a sg_compliance_result each */
    const sg_compliance_tally *resources_by_account;
} sg_compliance_requirement;

/* A rule that could not be evaluated: what it would say is unknown everywhere. */
typedef struct sg_compliance_failure {
    const sg_policy *policy;
    sg_error error;
} sg_compliance_failure;

typedef struct sg_compliance {
    sg_arena *arena;
    const sg_framework *framework;
    const sg_compliance_requirement *requirements; /* as in the framework */
    uint32_t results[SG_COMPLIANCE_RESULTS];
    const sg_compliance_part *accounts; /* by number; those that are not external */
    const sg_compliance_part *projects; /* in the order of the file, then what none matches */
    uint32_t account_count, project_count;
    const sg_compliance_failure *failures;
    uint32_t failure_count;
} sg_compliance;

typedef struct sg_compliance_options {
    const sg_projects *projects; /* or NULL */
    int64_t now;
    unsigned threads;
} sg_compliance_options;

/* Evaluates every rule of the framework once.  Graph, framework and options are borrowed as long as
 * the result.  Errors: SG_ENOMEM only; the errors of rules are in `failures`. */
SG_MUST_USE sg_status sg_compliance_run(const sg_graph *graph, const sg_framework *framework,
                                        const sg_compliance_options *options,
                                        sg_compliance *out, sg_error *err);
void sg_compliance_free(sg_compliance *compliance); /* zeroed ones are allowed */

/* Which part of what could be decided passes: 0 to 1; negative when nothing could. */
double sg_compliance_share(const uint32_t results[SG_COMPLIANCE_RESULTS]);

#endif
