/* main.c - run a folder of openCypher TCK features and count.
 *
 *     conformance FOLDER [--known FILE] [--filter TEXT] [--folders]
 *
 * FILE lists scenarios that are known to fail, one a line as "path: name"; one of them that passes
 * is a failure too, so that the list can only shrink.  The closing line holds all counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/table.h"
#include "tests/conformance/scenario.h"

enum { MOST_FILES = 10000, MOST_BYTES = 16 << 20 };

typedef struct {
    const char *folder, *known_file, *filter;
    bool by_folder;
} arguments;

typedef struct {
    unsigned passed, failed, known;
} verdict_counts;

typedef struct {
    arguments arguments;
    tck_world *world;
    sg_arena *arena; /* of the whole run */
    sg_table known;
    sg_str graphs;
    verdict_counts total;
} tck_suite;

static void count(verdict_counts *counts, bool passes, bool known)
{
    counts->passed += passes && !known;
    counts->failed += passes == known;
    counts->known += !passes && known;
}

static void add(verdict_counts *to, verdict_counts more)
{
    to->passed += more.passed;
    to->failed += more.failed;
    to->known += more.known;
}

static sg_status run_scenario(tck_suite *suite, sg_str path, const tck_scenario *scenario,
                              verdict_counts *file_counts)
{
    sg_str why = SG_STR("");
    sg_arena *arena = NULL;
    sg_buffer name = { .length = 0 };
    SG_TRY(sg_arena_new(0, &arena));
    sg_buffer_format(&name, "%.*s: %.*s", SG_FMT(path), SG_FMT(scenario->name));
    bool wanted = !suite->arguments.filter || strstr(name.bytes, suite->arguments.filter);
    if (wanted) {
        bool known = sg_table_find(&suite->known, sg_buffer_str(&name), NULL);
        bool passes =
            tck_scenario_run(suite->world, scenario, suite->graphs.bytes, arena, &why);
        count(file_counts, passes, known);
        if (!passes && !known)
            printf("FAIL %s\n     %.*s\n", name.bytes, SG_FMT(why));
        else if (passes && known)
            printf("FAIL %s\n     is listed as known to fail, and passes\n", name.bytes);
    }
    sg_buffer_free(&name);
    sg_arena_free(arena);
    return SG_OK;
}

static sg_status run_file(tck_suite *suite, sg_str path, sg_error *err)
{
    verdict_counts file_counts = { .passed = 0 };
    sg_str text = { NULL, 0 };
    tck_scenario *scenario = NULL;
    sg_str full = sg_arena_format(suite->arena, "%s/features/%.*s", suite->arguments.folder,
                                  SG_FMT(path));
    if (!full.bytes)
        return sg_fail_memory(err);
    SG_TRY(sg_file_read(full.bytes, MOST_BYTES, &text, err));
    sg_status status = tck_feature_read(text, suite->arena, &scenario, err);
    for (; status == SG_OK && scenario; scenario = scenario->next)
        status = run_scenario(suite, path, scenario, &file_counts);
    free((void *)(uintptr_t)text.bytes);
    if (suite->arguments.by_folder)
        printf("%-60.*s %5u passed %4u failed %4u known to fail\n", SG_FMT(path),
               file_counts.passed, file_counts.failed, file_counts.known);
    add(&suite->total, file_counts);
    sg_error_in(err, full);
    return status;
}

/* Lines that are no comment name scenarios. */
static sg_status read_known(tck_suite *suite, sg_error *err)
{
    sg_str bytes = { NULL, 0 };
    if (!suite->arguments.known_file)
        return SG_OK;
    SG_TRY(sg_file_read(suite->arguments.known_file, MOST_BYTES, &bytes, err));
    sg_str rest = sg_arena_copy(suite->arena, bytes);
    free((void *)(uintptr_t)bytes.bytes);
    while (rest.length > 0) {
        sg_str line = sg_str_trim(sg_str_cut(rest, '\n', &rest));
        if (line.length > 0 && line.bytes[0] != '#')
            SG_TRY(sg_table_put(&suite->known, line, 0, NULL, NULL));
    }
    return SG_OK;
}

static sg_status run_suite(tck_suite *suite, sg_error *err)
{
    sg_file_list files;
    SG_TRY(sg_arena_new(0, &suite->arena));
    SG_TRY(tck_world_new(&suite->world, err));
    SG_TRY(read_known(suite, err));
    suite->graphs = sg_arena_format(suite->arena, "%s/graphs", suite->arguments.folder);
    sg_str features = sg_arena_format(suite->arena, "%s/features", suite->arguments.folder);
    if (!features.bytes || !suite->graphs.bytes)
        return sg_fail_memory(err);
    SG_TRY(sg_file_walk(features.bytes, MOST_FILES, suite->arena, &files, err));
    for (size_t i = 0; i < files.count; i++)
        if (sg_str_ends(files.paths[i], SG_STR(".feature")))
            SG_TRY(run_file(suite, files.paths[i], err));
    return SG_OK;
}

static bool read_arguments(int argc, char **argv, arguments *out)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--folders") == 0)
            out->by_folder = true;
        else if (strcmp(argv[i], "--known") == 0 && i + 1 < argc)
            out->known_file = argv[++i];
        else if (strcmp(argv[i], "--filter") == 0 && i + 1 < argc)
            out->filter = argv[++i];
        else if (!out->folder)
            out->folder = argv[i];
        else
            return false;
    }
    return out->folder != NULL;
}

int main(int argc, char **argv)
{
    tck_suite suite = { .arena = NULL };
    sg_error err = { .status = SG_OK };
    if (!read_arguments(argc, argv, &suite.arguments)) {
        fputs("usage: conformance FOLDER [--known FILE] [--filter TEXT] [--folders]\n", stderr);
        return 2;
    }
    sg_status status = run_suite(&suite, &err);
    if (status != SG_OK)
        fprintf(stderr, "conformance: %s: %s\n", err.source, err.message);
    printf("tck: %u passed, %u failed, %u known to fail\n", suite.total.passed,
           suite.total.failed, suite.total.known);
    tck_world_free(suite.world);
    sg_table_free(&suite.known);
    sg_arena_free(suite.arena);
    return status == SG_OK && suite.total.failed == 0 && suite.total.passed > 0 ? 0 : 1;
}
