/* test_damage.c - a snapshot that is damaged in one way of relationships answers what does not need it,
 * and refuses the rest. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/snapshot.h"
#include "engine/snapshot_format.h"
#include "tests/support/results.h"

/* Writes the graph, flips a bit of its neighbours, and opens it lazily. */
static sg_graph *damaged(void)
{
    char path[] = "/tmp/damage-test-XXXXXX";
    int made = mkstemp(path);
    sg_graph *graph = sg_test_graph("(:User {name: 'ann'})-[:ASSUMES]->(:Role {name: 'admin'})"
                                    "-[:CAN]->(:Bucket {name: 'logs'})");
    sg_graph *back = NULL;
    sg_snapshot_row rows[SG_SECTIONS];
    unsigned char byte;

    cr_assert(made >= 0 && close(made) == 0);
    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    FILE *file = fopen(path, "r+b");
    cr_assert(file && fseek(file, sizeof(sg_snapshot_header), SEEK_SET) == 0);
    cr_assert(fread(rows, sizeof rows, 1, file) == 1);
    long place = (long)rows[SG_SECTION_IN_OTHERS].offset;
    cr_assert(fseek(file, place, SEEK_SET) == 0 && fread(&byte, 1, 1, file) == 1);
    byte ^= 1;
    cr_assert(fseek(file, place, SEEK_SET) == 0 && fwrite(&byte, 1, 1, file) == 1);
    cr_assert(fclose(file) == 0);
    cr_assert(sg_snapshot_open(path, &back, NULL) == SG_ECORRUPT);
    cr_assert(sg_snapshot_open_lazily(path, &back, NULL) == SG_OK);
    unlink(path);
    sg_graph_free(graph);
    return back;
}

static void refuses(const sg_graph *graph, const char *query)
{
    sg_test_result result = sg_test_run(graph, query, NULL);

    cr_assert(result.err.status == SG_ECORRUPT, "%s", query);
    cr_assert(strstr(result.err.message, "in_others"), "%s", result.err.message);
    cr_assert(result.rows == 0, "%s", query);
    sg_test_result_free(&result);
}

Test(damage, is_told_by_the_statement_that_needs_what_is_damaged)
{
    sg_graph *graph = damaged();

    sg_test_expect_rows(graph, "MATCH (u:User) RETURN u.name", "'ann'\n");
    sg_test_expect_rows(graph, "MATCH (n) RETURN count(n)", "3\n");
    sg_test_expect_rows(graph, "MATCH (u:User)-[:ASSUMES]->(r) RETURN r.name", "'admin'\n");
    refuses(graph, "MATCH (b:Bucket) WHERE NOT (b)<--() RETURN b.name");
    /* From then on it is known, and nothing is answered any more. */
    refuses(graph, "MATCH (u:User) RETURN u.name");
    sg_graph_free(graph);
}
