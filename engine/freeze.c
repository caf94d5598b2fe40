/* freeze.c - from builder to graph: runs the stages and hands over the result. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/pages.h"
#include "engine/freeze.h"

sg_status sg_freeze_section(sg_freeze *freeze, sg_section_kind kind, size_t count, void **items)
{
    return sg_section_make(freeze->graph, kind, count, items) == SG_OK
               ? SG_OK
               : sg_fail_memory(freeze->err);
}

sg_status sg_freeze_apart(sg_freeze *freeze, sg_status (*stage)(sg_freeze *freeze))
{
    sg_arena *kept = freeze->scratch;

    if (sg_arena_new(0, &freeze->scratch) != SG_OK) {
        freeze->scratch = kept;
        return sg_fail_memory(freeze->err);
    }
    sg_status status = stage(freeze);
    sg_arena_free(freeze->scratch);
    freeze->scratch = kept;
    return status;
}

/* Hash tables, which serve to find things again; a builder that lends makes the first anew. */
static void drop_indexes(sg_freeze *freeze)
{
    sg_builder *builder = freeze->builder;

    if (freeze->way != SG_FREEZE_KEEPS)
        sg_builder_forget_index(builder);
    if (freeze->way == SG_FREEZE_TAKES) {
        sg_slots_free(&builder->record_slots);
        sg_slots_free(&builder->set_slots);
    }
}

/* What was read goes, as far as it waits in a file. */
static void leave(const sg_freeze *freeze)
{
    sg_builder_rest(freeze->builder, 0);
    sg_pages_trim();
}

/* All but the strings. */
static void drop_tables(sg_builder *builder)
{
    sg_overflow_free(&builder->cells_file, &builder->cells);
    sg_array_free(&builder->nodes);
    sg_array_free(&builder->names);
}

static sg_status run_stages(sg_freeze *freeze)
{
    drop_indexes(freeze);
    SG_TRY(sg_freeze_symbols(freeze));
    SG_TRY(sg_freeze_nodes(freeze));
    leave(freeze);
    SG_TRY(sg_freeze_edges(freeze));
    leave(freeze);
    SG_TRY(sg_freeze_columns(freeze));
    if (freeze->way == SG_FREEZE_LENDS &&
        sg_builder_lend(freeze->builder, freeze->edge_order, freeze->edges) != SG_OK)
        return sg_fail_memory(freeze->err);
    SG_TRY(sg_freeze_names(freeze));
    SG_TRY(sg_freeze_apart(freeze, sg_freeze_codes));
    SG_TRY(sg_freeze_apart(freeze, sg_freeze_pack));
    SG_TRY(sg_freeze_apart(freeze, sg_freeze_spans));
    SG_TRY(sg_freeze_apart(freeze, sg_freeze_lookup));
    SG_TRY(sg_freeze_apart(freeze, sg_freeze_documents));
    if (freeze->way == SG_FREEZE_TAKES)
        drop_tables(freeze->builder);
    leave(freeze);
    SG_TRY(sg_freeze_strings(freeze));
    return sg_graph_assemble(freeze->graph) == SG_OK ? SG_OK : sg_fail_memory(freeze->err);
}

/* So that sg_builder_handle can answer after this freeze. */
static sg_status keep_handles(sg_freeze *freeze)
{
    size_t size = ((size_t)freeze->nodes + 1) * sizeof(*freeze->node_order);
    uint32_t *kept = realloc(freeze->builder->node_order, size);

    if (!kept)
        return sg_fail_memory(freeze->err);
    memcpy(kept, freeze->node_order, freeze->nodes * sizeof(*kept));
    freeze->builder->node_order = kept;
    freeze->builder->node_order_count = freeze->nodes;
    return SG_OK;
}

static sg_status make_graph(sg_builder *builder, sg_freeze_way way, sg_graph **out,
                            sg_error *err)
{
    sg_freeze freeze = {
        .builder = builder, .err = err, .threads = builder->threads, .way = way
    };
    sg_status status;

    if (sg_arena_new(0, &freeze.scratch) != SG_OK)
        return sg_fail_memory(err);
    freeze.graph = calloc(1, sizeof(*freeze.graph));
    if (!freeze.graph) {
        sg_arena_free(freeze.scratch);
        return sg_fail_memory(err);
    }
    status = run_stages(&freeze);
    if (status == SG_OK)
        status = keep_handles(&freeze);
    sg_freeze_free_wide(&freeze);
    sg_freeze_free_rows(&freeze);
    sg_arena_free(freeze.scratch);
    sg_pages_trim();
    if (status == SG_OK && way == SG_FREEZE_LENDS && sg_builder_index(builder) != SG_OK)
        status = sg_fail_memory(err);
    if (status == SG_OK)
        *out = freeze.graph;
    else
        sg_graph_free(freeze.graph);
    return status;
}

sg_status sg_builder_freeze(sg_builder *builder, sg_graph **out, sg_error *err)
{
    return make_graph(builder, SG_FREEZE_KEEPS, out, err);
}

sg_status sg_builder_finish(sg_builder *builder, sg_graph **out, sg_error *err)
{
    return make_graph(builder, SG_FREEZE_TAKES, out, err);
}

sg_status sg_builder_preview(sg_builder *builder, sg_graph **out, sg_error *err)
{
    return make_graph(builder, SG_FREEZE_LENDS, out, err);
}
