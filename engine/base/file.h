/* file.h - the only place of the engine that touches the file system. */
#ifndef SG_BASE_FILE_H
#define SG_BASE_FILE_H

#include "engine/base/arena.h"
#include "engine/base/error.h"

/* Reads a whole file of at most `limit` bytes; *out is heap memory with a NUL behind it that
 * the caller frees with free((void *)out->bytes).  Errors: SG_ENOTFOUND, SG_EINVAL (a folder),
 * SG_EIO, SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_file_read(const char *path, size_t limit, sg_str *out, sg_error *err);
/* The same into an arena: *out lives as long as the arena. */
SG_MUST_USE sg_status sg_file_read_into(const char *path, size_t limit, sg_arena *arena,
                                        sg_str *out, sg_error *err);
/* Reads all of standard input in the same way. */
SG_MUST_USE sg_status sg_file_read_stdin(size_t limit, sg_str *out, sg_error *err);

/* A file mapped read-only into memory. */
typedef struct sg_mapping {
    const unsigned char *bytes;
    size_t length;
} sg_mapping;
SG_MUST_USE sg_status sg_file_map(const char *path, sg_mapping *out, sg_error *err);
void sg_file_unmap(sg_mapping *mapping);
/* Bytes [begin, end) are not needed for now: they do not count as memory until they are read again. */
void sg_file_forget(const sg_mapping *mapping, size_t begin, size_t end);
/* Errors: SG_ENOTFOUND, SG_EIO. */
SG_MUST_USE sg_status sg_file_size(const char *path, uint64_t *out, sg_error *err);

/* Writes a file so that readers see either the old or the whole new one: temporary file in the
 * same folder, fsync, rename, fsync of the folder.  Nothing is left behind on failure. */
typedef struct sg_file_writer sg_file_writer;
SG_MUST_USE sg_status sg_file_create(const char *path, sg_file_writer **out, sg_error *err);
SG_MUST_USE sg_status sg_file_append(sg_file_writer *writer, const void *bytes, size_t length,
                                     sg_error *err);
/* Writes `length` bytes at `offset`, behind what was and will be appended; what is left out between is zeros.
 * Several threads may do so at once. */
SG_MUST_USE sg_status sg_file_put(const sg_file_writer *writer, uint64_t offset,
                                  const void *bytes, size_t length, sg_error *err);
/* Overwrites `length` bytes at `offset`, which must have been written before. */
SG_MUST_USE sg_status sg_file_patch(sg_file_writer *writer, uint64_t offset, const void *bytes,
                                    size_t length, sg_error *err);
/* Both take the writer, also when they fail; abandoning NULL is allowed. */
SG_MUST_USE sg_status sg_file_commit(sg_file_writer *writer, sg_error *err);
void sg_file_abandon(sg_file_writer *writer);

/* All regular files below `root`, in bytewise order of their paths, links not followed.
 * `paths` are NUL-terminated, relative to root, in the arena.  A root that is itself a
 * regular file gives one path, its own last name: ask sg_file_is_folder() before joining.
 * Errors: SG_ENOTFOUND, SG_EIO, SG_ELIMIT (more than `limit` files or 32 levels), SG_ENOMEM. */
typedef struct sg_file_list {
    sg_str *paths;
    size_t count;
} sg_file_list;
SG_MUST_USE sg_status sg_file_walk(const char *root, size_t limit, sg_arena *arena,
                                   sg_file_list *out, sg_error *err);
bool sg_file_is_folder(const char *path);
bool sg_file_exists(const char *path);

#endif
