/* test_scratch.c - scratch files leave nothing behind; arrays in them grow, queues keep their order. */
#include "engine/base/scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/spill.h"
#include "tests/support/scratch.h"

TestSuite(scratch, .init = enter, .fini = leave);

Test(scratch, a_folder_that_is_not_there)
{
    sg_growing *growing = NULL;
    sg_spill *spill = NULL;
    sg_error err = { 0 };

    cr_assert_eq(sg_growing_open("/nowhere/graph", &growing, &err), SG_EIO);
    cr_assert(strstr(err.message, "/nowhere/graph"));
    cr_assert_eq(sg_spill_open("/nowhere/graph", &spill, NULL), SG_EIO);
    sg_growing_close(growing);
    sg_spill_close(spill);
}

Test(scratch, growing_keeps_what_it_forgets)
{
    sg_growing *growing = NULL;
    uint32_t block[1024];

    cr_assert_eq(sg_growing_open(beside, &growing, NULL), SG_OK);
    cr_assert_null(sg_growing_bytes(growing));
    for (uint32_t i = 0; i < 2000; i++) {
        for (uint32_t k = 0; k < SG_COUNT(block); k++)
            block[k] = i * 1024 + k;
        cr_assert_eq(sg_growing_append(growing, block, sizeof block, NULL), SG_OK);
        if (i % 500 == 0)
            sg_growing_forget(growing);
    }
    cr_assert_eq(sg_growing_extend(growing, 100, NULL), SG_OK);
    cr_assert_eq(sg_growing_length(growing), 2000 * sizeof block + 100);
    const uint32_t *items = sg_growing_bytes(growing);
    for (uint32_t i = 0; i < 2000 * 1024; i++)
        cr_assert_eq(items[i], i);
    for (uint32_t i = 0; i < 25; i++)
        cr_assert_eq(items[2000 * 1024 + i], 0);
    uint32_t kept = 1500 * 1024;
    for (uint32_t some = 0; some <= kept; some += 1024)
        sg_growing_release(growing, some * sizeof *items);
    for (uint32_t i = kept; i < 2000 * 1024; i++)
        cr_assert_eq(items[i], i);
    sg_growing_close(growing);
}

/* Items of odd sizes in three queues, of which some are put to rest now and then. */
Test(scratch, queues_keep_their_order)
{
    enum { QUEUES = 3, ITEMS = 60000 };
    sg_spill *spill = NULL;
    uint32_t queue[QUEUES];
    unsigned char item[16], expected[16];

    cr_assert_eq(sg_spill_open(beside, &spill, NULL), SG_OK);
    for (int i = 0; i < QUEUES; i++)
        cr_assert_eq(sg_spill_queue(spill, &queue[i], NULL), SG_OK);
    for (int round = 0; round < 2; round++) { /* the second one in blocks that were freed */
        for (uint32_t i = 0; i < ITEMS; i++) {
            memset(item, (int)(i % 251), sizeof item);
            cr_assert_eq(sg_spill_append(spill, queue[i % QUEUES], item, 1 + i % 13, NULL),
                         SG_OK);
            if (i % 7001 == 0)
                cr_assert_eq(sg_spill_rest(spill, queue[i % QUEUES], NULL), SG_OK);
        }
        for (int pass = 0; pass < 2; pass++) {
            for (uint32_t i = 0; i < ITEMS; i++) {
                memset(expected, (int)(i % 251), sizeof expected);
                cr_assert_eq(sg_spill_read(spill, queue[i % QUEUES], item, 1 + i % 13, NULL),
                             SG_OK);
                cr_assert_arr_eq(item, expected, 1 + i % 13);
            }
            for (int i = 0; i < QUEUES; i++) {
                cr_assert_eq(sg_spill_read(spill, queue[i], item, 1, NULL), SG_EINVAL);
                sg_spill_rewind(spill, queue[i]);
            }
        }
        for (int i = 0; i < QUEUES; i++) {
            cr_assert_gt(sg_spill_length(spill, queue[i]), SG_SPILL_BLOCK);
            sg_spill_drop(spill, queue[i]);
            cr_assert_eq(sg_spill_length(spill, queue[i]), 0);
        }
    }
    sg_spill_close(spill);
}

/* Of every length, between bytes, so that some lie across two blocks. */
Test(scratch, numbers_in_a_queue)
{
    enum { NUMBERS = 64 * 1000 };
    sg_spill *spill = NULL;
    uint32_t queue;
    uint64_t number;
    char byte;

    cr_assert_eq(sg_spill_open(beside, &spill, NULL), SG_OK);
    cr_assert_eq(sg_spill_queue(spill, &queue, NULL), SG_OK);
    for (uint64_t i = 0; i < NUMBERS; i++) {
        cr_assert_eq(sg_spill_append_number(spill, queue, UINT64_MAX >> i % 64, NULL), SG_OK);
        cr_assert_eq(sg_spill_append(spill, queue, "/", i % 3 == 0, NULL), SG_OK);
    }
    cr_assert_gt(sg_spill_length(spill, queue), 4 * SG_SPILL_BLOCK);
    for (int pass = 0; pass < 2; pass++) {
        for (uint64_t i = 0; i < NUMBERS; i++) {
            cr_assert_eq(sg_spill_read_number(spill, queue, &number, NULL), SG_OK);
            cr_assert_eq(number, UINT64_MAX >> i % 64);
            if (i % 3 == 0)
                cr_assert_eq(sg_spill_read(spill, queue, &byte, 1, NULL), SG_OK);
        }
        cr_assert_eq(sg_spill_read_number(spill, queue, &number, NULL), SG_EINVAL);
        sg_spill_rewind(spill, queue);
    }
    sg_spill_close(spill);
}

Test(scratch, a_queue_that_fits_its_buffer)
{
    sg_spill *spill = NULL;
    uint32_t queue;
    char text[6];

    cr_assert_eq(sg_spill_open(beside, &spill, NULL), SG_OK);
    cr_assert_eq(sg_spill_queue(spill, &queue, NULL), SG_OK);
    cr_assert_eq(sg_spill_append(spill, queue, "hello", 6, NULL), SG_OK);
    for (int pass = 0; pass < 2; pass++) {
        cr_assert_eq(sg_spill_read(spill, queue, text, 6, NULL), SG_OK);
        cr_assert_str_eq(text, "hello");
        sg_spill_rewind(spill, queue);
    }
    cr_assert_eq(sg_spill_rest(spill, queue, NULL), SG_OK);
    cr_assert_eq(sg_spill_read(spill, queue, text, 6, NULL), SG_OK);
    cr_assert_str_eq(text, "hello");
    sg_spill_close(spill);
}
