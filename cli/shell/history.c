/* history.c - a private file in the place that the XDG base directory specification names. */
#define _POSIX_C_SOURCE 200809L
#include "cli/shell/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes every folder on the way to the file. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool there = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!there)
            return false;
    }
    return true;
}

bool sg_history_path(char out[SG_HISTORY_PATH_BYTES])
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int length = -1;
    if (state && state[0] == '/')
        length = snprintf(out, SG_HISTORY_PATH_BYTES, "%s/secgraph/history", state);
    else if (home && home[0] == '/')
        length = snprintf(out, SG_HISTORY_PATH_BYTES, "%s/.local/state/secgraph/history", home);
    if (length < 0 || length >= SG_HISTORY_PATH_BYTES || !make_folders(out))
        return false;
    int file = open(out, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return false;
    bool mine = fchmod(file, 0600) == 0;
    close(file);
    return mine;
}
