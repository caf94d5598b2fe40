/* generous.h - what policies that nobody read may say at most. */
#ifndef SG_INGEST_DERIVE_GENEROUS_H
#define SG_INGEST_DERIVE_GENEROUS_H

#include "ingest/derive/request.h"

/* The set, and a policy that lets everybody do everything: what is refused then is refused whatever the
 * unread ones say.  Lives in the arena.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_iam_grant_everything(const sg_iam_policies *set, sg_arena *arena,
                                              sg_iam_policies *out);
/* The same of a key whose grants nobody listed: as a grant to whoever asks. */
SG_MUST_USE sg_status sg_iam_grant_key(const sg_iam_policies *set, sg_arena *arena,
                                       sg_iam_policies *out);

#endif
