/* test_strings.c - interned strings, the slots below them and the symbols above. */
#include "engine/strings.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/base/text.h"
#include "engine/symbols.h"

enum {
    MANY = 20000,
};

Test(strings, equal_texts_have_one_code)
{
    sg_strings strings = { 0 };
    uint32_t code, again;
    char text[32];

    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "text %u", i);
        cr_assert(sg_strings_intern(&strings, sg_str_of(text), &code) == SG_OK && code == i);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "text %u", i);
        cr_assert(sg_strings_intern(&strings, sg_str_of(text), &again) == SG_OK && again == i);
        cr_assert(sg_strings_find(&strings, sg_str_of(text), &again) && again == i);
        cr_assert(sg_str_equal(sg_strings_text(&strings, i), sg_str_of(text)));
    }
    cr_assert(sg_strings_count(&strings) == MANY);
    cr_assert(!sg_strings_find(&strings, SG_STR("text"), &again));
    sg_strings_free(&strings);
    cr_assert(sg_strings_count(&strings) == 0);
}

Test(strings, the_empty_text_is_a_text)
{
    sg_strings strings = { 0 };
    uint32_t empty, other;

    cr_assert(!sg_strings_find(&strings, SG_STR(""), &empty));
    cr_assert(sg_strings_intern(&strings, (sg_str){ NULL, 0 }, &empty) == SG_OK);
    cr_assert(sg_strings_text(&strings, empty).length == 0);
    cr_assert(sg_strings_intern(&strings, SG_STR("x"), &other) == SG_OK && other != empty);
    cr_assert(sg_strings_intern(&strings, SG_STR(""), &other) == SG_OK && other == empty);
    sg_strings_free(&strings);
}

Test(slots, indexes_with_the_same_hash_are_all_offered)
{
    sg_slots slots = { 0 };
    size_t probe = 0;
    uint32_t index, sum = 0;

    cr_assert(!sg_slots_next(&slots, 42, &probe, &index));
    for (uint32_t i = 0; i < 300; i++)
        cr_assert(sg_slots_add(&slots, i % 3 ? 42 : 43, i) == SG_OK);
    for (probe = 0; sg_slots_next(&slots, 43, &probe, &index); sum++)
        cr_assert(index % 3 == 0);
    cr_assert(sum == 100);
    sg_slots_free(&slots);
}

Test(symbols, are_numbered_in_order_and_bounded)
{
    sg_symbols symbols = { 0 };
    uint32_t symbol;

    cr_assert(sg_symbols_intern(&symbols, 900, 2, &symbol) == SG_OK && symbol == 0);
    cr_assert(sg_symbols_intern(&symbols, 7, 2, &symbol) == SG_OK && symbol == 1);
    cr_assert(sg_symbols_intern(&symbols, 900, 2, &symbol) == SG_OK && symbol == 0);
    cr_assert(sg_symbols_intern(&symbols, 8, 2, &symbol) == SG_ELIMIT);
    cr_assert(sg_symbols_find(&symbols, 7, &symbol) && symbol == 1);
    cr_assert(!sg_symbols_find(&symbols, 8, &symbol));
    sg_symbols_free(&symbols);
}

Test(strings, those_that_are_fixed_stay_while_others_are_added)
{
    sg_strings strings = { 0 };
    uint32_t code;
    char text[32];

    cr_assert_eq(sg_strings_fix(&strings), SG_OK); /* none */
    cr_assert(strings.fixed.bytes.items && strings.fixed.begins.items[0] == 0);
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "text %u", i);
        if (i == MANY / 4 || i == MANY / 2)
            cr_assert_eq(sg_strings_fix(&strings), SG_OK);
        cr_assert(sg_strings_intern(&strings, sg_str_of(text), &code) == SG_OK && code == i);
        if (i == MANY / 2)
            cr_assert_eq(strings.fixed_count, MANY / 2);
    }
    sg_str first = sg_strings_text(&strings, MANY / 2 - 1);
    cr_assert(sg_strings_intern(&strings, SG_STR("one more"), &code) == SG_OK && code == MANY);
    cr_assert(sg_strings_text(&strings, MANY / 2 - 1).bytes == first.bytes);
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "text %u", i);
        cr_assert(sg_strings_intern(&strings, sg_str_of(text), &code) == SG_OK && code == i);
        cr_assert(sg_str_equal(sg_strings_text(&strings, i), sg_str_of(text)));
    }
    sg_strings_forget(&strings, 0, MANY / 2 + 10); /* of both runs; what is left is untouched */
    for (uint32_t i = MANY / 2 + 10; i < MANY; i++) {
        snprintf(text, sizeof text, "text %u", i);
        cr_assert(sg_str_equal(sg_strings_text(&strings, i), sg_str_of(text)));
    }
    cr_assert(sg_strings_memory(&strings) > (size_t)MANY * sizeof(uint64_t));
    sg_strings_free(&strings);
    cr_assert(sg_strings_count(&strings) == 0);
}

Test(strings, are_found_again_by_an_index_made_anew)
{
    sg_strings strings = { .count = 0 };
    uint32_t code;
    char text[32];

    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "text %u", i);
        cr_assert_eq(sg_strings_intern(&strings, sg_str_of(text), &code), SG_OK);
        if (i == MANY / 2)
            cr_assert_eq(sg_strings_fix(&strings), SG_OK);
    }
    size_t with = sg_strings_memory(&strings);
    sg_strings_forget_index(&strings);
    cr_assert(sg_strings_memory(&strings) < with);
    cr_assert(!sg_strings_find(&strings, SG_STR("text 7"), &code));
    cr_assert_eq(sg_strings_index(&strings), SG_OK);
    cr_assert_eq(sg_strings_memory(&strings), with);
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "text %u", i);
        cr_assert(sg_strings_find(&strings, sg_str_of(text), &code) && code == i);
    }
    cr_assert(sg_strings_intern(&strings, SG_STR("new"), &code) == SG_OK && code == MANY);
    sg_strings_free(&strings);
}
