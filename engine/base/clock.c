/* clock.c - the system's clocks, and times written as text.
 *
 * Days are counted in a calendar whose years begin in March: the leap day is then the last day
 * of the year, and the days before a month are a straight line, (153 * month + 2) / 5.
 */
#include "engine/base/clock.h"

#include <string.h>
#include <time.h>

enum {
    DAY = 24 * 60 * 60,
    YEARS_OF_ERA = 400,
    DAYS_OF_ERA = 146097,
    EPOCH = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

uint64_t sg_clock_monotonic(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

int64_t sg_clock_wall(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    int64_t from_march = year - (month < 3);
    int64_t era = from_march / YEARS_OF_ERA - (from_march < 0);
    int64_t of_era = from_march - era * YEARS_OF_ERA;
    int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

    return era * DAYS_OF_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    bool december = month == 12;

    return days_from_date(year + december, december ? 1 : month + 1, 1) -
           days_from_date(year, month, 1);
}

/* Takes exactly `width` digits off the start. */
static bool take_number(sg_str *text, size_t width, int64_t *out)
{
    int64_t value = 0;

    if (text->length < width)
        return false;
    for (size_t at = 0; at < width; at++) {
        char byte = text->bytes[at];
        if (byte < '0' || byte > '9')
            return false;
        value = value * 10 + (byte - '0');
    }
    *text = (sg_str){ text->bytes + width, text->length - width };
    *out = value;
    return true;
}

static bool take_byte(sg_str *text, char wanted)
{
    if (text->length == 0 || text->bytes[0] != wanted)
        return false;
    *text = (sg_str){ text->bytes + 1, text->length - 1 };
    return true;
}

static bool take_date(sg_str *text, int64_t *days)
{
    int64_t year, month, day;

    if (!take_number(text, 4, &year) || !take_byte(text, '-') ||
        !take_number(text, 2, &month) || !take_byte(text, '-') || !take_number(text, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return false;
    *days = days_from_date(year, month, day);
    return true;
}

/* "10:00:00.123"; the fraction is dropped, a leap second begins the next minute. */
static bool take_time(sg_str *text, int64_t *seconds)
{
    int64_t hour, minute, second, digit;

    if (!take_number(text, 2, &hour) || !take_byte(text, ':') ||
        !take_number(text, 2, &minute) || !take_byte(text, ':') ||
        !take_number(text, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    if (take_byte(text, '.')) {
        if (!take_number(text, 1, &digit))
            return false;
        while (take_number(text, 1, &digit))
            continue;
    }
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* "Z", "+01:00", "+0100", "+01" or nothing, which is read as UTC. */
static bool take_offset(sg_str *text, int64_t *seconds)
{
    int64_t hours, minutes = 0;

    *seconds = 0;
    if (text->length == 0 || take_byte(text, 'Z') || take_byte(text, 'z'))
        return true;
    bool negative = text->bytes[0] == '-';
    if (!take_byte(text, '+') && !take_byte(text, '-'))
        return false;
    if (!take_number(text, 2, &hours))
        return false;
    bool colon = take_byte(text, ':');
    if ((colon || text->length) && !take_number(text, 2, &minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    *seconds = (negative ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

bool sg_time_parse(sg_str text, int64_t *seconds)
{
    int64_t days, time = 0, offset = 0;

    if (!take_date(&text, &days))
        return false;
    if (text.length) {
        if (!take_byte(&text, 'T') && !take_byte(&text, 't') && !take_byte(&text, ' '))
            return false;
        if (!take_time(&text, &time) || !take_offset(&text, &offset) || text.length)
            return false;
    }
    *seconds = days * DAY + time - offset;
    return true;
}

/* A number below a hundred. */
static void put_two(char *out, int64_t number)
{
    out[0] = (char)('0' + number / 10);
    out[1] = (char)('0' + number % 10);
}

void sg_time_format(int64_t seconds, char out[21])
{
    const int64_t first = days_from_date(0, 1, 1) * DAY;
    const int64_t last = days_from_date(10000, 1, 1) * DAY - 1;

    seconds = seconds < first ? first : seconds > last ? last : seconds;
    int64_t days = seconds / DAY - (seconds % DAY < 0);
    int64_t second = seconds - days * DAY;
    days += EPOCH;
    int64_t era = days / DAYS_OF_ERA - (days < 0);
    int64_t of_era = days - era * DAYS_OF_ERA;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t from_march = (5 * of_year + 2) / 153;
    int64_t month = (from_march + 2) % 12 + 1;
    year += era * YEARS_OF_ERA + (month < 3);
    memcpy(out, "0000-00-00T00:00:00Z", 21);
    put_two(out, year / 100);
    put_two(out + 2, year % 100);
    put_two(out + 5, month);
    put_two(out + 8, of_year - (153 * from_march + 2) / 5 + 1);
    put_two(out + 11, second / 3600);
    put_two(out + 14, second / 60 % 60);
    put_two(out + 17, second % 60);
}
