/* stream.c - a stream's life: its tables, and what is put into them. */
#include "engine/stream.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/stream_internal.h"

static sg_status fail_order(sg_stream *stream, const char *what)
{
    return sg_fail(stream->err, SG_EINVAL, "a graph cannot be written: %s", what);
}

static void begin_call(sg_stream *stream, sg_error *err)
{
    stream->err = stream->bulk->freeze.err = err;
}

static sg_status told(sg_stream *stream, sg_status status)
{
    if (status == SG_ENOMEM)
        return sg_fail_memory(stream->err);
    return status == SG_OK ? SG_OK
                           : sg_fail(stream->err, status, "the graph is too large to write");
}

static sg_status open_stream(sg_stream *stream)
{
    if (sg_bulk_new(1, &stream->bulk) != SG_OK || sg_arena_new(0, &stream->arena) != SG_OK)
        return SG_ENOMEM;
    sg_freeze *freeze = &stream->bulk->freeze;
    *freeze = (sg_freeze){ .builder = stream->bulk->names };
    freeze->graph = calloc(1, sizeof(*freeze->graph));
    return freeze->graph ? sg_arena_new(0, &freeze->scratch) : SG_ENOMEM;
}

sg_status sg_stream_new(const char *path, sg_stream **out, sg_error *err)
{
    sg_stream *stream = calloc(1, sizeof(*stream));

    if (!stream)
        return sg_fail_memory(err);
    stream->path = path;
    stream->sort_most = SG_STREAM_SORTED;
    sg_status status = open_stream(stream);
    if (status == SG_OK)
        status = sg_spill_open(path, &stream->spill, err);
    if (status != SG_OK) {
        sg_stream_free(stream);
        return status == SG_ENOMEM ? sg_fail_memory(err) : status;
    }
    *out = stream;
    return SG_OK;
}

static void free_owner(sg_stream_owner *owner)
{
    for (size_t i = 0; i < owner->columns.count; i++)
        free(owner->columns.items[i].recent);
    sg_array_free(&owner->columns);
}

void sg_stream_free(sg_stream *stream)
{
    if (!stream)
        return;
    for (size_t i = 0; i < stream->sets.count; i++)
        free_owner(&stream->sets.items[i]);
    for (size_t i = 0; i < stream->types.count; i++) {
        sg_stream_type *type = &stream->types.items[i];
        free_owner(&type->owner);
        sg_array_free(&type->records.texts);
        sg_array_free(&type->records.uses);
        sg_array_free(&type->records.order);
        sg_slots_free(&type->records.slots);
    }
    sg_array_free(&stream->sets);
    sg_array_free(&stream->types);
    sg_array_free(&stream->node_tables);
    sg_array_free(&stream->edge_tables);
    for (size_t i = 0; i < SG_SECTIONS; i++)
        sg_growing_close(stream->sections[i]);
    free(stream->strings.slots);
    sg_spill_close(stream->spill);
    sg_buffer_free(&stream->account);
    sg_buffer_free(&stream->key);
    sg_buffer_free(&stream->scratch);
    sg_buffer_free(&stream->record);
    sg_array_free(&stream->bytes);
    sg_arena_free(stream->arena);
    sg_bulk_free(stream->bulk);
    free(stream);
}

sg_status sg_stream_section(sg_stream *stream, sg_section_kind kind, sg_growing **out)
{
    if (!stream->sections[kind])
        SG_TRY(sg_growing_open(stream->path, &stream->sections[kind], stream->err));
    *out = stream->sections[kind];
    return SG_OK;
}

/* --- tables ------------------------------------------------------------------------------------ */

/* The column of the owner, a new one if it has none of that key. */
static sg_status find_column(sg_stream *stream, sg_stream_owner *owner,
                             const sg_stream_column *wanted, uint32_t *out)
{
    uint32_t key;

    SG_TRY(told(stream, sg_bulk_key(stream->bulk, wanted->key, &key)));
    for (uint32_t i = 0; i < owner->columns.count; i++) {
        if (owner->columns.items[i].key != key)
            continue;
        *out = i;
        return owner->columns.items[i].kind == wanted->kind
                   ? SG_OK
                   : fail_order(stream, "tables of a label set disagree in a property");
    }
    *out = (uint32_t)owner->columns.count;
    if (wanted->kind == SG_COLUMN_STRING && sg_str_equal(wanted->key, SG_STR("account")))
        owner->account = *out;
    return told(stream, sg_array_push(&owner->columns,
                                      (sg_stream_kept){ .key = key, .kind = wanted->kind }));
}

static sg_status make_table(sg_stream *stream, sg_stream_owner *owner,
                            const sg_stream_column *columns, uint32_t count,
                            sg_stream_table *table)
{
    table->column_count = count;
    table->columns = sg_arena_make_array(stream->arena, uint32_t, (size_t)count + 1);
    if (!table->columns)
        return sg_fail_memory(stream->err);
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(find_column(stream, owner, &columns[i], &table->columns[i]));
    return SG_OK;
}

sg_status sg_stream_nodes(sg_stream *stream, const sg_str *labels, size_t count,
                          const sg_stream_column *columns, uint32_t column_count, uint32_t rows,
                          uint32_t *table, sg_error *err)
{
    sg_stream_table made = { 0 };

    begin_call(stream, err);
    if (column_count == 0 || columns[0].kind != SG_COLUMN_STRING)
        return fail_order(stream, "a table of nodes has no keys");
    SG_TRY(told(stream, sg_bulk_set(stream->bulk, labels, count, &made.owner)));
    while (stream->sets.count <= made.owner)
        SG_TRY(told(stream,
                    sg_array_push(&stream->sets, (sg_stream_owner){ .account = SG_NO_ID })));
    sg_stream_owner *set = &stream->sets.items[made.owner];
    SG_TRY(make_table(stream, set, columns, column_count, &made));
    if (made.columns[0] != 0)
        return fail_order(stream, "tables of a label set disagree in their keys");
    if (rows > SG_MAX_ITEMS - set->rows)
        return told(stream, SG_ELIMIT);
    set->rows += rows;
    *table = (uint32_t)stream->node_tables.count;
    return told(stream, sg_array_push(&stream->node_tables, made));
}

sg_status sg_stream_edges(sg_stream *stream, sg_str name, const sg_stream_column *columns,
                          uint32_t column_count, uint32_t *table, sg_error *err)
{
    sg_stream_type type = { .owner.account = SG_NO_ID };
    sg_stream_table made = { .owner = (uint32_t)stream->types.count };

    begin_call(stream, err);
    type.name = sg_arena_copy(stream->arena, name);
    if (!type.name.bytes)
        return sg_fail_memory(err);
    SG_TRY(told(stream, sg_array_push(&stream->types, type)));
    SG_TRY(make_table(stream, &stream->types.items[made.owner].owner, columns, column_count,
                      &made));
    *table = made.owner;
    return told(stream, sg_array_push(&stream->edge_tables, made));
}

/* --- numbering --------------------------------------------------------------------------------- */

static sg_status number_sets(sg_stream *stream)
{
    sg_freeze *freeze = &stream->bulk->freeze;
    size_t sets = stream->bulk->names->sets.count;
    uint32_t *size = sg_freeze_array(freeze, uint32_t, sets);
    uint64_t nodes = 0;

    stream->set_number = sg_freeze_array(freeze, uint32_t, sets);
    if (!size || !stream->set_number)
        return sg_fail_memory(stream->err);
    for (size_t i = 0; i < stream->sets.count; i++) {
        size[i] = stream->sets.items[i].rows;
        nodes += size[i];
    }
    if (nodes > SG_MAX_ITEMS)
        return told(stream, SG_ELIMIT);
    freeze->nodes = (uint32_t)nodes;
    SG_TRY(sg_freeze_labels(freeze));
    SG_TRY(sg_freeze_sets(freeze, size));
    for (uint32_t i = 0; i < freeze->sets; i++)
        stream->set_number[freeze->set_order[i]] = i;
    return SG_OK;
}

sg_status sg_stream_begin(sg_stream *stream, sg_error *err)
{
    size_t most = 0;

    begin_call(stream, err);
    SG_TRY(number_sets(stream));
    size_t ranges = (stream->bulk->freeze.nodes >> SG_STREAM_RANGE_BITS) + (size_t)1;
    for (size_t i = 0; i < stream->sets.count; i++) {
        sg_stream_owner *set = &stream->sets.items[i];
        most = set->columns.count > most ? set->columns.count : most;
        for (size_t k = 0; k < set->columns.count; k++)
            SG_TRY(sg_spill_queue(stream->spill, &set->columns.items[k].queue, err));
    }
    for (size_t i = 0; i < stream->types.count; i++) {
        sg_stream_type *type = &stream->types.items[i];
        type->queues = sg_arena_make_array(stream->arena, sg_stream_queue, ranges);
        if (!type->queues)
            return sg_fail_memory(err);
        for (size_t k = 0; k < ranges; k++)
            type->queues[k] = SG_STREAM_NO_QUEUE;
        SG_TRY(sg_spill_queue(stream->spill, &type->record_queue, err));
    }
    stream->row = sg_arena_make_array(stream->arena, sg_value, most + 1);
    return stream->row ? SG_OK : sg_fail_memory(err);
}

uint32_t sg_stream_set(const sg_stream *stream, uint32_t table)
{
    return stream->set_number[stream->node_tables.items[table].owner];
}

/* --- nodes ------------------------------------------------------------------------------------- */

static sg_str text_of(sg_value value)
{
    return sg_is_null(value) ? SG_STR("") : sg_value_str(value);
}

/* Nodes ascend by (label set, account, key); a set that has begun is complete before the next one. */
static sg_status check_order(sg_stream *stream, uint32_t set, sg_str account, sg_str key)
{
    const sg_stream_owner *before = &stream->sets.items[stream->set];
    int order = 1;

    if (stream->nodes > 0 && stream->set == set) {
        order = sg_str_compare(account, sg_buffer_str(&stream->account));
        if (order == 0)
            order = sg_str_compare(key, sg_buffer_str(&stream->key));
    } else if (stream->nodes > 0) {
        order = before->written == before->rows &&
                        stream->set_number[stream->set] < stream->set_number[set]
                    ? 1
                    : -1;
    }
    if (order < 0 || stream->sets.items[set].written == stream->sets.items[set].rows)
        return fail_order(stream, "its nodes are not in order");
    sg_buffer_clear(&stream->account);
    sg_buffer_clear(&stream->key);
    sg_buffer_add(&stream->account, account);
    sg_buffer_add(&stream->key, key);
    return stream->account.status == SG_OK && stream->key.status == SG_OK
               ? SG_OK
               : sg_fail_memory(stream->err);
}

sg_status sg_stream_node(sg_stream *stream, uint32_t table, const sg_value *values,
                         sg_error *err)
{
    const sg_stream_table *from = &stream->node_tables.items[table];
    sg_stream_owner *set = &stream->sets.items[from->owner];

    begin_call(stream, err);
    for (size_t i = 0; i < set->columns.count; i++)
        stream->row[i] = sg_null();
    for (uint32_t i = 0; i < from->column_count; i++)
        stream->row[from->columns[i]] = values[i];
    sg_value account = set->account == SG_NO_ID ? sg_null() : stream->row[set->account];
    if (stream->row[0].type != SG_TYPE_STRING ||
        (account.type != SG_TYPE_STRING && !sg_is_null(account)))
        return fail_order(stream, "a node has no key, or an account that is no text");
    SG_TRY(check_order(stream, from->owner, text_of(account), text_of(values[0])));
    if (stream->nodes > 0 && stream->set != from->owner)
        SG_TRY(sg_stream_rest(stream, &stream->sets.items[stream->set]));
    stream->set = from->owner;
    stream->nodes++;
    set->written++;
    for (size_t i = 0; i < set->columns.count; i++)
        SG_TRY(sg_stream_put(stream, &set->columns.items[i], stream->row[i]));
    return SG_OK;
}

/* --- relationships ----------------------------------------------------------------------------- */

sg_status sg_stream_edge(sg_stream *stream, uint32_t table, uint32_t from, uint32_t to,
                         const sg_value *values, sg_error *err)
{
    sg_stream_type *type = &stream->types.items[table];
    sg_stream_ends ends = { .slow = from, .quick = to };
    bool has_record = type->owner.columns.count > 0;

    begin_call(stream, err);
    if (from >= stream->bulk->freeze.nodes || to >= stream->bulk->freeze.nodes)
        return fail_order(stream, "a relationship leads to a node that is not there");
    if (stream->edges == SG_MAX_ITEMS)
        return told(stream, SG_ELIMIT);
    if (has_record)
        SG_TRY(sg_stream_record_of(stream, type, &stream->edge_tables.items[table], values,
                                   &ends.record));
    stream->edges++;
    type->edges++;
    return sg_stream_put_ends(stream, &type->queues[from >> SG_STREAM_RANGE_BITS], ends,
                              has_record);
}

sg_status sg_stream_finish(sg_stream *stream, sg_error *err)
{
    begin_call(stream, err);
    if (stream->nodes != stream->bulk->freeze.nodes)
        return fail_order(stream, "it has fewer nodes than were announced");
    if (stream->nodes > 0)
        SG_TRY(sg_stream_rest(stream, &stream->sets.items[stream->set]));
    SG_TRY(sg_stream_adjacency(stream));
    SG_TRY(sg_stream_columns(stream));
    SG_TRY(sg_stream_spans(stream));
    SG_TRY(sg_stream_lookup(stream));
    return sg_stream_write(stream);
}
