/* affected.c - which policies read something that differs, and how issues of two checks differ. */
#include "policies/affected.h"

#include "policies/difference.h"
#include "policies/reads.h"

/* --- policies -------------------------------------------------------------------------------------- */
static sg_status choose(const sg_policies *policies, const sg_catalogue *catalogue,
                        const sg_graph *graph, const sg_difference *difference, sg_arena *arena,
                        bool *chosen)
{
    bool all = sg_surroundings_differ(difference);
    uint32_t position = 0;
    sg_reads *reads;

    for (const sg_policy *policy = policies->first; policy; policy = policy->next) {
        sg_arena_reset(arena);
        SG_TRY(sg_reads_of(policy, catalogue, graph, arena, &reads));
        chosen[position++] = all || sg_reads_differ(reads, difference);
    }
    return SG_OK;
}

sg_status sg_policies_affected(const sg_policies *policies, const sg_catalogue *catalogue,
                               const sg_digest *before, const sg_digest *after, bool *chosen,
                               sg_error *err)
{
    sg_difference difference;
    sg_arena *arena = NULL;

    sg_status status = sg_difference_of_digests(before, after, &difference);
    if (status == SG_OK) {
        status = sg_arena_new(0, &arena);
        if (status == SG_OK)
            status =
                choose(policies, catalogue, sg_digest_graph(after), &difference, arena, chosen);
        sg_arena_free(arena);
        sg_difference_free(&difference);
    }
    if (status == SG_ELIMIT)
        return sg_fail(err, status,
                       "the graphs have too many labels and properties to be compared");
    return status == SG_OK ? SG_OK : sg_fail_memory(err);
}

/* --- issues ---------------------------------------------------------------------------------------- */
static bool issue_differs(const sg_issue *left, const sg_issue *right)
{
    bool owner = !left->project == !right->project &&
                 (!left->project || sg_str_equal(left->project->name, right->project->name));

    return left->score.points != right->score.points || left->severity != right->severity ||
           left->path_count != right->path_count || !owner ||
           left->decision.rule != right->decision.rule ||
           left->decision.outcome != right->decision.outcome;
}

static sg_status index_issues(const sg_check *check, sg_table *out)
{
    for (uint32_t i = 0; i < check->issue_count; i++)
        SG_TRY(sg_table_put(out, sg_str_of(check->issues[i]->fingerprint), i, NULL, NULL));
    return SG_OK;
}

static void compare(const sg_check *before, const sg_check *after, const sg_table *then,
                    const sg_table *now, sg_issue_changes *out)
{
    uint64_t place;

    for (uint32_t i = 0; i < after->issue_count; i++) {
        const sg_issue *issue = after->issues[i], *old = NULL;
        if (sg_table_find(then, sg_str_of(issue->fingerprint), &place))
            old = before->issues[place];
        if (old && !issue_differs(old, issue))
            continue;
        out->changes[out->count++] = (sg_issue_change){ old, issue };
        out->opened += !old;
        out->changed += old != NULL;
    }
    for (uint32_t i = 0; i < before->issue_count; i++) {
        if (sg_table_find(now, sg_str_of(before->issues[i]->fingerprint), &place))
            continue;
        out->changes[out->count++] = (sg_issue_change){ before->issues[i], NULL };
        out->resolved++;
    }
}

sg_status sg_issues_compare(const sg_check *before, const sg_check *after, sg_arena *arena,
                            sg_issue_changes *out)
{
    size_t most = (size_t)before->issue_count + after->issue_count + 1;
    sg_table then = { 0 }, now = { 0 };

    *out = (sg_issue_changes){ .changes = sg_arena_make_array(arena, sg_issue_change, most) };
    sg_status status = out->changes ? index_issues(before, &then) : SG_ENOMEM;
    if (status == SG_OK)
        status = index_issues(after, &now);
    if (status == SG_OK)
        compare(before, after, &then, &now, out);
    sg_table_free(&then);
    sg_table_free(&now);
    return status;
}
