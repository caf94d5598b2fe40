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

/* How the range lies to the addresses of the internet. */
typedef enum sg_reach { SG_REACH_NONE, SG_REACH_SOME, SG_REACH_ALL } sg_reach;
sg_reach sg_range_of_internet(sg_str range);

#endif
