/* policy_text.h - policy documents in one spelling, however an answer carries them. */
#ifndef SG_INGEST_POLICY_TEXT_H
#define SG_INGEST_POLICY_TEXT_H

#include "engine/value.h"
#include "ingest/path.h"

/* An object (GetAccountAuthorizationDetails), JSON text (bucket and key policies) 
 * percent-encoded JSON text (IAM on the wire) or text escaped twice (APIs) becomes compact JSON with sorted keys.  Text that is
 * not JSON stays as it is, with SG_MISTYPED; so is told of a document whose actions the provider would
 * not have taken, and of one in which an object has a key twice: that one becomes text that is not JSON.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_policy_text(const sg_value *value, sg_arena *arena, sg_value *out,
                                     sg_found *found);

/* Replaces %XX, and '+' by a space when `plus`; what is no such sequence stays.  {NULL, 0} when the
 * arena is full. */
SG_MUST_USE sg_str sg_percent_decode(sg_str text, bool plus, sg_arena *arena);

#endif
