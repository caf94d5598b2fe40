/* oracle_conditions.c - texts, keys and conditions, as the oracle reads them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/unit/ingest/derive/oracle_request.h"

/* --- texts -------------------------------------------------------------------------------- */

static char fold(char byte)
{
    return (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

bool oracle_glob(const char *pattern, const char *text, bool folded)
{
    for (; *pattern != '*'; pattern++, text++) {
        if (!*text)
            return !*pattern;
        if (*pattern != '?' && *pattern != *text && !(folded && fold(*pattern) == fold(*text)))
            return false;
    }
    for (;; text++) {
        if (oracle_glob(pattern + 1, text, folded))
            return true;
        if (!*text)
            return false;
    }
}

static void cut_part(const char *text, const char *end, char *out, size_t room)
{
    size_t length = (size_t)(end - text) < room ? (size_t)(end - text) : room - 1;

    memcpy(out, text, length);
    out[length] = '\0';
}

/* Six parts, of which the last keeps its colons; as many in both. */
bool oracle_glob_parts(const char *pattern, const char *text)
{
    char left[256], right[256];

    for (int part = 1; part < 6; part++) {
        const char *end = strchr(pattern, ':');
        const char *stop = strchr(text, ':');
        if (!end || !stop)
            return !end && !stop && oracle_glob(pattern, text, false);
        cut_part(pattern, end, left, sizeof left);
        cut_part(text, stop, right, sizeof right);
        if (!oracle_glob(left, right, false))
            return false;
        pattern = end + 1;
        text = stop + 1;
    }
    return oracle_glob(pattern, text, false);
}

/* --- keys --------------------------------------------------------------------------------- */

typedef struct value {
    oracle_key_state state;
    const char *text;
} value;

static value text_or(const char *text, oracle_key_state otherwise)
{
    return text ? (value){ KNOWN, text } : (value){ otherwise, NULL };
}

static value look_up_stranger(oracle_guise guise, const char *key)
{
    bool organisation = strcmp(key, "aws:PrincipalOrgID") == 0;
    bool account = strcmp(key, "aws:PrincipalAccount") == 0;
    bool type = strcmp(key, "aws:PrincipalType") == 0;

    if (guise == WITHOUT_CREDENTIALS)
        return text_or(account ? "anonymous" : type ? "Anonymous" : NULL, ABSENT);
    if (type || strcmp(key, "aws:PrincipalTag/team") == 0)
        return text_or(NULL, UNKNOWN);
    return text_or(organisation && guise == IN_NO_ORGANISATION ? NULL : "zz", ABSENT);
}

static value look_up_caller(const oracle_request *asked, const char *key)
{
    const world_principal *who = asked->who;

    if (!who)
        return look_up_stranger(asked->guise, key);
    if (strcmp(key, "aws:PrincipalTag/team") == 0)
        return text_or(who->team, who->role ? UNKNOWN : ABSENT);
    if (strcmp(key, "aws:PrincipalType") == 0)
        return text_or(who->role ? "AssumedRole" : "User", UNKNOWN);
    if (strcmp(key, "aws:PrincipalAccount") == 0)
        return text_or(world_accounts[who->account], ABSENT);
    if (strcmp(key, "aws:PrincipalOrgID") == 0)
        return text_or("o-1", ABSENT);
    if (strcmp(key, "aws:PrincipalArn") == 0)
        return text_or(who->arn, ABSENT);
    return text_or(who->role ? NULL : who->name, ABSENT); /* aws:username */
}

static value look_up(const oracle_request *asked, const char *key)
{
    for (unsigned i = 0; i < WORLD_CHOSEN; i++)
        if (strcmp(world_choices[asked->in->chosen[i]].key, key) == 0)
            return text_or(asked->choices[i], ABSENT);
    if (strncmp(key, "aws:Principal", 13) == 0 || strcmp(key, "aws:username") == 0)
        return look_up_caller(asked, key);
    if (strcmp(key, "aws:ResourceTag/env") == 0)
        return text_or(asked->environment, ABSENT);
    if (strcmp(key, "aws:ResourceAccount") == 0)
        return text_or(world_accounts[asked->account], ABSENT);
    if (strcmp(key, "aws:SourceIp") == 0)
        return text_or(NULL, SOME_ADDRESS);
    if (strcmp(key, "aws:SourceVpce") == 0)
        return text_or(NULL, asked->who ? UNKNOWN : ABSENT);
    if (strcmp(key, "kms:ViaService") == 0)
        return text_or(asked->via, ABSENT);
    if (strcmp(key, "aws:SourceAccount") == 0 || strcmp(key, "aws:CalledVia") == 0)
        return text_or(NULL, ABSENT);
    if (strcmp(key, "aws:ViaAWSService") == 0)
        return text_or("false", ABSENT);
    return text_or(NULL, UNKNOWN); /* the environment */
}

oracle_key_state oracle_expand(const oracle_request *asked, const char *text, char *out,
                               size_t room)
{
    oracle_key_state worst = KNOWN;
    size_t length = 0;

    if (!strstr(text, "${")) {
        cut_part(text, text + strlen(text), out, room);
        return KNOWN;
    }
    for (; *text && length + 1 < room; text++) {
        char key[64];
        char fallback[32] = "";
        value found;

        if (text[0] != '$' || text[1] != '{') {
            out[length++] = *text;
            continue;
        }
        (void)sscanf(text, "${%63[^},], '%31[^']'", key, fallback);
        text = strchr(text, '}');
        found = look_up(asked, key);
        if (found.state == ABSENT && fallback[0])
            found = text_or(fallback, ABSENT);
        if (found.state != KNOWN)
            worst = found.state;
        length += (size_t)snprintf(out + length, room - length, "%s",
                                   found.state == KNOWN ? found.text : "*");
    }
    out[length] = '\0';
    return worst;
}

/* --- conditions --------------------------------------------------------------------------- */

static bool compare_numbers(const char *op, const char *actual, const char *wanted)
{
    char *end;
    long left = strtol(actual, &end, 10);
    long right = strtol(wanted, NULL, 10);

    if (*end)
        return false;
    if (strcmp(op, "NumericEquals") == 0)
        return left == right;
    return strcmp(op, "NumericGreaterThan") == 0 ? left > right : left <= right;
}

static oracle_truth compare(const oracle_request *asked, const char *op, value actual,
                            const char *written)
{
    char wanted[256];
    oracle_key_state state = oracle_expand(asked, written, wanted, sizeof wanted);

    if (state != KNOWN)
        return state == ABSENT ? NO : PERHAPS;
    if (strncmp(op, "Numeric", 7) == 0)
        return oracle_of(compare_numbers(op, actual.text, wanted));
    if (strncmp(op, "Arn", 3) == 0)
        return oracle_of(oracle_glob_parts(wanted, actual.text));
    if (strstr(op, "IgnoreCase") || strcmp(op, "Bool") == 0)
        return oracle_of(strcasecmp(actual.text, wanted) == 0);
    return oracle_of(strstr(op, "Like") ? oracle_glob(wanted, actual.text, false)
                                        : strcmp(wanted, actual.text) == 0);
}

static bool lists(const world_condition *condition, const char *range)
{
    for (unsigned i = 0; i < condition->count; i++)
        if (strcmp(condition->values[i], range) == 0)
            return true;
    return false;
}

/* Whoever wants to get through comes by the family that gets through. */
static oracle_truth match_address(const oracle_request *asked, const world_condition *condition,
                                  bool deny)
{
    bool ipv4 = lists(condition, "0.0.0.0/0") ||
                (lists(condition, "0.0.0.0/1") && lists(condition, "128.0.0.0/1"));
    bool ipv6 = lists(condition, "::/0");
    bool negated = strstr(condition->op, "Not") != NULL;
    bool only_inside = condition->count == 1
                           ? lists(condition, "10.0.0.0/8")
                           : strcmp(condition->values[0], "10.0.0.0/8") == 0 &&
                                 strcmp(condition->values[1], "10.0.0.0/8") == 0;

    if (deny == negated ? ipv4 || ipv6 : ipv4 && ipv6)
        return YES;
    return only_inside && !asked->who ? NO : PERHAPS;
}

/* Whoever has an account calls users what he likes, and has roles wherever the account is open. */
static bool stranger_brings(const oracle_request *asked, const world_condition *condition)
{
    if (asked->who || asked->guise == WITHOUT_CREDENTIALS)
        return false;
    for (unsigned i = 0;
         strcmp(condition->key, "aws:PrincipalArn") == 0 && i < condition->count; i++)
        if (strstr(condition->values[i], "::*:") || strcmp(condition->values[i], "arn:*") == 0)
            return true;
    return strcmp(condition->key, "aws:username") == 0;
}

/* Whoever wants to gets a service to call, or calls by an endpoint of his own, or does neither. */
static bool stranger_comes_otherwise(const oracle_request *asked,
                                     const world_condition *condition, bool deny)
{
    static const char *const routes[] = { "aws:SourceVpce", "aws:SourceAccount",
                                          "kms:ViaService", "aws:CalledVia",
                                          "aws:ViaAWSService" };
    bool as_named = deny == (strstr(condition->op, "Not") != NULL);
    unsigned route = 0;

    if (asked->who || asked->guise == WITHOUT_CREDENTIALS)
        return false;
    while (route < SG_COUNT(routes) && strcmp(routes[route], condition->key) != 0)
        route++;
    if (route == SG_COUNT(routes) || (asked->via && route == 2))
        return false;
    if (strcmp(condition->op, "Null") == 0 || strcmp(condition->op, "Bool") == 0)
        return true;
    return !as_named || route >= 2; /* a fixed endpoint and account are another's */
}

static oracle_truth holds_as_told(const oracle_request *asked, const world_condition *condition,
                                  bool deny)
{
    char op[64];
    value actual = look_up(asked, condition->key);
    bool for_all = strncmp(condition->op, "ForAllValues:", 13) == 0;
    bool for_any = strncmp(condition->op, "ForAnyValue:", 12) == 0;
    bool negated = strstr(condition->op, "Not") != NULL;
    bool if_exists = strstr(condition->op, "IfExists") != NULL;
    oracle_truth any = NO;

    (void)snprintf(op, sizeof op, "%s", condition->op + (for_all ? 13 : for_any ? 12 : 0));
    if (if_exists)
        *strstr(op, "IfExists") = '\0';
    if (strcmp(op, "Null") == 0)
        return actual.state == UNKNOWN ? PERHAPS
                                       : oracle_of((strcmp(condition->values[0], "true") ==
                                                    0) == (actual.state == ABSENT));
    if (actual.state == ABSENT)
        return oracle_of(if_exists || for_all || (negated && !for_any));
    if (actual.state == UNKNOWN)
        return PERHAPS;
    if (actual.state == SOME_ADDRESS)
        any = match_address(asked, condition, deny);
    for (unsigned i = 0; actual.state != SOME_ADDRESS && i < condition->count; i++)
        any = oracle_either(any, compare(asked, op, actual, condition->values[i]));
    if (any == NO && negated == deny && stranger_brings(asked, condition))
        return PERHAPS;
    return negated ? oracle_negate(any) : any;
}

oracle_truth oracle_condition_holds(const oracle_request *asked,
                                    const world_condition *condition, bool deny)
{
    oracle_truth told = holds_as_told(asked, condition, deny);

    return told == oracle_of(deny) && stranger_comes_otherwise(asked, condition, deny) ? PERHAPS
                                                                                       : told;
}
