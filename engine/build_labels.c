/* build_labels.c - labels of nodes under construction: every combination is stored once.
 *
 *     sets        [0: none][1: Resource][2: Resource, Bucket] ...
 *     set_labels  [Resource][Resource Bucket] ...
 *
 * Adding a label moves the node to the set that also has it.  Sets on the way to the final one stay
 * behind; freezing keeps those that nodes have.
 */
#include <string.h>

#include "engine/base/hash.h"
#include "engine/build_internal.h"

/* The labels of one set; never more than SG_MAX_NODE_LABELS. */
typedef struct combination {
    uint16_t labels[SG_MAX_NODE_LABELS];
    uint32_t count;
} combination;

static bool find_set(const sg_builder *builder, const combination *wanted, uint64_t hash,
                     uint32_t *set)
{
    size_t size = wanted->count * sizeof(wanted->labels[0]);
    size_t probe = 0;

    while (sg_slots_next(&builder->set_slots, hash, &probe, set)) {
        sg_set_entry entry = builder->sets.items[*set];
        if (entry.count == wanted->count &&
            memcmp(builder->set_labels.items + entry.first, wanted->labels, size) == 0)
            return true;
    }
    return false;
}

static sg_status intern_set(sg_builder *builder, const combination *wanted, uint32_t *set)
{
    size_t size = wanted->count * sizeof(wanted->labels[0]);
    uint64_t hash = sg_hash_bytes(wanted->labels, size);
    size_t first = builder->set_labels.count;

    if (find_set(builder, wanted, hash, set))
        return SG_OK;
    if (builder->sets.count >= SG_MAX_ITEMS || first > SG_MAX_ITEMS - wanted->count)
        return SG_ELIMIT;
    SG_TRY(sg_array_reserve(&builder->set_labels, wanted->count));
    SG_TRY(sg_array_reserve(&builder->sets, 1));
    SG_TRY(sg_slots_add(&builder->set_slots, hash, (uint32_t)builder->sets.count));
    memcpy(builder->set_labels.items + first, wanted->labels, size);
    builder->set_labels.count += wanted->count;
    *set = (uint32_t)builder->sets.count;
    builder->sets.items[builder->sets.count++] =
        (sg_set_entry){ (uint32_t)first, wanted->count };
    return SG_OK;
}

/* Where the label stands in the set, or would stand. */
static uint32_t label_place(const sg_builder *builder, sg_set_entry set, uint32_t label)
{
    uint32_t place = 0;

    while (place < set.count && builder->set_labels.items[set.first + place] < label)
        place++;
    return place;
}

static bool set_has(const sg_builder *builder, sg_set_entry set, uint32_t label)
{
    uint32_t place = label_place(builder, set, label);

    return place < set.count && builder->set_labels.items[set.first + place] == label;
}

sg_status sg_builder_add_label(sg_builder *builder, sg_build_node node, sg_str label)
{
    uint32_t symbol, place;
    combination wanted;

    SG_TRY(sg_builder_afford(builder, label.length));
    SG_TRY(sg_words_intern(&builder->label_words, &builder->labels, &builder->strings, label,
                           SG_MAX_SYMBOLS, &symbol));
    sg_set_entry set = builder->sets.items[builder->nodes.items[node.index].set];
    if (set_has(builder, set, symbol))
        return SG_OK;
    if (set.count >= SG_MAX_NODE_LABELS)
        return SG_ELIMIT;
    place = label_place(builder, set, symbol);
    for (uint32_t i = 0; i < set.count; i++)
        wanted.labels[i + (i >= place)] = builder->set_labels.items[set.first + i];
    wanted.labels[place] = (uint16_t)symbol;
    wanted.count = set.count + 1;
    return intern_set(builder, &wanted, &builder->nodes.items[node.index].set);
}

bool sg_builder_has_label(const sg_builder *builder, sg_build_node node, sg_str label)
{
    sg_set_entry set = builder->sets.items[builder->nodes.items[node.index].set];
    uint32_t symbol;

    return sg_words_find(&builder->label_words, &builder->labels, &builder->strings, label,
                         &symbol) &&
           set_has(builder, set, symbol);
}
