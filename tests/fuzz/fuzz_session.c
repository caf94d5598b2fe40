/* fuzz_session.c - random statements, which read and write, on a random graph: each is right, runs or
 * fails with a story, and after each the graph is sound.
 *
 *     bytes     ssss s... s... s...     a seed of four bytes for the graph, then one a statement;
 *                                       an even one is a statement that writes
 *
 * Sound is: counts are what counting gives, every relationship stands at both of its ends, which
 * there are, an index finds what a scan finds, and a statement that failed has left nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/json.h"
#include "query/graph_text.h"
#include "query/session.h"
#include "tests/differential/make_graph.h"
#include "tests/differential/make_query.h"
#include "tests/differential/make_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { STATEMENTS = 24, SEED_BYTES = 4 };

static const sg_query_options options = {
    .limits = { .memory = 16 << 20, .rows = 2000, .milliseconds = 300, .path_depth = 12 },
    .now = 1700000000,
};

/* Says what does not hold, and ends.  With FUZZ_SHOW in the environment all statements are shown. */
#define MUST(condition)                                                                        \
    do {                                                                                       \
        if (!(condition)) {                                                                    \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);            \
            abort();                                                                           \
        }                                                                                      \
    } while (0)

/* --- is the graph sound ------------------------------------------------------------------------------- */
static void check_nodes(const sg_graph *graph)
{
    uint32_t nodes = 0;

    for (uint32_t id = 0; id < sg_graph_nodes(graph); id++)
        nodes += sg_graph_has_node(graph, (sg_node){ id });
    MUST(nodes == sg_graph_node_count(graph));
    for (uint32_t i = 0; i < sg_graph_labels(graph); i++) {
        sg_label label = { (uint16_t)i };
        uint32_t having = 0;
        for (uint32_t id = 0; id < sg_graph_nodes(graph); id++)
            having += sg_graph_has_node(graph, (sg_node){ id }) &&
                      sg_graph_has_label(graph, (sg_node){ id }, label);
        MUST(having == sg_graph_label_count(graph, label));
    }
}

/* How many entries of the node's runs name the relationship. */
static uint32_t count_in_runs(const sg_graph *graph, sg_node node, sg_edge edge,
                              sg_direction way)
{
    uint32_t found = 0;
    sg_runs runs = sg_graph_runs(graph, node, sg_graph_edge_type(graph, edge), way);

    for (sg_run run; sg_runs_next(&runs, &run);)
        for (uint32_t i = 0; i < run.count; i++)
            found += sg_run_edge(graph, &run, i).id == edge.id;
    return found;
}

static void check_edges(const sg_graph *graph)
{
    uint32_t edges = 0, by_type = 0;

    for (uint32_t id = 0; id < sg_graph_edges(graph); id++) {
        sg_edge edge = { id };
        if (!sg_graph_has_edge(graph, edge))
            continue;
        edges++;
        sg_node from = sg_graph_edge_from(graph, edge), to = sg_graph_edge_to(graph, edge);
        MUST(sg_graph_has_node(graph, from) && sg_graph_has_node(graph, to));
        MUST(count_in_runs(graph, from, edge, SG_OUT) == 1);
        MUST(count_in_runs(graph, to, edge, SG_IN) == 1);
    }
    MUST(edges == sg_graph_edge_count(graph));
    for (uint32_t i = 0; i < sg_graph_types(graph); i++)
        by_type += sg_graph_type_count(graph, (sg_reltype){ (uint16_t)i });
    MUST(by_type == edges);
}

static void hash_value(sg_value properties, sg_buffer *text, uint64_t *hash)
{
    sg_buffer_clear(text);
    sg_json_write(properties, text);
    MUST(text->status == SG_OK && properties.type == SG_TYPE_MAP);
    *hash = sg_hash_combine(*hash, sg_hash_str(sg_buffer_str(text)));
}

/* A number of all that the graph has to say. */
static uint64_t digest(const sg_graph *graph)
{
    sg_buffer text = { .length = 0 };
    sg_arena *arena = NULL;
    uint64_t hash = sg_hash_int(sg_graph_node_count(graph));

    MUST(sg_arena_new(0, &arena) == SG_OK);
    for (uint32_t id = 0; id < sg_graph_nodes(graph); id++) {
        sg_node node = { id };
        if (!sg_graph_has_node(graph, node))
            continue;
        hash = sg_hash_combine(hash, id);
        hash_value(sg_graph_properties(graph, node, arena), &text, &hash);
        for (uint32_t i = 0; i < sg_graph_labels(graph); i++)
            if (sg_graph_has_label(graph, node, (sg_label){ (uint16_t)i }))
                hash = sg_hash_combine(
                    hash, sg_hash_str(sg_graph_label_name(graph, (sg_label){ (uint16_t)i })));
    }
    for (uint32_t id = 0; id < sg_graph_edges(graph); id++)
        if (sg_graph_has_edge(graph, (sg_edge){ id })) {
            hash = sg_hash_combine(hash, id);
            hash_value(sg_graph_edge_properties(graph, (sg_edge){ id }, arena), &text, &hash);
        }
    sg_arena_free(arena);
    sg_buffer_free(&text);
    return hash;
}

/* --- statements --------------------------------------------------------------------------------------- */
static void check_story(const sg_error *err, size_t length)
{
    MUST(err->status != SG_OK && err->message[0] && err->type && err->detail);
    MUST(!err->has_span || (err->span.begin <= err->span.end && err->span.end <= length));
}

/* Runs the statement; *number is the first column of its last row, if that is an integer.  Whether it
 * ran to its end. */
static bool run(sg_session *session, sg_str text, int64_t *number)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    sg_error err = { .status = SG_OK };
    const sg_value *row;
    sg_step step = SG_FAIL;

    if (sg_session_prepare(session, text, &options, &query, &err) == SG_OK &&
        sg_query_run(query, sg_null(), &result, &err) == SG_OK)
        while ((step = sg_result_next(result, &row, &err)) == SG_ROW)
            if (number && row[0].type == SG_TYPE_INTEGER)
                *number = row[0].integer;
    if (step == SG_FAIL) {
        check_story(&err, text.length);
        /* Whatever fails was right when it was read: generators make no mistakes of syntax. */
        MUST(sg_str_equal(sg_str_of(err.phase), SG_STR("runtime")) ||
             !sg_str_equal(sg_str_of(err.detail), SG_STR("UnexpectedSyntax")));
    }
    sg_result_close(result);
    sg_query_free(query);
    return step == SG_DONE;
}

/* An index and the lookup by `id` find what a scan finds. */
static void check_lookups(sg_session *session)
{
    static const char *const pairs[][2] = {
        { "MATCH (n {id: 'k1'}) RETURN count(n)",
          "MATCH (n) WHERE [n.id] = ['k1'] RETURN count(n)" },
        { "MATCH (n:A {n: 1}) RETURN count(n)",
          "MATCH (n:A) WHERE [n.n] = [1] RETURN count(n)" },
        { "MATCH (n:B {s: 'a'}) RETURN count(n)",
          "MATCH (n:B) WHERE [n.s] = ['a'] RETURN count(n)" },
    };

    for (size_t i = 0; i < SG_COUNT(pairs); i++) {
        int64_t found = -1, counted = -2;
        MUST(run(session, sg_str_of(pairs[i][0]), &found));
        MUST(run(session, sg_str_of(pairs[i][1]), &counted) && found == counted);
    }
}

static void run_statement(sg_session *session, uint32_t seed, uint64_t *before,
                          sg_choices *choices, sg_buffer *text)
{
    bool writes = seed % 2 == 0;
    uint64_t unordered;

    sg_choices_record(choices, seed);
    if (writes)
        sg_make_write(choices, text);
    else
        sg_make_query(choices, text, &unordered);
    if (getenv("FUZZ_SHOW"))
        fprintf(stderr, "%s;\n", text->bytes);
    bool ran = run(session, sg_buffer_str(text), NULL);
    const sg_graph *graph = sg_session_pin(session);
    check_nodes(graph);
    check_edges(graph);
    uint64_t after = digest(graph);
    sg_session_unpin(session, graph);
    MUST((ran && writes) || after == *before);
    *before = after;
    check_lookups(session);
}

static uint32_t seed_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    sg_choices choices = { .position = 0 };
    sg_buffer text = { .length = 0 };
    sg_graph *graph = NULL;
    sg_session *session = NULL;
    uint64_t before;

    if (size < SEED_BYTES)
        return 0;
    sg_choices_record(&choices, seed_at(bytes));
    sg_make_graph(&choices, &text);
    if (getenv("FUZZ_SHOW"))
        fprintf(stderr, "%s", text.bytes);
    MUST(sg_graph_text(sg_buffer_str(&text), &graph, NULL) == SG_OK);
    before = digest(graph);
    MUST(sg_session_new(graph, &session, NULL) == SG_OK);
    for (size_t i = 1; i <= STATEMENTS && (i + 1) * SEED_BYTES <= size; i++)
        run_statement(session, seed_at(bytes + i * SEED_BYTES), &before, &choices, &text);
    sg_session_free(session);
    sg_choices_free(&choices);
    sg_buffer_free(&text);
    return 0;
}
