/* test_overflow.c - arrays that move into a scratch file hold the same items as those in memory. */
#include "engine/base/overflow.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/support/scratch.h"

typedef struct {
    SG_ARRAY(uint64_t) items;
    sg_overflow overflow;
} numbers;

enum { MANY = 6000000, FILE_MOST = 24 << 20 }; /* 48 MB; half of that */

TestSuite(overflow, .init = enter, .fini = leave);

static void push(numbers *self, uint64_t number)
{
    cr_assert_eq(sg_overflow_reserve(&self->overflow, &self->items, 1), SG_OK);
    self->items.items[self->items.count++] = number;
}

static void fill(numbers *self)
{
    for (uint64_t i = 0; i < MANY; i++)
        push(self, i * i);
}

static void check(const numbers *self)
{
    cr_assert_eq(self->items.count, MANY);
    for (uint64_t i = 0; i < MANY; i++)
        cr_assert_eq(self->items.items[i], i * i, "%zu", (size_t)i);
}

Test(overflow, without_a_place_it_is_an_array)
{
    numbers self = { .overflow.beside = NULL };

    fill(&self);
    check(&self);
    cr_expect_null(self.overflow.file);
    cr_expect_geq(sg_overflow_memory(&self.overflow, &self.items), MANY * sizeof(uint64_t));
    sg_overflow_forget(&self.overflow);
    check(&self);
    sg_overflow_free(&self.overflow, &self.items);
    cr_expect_null(self.items.items);
}

Test(overflow, what_is_small_stays_in_memory)
{
    numbers self = { .overflow.beside = beside };

    for (uint64_t i = 0; i < 100000; i++)
        push(&self, i);
    cr_expect_null(self.overflow.file);
    sg_overflow_free(&self.overflow, &self.items);
}

Test(overflow, what_is_large_is_in_a_file_and_can_be_changed)
{
    numbers self = { .overflow.beside = beside };

    fill(&self);
    cr_assert_not_null(self.overflow.file);
    cr_expect_eq(sg_overflow_memory(&self.overflow, &self.items), 0);
    sg_overflow_forget(&self.overflow);
    check(&self);
    self.items.items[7] = 8;
    sg_overflow_forget(&self.overflow);
    cr_expect_eq(self.items.items[7], 8);
    sg_overflow_free(&self.overflow, &self.items);
    cr_expect_null(self.overflow.file);
    push(&self, 1);
    cr_expect_eq(self.items.items[0], 1);
    sg_overflow_free(&self.overflow, &self.items);
}

Test(overflow, a_place_that_is_not_there_leaves_it_in_memory)
{
    numbers self = { .overflow.beside = "/nowhere/graph" };

    fill(&self);
    check(&self);
    cr_expect_null(self.overflow.file);
    sg_overflow_free(&self.overflow, &self.items);
}

/* A file that may not grow any more, as on a full disk. */
Test(overflow, what_has_no_room_comes_back)
{
    numbers self = { .overflow.beside = beside };

    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){ FILE_MOST, FILE_MOST }), 0);
    while (!self.overflow.file)
        push(&self, self.items.count * self.items.count);
    while (self.items.count < MANY)
        push(&self, self.items.count * self.items.count);
    cr_expect_null(self.overflow.file);
    check(&self);
    sg_overflow_free(&self.overflow, &self.items);
}

Test(overflow, more_than_there_can_be)
{
    numbers self = { .overflow.beside = beside };

    push(&self, 1);
    cr_expect_eq(sg_overflow_reserve(&self.overflow, &self.items, SIZE_MAX / 8), SG_ENOMEM);
    cr_expect_eq(self.items.items[0], 1);
    sg_overflow_free(&self.overflow, &self.items);
}
