/* test_score.c - the worked examples of the scoring rules, its monotony, and what it says. */
#include <criterion/criterion.h>
#include <string.h>

#include "policies/score.h"

static unsigned points(sg_severity severity, sg_exposure_factor exposure,
                       sg_sensitivity_factor sensitivity, sg_privilege_factor privilege,
                       sg_business_impact impact)
{
    return sg_score_of((sg_score_input){ severity, exposure, sensitivity, privilege,
                                         SG_EXPLOIT_NOT_KNOWN, impact })
        .points;
}

Test(score, worked_examples)
{
    cr_assert_eq(points(SG_HIGH, SG_EXPOSURE_DIRECT, SG_SENSITIVITY_RESTRICTED,
                        SG_PRIVILEGE_NONE, SG_IMPACT_HIGH),
                 86u, "public bucket with PII in production");
    cr_assert_eq(points(SG_HIGH, SG_EXPOSURE_DIRECT, SG_SENSITIVITY_RESTRICTED,
                        SG_PRIVILEGE_NONE, SG_IMPACT_SANDBOX),
                 38u, "the same in a sandbox");
    cr_assert_eq(points(SG_HIGH, SG_EXPOSURE_NONE, SG_SENSITIVITY_NONE, SG_PRIVILEGE_NONE,
                        SG_IMPACT_LOW),
                 34u, "isolated development host");
    cr_assert_eq(points(SG_CRITICAL, SG_EXPOSURE_DIRECT, SG_SENSITIVITY_RESTRICTED,
                        SG_PRIVILEGE_READ, SG_IMPACT_MEDIUM),
                 95u, "exposed machine to restricted data");
    cr_assert_eq(points(SG_CRITICAL, SG_EXPOSURE_DIRECT, SG_SENSITIVITY_NONE,
                        SG_PRIVILEGE_ADMIN, SG_IMPACT_HIGH),
                 100u, "exposed administrator");
    cr_assert_eq(points(SG_CRITICAL, SG_EXPOSURE_CROSS_ACCOUNT, SG_SENSITIVITY_NONE,
                        SG_PRIVILEGE_ADMIN, SG_IMPACT_MEDIUM),
                 80u, "administrator across accounts");
}

Test(score, floors_and_cap)
{
    sg_score_input path = { SG_MEDIUM,         SG_EXPOSURE_DIRECT, SG_SENSITIVITY_RESTRICTED,
                            SG_PRIVILEGE_READ, SG_EXPLOIT_NONE,    SG_IMPACT_MEDIUM };
    sg_score score = sg_score_of(path);
    cr_assert_eq(score.points, 90u);
    cr_assert_eq((int)score.rule, (int)SG_SCORE_FLOOR_DATA);
    cr_assert_eq((int)score.band, (int)SG_CRITICAL);
    path.impact = SG_IMPACT_SANDBOX;
    cr_assert_eq(sg_score_of(path).points, 40u);

    sg_score_input isolated = { SG_CRITICAL,       SG_EXPOSURE_NONE, SG_SENSITIVITY_NONE,
                                SG_PRIVILEGE_NONE, SG_EXPLOIT_NONE,  SG_IMPACT_HIGH };
    cr_assert_eq(sg_score_of(isolated).points, 39u);
    isolated.exposure = SG_EXPOSURE_NOT_KNOWN;
    cr_assert_eq(sg_score_of(isolated).points, 69u, "what is not known is not isolated");
}

/* Ranks of the factors' values by points; "not known" stands apart. */
Test(score, worse_factors_never_lower_the_score)
{
    for (int severity = 0; severity < SG_SEVERITIES; severity++)
        for (int exposure = 0; exposure < SG_EXPOSURE_NOT_KNOWN; exposure++)
            for (int data = 0; data < SG_SENSITIVITY_NOT_KNOWN; data++)
                for (int privilege = 0; privilege < SG_PRIVILEGE_NOT_KNOWN; privilege++)
                    for (int exploit = 0; exploit < SG_EXPLOIT_NOT_KNOWN; exploit++)
                        for (int impact = 0; impact < SG_IMPACT_HIGH; impact++) {
                            sg_score_input input = {
                                (sg_severity)severity,       (sg_exposure_factor)exposure,
                                (sg_sensitivity_factor)data, (sg_privilege_factor)privilege,
                                (sg_exploit_factor)exploit,  (sg_business_impact)impact,
                            };
                            unsigned here = sg_score_of(input).points;
                            cr_assert_leq(here, 100u);
                            sg_score_input worse = input;
                            worse.impact = (sg_business_impact)(impact + 1);
                            cr_assert_leq(here, sg_score_of(worse).points);
                            worse = input;
                            if (exposure + 1 < SG_EXPOSURE_NOT_KNOWN)
                                worse.exposure = (sg_exposure_factor)(exposure + 1);
                            cr_assert_leq(here, sg_score_of(worse).points);
                            worse = input;
                            if (data + 1 < SG_SENSITIVITY_NOT_KNOWN)
                                worse.sensitivity = (sg_sensitivity_factor)(data + 1);
                            cr_assert_leq(here, sg_score_of(worse).points);
                        }
}

Test(score, every_term_is_shown)
{
    sg_score_input input = { SG_CRITICAL,       SG_EXPOSURE_DIRECT,   SG_SENSITIVITY_RESTRICTED,
                             SG_PRIVILEGE_READ, SG_EXPLOIT_NOT_KNOWN, SG_IMPACT_MEDIUM };
    sg_buffer text = { .length = 0 };
    sg_score_explain(input, sg_score_of(input), &text);
    cr_assert_str_eq(text.bytes,
                     "95 = (CRITICAL 60 + internet 15 + restricted data 15 + read 5) x "
                     "MBI 1.00; no floor; not known: exploitability");
    sg_buffer_free(&text);
}
