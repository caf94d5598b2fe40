/* coverage_json.c - the coverage as the attachment of a graph, and back.
 *
 *     [{"account":"111122223333","region":"eu-west-1","call":"ec2:DescribeVpcs",
 *       "status":"complete","expected":true,"mapped":true,"files":1,"items":2,"problems":0,
 *       "file":"prod/eu-west-1/ec2-describe-vpcs.json","message":""}, ...]
 */
#include "ingest/coverage_internal.h"

#include "engine/json.h"
#include "ingest/tree.h"

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
        if (row->resources > 0)
            sg_buffer_format(out, "\"resources\":%u,\"told\":%u,\"gone\":%u,", row->resources,
                             row->told, row->gone);
        write_text(out, "file", row->file);
        sg_buffer_text(out, "\"message\":");
        sg_buffer_json_string(out, row->message);
        sg_buffer_char(out, '}');
    }
    sg_buffer_char(out, ']');
    return out->status;
}

static bool read_text(const sg_value *object, const char *name, sg_arena *arena, sg_str *out)
{
    const sg_value *value = sg_tree_member(object, name);

    if (!sg_tree_is(value, SG_TYPE_STRING))
        return false;
    *out = sg_arena_copy(arena, sg_value_str(*value));
    return out->bytes != NULL;
}

static bool read_count(const sg_value *object, const char *name, uint32_t *out)
{
    const sg_value *number = sg_tree_member(object, name);

    if (!sg_tree_is(number, SG_TYPE_INTEGER) || number->integer < 0 ||
        number->integer > UINT32_MAX)
        return false;
    *out = (uint32_t)number->integer;
    return true;
}

static bool read_status(const sg_value *object, sg_coverage_status *out)
{
    sg_str name = sg_tree_text(sg_tree_member(object, "status"));

    for (int i = SG_COVERAGE_COMPLETE; i <= SG_COVERAGE_NOT_COLLECTED; i++) {
        *out = (sg_coverage_status)i;
        if (sg_str_equal(name, sg_str_of(sg_coverage_status_name(*out))))
            return true;
    }
    return false;
}

static bool read_row(const sg_value *object, sg_arena *arena, sg_coverage_row *row)
{
    /* Only calls about single resources have these. */
    if (sg_tree_member(object, "resources") &&
        (!read_count(object, "resources", &row->resources) ||
         !read_count(object, "told", &row->told) || !read_count(object, "gone", &row->gone)))
        return false;
    row->expected = sg_tree_is_true(sg_tree_member(object, "expected"));
    row->mapped = sg_tree_is_true(sg_tree_member(object, "mapped"));
    return read_text(object, "account", arena, &row->account) &&
           read_text(object, "region", arena, &row->region) &&
           read_text(object, "call", arena, &row->call) && read_status(object, &row->status) &&
           read_count(object, "files", &row->files) &&
           read_count(object, "items", &row->items) &&
           read_count(object, "problems", &row->problems) &&
           read_text(object, "file", arena, &row->file) &&
           read_text(object, "message", arena, &row->message);
}

static sg_status read_rows(sg_value list, sg_coverage *coverage, sg_error *err)
{
    for (uint32_t i = 0; i < list.length; i++) {
        sg_coverage_row row = { .files = 0 };

        if (!read_row(&list.list[i], coverage->arena, &row))
            return sg_fail(err, SG_ECORRUPT, "row %u of the coverage cannot be read", i);
        if (sg_array_push(&coverage->rows, row) != SG_OK)
            return sg_fail_memory(err);
    }
    return sg_coverage_reindex(coverage) == SG_OK ? SG_OK : sg_fail_memory(err);
}

sg_status sg_coverage_read(sg_str json, sg_coverage **out, sg_error *err)
{
    sg_coverage *coverage = NULL;
    sg_arena *tree = NULL;
    sg_value list = sg_null();
    sg_status status = SG_ENOMEM;

    if (sg_arena_new(0, &tree) == SG_OK && sg_coverage_new(&coverage) == SG_OK)
        status = sg_json_view(json, SG_JSON_DEPTH, tree, &list, NULL);
    if (status == SG_ENOMEM)
        sg_fail_memory(err);
    else if (status != SG_OK || list.type != SG_TYPE_LIST)
        status = sg_fail(err, SG_ECORRUPT, "the coverage of the graph cannot be read");
    else
        status = read_rows(list, coverage, err);
    sg_arena_free(tree);
    if (status == SG_OK)
        *out = coverage;
    else
        sg_coverage_free(coverage);
    return status;
}

sg_status sg_coverage_of(const sg_graph *graph, sg_coverage **out, sg_error *err)
{
    sg_str json;

    if (!sg_graph_attachment(graph, SG_STR("coverage"), &json))
        json = SG_STR("[]");
    return sg_coverage_read(json, out, err);
}
