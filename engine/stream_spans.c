/* stream_spans.c - spans of a stream: the names' builder keeps them, an ordinary freeze writes them. */
#include <stdlib.h>

#include "engine/base/text.h"
#include "engine/stream_internal.h"

static sg_status add_set(sg_stream *stream, const uint32_t *nodes, uint32_t count,
                         sg_build_set *out)
{
    sg_build_node *built = calloc((size_t)count + 1, sizeof(*built));

    if (!built)
        return sg_fail_memory(stream->err);
    for (uint32_t i = 0; i < count; i++)
        built[i].index = nodes[i];
    sg_status status = sg_builder_add_set(stream->bulk->names, built, count, out);
    free(built);
    return status;
}

static sg_status add_span(sg_stream *stream, sg_stream_type *type, const uint32_t *from,
                          uint32_t from_count, const uint32_t *to, uint32_t to_count,
                          sg_build_span *out)
{
    sg_build_set sources, targets;

    SG_TRY(add_set(stream, from, from_count, &sources));
    SG_TRY(add_set(stream, to, to_count, &targets));
    type->has_spans = type->has_spans || (from_count > 0 && to_count > 0);
    return sg_builder_add_span(stream->bulk->names, sources, type->name, targets, out);
}

static sg_status set_value(sg_stream *stream, sg_build_span span, const sg_stream_kept *column,
                           sg_value value)
{
    sg_builder *names = stream->bulk->names;

    if (!sg_stream_is_kind(value, column->kind))
        return sg_fail(stream->err, SG_EINVAL, "a property is of another kind than announced");
    sg_str key = sg_strings_text(&names->strings, names->keys.names.items[column->key]);
    return sg_builder_set_span(names, span, key, value);
}

sg_status sg_stream_span(sg_stream *stream, uint32_t table, const uint32_t *from,
                         uint32_t from_count, const uint32_t *to, uint32_t to_count,
                         const sg_value *values, sg_error *err)
{
    const sg_stream_table *of = &stream->edge_tables.items[table];
    sg_stream_type *type = &stream->types.items[table];
    sg_build_span span;

    stream->err = stream->bulk->freeze.err = err;
    sg_status status = add_span(stream, type, from, from_count, to, to_count, &span);
    for (uint32_t i = 0; i < of->column_count && status == SG_OK; i++)
        status = set_value(stream, span, &type->owner.columns.items[of->columns[i]], values[i]);
    return status == SG_OK ? SG_OK : sg_fail(err, status, "a span cannot be written");
}

/* The texts of a span get codes in the order in which its freeze asks for them. */
static sg_status give_codes(sg_stream *stream, const sg_build_span_entry *span)
{
    sg_freeze *freeze = &stream->bulk->freeze;
    const sg_builder *builder = freeze->builder;

    for (uint32_t at = span->cells; at != SG_NO_ID; at = builder->cells.items[at].next) {
        sg_cell cell = builder->cells.items[at];
        uint32_t kind = (uint32_t)sg_cell_kind_of(cell);
        if (kind == SG_COLUMN_STRING || kind == SG_COLUMN_ENCODED)
            SG_TRY(sg_stream_code(stream, sg_strings_text(&builder->strings, cell.code),
                                  &freeze->code[cell.code]));
    }
    return SG_OK;
}

sg_status sg_stream_spans(sg_stream *stream)
{
    sg_freeze *freeze = &stream->bulk->freeze;
    const sg_builder *builder = freeze->builder;

    if (builder->spans.count == 0)
        return SG_OK;
    freeze->node_number = sg_freeze_array(freeze, uint32_t, freeze->nodes);
    if (!freeze->node_number)
        return sg_fail_memory(stream->err);
    for (uint32_t node = 0; node < freeze->nodes; node++)
        freeze->node_number[node] = node;
    for (uint32_t type = 0; type < freeze->types; type++)
        for (size_t i = 0; i < builder->spans.count; i++) {
            const sg_build_span_entry *span = &builder->spans.items[i];
            if (freeze->type_number[span->type] == type &&
                builder->span_sets.items[span->sources].count > 0 &&
                builder->span_sets.items[span->targets].count > 0)
                SG_TRY(give_codes(stream, span));
        }
    return sg_freeze_spans(freeze);
}
