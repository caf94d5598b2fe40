/* words.c - names to symbols, of which those that are said again and again are not looked up again. */
#include "engine/words.h"

#include "engine/base/text.h"

/* Tables lie close to each other, names in them at any byte. */
static size_t place_of(const char *bytes)
{
    uintptr_t address = (uintptr_t)bytes;

    return (address ^ address >> 8) % SG_WORDS_RECENT;
}

static bool remembers(const sg_words *words, const sg_symbols *symbols,
                      const sg_strings *strings, sg_str name, uint32_t *symbol)
{
    size_t place = place_of(name.bytes);
    uint32_t guess = words->recent[place].symbol;

    if (!name.bytes || words->recent[place].bytes != name.bytes ||
        !sg_str_equal(sg_strings_text(strings, symbols->names.items[guess]), name))
        return false;
    *symbol = guess;
    return true;
}

bool sg_words_find(const sg_words *words, const sg_symbols *symbols, const sg_strings *strings,
                   sg_str name, uint32_t *symbol)
{
    uint32_t string;

    return remembers(words, symbols, strings, name, symbol) ||
           (sg_strings_find(strings, name, &string) &&
            sg_symbols_find(symbols, string, symbol));
}

sg_status sg_words_intern(sg_words *words, sg_symbols *symbols, sg_strings *strings,
                          sg_str name, uint32_t limit, uint32_t *symbol)
{
    size_t place = place_of(name.bytes);
    uint32_t string;

    if (remembers(words, symbols, strings, name, symbol))
        return SG_OK;
    SG_TRY(sg_strings_intern(strings, name, &string));
    SG_TRY(sg_symbols_intern(symbols, string, limit, symbol));
    words->recent[place].bytes = name.bytes;
    words->recent[place].symbol = *symbol;
    return SG_OK;
}
