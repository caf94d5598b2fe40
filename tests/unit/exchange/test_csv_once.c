/* test_csv_once.c - relationships of several pieces of text, plain and nearly so: the same graph as when
 * they are read field by field. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/support/graphs.h"
#include "tests/unit/exchange/exchange.h"

enum { NODES = 3000, RECORDS = 240000, ODD_FROM = 150000 };

/* What stands somewhere in the text of relationships that are plain otherwise. */
typedef enum oddity {
    NOTHING,
    QUOTES,          /* around fields, now and then */
    QUOTED_LINE_END, /* in one field, and behind it what looks like a record */
    BLANK_LINE,
    CARRIAGE_RETURNS,
    NO_LAST_LINE_END,
    UNKNOWN_END, /* one relationship more, which is left out */
    ODDITIES,
} oddity;

static uint32_t draw(uint64_t *state, uint32_t limit)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % limit;
}

static void add_plain(sg_buffer *text, uint32_t number, oddity odd, const char *ids,
                      const char *flag, const char *how)
{
    bool late = number >= ODD_FROM, one = number == ODD_FROM;

    if (odd == QUOTED_LINE_END && one)
        sg_buffer_format(text, "%s,%s,\"a\n1,2,true,%s\"", ids, flag, how);
    else if (odd == QUOTES && late && number % 5 == 0)
        sg_buffer_format(text, "%s,%s,\"%s\"", ids, flag, how);
    else
        sg_buffer_format(text, "%s,%s,%s", ids, flag, how);
    if (odd == NO_LAST_LINE_END && number + 1 == RECORDS)
        return;
    sg_buffer_format(text, odd == CARRIAGE_RETURNS && late && number % 3 ? "\r\n" : "\n");
    if (odd == BLANK_LINE && one)
        sg_buffer_format(text, "\n");
    if (odd == UNKNOWN_END && one)
        sg_buffer_format(text, "1,999999,true,must\n");
}

/* The same relationships with ids first, or last, where every field is read for itself. */
static void add_records(sg_buffer *text, oddity odd, bool ids_first)
{
    uint64_t random = 3;

    sg_buffer_format(text, ids_first ? ":START_ID,:END_ID,flag:boolean,how\n"
                                     : "flag:boolean,how,:START_ID,:END_ID\n");
    for (uint32_t i = 0; i < RECORDS; i++) {
        char ids[32], how[16];
        const char *flag = draw(&random, 3) == 0 ? "" : "true";
        snprintf(ids, sizeof(ids), "%u,%u", i / (RECORDS / NODES), draw(&random, NODES));
        snprintf(how, sizeof(how), "how%u", draw(&random, 6));
        if (ids_first)
            add_plain(text, i, odd, ids, flag, how);
        else if (odd == QUOTED_LINE_END && i == ODD_FROM)
            sg_buffer_format(text, "%s,\"a\n1,2,true,%s\",%s\n", flag, how, ids);
        else
            sg_buffer_format(text, "%s,%s,%s\n", flag, how, ids);
    }
}

static sg_graph *load(oddity odd, bool ids_first, unsigned threads)
{
    sg_csv_options options = { .threads = threads,
                               .tolerance = odd == UNKNOWN_END && ids_first };
    sg_buffer nodes = { .length = 0 }, edges = { .length = 0 };
    const char *folder = sg_test_folder();
    sg_csv_report report = { .left_out = 9 };
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;

    sg_buffer_format(&nodes, ":ID,id\n");
    for (unsigned i = 0; i < NODES; i++)
        sg_buffer_format(&nodes, "%u,node%u\n", i, i);
    add_records(&edges, odd, ids_first);
    free(sg_test_file(folder, "import.args",
                      SG_STR("--nodes=N=a.csv\n--relationships=T=b.csv\n")));
    free(sg_test_file(folder, "a.csv", sg_buffer_str(&nodes)));
    free(sg_test_file(folder, "b.csv", sg_buffer_str(&edges)));
    cr_assert(sg_test_load(folder, &options, &graph, &report, &err) == SG_OK, "%s %s",
              err.source, err.message);
    cr_assert(report.left_out == options.tolerance);
    sg_test_remove(folder);
    sg_buffer_free(&nodes);
    sg_buffer_free(&edges);
    return graph;
}

Test(csv_once, what_is_odd_and_threads_do_not_show)
{
    for (oddity odd = NOTHING; odd < ODDITIES; odd++) {
        sg_graph *expected = load(odd, false, 1);
        cr_assert(sg_graph_edges(expected) == RECORDS);
        for (unsigned threads = 1; threads <= 2; threads++) {
            sg_graph *graph = load(odd, true, threads);
            sg_test_same_bytes(expected, graph, (int)odd);
            sg_graph_free(graph);
        }
        sg_graph_free(expected);
    }
}
