/* address_book.h - who has a private address in a network: interfaces, machines and pods. */
#ifndef SG_INGEST_DERIVE_ADDRESS_BOOK_H
#define SG_INGEST_DERIVE_ADDRESS_BOOK_H

#include "ingest/derive/network.h"

/* SG_NO_ID where there is none. */
typedef struct sg_address_owners {
    sg_node interface; /* or a machine that is described without interfaces */
    sg_node pod;
} sg_address_owners;

/* Lists all addresses on first use.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_address_owners_find(sg_network *network, sg_node vpc, sg_str address,
                                             sg_address_owners *out);
/* The network that the node stands in, by itself, by its subnet, or by its cluster; false when it
 * is not known. */
bool sg_network_of(const sg_network *network, sg_node node, sg_node *out);

#endif
