/* pages.c - cutting a long document at the elements of its top-level lists. */
#include "ingest/pages.h"

static size_t skip_space(sg_str text, size_t at)
{
    while (at < text.length && (text.bytes[at] == ' ' || text.bytes[at] == '\n' ||
                                text.bytes[at] == '\r' || text.bytes[at] == '\t'))
        at++;
    return at;
}

/* Behind the string that begins at `at`, or SIZE_MAX. */
static size_t skip_string(sg_str text, size_t at)
{
    for (at++; at < text.length; at++) {
        if (text.bytes[at] == '\\')
            at++;
        else if (text.bytes[at] == '"')
            return at + 1;
    }
    return SIZE_MAX;
}

/* Behind the value that begins at `at`, or SIZE_MAX. */
static size_t skip_value(sg_str text, size_t at)
{
    size_t depth = 0;

    while (at < text.length) {
        char byte = text.bytes[at];

        if (byte == '"') {
            at = skip_string(text, at);
            if (at == SIZE_MAX || !depth)
                return at;
            continue;
        }
        if (byte == '{' || byte == '[')
            depth++;
        else if (byte == '}' || byte == ']') {
            if (!depth)
                return at; /* behind a number or a word */
            if (!--depth)
                return at + 1;
        } else if (!depth && (byte == ',' || skip_space(text, at) > at))
            return at;
        at++;
    }
    return SIZE_MAX;
}

/* Notes one member of the document: "name": value. */
static bool note_member(sg_pages *self, size_t name, size_t value, size_t end)
{
    size_t name_end = skip_string(self->text, name);

    if (self->text.bytes[value] == '[' && end - value > self->size) {
        if (self->list_count == SG_LONG_LISTS)
            return false;
        self->lists[self->list_count++] =
            (sg_long_list){ sg_str_slice(self->text, name, name_end), value + 1, end - 1 };
    } else if (self->text.bytes[value] != '[' && self->text.bytes[value] != '{') {
        sg_buffer_add(&self->simple, sg_str_slice(self->text, name, end));
        sg_buffer_char(&self->simple, ',');
    }
    return self->simple.status == SG_OK;
}

/* Walks over the members of the document. */
static bool outline(sg_pages *self)
{
    sg_str text = self->text;
    size_t at = skip_space(text, 0);

    if (at >= text.length || text.bytes[at] != '{')
        return false;
    do {
        size_t name = skip_space(text, at + 1), value, end;

        if (name >= text.length || text.bytes[name] != '"')
            return false;
        end = skip_string(text, name);
        value = end == SIZE_MAX ? end : skip_space(text, end);
        if (value >= text.length || text.bytes[value] != ':')
            return false;
        value = skip_space(text, value + 1);
        end = skip_value(text, value);
        if (end == SIZE_MAX || end == value || !note_member(self, name, value, end))
            return false;
        at = skip_space(text, end);
    } while (at < text.length && text.bytes[at] == ',');
    return at < text.length && text.bytes[at] == '}' &&
           skip_space(text, at + 1) == text.length && self->list_count > 0;
}

bool sg_pages_open(sg_pages *pages, sg_str text, size_t size)
{
    *pages = (sg_pages){ .text = text, .size = size };
    if (text.length <= size || !outline(pages))
        return false;
    pages->at = pages->lists[0].begin;
    return true;
}

/* The document without the elements of its long lists. */
static void write_frame(sg_pages *self)
{
    size_t from = 0;

    for (size_t i = 0; i < self->list_count; i++) {
        sg_buffer_add(&self->page, sg_str_slice(self->text, from, self->lists[i].begin));
        from = self->lists[i].end;
    }
    sg_buffer_add(&self->page, sg_str_slice(self->text, from, self->text.length));
}

/* As many elements as make a page; what has no clear end is one page with all that follows. */
static size_t stretch_end(const sg_pages *self, const sg_long_list *list)
{
    sg_str text = sg_str_slice(self->text, 0, list->end + 1);
    size_t at = self->at;

    while (at < list->end) {
        size_t end = skip_value(text, skip_space(text, at));

        if (end == SIZE_MAX || end == at)
            return list->end;
        end = skip_space(text, end);
        if (end >= list->end || text.bytes[end] != ',' || end - self->at >= self->size)
            return end < list->end && text.bytes[end] == ',' ? end : list->end;
        at = end + 1;
    }
    return list->end;
}

bool sg_pages_next(sg_pages *pages, sg_str *page)
{
    sg_buffer_clear(&pages->page);
    if (!pages->begun) {
        pages->begun = true;
        write_frame(pages);
    } else {
        if (pages->list == pages->list_count)
            return false;
        const sg_long_list *list = &pages->lists[pages->list];
        size_t end = stretch_end(pages, list);

        sg_buffer_char(&pages->page, '{');
        sg_buffer_add(&pages->page, sg_buffer_str(&pages->simple));
        sg_buffer_add(&pages->page, list->name);
        sg_buffer_text(&pages->page, ":[");
        sg_buffer_add(&pages->page, sg_str_slice(pages->text, pages->at, end));
        sg_buffer_text(&pages->page, "]}");
        pages->at = end + 1;
        if (end >= list->end && ++pages->list < pages->list_count)
            pages->at = pages->lists[pages->list].begin;
    }
    *page = sg_buffer_str(&pages->page);
    return pages->page.status == SG_OK;
}

void sg_pages_close(sg_pages *pages)
{
    sg_buffer_free(&pages->simple);
    sg_buffer_free(&pages->page);
}
