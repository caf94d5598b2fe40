/* condition_values.c - texts, numbers, dates, addresses and ARNs as Condition operators see
 * them. */
#include "ingest/derive/condition_values.h"

#include <arpa/inet.h>
#include <string.h>

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

#define IPV4_BYTES 4
#define IPV6_BYTES 16

typedef struct range {
    unsigned char bytes[IPV6_BYTES];
    unsigned length; /* bytes in an address */
    unsigned bits;   /* of the prefix */
} range;

/* "10.0.0.0/8", "2001:db8::/32"; without a prefix, the one address. */
static bool read_range(sg_str text, range *out)
{
    char address[INET6_ADDRSTRLEN];
    sg_str suffix;
    sg_str prefix = sg_str_cut(text, '/', &suffix);
    int64_t bits;
    bool wide = sg_str_find(prefix, SG_STR(":"), 0) != SIZE_MAX;

    if (prefix.length == 0 || prefix.length >= sizeof address)
        return false;
    memcpy(address, prefix.bytes, prefix.length);
    address[prefix.length] = '\0';
    if (inet_pton(wide ? AF_INET6 : AF_INET, address, out->bytes) != 1)
        return false;
    out->length = wide ? IPV6_BYTES : IPV4_BYTES;
    out->bits = out->length * 8;
    if (prefix.length == text.length)
        return true;
    if (!sg_str_to_int64(suffix, &bits) || bits < 0 || bits > (int64_t)out->bits)
        return false;
    out->bits = (unsigned)bits;
    return true;
}

static bool contains(const range *outer, const range *inner)
{
    unsigned whole = outer->bits / 8;
    unsigned rest = outer->bits % 8;

    if (outer->length != inner->length || outer->bits > inner->bits ||
        memcmp(outer->bytes, inner->bytes, whole) != 0)
        return false;
    return rest == 0 || (outer->bytes[whole] ^ inner->bytes[whole]) >> (8 - rest) == 0;
}

sg_reach sg_range_of_internet(sg_str text)
{
    static const sg_str inside[] = {
        SG_STR_INIT("10.0.0.0/8"),     SG_STR_INIT("172.16.0.0/12"),
        SG_STR_INIT("192.168.0.0/16"), SG_STR_INIT("100.64.0.0/10"),
        SG_STR_INIT("127.0.0.0/8"),    SG_STR_INIT("169.254.0.0/16"),
        SG_STR_INIT("224.0.0.0/3"),    SG_STR_INIT("fc00::/7"),
        SG_STR_INIT("fe80::/10"),      SG_STR_INIT("::1/128"),
    };
    range wanted, block;

    if (!read_range(text, &wanted))
        return SG_REACH_NONE;
    if (wanted.bits == 0)
        return SG_REACH_ALL;
    for (size_t i = 0; i < SG_COUNT(inside); i++)
        if (read_range(inside[i], &block) && contains(&block, &wanted))
            return SG_REACH_NONE;
    return SG_REACH_SOME;
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
    range inner, outer;

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
        return read_range(actual, &inner) && read_range(wanted, &outer) &&
               contains(&outer, &inner);
    case ARN:
        return sg_glob_match_arn(wanted, actual);
    case PRESENCE:
        return false;
    }
    SG_UNREACHABLE();
}
