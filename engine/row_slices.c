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
    }
}

/* How many are below the limit, where that is likely to be few: of a role a handful of buckets before hundreds of other
 * things.  Of up to a line of memory the same number of steps is made, whatever is found. */
static uint32_t count_few_below(const uint32_t *numbers, uint32_t count, uint32_t limit)
{
    enum { LINE = 16 };
    uint32_t from = LINE, to = 4 * LINE, below = 0;

    if (count > LINE && numbers[LINE - 1] < limit) {
        for (; to < count && numbers[to - 1] < limit; to *= 4)
            from = to;
        return from + sg_count_below(numbers + from, (to < count ? to : count) - from, limit);
    }
    for (uint32_t step = LINE; step > 0; step /= 2) {
        bool there = below + step <= count;
        uint32_t last = numbers[there ? below + step - 1 : 0];
        below += (there & (last < limit)) ? step : 0;
    }
    return below;
}

/* Rows ascend; of a file that lies about that too little is left, or something outside of the window. */
static void cut(sg_row_slice *slice, sg_range window)
{
    uint32_t begin = 0, end = slice->count;

    if (end == 0)
        return;
    if (slice->others[0] < window.first)
        begin = sg_count_below(slice->others, end, window.first);
    if (begin < end)
        end = begin + count_few_below(slice->others + begin, end - begin, window.last);
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
