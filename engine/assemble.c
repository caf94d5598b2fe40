/* assemble.c - from sections to a graph that can be read: typed fields and what is derived. */
#include <stdlib.h>

#include "engine/base/pages.h"
#include "engine/delta_internal.h"
#include "engine/spans.h"

size_t sg_section_item(sg_section_kind kind)
{
    static const size_t sizes[SG_SECTIONS] = {
#define SECTION(kind, field, type, about) sizeof(type),
#include "engine/sections.def"
#undef SECTION
    };

    return sizes[kind];
}

sg_status sg_section_make(sg_graph *graph, sg_section_kind kind, size_t count, void **items)
{
    sg_section *section = &graph->sections[kind];
    size_t item = sg_section_item(kind);

    if (count > SIZE_MAX / item)
        return SG_ENOMEM;
    section->length = count * item;
    /* An empty section has an address too. */
    section->owned = sg_pages_alloc(section->length ? section->length : 1);
    section->bytes = section->owned;
    *items = section->owned;
    return section->owned ? SG_OK : SG_ENOMEM;
}

sg_status sg_section_take(sg_graph *graph, sg_section_kind kind, void *pages, size_t size,
                          size_t count)
{
    sg_section *section = &graph->sections[kind];
    size_t length = count * sg_section_item(kind);
    void *owned = sg_pages_shrink(pages, size, length ? length : 1);

    if (!owned)
        return SG_ENOMEM;
    *section = (sg_section){ .bytes = owned, .length = length, .owned = owned };
    return SG_OK;
}

void sg_graph_free(sg_graph *graph)
{
    if (!graph)
        return;
    if (graph->delta) {
        sg_delta_free(graph);
        return;
    }
    for (size_t i = 0; i < SG_SECTIONS; i++) {
        sg_section section = graph->sections[i];
        sg_pages_free(section.owned, section.length ? section.length : 1);
    }
    sg_file_unmap(&graph->mapping);
    sg_unread_free(graph->unread);
    sg_arena_free(graph->arena);
    free(graph);
}

void sg_graph_point(sg_graph *graph)
{
#define SECTION(kind, field, type, about)                                                      \
    graph->field = graph->sections[SG_SECTION_##kind].bytes;                                   \
    graph->field##_count = graph->sections[SG_SECTION_##kind].length / sizeof(type);
#include "engine/sections.def"
#undef SECTION
}

/* --- what is derived -------------------------------------------------------------------------- */

static void count_items(sg_graph *graph)
{
    graph->strings = (uint32_t)(graph->string_offsets_count - 1);
    graph->labels = (uint32_t)graph->label_names_count;
    graph->types = (uint32_t)graph->type_names_count;
    graph->keys = (uint32_t)graph->key_names_count;
    graph->label_sets = (uint32_t)(graph->set_first_count - 1);
    graph->nodes = graph->set_first[graph->label_sets];
    graph->edges = graph->type_first[graph->types];
}

static void point_column(const sg_graph *graph, const sg_column_entry *entry, sg_column *out)
{
    sg_column_parts parts = sg_column_parts_of(entry, out->rows);
    const uint64_t *words = graph->cells + entry->place;

    out->count = entry->count;
    out->width = entry->width;
    out->least = entry->least;
    out->dictionary_count = entry->dictionary;
    out->present = entry->count < out->rows ? words : NULL;
    out->ranks = entry->sparse ? (const void *)(words + parts.ranks) : NULL;
    out->dictionary = entry->dictionary ? (const void *)(words + parts.dictionary) : NULL;
    out->cells = words + parts.cells;
}

/* Entries become columns with addresses; `first` is by owner: its first row. */
static sg_status make_columns(sg_graph *graph, const sg_column_entry *entries, size_t count,
                              const uint32_t *first, uint32_t owners, sg_column **columns,
                              uint32_t **columns_first)
{
    uint32_t *begin = sg_arena_make_array(graph->arena, uint32_t, (size_t)owners + 1);
    sg_column *made = sg_arena_make_array(graph->arena, sg_column, count + 1);

    if (!begin || !made)
        return SG_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        sg_column_entry entry = entries[i];
        made[i].kind = (sg_column_kind)entry.kind;
        made[i].first = first[entry.owner];
        made[i].rows = first[entry.owner + 1] - first[entry.owner];
        made[i].distinct = entry.distinct;
        point_column(graph, &entries[i], &made[i]);
        begin[entry.owner + 1]++;
    }
    for (uint32_t owner = 0; owner < owners; owner++)
        begin[owner + 1] += begin[owner];
    *columns = made;
    *columns_first = begin;
    return SG_OK;
}

static sg_status make_label_ranges(sg_graph *graph)
{
    size_t labels = graph->labels;

    graph->label_ranges =
        sg_arena_make_array(graph->arena, sg_range, graph->set_labels_count + 1);
    graph->label_ranges_first = sg_arena_make_array(graph->arena, uint32_t, labels + 1);
    graph->label_ranges_count = sg_arena_make_array(graph->arena, uint32_t, labels + 1);
    graph->label_counts = sg_arena_make_array(graph->arena, uint32_t, labels + 1);
    if (!graph->label_ranges || !graph->label_ranges_first || !graph->label_ranges_count ||
        !graph->label_counts)
        return SG_ENOMEM;
    for (size_t i = 0; i < graph->set_labels_count; i++)
        graph->label_ranges_first[graph->set_labels[i].id + 1]++;
    for (size_t i = 0; i < labels; i++)
        graph->label_ranges_first[i + 1] += graph->label_ranges_first[i];
    for (uint32_t set = 0; set < graph->label_sets; set++) {
        sg_range range = { graph->set_first[set], graph->set_first[set + 1] };
        for (uint32_t i = graph->set_labels_first[set]; i < graph->set_labels_first[set + 1];
             i++) {
            uint16_t label = graph->set_labels[i].id;
            uint32_t *count = &graph->label_ranges_count[label];
            sg_range *next = graph->label_ranges + graph->label_ranges_first[label] + *count;
            graph->label_counts[label] += range.last - range.first;
            if (*count > 0 && next[-1].last == range.first) {
                next[-1].last = range.last;
            } else {
                next[0] = range;
                ++*count;
            }
        }
    }
    return SG_OK;
}

static sg_status make_block_sets(sg_graph *graph)
{
    size_t blocks = (size_t)graph->nodes / SG_BLOCK + 1;
    uint32_t set = 0;

    graph->block_set = sg_arena_make_array(graph->arena, uint16_t, blocks);
    if (!graph->block_set)
        return SG_ENOMEM;
    for (size_t block = 0; block * SG_BLOCK < graph->nodes; block++) {
        while (graph->set_first[set + 1] <= block * SG_BLOCK)
            set++;
        graph->block_set[block] = (uint16_t)set;
    }
    return SG_OK;
}

/* What the graph has nothing of is an empty section. */
static sg_status make_missing(sg_graph *graph)
{
    void *items;

    for (int kind = 0; kind < SG_SECTIONS; kind++)
        if (!graph->sections[kind].bytes)
            SG_TRY(sg_section_make(graph, (sg_section_kind)kind, 0, &items));
    return SG_OK;
}

sg_status sg_graph_assemble(sg_graph *graph)
{
    SG_TRY(make_missing(graph));
    sg_graph_point(graph);
    count_items(graph);
    SG_TRY(sg_arena_new(0, &graph->arena));
    SG_TRY(make_columns(graph, graph->node_columns, graph->node_columns_count, graph->set_first,
                        graph->label_sets, &graph->set_columns, &graph->set_columns_first));
    SG_TRY(make_columns(graph, graph->edge_columns, graph->edge_columns_count,
                        graph->type_first, graph->types, &graph->type_columns,
                        &graph->type_columns_first));
    SG_TRY(make_label_ranges(graph));
    SG_TRY(make_block_sets(graph));
    return sg_spans_assemble(graph);
}
