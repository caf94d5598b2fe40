/* test_csv_names.c - names of CSV files that stand for several, and headers in all their forms. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exchange/csv_header.h"
#include "exchange/csv_names.h"
#include "tests/support/graphs.h"
#include "tests/unit/exchange/exchange.h"

/* Which names of the folder the path stands for, each with a space behind. */
static void expect_names(const char *folder, const char *last, const char *expected)
{
    sg_csv_names names = { .items = NULL };
    size_t prefix = strlen(folder) + 1;
    char found[512] = "";
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    const char *path = sg_arena_format(arena, "%s/%s", folder, last).bytes;
    cr_assert(sg_csv_names_add(path, arena, &names, NULL) == SG_OK);
    for (size_t i = 0; i < names.count; i++) {
        cr_assert(strncmp(names.items[i], path, prefix) == 0, "%s", names.items[i]);
        strncat(found, names.items[i] + prefix, sizeof(found) - strlen(found) - 1);
        strncat(found, " ", sizeof(found) - strlen(found) - 1);
    }
    cr_assert_str_eq(found, expected);
    sg_array_free(&names);
    sg_arena_free(arena);
}

Test(csv_names, an_expression_stands_for_names_in_order)
{
    const char *folder = sg_test_folder();
    static const char *const files[] = { "part10.csv",  "part2.csv", "part02.csv",
                                         "part1.csvx",  "a+b.csv",   "aab.csv",
                                         ".part3.csv",  "part.csv",  "part2-9.csv",
                                         "part2-10.csv" };

    for (size_t i = 0; i < SG_COUNT(files); i++)
        free(sg_test_file(folder, files[i], SG_STR(":ID\n")));
    expect_names(folder, "part[0-9]+\\.csv", "part02.csv part2.csv part10.csv ");
    expect_names(folder, "part\\d.csv", "part2.csv ");
    expect_names(folder, "part.*\\.csv",
                 "part.csv part2-9.csv part2-10.csv part02.csv part2.csv part10.csv ");
    expect_names(folder, "part(1|2)0?.csvx?", "part1.csvx part2.csv part10.csv ");
    expect_names(folder, "a+b.csv", "a+b.csv "); /* there is such a file */
    expect_names(folder, "a+b[.]csv", "aab.csv ");
    expect_names(folder, "none.*", "none.* "); /* for who opens it to tell */
    expect_names(folder, "part(", "part( ");
    expect_names(folder, "(part)\\1.csv", "(part)\\1.csv ");
    expect_names(folder, "part\\d{1}.csv", "part\\d{1}.csv ");
    expect_names(folder, "part\\", "part\\ ");
    sg_test_remove(folder);
}

Test(csv_names, folders_are_no_files_and_long_expressions_none)
{
    const char *folder = sg_test_folder();
    char path[128], name[400];

    strcpy(path, folder);
    strcat(path, "/ab");
    cr_assert(mkdir(path, 0755) == 0);
    free(sg_test_file(folder, "ac", SG_STR("")));
    expect_names(folder, "a.", "ac ");
    memset(name, '.', sizeof(name));
    memcpy(name + 300, "*", 2);
    char expected[402];
    strcpy(expected, name);
    strcat(expected, " ");
    expect_names(folder, name, expected);
    cr_assert(rmdir(path) == 0);
    sg_test_remove(folder);
}

Test(csv_names, groups_take_expressions)
{
    const char *folder = sg_test_folder();
    sg_error err = { .status = SG_OK };
    sg_csv_report report;
    sg_graph *graph;

    free(sg_test_file(folder, "people-header.csv", SG_STR("id:ID,n:int\n")));
    free(sg_test_file(folder, "people-2.csv", SG_STR("b,2\n")));
    free(sg_test_file(folder, "people-10.csv", SG_STR("c,3\nd,4\n")));
    free(sg_test_file(folder, "import.args",
                      SG_STR("--nodes=P=people-header.csv,people-\\d+.csv\n")));
    cr_assert(sg_test_load(folder, NULL, &graph, &report, &err) == SG_OK, "%s", err.message);
    cr_assert(report.files == 3 && report.nodes == 3);
    cr_assert(sg_test_find(graph, "b").id == 0 && sg_test_find(graph, "d").id == 2);
    sg_graph_free(graph);
    free(sg_test_file(folder, "import.args", SG_STR("--nodes=P=people-x.*\n")));
    cr_assert(sg_test_load(folder, NULL, &graph, &report, &err) == SG_ENOTFOUND);
    sg_test_remove(folder);
}

Test(csv_names, records_without_their_header_do_not_go_unnoticed)
{
    const char *folder = sg_test_folder();
    sg_error err = { .status = SG_OK };
    sg_graph *graph;

    free(sg_test_file(folder, "a-header.csv", SG_STR("id:ID,n:int\n")));
    free(sg_test_file(folder, "a-part.csv", SG_STR("x,1\n")));
    cr_assert(sg_csv_recognise_folder(folder));
    cr_assert(sg_test_load(folder, NULL, &graph, NULL, &err) == SG_EINVAL);
    cr_assert(strstr(err.message, "a-part.csv` has no header"), "%s", err.message);
    free(sg_test_file(folder, "import.args", SG_STR("--nodes=a-header.csv,a-part.csv\n")));
    cr_assert(sg_test_load(folder, NULL, &graph, NULL, &err) == SG_OK);
    cr_assert(sg_graph_nodes(graph) == 1);
    sg_graph_free(graph);
    sg_test_remove(folder);

    folder = sg_test_folder(); /* tables of something else */
    free(sg_test_file(folder, "report.csv", SG_STR("user,arn\nann,x\n")));
    cr_assert(!sg_csv_recognise_folder(folder));
    sg_test_remove(folder);
}

/* --- headers ----------------------------------------------------------------------------------------- */

static sg_status parse(const char *text, sg_arena *arena, sg_csv_header *header, sg_error *err)
{
    size_t length;

    return sg_csv_header_parse(sg_str_of(text), ',', arena, header, &length, err);
}

static void expect_refused(const char *text, const char *story)
{
    sg_error err = { .status = SG_OK };
    sg_csv_header header;
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(parse(text, arena, &header, &err) == SG_EINVAL, "%s", text);
    cr_assert(strstr(err.message, story) != NULL, "%s: %s", text, err.message);
    sg_arena_free(arena);
}

Test(csv_header, words_are_read_in_any_case)
{
    static const sg_csv_role roles[] = { SG_CSV_ID,       SG_CSV_LABEL,    SG_CSV_IGNORE,
                                         SG_CSV_PROPERTY, SG_CSV_PROPERTY, SG_CSV_PROPERTY };
    sg_csv_header header;
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(parse("key:Id(Space),:label,x:Ignore,n:Int,t:LocalDateTime,l:STRING[]\n", arena,
                    &header, NULL) == SG_OK);
    for (uint32_t i = 0; i < header.count; i++)
        cr_assert(header.columns[i].role == roles[i], "column %u", i);
    cr_assert(sg_str_equal(header.columns[0].space, SG_STR("Space")));
    cr_assert(header.columns[3].type == SG_CSV_INTEGER);
    cr_assert(header.columns[4].type == SG_CSV_LOCALDATETIME);
    cr_assert(header.columns[5].type == SG_CSV_STRING && header.columns[5].array);
    cr_assert(parse(":start_id,:End_Id,:Type\n", arena, &header, NULL) == SG_OK);
    cr_assert(header.of_edges && header.columns[2].role == SG_CSV_TYPE);
    sg_arena_free(arena);
}

Test(csv_header, options_of_ids_say_nothing_else)
{
    sg_csv_header header;
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(parse(":ID(People){id-type:long},name\n", arena, &header, NULL) == SG_OK);
    cr_assert(header.columns[0].role == SG_CSV_ID);
    cr_assert(sg_str_equal(header.columns[0].space, SG_STR("People")));
    cr_assert(parse("\"key:ID{label:Person, id-type: string}\"\n", arena, &header, NULL) ==
              SG_OK);
    cr_assert(sg_str_equal(header.columns[0].name, SG_STR("key")));
    cr_assert(parse(":START_ID(A){label:Person},:END_ID(A){},:TYPE\n", arena, &header, NULL) ==
              SG_OK);
    cr_assert(parse(":ID,{braces}\n", arena, &header, NULL) == SG_OK);
    cr_assert(sg_str_equal(header.columns[1].name, SG_STR("{braces}")));
    sg_arena_free(arena);
    expect_refused("key:ID{id-type:long}\n", "the option `id-type:long` is not read");
    expect_refused(":ID,t:time{timezone:+02:00}\n", "the option `timezone:+02:00` is not read");
    expect_refused(":ID{group:x}\n", "the option `group:x` is not read");
    expect_refused(":ID,p:point{crs:WGS-84}\n", "`point` is no type of a column");
}
