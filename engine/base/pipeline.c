/* pipeline.c - a window of tasks that moves on as their results are taken.
 *
 *     taken          next          taken + ahead
 *       |  ready or    |  not begun      |
 *       |  worked on   |                 |
 *
 * Waking a thread takes longer than a small task: one that found no room is woken when half of the window
 * is free, and then has several to do.  Nobody is left waiting by that, for whoever takes works on what is
 * not begun when nothing is ready.
 */
#include "engine/base/pipeline.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    MOST_THREADS = 64,
};

typedef struct line {
    pthread_mutex_t lock;
    pthread_cond_t ready_now; /* the task that is to be taken next became ready */
    pthread_cond_t room;
    unsigned without_room; /* threads that wait for it */
    size_t count, ahead;
    size_t next, taken;
    bool *ready; /* by place */
    bool ended;
    sg_task *work;
    sg_take *take;
    void *shared;
} line;

typedef struct hand {
    line *line;
    pthread_t thread;
    unsigned number;
} hand;

static bool may_begin(const line *self)
{
    return !self->ended && self->next < self->count && self->next - self->taken < self->ahead;
}

/* Works on the next task; the lock is held before and after. */
static void work_once(line *self, unsigned worker)
{
    size_t task = self->next++;

    pthread_mutex_unlock(&self->lock);
    self->work(self->shared, task, worker);
    pthread_mutex_lock(&self->lock);
    self->ready[task % self->ahead] = true;
    if (task == self->taken && worker > 0)
        pthread_cond_signal(&self->ready_now);
}

/* Waits until there is room for several tasks. */
static void wait_for_room(line *self)
{
    self->without_room++;
    pthread_cond_wait(&self->room, &self->lock);
    self->without_room--;
}

static void tell_room(line *self)
{
    size_t room = self->ahead - (self->next - self->taken);

    if (self->without_room > 0 && room * 2 >= self->ahead)
        pthread_cond_broadcast(&self->room);
}

static void *help(void *argument)
{
    const hand *me = argument;
    line *self = me->line;

    pthread_mutex_lock(&self->lock);
    while (!self->ended && self->next < self->count) {
        if (may_begin(self))
            work_once(self, me->number);
        else
            wait_for_room(self);
    }
    pthread_mutex_unlock(&self->lock);
    return NULL;
}

/* What is ready comes first: it makes room for others. */
static void run(line *self)
{
    pthread_mutex_lock(&self->lock);
    while (!self->ended && self->taken < self->count) {
        size_t place = self->taken % self->ahead;
        if (self->ready[place]) {
            pthread_mutex_unlock(&self->lock);
            bool go_on = self->take(self->shared, self->taken);
            pthread_mutex_lock(&self->lock);
            self->ready[place] = false;
            self->taken++;
            self->ended = !go_on;
            tell_room(self);
        } else if (may_begin(self)) {
            work_once(self, 0);
        } else {
            pthread_cond_wait(&self->ready_now, &self->lock);
        }
    }
    self->ended = true;
    pthread_cond_broadcast(&self->room);
    pthread_mutex_unlock(&self->lock);
}

static void run_with_hands(line *self, unsigned threads)
{
    hand hands[MOST_THREADS];
    unsigned started = 1;

    if (threads > MOST_THREADS)
        threads = MOST_THREADS;
    for (; started < threads && started < self->count; started++) {
        hands[started] = (hand){ .line = self, .number = started };
        if (pthread_create(&hands[started].thread, NULL, help, &hands[started]) != 0)
            break;
    }
    run(self);
    for (unsigned each = 1; each < started; each++)
        pthread_join(hands[each].thread, NULL);
}

static bool open_line(line *self)
{
    self->ready = calloc(self->ahead, sizeof *self->ready);
    if (!self->ready || pthread_mutex_init(&self->lock, NULL) != 0) {
        free(self->ready);
        return false;
    }
    if (pthread_cond_init(&self->ready_now, NULL) == 0) {
        if (pthread_cond_init(&self->room, NULL) == 0)
            return true;
        pthread_cond_destroy(&self->ready_now);
    }
    pthread_mutex_destroy(&self->lock);
    free(self->ready);
    return false;
}

sg_status sg_pipeline(unsigned threads, size_t count, size_t ahead, sg_task *work,
                      sg_take *take, void *shared)
{
    line self = {
        .count = count, .ahead = ahead, .work = work, .take = take, .shared = shared
    };

    if (!open_line(&self))
        return SG_ENOMEM;
    run_with_hands(&self, threads);
    pthread_cond_destroy(&self.room);
    pthread_cond_destroy(&self.ready_now);
    pthread_mutex_destroy(&self.lock);
    free(self.ready);
    return SG_OK;
}
