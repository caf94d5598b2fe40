/* access.c - one enumeration for another. */
#include "cli/access.h"

static sg_status decide(void *subject, const sg_graph *graph, sg_node principal,
                        sg_node resource, sg_str action, sg_access_answer *out, sg_error *err)
{
    static const sg_access_answer answers[] = {
        [SG_JUDGEMENT_NONE] = SG_ACCESS_UNKNOWN,
        [SG_JUDGEMENT_ALLOWED] = SG_ACCESS_ALLOWED,
        [SG_JUDGEMENT_CONDITIONAL] = SG_ACCESS_CONDITIONAL,
        [SG_JUDGEMENT_DENIED] = SG_ACCESS_DENIED,
    };
    sg_judgement judgement;

    (void)graph; /* the judge has read the version that was loaded */
    SG_TRY(sg_judge_ask(subject, principal, resource, action, &judgement, err));
    *out = answers[judgement];
    return SG_OK;
}

sg_status sg_cli_judge_open(const sg_graph *graph, sg_cli_judge *out, sg_error *err)
{
    if (sg_judge_new(graph, &out->judge) != SG_OK)
        return sg_fail_memory(err);
    out->face = (sg_access_judge){ .decide = decide, .subject = out->judge };
    return SG_OK;
}

void sg_cli_judge_close(sg_cli_judge *judge)
{
    sg_judge_free(judge->judge);
    judge->judge = NULL;
}
