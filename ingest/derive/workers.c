/* workers.c - as many arenas as threads are worth starting. */
#include "ingest/derive/workers.h"

#define TASKS_OF_A_THREAD 16 /* fewer are done before another thread has started */

sg_status sg_workers_open(unsigned threads, size_t tasks, sg_workers *out)
{
    size_t count = threads > 0 ? threads : sg_processors();

    if (count > tasks / TASKS_OF_A_THREAD + 1)
        count = tasks / TASKS_OF_A_THREAD + 1;
    if (count > SG_WORKERS_MOST)
        count = SG_WORKERS_MOST;
    *out = (sg_workers){ .count = (unsigned)count, .ahead = count * 8 };
    for (unsigned i = 0; i < out->count; i++)
        SG_TRY(sg_arena_new(0, &out->scratch[i]));
    return SG_OK;
}

void sg_workers_close(sg_workers *workers)
{
    for (unsigned i = 0; i < workers->count; i++)
        sg_arena_free(workers->scratch[i]);
}
