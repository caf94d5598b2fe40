/* symbols.h - names as small integers in order of appearance, while a graph is built.
 *
 * The names themselves are interned strings; a symbol is the index of one among its like.  Freezing
 * renumbers symbols by name.
 */
#ifndef SG_SYMBOLS_H
#define SG_SYMBOLS_H

#include "engine/base/array.h"
#include "engine/slots.h"

/* Zeroed symbols are empty and valid. */
typedef struct sg_symbols {
    SG_ARRAY(uint32_t) names; /* string code of each symbol */
    sg_slots slots;
} sg_symbols;

void sg_symbols_free(sg_symbols *symbols);
/* The symbol of the name, a new one unless there are `limit`.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_symbols_intern(sg_symbols *symbols, uint32_t name, uint32_t limit,
                                        uint32_t *symbol);
bool sg_symbols_find(const sg_symbols *symbols, uint32_t name, uint32_t *symbol);

#endif
