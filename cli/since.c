/* since.c - two graphs, the policies that tell them apart, and the issues that do. */
#include "cli/since.h"

#include <stdlib.h>

#include "cli/command.h"
#include "cli/source.h"
#include "policies/affected.h"

typedef struct {
    sg_evaluation now;
    sg_graph *graph; /* the earlier one */
    sg_cli_judge judge;
    sg_digest *digests[2];
    bool *chosen;
    sg_check check; /* of the earlier graph */
    sg_arena *arena;
    sg_issue_changes changes;
} since;

static sg_status choose(since *self, sg_error *err)
{
    self->chosen = calloc((size_t)self->now.policies.count + 1, sizeof *self->chosen);
    if (!self->chosen)
        return sg_fail_memory(err);
    SG_TRY(sg_digests_new(self->graph, self->now.graph, self->digests, err));
    return sg_policies_affected(&self->now.policies, self->now.options.catalogue,
                                self->digests[0], self->digests[1], self->chosen, err);
}

static sg_status compare(since *self, sg_error *err)
{
    sg_check_options options = self->now.options;

    SG_TRY(choose(self, err));
    options.chosen = self->chosen;
    SG_TRY(sg_check_run(self->now.graph, &self->now.policies, &options, &self->now.check, err));
    SG_TRY(sg_cli_judge_open(self->graph, &self->judge, err));
    options.judge = &self->judge.face;
    SG_TRY(sg_check_run(self->graph, &self->now.policies, &options, &self->check, err));
    if (sg_arena_new(0, &self->arena) != SG_OK ||
        sg_issues_compare(&self->check, &self->now.check, self->arena, &self->changes) != SG_OK)
        return sg_fail_memory(err);
    return SG_OK;
}

/* --- writing --------------------------------------------------------------------------------------- */
static const char *word_of(sg_issue_change change)
{
    return !change.before ? "opened" : !change.after ? "resolved" : "changed";
}

static void write_json(const sg_issue_change *change, const sg_issue *issue, sg_buffer *out)
{
    sg_buffer_format(out,
                     "{\"change\":\"%s\",\"fingerprint\":\"%s\",\"policy\":", word_of(*change),
                     issue->fingerprint);
    sg_buffer_json_string(out, issue->policy->id);
    sg_buffer_text(out, ",\"resource\":");
    sg_buffer_json_string(out, issue->resource.id);
    if (change->before)
        sg_buffer_format(out, ",\"score_before\":%u", (unsigned)change->before->score.points);
    if (change->after)
        sg_buffer_format(out, ",\"score\":%u", (unsigned)change->after->score.points);
    sg_buffer_char(out, '}');
}

static void write_line(const sg_issue_change *change, const sg_issue *issue, sg_buffer *out)
{
    sg_buffer_format(out, "%-9s %3u  %-10.*s %.16s  ", word_of(*change),
                     (unsigned)issue->score.points, SG_FMT(issue->policy->id),
                     issue->fingerprint);
    sg_buffer_safe(out,
                   issue->resource.name.length ? issue->resource.name : issue->resource.id);
    sg_buffer_char(out, '\n');
}

static void write_changes(const since *self, const sg_report_options *filters, sg_buffer *out)
{
    const sg_issue_changes *changes = &self->changes;
    bool json = filters->format != SG_REPORT_TABLE;
    uint32_t shown = 0;

    sg_buffer_text(out, json ? "{\"issues\":[" : "");
    for (uint32_t i = 0; i < changes->count; i++) {
        const sg_issue_change *one = &changes->changes[i];
        const sg_issue *issue = one->after ? one->after : one->before;
        if (!issue || !sg_report_shows(filters, issue))
            continue;
        if (json)
            sg_buffer_text(out, shown ? "," : "");
        shown++;
        (json ? write_json : write_line)(one, issue, out);
    }
    if (json)
        sg_buffer_format(out, "],\"opened\":%u,\"changed\":%u,\"resolved\":%u}\n",
                         (unsigned)changes->opened, (unsigned)changes->changed,
                         (unsigned)changes->resolved);
    sg_note(
        "%u of %u policies read what has changed: %u issues opened, %u changed, %u resolved",
        (unsigned)self->check.outcome_count, (unsigned)self->now.policies.count,
        (unsigned)changes->opened, (unsigned)changes->changed, (unsigned)changes->resolved);
}

/* --- the whole ------------------------------------------------------------------------------------- */
static void free_since(since *self)
{
    sg_arena_free(self->arena);
    if (self->check.arena)
        sg_check_free(&self->check);
    sg_cli_judge_close(&self->judge);
    free(self->chosen);
    sg_digest_free(self->digests[0]);
    sg_digest_free(self->digests[1]);
    sg_graph_free(self->graph);
    sg_evaluation_free(&self->now);
}

int sg_since(const sg_evaluation_inputs *inputs, const char *snapshot, int64_t now,
             const sg_report_options *filters, sg_buffer *out)
{
    since self = { .graph = NULL };
    sg_error err = { .status = SG_OK };
    int code = sg_evaluation_open(inputs, now, &self.now);

    if (code == SG_EXIT_OK)
        code = sg_source_open(snapshot, 0, &self.graph);
    if (code == SG_EXIT_OK && compare(&self, &err) != SG_OK)
        code = sg_tell(&err, NULL);
    if (code == SG_EXIT_OK)
        code = sg_source_believed(self.now.graph);
    if (code == SG_EXIT_OK) {
        write_changes(&self, filters, out);
        code = sg_evaluation_verdict(&self.now);
    }
    free_since(&self);
    return code;
}
