/* snapshot_read.c - the hashes of all blocks, by several threads.
 *
 *     section   [ 1 MiB ][ 1 MiB ][ rest ]
 *     hashes    [   h0      h1      h2   ]    each block by some thread
 *     checksum  the hash of these
 */
#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/snapshot_format.h"

typedef struct block_reading {
    const sg_section *sections;
    size_t first[SG_SECTIONS + 1]; /* by section: its first block */
    uint64_t *hashes;              /* by block */
} block_reading;

size_t sg_snapshot_blocks(const sg_section *sections, size_t first[SG_SECTIONS + 1])
{
    first[0] = 0;
    for (size_t i = 0; i < SG_SECTIONS; i++)
        first[i + 1] =
            first[i] + (sections[i].length + SG_SNAPSHOT_BLOCK - 1) / SG_SNAPSHOT_BLOCK;
    return first[SG_SECTIONS];
}

static void read_block(void *shared, size_t task, unsigned worker)
{
    const block_reading *self = shared;
    size_t number = 0;

    (void)worker;
    while (self->first[number + 1] <= task)
        number++;
    const sg_section *section = &self->sections[number];
    size_t at = (task - self->first[number]) * SG_SNAPSHOT_BLOCK, left = section->length - at;
    self->hashes[task] = sg_hash_bytes((const unsigned char *)section->bytes + at,
                                       left < SG_SNAPSHOT_BLOCK ? left : SG_SNAPSHOT_BLOCK);
}

sg_status sg_snapshot_hash(const sg_section *sections, unsigned threads, uint64_t **hashes)
{
    block_reading self = { .sections = sections };
    size_t blocks = sg_snapshot_blocks(sections, self.first);

    if (blocks <= SG_SECTIONS) /* a thread would cost more than few blocks do */
        threads = 1;

    self.hashes = calloc(blocks + 1, sizeof *self.hashes);
    if (!self.hashes)
        return SG_ENOMEM;
    sg_parallel(threads < SG_SNAPSHOT_THREADS ? threads : SG_SNAPSHOT_THREADS, blocks,
                read_block, &self);
    *hashes = self.hashes;
    return SG_OK;
}
