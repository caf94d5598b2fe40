/* conditions.c - operators, quantifiers and absent keys, in three-valued logic.
 *
 * One condition is a key, an operator and values.  The values are alternatives (for a negated
 * operator: none of them may match); the conditions of a statement must all hold.
 *
 *     key absent      plain operator   false          IfExists        true
 *                     negated          true           ForAllValues    true (none fails)
 *                                                     ForAnyValue     false
 */
#include "ingest/derive/conditions.h"

#include "ingest/derive/condition_keys.h"
#include "ingest/derive/condition_values.h"
#include "ingest/derive/glob.h"

/* "AROA...:<some session>" against a pattern: some sessions may match and others not. */
static sg_truth match_partly(const sg_situation *situation, sg_condition_operator op,
                             sg_str actual, sg_str wanted)
{
    sg_str pattern, witness;
    bool overlap;
    char *bytes;

    if (sg_value_satisfies(op, actual, wanted))
        return SG_TRUE;
    if (!sg_operator_is_textual(op))
        return SG_UNKNOWN;
    bytes = sg_arena_alloc_raw(situation->arena, actual.length + 1);
    if (!bytes) {
        *situation->exhausted = true;
        return SG_UNKNOWN;
    }
    for (size_t i = 0; i < actual.length; i++)
        bytes[i] = sg_fresh_to_wildcard(actual.bytes[i]);
    pattern = (sg_str){ bytes, actual.length };
    if (!sg_operator_is_like(op))
        return sg_glob_match(pattern, wanted) ? SG_UNKNOWN : SG_FALSE;
    if (sg_glob_intersect(pattern, wanted, situation->arena, &overlap, &witness) != SG_OK) {
        *situation->exhausted = true;
        return SG_UNKNOWN;
    }
    return overlap ? SG_UNKNOWN : SG_FALSE;
}

/* A value of which it is known what it is not. */
static sg_truth match_another(sg_str other, sg_str wanted, bool like)
{
    if (like && sg_str_equal(wanted, SG_STR("*")))
        return SG_TRUE;
    return sg_str_equal(wanted, other) && !(like && sg_glob_has_wildcard(wanted)) ? SG_FALSE
                                                                                  : SG_UNKNOWN;
}

/* Whether one value of the policy matches the value of the key, without negation. */
static sg_truth match_value(const sg_situation *situation, sg_condition_operator op,
                            sg_key_value actual, sg_str wanted, bool variables)
{
    if (variables && sg_operator_is_textual(op)) {
        sg_expansion expansion =
            sg_expand_variables(situation, wanted, sg_operator_is_like(op), &wanted);
        if (expansion == SG_EXPANSION_ABSENT)
            return SG_FALSE;
        if (expansion == SG_EXPANSION_UNKNOWN)
            return SG_UNKNOWN;
    }
    if (actual.state == SG_KEY_PARTLY)
        return match_partly(situation, op, actual.text, wanted);
    if (actual.state == SG_KEY_ANOTHER)
        return match_another(actual.text, wanted, sg_operator_is_like(op));
    return sg_truth_of(sg_value_satisfies(op, actual.text, wanted));
}

/* Addresses that are not known: ranges of all the internet admit any caller from there, such without
 * public addresses none of those that are nowhere else.  Callers come by IPv4 or IPv6, whichever lets them
 * through: to let in, all of one is enough; to keep out, it takes all of both. */
static sg_truth match_address(const sg_situation *situation, const sg_iam_condition *condition,
                              bool deny)
{
    const sg_reach *reach = &condition->reach;
    bool lets_in = deny == sg_operator_is_negated(condition->op);

    if (lets_in ? reach->all_ipv4 || reach->all_ipv6 : reach->all_ipv4 && reach->all_ipv6)
        return SG_TRUE;
    if (!reach->some && situation->request->caller->kind == SG_CALLER_ANYONE)
        return SG_FALSE;
    return SG_UNKNOWN;
}

static sg_truth match_present(const sg_situation *situation, const sg_iam_condition *condition,
                              sg_key_value actual, bool variables, bool deny)
{
    bool address = actual.state == SG_KEY_ADDRESS && sg_operator_is_address(condition->op);
    sg_truth any = SG_FALSE;

    if (actual.state == SG_KEY_UNKNOWN || (actual.state == SG_KEY_ADDRESS && !address))
        return SG_UNKNOWN;
    if (address)
        any = match_address(situation, condition, deny);
    for (uint32_t i = 0; !address && i < condition->values.count && any != SG_TRUE; i++)
        any = sg_either(any, match_value(situation, condition->op, actual,
                                         condition->values.items[i], variables));
    return sg_operator_is_negated(condition->op) ? sg_negation(any) : any;
}

static sg_truth match_absent(const sg_iam_condition *condition)
{
    if (condition->if_exists)
        return SG_TRUE;
    switch (condition->quantifier) {
    case SG_SINGLE_VALUE:
        return sg_truth_of(sg_operator_is_negated(condition->op));
    case SG_FOR_ALL_VALUES:
        return SG_TRUE;
    case SG_FOR_ANY_VALUE:
        return SG_FALSE;
    }
    SG_UNREACHABLE();
}

/* Null: "true" wants the key to be absent, "false" to be there. */
static sg_truth match_null(const sg_iam_condition *condition, sg_key_value actual)
{
    sg_truth any = SG_FALSE;

    for (uint32_t i = 0; i < condition->values.count; i++) {
        bool wants_absent = sg_str_equal_fold(condition->values.items[i], SG_STR("true"));
        sg_truth one = actual.state == SG_KEY_UNKNOWN
                           ? SG_UNKNOWN
                           : sg_truth_of(wants_absent == (actual.state == SG_KEY_ABSENT));
        any = sg_either(any, one);
    }
    return any;
}

static sg_truth holds_as_told(const sg_situation *situation, const sg_iam_condition *condition,
                              bool variables, bool deny)
{
    sg_key_value actual;

    if (condition->op == SG_CONDITION_UNKNOWN)
        return SG_UNKNOWN;
    actual = sg_key_lookup(situation, condition->key, condition->source);
    if (condition->op == SG_CONDITION_NULL)
        return match_null(condition, actual);
    if (actual.state == SG_KEY_ABSENT)
        return match_absent(condition);
    return match_present(situation, condition, actual, variables, deny);
}

/* Whether a value that is asked for is one of strangers' own making: a user of that name, an organisation or
 * an endpoint of theirs, a service that calls for them. */
static bool makes_wanted(const sg_situation *situation, const sg_iam_condition *condition,
                         bool variables)
{
    bool textual = sg_operator_is_textual(condition->op);
    bool like = sg_operator_is_like(condition->op);

    if (!textual && !sg_operator_is_address(condition->op))
        return false;
    for (uint32_t i = 0; i < condition->values.count; i++) {
        sg_str wanted = condition->values.items[i];
        if (variables && textual &&
            sg_expand_variables(situation, wanted, like, &wanted) != SG_EXPANDED)
            continue;
        if (sg_key_is_of_own_making(condition->source, wanted, like))
            return true;
    }
    return false;
}

/* Whether a condition that keeps a request out lets it in when strangers bring what they can.  Of how requests
 * come (through an endpoint, by a service) they pick whether the key is there at all, and any value but a
 * certain one. */
static bool may_be_met(const sg_situation *situation, const sg_iam_condition *condition,
                       bool variables, bool deny)
{
    const sg_iam_caller *caller = situation->request->caller;
    bool flag = condition->op == SG_CONDITION_NULL || condition->op == SG_CONDITION_BOOL;

    if (caller->kind != SG_CALLER_ANYONE || caller->guise == SG_GUISE_ANONYMOUS)
        return false;
    if (sg_key_comes_with_a_route(condition->source)) {
        if (sg_key_is_told(situation, condition->key))
            return false;
        if (flag || deny != sg_operator_is_negated(condition->op))
            return true;
    }
    return deny == sg_operator_is_negated(condition->op) &&
           makes_wanted(situation, condition, variables);
}

/* A condition that keeps the internet out keeps out nobody who can bring the value along. */
static sg_truth holds(const sg_situation *situation, const sg_iam_condition *condition,
                      bool variables, bool deny)
{
    sg_truth told = holds_as_told(situation, condition, variables, deny);

    if (told == sg_truth_of(deny) && may_be_met(situation, condition, variables, deny))
        return SG_UNKNOWN;
    return told;
}

sg_truth sg_iam_conditions_hold(const sg_situation *situation,
                                const sg_iam_statement *statement, bool variables)
{
    sg_truth all = SG_TRUE;

    for (uint32_t i = 0; i < statement->condition_count && all != SG_FALSE; i++)
        all = sg_both(all,
                      holds(situation, &statement->conditions[i], variables, statement->deny));
    return all;
}
