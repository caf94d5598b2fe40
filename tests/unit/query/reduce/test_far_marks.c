/* test_far_marks.c - far ends that are marked as bits and as bytes against bits that are set one by one. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "query/reduce/far_marks.h"
#include "tests/support/graphs.h"

enum { NODES = 5000, ROWS = 600, ROW = 40 };

typedef struct {
    uint32_t others[ROWS * ROW];
    sg_row_pick rows[ROWS];
    sg_range window;
} drawn;

/* Rows of all lengths, none included, of far ends in the window. */
static drawn *draw(sg_range window, uint32_t seed)
{
    drawn *made = calloc(1, sizeof *made);

    cr_assert(made);
    made->window = window;
    for (uint32_t i = 0; i < ROWS * ROW; i++)
        made->others[i] = window.first + sg_test_draw(&seed) % (window.last - window.first);
    for (uint32_t i = 0; i < ROWS; i++)
        made->rows[i] = (sg_row_pick){ made->others + i * ROW, i % (ROW + 1) };
    return made;
}

/* Marks some rows now and others when they have waited; returns how many far ends there were. */
static uint64_t mark(const drawn *all, uint32_t count, sg_id_bits *into, sg_far_bytes *scratch)
{
    sg_far_marks marks;

    sg_far_marks_begin(&marks, all->window, all->others + ROWS * ROW, into, scratch);
    for (uint32_t i = 0; i < count; i++)
        if (i % 7 == 3)
            sg_far_marks_now(&marks, all->rows[i].others, all->rows[i].count);
        else
            sg_far_marks_add(&marks, all->rows[i].others, all->rows[i].count);
    return sg_far_marks_end(&marks);
}

static void check(const drawn *all, sg_range window, uint32_t count, sg_far_bytes *scratch)
{
    sg_id_bits marked, expected;
    uint64_t touched = 0;

    cr_assert_eq(sg_id_bits_new(window, &marked), SG_OK);
    cr_assert_eq(sg_id_bits_new(window, &expected), SG_OK);
    sg_id_bits_fill_within(&marked, (sg_range){ 64, 70 }); /* stay as they are */
    sg_id_bits_fill_within(&expected, (sg_range){ 64, 70 });
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < all->rows[i].count; k++, touched++)
            sg_id_bits_fill_within(
                &expected, (sg_range){ all->rows[i].others[k], all->rows[i].others[k] + 1 });
    cr_expect_eq(mark(all, count, &marked, scratch), touched);
    cr_expect_eq(memcmp(marked.words, expected.words,
                        sg_bitmap_words(marked.last - marked.first) * sizeof(uint64_t)),
                 0, "%u rows into [%u, %u)", count, window.first, window.last);
    sg_id_bits_free(&marked);
    sg_id_bits_free(&expected);
}

Test(far_marks, bits_and_bytes_are_the_far_ends_in_the_window)
{
    static const sg_range windows[] = {
        { 0, NODES }, { 0, 1000 }, { 640, 1001 }, { 2048, 4999 }, { 0, 130 }
    };
    drawn *near = draw((sg_range){ 70, 1003 }, 3), *all = draw((sg_range){ 0, NODES }, 5);
    sg_far_bytes scratch = { 0 };

    for (uint32_t i = 0; i < SG_COUNT(windows); i++)
        for (uint32_t count = 0; count <= ROWS; count += 150) {
            check(near, windows[i], count, NULL);
            check(near, windows[i], count, &scratch);
            check(all, windows[i], count, &scratch);
        }
    cr_assert(scratch.bytes, "many far ends are marked as bytes");
    for (size_t i = 0; i < scratch.size; i++)
        cr_assert_eq(scratch.bytes[i], 0, "byte %zu is left", i);
    sg_far_bytes_free(&scratch);
    free(near);
    free(all);
}

/* A file may have rows one way that are not those of the other. */
Test(far_marks, nothing_is_written_outside)
{
    drawn *all = draw((sg_range){ 0, NODES }, 9);
    sg_far_bytes scratch = { 0 };
    sg_id_bits into;

    all->window = (sg_range){ 1000, 1100 };
    cr_assert_eq(sg_id_bits_new((sg_range){ 0, NODES }, &into), SG_OK);
    cr_assert_gt(mark(all, ROWS, &into, &scratch), 0);
    cr_expect_eq(scratch.size, 256); /* from 960 on */
    sg_far_bytes_free(&scratch);
    sg_id_bits_free(&into);
    free(all);
}
