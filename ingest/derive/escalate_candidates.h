/* escalate_candidates.h - which of many things, sorted by ARN, an allow of a policy may be about.
 *
 *     Allow lambda:UpdateFunctionCode on ...:function:pay-*     things  ...  [pay-a pay-b]  ...
 *
 * An account has hundreds of principals and of workloads, and nearly every pair has nothing to do with one
 * another: only the candidates are asked about.
 */
#ifndef SG_INGEST_DERIVE_ESCALATE_CANDIDATES_H
#define SG_INGEST_DERIVE_ESCALATE_CANDIDATES_H

#include "engine/base/bitmap.h"
#include "ingest/derive/atoms.h"
#include "ingest/derive/request.h"

typedef struct sg_candidates {
    const sg_str *arns; /* ascending */
    uint32_t count;
    sg_bitmap marked;
} sg_candidates;

/* None is marked; the bits live in the arena.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_candidates_open(const sg_str *arns, uint32_t count, sg_arena *arena,
                                         sg_candidates *out);
void sg_candidates_mark_all(sg_candidates *candidates);
/* Marks what statements of the policies may allow some of the actions on. */
void sg_candidates_mark(sg_candidates *candidates, const sg_iam_policies *set,
                        const sg_atom_set *actions);

#endif
