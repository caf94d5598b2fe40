/* number.c - numbers read from text and doubles written to it, exactly and without a locale.
 *
 * printf() and strtod() write and expect the decimal point of the locale.  Here neither ever
 * sees a point: a double travels as digits and an exponent, "12345e-2".
 */
#include "engine/base/text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Takes an optional sign off the start; true when it was a minus. */
static bool take_sign(sg_str *text)
{
    char sign = '\0';

    if (text->length)
        sign = text->bytes[0];
    if (sign == '-' || sign == '+')
        *text = sg_str_slice(*text, 1, text->length);
    return sign == '-';
}

bool sg_str_to_int64(sg_str text, int64_t *out)
{
    bool negative = take_sign(&text);
    uint64_t most = (uint64_t)INT64_MAX + negative, value = 0;

    if (text.length == 0)
        return false;
    for (size_t at = 0; at < text.length; at++) {
        if (!is_digit(text.bytes[at]))
            return false;
        uint64_t digit = (uint64_t)(text.bytes[at] - '0');
        if (value > (most - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    /* Minus the largest magnitude cannot be written as a negated int64. */
    *out = !negative ? (int64_t)value : value == 0 ? 0 : -(int64_t)(value - 1) - 1;
    return true;
}

/* A decimal number as "digits e exponent".  770 digits and the knowledge that more followed are
 * enough to round any decimal to the right double: no midpoint of two doubles has more. */
typedef struct decimal {
    char digits[772];
    int count;
    int64_t exponent;
} decimal;

static void add_digit(decimal *number, char digit, bool behind_point)
{
    const int most = (int)sizeof number->digits - 2;

    if (number->count < most) {
        if (number->count > 0 || digit != '0')
            number->digits[number->count++] = digit;
        number->exponent -= behind_point;
        return;
    }
    /* All that follows only matters by being more than nothing: one digit says so. */
    number->exponent += !behind_point;
    if (number->count == most && digit != '0') {
        number->digits[number->count++] = '1';
        number->exponent--;
    }
}

/* Reads digits with at most one point; returns the offset behind them, 0 if there are none. */
static size_t read_digits(sg_str text, decimal *number)
{
    bool any = false, point = false;
    size_t at = 0;

    for (; at < text.length; at++) {
        char byte = text.bytes[at];
        if (is_digit(byte)) {
            add_digit(number, byte, point);
            any = true;
        } else if (byte == '.' && !point) {
            point = true;
        } else {
            break;
        }
    }
    return any ? at : 0;
}

/* Reads "e-12" to the end of the text; exponents beyond a million are all the same. */
static bool read_exponent(sg_str text, int64_t *exponent)
{
    const int64_t most = 1000000;
    int64_t value = 0;

    if (text.length == 0)
        return true;
    if (text.bytes[0] != 'e' && text.bytes[0] != 'E')
        return false;
    text = sg_str_slice(text, 1, text.length);
    bool negative = take_sign(&text);
    if (text.length == 0)
        return false;
    for (size_t at = 0; at < text.length; at++) {
        if (!is_digit(text.bytes[at]))
            return false;
        value = value < most ? value * 10 + (text.bytes[at] - '0') : value;
    }
    *exponent += negative ? -value : value;
    return true;
}

static double to_double(const char *digits, int count, int64_t exponent)
{
    char text[800];

    snprintf(text, sizeof text, "%.*se%lld", count, digits, (long long)exponent);
    return strtod(text, NULL);
}

bool sg_str_to_double(sg_str text, double *out)
{
    decimal number = { .count = 0 };
    bool negative = take_sign(&text);
    size_t end = read_digits(text, &number);

    if (end == 0 || !read_exponent(sg_str_slice(text, end, text.length), &number.exponent))
        return false;
    double value = number.count ? to_double(number.digits, number.count, number.exponent) : 0.0;
    if (!isfinite(value))
        return false;
    *out = negative ? -value : value;
    return true;
}

/* The fewest digits that read back as `number`, which is positive and finite.  The value is
 * d.ddd times ten to *exponent.  Every decimal of 15 digits survives a normal double, so fewer
 * need to be tried only for subnormal ones. */
static int shortest_digits(double number, char digits[17], int *exponent)
{
    int count = number < DBL_MIN ? 1 : 15;

    for (;; count++) {
        char text[32];
        int kept = 0;
        snprintf(text, sizeof text, "%.*e", count - 1, number);
        const char *mark = strchr(text, 'e');
        for (const char *at = text; at < mark; at++)
            if (is_digit(*at))
                digits[kept++] = *at;
        *exponent = (int)strtol(mark + 1, NULL, 10);
        if (count == 17 || to_double(digits, kept, *exponent - (kept - 1)) == number)
            break;
    }
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

/* 0.00123, 12.3, 12300.0: the digit at `place` counts ten to (exponent - place). */
static size_t write_plain(char *out, const char *digits, int count, int exponent)
{
    int first = exponent < 0 ? exponent : 0;
    int end = count > exponent + 2 ? count : exponent + 2;
    char *at = out;

    for (int place = first; place < end; place++) {
        *at++ = (char)(place >= 0 && place < count ? digits[place] : '0');
        if (place == exponent)
            *at++ = '.';
    }
    return (size_t)(at - out);
}

/* 1e300, 1.23e-7 */
static size_t write_scientific(char *out, const char *digits, int count, int exponent)
{
    return (size_t)snprintf(out, 32, "%c%s%.*se%d", digits[0], count > 1 ? "." : "", count - 1,
                            digits + 1, exponent);
}

size_t sg_double_format(double number, char out[32])
{
    char digits[17];
    size_t length = 0;
    int exponent = 0;

    if (!isfinite(number)) {
        const char *name = isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        return (size_t)snprintf(out, 32, "%s", name);
    }
    if (signbit(number))
        out[length++] = '-';
    number = fabs(number);
    if (number == 0.0) {
        memcpy(out + length, "0.0", 4);
        return length + 3;
    }
    int count = shortest_digits(number, digits, &exponent);
    length += exponent < -4 || exponent > 15
                  ? write_scientific(out + length, digits, count, exponent)
                  : write_plain(out + length, digits, count, exponent);
    out[length] = '\0';
    return length;
}
