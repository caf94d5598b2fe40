/* outline.h - what of a principal's policies can speak of one resource, as a number.
 *
 *     bucket b      class 1  s3:* on a, s3:Get* on b, sqs:*         outline of [s3:Get* on b]
 *                   class 2  s3:Get* on b, ec2:*                    the same: one decision for both
 *                   class 3  s3:* on c                              of []: as of most others
 *
 * Classes (estate.h) differ in any policy; about one resource nearly all of them say one of a few things.
 * Two principals of one account with one outline get the same answer, for a decision leaves out what does
 * not speak of the resource (narrow.h) and looks at nothing else of them, unless what is left looks at who
 * asks: then there is no outline.
 *
 * Outlines are 64 bits that begin with the secret of the estate, as signatures are (resource_groups.c).
 */
#ifndef SG_INGEST_DERIVE_OUTLINE_H
#define SG_INGEST_DERIVE_OUTLINE_H

#include "ingest/derive/aim.h"
#include "ingest/derive/estate.h"

/* What is asked about; filled in by sg_outline_target_of() or by hand. */
typedef struct sg_outline_target {
    const sg_estate *estate;
    const sg_aim *aims; /* a statement that can match none of them does not speak of it */
    uint32_t aim_count;
    uint32_t about;      /* as in sg_estate_said */
    sg_atom_set actions; /* the same as actions, for guardrails */
    bool apart;          /* who exactly asks matters to the resource: nobody has an outline */
    const sg_guardrails *guardrails; /* that were looked at last, */
    bool guarded_apart;              /* and whether they look at who asks */
} sg_outline_target;

/* The questions of sg_levels_of() about the resource; aims live in the arena.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_outline_target_of(const sg_estate *estate,
                                           const sg_estate_resource *resource, sg_arena *arena,
                                           sg_outline_target *out);
typedef struct sg_outline {
    uint64_t hash;
    bool allows; /* a policy has an allow that speaks of it */
} sg_outline;

/* Of the principals of a class; false when they have none. */
bool sg_outline_of(sg_outline_target *target, const sg_estate_class *class, sg_outline *out);

/* Answers by outline. */
typedef struct sg_outline_memo {
    uint64_t *outlines;
    uint64_t *answers; /* + 1; 0: free */
    uint64_t mask;
} sg_outline_memo;

/* Room for the answers to so many, in the arena.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_outline_memo_open(sg_arena *arena, uint32_t most,
                                           sg_outline_memo *out);
/* The place of the outline's answer, which is 0 when there is none yet: else the answer + 1. */
uint64_t *sg_outline_memo_at(sg_outline_memo *memo, uint64_t outline);

#endif
