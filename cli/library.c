/* library.c - what comes with the program is found from where the program is:
 *
 *     installed:  PREFIX/bin/secgraph            PREFIX/share/secgraph/policies, frameworks, catalogue.yaml
 *     built:      TREE/build/release/secgraph    TREE/policies/library, frameworks, catalogue.yaml
 */
#define _POSIX_C_SOURCE 200809L
#include "cli/library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "engine/base/file.h"

enum { PATH_BYTES = SG_LIBRARY_PATH };

/* Where a thing is below the program's folder: as installed, and as built. */
typedef struct {
    const char *installed, *built;
} place;

static const place policies_place = { "../share/secgraph/policies", "../../policies/library" };
static const place catalogue_place = { "../share/secgraph/catalogue.yaml",
                                       "../../policies/catalogue.yaml" };

static const place frameworks_place = { "../share/secgraph/frameworks",
                                        "../../policies/frameworks" };

/* The folder of the running program, without a slash at its end. */
static bool program_folder(char out[PATH_BYTES])
{
    ssize_t length = readlink("/proc/self/exe", out, PATH_BYTES - 1);
    if (length <= 0)
        return false;
    out[length] = '\0';
    char *slash = strrchr(out, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

/* Joins them, without "..": the folder has no links in it.  Whether there is such a thing. */
static bool join(const char *folder, const char *name, char out[PATH_BYTES])
{
    size_t length = strlen(folder);
    for (; strncmp(name, "../", 3) == 0; name += 3)
        while (length > 0 && folder[--length] != '/')
            ;
    int written = snprintf(out, PATH_BYTES, "%.*s/%s", (int)length, folder, name);
    return written > 0 && written < PATH_BYTES && sg_file_exists(out);
}

/* From the working folder, when it is below it: messages show the path. */
static const char *shorten(const char *path)
{
    char working[PATH_BYTES];
    if (!getcwd(working, sizeof working))
        return path;
    size_t length = strlen(working);
    bool below = strncmp(path, working, length) == 0 && path[length] == '/';
    return below ? path + length + 1 : path;
}

static const char *find(const char *variable, place where, char out[PATH_BYTES])
{
    char folder[PATH_BYTES];
    const char *configured = getenv(variable);
    if (configured && configured[0])
        return configured;
    if (program_folder(folder) &&
        (join(folder, where.installed, out) || join(folder, where.built, out)))
        return shorten(out);
    return NULL;
}

int sg_library_policies(const sg_option_texts *paths, sg_policies *out)
{
    char found[PATH_BYTES];
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    sg_option_texts one = { .count = 1 };
    if (paths->count == 0) {
        one.items[0] = find("SECGRAPH_POLICIES", policies_place, found);
        if (!one.items[0]) {
            sg_note("no policies came with this program: name them by `--policies` or "
                    "$SECGRAPH_POLICIES");
            return SG_EXIT_USAGE;
        }
        paths = &one;
    }
    if (sg_policies_load(paths->items, paths->count, out, &failed, &err) != SG_OK)
        return sg_tell(&err, err.has_span ? &failed : NULL);
    return SG_EXIT_OK;
}

int sg_library_catalogue(const char *path, sg_catalogue *out)
{
    char found[PATH_BYTES];
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    if (!path)
        path = find("SECGRAPH_CATALOGUE", catalogue_place, found);
    if (!path) {
        sg_note(
            "warning: no remediation catalogue: no type of resource is approved for change");
        return SG_EXIT_OK;
    }
    if (sg_catalogue_load(path, out, &failed, &err) != SG_OK)
        return sg_tell(&err, err.has_span ? &failed : NULL);
    return SG_EXIT_OK;
}

int sg_library_projects(const char *path, const char *source, sg_projects *out)
{
    char found[PATH_BYTES];
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    if (!path && sg_file_is_folder(source) && join(source, "projects.yaml", found))
        path = found;
    if (!path) {
        sg_note("warning: no projects file: owners and environments are not known");
        return SG_EXIT_OK;
    }
    if (sg_projects_load(path, out, &failed, &err) != SG_OK)
        return sg_tell(&err, err.has_span ? &failed : NULL);
    return SG_EXIT_OK;
}

bool sg_library_frameworks(char *out)
{
    char found[PATH_BYTES];
    const char *path = find("SECGRAPH_FRAMEWORKS", frameworks_place, found);
    if (path && strlen(path) < SG_LIBRARY_PATH) {
        memcpy(out, path, strlen(path) + 1);
        return true;
    }
    sg_note("no frameworks came with this program: name a file by `--framework`, or their "
            "folder by $SECGRAPH_FRAMEWORKS");
    return false;
}

const sg_policy *sg_library_find(const sg_policies *policies, sg_str id)
{
    sg_suggestion suggestion = { .wanted = id };
    for (const sg_policy *policy = policies->first; policy; policy = policy->next) {
        if (sg_str_equal_fold(policy->id, id))
            return policy;
        sg_suggestion_offer(&suggestion, policy->id);
    }
    if (suggestion.best.bytes)
        sg_note("there is no policy `%.*s`; did you mean `%.*s`?", SG_FMT(id),
                SG_FMT(suggestion.best));
    else
        sg_note("there is no policy `%.*s`; see `secgraph policy list`", SG_FMT(id));
    return NULL;
}
