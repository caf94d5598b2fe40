/* value_compare.c - the three equalities of value.h, and the hash that agrees with one of them.
 *
 * Integers and floats are compared exactly: an int64 is never rounded to a double, because near
 * 2^53 and beyond two different integers would become one.
 *
 * Values nested deeper than SG_VALUE_DEPTH are not looked into any further: they are unknown to
 * `equal` and `compare`, and all alike to `same`, `order` and the hash.  Nothing that passed
 * through JSON, a snapshot or sg_value_copy() is that deep.
 */
#include "engine/value.h"

#include <math.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/temporal.h"

static int compare_u32(uint32_t left, uint32_t right)
{
    return (left > right) - (left < right);
}

static int compare_integers(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

/* No int64 is as large; the least is its negative. */
#define TWO_TO_63 9223372036854775808.0

/* The double is not NaN. */
static int compare_mixed(int64_t left, double right)
{
    if (right >= TWO_TO_63)
        return -1;
    if (right < -TWO_TO_63)
        return 1;
    double whole = trunc(right);
    int order = compare_integers(left, (int64_t)whole);
    if (order != 0)
        return order;
    return (whole > right) - (whole < right);
}

static bool is_nan(sg_value number)
{
    return number.type == SG_TYPE_FLOAT && isnan(number.real);
}

/* Neither number is NaN. */
static int compare_numbers(sg_value left, sg_value right)
{
    if (left.type == SG_TYPE_INTEGER)
        return right.type == SG_TYPE_INTEGER ? compare_integers(left.integer, right.integer)
                                             : compare_mixed(left.integer, right.real);
    if (right.type == SG_TYPE_INTEGER)
        return -compare_mixed(right.integer, left.real);
    return (left.real > right.real) - (left.real < right.real);
}

/* As nodes and relationships alternate; the shorter of two that begin alike is first. */
static int compare_paths(const sg_path *left, const sg_path *right)
{
    int order = compare_u32(left->nodes[0].id, right->nodes[0].id);
    for (uint32_t i = 0; order == 0 && i < left->length && i < right->length; i++) {
        order = compare_u32(left->edges[i].id, right->edges[i].id);
        if (order == 0)
            order = compare_u32(left->nodes[i + 1].id, right->nodes[i + 1].id);
    }
    return order != 0 ? order : compare_u32(left->length, right->length);
}

static int compare_booleans(bool left, bool right)
{
    return (int)left - (int)right;
}

/* --- equal: `=` -------------------------------------------------------------------------------- */

static sg_truth equal(sg_value left, sg_value right, unsigned depth);

/* One false makes the whole false, else one unknown makes it unknown. */
static sg_truth equal_lists(sg_value left, sg_value right, unsigned depth)
{
    if (left.length != right.length)
        return SG_FALSE;
    sg_truth all = SG_TRUE;
    for (uint32_t i = 0; i < left.length; i++) {
        sg_truth one = equal(left.list[i], right.list[i], depth);
        if (one == SG_FALSE)
            return SG_FALSE;
        if (one == SG_UNKNOWN)
            all = SG_UNKNOWN;
    }
    return all;
}

static sg_truth equal_maps(sg_value left, sg_value right, unsigned depth)
{
    if (left.length != right.length)
        return SG_FALSE;
    for (uint32_t i = 0; i < left.length; i++)
        if (!sg_str_equal(left.map[i].key, right.map[i].key))
            return SG_FALSE;
    sg_truth all = SG_TRUE;
    for (uint32_t i = 0; i < left.length; i++) {
        sg_truth one = equal(left.map[i].value, right.map[i].value, depth);
        if (one == SG_FALSE)
            return SG_FALSE;
        if (one == SG_UNKNOWN)
            all = SG_UNKNOWN;
    }
    return all;
}

static sg_truth equal(sg_value left, sg_value right, unsigned depth)
{
    if (depth == 0 || sg_is_null(left) || sg_is_null(right))
        return SG_UNKNOWN;
    if (sg_is_number(left) && sg_is_number(right)) {
        if (is_nan(left) || is_nan(right))
            return SG_FALSE;
        return compare_numbers(left, right) == 0 ? SG_TRUE : SG_FALSE;
    }
    if (left.type != right.type)
        return SG_FALSE;
    bool answer = false;
    switch ((sg_type)left.type) {
    case SG_TYPE_LIST:
        return equal_lists(left, right, depth - 1);
    case SG_TYPE_MAP:
        return equal_maps(left, right, depth - 1);
    case SG_TYPE_STRING:
        answer = sg_str_equal(sg_value_str(left), sg_value_str(right));
        break;
    case SG_TYPE_BOOLEAN:
        answer = left.boolean == right.boolean;
        break;
    case SG_TYPE_NODE:
        answer = left.node.id == right.node.id;
        break;
    case SG_TYPE_RELATIONSHIP:
        answer = left.edge.id == right.edge.id;
        break;
    case SG_TYPE_PATH:
        answer = compare_paths(left.path, right.path) == 0;
        break;
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
        answer = sg_temporal_order(left, right) == 0;
        break;
    case SG_TYPE_INTEGER:
    case SG_TYPE_FLOAT:
    case SG_TYPE_NULL:
        SG_UNREACHABLE(); /* handled above */
    }
    return answer ? SG_TRUE : SG_FALSE;
}

sg_truth sg_value_equal(sg_value left, sg_value right)
{
    return equal(left, right, SG_VALUE_DEPTH);
}

/* --- compare: `<` ------------------------------------------------------------------------------ */

static sg_truth compare(sg_value left, sg_value right, unsigned depth, int *order)
{
    if (depth == 0 || sg_is_null(left) || sg_is_null(right))
        return SG_UNKNOWN;
    if (sg_is_number(left) && sg_is_number(right)) {
        if (is_nan(left) || is_nan(right))
            return SG_FALSE;
        *order = compare_numbers(left, right);
        return SG_TRUE;
    }
    if (left.type != right.type)
        return SG_UNKNOWN;
    if (left.type == SG_TYPE_STRING) {
        *order = sg_str_compare(sg_value_str(left), sg_value_str(right));
        return SG_TRUE;
    }
    if (left.type == SG_TYPE_BOOLEAN) {
        *order = compare_booleans(left.boolean, right.boolean);
        return SG_TRUE;
    }
    /* Whether a month is longer than 30 days depends: durations have no `<`. */
    if (sg_is_temporal(left) && left.type != SG_TYPE_DURATION) {
        *order = sg_temporal_order(left, right);
        return SG_TRUE;
    }
    if (left.type != SG_TYPE_LIST)
        return SG_UNKNOWN;
    for (uint32_t i = 0; i < left.length && i < right.length; i++) {
        sg_truth truth = compare(left.list[i], right.list[i], depth - 1, order);
        if (truth != SG_TRUE || *order != 0)
            return truth;
    }
    *order = compare_u32(left.length, right.length);
    return SG_TRUE;
}

sg_truth sg_value_compare(sg_value left, sg_value right, int *order)
{
    return compare(left, right, SG_VALUE_DEPTH, order);
}

/* --- order: ORDER BY, and same: grouping ------------------------------------------------------- */

static int order_values(sg_value left, sg_value right, unsigned depth);

static int order_lists(sg_value left, sg_value right, unsigned depth)
{
    for (uint32_t i = 0; i < left.length && i < right.length; i++) {
        int order = order_values(left.list[i], right.list[i], depth);
        if (order != 0)
            return order;
    }
    return compare_u32(left.length, right.length);
}

/* By size, then keys, then values: openCypher leaves it open as long as it is total. */
static int order_maps(sg_value left, sg_value right, unsigned depth)
{
    int order = compare_u32(left.length, right.length);
    for (uint32_t i = 0; order == 0 && i < left.length; i++)
        order = sg_str_compare(left.map[i].key, right.map[i].key);
    for (uint32_t i = 0; order == 0 && i < left.length; i++)
        order = order_values(left.map[i].value, right.map[i].value, depth);
    return order;
}

/* NaN is the greatest number. */
static int order_numbers(sg_value left, sg_value right)
{
    bool left_nan = is_nan(left), right_nan = is_nan(right);
    if (left_nan || right_nan)
        return compare_booleans(left_nan, right_nan);
    return compare_numbers(left, right);
}

static int order_values(sg_value left, sg_value right, unsigned depth)
{
    if (sg_is_number(left) && sg_is_number(right))
        return order_numbers(left, right);
    if (left.type != right.type)
        return (int)left.type - (int)right.type;
    if (depth == 0)
        return 0;
    switch ((sg_type)left.type) {
    case SG_TYPE_MAP:
        return order_maps(left, right, depth - 1);
    case SG_TYPE_NODE:
        return compare_u32(left.node.id, right.node.id);
    case SG_TYPE_RELATIONSHIP:
        return compare_u32(left.edge.id, right.edge.id);
    case SG_TYPE_LIST:
        return order_lists(left, right, depth - 1);
    case SG_TYPE_PATH:
        return compare_paths(left.path, right.path);
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
        return sg_temporal_order(left, right);
    case SG_TYPE_STRING:
        return sg_str_compare(sg_value_str(left), sg_value_str(right));
    case SG_TYPE_BOOLEAN:
        return compare_booleans(left.boolean, right.boolean);
    case SG_TYPE_INTEGER:
    case SG_TYPE_FLOAT:
    case SG_TYPE_NULL:
        break;
    }
    return 0;
}

int sg_value_order(sg_value left, sg_value right)
{
    return order_values(left, right, SG_VALUE_DEPTH);
}

bool sg_value_same(sg_value left, sg_value right)
{
    return order_values(left, right, SG_VALUE_DEPTH) == 0;
}

/* --- hash -------------------------------------------------------------------------------------- */

/* A float that is a whole number hashes as that integer, so that 1.0 meets 1 and -0.0 meets 0. */
static uint64_t hash_float(double number)
{
    if (number >= -TWO_TO_63 && number < TWO_TO_63 && trunc(number) == number)
        return sg_hash_int((uint64_t)(int64_t)number);
    if (isnan(number))
        return sg_hash_int(SG_TYPE_FLOAT);
    uint64_t bits;
    memcpy(&bits, &number, sizeof(bits));
    return sg_hash_int(~bits);
}

static uint64_t hash_path(const sg_path *path)
{
    uint64_t hash = sg_hash_int(path->nodes[0].id);
    for (uint32_t i = 0; i < path->length; i++)
        hash = sg_hash_combine(hash, (uint64_t)path->edges[i].id << 32 | path->nodes[i + 1].id);
    return hash;
}

static uint64_t hash_value(sg_value value, unsigned depth)
{
    uint64_t hash = value.type;
    if (depth == 0)
        return hash;
    switch ((sg_type)value.type) {
    case SG_TYPE_MAP:
        for (uint32_t i = 0; i < value.length; i++) {
            hash = sg_hash_combine(hash, sg_hash_str(value.map[i].key));
            hash = sg_hash_combine(hash, hash_value(value.map[i].value, depth - 1));
        }
        return sg_hash_combine(hash, value.length);
    case SG_TYPE_LIST:
        for (uint32_t i = 0; i < value.length; i++)
            hash = sg_hash_combine(hash, hash_value(value.list[i], depth - 1));
        return sg_hash_combine(hash, value.length);
    case SG_TYPE_NODE:
        return sg_hash_combine(hash, value.node.id);
    case SG_TYPE_RELATIONSHIP:
        return sg_hash_combine(hash, value.edge.id);
    case SG_TYPE_PATH:
        return sg_hash_combine(hash, hash_path(value.path));
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
        return sg_hash_combine(hash, sg_temporal_hash(value));
    case SG_TYPE_STRING:
        return sg_hash_str(sg_value_str(value));
    case SG_TYPE_BOOLEAN:
        return sg_hash_combine(hash, value.boolean);
    case SG_TYPE_INTEGER:
        return sg_hash_int((uint64_t)value.integer);
    case SG_TYPE_FLOAT:
        return hash_float(value.real);
    case SG_TYPE_NULL:
        break;
    }
    return sg_hash_int(hash);
}

uint64_t sg_value_hash(sg_value value)
{
    return hash_value(value, SG_VALUE_DEPTH);
}
