/* cidr.h - IPv4 and IPv6 addresses and the blocks of them that rules name.
 *
 * Both families lie on one line, so that everything above works on ranges and forgets families:
 *
 *     0.0.0.0 ........ 255.255.255.255 | :: ............................ ffff:...:ffff
 *
 * A range never crosses the bar.
 */
#ifndef SG_INGEST_DERIVE_CIDR_H
#define SG_INGEST_DERIVE_CIDR_H

#include "engine/base/base.h"

typedef enum sg_family { SG_IPV4, SG_IPV6 } sg_family;

typedef struct sg_address {
    uint64_t high, low; /* an IPv4 address: the low 32 bits */
    sg_family family;
} sg_address;

/* From `first` to `last`, both included. */
typedef struct sg_address_range {
    sg_address first, last;
} sg_address_range;

int sg_address_compare(sg_address left, sg_address right);
/* The neighbour within the family; false at its end. */
bool sg_address_next(sg_address address, sg_address *out);
bool sg_address_previous(sg_address address, sg_address *out);

/* "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1" (an IPv6 address). */
bool sg_address_parse(sg_str text, sg_address *out);
/* "192.0.2.0/24", or an address alone, a block of one; bits after the prefix are ignored.
 * `length` may be NULL. */
bool sg_cidr_parse(sg_str text, sg_address_range *out, uint8_t *length);

#endif
