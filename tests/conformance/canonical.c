/* canonical.c - a reader of TCK value syntax, and a writer of our values in the same form. */
#include "tests/conformance/canonical.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/temporal.h"

/* Texts that get sorted before they are joined: items, keys with values, labels. */
typedef struct {
    SG_ARRAY(char *) items;
} text_list;

static int by_text(const void *left, const void *right)
{
    return sg_str_compare(sg_str_of(*(char *const *)left), sg_str_of(*(char *const *)right));
}

/* Takes the buffer's text. */
static void add_item(text_list *list, sg_buffer *text)
{
    sg_buffer_char(text, '\0');
    if (text->status != SG_OK || sg_array_push(&list->items, text->bytes) != SG_OK)
        sg_buffer_free(text);
    *text = (sg_buffer){ .length = 0 };
}

static void join(text_list *list, bool sort, const char *open, const char *separator,
                 const char *close, sg_buffer *out)
{
    if (sort && list->items.count > 1)
        qsort(list->items.items, list->items.count, sizeof(char *), by_text);
    sg_buffer_text(out, open);
    for (size_t i = 0; i < list->items.count; i++) {
        sg_buffer_text(out, i ? separator : "");
        sg_buffer_text(out, list->items.items[i]);
        free(list->items.items[i]);
    }
    sg_buffer_text(out, close);
    sg_array_free(&list->items);
}

static void add_float(double number, sg_buffer *out)
{
    char text[32];
    if (number == 0)
        number = 0; /* the TCK's tables do not tell -0.0 from 0.0 */
    sg_buffer_add(out, (sg_str){ text, sg_double_format(number, text) });
}

/* --- expected cells ---------------------------------------------------------------------------- */
typedef struct {
    sg_str text;
    size_t at;
    bool any_list_order;
    sg_error *err;
} cell_reader;

static void skip_blanks(cell_reader *cell)
{
    while (cell->at < cell->text.length && cell->text.bytes[cell->at] == ' ')
        cell->at++;
}

static char look(cell_reader *cell)
{
    skip_blanks(cell);
    return cell->at < cell->text.length ? cell->text.bytes[cell->at] : '\0';
}

static bool take(cell_reader *cell, const char *token)
{
    skip_blanks(cell);
    sg_str rest = sg_str_slice(cell->text, cell->at, cell->text.length);
    if (!sg_str_starts(rest, sg_str_of(token)))
        return false;
    cell->at += sg_str_of(token).length;
    return true;
}

static sg_status bad_cell(cell_reader *cell)
{
    return sg_fail(cell->err, SG_EINVAL, "cannot read `%.*s` at byte %zu", SG_FMT(cell->text),
                   cell->at);
}

static sg_status read_value(cell_reader *cell, sg_buffer *out);

static bool is_word_byte(char byte)
{
    return byte == '_' || byte == '.' || byte == '+' || byte == '-' ||
           (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || (unsigned char)byte >= 0x80;
}

static sg_str read_word(cell_reader *cell)
{
    skip_blanks(cell);
    if (look(cell) == '`') {
        size_t start = ++cell->at;
        while (cell->at < cell->text.length && cell->text.bytes[cell->at] != '`')
            cell->at++;
        return sg_str_slice(cell->text, start, cell->at++);
    }
    size_t start = cell->at;
    while (cell->at < cell->text.length && is_word_byte(cell->text.bytes[cell->at]))
        cell->at++;
    return sg_str_slice(cell->text, start, cell->at);
}

static sg_status read_string(cell_reader *cell, sg_buffer *out)
{
    sg_buffer text = { .length = 0 };
    cell->at++;
    while (cell->at < cell->text.length && cell->text.bytes[cell->at] != '\'') {
        if (cell->text.bytes[cell->at] == '\\' && cell->at + 1 < cell->text.length &&
            (cell->text.bytes[cell->at + 1] == '\'' || cell->text.bytes[cell->at + 1] == '\\'))
            cell->at++;
        sg_buffer_char(&text, cell->text.bytes[cell->at++]);
    }
    if (cell->at == cell->text.length) {
        sg_buffer_free(&text);
        return bad_cell(cell);
    }
    cell->at++;
    sg_buffer_json_string(out, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return SG_OK;
}

static sg_status read_scalar(cell_reader *cell, sg_buffer *out)
{
    sg_str word = read_word(cell);
    int64_t integer;
    double number;
    if (sg_str_equal(word, SG_STR("null")) || sg_str_equal(word, SG_STR("true")) ||
        sg_str_equal(word, SG_STR("false")))
        sg_buffer_add(out, word);
    else if (sg_str_equal(word, SG_STR("NaN")))
        add_float((double)NAN, out);
    else if (sg_str_equal(word, SG_STR("Inf")))
        add_float((double)INFINITY, out);
    else if (sg_str_equal(word, SG_STR("-Inf")))
        add_float(-(double)INFINITY, out);
    else if (sg_str_to_int64(word, &integer))
        sg_buffer_format(out, "%lld", (long long)integer);
    else if (sg_str_to_double(word, &number))
        add_float(number, out);
    else
        return bad_cell(cell);
    return SG_OK;
}

static sg_status read_list(cell_reader *cell, sg_buffer *out)
{
    text_list items = { .items = { 0 } };
    sg_status status = SG_OK;
    cell->at++;
    while (status == SG_OK && !take(cell, "]")) {
        sg_buffer item = { .length = 0 };
        status = read_value(cell, &item);
        add_item(&items, &item);
        if (status == SG_OK && !take(cell, ",") && look(cell) != ']')
            status = bad_cell(cell);
    }
    join(&items, cell->any_list_order, "[", ",", "]", out);
    return status;
}

static sg_status read_map(cell_reader *cell, sg_buffer *out)
{
    text_list items = { .items = { 0 } };
    sg_status status = take(cell, "{") ? SG_OK : bad_cell(cell);
    while (status == SG_OK && !take(cell, "}")) {
        sg_buffer item = { .length = 0 };
        sg_buffer_json_string(&item, read_word(cell));
        sg_buffer_char(&item, ':');
        status = take(cell, ":") ? read_value(cell, &item) : bad_cell(cell);
        add_item(&items, &item);
        if (status == SG_OK && !take(cell, ",") && look(cell) != '}')
            status = bad_cell(cell);
    }
    join(&items, true, "{", ",", "}", out);
    return status;
}

/* `:A:B {p: 1}` up to the closing bracket. */
static sg_status read_entity(cell_reader *cell, const char *open, const char *close,
                             sg_buffer *out)
{
    text_list labels = { .items = { 0 } };
    sg_buffer properties = { .length = 0 };
    sg_status status = SG_OK;
    while (take(cell, ":")) {
        sg_buffer label = { .length = 0 };
        sg_buffer_add(&label, read_word(cell));
        add_item(&labels, &label);
    }
    if (look(cell) == '{')
        status = read_map(cell, &properties);
    else
        sg_buffer_text(&properties, "{}");
    if (status == SG_OK && !take(cell, close))
        status = bad_cell(cell);
    join(&labels, true, open, ":", " ", out);
    sg_buffer_add(out, sg_buffer_str(&properties));
    sg_buffer_text(out, close);
    sg_buffer_free(&properties);
    return status;
}

/* <(:A)-[:T]->(:B)<-[:U]-(:C)> */
static sg_status read_path(cell_reader *cell, sg_buffer *out)
{
    sg_buffer_char(out, '<');
    if (!take(cell, "<(")) /* the caller saw `<` */
        return bad_cell(cell);
    SG_TRY(read_entity(cell, "(", ")", out));
    while (!take(cell, ">")) {
        bool backwards = take(cell, "<-[");
        if (!backwards && !take(cell, "-["))
            return bad_cell(cell);
        sg_buffer_text(out, backwards ? "<-" : "-");
        SG_TRY(read_entity(cell, "[", "]", out));
        if (!take(cell, backwards ? "-(" : "->("))
            return bad_cell(cell);
        sg_buffer_text(out, backwards ? "-" : "->");
        SG_TRY(read_entity(cell, "(", ")", out));
    }
    sg_buffer_char(out, '>');
    return SG_OK;
}

static sg_status read_value(cell_reader *cell, sg_buffer *out)
{
    switch (look(cell)) {
    case '\'':
        return read_string(cell, out);
    case '{':
        return read_map(cell, out);
    case '<':
        return read_path(cell, out);
    case '(':
        cell->at++;
        return read_entity(cell, "(", ")", out);
    case '[':
        if (take(cell, "[:")) {
            cell->at--;
            return read_entity(cell, "[", "]", out);
        }
        return read_list(cell, out);
    default:
        return read_scalar(cell, out);
    }
}

sg_status tck_canonical_cell(sg_str cell, bool any_list_order, sg_buffer *out, sg_error *err)
{
    cell_reader reader = { .text = cell, .any_list_order = any_list_order, .err = err };
    SG_TRY(read_value(&reader, out));
    return look(&reader) == '\0' ? SG_OK : bad_cell(&reader);
}

/* --- values of results --------------------------------------------------------------------------- */
static void write_map(const sg_graph *graph, sg_value map, bool any_list_order, sg_arena *arena,
                      sg_buffer *out)
{
    text_list items = { .items = { 0 } };
    for (uint32_t i = 0; map.type == SG_TYPE_MAP && i < map.length; i++) {
        sg_buffer item = { .length = 0 };
        sg_buffer_json_string(&item, map.map[i].key);
        sg_buffer_char(&item, ':');
        tck_canonical_value(graph, map.map[i].value, any_list_order, arena, &item);
        add_item(&items, &item);
    }
    join(&items, true, "{", ",", "}", out);
}

static void write_node(const sg_graph *graph, sg_node node, bool any_list_order,
                       sg_arena *arena, sg_buffer *out)
{
    text_list labels = { .items = { 0 } };
    uint32_t count;
    const sg_label *set = sg_label_set_labels(graph, sg_graph_label_set(graph, node), &count);
    for (uint32_t i = 0; i < count; i++) {
        sg_buffer label = { .length = 0 };
        sg_buffer_add(&label, sg_graph_label_name(graph, set[i]));
        add_item(&labels, &label);
    }
    join(&labels, true, "(", ":", " ", out);
    write_map(graph, sg_graph_properties(graph, node, arena), any_list_order, arena, out);
    sg_buffer_char(out, ')');
}

static void write_edge(const sg_graph *graph, sg_edge edge, bool any_list_order,
                       sg_arena *arena, sg_buffer *out)
{
    sg_str type = sg_graph_type_name(graph, sg_graph_edge_type(graph, edge));
    sg_buffer_format(out, "[%.*s ", SG_FMT(type));
    write_map(graph, sg_graph_edge_properties(graph, edge, arena), any_list_order, arena, out);
    sg_buffer_char(out, ']');
}

static void write_path(const sg_graph *graph, const sg_path *path, bool any_list_order,
                       sg_arena *arena, sg_buffer *out)
{
    sg_buffer_char(out, '<');
    write_node(graph, path->nodes[0], any_list_order, arena, out);
    for (uint32_t i = 0; i < path->length; i++) {
        bool backwards = sg_graph_edge_from(graph, path->edges[i]).id != path->nodes[i].id;
        sg_buffer_text(out, backwards ? "<-" : "-");
        write_edge(graph, path->edges[i], any_list_order, arena, out);
        sg_buffer_text(out, backwards ? "-" : "->");
        write_node(graph, path->nodes[i + 1], any_list_order, arena, out);
    }
    sg_buffer_char(out, '>');
}

static void write_list(const sg_graph *graph, sg_value list, bool any_list_order,
                       sg_arena *arena, sg_buffer *out)
{
    text_list items = { .items = { 0 } };
    for (uint32_t i = 0; i < list.length; i++) {
        sg_buffer item = { .length = 0 };
        tck_canonical_value(graph, list.list[i], any_list_order, arena, &item);
        add_item(&items, &item);
    }
    join(&items, any_list_order, "[", ",", "]", out);
}

void tck_canonical_value(const sg_graph *graph, sg_value value, bool any_list_order,
                         sg_arena *arena, sg_buffer *out)
{
    char text[SG_TEMPORAL_TEXT];
    switch ((sg_type)value.type) {
    case SG_TYPE_NULL:
        sg_buffer_text(out, "null");
        break;
    case SG_TYPE_BOOLEAN:
        sg_buffer_text(out, value.boolean ? "true" : "false");
        break;
    case SG_TYPE_INTEGER:
        sg_buffer_format(out, "%lld", (long long)value.integer);
        break;
    case SG_TYPE_FLOAT:
        add_float(value.real, out);
        break;
    case SG_TYPE_STRING:
        sg_buffer_json_string(out, sg_value_str(value));
        break;
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
        sg_temporal_text(value, SG_TEMPORAL_SHORT, text);
        sg_buffer_json_string(out, sg_str_of(text));
        break;
    case SG_TYPE_LIST:
        write_list(graph, value, any_list_order, arena, out);
        break;
    case SG_TYPE_MAP:
        write_map(graph, value, any_list_order, arena, out);
        break;
    case SG_TYPE_NODE:
        write_node(graph, value.node, any_list_order, arena, out);
        break;
    case SG_TYPE_RELATIONSHIP:
        write_edge(graph, value.edge, any_list_order, arena, out);
        break;
    case SG_TYPE_PATH:
        write_path(graph, value.path, any_list_order, arena, out);
        break;
    }
}
