/* test_temporal_read.c - what is written as text is read back; what is not like that is refused. */
#include <criterion/criterion.h>

#include "engine/temporal.h"

static const sg_type types[] = { SG_TYPE_DATE,          SG_TYPE_LOCALTIME, SG_TYPE_TIME,
                                 SG_TYPE_LOCALDATETIME, SG_TYPE_DATETIME,  SG_TYPE_DURATION };

static uint64_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 20;
}

static sg_value make(uint64_t *state, sg_type type, sg_arena *arena)
{
    sg_moment moment = { .day = 0 };
    sg_value value;

    if (type == SG_TYPE_DURATION) {
        sg_duration duration = { .months = (int64_t)(draw(state) % 100) - 50,
                                 .days = (int64_t)(draw(state) % 100) - 50,
                                 .seconds = (int64_t)(draw(state) % 200000) - 100000,
                                 .nanoseconds = (uint32_t)(draw(state) % 1000000000) };
        if (draw(state) % 3 == 0)
            duration.nanoseconds = 0;
        cr_assert(sg_duration_value(arena, &duration, &value) == SG_OK);
        return value;
    }
    if (sg_type_has_day(type))
        moment.day = (int64_t)(draw(state) % 8000000) - 4000000;
    if (sg_type_has_clock(type))
        moment.nanosecond = (int64_t)(draw(state) % (uint64_t)SG_DAY_NANOSECONDS);
    if (draw(state) % 3 == 0)
        moment.nanosecond -= moment.nanosecond % SG_NANOSECONDS;
    if (sg_type_has_offset(type))
        moment.offset = (int32_t)(draw(state) % 100000) - 50000;
    if (type == SG_TYPE_DATETIME && draw(state) % 2 == 0)
        moment.zone = SG_STR("Europe/Stockholm");
    cr_assert(sg_moment_value(arena, type, &moment, &value) == SG_OK);
    return value;
}

Test(temporal_read, what_is_written_is_read)
{
    uint64_t state = 7;
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (int round = 0; round < 3000; round++) {
        sg_type type = types[round % 6];
        sg_temporal_style style = round % 2 ? SG_TEMPORAL_FULL : SG_TEMPORAL_SHORT;
        sg_value value = make(&state, type, arena), read;
        char text[SG_TEMPORAL_TEXT];
        size_t length = sg_temporal_text(value, style, text);
        cr_assert(sg_temporal_read(type, (sg_str){ text, length }, arena, &read), "%s", text);
        cr_assert(read.type == value.type && sg_value_order(read, value) == 0, "%s", text);
        for (size_t cut = 0; cut < length; cut++) { /* no part of it reads outside */
            sg_value part;
            if (sg_temporal_read(type, (sg_str){ text, cut }, arena, &part))
                cr_assert(part.type == value.type);
        }
        sg_arena_reset(arena);
    }
    sg_arena_free(arena);
}

Test(temporal_read, other_texts_are_refused)
{
    static const struct {
        sg_type type;
        const char *text;
    } cases[] = {
        { SG_TYPE_DATE, "" },
        { SG_TYPE_DATE, "2024-02-30" },
        { SG_TYPE_DATE, "2024-13-01" },
        { SG_TYPE_DATE, "2024-00-10" },
        { SG_TYPE_DATE, "2024-01-01x" },
        { SG_TYPE_DATE, "24-01-01" },
        { SG_TYPE_DATE, "+1000000000-01-01" },
        { SG_TYPE_LOCALTIME, "24:00" },
        { SG_TYPE_LOCALTIME, "10:60" },
        { SG_TYPE_LOCALTIME, "10:00:60" },
        { SG_TYPE_LOCALTIME, "10:00:00." },
        { SG_TYPE_TIME, "10:00" },
        { SG_TYPE_TIME, "10:00+19:00" },
        { SG_TYPE_TIME, "10:00+01:60" },
        { SG_TYPE_LOCALDATETIME, "2024-01-01 10:00" },
        { SG_TYPE_DATETIME, "2024-01-01T10:00" },
        { SG_TYPE_DATETIME, "2024-01-01T10:00Z[]" },
        { SG_TYPE_DATETIME, "2024-01-01T10:00Z[Europe" },
        { SG_TYPE_DURATION, "P" },
        { SG_TYPE_DURATION, "PT" },
        { SG_TYPE_DURATION, "P1" },
        { SG_TYPE_DURATION, "P1D1Y" },
        { SG_TYPE_DURATION, "P1.5D" },
        { SG_TYPE_DURATION, "PT1S2" },
        { SG_TYPE_DURATION, "P999999999999999999Y" },
        { SG_TYPE_DURATION, "P9999999999999999999D" },
    };
    sg_arena *arena;
    sg_value value;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (size_t i = 0; i < SG_COUNT(cases); i++)
        cr_assert(!sg_temporal_read(cases[i].type, sg_str_of(cases[i].text), arena, &value),
                  "%s", cases[i].text);
    sg_arena_free(arena);
}
