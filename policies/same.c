/* same.c - compares labels, columns, rows and spans of two frozen graphs. */
#include "policies/same.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/rows.h"
#include "engine/snapshot.h"

/* The two graphs, and how many codes stand for the same text in both, from the first one on. */
typedef struct {
    const sg_graph *before, *after;
    uint32_t codes;
    sg_arena *arena; /* of the properties of a span */
} comparing;

/* --- texts ----------------------------------------------------------------------------------------- */
static uint32_t common_codes(const sg_graph *before, const sg_graph *after)
{
    uint32_t most = sg_graph_strings(before), code = 0;

    if (sg_graph_strings(after) < most)
        most = sg_graph_strings(after);
    while (code < most &&
           sg_str_equal(sg_graph_string(before, code), sg_graph_string(after, code)))
        code++;
    return code;
}

static bool is_same_text(const comparing *self, uint32_t before, uint32_t after)
{
    if (before < self->codes && after < self->codes)
        return before == after;
    return sg_str_equal(sg_graph_string(self->before, before),
                        sg_graph_string(self->after, after));
}

/* --- columns --------------------------------------------------------------------------------------- */
/* Missing arrays are equal to each other alone. */
static bool is_same_bytes(const void *left, const void *right, size_t size)
{
    return left && right ? memcmp(left, right, size) == 0 : !left == !right;
}

static bool is_coded(const sg_column *column)
{
    return column->kind == SG_COLUMN_STRING || column->kind == SG_COLUMN_ENCODED;
}

static bool have_same_dictionary(const comparing *self, const sg_column *left,
                                 const sg_column *right)
{
    for (uint32_t i = 0; i < left->dictionary_count; i++)
        if (is_coded(left) ? !is_same_text(self, left->dictionary[i], right->dictionary[i])
                           : left->dictionary[i] != right->dictionary[i])
            return false;
    return true;
}

static bool have_same_cells(const comparing *self, const sg_column *left,
                            const sg_column *right)
{
    size_t cells = left->ranks ? left->count : left->rows;

    if (left->width == 0)
        return is_same_bytes(left->cells, right->cells, (cells + 7) / 8);
    if (!is_coded(left) || left->dictionary)
        return is_same_bytes(left->cells, right->cells, cells * left->width);
    for (uint32_t row = 0; row < left->rows; row++)
        if (sg_column_has(left, row) &&
            !is_same_text(self, sg_column_code(left, row), sg_column_code(right, row)))
            return false;
    return true;
}

static bool is_same_column(const comparing *self, const sg_column *left, const sg_column *right)
{
    if (!left || !right)
        return !left == !right;
    return left->kind == right->kind && left->first == right->first &&
           left->rows == right->rows && left->count == right->count &&
           left->width == right->width && left->least == right->least &&
           left->dictionary_count == right->dictionary_count &&
           !left->dictionary == !right->dictionary && !left->ranks == !right->ranks &&
           is_same_bytes(left->present, right->present,
                         sg_bitmap_words(left->rows) * sizeof(uint64_t)) &&
           have_same_dictionary(self, left, right) && have_same_cells(self, left, right);
}

/* --- nodes ----------------------------------------------------------------------------------------- */
static bool have_same_labels(const comparing *self)
{
    if (sg_graph_labels(self->before) != sg_graph_labels(self->after))
        return false;
    for (uint32_t i = 0; i < sg_graph_labels(self->before); i++) {
        const sg_label label = { (uint16_t)i };
        if (!sg_str_equal(sg_graph_label_name(self->before, label),
                          sg_graph_label_name(self->after, label)))
            return false;
    }
    return true;
}

static bool is_same_set(const comparing *self, sg_label_set set)
{
    uint32_t before, after;
    const sg_label *left = sg_label_set_labels(self->before, set, &before);
    const sg_label *right = sg_label_set_labels(self->after, set, &after);
    sg_range left_range = sg_label_set_range(self->before, set),
             right_range = sg_label_set_range(self->after, set);

    if (before != after || left_range.first != right_range.first ||
        left_range.last != right_range.last)
        return false;
    for (uint32_t i = 0; i < before; i++)
        if (left[i].id != right[i].id)
            return false;
    return true;
}

static bool have_same_ids(const comparing *self, sg_label_set set)
{
    sg_key left, right;

    return sg_graph_find_key(self->before, SG_STR("id"), &left) &&
           sg_graph_find_key(self->after, SG_STR("id"), &right) &&
           is_same_column(self, sg_graph_column(self->before, set, left),
                          sg_graph_column(self->after, set, right));
}

static bool have_same_nodes(const comparing *self)
{
    uint32_t sets = sg_graph_label_sets(self->before);

    if (!sg_graph_is_frozen(self->before) || !sg_graph_is_frozen(self->after) ||
        sg_graph_nodes(self->before) != sg_graph_nodes(self->after) ||
        sets != sg_graph_label_sets(self->after) || !have_same_labels(self))
        return false;
    for (uint32_t i = 0; i < sets; i++) {
        const sg_label_set set = { (uint16_t)i };
        if (!is_same_set(self, set) || !have_same_ids(self, set))
            return false;
    }
    return true;
}

static void compare_columns(const comparing *self, sg_same *out)
{
    for (uint32_t i = 0; i < out->keys; i++) {
        sg_key left = { i }, right;
        if (!sg_graph_find_key(self->after, sg_graph_key_name(self->before, left), &right))
            continue;
        for (uint32_t k = 0; k < sg_graph_label_sets(self->before); k++) {
            const sg_label_set set = { (uint16_t)k };
            out->columns[(size_t)k * out->keys + i] =
                is_same_column(self, sg_graph_column(self->before, set, left),
                               sg_graph_column(self->after, set, right));
        }
    }
}

/* --- relationships --------------------------------------------------------------------------------- */
static bool is_same_piece(const sg_rows_piece *left, const sg_rows_piece *right)
{
    uint32_t places[2][SG_ROWS_PIECE + 1];

    if (left->first != right->first || left->count != right->count ||
        left->edges != right->edges ||
        memcmp(left->others, right->others, left->edges * sizeof *left->others) != 0)
        return false;
    sg_rows_places(left, places[0]);
    sg_rows_places(right, places[1]);
    return memcmp(places[0], places[1], ((size_t)left->count + 1) * sizeof places[0][0]) == 0;
}

static bool have_same_rows(const comparing *self, sg_reltype before, sg_reltype after)
{
    const sg_range all = { 0, sg_graph_nodes(self->before) };
    sg_rows left = sg_rows_read(self->before, before, SG_OUT, all);
    sg_rows right = sg_rows_read(self->after, after, SG_OUT, all);
    sg_rows_piece one, other;

    for (;;) {
        bool more = sg_rows_next(&left, &one);
        if (sg_rows_next(&right, &other) != more)
            return false;
        if (!more)
            return true;
        if (!is_same_piece(&one, &other))
            return false;
    }
}

/* Properties that both have; others are no columns of the type in either. */
static bool have_same_properties(const comparing *self, sg_reltype before, sg_reltype after)
{
    sg_key other;

    for (uint32_t i = 0; i < sg_graph_keys(self->before); i++) {
        const sg_column *left = sg_graph_edge_column(self->before, before, (sg_key){ i });
        bool has = sg_graph_find_key(self->after,
                                     sg_graph_key_name(self->before, (sg_key){ i }), &other);
        const sg_column *right = has ? sg_graph_edge_column(self->after, after, other) : NULL;
        if (!left && !right)
            continue;
        if (!left || !right)
            return false;
        sg_column placed = *right; /* types before this one may have other sizes */
        placed.first = left->first;
        if (!is_same_column(self, left, &placed))
            return false;
    }
    for (uint32_t i = 0; i < sg_graph_keys(self->after); i++)
        if (sg_graph_edge_column(self->after, after, (sg_key){ i }) &&
            !sg_graph_find_key(self->before, sg_graph_key_name(self->after, (sg_key){ i }),
                               &other))
            return false;
    return true;
}

static bool is_same_node_set(const sg_node_set *left, const sg_node_set *right)
{
    return left->range_count == right->range_count && left->count == right->count &&
           is_same_bytes(left->ranges, right->ranges, left->range_count * sizeof *left->ranges);
}

/* One relationship tells the properties of all; a span whose relationships have no ids tells of none. */
static bool is_same_span(const comparing *self, const sg_edge_span *left,
                         const sg_edge_span *right, sg_arena *arena)
{
    if (!is_same_node_set(&left->sources, &right->sources) ||
        !is_same_node_set(&left->targets, &right->targets) ||
        left->hole_count != right->hole_count ||
        (left->hole_count > 0 &&
         memcmp(left->holes, right->holes, left->hole_count * sizeof *left->holes) != 0) ||
        left->first_edge == SG_NO_ID || right->first_edge == SG_NO_ID)
        return false;
    sg_arena_reset(arena);
    return sg_value_same(
        sg_graph_edge_properties(self->before, (sg_edge){ left->first_edge }, arena),
        sg_graph_edge_properties(self->after, (sg_edge){ right->first_edge }, arena));
}

static bool have_same_spans(const comparing *self, sg_reltype before, sg_reltype after)
{
    sg_range left = sg_graph_type_spans(self->before, before),
             right = sg_graph_type_spans(self->after, after);

    if (left.last - left.first != right.last - right.first)
        return false;
    for (uint32_t i = 0; i < left.last - left.first; i++)
        if (!is_same_span(self, sg_graph_span(self->before, left.first + i),
                          sg_graph_span(self->after, right.first + i), self->arena))
            return false;
    return true;
}

static bool is_same_type(const comparing *self, sg_reltype before, sg_reltype after)
{
    sg_range left = sg_graph_type_range(self->before, before),
             right = sg_graph_type_range(self->after, after);

    return left.last - left.first == right.last - right.first &&
           sg_graph_type_count(self->before, before) ==
               sg_graph_type_count(self->after, after) &&
           have_same_spans(self, before, after) && have_same_rows(self, before, after) &&
           have_same_properties(self, before, after);
}

static void compare_types(const comparing *self, sg_same *out)
{
    sg_reltype after;

    for (uint32_t i = 0; i < sg_graph_types(self->before); i++) {
        const sg_reltype before = { (uint16_t)i };
        out->types[i] =
            sg_graph_find_type(self->after, sg_graph_type_name(self->before, before), &after) &&
            is_same_type(self, before, after);
    }
}

/* --- the whole ------------------------------------------------------------------------------------- */
static void mark_all(sg_same *out, size_t columns, size_t types)
{
    out->nodes = true;
    memset(out->columns, true, columns * sizeof *out->columns);
    memset(out->types, true, types * sizeof *out->types);
}

sg_status sg_same_of(const sg_graph *before, const sg_graph *after, sg_same *out)
{
    comparing self = { before, after, 0, NULL };
    size_t columns = (size_t)sg_graph_label_sets(before) * sg_graph_keys(before);
    size_t types = sg_graph_types(before);

    *out = (sg_same){ .keys = sg_graph_keys(before) };
    out->columns = calloc(columns + 1, sizeof *out->columns);
    out->types = calloc(types + 1, sizeof *out->types);
    if (!out->columns || !out->types) {
        sg_same_free(out);
        return SG_ENOMEM;
    }
    if (sg_snapshot_equals(before, after)) {
        mark_all(out, columns, types);
        return SG_OK;
    }
    if (sg_arena_new(0, &self.arena) != SG_OK) {
        sg_same_free(out);
        return SG_ENOMEM;
    }
    self.codes = common_codes(before, after);
    out->nodes = have_same_nodes(&self);
    if (out->nodes) {
        compare_columns(&self, out);
        compare_types(&self, out);
    }
    sg_arena_free(self.arena);
    return SG_OK;
}

void sg_same_free(sg_same *same)
{
    free(same->columns);
    free(same->types);
    *same = (sg_same){ .nodes = false };
}

bool sg_same_column(const sg_same *same, const sg_graph *before, sg_label_set set, sg_str key)
{
    sg_key number;

    return same->nodes && sg_graph_find_key(before, key, &number) &&
           same->columns[(size_t)set.id * same->keys + number.id];
}

bool sg_same_type(const sg_same *same, const sg_graph *before, sg_str type)
{
    sg_reltype number;

    return same->nodes && sg_graph_find_type(before, type, &number) && same->types[number.id];
}
