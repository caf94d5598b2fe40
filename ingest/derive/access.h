/* access.h - the parts of the access derivation and what they share. */
#ifndef SG_INGEST_DERIVE_ACCESS_H
#define SG_INGEST_DERIVE_ACCESS_H

#include "engine/base/array.h"
#include "engine/build.h"
#include "ingest/derive/derive.h"
#include "ingest/derive/estate.h"
#include "ingest/derive/evaluate.h"

/* One principal of the estate may act as another: as it is, or as an administrator. */
typedef struct sg_assumption {
    uint32_t from, to; /* principals */
    bool must;
    sg_truth admin; /* whether the way there makes an administrator of what is reached */
} sg_assumption;

typedef struct sg_access {
    sg_estate estate;
    sg_builder *builder;
    sg_arena *arena; /* of the estate */
    sg_arena *scratch;
    sg_error *err;
    SG_ARRAY(sg_assumption) assumptions; /* filled on the way, read at the end */
    sg_truth *admins;                    /* per class: isAdmin */
    unsigned threads;                    /* as in sg_derive_options */
    sg_derive_counts counts;
} sg_access;

/* ORDER: as bits, and as the names of the properties of CAN_ACCESS. */
typedef enum sg_level {
    SG_LEVEL_READ,
    SG_LEVEL_WRITE,
    SG_LEVEL_ADMIN,
    SG_LEVEL_INVOKE,
    SG_LEVEL_DECRYPT,
    SG_LEVEL_LIST,
} sg_level;

/* Levels as bits; what must be is in `may` too. */
typedef struct sg_levels {
    unsigned may, must;
} sg_levels;

/* The derivation in its two steps (sg_derive_access() takes both): what reading needs is the graph alone.
 * Errors: SG_ENOMEM, SG_ELIMIT; to be closed in any case. */
SG_MUST_USE sg_status sg_access_read(const sg_graph *graph, const sg_coverage *coverage,
                                     const sg_derive_options *options, sg_access *out,
                                     sg_error *err);
SG_MUST_USE sg_status sg_access_derive(sg_access *access, sg_builder *builder,
                                       const sg_derive_options *options, sg_error *err);
void sg_access_close(sg_access *access);

/* What the caller can do to the resource.  `identity` as in sg_iam_request.  Errors: SG_ENOMEM.
 * */
SG_MUST_USE sg_status sg_levels_of(const sg_estate *estate, const sg_iam_caller *caller,
                                   const sg_iam_identity *identity,
                                   const sg_estate_resource *resource, sg_arena *scratch,
                                   sg_levels *out);
/* The levels of such resources that somebody of another account can have. */
unsigned sg_levels_for_others(sg_resource_symbol symbol);
/* The policies of the principal, or NULL when they are not known. */
const sg_iam_identity *sg_identity_of(const sg_estate_principal *principal);

/* CAN_ACCESS and the exposure of buckets; answersClearText of buckets; TRUSTS and CAN_ASSUME; isAdmin; grantsAdmin of policies; CAN_ESCALATE_TO
 * (escalation.h); what makes it unknown whether one is reached; reachesAdmin. */
SG_MUST_USE sg_status sg_derive_can_access(sg_access *access);
SG_MUST_USE sg_status sg_derive_clear_text(sg_access *access);
SG_MUST_USE sg_status sg_derive_can_assume(sg_access *access);
SG_MUST_USE sg_status sg_derive_admins(sg_access *access);
SG_MUST_USE sg_status sg_derive_admin_policies(sg_access *access);
SG_MUST_USE sg_status sg_derive_unseen_roles(sg_access *access);
SG_MUST_USE sg_status sg_derive_reaches_admin(sg_access *access);

/* Whether a principal of that account is administrator with these policies. */
SG_MUST_USE sg_status sg_judge_admin(sg_access *access, const sg_iam_caller *caller,
                                     const sg_iam_identity *identity, sg_truth *out);

/* --- nodes that the inventory may lack ---------------------------------------------------- */

SG_MUST_USE sg_status sg_access_internet(sg_access *access, sg_build_node *out);
/* An account, by number; new ones are `external`. */
SG_MUST_USE sg_status sg_access_account(sg_access *access, sg_str number, sg_build_node *out);
/* A principal by ARN or name; new ones get the label and `known: false`. */
SG_MUST_USE sg_status sg_access_stranger(sg_access *access, sg_str key, sg_str label,
                                         sg_build_node *out);

#endif
