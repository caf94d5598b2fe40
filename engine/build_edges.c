/* build_edges.c - relationships under construction, and the documents that travel along. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/build_internal.h"

static uint64_t hash_edge(const sg_edge_entry *edge)
{
    uint64_t ends = (uint64_t)edge->from << 32 | edge->to;
    uint64_t kind = (uint64_t)edge->type << 32 | edge->discriminator;

    return sg_hash_combine(sg_hash_int(ends), kind);
}

static bool find_edge(const sg_builder *builder, const sg_edge_entry *wanted, uint64_t hash,
                      uint32_t *edge)
{
    size_t probe = 0;

    while (sg_slots_next(&builder->edge_slots, hash, &probe, edge)) {
        const sg_edge_entry *found = &builder->edges.items[*edge];
        if (found->from == wanted->from && found->to == wanted->to &&
            found->type == wanted->type && found->discriminator == wanted->discriminator)
            return true;
    }
    return false;
}

/* All that can be merged into. */
static sg_status list_edges(sg_builder *builder)
{
    SG_TRY(sg_slots_reserve(&builder->edge_slots, builder->edges.count));
    for (uint32_t i = 0; i < builder->edges.count; i++) {
        const sg_edge_entry *edge = &builder->edges.items[i];
        if (edge->discriminator != SG_NO_ID)
            SG_TRY(sg_slots_add(&builder->edge_slots, hash_edge(edge), i));
        sg_builder_rest(builder, i);
    }
    builder->edges_unlisted = false;
    return SG_OK;
}

sg_status sg_builder_type(sg_builder *builder, sg_str name, uint32_t *type)
{
    return sg_words_intern(&builder->type_words, &builder->types, &builder->strings, name,
                           SG_MAX_SYMBOLS, type);
}

sg_status sg_builder_merge_edge(sg_builder *builder, sg_build_node from, sg_str type,
                                sg_build_node to, sg_str discriminator, sg_build_edge *out)
{
    sg_edge_entry edge = { .from = from.index, .to = to.index, .cells = SG_NO_ID };

    SG_TRY(
        sg_builder_afford(builder, type.length + discriminator.length + sizeof(sg_edge_entry)));
    SG_TRY(sg_builder_type(builder, type, &edge.type));
    SG_TRY(sg_builder_say(builder, builder->said_discriminator - 1, discriminator,
                          &edge.discriminator));
    builder->said_discriminator = edge.discriminator + 1;
    if (builder->edges_unlisted)
        SG_TRY(list_edges(builder));
    uint64_t hash = hash_edge(&edge);
    if (find_edge(builder, &edge, hash, &out->index))
        return SG_OK;
    if (sg_builder_edges(builder) >= SG_MAX_ITEMS)
        return SG_ELIMIT;
    SG_TRY(sg_overflow_reserve(&builder->edges_file, &builder->edges, 1));
    SG_TRY(sg_slots_add(&builder->edge_slots, hash, (uint32_t)builder->edges.count));
    out->index = (uint32_t)builder->edges.count;
    builder->edges.items[builder->edges.count++] = edge;
    return SG_OK;
}

sg_status sg_builder_add_edge(sg_builder *builder, sg_build_node from, sg_str type,
                              sg_build_node to, sg_build_edge *out)
{
    sg_edge_entry edge = {
        .from = from.index, .to = to.index, .discriminator = SG_NO_ID, .cells = SG_NO_ID
    };

    SG_TRY(sg_builder_afford(builder, type.length + sizeof(sg_edge_entry)));
    SG_TRY(sg_builder_type(builder, type, &edge.type));
    if (sg_builder_edges(builder) >= SG_MAX_ITEMS)
        return SG_ELIMIT;
    SG_TRY(sg_overflow_reserve(&builder->edges_file, &builder->edges, 1));
    out->index = (uint32_t)builder->edges.count;
    builder->edges.items[builder->edges.count++] = edge;
    return SG_OK;
}

uint32_t sg_builder_edges(const sg_builder *builder)
{
    return (uint32_t)(builder->edges.count + builder->run_ends.count);
}

/* --- documents --------------------------------------------------------------------------------- */

static sg_document *find_document(const sg_builder *builder, uint32_t name)
{
    for (size_t i = 0; i < builder->documents.count; i++)
        if (builder->documents.items[i].name == name)
            return &builder->documents.items[i];
    return NULL;
}

sg_status sg_builder_attach(sg_builder *builder, sg_str name, sg_str bytes)
{
    uint32_t code;

    SG_TRY(sg_builder_afford(builder, name.length + bytes.length));
    SG_TRY(sg_strings_intern(&builder->strings, name, &code));
    SG_TRY(sg_array_reserve(&builder->documents, 1));
    char *copy = malloc(bytes.length + 1);
    if (!copy)
        return SG_ENOMEM;
    if (bytes.length > 0)
        memcpy(copy, bytes.bytes, bytes.length);
    sg_document *document = find_document(builder, code);
    if (document) {
        builder->document_bytes -= document->length;
        free(document->bytes);
    } else {
        document = &builder->documents.items[builder->documents.count++];
    }
    *document = (sg_document){ code, copy, bytes.length };
    builder->document_bytes += bytes.length;
    return SG_OK;
}
