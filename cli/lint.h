/* lint.h - whether a policy can work: its query, its columns, its words, and the names it uses. */
#ifndef SG_CLI_LINT_H
#define SG_CLI_LINT_H

#include "policies/catalogue.h"
#include "policies/policy.h"

/* Errors: SG_EINVAL, with a span in the policy's file where there is one: what sg_policy_lint() finds;
 * a label, relationship or property that the data model does not have; a remedy that the catalogue
 * does not have (catalogues without arena are not asked). */
SG_MUST_USE sg_status sg_lint_policy(const sg_policy *policy, const sg_catalogue *catalogue,
                                     sg_error *err);

#endif
