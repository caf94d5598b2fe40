/* value.c - what values are called, and how they move: names of types, maps, deep copies. */
#include "engine/value.h"

#include <stdlib.h>
#include <string.h>

const char *sg_type_name(sg_type type)
{
    static const char *const names[] = {
        [SG_TYPE_MAP] = "Map",         [SG_TYPE_NODE] = "Node",
        [SG_TYPE_LIST] = "List",       [SG_TYPE_RELATIONSHIP] = "Relationship",
        [SG_TYPE_PATH] = "Path",       [SG_TYPE_DATETIME] = "DateTime",
        [SG_TYPE_DATE] = "Date",       [SG_TYPE_LOCALDATETIME] = "LocalDateTime",
        [SG_TYPE_TIME] = "Time",       [SG_TYPE_LOCALTIME] = "LocalTime",
        [SG_TYPE_STRING] = "String",   [SG_TYPE_DURATION] = "Duration",
        [SG_TYPE_BOOLEAN] = "Boolean", [SG_TYPE_INTEGER] = "Integer",
        [SG_TYPE_FLOAT] = "Float",     [SG_TYPE_NULL] = "Null",
    };
    return names[type];
}

enum { FEW = 24 };

/* --- maps ------------------------------------------------------------------------------------ */

/* Four bytes as a number whose order is theirs. */
static inline uint32_t four_of(const char *at)
{
    return (uint32_t)(unsigned char)at[0] << 24 | (uint32_t)(unsigned char)at[1] << 16 |
           (uint32_t)(unsigned char)at[2] << 8 | (unsigned char)at[3];
}

/* The first eight bytes of a key as a number, with zeros behind a shorter one: keys whose numbers differ are ordered
 * as they are.  What is loaded may overlap. */
static inline uint64_t begin_of(sg_str key)
{
    uint64_t begin = 0;

    if (key.length >= 8)
        return (uint64_t)four_of(key.bytes) << 32 | four_of(key.bytes + 4);
    if (key.length >= 4)
        return (uint64_t)four_of(key.bytes) << 32 |
               (uint64_t)four_of(key.bytes + key.length - 4) << (64 - 8 * key.length);
    for (size_t i = 0; i < key.length; i++)
        begin |= (uint64_t)(unsigned char)key.bytes[i] << (56 - 8 * i);
    return begin;
}

const sg_value *sg_map_find(const sg_value *map, sg_str key)
{
    uint32_t first = 0, last = map && map->type == SG_TYPE_MAP ? map->length : 0;
    uint64_t wanted = begin_of(key);
    while (first < last) {
        uint32_t middle = first + (last - first) / 2;
        const sg_entry *entry = &map->map[middle];
        uint64_t begin = begin_of(entry->key);
        int order = begin < wanted ? -1 : begin > wanted;
        if (order == 0)
            order = sg_str_compare(entry->key, key);
        if (order == 0)
            return &entry->value;
        if (order < 0)
            first = middle + 1;
        else
            last = middle;
    }
    return NULL;
}

sg_value sg_map_get(sg_value map, sg_str key)
{
    const sg_value *found = sg_map_find(&map, key);

    return found ? *found : sg_null();
}

static bool is_sorted(const sg_entry *entries, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (sg_str_compare(entries[i - 1].key, entries[i].key) >= 0)
            return false;
    return true;
}

/* While a map is being sorted, each entry's ordinal rides in the upper half of its key's length
 * (keys are under 4 GiB), so that equal keys keep their order without memory for a stable sort. */
_Static_assert(sizeof(size_t) == 8, "the ordinal needs the upper half of a length");
#define ORDINAL_SHIFT 32

static sg_str tagged_key(const sg_entry *entry)
{
    return (sg_str){ entry->key.bytes, (uint32_t)entry->key.length };
}

static int compare_tagged(const void *left, const void *right)
{
    const sg_entry *one = left, *other = right;
    int order = sg_str_compare(tagged_key(one), tagged_key(other));
    if (order != 0)
        return order;
    size_t first = one->key.length >> ORDINAL_SHIFT,
           second = other->key.length >> ORDINAL_SHIFT;
    return (first > second) - (first < second);
}

/* By insertion, for the few entries that most maps have. */
static uint32_t sort_few(sg_entry *entries, uint32_t count)
{
    uint64_t begins[FEW];
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        sg_entry entry = entries[i];
        uint64_t begin = begin_of(entry.key);
        uint32_t at = kept;
        int order = -1;
        while (at > 0 && begins[at - 1] >= begin) {
            order = begins[at - 1] > begin ? 1 : sg_str_compare(entries[at - 1].key, entry.key);
            if (order <= 0)
                break;
            at--;
        }
        if (at > 0 && order == 0) { /* the last of equal keys counts */
            entries[at - 1] = entry;
            continue;
        }
        memmove(&entries[at + 1], &entries[at], (kept - at) * sizeof(*entries));
        memmove(&begins[at + 1], &begins[at], (kept - at) * sizeof(*begins));
        entries[at] = entry;
        begins[at] = begin;
        kept++;
    }
    return kept;
}

uint32_t sg_map_sort(sg_entry *entries, uint32_t count)
{
    if (count <= FEW)
        return sort_few(entries, count);
    if (is_sorted(entries, count))
        return count;
    for (uint32_t i = 0; i < count; i++)
        entries[i].key.length |= (size_t)i << ORDINAL_SHIFT;
    qsort(entries, count, sizeof(*entries), compare_tagged);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        entries[i].key = tagged_key(&entries[i]);
        if (kept > 0 && sg_str_equal(entries[kept - 1].key, entries[i].key))
            kept--;
        entries[kept++] = entries[i];
    }
    return kept;
}

/* --- copies ---------------------------------------------------------------------------------- */

static sg_status copy_value(sg_arena *arena, sg_value value, unsigned depth, sg_value *out);

static sg_status copy_list(sg_arena *arena, sg_value list, unsigned depth, sg_value *out)
{
    sg_value *items = sg_arena_make_array(arena, sg_value, list.length);
    if (!items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < list.length; i++)
        SG_TRY(copy_value(arena, list.list[i], depth, &items[i]));
    *out = sg_list(items, list.length);
    return SG_OK;
}

static sg_status copy_map(sg_arena *arena, sg_value map, unsigned depth, sg_value *out)
{
    sg_entry *entries = sg_arena_make_array(arena, sg_entry, map.length);
    if (!entries)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < map.length; i++) {
        entries[i].key = sg_arena_copy(arena, map.map[i].key);
        if (!entries[i].key.bytes)
            return SG_ENOMEM;
        SG_TRY(copy_value(arena, map.map[i].value, depth, &entries[i].value));
    }
    *out = sg_map(entries, map.length);
    return SG_OK;
}

static sg_status copy_path(sg_arena *arena, const sg_path *path, sg_value *out)
{
    sg_path *copy = sg_arena_make(arena, sg_path);
    sg_node *nodes = sg_arena_make_array(arena, sg_node, (size_t)path->length + 1);
    sg_edge *edges = sg_arena_make_array(arena, sg_edge, path->length);
    if (!copy || !nodes || !edges)
        return SG_ENOMEM;
    memcpy(nodes, path->nodes, ((size_t)path->length + 1) * sizeof(*nodes));
    if (path->length > 0)
        memcpy(edges, path->edges, path->length * sizeof(*edges));
    *copy = (sg_path){ path->length, nodes, edges };
    *out = sg_path_value(copy);
    return SG_OK;
}

static sg_status copy_moment(sg_arena *arena, sg_value value, sg_value *out)
{
    sg_moment *copy = sg_arena_make(arena, sg_moment);
    if (!copy)
        return SG_ENOMEM;
    *copy = *value.moment;
    if (copy->zone.length > 0) {
        copy->zone = sg_arena_copy(arena, value.moment->zone);
        if (!copy->zone.bytes)
            return SG_ENOMEM;
    }
    *out = (sg_value){ .type = value.type, .moment = copy };
    return SG_OK;
}

static sg_status copy_duration(sg_arena *arena, sg_value value, sg_value *out)
{
    sg_duration *copy = sg_arena_make(arena, sg_duration);
    if (!copy)
        return SG_ENOMEM;
    *copy = *value.duration;
    *out = (sg_value){ .type = value.type, .duration = copy };
    return SG_OK;
}

static sg_status copy_value(sg_arena *arena, sg_value value, unsigned depth, sg_value *out)
{
    if (depth == 0)
        return SG_ELIMIT;
    switch ((sg_type)value.type) {
    case SG_TYPE_LIST:
        return copy_list(arena, value, depth - 1, out);
    case SG_TYPE_MAP:
        return copy_map(arena, value, depth - 1, out);
    case SG_TYPE_PATH:
        return copy_path(arena, value.path, out);
    case SG_TYPE_DATETIME:
        return copy_moment(arena, value, out);
    case SG_TYPE_DURATION:
        return copy_duration(arena, value, out);
    case SG_TYPE_STRING: {
        sg_str text = sg_arena_copy(arena, sg_value_str(value));
        if (!text.bytes)
            return SG_ENOMEM;
        *out = sg_string(text);
        return SG_OK;
    }
    case SG_TYPE_NODE:
    case SG_TYPE_RELATIONSHIP:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_BOOLEAN:
    case SG_TYPE_INTEGER:
    case SG_TYPE_FLOAT:
    case SG_TYPE_NULL:
        break;
    }
    *out = value;
    return SG_OK;
}

sg_status sg_value_copy(sg_arena *arena, sg_value value, sg_value *out)
{
    return copy_value(arena, value, SG_VALUE_DEPTH, out);
}
