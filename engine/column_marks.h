/* column_marks.h - which rows of a column pass a test: cells in, one bit a row out.
 *
 *     cells   3 1 1 0 3 2 ...      one byte each, a code of the dictionary
 *     test    cell = 1
 *     words   0 1 1 0 0 0 ...      64 rows a word
 *
 * A test is about cells as they stand in memory; whoever knows what they mean (a predicate of a
 * query, by distinct value) makes one per column.  The loops are about one width each, without a
 * branch, so that the compiler does 16 cells and more in one instruction: they are as fast as memory
 * is read.
 */
#ifndef SG_COLUMN_MARKS_H
#define SG_COLUMN_MARKS_H

#include "engine/graph.h"

enum { SG_FEW_CELLS = 4 };

typedef enum sg_mark_kind {
    SG_MARK_NOTHING, /* no row with a value */
    SG_MARK_PRESENT, /* every row with a value */
    SG_MARK_FEW,     /* the cell is one of `few` */
    SG_MARK_RANGE,   /* it is one of `span` + 1 from `low` on, modulo 2^64 */
    SG_MARK_TABLE,   /* table[cell] is 255 and not 0; of cells of 1 or 2 bytes */
    SG_MARK_REALS,   /* of floats: it is neither below `least` nor above `most` */
} sg_mark_kind;

typedef struct sg_column_test {
    sg_mark_kind kind;
    bool outside; /* the rows whose cell does not pass, instead; NaN is no float that does */
    bool nulls;   /* and the rows without a value */
    uint64_t few[SG_FEW_CELLS]; /* all used: repeated where there are less */
    uint64_t low, span;
    const uint8_t *table; /* 2^(8 * width) */
    double least, most;
} sg_column_test;

/* The truths of rows as they stand in a column of bits: those of rows without a value are masked. */
typedef struct sg_column_bits {
    const uint64_t *words;
    const uint64_t *present; /* NULL: all rows have a value */
} sg_column_bits;

static inline uint64_t sg_column_bits_word(sg_column_bits bits, uint32_t word)
{
    return bits.present ? bits.words[word] & bits.present[word] : bits.words[word];
}

/* Integers from `least` to `most` in a column of integers, as a test of its cells. */
sg_column_test sg_column_test_integers(const sg_column *column, int64_t least, int64_t most);

/* The rows [first, first + rows) that pass, as bits of `words` from 0 on, which are overwritten; bits past
 * the end are 0.  `first` is a multiple of 64.  Cells of a bit are 0 and 1. */
void sg_column_mark(const sg_column *column, const sg_column_test *test, uint32_t first,
                    uint32_t rows, uint64_t *words);

/* Adds to counts[cell] how many of the rows marked in `words` (laid out as above) have that cell.
 * Of columns with cells of a bit, 1 or 2 bytes.  Returns how many of the rows have no value. */
uint32_t sg_column_count(const sg_column *column, uint32_t first, uint32_t rows,
                         const uint64_t *words, uint64_t *counts);

/* For each cell that occurs a row that has it, and a row without a value; SG_NO_ID where there is none.
 * `rows` has room for all that a cell of a bit, 1 or 2 bytes may be, and is SG_NO_ID throughout before.
 * Rows that changes have taken out of the columns are passed over; `of_edges` tells whose column it is. */
void sg_column_examples(const sg_graph *graph, const sg_column *column, bool of_edges,
                        uint32_t *rows, uint32_t *null_row);

#endif
