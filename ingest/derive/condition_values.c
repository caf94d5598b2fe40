/* condition_values.c - texts, numbers, dates, addresses and ARNs as Condition operators see
 * them. */
#include "ingest/derive/condition_values.h"

#include <stdlib.h>
#include <string.h>

#include "ingest/derive/address_set.h"
#include "ingest/derive/glob.h"

typedef enum family {
    STRING,
    STRING_FOLD,
    NUMERIC,
    DATE,
    BINARY,
    ADDRESS,
    ARN,
    PRESENCE
} family;
typedef enum relation { EQUAL, LIKE, LESS, AT_MOST, GREATER, AT_LEAST } relation;

static const struct {
    family family;
    relation relation;
    bool negated;
} operators[] = {
#define OPERATOR(symbol, name, family, relation, negated)                                      \
    [SG_CONDITION_##symbol] = { family, relation, negated },
#include "ingest/derive/condition_operators.def"
#undef OPERATOR
};

static bool is_known(sg_condition_operator op)
{
    return (size_t)op < SG_COUNT(operators);
}

bool sg_operator_is_negated(sg_condition_operator op)
{
    return is_known(op) && operators[op].negated;
}

bool sg_operator_is_textual(sg_condition_operator op)
{
    return is_known(op) && (operators[op].family == STRING ||
                            operators[op].family == STRING_FOLD || operators[op].family == ARN);
}

bool sg_operator_is_like(sg_condition_operator op)
{
    return is_known(op) && operators[op].relation == LIKE;
}

bool sg_operator_is_address(sg_condition_operator op)
{
    return is_known(op) && operators[op].family == ADDRESS;
}

/* --- dates -------------------------------------------------------------------------------- */

static bool read_digits(sg_str *text, size_t count, int64_t *out)
{
    sg_str digits = sg_str_slice(*text, 0, count);

    if (digits.length != count || digits.bytes[0] < '0' || digits.bytes[0] > '9' ||
        !sg_str_to_int64(digits, out))
        return false;
    *text = sg_str_slice(*text, count, text->length);
    return true;
}

static bool skip(sg_str *text, const char *literal)
{
    sg_str prefix = sg_str_of(literal);

    if (!sg_str_starts(*text, prefix))
        return false;
    *text = sg_str_slice(*text, prefix.length, text->length);
    return true;
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar; years begin in March, so that the
 * leap day is the last of its year. */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted = year - (month <= 2);
    int64_t era = shifted / 400;
    int64_t year_of_era = shifted - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
           day_of_year - 719468;
}

/* Seconds since the epoch, from "2026-01-31", "2026-01-31T10:00:00Z" or the seconds themselves.
 * */
static bool read_date(sg_str text, double *out)
{
    int64_t year, month, day, hour = 0, minute = 0, second = 0;

    if (sg_str_find(text, SG_STR("-"), 0) == SIZE_MAX)
        return sg_str_to_double(text, out);
    if (!read_digits(&text, 4, &year) || !skip(&text, "-") || !read_digits(&text, 2, &month) ||
        !skip(&text, "-") || !read_digits(&text, 2, &day))
        return false;
    if (skip(&text, "T") && (!read_digits(&text, 2, &hour) || !skip(&text, ":") ||
                             !read_digits(&text, 2, &minute) || !skip(&text, ":") ||
                             !read_digits(&text, 2, &second)))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    (void)skip(&text, "Z");
    *out =
        (double)(((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second);
    return text.length == 0;
}

/* --- addresses ---------------------------------------------------------------------------- */

static bool contains(sg_address_range outer, sg_address_range inner)
{
    return outer.first.family == inner.first.family &&
           sg_address_compare(outer.first, inner.first) <= 0 &&
           sg_address_compare(inner.last, outer.last) <= 0;
}

static int compare_ranges(const void *left, const void *right)
{
    const sg_address_range *a = left;
    const sg_address_range *b = right;

    return sg_address_compare(a->first, b->first);
}

/* Sorts the ranges and joins those that overlap or touch; returns how many are left. */
static uint32_t join_ranges(sg_address_range *ranges, uint32_t count)
{
    uint32_t joined = 0;

    qsort(ranges, count, sizeof *ranges, compare_ranges);
    for (uint32_t i = 0; i < count; i++) {
        sg_address_range *last = joined > 0 ? &ranges[joined - 1] : NULL;
        sg_address next;
        bool touches = last && last->last.family == ranges[i].first.family &&
                       (!sg_address_next(last->last, &next) ||
                        sg_address_compare(ranges[i].first, next) <= 0);

        if (!touches)
            ranges[joined++] = ranges[i];
        else if (sg_address_compare(last->last, ranges[i].last) < 0)
            last->last = ranges[i].last;
    }
    return joined;
}

/* Nobody sends from 0.0.0.0/8, so that nobody has to list it. */
static bool is_held(sg_address_set set, sg_address_range range)
{
    const sg_address no_network = { .low = UINT64_C(1) << 24, .family = SG_IPV4 };

    if (range.first.family == SG_IPV4 && sg_address_compare(range.first, no_network) < 0)
        range.first = no_network;
    return sg_address_set_covers(set, range);
}

sg_status sg_reach_of(sg_texts ranges, sg_arena *arena, sg_reach *out)
{
    sg_arena_mark mark = sg_arena_save(arena);
    sg_address_range *read = sg_arena_make_array(arena, sg_address_range, ranges.count + 1U);
    sg_reach reach = { .all_ipv4 = true, .all_ipv6 = true };
    uint32_t count = 0;

    if (!read)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < ranges.count; i++)
        count += sg_cidr_parse(ranges.items[i], &read[count], NULL);
    const sg_address_set set = { read, join_ranges(read, count) };
    for (uint32_t i = 0; i < sg_public_addresses.count; i++) {
        sg_address_range range = sg_public_addresses.ranges[i];
        bool *all = range.first.family == SG_IPV4 ? &reach.all_ipv4 : &reach.all_ipv6;
        *all = *all && is_held(set, range);
        reach.some = reach.some || sg_address_set_overlaps(set, range);
    }
    sg_arena_rewind(arena, mark);
    *out = reach;
    return SG_OK;
}

/* --- relations ---------------------------------------------------------------------------- */

static bool ordered(relation kind, double actual, double wanted)
{
    switch (kind) {
    case EQUAL:
    case LIKE:
        return !(actual < wanted) && !(actual > wanted);
    case LESS:
        return actual < wanted;
    case AT_MOST:
        return actual <= wanted;
    case GREATER:
        return actual > wanted;
    case AT_LEAST:
        return actual >= wanted;
    }
    SG_UNREACHABLE();
}

bool sg_value_satisfies(sg_condition_operator op, sg_str actual, sg_str wanted)
{
    double left, right;
    sg_address_range inner, outer;

    if (!is_known(op))
        return false;
    switch (operators[op].family) {
    case STRING:
        return operators[op].relation == LIKE ? sg_glob_match(wanted, actual)
                                              : sg_str_equal(wanted, actual);
    case STRING_FOLD:
        return sg_str_equal_fold(wanted, actual);
    case NUMERIC:
        return sg_str_to_double(actual, &left) && sg_str_to_double(wanted, &right) &&
               ordered(operators[op].relation, left, right);
    case DATE:
        return read_date(actual, &left) && read_date(wanted, &right) &&
               ordered(operators[op].relation, left, right);
    case BINARY:
        return sg_str_equal(wanted, actual);
    case ADDRESS:
        return sg_cidr_parse(actual, &inner, NULL) && sg_cidr_parse(wanted, &outer, NULL) &&
               contains(outer, inner);
    case ARN:
        return sg_glob_match_arn(wanted, actual);
    case PRESENCE:
        return false;
    }
    SG_UNREACHABLE();
}
