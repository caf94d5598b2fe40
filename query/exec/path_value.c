/* path_value.c - makes list and path values of relationship ids. */
#include "query/exec/path_value.h"

sg_status sg_edge_list(const uint32_t *edges, uint32_t count, bool reversed, sg_arena *arena,
                       sg_value *out)
{
    sg_value *items = sg_arena_alloc_array(arena, count, sizeof *items);

    if (!items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        items[i] = sg_edge_value((sg_edge){ edges[reversed ? count - 1 - i : i] });
    *out = sg_list(items, count);
    return SG_OK;
}

sg_status sg_path_along(const sg_graph *graph, uint32_t start, const uint32_t *edges,
                        uint32_t count, bool reversed, sg_arena *arena, sg_value *out)
{
    sg_path *path = sg_arena_make(arena, sg_path);
    sg_node *nodes = sg_arena_make_array(arena, sg_node, (size_t)count + 1);
    sg_edge *steps = sg_arena_make_array(arena, sg_edge, count);
    uint32_t node = start;

    if (!path || !nodes || !steps)
        return SG_ENOMEM;
    for (uint32_t i = 0; i <= count; i++) {
        nodes[reversed ? count - i : i].id = node;
        if (i == count)
            break;
        steps[reversed ? count - 1 - i : i].id = edges[i];
        node = sg_other_end(graph, edges[i], node);
    }
    *path = (sg_path){ count, nodes, steps };
    *out = sg_path_value(path);
    return SG_OK;
}
