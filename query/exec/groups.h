/* groups.h - distinct rows of values: find or add, in order of arrival.
 *
 * Rows are the same when their values are (sg_value_same): null with null, 1 with 1.0.  Values are
 * copied when a row is added.
 *
 *     slots (open addressing)    hashes    chunks, each twice as long as the one before
 *     [0][2][0][1]               h0 h1     [a0 b0 payload0 | a1 b1 payload1 ...]
 *         `--> row 1
 *
 * Rows often come in ascending order, as nodes of a scan do.  As long as each row is above all before it, or is
 * one of the last few, there are no slots and no hashes: one comparison tells that it is new.
 */
#ifndef SG_GROUPS_H
#define SG_GROUPS_H

#include "engine/base/bitmap.h"
#include "query/exec/operator.h"

enum {
    SG_GROUPS_FIRST = 16,
    SG_GROUPS_CHUNKS = 26
}; /* rows of the first chunk; chunks at most */

typedef struct sg_groups {
    sg_arena *arena;
    const sg_graph *graph; /* whose texts need no copies, or NULL */
    uint32_t width;        /* values of a row */
    size_t payload;        /* bytes behind them, a multiple of the size of a value */
    uint32_t count, capacity;
    sg_value *chunks[SG_GROUPS_CHUNKS];
    uint32_t chunk_count;
    uint64_t *hashes;
    uint32_t *slots; /* 0 = free, else row + 1; NULL: rows have ascended so far */
    uint32_t slot_count;
    uint32_t
        last; /* with slots: the row found last, for rows of a group tend to come together */
} sg_groups;

void sg_groups_open(sg_groups *groups, sg_arena *arena, const sg_graph *graph, uint32_t width,
                    size_t payload);
/* Forgets all rows; the caller resets the arena. */
void sg_groups_clear(sg_groups *groups);
/* The number of the row that is the same as `row`, added when it is new.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_groups_find(sg_groups *groups, const sg_value *row, uint32_t *index,
                                     bool *added);
/* To be called after the last row has been added and before sg_groups_has(). */
SG_MUST_USE sg_status sg_groups_close(sg_groups *groups);
/* Whether there is such a row; *index is its number. */
bool sg_groups_has(const sg_groups *groups, const sg_value *row, uint32_t *index);
/* Chunks begin at rows 0, 16, 48, 112 ...: 16 below the powers of two. */
static inline sg_value *sg_groups_place(const sg_groups *groups, uint32_t index)
{
    uint32_t above = index + SG_GROUPS_FIRST;
    uint32_t chunk = sg_word_highest(above) - sg_word_highest(SG_GROUPS_FIRST);
    size_t row = groups->width + groups->payload / sizeof(sg_value);

    return groups->chunks[chunk] + (above - ((uint32_t)SG_GROUPS_FIRST << chunk)) * row;
}
static inline const sg_value *sg_groups_row(const sg_groups *groups, uint32_t index)
{
    return sg_groups_place(groups, index);
}
/* The values of one column of the rows [first, first + count). */
void sg_groups_column(const sg_groups *groups, uint32_t column, uint32_t first, uint32_t count,
                      sg_value *out);
static inline void *sg_groups_payload(const sg_groups *groups, uint32_t index)
{
    return sg_groups_place(groups, index) + groups->width;
}

#endif
