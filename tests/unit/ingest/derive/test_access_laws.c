/* test_access_laws.c - what no policy may break, on random small organisations that are changed in one place.
 *
 *     one deny more, anywhere           nobody can do more
 *     one allow more                    nobody can do less
 *     an allow of a guardrail less      nobody can do more
 *     a boundary                        what remains is within what was there, and within the boundary
 *     a boundary that allows all        is none
 *     the order of statements           matters to nothing
 *     policies of a group               are those of its members
 */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/ingest/derive/oracle_world.h"

enum { WORLDS = 30, FIRST = 700001, LEVELS = 5, PAIRS = WORLD_PRINCIPALS * WORLD_RESOURCES };

/* Of each principal on each resource, by level: 0 no, 1 may, 2 must. */
typedef struct reach {
    unsigned char of[PAIRS][LEVELS];
} reach;

static const char *const level_names[LEVELS] = { "read", "write", "admin", "invoke",
                                                 "decrypt" };

/* "read write: must; admin: may" */
static void read_levels(const char *text, unsigned char *out)
{
    const char *semicolon = strchr(text, ';');
    const char *end = semicolon ? semicolon : text + strlen(text);

    if (!*text)
        return;
    for (int i = 0; i < LEVELS; i++) {
        const char *at = strstr(text, level_names[i]);
        if (at && at < end)
            out[i] = end - text >= 4 && memcmp(end - 4, "must", 4) == 0 ? 2 : 1;
    }
    if (semicolon)
        read_levels(semicolon + 2, out);
}

static void derive(const world *in, reach *out)
{
    small_estate at;

    memset(out, 0, sizeof *out);
    world_build(in, &at);
    for (unsigned p = 0; p < WORLD_PRINCIPALS; p++)
        for (unsigned r = 0; r < WORLD_RESOURCES; r++)
            read_levels(estate_access(&at, in->principals[p].arn, in->resources[r].arn),
                        out->of[p * WORLD_RESOURCES + r]);
    estate_end(&at);
}

/* Whether nothing in `less` exceeds `more`; counts what is truly less. */
static bool is_within(const reach *less, const reach *more, unsigned *differing)
{
    for (unsigned pair = 0; pair < PAIRS; pair++) {
        for (unsigned i = 0; i < LEVELS; i++) {
            if (less->of[pair][i] > more->of[pair][i])
                return false;
            *differing += less->of[pair][i] < more->of[pair][i];
        }
    }
    return true;
}

/* --- changes ------------------------------------------------------------------------------ */

static unsigned pick(world *in, unsigned count)
{
    in->state = in->state * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(in->state >> 33) % count;
}

/* A statement about the same as another one of the world, so that it matters to something. */
static world_rule borrow(world *in, bool deny, bool resource_side)
{
    world other;
    world_rules *from;
    world_rule rule;

    world_make(&other, (unsigned)(in->state >> 40));
    from = resource_side ? &other.resources[pick(in, WORLD_RESOURCES)].policy
                         : &other.principals[pick(in, WORLD_PRINCIPALS)].identity;
    rule = from->items[pick(in, from->count)];
    rule.deny = deny;
    for (unsigned c = 0; c < rule.condition_count; c++)
        for (unsigned k = 0; k < WORLD_CHOSEN; k++) /* this world has keys of its own */
            if (strcmp(rule.conditions[c].key, world_choices[other.chosen[k]].key) == 0)
                rule.condition_count = 0;
    return rule;
}

static void add(world_rules *to, world_rule rule)
{
    if (!to->present || to->unreadable)
        *to = (world_rules){ .present = true };
    if (to->count < WORLD_STATEMENTS)
        to->items[to->count++] = rule;
}

/* Some set of policies, of those that may have one statement more. */
static world_rules *some_set(world *in, bool *resource_side)
{
    world_rules *sets[4];

    *resource_side = pick(in, 4) == 0;
    sets[0] = &in->principals[pick(in, WORLD_PRINCIPALS)].identity;
    sets[1] = &in->group;
    sets[2] = &in->scp[0][pick(in, WORLD_LEVELS)];
    sets[3] = &in->resources[pick(in, WORLD_RESOURCES)].policy;
    return sets[*resource_side ? 3 : pick(in, 3)];
}

/* A set that is there, can be read and has room. */
static bool add_somewhere(world *in, bool deny)
{
    bool resource_side;
    world_rules *set = some_set(in, &resource_side);

    if (!set->present || set->unreadable || set->count == WORLD_STATEMENTS)
        return false;
    add(set, borrow(in, deny, resource_side));
    in->scp[1][1] = in->scp[0][2]; /* both accounts are below the one root */
    return true;
}

static void turn(world_rules *set)
{
    world_rules old = *set;

    for (unsigned i = 0; i < set->count; i++)
        set->items[i] = old.items[old.count - 1 - i];
}

/* --- the laws ----------------------------------------------------------------------------- */

Test(access_laws, a_deny_more_lets_nobody_do_more, .timeout = 600)
{
    unsigned differing = 0;

    for (unsigned seed = FIRST; seed < FIRST + WORLDS; seed++) {
        world in;
        reach before, after;
        world_make(&in, seed);
        derive(&in, &before);
        for (int tries = 0; tries < 8; tries++)
            (void)add_somewhere(&in, true);
        derive(&in, &after);
        cr_expect(is_within(&after, &before, &differing), "seed %u", seed);
    }
    cr_expect(differing > 0);
}

Test(access_laws, an_allow_more_lets_nobody_do_less, .timeout = 600)
{
    unsigned differing = 0;

    for (unsigned seed = FIRST; seed < FIRST + WORLDS; seed++) {
        world in;
        reach before, after;
        world_make(&in, seed);
        derive(&in, &before);
        for (int tries = 0; tries < 8; tries++)
            (void)add_somewhere(&in, false);
        derive(&in, &after);
        cr_expect(is_within(&before, &after, &differing), "seed %u", seed);
    }
    cr_expect(differing > 0);
}

Test(access_laws, an_allow_of_a_guardrail_less_lets_nobody_do_more, .timeout = 600)
{
    unsigned differing = 0;

    for (unsigned seed = FIRST; seed < FIRST + WORLDS; seed++) {
        world in;
        reach before, after;
        world_rules *level;
        world_make(&in, seed);
        derive(&in, &before);
        level = &in.scp[0][pick(&in, WORLD_LEVELS)];
        level->items[0] = (world_rule){ .actions = { "none:None" },
                                        .patterns = { "*" },
                                        .deny = level->items[0].deny,
                                        .action_count = 1,
                                        .pattern_count = 1 };
        if (level->items[0].deny) /* the law is about allows */
            continue;
        in.scp[1][1] = in.scp[0][2];
        derive(&in, &after);
        cr_expect(is_within(&after, &before, &differing), "seed %u", seed);
    }
    cr_expect(differing > 0);
}

/* A role is limited by its boundary whatever names it; a user is not, where the resource names it. */
Test(access_laws, a_boundary_leaves_what_is_within_it, .timeout = 600)
{
    unsigned differing = 0;

    for (unsigned seed = FIRST; seed < FIRST + WORLDS; seed++) {
        world in;
        reach before, after;
        world_make(&in, seed);
        for (unsigned p = 0; p < WORLD_PRINCIPALS; p++)
            in.principals[p].boundary.present = false;
        derive(&in, &before);
        for (unsigned p = 0; p < WORLD_PRINCIPALS; p++) {
            in.principals[p].boundary = (world_rules){ .present = true };
            add(&in.principals[p].boundary, (world_rule){ .actions = { "sqs:*", "s3:Get*" },
                                                          .patterns = { "*" },
                                                          .action_count = 2,
                                                          .pattern_count = 1 });
        }
        derive(&in, &after);
        cr_expect(is_within(&after, &before, &differing), "seed %u", seed);
        for (unsigned p = 0; p < WORLD_PRINCIPALS; p++) {
            for (unsigned r = 0; r < WORLD_RESOURCES; r++) {
                const unsigned char *left = after.of[p * WORLD_RESOURCES + r];
                bool outside = in.resources[r].kind != QUEUE && in.resources[r].kind != BUCKET;
                cr_expect(!(in.principals[p].role && outside && left[1] == 2),
                          "seed %u: %s writes to %s", seed, in.principals[p].arn,
                          in.resources[r].arn);
            }
        }
    }
    cr_expect(differing > 0);
}

Test(access_laws, a_boundary_that_allows_all_is_none, .timeout = 600)
{
    unsigned found = 0;

    for (unsigned seed = FIRST; seed < FIRST + WORLDS; seed++) {
        world in;
        reach before, after;
        world_make(&in, seed);
        for (unsigned p = 0; p < WORLD_PRINCIPALS; p++)
            in.principals[p].boundary.present = false;
        derive(&in, &before);
        for (unsigned p = 0; p < WORLD_PRINCIPALS; p++) {
            in.principals[p].boundary = (world_rules){ .present = true };
            add(&in.principals[p].boundary, (world_rule){ .actions = { "*" },
                                                          .patterns = { "*" },
                                                          .action_count = 1,
                                                          .pattern_count = 1 });
        }
        derive(&in, &after);
        cr_expect(memcmp(&before, &after, sizeof before) == 0, "seed %u", seed);
        for (unsigned pair = 0; pair < PAIRS; pair++)
            found += before.of[pair][0] > 0;
    }
    cr_expect(found > 0);
}

Test(access_laws, the_order_of_statements_matters_to_nothing, .timeout = 600)
{
    for (unsigned seed = FIRST; seed < FIRST + WORLDS; seed++) {
        world in;
        reach before, after;
        world_make(&in, seed);
        derive(&in, &before);
        for (unsigned p = 0; p < WORLD_PRINCIPALS; p++) {
            turn(&in.principals[p].identity);
            turn(&in.principals[p].boundary);
        }
        for (unsigned r = 0; r < WORLD_RESOURCES; r++)
            turn(&in.resources[r].policy);
        for (unsigned l = 0; l < WORLD_LEVELS; l++)
            turn(&in.scp[0][l]);
        in.scp[1][1] = in.scp[0][2];
        turn(&in.group);
        derive(&in, &after);
        cr_expect(memcmp(&before, &after, sizeof before) == 0, "seed %u", seed);
    }
}

Test(access_laws, policies_of_a_group_are_those_of_its_members, .timeout = 600)
{
    unsigned alone = 0;

    for (unsigned seed = FIRST; seed < FIRST + WORLDS; seed++) {
        world in;
        reach by_group, by_user;
        world_make(&in, seed);
        for (unsigned p = 0; p < WORLD_PRINCIPALS; p++)
            if (in.principals[p].grouped)
                in.principals[p].identity.present = false;
        in.group.unreadable = false;
        derive(&in, &by_group);
        for (unsigned p = 0; p < WORLD_PRINCIPALS; p++) {
            if (!in.principals[p].grouped)
                continue;
            in.principals[p].identity = in.group;
            in.principals[p].grouped = false;
            alone++;
        }
        derive(&in, &by_user);
        cr_expect(memcmp(&by_group, &by_user, sizeof by_group) == 0, "seed %u", seed);
    }
    cr_expect(alone > 0);
}
