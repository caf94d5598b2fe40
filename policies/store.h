/* store.h - issues from one check to the next: a small SQLite file.
 *
 *     found by this check          OPEN; reopened when it was RESOLVED
 *     not found any more           RESOLVED, if everything that it was seen in was read again
 *     not found, and not all read  OPEN and stale: absence of data is not a fix
 *
 * "Everything that it was seen in" are the calls to the accounts on its paths that were complete when
 * it was last seen: each must be complete again, and none of theirs denied, failed or partial.
 */
#ifndef SG_POLICIES_STORE_H
#define SG_POLICIES_STORE_H

#include "policies/check.h"

typedef struct sg_store sg_store;

/* Opens the file, or makes it.  Errors: SG_ECORRUPT (another kind of file, another version), SG_EIO,
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_store_open(const char *path, sg_store **out, sg_error *err);
void sg_store_close(sg_store *store); /* NULL is allowed */

/* A call that was made for this graph; one without account may concern any. */
typedef struct sg_store_call {
    sg_str account, region, call;
    bool complete; /* else denied, failed or partial */
} sg_store_call;

typedef struct sg_store_counts {
    uint32_t opened, reopened, resolved, stale;
} sg_store_counts;

/* Takes over what a check found, all or nothing.  Issues of policies that the check did not evaluate
 * stay as they are, stale.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_store_update(sg_store *store, const sg_check *check,
                                      const sg_store_call *calls, size_t count, int64_t now,
                                      sg_store_counts *out, sg_error *err);

/* As it was last seen; slices are borrowed until the visit returns. */
typedef struct sg_store_issue {
    sg_str fingerprint, policy, title, resource, type, name, account, region, project;
    sg_severity severity;
    uint32_t score, reopened;
    bool resolved, stale;
    int64_t first_seen, last_seen, resolved_at; /* seconds since 1970; resolved_at 0: never */
} sg_store_issue;

/* Visits all issues, the open ones first, by score descending, then policy, resource, fingerprint.
 * Stops at the first status that is not SG_OK and returns it. */
typedef sg_status sg_store_visit(void *user, const sg_store_issue *issue);
SG_MUST_USE sg_status sg_store_each(sg_store *store, sg_store_visit *visit, void *user,
                                    sg_error *err);

#endif
