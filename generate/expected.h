/* expected.h - the issues that a check of a generated estate must find, and no others of these
 * policies:
 *
 *     {"accounts": 14, "seed": 1, "policies": {"TC-001": ["arn:...", ...], ...}}
 *
 * with the id of what each issue is about, sorted.
 */
#ifndef SG_GENERATE_EXPECTED_H
#define SG_GENERATE_EXPECTED_H

#include "generate/estate.h"

/* Appends the document.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_generate_expected(const sg_estate *estate, sg_buffer *out,
                                           sg_error *err);

#endif
