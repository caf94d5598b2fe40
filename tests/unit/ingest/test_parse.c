/* test_parse.c - short and long files are taken in order, whole, and told where they are wrong. */
#define _POSIX_C_SOURCE 200809L
#include "ingest/parse.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES = 4, ITEMS = 60000 };

typedef struct taken {
    size_t files, parts, items, in_file;
    size_t most; /* items of one part */
    bool sound;
    size_t failed;
    char message[768];
    size_t stop; /* after so many parts */
} taken;

static sg_status take(void *state, sg_parsed *parsed, sg_error *err)
{
    taken *self = state;

    self->parts++;
    if (!parsed->continued) {
        self->files++;
        self->in_file = 0;
    }
    self->sound = self->sound && parsed->number + 1 == self->files;
    if (parsed->status != SG_OK) {
        self->failed++;
        snprintf(self->message, sizeof(self->message), "%s", parsed->error.message);
    } else {
        const sg_value *list = sg_tree_member(parsed->document.body, "list");
        for (uint32_t i = 0; i < sg_tree_size(list); i++) {
            const sg_value *number = sg_tree_member(&list->list[i], "n");
            self->sound = self->sound && sg_tree_is(number, SG_TYPE_INTEGER) &&
                          number->integer == (int64_t)(self->items % ITEMS + i);
        }
        self->in_file += sg_tree_size(list);
        self->items += sg_tree_size(list);
        self->most = sg_tree_size(list) > self->most ? sg_tree_size(list) : self->most;
    }
    return self->parts == self->stop ? sg_fail(err, SG_ELIMIT, "enough") : SG_OK;
}

/* A document of about 6 MiB, an item a line from the third on; `damage` is one that is no JSON. */
static void write_long(const char *path, int damage, const char *mark)
{
    FILE *file = fopen(path, "w");

    cr_assert(file != NULL);
    fputs(mark, file);
    fputs("{\"before\": 1,\n\"list\": [", file);
    for (int i = 0; i < ITEMS; i++)
        fprintf(file, "%s\n{\"n\": %s%d, \"text\": \"%080d ]},{[\\\"\"}", i ? "," : "",
                i == damage ? "oops" : "", i, i);
    fputs("\n], \"after\": {\"x\": 2}}", file);
    fclose(file);
}

typedef struct fixture {
    char paths[FILES][40];
    sg_source_file files[FILES];
} fixture;

static void open_fixture(fixture *self, int damage)
{
    for (int i = 0; i < FILES; i++) {
        snprintf(self->paths[i], sizeof(self->paths[i]), "/tmp/sg-parse-XXXXXX");
        int fd = mkstemp(self->paths[i]);
        cr_assert(fd >= 0);
        if (i % 2 == 0)
            cr_assert(write(fd, "{\"list\":[]}", 11) == 11);
        close(fd);
        self->files[i] = (sg_source_file){ .path = self->paths[i], .name = SG_STR("f.json") };
    }
    write_long(self->paths[1], damage, "");
    write_long(self->paths[3], -1, "");
}

static void close_fixture(const fixture *self)
{
    for (int i = 0; i < FILES; i++)
        unlink(self->paths[i]);
}

Test(parse, every_item_is_taken_once_and_in_order)
{
    fixture at;

    open_fixture(&at, -1);
    for (unsigned threads = 1; threads < 4; threads++) {
        taken self = { .sound = true };
        sg_error err = { .status = SG_OK };
        cr_assert(sg_parse_files(at.files, FILES, threads, NULL, take, &self, &err) == SG_OK);
        cr_assert(self.sound && self.files == FILES && self.items == 2 * ITEMS, "%zu items",
                  self.items);
        /* Counters that do not depend on the machine: pages of a mebibyte, and two frames. */
        cr_assert(self.parts == 18 && self.most < 10000, "%zu parts, %zu items in one",
                  self.parts, self.most);
    }
    close_fixture(&at);
}

Test(parse, a_damaged_page_ends_its_file_and_names_the_place)
{
    fixture at;

    open_fixture(&at, 30000);
    for (unsigned threads = 1; threads < 4; threads++) {
        taken self = { .sound = true };
        sg_error err = { .status = SG_OK };
        cr_assert(sg_parse_files(at.files, FILES, threads, NULL, take, &self, &err) == SG_OK);
        cr_assert(self.files == FILES && self.failed == 1);
        cr_assert(strstr(self.message, "line 30003, column "), "%s", self.message);
        cr_assert(self.items > ITEMS && self.items < 2 * ITEMS);
    }
    close_fixture(&at);
}

Test(parse, what_takes_may_end_it)
{
    fixture at;
    taken self = { .sound = true, .stop = 5 };
    sg_error err = { .status = SG_OK };

    open_fixture(&at, -1);
    cr_assert(sg_parse_files(at.files, FILES, 3, NULL, take, &self, &err) == SG_ELIMIT);
    cr_assert(self.parts == 5 && strcmp(err.message, "enough") == 0);
    close_fixture(&at);
}

Test(parse, a_sample_is_the_first_page)
{
    fixture at;
    sg_document document;
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    open_fixture(&at, -1);
    cr_assert(sg_parse_sample(&at.files[1], arena, &document) == SG_OK);
    size_t items = sg_tree_size(sg_tree_member(document.body, "list"));
    cr_assert(items > 1000 && items < 20000);
    cr_assert(sg_parse_sample(&at.files[0], arena, &document) == SG_OK);
    cr_assert(sg_tree_members(document.body) > 0);
    sg_arena_free(arena);
    close_fixture(&at);
}

/* Cut short in its last item: told where, and nothing of it is taken. */
Test(parse, a_file_cut_short_is_told_with_its_place)
{
    struct stat before;
    fixture at;

    open_fixture(&at, -1);
    cr_assert(stat(at.paths[1], &before) == 0);
    cr_assert(truncate(at.paths[1], before.st_size - 40) == 0);
    for (unsigned threads = 1; threads < 4; threads++) {
        taken self = { .sound = true };
        sg_error err = { .status = SG_OK };
        cr_assert(sg_parse_files(at.files, FILES, threads, NULL, take, &self, &err) == SG_OK);
        cr_assert(self.sound && self.files == FILES && self.failed == 1);
        cr_assert(strstr(self.message, "line 60002, column "), "%s", self.message);
        cr_assert(strstr(self.message, "truncated"), "%s", self.message);
        cr_assert(self.items == ITEMS);
    }
    sg_arena *arena;
    sg_document document;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_parse_sample(&at.files[1], arena, &document) == SG_EINVAL);
    cr_assert(sg_arena_used(arena) < 100000, "%zu", sg_arena_used(arena));
    sg_arena_free(arena);
    close_fixture(&at);
}

Test(parse, a_byte_order_mark_is_skipped)
{
    sg_document document;
    sg_arena *arena;
    fixture at;

    open_fixture(&at, -1);
    write_long(at.paths[1], -1, "\xef\xbb\xbf");
    taken self = { .sound = true };
    cr_assert(sg_parse_files(at.files, FILES, 2, NULL, take, &self, NULL) == SG_OK);
    cr_assert(self.sound && self.failed == 0 && self.items == 2 * ITEMS);
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_parse_sample(&at.files[1], arena, &document) == SG_OK);
    size_t items = sg_tree_size(sg_tree_member(document.body, "list"));
    cr_assert(items > 1000 && items < 20000, "%zu", items);
    sg_arena_free(arena);
    close_fixture(&at);
}
