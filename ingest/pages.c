/* pages.c - cutting a long document at the elements of its top-level lists. */
#include "ingest/pages.h"

#include "engine/base/json_scan.h"

/* Of a damaged text no more than so much behind the damage is shown to a parser, which stops there. */
enum { MOST_BROKEN = 64 * 1024 * 1024 };

/* --- the outline ------------------------------------------------------------------------------ */

/* Memory is short, or there are too many lists: the text may well be sound. */
static size_t give_up(sg_pages *self)
{
    self->sound = SIZE_MAX;
    return SIZE_MAX;
}

static void pass(const sg_pages *self, size_t from, size_t to)
{
    if (self->mapping)
        sg_file_forget(self->mapping, from, to);
}

/* Walks over the elements of the list that begins at `at`, noting a stretch wherever they make a page.
 * What has no clear end is one page with all that follows.  Returns the place behind the list, or
 * SIZE_MAX. */
static size_t cut_list(sg_pages *self, size_t at)
{
    size_t list = self->list_count, first = at + 1, whole = self->pages.count;
    sg_str text = self->text;

    self->open_list = first;
    for (size_t from = first, next = first;;) {
        self->sound = next;
        size_t end = sg_json_skip_value(text, sg_json_skip_space(text, next));
        if (end == SIZE_MAX)
            return SIZE_MAX;
        bool clear = end > next || text.bytes[end] == ']';
        end = clear ? sg_json_skip_space(text, end) : sg_json_skip_value(text, at) - 1;
        if (end >= text.length)
            return SIZE_MAX;
        bool last = text.bytes[end] == ']';
        if ((last && end > from) || end - from >= self->size) {
            if (sg_array_push(&self->pages, (sg_page){ list, from, end }) != SG_OK)
                return give_up(self);
            pass(self, from, end);
            from = end + 1;
        }
        if (last) {
            if (end - first < self->size) /* it is short: no page of its own */
                self->pages.count = whole;
            self->open_list = SIZE_MAX;
            return end + 1;
        }
        if (text.bytes[end] != ',')
            return SIZE_MAX;
        next = end + 1;
    }
}

/* Notes one member of the document, "name": value; returns the place behind it, or SIZE_MAX. */
static size_t note_member(sg_pages *self, size_t name, size_t name_end, size_t value)
{
    size_t pages = self->pages.count, end;

    if (value >= self->text.length)
        return SIZE_MAX;
    if (self->text.bytes[value] == '[') {
        end = cut_list(self, value);
        if (end == SIZE_MAX || self->pages.count == pages)
            return end;
        if (self->list_count == SG_LONG_LISTS)
            return give_up(self);
        self->lists[self->list_count++] =
            (sg_long_list){ sg_str_slice(self->text, name, name_end), value + 1, end - 1 };
        return end;
    }
    end = sg_json_skip_value(self->text, value);
    if (end != SIZE_MAX && end != value && self->text.bytes[value] != '{') {
        sg_buffer_add(&self->simple, sg_str_slice(self->text, name, end));
        sg_buffer_char(&self->simple, ',');
    }
    if (self->simple.status != SG_OK)
        return give_up(self);
    return end == value ? SIZE_MAX : end;
}

/* Walks over the members of the document; whether all is as it should be. */
static bool walk(sg_pages *self)
{
    sg_str text = self->text;
    size_t at = sg_json_skip_space(text, 0);

    if (at >= text.length || text.bytes[at] != '{')
        return false;
    do {
        size_t name = sg_json_skip_space(text, at + 1), end;

        self->sound = at + 1;
        if (name >= text.length || text.bytes[name] != '"')
            return false;
        end = sg_json_skip_string(text, name);
        size_t colon = end == SIZE_MAX ? end : sg_json_skip_space(text, end);
        if (colon >= text.length || text.bytes[colon] != ':')
            return false;
        end = note_member(self, name, end, sg_json_skip_space(text, colon + 1));
        if (end == SIZE_MAX)
            return false;
        at = sg_json_skip_space(text, end);
    } while (at < text.length && text.bytes[at] == ',');
    self->sound = at;
    return at < text.length && text.bytes[at] == '}' &&
           sg_json_skip_space(text, at + 1) == text.length;
}

/* Whether the text is to be read in pages. */
static bool outline(sg_pages *self)
{
    if (walk(self))
        return self->list_count > 0;
    if (self->sound == SIZE_MAX)
        return false;
    if (self->open_list != SIZE_MAX && self->sound - self->open_list < self->size)
        self->open_list = SIZE_MAX; /* it is short: to be shown as it is */
    self->broken = self->list_count > 0 || self->open_list != SIZE_MAX;
    self->pages.count = 1;
    self->pages.items[0].begin = self->sound;
    return self->broken;
}

bool sg_pages_open(sg_pages *pages, sg_str text, size_t size, const sg_mapping *mapping)
{
    *pages =
        (sg_pages){ .text = text, .size = size, .mapping = mapping, .open_list = SIZE_MAX };
    return text.length > size &&
           sg_array_push(&pages->pages, (sg_page){ SG_LONG_LISTS, 0, text.length }) == SG_OK &&
           outline(pages);
}

/* --- pages -------------------------------------------------------------------------------------- */

/* The document without the elements of its long lists.  A damaged one ends soon behind the damage, and the
 * parser cannot take it for whole: the list or the document is open there. */
static void write_frame(const sg_pages *self, sg_buffer *out, size_t *shift)
{
    size_t from = 0, end = self->text.length;

    for (size_t i = 0; i < self->list_count; i++) {
        sg_buffer_add(out, sg_str_slice(self->text, from, self->lists[i].begin));
        from = self->lists[i].end;
    }
    if (self->broken) {
        size_t until = self->open_list != SIZE_MAX ? self->open_list : self->sound;
        sg_buffer_add(out, sg_str_slice(self->text, from, until));
        *shift = out->length;
        from = self->sound;
        end = end - from > MOST_BROKEN ? from + MOST_BROKEN : end;
    }
    sg_buffer_add(out, sg_str_slice(self->text, from, end));
}

void sg_pages_write(const sg_pages *pages, size_t page, sg_buffer *out, size_t *shift)
{
    sg_page found = pages->pages.items[page];

    sg_buffer_clear(out);
    *shift = 0;
    if (found.list == SG_LONG_LISTS) {
        write_frame(pages, out, shift);
        return;
    }
    sg_buffer_char(out, '{');
    sg_buffer_add(out, sg_buffer_str(&pages->simple));
    sg_buffer_add(out, pages->lists[found.list].name);
    sg_buffer_text(out, ":[");
    *shift = out->length;
    sg_buffer_add(out, sg_str_slice(pages->text, found.begin, found.end));
    sg_buffer_text(out, "]}");
}

void sg_pages_close(sg_pages *pages)
{
    sg_buffer_free(&pages->simple);
    sg_array_free(&pages->pages);
}
