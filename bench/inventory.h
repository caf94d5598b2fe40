/* inventory.h - the estate as saved answers of describe and list calls, through the whole ingest. */
#ifndef SG_BENCH_INVENTORY_H
#define SG_BENCH_INVENTORY_H

#include "bench/estates.h"

/* Rows: its files parsed by a general parser and by ours; loaded by one thread and by as many as the
 * estate says, and how fast files were read then; the memory of it.  Writes the folder first. */
void sg_bench_inventory(sg_bench *bench, const sg_bench_estate *estate);

#endif
