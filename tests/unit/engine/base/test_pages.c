/* test_pages.c - large memory: zeroed, aligned, given back. */
#include "engine/base/pages.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const size_t mebibyte = (size_t)1 << 20;

Test(pages, gives_zeroed_memory_of_any_size)
{
    const size_t sizes[] = { 0, 1, mebibyte - 1, mebibyte, 3 * mebibyte + 17 };

    for (size_t each = 0; each < SG_COUNT(sizes); each++) {
        unsigned char *bytes = sg_pages_alloc(sizes[each]);
        cr_assert(bytes);
        for (size_t at = 0; at < sizes[each]; at++)
            if (bytes[at])
                cr_assert_fail("byte %zu is not zero", at);
        if (sizes[each])
            bytes[sizes[each] - 1] = 1;
        cr_assert(sizes[each] < mebibyte || (uintptr_t)bytes % (2 * mebibyte) == 0);
        sg_pages_free(bytes, sizes[each]);
    }
    sg_pages_free(NULL, 5 * mebibyte);
}

Test(pages, refuses_the_impossible)
{
    cr_assert(sg_pages_alloc(SIZE_MAX) == NULL);
    cr_assert(sg_pages_alloc(SIZE_MAX / 2) == NULL);
}

#ifdef __linux__
Test(pages, move_with_what_is_in_them)
{
    const size_t size = 7 * mebibyte, part = 4 * mebibyte, room = 8 * mebibyte;
    unsigned char *from = sg_pages_alloc(size), *to = sg_pages_alloc(room);

    cr_assert(from && to);
    for (size_t at = 0; at < size; at++)
        from[at] = (unsigned char)(at >> 12);
    cr_assert(sg_pages_move(from, size, part, to + 2 * mebibyte));
    for (size_t at = 0; at < room; at++) {
        size_t old = at - 2 * mebibyte;
        cr_assert(to[at] == (old < part ? (unsigned char)(old >> 12) : 0), "byte %zu", at);
    }
    for (size_t at = part; at < size; at++)
        cr_assert(from[at] == (unsigned char)(at >> 12), "byte %zu", at);
    sg_pages_free(from + part, size - part);
    sg_pages_free(to, room);
}
#endif

Test(pages, what_is_forgotten_lies_whole_among_the_bytes)
{
    size_t size = (size_t)4 << 20;
    unsigned char *bytes = malloc(size);

    cr_assert(bytes);
    memset(bytes, 1, size);
    sg_pages_forget(bytes + 10, size / 2);
    for (size_t i = 0; i < 10; i++)
        cr_expect_eq(bytes[i], 1);
    cr_expect_eq(bytes[size / 4], 0, "its page has gone back");
    for (size_t i = 10 + size / 2; i < size; i++)
        cr_assert_eq(bytes[i], 1);
    sg_pages_forget(bytes + 100, 50); /* less than a page */
    cr_expect_eq(bytes[10 + size / 2], 1);
    free(bytes);
}
