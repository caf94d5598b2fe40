/* small_estate.h - an inventory of a few things, derived, for tests.
 *
 * Nodes are named by key, which is the ARN (of accounts: the number).  Statements are written
 * with ' for " and without the document around them.
 */
#ifndef TEST_DERIVE_SMALL_ESTATE_H
#define TEST_DERIVE_SMALL_ESTATE_H

#include "engine/build.h"
#include "ingest/coverage.h"
#include "ingest/derive/derive.h"

typedef struct small_estate {
    sg_builder *builder;
    sg_graph *graph; /* after derive */
    sg_arena *arena;
    sg_coverage *coverage; /* NULL: nothing is known of it */
    unsigned policies;
} small_estate;

void estate_begin(small_estate *estate);
void estate_end(small_estate *estate);

sg_build_node estate_find(const small_estate *estate, const char *key);
/* `labels` separated by spaces; the account is that of the ARN. */
void estate_node(small_estate *estate, const char *labels, const char *key);
void estate_set(small_estate *estate, const char *key, const char *name, const char *text);
void estate_flag(small_estate *estate, const char *key, const char *name, bool flag);
void estate_value(small_estate *estate, const char *key, const char *name, sg_value value);
void estate_edge(small_estate *estate, const char *from, const char *type, const char *to);

void estate_account(small_estate *estate, const char *number, const char *organization);
void estate_user(small_estate *estate, const char *arn);
/* A role with these statements as its trust policy; NULL: no trust policy. */
void estate_role(small_estate *estate, const char *arn, const char *trust);
void estate_bucket(small_estate *estate, const char *arn, const char *account);
/* A policy of a kind on a node; NULL: one whose document is not known. */
void estate_policy(small_estate *estate, const char *owner, const char *kind,
                   const char *statements);
/* A call that was answered in full. */
void estate_collected(small_estate *estate, const char *account, const char *region,
                      const char *call);

void estate_derive(small_estate *estate);
void estate_derive_by(small_estate *estate, const sg_derive_options *options);

/* "read write: must; admin: may", or "" when there is none. */
const char *estate_access(small_estate *estate, const char *from, const char *to);
/* "must", "may", with " cross" and " externalId"; "" when there is none. */
const char *estate_assume(small_estate *estate, const char *from, const char *to);
/* `via` of HAS; "" when there is none. */
const char *estate_has(small_estate *estate, const char *from, const char *to);
bool estate_is_joined(small_estate *estate, const char *from, const char *type, const char *to);
/* "true", "false", a text, or "null". */
const char *estate_property(small_estate *estate, const char *key, const char *name);

#endif
