/* prefix_list.h - lists of blocks that rules and routes name by id. */
#ifndef SG_INGEST_DERIVE_PREFIX_LIST_H
#define SG_INGEST_DERIVE_PREFIX_LIST_H

#include "ingest/derive/network.h"

typedef struct sg_prefix_list {
    sg_value blocks; /* texts, in the scratch arena; null: not known */
    bool provider;   /* kept by the provider: public addresses of its own, whichever they are */
} sg_prefix_list;

/* The list "pl-...".  Of the provider's list for content delivery blocks are known that have been in
 * it for years, so that a rule with it is never taken for closed.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_prefix_list_find(const sg_network *network, sg_str id,
                                          sg_prefix_list *out);

/* From where distributions ask their origins: the collected list, else those blocks.  Errors:
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_distribution_addresses(sg_network *network, sg_address_set *out);

#endif
