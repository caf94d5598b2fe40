/* test_aim.c - what is told by the ends of a pattern agrees with matching it in full. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/base/text.h"
#include "ingest/derive/aim.h"
#include "ingest/derive/glob.h"

enum { ROUNDS = 20000, LONGEST = 24 };

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

/* A text over few letters, most of them alike, so that beginnings are long and ends often agree. */
static sg_str make_text(uint64_t *state, char *room)
{
    static const char letters[] = "aaaaaaaab*?";
    size_t length = draw(state, LONGEST);

    for (size_t i = 0; i < length; i++)
        room[i] = letters[draw(state, sizeof letters - 1)];
    return (sg_str){ room, length };
}

static bool overlap(sg_str left, sg_str right, sg_arena *arena)
{
    bool found = false;
    sg_str witness;

    sg_arena_reset(arena);
    cr_assert(sg_glob_intersect(left, right, arena, &found, &witness) == SG_OK);
    return found;
}

Test(aim, leaves_out_only_what_cannot_match)
{
    char left[LONGEST], right[LONGEST + 1];
    uint64_t state = 7;
    unsigned left_out = 0;
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (int round = 0; round < ROUNDS; round++) {
        sg_str pattern = make_text(&state, left), arn = make_text(&state, right);
        sg_aim at = sg_aim_at(arn), below = sg_aim_below(arn);

        if (!sg_aim_may_match(&at, pattern, false)) {
            left_out++;
            cr_assert(!overlap(pattern, arn, arena), "%.*s and %.*s", SG_FMT(pattern),
                      SG_FMT(arn));
        }
        if (!sg_aim_may_match(&below, pattern, false)) {
            right[arn.length] = '*';
            arn.length++;
            cr_assert(!overlap(pattern, arn, arena), "%.*s and %.*s", SG_FMT(pattern),
                      SG_FMT(arn));
        }
    }
    cr_expect(left_out > ROUNDS / 10, "only %u were left out", left_out);
    sg_arena_free(arena);
}

Test(aim, a_variable_may_be_anything)
{
    sg_aim at = sg_aim_at(SG_STR("arn:aws:s3:::home-anna/notes"));

    cr_expect(sg_aim_may_match(&at, SG_STR("arn:aws:s3:::home-${aws:username}/notes"), true));
    cr_expect(sg_aim_may_match(&at, SG_STR("arn:aws:s3:::home-${aws:username}"), true));
    cr_expect_not(sg_aim_may_match(&at, SG_STR("arn:aws:s3:::home-${aws:username}/x"), true));
    cr_expect_not(
        sg_aim_may_match(&at, SG_STR("arn:aws:s3:::home-${aws:username}/notes"), false));
    cr_expect_not(
        sg_aim_may_match(&at, SG_STR("arn:aws:s3:::away-${aws:username}/notes"), true));
}

Test(aim, beginnings_have_a_bit)
{
    uint64_t of_b = sg_aim_begins(SG_STR("arn:aws:s3:::payments-prod-eu/x*"));

    cr_expect_eq(of_b & (of_b - 1), 0, "one bit");
    cr_expect_neq(of_b, 0);
    cr_expect_eq(sg_aim_begins(SG_STR("arn:aws:s3:::payments-prod-eu")), of_b);
    cr_expect_eq(sg_aim_begins(SG_STR("arn:aws:s3:::payments-*-eu/longer")), UINT64_MAX);
    cr_expect_eq(sg_aim_begins(SG_STR("arn:aws:s3:::${aws:username}-payments")), UINT64_MAX);
    cr_expect_eq(sg_aim_begins(SG_STR("arn:aws:s3:::short")), UINT64_MAX);
    cr_expect_eq(sg_aim_below(SG_STR("arn:aws:s3:::payments-prod-eu")).begins, of_b);
}
