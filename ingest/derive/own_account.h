/* own_account.h - actions that a resource's policy cannot give to other accounts. */
#ifndef SG_INGEST_DERIVE_OWN_ACCOUNT_H
#define SG_INGEST_DERIVE_OWN_ACCOUNT_H

#include "ingest/derive/request.h"

typedef enum sg_sharing {
    SG_SHARED,         /* policies decide */
    SG_SHARED_PERHAPS, /* policies decide, and it may be refused all the same */
    SG_KEPT,           /* refused to all but the resource's own account */
} sg_sharing;

/* Of an action that somebody outside of the resource's account asks for. */
sg_sharing sg_action_sharing(sg_str action);
/* Of the request: whoever is in the account of the resource, and services, share it. */
sg_sharing sg_request_sharing(const sg_iam_request *request);

#endif
