/* assume_search.h - the part of CAN_ASSUME that reads and decides.
 *
 * What is found stands in a list, in the order in which it is to be written: nodes come into being on
 * the way, and the same inventory has to give the same graph.
 */
#ifndef SG_INGEST_DERIVE_ASSUME_SEARCH_H
#define SG_INGEST_DERIVE_ASSUME_SEARCH_H

#include "engine/base/array.h"
#include "ingest/derive/estate.h"

typedef enum sg_assumed_kind {
    SG_ASSUMED_TRUSTS, /* a statement whose principals are trusted, whoever can assume it */
    SG_ASSUMED_BY_PRINCIPAL, /* of the estate */
    SG_ASSUMED_BY_NAMED, /* somebody of whom nothing was loaded: a node also when it cannot */
    SG_ASSUMED_BY_INTERNET,
} sg_assumed_kind;

typedef struct sg_assumed {
    sg_assumed_kind kind;
    uint32_t role, from; /* principals of the estate */
    bool may, must;
    bool cross_account, has_external_id;
    sg_str method; /* of escalations.def; may be empty */
    const sg_iam_statement *statement;
    const sg_named *named;
} sg_assumed;

/* What was found out about some roles, until it is written. */
typedef struct sg_assumed_list {
    SG_ARRAY(sg_assumed) items;
    uint64_t asked; /* how much was decided for it */
    sg_status status;
} sg_assumed_list;

/* Of one thread. */
typedef struct sg_assume_search {
    const sg_estate *estate;
    sg_arena *scratch;
    uint32_t *asked; /* per principal of the estate: the last role it was asked about, from 1 */
    sg_assumed_list *found;
} sg_assume_search;

/* Adds what the trust policy of a principal, if it is a role, lets others do.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_assume_search_role(sg_assume_search *search, uint32_t index);

#endif
