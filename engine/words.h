/* words.h - names to symbols, of which those that are said again and again are not looked up again.
 *
 * Names of properties, labels and types come from tables of the program as a rule, each from one address:
 *
 *     "region" at 0x5566 ──► recent[0x5566 & ..]: symbol 7 ──► its text is "region"? then 7
 *
 * The address is a guess alone; what counts is the text.
 */
#ifndef SG_WORDS_H
#define SG_WORDS_H

#include "engine/strings.h"
#include "engine/symbols.h"

enum { SG_WORDS_RECENT = 256 };

/* Zeroed it remembers nothing. */
typedef struct sg_words {
    struct {
        const char *bytes; /* compared with others only, never read */
        uint32_t symbol;
    } recent[SG_WORDS_RECENT];
} sg_words;

/* The symbol of the name among `symbols`, whose names are codes of `strings`; a new one unless there are
 * `limit`.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_words_intern(sg_words *words, sg_symbols *symbols, sg_strings *strings,
                                      sg_str name, uint32_t limit, uint32_t *symbol);
/* The symbol if there is one; remembers nothing. */
bool sg_words_find(const sg_words *words, const sg_symbols *symbols, const sg_strings *strings,
                   sg_str name, uint32_t *symbol);

#endif
