/* csv_folder.c - which files of a folder belong together, and how: import.args, or their headers. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/file.h"
#include "exchange/csv.h"
#include "exchange/csv_header.h"
#include "exchange/csv_names.h"

#define ARGUMENTS "import.args"

enum {
    MOST_FILES = 100000,
    MOST_ARGUMENTS = 64 * 1024 * 1024, /* bytes */
    HEADER = 64 * 1024,                /* bytes looked at to recognise one */
};

/* The path as text that ends; below the folder unless it is absolute. */
static const char *join(const char *folder, sg_str name, sg_arena *arena)
{
    bool whole = !folder || (name.length > 0 && name.bytes[0] == '/');

    return whole ? sg_arena_copy(arena, name).bytes
                 : sg_arena_format(arena, "%s/%.*s", folder, SG_FMT(name)).bytes;
}

/* Where the paths of `A:B=paths` begin: a `=` in the path itself is behind the first comma or
 * slash. */
static size_t paths_begin(sg_str argument)
{
    for (size_t i = 0; i < argument.length; i++) {
        if (argument.bytes[i] == '=')
            return i + 1;
        if (argument.bytes[i] == '/' || argument.bytes[i] == ',')
            return 0;
    }
    return 0;
}

static sg_status add_paths(sg_str list, sg_str argument, const char *folder, sg_arena *arena,
                           sg_csv_names *paths, sg_error *err)
{
    for (bool last = false; !last;) {
        sg_str rest, name = sg_str_cut(list, ',', &rest);
        last = name.length == list.length;
        list = rest;
        if (name.length == 0)
            return sg_fail(err, SG_EINVAL, "`%.*s` names no file", SG_FMT(argument));
        const char *path = join(folder, name, arena);
        if (!path)
            return sg_fail_memory(err);
        SG_TRY(sg_csv_names_add(path, arena, paths, err));
    }
    return SG_OK;
}

sg_status sg_csv_argument(sg_str argument, const char *folder, sg_arena *arena,
                          sg_csv_group *out, sg_error *err)
{
    size_t begin = paths_begin(argument);
    sg_str list = sg_str_slice(argument, begin, argument.length);
    sg_str symbols = sg_arena_copy(arena, sg_str_slice(argument, 0, begin > 0 ? begin - 1 : 0));
    sg_csv_names paths = { .items = NULL };

    if (!symbols.bytes)
        return sg_fail_memory(err);
    sg_status status = add_paths(list, argument, folder, arena, &paths, err);
    if (status == SG_OK) {
        const char **copy = sg_arena_alloc_array(arena, paths.count, sizeof(*copy));
        if (copy) /* there is one, or adding them has failed */
            memcpy(copy, paths.items, paths.count * sizeof(*copy));
        *out = (sg_csv_group){ symbols, copy, paths.count };
        status = copy ? SG_OK : sg_fail_memory(err);
    }
    sg_array_free(&paths);
    return status;
}

/* --- import.args ------------------------------------------------------------------------------------ */

typedef SG_ARRAY(sg_csv_group) group_list;

static sg_status read_line(sg_str line, const char *folder, sg_arena *arena, group_list *groups,
                           sg_error *err)
{
    static const sg_str options[] = { SG_STR_INIT("--nodes="),
                                      SG_STR_INIT("--relationships=") };
    sg_csv_group group;

    for (size_t i = 0; i < SG_COUNT(options); i++) {
        if (!sg_str_starts(line, options[i]))
            continue;
        sg_str argument = sg_str_slice(line, options[i].length, line.length);
        SG_TRY(sg_csv_argument(argument, folder, arena, &group, err));
        return sg_array_push(groups, group) == SG_OK ? SG_OK : sg_fail_memory(err);
    }
    return sg_fail(err, SG_EINVAL,
                   "`%.*s` is neither `--nodes=[LABELS=]FILE,...` nor "
                   "`--relationships=[TYPE=]FILE,...`",
                   SG_FMT(sg_str_slice(line, 0, 200)));
}

static sg_status read_arguments(sg_str text, const char *folder, sg_arena *arena,
                                group_list *groups, sg_error *err)
{
    while (text.length > 0) {
        sg_str rest, line = sg_str_trim(sg_str_cut(text, '\n', &rest));
        text = rest;
        if (line.length > 0 && line.bytes[0] != '#')
            SG_TRY(read_line(line, folder, arena, groups, err));
    }
    return SG_OK;
}

/* --- headers ----------------------------------------------------------------------------------------- */

/* Where a header names the role, and nothing longer: ":ID" but not ":IDX", in any case of letters. */
static bool names(sg_str header, sg_str role)
{
    for (size_t at = 0; at + role.length <= header.length; at++) {
        size_t end = at + role.length;
        if (header.bytes[at] == ':' && sg_str_equal_fold(sg_str_slice(header, at, end), role) &&
            (end == header.length || !isalnum((unsigned char)header.bytes[end])))
            return true;
    }
    return false;
}

bool sg_csv_recognise(const char *path)
{
    sg_mapping mapping = { .length = 0 };
    bool found = false;

    if (sg_file_map(path, &mapping, NULL) != SG_OK)
        return false;
    sg_str text = { (const char *)mapping.bytes,
                    mapping.length < HEADER ? mapping.length : HEADER };
    size_t end = text.length > 0 ? sg_str_find(text, SG_STR("\n"), 0) : 0;
    text = sg_str_trim(sg_str_slice(text, 0, end == SIZE_MAX ? text.length : end));
    bool is_json = sg_str_starts(text, SG_STR("{")) || sg_str_starts(text, SG_STR("["));
    found = !is_json && (names(text, SG_STR(":ID")) ||
                         (names(text, SG_STR(":START_ID")) && names(text, SG_STR(":END_ID"))));
    sg_file_unmap(&mapping);
    return found;
}

static sg_status list_files(const char *folder, sg_arena *arena, group_list *groups,
                            sg_error *err)
{
    sg_error story = { .status = SG_OK };
    const char *other = NULL;
    sg_file_list files;
    sg_status status = sg_file_walk(folder, MOST_FILES, arena, &files, &story);

    if (status == SG_ELIMIT) /* so many files, or so deep, are something else: saved answers */
        return SG_OK;
    if (status != SG_OK && err)
        *err = story;
    SG_TRY(status);
    for (size_t i = 0; i < files.count; i++) {
        if (!sg_str_ends(files.paths[i], SG_STR(".csv")))
            continue;
        const char **paths = sg_arena_alloc_array(arena, 1, sizeof(*paths));
        if (paths)
            paths[0] = join(folder, files.paths[i], arena);
        if (!paths || !paths[0])
            return sg_fail_memory(err);
        if (!sg_csv_recognise(paths[0]))
            other = other ? other : paths[0];
        else if (sg_array_push(groups, (sg_csv_group){ .paths = paths, .count = 1 }) != SG_OK)
            return sg_fail_memory(err);
    }
    if (!other || groups->count == 0)
        return SG_OK;
    /* Records whose header stands in another file, perhaps: they must not be missing unnoticed. */
    sg_fail(err, SG_EINVAL, "`%s` has no header that names an id, other files of the folder do",
            other);
    sg_error_hint(err, "say in `%s`, or by --nodes and --relationships, which files are read",
                  ARGUMENTS);
    return SG_EINVAL;
}

static sg_status find_groups(const char *folder, sg_arena *arena, group_list *groups,
                             sg_error *err)
{
    const char *path = join(folder, SG_STR(ARGUMENTS), arena);
    sg_str text;

    if (!path)
        return sg_fail_memory(err);
    if (!sg_file_exists(path))
        return list_files(folder, arena, groups, err);
    SG_TRY(sg_file_read(path, MOST_ARGUMENTS, &text, err));
    sg_status status = read_arguments(text, folder, arena, groups, err);
    if (status != SG_OK)
        sg_error_in(err, sg_str_of(path));
    free((void *)(uintptr_t)text.bytes);
    return status;
}

bool sg_csv_recognise_folder(const char *path)
{
    const sg_csv_group *groups;
    size_t count = 0;
    sg_arena *arena;

    if (sg_arena_new(0, &arena) != SG_OK)
        return false;
    /* One that is wrong, or whose import.args says nothing, is one all the same: reading it tells. */
    const char *arguments = join(path, SG_STR(ARGUMENTS), arena);
    bool found =
        arguments && (sg_file_exists(arguments) ||
                      sg_csv_folder(path, arena, &groups, &count, NULL) != SG_OK || count > 0);
    sg_arena_free(arena);
    return found;
}

sg_status sg_csv_folder(const char *folder, sg_arena *arena, const sg_csv_group **groups,
                        size_t *count, sg_error *err)
{
    group_list found = { .items = NULL };
    sg_status status = find_groups(folder, arena, &found, err);
    sg_csv_group *copy = sg_arena_make_array(arena, sg_csv_group, found.count + 1);

    if (status == SG_OK && !copy)
        status = sg_fail_memory(err);
    if (status == SG_OK) {
        if (found.count > 0)
            memcpy(copy, found.items, found.count * sizeof(*copy));
        *groups = copy;
        *count = found.count;
    }
    sg_array_free(&found);
    return status;
}
