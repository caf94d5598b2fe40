/* far_marks.c - far ends as bits, and as bytes that become bits. */
#include "query/reduce/far_marks.h"

#include <stdlib.h>
#include <string.h>

enum {
    AT_ONCE = 16,        /* far ends of a row that are marked, or copied, in one turn */
    SHORT = 2 * AT_ONCE, /* rows of no more are copied together */
    LARGEST = 1 << 20,   /* bytes: half of a second cache */
    BYTES_AN_EDGE =
        16, /* are looked through in less time than marking one more takes as a bit */
};

void sg_far_bytes_free(sg_far_bytes *bytes)
{
    free(bytes->bytes);
    *bytes = (sg_far_bytes){ 0 };
}

static size_t power_of_two(uint32_t least)
{
    size_t size = 64;

    while (size < least)
        size *= 2;
    return size;
}

void sg_far_marks_begin(sg_far_marks *self, sg_range window, const uint32_t *end,
                        sg_id_bits *into, sg_far_bytes *scratch)
{
    self->into = into;
    self->end = end;
    self->first = window.first & ~UINT32_C(63);
    self->size = power_of_two(window.last - self->first);
    self->scratch = scratch;
    self->bytes = NULL;
    self->touched = 0;
    self->waiting = 0;
}

/* --- bits ------------------------------------------------------------------------------------------ */
/* Writes what is there already too: whether it is cannot be foreseen, and a wrong guess costs more. */
static void mark_bits(const sg_far_marks *self, const uint32_t *others, uint32_t count)
{
    uint32_t first = self->into->first, width = self->into->last - first;
    uint64_t *words = self->into->words;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = others[i] - first;
        if (place < width)
            words[place >> 6] |= UINT64_C(1) << (place & 63);
    }
}

/* --- bytes ----------------------------------------------------------------------------------------- */
/* No far end is outside of the window, unless somebody wrote a file in which rows one way are not those of the
 * other; then it is some byte inside. */
static inline void mark_four(const uint32_t *others, uint32_t first, uint32_t inside,
                             uint8_t *bytes)
{
    bytes[(others[0] - first) & inside] = 1;
    bytes[(others[1] - first) & inside] = 1;
    bytes[(others[2] - first) & inside] = 1;
    bytes[(others[3] - first) & inside] = 1;
}

/* Of long rows sixteen at once, the last of them once more where they are not so many: rows of twenty and rows of
 * thirty then take the same turns, and how many these are is not guessed wrong each time. */
static void mark_bytes(const sg_far_marks *self, const uint32_t *others, uint32_t count)
{
    uint32_t first = self->first, inside = (uint32_t)(self->size - 1);
    uint8_t *bytes = self->bytes;

    if (count < AT_ONCE) {
        for (uint32_t i = 0; i < count; i++)
            bytes[(others[i] - first) & inside] = 1;
        return;
    }
    for (uint32_t i = 0; i < count; i += AT_ONCE) {
        const uint32_t *from = others + (count - i < AT_ONCE ? count - AT_ONCE : i);
        mark_four(from, first, inside, bytes);
        mark_four(from + 4, first, inside, bytes);
        mark_four(from + 8, first, inside, bytes);
        mark_four(from + 12, first, inside, bytes);
    }
}

/* Goes over to bytes where that pays by now.  Without memory for them bits do. */
static void take_bytes(sg_far_marks *self)
{
    if (!self->scratch || self->size > LARGEST || self->touched < self->size / BYTES_AN_EDGE)
        return;
    if (self->scratch->size < self->size) {
        sg_far_bytes_free(self->scratch);
        self->scratch->bytes = calloc(self->size, 1);
        self->scratch->size = self->scratch->bytes ? self->size : 0;
    }
    self->bytes = self->scratch->bytes;
}

/* The low bits of eight bytes, each 0 or 1. */
static uint64_t bits_of(const uint8_t *bytes)
{
    uint64_t word = 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&word, bytes, sizeof word);
#else
    for (int i = 7; i >= 0; i--)
        word = word << 8 | bytes[i];
#endif
    return word * UINT64_C(0x0102040810204080) >> 56;
}

/* Those of 64 bytes that are not zero. */
static uint64_t word_of(const uint8_t *bytes)
{
    static const uint8_t nothing[64] = { 0 };
    uint64_t word = 0;

    if (memcmp(bytes, nothing, sizeof nothing) == 0)
        return 0;
    for (unsigned i = 0; i < 8; i++)
        word |= bits_of(bytes + 8 * i) << (8 * i);
    return word;
}

/* Makes bits of the bytes, and these zero again. */
static void fold(const sg_far_marks *self)
{
    const sg_id_bits *into = self->into;
    size_t last = self->first + self->size < into->last ? self->first + self->size : into->last;
    size_t node = self->first > into->first ? self->first : into->first;

    for (; node < last; node += 64) {
        uint64_t word = word_of(self->bytes + (node - self->first));
        if (last - node < 64)
            word &= (UINT64_C(1) << (last - node)) - 1;
        into->words[(node - into->first) / 64] |= word;
    }
    memset(self->bytes, 0, self->size);
}

/* --- rows ------------------------------------------------------------------------------------------ */
static void mark(const sg_far_marks *self, const uint32_t *others, uint32_t count)
{
    if (self->bytes)
        mark_bytes(self, others, count);
    else
        mark_bits(self, others, count);
}

void sg_far_marks_now(sg_far_marks *self, const uint32_t *others, uint32_t count)
{
    self->touched += count;
    if (!self->bytes)
        take_bytes(self);
    mark(self, others, count);
}

/* Copies the row and what stands behind it, as many turns as a short row has at most; near the end of all rows nothing
 * behind it. */
static void copy_row(const sg_row_pick *row, const uint32_t *end, uint32_t out[SHORT])
{
    if (SG_UNLIKELY(end - row->others < SHORT)) {
        memcpy(out, row->others, row->count * sizeof *out);
        return;
    }
    memcpy(out, row->others, AT_ONCE * sizeof *out);
    if (row->count > AT_ONCE)
        memcpy(out + AT_ONCE, row->others + AT_ONCE, AT_ONCE * sizeof *out);
}

void sg_far_marks_flush(sg_far_marks *self)
{
    uint32_t ends[SG_FAR_ROWS * SHORT], count = 0;

    if (!self->bytes)
        take_bytes(self);
    for (uint32_t i = 0; i < self->waiting; i++) {
        const sg_row_pick *row = &self->rows[i];
        if (row->count > SHORT) {
            mark(self, row->others, row->count);
            continue;
        }
        copy_row(row, self->end, ends + count);
        count += row->count;
    }
    mark(self, ends, count);
    self->waiting = 0;
}

uint64_t sg_far_marks_end(sg_far_marks *self)
{
    sg_far_marks_flush(self);
    if (self->bytes)
        fold(self);
    return self->touched;
}
