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
