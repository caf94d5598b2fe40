/* csv_ids.c - ids of nodes: fields to words, and words to nodes.
 *
 *     numbers that are dense    direct[word]                    one load
 *     all else                  slots[hash of word] ...         many at a time, fetched ahead
 *
 * A text is a word by its string, so that no table compares bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "exchange/csv_eight.h"
#include "exchange/csv_internal.h"

enum {
    SPARSE = 4, /* a direct table may be so many times as large as what is in it */
    AHEAD = 32,
};

sg_status sg_csv_words(sg_csv_reading *reading, sg_csv_part *part, uint32_t column,
                       sg_bulk_mode mode)
{
    sg_csv_worker *worker = part->worker;
    size_t count = 0;

    if (sg_array_reserve(&worker->words, part->rows) != SG_OK ||
        sg_array_reserve(&worker->texts, part->rows) != SG_OK ||
        sg_array_reserve(&worker->rows, part->rows) != SG_OK ||
        sg_array_reserve(&worker->strings, part->rows) != SG_OK)
        return sg_fail_memory(&worker->error);
    for (uint32_t row = 0; row < part->rows; row++) {
        bool quoted;
        sg_str text;
        SG_TRY(sg_csv_text(part, row, column, worker->kept, &text, &quoted));
        if (sg_csv_number(text, &worker->words.items[row]))
            continue;
        if (text.length == 0)
            return sg_csv_fail(part->file, text.bytes, &worker->error, SG_EINVAL,
                               "the id is empty");
        worker->texts.items[count] = text;
        worker->rows.items[count++] = row;
    }
    sg_status status = sg_bulk_intern(reading->bulk, worker->recent, mode, worker->texts.items,
                                      count, worker->strings.items);
    if (status != SG_OK)
        return sg_fail(&worker->error, status, "there are too many ids");
    for (size_t i = 0; i < count; i++)
        worker->words.items[worker->rows.items[i]] = SG_CSV_IS_TEXT | worker->strings.items[i];
    return SG_OK;
}

/* --- tables ---------------------------------------------------------------------------------------- */

static struct sg_csv_id *find_slot(const sg_csv_space *space, uint64_t word)
{
    uint64_t at = sg_hash_int(word) & (space->slot_count - 1);

    while (space->slots[at].node != 0 && space->slots[at].word != word)
        at = (at + 1) & (space->slot_count - 1);
    return &space->slots[at];
}

/* The segment and place of the row that has the id, for a message. */
static sg_status fail_twice(sg_csv_reading *reading, const sg_csv_table *table, uint32_t row)
{
    sg_csv_worker *worker = &reading->workers[0];
    uint32_t segment = reading->files[table->first_file].first_segment, column = 0;
    sg_csv_part part;

    while (row - reading->segments.items[segment].row >= reading->segments.items[segment].rows)
        segment++;
    while (table->header.columns[column].role != SG_CSV_ID)
        column++;
    SG_TRY(sg_csv_split_segment(reading, segment, worker, &part));
    sg_str raw = sg_csv_raw_at(&part, row - part.row, column);
    return sg_csv_fail(part.file, raw.bytes, reading->err, SG_EINVAL,
                       "a node before this one has the id `%.*s` too; ids are unique%s",
                       SG_FMT(sg_str_slice(raw, 0, 200)),
                       table->header.columns[column].space.length ? " in their space" : "");
}

typedef struct space_size {
    uint64_t count, greatest;
    bool texts;
} space_size;

static space_size measure(const sg_csv_reading *reading, uint32_t space)
{
    space_size size = { 0 };

    for (uint32_t t = 0; t < reading->table_count; t++) {
        const sg_csv_table *table = &reading->tables[t];
        if (!table->ids || table->id_space != space)
            continue;
        size.count += table->rows;
        for (uint32_t row = 0; row < table->rows; row++) {
            uint64_t word = table->ids[row];
            if (word & SG_CSV_IS_TEXT)
                size.texts = true;
            else if (word > size.greatest)
                size.greatest = word;
        }
    }
    return size;
}

static sg_status make_table(sg_csv_reading *reading, sg_csv_space *space, space_size size)
{
    if (size.count == 0)
        return SG_OK;
    if (!size.texts && size.greatest / SPARSE <= size.count) {
        space->direct_count = size.greatest + 1;
        space->direct = sg_bulk_array(reading->bulk, uint32_t, space->direct_count);
        return space->direct ? SG_OK : SG_ENOMEM;
    }
    space->slot_count = 16;
    while (space->slot_count < size.count * 2)
        space->slot_count *= 2;
    space->slots = sg_bulk_array(reading->bulk, struct sg_csv_id, space->slot_count);
    return space->slots ? SG_OK : SG_ENOMEM;
}

/* `numbers` are the nodes of the table's rows. */
static sg_status add_ids(sg_csv_reading *reading, sg_csv_space *space,
                         const sg_csv_table *table, const uint32_t *numbers)
{
    for (uint32_t row = 0; row < table->rows; row++) {
        uint64_t word = table->ids[row];
        uint32_t *node;
        if (space->direct) {
            node = &space->direct[word];
        } else {
            if (row + AHEAD < table->rows)
                __builtin_prefetch(&space->slots[sg_hash_int(table->ids[row + AHEAD]) &
                                                 (space->slot_count - 1)],
                                   1);
            struct sg_csv_id *slot = find_slot(space, word);
            slot->word = word;
            node = &slot->node;
        }
        if (*node != 0)
            return fail_twice(reading, table, row);
        *node = numbers[row] + 1;
    }
    return SG_OK;
}

sg_status sg_csv_index_ids(sg_csv_reading *reading)
{
    for (uint32_t s = 0; s < reading->spaces.count; s++) {
        sg_csv_space *space = &reading->spaces.items[s];
        uint32_t first_row = 0;
        if (make_table(reading, space, measure(reading, s)) != SG_OK)
            return sg_fail_memory(reading->err);
        for (uint32_t t = 0; t < reading->table_count; t++) {
            const sg_csv_table *table = &reading->tables[t];
            if (table->header.of_edges)
                continue;
            if (table->ids && table->id_space == s)
                SG_TRY(add_ids(reading, space, table, reading->numbers + first_row));
            first_row += table->rows;
        }
    }
    for (uint32_t t = 0; t < reading->table_count; t++) {
        sg_bulk_return(reading->bulk, reading->tables[t].ids);
        reading->tables[t].ids = NULL;
    }
    return SG_OK;
}

void sg_csv_forget_ids(sg_csv_reading *reading)
{
    for (uint32_t s = 0; s < reading->spaces.count; s++) {
        sg_csv_space *space = &reading->spaces.items[s];
        sg_bulk_return(reading->bulk, space->direct);
        sg_bulk_return(reading->bulk, space->slots);
        *space = (sg_csv_space){ .name = space->name };
    }
}

/* Numbers that are dense: each is one load, and none waits for another. */
static bool find_direct(const sg_csv_space *space, const uint64_t *words, size_t count,
                        uint32_t *nodes)
{
    size_t i = sg_csv_can_read_eight() ? count / SG_CSV_EIGHT * SG_CSV_EIGHT : 0;
    uint32_t missing =
        i > 0 && !sg_csv_find_eights(space->direct, space->direct_count, words, i, nodes);

    for (; i < count; i++) {
        uint32_t node = words[i] < space->direct_count ? space->direct[words[i]] : 0;
        missing += node == 0;
        nodes[i] = node - 1; /* 0, which is none, becomes SG_NO_ID */
    }
    return missing == 0;
}

bool sg_csv_find_nodes(const sg_csv_space *space, const uint64_t *words, size_t count,
                       uint32_t *nodes)
{
    uint32_t missing = 0;

    if (space->direct || !space->slots)
        return find_direct(space, words, count, nodes);
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(
                &space->slots[sg_hash_int(words[i + AHEAD]) & (space->slot_count - 1)]);
        uint32_t node = find_slot(space, words[i])->node;
        missing += node == 0;
        nodes[i] = node - 1;
    }
    return missing == 0;
}
