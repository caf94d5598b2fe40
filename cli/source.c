/* source.c - graphs from snapshots and folders, with a progress line where a person waits. */
#define _POSIX_C_SOURCE 200809L
#include "cli/source.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "engine/base/clock.h"
#include "engine/snapshot.h"

enum { PATIENCE = 1000000000 }; /* nanoseconds before progress is shown */

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

/* What was read and could not be; nothing of it stops the rest. */
static void tell_report(const sg_ingest_report *report)
{
    const sg_coverage_summary *coverage = &report->coverage;
    sg_note("loaded %zu files of %u accounts: %u nodes, %u relationships", report->mapped,
            coverage->accounts, report->nodes, report->relationships);
    if (report->failed + report->unmapped + report->unrecognised > 0)
        sg_note(
            "%zu files could not be read, %zu are of calls that no table maps, %zu are of no "
            "known kind; see `secgraph coverage`",
            report->failed, report->unmapped, report->unrecognised);
}

int sg_source_load(const char *const *paths, size_t count, unsigned threads, sg_graph **out)
{
    progress state = { .start = sg_clock_monotonic(), .terminal = isatty(STDERR_FILENO) };
    sg_ingest_options options = { .threads = threads,
                                  .progress = show_progress,
                                  .progress_state = &state };
    sg_ingest_report report = { .files = 0 };
    sg_error err = { .status = SG_OK };
    if (sg_ingest_load(paths, count, &options, out, &report, &err) != SG_OK)
        return sg_tell(&err, NULL);
    tell_report(&report);
    return SG_EXIT_OK;
}

int sg_source_open(const char *path, unsigned threads, sg_graph **out)
{
    sg_error err = { .status = SG_OK };
    if (!sg_snapshot_recognise(path))
        return sg_source_load(&path, 1, threads, out);
    if (sg_snapshot_open(path, out, &err) != SG_OK)
        return sg_tell(&err, NULL);
    return SG_EXIT_OK;
}

int sg_source_coverage(const sg_graph *graph, sg_coverage **out)
{
    sg_error err = { .status = SG_OK };
    return sg_coverage_of(graph, out, &err) == SG_OK ? SG_EXIT_OK : sg_tell(&err, NULL);
}
