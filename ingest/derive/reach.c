/* reach.c - CAN_REACH. */
#include "ingest/derive/exposure.h"
sg_status sg_derive_reach(sg_network *network)
{
    (void)network;
    return SG_OK;
}
