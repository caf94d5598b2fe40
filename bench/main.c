/* main.c - what `make bench` measures: bench/README.md says what each row is.
 *
 *     secgraph-bench [--accounts N[,N]] [--threads N] [--program FILE] [--work FOLDER] [--json FILE] [--inventory] [--large MIB] [--no-csv] [ROW]
 *     secgraph-bench --counters FILE | --record FILE      counts instead of times, see counters.h
 *
 * With ROW only rows whose names begin so are run.  --no-csv leaves out CSV files and loading them, which
 * for estates of 1e8 relationships take gigabytes and minutes: the generator makes the graph.
 */
#include <stdlib.h>
#include <string.h>

#include "bench/access.h"
#include "bench/calibrate.h"
#include "bench/classic.h"
#include "bench/counters.h"
#include "bench/escalation.h"
#include "bench/estates.h"
#include "bench/inventory.h"
#include "bench/kernels.h"
#include "bench/large.h"
#include "bench/questions.h"
#include "bench/small.h"
#include "bench/social.h"
#include "bench/targets.h"

enum { SIZES_MOST = 4 };

typedef struct {
    uint32_t accounts[SIZES_MOST];
    unsigned sizes, threads;
    uint64_t large; /* MiB of one file; 0: it is not measured */
    bool inventory, generated;
    const char *program, *work, *json, *only, *counters, *record;
} settings;

static void read_sizes(const char *text, settings *out)
{
    char *end;
    out->sizes = 0;
    do {
        out->accounts[out->sizes++] = (uint32_t)strtoul(text, &end, 10);
        text = end + 1;
    } while (*end == ',' && out->sizes < SIZES_MOST);
}

static bool read_settings(int argc, char **argv, settings *out)
{
    *out = (settings){ .accounts = { 14 },
                       .sizes = 1,
                       .threads = 2,
                       .program = "build/release/secgraph",
                       .work = "build/bench" };
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (more && strcmp(argv[i], "--accounts") == 0)
            read_sizes(argv[++i], out);
        else if (more && strcmp(argv[i], "--threads") == 0)
            out->threads = (unsigned)strtoul(argv[++i], NULL, 10);
        else if (more && strcmp(argv[i], "--program") == 0)
            out->program = argv[++i];
        else if (more && strcmp(argv[i], "--work") == 0)
            out->work = argv[++i];
        else if (more && strcmp(argv[i], "--json") == 0)
            out->json = argv[++i];
        else if (more && strcmp(argv[i], "--large") == 0)
            out->large = strtoull(argv[++i], NULL, 10);
        else if (more && strcmp(argv[i], "--counters") == 0)
            out->counters = argv[++i];
        else if (more && strcmp(argv[i], "--record") == 0)
            out->record = argv[++i];
        else if (strcmp(argv[i], "--inventory") == 0)
            out->inventory = true;
        else if (strcmp(argv[i], "--no-csv") == 0)
            out->generated = true;
        else if (argv[i][0] != '-' && !out->only)
            out->only = argv[i];
        else
            return false;
    }
    return out->accounts[0] > 0;
}

/* The estate of that size: answers first, then files, then the graph. */
static void run_estate(sg_bench *bench, const settings *wanted, uint32_t accounts,
                       const sg_bench_limits *limits)
{
    sg_bench_estate estate = { .threads = wanted->threads,
                               .program = wanted->program,
                               .generated = wanted->generated,
                               .work = wanted->work };
    sg_error err = { .status = SG_OK };
    if (sg_bench_estate_make(&estate, accounts, &err) != SG_OK) {
        sg_bench_failure(bench, "estate", err.message);
        return;
    }
    if (wanted->inventory)
        sg_bench_inventory(bench, &estate);
    sg_bench_estate_load(bench, &estate);
    if (estate.graph) {
        sg_bench_heading("questions");
        sg_bench_questions_ask(bench, &estate.questions, estate.graph, wanted->threads, limits);
        sg_bench_kernels(bench, estate.graph);
        sg_bench_estate_check(bench, &estate);
    }
    sg_bench_estate_free(&estate);
}

/* Counts on the smallest of the sizes. */
static bool count(const settings *wanted)
{
    sg_bench_estate estate = { .work = wanted->work };
    sg_error err = { .status = SG_OK };
    bool good = sg_bench_estate_make(&estate, wanted->accounts[0], &err) == SG_OK &&
                sg_bench_estate_open(&estate, &err) == SG_OK;
    const sg_bench_counted counted = { &estate.questions, estate.graph, wanted->work };
    if (!good)
        fprintf(stderr, "counters: %s\n", err.message);
    else if (wanted->record)
        good = sg_bench_counters_record(&counted, wanted->record);
    else
        good = sg_bench_counters_check(&counted, wanted->counters);
    sg_bench_estate_free(&estate);
    return good;
}

int main(int argc, char **argv)
{
    settings wanted;
    sg_bench bench = { .file = NULL };
    sg_bench_limits limits;
    if (argc > 2 && strcmp(argv[1], "--measure") == 0)
        return sg_bench_measure((const char *const *)argv + 2);
    if (!read_settings(argc, argv, &wanted)) {
        fputs("usage: secgraph-bench [--accounts N[,N]] [--threads N] [--program FILE] "
              "[--work FOLDER] [--json FILE] [--inventory] [--large MIB] [--no-csv] [ROW]\n",
              stderr);
        return 2;
    }
    if (wanted.counters || wanted.record)
        return count(&wanted) ? EXIT_SUCCESS : EXIT_FAILURE;
    setvbuf(stdout, NULL, _IOLBF, 0); /* a row is seen when it is done, wherever it goes */
    bench.only = wanted.only;
    if (wanted.json && !(bench.file = fopen(wanted.json, "w"))) {
        fprintf(stderr, "cannot write `%s`\n", wanted.json);
        return EXIT_FAILURE;
    }
    if (bench.file)
        fprintf(bench.file, "{\"accounts\": %u, \"threads\": %u, \"rows\": [",
                wanted.accounts[0], wanted.threads);
    if (!sg_bench_calibrate(&bench, &limits))
        sg_bench_failure(&bench, "limits", "no memory");
    if (!wanted.json) {
        sg_bench_access(&bench);
        sg_bench_escalation(&bench);
        sg_bench_small(&bench);
        sg_bench_social(&bench);
    }
    sg_bench_classic(&bench, wanted.work, wanted.threads);
    if (wanted.large > 0)
        sg_bench_large(&bench, &(sg_bench_large_file){ .bytes = wanted.large << 20,
                                                       .threads = wanted.threads,
                                                       .program = wanted.program,
                                                       .work = wanted.work });
    for (unsigned i = 0; i < wanted.sizes; i++)
        run_estate(&bench, &wanted, wanted.accounts[i], &limits);
    sg_bench_growth(&bench);
    if (!wanted.json)
        sg_bench_targets(&bench);
    sg_bench_figure(&bench, "peak memory of this", (double)sg_bench_peak_memory() / 1048576.0,
                    "MiB");
    if (bench.file) {
        fputs("]}\n", bench.file);
        fclose(bench.file);
    }
    return bench.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
