/* row_slices.c - rows are found, then cut: each of all nodes before the other. */
#include "engine/row_slices.h"

#include "engine/graph_internal.h"
#include "engine/row_index.h"

static void find(const sg_graph *graph, const sg_row_index *index, const uint32_t *others,
                 const uint32_t *nodes, uint32_t count, sg_row_slice *out)
{
    sg_range rows[SG_ROW_SLICES];

    sg_row_find_many(index, graph->row_words, nodes, count, rows);
    for (uint32_t i = 0; i < count; i++) {
        sg_range row = rows[i];
        out[i] = (sg_row_slice){ others + row.first, row.first, row.last - row.first };
        __builtin_prefetch(out[i].others);
        __builtin_prefetch(others + row.last - (row.last > row.first));
    }
}

/* Rows ascend; of a file that lies about that too little is left, or something outside of the window. */
static void cut(sg_row_slice *slice, sg_range window)
{
    uint32_t begin = 0, end = slice->count;

    if (end == 0)
        return;
    if (slice->others[0] < window.first)
        begin = sg_count_below(slice->others, end, window.first);
    if (slice->others[end - 1] >= window.last)
        end = begin + sg_count_below(slice->others + begin, end - begin, window.last);
    *slice = (sg_row_slice){ slice->others + begin, slice->place + begin, end - begin };
}

void sg_row_slices(const sg_graph *graph, sg_reltype type, sg_direction way,
                   const uint32_t *nodes, uint32_t count, sg_range window,
                   sg_row_slice out[SG_ROW_SLICES])
{
    if (type.id >= graph->types || !sg_rows_are_sound(graph, type, way)) {
        for (uint32_t i = 0; i < count; i++)
            out[i] = (sg_row_slice){ .count = 0 };
        return;
    }
    const uint32_t *others =
        (way == SG_OUT ? graph->out_others : graph->in_others) + graph->type_first[type.id];
    find(graph, sg_row_index_of(graph, type, way), others, nodes, count, out);
    for (uint32_t i = 0; i < count; i++)
        cut(&out[i], window);
}
