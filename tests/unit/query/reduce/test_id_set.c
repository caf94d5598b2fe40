/* test_id_set.c - sets in both forms against an array of booleans. */
#include "query/reduce/id_set.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/base/hash.h"

enum { NODES = 5000 };

/* A random subset of [first, last), of about one node in `share`. */
static sg_id_set *make(uint64_t seed, uint32_t first, uint32_t last, uint32_t share, bool *in)
{
    sg_id_bits bits;
    sg_id_set *set = NULL;

    cr_assert_eq(sg_id_bits_new((sg_range){ first, last }, &bits), SG_OK);
    for (uint32_t i = 0; i < NODES; i++)
        in[i] = i >= first && i < last && sg_hash_int(seed * NODES + i) % share == 0;
    for (uint32_t i = 0; i < NODES; i++)
        if (in[i])
            sg_id_bits_add(&bits, i);
    cr_assert_eq(sg_id_bits_finish(&bits, &set), SG_OK);
    return set;
}

static void expect_same(const sg_id_set *set, const bool *in)
{
    uint32_t ids[100], count, at = 0, members = 0;
    sg_id_reader reader = sg_id_set_read(set);

    while ((count = sg_id_reader_next(&reader, ids, 100)) > 0)
        for (uint32_t i = 0; i < count; i++) {
            for (; at < ids[i]; at++)
                cr_expect_not(in[at], "%u was left out", at);
            cr_expect(in[at], "%u was given", at);
            at++;
        }
    for (; at < NODES; at++)
        cr_expect_not(in[at], "%u was left out at the end", at);
    for (uint32_t i = 0; i < NODES; i++) {
        members += in[i];
        cr_expect_eq(sg_id_set_has(set, i), in[i]);
    }
    cr_expect_eq(set->count, members);
}

static const uint32_t shares[] = { 1, 3, 40, 900 };

Test(id_set, forms_hold_the_same)
{
    bool in[NODES];

    for (uint32_t i = 0; i < 4; i++) {
        sg_id_set *set = make(i, 77, 4321, shares[i], in);
        cr_expect_eq(set->ids != NULL, i >= 2, "one in %u", shares[i]);
        expect_same(set, in);
        sg_id_set_free(set);
    }
}

Test(id_set, restricts_in_every_form)
{
    bool left_in[NODES], right_in[NODES], wanted[NODES];

    for (uint32_t i = 0; i < 32; i++) {
        bool outside = i & 16, meets = false;
        sg_id_set *left = make(i, 100, 3000, shares[i % 4], left_in);
        sg_id_set *right = make(i + 99, i % 3 ? 64 : 1500, 4999, shares[i / 4 % 4], right_in);
        sg_id_set *both = NULL;
        for (uint32_t n = 0; n < NODES; n++) {
            wanted[n] = left_in[n] && right_in[n] != outside;
            meets = meets || (left_in[n] && right_in[n]);
        }
        cr_assert_eq(sg_id_set_restrict(left, right, outside, &both), SG_OK);
        expect_same(both, wanted);
        cr_expect_eq(sg_id_set_meets(left, right), meets);
        sg_id_set_free(left);
        sg_id_set_free(right);
        sg_id_set_free(both);
    }
}

Test(id_set, reads_from_a_node_on)
{
    bool in[NODES];

    for (uint32_t i = 0; i < 4; i++) {
        sg_id_set *set = make(i, 130, 2900, shares[i], in);
        for (uint32_t from = 0; from < NODES; from += 37) {
            uint32_t id, next = from;
            sg_id_reader reader = sg_id_set_read_from(set, from);
            while (next < NODES && !in[next])
                next++;
            uint32_t count = sg_id_reader_next(&reader, &id, 1);
            cr_expect_eq(count, next < NODES);
            cr_expect(count == 0 || id == next, "from %u: %u, not %u", from, id, next);
        }
        sg_id_set_free(set);
    }
}

Test(id_set, bits_are_the_set)
{
    bool in[NODES];

    for (uint32_t i = 0; i < 4; i++) {
        sg_id_set *set = make(i, 0, NODES, shares[i], in);
        sg_id_bits bits;
        cr_assert_eq(sg_id_set_bits(set, &bits), SG_OK);
        for (uint32_t n = 0; n < NODES; n++)
            cr_expect_eq(sg_id_bits_has(&bits, n), in[n]);
        for (uint32_t first = 0; first < NODES; first += 331) {
            uint32_t last = first + 1 + first % 700, members = 0;
            for (uint32_t n = first; n < last && n < NODES; n++)
                members += in[n];
            cr_expect_eq(sg_id_bits_count_within(&bits, (sg_range){ first, last }), members);
        }
        sg_id_bits_drop(&bits, set);
        sg_id_set_free(set);
    }
}

Test(id_set, empty_ones_are_sets)
{
    sg_id_set *set = NULL, *other = NULL;
    uint32_t id;

    cr_assert_eq(sg_id_set_of(NULL, 0, &set), SG_OK);
    sg_id_reader reader = sg_id_set_read(set);
    cr_expect_eq(sg_id_reader_next(&reader, &id, 1), 0);
    cr_expect_not(sg_id_set_has(set, 0));
    cr_assert_eq(sg_id_set_restrict(set, set, true, &other), SG_OK);
    cr_expect_eq(other->count, 0);
    sg_id_set_free(other);
    sg_id_set_free(set);
}

Test(id_set, is_united_and_kept_within_bits)
{
    enum { LAST = 5000 };

    for (uint32_t seed = 0; seed < 24; seed++) {
        uint32_t left_in = seed % 2 ? 3 : 300, right_in = seed % 3 ? 5 : 700;
        uint32_t begin = 64 * (seed % 5), end = LAST - seed * 37;
        sg_id_bits both[2];
        sg_id_set *left, *right, *united, *within;
        cr_assert_eq(sg_id_bits_new((sg_range){ begin, LAST }, &both[0]), SG_OK);
        cr_assert_eq(sg_id_bits_new((sg_range){ 128, end }, &both[1]), SG_OK);
        for (uint32_t i = 320; i < end; i++) {
            if (i % left_in == 0)
                sg_id_bits_add(&both[0], i);
            if (i % right_in == 0)
                sg_id_bits_add(&both[1], i);
        }
        cr_assert_eq(sg_id_bits_finish(&both[0], &left), SG_OK);
        cr_assert_eq(sg_id_set_within(left, &both[1], &within), SG_OK);
        cr_assert_eq(sg_id_bits_finish(&both[1], &right), SG_OK);
        cr_assert_eq(sg_id_set_unite(left, right, &united), SG_OK);
        for (uint32_t i = 0; i < LAST; i++) {
            bool in_left = i >= 320 && i < end && i % left_in == 0;
            bool in_right = i >= 320 && i < end && i % right_in == 0;
            cr_expect_eq(sg_id_set_has(united, i), in_left || in_right);
            cr_expect_eq(sg_id_set_has(within, i), in_left && in_right);
        }
        sg_id_set_free(left);
        sg_id_set_free(right);
        sg_id_set_free(united);
        sg_id_set_free(within);
    }
}
