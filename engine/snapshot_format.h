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

/* Rows are most of a file, and not every question needs them. */
typedef enum sg_snapshot_part {
    SG_PART_FRONT = 1,
    SG_PART_ROWS = 2,
    SG_PART_ALL = 3
} sg_snapshot_part;

static inline bool sg_snapshot_is_of(sg_snapshot_part part, sg_section_kind kind)
{
    bool rows = kind == SG_SECTION_OUT_OTHERS || kind == SG_SECTION_IN_OTHERS ||
                kind == SG_SECTION_ROW_WORDS;

    return (part & (rows ? SG_PART_ROWS : SG_PART_FRONT)) != 0;
}

/* The facts of the sections of the part.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_snapshot_read(const sg_section *sections, sg_snapshot_part part,
                                       sg_section_facts *out);

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

/* Whether the sections of the part have the checksums that the table says.  Errors: SG_ECORRUPT,
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_snapshot_check_part(const sg_graph *graph, sg_snapshot_part part,
                                             const char *path, sg_section_facts *facts,
                                             sg_error *err);
/* Leaves the rows of the graph to be looked at when they are first used.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_snapshot_leave_rows(sg_graph *graph, const char *path);

static inline uint64_t sg_snapshot_align(uint64_t offset)
{
    return (offset + SG_SNAPSHOT_ALIGNMENT - 1) / SG_SNAPSHOT_ALIGNMENT * SG_SNAPSHOT_ALIGNMENT;
}

#endif
