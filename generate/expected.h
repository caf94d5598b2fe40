/* expected.h - the issues that a check of a generated estate with the shipped combinations must find, and
 * no others:
 *
 *     {"accounts": 14, "seed": 1, "policies": {"TC-001": ["arn:...", ...], ...}}
 *
 * with the id of what each issue is about, sorted.  They are what was planted (plants.def) and what of the
 * ordinary resources happens to be a combination too (oracle.h); of combinations that are not listed there are
 * none.  Of an estate that is to be an inventory only the policies are listed that it tells everything
 * about (TOLD in plants.def).
 */
#ifndef SG_GENERATE_EXPECTED_H
#define SG_GENERATE_EXPECTED_H

#include "generate/oracle.h"

typedef struct sg_expected_issue {
    sg_str policy;  /* static */
    uint32_t about; /* number of the node */
} sg_expected_issue;

/* By policy, then number; each once. */
typedef struct sg_expected {
    sg_expected_issue *items;
    size_t count, capacity;
} sg_expected;

/* Of evidence that was told of the whole estate.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_expected_of(const sg_evidence *evidence, sg_expected *out,
                                     sg_error *err);
/* Walks the whole estate to collect it; takes some bytes a node.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_expected_new(const sg_estate *estate, sg_expected *out, sg_error *err);
void sg_expected_free(sg_expected *expected); /* zeroed is allowed */

/* Writes the document, a policy after the other.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_expected_write(const sg_estate *estate, const sg_expected *expected,
                                        const char *path, sg_error *err);

#endif
