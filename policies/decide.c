/* decide.c - the decision table, row by row.
 *
 * A row lists for each input the values it takes as a set of bits; ANY takes all.  Rules that read
 * "this or that" are two rows with one number.
 */
#include "policies/decide.h"

#define BIT(value) (1U << (value))
#define ANY (~0U)
#define YES BIT(true)
#define NO BIT(false)
#define URGENT (BIT(SG_HIGH) | BIT(SG_CRITICAL))
#define RELAXED (BIT(SG_INFORMATIONAL) | BIT(SG_LOW) | BIT(SG_MEDIUM))
#define KNOWN_PLACE                                                                            \
    (BIT(SG_ENVIRONMENT_RESTRICTED_PRODUCTION) | BIT(SG_ENVIRONMENT_PRODUCTION) |              \
     BIT(SG_ENVIRONMENT_NON_PRODUCTION))
#define UNKNOWN_PLACE BIT(SG_ENVIRONMENT_UNKNOWN)
#define AUTO BIT(SG_MODE_AUTO)
#define APPROVE BIT(SG_MODE_APPROVE)
#define DRY_RUN BIT(SG_MODE_DRY_RUN)
#define NOTIFY BIT(SG_MODE_NOTIFY)
#define OPEN BIT(SG_APPROVAL_NONE)
#define GRANTED BIT(SG_APPROVAL_GRANTED)
#define DENIED BIT(SG_APPROVAL_DENIED)
#define WAIVED BIT(SG_EXCEPTION_APPROVED)
#define DOUBTFUL BIT(SG_EXCEPTION_UNVERIFIED)
#define NONE BIT(SG_EXCEPTION_NONE)

typedef struct {
    unsigned rule;
    unsigned valid, type_ok, exception, owner, severity, environment, catalogue, mode, approval,
        guard;
    sg_outcome outcome;
    sg_str reason;
} decision_row;

/* clang-format off */
static const decision_row rows[] = {
/*   rule valid type exception owner severity place          cat  mode               approval        guard outcome and reason */
    { 1,  NO,   ANY, ANY,      ANY,  ANY,     ANY,           ANY, ANY,               ANY,            ANY,  SG_OUTCOME_REJECT,          SG_STR_INIT("the event is malformed: review queue") },
    { 2,  YES,  NO,  ANY,      ANY,  ANY,     ANY,           ANY, ANY,               ANY,            ANY,  SG_OUTCOME_REJECT,          SG_STR_INIT("this type of resource is not supported: review queue") },
    { 3,  YES,  YES, WAIVED,   ANY,  ANY,     ANY,           ANY, ANY,               ANY,            ANY,  SG_OUTCOME_SKIP_EXCEPTION,  SG_STR_INIT("an approved exception covers it") },
    { 4,  YES,  YES, DOUBTFUL, ANY,  ANY,     ANY,           ANY, ANY,               ANY,            ANY,  SG_OUTCOME_NOTIFY_SECURITY, SG_STR_INIT("exception unverified") },
    { 5,  YES,  YES, NONE,     NO,   ANY,     ANY,           ANY, ANY,               ANY,            ANY,  SG_OUTCOME_NOTIFY_SECURITY, SG_STR_INIT("owner missing") },
    { 6,  YES,  YES, NONE,     YES,  RELAXED, ANY,           ANY, ANY,               ANY,            ANY,  SG_OUTCOME_NOTIFY_OWNER,    SG_STR_INIT("below HIGH: guided fix") },
    { 7,  YES,  YES, NONE,     YES,  URGENT,  UNKNOWN_PLACE, ANY, ANY,               ANY,            ANY,  SG_OUTCOME_NOTIFY_SECURITY, SG_STR_INIT("unclear context: environment not known") },
    { 8,  YES,  YES, NONE,     YES,  URGENT,  KNOWN_PLACE,   NO,  ANY,               ANY,            ANY,  SG_OUTCOME_NOTIFY_OWNER,    SG_STR_INIT("no catalogue entry, or the change is not allowed") },
    { 9,  YES,  YES, NONE,     YES,  URGENT,  KNOWN_PLACE,   YES, NOTIFY,            ANY,            ANY,  SG_OUTCOME_NOTIFY_OWNER,    SG_STR_INIT("the catalogue only notifies here") },
    { 10, YES,  YES, NONE,     YES,  URGENT,  KNOWN_PLACE,   YES, APPROVE | DRY_RUN, DENIED,         ANY,  SG_OUTCOME_NOTIFY_OWNER,    SG_STR_INIT("the change was denied") },
    { 11, YES,  YES, NONE,     YES,  URGENT,  KNOWN_PLACE,   YES, DRY_RUN,           OPEN | GRANTED, ANY,  SG_OUTCOME_DRY_RUN_APPROVE, SG_STR_INIT("dry run") },
    { 11, YES,  YES, NONE,     YES,  URGENT,  KNOWN_PLACE,   YES, APPROVE,           OPEN,           ANY,  SG_OUTCOME_DRY_RUN_APPROVE, SG_STR_INIT("dry run, then approval") },
    { 12, YES,  YES, NONE,     YES,  URGENT,  KNOWN_PLACE,   YES, AUTO,              ANY,            NO,   SG_OUTCOME_NOTIFY_SECURITY, SG_STR_INIT("guardrail") },
    { 12, YES,  YES, NONE,     YES,  URGENT,  KNOWN_PLACE,   YES, APPROVE,           GRANTED,        NO,   SG_OUTCOME_NOTIFY_SECURITY, SG_STR_INIT("guardrail") },
    { 13, YES,  YES, NONE,     YES,  URGENT,  KNOWN_PLACE,   YES, APPROVE,           GRANTED,        YES,  SG_OUTCOME_REMEDIATE,       SG_STR_INIT("approved") },
    { 14, YES,  YES, NONE,     YES,  URGENT,  KNOWN_PLACE,   YES, AUTO,              ANY,            YES,  SG_OUTCOME_REMEDIATE,       SG_STR_INIT("automatic") },
};
/* clang-format on */

static bool takes(unsigned set, unsigned value)
{
    return (set >> value) & 1U;
}

static bool matches(const decision_row *row, const sg_decision_input *input)
{
    return takes(row->valid, input->valid) && takes(row->type_ok, input->type_ok) &&
           takes(row->exception, input->exception) && takes(row->owner, input->owner_known) &&
           takes(row->severity, input->severity) &&
           takes(row->environment, input->environment) &&
           takes(row->catalogue, input->in_catalogue) && takes(row->mode, input->mode) &&
           takes(row->approval, input->approval) && takes(row->guard, input->guard_ok);
}

/* What is never changed without a person: automatic becomes approved. */
static sg_decision_input downgraded(sg_decision_input input)
{
    if (input.environment == SG_ENVIRONMENT_RESTRICTED_PRODUCTION && input.mode == SG_MODE_AUTO)
        input.mode = SG_MODE_APPROVE;
    return input;
}

sg_decision sg_decision_make(sg_decision_input input)
{
    input = downgraded(input);
    for (size_t i = 0; i < SG_COUNT(rows); i++)
        if (matches(&rows[i], &input))
            return (sg_decision){ rows[i].rule, rows[i].outcome, rows[i].reason };
    /* The rows cover everything (tested by enumeration); a person is the safe answer. */
    return (sg_decision){ 1, SG_OUTCOME_REJECT, rows[0].reason };
}

unsigned sg_decision_matches(sg_decision_input input)
{
    unsigned count = 0;
    input = downgraded(input);
    for (size_t i = 0; i < SG_COUNT(rows); i++)
        count += matches(&rows[i], &input);
    return count;
}

static const sg_str outcome_names[] = {
    [SG_OUTCOME_REMEDIATE] = SG_STR_INIT("REMEDIATE"),
    [SG_OUTCOME_DRY_RUN_APPROVE] = SG_STR_INIT("DRY_RUN_APPROVE"),
    [SG_OUTCOME_NOTIFY_OWNER] = SG_STR_INIT("NOTIFY_OWNER"),
    [SG_OUTCOME_NOTIFY_SECURITY] = SG_STR_INIT("NOTIFY_SECURITY"),
    [SG_OUTCOME_SKIP_EXCEPTION] = SG_STR_INIT("SKIP_EXCEPTION"),
    [SG_OUTCOME_REJECT] = SG_STR_INIT("REJECT"),
};

static const sg_str environment_names[] = {
    [SG_ENVIRONMENT_RESTRICTED_PRODUCTION] = SG_STR_INIT("restricted-production"),
    [SG_ENVIRONMENT_PRODUCTION] = SG_STR_INIT("production"),
    [SG_ENVIRONMENT_NON_PRODUCTION] = SG_STR_INIT("non-production"),
    [SG_ENVIRONMENT_UNKNOWN] = SG_STR_INIT("unknown"),
};

static const sg_str mode_names[] = {
    [SG_MODE_AUTO] = SG_STR_INIT("auto"),
    [SG_MODE_APPROVE] = SG_STR_INIT("approve"),
    [SG_MODE_DRY_RUN] = SG_STR_INIT("dry-run"),
    [SG_MODE_NOTIFY] = SG_STR_INIT("notify"),
};

static bool position(const sg_str *names, size_t count, sg_str name, unsigned *out)
{
    for (unsigned i = 0; i < count; i++) {
        if (sg_str_equal(names[i], name)) {
            *out = i;
            return true;
        }
    }
    return false;
}

sg_str sg_outcome_name(sg_outcome outcome)
{
    return outcome_names[outcome];
}

sg_str sg_environment_name(sg_environment environment)
{
    return environment_names[environment];
}

bool sg_environment_parse(sg_str name, sg_environment *out)
{
    unsigned index;
    if (!position(environment_names, SG_COUNT(environment_names), name, &index))
        return false;
    *out = (sg_environment)index;
    return true;
}

sg_str sg_change_mode_name(sg_change_mode mode)
{
    return mode_names[mode];
}

bool sg_change_mode_parse(sg_str name, sg_change_mode *out)
{
    unsigned index;
    if (!position(mode_names, SG_COUNT(mode_names), name, &index))
        return false;
    *out = (sg_change_mode)index;
    return true;
}
