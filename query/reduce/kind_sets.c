/* kind_sets.c - a kind after the other, by what the graph tells of its label sets. */
#include "query/reduce/kind_sets.h"

#include <string.h>

sg_status sg_arc_meter_arena(const sg_arc_meter *meter, sg_arena **out)
{
    return meter->budget ? sg_arena_new_within(meter->budget, out) : sg_arena_new(0, out);
}

/* Makes the bits a list, and these zero again. */
static sg_status list_sets(uint64_t *bits, size_t words, sg_arena *arena, sg_set_list *out)
{
    uint32_t count = (uint32_t)sg_bitmap_count((sg_bitmap){ bits, words * 64 });
    uint16_t *sets = sg_arena_alloc_raw(arena, ((size_t)count + 1) * sizeof *sets);

    if (!sets)
        return SG_ENOMEM;
    *out = (sg_set_list){ sets, count };
    for (size_t i = 0; i < words && count > 0; i++)
        for (; bits[i]; bits[i] &= bits[i] - 1)
            *sets++ = (uint16_t)(i * 64 + sg_word_first(bits[i]));
    return SG_OK;
}

sg_status sg_kind_sets_find(const sg_arc_step *step, bool back, sg_arena *arena,
                            sg_set_list **out)
{
    size_t words = sg_bitmap_words(sg_graph_label_sets(step->graph));
    uint64_t *bits = sg_arena_make_array(arena, uint64_t, words + 1);
    sg_set_list *lists = sg_arena_make_array(arena, sg_set_list, (size_t)step->kind_count + 1);

    if (!bits || !lists)
        return SG_ENOMEM;
    for (uint32_t k = 0; k < step->kind_count; k++) {
        sg_arc_kind kind = back ? sg_arc_kind_back(step->kinds[k]) : step->kinds[k];
        sg_graph_sets_with(step->graph, kind.type, kind.way, bits);
        SG_TRY(list_sets(bits, words, arena, &lists[k]));
        SG_TRY(sg_arc_meter_tell(&step->meter, 0, words + lists[k].count));
    }
    *out = lists;
    return SG_OK;
}

sg_status sg_kind_sets_turn(const sg_set_list *lists, uint32_t kind_count, uint32_t set_count,
                            sg_arena *arena, sg_set_kinds *out)
{
    uint32_t *first = sg_arena_make_array(arena, uint32_t, (size_t)set_count + 2);
    size_t all = 0;

    for (uint32_t k = 0; k < kind_count; k++)
        all += lists[k].count;
    uint32_t *kinds = all < UINT32_MAX ? sg_arena_make_array(arena, uint32_t, all + 1) : NULL;
    if (!first || !kinds)
        return SG_ENOMEM;
    for (uint32_t k = 0; k < kind_count; k++)
        for (uint32_t i = 0; i < lists[k].count; i++)
            first[lists[k].sets[i] + 2]++;
    for (uint32_t set = 1; set <= set_count; set++)
        first[set + 1] += first[set];
    /* first[set + 1] is where the next kind of the set goes, and in the end where its kinds end. */
    for (uint32_t k = 0; k < kind_count; k++)
        for (uint32_t i = 0; i < lists[k].count; i++)
            kinds[first[lists[k].sets[i] + 1]++] = k;
    *out = (sg_set_kinds){ first, kinds };
    return SG_OK;
}
