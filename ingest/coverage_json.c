/* coverage_json.c - the coverage as the attachment of a graph, and back.
 *
 *     [{"account":"111122223333","region":"eu-west-1","call":"ec2:DescribeVpcs",
 *       "status":"complete","expected":true,"mapped":true,"files":1,"items":2,"problems":0,
 *       "file":"prod/eu-west-1/ec2-describe-vpcs.json","message":""}, ...]
 */
#include "ingest/coverage_internal.h"

#include <jansson.h>

static void write_text(sg_buffer *out, const char *name, sg_str text)
{
    sg_buffer_format(out, "\"%s\":", name);
    sg_buffer_json_string(out, text);
    sg_buffer_char(out, ',');
}

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

sg_status sg_coverage_write(const sg_coverage *coverage, sg_buffer *out)
{
    sg_buffer_char(out, '[');
    for (size_t i = 0; i < coverage->rows.count; i++) {
        const sg_coverage_row *row = &coverage->rows.items[i];

        sg_buffer_text(out, i ? ",\n{" : "{");
        write_text(out, "account", row->account);
        write_text(out, "region", row->region);
        write_text(out, "call", row->call);
        write_text(out, "status", sg_str_of(sg_coverage_status_name(row->status)));
        sg_buffer_format(out, "\"expected\":%s,\"mapped\":%s,", truth(row->expected),
                         truth(row->mapped));
        sg_buffer_format(out, "\"files\":%u,\"items\":%u,\"problems\":%u,", row->files,
                         row->items, row->problems);
        write_text(out, "file", row->file);
        sg_buffer_text(out, "\"message\":");
        sg_buffer_json_string(out, row->message);
        sg_buffer_char(out, '}');
    }
    sg_buffer_char(out, ']');
    return out->status;
}

static bool read_text(const json_t *object, const char *name, sg_arena *arena, sg_str *out)
{
    const json_t *value = json_object_get(object, name);

    if (!json_is_string(value))
        return false;
    *out =
        sg_arena_copy(arena, (sg_str){ json_string_value(value), json_string_length(value) });
    return out->bytes != NULL;
}

static bool read_count(const json_t *object, const char *name, uint32_t *out)
{
    json_int_t number = json_integer_value(json_object_get(object, name));

    *out = (uint32_t)number;
    return number >= 0 && number <= UINT32_MAX;
}

static bool read_status(const json_t *object, sg_coverage_status *out)
{
    sg_str name = sg_str_of(json_string_value(json_object_get(object, "status")));

    for (int i = SG_COVERAGE_COMPLETE; i <= SG_COVERAGE_NOT_COLLECTED; i++) {
        *out = (sg_coverage_status)i;
        if (sg_str_equal(name, sg_str_of(sg_coverage_status_name(*out))))
            return true;
    }
    return false;
}

static bool read_row(const json_t *object, sg_arena *arena, sg_coverage_row *row)
{
    row->expected = json_is_true(json_object_get(object, "expected"));
    row->mapped = json_is_true(json_object_get(object, "mapped"));
    return read_text(object, "account", arena, &row->account) &&
           read_text(object, "region", arena, &row->region) &&
           read_text(object, "call", arena, &row->call) && read_status(object, &row->status) &&
           read_count(object, "files", &row->files) &&
           read_count(object, "items", &row->items) &&
           read_count(object, "problems", &row->problems) &&
           read_text(object, "file", arena, &row->file) &&
           read_text(object, "message", arena, &row->message);
}

sg_status sg_coverage_read(sg_str json, sg_coverage **out, sg_error *err)
{
    json_t *list = json_loadb(json.bytes ? json.bytes : "", json.length, JSON_ALLOW_NUL, NULL);
    sg_coverage *coverage = NULL;
    sg_status status = SG_OK;

    if (!json_is_array(list)) {
        json_decref(list);
        return sg_fail(err, SG_ECORRUPT, "the coverage of the graph cannot be read");
    }
    if (sg_coverage_new(&coverage) != SG_OK)
        status = sg_fail_memory(err);
    for (size_t i = 0; status == SG_OK && i < json_array_size(list); i++) {
        sg_coverage_row row = { .files = 0 };

        if (!read_row(json_array_get(list, i), coverage->arena, &row))
            status = sg_fail(err, SG_ECORRUPT, "row %zu of the coverage cannot be read", i);
        else if (sg_array_push(&coverage->rows, row) != SG_OK)
            status = sg_fail_memory(err);
    }
    if (status == SG_OK && sg_coverage_reindex(coverage) != SG_OK)
        status = sg_fail_memory(err);
    json_decref(list);
    if (status != SG_OK) {
        sg_coverage_free(coverage);
        return status;
    }
    *out = coverage;
    return SG_OK;
}

sg_status sg_coverage_of(const sg_graph *graph, sg_coverage **out, sg_error *err)
{
    sg_str json;

    if (!sg_graph_attachment(graph, SG_STR("coverage"), &json))
        json = SG_STR("[]");
    return sg_coverage_read(json, out, err);
}
