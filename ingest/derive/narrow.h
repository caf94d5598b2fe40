/* narrow.h - what of a request's policies can speak of it.
 *
 * A principal has dozens of statements, each with a list of ARNs; most of them are about another action or
 * another resource.  A decision looks at every statement for each witness and choice (decide.c), so it
 * first leaves out what cannot matter:
 *
 *     asked    s3:GetObject on b/<any>
 *     policy   Allow s3:GetObject  [a/x, b/x, b/y/x, c/x]     ->   Allow s3:GetObject [b/x, b/y/x]
 *              Allow sqs:*         [...]                      ->   (nothing)
 *
 * Left out are only patterns that match no resource the request stands for, and statements that are then
 * about nothing; so the decision is the same.
 */
#ifndef SG_INGEST_DERIVE_NARROW_H
#define SG_INGEST_DERIVE_NARROW_H

#include "ingest/derive/request.h"

/* A request and the parts of it that were made anew. */
typedef struct sg_narrowed {
    sg_iam_request request;
    sg_iam_identity identity;
    sg_guardrails guardrails;
    sg_iam_target target;
} sg_narrowed;

/* Narrows the request into *out, whose parts live in the arena and point to one another: *out is not to be
 * copied.  *possible is false, and *out not filled, when no statement can grant anything: then the answer
 * is no.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_iam_narrow(const sg_iam_request *request, sg_arena *arena,
                                    sg_narrowed *out, bool *possible);

#endif
