/* test_bulk_strings.c - strings of a bulk: one number a text, whatever is expected, remembered or grown. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/bulk_internal.h"

enum { COUNT = 20000, MOST = 64 };

/* Texts of up to MOST bytes, short and long ones: `distinct` different ones. */
static sg_str *make_texts(uint32_t distinct)
{
    sg_str *texts = malloc(COUNT * sizeof(*texts));
    char *bytes = malloc((size_t)COUNT * MOST);

    cr_assert(texts && bytes);
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t value = (uint32_t)(sg_hash_int(i) % distinct);
        char *at = bytes + (size_t)i * MOST;
        int length = snprintf(at, MOST, "%0*u", (int)(value % (MOST - 6)), value);
        texts[i] = (sg_str){ at, (size_t)length };
    }
    return texts;
}

static void free_texts(sg_str *texts)
{
    free((void *)(uintptr_t)texts[0].bytes);
    free(texts);
}

static void expect_texts(const sg_bulk *bulk, const sg_str *texts, const uint32_t *strings)
{
    for (uint32_t i = 0; i < COUNT; i++) {
        cr_assert(sg_str_equal(sg_bulk_text_of(&bulk->strings, strings[i]), texts[i]));
        cr_assert_eq(sg_bulk_hash_of(&bulk->strings, strings[i]), sg_hash_str(texts[i]) >> 32);
    }
}

Test(bulk_strings, slots_grow_from_any_expectation)
{
    static const size_t expected[] = { 0, 1, 2000, 3 * COUNT };
    uint32_t *strings = malloc(COUNT * sizeof(*strings)),
             *again = malloc(COUNT * sizeof(*again));
    sg_str *texts = make_texts(COUNT);

    cr_assert(strings && again);
    for (size_t i = 0; i < SG_COUNT(expected); i++) {
        sg_bulk *bulk;
        cr_assert(sg_bulk_new(1, &bulk) == SG_OK);
        if (i > 0)
            cr_assert(sg_bulk_expect(bulk, expected[i]) == SG_OK);
        cr_assert(sg_bulk_intern(bulk, NULL, SG_BULK_BORROW, texts, COUNT / 2, strings) ==
                  SG_OK);
        /* what is there is found in slots that are expected later, too */
        cr_assert(sg_bulk_expect(bulk, expected[i]) == SG_OK);
        cr_assert(sg_bulk_intern(bulk, NULL, SG_BULK_BORROW, texts, COUNT, strings) == SG_OK);
        cr_assert(sg_bulk_intern(bulk, NULL, SG_BULK_FIND, texts, COUNT, again) == SG_OK);
        cr_assert_arr_eq(strings, again, COUNT * sizeof(*strings));
        expect_texts(bulk, texts, strings);
        sg_bulk_strings_forget(bulk);
        expect_texts(bulk, texts, strings);
        sg_bulk_free(bulk);
    }
    free_texts(texts);
    free(strings);
    free(again);
}

Test(bulk_strings, what_is_recent_has_the_number_it_had)
{
    static const uint32_t distinct[] = { 3, 500, 7000, COUNT };
    uint32_t *strings = malloc(COUNT * sizeof(*strings)),
             *plain = malloc(COUNT * sizeof(*plain));

    cr_assert(strings && plain);
    for (size_t i = 0; i < SG_COUNT(distinct); i++) {
        sg_bulk_recent *recent = sg_bulk_recent_new();
        sg_str *texts = make_texts(distinct[i]);
        sg_bulk *bulk;
        cr_assert(recent && sg_bulk_new(1, &bulk) == SG_OK);
        for (uint32_t done = 0; done < COUNT; done += COUNT / 8) /* as segments do */
            cr_assert(sg_bulk_intern(bulk, recent, SG_BULK_BORROW, texts + done, COUNT / 8,
                                     strings + done) == SG_OK);
        expect_texts(bulk, texts, strings);
        cr_assert(sg_bulk_intern(bulk, NULL, SG_BULK_FIND, texts, COUNT, plain) == SG_OK);
        cr_assert_arr_eq(strings, plain, COUNT * sizeof(*strings));
        sg_bulk_recent_free(recent);
        sg_bulk_free(bulk);
        free_texts(texts);
    }
    free(strings);
    free(plain);
}
