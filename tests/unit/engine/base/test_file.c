/* test_file.c - files read, mapped, written whole, and walked in order. */
#include "engine/base/file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every test works in a folder of its own, which is the working folder meanwhile. */
static char folder[64];

static void enter(void)
{
    strcpy(folder, "/tmp/secgraph-test-XXXXXX");
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
}

static void leave(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert(chdir("/") == 0 && system(command) == 0);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void expect_content(const char *path, const char *expected)
{
    sg_str text = { NULL, 0 };

    cr_assert(sg_file_read(path, 1000, &text, NULL) == SG_OK);
    cr_assert_str_eq(text.bytes, expected);
    free((void *)(uintptr_t)text.bytes);
}

static size_t files_here(void)
{
    sg_arena *arena = NULL;
    sg_file_list list = { 0 };

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_file_walk(".", 100, arena, &list, NULL) == SG_OK);
    sg_arena_free(arena);
    return list.count;
}

TestSuite(file, .init = enter, .fini = leave);

Test(file, reads_whole_files_up_to_the_limit)
{
    sg_error err = { 0 };
    sg_str text = { NULL, 0 };

    put("five", "12345");
    put("none", "");
    expect_content("five", "12345");
    expect_content("none", "");
    cr_assert(sg_file_read("five", 5, &text, &err) == SG_OK && text.length == 5);
    free((void *)(uintptr_t)text.bytes);
    cr_assert(sg_file_read("five", SIZE_MAX, &text, &err) == SG_OK && text.length == 5);
    free((void *)(uintptr_t)text.bytes);
    cr_assert(sg_file_read("five", 4, &text, &err) == SG_ELIMIT);
    cr_assert_str_eq(err.message, "`five` is larger than 4 bytes");
}

Test(file, tells_why_it_cannot_read)
{
    sg_error err = { 0 };
    sg_str text = { NULL, 0 };

    cr_assert(sg_file_read("nowhere", 10, &text, &err) == SG_ENOTFOUND);
    cr_assert_str_eq(err.message, "`nowhere` does not exist");
    sg_error_clear(&err);
    cr_assert(sg_file_read(".", 10, &text, &err) == SG_EINVAL);
    cr_assert_str_eq(err.message, "`.` is a folder, not a file");
}

Test(file, reads_standard_input_of_unknown_size)
{
    enum { SIZE = 300000 };
    char *content = malloc(SIZE + 1);
    sg_str text = { NULL, 0 };
    sg_error err = { 0 };

    cr_assert(content);
    memset(content, 'x', SIZE);
    content[SIZE] = '\0';
    put("input", content);
    cr_assert(freopen("input", "r", stdin));
    cr_assert(sg_file_read_stdin(SIZE_MAX, &text, &err) == SG_OK && text.length == SIZE);
    cr_assert(text.bytes[SIZE] == '\0' && memcmp(text.bytes, content, SIZE) == 0);
    free((void *)(uintptr_t)text.bytes);
    cr_assert(freopen("input", "r", stdin));
    cr_assert(sg_file_read_stdin(SIZE - 1, &text, &err) == SG_ELIMIT);
    free(content);
}

Test(file, maps)
{
    sg_mapping mapping = { 0 };
    sg_error err = { 0 };

    put("five", "12345");
    put("none", "");
    cr_assert(sg_file_map("five", &mapping, &err) == SG_OK && mapping.length == 5);
    cr_assert(memcmp(mapping.bytes, "12345", 5) == 0);
    sg_file_unmap(&mapping);
    cr_assert(mapping.bytes == NULL && mapping.length == 0);
    cr_assert(sg_file_map("none", &mapping, &err) == SG_OK && mapping.length == 0);
    sg_file_unmap(&mapping);
    cr_assert(sg_file_map("nowhere", &mapping, &err) == SG_ENOTFOUND);
    sg_error_clear(&err);
    cr_assert(sg_file_map("/dev/null", &mapping, &err) == SG_EIO);
}

Test(file, writes_appear_at_commit)
{
    sg_file_writer *writer = NULL;
    sg_error err = { 0 };
    struct stat found;

    put("out", "old");
    cr_assert(sg_file_create("out", &writer, &err) == SG_OK);
    cr_assert(sg_file_append(writer, "hello world", 11, &err) == SG_OK);
    cr_assert(sg_file_append(writer, NULL, 0, &err) == SG_OK);
    cr_assert(sg_file_patch(writer, 0, "J", 1, &err) == SG_OK);
    cr_assert(sg_file_append(writer, "!", 1, &err) == SG_OK);
    expect_content("out", "old");
    cr_assert(sg_file_commit(writer, &err) == SG_OK);
    expect_content("out", "Jello world!");
    cr_assert(files_here() == 1, "the temporary file is gone");
    cr_assert(stat("out", &found) == 0 && !(found.st_mode & S_IXUSR) &&
              (found.st_mode & S_IRUSR));
}

Test(file, writes_more_than_it_buffers)
{
    enum { SIZE = 200001 };
    char *content = malloc(SIZE);
    sg_file_writer *writer = NULL;
    sg_str text = { NULL, 0 };

    cr_assert(content);
    for (size_t at = 0; at < SIZE; at++)
        content[at] = (char)('a' + at % 23);
    cr_assert(sg_file_create("./big", &writer, NULL) == SG_OK);
    for (size_t at = 0, step = 1; at < SIZE; at += step, step = step * 3 + 1) {
        size_t length = step < SIZE - at ? step : SIZE - at;
        cr_assert(sg_file_append(writer, content + at, length, NULL) == SG_OK);
    }
    cr_assert(sg_file_patch(writer, SIZE - 2, "zz", 2, NULL) == SG_OK);
    cr_assert(sg_file_commit(writer, NULL) == SG_OK);
    content[SIZE - 2] = content[SIZE - 1] = 'z';
    cr_assert(sg_file_read("big", SIZE, &text, NULL) == SG_OK && text.length == SIZE);
    cr_assert(memcmp(text.bytes, content, SIZE) == 0);
    free((void *)(uintptr_t)text.bytes);
    free(content);
}

Test(file, writes_behind_what_is_appended)
{
    sg_file_writer *writer = NULL;
    sg_str text = { NULL, 0 };

    cr_assert(sg_file_create("out", &writer, NULL) == SG_OK);
    cr_assert(sg_file_append(writer, "ab", 2, NULL) == SG_OK);
    cr_assert(sg_file_put(writer, 6, "yz", 2, NULL) == SG_OK);
    cr_assert(sg_file_put(writer, 3, "m", 1, NULL) == SG_OK);
    cr_assert(sg_file_append(writer, "c", 1, NULL) == SG_OK);
    cr_assert(sg_file_commit(writer, NULL) == SG_OK);
    cr_assert(sg_file_read("out", 100, &text, NULL) == SG_OK && text.length == 8);
    cr_assert(memcmp(text.bytes, "abcm\0\0yz", 8) == 0);
    free((void *)(uintptr_t)text.bytes);
}

Test(file, leaves_nothing_behind_when_abandoned_or_refused)
{
    sg_file_writer *writer = NULL;
    sg_error err = { 0 };

    cr_assert(sg_file_create("out", &writer, &err) == SG_OK);
    cr_assert(sg_file_append(writer, "x", 1, &err) == SG_OK);
    cr_assert(sg_file_patch(writer, 1, "y", 1, &err) == SG_EINVAL);
    cr_assert(sg_file_patch(writer, UINT64_MAX, "y", 1, NULL) == SG_EINVAL);
    sg_file_abandon(writer);
    sg_file_abandon(NULL);
    cr_assert(!sg_file_exists("out") && files_here() == 0);
    cr_assert(sg_file_create("no/such/folder/out", &writer, NULL) == SG_EIO);
    cr_assert(sg_file_create(".", &writer, NULL) == SG_EIO);
    sg_error_clear(&err);
    cr_assert(mkfifo("pipe", 0600) == 0);
    cr_assert(sg_file_create("pipe", &writer, &err) == SG_EIO, "would be replaced by a file");
    cr_assert_str_eq(err.message, "cannot create `pipe`: it is a device or pipe, not a file");
    cr_assert(unlink("pipe") == 0);

    cr_assert(sg_file_create("out", &writer, NULL) == SG_OK);
    cr_assert(mkdir("out", 0755) == 0);
    cr_assert(sg_file_commit(writer, NULL) == SG_EIO, "a folder has taken the name");
    cr_assert(files_here() == 0);
}

Test(file, keeps_two_writers_of_one_file_apart)
{
    sg_file_writer *one = NULL, *other = NULL;

    cr_assert(sg_file_create("out", &one, NULL) == SG_OK);
    cr_assert(sg_file_create("out", &other, NULL) == SG_OK);
    cr_assert(sg_file_append(one, "one", 3, NULL) == SG_OK);
    cr_assert(sg_file_append(other, "other", 5, NULL) == SG_OK);
    cr_assert(sg_file_commit(one, NULL) == SG_OK);
    expect_content("out", "one");
    cr_assert(sg_file_commit(other, NULL) == SG_OK);
    expect_content("out", "other");
}

Test(walk, lists_files_in_bytewise_order, .init = enter, .fini = leave)
{
    static const char *const expected[] = { "Z", "a-b/x", "a.json", "a/b/deep", "a/x", "b" };
    sg_arena *arena = NULL;
    sg_file_list list = { 0 };
    sg_error err = { 0 };

    cr_assert(mkdir("a", 0755) == 0 && mkdir("a/b", 0755) == 0 && mkdir("a-b", 0755) == 0);
    for (size_t each = SG_COUNT(expected); each-- > 0;)
        put(expected[each], "");
    cr_assert(symlink("a", "link") == 0 && symlink("b", "link2") == 0);
    cr_assert(mkfifo("pipe", 0644) == 0);
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_file_walk(folder, 6, arena, &list, &err) == SG_OK);
    cr_assert(list.count == SG_COUNT(expected));
    for (size_t each = 0; each < list.count; each++)
        cr_assert_str_eq(list.paths[each].bytes, expected[each]);
    cr_assert(sg_file_walk(folder, 5, arena, &list, &err) == SG_ELIMIT);
    sg_error_clear(&err);
    cr_assert(sg_file_walk("link", 5, arena, &list, &err) == SG_OK && list.count == 2,
              "a root that is a link is followed");
    cr_assert(sg_file_walk("a/x", 5, arena, &list, &err) == SG_OK && list.count == 1);
    cr_assert_str_eq(list.paths[0].bytes, "x");
    sg_arena_free(arena);
}

Test(walk, refuses_what_is_missing_strange_or_too_deep, .init = enter, .fini = leave)
{
    char path[200] = "d";
    sg_arena *arena = NULL;
    sg_file_list list = { 0 };
    sg_error err = { 0 };

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_file_walk("nowhere", 5, arena, &list, &err) == SG_ENOTFOUND);
    sg_error_clear(&err);
    cr_assert(sg_file_walk("/dev/null", 5, arena, &list, &err) == SG_EIO);
    cr_assert(sg_file_walk(".", 5, arena, &list, NULL) == SG_OK && list.count == 0);
    for (int depth = 2; depth <= 32; depth++) {
        cr_assert(mkdir(path, 0755) == 0);
        strcat(path, "/d");
    }
    cr_assert(sg_file_walk(".", 5, arena, &list, NULL) == SG_OK);
    cr_assert(mkdir(path, 0755) == 0);
    sg_error_clear(&err);
    cr_assert(sg_file_walk(".", 5, arena, &list, &err) == SG_ELIMIT);
    cr_assert(sg_file_is_folder(path) && sg_file_exists(path) && !sg_file_is_folder("nowhere"));
    sg_arena_free(arena);
}
