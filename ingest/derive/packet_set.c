/* packet_set.c - two rows of slices are swept together; where they overlap, or one stands alone,
 * their addresses are combined. */
#include "ingest/derive/packet_set.h"

static const sg_packet_slice all_slices[] = {
    { { 0, SG_LAST_SERVICE }, { sg_all_address_ranges, SG_COUNT(sg_all_address_ranges) } },
};

const sg_packet_set sg_all_packets = { all_slices, SG_COUNT(all_slices) };

/* A set under construction. */
typedef struct slice_row {
    sg_packet_slice *slices;
    uint32_t count;
    size_t ranges;
} slice_row;

/* Appends a slice that lies behind all others; joined to the last when they touch and agree. */
static void append(slice_row *row, sg_services services, sg_address_set addresses)
{
    sg_packet_slice *last = row->count ? &row->slices[row->count - 1] : NULL;

    if (last && last->services.last + 1 == services.first &&
        sg_address_set_equal(last->addresses, addresses)) {
        last->services.last = services.last;
        return;
    }
    row->slices[row->count++] = (sg_packet_slice){ services, addresses };
    row->ranges += addresses.count;
}

/* Where the sweep is: slices before `index` are passed, and services before `service`. */
typedef struct cursor {
    sg_packet_set set;
    uint32_t index;
} cursor;

/* From where on the row has something, at or after `service`. */
static uint32_t resumes(const cursor *at, uint32_t service)
{
    if (at->index == at->set.count)
        return UINT32_MAX;
    uint32_t first = at->set.slices[at->index].services.first;
    return first > service ? first : service;
}

/* The last service up to which the row stays as it is, given that it resumes at `resumed`. */
static uint32_t steady_until(const cursor *at, uint32_t resumed, uint32_t service)
{
    if (resumed != service)
        return resumed - 1; /* UINT32_MAX - 1 when there is nothing more */
    return at->set.slices[at->index].services.last;
}

static sg_address_set addresses_at(const cursor *at, bool inside)
{
    return inside ? at->set.slices[at->index].addresses : (sg_address_set){ 0 };
}

static void pass(cursor *at, uint32_t last)
{
    if (at->index < at->set.count && at->set.slices[at->index].services.last <= last)
        at->index++;
}

static sg_status sweep(sg_arena *arena, sg_set_operation operation, cursor left, cursor right,
                       slice_row *row)
{
    uint32_t service = 0;

    for (;;) {
        uint32_t in_left = resumes(&left, service), in_right = resumes(&right, service);
        uint32_t first = in_left < in_right ? in_left : in_right;
        if (first == UINT32_MAX)
            return SG_OK;
        uint32_t until_left = steady_until(&left, in_left, first);
        uint32_t until_right = steady_until(&right, in_right, first);
        uint32_t last = until_left < until_right ? until_left : until_right;

        sg_address_set addresses;
        SG_TRY(sg_address_set_combine(arena, operation, addresses_at(&left, in_left == first),
                                      addresses_at(&right, in_right == first), &addresses));
        if (addresses.count)
            append(row, (sg_services){ first, last }, addresses);
        if (row->ranges > SG_PACKET_RANGES)
            return SG_ELIMIT;
        pass(&left, last);
        pass(&right, last);
        service = last + 1;
    }
}

sg_status sg_packet_set_combine(sg_arena *arena, sg_set_operation operation, sg_packet_set left,
                                sg_packet_set right, sg_packet_set *out)
{
    slice_row row = { 0 };

    if (left.slices == right.slices && left.count == right.count) {
        *out = left;
        if (operation == SG_DIFFERENCE)
            *out = (sg_packet_set){ 0 };
        return SG_OK;
    }
    /* Each bound of a slice ends one piece and begins another. */
    row.slices =
        sg_arena_make_array(arena, sg_packet_slice, 2 * ((size_t)left.count + right.count) + 1);
    if (!row.slices)
        return SG_ENOMEM;
    SG_TRY(sweep(arena, operation, (cursor){ left, 0 }, (cursor){ right, 0 }, &row));
    if (row.count > SG_PACKET_SLICES)
        return SG_ELIMIT;
    *out = (sg_packet_set){ row.slices, row.count };
    return SG_OK;
}

sg_status sg_packet_set_of(sg_arena *arena, sg_services services, sg_address_set addresses,
                           sg_packet_set *out)
{
    if (!addresses.count) {
        *out = (sg_packet_set){ 0 };
        return SG_OK;
    }
    sg_packet_slice *slice = sg_arena_make(arena, sg_packet_slice);
    if (!slice)
        return SG_ENOMEM;
    *slice = (sg_packet_slice){ services, addresses };
    *out = (sg_packet_set){ slice, 1 };
    return SG_OK;
}

sg_status sg_packet_set_unite(sg_arena *arena, sg_packet_set *sets, size_t count,
                              sg_packet_set *out)
{
    for (size_t step = 1; step < count; step *= 2)
        for (size_t i = 0; i + step < count; i += 2 * step)
            SG_TRY(sg_packet_set_combine(arena, SG_UNION, sets[i], sets[i + step], &sets[i]));
    *out = count ? sets[0] : (sg_packet_set){ 0 };
    return SG_OK;
}

/* The stretches in which ports matter to answers, and the stretches between them. */
static const struct {
    uint32_t first, last; /* protocols */
    uint32_t port;        /* the lowest that an answer goes to */
} stretches[] = {
    { 0, SG_TCP - 1, 0 },
    { SG_TCP, SG_TCP, SG_FIRST_EPHEMERAL },
    { SG_TCP + 1, SG_UDP - 1, 0 },
    { SG_UDP, SG_UDP, SG_FIRST_EPHEMERAL },
    { SG_UDP + 1, SG_LAST_PROTOCOL, 0 },
};

/* The part of a slice within a stretch, widened to whole protocols; false when there is none. */
static bool widen(sg_services services, size_t stretch, sg_services *out)
{
    uint32_t first = stretches[stretch].first << 16 | stretches[stretch].port;
    uint32_t last = stretches[stretch].last << 16 | SG_LAST_PORT;

    first = services.first > first ? services.first : first;
    last = services.last < last ? services.last : last;
    *out = (sg_services){ first >> 16 << 16, last | SG_LAST_PORT };
    return first <= last;
}

sg_status sg_packet_set_answers(sg_arena *arena, sg_packet_set set, sg_packet_set *out)
{
    size_t count = 0;
    sg_packet_set *parts =
        sg_arena_make_array(arena, sg_packet_set, set.count * SG_COUNT(stretches) + 1);

    if (!parts)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < set.count; i++)
        for (size_t stretch = 0; stretch < SG_COUNT(stretches); stretch++) {
            sg_services services;
            if (widen(set.slices[i].services, stretch, &services))
                SG_TRY(sg_packet_set_of(arena, services, set.slices[i].addresses,
                                        &parts[count++]));
        }
    return sg_packet_set_unite(arena, parts, count, out);
}

bool sg_packet_set_equal(sg_packet_set left, sg_packet_set right)
{
    if (left.count != right.count)
        return false;
    for (uint32_t i = 0; left.slices != right.slices && i < left.count; i++) {
        const sg_packet_slice *one = &left.slices[i], *other = &right.slices[i];
        if (one->services.first != other->services.first ||
            one->services.last != other->services.last ||
            !sg_address_set_equal(one->addresses, other->addresses))
            return false;
    }
    return true;
}

const sg_packet_slice *sg_packet_set_at(sg_packet_set set, uint32_t service)
{
    const sg_packet_slice *slice = set.slices;
    const sg_packet_slice *end = set.count ? slice + set.count : slice;

    while (slice < end && slice->services.last < service)
        slice++;
    return slice < end && slice->services.first <= service ? slice : NULL;
}
