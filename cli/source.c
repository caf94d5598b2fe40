/* source.c - graphs from snapshots and folders, with a progress line where a person waits. */
#define _POSIX_C_SOURCE 200809L
#include "cli/source.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/import.h"
#include "engine/base/clock.h"
#include "engine/base/pages.h"
#include "engine/snapshot.h"

enum {
    PATIENCE = 1000000000, /* nanoseconds before progress is shown */
    PROBLEMS_TOLD = 20,
};

typedef struct {
    uint64_t start;
    bool terminal;
} progress;

static void show_progress(void *state, size_t done, size_t total)
{
    progress *self = state;
    if (!self->terminal || sg_clock_monotonic() - self->start < PATIENCE)
        return;
    fprintf(stderr, "\rloading: %zu of %zu files", done, total);
    if (done == total)
        fputc('\n', stderr);
    fflush(stderr);
}

static void tell_problem(const sg_coverage_row *row)
{
    sg_buffer line = { .length = 0 };
    sg_buffer_safe(&line, row->file);
    sg_buffer_text(&line, row->file.length > 0 && row->message.length > 0 ? ": " : "");
    sg_buffer_safe(&line, row->message);
    sg_buffer_format(&line, " (%.*s %s", SG_FMT(row->call),
                     sg_coverage_status_name(row->status));
    if (row->problems > 1)
        sg_buffer_format(&line, ", %u problems", row->problems);
    sg_buffer_char(&line, ')');
    sg_note("warning: %s", line.bytes ? line.bytes : "");
    sg_buffer_free(&line);
}

/* What could not be read, each with its file; nothing of it stops the rest. */
static void tell_problems(const sg_graph *graph)
{
    sg_coverage *coverage = NULL;
    size_t told = 0, kept_back = 0;
    if (sg_coverage_of(graph, &coverage, NULL) != SG_OK)
        return;
    for (size_t i = 0; i < sg_coverage_rows(coverage); i++) {
        const sg_coverage_row *row = sg_coverage_at(coverage, i);
        if (row->problems == 0)
            continue;
        if (told < PROBLEMS_TOLD)
            tell_problem(row);
        *(told < PROBLEMS_TOLD ? &told : &kept_back) += 1;
    }
    if (kept_back > 0)
        sg_note("warning: and %zu more; see `secgraph coverage`", kept_back);
    sg_coverage_free(coverage);
}

static void tell_report(const sg_ingest_report *report)
{
    const sg_coverage_summary *coverage = &report->coverage;
    sg_note("loaded %zu of %zu files, %u accounts: %u nodes, %u relationships", report->mapped,
            report->files, coverage->accounts, report->nodes, report->relationships);
    if (report->unmapped + report->unrecognised > 0)
        sg_note("%zu files answer calls that no table maps, %zu are of no known kind",
                report->unmapped, report->unrecognised);
}

int sg_source_load(const char *const *paths, size_t count, const char *beside, unsigned threads,
                   sg_graph **out)
{
    progress state = { .start = sg_clock_monotonic(), .terminal = isatty(STDERR_FILENO) };
    sg_ingest_options options = { .threads = threads,
                                  .beside = beside,
                                  .progress = show_progress,
                                  .progress_state = &state };
    sg_ingest_report report = { .files = 0 };
    sg_error err = { .status = SG_OK };
    if (sg_ingest_load(paths, count, &options, out, &report, &err) != SG_OK)
        return sg_tell(&err, NULL);
    tell_report(&report);
    tell_problems(*out);
    return SG_EXIT_OK;
}

typedef sg_status open_snapshot(const char *path, sg_graph **out, sg_error *err);

static int load_source(const char *path, unsigned threads, sg_graph **out)
{
    sg_import_options import = { .threads = threads };
    sg_import_kind kind = sg_import_recognise(&path, 1, &import);

    return kind == SG_IMPORT_NOTHING ? sg_source_load(&path, 1, NULL, threads, out)
                                     : sg_import_load(kind, &path, 1, &import, out);
}

/* What comes next are questions. */
static int open_source(const char *path, unsigned threads, open_snapshot *open, sg_graph **out)
{
    sg_error err = { .status = SG_OK };
    int code = SG_EXIT_OK;

    if (!sg_snapshot_recognise(path))
        code = load_source(path, threads, out);
    else if (open(path, out, &err) != SG_OK)
        code = sg_tell(&err, NULL);
    sg_pages_keep();
    return code;
}

int sg_source_open(const char *path, unsigned threads, sg_graph **out)
{
    return open_source(path, threads, sg_snapshot_open, out);
}

int sg_source_open_lazily(const char *path, unsigned threads, sg_graph **out)
{
    return open_source(path, threads, sg_snapshot_open_lazily, out);
}

int sg_source_believed(const sg_graph *graph)
{
    sg_error err = { .status = SG_OK };
    return sg_snapshot_damage(graph, &err) == SG_OK ? SG_EXIT_OK : sg_tell(&err, NULL);
}

int sg_source_coverage(const sg_graph *graph, sg_coverage **out)
{
    sg_error err = { .status = SG_OK };
    return sg_coverage_of(graph, out, &err) == SG_OK ? SG_EXIT_OK : sg_tell(&err, NULL);
}

bool sg_coverage_row_is_broken(const sg_coverage_row *row)
{
    return row->status == SG_COVERAGE_DENIED || row->status == SG_COVERAGE_FAILED ||
           row->status == SG_COVERAGE_PARTIAL;
}

int sg_source_readable(const sg_graph *graph)
{
    sg_coverage *coverage = NULL;
    int code = sg_source_coverage(graph, &coverage);
    if (code != SG_EXIT_OK)
        return code;
    sg_coverage_summary summary = sg_coverage_summarise(coverage);
    sg_coverage_free(coverage);
    if (summary.accounts > 0 || summary.rows[SG_COVERAGE_FAILED] == 0)
        return SG_EXIT_OK;
    sg_note("nothing of the source could be read: there is nothing to ask");
    return SG_EXIT_INCOMPLETE;
}

int sg_source_verdict(const sg_graph *graph, bool allow_partial)
{
    sg_coverage *coverage = NULL;
    int code = sg_source_coverage(graph, &coverage);
    if (code != SG_EXIT_OK)
        return code;
    sg_coverage_summary summary = sg_coverage_summarise(coverage);
    uint32_t denied = summary.rows[SG_COVERAGE_DENIED];
    uint32_t failed = summary.rows[SG_COVERAGE_FAILED];
    uint32_t partial = summary.rows[SG_COVERAGE_PARTIAL];
    uint32_t missing = summary.rows[SG_COVERAGE_NOT_COLLECTED];
    sg_coverage_free(coverage);
    if (missing > 0)
        sg_note("%u expected calls were not collected: what they would show is not known",
                missing);
    if (denied + failed + partial == 0)
        return SG_EXIT_OK;
    sg_note("coverage is incomplete: %u calls denied, %u failed, %u partial; see `secgraph "
            "coverage`",
            denied, failed, partial);
    return allow_partial ? SG_EXIT_OK : SG_EXIT_INCOMPLETE;
}
