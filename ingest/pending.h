/* pending.h - links that can be made only when every file has been read.
 *
 *     target group  -> 10.0.3.7      the interface and the pod with this address in the group's network
 *     service       -> app=web       the pods of its namespace with these labels
 *     record        -> web.example.  what has this name in DNS, or this public address
 */
#ifndef SG_INGEST_PENDING_H
#define SG_INGEST_PENDING_H

#include "ingest/mapper.h"

/* Makes the links that the rows' post functions left in the mapper.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_pending_link(sg_mapper *mapper);

/* Remembers a relationship to what has the name in DNS, the URL or the address; to the bucket, where
 * the name is one of its own.  What nothing known has makes no relationship.  `properties` is a map
 * and copied.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_pending_name_add(sg_mapper *mapper, sg_build_node from,
                                          const char *type, sg_str name, sg_str discriminator,
                                          sg_value properties);

/* The further name by which the thing with this address in this network is found: an interface by its
 * primary one, a pod.  {NULL, 0} when the arena is full: here and below. */
SG_MUST_USE sg_str sg_address_name(sg_str network, sg_str address, sg_arena *arena);
/* The further name by which an interface is found that holds an address besides its primary one, or a
 * block that is delegated to it ("10.0.2.208/28"); of an address that cannot be read empty. */
SG_MUST_USE sg_str sg_holder_name(sg_str network, sg_str block, sg_arena *arena);

#endif
