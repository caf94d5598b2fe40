/* test_json.c - what is read, what is refused and where, and that writing gives it back. */
#include "engine/json.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static sg_arena *new_arena(size_t limit)
{
    sg_arena *arena = NULL;
    cr_assert(sg_arena_new(limit, &arena) == SG_OK);
    return arena;
}

static sg_value parse(sg_arena *arena, const char *text)
{
    sg_value value = sg_null();
    sg_error err = { 0 };
    cr_assert(sg_json_parse(sg_str_of(text), arena, &value, &err) == SG_OK, "%s: %s", text,
              err.message);
    return value;
}

static void expect_rewritten(const char *text, const char *expected)
{
    sg_arena *arena = new_arena(0);
    sg_buffer buffer = { 0 };
    sg_json_write(parse(arena, text), &buffer);
    cr_assert(buffer.status == SG_OK);
    cr_assert_str_eq(buffer.bytes, expected);
    sg_buffer_free(&buffer);
    sg_arena_free(arena);
}

Test(json, reads_and_writes_every_type)
{
    expect_rewritten(" null ", "null");
    expect_rewritten("true", "true");
    expect_rewritten("[false]", "[false]");
    expect_rewritten("[]", "[]");
    expect_rewritten("{ }", "{}");
    expect_rewritten("[1, -2 ,\n3]", "[1,-2,3]");
    expect_rewritten("{\"b\": [1, {\"c\": null}], \"a\": \"x\"}",
                     "{\"a\":\"x\",\"b\":[1,{\"c\":null}]}");
    expect_rewritten("\"\"", "\"\"");
}

Test(json, keeps_numbers_exact)
{
    sg_arena *arena = new_arena(0);
    cr_assert(parse(arena, "9007199254740993").integer == INT64_C(9007199254740993));
    cr_assert(parse(arena, "-9223372036854775808").integer == INT64_MIN);
    sg_value big = parse(arena, "9223372036854775808");
    cr_assert(big.type == SG_TYPE_FLOAT && big.real == 0x1p63);
    cr_assert(parse(arena, "1.0").type == SG_TYPE_FLOAT);
    cr_assert(parse(arena, "-0.5e+1").real == -5.0);
    cr_assert(parse(arena, "0").integer == 0);
    cr_assert(parse(arena, "2E2").real == 200.0);
    sg_arena_free(arena);
    expect_rewritten("[1.0, 0.1, 12345678901234567890]", "[1.0,0.1,1.2345678901234567e19]");
}

Test(json, understands_escapes)
{
    sg_arena *arena = new_arena(0);
    sg_value text = parse(arena, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\\u0000z\"");
    cr_assert(
        sg_str_equal(sg_value_str(text), SG_STR("\"\\/\b\f\n\r\t\xc3\xa9\xf0\x9f\x98\x80\0z")));
    sg_arena_free(arena);
    expect_rewritten("\"a\\\"\\n\\u00e9\"", "\"a\\\"\\n\xc3\xa9\"");
}

Test(json, takes_the_last_of_equal_keys)
{
    expect_rewritten("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}");
}

/* The place is told as the text from there on. */
static void expect_repeated(const char *text, const char *from, uint32_t length)
{
    sg_arena *arena = new_arena(0);
    sg_span at = { 7, 7 };
    sg_error err = { .status = SG_OK };
    sg_value value;
    cr_assert_eq(sg_json_view_noting(sg_str_of(text), SG_JSON_DEPTH, arena, &value, &at, &err),
                 SG_OK);
    cr_expect_eq(at.end - at.begin, length, "%s: %u to %u", text, at.begin, at.end);
    cr_expect(length == 0 || strncmp(text + at.begin, from, strlen(from)) == 0, "%s: %u", text,
              at.begin);
    sg_arena_free(arena);
}

Test(json, tells_of_objects_that_have_a_key_twice)
{
    sg_arena *arena = new_arena(0);
    sg_value value = parse(arena, "[{\"a\":1,\"a\":1},{\"a\":1,\"b\":{}},{\"\":0}]");
    cr_expect(value.list[0].ambiguous && !value.list[1].ambiguous && !value.list[2].ambiguous);
    cr_expect(!value.ambiguous);
    sg_arena_free(arena);
    expect_repeated("{\"a\":1,\"b\":2}", "", 0);
    expect_repeated("{\"a\":1,\"b\":2,\"a\":3}", "a\":3", 1);
    expect_repeated("{\"x\":[{\"key\":1,\"key\":2}],\"x\":3}", "key\":2", 3);
    expect_repeated("{\"k1\":1,\"k2\":1,\"k3\":1,\"k4\":1,\"k5\":1,\"k6\":1,\"k7\":1,\"k8\":1,"
                    "\"k9\":1,\"k0\":1,\"ka\":1,\"kb\":1,\"kc\":1,\"kd\":1,\"ke\":1,\"kf\":1,"
                    "\"kg\":1,\"k5\":2}",
                    "k5\":2", 2);
    expect_repeated("[{\"\\u0061\":1,\"\\u0061\":2}]", "{", 1);
}

Test(json, refuses_what_is_not_json_and_says_where)
{
    static const struct {
        const char *text, *reason;
        uint32_t begin;
    } samples[] = {
        { "", "expected a value", 0 },
        { "  ", "expected a value", 2 },
        { "[1,]", "expected a value", 3 },
        { "[1 2]", "expected `,` or `]`", 3 },
        { "[1", "expected `,` or `]`", 2 },
        { "{\"a\":1,}", "expected a key", 7 },
        { "{\"a\" 1}", "expected `:`", 5 },
        { "{\"a\":1", "expected `,` or `}`", 6 },
        { "{a:1}", "expected a key", 1 },
        { "\"abc", "not closed", 0 },
        { "\"abc\\\"", "not closed", 0 },
        { "\"a\\q\"", "escape", 2 },
        { "\"\\u12G4\"", "escape", 1 },
        { "\"\\uD800\"", "escape", 1 },
        { "\"\\uDC00\"", "escape", 1 },
        { "\"\\uD800\\u0041\"", "escape", 1 },
        { "\"a\nb\"", "control character", 2 },
        { "\"\xff\"", "UTF-8", 1 },
        { "01", "something follows", 1 },
        { "1 1", "something follows", 2 },
        { "-", "number", 0 },
        { "1.", "number", 0 },
        { "[1e]", "number", 1 },
        { "1e999", "out of range", 0 },
        { ".5", "expected a value", 0 },
        { "+1", "expected a value", 0 },
        { "nul", "expected a value", 0 },
        { "NaN", "expected a value", 0 },
        { "'a'", "expected a value", 0 },
    };
    for (size_t i = 0; i < SG_COUNT(samples); i++) {
        sg_arena *arena = new_arena(0);
        sg_value value = sg_integer(42);
        sg_error err = { 0 };
        cr_assert(sg_json_parse(sg_str_of(samples[i].text), arena, &value, &err) == SG_EINVAL,
                  "%s", samples[i].text);
        cr_assert(strstr(err.message, samples[i].reason), "%s: %s", samples[i].text,
                  err.message);
        cr_assert(err.has_span && err.span.begin == samples[i].begin, "%s: at %u",
                  samples[i].text, (unsigned)err.span.begin);
        cr_assert(err.span.end > err.span.begin);
        cr_assert(value.integer == 42);
        sg_arena_free(arena);
    }
}

Test(json, refuses_nul_bytes_outside_of_strings)
{
    sg_arena *arena = new_arena(0);
    sg_value value;
    cr_assert(sg_json_parse((sg_str){ "1\0", 2 }, arena, &value, NULL) == SG_EINVAL);
    cr_assert(sg_json_parse((sg_str){ "[\0]", 3 }, arena, &value, NULL) == SG_EINVAL);
    sg_arena_free(arena);
}

Test(json, bounds_depth_and_memory)
{
    static char text[2000];
    sg_arena *arena = new_arena(0);
    sg_value value;
    sg_error err = { 0 };
    memset(text, '[', 512);
    memset(text + 512, ']', 512);
    cr_assert(sg_json_parse(sg_str_of(text), arena, &value, NULL) == SG_OK);
    memset(text, '[', 1000);
    cr_assert(sg_json_parse(sg_str_of(text), arena, &value, &err) == SG_ELIMIT);
    cr_assert(err.span.begin == 512);
    sg_arena_free(arena);

    sg_arena *small = new_arena(1);
    cr_assert(sg_json_parse(SG_STR("[1]"), small, &value, NULL) == SG_ENOMEM);
    cr_assert(sg_json_parse(SG_STR("{\"a\":1}"), small, &value, NULL) == SG_ENOMEM);
    sg_arena_free(small);
}

Test(json, writes_what_json_has_no_words_for)
{
    const sg_node nodes[] = { { 1 }, { 2 } };
    const sg_edge edges[] = { { 7 } };
    const sg_path path = { 1, nodes, edges };
    const sg_value items[] = { sg_float((double)NAN),         sg_float((double)INFINITY),
                               sg_float(-(double)INFINITY),   sg_node_value((sg_node){ 4 }),
                               sg_edge_value((sg_edge){ 5 }), sg_path_value(&path) };
    sg_buffer buffer = { 0 };
    sg_json_write(sg_list(items, SG_COUNT(items)), &buffer);
    cr_assert_str_eq(
        buffer.bytes,
        "[{\"$float\":\"NaN\"},{\"$float\":\"Infinity\"},{\"$float\":\"-Infinity\"},"
        "4,5,[1,7,2]]");
    sg_buffer_free(&buffer);
}

Test(json, does_not_write_deeper_than_values_go)
{
    static sg_value nest[SG_VALUE_DEPTH + 2];
    for (size_t i = 1; i < SG_COUNT(nest); i++)
        nest[i] = sg_list(&nest[i - 1], 1);
    sg_buffer buffer = { 0 };
    sg_json_write(nest[SG_COUNT(nest) - 1], &buffer);
    cr_assert(buffer.status == SG_ELIMIT);
    sg_buffer_free(&buffer);
}
