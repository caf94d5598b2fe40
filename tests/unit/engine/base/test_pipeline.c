/* test_pipeline.c - every task once, taken in order, never further ahead than allowed. */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <string.h>

#include "engine/base/pipeline.h"

enum { TASKS = 500, AHEAD = 7 };

typedef struct record {
    _Atomic int worked[TASKS];
    size_t places[AHEAD]; /* which task is in each */
    _Atomic size_t taken;
    size_t stop;
    bool sound;
} record;

static void work(void *shared, size_t task, unsigned worker)
{
    record *self = shared;

    (void)worker;
    atomic_fetch_add(&self->worked[task], 1);
    if (task >= atomic_load(&self->taken) + AHEAD)
        self->sound = false;
    self->places[task % AHEAD] = task;
}

static bool take(void *shared, size_t task)
{
    record *self = shared;

    self->sound = self->sound && task == self->taken && self->worked[task] == 1 &&
                  self->places[task % AHEAD] == task;
    self->taken++;
    return task != self->stop;
}

Test(pipeline, takes_every_task_once_and_in_order)
{
    for (unsigned threads = 0; threads < 5; threads++) {
        record self = { .sound = true, .stop = SIZE_MAX };
        cr_assert(sg_pipeline(threads, TASKS, AHEAD, work, take, &self) == SG_OK);
        cr_assert(self.sound && self.taken == TASKS, "%u threads", threads);
    }
}

Test(pipeline, ends_when_told)
{
    for (unsigned threads = 1; threads < 4; threads++) {
        record self = { .sound = true, .stop = 41 };
        cr_assert(sg_pipeline(threads, TASKS, AHEAD, work, take, &self) == SG_OK);
        cr_assert(self.sound && self.taken == 42);
        for (size_t task = 42 + AHEAD; task < TASKS; task++)
            cr_assert(self.worked[task] == 0, "task %zu was begun", task);
    }
}

Test(pipeline, nothing_to_do)
{
    record self = { .sound = true };

    cr_assert(sg_pipeline(3, 0, 1, work, take, &self) == SG_OK && self.taken == 0);
}
