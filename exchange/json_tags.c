/* json_tags.c - values that JSON lacks, as maps with one key that begins with `$`. */
#include "exchange/json_tags.h"

#include <math.h>

#include "engine/temporal.h"

typedef sg_status change_map(sg_value map, sg_arena *arena, unsigned depth, sg_value *out);

/* Applies `change` to all maps inside; the value itself is changed by its caller. */
static sg_status change_all(sg_value value, sg_arena *arena, unsigned depth, change_map *change,
                            sg_value *out)
{
    if (depth == 0)
        return SG_ELIMIT;
    *out = value;
    if (value.type == SG_TYPE_MAP)
        return change(value, arena, depth - 1, out);
    if (value.type != SG_TYPE_LIST)
        return SG_OK;
    sg_value *items = sg_arena_make_array(arena, sg_value, value.length);
    if (!items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < value.length; i++)
        SG_TRY(change_all(value.list[i], arena, depth - 1, change, &items[i]));
    *out = sg_list(items, value.length);
    return SG_OK;
}

static sg_status change_entries(sg_value map, sg_arena *arena, unsigned depth,
                                change_map *change, sg_value *out)
{
    sg_entry *entries = sg_arena_make_array(arena, sg_entry, map.length);

    if (!entries)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < map.length; i++) {
        entries[i].key = map.map[i].key;
        SG_TRY(change_all(map.map[i].value, arena, depth, change, &entries[i].value));
    }
    *out = sg_map(entries, map.length);
    return SG_OK;
}

static bool has_tag(sg_value map)
{
    for (uint32_t i = 0; i < map.length; i++)
        if (sg_str_starts(map.map[i].key, SG_STR("$")))
            return true;
    return false;
}

static sg_status tag_map(sg_value map, sg_arena *arena, unsigned depth, sg_value *out)
{
    SG_TRY(change_entries(map, arena, depth, tag_map, out));
    if (!has_tag(map))
        return SG_OK;
    sg_entry *entry = sg_arena_make(arena, sg_entry);
    if (!entry)
        return SG_ENOMEM;
    *entry = (sg_entry){ SG_STR("$map"), *out };
    *out = sg_map(entry, 1);
    return SG_OK;
}

sg_status sg_json_tag(sg_value value, sg_arena *arena, sg_value *out)
{
    return change_all(value, arena, SG_VALUE_DEPTH, tag_map, out);
}

static sg_status read_float(sg_str name, sg_value *out)
{
    double number = sg_str_equal(name, SG_STR("NaN"))         ? (double)NAN
                    : sg_str_equal(name, SG_STR("Infinity"))  ? (double)INFINITY
                    : sg_str_equal(name, SG_STR("-Infinity")) ? -(double)INFINITY
                                                              : 0.0;

    *out = sg_float(number);
    return number == 0.0 ? SG_EINVAL : SG_OK;
}

static sg_status untag_map(sg_value map, sg_arena *arena, unsigned depth, sg_value *out)
{
    static const struct {
        const char *tag;
        sg_type type;
    } temporals[] = {
        { "$date", SG_TYPE_DATE },
        { "$time", SG_TYPE_TIME },
        { "$localtime", SG_TYPE_LOCALTIME },
        { "$datetime", SG_TYPE_DATETIME },
        { "$localdatetime", SG_TYPE_LOCALDATETIME },
        { "$duration", SG_TYPE_DURATION },
    };
    if (map.length != 1 || !has_tag(map))
        return change_entries(map, arena, depth, untag_map, out);
    sg_str tag = map.map[0].key;
    sg_value inner = map.map[0].value;
    if (sg_str_equal(tag, SG_STR("$map")) && inner.type == SG_TYPE_MAP)
        return change_entries(inner, arena, depth, untag_map, out);
    if (inner.type != SG_TYPE_STRING)
        return SG_EINVAL;
    if (sg_str_equal(tag, SG_STR("$float")))
        return read_float(sg_value_str(inner), out);
    for (size_t i = 0; i < SG_COUNT(temporals); i++)
        if (sg_str_equal(tag, sg_str_of(temporals[i].tag)))
            return sg_temporal_read(temporals[i].type, sg_value_str(inner), arena, out)
                       ? SG_OK
                       : SG_EINVAL;
    return SG_EINVAL;
}

sg_status sg_json_untag(sg_value value, sg_arena *arena, sg_value *out)
{
    return change_all(value, arena, SG_VALUE_DEPTH, untag_map, out);
}
