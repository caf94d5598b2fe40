/* condition_values.h - comparing one value of a request with one value of a Condition. */
#ifndef SG_INGEST_DERIVE_CONDITION_VALUES_H
#define SG_INGEST_DERIVE_CONDITION_VALUES_H

#include "ingest/derive/policy_document.h"

/* Whether the relation of the operator, taken without its negation, holds.  `wanted` is the
 * value in the policy: a pattern where the operator is Like.  A value that is no number, date
 * or address does not match. */
bool sg_value_satisfies(sg_condition_operator op, sg_str actual, sg_str wanted);

bool sg_operator_is_negated(sg_condition_operator op);
/* Whether its values are patterns. */
bool sg_operator_is_like(sg_condition_operator op);
/* Whether its values are texts, equal or alike and nothing else, in which policy variables are
 * replaced. */
bool sg_operator_is_textual(sg_condition_operator op);
bool sg_operator_is_address(sg_condition_operator op);

/* How ranges of addresses, taken together, lie to those of the internet: 0.0.0.0/1 and 128.0.0.0/1 are
 * all of it.  A value that is no range counts for nothing.  The arena is rewound.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_reach_of(sg_texts ranges, sg_arena *arena, sg_reach *out);

#endif
