/* trusts.h - TRUSTS, from a role to whom a statement of its trust policy names. */
#ifndef SG_INGEST_DERIVE_TRUSTS_H
#define SG_INGEST_DERIVE_TRUSTS_H

#include "ingest/derive/access.h"

/* The value that the caller must know, when one condition asks for it; else empty. */
sg_str sg_trust_external_id(const sg_iam_statement *statement);
/* The node that a principal of a trust policy stands for; *named is false when it is none.  Errors: as of
 * the builder. */
SG_MUST_USE sg_status sg_trust_node(sg_access *access, const sg_named *principal,
                                    sg_build_node *out, bool *named);
/* The relationships of one statement.  Errors: as of the builder. */
SG_MUST_USE sg_status sg_trust_write(sg_access *access, sg_build_node role,
                                     const sg_iam_statement *statement);

#endif
