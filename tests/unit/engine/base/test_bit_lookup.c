/* test_bit_lookup.c - plain C and what the processor at hand has, both against one number at a time. */
#include "engine/base/bit_lookup.h"

#include <criterion/criterion.h>

enum { FIRST = 640, LAST = 1600, WORDS = (LAST - FIRST + 63) / 64 };

static uint32_t draw(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static bool has(const sg_bit_window *window, uint32_t number)
{
    return number >= window->first && number < window->last &&
           sg_bit_test(window->words, number - window->first);
}

static void compare(sg_bit_lookup *look_up, const sg_bit_window *window,
                    const uint32_t *numbers, uint32_t count)
{
    uint64_t in = look_up(window, numbers, count);

    for (uint32_t i = 0; i < 64; i++)
        cr_assert_eq(in >> i & 1, i < count && has(window, numbers[i]), "%u of %u", i, count);
}

static void compare_all(sg_bit_lookup *look_up)
{
    uint64_t words[WORDS + 1] = { 0 };
    uint32_t numbers[64], state = 9;
    /* An end within a word, behind which bits are set that are of no number. */
    sg_bit_window windows[] = { { FIRST, LAST, words }, { FIRST, LAST - 37, words } };

    for (uint32_t i = 0; i < 400; i++)
        sg_bit_set(words, draw(&state) % (LAST - FIRST));
    for (uint32_t round = 0; round < 4000; round++) {
        uint32_t count = 1 + draw(&state) % 64, step = round % 4;
        numbers[0] = round % 5 ? FIRST - 70 + draw(&state) % 1100 : draw(&state);
        for (uint32_t i = 1; i < count; i++) /* follow each other, or repeat, or are anything */
            numbers[i] = step < 2 ? numbers[i - 1] + 1 : numbers[i - 1] + draw(&state) % 30;
        if (step == 1)
            numbers[draw(&state) % count] = round % 3 ? draw(&state) : numbers[0];
        for (size_t i = 0; i < SG_COUNT(windows); i++)
            compare(look_up, &windows[i], numbers, count);
    }
}

Test(bit_lookup, plain)
{
    compare_all(sg_bit_lookup_plain);
}

Test(bit_lookup, of_this_processor)
{
    if (sg_bit_lookup_here() == sg_bit_lookup_plain)
        cr_skip_test("there is no faster one than plain C here");
    compare_all(sg_bit_lookup_here());
}

Test(bit_lookup, bits_from_a_place_are_those_there)
{
    const uint64_t words[] = { UINT64_C(0x8421f00dcafe7531), UINT64_C(0x0123456789abcdef) };

    for (uint32_t place = 0; place < 128; place++)
        for (uint32_t count = 1; count <= 64 && place + count <= 128; count++) {
            uint64_t bits = sg_bits_from(words, place, count);
            for (uint32_t i = 0; i < 64; i++)
                cr_assert_eq(bits >> i & 1, i < count && sg_bit_test(words, place + i));
        }
}
