/* address_set.c - one sweep over the bounds of two sets does union, intersection and difference.
 *
 *     left    |-----------|        |----|
 *     right         |------------|
 *     swept   |-----|-----|------| |----|    each piece is in left, in right, or in both
 */
#include "ingest/derive/address_set.h"

#define IPV4(a, b, c, d)                                                                       \
    {                                                                                          \
        .low = (uint64_t)(a) << 24 | (b) << 16 | (c) << 8 | (d), .family = SG_IPV4             \
    }
#define IPV6(group, rest)                                                                      \
    {                                                                                          \
        .high = (uint64_t)(group) << 48 | ((rest)&UINT64_C(0xffffffffffff)), .low = (rest),    \
        .family = SG_IPV6                                                                      \
    }

const sg_address_range sg_all_address_ranges[2] = {
    { IPV4(0, 0, 0, 0), IPV4(255, 255, 255, 255) },
    { IPV6(0, 0), IPV6(0xffff, UINT64_MAX) },
};

static const sg_address_range public_ranges[] = {
    { IPV4(0, 0, 0, 0), IPV4(9, 255, 255, 255) },
    { IPV4(11, 0, 0, 0), IPV4(100, 63, 255, 255) },
    { IPV4(100, 128, 0, 0), IPV4(126, 255, 255, 255) },
    { IPV4(128, 0, 0, 0), IPV4(169, 253, 255, 255) },
    { IPV4(169, 255, 0, 0), IPV4(172, 15, 255, 255) },
    { IPV4(172, 32, 0, 0), IPV4(192, 167, 255, 255) },
    { IPV4(192, 169, 0, 0), IPV4(223, 255, 255, 255) },
    { IPV6(0x2000, 0), IPV6(0x3fff, UINT64_MAX) },
};

const sg_address_set sg_all_addresses = { sg_all_address_ranges, 2 };
const sg_address_set sg_public_addresses = { public_ranges, SG_COUNT(public_ranges) };

static sg_address earlier(sg_address left, sg_address right)
{
    return sg_address_compare(left, right) < 0 ? left : right;
}

/* Whether a piece that lies in `left`, in `right`, or in both belongs to the result. */
static bool keeps(sg_set_operation operation, bool left, bool right)
{
    switch (operation) {
    case SG_UNION:
        return left || right;
    case SG_INTERSECTION:
        return left && right;
    case SG_DIFFERENCE:
        return left && !right;
    }
    SG_UNREACHABLE();
}

/* Appends a range that lies behind all others, joining it to the last one when they touch. */
static void append(sg_address_range *ranges, uint32_t *count, sg_address_range range)
{
    sg_address next;

    if (*count && sg_address_next(ranges[*count - 1].last, &next) &&
        sg_address_compare(next, range.first) == 0)
        ranges[*count - 1].last = range.last;
    else
        ranges[(*count)++] = range;
}

/* What is left of a set during the sweep. */
typedef struct cursor {
    const sg_address_range *range, *end;
    sg_address from; /* where the current range goes on */
} cursor;

static cursor open(sg_address_set set)
{
    cursor at = { set.ranges, set.ranges + set.count, { 0 } };

    if (set.count)
        at.from = set.ranges[0].first;
    return at;
}

/* Goes on behind `last`, which is in the current range or before it. */
static void pass(cursor *at, sg_address last)
{
    if (at->range == at->end || sg_address_compare(at->from, last) > 0)
        return;
    if (sg_address_compare(at->range->last, last) > 0)
        (void)sg_address_next(last, &at->from);
    else if (++at->range < at->end)
        at->from = at->range->first;
}

/* The next piece of the sweep; false when both sets are used up. */
static bool next_piece(cursor *left, cursor *right, sg_address_range *piece, bool *in_left,
                       bool *in_right)
{
    bool more_left = left->range < left->end, more_right = right->range < right->end;

    if (!more_left && !more_right)
        return false;
    if (more_left && more_right)
        piece->first = earlier(left->from, right->from);
    else
        piece->first = more_left ? left->from : right->from;
    *in_left = more_left && sg_address_compare(left->from, piece->first) == 0;
    *in_right = more_right && sg_address_compare(right->from, piece->first) == 0;

    if (*in_left && *in_right) {
        piece->last = earlier(left->range->last, right->range->last);
    } else {
        const cursor *in = *in_left ? left : right, *other = *in_left ? right : left;
        sg_address before;
        piece->last = in->range->last;
        if (other->range < other->end && sg_address_previous(other->from, &before))
            piece->last = earlier(piece->last, before);
    }
    pass(left, piece->last);
    pass(right, piece->last);
    return true;
}

sg_status sg_address_set_combine(sg_arena *arena, sg_set_operation operation,
                                 sg_address_set left, sg_address_set right, sg_address_set *out)
{
    if (!left.count || !right.count) {
        if (operation == SG_INTERSECTION)
            *out = (sg_address_set){ 0 };
        else
            *out = left.count || operation == SG_DIFFERENCE ? left : right;
        return SG_OK;
    }
    /* A range of the result begins where one of the two begins, or just behind where one ends. */
    sg_address_range *ranges =
        sg_arena_make_array(arena, sg_address_range, (size_t)left.count + right.count);
    if (!ranges)
        return SG_ENOMEM;

    cursor at_left = open(left), at_right = open(right);
    sg_address_range piece;
    uint32_t count = 0;
    for (bool in_left, in_right; next_piece(&at_left, &at_right, &piece, &in_left, &in_right);)
        if (keeps(operation, in_left, in_right))
            append(ranges, &count, piece);
    *out = (sg_address_set){ ranges, count };
    return SG_OK;
}

sg_status sg_address_set_of(sg_arena *arena, sg_address_range range, sg_address_set *out)
{
    sg_address_range *ranges = sg_arena_make(arena, sg_address_range);

    if (!ranges)
        return SG_ENOMEM;
    *ranges = range;
    *out = (sg_address_set){ ranges, 1 };
    return SG_OK;
}

bool sg_address_set_equal(sg_address_set left, sg_address_set right)
{
    if (left.count != right.count)
        return false;
    for (uint32_t i = 0; left.ranges != right.ranges && i < left.count; i++)
        if (sg_address_compare(left.ranges[i].first, right.ranges[i].first) != 0 ||
            sg_address_compare(left.ranges[i].last, right.ranges[i].last) != 0)
            return false;
    return true;
}

/* The first range that does not end before the address; NULL when there is none. */
static const sg_address_range *seek(sg_address_set set, sg_address address)
{
    uint32_t low = 0, high = set.count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (sg_address_compare(set.ranges[middle].last, address) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < set.count ? &set.ranges[low] : NULL;
}

bool sg_address_set_overlaps(sg_address_set set, sg_address_range range)
{
    const sg_address_range *at = seek(set, range.first);
    return at && sg_address_compare(at->first, range.last) <= 0;
}

bool sg_address_set_covers(sg_address_set set, sg_address_range range)
{
    const sg_address_range *at = seek(set, range.first);
    return at && sg_address_compare(at->first, range.first) <= 0 &&
           sg_address_compare(at->last, range.last) >= 0;
}

bool sg_address_set_wide(sg_address_set set)
{
    const uint64_t many_ipv4 = UINT64_C(1) << 24, many_ipv6 = UINT64_C(1) << 48;
    uint64_t ipv4 = 0, ipv6 = 0; /* addresses; and halves of addresses, 2^64 each */

    for (uint32_t i = 0; i < set.count; i++) {
        const sg_address_range *range = &set.ranges[i];
        if (range->first.family == SG_IPV4) {
            ipv4 += range->last.low - range->first.low + 1;
        } else {
            uint64_t size = range->last.high - range->first.high;
            ipv6 += size > many_ipv6 ? many_ipv6 + 1 : size + 1;
            if (ipv6 > many_ipv6)
                return true;
        }
    }
    return ipv4 > many_ipv4;
}
