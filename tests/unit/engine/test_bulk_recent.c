/* test_bulk_recent.c - what was noted last is found, by the kernel of this machine and by the plain one. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/bulk_recent.h"

enum { TEXTS = 300, MOST = 40 };

static char bytes[TEXTS][MOST];
static sg_str texts[TEXTS];

/* Texts of 0 to 39 bytes, all different: `mark` is in their bytes, or in their length alone. */
static void make_texts(void)
{
    for (uint32_t i = 0; i < TEXTS; i++) {
        memset(bytes[i], 0, MOST);
        texts[i] = (sg_str){ bytes[i], i % MOST };
        memcpy(bytes[i], "arn:aws:ec2:eu-west-1:100000000007:instance",
               texts[i].length > 3 ? texts[i].length - 3 : 0);
        if (texts[i].length >= 3) {
            bytes[i][texts[i].length - 1] = (char)('a' + i / MOST);
            bytes[i][texts[i].length - 2] = (char)i;
        }
    }
}

static bool is_short(uint32_t i)
{
    return texts[i].length <= SG_RECENT_SHORT;
}

/* A text of fewer than three bytes has no mark: only the first of its length is one of its own. */
static bool is_noted(uint32_t i)
{
    return i % 3 != 0 && (texts[i].length >= 3 || i < MOST);
}

static void check_found(const uint32_t *strings, const uint16_t *missed, size_t missing)
{
    size_t at = 0;

    for (uint32_t i = 0; i < TEXTS; i++) {
        uint32_t same = texts[i].length >= 3 ? i : i % MOST;
        if (is_short(i) && is_noted(same)) {
            cr_assert(at == missing || missed[at] != i, "text %u is not found", i);
            cr_assert_eq(strings[i], 1000 + same);
            continue;
        }
        cr_assert_lt(at, missing);
        cr_assert_eq(missed[at++], i, "text %u is found", i);
    }
    cr_assert_eq(at, missing);
}

Test(bulk_recent, finds_what_was_noted_and_nothing_else)
{
    sg_bulk_recent *recent = sg_bulk_recent_new();
    uint32_t strings[TEXTS];
    uint16_t missed[TEXTS];

    cr_assert(recent);
    make_texts();
    cr_assert_eq(sg_recent_find_short(recent, texts, TEXTS, strings, missed), TEXTS);
    cr_assert_eq(sg_recent_find_short_plainly(recent, texts, TEXTS, strings, missed), TEXTS);
    for (uint32_t i = 0; i < TEXTS; i++)
        if (is_noted(i))
            sg_recent_note(recent, texts[i], sg_hash_str(texts[i]), 1000 + i);
    check_found(strings, missed, sg_recent_find_short(recent, texts, TEXTS, strings, missed));
    memset(strings, 0, sizeof(strings));
    check_found(strings, missed,
                sg_recent_find_short_plainly(recent, texts, TEXTS, strings, missed));
    for (uint32_t i = 0; i < TEXTS; i++) {
        uint32_t string = 0;
        if (is_short(i))
            continue;
        bool found = sg_recent_find_long(recent, texts[i], sg_hash_str(texts[i]), &string);
        cr_assert(!found || (is_noted(i) && string == 1000 + i));
    }
    sg_bulk_recent_free(recent);
}

Test(bulk_recent, a_set_keeps_the_two_that_were_noted_last)
{
    sg_bulk_recent *recent = sg_bulk_recent_new();
    const sg_str text = SG_STR("same");
    uint32_t string;
    uint16_t missed;

    cr_assert(recent);
    for (uint32_t i = 1; i <= 3; i++)
        sg_recent_note(recent, text, sg_hash_str(text), i);
    cr_assert_eq(sg_recent_find_short(recent, &text, 1, &string, &missed), 0);
    cr_assert(string == 2 || string == 3);
    sg_bulk_recent_free(recent);
}
