/* stream_write.c - the file from its sections: each is read, hashed and copied once, and then gone, block by
 * block, so that the disk never holds two of it.
 *
 *     [front: zeroes][hashes: zeroes][section][section] ...     then the front and the hashes in their place
 */
#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/snapshot_format.h"
#include "engine/stream_internal.h"

#define FORGET_EACH 16u /* blocks */

static sg_status append_zeroes(sg_file_writer *writer, uint64_t count, sg_error *err)
{
    static const char zeroes[4096];

    while (count > 0) {
        size_t some = count < sizeof(zeroes) ? (size_t)count : sizeof(zeroes);
        SG_TRY(sg_file_append(writer, zeroes, some, err));
        count -= some;
    }
    return SG_OK;
}

static sg_status copy_section(const sg_section *section, sg_growing *source, uint64_t *hashes,
                              sg_file_writer *writer, sg_error *err)
{
    const char *bytes = section->bytes;

    for (size_t at = 0, block = 0; at < section->length; at += SG_SNAPSHOT_BLOCK, block++) {
        size_t left = section->length - at;
        size_t some = left < SG_SNAPSHOT_BLOCK ? left : SG_SNAPSHOT_BLOCK;
        hashes[block] = sg_hash_bytes(bytes + at, some);
        SG_TRY(sg_file_append(writer, bytes + at, some, err));
        if (source && block % FORGET_EACH == FORGET_EACH - 1) {
            sg_growing_forget(source);
            sg_growing_release(source, at + some);
        }
    }
    return SG_OK;
}

static sg_status write_sections(sg_stream *stream, sg_section *sections, uint64_t *hashes,
                                sg_file_writer *writer)
{
    size_t first[SG_SECTIONS + 1];
    size_t blocks = sg_snapshot_blocks(sections, first);
    uint64_t written = SG_SNAPSHOT_FRONT + blocks * sizeof(*hashes);
    sg_snapshot_front front;

    SG_TRY(append_zeroes(writer, written, stream->err));
    for (size_t i = 0; i < SG_SECTIONS; i++) {
        uint64_t begin = sg_snapshot_align(written);
        SG_TRY(append_zeroes(writer, begin - written, stream->err));
        SG_TRY(copy_section(&sections[i], stream->sections[i], hashes + first[i], writer,
                            stream->err));
        written = begin + sections[i].length;
        sg_growing_close(stream->sections[i]);
        stream->sections[i] = NULL;
    }
    sg_snapshot_make_front(sections, hashes, &front);
    SG_TRY(sg_file_patch(writer, 0, &front, sizeof(front), stream->err));
    return sg_file_patch(writer, sizeof(front), hashes, blocks * sizeof(*hashes), stream->err);
}

sg_status sg_stream_write(sg_stream *stream)
{
    sg_section *sections = stream->bulk->freeze.graph->sections;
    size_t first[SG_SECTIONS + 1];
    sg_file_writer *writer;

    /* All queues are read: their room on the disk is for the file. */
    sg_spill_close(stream->spill);
    stream->spill = NULL;
    for (size_t i = 0; i < SG_SECTIONS; i++)
        if (stream->sections[i])
            sections[i] = (sg_section){ .bytes = sg_growing_bytes(stream->sections[i]),
                                        .length = sg_growing_length(stream->sections[i]) };
    uint64_t *hashes = calloc(sg_snapshot_blocks(sections, first) + 1, sizeof(*hashes));
    if (!hashes)
        return sg_fail_memory(stream->err);
    sg_status status = sg_file_create(stream->path, &writer, stream->err);
    if (status == SG_OK) {
        status = write_sections(stream, sections, hashes, writer);
        if (status == SG_OK)
            status = sg_file_commit(writer, stream->err);
        else
            sg_file_abandon(writer);
    }
    free(hashes);
    return status;
}
