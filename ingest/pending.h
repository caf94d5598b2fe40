/* pending.h - links that can be made only when every file has been read.
 *
 *     target group  -> 10.0.3.7      the interface or pod with this address in the group's network
 *     service       -> app=web       the pods of its namespace with these labels
 */
#ifndef SG_INGEST_PENDING_H
#define SG_INGEST_PENDING_H

#include "ingest/mapper.h"

/* Makes the links that the rows' post functions left in the mapper.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_pending_link(sg_mapper *mapper);

/* The further name by which the thing with this address in this network is found; {NULL, 0} when
 * the arena is full. */
SG_MUST_USE sg_str sg_address_name(sg_str network, sg_str address, sg_arena *arena);

#endif
