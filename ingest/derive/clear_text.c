/* clear_text.c - answersClearText: whether a bucket takes requests without TLS.
 *
 * Asked of somebody in its own account who may do everything: reads, writes and lists without TLS.  Whatever
 * then refuses them is in the way of all: a policy of the bucket, or a resource control policy.
 */
#include "ingest/derive/access.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/generous.h"
#include "ingest/derive/workers.h"

static const struct {
    sg_str action, suffix;
} uses[] = {
    { SG_STR_INIT("s3:GetObject"), SG_STR_INIT("/?*") },
    { SG_STR_INIT("s3:PutObject"), SG_STR_INIT("/?*") },
    { SG_STR_INIT("s3:ListBucket"), SG_STR_INIT("") },
};

/* Some request is answered; not known where that hangs on more than TLS. */
static sg_status ask(const sg_estate *estate, const sg_iam_target *bucket, sg_arena *scratch,
                     sg_truth *out)
{
    const sg_given clear[] = { { .key = SG_STR("aws:SecureTransport"),
                                 .value = SG_STR("false") } };
    const sg_iam_caller somebody = { .kind = SG_CALLER_ACCOUNT, .account = bucket->account };
    const sg_iam_policies none = { .count = 0 };
    sg_iam_identity everything = { .allowed = NULL };
    sg_iam_target target = *bucket;

    SG_TRY(sg_iam_grant_everything(&none, scratch, &everything.policies));
    *out = SG_FALSE;
    for (size_t i = 0; i < SG_COUNT(uses) && *out != SG_TRUE; i++) {
        sg_iam_decision decision;

        target.arn =
            sg_arena_format(scratch, "%.*s%.*s", SG_FMT(bucket->arn), SG_FMT(uses[i].suffix));
        if (!target.arn.bytes)
            return SG_ENOMEM;
        const sg_iam_request request = {
            .caller = &somebody,
            .identity = &everything,
            .target = &target,
            .action = uses[i].action,
            .atom = sg_atom_of(&estate->atoms, uses[i].action),
            .given = clear,
            .given_count = (uint32_t)SG_COUNT(clear),
        };
        SG_TRY(sg_iam_decide(&request, scratch, &decision));
        *out = sg_either(*out, decision.must ? SG_TRUE : decision.may ? SG_UNKNOWN : SG_FALSE);
    }
    return SG_OK;
}

/* The buckets, of which threads judge some each. */
typedef struct judging {
    sg_access *access;
    const uint32_t *buckets; /* in the estate's resources */
    size_t count;
    sg_truth *answers; /* by bucket; SG_UNKNOWN: nothing is told */
    sg_workers workers;
    sg_status status[SG_WORKERS_MOST];
} judging;

enum { BUCKETS_OF_A_TASK = 64 };

static sg_status judge(const sg_estate *estate, const sg_estate_resource *bucket,
                       sg_arena *scratch, sg_truth *out)
{
    const sg_iam_target *target = &bucket->target;
    bool unread = target->policies.incomplete || target->controls.incomplete;

    *out = SG_TRUE;
    if (target->policies.count > 0 || target->controls.count > 0) {
        sg_arena_mark start = sg_arena_save(scratch);
        SG_TRY(ask(estate, target, scratch, out));
        sg_arena_rewind(scratch, start);
    }
    if (*out == SG_TRUE && unread)
        *out = SG_UNKNOWN;
    return SG_OK;
}

static void judge_some(void *shared, size_t task, unsigned worker)
{
    judging *self = shared;
    const sg_estate *estate = &self->access->estate;
    size_t first = task * BUCKETS_OF_A_TASK, last = first + BUCKETS_OF_A_TASK;

    for (size_t i = first; self->status[worker] == SG_OK && i < last && i < self->count; i++)
        self->status[worker] = judge(estate, &estate->resources[self->buckets[i]],
                                     self->workers.scratch[worker], &self->answers[i]);
    sg_estate_rest(estate, first);
}

static sg_status judge_all(judging *self)
{
    size_t tasks = (self->count + BUCKETS_OF_A_TASK - 1) / BUCKETS_OF_A_TASK;

    SG_TRY(sg_workers_open(self->access->threads, tasks, &self->workers));
    sg_parallel(self->workers.count, tasks, judge_some, self);
    for (unsigned i = 0; i < self->workers.count; i++)
        SG_TRY(self->status[i]);
    return SG_OK;
}

static sg_status write_answers(const judging *self)
{
    sg_builder *builder = self->access->builder;

    for (size_t i = 0; i < self->count; i++) {
        sg_node bucket = self->access->estate.resources[self->buckets[i]].node;
        if (self->answers[i] != SG_UNKNOWN)
            SG_TRY(sg_builder_set(builder, sg_builder_handle(builder, bucket),
                                  SG_STR("answersClearText"),
                                  sg_boolean(self->answers[i] == SG_TRUE)));
    }
    return SG_OK;
}

sg_status sg_derive_clear_text(sg_access *access)
{
    const sg_estate *estate = &access->estate;
    sg_arena_mark mark = sg_arena_save(access->scratch);
    size_t room = (size_t)estate->resource_count + 1;
    uint32_t *buckets = sg_arena_make_array(access->scratch, uint32_t, room);
    judging self = { .access = access, .buckets = buckets };

    if (!buckets)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < estate->resource_count; i++)
        if (estate->resources[i].symbol == SG_RESOURCE_BUCKET)
            buckets[self.count++] = i;
    self.answers = sg_arena_make_array(access->scratch, sg_truth, self.count + 1);
    sg_status status = self.answers ? judge_all(&self) : SG_ENOMEM;
    if (status == SG_OK)
        status = write_answers(&self);
    sg_workers_close(&self.workers);
    sg_arena_rewind(access->scratch, mark);
    return status;
}
