/* test_json_shape.c - objects of one shape are what sorting makes of them; others are not taken for it. */
#include "engine/json_shape.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/base/text.h"
#include "engine/json.h"

enum { MOST = SG_SHAPE_KEYS + 2 };

typedef struct objects {
    sg_arena *arena;
    sg_json_shapes shapes;
    char names[MOST][16];
    sg_entry read[MOST], sorted[MOST], out[MOST];
} objects;

/* An object of so many keys in a scattered order, sorted. */
static uint32_t make(objects *self, uint32_t count, const char *begin)
{
    for (uint32_t i = 0; i < count; i++) {
        snprintf(self->names[i], sizeof self->names[i], "%s%u", begin, i * 7 % MOST);
        self->read[i] = (sg_entry){ sg_str_of(self->names[i]), sg_integer(i) };
        self->sorted[i] = self->read[i];
    }
    return sg_map_sort(self->sorted, count);
}

Test(json_shape, an_object_of_a_known_shape_is_sorted)
{
    objects it = { .arena = NULL };

    cr_assert(sg_arena_new(0, &it.arena) == SG_OK);
    for (uint32_t count = 0; count <= MOST; count++) {
        uint32_t kept = make(&it, count, "name");
        cr_assert(kept == count);
        cr_expect(!sg_json_shape_sort(&it.shapes, it.read, count, it.out));
        sg_json_shape_note(&it.shapes, it.read, count, it.sorted, kept, it.arena);
        bool known = sg_json_shape_sort(&it.shapes, it.read, count, it.out);
        cr_expect(known == (count > 0 && count <= SG_SHAPE_KEYS), "%u keys", count);
        for (uint32_t i = 0; known && i < count; i++)
            cr_expect(sg_str_equal(it.out[i].key, it.sorted[i].key) &&
                      it.out[i].value.integer == it.sorted[i].value.integer);
    }
    sg_arena_free(it.arena);
}

Test(json_shape, another_key_in_its_place_is_another_shape)
{
    objects it = { .arena = NULL };

    cr_assert(sg_arena_new(0, &it.arena) == SG_OK);
    uint32_t kept = make(&it, 5, "name");
    sg_json_shape_note(&it.shapes, it.read, 5, it.sorted, kept, it.arena);
    sg_str third = it.read[2].key;
    it.read[2].key = SG_STR("nome14");
    cr_assert(third.length == it.read[2].key.length);
    cr_expect(!sg_json_shape_sort(&it.shapes, it.read, 5, it.out));
    it.read[2].key = third;
    char text[64] = "";
    for (uint32_t i = 0; i < 5;
         i++) { /* the same names from elsewhere are given as those of the first */
        memcpy(text + 8 * i, it.names[i], 8);
        it.read[i].key.bytes = text + 8 * i;
    }
    cr_expect(!sg_json_shape_sort(&it.shapes, it.read, 4, it.out));
    cr_assert(sg_json_shape_sort(&it.shapes, it.read, 5, it.out));
    for (uint32_t i = 0; i < 5; i++)
        cr_expect(it.out[i].key.bytes == it.sorted[i].key.bytes);
    sg_arena_free(it.arena);
}

Test(json_shape, a_key_that_comes_twice_makes_no_shape)
{
    objects it = { .arena = NULL };

    cr_assert(sg_arena_new(0, &it.arena) == SG_OK);
    make(&it, 3, "name");
    it.read[1].key = it.sorted[1].key = it.read[0].key;
    sg_json_shape_note(&it.shapes, it.read, 3, it.sorted, 2, it.arena);
    cr_expect(!sg_json_shape_sort(&it.shapes, it.read, 3, it.out));
    sg_arena_free(it.arena);
}

/* Shapes in turn, one with a key twice, one that is a beginning of another, objects inside of each other. */
Test(json_shape, documents_are_the_same_with_and_without)
{
    static const char text[] =
        "[{\"b\":1,\"a\":{\"b\":2,\"a\":3}},{\"b\":4,\"a\":{\"b\":5,\"a\":6}},"
        "{\"b\":7,\"a\":8,\"b\":9},{\"b\":1},{\"b\":2},{},{\"\":1,\"a\":2},{\"\":3,\"a\":4},"
        "{\"\\u0062\":1,\"a\":2},{\"b\":3,\"\\u0061\":4},{\"b\":5,\"a\":6}]";
    static const char expected[] =
        "[{\"a\":{\"a\":3,\"b\":2},\"b\":1},{\"a\":{\"a\":6,\"b\":5},\"b\":4},"
        "{\"a\":8,\"b\":9},{\"b\":1},{\"b\":2},{},{\"\":1,\"a\":2},{\"\":3,\"a\":4},"
        "{\"a\":2,\"b\":1},{\"a\":4,\"b\":3},{\"a\":6,\"b\":5}]";
    sg_buffer out = { .length = 0 }, spaced = { .length = 0 };
    sg_arena *arena;
    sg_value value;
    sg_span repeated;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (int i = 0; i < 5000; i++) /* of short texts no shapes are noted */
        sg_buffer_char(&spaced, ' ');
    sg_buffer_text(&spaced, text);
    cr_assert(sg_json_view_noting(sg_buffer_str(&spaced), SG_JSON_DEPTH, arena, &value,
                                  &repeated, NULL) == SG_OK);
    sg_json_write(value, &out);
    cr_expect_str_eq(out.bytes, expected);
    cr_expect(value.list[2].ambiguous && !value.list[1].ambiguous);
    cr_expect(spaced.bytes[repeated.begin] == 'b' && repeated.begin > 5060);
    sg_buffer_free(&spaced);
    sg_buffer_free(&out);
    sg_arena_free(arena);
}
