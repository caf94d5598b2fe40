/* fuzz_statement.c - any bytes as a statement over a small graph: it is refused, it runs to its end, or
 * it runs into one of its limits; each time with a story, and without a crash.
 */
#include <stdint.h>
#include <stdlib.h>

#include "query/graph_text.h"
#include "query/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char fixture[] =
    "(net:Internet {id: 'net'})-[:EXPOSES {port: 443}]->(vm:VirtualMachine {id: 'vm', name: "
    "'web'}),"
    "(vm)-[:HAS]->(role:AccessRole {id: 'role', name: 'app', isAdmin: false, weight: 2.5}),"
    "(role)-[:CAN_ASSUME {certainty: 'must'}]->(admin:AccessRole {id: 'admin', isAdmin: true}),"
    "(admin)-[:CAN_ASSUME]->(role), (admin)-[:CAN_ASSUME]->(admin),"
    "(role)-[:CAN_ACCESS {read: true}]->(b:Bucket:DataStore {id: 'b', tags: ['x', 'y'], n: 1}),"
    "(admin)-[:CAN_ACCESS {write: true}]->(b), (user:UserAccount {id: 'u', n: 2})";

static const sg_query_options options = {
    .limits = { .memory = 16 << 20, .rows = 2000, .milliseconds = 200, .path_depth = 20 },
    .now = 1700000000,
};

/* A failure has a story, with a place that is in the text. */
static void check_story(const sg_error *err, sg_status status, size_t size)
{
    if (status == SG_OK || status != err->status || !err->message[0] ||
        (err->has_span && (err->span.begin > err->span.end || err->span.end > size)))
        abort();
}

static void read_line(void *reader, const sg_profile_line *line)
{
    uint64_t *operators = reader;
    *operators += line->is_operator;
}

static void run(sg_query *query, size_t size)
{
    static const char names[] = "ids";
    sg_value ids[] = { sg_string(SG_STR("vm")), sg_integer(3), sg_null() };
    sg_entry entry = { { names, sizeof names - 1 }, sg_list(ids, SG_COUNT(ids)) };
    sg_result *result = NULL;
    sg_error err = { 0 };
    const sg_value *row;
    sg_step step = SG_FAIL;
    uint64_t operators = 0;
    if (sg_query_run(query, sg_map(&entry, 1), &result, &err) == SG_OK) {
        while ((step = sg_result_next(result, &row, &err)) == SG_ROW)
            ;
        if (sg_query_profile(query, result, read_line, &operators) != SG_OK || operators == 0)
            abort();
    }
    if (step == SG_FAIL)
        check_story(&err, err.status, size);
    sg_result_close(result);
}

static void check_statement(const sg_graph *graph, sg_str text)
{
    sg_query *query = NULL;
    sg_buffer plan = { 0 };
    sg_error err = { 0 };
    sg_status status = sg_query_prepare(graph, text, &options, &query, &err);
    if (status != SG_OK) {
        check_story(&err, status, text.length);
        return;
    }
    sg_query_explain(query, &plan);
    if (plan.status == SG_OK && plan.length == 0)
        abort();
    run(query, text.length);
    run(query, text.length);
    sg_buffer_free(&plan);
    sg_query_free(query);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    sg_graph *graph = NULL;
    if (sg_graph_text(SG_STR(fixture), &graph, NULL) != SG_OK)
        abort();
    check_statement(graph, (sg_str){ (const char *)bytes, size });
    sg_graph_free(graph);
    return 0;
}
