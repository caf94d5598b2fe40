/* file.c - files read whole or mapped.
 *
 * madvise() is not POSIX 2008, hence the wider set of declarations here.
 */
#define _DEFAULT_SOURCE
#include "engine/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FIRST_READ = 64 * 1024, /* for what has no size, as a pipe */
};

static sg_status open_to_read(const char *path, int *fd, struct stat *found, sg_error *err)
{
    int opened = open(path, O_RDONLY | O_CLOEXEC);

    if (opened < 0 && errno == ENOENT)
        return sg_fail(err, SG_ENOTFOUND, "`%s` does not exist", path);
    if (opened < 0)
        return sg_fail(err, SG_EIO, "cannot open `%s`: %s", path, strerror(errno));
    if (fstat(opened, found) != 0) {
        sg_fail(err, SG_EIO, "cannot inspect `%s`: %s", path, strerror(errno));
        close(opened);
        return SG_EIO;
    }
    if (S_ISDIR(found->st_mode)) {
        close(opened);
        return sg_fail(err, SG_EINVAL, "`%s` is a folder, not a file", path);
    }
    *fd = opened;
    return SG_OK;
}

/* Reads to the end into memory that begins with room for `expected` bytes.  One byte more than
 * allowed is asked for, to learn whether there is more; the NUL takes its place. */
static sg_status read_all(int fd, const char *name, size_t expected, size_t limit, sg_str *out,
                          sg_error *err)
{
    size_t length = 0, room = (expected < limit ? expected : limit) + 1;
    char *bytes = malloc(room);

    while (bytes) {
        ssize_t got = read(fd, bytes + length, room - length);
        if (got == 0) {
            bytes[length] = '\0';
            *out = (sg_str){ bytes, length };
            return SG_OK;
        }
        if (got < 0 && errno != EINTR) {
            sg_fail(err, SG_EIO, "cannot read `%s`: %s", name, strerror(errno));
            free(bytes);
            return SG_EIO;
        }
        length += got > 0 ? (size_t)got : 0;
        if (length > limit) {
            free(bytes);
            return sg_fail(err, SG_ELIMIT, "`%s` is larger than %zu bytes", name, limit);
        }
        if (length < room)
            continue;
        room = room > limit / 2 ? limit + 1 : room * 2;
        char *moved = realloc(bytes, room);
        if (!moved)
            free(bytes);
        bytes = moved;
    }
    return sg_fail_memory(err);
}

sg_status sg_file_read(const char *path, size_t limit, sg_str *out, sg_error *err)
{
    struct stat found = { 0 };
    int fd = -1;

    SG_TRY(open_to_read(path, &fd, &found, err));
    if (limit == SIZE_MAX) /* so that one more byte can be asked for */
        limit--;
    size_t expected = FIRST_READ;
    if (S_ISREG(found.st_mode) && found.st_size >= 0)
        expected = (size_t)found.st_size;
    sg_status status = read_all(fd, path, expected, limit, out, err);
    close(fd);
    return status;
}

/* Reads a file of `size` bytes to its end; *whole is false when there is more by now. */
static sg_status read_exactly(int fd, const char *name, size_t size, char *bytes, bool *whole,
                              size_t *length, sg_error *err)
{
    *length = 0;
    while (*length <= size) {
        ssize_t got = read(fd, bytes + *length, size + 1 - *length);
        if (got < 0 && errno != EINTR)
            return sg_fail(err, SG_EIO, "cannot read `%s`: %s", name, strerror(errno));
        if (got == 0)
            break;
        *length += got > 0 ? (size_t)got : 0;
    }
    *whole = *length <= size;
    return SG_OK;
}

/* What has no size, or outgrew it while it was read. */
static sg_status read_and_copy(const char *path, size_t limit, sg_arena *arena, sg_str *out,
                               sg_error *err)
{
    sg_str text;

    SG_TRY(sg_file_read(path, limit, &text, err));
    *out = sg_arena_copy(arena, text);
    free((void *)(uintptr_t)text.bytes);
    return out->bytes ? SG_OK : sg_fail_memory(err);
}

sg_status sg_file_read_into(const char *path, size_t limit, sg_arena *arena, sg_str *out,
                            sg_error *err)
{
    struct stat found = { 0 };
    bool whole = false;
    size_t length = 0;
    int fd = -1;

    SG_TRY(open_to_read(path, &fd, &found, err));
    size_t size = found.st_size > 0 ? (size_t)found.st_size : 0;
    char *bytes = S_ISREG(found.st_mode) && size <= limit && size < SIZE_MAX
                      ? sg_arena_alloc_raw(arena, size + 1)
                      : NULL;
    sg_status status = SG_OK;
    if (bytes)
        status = read_exactly(fd, path, size, bytes, &whole, &length, err);
    close(fd);
    if (status != SG_OK)
        return status;
    if (!whole)
        return read_and_copy(path, limit, arena, out, err);
    bytes[length] = '\0';
    *out = (sg_str){ bytes, length };
    return SG_OK;
}

sg_status sg_file_read_stdin(size_t limit, sg_str *out, sg_error *err)
{
    if (limit == SIZE_MAX)
        limit--;
    return read_all(STDIN_FILENO, "standard input", FIRST_READ, limit, out, err);
}

sg_status sg_file_map(const char *path, sg_mapping *out, sg_error *err)
{
    struct stat found = { 0 };
    int fd = -1;

    SG_TRY(open_to_read(path, &fd, &found, err));
    if (!S_ISREG(found.st_mode)) {
        close(fd);
        return sg_fail(err, SG_EIO, "`%s` is not a regular file", path);
    }
    size_t length = (size_t)found.st_size;
    /* Nothing cannot be mapped, but an empty file is not an error here. */
    void *bytes = length ? mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    int reason = errno;
    close(fd);
    if (bytes == MAP_FAILED)
        return sg_fail(err, SG_EIO, "cannot map `%s`: %s", path, strerror(reason));
    *out = (sg_mapping){ bytes, length };
    return SG_OK;
}

void sg_file_unmap(sg_mapping *mapping)
{
    /* munmap() wants the address without const, though it only forgets it. */
    if (mapping->length)
        munmap((void *)(uintptr_t)mapping->bytes, mapping->length);
    *mapping = (sg_mapping){ 0 };
}

void sg_file_forget(const sg_mapping *mapping, size_t begin, size_t end)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    begin = begin / page * page;
    end = end / page * page;
#ifdef MADV_DONTNEED
    /* Only a wish; the pages are those of the file and come back as they were. */
    if (begin < end && end <= mapping->length)
        (void)madvise((void *)(uintptr_t)(mapping->bytes + begin), end - begin, MADV_DONTNEED);
#endif
}

sg_status sg_file_size(const char *path, uint64_t *out, sg_error *err)
{
    struct stat found;

    if (stat(path, &found) != 0)
        return sg_fail(err, errno == ENOENT ? SG_ENOTFOUND : SG_EIO, "cannot inspect `%s`: %s",
                       path, strerror(errno));
    *out = found.st_size > 0 ? (uint64_t)found.st_size : 0;
    return SG_OK;
}

bool sg_file_is_folder(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

bool sg_file_exists(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0;
}
