/* stream_records.c - the combinations of properties of a type's relationships, each kept once as bytes.
 *
 *     a column    a byte that tells whether there is a value, then
 *                 a boolean 1 B | a number 8 B | a text, or an encoded value: length 4 B and the bytes
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/stream_internal.h"

static void add_text(sg_buffer *out, sg_str text)
{
    uint32_t length = (uint32_t)text.length;

    sg_buffer_add(out, (sg_str){ (const char *)&length, sizeof(length) });
    sg_buffer_add(out, text);
}

static sg_status add_value(sg_stream *stream, sg_column_kind kind, sg_value value,
                           sg_buffer *out)
{
    sg_str text;

    if (!sg_stream_is_kind(value, kind))
        return sg_fail(stream->err, SG_EINVAL, "a property is of another kind than announced");
    sg_buffer_char(out, !sg_is_null(value));
    if (sg_is_null(value))
        return SG_OK;
    switch (kind) {
    case SG_COLUMN_BIT:
        sg_buffer_char(out, value.boolean);
        return SG_OK;
    case SG_COLUMN_INTEGER:
        sg_buffer_add(out, (sg_str){ (const char *)&value.integer, sizeof(value.integer) });
        return SG_OK;
    case SG_COLUMN_FLOAT:
        sg_buffer_add(out, (sg_str){ (const char *)&value.real, sizeof(value.real) });
        return SG_OK;
    case SG_COLUMN_STRING:
        add_text(out, sg_value_str(value));
        return SG_OK;
    case SG_COLUMN_ENCODED:
        break;
    }
    SG_TRY(sg_stream_encode(stream, value, &text));
    add_text(out, text);
    return SG_OK;
}

static sg_status intern(sg_stream *stream, sg_stream_records *records, sg_str bytes,
                        uint32_t *record)
{
    uint64_t hash = sg_hash_str(bytes);
    size_t probe = 0;

    while (sg_slots_next(&records->slots, hash, &probe, record))
        if (sg_str_equal(records->texts.items[*record], bytes))
            return SG_OK;
    sg_str kept = sg_arena_copy(stream->arena, bytes);
    *record = (uint32_t)records->texts.count;
    return kept.bytes && sg_array_push(&records->texts, kept) == SG_OK &&
                   sg_array_push(&records->uses, 0) == SG_OK &&
                   sg_slots_add(&records->slots, hash, *record) == SG_OK
               ? SG_OK
               : sg_fail_memory(stream->err);
}

sg_status sg_stream_record_of(sg_stream *stream, sg_stream_type *type,
                              const sg_stream_table *table, const sg_value *values,
                              uint32_t *record)
{
    sg_buffer *bytes = &stream->record;

    sg_buffer_clear(bytes);
    for (uint32_t i = 0; i < table->column_count; i++)
        SG_TRY(add_value(stream, type->owner.columns.items[table->columns[i]].kind, values[i],
                         bytes));
    if (bytes->status != SG_OK)
        return sg_fail_memory(stream->err);
    return intern(stream, &type->records, sg_buffer_str(bytes), record);
}

/* The bytes of a column in a record, without the one that tells whether there is a value; NULL: none. */
static const char *find_cell(const sg_stream_type *type, uint32_t record, uint32_t column,
                             sg_str *text)
{
    const char *at = type->records.texts.items[record].bytes;

    for (uint32_t i = 0;; i++) {
        sg_column_kind kind = type->owner.columns.items[i].kind;
        const char *cell = at + 1;
        uint32_t length = kind == SG_COLUMN_BIT ? 1 : 8;
        if (*at && sg_bulk_has_strings(kind)) {
            memcpy(&length, cell, sizeof(length));
            cell += sizeof(length);
        }
        *text = (sg_str){ cell, length };
        if (i == column)
            return *at ? cell : NULL;
        at = *at ? cell + length : cell;
    }
}

bool sg_stream_has(const sg_stream_type *type, uint32_t record, uint32_t column)
{
    sg_str text;

    return find_cell(type, record, column, &text) != NULL;
}

sg_status sg_stream_read_record(sg_stream *stream, const sg_stream_type *type, uint32_t record,
                                uint32_t column, uint64_t *value, bool *has)
{
    sg_column_kind kind = type->owner.columns.items[column].kind;
    sg_str text;
    const char *cell = find_cell(type, record, column, &text);
    uint32_t code;

    *has = cell != NULL;
    *value = 0;
    if (!cell)
        return SG_OK;
    if (sg_bulk_has_strings(kind)) {
        SG_TRY(sg_stream_code(stream, text, &code));
        *value = code;
    } else if (kind == SG_COLUMN_BIT) {
        *value = *cell != 0;
    } else {
        memcpy(value, cell, sizeof(*value));
    }
    return SG_OK;
}
