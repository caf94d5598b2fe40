/* change_log.c - the steps' changes in one array, the oldest first. */
#include "engine/change_log.h"

#include <string.h>

enum { MOST_CHANGES = 1 << 20 };

void sg_change_log_free(sg_change_log *log)
{
    sg_array_free(&log->changes);
    sg_array_free(&log->steps);
}

static void forget(sg_change_log *log, uint64_t number)
{
    log->changes.count = log->steps.count = 0;
    log->forgotten = number;
}

/* Makes room for so many by forgetting all steps; one that is too large by itself is not kept. */
static bool make_room(sg_change_log *log, uint32_t count)
{
    if (count > MOST_CHANGES)
        return false;
    if (log->changes.count + count > MOST_CHANGES)
        forget(log, log->steps.items[log->steps.count - 1].number);
    return sg_array_reserve(&log->changes, count) == SG_OK;
}

void sg_change_log_add(sg_change_log *log, uint64_t number, const sg_graph *graph)
{
    uint32_t count = sg_delta_step_size(graph);

    if (count == 0)
        return;
    if (!make_room(log, count) ||
        sg_array_push(&log->steps, (sg_change_step){ number, log->changes.count }) != SG_OK) {
        forget(log, number);
        return;
    }
    log->changes.count += sg_delta_step(graph, log->changes.items + log->changes.count);
}

/* Where the changes of the step that made version `number` + 1 begin. */
static size_t first_after(const sg_change_log *log, uint64_t number)
{
    for (size_t i = 0; i < log->steps.count; i++)
        if (log->steps.items[i].number > number)
            return log->steps.items[i].first;
    return log->changes.count;
}

sg_status sg_change_log_between(const sg_change_log *log, uint64_t from, uint64_t to,
                                sg_delta_changes *out)
{
    if (from < log->forgotten)
        return SG_ENOTFOUND;
    size_t first = first_after(log, from), last = first_after(log, to);
    size_t count = last > first ? last - first : 0;
    sg_delta_change *items = malloc((count + 1) * sizeof *items);
    if (!items)
        return SG_ENOMEM;
    if (count)
        memcpy(items, log->changes.items + first, count * sizeof *items);
    out->items = items;
    out->count = (uint32_t)count;
    return SG_OK;
}
