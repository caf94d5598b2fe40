/* test_csv_nodes.c - nodes of several segments, plain and not: the same graph as from files of one segment
 * each, and what is wrong is told where it stands. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/support/graphs.h"
#include "tests/unit/exchange/exchange.h"

enum { NODES = 24000, FILES = 12 };

/* What stands in the text of nodes that are plain otherwise. */
typedef enum oddity {
    NOTHING,
    QUOTES,           /* around fields, now and then */
    QUOTED_LINE_ENDS, /* in every record, so that segments begin inside of quotes */
    BLANK_LINES,
    CARRIAGE_RETURNS,
    NO_LAST_LINE_END,
    BLANK_END,          /* line ends and a carriage return behind the last record */
    MORE_THAN_IT_SEEMS, /* records are long where they are looked at */
    ODDITIES,
} oddity;

static uint32_t draw(uint64_t *state, uint32_t limit)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % limit;
}

static void add_header(sg_buffer *text)
{
    sg_buffer_format(text, ":ID,id,:LABEL,name,arn,on:boolean,size:long,tags.a,tags.b,note\n");
}

static bool is_long(uint32_t i)
{
    return i < 300 || (i > NODES / 2 - 3000 && i < NODES / 2 + 3000) || i > NODES - 300;
}

static void add_record(sg_buffer *text, uint32_t i, uint64_t *random, oddity odd)
{
    static const char *const names[] = { "eu-west-1", "eu-west-2", "us", "" };
    const char *name = names[draw(random, 4)], *on = draw(random, 2) ? "true" : "false";
    uint32_t same = draw(random, 8), size = draw(random, 1000), tag = draw(random, 3);
    const char *quote = odd == QUOTES && i % 5 == 0 ? "\"" : "";

    sg_buffer_format(text, "%u,arn:%u,L%u;%s,%s%s%s,arn:%u,%s,", i * 7, i, tag,
                     i % 3 ? "A" : "B", quote, name, quote, same ? i : i + 1, on);
    if (size < 900)
        sg_buffer_format(text, "%u", size);
    sg_buffer_format(text, ",t%u,%s,", tag, same < 4 ? "x" : "");
    if (odd == QUOTED_LINE_ENDS)
        sg_buffer_format(text, "\"{\n  \"\"a\"\": %u,\n1,2,3,4,5,6,7,8,9,%u\n}\"", i, i);
    else if (odd == MORE_THAN_IT_SEEMS && is_long(i))
        sg_buffer_format(text, "%0200u", 5);
    else
        sg_buffer_format(text, "%s", same < 2 ? "note" : "");
    if (odd == NO_LAST_LINE_END && i + 1 == NODES)
        return;
    sg_buffer_format(text, odd == CARRIAGE_RETURNS ? "\r\n" : "\n");
    if (odd == BLANK_LINES && i % 4 == 0)
        sg_buffer_format(text, i % 8 ? "\n" : "\r\n\n");
    if (odd == BLANK_END && i + 1 == NODES)
        sg_buffer_format(text, "\n\n\r");
}

/* The nodes in so many files. */
static void write_files(const char *folder, uint32_t files, oddity odd)
{
    sg_buffer text = { .length = 0 }, names = { .length = 0 };
    uint64_t random = 5;

    for (uint32_t file = 0; file < files; file++) {
        char name[16];
        snprintf(name, sizeof(name), "n%u.csv", file);
        sg_buffer_clear(&text);
        if (file == 0)
            add_header(&text);
        for (uint32_t i = NODES / files * file; i < NODES / files * (file + 1); i++)
            add_record(&text, i, &random, odd);
        free(sg_test_file(folder, name, sg_buffer_str(&text)));
        sg_buffer_format(&names, "%s%s", file ? "," : "--nodes=", name);
    }
    sg_buffer_format(&names, "\n");
    free(sg_test_file(folder, "import.args", sg_buffer_str(&names)));
    sg_buffer_free(&text);
    sg_buffer_free(&names);
}

static sg_graph *load(uint32_t files, oddity odd, unsigned threads)
{
    const sg_csv_options options = { .threads = threads };
    const char *folder = sg_test_folder();
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;

    write_files(folder, files, odd);
    cr_assert(sg_test_load(folder, &options, &graph, NULL, &err) == SG_OK, "%s %s", err.source,
              err.message);
    sg_test_remove(folder);
    return graph;
}

Test(csv_nodes, what_is_odd_and_threads_do_not_show)
{
    for (oddity odd = NOTHING; odd < ODDITIES; odd++) {
        sg_graph *expected = load(FILES, odd, 1);
        cr_assert_eq(sg_graph_nodes(expected), NODES);
        for (unsigned threads = 1; threads <= 3; threads++) {
            sg_graph *graph = load(1, odd, threads);
            sg_test_same_bytes(expected, graph, (int)odd);
            sg_graph_free(graph);
        }
        sg_graph_free(expected);
    }
}

/* Plain nodes but for one or two records; what is told is the first of them. */
static void expect_failure(uint32_t first, const char *wrong, uint32_t second,
                           const char *also_wrong, const char *where, const char *message)
{
    const sg_csv_options options = { .threads = 2 };
    const char *folder = sg_test_folder();
    sg_buffer text = { .length = 0 };
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;

    sg_buffer_format(&text, ":ID,id,size:long\n");
    for (uint32_t i = 0; i < NODES; i++)
        if (i == first)
            sg_buffer_format(&text, "%s", wrong);
        else if (i == second)
            sg_buffer_format(&text, "%s", also_wrong);
        else
            sg_buffer_format(&text, "%u,arn:aws:ec2:eu-west-1:1000:instance/%u,%u\n", i, i, i);
    free(sg_test_file(folder, "import.args", SG_STR("--nodes=N=n.csv\n")));
    free(sg_test_file(folder, "n.csv", sg_buffer_str(&text)));
    cr_assert(sg_test_load(folder, &options, &graph, NULL, &err) == SG_EINVAL);
    cr_assert(strstr(err.source, where), "%s", err.source);
    cr_assert(strstr(err.message, message), "%s", err.message);
    sg_test_remove(folder);
    sg_buffer_free(&text);
}

Test(csv_nodes, what_is_wrong_is_told_where_it_stands)
{
    expect_failure(20000, "20000,a\n", 23000, "x,y\n", "n.csv:20002:1", "2 fields");
    expect_failure(20000, "20000,a\n\n20000,b\n", 23000, "x,y\n", "n.csv:20002:1", "2 fields");
    expect_failure(15000, "15000,a,much\n", 2, "2,b,2\n", "n.csv:15002:9",
                   "no value of the type");
    expect_failure(15000, "15000,a,much\n", 22000, "1,b,less\n", "n.csv:15002:9", "`much`");
    expect_failure(15000, "15000,a,1\n", 22000, "16000,b,1\n", "n.csv:22002:1",
                   "has the id `16000` too");
    expect_failure(15000, "15000,\"a,1\n", 22000, "22000,b,1\n", "n.csv:15002:7",
                   "quote is open");
    expect_failure(9000, ",a,1\n", 22000, "22000,b,1\n", "n.csv:9002:1", "the id is empty");
}
