/* packet_set.h - which packets pass: protocol and port on one axis, the address of the other side
 * on the other.
 *
 *     addresses ^
 *               |      +-----+
 *               | +----+     +---+        slices: disjoint intervals of services, ascending,
 *               | |    |     |   |        each with the set of addresses that have them all
 *               +-+----+-----+---+--> services
 *
 * Rules of routes, network ACLs and security groups all become such sets, and the gates that a
 * packet has to pass are their intersection.  Sets are values in an arena and never change once
 * made.
 */
#ifndef SG_INGEST_DERIVE_PACKET_SET_H
#define SG_INGEST_DERIVE_PACKET_SET_H

#include "ingest/derive/address_set.h"
#include "ingest/derive/service.h"

typedef struct sg_packet_slice {
    sg_services services;
    sg_address_set addresses; /* never empty */
} sg_packet_slice;

/* A zeroed set is empty. */
typedef struct sg_packet_set {
    const sg_packet_slice *slices;
    uint32_t count;
} sg_packet_set;

/* No set has more slices, or more ranges of addresses in all: no one writes such rules, but a
 * hostile file may. */
#define SG_PACKET_SLICES 16384
#define SG_PACKET_RANGES 1048576

extern const sg_packet_set sg_all_packets;

/* Errors of these: SG_ENOMEM, SG_ELIMIT (see above). */
SG_MUST_USE sg_status sg_packet_set_combine(sg_arena *arena, sg_set_operation operation,
                                            sg_packet_set left, sg_packet_set right,
                                            sg_packet_set *out);
SG_MUST_USE sg_status sg_packet_set_of(sg_arena *arena, sg_services services,
                                       sg_address_set addresses, sg_packet_set *out);
/* The union of `count` sets; `sets` is used up.  Pairs of neighbours first, so that a thousand
 * rules cost ten passes and not a thousand. */
SG_MUST_USE sg_status sg_packet_set_unite(sg_arena *arena, sg_packet_set *sets, size_t count,
                                          sg_packet_set *out);
/* What may be answered through a stateless filter: all ports of a protocol with the addresses
 * that the set has on some port where an answer can go (tcp and udp: 1024 and above). */
SG_MUST_USE sg_status sg_packet_set_answers(sg_arena *arena, sg_packet_set set,
                                            sg_packet_set *out);

bool sg_packet_set_equal(sg_packet_set left, sg_packet_set right);
/* The slice that has the service; NULL when there is none. */
const sg_packet_slice *sg_packet_set_at(sg_packet_set set, uint32_t service);

#endif
