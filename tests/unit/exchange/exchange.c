/* exchange.c - folders of files for tests, and whether two graphs say the same. */
#define _POSIX_C_SOURCE 200809L
#include "tests/unit/exchange/exchange.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"

const char *sg_test_folder(void)
{
    static char path[64];

    snprintf(path, sizeof(path), "/tmp/sg-exchange-XXXXXX");
    cr_assert(mkdtemp(path) != NULL);
    return path;
}

char *sg_test_file(const char *folder, const char *name, sg_str text)
{
    size_t room = strlen(folder) + strlen(name) + 2;
    char *path = malloc(room);
    FILE *file;

    cr_assert(path != NULL);
    snprintf(path, room, "%s/%s", folder, name);
    file = fopen(path, "wb");
    cr_assert(file != NULL);
    cr_assert(fwrite(text.bytes, 1, text.length, file) == text.length);
    fclose(file);
    return path;
}

void sg_test_remove(const char *folder)
{
    sg_arena *arena;
    sg_file_list files;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_file_walk(folder, 10000, arena, &files, NULL) == SG_OK);
    for (size_t i = 0; i < files.count; i++)
        unlink(sg_arena_format(arena, "%s/%.*s", folder, SG_FMT(files.paths[i])).bytes);
    rmdir(folder);
    sg_arena_free(arena);
}

static void same_value(sg_value left, sg_value right, const char *what, uint32_t id)
{
    cr_assert(left.type == right.type && sg_value_order(left, right) == 0, "%s %u", what, id);
    if (left.type != SG_TYPE_MAP)
        return;
    for (uint32_t i = 0; i < left.length; i++) /* 1 and 1.0 are in the same order, but differ */
        cr_assert(left.map[i].value.type == right.map[i].value.type, "%s %u: type of %.*s",
                  what, id, SG_FMT(left.map[i].key));
}

static void same_labels(const sg_graph *left, const sg_graph *right, sg_node node)
{
    uint32_t counts[2];
    const sg_label *a = sg_label_set_labels(left, sg_graph_label_set(left, node), &counts[0]);
    const sg_label *b = sg_label_set_labels(right, sg_graph_label_set(right, node), &counts[1]);

    cr_assert(counts[0] == counts[1]);
    for (uint32_t i = 0; i < counts[0]; i++)
        cr_assert(
            sg_str_equal(sg_graph_label_name(left, a[i]), sg_graph_label_name(right, b[i])));
}

void sg_test_same(const sg_graph *left, const sg_graph *right)
{
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_graph_nodes(left) == sg_graph_nodes(right), "nodes");
    cr_assert(sg_graph_edges(left) == sg_graph_edges(right), "relationships");
    for (uint32_t id = 0; id < sg_graph_nodes(left); id++) {
        sg_node node = { id };
        same_labels(left, right, node);
        same_value(sg_graph_properties(left, node, arena),
                   sg_graph_properties(right, node, arena), "node", id);
        sg_arena_reset(arena);
    }
    for (uint32_t id = 0; id < sg_graph_edges(left); id++) {
        sg_edge edge = { id };
        cr_assert(sg_graph_edge_from(left, edge).id == sg_graph_edge_from(right, edge).id);
        cr_assert(sg_graph_edge_to(left, edge).id == sg_graph_edge_to(right, edge).id);
        cr_assert(sg_str_equal(sg_graph_type_name(left, sg_graph_edge_type(left, edge)),
                               sg_graph_type_name(right, sg_graph_edge_type(right, edge))));
        same_value(sg_graph_edge_properties(left, edge, arena),
                   sg_graph_edge_properties(right, edge, arena), "relationship", id);
        sg_arena_reset(arena);
    }
    sg_arena_free(arena);
}

sg_status sg_test_load(const char *folder, const sg_csv_options *options, sg_graph **out,
                       sg_csv_report *report, sg_error *err)
{
    const sg_csv_group *groups;
    size_t count;
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    sg_status status = sg_csv_folder(folder, arena, &groups, &count, err);
    if (status == SG_OK)
        status = sg_csv_load(groups, count, options, out, report, err);
    sg_arena_free(arena);
    return status;
}
