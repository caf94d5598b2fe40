/* slot_set.c - sets of slots as words of bits; what lies past the last word is not in the set. */
#include "query/plan/slot_set.h"

#include <string.h>

#include "engine/base/bitmap.h"

bool sg_slot_set_has(const sg_slot_set *set, uint32_t slot)
{
    return slot / 64 < set->word_count && sg_bit_test(set->words, slot);
}

bool sg_slot_set_within(const sg_slot_set *part, const sg_slot_set *whole)
{
    for (uint32_t i = 0; i < part->word_count; i++)
        if (part->words[i] & ~(i < whole->word_count ? whole->words[i] : 0))
            return false;
    return true;
}

bool sg_slot_set_empty(const sg_slot_set *set)
{
    for (uint32_t i = 0; i < set->word_count; i++)
        if (set->words[i])
            return false;
    return true;
}

static sg_status widen(sg_slot_set *set, sg_arena *arena, uint32_t word_count)
{
    if (word_count <= set->word_count)
        return SG_OK;
    uint64_t *words = sg_arena_make_array(arena, uint64_t, word_count);
    if (!words)
        return SG_ENOMEM;
    if (set->word_count)
        memcpy(words, set->words, set->word_count * sizeof(*words));
    *set = (sg_slot_set){ words, word_count };
    return SG_OK;
}

sg_status sg_slot_set_add(sg_slot_set *set, sg_arena *arena, uint32_t slot)
{
    if (slot == SG_NO_SLOT)
        return SG_OK;
    SG_TRY(widen(set, arena, slot / 64 + 1));
    sg_bit_set(set->words, slot);
    return SG_OK;
}

sg_status sg_slot_set_unite(sg_slot_set *set, sg_arena *arena, const sg_slot_set *other)
{
    SG_TRY(widen(set, arena, other->word_count));
    for (uint32_t i = 0; i < other->word_count; i++)
        set->words[i] |= other->words[i];
    return SG_OK;
}

void sg_slot_set_remove(sg_slot_set *set, uint32_t slot)
{
    if (slot / 64 < set->word_count)
        sg_bit_clear(set->words, slot);
}

void sg_slot_set_intersect(sg_slot_set *set, const sg_slot_set *other)
{
    for (uint32_t i = 0; i < set->word_count; i++)
        set->words[i] &= i < other->word_count ? other->words[i] : 0;
}

void sg_slot_set_subtract(sg_slot_set *set, const sg_slot_set *other)
{
    for (uint32_t i = 0; i < set->word_count && i < other->word_count; i++)
        set->words[i] &= ~other->words[i];
}

sg_status sg_slot_set_copy(const sg_slot_set *set, sg_arena *arena, sg_slot_set *out)
{
    sg_slot_set copy = { 0 };

    SG_TRY(sg_slot_set_unite(&copy, arena, set));
    *out = copy;
    return SG_OK;
}

sg_status sg_slot_set_list(const sg_slot_set *set, sg_arena *arena, sg_slots *out)
{
    sg_bitmap bits = { set->words, (uint64_t)set->word_count * 64 };
    uint32_t *slots = sg_arena_make_array(arena, uint32_t, sg_bitmap_count(bits) + 1);
    uint32_t count = 0;

    if (!slots)
        return SG_ENOMEM;
    for (uint64_t slot = sg_bitmap_next(bits, 0); slot < bits.bits;
         slot = sg_bitmap_next(bits, slot + 1))
        slots[count++] = (uint32_t)slot;
    *out = (sg_slots){ slots, count };
    return SG_OK;
}
