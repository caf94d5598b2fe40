/* test_packet_set.c - sets of packets against sets of dots, on random small rules. */
#include "ingest/derive/packet_set.h"

#include <criterion/criterion.h>
#include <string.h>

enum {
    SIDE = 24, /* addresses and services of the small world */
    ROUNDS = 2000,
};

typedef struct dots {
    bool at[SIDE][SIDE]; /* service, address */
} dots;

static sg_arena *arena;

static void begin(void)
{
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
}

static void end(void)
{
    sg_arena_free(arena);
}

#define PACKETS(name) Test(packet_set, name, .init = begin, .fini = end)

static uint32_t below(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % limit;
}

/* The address with this number: the last ones of IPv4, then the first of IPv6. */
static sg_address address_of(uint32_t number)
{
    if (number < SIDE / 2)
        return (sg_address){ .low = UINT32_MAX - SIDE / 2 + 1 + number, .family = SG_IPV4 };
    return (sg_address){ .low = number - SIDE / 2, .family = SG_IPV6 };
}

/* A random rectangle, both ways; it does not cross families. */
static sg_packet_set rectangle(uint64_t *seed, dots *out)
{
    uint32_t first = below(seed, SIDE), last = first + below(seed, SIDE - first);
    uint32_t half = below(seed, 2) * (SIDE / 2);
    uint32_t from = below(seed, SIDE / 2), to = from + below(seed, SIDE / 2 - from);
    sg_address_set addresses;
    sg_packet_set set;

    memset(out, 0, sizeof *out);
    for (uint32_t i = first; i <= last; i++)
        for (uint32_t j = from; j <= to; j++)
            out->at[i][half + j] = true;
    cr_assert(sg_address_set_of(
                  arena, (sg_address_range){ address_of(half + from), address_of(half + to) },
                  &addresses) == SG_OK);
    cr_assert(sg_packet_set_of(arena, (sg_services){ first, last }, addresses, &set) == SG_OK);
    return set;
}

static bool has(sg_packet_set set, uint32_t service, uint32_t number)
{
    const sg_packet_slice *slice = sg_packet_set_at(set, service);
    sg_address address = address_of(number);

    return slice &&
           sg_address_set_covers(slice->addresses, (sg_address_range){ address, address });
}

/* Slices ascend, are not empty, and neighbours differ. */
static void check_form(sg_packet_set set)
{
    for (uint32_t i = 0; i < set.count; i++) {
        const sg_packet_slice *slice = &set.slices[i];
        cr_assert(slice->addresses.count > 0);
        cr_assert(slice->services.first <= slice->services.last);
        if (i && slice[-1].services.last + 1 == slice->services.first)
            cr_assert_not(sg_address_set_equal(slice[-1].addresses, slice->addresses));
        cr_assert(!i || slice[-1].services.last < slice->services.first);
        for (uint32_t j = 1; j < slice->addresses.count; j++) {
            sg_address next;
            if (sg_address_next(slice->addresses.ranges[j - 1].last, &next))
                cr_assert(sg_address_compare(next, slice->addresses.ranges[j].first) < 0);
        }
    }
}

static bool apply(sg_set_operation operation, bool left, bool right)
{
    return operation == SG_UNION          ? left || right
           : operation == SG_INTERSECTION ? left && right
                                          : left && !right;
}

PACKETS(operations_agree_with_dots)
{
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        uint64_t seed = round;
        sg_packet_set set = { 0 };
        dots expected = { 0 }, one;
        for (uint32_t step = below(&seed, 8) + 1; step > 0; step--) {
            sg_set_operation operation = (sg_set_operation)below(&seed, 3);
            sg_packet_set rule = rectangle(&seed, &one), also;
            if (below(&seed, 2)) { /* sometimes two at once */
                dots more;
                also = rectangle(&seed, &more);
                cr_assert(sg_packet_set_combine(arena, SG_UNION, rule, also, &rule) == SG_OK);
                for (uint32_t i = 0; i < SIDE * SIDE; i++)
                    one.at[i / SIDE][i % SIDE] |= more.at[i / SIDE][i % SIDE];
            }
            cr_assert(sg_packet_set_combine(arena, operation, set, rule, &set) == SG_OK);
            check_form(set);
            for (uint32_t i = 0; i < SIDE * SIDE; i++)
                expected.at[i / SIDE][i % SIDE] = apply(
                    operation, expected.at[i / SIDE][i % SIDE], one.at[i / SIDE][i % SIDE]);
        }
        for (uint32_t i = 0; i < SIDE * SIDE; i++)
            cr_assert_eq(has(set, i / SIDE, i % SIDE), expected.at[i / SIDE][i % SIDE],
                         "seed %llu, service %u, address %u", (unsigned long long)round,
                         i / SIDE, i % SIDE);
        sg_arena_reset(arena);
    }
}

PACKETS(union_of_many_is_their_union)
{
    uint64_t seed = 7;
    sg_packet_set sets[37], all, one_by_one = { 0 };
    dots unused;

    for (size_t i = 0; i < SG_COUNT(sets); i++) {
        sets[i] = rectangle(&seed, &unused);
        cr_assert(sg_packet_set_combine(arena, SG_UNION, one_by_one, sets[i], &one_by_one) ==
                  SG_OK);
    }
    cr_assert(sg_packet_set_unite(arena, sets, SG_COUNT(sets), &all) == SG_OK);
    cr_expect(sg_packet_set_equal(all, one_by_one));
}

PACKETS(answers_go_to_high_ports)
{
    sg_packet_set set, answers;

    /* tcp up to 1023 answers nobody; udp from 1024 on answers all of udp; gre all of gre. */
    cr_assert(sg_packet_set_of(arena, sg_services_of(SG_TCP, 0, 1023), sg_all_addresses,
                               &set) == SG_OK);
    cr_assert(sg_packet_set_answers(arena, set, &answers) == SG_OK);
    cr_expect(answers.count == 0);
    cr_assert(sg_packet_set_of(arena, sg_services_of(SG_UDP, 1024, 1024), sg_all_addresses,
                               &set) == SG_OK);
    cr_assert(sg_packet_set_answers(arena, set, &answers) == SG_OK);
    cr_assert(answers.count == 1);
    cr_expect(answers.slices[0].services.first == (SG_UDP << 16) &&
              answers.slices[0].services.last == (SG_UDP << 16 | SG_LAST_PORT));
    cr_assert(sg_packet_set_answers(arena, sg_all_packets, &answers) == SG_OK);
    cr_expect(sg_packet_set_equal(answers, sg_all_packets));
}

PACKETS(too_many_rules_are_refused)
{
    sg_packet_set *sets =
                      sg_arena_make_array(arena, sg_packet_set, (size_t)SG_PACKET_SLICES + 1),
                  all;
    sg_status status;

    cr_assert(sets != NULL);
    for (uint32_t i = 0; i <= SG_PACKET_SLICES; i++)
        cr_assert(sg_packet_set_of(arena, sg_services_of(SG_TCP, 3 * i, 3 * i),
                                   sg_all_addresses, &sets[i]) == SG_OK);
    status = sg_packet_set_unite(arena, sets, (size_t)SG_PACKET_SLICES + 1, &all);
    cr_expect(status == SG_ELIMIT);
}

PACKETS(wide_is_more_than_a_few_networks)
{
    static const struct {
        const char *block;
        bool wide;
    } cases[] = {
        { "0.0.0.0/0", true }, { "11.0.0.0/8", false }, { "32.0.0.0/7", true },
        { "::/0", true },      { "2001::/16", false },  { "2000::/15", true },
    };

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        sg_address_range range;
        cr_assert(
            sg_cidr_parse((sg_str){ cases[i].block, strlen(cases[i].block) }, &range, NULL));
        cr_expect_eq(sg_address_set_wide((sg_address_set){ &range, 1 }), cases[i].wide, "%s",
                     cases[i].block);
    }
}
