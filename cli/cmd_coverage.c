/* cmd_coverage.c - secgraph coverage: what was asked, what was answered, and what nobody asked. */
#include "cli/command.h"
#include "cli/format.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>

typedef struct {
    const char *graph, *format, *account;
    bool all, allow_partial;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "graph",         'g', SG_OPTION_NEEDED, offsetof(settings, graph),         "SOURCE", "snapshot, or folder of inventory" },
    { "format",        'f', SG_OPTION_TEXT,   offsetof(settings, format),        "FORMAT", "table (default), json, jsonl, csv" },
    { "account",       0,   SG_OPTION_TEXT,   offsetof(settings, account),       "NUMBER", "only this account" },
    { "all",           0,   SG_OPTION_FLAG,   offsetof(settings, all),           NULL,     "table: also what is complete" },
    { "allow-partial", 0,   SG_OPTION_FLAG,   offsetof(settings, allow_partial), NULL,     "exit 0 also when coverage is incomplete" },
};
/* clang-format on */
static const char footer[] =
    "Exit code 4 when a call was denied, failed, could be read only in part, or is expected of "
    "a\n"
    "complete inventory and was not collected.  Machine formats always give every row.\n";

enum { COLUMNS = 9, FIRST_NUMBER = 4, NUMBERS = 3, NUMBER_BYTES = 16 };
static const char *const names[COLUMNS] = {
    "account", "region", "call", "status", "files", "items", "problems", "file", "message",
};

typedef struct {
    sg_str cells[COLUMNS];
    char numbers[NUMBERS][NUMBER_BYTES];
} row_cells;

static void fill_cells(const sg_coverage_row *row, row_cells *out)
{
    const uint32_t numbers[NUMBERS] = { row->files, row->items, row->problems };
    const sg_str texts[COLUMNS] = {
        [0] = row->account, [1] = row->region,
        [2] = row->call,    [3] = sg_str_of(sg_coverage_status_name(row->status)),
        [7] = row->file,    [8] = row->message,
    };
    for (size_t i = 0; i < COLUMNS; i++)
        out->cells[i] = texts[i];
    for (size_t i = 0; i < NUMBERS; i++) {
        snprintf(out->numbers[i], NUMBER_BYTES, "%u", numbers[i]);
        out->cells[FIRST_NUMBER + i] = sg_str_of(out->numbers[i]);
    }
}

static bool is_number(size_t column)
{
    return column >= FIRST_NUMBER && column < FIRST_NUMBER + NUMBERS;
}

static void add_object(const sg_coverage_row *row, const row_cells *cells, sg_buffer *out)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        sg_buffer_format(out, "%s\"%s\":", i ? "," : "{", names[i]);
        if (is_number(i))
            sg_buffer_add(out, cells->cells[i]);
        else
            sg_buffer_json_string(out, cells->cells[i]);
    }
    sg_buffer_format(out, ",\"expected\":%s,\"mapped\":%s}", row->expected ? "true" : "false",
                     row->mapped ? "true" : "false");
}

static void add_csv(const row_cells *cells, sg_buffer *out)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        sg_buffer_text(out, i ? "," : "");
        if (is_number(i))
            sg_buffer_add(out, cells->cells[i]);
        else
            sg_buffer_csv_cell(out, cells->cells[i]);
    }
    sg_buffer_text(out, "\r\n");
}

static void add_summary(const sg_coverage *coverage, sg_buffer *out)
{
    sg_coverage_summary summary = sg_coverage_summarise(coverage);
    sg_buffer_format(out, "%u accounts, %u files, %u problems; calls:", summary.accounts,
                     summary.files, summary.problems);
    for (int i = SG_COVERAGE_COMPLETE; i <= SG_COVERAGE_NOT_COLLECTED; i++)
        sg_buffer_format(out, "%s %u %s", i ? "," : "", summary.rows[i],
                         sg_coverage_status_name((sg_coverage_status)i));
    if (summary.resources > 0)
        sg_buffer_format(out, "; %u of %u answers about single resources", summary.told,
                         summary.resources);
    sg_buffer_text(out, summary.complete ? "; complete\n" : "; incomplete\n");
}

static bool shows(const settings *wanted, const sg_coverage_row *row)
{
    return !wanted->account || sg_str_equal(row->account, sg_str_of(wanted->account));
}

static sg_status add_table(const sg_coverage *coverage, const settings *wanted, sg_buffer *out)
{
    sg_text_table table = { .columns = COLUMNS };
    sg_status status = SG_OK;
    bool any = false;
    for (size_t i = 0; status == SG_OK && i < COLUMNS; i++)
        status = sg_text_table_add(&table, sg_str_of(names[i]));
    for (size_t i = 0; status == SG_OK && i < sg_coverage_rows(coverage); i++) {
        const sg_coverage_row *row = sg_coverage_at(coverage, i);
        row_cells cells;
        if (!shows(wanted, row) ||
            (!wanted->all && row->status == SG_COVERAGE_COMPLETE && !sg_coverage_is_short(row)))
            continue;
        any = true;
        fill_cells(row, &cells);
        for (size_t column = 0; status == SG_OK && column < COLUMNS; column++)
            status = sg_text_table_add(&table, cells.cells[column]);
    }
    if (status == SG_OK && any)
        sg_text_table_write(&table, out);
    sg_text_table_free(&table);
    add_summary(coverage, out);
    return status;
}

static void add_rows(const sg_coverage *coverage, const settings *wanted,
                     sg_report_format format, sg_buffer *out)
{
    const char *separator = "\n";
    if (format == SG_REPORT_CSV) {
        for (size_t i = 0; i < COLUMNS; i++)
            sg_buffer_format(out, "%s\"%s\"", i ? "," : "", names[i]);
        sg_buffer_text(out, "\r\n");
    } else if (format == SG_REPORT_JSON) {
        sg_buffer_char(out, '[');
    }
    for (size_t i = 0; i < sg_coverage_rows(coverage); i++) {
        const sg_coverage_row *row = sg_coverage_at(coverage, i);
        row_cells cells;
        if (!shows(wanted, row))
            continue;
        fill_cells(row, &cells);
        if (format == SG_REPORT_JSON)
            sg_buffer_text(out, separator);
        if (format == SG_REPORT_CSV)
            add_csv(&cells, out);
        else
            add_object(row, &cells, out);
        sg_buffer_text(out, format == SG_REPORT_JSONL ? "\n" : "");
        separator = ",\n";
    }
    sg_buffer_text(out, format == SG_REPORT_JSON ? "\n]\n" : "");
}

static int report(const sg_coverage *coverage, const settings *wanted, sg_report_format format)
{
    sg_buffer out = { .length = 0 };
    bool complete = sg_coverage_summarise(coverage).complete;
    if (format != SG_REPORT_TABLE) {
        add_rows(coverage, wanted, format, &out);
    } else if (add_table(coverage, wanted, &out) != SG_OK) {
        sg_buffer_free(&out);
        sg_note("out of memory");
        return SG_EXIT_RUNTIME;
    }
    int code = sg_emit(&out, NULL);
    if (code == SG_EXIT_OK && !complete && !wanted->allow_partial)
        code = SG_EXIT_INCOMPLETE;
    return code;
}

int sg_command_coverage(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .graph = NULL };
    sg_report_format format;
    sg_graph *graph = NULL;
    sg_coverage *coverage = NULL;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, NULL);
    if (code >= 0)
        return code;
    if (!sg_format_read(wanted.format, &format))
        return SG_EXIT_USAGE;
    code = sg_source_open_lazily(wanted.graph, 0, &graph);
    if (code == SG_EXIT_OK)
        code = sg_source_coverage(graph, &coverage);
    if (code == SG_EXIT_OK)
        code = sg_source_believed(graph);
    if (code == SG_EXIT_OK)
        code = report(coverage, &wanted, format);
    sg_coverage_free(coverage);
    sg_graph_free(graph);
    return code;
}
