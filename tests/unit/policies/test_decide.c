/* test_decide.c - the decision table over every input there is. */
#include <criterion/criterion.h>

#include "policies/decide.h"

typedef void visit_input(sg_decision_input input, void *user);

static void vary_rest(sg_decision_input input, visit_input *visit, void *user)
{
    for (int catalogue = 0; catalogue < 2; catalogue++)
        for (int mode = 0; mode < 4; mode++)
            for (int approval = 0; approval < 3; approval++)
                for (int guard = 0; guard < 2; guard++) {
                    input.in_catalogue = catalogue;
                    input.mode = (sg_change_mode)mode;
                    input.approval = (sg_approval)approval;
                    input.guard_ok = guard;
                    visit(input, user);
                }
}

static void vary(visit_input *visit, void *user)
{
    for (int valid = 0; valid < 2; valid++)
        for (int type = 0; type < 2; type++)
            for (int exception = 0; exception < 3; exception++)
                for (int severity = 0; severity < SG_SEVERITIES; severity++)
                    for (int owner = 0; owner < 2; owner++)
                        for (int environment = 0; environment < 4; environment++)
                            vary_rest(
                                (sg_decision_input){
                                    .valid = valid,
                                    .type_ok = type,
                                    .exception = (sg_exception_state)exception,
                                    .severity = (sg_severity)severity,
                                    .owner_known = owner,
                                    .environment = (sg_environment)environment,
                                },
                                visit, user);
}

typedef struct {
    unsigned inputs, wrong;
    bool reached[15];
} rule_tally;

static void count_matches(sg_decision_input input, void *user)
{
    rule_tally *tally = user;
    sg_decision decision = sg_decision_make(input);
    tally->inputs++;
    tally->wrong += sg_decision_matches(input) != 1;
    tally->reached[decision.rule] = true;
}

Test(decide, every_input_matches_one_rule_and_every_rule_is_reached)
{
    rule_tally tally = { .inputs = 0 };
    vary(count_matches, &tally);
    cr_assert_eq(tally.inputs, 23040u);
    cr_assert_eq(tally.wrong, 0u);
    for (int rule = 1; rule <= 14; rule++)
        cr_assert(tally.reached[rule], "rule %d is never reached", rule);
}

static void hold_guarantees(sg_decision_input input, void *user)
{
    unsigned *broken = user;
    sg_outcome outcome = sg_decision_make(input).outcome;
    bool changes = outcome == SG_OUTCOME_REMEDIATE;
    if (changes && input.environment == SG_ENVIRONMENT_RESTRICTED_PRODUCTION)
        *broken += input.approval != SG_APPROVAL_GRANTED;
    if (changes)
        *broken += !input.guard_ok || !input.in_catalogue || !input.owner_known ||
                   input.severity < SG_HIGH || input.exception != SG_EXCEPTION_NONE;
    if (input.valid && input.type_ok && input.exception == SG_EXCEPTION_APPROVED)
        *broken += outcome != SG_OUTCOME_SKIP_EXCEPTION;
    if (!input.valid)
        *broken += outcome != SG_OUTCOME_REJECT;
}

Test(decide, nothing_is_changed_without_every_condition)
{
    unsigned broken = 0;
    vary(hold_guarantees, &broken);
    cr_assert_eq(broken, 0u);
}

Test(decide, rows_of_the_workflow)
{
    sg_decision_input input = { .valid = true,
                                .type_ok = true,
                                .severity = SG_CRITICAL,
                                .owner_known = true,
                                .environment = SG_ENVIRONMENT_NON_PRODUCTION,
                                .in_catalogue = true,
                                .mode = SG_MODE_AUTO,
                                .guard_ok = true };
    cr_assert_eq(sg_decision_make(input).rule, 14u);
    input.guard_ok = false;
    cr_assert_eq(sg_decision_make(input).rule, 12u);
    input.guard_ok = true;
    input.environment = SG_ENVIRONMENT_RESTRICTED_PRODUCTION;
    cr_assert_eq(sg_decision_make(input).rule, 11u, "automatic becomes approved");
    input.approval = SG_APPROVAL_GRANTED;
    cr_assert_eq(sg_decision_make(input).rule, 13u);
    input.approval = SG_APPROVAL_DENIED;
    cr_assert_eq(sg_decision_make(input).rule, 10u);
    input.mode = SG_MODE_NOTIFY;
    cr_assert_eq(sg_decision_make(input).rule, 9u);
    input.in_catalogue = false;
    cr_assert_eq(sg_decision_make(input).rule, 8u);
    input.environment = SG_ENVIRONMENT_UNKNOWN;
    cr_assert_eq(sg_decision_make(input).rule, 7u);
    input.severity = SG_MEDIUM;
    cr_assert_eq(sg_decision_make(input).rule, 6u);
    input.owner_known = false;
    cr_assert_eq(sg_decision_make(input).rule, 5u);
    input.exception = SG_EXCEPTION_UNVERIFIED;
    cr_assert_eq(sg_decision_make(input).rule, 4u);
    input.exception = SG_EXCEPTION_APPROVED;
    cr_assert_eq(sg_decision_make(input).rule, 3u);
    input.type_ok = false;
    cr_assert_eq(sg_decision_make(input).rule, 2u);
    input.valid = false;
    cr_assert_eq(sg_decision_make(input).rule, 1u);
}

Test(decide, words_read_back)
{
    for (int i = 0; i < 4; i++) {
        sg_environment environment;
        sg_change_mode mode;
        cr_assert(sg_environment_parse(sg_environment_name((sg_environment)i), &environment));
        cr_assert_eq((int)environment, i);
        cr_assert(sg_change_mode_parse(sg_change_mode_name((sg_change_mode)i), &mode));
        cr_assert_eq((int)mode, i);
    }
    sg_environment environment;
    cr_assert_not(sg_environment_parse(SG_STR("prod"), &environment));
    cr_assert(sg_str_equal(sg_outcome_name(SG_OUTCOME_REJECT), SG_STR("REJECT")));
}
