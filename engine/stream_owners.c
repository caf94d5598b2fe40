/* stream_owners.c - the columns of all label sets, then of all types, each in the order of its keys.
 *
 * Those of relationships are learnt from the records of the type, which are few beside its edges.
 */
#include <stdlib.h>

#include "engine/base/bitmap.h"
#include "engine/stream_internal.h"

/* --- sets -------------------------------------------------------------------------------------- */

/* Columns with values, in the order of their keys; returns how many. */
static uint32_t order_columns(const sg_stream *stream, const sg_stream_owner *owner,
                              uint32_t *order)
{
    const uint32_t *number = stream->bulk->freeze.key_number;
    uint32_t count = 0;

    for (uint32_t i = 0; i < owner->columns.count; i++) {
        uint32_t at = count;
        if (owner->columns.items[i].count == 0)
            continue;
        for (; at > 0 && number[owner->columns.items[order[at - 1]].key] >
                             number[owner->columns.items[i].key];
             at--)
            order[at] = order[at - 1];
        order[at] = i;
        count++;
    }
    return count;
}

/* The column that the claims of that sort are in, or SG_NO_ID. */
static uint32_t claims_of(const sg_stream *stream, const sg_stream_owner *set, int sort)
{
    static const sg_str names[SG_STREAM_CLAIMS] = { SG_STR_INIT(""), SG_STR_INIT("id"),
                                                    SG_STR_INIT("arn") };
    const sg_builder *builder = stream->bulk->names;

    for (uint32_t i = 0; i < set->columns.count; i++) {
        const sg_stream_kept *column = &set->columns.items[i];
        sg_str name =
            sg_strings_text(&builder->strings, builder->keys.names.items[column->key]);
        if (sort == 0 || (i > 0 && column->count > 0 && column->kind == SG_COLUMN_STRING &&
                          sg_str_equal(name, names[sort])))
            return i;
    }
    return SG_NO_ID;
}

/* Nodes of sets that have no such property claim nothing. */
static sg_status claim_nothing(sg_stream *stream, uint32_t queue, uint32_t rows)
{
    uint32_t none = SG_NO_ID;

    for (uint32_t row = 0; row < rows; row++)
        SG_TRY(sg_spill_append(stream->spill, queue, &none, sizeof(none), stream->err));
    return SG_OK;
}

static sg_status write_set(sg_stream_learning *self, uint32_t number, sg_growing *cells,
                           sg_column_entry **entries)
{
    sg_stream *stream = self->stream;
    sg_stream_owner *set = &stream->sets.items[stream->bulk->freeze.set_order[number]];
    uint32_t *order = sg_freeze_array(&stream->bulk->freeze, uint32_t, set->columns.count);
    uint32_t claims[SG_STREAM_CLAIMS];

    if (!order)
        return sg_fail_memory(stream->err);
    uint32_t count = order_columns(stream, set, order);
    for (int sort = 0; sort < SG_STREAM_CLAIMS; sort++) {
        claims[sort] = claims_of(stream, set, sort);
        if (claims[sort] == SG_NO_ID)
            SG_TRY(claim_nothing(stream, stream->claims[sort], set->rows));
    }
    for (uint32_t i = 0; i < count; i++) {
        const sg_stream_kept *column = &set->columns.items[order[i]];
        uint32_t queue = SG_NO_ID;
        for (int sort = 0; sort < SG_STREAM_CLAIMS; sort++)
            queue = claims[sort] == order[i] ? stream->claims[sort] : queue;
        SG_TRY(sg_stream_learn(self, column, number, set->rows));
        SG_TRY(sg_stream_learn_nodes(self, queue));
        SG_TRY(sg_stream_write_column(self, cells));
        sg_spill_drop(stream->spill, self->queue);
        *(*entries)++ = self->entry;
    }
    return SG_OK;
}

/* --- types ------------------------------------------------------------------------------------- */

/* Which relationships have the property: all of them, or it is looked up for each. */
static sg_status mark_rows(sg_stream_learning *self, const bool *has)
{
    sg_stream *stream = self->stream;

    for (uint32_t row = 0; row < self->rows; row++) {
        uint64_t record;
        SG_TRY(sg_spill_read_number(stream->spill, self->queue, &record, stream->err));
        if (has[record])
            sg_bit_set(self->present, row);
    }
    sg_spill_rewind(stream->spill, self->queue);
    return SG_OK;
}

static sg_status learn_records(sg_stream_learning *self, const sg_stream_type *type,
                               uint32_t column, bool *has)
{
    const sg_stream_records *records = &type->records;

    for (size_t i = 0; i < records->order.count; i++) {
        uint32_t record = records->order.items[i];
        SG_TRY(sg_stream_read_record(self->stream, type, record, column,
                                     &self->by_record[record], &has[record]));
        if (has[record])
            SG_TRY(sg_stream_note(self, self->by_record[record], records->uses.items[record]));
    }
    sg_spill_rewind(self->stream->spill, self->queue);
    return mark_rows(self, has);
}

static sg_status write_type(sg_stream_learning *self, uint32_t number, sg_growing *cells,
                            sg_column_entry **entries)
{
    sg_stream *stream = self->stream;
    sg_stream_type *type = &stream->types.items[stream->type_of[number]];
    size_t records = type->records.texts.count;
    uint32_t *order =
        sg_freeze_array(&stream->bulk->freeze, uint32_t, type->owner.columns.count);
    uint64_t *values = calloc(records + 1, sizeof(*values));
    bool *has = calloc(records + 1, sizeof(*has));
    sg_status status = order && values && has ? SG_OK : sg_fail_memory(stream->err);
    uint32_t count = status == SG_OK ? order_columns(stream, &type->owner, order) : 0;

    for (uint32_t i = 0; i < count && status == SG_OK; i++) {
        status = sg_stream_learn(self, &type->owner.columns.items[order[i]], number,
                                 (uint32_t)type->edges);
        self->by_record = values;
        self->records = records;
        self->queue = type->record_queue;
        if (status == SG_OK)
            status = learn_records(self, type, order[i], has);
        if (status == SG_OK)
            status = sg_stream_write_column(self, cells);
        *(*entries)++ = self->entry;
    }
    sg_spill_drop(stream->spill, type->record_queue);
    free(values);
    free(has);
    return status;
}

/* --- all --------------------------------------------------------------------------------------- */

/* Keys that something has get numbers; returns by section how many columns there are. */
static sg_status number_keys(sg_stream *stream, size_t *of_nodes, size_t *of_edges)
{
    sg_freeze *freeze = &stream->bulk->freeze;
    bool *used = sg_freeze_array(freeze, bool, stream->bulk->names->keys.names.count);

    *of_nodes = *of_edges = 0;
    if (!used)
        return sg_fail_memory(stream->err);
    for (size_t i = 0; i < stream->sets.count + stream->types.count; i++) {
        bool node = i < stream->sets.count;
        const sg_stream_owner *owner =
            node ? &stream->sets.items[i] : &stream->types.items[i - stream->sets.count].owner;
        for (size_t k = 0; k < owner->columns.count; k++) {
            if (owner->columns.items[k].count == 0)
                continue;
            used[owner->columns.items[k].key] = true;
            ++*(node ? of_nodes : of_edges);
        }
    }
    for (size_t i = 0; i < freeze->builder->cells.count; i++) /* of spans */
        used[sg_cell_key(freeze->builder->cells.items[i])] = true;
    return sg_freeze_keys(freeze, used);
}

/* The names of labels, types and keys have the first codes. */
static sg_status write_names(sg_stream *stream)
{
    sg_freeze *freeze = &stream->bulk->freeze;

    SG_TRY(sg_stream_strings_begin(stream));
    SG_TRY(sg_freeze_names(freeze));
    for (uint32_t i = 0; i < freeze->codes; i++) {
        uint32_t code;
        SG_TRY(sg_stream_code(
            stream, sg_strings_text(&freeze->builder->strings, freeze->code_order[i]), &code));
    }
    return SG_OK;
}

static sg_status write_columns(sg_stream_learning *self)
{
    sg_stream *stream = self->stream;
    sg_freeze *freeze = &stream->bulk->freeze;
    size_t of_nodes, of_edges;
    sg_growing *cells;
    void *made;

    SG_TRY(number_keys(stream, &of_nodes, &of_edges));
    SG_TRY(write_names(stream));
    SG_TRY(sg_stream_section(stream, SG_SECTION_CELLS, &cells));
    for (int sort = 0; sort < SG_STREAM_CLAIMS; sort++)
        SG_TRY(sg_spill_queue(stream->spill, &stream->claims[sort], stream->err));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_NODE_COLUMNS, of_nodes, &made));
    sg_column_entry *entries = made;
    for (uint32_t set = 0; set < freeze->sets; set++)
        SG_TRY(write_set(self, set, cells, &entries));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_EDGE_COLUMNS, of_edges, &made));
    entries = made;
    for (uint32_t type = 0; type < freeze->types; type++)
        SG_TRY(write_type(self, type, cells, &entries));
    return SG_OK;
}

sg_status sg_stream_columns(sg_stream *stream)
{
    sg_stream_learning *self = calloc(1, sizeof(*self));

    if (!self)
        return sg_fail_memory(stream->err);
    self->stream = stream;
    self->dictionary = calloc(SG_DICTIONARY_MOST, sizeof(*self->dictionary));
    sg_status status = self->dictionary ? write_columns(self) : sg_fail_memory(stream->err);
    free(self->dictionary);
    free(self->present);
    free(self->seen);
    free(self);
    return status;
}
