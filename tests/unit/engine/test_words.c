/* test_words.c - names are symbols by their text, whatever address they come from. */
#include "engine/words.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

typedef struct dictionary {
    sg_words words;
    sg_symbols symbols;
    sg_strings strings;
} dictionary;

static uint32_t intern(dictionary *self, sg_str name)
{
    uint32_t symbol = UINT32_MAX, found = UINT32_MAX;

    cr_assert(sg_words_intern(&self->words, &self->symbols, &self->strings, name, 1000,
                              &symbol) == SG_OK);
    cr_assert(sg_words_find(&self->words, &self->symbols, &self->strings, name, &found));
    cr_assert(found == symbol);
    return symbol;
}

static void close_dictionary(dictionary *self)
{
    sg_symbols_free(&self->symbols);
    sg_strings_free(&self->strings);
}

Test(words, one_text_is_one_symbol_from_any_address)
{
    dictionary self = { .words.recent[0].bytes = NULL };
    char copy[] = "region";

    uint32_t region = intern(&self, SG_STR("region"));
    cr_expect(intern(&self, SG_STR("region")) == region);
    cr_expect(intern(&self, SG_STR("name")) != region);
    cr_expect(intern(&self, sg_str_of(copy)) == region);
    close_dictionary(&self);
}

Test(words, another_text_at_the_address_of_one_is_another_symbol)
{
    dictionary self = { .words.recent[0].bytes = NULL };
    char place[16] = "region";

    uint32_t region = intern(&self, sg_str_of(place));
    strcpy(place, "owner!");
    uint32_t owner = intern(&self, sg_str_of(place));
    cr_expect(owner != region);
    cr_expect(intern(&self, (sg_str){ place, 3 }) != owner); /* "own" */
    strcpy(place, "region");
    cr_expect(intern(&self, sg_str_of(place)) == region);
    close_dictionary(&self);
}

Test(words, more_names_than_are_remembered)
{
    enum { NAMES = 3 * SG_WORDS_RECENT };
    dictionary self = { .words.recent[0].bytes = NULL };
    char names[NAMES][4];
    uint32_t symbol;

    for (uint32_t i = 0; i < NAMES; i++)
        snprintf(names[i], sizeof names[i], "%x", i);
    for (int again = 0; again < 2; again++)
        for (uint32_t i = 0; i < NAMES; i++)
            cr_expect(intern(&self, sg_str_of(names[i])) == i);
    cr_expect(!sg_words_find(&self.words, &self.symbols, &self.strings, SG_STR("no"), &symbol));
    cr_expect(!sg_words_find(&self.words, &self.symbols, &self.strings, (sg_str){ NULL, 0 },
                             &symbol));
    cr_expect(sg_words_intern(&self.words, &self.symbols, &self.strings, SG_STR("no"), NAMES,
                              &symbol) == SG_ELIMIT);
    close_dictionary(&self);
}
