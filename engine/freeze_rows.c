/* freeze_rows.c - makes the index from node to row for every type and direction.
 *
 * Of the three forms the one that is cheapest is taken, where a byte of a form that is slower to
 * read weighs more: a dense index is one load, bits are three, a list is a binary search.
 */
#include "engine/base/bitmap.h"
#include "engine/freeze.h"

#define BITS_WEIGHT 2
#define LIST_WEIGHT 4

/* How many different nodes have a row; `rows` ascends. */
static uint32_t count_rows(const uint32_t *rows, uint32_t count)
{
    uint32_t different = 0;

    for (uint32_t i = 0; i < count; i++)
        different += i == 0 || rows[i] != rows[i - 1];
    return different;
}

static sg_row_index choose_form(const uint32_t *rows, uint32_t count)
{
    if (count == 0)
        return (sg_row_index){ .form = SG_ROWS_LIST };
    uint32_t first = rows[0], last = rows[count - 1] + 1;
    uint32_t window = last - first, different = count_rows(rows, count);
    uint64_t dense = sg_row_index_words(SG_ROWS_DENSE, window, window);
    uint64_t bits = sg_row_index_words(SG_ROWS_BITS, window, different) * BITS_WEIGHT;
    uint64_t list = sg_row_index_words(SG_ROWS_LIST, window, different) * LIST_WEIGHT;
    sg_row_form form = SG_ROWS_DENSE;

    if (bits < dense && bits <= list)
        form = SG_ROWS_BITS;
    else if (list < dense)
        form = SG_ROWS_LIST;
    return (sg_row_index){ .form = (uint32_t)form,
                           .first = first,
                           .last = last,
                           .rows = form == SG_ROWS_DENSE ? window : different };
}

static void fill_dense(const sg_row_index *index, uint32_t *offsets, const uint32_t *rows,
                       uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        offsets[rows[i] - index->first + 1]++;
    for (uint32_t i = 0; i < index->rows; i++)
        offsets[i + 1] += offsets[i];
}

/* Notes where each row begins; returns how many there are. */
static uint32_t fill_offsets(uint32_t *offsets, const uint32_t *rows, uint32_t count)
{
    uint32_t row = 0;

    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || rows[i] != rows[i - 1])
            offsets[row++] = i;
    offsets[row] = count;
    return row;
}

static void fill_bits(const sg_row_index *index, sg_row_block *blocks, const uint32_t *rows,
                      uint32_t count)
{
    uint32_t number = (index->last - 1 - index->first) / 64 + 1;
    uint32_t *offsets = (uint32_t *)(void *)(blocks + number);
    uint32_t rank = 0;

    fill_offsets(offsets, rows, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = rows[i] - index->first;
        blocks[place / 64].bits |= UINT64_C(1) << (place % 64);
    }
    for (uint32_t i = 0; i < number; i++) {
        blocks[i].rank = rank;
        rank += sg_word_count(blocks[i].bits);
    }
}

static void fill_list(const sg_row_index *index, uint32_t *nodes, const uint32_t *rows,
                      uint32_t count)
{
    uint32_t *offsets = nodes + index->rows;
    uint32_t number = fill_offsets(offsets, rows, count);

    for (uint32_t row = 0; row < number; row++)
        nodes[row] = rows[offsets[row]];
}

static void fill_index(const sg_row_index *index, uint64_t *words, const uint32_t *rows,
                       uint32_t count)
{
    void *place = words + index->place;

    if (count == 0) /* then the index has no words either */
        return;
    switch ((sg_row_form)index->form) {
    case SG_ROWS_DENSE:
        fill_dense(index, place, rows, count);
        break;
    case SG_ROWS_BITS:
        fill_bits(index, place, rows, count);
        break;
    case SG_ROWS_LIST:
        fill_list(index, place, rows, count);
        break;
    }
}

sg_status sg_freeze_rows(sg_freeze *freeze, const uint32_t *out_rows, const uint32_t *in_rows)
{
    const uint32_t *rows[2] = { out_rows, in_rows };
    const uint32_t *first = freeze->type_first;
    sg_row_index *indexes;
    void *items, *words;
    uint64_t total = 0;

    SG_TRY(
        sg_freeze_section(freeze, SG_SECTION_ROW_INDEXES, (size_t)freeze->types * 2, &items));
    indexes = items;
    for (uint32_t i = 0; i < freeze->types * 2; i++) {
        uint32_t type = i / 2;
        indexes[i] = choose_form(rows[i % 2] + first[type], first[type + 1] - first[type]);
        indexes[i].place = total;
        total += sg_row_index_words((sg_row_form)indexes[i].form,
                                    indexes[i].last - indexes[i].first, indexes[i].rows);
    }
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_ROW_WORDS, (size_t)total, &words));
    for (uint32_t i = 0; i < freeze->types * 2; i++) {
        uint32_t type = i / 2;
        fill_index(&indexes[i], words, rows[i % 2] + first[type],
                   first[type + 1] - first[type]);
    }
    return SG_OK;
}
