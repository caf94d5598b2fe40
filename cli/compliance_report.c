/* compliance_report.c - counts first, then accounts and projects, then requirement by requirement. */
#include "cli/compliance_report.h"

#include "cli/table.h"

enum { RULES_SHOWN = 6 }; /* of a requirement, in the table; machines get all */

/* --- for people -------------------------------------------------------------------------------- */
static sg_status add_number(sg_text_table *table, uint32_t number)
{
    sg_buffer text = { .length = 0 };
    sg_buffer_format(&text, "%u", number);
    sg_status status = sg_text_table_add(table, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return status;
}

static void add_share(sg_buffer *out, double share)
{
    if (share < 0)
        sg_buffer_text(out, "-");
    else
        sg_buffer_format(out, "%.0f %%", share * 100);
}

static void add_head(const sg_compliance *compliance, sg_buffer *out)
{
    const sg_framework *framework = compliance->framework;
    const uint32_t *results = compliance->results;
    uint32_t decided = results[SG_COMPLIANCE_PASS] + results[SG_COMPLIANCE_FAIL];
    sg_buffer_format(out, "%.*s %.*s (%.*s)\n", SG_FMT(framework->name),
                     SG_FMT(framework->version), SG_FMT(framework->id));
    sg_buffer_format(out, "  %u requirements:", framework->count);
    for (int i = 0; i < SG_COMPLIANCE_RESULTS; i++)
        sg_buffer_format(out, "%s %u %s", i ? "," : "", results[i],
                         sg_compliance_result_name((sg_compliance_result)i));
    sg_buffer_text(out, "\n  passed ");
    add_share(out, sg_compliance_share(results));
    sg_buffer_format(out, " of what was decided (%u of %u)\n", results[SG_COMPLIANCE_PASS],
                     decided);
    sg_buffer_format(out, "  rules speak to %u of %u requirements (%.0f %%)\n",
                     framework->covered, framework->count,
                     framework->count ? 100.0 * framework->covered / framework->count : 0.0);
}

static sg_status add_part(sg_text_table *table, const sg_compliance_part *part)
{
    static const char none[] = "(no project)";
    sg_buffer text = { .length = 0 };
    sg_buffer_add(&text, part->id);
    sg_buffer_format(
        &text, "%s%.*s", part->id.length ? " " : "",
        SG_FMT(part->name.length || part->id.length ? part->name : sg_str_of(none)));
    sg_status status = sg_text_table_add(table, sg_buffer_str(&text));
    for (int i = 0; status == SG_OK && i < SG_COMPLIANCE_RESULTS; i++)
        status = add_number(table, part->results[i]);
    sg_buffer_clear(&text);
    add_share(&text, sg_compliance_share(part->results));
    if (status == SG_OK)
        status = sg_text_table_add(table, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return status;
}

static sg_status add_parts(const char *head, const sg_compliance_part *parts, uint32_t count,
                           sg_buffer *out)
{
    sg_text_table table = { .columns = SG_COMPLIANCE_RESULTS + 2 };
    if (count == 0)
        return SG_OK;
    sg_status status = sg_text_table_add(&table, sg_str_of(head));
    for (int i = 0; status == SG_OK && i < SG_COMPLIANCE_RESULTS; i++)
        status = sg_text_table_add(
            &table, sg_str_of(sg_compliance_result_name((sg_compliance_result)i)));
    if (status == SG_OK)
        status = sg_text_table_add(&table, SG_STR("passed"));
    for (uint32_t i = 0; status == SG_OK && i < count; i++)
        status = add_part(&table, &parts[i]);
    sg_buffer_char(out, '\n');
    if (status == SG_OK)
        sg_text_table_write(&table, out);
    sg_text_table_free(&table);
    return status;
}

static void add_rules(const sg_requirement *requirement, uint32_t most, sg_buffer *out)
{
    uint32_t count = requirement->rule_count < most ? requirement->rule_count : most;
    for (uint32_t i = 0; i < count; i++)
        sg_buffer_format(out, "%s%.*s", i ? " " : "", SG_FMT(requirement->rules[i]->id));
    if (count < requirement->rule_count)
        sg_buffer_format(out, " and %u more", requirement->rule_count - count);
}

static sg_status add_requirement(sg_text_table *table, const sg_compliance_requirement *row)
{
    sg_buffer rules = { .length = 0 };
    SG_TRY(sg_text_table_add(table, row->requirement->id));
    SG_TRY(sg_text_table_add(table, sg_str_of(sg_compliance_result_name(row->result))));
    SG_TRY(add_number(table, row->resources.fail));
    SG_TRY(add_number(table, row->resources.unknown));
    SG_TRY(add_number(table, row->resources.pass));
    SG_TRY(sg_text_table_add(table, row->requirement->title));
    add_rules(row->requirement, RULES_SHOWN, &rules);
    sg_status status = sg_text_table_add(table, sg_buffer_str(&rules));
    sg_buffer_free(&rules);
    return status;
}

static sg_status add_requirements(const sg_compliance *compliance, sg_buffer *out)
{
    static const char *const heads[] = { "requirement", "result", "failing", "unknown",
                                         "passing",     "title",  "rules" };
    sg_text_table table = { .columns = SG_COUNT(heads) };
    sg_status status = SG_OK;
    for (size_t i = 0; status == SG_OK && i < SG_COUNT(heads); i++)
        status = sg_text_table_add(&table, sg_str_of(heads[i]));
    for (uint32_t i = 0; status == SG_OK && i < compliance->framework->count; i++)
        status = add_requirement(&table, &compliance->requirements[i]);
    sg_buffer_char(out, '\n');
    if (status == SG_OK)
        sg_text_table_write(&table, out);
    sg_text_table_free(&table);
    return status;
}

static sg_status report_table(const sg_compliance *compliance, sg_buffer *out)
{
    add_head(compliance, out);
    SG_TRY(add_parts("account", compliance->accounts, compliance->account_count, out));
    SG_TRY(add_parts("project", compliance->projects, compliance->project_count, out));
    return add_requirements(compliance, out);
}

/* --- for programs ------------------------------------------------------------------------------ */
static void json_text(sg_buffer *out, const char *key, sg_str text)
{
    sg_buffer_format(out, "\"%s\":", key);
    sg_buffer_json_string(out, text);
}

static void json_results(sg_buffer *out, const uint32_t results[SG_COMPLIANCE_RESULTS])
{
    double share = sg_compliance_share(results);
    sg_buffer_text(out, "\"results\":{");
    for (int i = 0; i < SG_COMPLIANCE_RESULTS; i++)
        sg_buffer_format(out, "%s\"%s\":%u", i ? "," : "",
                         sg_compliance_result_name((sg_compliance_result)i), results[i]);
    if (share < 0)
        sg_buffer_text(out, "},\"share\":null");
    else
        sg_buffer_format(out, "},\"share\":%.4f", share);
}

static void json_parts(sg_buffer *out, const char *key, const sg_compliance_part *parts,
                       uint32_t count)
{
    sg_buffer_format(out, ",\"%s\":[", key);
    for (uint32_t i = 0; i < count; i++) {
        sg_buffer_text(out, i ? ",{" : "{");
        json_text(out, "id", parts[i].id);
        sg_buffer_char(out, ',');
        json_text(out, "name", parts[i].name);
        sg_buffer_char(out, ',');
        json_results(out, parts[i].results);
        sg_buffer_char(out, '}');
    }
    sg_buffer_char(out, ']');
}

static void json_tally(sg_buffer *out, const sg_compliance_tally *tally)
{
    sg_buffer_format(out, "\"resources\":{\"fail\":%u,\"unknown\":%u,\"pass\":%u}", tally->fail,
                     tally->unknown, tally->pass);
}

static void json_requirement(const sg_compliance *compliance,
                             const sg_compliance_requirement *row, sg_buffer *out)
{
    const sg_requirement *requirement = row->requirement;
    sg_buffer_char(out, '{');
    json_text(out, "id", requirement->id);
    sg_buffer_char(out, ',');
    json_text(out, "title", requirement->title);
    sg_buffer_char(out, ',');
    json_text(out, "section", requirement->section);
    sg_buffer_format(out, ",\"level\":%lld,", (long long)requirement->level);
    json_text(out, "result", sg_str_of(sg_compliance_result_name(row->result)));
    sg_buffer_char(out, ',');
    json_tally(out, &row->resources);
    sg_buffer_text(out, ",\"rules\":[");
    for (uint32_t i = 0; i < requirement->rule_count; i++) {
        sg_buffer_text(out, i ? "," : "");
        sg_buffer_json_string(out, requirement->rules[i]->id);
    }
    sg_buffer_text(out, "],\"accounts\":[");
    for (uint32_t i = 0; i < compliance->account_count; i++) {
        sg_str result =
            sg_str_of(sg_compliance_result_name((sg_compliance_result)row->by_account[i]));
        sg_buffer_text(out, i ? ",{" : "{");
        json_text(out, "id", compliance->accounts[i].id);
        sg_buffer_char(out, ',');
        json_text(out, "result", result);
        sg_buffer_char(out, ',');
        json_tally(out, &row->resources_by_account[i]);
        sg_buffer_char(out, '}');
    }
    sg_buffer_text(out, "]}");
}

static void report_json(const sg_compliance *compliance, sg_buffer *out)
{
    const sg_framework *framework = compliance->framework;
    sg_buffer_char(out, '{');
    json_text(out, "framework", framework->id);
    sg_buffer_char(out, ',');
    json_text(out, "name", framework->name);
    sg_buffer_char(out, ',');
    json_text(out, "version", framework->version);
    sg_buffer_char(out, ',');
    json_results(out, compliance->results);
    sg_buffer_format(out, ",\"coverage\":{\"requirements\":%u,\"with_rules\":%u}",
                     framework->count, framework->covered);
    json_parts(out, "accounts", compliance->accounts, compliance->account_count);
    json_parts(out, "projects", compliance->projects, compliance->project_count);
    sg_buffer_text(out, ",\"requirements\":[");
    for (uint32_t i = 0; i < framework->count; i++) {
        sg_buffer_text(out, i ? ",\n" : "\n");
        json_requirement(compliance, &compliance->requirements[i], out);
    }
    sg_buffer_text(out, "\n]}\n");
}

static void report_lines(const sg_compliance *compliance, sg_buffer *out)
{
    for (uint32_t i = 0; i < compliance->framework->count; i++) {
        json_requirement(compliance, &compliance->requirements[i], out);
        sg_buffer_char(out, '\n');
    }
}

static void csv_row(const sg_compliance *compliance, const sg_compliance_requirement *row,
                    uint32_t account, sg_buffer *rules, sg_buffer *out)
{
    const sg_requirement *requirement = row->requirement;
    const sg_compliance_tally *tally = &row->resources_by_account[account];
    const sg_str cells[] = {
        compliance->framework->id,
        requirement->id,
        requirement->title,
        compliance->accounts[account].id,
        sg_str_of(sg_compliance_result_name((sg_compliance_result)row->by_account[account])),
    };
    for (size_t i = 0; i < SG_COUNT(cells); i++) {
        sg_buffer_text(out, i ? "," : "");
        sg_buffer_csv_cell(out, cells[i]);
    }
    sg_buffer_format(out, ",%u,%u,%u,", tally->fail, tally->unknown, tally->pass);
    sg_buffer_clear(rules);
    add_rules(requirement, UINT32_MAX, rules);
    sg_buffer_csv_cell(out, sg_buffer_str(rules));
    sg_buffer_text(out, "\r\n");
}

static sg_status report_csv(const sg_compliance *compliance, sg_buffer *out)
{
    sg_buffer rules = { .length = 0 };
    sg_buffer_text(out, "framework,requirement,title,account,result,failing,unknown,passing,"
                        "rules\r\n");
    for (uint32_t i = 0; i < compliance->framework->count; i++)
        for (uint32_t account = 0; account < compliance->account_count; account++)
            csv_row(compliance, &compliance->requirements[i], account, &rules, out);
    sg_status status = rules.status;
    sg_buffer_free(&rules);
    return status;
}

sg_status sg_compliance_report(const sg_compliance *compliance, sg_report_format format,
                               sg_buffer *out)
{
    sg_status status = SG_OK;
    switch (format) {
    case SG_REPORT_TABLE:
        status = report_table(compliance, out);
        break;
    case SG_REPORT_JSON:
        report_json(compliance, out);
        break;
    case SG_REPORT_JSONL:
        report_lines(compliance, out);
        break;
    case SG_REPORT_CSV:
        status = report_csv(compliance, out);
        break;
    }
    return status != SG_OK ? status : out->status;
}
