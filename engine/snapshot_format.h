/* snapshot_format.h - the bytes of a snapshot file before its sections. */
#ifndef SG_SNAPSHOT_FORMAT_H
#define SG_SNAPSHOT_FORMAT_H

#include "engine/graph_internal.h"

/* 5: codes of columns that have at most two are bits.  A file of the version before is read as well: it has
 * no such column, and is the same in everything else. */
#define SG_SNAPSHOT_VERSION 5u
#define SG_SNAPSHOT_OLDEST 4u
#define SG_SNAPSHOT_ORDER 0x01020304u
#define SG_SNAPSHOT_ALIGNMENT 64u

/* The line break shows when a transfer has "repaired" line ends. */
#define SG_SNAPSHOT_MAGIC "SGRAPH\r\n"

typedef struct sg_snapshot_header {
    char magic[8];
    uint32_t version;
    uint32_t byte_order;
    uint32_t sections;
    uint32_t zero;
    uint64_t length; /* of the whole file */
    uint64_t table_checksum;
    uint64_t reserved[2]; /* zero */
    uint64_t checksum;    /* of all that stands before it */
} sg_snapshot_header;

/* Sections are hashed in blocks, so that threads can share a section and a part of it can be looked at
 * alone.  The hashes of all blocks, in the order of sections, stand behind the table; the checksum of a
 * section is the hash of its hashes. */
#define SG_SNAPSHOT_BLOCK ((size_t)1 << 20)

/* Numbers the blocks: first[section] is its first, first[SG_SECTIONS] how many there are, which is
 * returned too. */
size_t sg_snapshot_blocks(const sg_section *sections, size_t first[SG_SECTIONS + 1]);
#define SG_SNAPSHOT_THREADS 8u /* at most, that hash or write */
/* The hash of each, by so many threads; the array is the caller's.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_snapshot_hash(const sg_section *sections, unsigned threads,
                                       uint64_t **hashes);

typedef struct sg_snapshot_row {
    uint32_t kind; /* an sg_section_kind; rows stand in its order */
    uint32_t item; /* bytes of one item */
    uint64_t offset;
    uint64_t length;
    uint64_t checksum;
} sg_snapshot_row;

/* What stands before the hashes. */
typedef struct sg_snapshot_front {
    sg_snapshot_header header;
    sg_snapshot_row rows[SG_SECTIONS];
} sg_snapshot_front;
#define SG_SNAPSHOT_FRONT ((uint64_t)sizeof(sg_snapshot_front))

/* Of sections of these lengths, whose blocks have these hashes. */
void sg_snapshot_make_front(const sg_section *sections, const uint64_t *hashes,
                            sg_snapshot_front *out);

_Static_assert(sizeof(sg_snapshot_front) ==
                   sizeof(sg_snapshot_header) + SG_SECTIONS * sizeof(sg_snapshot_row),
               "nothing between header and table");
_Static_assert(sizeof(sg_snapshot_header) == 64, "the header has no padding");
_Static_assert(sizeof(sg_snapshot_row) == 32, "a row has no padding");
_Static_assert(sizeof(sg_column_entry) == 48, "an item has no padding");
_Static_assert(sizeof(sg_row_index) == 32, "an item has no padding");
_Static_assert(sizeof(sg_attachment) == 24, "an item has no padding");

const char *sg_snapshot_section_name(size_t section);
/* Says that the checksum of the section is not what the table says. */
sg_status sg_snapshot_fail_section(const sg_graph *graph, const char *path, size_t section,
                                   sg_error *err);
/* Looks at the small sections, and leaves the others to be looked at when they are first used; `hashes` of
 * all blocks stay.  Errors: SG_ENOMEM, SG_ECORRUPT. */
SG_MUST_USE sg_status sg_snapshot_leave(sg_graph *graph, const uint64_t *hashes,
                                        const char *path, sg_error *err);

static inline uint64_t sg_snapshot_align(uint64_t offset)
{
    return (offset + SG_SNAPSHOT_ALIGNMENT - 1) / SG_SNAPSHOT_ALIGNMENT * SG_SNAPSHOT_ALIGNMENT;
}

#endif
