/* snapshot_write.c - a graph as one file: the sections are written as they stand in memory, by several threads. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/parallel.h"
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

/* Sections while they are written, block by block: most of it is the system's copying. */
typedef struct block_writing {
    const sg_graph *graph;
    sg_file_writer *writer;
    sg_snapshot_front front;
    size_t first[SG_SECTIONS + 1]; /* by section: its first task */
    sg_status status[SG_SNAPSHOT_THREADS];
    sg_error *error; /* by thread */
} block_writing;

/* Fewer and larger than those that are hashed: a call for each costs something too. */
#define WRITTEN_AT_ONCE (4 * SG_SNAPSHOT_BLOCK)

static void write_block(void *shared, size_t task, unsigned worker)
{
    block_writing *self = shared;
    size_t number = 0;

    if (self->status[worker] != SG_OK)
        return;
    while (self->first[number + 1] <= task)
        number++;
    const sg_section *section = &self->graph->sections[number];
    size_t at = (task - self->first[number]) * WRITTEN_AT_ONCE, left = section->length - at;
    self->status[worker] =
        sg_file_put(self->writer, self->front.rows[number].offset + at,
                    (const unsigned char *)section->bytes + at,
                    left < WRITTEN_AT_ONCE ? left : WRITTEN_AT_ONCE, &self->error[worker]);
}

static sg_status write_blocks(block_writing *self, unsigned threads, sg_error *err)
{
    const sg_section *sections = self->graph->sections;

    for (size_t i = 0; i < SG_SECTIONS; i++)
        self->first[i + 1] =
            self->first[i] + (sections[i].length + WRITTEN_AT_ONCE - 1) / WRITTEN_AT_ONCE;
    sg_parallel(threads, self->first[SG_SECTIONS], write_block, self);
    for (unsigned i = 0; i < threads; i++) {
        if (self->status[i] != SG_OK && err && err->status == SG_OK)
            *err = self->error[i];
        SG_TRY(self->status[i]);
    }
    return SG_OK;
}

/* Empty sections in the end are told to stand at an aligned place, which is in the file too. */
static sg_status write_end(block_writing *self, uint64_t end, sg_error *err)
{
    static const char padding[SG_SNAPSHOT_ALIGNMENT];

    for (size_t i = 0; i < SG_SECTIONS; i++)
        if (self->front.rows[i].length > 0)
            end = self->front.rows[i].offset + self->front.rows[i].length;
    return sg_file_put(self->writer, end, padding, (size_t)(self->front.header.length - end),
                       err);
}

static sg_status write_sections(const sg_graph *graph, const uint64_t *hashes, unsigned threads,
                                sg_file_writer *writer, sg_error *err)
{
    block_writing self = { .graph = graph, .writer = writer };
    size_t first[SG_SECTIONS + 1];
    size_t length = sg_snapshot_blocks(graph->sections, first) * sizeof(*hashes);

    sg_snapshot_make_front(graph->sections, hashes, &self.front);
    SG_TRY(sg_file_append(writer, &self.front, sizeof(self.front), err));
    SG_TRY(sg_file_append(writer, hashes, length, err));
    self.error = calloc(threads, sizeof *self.error);
    if (!self.error)
        return sg_fail_memory(err);
    sg_status status = write_blocks(&self, threads, err);
    free(self.error);
    return status == SG_OK ? write_end(&self, SG_SNAPSHOT_FRONT + length, err) : status;
}

static sg_status write_file(const sg_graph *graph, const uint64_t *hashes, unsigned threads,
                            const char *path, sg_error *err)
{
    sg_file_writer *writer;

    SG_TRY(sg_file_create(path, &writer, err));
    sg_status status = write_sections(graph, hashes, threads, writer, err);
    if (status != SG_OK) {
        sg_file_abandon(writer);
        return status;
    }
    return sg_file_commit(writer, err);
}

static sg_status write_merged(const sg_graph *graph, const char *path, unsigned threads,
                              sg_error *err)
{
    sg_graph *merged;

    SG_TRY(sg_delta_merge(graph, &merged, err));
    sg_status status = sg_snapshot_write_by(merged, path, threads, err);
    sg_graph_free(merged);
    return status;
}

sg_status sg_snapshot_write(const sg_graph *graph, const char *path, sg_error *err)
{
    return sg_snapshot_write_by(graph, path, 0, err);
}

sg_status sg_snapshot_write_by(const sg_graph *graph, const char *path, unsigned threads,
                               sg_error *err)
{
    uint64_t *hashes;

    if (threads == 0)
        threads = sg_processors();
    if (threads > SG_SNAPSHOT_THREADS)
        threads = SG_SNAPSHOT_THREADS;

    SG_TRY(sg_snapshot_verify(graph, err));
    if (graph->delta)
        return write_merged(graph, path, threads, err);
    if (sg_snapshot_hash(graph->sections, threads, &hashes) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = write_file(graph, hashes, threads, path, err);
    free(hashes);
    return status;
}
