/* csv.c - rows to CSV files, all of them open at once, each with the buffer of its writer. */
#include "generate/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "generate/folder.h"

enum { PATH_MOST = 4096, LINE_MOST = 16384 };

typedef struct {
    sg_sink sink;
    const sg_estate *estate;
    const char *folder;
    sg_file_writer *nodes[SG_KINDS];
    sg_file_writer *edges[SG_RELATIONS][SG_KINDS][SG_KINDS];
    sg_buffer arguments; /* of an import */
    size_t length;
    char line[LINE_MOST];
} csv_sink;

/* Kinds with the same label share their files. */
static sg_kind file_kind(sg_kind kind)
{
    return kind == SG_KIND_VOLUME_SECRET     ? SG_KIND_SECRET
           : kind == SG_KIND_RESOURCE_POLICY ? SG_KIND_POLICY
                                             : kind;
}

/* --- one line ----------------------------------------------------------------------------------- */

static void put_bytes(csv_sink *self, const char *bytes, size_t length)
{
    if (length > sizeof self->line - self->length)
        length = sizeof self->line - self->length;
    memcpy(self->line + self->length, bytes, length);
    self->length += length;
}

static void put_integer(csv_sink *self, int64_t integer)
{
    char digits[24];
    size_t begin = sizeof digits;
    uint64_t rest = integer < 0 ? -(uint64_t)integer : (uint64_t)integer;
    do
        digits[--begin] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (integer < 0)
        digits[--begin] = '-';
    put_bytes(self, digits + begin, sizeof digits - begin);
}

static void put_text(csv_sink *self, sg_str text)
{
    bool plain = text.length > 0;
    for (size_t i = 0; i < text.length && plain; i++)
        plain = text.bytes[i] != ',' && text.bytes[i] != '"' && text.bytes[i] != '\n' &&
                text.bytes[i] != '\r';
    if (plain) {
        put_bytes(self, text.bytes, text.length);
        return;
    }
    put_bytes(self, "\"", 1);
    for (size_t i = 0; i < text.length; i++) {
        put_bytes(self, text.bytes + i, 1);
        if (text.bytes[i] == '"')
            put_bytes(self, "\"", 1);
    }
    put_bytes(self, "\"", 1);
}

static void put_value(csv_sink *self, sg_value value)
{
    char number[32] = "";
    put_bytes(self, ",", 1);
    if (value.type == SG_TYPE_STRING) {
        put_text(self, sg_value_str(value));
    } else if (value.type == SG_TYPE_BOOLEAN) {
        put_bytes(self, value.boolean ? "true" : "false", value.boolean ? 4 : 5);
    } else if (value.type == SG_TYPE_INTEGER) {
        put_integer(self, value.integer);
    } else if (value.type == SG_TYPE_FLOAT) {
        size_t length = sg_double_format(value.real, number);
        put_bytes(self, number, length);
    }
}

static sg_status put_row(csv_sink *self, const sg_row *row, sg_file_writer *file, sg_error *err)
{
    for (uint32_t i = 0; i < row->count; i++)
        put_value(self, row->values[i]);
    put_bytes(self, "\n", 1);
    return sg_file_append(file, self->line, self->length, err);
}

/* --- files -------------------------------------------------------------------------------------- */

static sg_status begin_file(csv_sink *self, const char *name, const char *ids,
                            const sg_properties *properties, sg_file_writer **out,
                            sg_error *err)
{
    char path[PATH_MOST];
    SG_TRY(sg_folder_join(self->folder, name, path, sizeof path, err));
    SG_TRY(sg_file_create(path, out, err));
    self->length = 0;
    put_bytes(self, ids, strlen(ids));
    for (uint32_t i = 0; i < properties->count; i++) {
        put_bytes(self, ",", 1);
        put_bytes(self, properties->items[i].name.bytes, properties->items[i].name.length);
        put_bytes(self, ":", 1);
        const char *type = sg_property_type_name(properties->items[i].type);
        put_bytes(self, type, strlen(type));
    }
    put_bytes(self, "\n", 1);
    return sg_file_append(*out, self->line, self->length, err);
}

/* Resource;Compute as import wants it: Resource:Compute. */
static void put_labels(sg_buffer *out, sg_kind kind)
{
    sg_str labels = sg_kind_labels(kind);
    for (size_t i = 0; i < labels.length; i++)
        sg_buffer_char(out, (char)(labels.bytes[i] == ';' ? ':' : labels.bytes[i]));
}

static sg_status begin_nodes(csv_sink *self, sg_kind kind, sg_error *err)
{
    char name[256];
    sg_properties properties;
    sg_kind_properties(kind, &properties);
    snprintf(name, sizeof name, "nodes/%.*s.csv", SG_FMT(sg_kind_label(kind)));
    sg_buffer_text(&self->arguments, "--nodes=");
    put_labels(&self->arguments, kind);
    sg_buffer_format(&self->arguments, "=%s\n", name);
    return begin_file(self, name, ":ID", &properties, &self->nodes[kind], err);
}

static sg_status begin_edges(csv_sink *self, const sg_edge_row *edge, sg_kind from, sg_kind to,
                             sg_file_writer **out, sg_error *err)
{
    char name[256];
    sg_properties properties;
    sg_str type = sg_relation_name(edge->relation);
    sg_relation_properties(edge->relation, &properties);
    snprintf(name, sizeof name, "relationships/%.*s.%.*s.%.*s.csv", SG_FMT(type),
             SG_FMT(sg_kind_label(from)), SG_FMT(sg_kind_label(to)));
    sg_buffer_format(&self->arguments, "--relationships=%.*s=%s\n", SG_FMT(type), name);
    return begin_file(self, name, ":START_ID,:END_ID", &properties, out, err);
}

static sg_status put_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    csv_sink *self = (csv_sink *)sink;
    sg_kind kind = file_kind(node->place.kind);
    if (!self->nodes[kind])
        SG_TRY(begin_nodes(self, kind, err));
    self->length = 0;
    put_integer(self, node->number);
    return put_row(self, &node->row, self->nodes[kind], err);
}

static sg_status put_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    csv_sink *self = (csv_sink *)sink;
    sg_kind from = file_kind(edge->from.kind), to = file_kind(edge->to.kind);
    sg_file_writer **file = &self->edges[edge->relation][from][to];
    if (!*file)
        SG_TRY(begin_edges(self, edge, from, to, file, err));
    self->length = 0;
    put_integer(self, sg_estate_number(self->estate, edge->from));
    put_bytes(self, ",", 1);
    put_integer(self, sg_estate_number(self->estate, edge->to));
    return put_row(self, &edge->row, *file, err);
}

/* --- all of it ---------------------------------------------------------------------------------- */

/* Commits the file, or abandons it once anything failed. */
static sg_status end_file(sg_file_writer **file, sg_status status, sg_error *err)
{
    if (*file && status == SG_OK)
        status = sg_file_commit(*file, err);
    else
        sg_file_abandon(*file);
    *file = NULL;
    return status;
}

static sg_status end_files(csv_sink *self, sg_status status, sg_error *err)
{
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        status = end_file(&self->nodes[kind], status, err);
    for (uint32_t relation = 0; relation < SG_RELATIONS; relation++)
        for (uint32_t from = 0; from < SG_KINDS; from++)
            for (uint32_t to = 0; to < SG_KINDS; to++)
                status = end_file(&self->edges[relation][from][to], status, err);
    return status;
}

sg_status sg_generate_csv(const sg_estate *estate, const char *folder, sg_sink *witness,
                          sg_error *err)
{
    csv_sink *self = calloc(1, sizeof *self);
    if (!self)
        return sg_fail_memory(err);
    self->sink = (sg_sink){ .node = put_node, .edge = put_edge, .witness = witness };
    self->estate = estate;
    self->folder = folder;
    sg_status status = sg_folder_make(folder, "nodes", err);
    if (status == SG_OK)
        status = sg_folder_make(folder, "relationships", err);
    if (status == SG_OK)
        status = sg_generate(estate, &self->sink, err);
    status = end_files(self, status, err);
    if (status == SG_OK)
        status = sg_folder_write(folder, "import.args", &self->arguments, err);
    sg_buffer_free(&self->arguments);
    free(self);
    return status;
}
