/* test_access_world.c - CAN_ACCESS and CAN_ASSUME of random small organisations against an evaluator that
 * tries everything.
 *
 * test_access_oracle.c has many roles and buckets for the classes, groups and spans; here every form of
 * statement and every kind of policy meets, with conditions in three values.  SG_ORACLE_ESTATES sets how many
 * estates; the seed of the first is SG_ORACLE_SEED; SG_ORACLE_SHOW=1 shows their policies.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/ingest/derive/oracle_judge.h"

#define ESTATES 25

static unsigned setting(const char *name, unsigned otherwise)
{
    const char *text = getenv(name);

    return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static unsigned compare_access(const world *in, small_estate *at, unsigned seed)
{
    unsigned found = 0;

    for (int who = ORACLE_ANYONE; who < WORLD_PRINCIPALS; who++) {
        const char *from = who == ORACLE_ANYONE ? "internet" : in->principals[who].arn;
        for (unsigned r = 0; r < WORLD_RESOURCES; r++) {
            const char *derived = estate_access(at, from, in->resources[r].arn);
            char wanted[96];
            oracle_access(in, who, r, wanted, sizeof wanted);
            found += wanted[0] != '\0';
            cr_expect_str_eq(derived, wanted, "seed %u: %s to %s: `%s`, the oracle says `%s`",
                             seed, from, in->resources[r].arn, derived, wanted);
        }
    }
    return found;
}

static unsigned compare_assume(const world *in, small_estate *at, unsigned seed)
{
    unsigned found = 0;

    for (int who = 0; who < WORLD_PRINCIPALS; who++) {
        for (unsigned role = 0; role < WORLD_PRINCIPALS; role++) {
            const char *derived;
            oracle_truth truth;
            const char *wanted;
            if (!in->principals[role].role || (unsigned)who == role)
                continue;
            derived = estate_assume(at, in->principals[who].arn, in->principals[role].arn);
            truth = oracle_assume(in, who, role);
            wanted = truth == YES ? "must" : truth == PERHAPS ? "may" : "";
            found += truth != NO;
            cr_expect(strncmp(derived, wanted, strlen(wanted)) == 0 &&
                          (truth != NO || derived[0] == '\0'),
                      "seed %u: %s assumes %s: `%s`, the oracle says `%s`", seed,
                      in->principals[who].arn, in->principals[role].arn, derived, wanted);
        }
    }
    return found;
}

Test(access_world, derivation_agrees_with_trying_everything, .timeout = 3600)
{
    unsigned estates = setting("SG_ORACLE_ESTATES", ESTATES);
    unsigned first = setting("SG_ORACLE_SEED", 1);
    unsigned access = 0, assumed = 0;

    for (unsigned seed = first; seed < first + estates; seed++) {
        world in;
        small_estate at;

        world_make(&in, seed);
        in.shown = setting("SG_ORACLE_SHOW", 0) > 0;
        world_build(&in, &at);
        access += compare_access(&in, &at, seed);
        assumed += compare_assume(&in, &at, seed);
        estate_end(&at);
    }
    cr_log_info("seeds %u to %u: access %u, assumed %u", first, first + estates - 1, access,
                assumed);
    cr_expect(estates < ESTATES || (access > estates && assumed > estates),
              "worlds in which nobody can do anything prove nothing");
}
