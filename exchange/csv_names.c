/* csv_names.c - names of CSV files, of which the last part may be a regular expression. */
#include "exchange/csv_names.h"

#include <ctype.h>
#include <dirent.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/text.h"

enum { MOST_FILES = 100000, LONGEST_EXPRESSION = 255 };

/* Runs of digits by value, all else by bytes. */
static int compare_names(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;

    while (*a && *b) {
        if (!isdigit((unsigned char)*a) || !isdigit((unsigned char)*b)) {
            if (*a != *b)
                break;
            a++;
            b++;
            continue;
        }
        a += strspn(a, "0");
        b += strspn(b, "0");
        size_t digits = strspn(a, "0123456789"), others = strspn(b, "0123456789");
        int order = digits == others ? memcmp(a, b, digits) : digits < others ? -1 : 1;
        if (order != 0)
            return order;
        a += digits;
        b += others;
    }
    int order = (unsigned char)*a - (unsigned char)*b;
    return order ? order
                 : strcmp(*(const char *const *)left, *(const char *const *)right); /* 07, 7 */
}

/* The expression of whole names.  Counted repetition and back references are left to nobody: what they cost
 * has no bound, and whoever made the folder may have written the names. */
static bool compile(const char *text, regex_t *out)
{
    char whole[2 * LONGEST_EXPRESSION * sizeof("[0-9]")] = "^(";
    size_t length = 2;

    if (strlen(text) > LONGEST_EXPRESSION || strchr(text, '{'))
        return false;
    for (; *text; text++) {
        bool escaped = *text == '\\';
        if (escaped && text[1] == 'd') {
            memcpy(whole + length, "[0-9]", 5);
            length += 5;
            text++;
            continue;
        }
        if (escaped && (isdigit((unsigned char)text[1]) || !text[1]))
            return false;
        whole[length++] = *text;
        if (escaped)
            whole[length++] = *++text;
    }
    memcpy(whole + length, ")$", 3);
    return regcomp(out, whole, REG_EXTENDED | REG_NOSUB) == 0;
}

static sg_status list_matches(DIR *folder, sg_str prefix, const regex_t *expression,
                              sg_arena *arena, sg_csv_names *names, sg_error *err)
{
    struct dirent *entry;
    size_t count = 0;

    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.' || regexec(expression, entry->d_name, 0, NULL, 0) != 0)
            continue;
        const char *path =
            sg_arena_format(arena, "%.*s%s", SG_FMT(prefix), entry->d_name).bytes;
        if (!path)
            return sg_fail_memory(err);
        if (sg_file_is_folder(path))
            continue;
        if (++count > MOST_FILES)
            return sg_fail(err, SG_ELIMIT, "more than %d files have names of one expression",
                           MOST_FILES);
        if (sg_array_push(names, path) != SG_OK)
            return sg_fail_memory(err);
    }
    return SG_OK;
}

static sg_status add_matches(const char *path, sg_arena *arena, sg_csv_names *names,
                             sg_error *err)
{
    const char *slash = strrchr(path, '/');
    sg_str prefix = { path, slash ? (size_t)(slash - path) + 1 : 0 };
    const char *place = prefix.length > 0 ? sg_arena_copy(arena, prefix).bytes : ".";
    size_t before = names->count;
    regex_t expression;

    if (!place)
        return sg_fail_memory(err);
    if (!compile(path + prefix.length, &expression))
        return SG_OK;
    DIR *folder = opendir(place);
    sg_status status = SG_OK;
    if (folder) {
        status = list_matches(folder, prefix, &expression, arena, names, err);
        closedir(folder);
    }
    regfree(&expression);
    if (names->count > before)
        qsort(names->items + before, names->count - before, sizeof(*names->items),
              compare_names);
    return status;
}

sg_status sg_csv_names_add(const char *path, sg_arena *arena, sg_csv_names *names,
                           sg_error *err)
{
    size_t before = names->count;

    if (!sg_file_exists(path))
        SG_TRY(add_matches(path, arena, names, err));
    if (names->count > before)
        return SG_OK;
    return sg_array_push(names, path) == SG_OK ? SG_OK : sg_fail_memory(err);
}
