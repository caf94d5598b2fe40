/* test_stream.c - a stream writes the bytes that a builder's graph has, and refuses what is out of order. */
#include "engine/stream.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/snapshot.h"
#include "engine/stream_internal.h"
#include "tests/support/graphs.h"

static char folder[64], built_path[96], streamed_path[96];

static void enter(void)
{
    strcpy(folder, "/tmp/secgraph-test-XXXXXX");
    cr_assert(mkdtemp(folder));
    snprintf(built_path, sizeof built_path, "%s/built", folder);
    snprintf(streamed_path, sizeof streamed_path, "%s/streamed", folder);
}

static void leave(void)
{
    unlink(built_path);
    unlink(streamed_path);
    cr_assert_eq(rmdir(folder), 0, "something was left behind");
}

TestSuite(stream, .init = enter, .fini = leave);

enum { SETS = 3, TYPES = 4, COLUMNS = 7, EDGE_COLUMNS = 3, VALUES = 40 };

/* clang-format off */
static const struct { const char *first, *second; } labels[SETS] = {
    { "Resource", "Bucket" }, { "AccessRole", "Resource" }, { "Internet", NULL },
};
static const char *const types[TYPES] = { "USES", "HAS", "NONE", "ADMITS" };
static const sg_stream_column columns[COLUMNS] = {
    { SG_STR_INIT("id"),    SG_COLUMN_STRING },  { SG_STR_INIT("account"), SG_COLUMN_STRING },
    { SG_STR_INIT("arn"),   SG_COLUMN_STRING },  { SG_STR_INIT("size"),    SG_COLUMN_INTEGER },
    { SG_STR_INIT("open"),  SG_COLUMN_BIT },     { SG_STR_INIT("score"),   SG_COLUMN_FLOAT },
    { SG_STR_INIT("tags"),  SG_COLUMN_ENCODED },
};
static const sg_stream_column edge_columns[EDGE_COLUMNS] = {
    { SG_STR_INIT("via"), SG_COLUMN_STRING }, { SG_STR_INIT("port"), SG_COLUMN_INTEGER },
    { SG_STR_INIT("sure"), SG_COLUMN_BIT },
};
/* clang-format on */
static const char too_long_to_be_recent[] =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/a-name-that-goes-"
    "on-and-on-until-nobody-wants-to-read-it-any-more/";

typedef struct {
    sg_arena *arena;
    uint32_t random, nodes, edges, spans;
    uint32_t *set;
    sg_value (*cells)[COLUMNS];
    uint32_t *from, *to, *type;
    sg_value (*edge_cells)[EDGE_COLUMNS];
    sg_builder *builder;
    sg_graph *graph;
} twin;

static sg_value draw_value(twin *self, sg_column_kind kind, uint32_t different)
{
    uint32_t drawn = sg_test_draw(&self->random) % different;
    sg_value copy, list[2] = { sg_integer(drawn % 5), sg_string(SG_STR("x")) };
    switch (kind) {
    case SG_COLUMN_BIT:
        return sg_boolean(drawn % 2 == 1);
    case SG_COLUMN_INTEGER:
        return sg_integer((int64_t)drawn * 100 - 700);
    case SG_COLUMN_FLOAT:
        return sg_float(drawn / 4.0);
    case SG_COLUMN_STRING:
        return sg_string(sg_arena_format(self->arena, "%s%u",
                                         drawn % 9 == 0   ? "HAS"
                                         : drawn % 7 == 3 ? too_long_to_be_recent
                                                          : "text ",
                                         drawn));
    case SG_COLUMN_ENCODED:
        break;
    }
    cr_assert_eq(sg_value_copy(self->arena, sg_list(list, 2), &copy), SG_OK);
    return copy;
}

static void draw_nodes(twin *self)
{
    for (uint32_t i = 0; i < self->nodes; i++) {
        uint32_t sparse = 1 + sg_test_draw(&self->random) % 4;
        self->set[i] = sg_test_draw(&self->random) % SETS;
        sg_str id = sg_arena_format(self->arena, "%u-%u", sg_test_draw(&self->random), i);
        self->cells[i][0] = sg_string(id);
        for (uint32_t k = 1; k < COLUMNS; k++)
            self->cells[i][k] = sg_test_draw(&self->random) % (sparse + k) > 1 ||
                                        (self->set[i] == 2 && k > 2) /* a set without these */
                                    ? sg_null()
                                    : draw_value(self, columns[k].kind, k == 1 ? 3 : VALUES);
        if (sg_test_draw(&self->random) % 5 > 0) /* as it is, or of another node */
            self->cells[i][2] = sg_test_draw(&self->random) % 2 ? sg_string(id)
                                : i > 0                         ? self->cells[i - 1][0]
                                                                : sg_null();
    }
}

static void draw_edges(twin *self)
{
    for (uint32_t i = 0; i < self->edges; i++) {
        uint32_t hub = sg_test_draw(&self->random) % 4;
        self->from[i] = hub == 0 ? 7 : sg_test_draw(&self->random) % self->nodes;
        self->to[i] = hub == 1 ? 11 : sg_test_draw(&self->random) % self->nodes;
        self->type[i] = sg_test_draw(&self->random) % TYPES;
        self->type[i] += self->type[i] == 2; /* one has none */
        for (uint32_t k = 0; k < EDGE_COLUMNS; k++)
            self->edge_cells[i][k] =
                self->type[i] == 0 || (k > 0 && sg_test_draw(&self->random) % 3 == 0)
                    ? sg_null()
                    : draw_value(self, edge_columns[k].kind, 9);
    }
}

/* One of the types has spans alone; some texts are of spans alone. */
static sg_value span_value(uint32_t span, uint32_t column)
{
    static const char *const texts[] = { "by span", "text 3", "HAS" };
    if (column == 0)
        return sg_test_text(texts[span % 3]);
    return column == 1 && span % 2 ? sg_null()
           : column == 1           ? sg_integer(span * 10)
                                   : sg_boolean(span % 4 > 1);
}

/* The graph as a builder makes it, written to built_path. */
static void build(twin *self)
{
    sg_build_node *nodes = calloc(self->nodes, sizeof *nodes);
    self->builder = sg_test_builder();
    for (uint32_t i = 0; i < self->nodes; i++) {
        cr_assert_eq(sg_builder_merge_node(self->builder, sg_value_str(self->cells[i][0]),
                                           &nodes[i], NULL),
                     SG_OK);
        cr_assert_eq(sg_builder_add_label(self->builder, nodes[i],
                                          sg_str_of(labels[self->set[i]].first)),
                     SG_OK);
        if (labels[self->set[i]].second)
            cr_assert_eq(sg_builder_add_label(self->builder, nodes[i],
                                              sg_str_of(labels[self->set[i]].second)),
                         SG_OK);
        for (uint32_t k = 0; k < COLUMNS; k++)
            cr_assert_eq(
                sg_builder_set(self->builder, nodes[i], columns[k].key, self->cells[i][k]),
                SG_OK);
    }
    for (uint32_t i = 0; i < self->edges; i++) {
        sg_build_edge edge = sg_test_edge(self->builder, nodes[self->from[i]],
                                          types[self->type[i]], nodes[self->to[i]]);
        for (uint32_t k = 0; k < EDGE_COLUMNS; k++)
            cr_assert_eq(sg_builder_set_edge(self->builder, edge, edge_columns[k].key,
                                             self->edge_cells[i][k]),
                         SG_OK);
    }
    for (uint32_t i = 0; i < self->spans; i++) {
        sg_build_set from, to;
        sg_build_span span;
        cr_assert_eq(sg_builder_add_set(self->builder, nodes + i, 3, &from), SG_OK);
        cr_assert_eq(sg_builder_add_set(self->builder, nodes + 5 * (i + 1), 9, &to), SG_OK);
        cr_assert_eq(
            sg_builder_add_span(self->builder, from, sg_str_of(types[1 + i % 3]), to, &span),
            SG_OK);
        for (uint32_t k = 0; k < EDGE_COLUMNS; k++)
            cr_assert_eq(
                sg_builder_set_span(self->builder, span, edge_columns[k].key, span_value(i, k)),
                SG_OK);
    }
    cr_assert_eq(sg_builder_freeze(self->builder, &self->graph, NULL), SG_OK);
    cr_assert_eq(sg_snapshot_write(self->graph, built_path, NULL), SG_OK);
    free(nodes);
}

static twin make_twin(uint32_t seed, uint32_t nodes, uint32_t edges, uint32_t spans)
{
    twin self = { .random = seed, .nodes = nodes, .edges = edges, .spans = spans };
    cr_assert_eq(sg_arena_new(0, &self.arena), SG_OK);
    self.set = calloc(nodes, sizeof *self.set);
    self.cells = calloc(nodes, sizeof *self.cells);
    self.from = calloc(edges + 1, sizeof *self.from);
    self.to = calloc(edges + 1, sizeof *self.to);
    self.type = calloc(edges + 1, sizeof *self.type);
    self.edge_cells = calloc(edges + 1, sizeof *self.edge_cells);
    draw_nodes(&self);
    draw_edges(&self);
    build(&self);
    return self;
}

static void free_twin(twin *self)
{
    sg_graph_free(self->graph);
    sg_builder_free(self->builder);
    sg_arena_free(self->arena);
    free(self->set);
    free(self->cells);
    free(self->from);
    free(self->to);
    free(self->type);
    free(self->edge_cells);
}

/* The same as a stream, whose sorts divide what is longer than `sort_most`. */
static void stream_twin(const twin *self, uint32_t sort_most)
{
    sg_stream *stream = NULL;
    sg_error err = { 0 };
    uint32_t tables[SETS], edge_tables[TYPES], rows[SETS] = { 0 };
    uint32_t *number = calloc(self->nodes, sizeof *number);

    cr_assert_eq(sg_stream_new(streamed_path, &stream, &err), SG_OK, "%s", err.message);
    stream->sort_most = sort_most;
    for (uint32_t i = 0; i < self->nodes; i++)
        rows[self->set[i]]++;
    for (uint32_t i = 0; i < SETS; i++) {
        sg_str names[2] = { sg_str_of(labels[i].first), sg_str_of(labels[i].second) };
        cr_assert_eq(sg_stream_nodes(stream, names, labels[i].second ? 2 : 1, columns, COLUMNS,
                                     rows[i], &tables[i], &err),
                     SG_OK, "%s", err.message);
    }
    for (uint32_t i = 0; i < TYPES; i++)
        cr_assert_eq(sg_stream_edges(stream, sg_str_of(types[i]), edge_columns,
                                     i == 0 ? 0 : EDGE_COLUMNS, &edge_tables[i], &err),
                     SG_OK);
    cr_assert_eq(sg_stream_begin(stream, &err), SG_OK, "%s", err.message);
    for (uint32_t i = 0; i < self->nodes; i++) {
        uint32_t node = sg_builder_handle(self->builder, (sg_node){ i }).index;
        number[node] = i;
        cr_assert_eq(sg_stream_set(stream, tables[self->set[node]]),
                     sg_graph_label_set(self->graph, (sg_node){ i }).id);
        cr_assert_eq(sg_stream_node(stream, tables[self->set[node]], self->cells[node], &err),
                     SG_OK, "%s", err.message);
    }
    for (uint32_t i = 0; i < self->edges; i++)
        cr_assert_eq(sg_stream_edge(stream, edge_tables[self->type[i]], number[self->from[i]],
                                    number[self->to[i]], self->edge_cells[i], &err),
                     SG_OK, "%s", err.message);
    for (uint32_t i = 0; i < self->spans; i++) {
        sg_value values[EDGE_COLUMNS];
        for (uint32_t k = 0; k < EDGE_COLUMNS; k++)
            values[k] = span_value(i, k);
        cr_assert_eq(sg_stream_span(stream, edge_tables[1 + i % 3], number + i, 3,
                                    number + 5 * (i + 1), 9, values, &err),
                     SG_OK, "%s", err.message);
    }
    cr_assert_eq(sg_stream_finish(stream, &err), SG_OK, "%s", err.message);
    sg_stream_free(stream);
    free(number);
}

static void expect_same_files(void)
{
    sg_str built, streamed;
    cr_assert_eq(sg_file_read(built_path, SIZE_MAX, &built, NULL), SG_OK);
    cr_assert_eq(sg_file_read(streamed_path, SIZE_MAX, &streamed, NULL), SG_OK);
    cr_assert_eq(built.length, streamed.length);
    for (size_t i = 0; i < built.length; i++)
        cr_assert_eq(built.bytes[i], streamed.bytes[i], "byte %zu", i);
    free((void *)(uintptr_t)built.bytes);
    free((void *)(uintptr_t)streamed.bytes);
}

Test(stream, writes_what_a_builder_makes)
{
    for (uint32_t seed = 1; seed <= 6; seed++) {
        twin self = make_twin(seed, 20 + seed * 150, seed * 900, seed % 2 ? 0 : seed * 3);
        stream_twin(&self, SG_STREAM_SORTED);
        expect_same_files();
        free_twin(&self);
    }
}

/* Then what finds texts grows. */
Test(stream, more_texts_than_nodes)
{
    twin self = make_twin(7, 60, 900, 2);
    stream_twin(&self, SG_STREAM_SORTED);
    expect_same_files();
    free_twin(&self);
}

/* Rows that do not fit are divided by nodes, twice; a single node's row is sorted whatever its length. */
Test(stream, divides_what_is_too_long)
{
    twin self = make_twin(9, 3000, 9000, 0);
    for (uint32_t most = 4000; most > 0; most /= 40) {
        stream_twin(&self, most);
        expect_same_files();
    }
    free_twin(&self);
}

Test(stream, nothing_at_all)
{
    twin self = { .nodes = 0 };
    build(&self);
    sg_stream *stream = NULL;
    cr_assert_eq(sg_stream_new(streamed_path, &stream, NULL), SG_OK);
    cr_assert_eq(sg_stream_begin(stream, NULL), SG_OK);
    cr_assert_eq(sg_stream_finish(stream, NULL), SG_OK);
    sg_stream_free(stream);
    expect_same_files();
    free_twin(&self);
}

/* --- what it refuses ------------------------------------------------------------------------------ */

static sg_stream *small_stream(uint32_t *nodes, uint32_t *edges)
{
    sg_stream *stream = NULL;
    const sg_str bucket[] = { SG_STR("Bucket") }, role[] = { SG_STR("Role") };
    cr_assert_eq(sg_stream_new(streamed_path, &stream, NULL), SG_OK);
    cr_assert_eq(sg_stream_nodes(stream, bucket, 1, columns, 2, 2, &nodes[0], NULL), SG_OK);
    cr_assert_eq(sg_stream_nodes(stream, role, 1, columns, 2, 1, &nodes[1], NULL), SG_OK);
    cr_assert_eq(sg_stream_edges(stream, SG_STR("USES"), edge_columns + 1, 1, edges, NULL),
                 SG_OK);
    cr_assert_eq(sg_stream_begin(stream, NULL), SG_OK);
    return stream;
}

static sg_status put(sg_stream *stream, uint32_t table, const char *id, const char *account)
{
    const sg_value values[] = { sg_test_text(id), account ? sg_test_text(account) : sg_null() };
    return sg_stream_node(stream, table, values, NULL);
}

Test(stream, refuses_nodes_that_are_out_of_order)
{
    uint32_t nodes[2], edge;
    sg_stream *stream = small_stream(nodes, &edge);
    cr_assert_eq(put(stream, nodes[0], "b", "1"), SG_OK);
    cr_assert_eq(put(stream, nodes[0], "c", NULL), SG_EINVAL, "the account comes first");
    cr_assert_eq(put(stream, nodes[0], "a", "1"), SG_EINVAL);
    cr_assert_eq(put(stream, nodes[1], "z", "1"), SG_EINVAL, "one is missing in the first set");
    cr_assert_eq(sg_stream_finish(stream, NULL), SG_EINVAL);
    cr_assert_eq(put(stream, nodes[0], "a", "2"), SG_OK);
    cr_assert_eq(put(stream, nodes[0], "b", "2"), SG_EINVAL, "one more than was announced");
    cr_assert_eq(put(stream, nodes[1], "z", "1"), SG_OK);
    sg_stream_free(stream);
    cr_assert_not(sg_file_exists(streamed_path));
}

Test(stream, refuses_what_was_not_announced)
{
    uint32_t nodes[2], edge, table;
    sg_error err = { 0 };
    sg_stream *stream = small_stream(nodes, &edge);
    const sg_value no_key[] = { sg_null(), sg_null() }, text[] = { sg_test_text("x") },
                   integer[] = { sg_integer(1) };
    const sg_str bucket[] = { SG_STR("Bucket") };
    cr_assert_eq(sg_stream_node(stream, nodes[0], no_key, NULL), SG_EINVAL);
    cr_assert_eq(sg_stream_edge(stream, edge, 0, 2, text, &err), SG_EINVAL);
    cr_assert(strstr(err.message, "another kind"));
    cr_assert_eq(sg_stream_edge(stream, edge, 0, 3, integer, NULL), SG_EINVAL);
    cr_assert_eq(sg_stream_edge(stream, edge, 0, 2, integer, NULL), SG_OK);
    cr_assert_eq(sg_stream_nodes(stream, bucket, 1, columns + 1, 2, 1, &table, NULL), SG_EINVAL,
                 "other keys");
    cr_assert_eq(sg_stream_nodes(stream, bucket, 1, columns + 3, 1, 1, &table, NULL), SG_EINVAL,
                 "keys that are no texts");
    sg_stream_free(stream);
}

Test(stream, a_folder_that_is_not_there)
{
    sg_stream *stream = NULL;
    sg_error err = { 0 };
    cr_assert_eq(sg_stream_new("/nowhere/graph", &stream, &err), SG_EIO);
    cr_assert(strstr(err.message, "/nowhere/graph"));
    sg_stream_free(stream);
}
