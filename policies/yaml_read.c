/* yaml_read.c - from the tree to structs, by tables; and from scalars back to places in the file. */
#include <string.h>

#include "policies/yaml.h"

const sg_yaml *sg_yaml_get(const sg_yaml *mapping, sg_str key)
{
    if (mapping->kind == SG_YAML_MAPPING)
        for (const sg_yaml *item = mapping->items; item; item = item->next)
            if (sg_str_equal(item->key, key))
                return item;
    return NULL;
}

static size_t line_end(sg_str text, size_t offset)
{
    while (offset < text.length && text.bytes[offset] != '\n')
        offset++;
    return offset;
}

/* A block scalar starts on the line below its `|`; every line lost the indentation of the first. */
static uint32_t block_offset(sg_str text, const sg_yaml *scalar, uint32_t offset)
{
    size_t start = line_end(text, scalar->span.begin) + 1;
    size_t indentation = 0;
    while (start + indentation < text.length && text.bytes[start + indentation] == ' ')
        indentation++;
    size_t column = 0;
    for (uint32_t i = 0; i < offset && i < scalar->scalar.length; i++) {
        column++;
        if (scalar->scalar.bytes[i] == '\n') {
            start = line_end(text, start) + 1;
            column = 0;
        }
    }
    size_t at = start + indentation + column;
    return (uint32_t)(at < text.length ? at : text.length);
}

uint32_t sg_yaml_offset(const sg_source *source, const sg_yaml *scalar, uint32_t offset)
{
    if (scalar->block)
        return block_offset(source->text, scalar, offset);
    uint32_t at = scalar->span.begin + (scalar->quoted ? 1 : 0) + offset;
    return at < scalar->span.end ? at : scalar->span.end;
}

sg_status sg_yaml_read_texts(const sg_yaml *node, const char *key, sg_arena *arena,
                             sg_yaml_texts *out, sg_error *err)
{
    const sg_yaml *first = node->kind == SG_YAML_SEQUENCE ? node->items : node;
    uint32_t count = 0;
    if (node->kind == SG_YAML_MAPPING)
        return sg_fail_at(err, SG_EINVAL, node->span, "`%s` must be a text or a list of texts",
                          key);
    for (const sg_yaml *item = first; item; item = item == node ? NULL : item->next)
        count++;
    sg_str *items = sg_arena_make_array(arena, sg_str, count ? count : 1);
    if (!items)
        return sg_fail_memory(err);
    uint32_t i = 0;
    for (const sg_yaml *item = first; item; item = item == node ? NULL : item->next) {
        if (item->kind != SG_YAML_SCALAR)
            return sg_fail_at(err, SG_EINVAL, item->span, "an item of `%s` must be a text",
                              key);
        items[i++] = item->scalar;
    }
    *out = (sg_yaml_texts){ items, count };
    return SG_OK;
}

static sg_status read_boolean(const sg_yaml *node, const char *key, bool *out, sg_error *err)
{
    bool yes = sg_str_equal(node->scalar, SG_STR("true"));
    if (node->kind != SG_YAML_SCALAR || node->quoted ||
        (!yes && !sg_str_equal(node->scalar, SG_STR("false"))))
        return sg_fail_at(err, SG_EINVAL, node->span, "`%s` must be true or false", key);
    *out = yes;
    return SG_OK;
}

static sg_status read_field(const sg_yaml *node, const sg_yaml_field *field, char *member,
                            sg_arena *arena, sg_error *err)
{
    int64_t integer;
    switch (field->type) {
    case SG_YAML_TEXT:
        if (node->kind != SG_YAML_SCALAR)
            return sg_fail_at(err, SG_EINVAL, node->span, "`%s` must be a text", field->key);
        if (field->required && node->scalar.length == 0)
            return sg_fail_at(err, SG_EINVAL, node->span, "`%s` must not be empty", field->key);
        memcpy(member, &node->scalar, sizeof node->scalar);
        return SG_OK;
    case SG_YAML_TEXTS: {
        sg_yaml_texts texts;
        SG_TRY(sg_yaml_read_texts(node, field->key, arena, &texts, err));
        memcpy(member, &texts, sizeof texts);
        return SG_OK;
    }
    case SG_YAML_BOOLEAN: {
        bool boolean = false;
        SG_TRY(read_boolean(node, field->key, &boolean, err));
        memcpy(member, &boolean, sizeof boolean);
        return SG_OK;
    }
    case SG_YAML_INTEGER:
        if (node->kind != SG_YAML_SCALAR || node->quoted ||
            !sg_str_to_int64(node->scalar, &integer) || integer < 0)
            return sg_fail_at(err, SG_EINVAL, node->span, "`%s` must be a whole number",
                              field->key);
        memcpy(member, &integer, sizeof integer);
        return SG_OK;
    case SG_YAML_NODE:
        memcpy(member, &node, sizeof node);
        return SG_OK;
    }
    SG_UNREACHABLE();
}

static sg_status unknown_key(const sg_yaml *item, const char *what, const sg_yaml_field *fields,
                             size_t count, sg_error *err)
{
    sg_suggestion suggestion = { .wanted = item->key };
    for (size_t i = 0; i < count; i++)
        sg_suggestion_offer(&suggestion, sg_str_of(fields[i].key));
    sg_fail_at(err, SG_EINVAL, item->key_span, "unknown key `%.*s` in %s", SG_FMT(item->key),
               what);
    if (suggestion.best.bytes)
        sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(suggestion.best));
    return SG_EINVAL;
}

sg_status sg_yaml_read(const sg_yaml *mapping, const char *what, const sg_yaml_field *fields,
                       size_t field_count, void *out, sg_arena *arena, sg_error *err)
{
    if (mapping->kind != SG_YAML_MAPPING)
        return sg_fail_at(err, SG_EINVAL, mapping->span,
                          "%s must be a mapping of keys to values", what);
    for (const sg_yaml *item = mapping->items; item; item = item->next) {
        size_t i = 0;
        while (i < field_count && !sg_str_equal(item->key, sg_str_of(fields[i].key)))
            i++;
        if (i == field_count)
            return unknown_key(item, what, fields, field_count, err);
        SG_TRY(read_field(item, &fields[i], (char *)out + fields[i].offset, arena, err));
    }
    for (size_t i = 0; i < field_count; i++)
        if (fields[i].required && !sg_yaml_get(mapping, sg_str_of(fields[i].key)))
            return sg_fail_at(err, SG_EINVAL,
                              (sg_span){ mapping->span.begin, mapping->span.begin + 1 },
                              "%s lacks the key `%s`", what, fields[i].key);
    return SG_OK;
}
