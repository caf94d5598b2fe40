/* test_csv_places.c - the kernel for places says what a loop over bytes says, and stops where it should. */
#include <criterion/criterion.h>

#include "exchange/csv_places.h"
#include "exchange/csv_scan.h"

enum { BLOCKS = 6, OFFSETS = 66, BYTES = BLOCKS * SG_CSV_BLOCK };

static uint64_t seed = 11;

static uint32_t draw(uint32_t limit)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % limit;
}

static bool is_place(const char *text, size_t at, bool after_line)
{
    return text[at] == ',' ||
           (text[at] == '\n' && !(at > 0 ? text[at - 1] == '\n' : after_line));
}

/* So many of the blocks are done. */
static void check(const char *text, uint32_t expected, bool after_line)
{
    uint32_t places[BYTES], count = 0, records = 0;
    sg_csv_placing placing = { .next = places, .after_line = after_line, .records = 5 };

    cr_assert_eq(sg_csv_place_blocks(text, BLOCKS, ',', 1000, &placing), expected);
    for (uint32_t i = 0; i < expected * SG_CSV_BLOCK; i++)
        if (is_place(text, i, after_line)) {
            cr_assert_lt(count, (size_t)(placing.next - places));
            cr_assert_eq(places[count++], 1000 + i, "byte %u", i);
            records += text[i] == '\n';
        }
    cr_assert_eq((size_t)(placing.next - places), count);
    cr_assert_eq(placing.records, 5 + records);
    cr_assert_eq(placing.after_line,
                 expected > 0 ? text[expected * SG_CSV_BLOCK - 1] == '\n' : after_line);
}

/* Letters of a text, with as many separators as `often` says. */
static void write_text(char *text, uint32_t often)
{
    static const char letters[] = { ',', '\n', 'a', '\x8a', '\0' };

    for (uint32_t i = 0; i < OFFSETS + BYTES; i++)
        text[i] = letters[draw(100) < often ? draw(2) : 2 + draw(3)];
}

Test(csv_places, of_few_and_of_many_wherever_blocks_begin)
{
    char text[OFFSETS + BYTES];

    if (!sg_csv_can_place_blocks())
        return;
    for (uint32_t often = 0; often <= 100; often += 10)
        for (uint32_t offset = 0; offset < OFFSETS; offset++) {
            write_text(text, often);
            check(text + offset, BLOCKS, offset % 2);
        }
}

Test(csv_places, ends_before_quotes_and_carriage_returns)
{
    char text[OFFSETS + BYTES];

    if (!sg_csv_can_place_blocks())
        return;
    for (uint32_t at = 0; at < BYTES; at++) {
        write_text(text, 20);
        text[at] = at % 2 ? '"' : '\r';
        check(text, at / SG_CSV_BLOCK, false);
    }
}

/* Long texts go through the kernel, but for what is quoted in them and the blocks behind. */
Test(csv_places, split_texts_are_those_of_a_loop)
{
    enum { LENGTH = 40000 };
    static char text[LENGTH];
    bool inside = false;
    sg_csv_contents contents;
    sg_csv_places places = { .count = 0 };
    size_t count = 0, records = 0;

    for (uint32_t i = 0; i < LENGTH; i++)
        text[i] = "a,\n"[draw(40) == 0 ? 1 + draw(2) : 0];
    for (uint32_t i = 9000; i < LENGTH - 1000; i += 5000 + draw(5000)) {
        text[i] = '"';
        text[i + 1 + draw(900)] = '"';
    }
    text[LENGTH - 1] = '\n';
    cr_assert_eq(sg_csv_split((sg_str){ text, LENGTH }, 0, LENGTH, ',', &places, &contents),
                 SG_OK);
    cr_assert(contents.quoted && !contents.open);
    for (uint32_t i = 0; i < LENGTH; i++) {
        inside ^= text[i] == '"';
        if (inside || !is_place(text, i, true))
            continue;
        cr_assert_lt(count, places.count);
        cr_assert_eq(places.items[count++], i);
        records += text[i] == '\n';
    }
    cr_assert_eq(count, places.count);
    cr_assert_eq(contents.records, records);
    sg_array_free(&places);
}
