/* row_picks.c - wanted rows are listed, then found: in bits by selecting, in tables by looking. */
#include "engine/row_picks.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* --- plain ----------------------------------------------------------------------------------------- */
uint32_t sg_row_picks_plain(const sg_met_piece *pieces, uint32_t count,
                            sg_row_pick out[SG_ROW_PICKS])
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < count; i++) {
        sg_range rows[SG_ROWS_PIECE];
        uint32_t some = sg_rows_some(&pieces[i].piece, pieces[i].rows, rows);
        for (uint32_t k = 0; k < some; k++)
            out[found++] = (sg_row_pick){ pieces[i].piece.others + rows[k].first,
                                          rows[k].last - rows[k].first };
    }
    return found;
}

/* --- BMI2 ------------------------------------------------------------------------------------------ */
#if defined(__x86_64__)
#define SELECTS __attribute__((target("bmi,bmi2,popcnt")))

enum { WORDS = (SG_ROW_BLOCK + SG_ROW_UNARY) / 64 }; /* of a piece in bits, at most */

/* A row that is wanted: of which piece, and which of that. */
typedef struct {
    uint8_t piece, row;
} place;

/* A piece in bits: byte i says how many rows end in the words 0 to i. */
typedef struct {
    const uint64_t *data;
    const uint32_t *others;
    uint64_t ended;
} bits;

/* The rows that are wanted of the pieces, first those of pieces in bits. */
typedef struct {
    bits bits[SG_PICKED_PIECES];
    uint32_t bits_count;
    uint8_t tables[SG_PICKED_PIECES]; /* pieces in another form, by number */
    uint32_t table_count;
    place rows[SG_ROW_PICKS + 3]; /* list() writes four at once */
} picks;

/* Most pieces have no more than four. */
SELECTS static uint32_t list(uint64_t rows, uint32_t piece, place *out)
{
    enum { AT_ONCE = 4 };
    uint32_t count = (uint32_t)__builtin_popcountll(rows);

    for (;; out += AT_ONCE) {
        for (int i = 0; i < AT_ONCE; i++, rows &= rows - 1)
            out[i] = (place){ (uint8_t)piece, (uint8_t)_tzcnt_u64(rows) };
        if (!rows)
            return count;
    }
}

SELECTS static inline uint64_t count_in(const uint64_t *data, uint32_t word)
{
    return (uint64_t)__builtin_popcountll(data[word]) << (8 * word);
}

/* As many words are counted of any piece; what is read behind the last one is not used. */
SELECTS static uint64_t count_ended(const uint64_t *data, uint32_t words)
{
    uint64_t ended = count_in(data, 0) | count_in(data, 1) | count_in(data, 2) |
                     count_in(data, 3) | count_in(data, 4) | count_in(data, 5) |
                     count_in(data, 6) | count_in(data, 7);

    return (ended & UINT64_MAX >> (64 - 8 * words)) * UINT64_C(0x0101010101010101);
}

static bool is_in_bits(const sg_rows_piece *piece)
{
    return piece->packed && piece->edges <= SG_ROW_UNARY && piece->end - piece->packed >= WORDS;
}

/* Lists the rows of pieces in bits, and the other pieces; returns how many rows. */
SELECTS static uint32_t list_bits(const sg_met_piece *pieces, uint32_t count, picks *out)
{
    uint32_t rows = 0;

    for (uint32_t i = 0; i < count; i++) {
        const sg_rows_piece *piece = &pieces[i].piece;
        if (!is_in_bits(piece)) {
            out->tables[out->table_count++] = (uint8_t)i;
            continue;
        }
        out->bits[out->bits_count] =
            (bits){ piece->packed, piece->others,
                    count_ended(piece->packed, sg_row_block_words(piece->edges)) };
        rows += list(pieces[i].rows, out->bits_count++, out->rows + rows);
    }
    return rows;
}

/* Where the row ends, in bits: those of as many words lie before as bytes are not above the row. */
SELECTS static inline uint32_t end_of(const bits *piece, uint32_t row)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint32_t word = (uint32_t)__builtin_popcountll(((row * ones | tops) - piece->ended) & tops);
    uint32_t before = (uint32_t)(piece->ended << 8 >> (8 * word) & 0xff);

    return word * 64 +
           (uint32_t)_tzcnt_u64(_pdep_u64(UINT64_C(1) << (row - before), piece->data[word]));
}

SELECTS static void find_in_bits(const picks *self, uint32_t count, sg_row_pick *out)
{
    for (uint32_t i = 0; i < count; i++) {
        const bits *piece = &self->bits[self->rows[i].piece];
        uint32_t row = self->rows[i].row, before = end_of(piece, row - (row > 0)) + 1;
        uint32_t begin = row > 0 ? before - row : 0;
        out[i] = (sg_row_pick){ piece->others + begin, end_of(piece, row) - row - begin };
    }
}

SELECTS static uint32_t pick_selecting(const sg_met_piece *pieces, uint32_t count,
                                       sg_row_pick out[SG_ROW_PICKS])
{
    picks self;

    self.bits_count = self.table_count = 0;
    uint32_t found = list_bits(pieces, count, &self), rows = 0;
    find_in_bits(&self, found, out);
    for (uint32_t i = 0; i < self.table_count; i++)
        rows += list(pieces[self.tables[i]].rows, self.tables[i], self.rows + rows);
    for (uint32_t i = 0; i < rows; i++, found++) {
        const sg_rows_piece *piece = &pieces[self.rows[i].piece].piece;
        sg_range row = sg_rows_place(piece, self.rows[i].row);
        out[found] = (sg_row_pick){ piece->others + row.first, row.last - row.first };
    }
    return found;
}
#endif

sg_row_picker *sg_row_picker_here(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt"))
        return pick_selecting;
#endif
    return sg_row_picks_plain;
}
