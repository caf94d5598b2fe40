/* test_short.c - short texts are the same exactly when memcmp() says so, and only they are read. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/base/short.h"

enum { MOST = 100 };

/* Copies without a byte to spare, so that a sanitizer sees what is read behind them. */
static sg_str copy_of(const char *bytes, size_t length)
{
    char *copy = malloc(length ? length : 1);

    cr_assert(copy);
    memcpy(copy, bytes, length);
    return (sg_str){ copy, length };
}

Test(short, one_byte_tells_texts_apart)
{
    char bytes[MOST];

    for (size_t i = 0; i < MOST; i++)
        bytes[i] = (char)(i * 37);
    for (size_t length = 0; length < MOST; length++) {
        sg_str left = copy_of(bytes, length);
        cr_assert(sg_short_equal(left, left), "%zu", length);
        for (size_t at = 0; at < length; at++) {
            bytes[at] ^= 0x40;
            sg_str right = copy_of(bytes, length);
            bytes[at] ^= 0x40;
            cr_assert(!sg_short_equal(left, right), "byte %zu of %zu", at, length);
            cr_assert(!sg_short_equal(left, (sg_str){ left.bytes, at }), "%zu", at);
            /* A text has more bytes than its mark, but one that changed shows, up to the most. */
            cr_assert(length > SG_SHORT_MOST || sg_short_mark(left) != sg_short_mark(right),
                      "byte %zu of %zu", at, length);
            free((void *)(uintptr_t)right.bytes);
        }
        sg_str again = copy_of(bytes, length);
        cr_assert(sg_short_equal(left, again) && sg_short_mark(left) == sg_short_mark(again));
        free((void *)(uintptr_t)again.bytes);
        free((void *)(uintptr_t)left.bytes);
    }
}
