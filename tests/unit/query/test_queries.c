/* test_queries.c - runs the language tests: tests/queries/<name>.test. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/base/file.h"
#include "tests/support/query_cases.h"

static void run_file(const char *path, unsigned *count)
{
    sg_error err = { 0 };
    sg_str text;
    sg_arena *arena;
    sg_query_case test = { .graph = SG_STR("") };
    const char *problem;
    size_t offset = 0;
    unsigned line = 0;

    cr_assert_eq(sg_file_read(path, 1 << 24, &text, &err), SG_OK, "%s", err.message);
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    while (sg_query_case_next(text, &offset, &line, arena, &test, &problem)) {
        sg_buffer report = { 0 };
        cr_assert_null(problem, "%s:%u: %s", path, line, problem);
        sg_query_case_run(&test, &report);
        cr_expect_eq(report.length, 0, "%s:%u: %.*s\n%s", path, test.line, SG_FMT(test.query),
                     report.bytes);
        sg_buffer_free(&report);
        ++*count;
    }
    sg_arena_free(arena);
    free((void *)(uintptr_t)text.bytes);
}

Test(queries, all_language_tests)
{
    sg_error err = { 0 };
    sg_arena *arena;
    sg_file_list files;
    unsigned count = 0;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    cr_assert_eq(sg_file_walk("tests/queries", 1000, arena, &files, &err), SG_OK, "%s",
                 err.message);
    for (size_t i = 0; i < files.count; i++) {
        sg_str path = sg_arena_format(arena, "tests/queries/%.*s", SG_FMT(files.paths[i]));
        run_file(path.bytes, &count);
    }
    cr_expect_geq(count, 620u, "only %u language tests were found", count);
    sg_arena_free(arena);
}
