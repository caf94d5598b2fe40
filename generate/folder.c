/* folder.c - make folders, write small files. */
#include "generate/folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/file.h"

enum { PATH_MOST = 4096 };

sg_status sg_folder_join(const char *folder, const char *name, char *out, size_t room,
                         sg_error *err)
{
    int length =
        folder ? snprintf(out, room, "%s/%s", folder, name) : snprintf(out, room, "%s", name);
    if (length < 0 || (size_t)length >= room)
        return sg_fail(err, SG_EINVAL, "the path `%.100s...` is too long",
                       folder ? folder : name);
    return SG_OK;
}

static sg_status make(const char *path, sg_error *err)
{
    if (mkdir(path, S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH) != 0 && errno != EEXIST)
        return sg_fail(err, SG_EIO, "cannot make the folder `%s`: %s", path, strerror(errno));
    return SG_OK;
}

sg_status sg_folder_make(const char *folder, const char *name, sg_error *err)
{
    char path[PATH_MOST];
    SG_TRY(sg_folder_join(folder, name, path, sizeof path, err));
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        SG_TRY(make(path, err));
        *slash = '/';
    }
    return make(path, err);
}

sg_status sg_folder_write(const char *folder, const char *name, const sg_buffer *text,
                          sg_error *err)
{
    char path[PATH_MOST];
    sg_file_writer *file = NULL;
    if (text->status != SG_OK)
        return sg_fail_memory(err);
    SG_TRY(sg_folder_join(folder, name, path, sizeof path, err));
    SG_TRY(sg_file_create(path, &file, err));
    sg_status status = sg_file_append(file, text->bytes, text->length, err);
    if (status == SG_OK)
        return sg_file_commit(file, err);
    sg_file_abandon(file);
    return status;
}
