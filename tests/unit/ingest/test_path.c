/* test_path.c - every form of a path, and how walks end. */
#include "ingest/path.h"

#include <criterion/criterion.h>

#include "engine/json.h"

static const sg_value *document(sg_arena **arena)
{
    sg_value *root;

    cr_assert(sg_arena_new(0, arena) == SG_OK);
    root = sg_arena_make(*arena, sg_value);
    cr_assert(
        sg_json_parse(
            SG_STR("{\"a\":{\"b\":7,\"x/y.z\":\"q\"},\"n\":null,\"e\":[],"
                   "\"r\":[{\"o\":\"1\",\"i\":[{\"k\":\"p\"},{\"k\":\"q\"}]},{\"o\":\"2\","
                   "\"i\":[{\"k\":\"s\"}]}],"
                   "\"t\":[{\"Key\":\"Name\",\"Value\":\"web\"},{\"Key\":\"x\",\"Value\":"
                   "\"y\",\"on\":true}]}"),
            *arena, root, NULL) == SG_OK);
    return root;
}

typedef struct seen {
    sg_buffer text;
    const char *also; /* a path read from each element */
} seen;

static sg_status see(void *state, const sg_frame *element)
{
    seen *self = (seen *)state;
    const sg_value *value = element->value;

    if (self->also && sg_path_get(element, self->also, &value) != SG_FOUND)
        return SG_OK;
    sg_json_write(*value, &self->text);
    sg_buffer_char(&self->text, ' ');
    return SG_OK;
}

static void check(const char *path, const char *also, const char *expected, sg_found how)
{
    sg_arena *arena;
    sg_frame frame = { .value = document(&arena), .index = SIZE_MAX };
    seen state = { .also = also };
    sg_found found;

    cr_assert(sg_path_each(&frame, path, see, &state, &found) == SG_OK);
    cr_expect(sg_str_equal(sg_buffer_str(&state.text), sg_str_of(expected)), "%s gives %.*s",
              path, SG_FMT(sg_buffer_str(&state.text)));
    cr_expect(found == how, "%s", path);
    sg_buffer_free(&state.text);
    sg_arena_free(arena);
}

Test(path, members_and_quoted_names)
{
    check("a.b", NULL, "7 ", SG_FOUND);
    check("a.'x/y.z'", NULL, "\"q\" ", SG_FOUND);
    check("a.c", NULL, "", SG_MISSING);
    check("n", NULL, "", SG_MISSING);
    check("n.b", NULL, "", SG_MISSING);
}

Test(path, lists_are_walked_and_may_be_empty)
{
    check("r[].i[].k", NULL, "\"p\" \"q\" \"s\" ", SG_FOUND);
    check("e[]", NULL, "", SG_FOUND);
    check("t[].Value", NULL, "\"web\" \"y\" ", SG_FOUND);
}

Test(path, filters_choose_elements)
{
    check("t[Key=Name].Value", NULL, "\"web\" ", SG_FOUND);
    check("t[on=true].Value", NULL, "\"y\" ", SG_FOUND);
    check("t[Key=none].Value", NULL, "", SG_FOUND);
    check("r[n.m=x].o", NULL, "", SG_FOUND);
}

Test(path, a_caret_climbs_to_the_enclosing_element)
{
    check("r[].i[]", "^o", "\"1\" \"1\" \"2\" ", SG_FOUND);
    check("r[].i[]", "^^a.b", "7 7 7 ", SG_FOUND);
    check("r[].i[]", "^^^a", "", SG_FOUND);
    check("^a", NULL, "", SG_MISSING);
}

Test(path, the_first_alternative_that_is_there_counts)
{
    check("z|a.b|r[].o", NULL, "7 ", SG_FOUND);
    check("z|.", "a.b", "7 ", SG_FOUND);
}

Test(path, a_wrong_type_on_the_way_is_told)
{
    check("a.b.c", NULL, "", SG_MISTYPED);
    check("a[]", NULL, "", SG_MISTYPED);
    check("r[].o.k", NULL, "", SG_MISTYPED);
    check("r[].i[].k.z", NULL, "", SG_MISTYPED);
    check("z.b|a.b", NULL, "7 ", SG_FOUND);
    check("a.b.c|a.b", NULL, "7 ", SG_FOUND);
}

Test(path, get_takes_the_first)
{
    sg_arena *arena;
    sg_frame frame = { .value = document(&arena), .index = SIZE_MAX };
    const sg_value *value = NULL;

    cr_assert(sg_path_get(&frame, "r[].i[].k", &value) == SG_FOUND);
    cr_assert(sg_str_equal(sg_tree_text(value), SG_STR("p")));
    cr_assert(sg_path_get(&frame, "e[]", &value) == SG_MISSING);
    sg_arena_free(arena);
}

static sg_status place(void *state, const sg_frame *element)
{
    sg_buffer text = { 0 };

    sg_frame_write(element, &text);
    sg_buffer_format((sg_buffer *)state, "%s ", text.bytes);
    sg_buffer_free(&text);
    return SG_OK;
}

Test(path, frames_tell_where_they_stand)
{
    sg_arena *arena;
    sg_frame frame = { .value = document(&arena), .index = SIZE_MAX };
    sg_buffer text = { 0 };
    sg_found found;

    cr_assert(sg_path_each(&frame, "r[].i[]", place, &text, &found) == SG_OK);
    cr_assert_str_eq(text.bytes, "r[0].i[0] r[0].i[1] r[1].i[0] ");
    sg_buffer_free(&text);
    sg_arena_free(arena);
}

static sg_status first(void *state, const sg_frame *element)
{
    const sg_value **out = state;

    if (!*out)
        *out = element->value;
    return SG_OK;
}

Test(path, the_first_value_is_what_a_walk_comes_to_first)
{
    static const char *const paths[] = {
        "a",  "a.b", "a.b.c", "n",  "n.x",   "none", "none.x", "r.o", "e.o", "",     ".",
        ".a", "a.",  "a..b",  "..", "r[].o", "e[]",  "^a",     "a|n", "n|a", "n|a.b"
    };
    sg_arena *arena;
    sg_frame frame = { .value = document(&arena), .index = SIZE_MAX };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const sg_value *got = NULL, *walked = NULL;
        sg_found found, how = sg_path_get(&frame, paths[i], &got);
        cr_assert(sg_path_each(&frame, paths[i], first, &walked, &found) == SG_OK);
        cr_expect(got == walked, "%s", paths[i]);
        cr_expect(how == (walked              ? SG_FOUND
                          : found == SG_FOUND ? SG_MISSING
                                              : found),
                  "%s", paths[i]);
    }
    sg_arena_free(arena);
}
