/* state_list.c - the issues that a state file knows, in every format. */
#include "cli/state.h"

#include <stdio.h>

#include "cli/command.h"
#include "cli/table.h"
#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "policies/store.h"

typedef struct {
    const sg_report_options *filters;
    sg_str prefix;
    bool all;
    uint32_t shown;
    sg_text_table table;
    sg_buffer out;
} listing;

static bool shows(const listing *self, const sg_store_issue *issue)
{
    const sg_report_options *filters = self->filters;
    if (self->prefix.length > 0)
        return sg_str_starts(issue->fingerprint, self->prefix);
    return (self->all || !issue->resolved) && issue->severity >= filters->least &&
           (filters->policy.length == 0 || sg_str_equal_fold(filters->policy, issue->policy)) &&
           (filters->account.length == 0 || sg_str_equal(filters->account, issue->account)) &&
           (filters->project.length == 0 || sg_str_equal(filters->project, issue->project));
}

/* What is listed of an issue, in every format: one row a column. */
enum { COLUMNS = 16, NUMBER_BYTES = 24 };
static const char *const names[COLUMNS] = {
    "id",         "state",     "stale",       "severity", "risk_score", "policy",
    "resource",   "type",      "name",        "account",  "region",     "project",
    "first_seen", "last_seen", "resolved_at", "reopened",
};
static const bool in_table[COLUMNS] = {
    [0] = true, [1] = true, [2] = true,  [3] = true,  [4] = true, [5] = true,
    [8] = true, [9] = true, [12] = true, [13] = true, [15] = true
};
enum { SCORE = 4, STALE = 2, REOPENED = 15 };

typedef struct {
    sg_str cells[COLUMNS];
    char score[NUMBER_BYTES], reopened[NUMBER_BYTES], first[21], last[21], resolved[21];
} issue_cells;

static void fill_cells(const sg_store_issue *issue, issue_cells *out)
{
    sg_time_format(issue->first_seen, out->first);
    sg_time_format(issue->last_seen, out->last);
    out->resolved[0] = '\0';
    if (issue->resolved_at > 0)
        sg_time_format(issue->resolved_at, out->resolved);
    snprintf(out->score, sizeof out->score, "%u", issue->score);
    snprintf(out->reopened, sizeof out->reopened, "%u", issue->reopened);
    const sg_str cells[COLUMNS] = {
        sg_str_slice(issue->fingerprint, 0, SG_ISSUE_ID_HEX),
        issue->resolved ? SG_STR("RESOLVED") : SG_STR("OPEN"),
        issue->stale ? SG_STR("true") : SG_STR("false"),
        sg_severity_name(issue->severity),
        sg_str_of(out->score),
        issue->policy,
        issue->resource,
        issue->type,
        issue->name,
        issue->account,
        issue->region,
        issue->project,
        sg_str_of(out->first),
        sg_str_of(out->last),
        sg_str_of(out->resolved),
        sg_str_of(out->reopened),
    };
    for (size_t i = 0; i < COLUMNS; i++)
        out->cells[i] = cells[i];
}

static void add_object(listing *self, const issue_cells *row)
{
    bool array = self->filters->format == SG_REPORT_JSON && self->prefix.length == 0;
    if (array)
        sg_buffer_text(&self->out, self->shown > 0 ? ",\n" : "\n");
    for (size_t i = 0; i < COLUMNS; i++) {
        bool bare = i == SCORE || i == REOPENED || i == STALE;
        sg_buffer_format(&self->out, "%s\"%s\":", i ? "," : "{", names[i]);
        if (bare)
            sg_buffer_add(&self->out, row->cells[i]);
        else
            sg_buffer_json_string(&self->out, row->cells[i]);
    }
    sg_buffer_text(&self->out, array ? "}" : "}\n");
}

static void add_csv(listing *self, const issue_cells *row)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        sg_buffer_text(&self->out, i ? "," : "");
        sg_buffer_csv_cell(&self->out, row->cells[i]);
    }
    sg_buffer_text(&self->out, "\r\n");
}

static sg_status add_table_row(listing *self, const issue_cells *row)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (in_table[i])
            SG_TRY(sg_text_table_add(&self->table, row->cells[i]));
    return SG_OK;
}

static sg_status add_issue(void *user, const sg_store_issue *issue)
{
    listing *self = user;
    issue_cells row;
    sg_status status = SG_OK;
    if (!shows(self, issue))
        return SG_OK;
    fill_cells(issue, &row);
    if (self->filters->format == SG_REPORT_TABLE)
        status = add_table_row(self, &row);
    else if (self->filters->format == SG_REPORT_CSV)
        add_csv(self, &row);
    else
        add_object(self, &row);
    self->shown++;
    return status;
}

static sg_status begin(listing *self)
{
    issue_cells head = { .score = "" };
    for (size_t i = 0; i < COLUMNS; i++) {
        head.cells[i] = sg_str_of(names[i]);
        self->table.columns += in_table[i];
    }
    if (self->filters->format == SG_REPORT_CSV)
        add_csv(self, &head);
    else if (self->filters->format == SG_REPORT_JSON && self->prefix.length == 0)
        sg_buffer_char(&self->out, '[');
    return add_table_row(self, &head);
}

static int end(listing *self)
{
    if (self->filters->format == SG_REPORT_TABLE)
        sg_text_table_write(&self->table, &self->out);
    else if (self->filters->format == SG_REPORT_JSON && self->prefix.length == 0)
        sg_buffer_text(&self->out, "\n]\n");
    if (self->prefix.length == 0 || self->shown == 1)
        return sg_emit(&self->out, NULL);
    sg_note(self->shown == 0 ? "no issue begins with `%.*s`"
                             : "more than one issue begins with `%.*s`",
            SG_FMT(self->prefix));
    return SG_EXIT_USAGE;
}

int sg_state_list(const char *path, const sg_report_options *filters, sg_str prefix, bool all)
{
    listing self = { .filters = filters, .prefix = prefix, .all = all };
    sg_error err = { .status = SG_OK };
    sg_store *store = NULL;
    int code = SG_EXIT_OK;
    if (!sg_file_exists(path)) {
        sg_note("there is no state file `%s`; `secgraph check --state` makes one", path);
        return SG_EXIT_USAGE;
    }
    sg_status status = sg_store_open(path, &store, &err);
    if (status == SG_OK)
        status = begin(&self);
    if (status == SG_OK)
        status = sg_store_each(store, add_issue, &self, &err);
    if (status == SG_OK) {
        code = end(&self);
    } else {
        if (err.status == SG_OK)
            sg_fail_memory(&err);
        code = sg_tell(&err, NULL);
    }
    sg_store_close(store);
    sg_text_table_free(&self.table);
    sg_buffer_free(&self.out);
    return code;
}
