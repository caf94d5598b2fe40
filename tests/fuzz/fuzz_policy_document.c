/* fuzz_policy_document.c - any bytes as a policy document: reading must end with a policy or a
 * story, and a policy that was read must be decidable in whichever role it is put.
 */
#include <stdint.h>
#include <stdlib.h>

#include "ingest/derive/bucket_access.h"
#include "ingest/derive/evaluate.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* `must` without `may` would be a contradiction. */
static void decide(const sg_iam_request *request, sg_arena *arena)
{
    sg_iam_decision decision;
    sg_status status = sg_iam_decide(request, arena, &decision);

    if (status == SG_OK ? decision.must && !decision.may : status != SG_ENOMEM)
        abort();
}

static void ask(const sg_iam_policy *policy, sg_iam_caller_kind kind, sg_arena *arena)
{
    const sg_iam_policy *const items[] = { policy };
    sg_iam_policies set = { .items = items, .count = 1 };
    sg_guardrails guardrails = { .levels = &set, .count = 1 };
    sg_iam_identity identity = {
        .policies = set, .bounded = true, .boundary = set, .guardrails = &guardrails
    };
    sg_iam_caller caller = { .kind = kind,
                             .arn = SG_STR("arn:aws:iam::111111111111:user/ann"),
                             .account = SG_STR("111111111111"),
                             .name = SG_STR("ann"),
                             .unique_id = SG_STR("AIDA") };
    sg_iam_target target = { .arn = SG_STR("arn:aws:s3:::b/*"),
                             .account = SG_STR("111111111111"),
                             .policy_role = SG_POLICY_OPTIONAL,
                             .policies = set,
                             .restricted = SG_UNKNOWN };
    sg_iam_request request = { .caller = &caller,
                               .identity = kind == SG_CALLER_ANYONE ? NULL : &identity,
                               .target = &target,
                               .action = SG_STR("s3:GetObject") };

    decide(&request, arena);
    target.account = SG_STR("222222222222");
    decide(&request, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    sg_str text = { (const char *)bytes, size };
    sg_iam_policy policy;
    sg_error err = { .status = SG_OK };
    sg_arena *arena;
    sg_status status;

    if (sg_arena_new((size_t)256 << 20, &arena) != SG_OK)
        return 0;
    status = sg_iam_policy_parse(text, arena, &policy, &err);
    if (status != err.status)
        abort();
    if (status == SG_OK) {
        (void)sg_bucket_policy_is_public(&policy);
        ask(&policy, SG_CALLER_ANYONE, arena);
        ask(&policy, SG_CALLER_ROLE, arena);
    }
    sg_arena_free(arena);
    return 0;
}
