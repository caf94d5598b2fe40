/* json.c - JSON text to values, by recursive descent straight into the arena.
 *
 * A reader of our own, as a general one loses what we must keep: integers that are exact beyond
 * 2^53, floats for integers beyond 2^63, the place of a fault as a span.  And it is quick, as whole
 * inventories go through it: a text without escapes is not copied but pointed to, and what lies
 * between the brackets and quotes is skipped sixteen bytes at a time (json_scan.h).
 *
 *     text     {"Name": "web-1", "Tags": ["a", "b\u00e9"]}
 *                ^^^^    ^^^^^    ^^^^    ^              stay where they are
 *     arena    [Name Tags]  [a b]  "b\303\251"
 *
 * Objects of an answer have the same members over and over, in the same order: json_shape.h.
 *
 * How many items a list has is known at its end, so items wait on a stack that all levels share:
 *
 *     [1, [2, 3        stack: 1 | 2 3      "]" moves what is above the bar into the arena
 */
#include "engine/json.h"

#include <string.h>

#include "engine/base/array.h"
#include "engine/base/json_scan.h"
#include "engine/json_shape.h"

enum { REPEATING = 4096 }; /* bytes of a text that shapes of objects are noted of */

typedef struct reader {
    sg_str text;
    size_t at;
    unsigned depth, deepest;
    sg_arena *arena;
    SG_ARRAY(sg_value) items;
    SG_ARRAY(sg_entry) entries;
    sg_json_shapes shapes;
    sg_span repeated; /* sg_json_view_noting() */
    sg_error *err;
} reader;

static sg_status fail(reader *self, size_t begin, size_t end, const char *reason)
{
    sg_span span = { (uint32_t)begin, (uint32_t)(end > begin ? end : begin + 1) };
    return sg_fail_at(self->err, SG_EINVAL, span, "%s", reason);
}

/* NUL at the end of the text; it means nothing outside of strings, so the end is seen as a fault. */
static inline char peek(const reader *self)
{
    return self->at < self->text.length ? self->text.bytes[self->at] : '\0';
}

static inline void skip_space(reader *self)
{
    if (self->at < self->text.length && self->text.bytes[self->at] <= ' ')
        self->at = sg_json_skip_space(self->text, self->at);
}

static inline bool accept(reader *self, char byte)
{
    if (self->at == self->text.length || self->text.bytes[self->at] != byte)
        return false;
    self->at++;
    return true;
}

/* --- strings ------------------------------------------------------------------------------------- */

static bool read_hex(reader *self, uint32_t *out)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++, self->at++) {
        char byte = peek(self);
        value *= 16;
        if (byte >= '0' && byte <= '9')
            value += (uint32_t)(byte - '0');
        else if (byte >= 'a' && byte <= 'f')
            value += (uint32_t)(byte - 'a') + 10;
        else if (byte >= 'A' && byte <= 'F')
            value += (uint32_t)(byte - 'A') + 10;
        else
            return false;
    }
    *out = value;
    return true;
}

/* Behind "\u": two halves of a surrogate pair are one character, half a pair is none. */
static bool read_code_point(reader *self, uint32_t *out)
{
    uint32_t low;
    if (!read_hex(self, out) || (*out >= 0xDC00 && *out <= 0xDFFF))
        return false;
    if (*out < 0xD800 || *out > 0xDBFF)
        return true;
    if (!accept(self, '\\') || !accept(self, 'u') || !read_hex(self, &low) || low < 0xDC00 ||
        low > 0xDFFF)
        return false;
    *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* Behind a backslash. */
static bool read_escape(reader *self, uint32_t *out)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char letter = peek(self);
    self->at++;
    if (letter == 'u')
        return read_code_point(self, out);
    const char *found = letter == '\0' ? NULL : strchr(letters, letter);
    if (!found)
        return false;
    *out = (unsigned char)meanings[found - letters];
    return true;
}

/* Copies the string that begins at `begin` and has escapes or faults; the reader is at the first. */
static sg_status read_escaped(reader *self, size_t begin, sg_str *out)
{
    size_t end = sg_json_skip_string(self->text, begin - 1), length = self->at - begin;
    if (end == SIZE_MAX)
        return fail(self, begin - 1, begin, "the string is not closed; is the text truncated?");
    char *bytes = sg_arena_alloc_raw(self->arena, end - begin);
    if (!bytes)
        return sg_fail_memory(self->err);
    memcpy(bytes, self->text.bytes + begin, length);
    while (self->text.bytes[self->at] != '"') {
        size_t start = self->at++;
        char byte = self->text.bytes[start];
        uint32_t character;
        if ((unsigned char)byte < 0x20)
            return fail(self, start, self->at,
                        "a control character in a string is not escaped");
        if (byte != '\\')
            bytes[length++] = byte;
        else if (!read_escape(self, &character))
            return fail(self, start, start + 2, "the escape in the string is not valid");
        else /* never longer than its escape */
            length += sg_utf8_encode(character, bytes + length);
    }
    self->at = end;
    *out = (sg_str){ bytes, length };
    return SG_OK;
}

/* Behind the opening quote. */
static sg_status read_string(reader *self, sg_str *out)
{
    size_t begin = self->at;
    bool wide = false;
    self->at = sg_json_skip_plain(self->text, begin, &wide);
    *out = (sg_str){ self->text.bytes + begin, self->at - begin };
    if (accept(self, '"')) {
        if (wide && !sg_utf8_valid(*out))
            return fail(self, begin, self->at - 1, "the string is not valid UTF-8");
        return SG_OK;
    }
    SG_TRY(read_escaped(self, begin, out));
    if (!sg_utf8_valid(*out))
        return fail(self, begin, self->at - 1, "the string is not valid UTF-8");
    return SG_OK;
}

/* --- numbers ------------------------------------------------------------------------------------- */

static bool skip_digits(reader *self)
{
    size_t begin = self->at;
    while (peek(self) >= '0' && peek(self) <= '9')
        self->at++;
    return self->at > begin;
}

static sg_status read_any_number(reader *self, sg_value *out)
{
    size_t begin = self->at;
    bool whole = true, valid;
    accept(self, '-');
    valid = accept(self, '0') || skip_digits(self);
    if (valid && accept(self, '.')) {
        whole = false;
        valid = skip_digits(self);
    }
    if (valid && (accept(self, 'e') || accept(self, 'E'))) {
        whole = false;
        if (!accept(self, '+'))
            accept(self, '-');
        valid = skip_digits(self);
    }
    if (!valid)
        return fail(self, begin, self->at, "the number is not valid");
    sg_str text = sg_str_slice(self->text, begin, self->at);
    *out = sg_integer(0);
    if (whole && sg_str_to_int64(text, &out->integer))
        return SG_OK;
    *out = sg_float(0.0);
    if (!sg_str_to_double(text, &out->real))
        return fail(self, begin, self->at, "the number is out of range");
    return SG_OK;
}

/* Most numbers are short integers, whose value no check can spoil. */
static sg_status read_number(reader *self, sg_value *out)
{
    enum { SAFE_DIGITS = 18 };
    size_t begin = self->at, at = begin, end = self->text.length;
    const char *bytes = self->text.bytes;
    int64_t value = 0;
    if (end - at > SAFE_DIGITS)
        end = at + SAFE_DIGITS;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9')
        value = value * 10 + (bytes[at++] - '0');
    bool goes_on = at == self->text.length
                       ? false
                       : at == end || bytes[at] == '.' || bytes[at] == 'e' || bytes[at] == 'E';
    if (at == begin || goes_on || (bytes[begin] == '0' && at > begin + 1))
        return read_any_number(self, out);
    self->at = at;
    *out = sg_integer(value);
    return SG_OK;
}

/* --- lists, maps, values --------------------------------------------------------------------------- */

static sg_status read_value(reader *self, sg_value *out);

/* Whether another item follows: `first` tells that none came before it. */
static sg_status read_separator(reader *self, char close, bool first, bool *more)
{
    skip_space(self);
    *more = false;
    if (accept(self, close))
        return SG_OK;
    *more = true;
    if (first || accept(self, ','))
        return SG_OK;
    return fail(self, self->at, self->at + 1,
                close == ']' ? "expected `,` or `]`" : "expected `,` or `}`");
}

static sg_status read_list(reader *self, sg_value *out)
{
    size_t base = self->items.count;
    for (bool first = true, more;; first = false) {
        SG_TRY(read_separator(self, ']', first, &more));
        if (!more)
            break;
        sg_value item;
        SG_TRY(read_value(self, &item));
        if (sg_array_push(&self->items, item) != SG_OK)
            return sg_fail_memory(self->err);
    }
    size_t count = self->items.count - base;
    sg_value *items = sg_arena_alloc_raw(self->arena, count * sizeof(*items));
    if (!items)
        return sg_fail_memory(self->err);
    if (count > 0)
        memcpy(items, self->items.items + base, count * sizeof(*items));
    self->items.count = base;
    *out = sg_list(items, (uint32_t)count);
    return SG_OK;
}

/* Of the entries as they were read, the first that another one of its key replaced; `begin` is where the
 * object begins. */
static void note_repeated(reader *self, const sg_value *map, const sg_entry *read, size_t count,
                          size_t begin)
{
    self->repeated = (sg_span){ (uint32_t)begin, (uint32_t)begin + 1 };
    for (size_t i = 0; i < count; i++) {
        const char *kept = (const char *)sg_map_find(map, read[i].key);
        sg_str key = map->map[(size_t)(kept - (const char *)map->map) / sizeof(sg_entry)].key;
        if (key.bytes == read[i].key.bytes)
            continue;
        if (key.bytes >= self->text.bytes && key.bytes < self->text.bytes + self->text.length)
            self->repeated.begin = (uint32_t)(key.bytes - self->text.bytes);
        self->repeated.end = self->repeated.begin + (uint32_t)key.length;
        return;
    }
}

/* Makes a map of the entries from `base` on; the object began at `begin`. */
static sg_status make_map(reader *self, size_t base, size_t begin, sg_value *out)
{
    size_t count = self->entries.count - base;
    const sg_entry *read = count > 0 ? self->entries.items + base : NULL;
    sg_entry *entries = sg_arena_alloc_raw(self->arena, count * sizeof(*entries));
    if (!entries)
        return sg_fail_memory(self->err);
    self->entries.count = base;
    if (sg_json_shape_sort(&self->shapes, read, count, entries)) {
        *out = sg_map(entries, (uint32_t)count);
        return SG_OK;
    }
    if (count > 0)
        memcpy(entries, read, count * sizeof(*entries));
    *out = sg_map(entries, sg_map_sort(entries, (uint32_t)count));
    out->ambiguous = out->length < count;
    if (out->ambiguous && self->repeated.end == 0)
        note_repeated(self, out, read, count, begin);
    if (self->text.length >= REPEATING)
        sg_json_shape_note(&self->shapes, read, count, entries, out->length, self->arena);
    return SG_OK;
}

static sg_status read_map(reader *self, sg_value *out)
{
    size_t base = self->entries.count, begin = self->at - 1;
    for (bool first = true, more;; first = false) {
        SG_TRY(read_separator(self, '}', first, &more));
        if (!more)
            break;
        sg_entry entry;
        skip_space(self);
        if (!accept(self, '"'))
            return fail(self, self->at, self->at + 1, "expected a key in double quotes");
        SG_TRY(read_string(self, &entry.key));
        skip_space(self);
        if (!accept(self, ':'))
            return fail(self, self->at, self->at + 1, "expected `:`");
        SG_TRY(read_value(self, &entry.value));
        if (sg_array_push(&self->entries, entry) != SG_OK)
            return sg_fail_memory(self->err);
    }
    return make_map(self, base, begin, out);
}

static sg_status read_nested(reader *self, sg_value *out)
{
    bool list = peek(self) == '[';
    if (self->depth == self->deepest)
        return sg_fail_at(self->err, SG_ELIMIT,
                          (sg_span){ (uint32_t)self->at, (uint32_t)self->at + 1 },
                          "nested deeper than %u levels", self->deepest);
    self->at++;
    self->depth++;
    SG_TRY(list ? read_list(self, out) : read_map(self, out));
    self->depth--;
    return SG_OK;
}

static bool accept_word(reader *self, sg_str word)
{
    if (!sg_str_starts(sg_str_slice(self->text, self->at, self->text.length), word))
        return false;
    self->at += word.length;
    return true;
}

static sg_status read_value(reader *self, sg_value *out)
{
    skip_space(self);
    char byte = peek(self);
    if (byte == '[' || byte == '{')
        return read_nested(self, out);
    if (byte == '-' || (byte >= '0' && byte <= '9'))
        return read_number(self, out);
    if (accept(self, '"')) {
        sg_str text;
        SG_TRY(read_string(self, &text));
        *out = sg_string(text);
    } else if (accept_word(self, SG_STR("true"))) {
        *out = sg_boolean(true);
    } else if (accept_word(self, SG_STR("false"))) {
        *out = sg_boolean(false);
    } else if (accept_word(self, SG_STR("null"))) {
        *out = sg_null();
    } else {
        return fail(self, self->at, self->at + 1, "expected a value");
    }
    return SG_OK;
}

sg_status sg_json_view_noting(sg_str text, unsigned depth, sg_arena *arena, sg_value *out,
                              sg_span *repeated, sg_error *err)
{
    if (text.length >= UINT32_MAX)
        return sg_fail(err, SG_ELIMIT, "a JSON document of 4 GiB or more");
    reader self = { .text = text, .deepest = depth, .arena = arena, .err = err };
    sg_value value;
    sg_status status = read_value(&self, &value);
    skip_space(&self);
    if (status == SG_OK && self.at < text.length)
        status = fail(&self, self.at, text.length, "something follows the end of the document");
    sg_array_free(&self.items);
    sg_array_free(&self.entries);
    *repeated = self.repeated;
    if (status == SG_OK)
        *out = value;
    return status;
}

sg_status sg_json_view(sg_str text, unsigned depth, sg_arena *arena, sg_value *out,
                       sg_error *err)
{
    sg_span repeated;
    return sg_json_view_noting(text, depth, arena, out, &repeated, err);
}

sg_status sg_json_parse(sg_str text, sg_arena *arena, sg_value *out, sg_error *err)
{
    sg_str copy = sg_arena_copy(arena, text);
    if (!copy.bytes)
        return sg_fail_memory(err);
    return sg_json_view(copy, SG_JSON_DEPTH, arena, out, err);
}
