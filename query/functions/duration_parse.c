/* duration_parse.c - durations from ISO 8601 text.
 *
 *     P1Y2M3W4DT5H6M7.8S     any of the units, in this order, each with a sign and a fraction
 *     P2012-02-02T14:37:21   as a date and time would be written
 *     -P1D                   all of it the other way
 */
#include "query/functions/temporal.h"

#include "engine/base/text_reader.h"

static sg_str take_number(sg_text_reader *text)
{
    const char *begin = text->next;
    while (!sg_text_ended(text) &&
           ((*text->next >= '0' && *text->next <= '9') || *text->next == '.' ||
            *text->next == ',' || (text->next == begin && (*begin == '-' || *begin == '+'))))
        text->next++;
    return (sg_str){ begin, (size_t)(text->next - begin) };
}

/* Both parts of a number add up on their own, so that the whole part is exact. */
static bool add_number(sg_duration_sum *sum, sg_unit unit, sg_str number, bool negative)
{
    char digits[32] = "0";
    bool minus = number.length > 0 && *number.bytes == '-';
    size_t sign = minus || (number.length > 0 && *number.bytes == '+'), point = sign;
    int64_t whole;
    double part = 0;

    while (point < number.length && number.bytes[point] != '.' && number.bytes[point] != ',')
        point++;
    if (point == sign || !sg_str_to_int64(sg_str_slice(number, sign, point), &whole))
        return false;
    if (point < number.length) {
        sg_str rest = sg_str_slice(number, point + 1, number.length);
        size_t length = 1;
        digits[length++] = '.';
        for (size_t i = 0; i < rest.length; i++) {
            if (rest.bytes[i] < '0' || rest.bytes[i] > '9')
                return false;
            if (length < sizeof(digits) - 1)
                digits[length++] = rest.bytes[i];
        }
        if (rest.length == 0 || !sg_str_to_double((sg_str){ digits, length }, &part))
            return false;
    }
    bool back = minus != negative;
    sg_duration_add(sum, unit, back ? -whole : whole);
    sg_duration_add_part(sum, unit, back ? -part : part);
    return true;
}

/* Units of one half, `next` onwards; each at most once and in order. */
static bool take_units(sg_text_reader *text, const char *letters, const sg_unit *units,
                       bool negative, sg_duration_sum *sum, bool *any)
{
    while (!sg_text_ended(text) && *text->next != 'T') {
        sg_str number = take_number(text);
        while (*letters && (sg_text_ended(text) || *text->next != *letters)) {
            letters++;
            units++;
        }
        if (!*letters || !add_number(sum, *units, number, negative))
            return false;
        text->next++;
        letters++;
        units++;
        *any = true;
    }
    return true;
}

static bool take_designated(sg_text_reader *text, bool negative, sg_duration_sum *sum)
{
    static const sg_unit days[] = { SG_UNIT_YEAR, SG_UNIT_QUARTER, SG_UNIT_MONTH, SG_UNIT_WEEK,
                                    SG_UNIT_DAY };
    static const sg_unit clock[] = { SG_UNIT_HOUR, SG_UNIT_MINUTE, SG_UNIT_SECOND };
    bool any = false, any_clock = false;

    if (!take_units(text, "YQMWD", days, negative, sum, &any))
        return false;
    if (!sg_text_take(text, 'T'))
        return any;
    return take_units(text, "HMS", clock, negative, sum, &any_clock) && any_clock;
}

/* `2012-02-02T14:37:21.545`: numbers, not a date, so that a month may be 0; no unit overflows. */
static bool take_dated(sg_text_reader *text, bool negative, sg_duration_sum *sum)
{
    static const sg_unit units[] = { SG_UNIT_YEAR, SG_UNIT_MONTH,  SG_UNIT_DAY,
                                     SG_UNIT_HOUR, SG_UNIT_MINUTE, SG_UNIT_SECOND };
    static const char separators[] = "--T::";

    for (unsigned i = 0; i < SG_COUNT(units); i++) {
        if (i > 0 && !sg_text_take(text, separators[i - 1]))
            return i == 3; /* a date alone will do */
        if (sg_text_ended(text) || *text->next < '0' || *text->next > '9' ||
            !add_number(sum, units[i], take_number(text), negative))
            return false;
    }
    return true;
}

sg_status sg_duration_parse(sg_str text, sg_duration *out, sg_error *err)
{
    sg_text_reader reader = sg_text_reader_of(text);
    sg_duration_sum sum = { .months = 0 }, dated = { .months = 0 };
    bool negative = sg_text_take(&reader, '-');
    bool fits = (negative || sg_text_take(&reader, '+') || true) && sg_text_take(&reader, 'P');
    sg_text_reader behind = reader;

    if (fits && take_dated(&behind, negative, &dated) && sg_text_ended(&behind))
        return sg_duration_of_sum(&dated, out, err);
    if (fits && take_designated(&reader, negative, &sum) && sg_text_ended(&reader))
        return sg_duration_of_sum(&sum, out, err);
    return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                         "`%.*s` is not the text of a Duration, such as 'P1Y2M10DT2H30M'",
                         SG_FMT(text));
}
