/* opengraph_read.c - OpenGraph JSON to a graph, by a builder: nodes first, then edges. */
#include <stdio.h>

#include "engine/base/file.h"
#include "engine/base/json_scan.h"
#include "engine/base/table.h"
#include "engine/build.h"
#include "engine/json.h"
#include "exchange/opengraph.h"

enum {
    LARGEST = 1 << 30, /* bytes of a file */
    LOOKED_AT = 64 * 1024,
};

typedef struct graph_reading {
    sg_builder *builder;
    sg_arena *arena; /* documents */
    sg_table names;  /* by `name`: a node's handle, or SHARED */
    uint64_t tolerance, left_out;
    sg_error first_bad;
    const char *path;
    sg_error *err;
} graph_reading;

#define SHARED UINT64_MAX

static sg_status fail_item(const graph_reading *self, const char *list, uint32_t index,
                           const char *what)
{
    char where[512];

    snprintf(where, sizeof(where), "%s: graph.%s[%u]", self->path, list, index);
    sg_fail(self->err, SG_EINVAL, "%s", what);
    sg_error_in(self->err, sg_str_of(where));
    return SG_EINVAL;
}

/* A status of the builder, with its story. */
static sg_status tell(const graph_reading *self, sg_status status)
{
    if (status == SG_ENOMEM)
        return sg_fail_memory(self->err);
    return status == SG_OK
               ? SG_OK
               : sg_fail(self->err, status, "`%s` holds more than a graph can", self->path);
}

static sg_value member(sg_value map, const char *name)
{
    return map.type == SG_TYPE_MAP ? sg_map_get(map, sg_str_of(name)) : sg_null();
}

/* --- nodes -------------------------------------------------------------------------------------------- */

static sg_status add_labels(const graph_reading *self, sg_build_node node, sg_value kinds,
                            uint32_t index)
{
    if (kinds.type != SG_TYPE_LIST)
        return fail_item(self, "nodes", index, "`kinds` is no list of texts");
    for (uint32_t i = 0; i < kinds.length; i++) {
        if (kinds.list[i].type != SG_TYPE_STRING)
            return fail_item(self, "nodes", index, "`kinds` is no list of texts");
        SG_TRY(
            tell(self, sg_builder_add_label(self->builder, node, sg_value_str(kinds.list[i]))));
    }
    return SG_OK;
}

static sg_status note_name(graph_reading *self, sg_build_node node, sg_value name)
{
    uint64_t *known;
    bool added;

    if (name.type != SG_TYPE_STRING)
        return SG_OK;
    SG_TRY(
        tell(self, sg_table_put(&self->names, sg_value_str(name), node.index, &known, &added)));
    if (!added && *known != node.index)
        *known = SHARED;
    return SG_OK;
}

static sg_status add_node(graph_reading *self, sg_value item, uint32_t index)
{
    sg_value id = member(item, "id"), properties = member(item, "properties");
    sg_build_node node;

    if (id.type != SG_TYPE_STRING || id.length == 0)
        return fail_item(self, "nodes", index, "a node needs an `id`, which is a text");
    if (properties.type != SG_TYPE_MAP && !sg_is_null(properties))
        return fail_item(self, "nodes", index, "`properties` is no object");
    SG_TRY(tell(self, sg_builder_merge_node(self->builder, sg_value_str(id), &node, NULL)));
    SG_TRY(add_labels(self, node, member(item, "kinds"), index));
    if (sg_is_null(member(properties, "id")))
        SG_TRY(tell(self, sg_builder_set(self->builder, node, SG_STR("id"), id)));
    for (uint32_t i = 0; properties.type == SG_TYPE_MAP && i < properties.length; i++)
        SG_TRY(tell(self, sg_builder_set(self->builder, node, properties.map[i].key,
                                         properties.map[i].value)));
    return note_name(self, node, member(properties, "name"));
}

/* --- edges -------------------------------------------------------------------------------------------- */

/* Looks up one end: by id, or by the property `name`. */
static sg_status find_end(graph_reading *self, sg_value end, const char *which, uint32_t index,
                          sg_build_node *node, bool *found)
{
    sg_value value = member(end, "value"), match = member(end, "match_by");
    uint64_t handle;

    if (value.type != SG_TYPE_STRING)
        return fail_item(self, "edges", index,
                         "an edge needs `start` and `end` with a `value`");
    bool by_name =
        match.type == SG_TYPE_STRING && sg_str_equal(sg_value_str(match), SG_STR("name"));
    if (!by_name && !sg_is_null(match) &&
        !(match.type == SG_TYPE_STRING && sg_str_equal(sg_value_str(match), SG_STR("id"))))
        return fail_item(self, "edges", index, "`match_by` is neither `id` nor `name`");
    if (!by_name) {
        *found = sg_builder_find_node(self->builder, sg_value_str(value), node);
    } else {
        *found = sg_table_find(&self->names, sg_value_str(value), &handle);
        if (*found && handle == SHARED)
            return fail_item(self, "edges", index, "several nodes have the `name` of an end");
        node->index = *found ? (uint32_t)handle : 0;
    }
    if (!*found && self->first_bad.status == SG_OK) {
        char where[512];
        snprintf(where, sizeof(where), "%s: graph.edges[%u].%s", self->path, index, which);
        sg_fail(&self->first_bad, SG_EINVAL, "no node has the %s `%.*s`",
                by_name ? "name" : "id", SG_FMT(sg_str_slice(sg_value_str(value), 0, 200)));
        sg_error_in(&self->first_bad, sg_str_of(where));
    }
    return SG_OK;
}

static sg_status add_edge(graph_reading *self, sg_value item, uint32_t index)
{
    sg_value kind = member(item, "kind"), properties = member(item, "properties");
    sg_build_node from, to;
    sg_build_edge edge;
    bool found[2];

    if (kind.type != SG_TYPE_STRING || kind.length == 0)
        return fail_item(self, "edges", index, "an edge needs a `kind`, which is a text");
    if (properties.type != SG_TYPE_MAP && !sg_is_null(properties))
        return fail_item(self, "edges", index, "`properties` is no object");
    SG_TRY(find_end(self, member(item, "start"), "start", index, &from, &found[0]));
    SG_TRY(find_end(self, member(item, "end"), "end", index, &to, &found[1]));
    if (!found[0] || !found[1]) {
        self->left_out++;
        return SG_OK;
    }
    SG_TRY(tell(self, sg_builder_add_edge(self->builder, from, sg_value_str(kind), to, &edge)));
    for (uint32_t i = 0; properties.type == SG_TYPE_MAP && i < properties.length; i++)
        SG_TRY(tell(self, sg_builder_set_edge(self->builder, edge, properties.map[i].key,
                                              properties.map[i].value)));
    return SG_OK;
}

/* --- files -------------------------------------------------------------------------------------------- */

static sg_status read_document(graph_reading *self, sg_value *graph)
{
    sg_str text;
    sg_value document = sg_null();
    sg_error fault = { .status = SG_OK };

    SG_TRY(sg_file_read_into(self->path, LARGEST, self->arena, &text, self->err));
    sg_status status = sg_json_view(text, SG_JSON_DEPTH, self->arena, &document, &fault);
    *graph = member(document, "graph");
    if (status != SG_OK) {
        char where[512];
        sg_source source = { .name = sg_str_of(self->path), .text = text };
        sg_position place = sg_source_position(&source, fault.span.begin);
        snprintf(where, sizeof(where), "%s:%u:%u", self->path, place.line, place.column);
        sg_fail(self->err, status, "%s", fault.message);
        sg_error_in(self->err, sg_str_of(where));
    } else if (graph->type != SG_TYPE_MAP) {
        status = sg_fail(self->err, SG_EINVAL, "`%s` has no object `graph`: it is no OpenGraph",
                         self->path);
    }
    return status;
}

typedef sg_status add_item(graph_reading *self, sg_value item, uint32_t index);

static sg_status add_all(graph_reading *self, sg_value graph, const char *list, add_item *add)
{
    sg_value items = member(graph, list);

    if (sg_is_null(items))
        return SG_OK;
    if (items.type != SG_TYPE_LIST)
        return sg_fail(self->err, SG_EINVAL, "`graph.%s` of `%s` is no list", list, self->path);
    for (uint32_t i = 0; i < items.length; i++)
        SG_TRY(add(self, items.list[i], i));
    return SG_OK;
}

static sg_status read_all(graph_reading *self, const char *const *paths, size_t count)
{
    sg_value *graphs = sg_arena_make_array(self->arena, sg_value, count);

    if (!graphs)
        return sg_fail_memory(self->err);
    for (size_t i = 0; i < count; i++) {
        self->path = paths[i];
        SG_TRY(read_document(self, &graphs[i]));
        SG_TRY(add_all(self, graphs[i], "nodes", add_node));
    }
    for (size_t i = 0; i < count; i++) {
        self->path = paths[i];
        SG_TRY(add_all(self, graphs[i], "edges", add_edge));
    }
    if (self->left_out <= self->tolerance)
        return SG_OK;
    *self->err = self->first_bad;
    sg_error_hint(
        self->err,
        "%llu relationships lack an end; `--bad-tolerance N` leaves out up to N of them",
        (unsigned long long)self->left_out);
    return SG_EINVAL;
}

sg_status sg_opengraph_load(const char *const *paths, size_t count, uint64_t tolerance,
                            sg_graph **out, sg_opengraph_report *report, sg_error *err)
{
    sg_error own = { .status = SG_OK };
    graph_reading self = { .tolerance = tolerance, .err = err ? err : &own };
    sg_status status = SG_ENOMEM;

    if (sg_arena_new(0, &self.arena) == SG_OK && sg_builder_new(0, &self.builder) == SG_OK)
        status = read_all(&self, paths, count);
    else
        sg_fail_memory(self.err);
    if (status == SG_OK)
        status = sg_builder_freeze(self.builder, out, self.err);
    if (status == SG_OK && report)
        *report =
            (sg_opengraph_report){ sg_graph_nodes(*out), sg_graph_edges(*out), self.left_out };
    sg_table_free(&self.names);
    sg_builder_free(self.builder);
    sg_arena_free(self.arena);
    return status;
}

/* --- recognising --------------------------------------------------------------------------------------- */

/* The byte at the place, or NUL when there is none. */
static char byte_at(sg_str text, size_t at)
{
    return (char)(at < text.length ? text.bytes[at] : '\0');
}

/* Whether the object has a member `graph` where its beginning is looked at. */
static bool has_graph(sg_str text)
{
    size_t at = sg_json_skip_space(text, 0);
    bool more = byte_at(text, at) == '{';

    while (more) {
        size_t name = sg_json_skip_space(text, at + 1);
        if (byte_at(text, name) != '"')
            return false;
        size_t end = sg_json_skip_string(text, name);
        if (end == SIZE_MAX || sg_str_equal(sg_str_slice(text, name, end), SG_STR("\"graph\"")))
            return end != SIZE_MAX;
        size_t colon = sg_json_skip_space(text, end);
        if (byte_at(text, colon) != ':')
            return false;
        at = sg_json_skip_value(text, sg_json_skip_space(text, colon + 1));
        at = at == SIZE_MAX ? at : sg_json_skip_space(text, at);
        more = byte_at(text, at) == ',';
    }
    return false;
}

bool sg_opengraph_recognise(const char *path)
{
    sg_mapping mapping = { .length = 0 };

    if (sg_file_map(path, &mapping, NULL) != SG_OK)
        return false;
    sg_str text = { (const char *)mapping.bytes,
                    mapping.length < LOOKED_AT ? mapping.length : LOOKED_AT };
    bool found = text.length > 0 && has_graph(text);
    sg_file_unmap(&mapping);
    return found;
}
