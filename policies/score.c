/* score.c - the tables of points, and the floors and the cap over them.
 *
 * Points are in hundredths inside, so that the multipliers are exact.
 */
#include "policies/score.h"

typedef struct {
    unsigned points;
    const char *words; /* NULL: contributes nothing, not named */
} score_term;

/* clang-format off */
static const score_term severities[] = {
    [SG_INFORMATIONAL] = {  5, "INFORMATIONAL" },
    [SG_LOW]           = { 15, "LOW" },
    [SG_MEDIUM]        = { 30, "MEDIUM" },
    [SG_HIGH]          = { 45, "HIGH" },
    [SG_CRITICAL]      = { 60, "CRITICAL" },
};
static const score_term exposures[] = {
    [SG_EXPOSURE_NONE]          = {  0, NULL },
    [SG_EXPOSURE_INTERNAL]      = {  3, "internal" },
    [SG_EXPOSURE_CROSS_ACCOUNT] = {  8, "cross-account" },
    [SG_EXPOSURE_INDIRECT]      = { 12, "internet through a load balancer" },
    [SG_EXPOSURE_DIRECT]        = { 15, "internet" },
    [SG_EXPOSURE_NOT_KNOWN]     = {  0, NULL },
};
static const score_term sensitivities[] = {
    [SG_SENSITIVITY_NONE]         = {  0, NULL },
    [SG_SENSITIVITY_INTERNAL]     = {  4, "internal data" },
    [SG_SENSITIVITY_CONFIDENTIAL] = { 10, "confidential data" },
    [SG_SENSITIVITY_SECRETS]      = { 12, "secrets" },
    [SG_SENSITIVITY_RESTRICTED]   = { 15, "restricted data" },
    [SG_SENSITIVITY_NOT_KNOWN]    = {  0, NULL },
};
static const score_term privileges[] = {
    [SG_PRIVILEGE_NONE]       = {  0, NULL },
    [SG_PRIVILEGE_READ]       = {  5, "read" },
    [SG_PRIVILEGE_WRITE]      = {  8, "write" },
    [SG_PRIVILEGE_ESCALATION] = { 10, "escalation path" },
    [SG_PRIVILEGE_ADMIN]      = { 12, "administrator" },
    [SG_PRIVILEGE_NOT_KNOWN]  = {  0, NULL },
};
static const score_term exploits[] = {
    [SG_EXPLOIT_NONE]      = {  0, NULL },
    [SG_EXPLOIT_LIKELY]    = {  4, "exploit likely" },
    [SG_EXPLOIT_PUBLIC]    = {  8, "public exploit" },
    [SG_EXPLOIT_ACTIVE]    = { 12, "exploited now" },
    [SG_EXPLOIT_NOT_KNOWN] = {  0, NULL },
};
/* Multiplier in hundredths; what a floor raises to here. */
static const struct { unsigned hundredths, floor; sg_str name; } impacts[] = {
    [SG_IMPACT_SANDBOX] = {  50, 40, SG_STR_INIT("sandbox") },
    [SG_IMPACT_LOW]     = {  75, 70, SG_STR_INIT("LBI") },
    [SG_IMPACT_MEDIUM]  = { 100, 90, SG_STR_INIT("MBI") },
    [SG_IMPACT_HIGH]    = { 115, 90, SG_STR_INIT("HBI") },
};
static const struct { unsigned from; sg_severity band; } bands[] = {
    { 90, SG_CRITICAL }, { 70, SG_HIGH }, { 40, SG_MEDIUM }, { 1, SG_LOW }, { 0, SG_INFORMATIONAL },
};
static const char *const rule_words[] = {
    [SG_SCORE_PLAIN]         = "no floor",
    [SG_SCORE_FLOOR_DATA]    = "floor F1: internet to restricted data or secrets",
    [SG_SCORE_FLOOR_ADMIN]   = "floor F2: internet to administrator",
    [SG_SCORE_FLOOR_EXPLOIT] = "floor F3: internet and exploited now",
    [SG_SCORE_CAP_ISOLATED]  = "cap C1: isolated",
};
/* clang-format on */

enum { ISOLATED_CAP = 39, MOST = 100 };

static bool from_internet(sg_score_input input)
{
    return input.exposure == SG_EXPOSURE_DIRECT || input.exposure == SG_EXPOSURE_INDIRECT;
}

static sg_score_rule floor_of(sg_score_input input)
{
    if (!from_internet(input))
        return SG_SCORE_PLAIN;
    if (input.privilege == SG_PRIVILEGE_ADMIN)
        return SG_SCORE_FLOOR_ADMIN;
    if (input.sensitivity == SG_SENSITIVITY_RESTRICTED ||
        input.sensitivity == SG_SENSITIVITY_SECRETS)
        if (input.privilege != SG_PRIVILEGE_NONE)
            return SG_SCORE_FLOOR_DATA;
    if (input.exploit == SG_EXPLOIT_ACTIVE)
        return SG_SCORE_FLOOR_EXPLOIT;
    return SG_SCORE_PLAIN;
}

/* Whether all four factors are known and absent: what is not known does not make isolated. */
static bool isolated(sg_score_input input)
{
    return (input.exposure == SG_EXPOSURE_NONE || input.exposure == SG_EXPOSURE_INTERNAL) &&
           input.sensitivity == SG_SENSITIVITY_NONE && input.privilege == SG_PRIVILEGE_NONE &&
           input.exploit != SG_EXPLOIT_ACTIVE && input.exploit != SG_EXPLOIT_PUBLIC &&
           input.exploit != SG_EXPLOIT_LIKELY;
}

sg_score sg_score_of(sg_score_input input)
{
    unsigned sum = severities[input.severity].points + exposures[input.exposure].points +
                   sensitivities[input.sensitivity].points +
                   privileges[input.privilege].points + exploits[input.exploit].points;
    unsigned points = (sum * impacts[input.impact].hundredths + 50) / 100;
    sg_score score = { .points = points > MOST ? MOST : points, .rule = SG_SCORE_PLAIN };

    sg_score_rule floor = floor_of(input);
    if (floor != SG_SCORE_PLAIN && score.points < impacts[input.impact].floor) {
        score.points = impacts[input.impact].floor;
        score.rule = floor;
    } else if (isolated(input) && score.points > ISOLATED_CAP) {
        score.points = ISOLATED_CAP;
        score.rule = SG_SCORE_CAP_ISOLATED;
    }
    size_t i = 0;
    while (score.points < bands[i].from)
        i++;
    score.band = bands[i].band;
    return score;
}

static void add_term(sg_buffer *out, score_term term)
{
    if (term.words)
        sg_buffer_format(out, " + %s %u", term.words, term.points);
}

static void add_unknown(sg_buffer *out, bool unknown, const char *name, bool *first)
{
    if (!unknown)
        return;
    sg_buffer_format(out, "%s%s", *first ? "; not known: " : ", ", name);
    *first = false;
}

void sg_score_explain(sg_score_input input, sg_score score, sg_buffer *out)
{
    unsigned hundredths = impacts[input.impact].hundredths;
    sg_buffer_format(out, "%u = (%s %u", score.points, severities[input.severity].words,
                     severities[input.severity].points);
    add_term(out, exposures[input.exposure]);
    add_term(out, sensitivities[input.sensitivity]);
    add_term(out, privileges[input.privilege]);
    add_term(out, exploits[input.exploit]);
    sg_buffer_format(out, ") x %.*s %u.%02u; %s", SG_FMT(impacts[input.impact].name),
                     hundredths / 100, hundredths % 100, rule_words[score.rule]);
    bool first = true;
    add_unknown(out, input.exposure == SG_EXPOSURE_NOT_KNOWN, "exposure", &first);
    add_unknown(out, input.sensitivity == SG_SENSITIVITY_NOT_KNOWN, "data", &first);
    add_unknown(out, input.privilege == SG_PRIVILEGE_NOT_KNOWN, "privilege", &first);
    add_unknown(out, input.exploit == SG_EXPLOIT_NOT_KNOWN, "exploitability", &first);
}

sg_str sg_business_impact_name(sg_business_impact impact)
{
    return impacts[impact].name;
}

bool sg_business_impact_parse(sg_str name, sg_business_impact *out)
{
    for (size_t i = 0; i < SG_COUNT(impacts); i++) {
        if (sg_str_equal(impacts[i].name, name)) {
            *out = (sg_business_impact)i;
            return true;
        }
    }
    return false;
}
