/* report.c - issues for people: the text form, the summary, and the filters all forms share. */
#include "policies/report.h"

#include "policies/certainty.h"
#include "policies/report_machine.h"

bool sg_report_shows(const sg_report_options *options, const sg_issue *issue)
{
    return issue->severity >= options->least &&
           (options->policy.length == 0 ||
            sg_str_equal_fold(options->policy, issue->policy->id)) &&
           (options->account.length == 0 ||
            sg_str_equal(options->account, issue->resource.account)) &&
           (options->project.length == 0 ||
            (issue->project && sg_str_equal(options->project, issue->project->name)));
}

static const char *colour_of(sg_severity severity)
{
    switch (severity) {
    case SG_CRITICAL:
        return "\033[1;31m";
    case SG_HIGH:
        return "\033[31m";
    case SG_MEDIUM:
        return "\033[33m";
    case SG_LOW:
    case SG_INFORMATIONAL:
        return "\033[36m";
    }
    SG_UNREACHABLE();
}

static void add_severity(sg_severity severity, bool colour, sg_buffer *out)
{
    sg_str name = sg_severity_name(severity);
    sg_buffer_format(out, "%s%-13.*s%s", colour ? colour_of(severity) : "", SG_FMT(name),
                     colour ? "\033[0m" : "");
}

static void add_resource(const sg_resource *resource, sg_buffer *out)
{
    sg_buffer_safe(out, resource->name);
    sg_buffer_format(out, " (%.*s", SG_FMT(resource->type));
    if (resource->account.length > 0) {
        sg_buffer_text(out, ", ");
        sg_buffer_safe(out, resource->account);
    }
    if (resource->region.length > 0) {
        sg_buffer_text(out, " ");
        sg_buffer_safe(out, resource->region);
    }
    sg_buffer_char(out, ')');
}

static void add_paths(const sg_issue *issue, sg_buffer *out)
{
    for (uint32_t i = 0; i < issue->paths_kept; i++) {
        if (issue->paths[i].count < 2)
            continue;
        sg_buffer_format(out, "      %-9s ", i == 0 ? "path" : "");
        for (uint32_t hop = 0; hop < issue->paths[i].count; hop++) {
            const sg_resource *resource = &issue->paths[i].hops[hop];
            sg_buffer_text(out, hop ? " -> " : "");
            sg_buffer_safe(out, resource->name);
            sg_buffer_format(out, " (%.*s)", SG_FMT(resource->type));
        }
        sg_buffer_char(out, '\n');
    }
    if (issue->path_count > issue->paths_kept)
        sg_buffer_format(out, "                and %u more\n",
                         issue->path_count - issue->paths_kept);
}

static void add_doubt(const sg_issue *issue, const sg_graph *graph, sg_buffer *out)
{
    sg_doubt doubt;
    if (!graph || !sg_issue_doubt(graph, issue, &doubt))
        return;
    sg_buffer_format(out, "      certainty may: %.*s is not for sure, from ",
                     SG_FMT(doubt.type));
    sg_buffer_safe(out, doubt.from ? doubt.from->name : SG_STR("the internet"));
    sg_buffer_text(out, " to ");
    sg_buffer_safe(out, doubt.to->name);
    sg_buffer_char(out, '\n');
}

static void add_decision(const sg_issue *issue, sg_buffer *out)
{
    sg_str outcome = sg_outcome_name(issue->decision.outcome);
    sg_buffer_format(out, "      decision  R%u %.*s: %.*s", issue->decision.rule,
                     SG_FMT(outcome), SG_FMT(issue->decision.reason));
    if (issue->remedy)
        sg_buffer_format(out, " [%.*s %.*s]", SG_FMT(issue->remedy->id),
                         SG_FMT(issue->remedy->action));
    sg_buffer_char(out, '\n');
}

static void add_owner(const sg_issue *issue, sg_buffer *out)
{
    if (!issue->project) {
        sg_buffer_text(out, "      owner     not known: no project matches\n");
        return;
    }
    sg_str environment = sg_environment_name(issue->project->environment);
    sg_buffer_text(out, "      owner     ");
    if (issue->project->owner.length > 0)
        sg_buffer_safe(out, issue->project->owner);
    else
        sg_buffer_text(out, "not known");
    sg_buffer_text(out, " (project ");
    sg_buffer_safe(out, issue->project->name);
    sg_buffer_format(out, ", %.*s)\n", SG_FMT(environment));
}

static void add_issue(const sg_issue *issue, const sg_report_options *options, sg_buffer *out)
{
    sg_buffer_format(out, "%4u  ", issue->score.points);
    add_severity(issue->severity, options->colour, out);
    sg_buffer_format(out, " %-8.*s %.*s  ", SG_FMT(issue->policy->id), SG_ISSUE_ID_HEX,
                     issue->fingerprint);
    add_resource(&issue->resource, out);
    sg_buffer_char(out, '\n');
    if (!options->details)
        return;
    sg_buffer_text(out, "      what      ");
    sg_buffer_safe(out, issue->policy->name);
    sg_buffer_char(out, '\n');
    add_paths(issue, out);
    add_doubt(issue, options->graph, out);
    sg_buffer_text(out, "      score     ");
    sg_score_explain(issue->factors, issue->score, out);
    sg_buffer_char(out, '\n');
    add_owner(issue, out);
    add_decision(issue, out);
}

static void add_steps(const char *head, sg_str text, sg_buffer *out)
{
    sg_str rest = sg_str_trim(text);
    if (rest.length > 0)
        sg_buffer_format(out, "      %s\n", head);
    while (rest.length > 0) {
        sg_str line = sg_str_cut(rest, '\n', &rest);
        sg_buffer_format(out, "                %.*s\n", SG_FMT(line));
    }
}

void sg_report_issue(const sg_issue *issue, const sg_report_options *options, sg_buffer *out)
{
    if (options->format != SG_REPORT_TABLE) {
        sg_report_issue_json(issue, options->graph, out);
        sg_buffer_char(out, '\n');
        return;
    }
    sg_report_options full = *options;
    full.details = true;
    add_issue(issue, &full, out);
    sg_buffer_text(out, "      resource  ");
    sg_buffer_safe(out, issue->resource.id);
    sg_buffer_format(out, "\n      risk      %.*s\n", SG_FMT(issue->policy->risk));
    add_steps("fix", issue->policy->remediation, out);
    add_steps("by the console", issue->policy->console, out);
    add_steps("by the command line", issue->policy->cli, out);
    add_steps("by Terraform", issue->policy->terraform, out);
}

void sg_report_issues(const sg_check *check, const sg_report_options *options, sg_buffer *out)
{
    if (options->format != SG_REPORT_TABLE) {
        sg_report_machine(check, options, out);
        return;
    }
    for (uint32_t i = 0; i < check->issue_count; i++) {
        if (!sg_report_shows(options, check->issues[i]))
            continue;
        add_issue(check->issues[i], options, out);
        if (options->details)
            sg_buffer_char(out, '\n');
    }
}

void sg_report_inputs(const sg_issue *issue, sg_buffer *out)
{
    static const char *const exceptions[] = { "none", "approved", "unverified" };
    static const char *const approvals[] = { "none", "granted", "denied" };
    const sg_decision_input *input = &issue->decision_input;
    sg_str severity = sg_severity_name(input->severity);
    sg_str environment = sg_environment_name(input->environment);
    sg_str mode = sg_change_mode_name(input->mode);
    sg_buffer_format(
        out,
        "      inputs    valid %s, type approved %s, exception %s, severity %.*s,\n"
        "                owner %s, environment %.*s, in catalogue %s, mode %.*s,\n"
        "                approval %s, guard %s\n",
        input->valid ? "yes" : "no", input->type_ok ? "yes" : "no",
        exceptions[input->exception], SG_FMT(severity),
        input->owner_known ? "known" : "missing", SG_FMT(environment),
        input->in_catalogue ? "yes" : "no", SG_FMT(mode), approvals[input->approval],
        input->guard_ok ? "ok" : "not ok");
}

void sg_report_decisions(const sg_check *check, const sg_report_options *options,
                         sg_buffer *out)
{
    if (options->format != SG_REPORT_TABLE) {
        sg_report_machine_decisions(check, options, out);
        return;
    }
    for (uint32_t i = 0; i < check->issue_count; i++) {
        const sg_issue *issue = check->issues[i];
        if (!sg_report_shows(options, issue))
            continue;
        sg_str outcome = sg_outcome_name(issue->decision.outcome);
        sg_buffer_format(out, "%.*s  R%-2u %-15.*s %-8.*s ", SG_ISSUE_ID_HEX,
                         issue->fingerprint, issue->decision.rule, SG_FMT(outcome),
                         SG_FMT(issue->policy->id));
        add_resource(&issue->resource, out);
        sg_buffer_format(out, ": %.*s", SG_FMT(issue->decision.reason));
        if (issue->remedy)
            sg_buffer_format(out, " [%.*s %.*s]", SG_FMT(issue->remedy->id),
                             SG_FMT(issue->remedy->action));
        sg_buffer_char(out, '\n');
        if (options->details)
            sg_report_inputs(issue, out);
    }
}

void sg_report_summary(const sg_check *check, const sg_report_options *options, sg_buffer *out)
{
    uint32_t counts[SG_SEVERITIES] = { 0 }, total = 0;
    for (uint32_t i = 0; i < check->issue_count; i++) {
        if (sg_report_shows(options, check->issues[i])) {
            counts[check->issues[i]->severity]++;
            total++;
        }
    }
    sg_buffer_format(out, "%u issues", total);
    for (int i = SG_SEVERITIES - 1; i >= 0; i--) {
        sg_str name = sg_severity_name((sg_severity)i);
        if (counts[i] > 0)
            sg_buffer_format(out, ", %u %.*s", counts[i], SG_FMT(name));
    }
    sg_buffer_format(out, " from %u policies\n", check->outcome_count);
    for (uint32_t i = 0; i < check->outcome_count; i++)
        if (check->outcomes[i].error.status != SG_OK)
            sg_buffer_format(out, "not evaluated: %.*s: %s\n",
                             SG_FMT(check->outcomes[i].policy->id),
                             check->outcomes[i].error.message);
}
