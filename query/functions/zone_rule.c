/* zone_rule.c - the rule at the end of a zone's file: POSIX TZ text, as RFC 8536 extends it.
 *
 *     CET-1CEST,M3.5.0,M10.5.0/3    one hour east; summer time from the last Sunday of March, 2:00,
 *                                   to the last Sunday of October, 3:00
 *     <+0330>-3:30                  no summer time; what stands between < and > is a name
 *     IST-1GMT0,M10.5.0,M3.5.0/1    "summer time" that is earlier, in winter
 */
#include "query/functions/zone.h"

typedef struct rule_reader {
    const char *next, *end;
} rule_reader;

static bool take(rule_reader *text, char byte)
{
    if (text->next == text->end || *text->next != byte)
        return false;
    text->next++;
    return true;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool skip_name(rule_reader *text)
{
    const char *begin = text->next;

    if (take(text, '<')) {
        while (text->next < text->end && *text->next != '>')
            text->next++;
        return take(text, '>');
    }
    while (text->next < text->end && is_letter(*text->next))
        text->next++;
    return text->next - begin >= 3;
}

static bool take_number(rule_reader *text, int least, int most, int *out)
{
    const char *begin = text->next;
    int number = 0;

    while (text->next < text->end && *text->next >= '0' && *text->next <= '9' && number <= most)
        number = number * 10 + (*text->next++ - '0');
    *out = number;
    return text->next > begin && number >= least && number <= most;
}

/* [+-]hh[:mm[:ss]] as seconds. */
static bool take_time(rule_reader *text, int hours_most, int32_t *out)
{
    bool minus = take(text, '-');
    int hours, minutes = 0, seconds = 0;

    if (!minus)
        take(text, '+');
    if (!take_number(text, 0, hours_most, &hours))
        return false;
    if (take(text, ':')) {
        if (!take_number(text, 0, 59, &minutes))
            return false;
        if (take(text, ':') && !take_number(text, 0, 59, &seconds))
            return false;
    }
    int32_t all = hours * 3600 + minutes * 60 + seconds;
    *out = minus ? -all : all;
    return true;
}

/* The text counts offsets to the west. */
static bool take_offset(rule_reader *text, int32_t *out)
{
    int32_t west;

    if (!take_time(text, 24, &west) || west > SG_MAX_OFFSET || west < -SG_MAX_OFFSET)
        return false;
    *out = -west;
    return true;
}

static bool take_change(rule_reader *text, sg_zone_change *out)
{
    *out = (sg_zone_change){ .seconds = 2 * 3600 };
    if (!take(text, ','))
        return false;
    if (take(text, 'M')) {
        out->kind = SG_ZONE_MONTH_WEEK_DAY;
        if (!take_number(text, 1, 12, &out->month) || !take(text, '.') ||
            !take_number(text, 1, 5, &out->week) || !take(text, '.') ||
            !take_number(text, 0, 6, &out->day))
            return false;
    } else {
        bool julian = take(text, 'J');
        out->kind = julian ? SG_ZONE_JULIAN : SG_ZONE_ORDINAL;
        if (!take_number(text, julian, 365, &out->day))
            return false;
    }
    return !take(text, '/') || take_time(text, 167, &out->seconds);
}

bool sg_zone_rule_read(sg_str bytes, sg_zone_rule *out)
{
    rule_reader text = { bytes.bytes, bytes.bytes + bytes.length };

    *out = (sg_zone_rule){ .standard = 0 };
    if (!skip_name(&text) || !take_offset(&text, &out->standard))
        return false;
    if (text.next == text.end)
        return true;
    out->changes = true;
    out->summer = out->standard + 3600;
    if (!skip_name(&text) ||
        (text.next < text.end && *text.next != ',' && !take_offset(&text, &out->summer)))
        return false;
    return out->summer <= SG_MAX_OFFSET && take_change(&text, &out->begin) &&
           take_change(&text, &out->end) && text.next == text.end;
}

/* --- when ---------------------------------------------------------------------------------------- */
static int64_t day_of_change(const sg_zone_change *change, int64_t year)
{
    int64_t first = sg_day_of_date(year, 1, 1);

    if (change->kind == SG_ZONE_ORDINAL)
        return first + change->day;
    if (change->kind == SG_ZONE_JULIAN) /* 29 February is not counted */
        return first + change->day - 1 + (change->day >= 60 && sg_year_length(year) == 366);
    first = sg_day_of_date(year, change->month, 1);
    int64_t weekday =
        sg_floor_modulo(first + 4, 7); /* 1970-01-01 was a Thursday: 4 from Sunday */
    int64_t day = sg_floor_modulo(change->day - weekday, 7) + (int64_t)7 * (change->week - 1);
    return first + day - (day >= sg_month_length(year, change->month) ? 7 : 0);
}

static int64_t epoch_of_change(const sg_zone_change *change, int64_t year, int32_t offset)
{
    return day_of_change(change, year) * SG_DAY_SECONDS + change->seconds - offset;
}

int32_t sg_zone_rule_offset(const sg_zone_rule *rule, int64_t epoch)
{
    if (!rule->changes)
        return rule->standard;
    int64_t year = sg_date_of_day(sg_floor_divide(epoch + rule->standard, SG_DAY_SECONDS)).year;
    int64_t begin = epoch_of_change(&rule->begin, year, rule->standard);
    int64_t end = epoch_of_change(&rule->end, year, rule->summer);
    bool summer = begin < end ? epoch >= begin && epoch < end : epoch >= begin || epoch < end;
    return summer ? rule->summer : rule->standard;
}
