/* bulk_blocks.h - relationships as they are read, some hundred at a time, in as few bytes as these need.
 *
 *     from     7    7    8    9         least 7, one byte more         0 0 1 2
 *     to     903  877  910 1402         least 877, two bytes more      26 0 33 525
 *     record  12   12    3   12         least 3, one byte more         9 9 0 9
 *
 * Files have relationships near to others of the same ends, so that most of them need four or five bytes
 * until they are sorted, and not twelve.  What has not been written need not be cleared by the system.
 * Parts of the room are written by one thread each.
 */
#ifndef SG_BULK_BLOCKS_H
#define SG_BULK_BLOCKS_H

#include "engine/bulk.h"

/* What a block holds, with room for the rest of a whole one. */
struct sg_bulk_ends {
    uint32_t from[SG_BULK_BLOCK], to[SG_BULK_BLOCK], records[SG_BULK_BLOCK];
};

/* Numbers of a block, into room for a whole one. */
void sg_bulk_unpack_from(const sg_bulk_block *block, uint32_t *from);
void sg_bulk_unpack_to(const sg_bulk_block *block, uint32_t *to);
void sg_bulk_unpack_records(const sg_bulk_block *block, uint32_t *records);

#endif
