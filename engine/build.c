/* build.c - a graph under construction: nodes, and the names under which they are found. */
#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/build_internal.h"

sg_status sg_builder_new(size_t memory_limit, sg_builder **out)
{
    sg_builder *builder = calloc(1, sizeof(*builder));

    if (!builder)
        return SG_ENOMEM;
    builder->memory_limit = memory_limit;
    if (sg_array_push(&builder->sets, (sg_set_entry){ 0 }) != SG_OK) {
        free(builder);
        return SG_ENOMEM;
    }
    *out = builder;
    return SG_OK;
}

void sg_builder_use_threads(sg_builder *builder, unsigned threads)
{
    builder->threads = threads;
}

void sg_builder_use_scratch(sg_builder *builder, const char *beside)
{
    sg_strings_spill(&builder->strings, beside);
    builder->edges_file.beside = builder->cells_file.beside = beside;
}

void sg_builder_rest(const sg_builder *builder, size_t number)
{
    enum { OFTEN = 1 << 14 };

    if (number % OFTEN != 0)
        return;
    sg_strings_leave(&builder->strings);
    sg_overflow_forget(&builder->edges_file);
    sg_overflow_forget(&builder->cells_file);
}

void sg_builder_free(sg_builder *builder)
{
    if (!builder)
        return;
    for (size_t i = 0; i < builder->documents.count; i++)
        free(builder->documents.items[i].bytes);
    sg_array_free(&builder->documents);
    sg_array_free(&builder->span_nodes);
    sg_array_free(&builder->span_sets);
    sg_array_free(&builder->spans);
    sg_array_free(&builder->holes);
    sg_strings_free(&builder->strings);
    sg_symbols_free(&builder->labels);
    sg_symbols_free(&builder->types);
    sg_symbols_free(&builder->keys);
    sg_array_free(&builder->said);
    sg_array_free(&builder->set_labels);
    sg_array_free(&builder->sets);
    sg_slots_free(&builder->set_slots);
    sg_array_free(&builder->nodes);
    sg_overflow_free(&builder->edges_file, &builder->edges);
    sg_array_free(&builder->runs);
    sg_array_free(&builder->run_ends);
    sg_overflow_free(&builder->cells_file, &builder->cells);
    sg_array_free(&builder->records);
    sg_slots_free(&builder->record_slots);
    sg_slots_free(&builder->edge_slots);
    sg_array_free(&builder->names);
    sg_array_free(&builder->named);
    sg_buffer_free(&builder->scratch);
    free(builder->node_order);
    free(builder->edge_order);
    free(builder);
}

#define ARRAY_MEMORY(array) ((array).capacity * sizeof(*(array).items))

static size_t symbols_memory(const sg_symbols *symbols)
{
    return ARRAY_MEMORY(symbols->names) + sg_slots_memory(&symbols->slots);
}

static size_t memory(const sg_builder *builder)
{
    return sg_strings_memory(&builder->strings) + symbols_memory(&builder->labels) +
           symbols_memory(&builder->types) + symbols_memory(&builder->keys) +
           ARRAY_MEMORY(builder->said) + ARRAY_MEMORY(builder->set_labels) +
           ARRAY_MEMORY(builder->sets) + sg_slots_memory(&builder->set_slots) +
           ARRAY_MEMORY(builder->nodes) +
           sg_overflow_memory(&builder->edges_file, &builder->edges) +
           ARRAY_MEMORY(builder->runs) + ARRAY_MEMORY(builder->run_ends) +
           sg_overflow_memory(&builder->cells_file, &builder->cells) +
           ARRAY_MEMORY(builder->records) + sg_slots_memory(&builder->record_slots) +
           sg_slots_memory(&builder->edge_slots) + ARRAY_MEMORY(builder->names) +
           ARRAY_MEMORY(builder->named) + ARRAY_MEMORY(builder->documents) +
           ARRAY_MEMORY(builder->span_nodes) + ARRAY_MEMORY(builder->span_sets) +
           ARRAY_MEMORY(builder->spans) + ARRAY_MEMORY(builder->holes) +
           builder->document_bytes + builder->scratch.capacity +
           builder->node_order_count * sizeof(*builder->node_order) +
           builder->edge_order_count * sizeof(*builder->edge_order);
}

sg_status sg_builder_afford(const sg_builder *builder, size_t more)
{
    if (builder->memory_limit == 0)
        return SG_OK;
    size_t used = memory(builder);
    return used <= builder->memory_limit && more <= builder->memory_limit - used ? SG_OK
                                                                                 : SG_ELIMIT;
}

/* --- names ------------------------------------------------------------------------------------ */

static bool find_name(const sg_builder *builder, uint32_t name, uint32_t *node)
{
    if (name >= builder->named.count || builder->named.items[name] == SG_NO_ID)
        return false;
    *node = builder->named.items[name];
    return true;
}

static sg_status list_name(sg_builder *builder, sg_name_entry entry)
{
    size_t count = builder->named.count;

    if (entry.name >= count) {
        SG_TRY(sg_array_reserve(&builder->named, entry.name + (size_t)1 - count));
        while (count < entry.name)
            builder->named.items[count++] = SG_NO_ID;
        builder->named.count = count + 1;
    }
    builder->named.items[entry.name] = entry.node;
    return SG_OK;
}

static sg_status add_name(sg_builder *builder, uint32_t name, uint32_t node)
{
    sg_name_entry entry = { name, node };

    if (builder->names.count >= SG_MAX_ITEMS)
        return SG_ELIMIT;
    SG_TRY(sg_array_reserve(&builder->names, 1));
    SG_TRY(list_name(builder, entry));
    return sg_array_push(&builder->names, entry);
}

/* There are few keys, and texts may have no index while a graph is made. */
bool sg_builder_find_key(const sg_builder *builder, sg_str name, uint32_t *key)
{
    for (uint32_t i = 0; i < builder->keys.names.count; i++) {
        if (sg_str_equal(sg_strings_text(&builder->strings, builder->keys.names.items[i]),
                         name)) {
            *key = i;
            return true;
        }
    }
    return false;
}

void sg_builder_forget_index(sg_builder *builder)
{
    sg_strings_forget_index(&builder->strings);
    sg_array_free(&builder->named);
    sg_slots_free(&builder->edge_slots);
    builder->edges_unlisted = true;
}

sg_status sg_builder_index(sg_builder *builder)
{
    SG_TRY(sg_strings_index(&builder->strings));
    for (uint32_t i = 0; i < builder->names.count; i++)
        SG_TRY(list_name(builder, builder->names.items[i]));
    return SG_OK;
}

bool sg_builder_find_node(const sg_builder *builder, sg_str key, sg_build_node *out)
{
    uint32_t name;

    return sg_strings_find(&builder->strings, key, &name) &&
           find_name(builder, name, &out->index);
}

sg_status sg_builder_alias(sg_builder *builder, sg_build_node node, sg_str key)
{
    uint32_t name, taken;

    SG_TRY(sg_builder_afford(builder, key.length));
    SG_TRY(sg_strings_intern(&builder->strings, key, &name));
    return find_name(builder, name, &taken) ? SG_OK : add_name(builder, name, node.index);
}

/* --- nodes ------------------------------------------------------------------------------------ */

static sg_status add_node(sg_builder *builder, uint32_t key, sg_build_node *out)
{
    if (builder->nodes.count >= SG_MAX_ITEMS)
        return SG_ELIMIT;
    SG_TRY(sg_array_push(&builder->nodes, (sg_node_entry){ .key = key, .cells = SG_NO_ID }));
    out->index = (uint32_t)(builder->nodes.count - 1);
    return SG_OK;
}

sg_status sg_builder_merge_node(sg_builder *builder, sg_str key, sg_build_node *out,
                                bool *created)
{
    bool known;
    uint32_t name;

    SG_TRY(sg_builder_afford(builder, key.length + sizeof(sg_node_entry)));
    SG_TRY(sg_strings_intern(&builder->strings, key, &name));
    known = find_name(builder, name, &out->index);
    if (!known) {
        sg_build_node node = { (uint32_t)builder->nodes.count };
        SG_TRY(sg_array_reserve(&builder->nodes, 1));
        SG_TRY(add_name(builder, name, node.index));
        SG_TRY(add_node(builder, name, out));
    }
    if (created)
        *created = !known;
    return SG_OK;
}

sg_status sg_builder_add_node(sg_builder *builder, sg_build_node *out)
{
    SG_TRY(sg_builder_afford(builder, sizeof(sg_node_entry)));
    return add_node(builder, SG_NO_ID, out);
}

uint32_t sg_builder_nodes(const sg_builder *builder)
{
    return (uint32_t)builder->nodes.count;
}

sg_build_node sg_builder_handle(const sg_builder *builder, sg_node node)
{
    return (sg_build_node){ builder->node_order[node.id] };
}
