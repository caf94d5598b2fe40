/* far_marks.h - marks the far ends of very many rows, wherever in memory these stand.
 *
 *     rows that wait    [.....] [..] [...] ...      asked of memory, and read when it had time to bring them
 *     far ends          ..... .. ...                of short rows, one after the other
 *     bytes             0 1 0 0 1 1 ...             one a node of the far ends' window: only written
 *     into              ..1..11.                    bits, of these in the end
 *
 * A row that nobody asked for is waited for longer than reading it takes.  Where a short one ends cannot be foreseen,
 * and guessing it wrong takes longer than copying as much as such a row may have: so short rows are copied together,
 * each over what was copied too much of the one before, and marked like a long one.  And a bit is set by reading the word
 * that was written for the row before it, as neighbours of neighbours are mostly the same ones: a byte is
 * written without being read, several in the time of one bit.  Bytes have to be looked through in the end,
 * so that a sweep begins with bits and goes over to bytes once it has followed enough to make up for that; and
 * where they would not fit the second cache, it does not.
 */
#ifndef SG_REDUCE_FAR_MARKS_H
#define SG_REDUCE_FAR_MARKS_H

#include "engine/row_picks.h"
#include "query/reduce/id_set.h"

/* Bytes that sweeps need meanwhile, kept from one to the next by whoever makes several; zeroed at first.  All of
 * them are zero while no sweep has them. */
typedef struct sg_far_bytes {
    uint8_t *bytes;
    size_t size;
} sg_far_bytes;

void sg_far_bytes_free(sg_far_bytes *bytes);

enum { SG_FAR_ROWS = 64 };

typedef struct sg_far_marks {
    sg_id_bits *into;
    const uint32_t *end; /* of the memory that rows stand in */
    uint32_t first;      /* of the far ends' window; a multiple of 64 */
    size_t size;         /* bytes for the window, a power of two */
    sg_far_bytes *scratch;
    uint8_t *bytes; /* from the first on; NULL: bits */
    uint64_t touched;
    uint32_t waiting;
    sg_row_pick rows[SG_FAR_ROWS];
} sg_far_marks;

/* Of rows whose far ends lie in the window, as far as they lie in that of `into`; borrows both.  What stands behind a
 * row that waits is read too, but nothing from `end` on. */
void sg_far_marks_begin(sg_far_marks *self, sg_range window, const uint32_t *end,
                        sg_id_bits *into, sg_far_bytes *scratch);
/* Marks those of the rows that wait. */
void sg_far_marks_flush(sg_far_marks *self);
/* Marks what waits, and makes bits of bytes; returns how many far ends there were, met more than once or not. */
uint64_t sg_far_marks_end(sg_far_marks *self);

/* Far ends that stand one after the other: as many as are not asked for before. */
void sg_far_marks_now(sg_far_marks *self, const uint32_t *others, uint32_t count);

/* A row, to be marked some rows later. */
static inline void sg_far_marks_add(sg_far_marks *self, const uint32_t *others, uint32_t count)
{
    __builtin_prefetch(others);
    __builtin_prefetch(others + count - 1);
    self->rows[self->waiting] = (sg_row_pick){ others, count };
    self->waiting += count > 0;
    self->touched += count;
    if (self->waiting == SG_FAR_ROWS)
        sg_far_marks_flush(self);
}

#endif
