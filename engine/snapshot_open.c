/* snapshot_open.c - maps a snapshot and refuses it unless what is looked at is as it was written.
 *
 * The order of the checks gives the most telling message: is it a snapshot, of this version and
 * machine, complete, undamaged; and last, for a file that was made to deceive, is it sound.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/snapshot.h"
#include "engine/snapshot_format.h"

const char *sg_snapshot_section_name(size_t section)
{
    static const char *const names[SG_SECTIONS] = {
#define SECTION(kind, field, type, about) #field,
#include "engine/sections.def"
#undef SECTION
    };

    return names[section];
}

enum { FRONT = sizeof(sg_snapshot_header) + SG_SECTIONS * sizeof(sg_snapshot_row) };

static bool has_magic(sg_mapping mapping)
{
    size_t length = sizeof(SG_SNAPSHOT_MAGIC) - 1;

    return mapping.length >= length && memcmp(mapping.bytes, SG_SNAPSHOT_MAGIC, length) == 0;
}

static sg_status check_header(sg_mapping mapping, const char *path, sg_snapshot_header *header,
                              sg_error *err)
{
    if (!has_magic(mapping))
        return sg_fail(err, SG_ECORRUPT, "`%s` is not a snapshot", path);
    if (mapping.length < sizeof(*header))
        return sg_fail(err, SG_ECORRUPT, "snapshot `%s` is truncated: %zu bytes", path,
                       mapping.length);
    memcpy(header, mapping.bytes, sizeof(*header));
    if (header->byte_order != SG_SNAPSHOT_ORDER)
        return sg_fail(err, SG_ECORRUPT,
                       "snapshot `%s` is damaged or from a machine with another byte order",
                       path);
    if (header->version < SG_SNAPSHOT_OLDEST || header->version > SG_SNAPSHOT_VERSION)
        return sg_fail(
            err, SG_ECORRUPT,
            "snapshot `%s` has format version %u, and this program reads versions %u to %u",
            path, header->version, SG_SNAPSHOT_OLDEST, SG_SNAPSHOT_VERSION);
    if (header->checksum != sg_hash_bytes(header, offsetof(sg_snapshot_header, checksum)))
        return sg_fail(err, SG_ECORRUPT, "snapshot `%s` is damaged: checksum of the header",
                       path);
    if (header->length != mapping.length)
        return sg_fail(err, SG_ECORRUPT, "snapshot `%s` is %s: %zu bytes instead of %llu", path,
                       mapping.length < header->length ? "truncated" : "too long",
                       mapping.length, (unsigned long long)header->length);
    if (header->sections != SG_SECTIONS)
        return sg_fail(err, SG_ECORRUPT, "snapshot `%s` has %u sections instead of %d", path,
                       header->sections, SG_SECTIONS);
    return SG_OK;
}

static sg_status check_table(sg_mapping mapping, const char *path,
                             const sg_snapshot_header *header, sg_error *err)
{
    size_t size = SG_SECTIONS * sizeof(sg_snapshot_row);

    if (mapping.length < sizeof(*header) + size)
        return sg_fail(err, SG_ECORRUPT, "snapshot `%s` is truncated: %zu bytes", path,
                       mapping.length);
    if (header->table_checksum != sg_hash_bytes(mapping.bytes + sizeof(*header), size))
        return sg_fail(err, SG_ECORRUPT,
                       "snapshot `%s` is damaged: checksum of the section table", path);
    return SG_OK;
}

static const sg_snapshot_header *header_of(const sg_graph *graph)
{
    return graph->mapping.length >= FRONT && !graph->delta
               ? (const sg_snapshot_header *)(const void *)graph->mapping.bytes
               : NULL;
}

bool sg_snapshot_equals(const sg_graph *left, const sg_graph *right)
{
    const sg_snapshot_header *one = header_of(left), *other = header_of(right);

    return one && other && one->table_checksum == other->table_checksum &&
           one->length == other->length;
}

static bool all_zero(const unsigned char *bytes, uint64_t length)
{
    for (uint64_t i = 0; i < length; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

/* The section follows the one before it, which ended at `end`, after less than 64 zero bytes. */
static sg_status check_place(sg_mapping mapping, const char *path, uint32_t kind,
                             const sg_snapshot_row *row, uint64_t end, sg_error *err)
{
    size_t item = sg_section_item((sg_section_kind)kind);

    if (row->kind != kind || row->item != item || row->length % item != 0 ||
        row->offset != sg_snapshot_align(end) || row->offset > mapping.length ||
        row->length > mapping.length - row->offset ||
        !all_zero(mapping.bytes + end, row->offset - end))
        return sg_fail(err, SG_ECORRUPT,
                       "snapshot `%s` is damaged: place of section `%s` in the section table",
                       path, sg_snapshot_section_name(kind));
    return SG_OK;
}

/* Bytes of the hashes of all blocks of the sections that the table tells of, as far as a file may have. */
static uint64_t hash_bytes(sg_mapping mapping, const sg_snapshot_row *rows)
{
    uint64_t blocks = 0;

    for (uint32_t i = 0; i < SG_SECTIONS; i++) {
        uint64_t length = rows[i].length < mapping.length ? rows[i].length : mapping.length;
        blocks += (length + SG_SNAPSHOT_BLOCK - 1) / SG_SNAPSHOT_BLOCK;
    }
    return blocks * sizeof(uint64_t);
}

static sg_status place_sections(sg_graph *graph, const sg_snapshot_row *rows, const char *path,
                                sg_error *err)
{
    sg_mapping mapping = graph->mapping;
    uint64_t end = FRONT + hash_bytes(mapping, rows);

    if (end > mapping.length)
        return sg_fail(err, SG_ECORRUPT,
                       "snapshot `%s` is damaged: lengths in the section table", path);

    for (uint32_t i = 0; i < SG_SECTIONS; i++) {
        SG_TRY(check_place(mapping, path, i, &rows[i], end, err));
        graph->sections[i] = (sg_section){ .bytes = mapping.bytes + rows[i].offset,
                                           .length = (size_t)rows[i].length };
        end = rows[i].offset + rows[i].length;
    }
    if (end != mapping.length)
        return sg_fail(err, SG_ECORRUPT,
                       "snapshot `%s` is damaged: %llu bytes behind the last section", path,
                       (unsigned long long)(mapping.length - end));
    return SG_OK;
}

/* The mapping is aligned to pages, and so is the table to what its rows hold. */
static const sg_snapshot_row *table_of(const sg_graph *graph)
{
    return (const void *)(graph->mapping.bytes + sizeof(sg_snapshot_header));
}

sg_status sg_snapshot_fail_section(const sg_graph *graph, const char *path, size_t section,
                                   sg_error *err)
{
    return sg_fail(err, SG_ECORRUPT,
                   "snapshot `%s` is damaged: checksum of section `%s` at byte %llu", path,
                   sg_snapshot_section_name(section),
                   (unsigned long long)table_of(graph)[section].offset);
}

/* The hashes of blocks are what the table says of their sections. */
static sg_status check_hashes(const sg_graph *graph, const uint64_t *hashes, const char *path,
                              sg_error *err)
{
    size_t first[SG_SECTIONS + 1];

    (void)sg_snapshot_blocks(graph->sections, first);
    for (size_t i = 0; i < SG_SECTIONS; i++)
        if (table_of(graph)[i].checksum !=
            sg_hash_bytes(hashes + first[i], (first[i + 1] - first[i]) * sizeof(*hashes)))
            return sg_snapshot_fail_section(graph, path, i, err);
    return SG_OK;
}

/* A file that contradicts itself is more often damaged than false. */
static sg_status blame(const sg_graph *graph, const uint64_t *hashes, const char *path,
                       sg_error *err)
{
    size_t first[SG_SECTIONS + 1];
    uint64_t *found;

    (void)sg_snapshot_blocks(graph->sections, first);
    if (sg_snapshot_hash(graph->sections, sg_processors(), &found) != SG_OK)
        return sg_fail_memory(err);
    for (size_t i = 0; i < SG_SECTIONS; i++)
        if (memcmp(found + first[i], hashes + first[i],
                   (first[i + 1] - first[i]) * sizeof(*found)) != 0) {
            if (err)
                sg_error_clear(err);
            (void)sg_snapshot_fail_section(graph, path, i, err);
            break;
        }
    free(found);
    return SG_ECORRUPT;
}

static sg_status read_sections(sg_graph *graph, bool lazily, const char *path, sg_error *err)
{
    sg_snapshot_header header = { 0 };

    SG_TRY(check_header(graph->mapping, path, &header, err));
    SG_TRY(check_table(graph->mapping, path, &header, err));
    SG_TRY(place_sections(graph, table_of(graph), path, err));
    const uint64_t *hashes = (const void *)(graph->mapping.bytes + FRONT);
    SG_TRY(check_hashes(graph, hashes, path, err));
    sg_graph_point(graph);
    SG_TRY(sg_snapshot_leave(graph, hashes, path, err));
    if (sg_graph_check(graph, path, err) != SG_OK)
        return blame(graph, hashes, path, err);
    if (sg_graph_assemble(graph) != SG_OK)
        return sg_fail_memory(err);
    if (lazily)
        return SG_OK;
    SG_TRY(sg_snapshot_verify(graph, err));
    sg_unread_free(graph->unread);
    graph->unread = NULL;
    return SG_OK;
}

static sg_status open_snapshot(const char *path, bool lazily, sg_graph **out, sg_error *err)
{
    sg_graph *graph = calloc(1, sizeof(*graph));
    sg_status status;

    if (!graph)
        return sg_fail_memory(err);
    status = sg_file_map(path, &graph->mapping, err);
    if (status == SG_OK)
        status = read_sections(graph, lazily, path, err);
    if (status != SG_OK) {
        sg_graph_free(graph);
        return status;
    }
    *out = graph;
    return SG_OK;
}

sg_status sg_snapshot_open(const char *path, sg_graph **out, sg_error *err)
{
    return open_snapshot(path, false, out, err);
}

sg_status sg_snapshot_open_lazily(const char *path, sg_graph **out, sg_error *err)
{
    return open_snapshot(path, true, out, err);
}

bool sg_snapshot_recognise(const char *path)
{
    sg_mapping mapping = { 0 };
    bool recognised;

    if (sg_file_map(path, &mapping, NULL) != SG_OK)
        return false;
    recognised = has_magic(mapping);
    sg_file_unmap(&mapping);
    return recognised;
}
