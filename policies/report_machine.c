/* report_machine.c - one JSON object an issue; CSV with a fixed header (RFC 4180). */
#include "policies/report_machine.h"

#include "policies/certainty.h"

static void add_text(sg_buffer *out, const char *key, sg_str value)
{
    sg_buffer_format(out, ",\"%s\":", key);
    sg_buffer_json_string(out, value);
}

static void add_resource(const sg_resource *resource, sg_buffer *out)
{
    sg_buffer_text(out, "{\"uid\":");
    sg_buffer_json_string(out, resource->id);
    add_text(out, "type", resource->type);
    add_text(out, "name", resource->name);
    add_text(out, "account", resource->account);
    add_text(out, "region", resource->region);
    sg_buffer_char(out, '}');
}

static void add_decision(const sg_issue *issue, sg_buffer *out)
{
    const sg_decision_input *input = &issue->decision_input;
    static const char *const exceptions[] = { "none", "approved", "unverified" };
    static const char *const approvals[] = { "none", "granted", "denied" };
    sg_buffer_format(out, "{\"rule\":\"R%u\"", issue->decision.rule);
    add_text(out, "outcome", sg_outcome_name(issue->decision.outcome));
    add_text(out, "reason", issue->decision.reason);
    add_text(out, "remedy", issue->remedy ? issue->remedy->id : SG_STR(""));
    add_text(out, "action", issue->remedy ? issue->remedy->action : SG_STR(""));
    sg_buffer_format(out, ",\"inputs\":{\"valid\":%s,\"type_ok\":%s,\"exception\":\"%s\"",
                     input->valid ? "true" : "false", input->type_ok ? "true" : "false",
                     exceptions[input->exception]);
    add_text(out, "severity", sg_severity_name(input->severity));
    sg_buffer_format(out, ",\"owner\":\"%s\"", input->owner_known ? "known" : "missing");
    add_text(out, "environment", sg_environment_name(input->environment));
    sg_buffer_format(out, ",\"catalogue\":%s", input->in_catalogue ? "true" : "false");
    add_text(out, "mode", sg_change_mode_name(input->mode));
    sg_buffer_format(out, ",\"approval\":\"%s\",\"guard\":%s}}", approvals[input->approval],
                     input->guard_ok ? "true" : "false");
}

static void add_paths(const sg_issue *issue, sg_buffer *out)
{
    sg_buffer_format(out, ",\"path_count\":%u,\"paths\":[", issue->path_count);
    for (uint32_t i = 0; i < issue->paths_kept; i++) {
        sg_buffer_text(out, i ? ",[" : "[");
        for (uint32_t hop = 0; hop < issue->paths[i].count; hop++) {
            sg_buffer_text(out, hop ? "," : "");
            add_resource(&issue->paths[i].hops[hop], out);
        }
        sg_buffer_char(out, ']');
    }
    sg_buffer_char(out, ']');
}

static void add_certainty(const sg_issue *issue, const sg_graph *graph, sg_buffer *out)
{
    sg_doubt doubt;
    if (!graph)
        return;
    if (!sg_issue_doubt(graph, issue, &doubt)) {
        add_text(out, "certainty", SG_STR("must"));
        return;
    }
    add_text(out, "certainty", SG_STR("may"));
    sg_buffer_text(out, ",\"doubt\":{\"from\":");
    sg_buffer_json_string(out, doubt.from ? doubt.from->id : SG_STR("internet"));
    add_text(out, "to", doubt.to->id);
    add_text(out, "type", doubt.type);
    sg_buffer_char(out, '}');
}

void sg_report_issue_json(const sg_issue *issue, const sg_graph *graph, sg_buffer *out)
{
    sg_buffer terms = { .length = 0 };
    sg_score_explain(issue->factors, issue->score, &terms);
    sg_buffer_format(out, "{\"id\":\"%.*s\",\"fingerprint\":\"%s\"", SG_ISSUE_ID_HEX,
                     issue->fingerprint, issue->fingerprint);
    add_text(out, "policy", issue->policy->id);
    add_text(out, "title", issue->policy->name);
    add_text(out, "severity", sg_severity_name(issue->severity));
    sg_buffer_format(out, ",\"risk_score\":%u", issue->score.points);
    add_text(out, "score", sg_buffer_str(&terms));
    sg_buffer_text(out, ",\"resource\":");
    add_resource(&issue->resource, out);
    add_text(out, "project", issue->project ? issue->project->name : SG_STR(""));
    add_text(out, "owner", issue->project ? issue->project->owner : SG_STR(""));
    add_paths(issue, out);
    add_certainty(issue, graph, out);
    sg_buffer_text(out, ",\"decision\":");
    add_decision(issue, out);
    add_text(out, "risk", issue->policy->risk);
    add_text(out, "remediation", issue->policy->remediation);
    sg_buffer_char(out, '}');
    sg_buffer_free(&terms);
}

static void decision_json(const sg_issue *issue, const sg_graph *graph, sg_buffer *out)
{
    sg_buffer_format(out, "{\"issue\":\"%.*s\"", SG_ISSUE_ID_HEX, issue->fingerprint);
    add_text(out, "policy", issue->policy->id);
    sg_buffer_text(out, ",\"resource\":");
    add_resource(&issue->resource, out);
    add_certainty(issue, graph, out);
    sg_buffer_text(out, ",\"decision\":");
    add_decision(issue, out);
    sg_buffer_char(out, '}');
}

static void add_cell(sg_buffer *out, sg_str text, bool first)
{
    sg_buffer_text(out, first ? "" : ",");
    sg_buffer_csv_cell(out, text);
}

static void add_number_cell(sg_buffer *out, unsigned number)
{
    sg_buffer_format(out, ",%u", number);
}

static void issue_csv(const sg_issue *issue, const sg_graph *graph, sg_buffer *out)
{
    sg_doubt doubt;
    add_cell(out, (sg_str){ issue->fingerprint, SG_ISSUE_ID_HEX }, true);
    add_cell(out, issue->policy->id, false);
    add_cell(out, issue->policy->name, false);
    add_cell(out, sg_severity_name(issue->severity), false);
    add_number_cell(out, issue->score.points);
    add_cell(out, issue->resource.id, false);
    add_cell(out, issue->resource.type, false);
    add_cell(out, issue->resource.name, false);
    add_cell(out, issue->resource.account, false);
    add_cell(out, issue->resource.region, false);
    add_cell(out, issue->project ? issue->project->name : SG_STR(""), false);
    add_cell(out, issue->project ? issue->project->owner : SG_STR(""), false);
    add_number_cell(out, issue->decision.rule);
    add_cell(out, sg_outcome_name(issue->decision.outcome), false);
    add_cell(out, issue->decision.reason, false);
    add_cell(out,
             !graph                                 ? SG_STR("")
             : sg_issue_doubt(graph, issue, &doubt) ? SG_STR("may")
                                                    : SG_STR("must"),
             false);
    sg_buffer_text(out, "\r\n");
}

typedef void write_issue(const sg_issue *issue, const sg_graph *graph, sg_buffer *out);

static void write_all(const sg_check *check, const sg_report_options *options,
                      write_issue *write, sg_buffer *out)
{
    bool array = options->format == SG_REPORT_JSON;
    bool first = true;
    if (array)
        sg_buffer_char(out, '[');
    for (uint32_t i = 0; i < check->issue_count; i++) {
        if (!sg_report_shows(options, check->issues[i]))
            continue;
        if (array)
            sg_buffer_text(out, first ? "\n" : ",\n");
        write(check->issues[i], options->graph, out);
        if (options->format == SG_REPORT_JSONL)
            sg_buffer_char(out, '\n');
        first = false;
    }
    if (array)
        sg_buffer_text(out, "\n]\n");
}

void sg_report_machine(const sg_check *check, const sg_report_options *options, sg_buffer *out)
{
    if (options->format == SG_REPORT_CSV) {
        sg_buffer_text(out,
                       "id,policy,title,severity,risk_score,resource,type,name,account,region,"
                       "project,owner,rule,outcome,reason,certainty\r\n");
        write_all(check, options, issue_csv, out);
        return;
    }
    write_all(check, options, sg_report_issue_json, out);
}

void sg_report_machine_decisions(const sg_check *check, const sg_report_options *options,
                                 sg_buffer *out)
{
    if (options->format == SG_REPORT_CSV)
        sg_report_machine(check, options, out);
    else
        write_all(check, options, decision_json, out);
}
