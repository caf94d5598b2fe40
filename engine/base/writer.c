/* writer.c - a file that appears whole or not at all.
 *
 *     x.123.0.tmp  <- append, patch ...   fsync   rename -> x   fsync of the folder
 *
 * The temporary file is opened with O_EXCL under a name of our own and not by mkstemp(), whose
 * mode of 0600 could only be widened by asking for the umask, which is not safe among threads.
 *
 * sync_file_range() is Linux's own, hence the wider set of declarations.
 */
#define _GNU_SOURCE
#include "engine/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUFFER = 64 * 1024,
    ATTEMPTS = 100, /* names tried for the temporary file */
};

struct sg_file_writer {
    int fd;
    char *path, *temporary;
    uint64_t length; /* bytes appended, buffered ones included */
    size_t pending;  /* bytes in the buffer, not yet in the file */
    unsigned char buffer[BUFFER];
};

static char *copy_path(const char *path, size_t extra)
{
    size_t length = strlen(path);
    char *copy = malloc(length + extra + 1);

    if (copy)
        memcpy(copy, path, length + 1);
    return copy;
}

static void release(sg_file_writer *writer)
{
    if (writer->fd >= 0)
        close(writer->fd);
    free(writer->path);
    free(writer->temporary);
    free(writer);
}

/* Opens a temporary file that nobody else has, and notes its name. */
static sg_status open_temporary(sg_file_writer *writer, sg_error *err)
{
    size_t length = strlen(writer->path);

    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        snprintf(writer->temporary + length, 40, ".%ld.%d.tmp", (long)getpid(), attempt);
        writer->fd = open(writer->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
                          S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
        if (writer->fd >= 0)
            return SG_OK;
        if (errno != EEXIST && errno != EINTR)
            break;
    }
    return sg_fail(err, SG_EIO, "cannot create `%s`: %s", writer->path, strerror(errno));
}

/* A rename would put a plain file in the place of /dev/null or of a pipe. */
static sg_status check_replaceable(const char *path, sg_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0 || S_ISREG(info.st_mode))
        return SG_OK;
    return sg_fail(err, SG_EIO, "cannot create `%s`: it is %s", path,
                   S_ISDIR(info.st_mode) ? "a folder" : "a device or pipe, not a file");
}

sg_status sg_file_create(const char *path, sg_file_writer **out, sg_error *err)
{
    SG_TRY(check_replaceable(path, err));
    sg_file_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return sg_fail_memory(err);
    writer->fd = -1;
    writer->path = copy_path(path, 0);
    writer->temporary = copy_path(path, 40);
    sg_status status =
        writer->path && writer->temporary ? open_temporary(writer, err) : sg_fail_memory(err);
    if (status != SG_OK) {
        release(writer);
        return status;
    }
    *out = writer;
    return SG_OK;
}

static sg_status fail_to_write(const sg_file_writer *writer, sg_error *err)
{
    return sg_fail(err, SG_EIO, "cannot write `%s`: %s", writer->path, strerror(errno));
}

static sg_status write_all(const sg_file_writer *writer, uint64_t offset,
                           const unsigned char *bytes, size_t length, sg_error *err)
{
    while (length > 0) {
        ssize_t put = pwrite(writer->fd, bytes, length, (off_t)offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return fail_to_write(writer, err);
        bytes += put;
        length -= (size_t)put;
        offset += (size_t)put;
    }
    return SG_OK;
}

static sg_status flush(sg_file_writer *writer, sg_error *err)
{
    SG_TRY(write_all(writer, writer->length - writer->pending, writer->buffer, writer->pending,
                     err));
    writer->pending = 0;
    return SG_OK;
}

sg_status sg_file_append(sg_file_writer *writer, const void *bytes, size_t length,
                         sg_error *err)
{
    if (length == 0)
        return SG_OK;
    if (length > sizeof writer->buffer - writer->pending)
        SG_TRY(flush(writer, err));
    if (length > sizeof writer->buffer) {
        SG_TRY(write_all(writer, writer->length, bytes, length, err));
    } else {
        memcpy(writer->buffer + writer->pending, bytes, length);
        writer->pending += length;
    }
    writer->length += length;
    return SG_OK;
}

sg_status sg_file_put(const sg_file_writer *writer, uint64_t offset, const void *bytes,
                      size_t length, sg_error *err)
{
    SG_TRY(write_all(writer, offset, bytes, length, err));
#ifdef SYNC_FILE_RANGE_WRITE
    /* Only a wish: the disk writes while further bytes are copied, and fsync() waits for less. */
    (void)sync_file_range(writer->fd, (off_t)offset, (off_t)length, SYNC_FILE_RANGE_WRITE);
#endif
    return SG_OK;
}

sg_status sg_file_patch(sg_file_writer *writer, uint64_t offset, const void *bytes,
                        size_t length, sg_error *err)
{
    if (offset > writer->length || length > writer->length - offset)
        return sg_fail(err, SG_EINVAL, "cannot patch `%s` beyond its end", writer->path);
    SG_TRY(flush(writer, err));
    return write_all(writer, offset, bytes, length, err);
}

/* Makes the new name survive a crash.  Some file systems cannot sync folders: EINVAL is no
 * failure. */
static sg_status sync_folder(const char *path, sg_error *err)
{
    char *folder = copy_path(path, 1);

    if (!folder)
        return sg_fail_memory(err);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    bool synced = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
    int reason = errno;
    if (fd >= 0)
        close(fd);
    if (synced)
        return SG_OK;
    return sg_fail(err, SG_EIO, "cannot sync the folder of `%s`: %s", path, strerror(reason));
}

static sg_status finish(sg_file_writer *writer, sg_error *err)
{
    SG_TRY(flush(writer, err));
    if (fsync(writer->fd) != 0)
        return fail_to_write(writer, err);
    int fd = writer->fd;
    writer->fd = -1;
    if (close(fd) != 0 || rename(writer->temporary, writer->path) != 0)
        return fail_to_write(writer, err);
    return SG_OK;
}

sg_status sg_file_commit(sg_file_writer *writer, sg_error *err)
{
    sg_status status = finish(writer, err);

    if (status != SG_OK) {
        sg_file_abandon(writer);
        return status;
    }
    status = sync_folder(writer->path, err);
    release(writer);
    return status;
}

void sg_file_abandon(sg_file_writer *writer)
{
    if (!writer)
        return;
    unlink(writer->temporary);
    release(writer);
}
