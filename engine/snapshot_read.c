/* snapshot_read.c - reads all sections once, by as many threads as there are processors.
 *
 *     section   [ 1 MiB ][ 1 MiB ][ rest ]
 *     hashes    [   h0      h1      h2   ]    each block by some thread
 *     checksum  the hash of these
 *
 * The greatest neighbour is found while a block is in the cache: memory is the limit here, and reading
 * it twice would cost as much again.
 */
#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/snapshot_check.h"
#include "engine/snapshot_format.h"

enum { MOST_THREADS = 8 };

typedef struct block_reading {
    const sg_section *sections;
    size_t first[SG_SECTIONS + 1]; /* by section: its first block */
    uint64_t *hashes;              /* by block */
    uint32_t *greatest;            /* by block */
} block_reading;

static size_t section_of(const block_reading *self, size_t block)
{
    size_t low = 0, high = SG_SECTIONS - 1;

    while (low < high) { /* the last section that begins at or before the block */
        size_t middle = low + (high - low + 1) / 2;
        if (self->first[middle] <= block)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void read_block(void *shared, size_t task, unsigned worker)
{
    const block_reading *self = shared;
    size_t number = section_of(self, task);
    const sg_section *section = &self->sections[number];
    size_t at = (task - self->first[number]) * SG_SNAPSHOT_BLOCK, left = section->length - at;
    const void *block = (const unsigned char *)section->bytes + at;
    size_t size = left < SG_SNAPSHOT_BLOCK ? left : SG_SNAPSHOT_BLOCK;

    (void)worker;
    self->hashes[task] = sg_hash_bytes(block, size);
    if (number == SG_SECTION_OUT_OTHERS || number == SG_SECTION_IN_OTHERS)
        self->greatest[task] = sg_greatest_word(block, size / sizeof(uint32_t));
}

static void sum_up(const block_reading *self, sg_section_facts *out)
{
    for (size_t i = 0; i < SG_SECTIONS; i++) {
        size_t first = self->first[i], last = self->first[i + 1];
        out[i].checksum =
            sg_hash_bytes(self->hashes + first, (last - first) * sizeof(*self->hashes));
        out[i].greatest = sg_greatest_word(self->greatest + first, last - first);
    }
}

sg_status sg_snapshot_read(const sg_section *sections, sg_snapshot_part part,
                           sg_section_facts *out)
{
    block_reading self = { .sections = sections };
    unsigned threads = sg_processors();

    for (size_t i = 0; i < SG_SECTIONS; i++) {
        size_t length = sg_snapshot_is_of(part, (sg_section_kind)i) ? sections[i].length : 0;
        self.first[i + 1] =
            self.first[i] + (length + SG_SNAPSHOT_BLOCK - 1) / SG_SNAPSHOT_BLOCK;
    }
    size_t blocks = self.first[SG_SECTIONS];
    self.hashes = calloc(blocks + 1, sizeof(*self.hashes));
    self.greatest = calloc(blocks + 1, sizeof(*self.greatest));
    if (self.hashes && self.greatest) {
        if (blocks <= SG_SECTIONS) /* a thread would cost more than it does */
            threads = 1;
        sg_parallel(threads < MOST_THREADS ? threads : MOST_THREADS, blocks, read_block, &self);
        sum_up(&self, out);
    }
    bool read = self.hashes && self.greatest;
    free(self.hashes);
    free(self.greatest);
    return read ? SG_OK : SG_ENOMEM;
}
