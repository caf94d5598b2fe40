/* freeze_sort.c - stable sorting of numbers by counting, by several threads.
 *
 *     counts  [ keys 0 .. a | a .. b | b .. limit ]     each thread counts the keys of one part, and then
 *     out     [ ........... | ...... | .......... ]     places the items that have them, in their order
 *
 * Every thread passes over all items, which is cheap beside writing to where they belong; what it writes
 * nobody else writes, and the result is that of one thread.
 */
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/parallel.h"
#include "engine/freeze.h"

enum { PARTS_MOST = 8, ITEMS_WORTH = 1 << 16 };

typedef struct sorting {
    const uint32_t *keys, *in;
    uint32_t *out, *counts;
    uint32_t count;
    uint32_t bounds[PARTS_MOST + 1]; /* by part: its first key, then the end */
} sorting;

static void count_part(void *shared, size_t part, unsigned worker)
{
    const sorting *self = shared;
    uint32_t first = self->bounds[part], keys = self->bounds[part + 1] - first;

    (void)worker;
    for (uint32_t i = 0; i < self->count; i++)
        if (self->keys[i] - first < keys)
            self->counts[self->keys[i] + 1]++;
}

static void place_part(void *shared, size_t part, unsigned worker)
{
    const sorting *self = shared;
    uint32_t first = self->bounds[part], keys = self->bounds[part + 1] - first;

    (void)worker;
    for (uint32_t i = 0; i < self->count; i++) {
        uint32_t item = self->in ? self->in[i] : i;
        uint32_t key = self->keys[item];
        if (key - first < keys)
            self->out[self->counts[key]++] = item;
    }
}

void sg_freeze_sort_by(unsigned threads, const uint32_t *keys, uint32_t limit,
                       const uint32_t *in, uint32_t *out, uint32_t count, uint32_t *counts)
{
    sorting self = { .keys = keys, .in = in, .out = out, .counts = counts, .count = count };
    uint32_t parts = threads > PARTS_MOST ? PARTS_MOST : threads;

    if (parts == 0 || count < ITEMS_WORTH)
        parts = 1;
    memset(counts, 0, ((size_t)limit + 1) * sizeof(*counts));
    for (uint32_t part = 1; part <= parts; part++)
        self.bounds[part] = (uint32_t)((uint64_t)limit * part / parts);
    sg_parallel(parts, parts, count_part, &self);
    for (uint32_t key = 0; key < limit; key++)
        counts[key + 1] += counts[key];
    for (uint32_t part = 1; part < parts; part++) /* the first key behind so many items */
        self.bounds[part] =
            sg_first_no_less(counts, limit, (uint32_t)((uint64_t)count * part / parts));
    sg_parallel(parts, parts, place_part, &self);
}

void sg_freeze_sort(const uint32_t *keys, uint32_t limit, const uint32_t *in, uint32_t *out,
                    uint32_t count, uint32_t *counts)
{
    sg_freeze_sort_by(1, keys, limit, in, out, count, counts);
}
