/* test_suggest.c - near names found, far ones left alone. */
#include "engine/base/text.h"

#include <criterion/criterion.h>
#include <string.h>

static unsigned distance(const char *left, const char *right)
{
    return sg_text_distance(sg_str_of(left), sg_str_of(right), 10);
}

Test(distance, counts_edits_without_case)
{
    cr_assert(distance("bucket", "Bucket") == 0);
    cr_assert(distance("nodez", "nodes") == 1);
    cr_assert(distance("ndoes", "nodes") == 1, "a swap is one edit");
    cr_assert(distance("kitten", "sitting") == 3);
    cr_assert(distance("", "abc") == 3);
    cr_assert(distance("abc", "") == 3);
    cr_assert(distance("", "") == 0);
    cr_assert(distance("ca", "abc") == 3, "optimal string alignment");
    cr_assert(distance("aaab", "aab") == 1);
}

Test(distance, stops_at_the_limit)
{
    char left[400], right[400];

    cr_assert(sg_text_distance(SG_STR("abcdef"), SG_STR("uvwxyz"), 2) == 3);
    memset(left, 'a', sizeof left);
    memset(right, 'b', sizeof right);
    cr_assert(sg_text_distance((sg_str){ left, 400 }, (sg_str){ right, 400 }, 2) == 3);
    memset(right, 'a', sizeof right);
    right[200] = 'b';
    cr_assert(sg_text_distance((sg_str){ left, 400 }, (sg_str){ right, 400 }, 2) == 1);
    cr_assert(sg_text_distance((sg_str){ NULL, 0 }, (sg_str){ NULL, 0 }, 2) == 0);
}

static const char *suggest(const char *wanted, const char *const *names, size_t count)
{
    sg_suggestion suggestion = { .wanted = sg_str_of(wanted) };

    for (size_t each = 0; each < count; each++)
        sg_suggestion_offer(&suggestion, sg_str_of(names[each]));
    return suggestion.best.bytes;
}

Test(suggestion, takes_the_nearest)
{
    static const char *const names[] = {
        "Subnet", "Bucket", "VirtualMachine", "Bucked", "", "n"
    };

    cr_assert_str_eq(suggest("Buckt", names, SG_COUNT(names)), "Bucket");
    cr_assert_str_eq(suggest("bucket", names, SG_COUNT(names)), "Bucket");
    cr_assert_str_eq(suggest("BUCKED", names, SG_COUNT(names)), "Bucked");
    cr_assert_str_eq(suggest("VirtualMashin", names, SG_COUNT(names)), "VirtualMachine");
    cr_assert_str_eq(suggest("N", names, SG_COUNT(names)), "n");
    cr_assert(suggest("m", names, SG_COUNT(names)) == NULL);
    cr_assert(suggest("Database", names, SG_COUNT(names)) == NULL);
    cr_assert(suggest("", names, SG_COUNT(names)) == NULL);
}
