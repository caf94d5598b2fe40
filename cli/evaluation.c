/* evaluation.c - everything a check needs, loaded in one place. */
#include "cli/evaluation.h"

#include "cli/command.h"
#include "cli/format.h"
#include "cli/library.h"
#include "cli/source.h"
#include "engine/base/parallel.h"

/* The small files come first: a mistake in them should not cost the time of loading the graph. */
static int load(const sg_evaluation_inputs *inputs, sg_evaluation *out)
{
    int code = sg_library_policies(&inputs->policies, &out->policies);
    if (code == SG_EXIT_OK)
        code = sg_library_catalogue(inputs->catalogue, &out->catalogue);
    if (code == SG_EXIT_OK)
        code = sg_library_projects(inputs->projects, inputs->graph, &out->projects);
    if (code == SG_EXIT_OK)
        code = sg_source_open_lazily(inputs->graph, 0, &out->graph);
    return code;
}

static void tell_failures(const sg_check *check)
{
    for (uint32_t i = 0; i < check->outcome_count; i++) {
        const sg_policy_outcome *outcome = &check->outcomes[i];
        if (outcome->error.status == SG_OK)
            continue;
        if (outcome->issues > 0)
            sg_note("policy %.*s was not evaluated to its end: what it would find beside %u "
                    "issues is not known",
                    SG_FMT(outcome->policy->id), (unsigned)outcome->issues);
        else
            sg_note("policy %.*s was not evaluated: what it would find is not known",
                    SG_FMT(outcome->policy->id));
        sg_tell(&outcome->error, &outcome->policy->source);
    }
}

int sg_evaluation_open(const sg_evaluation_inputs *inputs, int64_t now, sg_evaluation *out)
{
    sg_error err = { .status = SG_OK };
    int code = load(inputs, out);
    if (code != SG_EXIT_OK)
        return code;
    if (sg_cli_judge_open(out->graph, &out->judge, &err) != SG_OK)
        return sg_tell(&err, NULL);
    out->options = (sg_check_options){
        .projects = out->projects.arena ? &out->projects : NULL,
        .catalogue = out->catalogue.arena ? &out->catalogue : NULL,
        .now = now,
        .judge = &out->judge.face,
        .threads = inputs->threads > 0 ? (unsigned)inputs->threads : sg_processors(),
        .reduce = inputs->no_reduce ? SG_REDUCE_NEVER : SG_REDUCE_WHERE_IT_PAYS
    };
    return SG_EXIT_OK;
}

int sg_evaluate(const sg_evaluation_inputs *inputs, int64_t now, sg_evaluation *out)
{
    sg_error err = { .status = SG_OK };
    int code = sg_evaluation_open(inputs, now, out);
    if (code != SG_EXIT_OK)
        return code;
    if (sg_check_run(out->graph, &out->policies, &out->options, &out->check, &err) != SG_OK)
        return sg_tell(&err, NULL);
    tell_failures(&out->check);
    return sg_source_believed(out->graph);
}

void sg_evaluation_free(sg_evaluation *evaluation)
{
    if (evaluation->check.arena)
        sg_check_free(&evaluation->check);
    sg_cli_judge_close(&evaluation->judge);
    sg_graph_free(evaluation->graph);
    sg_projects_free(&evaluation->projects);
    sg_catalogue_free(&evaluation->catalogue);
    sg_policies_free(&evaluation->policies);
}

int sg_evaluation_verdict(const sg_evaluation *evaluation)
{
    const sg_check *check = &evaluation->check;
    int worst = SG_EXIT_OK;
    for (uint32_t i = 0; i < check->outcome_count; i++) {
        int code = sg_exit_of(check->outcomes[i].error.status);
        if (code == SG_EXIT_RUNTIME || worst == SG_EXIT_OK)
            worst = code;
    }
    return worst;
}

bool sg_severity_option(const char *option, const char *text, sg_severity *out)
{
    if (sg_severity_parse(sg_str_of(text), out))
        return true;
    sg_note("`--%s` takes INFORMATIONAL, LOW, MEDIUM, HIGH or CRITICAL, not `%s`", option,
            text);
    return false;
}

int sg_filters_read(const sg_filter_inputs *inputs, sg_report_options *out)
{
    sg_report_options filters = { .least = SG_INFORMATIONAL,
                                  .policy = sg_str_of(inputs->policy),
                                  .account = sg_str_of(inputs->account),
                                  .project = sg_str_of(inputs->project) };
    if (!sg_format_read(inputs->format, &filters.format))
        return SG_EXIT_USAGE;
    if (inputs->severity && !sg_severity_option("severity", inputs->severity, &filters.least))
        return SG_EXIT_USAGE;
    *out = filters;
    return SG_EXIT_OK;
}

int sg_filters_check(const sg_report_options *filters, const sg_evaluation *evaluation)
{
    if (filters->policy.length > 0 && !sg_library_find(&evaluation->policies, filters->policy))
        return SG_EXIT_USAGE;
    return SG_EXIT_OK;
}
