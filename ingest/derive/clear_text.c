/* clear_text.c - answersClearText: whether a bucket takes requests without TLS.
 *
 * Asked of somebody in its own account who may do everything: reads, writes and lists without TLS.  Whatever
 * then refuses them is in the way of all: a policy of the bucket, or a resource control policy.
 */
#include "ingest/derive/access.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/generous.h"

static const struct {
    sg_str action, suffix;
} uses[] = {
    { SG_STR_INIT("s3:GetObject"), SG_STR_INIT("/?*") },
    { SG_STR_INIT("s3:PutObject"), SG_STR_INIT("/?*") },
    { SG_STR_INIT("s3:ListBucket"), SG_STR_INIT("") },
};

/* Some request is answered; not known where that hangs on more than TLS. */
static sg_status ask(sg_access *access, const sg_iam_target *bucket, sg_truth *out)
{
    const sg_given clear[] = { { .key = SG_STR("aws:SecureTransport"),
                                 .value = SG_STR("false") } };
    const sg_iam_caller somebody = { .kind = SG_CALLER_ACCOUNT, .account = bucket->account };
    const sg_iam_policies none = { .count = 0 };
    sg_iam_identity everything = { .allowed = NULL };
    sg_iam_target target = *bucket;

    SG_TRY(sg_iam_grant_everything(&none, access->scratch, &everything.policies));
    *out = SG_FALSE;
    for (size_t i = 0; i < SG_COUNT(uses) && *out != SG_TRUE; i++) {
        sg_iam_decision decision;

        target.arn = sg_arena_format(access->scratch, "%.*s%.*s", SG_FMT(bucket->arn),
                                     SG_FMT(uses[i].suffix));
        if (!target.arn.bytes)
            return SG_ENOMEM;
        const sg_iam_request request = {
            .caller = &somebody,
            .identity = &everything,
            .target = &target,
            .action = uses[i].action,
            .atom = sg_atom_of(&access->estate.atoms, uses[i].action),
            .given = clear,
            .given_count = (uint32_t)SG_COUNT(clear),
        };
        SG_TRY(sg_iam_decide(&request, access->scratch, &decision));
        *out = sg_either(*out, decision.must ? SG_TRUE : decision.may ? SG_UNKNOWN : SG_FALSE);
    }
    return SG_OK;
}

static sg_status judge(sg_access *access, const sg_estate_resource *bucket)
{
    const sg_iam_target *target = &bucket->target;
    bool unread = target->policies.incomplete || target->controls.incomplete;
    sg_truth answers = SG_TRUE;

    if (target->policies.count > 0 || target->controls.count > 0) {
        sg_arena_mark start = sg_arena_save(access->scratch);
        SG_TRY(ask(access, target, &answers));
        sg_arena_rewind(access->scratch, start);
    }
    if (answers == SG_UNKNOWN || (answers == SG_TRUE && unread))
        return SG_OK;
    return sg_builder_set(access->builder, sg_builder_handle(access->builder, bucket->node),
                          SG_STR("answersClearText"), sg_boolean(answers == SG_TRUE));
}

sg_status sg_derive_clear_text(sg_access *access)
{
    const sg_estate *estate = &access->estate;

    for (uint32_t i = 0; i < estate->resource_count; i++) {
        if (estate->resources[i].symbol == SG_RESOURCE_BUCKET)
            SG_TRY(judge(access, &estate->resources[i]));
        sg_estate_rest(estate, i);
    }
    return SG_OK;
}
