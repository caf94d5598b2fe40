/* snapshot_format.h - the bytes of a snapshot file before its sections. */
#ifndef SG_SNAPSHOT_FORMAT_H
#define SG_SNAPSHOT_FORMAT_H

#include "engine/graph_internal.h"

#define SG_SNAPSHOT_VERSION 3u
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

/* Sections are hashed in blocks, by several threads; the checksum is the hash of the hashes. */
#define SG_SNAPSHOT_BLOCK ((size_t)1 << 20)

/* What one reading of a section tells. */
typedef struct sg_section_facts {
    uint64_t checksum;
    uint32_t greatest; /* of its 32-bit words; only of neighbours, which are most of the file */
} sg_section_facts;

/* The facts of all sections.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_snapshot_read(const sg_section *sections, sg_section_facts *out);

typedef struct sg_snapshot_row {
    uint32_t kind; /* an sg_section_kind; rows stand in its order */
    uint32_t item; /* bytes of one item */
    uint64_t offset;
    uint64_t length;
    uint64_t checksum;
} sg_snapshot_row;

_Static_assert(sizeof(sg_snapshot_header) == 64, "the header has no padding");
_Static_assert(sizeof(sg_snapshot_row) == 32, "a row has no padding");
_Static_assert(sizeof(sg_column_entry) == 48, "an item has no padding");
_Static_assert(sizeof(sg_row_index) == 32, "an item has no padding");
_Static_assert(sizeof(sg_attachment) == 24, "an item has no padding");

static inline uint64_t sg_snapshot_align(uint64_t offset)
{
    return (offset + SG_SNAPSHOT_ALIGNMENT - 1) / SG_SNAPSHOT_ALIGNMENT * SG_SNAPSHOT_ALIGNMENT;
}

#endif
