/* test_encoding.c - values as bytes and back; damaged bytes are refused. */
#include "engine/encoding.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 64

static sg_arena *new_arena(void)
{
    sg_arena *arena = NULL;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    return arena;
}

static const sg_value inner[] = {
    { .type = SG_TYPE_BOOLEAN, .boolean = true },
    { .type = SG_TYPE_NULL },
    { .type = SG_TYPE_INTEGER, .integer = INT64_MIN },
    { .type = SG_TYPE_FLOAT, .real = -2.5 },
    { .type = SG_TYPE_STRING, .length = 3, .string = "abc" },
    { .type = SG_TYPE_LIST },
    { .type = SG_TYPE_MAP },
};

static sg_value sample(sg_entry entries[2])
{
    entries[0] = (sg_entry){ SG_STR(""), sg_list(inner, SG_COUNT(inner)) };
    entries[1] = (sg_entry){ SG_STR("key"), sg_integer(-1) };
    return sg_map(entries, 2);
}

Test(encoding, values_come_back)
{
    sg_arena *arena = new_arena();
    sg_buffer bytes = { 0 };
    sg_entry entries[2];
    sg_value value = sample(entries), back;

    cr_assert(sg_value_encode(value, &bytes) == SG_OK);
    cr_assert(sg_value_decode(sg_buffer_str(&bytes), arena, &back) == SG_OK);
    cr_assert(sg_value_same(value, back));
    for (size_t i = 0; i < SG_COUNT(inner); i++) {
        sg_buffer_clear(&bytes);
        cr_assert(sg_value_encode(inner[i], &bytes) == SG_OK);
        cr_assert(sg_value_decode(sg_buffer_str(&bytes), arena, &back) == SG_OK);
        cr_assert(back.type == inner[i].type && sg_value_same(inner[i], back));
    }
    sg_buffer_free(&bytes);
    sg_arena_free(arena);
}

Test(encoding, bytes_are_little_endian_and_without_padding)
{
    static const char expected[] = { 3, 2, 0, 0, 0, 7, 1, 2, 0, 0,
                                     0, 0, 0, 0, 5, 1, 0, 0, 0, 'a' };
    sg_value items[] = { sg_integer(0x0201), sg_string(SG_STR("a")) };
    sg_buffer bytes = { 0 };

    cr_assert(sg_value_encode(sg_list(items, 2), &bytes) == SG_OK);
    cr_assert(sg_str_equal(sg_buffer_str(&bytes), (sg_str){ expected, sizeof expected }));
    sg_buffer_free(&bytes);
}

Test(encoding, every_nan_has_the_same_bytes)
{
    sg_buffer one = { 0 }, other = { 0 };
    uint64_t odd = UINT64_C(0xfff8000000000123);
    double nan;

    memcpy(&nan, &odd, sizeof(nan));
    cr_assert(isnan(nan));
    cr_assert(sg_value_encode(sg_float(nan), &one) == SG_OK);
    cr_assert(sg_value_encode(sg_float((double)NAN), &other) == SG_OK);
    cr_assert(sg_str_equal(sg_buffer_str(&one), sg_buffer_str(&other)));
    sg_buffer_free(&one);
    sg_buffer_free(&other);
}

Test(encoding, entities_are_refused)
{
    sg_value items[] = { sg_edge_value((sg_edge){ 1 }) };
    sg_path path = { 0 };
    sg_buffer bytes = { 0 };

    cr_assert(sg_value_encode(sg_node_value((sg_node){ 1 }), &bytes) == SG_EINVAL);
    cr_assert(sg_value_encode(sg_list(items, 1), &bytes) == SG_EINVAL);
    cr_assert(sg_value_encode(sg_path_value(&path), &bytes) == SG_EINVAL);
    sg_buffer_free(&bytes);
}

Test(encoding, depth_is_bounded)
{
    sg_value levels[MAX_DEPTH + 2];
    sg_arena *arena = new_arena();
    sg_buffer bytes = { 0 };
    sg_value back;

    levels[0] = sg_integer(1);
    for (size_t i = 1; i < SG_COUNT(levels); i++)
        levels[i] = sg_list(&levels[i - 1], 1);
    cr_assert(sg_value_encode(levels[MAX_DEPTH], &bytes) == SG_OK);
    cr_assert(sg_value_decode(sg_buffer_str(&bytes), arena, &back) == SG_OK);
    cr_assert(sg_value_same(back, levels[MAX_DEPTH]));
    sg_buffer_clear(&bytes);
    cr_assert(sg_value_encode(levels[MAX_DEPTH + 1], &bytes) == SG_ELIMIT);
    sg_buffer_clear(&bytes);
    for (int i = 0; i < 100000; i++)
        sg_buffer_add(&bytes, (sg_str){ "\x03\x01\x00\x00\x00", 5 });
    cr_assert(sg_value_decode(sg_buffer_str(&bytes), arena, &back) == SG_ECORRUPT);
    sg_buffer_free(&bytes);
    sg_arena_free(arena);
}

Test(encoding, damage_is_refused_or_harmless)
{
    sg_arena *arena = new_arena();
    sg_buffer bytes = { 0 };
    sg_entry entries[2];
    sg_value back;

    cr_assert(sg_value_encode(sample(entries), &bytes) == SG_OK);
    for (size_t length = 0; length < bytes.length; length++) {
        char *cut = malloc(length + 1);
        cr_assert(cut);
        memcpy(cut, bytes.bytes, length);
        cr_assert(sg_value_decode((sg_str){ cut, length }, arena, &back) == SG_ECORRUPT);
        free(cut);
    }
    for (size_t at = 0; at < bytes.length; at++) {
        for (unsigned flip = 1; flip < 256; flip <<= 1) {
            char *damaged = malloc(bytes.length);
            cr_assert(damaged);
            memcpy(damaged, bytes.bytes, bytes.length);
            damaged[at] = (char)((unsigned char)damaged[at] ^ flip);
            if (sg_value_decode((sg_str){ damaged, bytes.length }, arena, &back) == SG_OK)
                cr_assert(sg_value_hash(back) != 0);
            free(damaged);
            sg_arena_reset(arena);
        }
    }
    sg_buffer_char(&bytes, 'x');
    cr_assert(sg_value_decode(sg_buffer_str(&bytes), arena, &back) == SG_ECORRUPT);
    sg_buffer_free(&bytes);
    sg_arena_free(arena);
}

Test(encoding, a_count_that_cannot_be_true_allocates_nothing)
{
    static const char list[] = { SG_TYPE_LIST, -1, -1, -1, -1, SG_TYPE_NULL };
    static const char map[] = { SG_TYPE_MAP, -1, -1, -1, -1, 0, 0, 0, 0, SG_TYPE_NULL };
    sg_arena *arena = new_arena();
    sg_value back;

    cr_assert(sg_value_decode((sg_str){ list, sizeof list }, arena, &back) == SG_ECORRUPT);
    cr_assert(sg_value_decode((sg_str){ map, sizeof map }, arena, &back) == SG_ECORRUPT);
    cr_assert(sg_arena_used(arena) == 0);
    sg_arena_free(arena);
}

Test(encoding, a_full_arena_is_told)
{
    sg_buffer bytes = { 0 };
    sg_entry entries[2];
    sg_arena *arena = NULL;
    sg_value back;

    cr_assert(sg_arena_new(16, &arena) == SG_OK);
    cr_assert(sg_value_encode(sample(entries), &bytes) == SG_OK);
    cr_assert(sg_value_decode(sg_buffer_str(&bytes), arena, &back) == SG_ENOMEM);
    sg_buffer_free(&bytes);
    sg_arena_free(arena);
}
