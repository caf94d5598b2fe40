/* symbols.c - names as small integers in order of appearance, while a graph is built. */
#include "engine/base/hash.h"
#include "engine/symbols.h"

void sg_symbols_free(sg_symbols *symbols)
{
    sg_array_free(&symbols->names);
    sg_slots_free(&symbols->slots);
}

bool sg_symbols_find(const sg_symbols *symbols, uint32_t name, uint32_t *symbol)
{
    size_t probe = 0;

    while (sg_slots_next(&symbols->slots, sg_hash_int(name), &probe, symbol))
        if (symbols->names.items[*symbol] == name)
            return true;
    return false;
}

sg_status sg_symbols_intern(sg_symbols *symbols, uint32_t name, uint32_t limit,
                            uint32_t *symbol)
{
    if (sg_symbols_find(symbols, name, symbol))
        return SG_OK;
    if (symbols->names.count >= limit)
        return SG_ELIMIT;
    SG_TRY(sg_array_reserve(&symbols->names, 1));
    SG_TRY(sg_slots_add(&symbols->slots, sg_hash_int(name), (uint32_t)symbols->names.count));
    *symbol = (uint32_t)symbols->names.count;
    symbols->names.items[symbols->names.count++] = name;
    return SG_OK;
}
