/* snapshot_write.c - a graph as one file: the sections are written as they stand in memory. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/delta.h"
#include "engine/snapshot.h"
#include "engine/snapshot_format.h"

void sg_snapshot_make_front(const sg_section *sections, const uint64_t *hashes,
                            sg_snapshot_front *out)
{
    size_t first[SG_SECTIONS + 1];
    sg_snapshot_front front = { .header = { .version = SG_SNAPSHOT_VERSION,
                                            .byte_order = SG_SNAPSHOT_ORDER,
                                            .sections = SG_SECTIONS } };
    uint64_t offset = SG_SNAPSHOT_FRONT + sg_snapshot_blocks(sections, first) * sizeof(*hashes);

    for (uint32_t i = 0; i < SG_SECTIONS; i++) {
        offset = sg_snapshot_align(offset);
        front.rows[i] =
            (sg_snapshot_row){ .kind = i,
                               .item = (uint32_t)sg_section_item((sg_section_kind)i),
                               .offset = offset,
                               .length = sections[i].length,
                               .checksum =
                                   sg_hash_bytes(hashes + first[i],
                                                 (first[i + 1] - first[i]) * sizeof(*hashes)) };
        offset += sections[i].length;
    }
    memcpy(front.header.magic, SG_SNAPSHOT_MAGIC, sizeof(front.header.magic));
    front.header.length = offset;
    front.header.table_checksum = sg_hash_bytes(front.rows, sizeof(front.rows));
    front.header.checksum =
        sg_hash_bytes(&front.header, offsetof(sg_snapshot_header, checksum));
    *out = front;
}

static sg_status write_sections(const sg_graph *graph, const uint64_t *hashes,
                                sg_file_writer *writer, sg_error *err)
{
    static const char padding[SG_SNAPSHOT_ALIGNMENT];
    size_t first[SG_SECTIONS + 1];
    size_t length = sg_snapshot_blocks(graph->sections, first) * sizeof(*hashes);
    uint64_t written = SG_SNAPSHOT_FRONT + length;
    sg_snapshot_front front;

    sg_snapshot_make_front(graph->sections, hashes, &front);
    SG_TRY(sg_file_append(writer, &front, sizeof(front), err));
    SG_TRY(sg_file_append(writer, hashes, length, err));
    for (size_t i = 0; i < SG_SECTIONS; i++) {
        const sg_snapshot_row *row = &front.rows[i];
        SG_TRY(sg_file_append(writer, padding, (size_t)(row->offset - written), err));
        SG_TRY(
            sg_file_append(writer, graph->sections[i].bytes, graph->sections[i].length, err));
        written = row->offset + row->length;
    }
    return SG_OK;
}

static sg_status write_file(const sg_graph *graph, const uint64_t *hashes, const char *path,
                            sg_error *err)
{
    sg_file_writer *writer;

    SG_TRY(sg_file_create(path, &writer, err));
    sg_status status = write_sections(graph, hashes, writer, err);
    if (status != SG_OK) {
        sg_file_abandon(writer);
        return status;
    }
    return sg_file_commit(writer, err);
}

static sg_status write_merged(const sg_graph *graph, const char *path, sg_error *err)
{
    sg_graph *merged;

    SG_TRY(sg_delta_merge(graph, &merged, err));
    sg_status status = sg_snapshot_write(merged, path, err);
    sg_graph_free(merged);
    return status;
}

sg_status sg_snapshot_write(const sg_graph *graph, const char *path, sg_error *err)
{
    uint64_t *hashes;

    SG_TRY(sg_snapshot_verify(graph, err));
    if (graph->delta)
        return write_merged(graph, path, err);
    if (sg_snapshot_hash(graph->sections, &hashes) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = write_file(graph, hashes, path, err);
    free(hashes);
    return status;
}
