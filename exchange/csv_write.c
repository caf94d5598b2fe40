/* csv_write.c - a graph to CSV files that Neo4j's import and csv_load.c read.
 *
 *     import.args                      which labels or type each file has
 *     nodes-001-Bucket-DataStore.csv   :ID,name:string,...        by combination of labels
 *     relationships-001-HAS.csv        :START_ID,:END_ID,...      by type
 *
 * An id is the number of the node.  Within a combination of labels nodes stand in the order of their
 * numbers, so that reading gives them the same.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "exchange/csv.h"
#include "exchange/csv_field.h"
#include "exchange/json_tags.h"
#include "exchange/output.h"

enum { NAME = 64 }; /* bytes of labels in a file's name */

typedef struct csv_writing {
    const sg_graph *graph;
    const char *folder;
    sg_arena *arena; /* columns */
    sg_arena *row;   /* until the end of a row */
    sg_buffer arguments;
    sg_error *err;
} csv_writing;

typedef struct written_column {
    const sg_column *column; /* NULL: only relationships in spans have it */
    sg_key key;
    bool any; /* value was met */
    sg_csv_type type;
    bool array;
} written_column;

typedef struct csv_file {
    csv_writing *self;
    sg_output writer;
    written_column *columns;
    uint32_t count;
} csv_file;

/* --- fields ---------------------------------------------------------------------------------------- */

static void put_text(sg_buffer *out, sg_str text)
{
    bool plain = text.length > 0 && text.bytes[0] != ' ';

    for (size_t i = 0; i < text.length && plain; i++)
        plain = text.bytes[i] != ',' && text.bytes[i] != '"' && text.bytes[i] != '\n' &&
                text.bytes[i] != '\r';
    if (plain) {
        sg_buffer_add(out, text);
        return;
    }
    sg_buffer_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '"')
            sg_buffer_char(out, '"');
        sg_buffer_char(out, text.bytes[i]);
    }
    sg_buffer_char(out, '"');
}

static sg_status add_json(csv_writing *self, sg_buffer *out, sg_value value)
{
    sg_value tagged;
    sg_status status = sg_json_tag(value, self->row, &tagged);

    if (status != SG_OK)
        return sg_fail(self->err, status, "a value cannot be written");
    sg_json_write(tagged, out);
    return SG_OK;
}

static sg_status put_field(csv_file *file, const written_column *column, sg_value value)
{
    sg_buffer *out = &file->writer.text, field = { .length = 0 };
    sg_status status = SG_OK;

    sg_buffer_char(out, ',');
    if (sg_is_null(value))
        return SG_OK;
    if (column->type == SG_CSV_JSON)
        status = add_json(file->self, &field, value);
    else if (!column->array)
        sg_output_scalar(&field, value);
    for (uint32_t i = 0; column->array && i < value.length; i++) {
        if (i > 0)
            sg_buffer_char(&field, ';');
        sg_output_scalar(&field, value.list[i]);
    }
    if (field.status != SG_OK)
        out->status = field.status;
    else if (status == SG_OK)
        put_text(out, sg_buffer_str(&field));
    sg_buffer_free(&field);
    return status;
}

/* --- columns: which type says it all -------------------------------------------------------------- */

/* The type of a single value; JSON for what has none. */
static sg_csv_type type_of(sg_value value)
{
#define TYPE(name, spelling, of_value)                                                         \
    if (value.type == of_value)                                                                \
        return SG_CSV_##name;
#include "exchange/csv_types.def"
#undef TYPE
    return SG_CSV_JSON;
}

static bool has_separator(sg_value item)
{
    return item.type == SG_TYPE_STRING && item.length > 0 &&
           memchr(item.string, ';', item.length);
}

/* A list of one type, none of whose items would be split.  Lists of lists are JSON, as is an empty
 * list, which would read as a list of one empty text. */
static bool is_array(sg_value value, sg_csv_type *type)
{
    if (!sg_output_is_plain_list(value) || value.length == 0)
        return false;
    for (uint32_t i = 0; i < value.length; i++)
        if (has_separator(value.list[i]))
            return false;
    *type = type_of(value.list[0]);
    return true;
}

/* One more value that the column has to hold. */
static void note_value(written_column *column, sg_value value)
{
    sg_csv_type type = type_of(value);
    bool array = is_array(value, &type);

    if (sg_is_null(value))
        return;
    if (!column->any) {
        column->type = type;
        column->array = array;
        column->any = true;
    }
    if (type == SG_CSV_JSON || type != column->type || array != column->array) {
        column->type = SG_CSV_JSON;
        column->array = false;
    }
}

/* Columns of one kind need no look at their values. */
static void note_column(csv_writing *self, written_column *column)
{
    bool encoded = column->column->kind == SG_COLUMN_ENCODED;

    for (uint32_t row = 0; row < column->column->rows; row++) {
        note_value(column, sg_column_value(self->graph, column->column, row, self->row));
        sg_arena_reset(self->row);
        if (column->any && (!encoded || column->type == SG_CSV_JSON))
            return;
    }
}

/* The properties of relationships in spans, which are in no column. */
static sg_status note_spans(csv_writing *self, sg_reltype type, written_column *column)
{
    sg_range spans = sg_graph_type_spans(self->graph, type);

    for (uint32_t i = spans.first; i < spans.last; i++) {
        sg_edge edge = { sg_graph_span(self->graph, i)->first_edge };
        if (edge.id == SG_NO_ID)
            return sg_fail(self->err, SG_EUNSUPPORTED,
                           "the relationships are too many to be written one by one");
        note_value(column, sg_graph_edge_property(self->graph, edge, column->key, self->row));
    }
    sg_arena_reset(self->row);
    return SG_OK;
}

/* Columns of a label set, or (NULL) of a type. */
static sg_status find_columns(csv_file *file, const sg_label_set *set, sg_reltype type)
{
    csv_writing *self = file->self;
    const sg_graph *graph = self->graph;

    file->columns = sg_arena_make_array(self->arena, written_column, sg_graph_keys(graph));
    if (!file->columns)
        return sg_fail_memory(self->err);
    for (uint32_t i = 0; i < sg_graph_keys(graph); i++) {
        written_column *column = &file->columns[file->count];
        sg_key key = { i };
        *column = (written_column){ .key = key, .type = SG_CSV_STRING };
        column->column =
            set ? sg_graph_column(graph, *set, key) : sg_graph_edge_column(graph, type, key);
        if (column->column)
            note_column(self, column);
        if (!set)
            SG_TRY(note_spans(self, type, column));
        file->count += column->any;
    }
    return SG_OK;
}

/* --- files ------------------------------------------------------------------------------------------ */

static void put_header(csv_file *file, const char *ids)
{
    sg_buffer *out = &file->writer.text;

    sg_buffer_text(out, ids);
    for (uint32_t i = 0; i < file->count; i++) {
        sg_str name = sg_graph_key_name(file->self->graph, file->columns[i].key);
        sg_buffer field = { .length = 0 };
        for (size_t k = 0; k < name.length; k++) {
            if (name.bytes[k] == '.' || name.bytes[k] == '\\')
                sg_buffer_char(&field, '\\');
            sg_buffer_char(&field, name.bytes[k]);
        }
        sg_buffer_format(&field, ":%s%s", sg_csv_type_name(file->columns[i].type),
                         file->columns[i].array ? "[]" : "");
        sg_buffer_char(out, ',');
        put_text(out, sg_buffer_str(&field));
        sg_buffer_free(&field);
    }
    sg_buffer_char(out, '\n');
}

static bool is_plain(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

/* Whether import.args can hold the name; if not, a column does. */
static bool is_argument(sg_str name)
{
    for (size_t i = 0; i < name.length; i++)
        if (!is_plain(name.bytes[i]))
            return false;
    return name.length > 0;
}

static sg_status check_name(const csv_writing *self, sg_str name)
{
    if (name.length > 0 && sg_str_trim(name).length == name.length &&
        !memchr(name.bytes, ';', name.length))
        return SG_OK;
    return sg_fail(
        self->err, SG_EINVAL,
        "`%.*s` cannot be written as a label or type: import splits at `;` and trims",
        SG_FMT(name));
}

/* Opens nodes-001-A-B.csv and adds it to the arguments, with its symbols unless they are in a
 * column. */
static sg_status open_file(csv_file *file, const char *what, uint32_t number, sg_str symbols,
                           bool in_column)
{
    csv_writing *self = file->self;
    char name[NAME + 64], plain[NAME] = "";
    size_t length = 0;

    for (size_t i = 0; i < symbols.length && length + 1 < sizeof(plain); i++)
        plain[length++] = (char)(is_plain(symbols.bytes[i]) ? symbols.bytes[i] : '-');
    snprintf(name, sizeof(name), "%s-%03u%s%.*s.csv", what, number + 1, length > 0 ? "-" : "",
             (int)length, plain);
    sg_buffer_format(&self->arguments, "--%s=", what);
    if (!in_column && symbols.length > 0)
        sg_buffer_format(&self->arguments, "%.*s=", SG_FMT(symbols));
    sg_buffer_format(&self->arguments, "%s\n", name);
    sg_str path = sg_arena_format(self->arena, "%s/%s", self->folder, name);
    if (!path.bytes)
        return sg_fail_memory(self->err);
    return sg_output_open(&file->writer, path.bytes, self->err);
}

/* The labels of the set joined; *in_column tells that import.args cannot hold one of them. */
static sg_status join_labels(csv_writing *self, sg_label_set set, char separator,
                             sg_buffer *out, bool *in_column)
{
    uint32_t count;
    const sg_label *labels = sg_label_set_labels(self->graph, set, &count);

    *in_column = false;
    for (uint32_t i = 0; i < count; i++) {
        sg_str name = sg_graph_label_name(self->graph, labels[i]);
        SG_TRY(check_name(self, name));
        *in_column = *in_column || !is_argument(name);
        if (i > 0)
            sg_buffer_char(out, separator);
        sg_buffer_add(out, name);
    }
    return SG_OK;
}

static sg_status write_node_rows(csv_file *file, sg_range range, const char *labels)
{
    csv_writing *self = file->self;

    for (uint32_t id = range.first; id < range.last; id++) {
        sg_buffer_format(&file->writer.text, "%u", id);
        if (labels) {
            sg_buffer_char(&file->writer.text, ',');
            put_text(&file->writer.text, sg_str_of(labels));
        }
        for (uint32_t i = 0; i < file->count; i++) {
            const written_column *column = &file->columns[i];
            sg_value value =
                sg_column_value(self->graph, column->column, id - range.first, self->row);
            SG_TRY(put_field(file, column, value));
        }
        sg_buffer_char(&file->writer.text, '\n');
        SG_TRY(sg_output_flow(&file->writer));
        sg_arena_reset(self->row);
    }
    return SG_OK;
}

static sg_status write_set(csv_writing *self, sg_label_set set)
{
    csv_file file = { .self = self };
    sg_buffer labels = { .length = 0 }, listed = { .length = 0 };
    bool in_column;
    sg_status status = join_labels(self, set, ':', &labels, &in_column);

    if (status == SG_OK)
        status = join_labels(self, set, ';', &listed, &in_column);
    if (status == SG_OK)
        status = find_columns(&file, &set, (sg_reltype){ 0 });
    if (status == SG_OK)
        status = open_file(&file, "nodes", set.id, sg_buffer_str(&labels), in_column);
    if (status == SG_OK) {
        put_header(&file, in_column ? ":ID,:LABEL" : ":ID");
        status = write_node_rows(&file, sg_label_set_range(self->graph, set),
                                 in_column ? listed.bytes : NULL);
        status = sg_output_close(&file.writer, status);
    }
    sg_buffer_free(&labels);
    sg_buffer_free(&listed);
    return status;
}

typedef struct edge_writing {
    csv_file file;
    uint32_t first;
    bool in_column;
} edge_writing;

static sg_status write_edge(void *state, sg_reltype type, sg_node from, sg_node to,
                            sg_edge edge)
{
    edge_writing *self = state;
    csv_writing *writing = self->file.self;
    sg_buffer *out = &self->file.writer.text;

    sg_buffer_format(out, "%u,%u", from.id, to.id);
    if (self->in_column) {
        sg_buffer_char(out, ',');
        put_text(out, sg_graph_type_name(writing->graph, type));
    }
    for (uint32_t i = 0; i < self->file.count; i++) {
        const written_column *column = &self->file.columns[i];
        sg_value value = sg_null();
        if (!sg_graph_edge_in_columns(writing->graph, edge))
            value = sg_graph_edge_property(writing->graph, edge, column->key, writing->row);
        else if (column->column)
            value = sg_column_value(writing->graph, column->column, edge.id - self->first,
                                    writing->row);
        SG_TRY(put_field(&self->file, column, value));
    }
    sg_buffer_char(out, '\n');
    sg_arena_reset(writing->row);
    return sg_output_flow(&self->file.writer);
}

static sg_status write_type(csv_writing *self, sg_reltype type)
{
    sg_str name = sg_graph_type_name(self->graph, type);
    edge_writing edges = { .file = { .self = self },
                           .first = sg_graph_type_range(self->graph, type).first,
                           .in_column = !is_argument(name) };

    SG_TRY(check_name(self, name));
    SG_TRY(find_columns(&edges.file, NULL, type));
    SG_TRY(open_file(&edges.file, "relationships", type.id, name, edges.in_column));
    put_header(&edges.file, edges.in_column ? ":START_ID,:END_ID,:TYPE" : ":START_ID,:END_ID");
    sg_status status = sg_output_edges(self->graph, type, write_edge, &edges);
    return sg_output_close(&edges.file.writer, status);
}

static sg_status write_arguments(csv_writing *self)
{
    sg_str path = sg_arena_format(self->arena, "%s/import.args", self->folder);
    sg_output writer;

    if (!path.bytes)
        return sg_fail_memory(self->err);
    SG_TRY(sg_output_open(&writer, path.bytes, self->err));
    sg_buffer_add(&writer.text, sg_buffer_str(&self->arguments));
    if (self->arguments.status != SG_OK)
        writer.text.status = self->arguments.status;
    return sg_output_close(&writer, SG_OK);
}

static sg_status write_all(csv_writing *self)
{
    if (mkdir(self->folder, 0777) != 0 && errno != EEXIST)
        return sg_fail(self->err, SG_EIO, "cannot make the folder `%s`: %s", self->folder,
                       strerror(errno));
    for (uint32_t i = 0; i < sg_graph_label_sets(self->graph); i++)
        SG_TRY(write_set(self, (sg_label_set){ (uint16_t)i }));
    for (uint32_t i = 0; i < sg_graph_types(self->graph); i++)
        SG_TRY(write_type(self, (sg_reltype){ (uint16_t)i }));
    return write_arguments(self);
}

sg_status sg_csv_write(const sg_graph *graph, const char *folder, sg_error *err)
{
    csv_writing self = { .folder = folder, .err = err };
    sg_graph *merged;

    SG_TRY(sg_output_graph(graph, &self.graph, &merged, err));
    sg_status status =
        sg_arena_new(0, &self.arena) == SG_OK && sg_arena_new(0, &self.row) == SG_OK
            ? write_all(&self)
            : sg_fail_memory(err);
    sg_buffer_free(&self.arguments);
    sg_arena_free(self.arena);
    sg_arena_free(self.row);
    sg_graph_free(merged);
    return status;
}
