/* spill.c - queues as chains of blocks; blocks that are free are a stack, and holes in the file. */
#include "engine/base/spill.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/array.h"
#include "engine/base/scratch.h"

enum {
    NUMBER_MOST = 10, /* bytes of a number: seven bits each, and whether there are more */
    MORE = 0x80,
};

typedef struct spill_queue {
    SG_ARRAY(uint32_t) blocks; /* in the file, in order; all full but the last */
    uint64_t length, place;    /* bytes appended; bytes read */
    unsigned char *buffer;     /* of the block that is written or read */
    size_t pending;            /* bytes in the buffer that are not in the file */
    uint64_t loaded;           /* the block in the buffer + 1, while it is read */
} spill_queue;

struct sg_spill {
    int fd;
    uint32_t blocks; /* in the file */
    SG_ARRAY(uint32_t) spare;
    SG_ARRAY(spill_queue) queues;
};

sg_status sg_spill_open(const char *beside, sg_spill **out, sg_error *err)
{
    sg_spill *made = calloc(1, sizeof *made);

    if (!made)
        return sg_fail_memory(err);
    sg_status status = sg_scratch_open(beside, &made->fd, err);
    if (status != SG_OK) {
        free(made);
        return status;
    }
    *out = made;
    return SG_OK;
}

void sg_spill_close(sg_spill *spill)
{
    if (!spill)
        return;
    for (size_t i = 0; i < spill->queues.count; i++) {
        free(spill->queues.items[i].buffer);
        sg_array_free(&spill->queues.items[i].blocks);
    }
    sg_array_free(&spill->queues);
    sg_array_free(&spill->spare);
    close(spill->fd);
    free(spill);
}

sg_status sg_spill_queue(sg_spill *spill, uint32_t *queue, sg_error *err)
{
    if (sg_array_push(&spill->queues, (spill_queue){ .length = 0 }) != SG_OK)
        return sg_fail_memory(err);
    *queue = (uint32_t)spill->queues.count - 1;
    return SG_OK;
}

uint64_t sg_spill_length(const sg_spill *spill, uint32_t queue)
{
    return spill->queues.items[queue].length;
}

static sg_status fail(sg_error *err)
{
    return sg_fail(err, SG_EIO, "cannot use a scratch file: %s", strerror(errno));
}

static sg_status write_block(const sg_spill *spill, uint32_t block, const unsigned char *bytes,
                             size_t length, sg_error *err)
{
    off_t offset = (off_t)(block * (uint64_t)SG_SPILL_BLOCK);

    while (length > 0) {
        ssize_t put = pwrite(spill->fd, bytes, length, offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return fail(err);
        bytes += put;
        offset += put;
        length -= (size_t)put;
    }
    return SG_OK;
}

static sg_status read_block(const sg_spill *spill, uint32_t block, unsigned char *bytes,
                            size_t length, sg_error *err)
{
    off_t offset = (off_t)(block * (uint64_t)SG_SPILL_BLOCK);

    while (length > 0) {
        ssize_t got = pread(spill->fd, bytes, length, offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(err);
        bytes += got;
        offset += got;
        length -= (size_t)got;
    }
    return SG_OK;
}

static sg_status take_block(sg_spill *spill, uint32_t *block, sg_error *err)
{
    if (spill->spare.count > 0) {
        *block = spill->spare.items[--spill->spare.count];
        return SG_OK;
    }
    if (spill->blocks == UINT32_MAX)
        return sg_fail(err, SG_ELIMIT, "a scratch file would be too large");
    *block = spill->blocks++;
    return SG_OK;
}

/* Writes what the buffer holds into a block of its own. */
static sg_status flush(sg_spill *spill, spill_queue *queue, sg_error *err)
{
    uint32_t block = 0;

    if (queue->pending == 0)
        return SG_OK;
    SG_TRY(take_block(spill, &block, err));
    if (sg_array_push(&queue->blocks, block) != SG_OK)
        return sg_fail_memory(err);
    SG_TRY(write_block(spill, block, queue->buffer, queue->pending, err));
    queue->pending = 0;
    return SG_OK;
}

static sg_status need_buffer(spill_queue *queue, sg_error *err)
{
    if (!queue->buffer)
        queue->buffer = malloc(SG_SPILL_BLOCK);
    return queue->buffer ? SG_OK : sg_fail_memory(err);
}

/* Takes the last block, which is not full, back into the buffer to write on. */
static sg_status reopen(sg_spill *spill, spill_queue *queue, sg_error *err)
{
    size_t begun = queue->length % SG_SPILL_BLOCK;

    SG_TRY(need_buffer(queue, err));
    if (queue->pending > 0 || begun == 0)
        return SG_OK;
    uint32_t block = queue->blocks.items[queue->blocks.count - 1];
    SG_TRY(read_block(spill, block, queue->buffer, begun, err));
    if (sg_array_push(&spill->spare, block) != SG_OK)
        return sg_fail_memory(err);
    queue->blocks.count--;
    queue->pending = begun;
    return SG_OK;
}

sg_status sg_spill_append(sg_spill *spill, uint32_t number, const void *bytes, size_t length,
                          sg_error *err)
{
    spill_queue *queue = &spill->queues.items[number];
    const unsigned char *from = bytes;

    if (!queue->buffer)
        SG_TRY(reopen(spill, queue, err));
    while (length > 0) {
        size_t room = SG_SPILL_BLOCK - queue->pending;
        size_t some = length < room ? length : room;
        memcpy(queue->buffer + queue->pending, from, some);
        queue->pending += some;
        queue->length += some;
        from += some;
        length -= some;
        if (queue->pending == SG_SPILL_BLOCK)
            SG_TRY(flush(spill, queue, err));
    }
    return SG_OK;
}

static size_t encode(uint64_t number, unsigned char *out)
{
    size_t length = 0;

    for (; number >= MORE; number >>= 7)
        out[length++] = (unsigned char)(number | MORE);
    out[length++] = (unsigned char)number;
    return length;
}

sg_status sg_spill_append_number(sg_spill *spill, uint32_t number, uint64_t value,
                                 sg_error *err)
{
    spill_queue *queue = &spill->queues.items[number];
    unsigned char bytes[NUMBER_MOST];

    /* Mostly there is room in the buffer, and it is not full afterwards. */
    if (queue->buffer && queue->pending + NUMBER_MOST < SG_SPILL_BLOCK) {
        size_t length = encode(value, queue->buffer + queue->pending);
        queue->pending += length;
        queue->length += length;
        return SG_OK;
    }
    return sg_spill_append(spill, number, bytes, encode(value, bytes), err);
}

sg_status sg_spill_rest(sg_spill *spill, uint32_t number, sg_error *err)
{
    spill_queue *queue = &spill->queues.items[number];

    SG_TRY(flush(spill, queue, err));
    free(queue->buffer);
    queue->buffer = NULL;
    queue->loaded = 0;
    return SG_OK;
}

void sg_spill_rewind(sg_spill *spill, uint32_t number)
{
    spill->queues.items[number].place = 0;
}

/* The block that is read next is in the buffer; one that was never written to the file is there. */
static bool is_loaded(const spill_queue *queue)
{
    return queue->loaded == queue->place / SG_SPILL_BLOCK + 1 ||
           (queue->pending > 0 && queue->blocks.count == 0);
}

/* Brings the block that is read next into the buffer. */
static sg_status load(sg_spill *spill, spill_queue *queue, sg_error *err)
{
    uint64_t block = queue->place / SG_SPILL_BLOCK;
    uint64_t left = queue->length - block * SG_SPILL_BLOCK;

    SG_TRY(need_buffer(queue, err));
    if (queue->pending > 0 && queue->blocks.count > 0)
        SG_TRY(flush(spill, queue, err));
    if (is_loaded(queue))
        return SG_OK;
    SG_TRY(read_block(spill, queue->blocks.items[block], queue->buffer,
                      left < SG_SPILL_BLOCK ? (size_t)left : SG_SPILL_BLOCK, err));
    queue->loaded = block + 1;
    return SG_OK;
}

sg_status sg_spill_read(sg_spill *spill, uint32_t number, void *bytes, size_t length,
                        sg_error *err)
{
    spill_queue *queue = &spill->queues.items[number];
    unsigned char *out = bytes;

    if (length > queue->length - queue->place)
        return sg_fail(err, SG_EINVAL, "a scratch file holds less than is read");
    while (length > 0) {
        SG_TRY(load(spill, queue, err));
        size_t at = queue->place % SG_SPILL_BLOCK;
        size_t some = length < SG_SPILL_BLOCK - at ? length : SG_SPILL_BLOCK - at;
        memcpy(out, queue->buffer + at, some);
        out += some;
        queue->place += some;
        length -= some;
    }
    return SG_OK;
}

/* Of a number whose bytes are in the buffer. */
static uint64_t decode(const unsigned char *bytes, size_t *length)
{
    uint64_t number = 0;
    size_t at = 0;

    do
        number |= (uint64_t)(bytes[at] & (MORE - 1)) << (7 * at);
    while (bytes[at++] & MORE && at < NUMBER_MOST);
    *length = at;
    return number;
}

sg_status sg_spill_read_number(sg_spill *spill, uint32_t number, uint64_t *value, sg_error *err)
{
    spill_queue *queue = &spill->queues.items[number];
    size_t at = queue->place % SG_SPILL_BLOCK, length = 0;
    unsigned char bytes[NUMBER_MOST];

    if (at + NUMBER_MOST <= SG_SPILL_BLOCK && queue->length - queue->place >= NUMBER_MOST &&
        is_loaded(queue)) {
        *value = decode(queue->buffer + at, &length);
        queue->place += length;
        return SG_OK;
    }
    do
        SG_TRY(sg_spill_read(spill, number, &bytes[length], 1, err));
    while (bytes[length++] & MORE && length < NUMBER_MOST);
    *value = decode(bytes, &length);
    return SG_OK;
}

void sg_spill_drop(sg_spill *spill, uint32_t number)
{
    spill_queue *queue = &spill->queues.items[number];

    for (size_t i = 0; i < queue->blocks.count; i++) {
        uint32_t block = queue->blocks.items[i];
        sg_scratch_release(spill->fd, block * (uint64_t)SG_SPILL_BLOCK, SG_SPILL_BLOCK);
        /* Where there is no memory to note it, a block is just not used again. */
        if (sg_array_push(&spill->spare, block) != SG_OK)
            break;
    }
    sg_array_free(&queue->blocks);
    free(queue->buffer);
    *queue = (spill_queue){ .length = 0 };
}
