/* scratch.c - scratch files, and arrays that are mapped from them.
 *
 * Blocks are allocated before they are mapped, so that a full disk is an error and no signal.  madvise()
 * and holes in files are not POSIX 2008, hence the wider set of declarations here.
 */
#define _GNU_SOURCE
#include "engine/base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define STEP ((size_t)1 << 20)
#define STEP_MOST ((size_t)32 << 20)
#define FORGET_AFTER ((size_t)16 << 20)
#define EXPECTED_MOST ((size_t)8 << 20)
#define PAGE ((size_t)4096)
#define RELEASE ((size_t)1 << 20) /* a block of a file system, and more */

enum { ATTEMPTS = 100 /* names tried */ };

struct sg_growing {
    int fd;
    unsigned char *bytes;
    size_t length, mapped;
    size_t remembered; /* what was appended since it was forgotten last */
    size_t released;   /* of its first bytes, whose room was given back */
};

sg_status sg_scratch_open(const char *beside, int *fd, sg_error *err)
{
    size_t length = strlen(beside);
    char *path = malloc(length + 48);
    int opened = -1;

    if (!path)
        return sg_fail_memory(err);
    memcpy(path, beside, length);
    for (int attempt = 0; attempt < ATTEMPTS && opened < 0; attempt++) {
        snprintf(path + length, 48, ".%ld.%d.scratch", (long)getpid(), attempt);
        opened = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (opened < 0 && errno != EEXIST && errno != EINTR)
            break;
    }
    if (opened >= 0)
        unlink(path);
    free(path);
    if (opened < 0)
        return sg_fail(err, SG_EIO, "cannot write beside `%s`: %s", beside, strerror(errno));
    *fd = opened;
    return SG_OK;
}

void sg_scratch_release(int fd, uint64_t offset, uint64_t length)
{
#ifdef FALLOC_FL_PUNCH_HOLE
    (void)fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset,
                    (off_t)length);
#else
    (void)fd;
    (void)offset;
    (void)length;
#endif
}

sg_status sg_growing_open(const char *beside, sg_growing **out, sg_error *err)
{
    sg_growing *made = calloc(1, sizeof *made);

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

void sg_growing_close(sg_growing *growing)
{
    if (!growing)
        return;
    if (growing->mapped > 0)
        munmap(growing->bytes, growing->mapped);
    close(growing->fd);
    free(growing);
}

/* Maps at least `length` bytes. */
static sg_status grow(sg_growing *growing, size_t length, sg_error *err)
{
    size_t eighth = growing->mapped / 8 / STEP * STEP; /* what is too much is little */
    size_t step = eighth < STEP ? STEP : eighth < STEP_MOST ? eighth : STEP_MOST;
    size_t wanted = growing->mapped + step;

    wanted = wanted < length ? (length + STEP - 1) / STEP * STEP : wanted;
    int reason =
        posix_fallocate(growing->fd, (off_t)growing->mapped, (off_t)(wanted - growing->mapped));
    if (reason != 0)
        return sg_fail(err, SG_EIO, "cannot grow a scratch file: %s", strerror(reason));
    void *bytes = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_SHARED, growing->fd, 0);
    if (bytes == MAP_FAILED)
        return sg_fail(err, SG_EIO, "cannot map a scratch file: %s", strerror(errno));
    if (growing->mapped > 0)
        munmap(growing->bytes, growing->mapped);
    growing->bytes = bytes;
    growing->mapped = wanted;
    return SG_OK;
}

void sg_growing_expect(const sg_growing *growing, size_t length)
{
#ifdef MADV_POPULATE_WRITE
    /* Only a wish: what is not there is made when it is touched. */
    size_t first = (growing->length - length + PAGE - 1) / PAGE * PAGE;
    size_t last = growing->length / PAGE * PAGE;
    if (first < last && last - first <= EXPECTED_MOST)
        (void)madvise(growing->bytes + first, last - first, MADV_POPULATE_WRITE);
#else
    (void)growing;
    (void)length;
#endif
}

void sg_growing_forget(const sg_growing *growing)
{
#ifdef MADV_DONTNEED
    /* Only a wish: the pages are those of the file, and are not lost. */
    if (growing->mapped > 0)
        (void)madvise(growing->bytes, growing->mapped, MADV_DONTNEED);
#else
    (void)growing;
#endif
}

void sg_growing_release(sg_growing *growing, size_t length)
{
    size_t whole = length / RELEASE * RELEASE;

    if (whole <= growing->released)
        return;
    sg_scratch_release(growing->fd, growing->released, whole - growing->released);
    growing->released = whole;
}

sg_status sg_growing_extend(sg_growing *growing, size_t length, sg_error *err)
{
    if (length > SIZE_MAX - growing->length - STEP_MOST)
        return sg_fail(err, SG_ELIMIT, "a scratch file would be too large");
    if (growing->length + length > growing->mapped)
        SG_TRY(grow(growing, growing->length + length, err));
    growing->length += length;
    growing->remembered += length;
    if (growing->remembered > FORGET_AFTER) {
        sg_growing_forget(growing);
        growing->remembered = 0;
    }
    return SG_OK;
}

sg_status sg_growing_append(sg_growing *growing, const void *bytes, size_t length,
                            sg_error *err)
{
    size_t at = growing->length;

    if (length == 0)
        return SG_OK;
    SG_TRY(sg_growing_extend(growing, length, err));
    memcpy(growing->bytes + at, bytes, length);
    return SG_OK;
}

void *sg_growing_bytes(const sg_growing *growing)
{
    return growing->length > 0 ? growing->bytes : NULL;
}

size_t sg_growing_length(const sg_growing *growing)
{
    return growing->length;
}
