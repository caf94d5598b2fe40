/* own_account.c - own_account_actions.def and shared_key_actions.def, looked up. */
#include "ingest/derive/own_account.h"

typedef struct named_action {
    sg_str service, action; /* the service empty: the action names it */
    sg_sharing sharing;
} named_action;

static const named_action listed[] = {
#define KEPT(action) { SG_STR_INIT(""), SG_STR_INIT(action), SG_KEPT },
#define DOUBTED(action) { SG_STR_INIT(""), SG_STR_INIT(action), SG_SHARED_PERHAPS },
#define ONLY(service, action) { SG_STR_INIT(service), SG_STR_INIT(action), SG_SHARED },
#define ACTION(name) ONLY("kms", name)
#include "ingest/derive/own_account_actions.def"
#include "ingest/derive/shared_key_actions.def"
#undef KEPT
#undef DOUBTED
#undef ONLY
#undef ACTION
};

sg_sharing sg_action_sharing(sg_str action)
{
    sg_str name;
    sg_str service = sg_str_cut(action, ':', &name);
    bool listing = false; /* the service tells what it shares */

    for (size_t i = 0; i < SG_COUNT(listed); i++) {
        bool of_service = sg_str_equal_fold(listed[i].service, service);

        if (sg_str_equal_fold(listed[i].action, of_service ? name : action))
            return listed[i].sharing;
        listing = listing || of_service;
    }
    return listing ? SG_KEPT : SG_SHARED;
}

sg_sharing sg_request_sharing(const sg_iam_request *request)
{
    const sg_iam_caller *caller = request->caller;

    if (caller->kind == SG_CALLER_SERVICE || caller->kind == SG_CALLER_FEDERATED ||
        sg_str_equal(caller->account, request->target->account))
        return SG_SHARED;
    return sg_action_sharing(request->action);
}
