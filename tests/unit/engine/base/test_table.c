/* test_table.c - keys found again, kept in order of insertion. */
#include "engine/base/table.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"

enum {
    MANY = 5000,
};

Test(table, is_empty_when_zeroed)
{
    sg_table table = { 0 };

    cr_assert(!sg_table_find(&table, SG_STR("x"), NULL));
    sg_table_free(&table);
    cr_assert(table.count == 0 && table.entries == NULL);
}

Test(table, finds_what_was_put)
{
    static char names[MANY][16];
    sg_table table = { 0 };
    bool added = false;

    for (size_t each = 0; each < MANY; each++) {
        snprintf(names[each], sizeof names[each], "key-%zu", each);
        cr_assert(sg_table_put(&table, sg_str_of(names[each]), each, NULL, &added) == SG_OK);
        cr_assert(added);
    }
    cr_assert(table.count == MANY);
    for (size_t each = 0; each < MANY; each++) {
        uint64_t value = 0;
        cr_assert(sg_table_find(&table, sg_str_of(names[each]), &value) && value == each);
        cr_assert(sg_str_equal(table.entries[each].key, sg_str_of(names[each])));
    }
    cr_assert(!sg_table_find(&table, SG_STR("key-5000"), NULL));
    sg_table_free(&table);
}

Test(table, keeps_the_first_value_and_shows_where_it_is)
{
    sg_table table = { 0 };
    uint64_t *slot = NULL;
    bool added = true;

    cr_assert(sg_table_put(&table, SG_STR("a"), 1, &slot, NULL) == SG_OK && *slot == 1);
    cr_assert(sg_table_put(&table, SG_STR("a"), 2, &slot, &added) == SG_OK);
    cr_assert(!added && *slot == 1);
    *slot = 9;
    uint64_t value = 0;
    cr_assert(sg_table_find(&table, SG_STR("a"), &value) && value == 9);
    cr_assert(table.count == 1);
    sg_table_free(&table);
}

Test(table, takes_the_empty_key_with_and_without_bytes)
{
    sg_table table = { 0 };
    uint64_t value = 0;

    cr_assert(sg_table_put(&table, (sg_str){ NULL, 0 }, 5, NULL, NULL) == SG_OK);
    cr_assert(sg_table_find(&table, SG_STR(""), &value) && value == 5);
    sg_table_free(&table);
}

Test(hash, depends_on_all_bytes_and_on_order)
{
    cr_assert(sg_hash_str(SG_STR("abc")) == sg_hash_bytes("abc", 3));
    cr_assert(sg_hash_str(SG_STR("abc")) != sg_hash_str(SG_STR("abd")));
    cr_assert(sg_hash_str((sg_str){ NULL, 0 }) == sg_hash_str(SG_STR("")));
    cr_assert(sg_hash_combine(1, 2) != sg_hash_combine(2, 1));
    cr_assert(sg_hash_int(0) == 0 && sg_hash_int(1) != sg_hash_int(2));
}
