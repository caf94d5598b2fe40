/* test_array.c - arrays that grow, and that stay as they were when they cannot. */
#include "engine/base/array.h"

#include <criterion/criterion.h>
#include <stdint.h>

typedef struct pair {
    int left, right;
} pair;

Test(array, grows_by_pushing)
{
    SG_ARRAY(int) numbers = { 0 };

    for (int each = 0; each < 1000; each++)
        cr_assert(sg_array_push(&numbers, each) == SG_OK);
    cr_assert(numbers.count == 1000 && numbers.capacity >= 1000);
    for (int each = 0; each < 1000; each++)
        cr_assert(numbers.items[each] == each);
    sg_array_free(&numbers);
    cr_assert(numbers.items == NULL && numbers.count == 0 && numbers.capacity == 0);
}

Test(array, takes_compound_literals)
{
    SG_ARRAY(pair) pairs = { 0 };

    cr_assert(sg_array_push(&pairs, (pair){ 1, 2 }) == SG_OK);
    cr_assert(pairs.items[0].left == 1 && pairs.items[0].right == 2);
    sg_array_free(&pairs);
}

Test(array, reserves_beyond_the_count)
{
    SG_ARRAY(uint64_t) words = { 0 };

    cr_assert(sg_array_reserve(&words, 0) == SG_OK && words.items == NULL);
    cr_assert(sg_array_push(&words, 7) == SG_OK);
    cr_assert(sg_array_reserve(&words, 100) == SG_OK);
    cr_assert(words.capacity >= 101 && words.count == 1 && words.items[0] == 7);
    const uint64_t *before = words.items;
    cr_assert(sg_array_reserve(&words, 50) == SG_OK && words.items == before);
    sg_array_free(&words);
}

Test(array, stays_as_it_was_when_there_is_no_memory)
{
    SG_ARRAY(uint64_t) words = { 0 };

    cr_assert(sg_array_push(&words, 7) == SG_OK);
    size_t capacity = words.capacity;
    cr_assert(sg_array_reserve(&words, SIZE_MAX) == SG_ENOMEM);
    cr_assert(sg_array_reserve(&words, SIZE_MAX / 8) == SG_ENOMEM);
    cr_assert(words.count == 1 && words.capacity == capacity && words.items[0] == 7);
    sg_array_free(&words);
}

Test(array, reserves_items_for_arrays_kept_by_hand)
{
    size_t capacity = 0;
    int *items = sg_array_reserve_items(NULL, &capacity, 3, sizeof *items);

    cr_assert(items && capacity >= 3);
    cr_assert(sg_array_reserve_items(items, &capacity, 3, sizeof *items) == items);
    cr_assert(sg_array_reserve_items(items, &capacity, SIZE_MAX, sizeof *items) == NULL);
    free(items);
}
