/* test_csv_edges.c - relationships read plainly, shared by record or field by field: the same graph. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/graph_internal.h"
#include "exchange/csv_rows.h"
#include "tests/support/graphs.h"
#include "tests/unit/exchange/exchange.h"

static uint32_t draw(uint64_t *state, uint32_t limit)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % limit;
}

/* --- rows ------------------------------------------------------------------------------------------- */

typedef struct read_rows {
    uint64_t first[16], second[16];
    sg_str rests[16];
    uint32_t count;
    sg_csv_rows rows;
} read_rows;

static read_rows read_text(const char *text, bool has_rest)
{
    read_rows made = { .rows = { sg_str_of(text), ',', has_rest, false } };

    made.count = sg_csv_rows_read(&made.rows, 16, made.first, made.second, made.rests);
    return made;
}

Test(csv_rows, numbers_of_every_length_and_what_follows)
{
    read_rows made =
        read_text("0,1,a\n12345678,123456789,\"b\n9999999999999999,7,,\r\n5,6,end", true);

    cr_assert(made.count == 4 && !made.rows.odd && made.rows.text.length == 0);
    cr_assert(made.first[0] == 0 && made.second[0] == 1);
    cr_assert(made.first[1] == 12345678 && made.second[1] == 123456789);
    cr_assert(made.first[2] == 9999999999999999 && made.second[2] == 7);
    cr_assert(sg_str_equal(made.rests[0], SG_STR("a")));
    cr_assert(sg_str_equal(made.rests[1], SG_STR("\"b")));
    cr_assert(sg_str_equal(made.rests[2], SG_STR(",")));
    cr_assert(sg_str_equal(made.rests[3], SG_STR("end")));
    made = read_text("1,2\n3,4\r\n5,6", false);
    cr_assert(made.count == 3 && made.first[2] == 5 && made.second[1] == 4);
}

Test(csv_rows, odd_records_end_the_reading)
{
    static const struct {
        const char *text;
        bool has_rest;
    } cases[] = {
        { "1,2\n\n3,4\n", false },
        { "1,2\n3,4,5\n", false },
        { "1,2\nx,4\n", false },
        { "1,2\n3,01\n", false },
        { "1,2\n3\n", false },
        { "1,2\n3,", false },
        { "1,2,\n3,4\n", true },
        { "1,2,\n,4,x\n", true },
        { "1,2,\n3,4;x\n", true },
        { "1,2,\n-3,4,x\n", true },
        { "1,2\n3, 4\n", false },
        { "1,2\n\"3\",4\n", false },
        { "1,2\n12345678901234567,4\n", false },
    };

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        read_rows made = read_text(cases[i].text, cases[i].has_rest);
        cr_assert(made.count == 1 && made.rows.odd, "%zu", i);
        cr_assert(made.rows.text.bytes ==
                      cases[i].text + (cases[i].has_rest ? strlen("1,2,\n") : strlen("1,2\n")),
                  "%zu", i);
    }
}

Test(csv_rows, reading_goes_on_where_it_stopped)
{
    enum { RECORDS = 3000 };
    sg_buffer text = { .length = 0 };
    sg_csv_rows rows = { .delimiter = ',', .has_rest = true };
    uint64_t random = 5, first[64], second[64];
    uint32_t number = 0, count;
    sg_str rests[64];

    for (uint32_t i = 0; i < RECORDS; i++)
        sg_buffer_format(&text, "%u,%u,%.*s%s", i, i * 7919u, (int)(i % 90),
                         "..............................................................."
                         "...........................",
                         i + 1 == RECORDS ? ""
                         : i % 3          ? "\n"
                                          : "\r\n");
    rows.text = sg_buffer_str(&text);
    while ((count = sg_csv_rows_read(&rows, 1 + draw(&random, 64), first, second, rests)) > 0)
        for (uint32_t i = 0; i < count; i++, number++)
            cr_assert(first[i] == number && second[i] == number * 7919u &&
                          rests[i].length == number % 90,
                      "record %u", number);
    cr_assert(number == RECORDS && !rows.odd && rows.text.length == 0);
    sg_buffer_free(&text);
}

/* --- the same relationships in three layouts ---------------------------------------------------------- */

typedef enum layout {
    PLAIN,    /* ids first */
    QUOTED,   /* the same, with quotes here and there */
    SCATTERED /* ids last: nothing is shared */
} layout;

static void add_field(sg_buffer *text, layout wanted, uint64_t *random, const char *field)
{
    bool quoted = wanted == QUOTED && field[0] && draw(random, 50) == 0;

    sg_buffer_format(text, quoted ? "\"%s\"" : "%s", field);
}

static void add_record(sg_buffer *text, layout wanted, uint64_t *data, uint64_t *looks,
                       bool all_differ)
{
    static const char *const types[] = { "USES", "HAS", "Z" };
    char fields[6][32];

    snprintf(fields[0], 32, "%u", draw(data, 3000));
    snprintf(fields[1], 32, "%u", draw(data, 4) ? draw(data, 3000) : 77);
    snprintf(fields[2], 32, "%s", types[draw(data, 3)]);
    snprintf(fields[3], 32, "%.0d", (int)draw(data, all_differ ? 1000000 : 5));
    snprintf(fields[4], 32, "%s", draw(data, 3) == 0 ? "" : draw(data, 2) ? "true" : "false");
    snprintf(fields[5], 32, "%s%u", draw(data, 2) ? "may" : "n", draw(data, 6));
    for (unsigned i = 0; i < 6; i++) {
        unsigned field = wanted == SCATTERED ? (i + 2) % 6 : i;
        sg_buffer_format(text, i > 0 ? "," : "");
        add_field(text, wanted, looks, fields[field]);
    }
    sg_buffer_format(text, draw(looks, 10) == 0 ? "\r\n" : "\n");
}

static sg_graph *load_layout(layout wanted, bool all_differ, unsigned threads)
{
    sg_buffer nodes = { .length = 0 }, edges = { .length = 0 };
    sg_csv_options options = { .threads = threads };
    uint64_t data = 5, looks = (uint64_t)wanted + 1;
    const char *folder = sg_test_folder();
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;

    sg_buffer_format(&nodes, ":ID,id\n");
    for (unsigned i = 0; i < 3000; i++)
        sg_buffer_format(&nodes, "%u,node%u\n", i, i);
    sg_buffer_format(&edges, wanted == SCATTERED
                                 ? ":TYPE,n:long,flag:boolean,how,:START_ID,:END_ID\n"
                                 : ":START_ID,:END_ID,:TYPE,n:long,flag:boolean,how\n");
    for (unsigned i = 0; i < 60000; i++)
        add_record(&edges, wanted, &data, &looks, all_differ);
    free(sg_test_file(folder, "a.csv", sg_buffer_str(&nodes)));
    free(sg_test_file(folder, "b.csv", sg_buffer_str(&edges)));
    cr_assert(sg_test_load(folder, &options, &graph, NULL, &err) == SG_OK, "%s %s", err.source,
              err.message);
    sg_test_remove(folder);
    sg_buffer_free(&nodes);
    sg_buffer_free(&edges);
    return graph;
}

Test(csv_edges, layouts_and_threads_do_not_show)
{
    for (int all_differ = 0; all_differ < 2; all_differ++) {
        sg_graph *expected = load_layout(SCATTERED, all_differ, 1);
        for (unsigned threads = 1; threads <= 2; threads++)
            for (layout each = PLAIN; each <= QUOTED; each++) {
                sg_graph *graph = load_layout(each, all_differ, threads);
                sg_test_same_bytes(expected, graph, (int)each);
                sg_graph_free(graph);
            }
        cr_assert(sg_graph_edges(expected) == 60000);
        sg_graph_free(expected);
    }
}

/* --- what is wrong with a record --------------------------------------------------------------------- */

static void expect_failure(unsigned line, const char *record, const char *where,
                           const char *message)
{
    const char *folder = sg_test_folder();
    sg_buffer edges = { .length = 0 };
    sg_error err = { .status = SG_OK };
    sg_graph *graph;

    free(sg_test_file(folder, "a.csv", SG_STR(":ID\n1\n2\n")));
    sg_buffer_format(&edges, ":START_ID,:END_ID,:TYPE,flag:boolean,how\n");
    for (unsigned i = 2; i < 300; i++)
        sg_buffer_format(&edges, "%s\n",
                         i == line ? record
                         : i % 2   ? "1,2,R,true,a"
                                   : "2,1,R,,b");
    free(sg_test_file(folder, "b.csv", sg_buffer_str(&edges)));
    cr_assert(sg_test_load(folder, NULL, &graph, NULL, &err) == SG_EINVAL);
    cr_assert(strstr(err.source, where), "%s", err.source);
    cr_assert(strstr(err.message, message), "%s", err.message);
    sg_test_remove(folder);
    sg_buffer_free(&edges);
}

Test(csv_edges, wrong_records_are_told_with_their_place)
{
    expect_failure(57, "1,2,R,maybe,a", "b.csv:57:7",
                   "`maybe` is no value of the type `boolean`");
    expect_failure(299, "1,2,R,true", "b.csv:299:1", "this record has 4 fields, the header 5");
    expect_failure(150, "1,9,R,true,a", "b.csv:150:3", "no node has the id `9`");
    expect_failure(2, "1,2,R,tr\"ue,a", "b.csv:2", "a quote is open");
}
