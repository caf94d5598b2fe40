/* csv_symbols.c - labels and types: of all rows of a table, or from a column. */
#include "engine/base/short.h"
#include "exchange/csv_internal.h"

enum { MOST_LABELS = 255 };

/* Splits at `separator` and adds to `labels` what is not empty; false when there are too many. */
static bool add_labels(sg_str text, char separator, sg_str *labels, size_t *count)
{
    while (text.length > 0) {
        sg_str rest, label = sg_str_trim(sg_str_cut(text, separator, &rest));
        text = rest;
        if (label.length == 0)
            continue;
        if (*count == MOST_LABELS)
            return false;
        labels[(*count)++] = label;
    }
    return true;
}

sg_status sg_csv_set_of(sg_csv_reading *reading, sg_str labels, sg_str more, uint32_t *set)
{
    sg_str names[MOST_LABELS];
    size_t count = 0;

    if (!add_labels(labels, ':', names, &count) ||
        !add_labels(more, reading->options.array_delimiter, names, &count))
        return SG_ELIMIT;
    return sg_bulk_set(reading->bulk, names, count, set);
}

/* Symbols follow each other in long runs: the text before answers for the same again. */
sg_status sg_csv_labels(sg_csv_reading *reading, sg_csv_part *part, uint32_t column)
{
    sg_csv_worker *worker = part->worker;
    uint32_t *sets = part->table->sets + part->row;
    sg_str before = { NULL, 0 };

    for (uint32_t row = 0; row < part->rows; row++) {
        sg_str text;
        bool quoted;
        SG_TRY(sg_csv_text(part, row, column, worker->scratch, &text, &quoted));
        if (before.bytes && sg_short_equal(before, text)) {
            sets[row] = sets[row - 1];
            continue;
        }
        sg_status status = sg_csv_set_of(reading, part->table->symbols, text, &sets[row]);
        if (status != SG_OK)
            return sg_csv_fail(part->file, sg_csv_raw_at(part, row, column).bytes,
                               &worker->error, status, "there are too many labels");
        before = text;
    }
    return SG_OK;
}

sg_status sg_csv_types(sg_csv_reading *reading, sg_csv_part *part, uint32_t column,
                       uint16_t *types)
{
    sg_csv_worker *worker = part->worker;
    sg_str before = { NULL, 0 };

    for (uint32_t row = 0; row < part->rows; row++) {
        uint32_t type;
        sg_str text;
        bool quoted;
        SG_TRY(sg_csv_text(part, row, column, worker->scratch, &text, &quoted));
        if (before.bytes && sg_short_equal(before, text)) {
            types[row] = types[row - 1];
            continue;
        }
        const char *place = sg_csv_raw_at(part, row, column).bytes;
        sg_str name = text.length > 0 ? text : part->table->symbols;
        if (name.length == 0)
            return sg_csv_fail(part->file, place, &worker->error, SG_EINVAL,
                               "the relationship has no type");
        sg_status status = sg_bulk_type(reading->bulk, name, &type);
        if (status != SG_OK)
            return sg_csv_fail(part->file, place, &worker->error, status,
                               "there are too many types of relationships");
        types[row] = (uint16_t)type;
        before = text;
    }
    return SG_OK;
}
