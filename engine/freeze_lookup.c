/* freeze_lookup.c - the hash table from text to node.
 *
 * A node is found by its merge key and aliases, then by its `id`, then by its `arn`: who comes first
 * keeps a text that several nodes claim.  A second entry, with one of the other nodes, says that
 * there are others.  As strings are interned, a text is claimed by its code.
 */
#include "engine/base/bitmap.h"
#include "engine/freeze.h"

typedef struct claim_list {
    uint32_t *owner;                /* by builder string: the first node, or SG_NO_ID */
    uint64_t *shared;               /* by builder string: has its second entry */
    SG_ARRAY(sg_lookup_slot) slots; /* code is the builder's string */
} claim_list;

static sg_status claim(claim_list *claims, uint32_t string, uint32_t node)
{
    if (claims->owner[string] == node || sg_bit_test(claims->shared, string))
        return SG_OK;
    if (claims->owner[string] == SG_NO_ID)
        claims->owner[string] = node;
    else
        sg_bit_set(claims->shared, string);
    return sg_array_push(&claims->slots, (sg_lookup_slot){ string, node });
}

/* In order of nodes, so that the table does not depend on the order of merging. */
static sg_status claim_names(sg_freeze *freeze, claim_list *claims)
{
    const sg_builder *builder = freeze->builder;
    uint32_t count = (uint32_t)builder->names.count;
    uint32_t *node = sg_freeze_array(freeze, uint32_t, count);
    uint32_t *order = sg_freeze_array(freeze, uint32_t, count);
    uint32_t *counts = sg_freeze_array(freeze, uint32_t, (size_t)freeze->nodes + 1);

    if (!node || !order || !counts)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        node[i] = freeze->node_number[builder->names.items[i].node];
    sg_freeze_sort(node, freeze->nodes, NULL, order, count, counts);
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(claim(claims, builder->names.items[order[i]].name, node[order[i]]));
    return SG_OK;
}

/* The cells are read in the order in which they lie, and claims are made in order of nodes. */
static sg_status claim_property(sg_freeze *freeze, claim_list *claims, sg_str name)
{
    const sg_builder *builder = freeze->builder;
    uint32_t *text = sg_freeze_array(freeze, uint32_t, freeze->nodes); /* string + 1 */
    uint32_t key;

    if (!text)
        return SG_ENOMEM;
    if (!sg_builder_find_key(builder, name, &key))
        return SG_OK;
    for (uint32_t i = 0; i < freeze->nodes; i++) {
        uint32_t node = sg_builder_node_at(builder, i);
        for (uint32_t at = builder->nodes.items[node].cells; at != SG_NO_ID;) {
            sg_cell cell = builder->cells.items[at];
            if (sg_cell_key(cell) == key && sg_cell_kind_of(cell) == SG_CELL_STRING)
                text[freeze->node_number[node]] = cell.code + 1;
            at = cell.next;
        }
        sg_builder_rest(builder, i);
    }
    for (uint32_t i = 0; i < freeze->nodes; i++)
        if (text[i] != 0)
            SG_TRY(claim(claims, text[i] - 1, i));
    return SG_OK;
}

/* Texts are read in the order in which they lie.  Afterwards `owner` is by string the place in `homes`. */
static void find_homes(sg_freeze *freeze, claim_list *claims, size_t count, uint64_t *homes)
{
    const sg_strings *strings = &freeze->builder->strings;
    uint32_t found = 0;

    for (uint32_t i = 0; i < sg_strings_count(strings); i++) {
        if (claims->owner[i] != SG_NO_ID) {
            claims->owner[i] = found;
            homes[found++] = sg_lookup_home(sg_strings_text(strings, i), count);
        }
        sg_builder_rest(freeze->builder, i);
    }
}

static sg_status write_table(sg_freeze *freeze, claim_list *claims)
{
    size_t count = claims->slots.count + claims->slots.count / 2 + 1;
    uint64_t *homes = sg_freeze_array(freeze, uint64_t, claims->slots.count);
    sg_lookup_slot *table;
    void *items;

    if (!homes)
        return SG_ENOMEM;
    find_homes(freeze, claims, count, homes);
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_LOOKUP, count, &items));
    table = items;
    for (size_t i = 0; i < count; i++)
        table[i].code = SG_NO_ID;
    for (size_t i = 0; i < claims->slots.count; i++) {
        sg_lookup_slot slot = claims->slots.items[i];
        uint64_t at = homes[claims->owner[slot.code]];
        while (table[at].code != SG_NO_ID)
            at = at + 1 < count ? at + 1 : 0;
        table[at] = (sg_lookup_slot){ sg_freeze_code(freeze, slot.code), slot.node };
    }
    return SG_OK;
}

sg_status sg_freeze_lookup(sg_freeze *freeze)
{
    uint32_t strings = sg_strings_count(&freeze->builder->strings);
    claim_list claims = { .owner = sg_freeze_array(freeze, uint32_t, strings),
                          .shared =
                              sg_freeze_array(freeze, uint64_t, sg_bitmap_words(strings)) };
    sg_status status = claims.owner && claims.shared ? SG_OK : SG_ENOMEM;

    for (uint32_t i = 0; status == SG_OK && i < strings; i++)
        claims.owner[i] = SG_NO_ID;
    if (status == SG_OK)
        status = claim_names(freeze, &claims);
    if (status == SG_OK)
        status = claim_property(freeze, &claims, SG_STR("id"));
    if (status == SG_OK)
        status = claim_property(freeze, &claims, SG_STR("arn"));
    status = status == SG_OK ? write_table(freeze, &claims) : sg_fail_memory(freeze->err);
    sg_array_free(&claims.slots);
    return status;
}
