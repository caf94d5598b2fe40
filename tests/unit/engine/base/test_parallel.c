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
