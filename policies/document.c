/* document.c - reading files, and the frame around lists. */
#include "policies/document.h"

#include <stdlib.h>

#include "engine/base/file.h"

sg_status sg_yaml_file_read(const char *path, sg_arena *arena, sg_source *out, sg_error *err)
{
    sg_str bytes = { NULL, 0 };
    SG_TRY(sg_file_read(path, SG_YAML_BYTES, &bytes, err));
    sg_source source = { .name = sg_arena_copy(arena, sg_str_of(path)),
                         .text = sg_arena_copy(arena, bytes) };
    free((void *)(uintptr_t)bytes.bytes);
    if (!source.name.bytes || !source.text.bytes)
        return sg_fail_memory(err);
    *out = source;
    return SG_OK;
}

typedef struct {
    sg_str api_version, kind;
    const sg_yaml *list;
} frame;

sg_status sg_yaml_list_load(const char *path, const char *kind, const char *list_key,
                            sg_arena *arena, const sg_yaml **list, sg_source *failed,
                            sg_error *err)
{
    const sg_yaml_field fields[] = {
        { "apiVersion", SG_YAML_TEXT, true, offsetof(frame, api_version) },
        { "kind", SG_YAML_TEXT, true, offsetof(frame, kind) },
        { list_key, SG_YAML_NODE, true, offsetof(frame, list) },
    };
    frame file = { .list = NULL };
    sg_yaml *document;
    SG_TRY(sg_yaml_file_read(path, arena, failed, err));
    SG_TRY(sg_yaml_parse(failed, arena, &document, err));
    SG_TRY(sg_yaml_read(document, kind, fields, SG_COUNT(fields), &file, arena, err));
    if (!sg_str_equal(file.api_version, SG_STR("secgraph/v1")))
        return sg_fail_at(err, SG_EINVAL, sg_yaml_get(document, SG_STR("apiVersion"))->span,
                          "`%.*s` is no apiVersion this program reads; use secgraph/v1",
                          SG_FMT(file.api_version));
    if (!sg_str_equal(file.kind, sg_str_of(kind)))
        return sg_fail_at(err, SG_EINVAL, sg_yaml_get(document, SG_STR("kind"))->span,
                          "this file is a `%.*s`, expected a `%s`", SG_FMT(file.kind), kind);
    if (file.list->kind != SG_YAML_SEQUENCE)
        return sg_fail_at(err, SG_EINVAL, file.list->span, "`%s` must be a list", list_key);
    *list = file.list;
    return SG_OK;
}
