/* test_parallel.c - every task once, whatever the number of threads. */
#include "engine/base/parallel.h"

#include <criterion/criterion.h>
#include <stdatomic.h>

enum {
    TASKS = 1000,
};

typedef struct run_tally {
    unsigned char runs[TASKS]; /* each written by the one worker that drew the task */
    atomic_uint workers_beyond;
    unsigned threads;
} run_tally;

static void count_run(void *shared, size_t task, unsigned worker)
{
    run_tally *tally = shared;

    tally->runs[task]++;
    if (worker >= tally->threads)
        atomic_fetch_add(&tally->workers_beyond, 1);
}

Test(parallel, runs_each_task_exactly_once)
{
    static const unsigned threads[] = { 0, 1, 2, 4, 1000 };

    for (size_t each = 0; each < SG_COUNT(threads); each++) {
        run_tally tally = { .threads = threads[each] ? threads[each] : 1 };
        sg_parallel(threads[each], TASKS, count_run, &tally);
        for (size_t task = 0; task < TASKS; task++)
            cr_assert(tally.runs[task] == 1, "task %zu ran %d times", task, tally.runs[task]);
        cr_assert(atomic_load(&tally.workers_beyond) == 0);
    }
}

Test(parallel, has_nothing_to_do_without_tasks)
{
    run_tally tally = { .threads = 4 };

    sg_parallel(4, 0, count_run, &tally);
    sg_parallel(4, 1, count_run, &tally);
    cr_assert(tally.runs[0] == 1 && tally.runs[1] == 0);
    cr_assert(sg_processors() >= 1);
}

static void expect_parts(uint32_t items, uint32_t each, uint32_t parts)
{
    uint32_t count = 0;

    for (uint32_t first = 0, end; first < items; first = end, count++) {
        end = sg_part_end(items, first, each);
        cr_assert(end > first && end <= items && end - first <= each);
    }
    cr_expect_eq(count, parts);
    cr_expect_eq(sg_parts(items, each), parts);
}

/* The end of the last part is not beyond what 32 bits count, nor are items and a part together. */
Test(parallel, parts_of_as_many_as_there_may_be)
{
    expect_parts(0, 7, 0);
    expect_parts(1, 7, 1);
    expect_parts(14, 7, 2);
    expect_parts(15, 7, 3);
    expect_parts(UINT32_MAX, UINT32_MAX / 16, 17);
    expect_parts(UINT32_MAX - 1, 64 * 1024, 65536);
    expect_parts(UINT32_MAX, UINT32_MAX, 1);
}
