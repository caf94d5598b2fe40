/* test_temporal.c - dates, times and durations from text, maps and each other. */
#include <criterion/criterion.h>

#include "tests/unit/query/functions/calls.h"

#define BAD "ArgumentError/InvalidArgumentValue"
#define BAD_TYPE "TypeError/InvalidArgumentValue"

Test(temporal, now_is_the_statements_time)
{
    expect_call("date", "[]", "{'$date':'2023-11-14'}");
    expect_call("datetime", "[]", "{'$datetime':'2023-11-14T22:13:20.123456789Z'}");
    expect_call("datetime.transaction", "['+02:00']",
                "{'$datetime':'2023-11-15T00:13:20.123456789+02:00'}");
    expect_call("localtime.realtime", "[]", "{'$localtime':'22:13:20.123456789'}");
    expect_call("time.statement", "['-01:00']", "{'$time':'21:13:20.123456789-01:00'}");
    expect_call("datetime", "[{'timezone': '+01:00'}]",
                "{'$datetime':'2023-11-14T23:13:20.123456789+01:00'}");
    expect_call("date", "[null]", "null");
    expect_call("date.realtime", "['moon']", BAD);
    expect_call("date.realtime", "['+19:00']", BAD);
}

Test(temporal, dates_from_text)
{
    expect_call("date", "['20150721']", "{'$date':'2015-07-21'}");
    expect_call("date", "['2015-W30-2']", "{'$date':'2015-07-21'}");
    expect_call("date", "['2015W30']", "{'$date':'2015-07-20'}");
    expect_call("date", "['2015202']", "{'$date':'2015-07-21'}");
    expect_call("date", "['2015-Q2-60']", "{'$date':'2015-05-30'}");
    expect_call("date", "['+12015-07']", "{'$date':'+12015-07-01'}");
    expect_call("date", "['-0001-12-31']", "{'$date':'-0001-12-31'}");
    expect_call("date", "['2024-02-29']", "{'$date':'2024-02-29'}");
    expect_call("date", "['2023-02-29']", BAD);
    expect_call("date", "['2023-366']", BAD);
    expect_call("date", "['2023-13']", BAD);
    expect_call("date", "['2023-W53']", BAD);
    expect_call("date", "['2023-']", BAD);
    expect_call("date", "['2023-1-1']", BAD);
    expect_call("date", "['20230']", BAD);
    expect_call("date", "['']", BAD);
    expect_call("date", "['+1000000000']", BAD);
    expect_call("date", "['2023-01-01T00:00']", BAD);
}

Test(temporal, times_from_text)
{
    expect_call("localtime", "['21']", "{'$localtime':'21:00'}");
    expect_call("localtime", "['214032,5']", "{'$localtime':'21:40:32.500'}");
    expect_call("time", "['21:40+01']", "{'$time':'21:40+01:00'}");
    expect_call("time", "['21:40-01:30:15']", "{'$time':'21:40-01:30:15'}");
    expect_call("time", "['21:40']", "{'$time':'21:40Z'}");
    expect_call("localtime", "['24:00']", BAD);
    expect_call("localtime", "['12:60']", BAD);
    expect_call("localtime", "['12:0']", BAD);
    expect_call("localtime", "['12:00:00.']", BAD);
    expect_call("localtime", "['12:00Z']", BAD);
    expect_call("time", "['12:00+1']", BAD);
    expect_call("datetime", "['2015-07-21']", "{'$datetime':'2015-07-21T00:00Z'}");
    expect_call("datetime", "['2015-07-21T10:00Z[UTC]']", "{'$datetime':'2015-07-21T10:00Z'}");
    expect_call("datetime", "['2015-07-21T10:00[Europe/Oslo]']",
                "{'$datetime':'2015-07-21T10:00+02:00[Europe/Oslo]'}");
    expect_call("datetime", "['2015-07-21T10:00Z[UTC']", BAD);
    expect_call("localdatetime", "['2015-07-21 10:00']", BAD);
}

Test(temporal, from_maps)
{
    expect_call("date", "[{'YEAR': 1984, 'dayofquarter': 45, 'quarter': 3}]",
                "{'$date':'1984-08-14'}");
    expect_call("datetime", "[{'epochSeconds': 1600000000, 'nanosecond': 5}]",
                "{'$datetime':'2020-09-13T12:26:40.000000005Z'}");
    expect_call("datetime", "[{'epochMillis': -1}]",
                "{'$datetime':'1969-12-31T23:59:59.999Z'}");
    expect_call("datetime", "[{'epochSeconds': 0, 'timezone': '+05:00'}]",
                "{'$datetime':'1970-01-01T05:00+05:00'}");
    expect_call("datetime", "[{'epochSeconds': null}]", "null");
    expect_call("localtime", "[{'hour': 1, 'minute': 2, 'second': 3, 'millisecond': 4}]",
                "{'$localtime':'01:02:03.004'}");
    expect_call("date", "[{}]", BAD);
    expect_call("date", "[{'year': 2024, 'day': 3}]", BAD);
    expect_call("date", "[{'year': 2024, 'month': 2, 'week': 3}]", BAD);
    expect_call("date", "[{'year': 2023, 'month': 2, 'day': 29}]", BAD);
    expect_call("date", "[{'year': 1000000000}]", BAD);
    expect_call("date", "[{'year': 2024, 'hour': 3}]", BAD);
    expect_call("date", "[{'year': '2024'}]", BAD_TYPE);
    expect_call("date", "[{'date': 5}]", BAD_TYPE);
    expect_call("localtime", "[{'minute': 2}]", BAD);
    expect_call("localtime", "[{'hour': 1, 'second': 2}]", BAD);
    expect_call("localtime", "[{'hour': 24}]", BAD);
    expect_call("datetime", "[{'epochSeconds': 1, 'epochMillis': 1}]", BAD);
    expect_call("datetime", "[{'epochSeconds': 9223372036854775807}]", BAD);
    expect_call("datetime.fromEpoch", "[1, 1000000000]", BAD);
    expect_call("datetime.fromEpochMillis", "[1500]",
                "{'$datetime':'1970-01-01T00:00:01.500Z'}");
}

Test(temporal, durations_from_text)
{
    expect_call("duration", "['P90D']", "{'$duration':'P90D'}");
    expect_call("duration", "['-P1Y2M']", "{'$duration':'P-1Y-2M'}");
    expect_call("duration", "['P-1DT2.5S']", "{'$duration':'P-1DT2.5S'}");
    expect_call("duration", "['PT-0.5S']", "{'$duration':'PT-0.5S'}");
    expect_call("duration", "['P2.5W']", "{'$duration':'P17DT12H'}");
    expect_call("duration", "['P2012-02-02T14:37:21.545']",
                "{'$duration':'P2012Y2M2DT14H37M21.545S'}");
    expect_call("duration", "['P']", BAD);
    expect_call("duration", "['PT']", BAD);
    expect_call("duration", "['P1DT']", BAD);
    expect_call("duration", "['P1H']", BAD);
    expect_call("duration", "['P1D1Y']", BAD);
    expect_call("duration", "['P1']", BAD);
    expect_call("duration", "['PD']", BAD);
    expect_call("duration", "['P1.D']", BAD);
    expect_call("duration", "['P1.2.3D']", BAD);
    expect_call("duration", "['1D']", BAD);
    expect_call("duration", "['']", BAD);
    expect_call("duration", "['P9223372036854775807Y']", "ArgumentError/NumberOutOfRange");
    expect_call("duration", "['P99999999999999999999D']", BAD);
}

Test(temporal, durations_from_maps)
{
    expect_call("duration", "[{'days': 1.5, 'MONTHS': 5}]", "{'$duration':'P5M1DT12H'}");
    expect_call("duration", "[{'milliseconds': -1}]", "{'$duration':'PT-0.001S'}");
    expect_call("duration", "[{'nanoseconds': 9223372036854775807}]",
                "{'$duration':'PT2562047H47M16.854775807S'}");
    expect_call("duration", "[{'quarters': 1.5}]", "{'$duration':'P4M15DT5H14M33S'}");
    expect_call("duration", "[{}]", "{'$duration':'PT0S'}");
    expect_call("duration", "[{'days': null}]", "null");
    expect_call("duration", "[{'day': 1}]", BAD);
    expect_call("duration", "[{'days': '1'}]", BAD_TYPE);
    expect_call("duration", "[{'days': 1e300}]", "ArgumentError/NumberOutOfRange");
    expect_call("duration", "[{'years': 9223372036854775807}]",
                "ArgumentError/NumberOutOfRange");
}

Test(temporal, truncation_of_now)
{
    expect_call("date.truncate", "['month']", "{'$date':'2023-11-01'}");
    expect_call("datetime.truncate", "['HOUR']", "{'$datetime':'2023-11-14T22:00Z'}");
    expect_call("date.truncate", "['hour']", BAD);
    expect_call("localtime.truncate", "['month']", BAD);
    expect_call("date.truncate", "['moth']", BAD);
}
