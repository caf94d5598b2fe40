/* freeze_codes.c - turns the builder's string codes in the columns into the graph's, and counts the
 * distinct values of every column while it passes. */
#include "engine/base/bitmap.h"
#include "engine/freeze.h"

typedef struct column_coder {
    sg_freeze *freeze;
    uint64_t *words;
    uint32_t *seen; /* by builder string: the column that had it last + 1 */
    uint32_t column;
} column_coder;

/* Absent rows hold code 0, as they did before. */
static uint32_t recode(column_coder *coder, const sg_wide_column *column, uint32_t rows)
{
    uint32_t *codes = (uint32_t *)(void *)(coder->words + column->cells);
    uint32_t distinct = 0;

    for (uint32_t row = 0; row < rows; row++) {
        if (!sg_wide_has(coder->words, column, row))
            continue;
        uint32_t *seen = &coder->seen[codes[row]];
        distinct += *seen != coder->column + 1;
        *seen = coder->column + 1;
        codes[row] = sg_freeze_code(coder->freeze, codes[row]);
    }
    return distinct;
}

static uint32_t distinct_bits(const uint64_t *words, const sg_wide_column *column,
                              uint32_t rows)
{
    const uint64_t *bits = words + column->cells;
    bool found[2] = { false, false };

    for (uint32_t row = 0; row < rows; row++)
        if (sg_wide_has(words, column, row))
            found[sg_bit_test(bits, row)] = true;
    return (uint32_t)found[0] + found[1];
}

/* An upper bound: as many as there are rows, or integers between the least and the greatest. */
static uint32_t distinct_integers(const uint64_t *words, const sg_wide_column *column,
                                  uint32_t rows)
{
    const int64_t *integers = (const int64_t *)(const void *)(words + column->cells);
    int64_t least = INT64_MAX, greatest = INT64_MIN;

    for (uint32_t row = 0; row < rows; row++) {
        if (!sg_wide_has(words, column, row))
            continue;
        least = integers[row] < least ? integers[row] : least;
        greatest = integers[row] > greatest ? integers[row] : greatest;
    }
    uint64_t between = (uint64_t)greatest - (uint64_t)least;
    return between < column->distinct ? (uint32_t)between + 1 : column->distinct;
}

static uint32_t distinct_values(const uint64_t *words, const sg_wide_column *column,
                                uint32_t rows)
{
    switch ((sg_column_kind)column->kind) {
    case SG_COLUMN_BIT:
        return distinct_bits(words, column, rows);
    case SG_COLUMN_INTEGER:
        return distinct_integers(words, column, rows);
    case SG_COLUMN_FLOAT:
    case SG_COLUMN_STRING:
    case SG_COLUMN_ENCODED:
        break;
    }
    return column->distinct;
}

static void finish_column(column_coder *coder, sg_wide_column *column, uint32_t rows)
{
    if (column->kind == SG_COLUMN_STRING || column->kind == SG_COLUMN_ENCODED)
        column->distinct = recode(coder, column, rows);
    else
        column->distinct = distinct_values(coder->words, column, rows);
    coder->column++;
}

/* `first`: by owner, its first row. */
static void finish_columns(column_coder *coder, sg_wide_columns columns, const uint32_t *first)
{
    for (size_t i = 0; i < columns.count; i++) {
        uint32_t owner = columns.items[i].owner;
        finish_column(coder, &columns.items[i], first[owner + 1] - first[owner]);
    }
}

sg_status sg_freeze_codes(sg_freeze *freeze)
{
    column_coder coder = { .freeze = freeze };

    coder.words = freeze->wide;
    coder.seen = sg_freeze_array(freeze, uint32_t, sg_strings_count(&freeze->builder->strings));
    if (!coder.seen)
        return sg_fail_memory(freeze->err);
    finish_columns(&coder, freeze->node_columns, freeze->set_first);
    finish_columns(&coder, freeze->edge_columns, freeze->type_first);
    return SG_OK;
}
