/* parse.c - documents of many files, parsed ahead by several threads and taken in order by one.
 *
 * Parts are known before the first is parsed: long files are mapped and cut first, by several threads
 * too; short files that follow each other are one part, for a thread takes longer to hand over one of them
 * than to parse it.  A tree lives in the arena of its place, which is used again for the part that comes there next.
 */
#include "ingest/parse.h"

#include <stdlib.h>

#include "engine/base/file.h"
#include "engine/base/pipeline.h"
#include "ingest/pages.h"

#define NOT_LONG UINT32_MAX

enum {
    FILES_OF_A_TASK = 64, /* asking for the length of one is next to nothing */
    FILES_OF_A_PART = 64, /* short ones, */
    BYTES_OF_A_PART = 128 * 1024,
};

/* A long file while it is read. */
typedef struct long_file {
    sg_mapping mapping;
    sg_str text;
    sg_pages pages;
    sg_status status; /* of opening it */
    sg_error error;
    bool in_pages; /* else one document */
} long_file;

typedef struct file_part {
    uint32_t file;
    uint32_t files; /* more than one: short ones that follow each other */
    uint32_t page;
    uint32_t opened; /* in long_files, or NOT_LONG */
} file_part;

/* What a part makes use of until it was taken. */
typedef struct parse_place {
    sg_status status;  /* SG_ENOMEM: nothing else is to be looked at */
    sg_parsed *parsed; /* by file of the part */
    sg_arena *arena;   /* of their trees, and of their texts when they are short files */
    sg_buffer page;    /* its text when it is a page */
    sg_arena *scratch;
} parse_place;

typedef struct parsing {
    const sg_source_file *files;
    size_t count;
    uint32_t *sizes; /* by file: bytes, and no more than would be long */
    SG_ARRAY(long_file) opened;
    SG_ARRAY(uint32_t) opened_file; /* beside it: which file */
    SG_ARRAY(file_part) parts;
    size_t ahead;
    parse_place *places; /* `ahead` of them */
    size_t failed;       /* file of which no further part is taken, or SIZE_MAX */
    sg_work_parsed *work;
    sg_take_parsed *take;
    void *state;
    sg_error *err;
    sg_status status;
} parsing;

/* --- long files --------------------------------------------------------------------------------- */

/* What is mapped, without a byte order mark. */
static sg_str text_of(const sg_mapping *mapping)
{
    sg_str text = { (const char *)mapping->bytes, mapping->length };
    bool marked = sg_str_starts(text, SG_STR("\xef\xbb\xbf"));

    return sg_str_slice(text, marked ? 3 : 0, text.length);
}

static void open_long(void *shared, size_t task, unsigned worker)
{
    parsing *self = shared;
    long_file *opened = &self->opened.items[task];
    const sg_source_file *file = &self->files[self->opened_file.items[task]];

    (void)worker;
    opened->status = sg_file_map(file->path, &opened->mapping, &opened->error);
    if (opened->status != SG_OK)
        return;
    opened->text = text_of(&opened->mapping);
    opened->in_pages =
        sg_pages_open(&opened->pages, opened->text, SG_PARSE_PAGE, &opened->mapping);
}

static void close_long(long_file *opened)
{
    sg_pages_close(&opened->pages);
    sg_file_unmap(&opened->mapping);
}

/* --- parts -------------------------------------------------------------------------------------- */

/* Which of some files are long; what cannot be asked is found out when it is read. */
static void measure(void *shared, size_t task, unsigned worker)
{
    parsing *self = shared;
    size_t end = (task + 1) * FILES_OF_A_TASK;

    (void)worker;
    for (size_t i = task * FILES_OF_A_TASK; i < end && i < self->count; i++) {
        uint64_t size;
        if (sg_file_size(self->files[i].path, &size, NULL) == SG_OK)
            self->sizes[i] = (uint32_t)(size > SG_PARSE_LONG ? SG_PARSE_LONG + 1 : size);
    }
}

static sg_status find_long(parsing *self, unsigned threads)
{
    self->sizes = calloc(self->count + 1, sizeof(*self->sizes));
    if (!self->sizes)
        return SG_ENOMEM;
    sg_parallel(threads, (self->count + FILES_OF_A_TASK - 1) / FILES_OF_A_TASK, measure, self);
    for (size_t i = 0; i < self->count; i++) {
        if (self->sizes[i] <= SG_PARSE_LONG)
            continue;
        SG_TRY(sg_array_push(&self->opened, (long_file){ .in_pages = false }));
        SG_TRY(sg_array_push(&self->opened_file, (uint32_t)i));
    }
    sg_parallel(threads, self->opened.count, open_long, self);
    return SG_OK;
}

static sg_status list_pages(parsing *self, uint32_t file, uint32_t opened)
{
    const long_file *found = &self->opened.items[opened];
    size_t pages = found->in_pages ? found->pages.pages.count : 1;

    for (uint32_t page = 0; page < pages; page++)
        SG_TRY(sg_array_push(&self->parts, (file_part){ file, 1, page, opened }));
    return SG_OK;
}

static sg_status list_parts(parsing *self)
{
    uint32_t next = 0; /* in opened */

    for (uint32_t i = 0; i < self->count;) {
        file_part part = { i, 0, 0, NOT_LONG };
        size_t bytes = 0;

        if (self->sizes[i] > SG_PARSE_LONG) {
            SG_TRY(list_pages(self, i++, next++));
            continue;
        }
        for (; i < self->count && part.files < FILES_OF_A_PART && bytes < BYTES_OF_A_PART &&
               self->sizes[i] <= SG_PARSE_LONG;
             part.files++)
            bytes += self->sizes[i++];
        SG_TRY(sg_array_push(&self->parts, part));
    }
    return SG_OK;
}

static void parse_long(parsing *self, const file_part *part, parse_place *place)
{
    long_file *opened = &self->opened.items[part->opened];
    sg_parsed *parsed = place->parsed;
    sg_buffer *page = &place->page;
    sg_str name = parsed->file->name;
    size_t shift;

    parsed->status = opened->status;
    if (opened->status != SG_OK) {
        parsed->error = opened->error;
        sg_error_in(&parsed->error, name);
        return;
    }
    if (!opened->in_pages) {
        parsed->status = sg_document_parse(opened->text, name, place->arena, &parsed->document,
                                           &parsed->error);
        return;
    }
    sg_pages_write(&opened->pages, part->page, page, &shift);
    parsed->status = page->status;
    if (page->status != SG_OK)
        return;
    sg_document_place at = { .whole = opened->text,
                             .shift = shift,
                             .begin = opened->pages.pages.items[part->page].begin };
    parsed->status = sg_document_parse_page(sg_buffer_str(page), &at, name, place->arena,
                                            &parsed->document, &parsed->error);
}

/* Empties an arena of a place; after a long document its memory is given back. */
static sg_status clear_arena(sg_arena **arena)
{
    if (*arena && sg_arena_used(*arena) < SG_PARSE_LONG * 4) {
        sg_arena_reset(*arena);
        return SG_OK;
    }
    sg_arena_free(*arena);
    *arena = NULL;
    return sg_arena_new(0, arena);
}

static sg_status clear_place(parse_place *place)
{
    if (!place->parsed)
        place->parsed = calloc(FILES_OF_A_PART, sizeof(*place->parsed));
    if (!place->parsed)
        return SG_ENOMEM;
    SG_TRY(clear_arena(&place->arena));
    return clear_arena(&place->scratch);
}

static void parse_file(parsing *self, const file_part *part, parse_place *place,
                       sg_parsed *parsed)
{
    if (part->opened != NOT_LONG)
        parse_long(self, part, place);
    else
        parsed->status = sg_document_read(parsed->file->path, parsed->file->name, place->arena,
                                          &parsed->document, &parsed->error);
    if (parsed->status == SG_OK && self->work)
        parsed->status = self->work(self->state, place->scratch, parsed);
}

static void parse_part(void *shared, size_t task, unsigned worker)
{
    parsing *self = shared;
    const file_part *part = &self->parts.items[task];
    parse_place *place = &self->places[task % self->ahead];

    (void)worker;
    place->status = clear_place(place);
    for (uint32_t i = 0; place->status == SG_OK && i < part->files; i++) {
        sg_parsed *parsed = &place->parsed[i];
        *parsed = (sg_parsed){
            .file = &self->files[part->file + i],
            .number = part->file + i,
            .continued = part->page > 0,
            .last = task + 1 == self->parts.count || part[1].page == 0,
        };
        parse_file(self, part, place, parsed);
        if (parsed->status == SG_ENOMEM)
            place->status = SG_ENOMEM;
    }
}

/* A long file, of which a further part may not be needed. */
static void leave_long(parsing *self, const file_part *part, bool last)
{
    long_file *opened = &self->opened.items[part->opened];

    if (opened->in_pages && part->page > 0)
        sg_file_forget(&opened->mapping, opened->pages.pages.items[part->page].begin,
                       opened->pages.pages.items[part->page].end);
    if (last)
        close_long(opened);
}

static bool take_part(void *shared, size_t task)
{
    parsing *self = shared;
    const file_part *part = &self->parts.items[task];
    parse_place *place = &self->places[task % self->ahead];

    if (place->status != SG_OK)
        self->status = sg_fail_memory(self->err);
    for (uint32_t i = 0; self->status == SG_OK && i < part->files; i++) {
        sg_parsed *parsed = &place->parsed[i];
        if (parsed->number != self->failed)
            self->status = self->take(self->state, parsed, self->err);
        if (parsed->status != SG_OK)
            self->failed = parsed->number;
        if (part->opened != NOT_LONG)
            leave_long(self, part, parsed->last);
    }
    return self->status == SG_OK;
}

/* --- the whole ---------------------------------------------------------------------------------- */

static sg_status parse_all(parsing *self, unsigned threads)
{
    self->places = calloc(self->ahead, sizeof(*self->places));
    if (!self->places || find_long(self, threads) != SG_OK || list_parts(self) != SG_OK ||
        sg_pipeline(threads, self->parts.count, self->ahead, parse_part, take_part, self) !=
            SG_OK)
        return sg_fail_memory(self->err);
    return self->status;
}

sg_status sg_parse_files(const sg_source_file *files, size_t count, unsigned threads,
                         sg_work_parsed *work, sg_take_parsed *take, void *state, sg_error *err)
{
    parsing self = { .files = files,
                     .count = count,
                     .ahead = (size_t)threads * 2 + 2,
                     .failed = SIZE_MAX,
                     .work = work,
                     .take = take,
                     .state = state,
                     .err = err };
    sg_status status = parse_all(&self, threads);

    for (size_t i = 0; self.places && i < self.ahead; i++) {
        sg_arena_free(self.places[i].arena);
        sg_arena_free(self.places[i].scratch);
        sg_buffer_free(&self.places[i].page);
        free(self.places[i].parsed);
    }
    for (size_t i = 0; i < self.opened.count; i++)
        close_long(&self.opened.items[i]);
    free(self.places);
    free(self.sizes);
    sg_array_free(&self.opened);
    sg_array_free(&self.opened_file);
    sg_array_free(&self.parts);
    return status;
}

/* The first page of a long file, or all of it where it cannot be cut. */
static sg_status sample_long(const sg_source_file *file, const sg_mapping *mapping,
                             sg_arena *arena, sg_document *out)
{
    sg_str text = text_of(mapping);
    sg_buffer page = { .length = 0 };
    sg_status status = SG_OK;
    sg_pages pages;
    size_t shift;

    if (sg_pages_open(&pages, text, SG_PARSE_PAGE, mapping)) {
        sg_pages_write(&pages, pages.broken ? 0 : 1, &page, &shift);
        status = page.status;
        text = sg_buffer_str(&page);
    }
    sg_str copy = status == SG_OK ? sg_arena_copy(arena, text) : (sg_str){ NULL, 0 };
    sg_pages_close(&pages);
    sg_buffer_free(&page);
    return copy.bytes ? sg_document_parse(copy, file->name, arena, out, NULL) : SG_ENOMEM;
}

sg_status sg_parse_sample(const sg_source_file *file, sg_arena *arena, sg_document *out)
{
    uint64_t size;
    sg_mapping mapping;

    SG_TRY(sg_file_size(file->path, &size, NULL));
    if (size <= SG_PARSE_LONG)
        return sg_document_read(file->path, file->name, arena, out, NULL);
    SG_TRY(sg_file_map(file->path, &mapping, NULL));
    sg_status status = sample_long(file, &mapping, arena, out);
    sg_file_unmap(&mapping);
    return status;
}
