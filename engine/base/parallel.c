/* parallel.c - threads draw task numbers from one counter until it runs out.
 *
 * The caller's thread is worker 0, so the work is done even when no other thread can be
 * started.  A fast worker simply draws more often: tasks need not be of one size.
 */
#include "engine/base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum {
    MOST_THREADS = 64,
};

typedef struct work_list {
    atomic_size_t next;
    size_t count;
    sg_task *run;
    void *shared;
} work_list;

typedef struct worker {
    work_list *list;
    pthread_t thread;
    unsigned number;
} worker;

static void *work(void *argument)
{
    const worker *self = argument;
    work_list *list = self->list;

    for (;;) {
        size_t task = atomic_fetch_add_explicit(&list->next, 1, memory_order_relaxed);
        if (task >= list->count)
            return NULL;
        list->run(list->shared, task, self->number);
    }
}

void sg_parallel(unsigned threads, size_t count, sg_task *run, void *shared)
{
    work_list list = { .count = count, .run = run, .shared = shared };
    worker workers[MOST_THREADS];
    unsigned started = 1;

    atomic_init(&list.next, 0);
    if (threads > MOST_THREADS)
        threads = MOST_THREADS;
    if (threads > count)
        threads = (unsigned)count;
    workers[0] = (worker){ .list = &list };
    for (; started < threads; started++) {
        worker *next = &workers[started];
        *next = (worker){ .list = &list, .number = started };
        if (pthread_create(&next->thread, NULL, work, next) != 0)
            break;
    }
    work(&workers[0]);
    for (unsigned each = 1; each < started; each++)
        pthread_join(workers[each].thread, NULL);
}

unsigned sg_processors(void)
{
#ifdef _SC_NPROCESSORS_ONLN
    long online = sysconf(_SC_NPROCESSORS_ONLN);
#else
    long online = 1;
#endif
    return online < 1 ? 1 : (unsigned)online;
}
