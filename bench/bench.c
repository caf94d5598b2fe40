/* bench.c - time a row and print it. */
#include "bench/bench.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"

enum { MOST_RUNS = 1001, LEAST_RUNS = 3, USUAL_SECONDS = 2 };

extern char **environ;

static int by_size(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

bool sg_bench_wanted(const sg_bench *bench, const char *name)
{
    return !bench->only || strncmp(bench->only, name, strlen(bench->only)) == 0;
}

void sg_bench_heading(const char *text)
{
    printf("\n%s\n", text);
}

void sg_bench_failure(sg_bench *bench, const char *name, const char *why)
{
    printf("%-26s FAILED: %s\n", name, why);
    bench->failed = true;
}

static void begin_object(sg_bench *bench, const char *name)
{
    fprintf(bench->file, "%s\n {\"name\": \"%s\"", bench->begun ? "," : "", name);
    bench->begun = true;
}

static void remember(sg_bench *bench, const char *name, sg_bench_past past)
{
    if (bench->point_count == SG_BENCH_POINTS_MOST)
        return;
    snprintf(past.name, sizeof past.name, "%s", name);
    past.edges = bench->edges;
    bench->points[bench->point_count++] = past;
}

void sg_bench_figure(sg_bench *bench, const char *name, double figure, const char *unit)
{
    printf("%-26s %12.2f %s\n", name, figure, unit);
    remember(bench, name, (sg_bench_past){ .figure = figure });
    if (!bench->file)
        return;
    begin_object(bench, name);
    fprintf(bench->file, ", \"figure\": %.6g, \"unit\": \"%s\"}", figure, unit);
}

static void write_results(sg_bench *bench, const sg_bench_row *row)
{
    sg_buffer text = { 0 };
    sg_buffer_text(&text, ", \"result\": [");
    for (size_t i = 0; i < row->result_count; i++) {
        if (i > 0)
            sg_buffer_text(&text, ", ");
        sg_buffer_json_string(&text, row->results[i]);
    }
    sg_buffer_char(&text, ']');
    fwrite(text.bytes, 1, text.length, bench->file);
    sg_buffer_free(&text);
}

const sg_bench_past *sg_bench_last(const sg_bench *bench, const char *name)
{
    for (unsigned i = bench->point_count; i-- > 0;)
        if (strcmp(bench->points[i].name, name) == 0)
            return &bench->points[i];
    return NULL;
}

void sg_bench_growth(const sg_bench *bench)
{
    bool headed = false;
    for (unsigned i = 0; i < bench->point_count; i++) {
        const sg_bench_past *small = &bench->points[i], *large = NULL;
        for (unsigned k = i + 1; k < bench->point_count; k++)
            if (strcmp(small->name, bench->points[k].name) == 0 &&
                bench->points[k].edges > small->edges)
                large = &bench->points[k];
        bool smallest = small->edges > 0 && small->median > 0;
        for (unsigned k = 0; k < i; k++)
            smallest = smallest && strcmp(small->name, bench->points[k].name) != 0;
        if (!large || !smallest)
            continue;
        if (!headed)
            sg_bench_heading(
                "growth; 1.00: the time grows as the relationships do, below: less");
        headed = true;
        double grown = large->median / small->median;
        double edges = (double)large->edges / (double)small->edges;
        printf("%-26s %8.1f x with %6.1f x relationships: %6.2f\n", small->name, grown, edges,
               grown / edges);
    }
}

static void print(sg_bench *bench, const sg_bench_row *row, sg_bench_time time,
                  uint64_t counted)
{
    double rate = time.median > 0 ? (double)counted / (time.median / 1e3) : 0;
    printf("%-26s %5u runs  first %10.3f  p50 %10.3f  p99 %10.3f ms %11llu %-6s %9.1f M/s\n",
           row->name, time.runs, time.first, time.median, time.worst,
           (unsigned long long)counted, row->unit, rate / 1e6);
    if (!bench->file)
        return;
    begin_object(bench, row->name);
    fprintf(bench->file,
            ", \"runs\": %u, \"first_ms\": %.6g, \"p50_ms\": %.6g, \"p99_ms\": %.6g, "
            "\"counted\": %llu, \"unit\": \"%s\"",
            time.runs, time.first, time.median, time.worst, (unsigned long long)counted,
            row->unit);
    if (row->results)
        write_results(bench, row);
    fputc('}', bench->file);
}

void sg_bench_run(sg_bench *bench, const sg_bench_row *row)
{
    uint64_t times[MOST_RUNS], counted = 0;
    uint64_t budget = (row->seconds ? row->seconds : USUAL_SECONDS) * UINT64_C(1000000000);
    unsigned runs = 0, least = row->least ? row->least : LEAST_RUNS;
    if (!sg_bench_wanted(bench, row->name))
        return;
    uint64_t begin = sg_clock_monotonic();
    while (runs < row->runs && runs < MOST_RUNS &&
           (runs < least || sg_clock_monotonic() - begin < budget)) {
        bool good = !row->before || row->before(row->state);
        uint64_t start = sg_clock_monotonic();
        good = good && row->work(row->state, &counted);
        times[runs++] = sg_clock_monotonic() - start;
        good = good && (!row->after || row->after(row->state));
        if (!good) {
            sg_bench_failure(bench, row->name, "the work failed or its result is wrong");
            return;
        }
        if (runs == 1 && times[0] > 10 * budget)
            break;
    }
    if (runs == 0)
        return;
    sg_bench_time time = { .first = (double)times[0] / 1e6, .runs = runs };
    unsigned middle = (runs - 1) / 2, late = (runs * 99 + 99) / 100 - 1;
    qsort(times, runs, sizeof *times, by_size);
    time.median = (double)times[middle] / 1e6;
    time.worst = (double)times[late] / 1e6;
    print(bench, row, time, counted);
    remember(bench, row->name,
             (sg_bench_past){ .first = time.first, .median = time.median, .counted = counted });
}

uint64_t sg_bench_peak_memory(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}

/* Starts the program with its output into `out`, or into nothing when that is -1.  posix_spawn() does not
 * change the arguments, though its type says that it might. */
static bool start(const char *const *arguments, int out, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    char *const *words;
    memcpy(&words, &arguments, sizeof words);
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (out >= 0)
        posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    else
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    bool started = posix_spawn(child, arguments[0], &actions, NULL, words, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return started;
}

static bool ended_well(pid_t child)
{
    int status;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int sg_bench_measure(const char *const *arguments)
{
    struct rusage usage;
    pid_t child;
    uint64_t begin = sg_clock_monotonic();
    if (!start(arguments, -1, &child) || !ended_well(child))
        return EXIT_FAILURE;
    uint64_t report[2] = { 0, sg_clock_monotonic() - begin };
    if (getrusage(RUSAGE_CHILDREN, &usage) != 0)
        return EXIT_FAILURE;
    report[0] = (uint64_t)usage.ru_maxrss * 1024;
    return write(STDOUT_FILENO, report, sizeof report) == sizeof report ? EXIT_SUCCESS
                                                                        : EXIT_FAILURE;
}

/* A process counts as its own what it was before it became another program, and that was this one with
 * all its memory.  So the program is started by another copy of this one, which is small. */
bool sg_bench_program(const char *const *arguments, uint64_t *peak, uint64_t *nanoseconds)
{
    const char *words[16] = { "/proc/self/exe", "--measure" };
    size_t count = 2;
    uint64_t report[2] = { 0, 0 };
    int ends[2];
    pid_t copy;
    while (*arguments && count + 1 < SG_COUNT(words))
        words[count++] = *arguments++;
    if (*arguments || pipe(ends) != 0)
        return false;
    bool started = start(words, ends[1], &copy);
    close(ends[1]);
    bool good = started && read(ends[0], report, sizeof report) == sizeof report;
    close(ends[0]);
    good = started && ended_well(copy) && good;
    *peak = report[0];
    *nanoseconds = report[1];
    return good;
}

void sg_bench_above_graph(sg_bench *bench, const char *name, const char *program,
                          const char *folder, unsigned threads)
{
    char snapshot[600], count[16];
    uint64_t peak, time, size;
    snprintf(snapshot, sizeof snapshot, "%s.sgraph", folder);
    snprintf(count, sizeof count, "%u", threads);
    const char *arguments[] = { program,  "load",      folder, "--out",
                                snapshot, "--threads", count,  NULL };
    if (sg_bench_program(arguments, &peak, &time) &&
        sg_file_size(snapshot, &size, NULL) == SG_OK)
        sg_bench_figure(bench, name, ((double)peak - (double)size) / 1048576.0, "MiB");
    else
        sg_bench_failure(bench, name, "the program cannot load it");
    (void)unlink(snapshot);
}
