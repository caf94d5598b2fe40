/* column_marks.c - 64 cells become 64 flags become a word, by width.
 *
 *     cells  -- compare -->  flags ff 00 00 ff ...  -- the highest bit of each -->  word
 *
 * Cells of columns with ranks stand for present rows only: their bits are made side by side first,
 * and then put where the null bitmap has its ones.
 */
#include "engine/column_marks.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "engine/base/bitmap.h"

enum { WORD = 64, RANKED = 512 };

/* --- flags to words -------------------------------------------------------------------------------- */
/* Flags are 0 or 255. */
static uint64_t pack(const uint8_t flags[WORD])
{
    uint64_t word = 0;
#ifdef __SSE2__
    for (int i = 0; i < WORD; i += 16) {
        const __m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)(flags + i));
        word |= (uint64_t)(uint32_t)_mm_movemask_epi8(sixteen) << i;
    }
#else
    for (int i = 0; i < WORD; i++)
        word |= (uint64_t)(flags[i] & 1) << i;
#endif
    return word;
}

/* --- cells to flags, by width ---------------------------------------------------------------------- */
/* Each makes full words of `count` cells, a multiple of 64. */
#define MARKS(suffix, type)                                                                    \
    static void few_##suffix(const type *cells, size_t count, const uint64_t few[],            \
                             uint64_t *words)                                                  \
    {                                                                                          \
        const type a = (type)few[0], b = (type)few[1], c = (type)few[2], d = (type)few[3];     \
        for (size_t at = 0; at < count; at += WORD) {                                          \
            uint8_t flags[WORD];                                                               \
            for (size_t i = 0; i < WORD; i++) {                                                \
                const type cell = cells[at + i];                                               \
                flags[i] =                                                                     \
                    (uint8_t) - (int)(cell == a || cell == b || cell == c || cell == d);       \
            }                                                                                  \
            words[at / WORD] = pack(flags);                                                    \
        }                                                                                      \
    }                                                                                          \
    static void one_##suffix(const type *cells, size_t count, uint64_t wanted,                 \
                             uint64_t *words)                                                  \
    {                                                                                          \
        const type one = (type)wanted;                                                         \
        for (size_t at = 0; at < count; at += WORD) {                                          \
            uint8_t flags[WORD];                                                               \
            for (size_t i = 0; i < WORD; i++)                                                  \
                flags[i] = (uint8_t) - (int)(cells[at + i] == one);                            \
            words[at / WORD] = pack(flags);                                                    \
        }                                                                                      \
    }                                                                                          \
    static void range_##suffix(const type *cells, size_t count, uint64_t low, uint64_t span,   \
                               uint64_t *words)                                                \
    {                                                                                          \
        const type from = (type)low, more = (type)span;                                        \
        for (size_t at = 0; at < count; at += WORD) {                                          \
            uint8_t flags[WORD];                                                               \
            for (size_t i = 0; i < WORD; i++)                                                  \
                flags[i] = (uint8_t) - (int)((type)(cells[at + i] - from) <= more);            \
            words[at / WORD] = pack(flags);                                                    \
        }                                                                                      \
    }                                                                                          \
    static void cells_##suffix(const type *cells, size_t count, const sg_column_test *test,    \
                               uint64_t *words)                                                \
    {                                                                                          \
        const uint64_t *few = test->few;                                                       \
        if (test->kind == SG_MARK_RANGE)                                                       \
            range_##suffix(cells, count, test->low, test->span, words);                        \
        else if (few[0] == few[1] && few[0] == few[2] && few[0] == few[3])                     \
            one_##suffix(cells, count, few[0], words);                                         \
        else                                                                                   \
            few_##suffix(cells, count, few, words);                                            \
    }

#ifdef __SSE2__
/* Cells of a byte, as most columns of few values have, are compared sixteen at a time, and the comparisons are
 * the flags: the compiler would put them into memory first. */
#define BYTES(name, comparison)                                                                \
    static inline uint64_t name##_at(const uint8_t *cells, const __m128i wanted[SG_FEW_CELLS]) \
    {                                                                                          \
        const __m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)cells);         \
        return (uint32_t)_mm_movemask_epi8(comparison);                                        \
    }                                                                                          \
    static void name(const uint8_t *cells, size_t count, const __m128i wanted[SG_FEW_CELLS],   \
                     uint64_t *words)                                                          \
    {                                                                                          \
        for (size_t at = 0; at < count; at += WORD)                                            \
            words[at / WORD] = name##_at(cells + at, wanted) |                                 \
                               name##_at(cells + at + 16, wanted) << 16 |                      \
                               name##_at(cells + at + 32, wanted) << 32 |                      \
                               name##_at(cells + at + 48, wanted) << 48;                       \
    }

BYTES(bytes_one, _mm_cmpeq_epi8(sixteen, wanted[0]))
BYTES(bytes_few, _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(sixteen, wanted[0]),
                                           _mm_cmpeq_epi8(sixteen, wanted[1])),
                              _mm_or_si128(_mm_cmpeq_epi8(sixteen, wanted[2]),
                                           _mm_cmpeq_epi8(sixteen, wanted[3]))))
/* From wanted[0] on, up to wanted[1] above it. */
BYTES(bytes_range, _mm_cmpeq_epi8(_mm_min_epu8(_mm_sub_epi8(sixteen, wanted[0]), wanted[1]),
                                  _mm_sub_epi8(sixteen, wanted[0])))

static void cells_u8(const uint8_t *cells, size_t count, const sg_column_test *test,
                     uint64_t *words)
{
    const uint64_t *few = test->few;
    __m128i wanted[SG_FEW_CELLS];

    for (int i = 0; i < SG_FEW_CELLS; i++)
        wanted[i] = _mm_set1_epi8((char)few[i]);
    if (test->kind == SG_MARK_RANGE) {
        wanted[0] = _mm_set1_epi8((char)test->low);
        wanted[1] = _mm_set1_epi8((char)test->span);
        bytes_range(cells, count, wanted, words);
    } else if (few[0] == few[1] && few[0] == few[2] && few[0] == few[3]) {
        bytes_one(cells, count, wanted, words);
    } else {
        bytes_few(cells, count, wanted, words);
    }
}
#else
MARKS(u8, uint8_t)
#endif
MARKS(u16, uint16_t)
MARKS(u32, uint32_t)
MARKS(u64, uint64_t)

#define TABLES(suffix, type)                                                                   \
    static void table_##suffix(const type *cells, size_t count, const uint8_t *table,          \
                               uint64_t *words)                                                \
    {                                                                                          \
        for (size_t at = 0; at < count; at += WORD) {                                          \
            uint8_t flags[WORD];                                                               \
            for (size_t i = 0; i < WORD; i++)                                                  \
                flags[i] = table[cells[at + i]];                                               \
            words[at / WORD] = pack(flags);                                                    \
        }                                                                                      \
    }

TABLES(u8, uint8_t)
TABLES(u16, uint16_t)

static void reals(const double *cells, size_t count, double least, double most, uint64_t *words)
{
    for (size_t at = 0; at < count; at += WORD) {
        uint64_t word = 0;
        for (size_t i = 0; i < WORD; i++)
            word |= (uint64_t)((cells[at + i] >= least) & (cells[at + i] <= most)) << i;
        words[at / WORD] = word;
    }
}

static void full_words(const sg_column_test *test, uint32_t width, const void *cells,
                       size_t count, uint64_t *words)
{
    if (test->kind == SG_MARK_REALS)
        reals(cells, count, test->least, test->most, words);
    else if (test->kind == SG_MARK_TABLE && width == 1)
        table_u8(cells, count, test->table, words);
    else if (test->kind == SG_MARK_TABLE)
        table_u16(cells, count, test->table, words);
    else if (width == 1)
        cells_u8(cells, count, test, words);
    else if (width == 2)
        cells_u16(cells, count, test, words);
    else if (width == 4)
        cells_u32(cells, count, test, words);
    else
        cells_u64(cells, count, test, words);
}

/* Bits of `count` cells from cell `at` on; those past the end are 0. */
static void mark_cells(const sg_column *column, const sg_column_test *test, size_t at,
                       size_t count, uint64_t *words)
{
    const char *cells = (const char *)column->cells + at * column->width;
    size_t full = count / WORD * WORD, rest = count - full;
    uint64_t last[WORD] = { 0 }; /* the cells that do not make a word, of any width */

    full_words(test, column->width, cells, full, words);
    if (rest == 0)
        return;
    memcpy(last, cells + full * column->width, rest * column->width);
    full_words(test, column->width, last, WORD, words + full / WORD);
    words[full / WORD] &= UINT64_MAX >> (WORD - rest);
}

/* Cells of a bit are a bitmap already. */
static void mark_bits(const sg_column *column, const sg_column_test *test, size_t at,
                      size_t words, uint64_t *out)
{
    const uint64_t *bits = (const uint64_t *)column->cells + at / WORD;
    bool zero = false, one = false;

    if (test->kind == SG_MARK_RANGE) {
        zero = 0 - test->low <= test->span;
        one = 1 - test->low <= test->span;
    } else if (test->kind == SG_MARK_FEW) {
        for (int i = 0; i < SG_FEW_CELLS; i++) {
            zero |= test->few[i] == 0;
            one |= test->few[i] == 1;
        }
    }
    for (size_t i = 0; i < words; i++)
        out[i] = (one ? bits[i] : 0) | (zero ? ~bits[i] : 0);
}

/* --- ranks ----------------------------------------------------------------------------------------- */
/* Spreads the bits side by side in `packed` over the ones of `present`. */
static void spread(const uint64_t *present, size_t words, const uint64_t *packed, uint64_t *out)
{
    size_t at = 0;

    for (size_t i = 0; i < words; i++) {
        uint64_t word = 0;
        for (uint64_t rest = present[i]; rest; rest &= rest - 1, at++)
            if (sg_bit_test(packed, at))
                word |= rest & (0 - rest);
        out[i] = word;
    }
}

static void mark_ranked(const sg_column *column, const sg_column_test *test, uint32_t first,
                        uint32_t rows, uint64_t *words)
{
    uint64_t packed[RANKED / WORD];

    for (uint32_t at = 0; at < rows; at += RANKED) {
        uint32_t row = first + at, count = 0;
        size_t block = sg_bitmap_words(rows - at < RANKED ? rows - at : RANKED);
        const uint64_t *present = column->present + row / WORD;
        for (size_t i = 0; i < block; i++)
            count += sg_word_count(present[i]);
        mark_cells(column, test, sg_column_cell(column, row), count, packed);
        spread(present, block, packed, words + at / WORD);
    }
}

/* --- tests ----------------------------------------------------------------------------------------- */
sg_column_test sg_column_test_integers(const sg_column *column, int64_t least, int64_t most)
{
    sg_column_test test = { .kind = SG_MARK_NOTHING };

    if (least > most)
        return test;
    uint64_t span = (uint64_t)most - (uint64_t)least;
    if (column->width < 8) { /* a cell says less than 2^32 above the least */
        uint64_t cells = (UINT64_C(1) << (8 * column->width)) - 1;
        if (most < column->least)
            return test;
        if (least < column->least) {
            least = column->least;
            span = (uint64_t)most - (uint64_t)least;
        }
        if ((uint64_t)least - (uint64_t)column->least > cells)
            return test;
        uint64_t above = cells - ((uint64_t)least - (uint64_t)column->least);
        span = span < above ? span : above;
    }
    test.kind = SG_MARK_RANGE;
    test.low = (uint64_t)least - (uint64_t)column->least;
    test.span = span;
    return test;
}

/* What passes by its cell, before nulls and `outside`; bits of rows without a value may be anything. */
static void mark_values(const sg_column *column, const sg_column_test *test, uint32_t first,
                        uint32_t rows, uint64_t *words)
{
    size_t count = sg_bitmap_words(rows);

    if (test->kind == SG_MARK_NOTHING || test->kind == SG_MARK_PRESENT)
        memset(words, test->kind == SG_MARK_PRESENT ? 0xff : 0, count * sizeof *words);
    else if (column->width == 0)
        mark_bits(column, test, first, count, words);
    else if (column->ranks)
        mark_ranked(column, test, first, rows, words);
    else
        mark_cells(column, test, first, rows, words);
}

void sg_column_mark(const sg_column *column, const sg_column_test *test, uint32_t first,
                    uint32_t rows, uint64_t *words)
{
    size_t count = sg_bitmap_words(rows);
    uint64_t flip = test->outside ? UINT64_MAX : 0, nulls = test->nulls ? UINT64_MAX : 0;

    if (rows == 0)
        return;
    mark_values(column, test, first, rows, words);
    if (column->present) {
        const uint64_t *present = column->present + first / WORD;
        for (size_t i = 0; i < count; i++)
            words[i] = ((words[i] ^ flip) & present[i]) | (nulls & ~present[i]);
    } else if (flip) {
        for (size_t i = 0; i < count; i++)
            words[i] = ~words[i];
    }
    if (rows % WORD)
        words[count - 1] &= UINT64_MAX >> (WORD - rows % WORD);
}

/* --- counting -------------------------------------------------------------------------------------- */
/* All cells of a word of rows. */
static void count_bytes(const uint8_t *cells, uint64_t *counts)
{
    for (int i = 0; i < WORD; i++)
        counts[cells[i]]++;
}

uint32_t sg_column_count(const sg_column *column, uint32_t first, uint32_t rows,
                         const uint64_t *words, uint64_t *counts)
{
    uint32_t without = 0;

    for (uint32_t at = 0; at < rows; at += WORD) {
        uint32_t row = first + at;
        uint64_t present = column->present ? column->present[row / WORD] : UINT64_MAX;
        uint64_t rest = words[at / WORD] & present;
        without += sg_word_count(words[at / WORD] & ~present);
        if (column->width == 0) {
            uint64_t ones = rest & ((const uint64_t *)column->cells)[row / WORD];
            counts[1] += sg_word_count(ones);
            counts[0] += sg_word_count(rest ^ ones);
            continue;
        }
        if (rest == UINT64_MAX && column->width == 1 && !column->ranks) {
            count_bytes((const uint8_t *)column->cells + row, counts);
            continue;
        }
        uint32_t base = column->ranks && rest ? sg_column_cell(column, row) : row;
        for (; rest; rest &= rest - 1) {
            uint32_t bit = sg_word_first(rest);
            uint32_t before =
                column->ranks ? sg_word_count(present & ((UINT64_C(1) << bit) - 1)) : bit;
            counts[sg_column_raw(column, base + before)]++;
        }
    }
    return without;
}

/* --- one row of each ------------------------------------------------------------------------------- */
static bool note_row(const sg_graph *graph, const sg_column *column, bool of_edges,
                     uint32_t row, uint32_t *place)
{
    uint32_t id = column->first + row;

    if (*place != SG_NO_ID || !(of_edges ? sg_graph_edge_in_columns(graph, (sg_edge){ id })
                                         : sg_graph_node_in_columns(graph, (sg_node){ id })))
        return false;
    *place = row;
    return true;
}

/* Of a column of bits with a cell for each row, of which none has changed: words are passed by. */
static void bit_examples(const sg_column *column, uint32_t *rows, uint32_t *null_row)
{
    const uint64_t *words = column->cells, *present = column->present;
    bool wants_null = present != NULL;

    for (uint32_t row = 0;
         row < column->rows && (rows[0] == SG_NO_ID || rows[1] == SG_NO_ID || wants_null);
         row += 64) {
        uint64_t all =
            column->rows - row < 64 ? (UINT64_C(1) << (column->rows - row)) - 1 : UINT64_MAX;
        uint64_t missing = present ? all & ~present[row / 64] : 0;
        uint64_t set = words[row / 64] & all & ~missing;
        uint64_t clear = ~words[row / 64] & all & ~missing;
        if (missing && wants_null) {
            *null_row = row + sg_word_first(missing);
            wants_null = false;
        }
        if (set && rows[1] == SG_NO_ID)
            rows[1] = row + sg_word_first(set);
        if (clear && rows[0] == SG_NO_ID)
            rows[0] = row + sg_word_first(clear);
    }
}

void sg_column_examples(const sg_graph *graph, const sg_column *column, bool of_edges,
                        uint32_t *rows, uint32_t *null_row)
{
    uint32_t left = column->distinct, cell = 0;
    bool wants_null = column->present != NULL;

    *null_row = SG_NO_ID;
    if (column->width == 0 && !column->ranks && sg_graph_is_frozen(graph)) {
        bit_examples(column, rows, null_row);
        return;
    }
    for (uint32_t row = 0; row < column->rows && (left > 0 || wants_null); row++) {
        if (!sg_column_has(column, row)) {
            if (wants_null)
                wants_null = !note_row(graph, column, of_edges, row, null_row);
            continue;
        }
        uint64_t raw = sg_column_raw(column, column->ranks ? cell : row);
        left -= note_row(graph, column, of_edges, row, &rows[raw]);
        cell++;
    }
}
