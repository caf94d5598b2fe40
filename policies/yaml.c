/* yaml.c - libyaml's events to a tree with spans.
 *
 * libyaml counts positions in code points and spans are bytes; positions only grow, so converting
 * them walks on from the last one and costs one pass over the file in all.
 */
#include "policies/yaml.h"

#include <string.h>
#include <yaml.h>

typedef struct {
    yaml_parser_t parser;
    const sg_source *source;
    sg_arena *arena;
    sg_error *err;
    size_t characters, bytes; /* how far positions have been converted */
    unsigned depth;
} yaml_reader;

/* From a position in code points to one in bytes. */
static uint32_t byte_offset(yaml_reader *reader, size_t characters)
{
    sg_str text = reader->source->text;
    if (characters < reader->characters)
        reader->characters = reader->bytes = 0;
    while (reader->characters < characters && reader->bytes < text.length) {
        sg_utf8_next(text, &reader->bytes);
        reader->characters++;
    }
    return (uint32_t)reader->bytes;
}

static sg_span event_span(yaml_reader *reader, const yaml_event_t *event)
{
    sg_span span = { .begin = byte_offset(reader, event->start_mark.index) };
    span.end = byte_offset(reader, event->end_mark.index);
    return span;
}

static sg_status parser_error(yaml_reader *reader)
{
    uint32_t at = byte_offset(reader, reader->parser.problem_mark.index);
    uint32_t length = (uint32_t)reader->source->text.length;
    if (reader->parser.error == YAML_READER_ERROR)
        at = (uint32_t)reader->parser.problem_offset;
    if (at > length)
        at = length;
    const char *problem = reader->parser.problem ? reader->parser.problem : "not YAML";
    return sg_fail_at(reader->err, SG_EINVAL, (sg_span){ at, at + (at < length) },
                      "not valid YAML: %s", problem);
}

static sg_status next_event(yaml_reader *reader, yaml_event_t *event)
{
    if (!yaml_parser_parse(&reader->parser, event))
        return reader->parser.error == YAML_MEMORY_ERROR ? sg_fail_memory(reader->err)
                                                         : parser_error(reader);
    return SG_OK;
}

static sg_status read_scalar(yaml_reader *reader, const yaml_event_t *event, sg_yaml *node)
{
    sg_str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
    yaml_scalar_style_t style = event->data.scalar.style;
    node->kind = SG_YAML_SCALAR;
    node->scalar = sg_arena_copy(reader->arena, text);
    node->quoted =
        style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    node->block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
    if (event->data.scalar.anchor || event->data.scalar.tag)
        return sg_fail_at(reader->err, SG_EINVAL, node->span,
                          "anchors and tags are not allowed here");
    return node->scalar.bytes ? SG_OK : sg_fail_memory(reader->err);
}

static sg_status read_node(yaml_reader *reader, yaml_event_t *event, sg_yaml **out);

static sg_status refuse_duplicate(yaml_reader *reader, const sg_yaml *mapping,
                                  const sg_yaml *entry)
{
    for (const sg_yaml *other = mapping->items; other; other = other->next)
        if (sg_str_equal(other->key, entry->key))
            return sg_fail_at(reader->err, SG_EINVAL, entry->key_span,
                              "the key `%.*s` is given twice", SG_FMT(entry->key));
    return SG_OK;
}

/* One entry of a mapping, its key already read, or one item of a sequence. */
static sg_status read_item(yaml_reader *reader, yaml_event_t *event, const sg_yaml *parent,
                           sg_yaml **out)
{
    sg_yaml key = { .span = { 0, 0 } };
    if (parent->kind == SG_YAML_MAPPING) {
        key.span = event_span(reader, event);
        if (event->type != YAML_SCALAR_EVENT) {
            sg_fail_at(reader->err, SG_EINVAL, key.span, "a key must be plain text");
            return SG_EINVAL;
        }
        SG_TRY(read_scalar(reader, event, &key));
        yaml_event_delete(event);
        SG_TRY(next_event(reader, event));
    }
    SG_TRY(read_node(reader, event, out));
    (*out)->key = key.scalar;
    (*out)->key_span = key.span;
    return parent->kind == SG_YAML_MAPPING ? refuse_duplicate(reader, parent, *out) : SG_OK;
}

static sg_status read_collection(yaml_reader *reader, yaml_event_type_t end, sg_yaml *node)
{
    sg_yaml **tail = &node->items;
    if (++reader->depth > SG_YAML_DEPTH)
        return sg_fail_at(reader->err, SG_EINVAL, node->span, "nested deeper than %d levels",
                          SG_YAML_DEPTH);
    for (;;) {
        yaml_event_t event;
        sg_yaml *item = NULL;
        SG_TRY(next_event(reader, &event));
        if (event.type == end) {
            node->span.end = event_span(reader, &event).end;
            yaml_event_delete(&event);
            break;
        }
        sg_status status = read_item(reader, &event, node, &item);
        yaml_event_delete(&event);
        SG_TRY(status);
        *tail = item;
        tail = &item->next;
    }
    reader->depth--;
    return SG_OK;
}

/* The node that the event begins; the event stays the caller's to delete. */
static sg_status read_node(yaml_reader *reader, yaml_event_t *event, sg_yaml **out)
{
    sg_yaml *node = sg_arena_make(reader->arena, sg_yaml);
    if (!node)
        return sg_fail_memory(reader->err);
    node->span = event_span(reader, event);
    *out = node;
    if (event->type == YAML_SCALAR_EVENT)
        return read_scalar(reader, event, node);
    if (event->type == YAML_SEQUENCE_START_EVENT && !event->data.sequence_start.anchor) {
        node->kind = SG_YAML_SEQUENCE;
        return read_collection(reader, YAML_SEQUENCE_END_EVENT, node);
    }
    if (event->type == YAML_MAPPING_START_EVENT && !event->data.mapping_start.anchor) {
        node->kind = SG_YAML_MAPPING;
        return read_collection(reader, YAML_MAPPING_END_EVENT, node);
    }
    return sg_fail_at(reader->err, SG_EINVAL, node->span,
                      "anchors and aliases are not allowed here");
}

static sg_status read_documents(yaml_reader *reader, sg_yaml **out)
{
    sg_yaml **tail = out;
    for (bool more = true; more;) {
        yaml_event_t event;
        SG_TRY(next_event(reader, &event));
        sg_status status = SG_OK;
        if (event.type == YAML_STREAM_END_EVENT) {
            more = false;
        } else if (event.type == YAML_SCALAR_EVENT || event.type == YAML_ALIAS_EVENT ||
                   event.type == YAML_SEQUENCE_START_EVENT ||
                   event.type == YAML_MAPPING_START_EVENT) {
            status = read_node(reader, &event, tail);
            if (*tail)
                tail = &(*tail)->next;
        }
        yaml_event_delete(&event);
        SG_TRY(status);
    }
    return SG_OK;
}

sg_status sg_yaml_parse(const sg_source *source, sg_arena *arena, sg_yaml **out, sg_error *err)
{
    yaml_reader reader = { .source = source, .arena = arena, .err = err };
    sg_yaml *first = NULL;
    if (source->text.length > SG_YAML_BYTES) {
        sg_fail(err, SG_EINVAL, "the file is longer than %d bytes", SG_YAML_BYTES);
        sg_error_in(err, source->name);
        return SG_EINVAL;
    }
    if (!yaml_parser_initialize(&reader.parser))
        return sg_fail_memory(err);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)source->text.bytes,
                                 source->text.length);
    sg_status status = read_documents(&reader, &first);
    yaml_parser_delete(&reader.parser);
    SG_TRY(status);
    if (!first) {
        sg_fail(err, SG_EINVAL, "the file is empty");
        sg_error_in(err, source->name);
        return SG_EINVAL;
    }
    *out = first;
    return SG_OK;
}
