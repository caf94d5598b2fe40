/* walk.c - the files below a folder, in an order that is the same on every system.
 *
 * Folders are opened relative to their parents and links are not followed, so a tree that
 * changes meanwhile, or one that an attacker has written, cannot lead outside of the root.
 * What vanishes between being listed and being looked at was never there.  Folders that tell what their
 * names stand for spare a look at each, which is most of what walking costs; that is not POSIX 2008, hence
 * the wider set of declarations.
 */
#define _DEFAULT_SOURCE
#include "engine/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/array.h"

enum {
    DEEPEST = 32,
};

typedef struct walker {
    const char *root;
    size_t limit;
    sg_arena *arena;
    sg_error *err;
    SG_ARRAY(sg_str) paths;
} walker;

static sg_status walk_folder(walker *walk, int fd, sg_str path, unsigned depth);

static sg_status fail_to_read(const walker *walk, sg_str path, int reason)
{
    return sg_fail(walk->err, SG_EIO, "cannot read `%s%s%.*s`: %s", walk->root,
                   path.length ? "/" : "", SG_FMT(path), strerror(reason));
}

static sg_status add_file(walker *walk, sg_str path)
{
    if (walk->paths.count >= walk->limit)
        return sg_fail(walk->err, SG_ELIMIT, "`%s` holds more than %zu files", walk->root,
                       walk->limit);
    if (sg_array_push(&walk->paths, path) != SG_OK)
        return sg_fail_memory(walk->err);
    return SG_OK;
}

typedef enum kind {
    A_FILE,
    A_FOLDER,
    SOMETHING_ELSE, /* or nothing any more */
} kind;

static sg_status look_at(const walker *walk, int folder, sg_str path, const char *name,
                         kind *out)
{
    struct stat found;

    *out = SOMETHING_ELSE;
    if (fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? SG_OK : fail_to_read(walk, path, errno);
    if (S_ISREG(found.st_mode))
        *out = A_FILE;
    else if (S_ISDIR(found.st_mode))
        *out = A_FOLDER;
    return SG_OK;
}

/* As the folder says; not all file systems keep it there. */
static sg_status kind_of(const walker *walk, int folder, sg_str path,
                         const struct dirent *entry, kind *out)
{
#ifdef _DIRENT_HAVE_D_TYPE
    if (entry->d_type != DT_UNKNOWN) {
        *out = entry->d_type == DT_REG   ? A_FILE
               : entry->d_type == DT_DIR ? A_FOLDER
                                         : SOMETHING_ELSE;
        return SG_OK;
    }
#endif
    return look_at(walk, folder, path, entry->d_name, out);
}

/* One name in a folder: a file is noted, a folder is entered, all else ignored. */
static sg_status visit(walker *walk, int folder, sg_str path, const struct dirent *entry,
                       unsigned depth)
{
    const char *name = entry->d_name;
    kind found;

    SG_TRY(kind_of(walk, folder, path, entry, &found));
    if (found == SOMETHING_ELSE)
        return SG_OK;
    sg_str below =
        sg_arena_format(walk->arena, "%.*s%s%s", SG_FMT(path), path.length ? "/" : "", name);
    if (!below.bytes)
        return sg_fail_memory(walk->err);
    if (found == A_FILE)
        return add_file(walk, below);
    if (depth == DEEPEST)
        return sg_fail(walk->err, SG_ELIMIT, "`%s/%.*s` is more than %d folders deep",
                       walk->root, SG_FMT(below), DEEPEST);
    int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? SG_OK : fail_to_read(walk, below, errno);
    return walk_folder(walk, fd, below, depth + 1);
}

static bool is_itself_or_parent(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Takes the descriptor. */
static sg_status walk_folder(walker *walk, int fd, sg_str path, unsigned depth)
{
    sg_status status = SG_OK;
    DIR *folder = fdopendir(fd);

    if (!folder) {
        status = fail_to_read(walk, path, errno);
        close(fd);
        return status;
    }
    while (status == SG_OK) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry) {
            if (errno)
                status = fail_to_read(walk, path, errno);
            break;
        }
        if (!is_itself_or_parent(entry->d_name))
            status = visit(walk, dirfd(folder), path, entry, depth);
    }
    closedir(folder);
    return status;
}

/* The root may be a link: it was named by the user and not found in the tree. */
static sg_status walk_root(walker *walk)
{
    int fd = open(walk->root, O_RDONLY | O_CLOEXEC);
    struct stat found;

    if (fd < 0 && errno == ENOENT)
        return sg_fail(walk->err, SG_ENOTFOUND, "`%s` does not exist", walk->root);
    if (fd < 0)
        return fail_to_read(walk, SG_STR(""), errno);
    if (fstat(fd, &found) != 0) {
        sg_status status = fail_to_read(walk, SG_STR(""), errno);
        close(fd);
        return status;
    }
    if (S_ISDIR(found.st_mode))
        return walk_folder(walk, fd, SG_STR(""), 1);
    close(fd);
    if (!S_ISREG(found.st_mode))
        return sg_fail(walk->err, SG_EIO, "`%s` is neither a file nor a folder", walk->root);
    const char *slash = strrchr(walk->root, '/');
    sg_str name = sg_arena_copy(walk->arena, sg_str_of(slash ? slash + 1 : walk->root));
    return name.bytes ? add_file(walk, name) : sg_fail_memory(walk->err);
}

static int by_bytes(const void *left, const void *right)
{
    const sg_str *one = left, *other = right;

    return sg_str_compare(*one, *other);
}

sg_status sg_file_walk(const char *root, size_t limit, sg_arena *arena, sg_file_list *out,
                       sg_error *err)
{
    walker walk = { .root = root, .limit = limit, .arena = arena, .err = err };
    sg_status status = walk_root(&walk);
    size_t count = walk.paths.count;

    if (status == SG_OK) {
        sg_str *paths = sg_arena_make_array(arena, sg_str, count);
        if (paths && count) {
            qsort(walk.paths.items, count, sizeof *paths, by_bytes);
            memcpy(paths, walk.paths.items, count * sizeof *paths);
        }
        if (paths)
            *out = (sg_file_list){ paths, count };
        else
            status = sg_fail_memory(err);
    }
    sg_array_free(&walk.paths);
    return status;
}
