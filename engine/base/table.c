/* table.c - the slots only point; the entries are dense and keep the order of insertion.
 *
 *     slots    [0][2][0][0][1][3][0][0]      probed from hash & mask on, to the next 0
 *                  |        |  |
 *     entries  [ apple ][ pear ][ plum ]
 *
 * Slots are kept at most three quarters full.  Nothing is ever removed, so no tombstones.
 */
#include "engine/base/table.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"

enum {
    FIRST_SLOTS = 16,
};

void sg_table_free(sg_table *table)
{
    free(table->entries);
    free(table->slots);
    *table = (sg_table){ 0 };
}

/* The slot that points to the key, or the free one where it belongs. */
static size_t probe(const sg_table *table, sg_str key, uint64_t hash)
{
    size_t mask = table->slot_count - 1;
    size_t slot = (size_t)hash & mask;

    for (; table->slots[slot]; slot = (slot + 1) & mask) {
        const sg_table_entry *entry = &table->entries[table->slots[slot] - 1];
        if (entry->hash == hash && sg_str_equal(entry->key, key))
            break;
    }
    return slot;
}

bool sg_table_find(const sg_table *table, sg_str key, uint64_t *value)
{
    if (!table->count)
        return false;
    uint32_t found = table->slots[probe(table, key, sg_hash_str(key))];
    if (!found)
        return false;
    if (value)
        *value = table->entries[found - 1].value;
    return true;
}

/* Doubles the slots when one more entry would fill them too far. */
static sg_status make_slots(sg_table *table)
{
    if (table->count < table->slot_count / 4 * 3)
        return SG_OK;
    size_t wanted = table->slot_count ? table->slot_count * 2 : FIRST_SLOTS;
    uint32_t *slots = wanted > table->slot_count ? calloc(wanted, sizeof *slots) : NULL;
    if (!slots)
        return SG_ENOMEM;
    for (size_t each = 0; each < table->count; each++) {
        size_t slot = (size_t)table->entries[each].hash & (wanted - 1);
        while (slots[slot])
            slot = (slot + 1) & (wanted - 1);
        slots[slot] = (uint32_t)each + 1;
    }
    free(table->slots);
    table->slots = slots;
    table->slot_count = wanted;
    return SG_OK;
}

static sg_status append(sg_table *table, sg_str key, uint64_t hash, uint64_t value)
{
    if (table->count >= UINT32_MAX - 1)
        return SG_ENOMEM;
    SG_TRY(make_slots(table));
    sg_table_entry *entries = sg_array_reserve_items(table->entries, &table->capacity,
                                                     table->count + 1, sizeof *entries);
    if (!entries)
        return SG_ENOMEM;
    table->entries = entries;
    entries[table->count] = (sg_table_entry){ .key = key, .hash = hash, .value = value };
    table->slots[probe(table, key, hash)] = (uint32_t)++table->count;
    return SG_OK;
}

sg_status sg_table_put(sg_table *table, sg_str key, uint64_t value, uint64_t **slot,
                       bool *added)
{
    uint64_t hash = sg_hash_str(key);
    uint32_t found = table->slot_count ? table->slots[probe(table, key, hash)] : 0;

    if (added)
        *added = !found;
    if (!found) {
        SG_TRY(append(table, key, hash, value));
        found = (uint32_t)table->count;
    }
    if (slot)
        *slot = &table->entries[found - 1].value;
    return SG_OK;
}
