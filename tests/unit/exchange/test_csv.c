/* test_csv.c - CSV files to graphs: quotes, line ends, ids, types, and what is told of wrong ones. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exchange/csv_field.h"
#include "tests/support/graphs.h"
#include "tests/unit/exchange/exchange.h"

typedef struct loaded {
    sg_status status;
    sg_graph *graph;
    sg_csv_report report;
    sg_error err;
} loaded;

static loaded load_texts(const char *nodes, const char *edges, uint64_t tolerance)
{
    const char *folder = sg_test_folder();
    loaded made = { .graph = NULL };

    free(sg_test_file(folder, "a-nodes.csv", sg_str_of(nodes)));
    if (edges)
        free(sg_test_file(folder, "b-edges.csv", sg_str_of(edges)));
    sg_csv_options options = { .threads = 2, .tolerance = tolerance };
    made.status = sg_test_load(folder, &options, &made.graph, &made.report, &made.err);
    sg_test_remove(folder);
    return made;
}

static void expect_text(const loaded *made, const char *node, const char *key, const char *text)
{
    sg_value value = sg_test_property(made->graph, sg_test_find(made->graph, node), key, NULL);
    cr_assert(value.type == SG_TYPE_STRING &&
                  sg_str_equal(sg_value_str(value), sg_str_of(text)),
              "%s.%s", node, key);
}

Test(csv, quotes_line_ends_and_byte_order_mark)
{
    loaded made = load_texts("\xef\xbb\xbfid:ID,name,note,:LABEL\r\n"
                             "a,Ann,\"x,y\",P;Q\r\n"
                             "\r\n"
                             "b,\"Bo \"\"the\"\" one\",\"two\r\nlines\",P\r\n"
                             "\n"
                             "c,\"\",,\"P\"\n"
                             "d,last,\"\"\"\",",
                             NULL, 0);
    cr_assert(made.status == SG_OK, "%s", made.err.message);
    cr_assert(made.report.nodes == 4 && made.report.relationships == 0);
    expect_text(&made, "a", "note", "x,y");
    expect_text(&made, "b", "name", "Bo \"the\" one");
    expect_text(&made, "b", "note", "two\r\nlines");
    expect_text(&made, "c", "name", "");
    cr_assert(
        sg_is_null(sg_test_property(made.graph, sg_test_find(made.graph, "c"), "note", NULL)));
    expect_text(&made, "d", "note", "\"");
    cr_assert(sg_graph_label_count(made.graph, sg_test_label(made.graph, "P")) == 3);
    cr_assert(sg_graph_label_count(made.graph, sg_test_label(made.graph, "Q")) == 1);
    sg_graph_free(made.graph);
}

Test(csv, values_of_all_types)
{
    sg_arena *arena;
    loaded made = load_texts(
        "id:ID,i:int,f:double,b:boolean,d:date,z:datetime,p:duration,s:string[],l:long[],j:"
        "json,"
        "t.a:string,t.b:long,dotted\\.name,x:IGNORE\n"
        "a, -7 "
        ",2.5,TRUE,2024-02-29,2024-02-29T10:00Z,P1D,x;y;,1;2,\"{\"\"k\"\":[1,null]}\",v,3,w,u\n"
        "b,,NaN,false,,,,,,,,,,\n",
        NULL, 0);

    cr_assert(made.status == SG_OK, "%s %s", made.err.source, made.err.message);
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    sg_node a = sg_test_find(made.graph, "a"), b = sg_test_find(made.graph, "b");
    cr_assert(sg_test_property(made.graph, a, "i", arena).integer == -7);
    cr_assert(sg_test_property(made.graph, a, "f", arena).real == 2.5);
    cr_assert(sg_test_property(made.graph, a, "b", arena).boolean);
    cr_assert(sg_test_property(made.graph, a, "d", arena).type == SG_TYPE_DATE);
    cr_assert(sg_test_property(made.graph, a, "z", arena).type == SG_TYPE_DATETIME);
    cr_assert(sg_test_property(made.graph, a, "p", arena).duration->days == 1);
    sg_value list = sg_test_property(made.graph, a, "s", arena);
    cr_assert(list.type == SG_TYPE_LIST && list.length == 3 && list.list[2].length == 0);
    cr_assert(sg_test_property(made.graph, a, "l", arena).list[1].integer == 2);
    sg_value map = sg_test_property(made.graph, a, "t", arena);
    cr_assert(map.type == SG_TYPE_MAP && map.length == 2);
    cr_assert(sg_map_get(map, SG_STR("b")).integer == 3);
    expect_text(&made, "a", "dotted.name", "w");
    sg_key ignored;
    cr_assert(!sg_graph_find_key(made.graph, SG_STR("x"), &ignored));
    cr_assert(sg_test_property(made.graph, b, "f", arena).real !=
              sg_test_property(made.graph, b, "f", arena).real);
    cr_assert(sg_is_null(sg_test_property(made.graph, b, "t", arena)));
    sg_arena_free(arena);
    sg_graph_free(made.graph);
}

Test(csv, ids_are_numbers_or_texts_and_live_in_spaces)
{
    const char *folder = sg_test_folder();
    sg_csv_report report;
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;

    free(sg_test_file(folder, "people.csv", SG_STR(":ID(P),name,:LABEL\n1,ann,P\n2,bo,P\n")));
    free(sg_test_file(folder, "cities.csv",
                      SG_STR("key:ID(C),name,:LABEL\n1,oslo,C\nx y,bern,C\n007,rome,C\n")));
    free(sg_test_file(
        folder, "lives.csv",
        SG_STR(":START_ID(P),:END_ID(C),:TYPE\n1,1,IN\n2,\"x y\",IN\n2,007,WAS\n")));
    cr_assert(sg_test_load(folder, NULL, &graph, &report, &err) == SG_OK, "%s", err.message);
    cr_assert(report.nodes == 5 && report.relationships == 3 && report.files == 3);
    sg_node bern = sg_test_find(graph, "x y"), rome = sg_test_find(graph, "007"), none;
    sg_reltype in = sg_test_type(graph, "IN"), was = sg_test_type(graph, "WAS");
    cr_assert(sg_graph_degree(graph, bern, in, SG_IN) == 1);
    cr_assert(sg_graph_degree(graph, rome, was, SG_IN) == 1);
    cr_assert(!sg_graph_find_node(graph, SG_STR("2"), &none));
    sg_graph_free(graph);
    sg_test_remove(folder);
}

Test(csv, arguments_name_labels_types_and_headers)
{
    const char *folder = sg_test_folder();
    sg_csv_report report;
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;

    free(sg_test_file(folder, "head", SG_STR("id:ID,n:int\n")));
    free(sg_test_file(folder, "one", SG_STR("a,1\nb,2\n")));
    free(sg_test_file(folder, "two", SG_STR("c,3")));
    free(sg_test_file(folder, "rel", SG_STR(":START_ID,:END_ID,w:float\na,c,0.5\nc,b,\n")));
    free(sg_test_file(
        folder, "import.args",
        SG_STR("# what is what\n--nodes=A:B=head,one,two\n\n--relationships=T=rel\n")));
    cr_assert(sg_test_load(folder, NULL, &graph, &report, &err) == SG_OK, "%s", err.message);
    cr_assert(report.nodes == 3 && report.relationships == 2);
    cr_assert(sg_graph_has_label(graph, sg_test_find(graph, "c"), sg_test_label(graph, "B")));
    cr_assert(sg_graph_type_count(graph, sg_test_type(graph, "T")) == 2);
    sg_graph_free(graph);
    sg_test_remove(folder);
}

Test(csv, wrong_files_are_told_with_their_place)
{
    static const struct {
        const char *nodes, *edges, *where, *message;
    } cases[] = {
        { "id:ID,n:int\na,1\nb,x\n", NULL, "a-nodes.csv:3:3",
          "`x` is no value of the type `long`" },
        { "id:ID,n\na,1\nb\n", NULL, "a-nodes.csv:3:1", "1 fields, the header 2" },
        { "id:ID,n\na,1\nb,1,2\n", NULL, "a-nodes.csv:3:1", "3 fields, the header 2" },
        { "id:ID,n\na,\"1\nb,2\n", NULL, "a-nodes.csv:2:3", "a quote is open" },
        { "id:ID,n\na,x\"y\"\n", NULL, "a-nodes.csv:2:3", "quote stands inside" },
        { "id:ID,n\na,\"x\"y\n", NULL, "a-nodes.csv:2:3", "quote" },
        { "id:ID,n\na,1\n,2\n", NULL, "a-nodes.csv:3:1", "the id is empty" },
        { "id:ID,n\na,1\na,2\n", NULL, "a-nodes.csv:3:1", "the id `a` too" },
        { "id:ID,n\n5,1\n5,2\n", NULL, "a-nodes.csv:3:1", "the id `5` too" },
        { "id:ID,n:itn\na,1\n", NULL, "a-nodes.csv:1:7", "no type of a column" },
        { "id:ID,n,n\na,1,2\n", NULL, "a-nodes.csv:1:1", "`n` has two columns" },
        { "id:ID,d:date\na,2024-02-30\n", NULL, "a-nodes.csv:2:3", "`date`" },
        { "id:ID\na\n", ":START_ID,:END_ID,:TYPE\na,a,T\na,zz,T\n", "b-edges.csv:3:3",
          "no node has the id `zz`" },
        { "id:ID\na\n", ":START_ID,:END_ID,:TYPE\n1,a,T\n", "b-edges.csv:2:1",
          "no node has the id `1`" },
        { "id:ID\na\n", ":START_ID,:END_ID,:TYPE\na,a,\n", "b-edges.csv:2:5", "has no type" },
        { "id:ID\na\n", ":START_ID,:END_ID\na,a\n", "b-edges.csv", "have no type" },
        { "id:ID\na\n", ":START_ID,:END_ID,:LABEL\na,a,X\n", "b-edges.csv:1:1", "neither" },
    };

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        loaded made = load_texts(cases[i].nodes, cases[i].edges, 0);
        cr_assert(made.status == SG_EINVAL, "case %zu", i);
        cr_assert(strstr(made.err.message, cases[i].message), "case %zu: %s", i,
                  made.err.message);
        cr_assert(strstr(made.err.source, cases[i].where), "case %zu: %s", i, made.err.source);
    }
}

Test(csv, relationships_without_ends_are_left_out_when_tolerated)
{
    const char *edges = ":START_ID,:END_ID,:TYPE,w:int\na,zz,T,1\na,b,T,2\nyy,b,U,3\n";
    loaded made = load_texts("id:ID\na\nb\n", edges, 1);

    cr_assert(made.status == SG_EINVAL && strstr(made.err.hint, "2 relationships"));
    made = load_texts("id:ID\na\nb\n", edges, 2);
    cr_assert(made.status == SG_OK && made.report.left_out == 2);
    cr_assert(made.report.relationships == 1);
    sg_key key;
    cr_assert(sg_graph_find_key(made.graph, SG_STR("w"), &key));
    cr_assert(sg_graph_edge_property(made.graph, (sg_edge){ 0 }, key, NULL).integer == 2);
    sg_graph_free(made.graph);
}

/* Records of many segments, with quotes and line ends at every place that a segment can end at. */
Test(csv, segments_do_not_show)
{
    const char *folder = sg_test_folder();
    sg_buffer nodes = { .length = 0 }, edges = { .length = 0 };
    sg_graph *graphs[3] = { NULL };
    sg_error err = { .status = SG_OK };
    enum { NODES = 30000 };

    sg_buffer_text(&nodes, "id:ID,text,n:int\n");
    sg_buffer_text(&edges, ":START_ID,:END_ID,:TYPE,s\n");
    for (unsigned i = 0; i < NODES; i++) {
        sg_buffer_format(&nodes, "k%u,", i);
        if (i % 3 == 0)
            sg_buffer_format(&nodes, "\"line %u\nand \"\"more\"\", of it%.*s\"", i,
                             (int)(i % 23), "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n");
        else
            sg_buffer_format(&nodes, "plain %.*s", (int)(i % 61),
                             "-------------------------------------------------------------");
        sg_buffer_format(&nodes, ",%u%s", i, i % 7 ? "\n" : "\r\n\n");
        sg_buffer_format(&edges, "k%u,k%u,T%u,\"e\n%u\"\n", i, i * 7919U % NODES, i % 3,
                         i % 50);
    }
    free(sg_test_file(folder, "n.csv", sg_buffer_str(&nodes)));
    free(sg_test_file(folder, "r.csv", sg_buffer_str(&edges)));
    for (unsigned i = 0; i < 3; i++) {
        sg_csv_options options = { .threads = i + 1 };
        cr_assert(sg_test_load(folder, &options, &graphs[i], NULL, &err) == SG_OK, "%s %s",
                  err.source, err.message);
        cr_assert(sg_graph_nodes(graphs[i]) == NODES && sg_graph_edges(graphs[i]) == NODES);
        cr_assert(sg_test_digest(graphs[i]) == sg_test_digest(graphs[0]));
    }
    for (unsigned i = 0; i < NODES; i += 997) {
        char key[16];
        snprintf(key, sizeof(key), "k%u", i);
        sg_node node = sg_test_find(graphs[0], key);
        cr_assert(sg_test_property(graphs[0], node, "n", NULL).integer == i);
    }
    for (unsigned i = 0; i < 3; i++)
        sg_graph_free(graphs[i]);
    sg_buffer_free(&nodes);
    sg_buffer_free(&edges);
    sg_test_remove(folder);
}

Test(csv, ids_that_are_numbers)
{
    static const char *const others[] = { "",
                                          "00",
                                          "01",
                                          "1x",
                                          "12345x78",
                                          "x2345678",
                                          "-1",
                                          "1 ",
                                          "1234/",
                                          "1234:678",
                                          "0123456",
                                          "1.5",
                                          "\xff"
                                          "3",
                                          "12\xb4"
                                          "4",
                                          "12345678901234567" };
    uint64_t number, value = 0;

    for (int digits = 1; digits <= 16; digits++) {
        char text[20];
        value = value * 10 + (uint64_t)(digits * 7 % 10);
        for (uint64_t less = 0; less < 3; less++) {
            snprintf(text, sizeof(text), "%llu", (unsigned long long)(value - less));
            cr_assert(sg_csv_number(sg_str_of(text), &number) && number == value - less, "%s",
                      text);
        }
    }
    cr_assert(sg_csv_number(SG_STR("0"), &number) && number == 0);
    for (size_t i = 0; i < SG_COUNT(others); i++)
        cr_assert(!sg_csv_number(sg_str_of(others[i]), &number), "%s", others[i]);
    for (int byte = 0; byte < 256; byte++) /* each byte at each place of a word */
        for (int place = 0; place < 8; place++) {
            char text[9] = "11111111";
            text[place] = (char)byte;
            bool digit = byte >= (place == 0 ? '1' : '0') && byte <= '9';
            cr_assert(sg_csv_number((sg_str){ text, 8 }, &number) == digit, "%d at %d", byte,
                      place);
        }
}

/* `arn` repeats `id` where it is one; cells that differ from their twin are their own. */
Test(csv, columns_that_repeat_another)
{
    loaded made = load_texts("id:ID,arn,name\na,a,a\nb,x,b\nc,,c\nd,d,\"d\"\n", NULL, 0);
    cr_assert(made.status == SG_OK, "%s", made.err.message);
    expect_text(&made, "a", "arn", "a");
    expect_text(&made, "b", "arn", "x");
    expect_text(&made, "b", "name", "b");
    cr_assert(
        sg_is_null(sg_test_property(made.graph, sg_test_find(made.graph, "c"), "arn", NULL)));
    expect_text(&made, "d", "name", "d");
    sg_graph_free(made.graph);
}

Test(csv, an_empty_folder_has_no_groups)
{
    const char *folder = sg_test_folder();
    const sg_csv_group *groups;
    size_t count = 7;
    sg_arena *arena;

    free(sg_test_file(folder, "other.csv", SG_STR("a,b\n1,2\n")));
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_csv_folder(folder, arena, &groups, &count, NULL) == SG_OK && count == 0);
    sg_arena_free(arena);
    sg_test_remove(folder);
}

/* A folder that is not walked to its end is somebody's saved answers, and for others to read or refuse. */
Test(csv, a_folder_too_deep_has_no_groups)
{
    const char *folder = sg_test_folder();
    const sg_csv_group *groups;
    size_t count = 7, length = strlen(folder);
    char path[1024];
    sg_arena *arena;

    free(sg_test_file(folder, "nodes.csv", SG_STR(":ID\na\n")));
    memcpy(path, folder, length + 1);
    for (int level = 0; level < 40; level++, length += 2) {
        memcpy(path + length, "/d", 3);
        cr_assert(mkdir(path, 0755) == 0);
    }
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_csv_folder(folder, arena, &groups, &count, NULL) == SG_OK && count == 0);
    sg_arena_free(arena);
    for (int level = 0; level < 40; level++, path[length -= 2] = '\0')
        cr_assert(rmdir(path) == 0);
    sg_test_remove(folder);
}
