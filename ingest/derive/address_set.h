/* address_set.h - sets of addresses as sorted, disjoint ranges that do not touch.
 *
 * Sets are values in an arena and never change once made; several may share their ranges.
 */
#ifndef SG_INGEST_DERIVE_ADDRESS_SET_H
#define SG_INGEST_DERIVE_ADDRESS_SET_H

#include "engine/base/arena.h"
#include "ingest/derive/cidr.h"

/* A zeroed set is empty. */
typedef struct sg_address_set {
    const sg_address_range *ranges;
    uint32_t count;
} sg_address_set;

typedef enum sg_set_operation { SG_UNION, SG_INTERSECTION, SG_DIFFERENCE } sg_set_operation;

extern const sg_address_range sg_all_address_ranges[2]; /* of sg_all_addresses */
extern const sg_address_set sg_all_addresses;
/* What the internet can send from: all but private, shared, link-local, loopback, multicast and
 * reserved IPv4, and the global unicast of IPv6. */
extern const sg_address_set sg_public_addresses;

/* Errors of these: SG_ENOMEM. */
SG_MUST_USE sg_status sg_address_set_combine(sg_arena *arena, sg_set_operation operation,
                                             sg_address_set left, sg_address_set right,
                                             sg_address_set *out);
/* The set of one range. */
SG_MUST_USE sg_status sg_address_set_of(sg_arena *arena, sg_address_range range,
                                        sg_address_set *out);

bool sg_address_set_equal(sg_address_set left, sg_address_set right);
bool sg_address_set_overlaps(sg_address_set set, sg_address_range range);
bool sg_address_set_covers(sg_address_set set, sg_address_range range);
/* Whether public sources of this many addresses are as good as everybody: over 2^24 of IPv4 (more
 * than a /8) or over 2^112 of IPv6 (more than a /16).  Two halves of 0.0.0.0/0 are. */
bool sg_address_set_wide(sg_address_set set);

#endif
