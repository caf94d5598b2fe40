/* value.h - what a property, a parameter or a column of a row can be.
 *
 * A value is 16 bytes and is passed by copy; what it points to is borrowed from where it came: the
 * graph (for as long as the graph), an arena, or the caller.
 *
 *     | type | ... | length | payload                                |
 *     string         bytes    -> UTF-8, not terminated
 *     list           items    -> sg_value[length]
 *     map            entries  -> sg_entry[length], sorted by key, keys unique
 *     node, relationship      id in the graph the value came from
 *     path                    -> sg_path
 *     date                    days since 1970-01-01
 *     localtime               nanoseconds of the day
 *     time           offset   nanoseconds of the day, as the clock there shows them
 *     localdatetime  nanos    seconds since 1970, as the clock shows them, and the part of one
 *     datetime                -> sg_moment
 *     duration                -> sg_duration
 *
 * temporal.h takes the last six apart and puts them together.
 *
 * Three notions of equality exist and are not mixed (openCypher, "Equality and comparison"):
 *   equal    the `=` operator: three-valued, null = null is unknown, NaN = NaN is false
 *   same     grouping, DISTINCT: null is the same as null, NaN as NaN, 1 as 1.0
 *   order    ORDER BY: a total order over all types, null last when ascending
 */
#ifndef SG_VALUE_H
#define SG_VALUE_H

#include "engine/base/arena.h"
#include "engine/base/base.h"
#include "engine/base/text.h"

/* Dense ids in one version of a graph; distinct types so that they cannot be mixed up. */
typedef struct sg_node {
    uint32_t id;
} sg_node;
typedef struct sg_edge {
    uint32_t id;
} sg_edge;
#define SG_NO_ID UINT32_MAX

/* ORDER: as ORDER BY ranks types, ascending (openCypher: map, node, relationship, list, path,
 * temporal values, string, boolean, number, null); integer and float compare as numbers. */
typedef enum sg_type {
    SG_TYPE_MAP,
    SG_TYPE_NODE,
    SG_TYPE_RELATIONSHIP,
    SG_TYPE_LIST,
    SG_TYPE_PATH,
    SG_TYPE_DATETIME,
    SG_TYPE_LOCALDATETIME,
    SG_TYPE_DATE,
    SG_TYPE_TIME,
    SG_TYPE_LOCALTIME,
    SG_TYPE_DURATION,
    SG_TYPE_STRING,
    SG_TYPE_BOOLEAN,
    SG_TYPE_INTEGER,
    SG_TYPE_FLOAT,
    SG_TYPE_NULL,
} sg_type;

typedef struct sg_value sg_value;
typedef struct sg_entry sg_entry;

/* length relationships and length + 1 nodes; edges[i] joins nodes[i] and nodes[i + 1]. */
typedef struct sg_path {
    uint32_t length;
    const sg_node *nodes;
    const sg_edge *edges;
} sg_path;

/* A point in time, or the parts of one that a type has (temporal.h); the others are 0. */
typedef struct sg_moment {
    int64_t day;        /* since 1970-01-01, on the calendar there */
    int64_t nanosecond; /* of that day, as the clock there shows it */
    int32_t offset;     /* of that clock: seconds east of Greenwich */
    sg_str zone; /* of a datetime: the name of the zone whose clock it is, or empty; borrowed */
} sg_moment;

/* Months and days are not so many seconds: 31 January and a month is the last of February. */
typedef struct sg_duration {
    int64_t months, days, seconds;
    uint32_t nanoseconds; /* under a second; so -0.1 s is -1 s and 900,000,000 ns */
} sg_duration;

struct sg_value {
    uint8_t type;   /* an sg_type */
    bool ambiguous; /* of a map that was read: a key was given twice, and the last one counts */
    uint32_t length;
    union {
        bool boolean;
        int64_t integer;
        double real;
        const char *string;
        const sg_value *list;
        const sg_entry *map;
        const sg_path *path;
        const sg_moment *moment;
        const sg_duration *duration;
        sg_node node;
        sg_edge edge;
    };
};

struct sg_entry {
    sg_str key;
    sg_value value;
};

typedef enum sg_truth { SG_FALSE, SG_TRUE, SG_UNKNOWN } sg_truth;

static inline sg_value sg_null(void)
{
    return (sg_value){ .type = SG_TYPE_NULL };
}
static inline sg_value sg_boolean(bool boolean)
{
    return (sg_value){ .type = SG_TYPE_BOOLEAN, .boolean = boolean };
}
static inline sg_value sg_integer(int64_t integer)
{
    return (sg_value){ .type = SG_TYPE_INTEGER, .integer = integer };
}
static inline sg_value sg_float(double real)
{
    return (sg_value){ .type = SG_TYPE_FLOAT, .real = real };
}
/* Borrows the bytes; the text must be under 4 GiB. */
static inline sg_value sg_string(sg_str text)
{
    return (sg_value){ .type = SG_TYPE_STRING,
                       .length = (uint32_t)text.length,
                       .string = text.bytes };
}
static inline sg_value sg_list(const sg_value *items, uint32_t count)
{
    return (sg_value){ .type = SG_TYPE_LIST, .length = count, .list = items };
}
static inline sg_value sg_map(const sg_entry *entries, uint32_t count)
{
    return (sg_value){ .type = SG_TYPE_MAP, .length = count, .map = entries };
}
static inline sg_value sg_node_value(sg_node node)
{
    return (sg_value){ .type = SG_TYPE_NODE, .node = node };
}
static inline sg_value sg_edge_value(sg_edge edge)
{
    return (sg_value){ .type = SG_TYPE_RELATIONSHIP, .edge = edge };
}
static inline sg_value sg_path_value(const sg_path *path)
{
    return (sg_value){ .type = SG_TYPE_PATH, .path = path };
}
static inline sg_value sg_truth_value(sg_truth truth)
{
    return truth == SG_UNKNOWN ? sg_null() : sg_boolean(truth == SG_TRUE);
}
static inline bool sg_is_null(sg_value value)
{
    return value.type == SG_TYPE_NULL;
}
static inline bool sg_is_number(sg_value value)
{
    return value.type == SG_TYPE_INTEGER || value.type == SG_TYPE_FLOAT;
}
static inline bool sg_is_temporal(sg_value value)
{
    return value.type >= SG_TYPE_DATETIME && value.type <= SG_TYPE_DURATION;
}
/* Whether there is more of it somewhere else: a value that outlives where it came from is copied. */
static inline bool sg_value_points(sg_value value)
{
    return value.type == SG_TYPE_STRING || value.type == SG_TYPE_LIST ||
           value.type == SG_TYPE_MAP || value.type == SG_TYPE_PATH ||
           value.type == SG_TYPE_DATETIME || value.type == SG_TYPE_DURATION;
}
static inline sg_str sg_value_str(sg_value value) /* of a string */
{
    return (sg_str){ value.string, value.length };
}

/* Values nest at most this deep; what is deeper is refused (or, where a function cannot refuse, not
 * looked into). */
#define SG_VALUE_DEPTH 1024

const char *sg_type_name(sg_type type); /* "Integer", "List", ...: for messages */

sg_truth sg_value_equal(sg_value left, sg_value right);
/* `<`: unknown for null and for types that do not compare; *order is <0, 0 or >0 when the answer is
 * SG_TRUE ("comparable"), SG_FALSE for NaN (every comparison false). */
sg_truth sg_value_compare(sg_value left, sg_value right, int *order);
bool sg_value_same(sg_value left, sg_value right);
int sg_value_order(sg_value left, sg_value right);
uint64_t sg_value_hash(sg_value value); /* agrees with sg_value_same */

/* The value of a key of a map, or null. */
sg_value sg_map_get(sg_value map, sg_str key);
/* The same as a place in the map; NULL when there is none, `map` is none or NULL. */
const sg_value *sg_map_find(const sg_value *map, sg_str key);
/* Sorts the entries by key, keeping the last of equal keys; returns how many are left. */
uint32_t sg_map_sort(sg_entry *entries, uint32_t count);

/* Copies the value and all it points to into the arena.  Errors: SG_ENOMEM, SG_ELIMIT (nested deeper than
 * SG_VALUE_DEPTH). */
SG_MUST_USE sg_status sg_value_copy(sg_arena *arena, sg_value value, sg_value *out);

#endif
