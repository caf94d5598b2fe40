/* bulk.c - a bulk's life, its symbols and its tables. */
#include <stdlib.h>

#include "engine/base/parallel.h"
#include "engine/bulk_edges.h"

sg_status sg_bulk_new(unsigned threads, sg_bulk **out)
{
    sg_bulk *bulk = calloc(1, sizeof(*bulk));
    sg_build_node node;

    if (!bulk)
        return SG_ENOMEM;
    bulk->threads = threads ? threads : sg_processors();
    bulk->has_lock = pthread_mutex_init(&bulk->names_lock, NULL) == 0;
    /* The builder's only node is where combinations of labels are put together. */
    if (!bulk->has_lock || sg_bulk_strings_open(&bulk->strings) != SG_OK ||
        sg_builder_new(0, &bulk->names) != SG_OK ||
        sg_builder_add_node(bulk->names, &node) != SG_OK) {
        sg_bulk_free(bulk);
        return SG_ENOMEM;
    }
    *out = bulk;
    return SG_OK;
}

void sg_bulk_free(sg_bulk *bulk)
{
    if (!bulk)
        return;
    sg_bulk_rooms_free(&bulk->rooms);
    sg_array_free(&bulk->tables);
    sg_array_free(&bulk->edge_tables);
    sg_bulk_strings_close(&bulk->strings);
    sg_builder_free(bulk->names);
    sg_graph_free(bulk->freeze.graph);
    sg_freeze_free_rows(&bulk->freeze);
    sg_arena_free(bulk->freeze.scratch);
    if (bulk->has_lock)
        pthread_mutex_destroy(&bulk->names_lock);
    free(bulk);
}

unsigned sg_bulk_threads(const sg_bulk *bulk)
{
    return bulk->threads;
}

/* --- symbols ------------------------------------------------------------------------------------ */

static sg_status find_set(sg_builder *names, const sg_str *labels, size_t count, uint32_t *set)
{
    sg_build_node node = { 0 };

    names->nodes.items[0].set = 0;
    for (size_t i = 0; i < count; i++)
        SG_TRY(sg_builder_add_label(names, node, labels[i]));
    *set = names->nodes.items[0].set;
    return SG_OK;
}

sg_status sg_bulk_set(sg_bulk *bulk, const sg_str *labels, size_t count, uint32_t *set)
{
    pthread_mutex_lock(&bulk->names_lock);
    sg_status status = find_set(bulk->names, labels, count, set);
    pthread_mutex_unlock(&bulk->names_lock);
    return status;
}

static sg_status find_symbol(sg_bulk *bulk, sg_symbols *symbols, uint32_t limit, sg_str name,
                             uint32_t *symbol)
{
    uint32_t string;

    pthread_mutex_lock(&bulk->names_lock);
    sg_status status = sg_strings_intern(&bulk->names->strings, name, &string);
    if (status == SG_OK)
        status = sg_symbols_intern(symbols, string, limit, symbol);
    pthread_mutex_unlock(&bulk->names_lock);
    return status;
}

sg_status sg_bulk_type(sg_bulk *bulk, sg_str name, uint32_t *type)
{
    return find_symbol(bulk, &bulk->names->types, SG_MAX_SYMBOLS, name, type);
}

sg_status sg_bulk_key(sg_bulk *bulk, sg_str name, uint32_t *key)
{
    return find_symbol(bulk, &bulk->names->keys, SG_MAX_KEYS, name, key);
}

/* --- tables ------------------------------------------------------------------------------------- */

sg_status sg_bulk_add_nodes(sg_bulk *bulk, const sg_bulk_nodes *nodes)
{
    if (nodes->rows > SG_MAX_ITEMS - bulk->rows)
        return SG_ELIMIT;
    SG_TRY(sg_array_push(&bulk->tables, (sg_bulk_table){ *nodes, bulk->rows }));
    bulk->rows += nodes->rows;
    return SG_OK;
}

sg_status sg_bulk_edge_room(sg_bulk *bulk, size_t edges, uint32_t **from, uint32_t **to)
{
    if (edges > SG_MAX_ITEMS)
        return SG_ELIMIT;
    sg_bulk_return(bulk, bulk->from);
    sg_bulk_return(bulk, bulk->to);
    sg_bulk_return(bulk, bulk->edge_records);
    bulk->edge_records = NULL;
    bulk->from = sg_bulk_raw_array(bulk, uint32_t, edges);
    bulk->to = sg_bulk_raw_array(bulk, uint32_t, edges);
    bulk->edge_room = (uint32_t)edges;
    *from = bulk->from;
    *to = bulk->to;
    return bulk->from && bulk->to ? SG_OK : SG_ENOMEM;
}

sg_status sg_bulk_edge_records(sg_bulk *bulk, uint32_t **records)
{
    if (!bulk->edge_records)
        bulk->edge_records = sg_bulk_raw_array(bulk, uint32_t, bulk->edge_room);
    *records = bulk->edge_records;
    return *records ? SG_OK : SG_ENOMEM;
}

sg_status sg_bulk_add_edges(sg_bulk *bulk, const sg_bulk_edges *edges)
{
    sg_bulk_edge_table table = { *edges, SG_NO_ID };
    uint32_t records = edges->records ? edges->records : edges->rows;

    if (edges->column_count > 0) {
        if (records > SG_MAX_ITEMS - bulk->records)
            return SG_ELIMIT;
        table.first_record = bulk->records;
        bulk->records += records;
    }
    return sg_array_push(&bulk->edge_tables, table);
}

sg_status sg_bulk_attach(sg_bulk *bulk, sg_str name, sg_str bytes)
{
    return sg_builder_attach(bulk->names, name, bytes);
}

const sg_bulk_table *sg_bulk_table_of(const sg_bulk *bulk, uint32_t row)
{
    size_t low = 0,
           high = bulk->tables.count - 1; /* the last that begins at or before the row */

    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        if (bulk->tables.items[middle].first <= row)
            low = middle;
        else
            high = middle - 1;
    }
    return &bulk->tables.items[low];
}

const sg_bulk_column *sg_bulk_find_column(const sg_bulk_column *columns, uint32_t count,
                                          uint32_t key)
{
    for (uint32_t i = 0; i < count; i++)
        if (columns[i].key == key)
            return &columns[i];
    return NULL;
}

/* --- freezing ----------------------------------------------------------------------------------- */

/* Everything that is looked for among the strings by its bytes; then the room for searching is for
 * relationships. */
static sg_status find_last_strings(sg_bulk *bulk)
{
    bool one_kind;

    SG_TRY(sg_bulk_name_documents(bulk));
    SG_TRY(sg_bulk_find_names(bulk));
    SG_TRY(sg_bulk_one_kind(bulk, &one_kind));
    if (one_kind)
        sg_bulk_strings_forget(bulk);
    return SG_OK;
}

/* Cells of nodes that the bulk has the memory of, and that are in columns now. */
static void return_cells(sg_bulk *bulk)
{
    for (size_t t = 0; t < bulk->tables.count; t++) {
        const sg_bulk_nodes *nodes = &bulk->tables.items[t].nodes;
        for (uint32_t i = 0; i < nodes->column_count; i++)
            sg_bulk_return(bulk, (void *)(uintptr_t)nodes->columns[i].cells);
    }
}

/* All that is left to do is to sort the other direction and to write the strings, which are the largest
 * sections of many graphs; `chunks` are those of tables. */
static void return_tables(sg_bulk *bulk, size_t chunks)
{
    sg_bulk_return(bulk, bulk->code);
    sg_bulk_return(bulk, bulk->freeze.node_order);
    sg_bulk_return(bulk, bulk->freeze.node_number);
    return_cells(bulk);
    sg_bulk_return_chunks(bulk, chunks);
}

sg_status sg_bulk_freeze(sg_bulk *bulk, sg_graph **out, sg_error *err)
{
    const uint32_t *numbers;
    sg_edge_sort by_source;

    if (!bulk->numbered)
        SG_TRY(sg_bulk_number(bulk, &numbers, err));
    bulk->freeze.err = err;
    SG_TRY(sg_freeze_types(&bulk->freeze));
    if (find_last_strings(bulk) != SG_OK)
        return sg_fail_memory(err);
    size_t chunks = sg_bulk_close_chunks(bulk);
    SG_TRY(sg_bulk_sort_out(bulk, &by_source));
    SG_TRY(sg_bulk_columns(bulk));
    SG_TRY(sg_freeze_spans(&bulk->freeze)); /* none, in sections that say so */
    SG_TRY(sg_bulk_documents(bulk));
    return_tables(bulk, chunks);
    SG_TRY(sg_bulk_sort_in(bulk, &by_source));
    SG_TRY(sg_bulk_write_strings(bulk));
    if (sg_graph_assemble(bulk->freeze.graph) != SG_OK)
        return sg_fail_memory(err);
    *out = bulk->freeze.graph;
    bulk->freeze.graph = NULL;
    return SG_OK;
}
