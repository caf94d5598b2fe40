/* framework.h - a compliance framework as data: requirements, and the rules that speak to each.
 *
 *     apiVersion: secgraph/v1
 *     kind: Framework
 *     id: cis-aws-3.0
 *     name: CIS AWS Foundations Benchmark
 *     version: "3.0"
 *     requirements:
 *       - {id: "1.4", section: Identity, level: 1, title: The root user has no keys, rules: [IAM-010]}
 *
 * A requirement's rules are those that it names, and those whose policy file names it under
 * `frameworks`.  Without any it is left to people.  Ids are the publishers'; titles are our own.
 */
#ifndef SG_POLICIES_FRAMEWORK_H
#define SG_POLICIES_FRAMEWORK_H

#include "policies/policy.h"

typedef struct sg_requirement {
    sg_str id, title,
        section;   /* title: the first rule's name, or the section, when not given */
    int64_t level; /* of CIS: 1 or 2; 0: none */
    const sg_policy *const *rules;
    uint32_t rule_count; /* 0: for people to judge */
} sg_requirement;

typedef struct sg_framework {
    sg_arena *arena;
    sg_str id, name, version;
    const sg_requirement *requirements; /* in the order of the file */
    uint32_t count, covered;            /* covered: those with rules */
} sg_framework;

/* Loads a file; the framework borrows from the policies.  *failed is the file that an error points
 * into.  Errors: SG_EINVAL with span (unknown key, a rule that no policy has, an id used twice),
 * SG_ENOTFOUND, SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_framework_load(const char *path, const sg_policies *policies,
                                        sg_framework *out, sg_source *failed, sg_error *err);
void sg_framework_free(sg_framework *framework); /* zeroed ones are allowed */

#endif
