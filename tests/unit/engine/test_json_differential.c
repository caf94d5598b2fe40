/* test_json_differential.c - our reader beside another one (jansson): the same texts are accepted, with
 * the same values.
 *
 * Known and meant to differ: jansson refuses integers beyond int64, which become floats here, and the
 * escape of U+0000 in a key; and it takes a NUL byte between values for the end of the text.  Texts are made by a grammar and then damaged at random, and real ones are
 * those of ../shared/data/estates, where that is.
 */
#include "engine/json.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

#include "engine/base/file.h"

enum { ROUNDS = 20000, DEEPEST = 6, LONGEST_FILE = 64 << 20 };

/* --- comparing ------------------------------------------------------------------------------- */

static bool same(const json_t *theirs, sg_value ours);

static bool same_object(const json_t *theirs, sg_value ours)
{
    if (ours.type != SG_TYPE_MAP || json_object_size(theirs) != ours.length)
        return false;
    for (uint32_t i = 0; i < ours.length; i++) {
        sg_str key = ours.map[i].key;
        const json_t *member = json_object_getn(theirs, key.bytes, key.length);
        if (!member || !same(member, ours.map[i].value))
            return false;
    }
    return true;
}

static bool same_array(const json_t *theirs, sg_value ours)
{
    if (ours.type != SG_TYPE_LIST || json_array_size(theirs) != ours.length)
        return false;
    for (uint32_t i = 0; i < ours.length; i++)
        if (!same(json_array_get(theirs, i), ours.list[i]))
            return false;
    return true;
}

static bool same(const json_t *theirs, sg_value ours)
{
    switch (json_typeof(theirs)) {
    case JSON_OBJECT:
        return same_object(theirs, ours);
    case JSON_ARRAY:
        return same_array(theirs, ours);
    case JSON_STRING:
        return ours.type == SG_TYPE_STRING &&
               sg_str_equal(sg_value_str(ours),
                            (sg_str){ json_string_value(theirs), json_string_length(theirs) });
    case JSON_INTEGER:
        return ours.type == SG_TYPE_INTEGER && ours.integer == json_integer_value(theirs);
    case JSON_REAL: {
        double real = json_real_value(theirs);
        return ours.type == SG_TYPE_FLOAT && memcmp(&ours.real, &real, sizeof real) == 0;
    }
    case JSON_TRUE:
    case JSON_FALSE:
        return ours.type == SG_TYPE_BOOLEAN && ours.boolean == json_is_true(theirs);
    case JSON_NULL:
        return sg_is_null(ours);
    }
    return false;
}

static void compare(sg_str text, sg_arena *arena)
{
    json_error_t fault;
    sg_error err = { 0 };
    sg_value ours = sg_null();
    json_t *theirs =
        json_loadb(text.bytes, text.length, JSON_ALLOW_NUL | JSON_DECODE_ANY, &fault);
    sg_arena_reset(arena);
    bool read = sg_json_view(text, SG_JSON_DEPTH, arena, &ours, &err) == SG_OK;
    bool excused = !theirs && read &&
                   (json_error_code(&fault) == json_error_numeric_overflow ||
                    json_error_code(&fault) == json_error_null_byte_in_key);
    cr_assert(excused || read == (theirs != NULL), "%s: %s / %s", text.bytes, err.message,
              theirs ? "accepted" : fault.text);
    cr_assert(!theirs || same(theirs, ours), "%s", text.bytes);
    json_decref(theirs);
}

/* --- texts ------------------------------------------------------------------------------------ */

typedef struct maker {
    uint64_t random;
    sg_buffer text;
} maker;

static uint32_t draw(maker *self, uint32_t below)
{
    self->random = self->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(self->random >> 33) % below;
}

static void space(maker *self)
{
    static const char *const some[] = { "",  "",           "",
                                        " ", "\n        ", "\t\r\n                     " };
    sg_buffer_text(&self->text, some[draw(self, SG_COUNT(some))]);
}

static void put_string(maker *self)
{
    static const char *const parts[] = {
        "a",
        "Key",
        "arn:aws:iam::111122223333:role/a-rather-long-name-of-a-role",
        "\\n",
        "\\\"",
        "\\\\",
        "\\u00e9",
        "\xc3\xa9",
        "\\uD83D\\uDE00",
        "\xf0\x9f\x98\x80",
        "\\/",
        "\\u0000",
        " ",
        "{",
        "]",
        ",",
        "\\uD83D",
        "\xc3",
        "\x01",
        "\\x", /* the last four are faults */
    };
    sg_buffer_char(&self->text, '"');
    for (uint32_t count = draw(self, 4); count > 0; count--)
        sg_buffer_text(
            &self->text,
            parts[draw(self, draw(self, 300) ? SG_COUNT(parts) - 4 : SG_COUNT(parts))]);
    sg_buffer_char(&self->text, '"');
}

static void put_scalar(maker *self)
{
    static const char *const words[] = {
        "0",
        "-0",
        "7",
        "-12",
        "1234567890123456789",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "1e3",
        "-0.5",
        "2.5E-3",
        "1e400",
        "1e-400",
        "0.1",
        "123456789012345678",
        "12345678901234567890123",
        "4.9e-324",
        "true",
        "false",
        "null",
        "01",
        "1.",
        "-",
        "+1",
        "NaN",
        "tru",
    };
    if (draw(self, 2))
        put_string(self);
    else
        sg_buffer_text(
            &self->text,
            words[draw(self, draw(self, 300) ? SG_COUNT(words) - 6 : SG_COUNT(words))]);
}

static void put_value(maker *self, unsigned depth)
{
    uint32_t kind = depth ? draw(self, 4) : 0;
    space(self);
    if (kind < 2) {
        put_scalar(self);
    } else {
        sg_buffer_char(&self->text, kind == 2 ? '[' : '{');
        for (uint32_t i = 0, count = draw(self, draw(self, 40) ? 5 : 60); i < count; i++) {
            sg_buffer_text(&self->text, i ? "," : "");
            if (kind == 3) {
                space(self);
                put_string(self);
                space(self);
                sg_buffer_char(&self->text, ':');
            }
            put_value(self, depth - 1);
        }
        space(self);
        sg_buffer_char(&self->text, kind == 2 ? ']' : '}');
    }
    space(self);
}

/* Cuts the text short, or changes a byte. */
static void damage(maker *self)
{
    static const char bytes[] = "\"\\{}[]:,0e.\n \x80";
    size_t at = self->text.length ? draw(self, (uint32_t)self->text.length) : 0;
    uint32_t how = draw(self, 8);
    if (how == 0)
        self->text.length = at;
    else if (how == 1 && self->text.length)
        self->text.bytes[at] = bytes[draw(self, sizeof bytes - 1)];
}

Test(json_differential, texts_of_a_grammar_whole_and_damaged)
{
    maker self = { .random = 1 };
    sg_arena *arena = NULL;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (int i = 0; i < ROUNDS; i++) {
        sg_buffer_clear(&self.text);
        put_value(&self, DEEPEST);
        damage(&self);
        cr_assert(self.text.status == SG_OK);
        compare(sg_buffer_str(&self.text), arena);
    }
    sg_buffer_free(&self.text);
    sg_arena_free(arena);
}

Test(json_differential, real_answers)
{
    static const char root[] = "../shared/data/estates";
    sg_arena *files = NULL, *arena = NULL;
    sg_file_list list;
    char path[1024];
    cr_assert(sg_arena_new(0, &files) == SG_OK && sg_arena_new(0, &arena) == SG_OK);
    if (!sg_file_is_folder(root))
        cr_skip("the estates are not here");
    cr_assert(sg_file_walk(root, 1000000, files, &list, NULL) == SG_OK);
    for (size_t i = 0; i < list.count; i++) {
        sg_str text;
        if (!sg_str_ends(list.paths[i], SG_STR(".json")))
            continue;
        snprintf(path, sizeof path, "%s/%s", root, list.paths[i].bytes);
        cr_assert(sg_file_read(path, LONGEST_FILE, &text, NULL) == SG_OK);
        compare(text, arena);
        free((void *)(uintptr_t)text.bytes);
    }
    sg_arena_free(files);
    sg_arena_free(arena);
}
