/* test_csv_marks.c - the kernel of this machine says what a loop over bytes says. */
#include <criterion/criterion.h>

#include "exchange/csv_marks.h"

enum { BLOCKS = 9, OFFSETS = 70 };

static uint64_t marks_of(const char *bytes, char wanted)
{
    uint64_t word = 0;

    for (unsigned i = 0; i < SG_CSV_BLOCK; i++)
        word |= (uint64_t)(bytes[i] == wanted) << i;
    return word;
}

Test(csv_marks, kernels_agree_wherever_blocks_begin)
{
    static const char letters[] = { '\n', '"', ',', 'a', '\x8a', '\0' };
    char text[OFFSETS + BLOCKS * SG_CSV_BLOCK];
    uint64_t random = 7, wide[BLOCKS + 1], plain[BLOCKS + 1];

    for (size_t i = 0; i < sizeof(text); i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        text[i] = letters[(random >> 33) % sizeof(letters)];
    }
    for (unsigned offset = 0; offset < OFFSETS; offset++)
        for (uint32_t blocks = 0; blocks <= BLOCKS; blocks++) {
            bool rare = offset % 2;
            wide[blocks] = plain[blocks] = 99;
            sg_csv_mark(text + offset, blocks, '\n', rare, wide);
            sg_csv_mark_plainly(text + offset, blocks, '\n', rare, plain);
            for (uint32_t i = 0; i < blocks; i++) {
                uint64_t expected = marks_of(text + offset + (size_t)i * SG_CSV_BLOCK, '\n');
                cr_assert(wide[i] == expected && plain[i] == expected, "block %u at %u", i,
                          offset);
            }
            cr_assert(wide[blocks] == 99 && plain[blocks] == 99);
        }
}

Test(csv_marks, places_are_those_of_the_bits)
{
    static const uint64_t words[] = {
        0,    1,     UINT64_C(1) << 63,           UINT64_C(0x8000000400000011), ~UINT64_C(0), 0,
        0xff, 0x1ff, UINT64_C(0xaaaaaaaaaaaaaaaa)
    };
    enum { WORDS = sizeof(words) / sizeof(words[0]), MOST = WORDS * SG_CSV_BLOCK };
    char text[MOST] = "";
    const char *wide[MOST + 2 * SG_CSV_BLOCK], *plain[MOST + 2 * SG_CSV_BLOCK];
    uint32_t used[2];

    for (uint32_t most = 0; most <= MOST; most++) {
        uint32_t count = sg_csv_place(text, words, WORDS, most, wide, &used[0]), expected = 0;
        cr_assert_eq(sg_csv_place_plainly(text, words, WORDS, most, plain, &used[1]), count);
        cr_assert_eq(used[0], used[1]);
        cr_assert(count >= most || used[0] == WORDS);
        for (uint32_t i = 0; i < used[0]; i++)
            for (uint32_t bit = 0; bit < SG_CSV_BLOCK; bit++) {
                if (!(words[i] >> bit & 1))
                    continue;
                const char *place = text + (size_t)i * SG_CSV_BLOCK + bit;
                cr_assert(wide[expected] == place && plain[expected] == place);
                expected++;
            }
        cr_assert_eq(expected, count);
    }
}
