/* test_document.c - answers, errors in every dress, and files that cannot be read. */
#include "ingest/document.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static sg_arena *new_arena(void)
{
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    return arena;
}

static void refuse(const char *text, sg_status status, const char *message)
{
    sg_document document;
    sg_arena *arena = new_arena();
    sg_error error = { 0 };

    cr_expect(sg_document_parse(sg_str_of(text), SG_STR("a/b.json"), arena, &document,
                                &error) == status);
    cr_expect(strstr(error.message, message), "%s", error.message);
    cr_expect_str_eq(error.source, "a/b.json");
    sg_arena_free(arena);
}

Test(document, what_cannot_be_read_is_told_with_its_place)
{
    refuse("", SG_EINVAL, "empty");
    refuse(" \n\t", SG_EINVAL, "empty");
    refuse("{\"a\": [1, 2", SG_EINVAL, "truncated");
    refuse("{\"a\": \"xy", SG_EINVAL, "truncated");
    refuse("{\"a\":", SG_EINVAL, "truncated");
    refuse("{\n  \"a\": 1,\n  b\n}", SG_EINVAL, "line 3, column 3: expected a key");
    refuse("7", SG_EINVAL, "line 1, column 1: expected an object");
    refuse("\"x\"", SG_EINVAL, "expected an object");
    refuse("{\"a\":\"\xff\"}", SG_EINVAL, "line 1, column 7: the string is not valid UTF-8");
    refuse("{} trailing", SG_EINVAL, "line 1");
}

static void expect_repeated(const char *text, const char *expected)
{
    sg_document document;
    sg_arena *arena = new_arena();
    sg_error error = { 0 };

    cr_assert(sg_document_parse(sg_str_of(text), SG_STR("a/b.json"), arena, &document,
                                &error) == SG_OK);
    cr_expect_str_eq(document.repeated, expected);
    sg_arena_free(arena);
}

Test(document, keys_given_twice_are_told_with_their_place)
{
    expect_repeated("{\"a\": 1}", "");
    expect_repeated("{\"b\": {\n  \"a\": 1,\n  \"a\": 2}}",
                    "line 3, column 4: `a` is given twice in one object; the last counts");
    expect_repeated("{\"0123456789012345678901234567890123456789x\": 1, "
                    "\"0123456789012345678901234567890123456789x\": 2}",
                    "line 1, column 51: `0123456789012345678901234567890123456789` is given "
                    "twice in one object; the last counts");
}

Test(document, deep_nesting_is_refused_before_it_is_parsed)
{
    char text[2 * SG_DOCUMENT_DEPTH + 8];

    memset(text, '[', sizeof(text) / 2);
    memset(text + sizeof(text) / 2, ']', sizeof(text) / 2);
    text[sizeof(text) - 1] = '\0';
    refuse(text, SG_ELIMIT, "deeper");
}

Test(document, brackets_in_texts_do_not_nest)
{
    sg_document document;
    sg_arena *arena = new_arena();
    char text[SG_DOCUMENT_DEPTH * 4];
    sg_error error = { 0 };

    memset(text, '[', sizeof(text));
    memcpy(text, "{\"a\":\"\\\"", 8);
    memcpy(text + sizeof(text) - 3, "\"}", 3);
    cr_assert(sg_document_parse(sg_str_of(text), SG_STR("x"), arena, &document, &error) ==
                  SG_OK,
              "%s", error.message);
    sg_arena_free(arena);
}

static void classify(const char *text, sg_answer_kind kind, const char *code,
                     const char *message)
{
    sg_document document;
    sg_arena *arena = new_arena();
    sg_error error = { 0 };

    cr_assert(sg_document_parse(sg_str_of(text), SG_STR("x"), arena, &document, &error) ==
                  SG_OK,
              "%s", error.message);
    cr_expect(document.kind == kind, "%s", text);
    cr_expect_str_eq(document.code, code);
    cr_expect_str_eq(document.message, message);
    sg_arena_free(arena);
}

Test(document, errors_come_in_several_dresses)
{
    classify("{\"Vpcs\":[]}", SG_ANSWER_BODY, "", "");
    classify("\xef\xbb\xbf{}", SG_ANSWER_BODY, "", "");
    classify("{\"Error\":{\"Code\":\"NoSuchBucketPolicy\",\"Message\":\"none\"}}",
             SG_ANSWER_ERROR, "NoSuchBucketPolicy", "none");
    classify("{\"error\":{\"Code\":\"AccessDenied\",\"Message\":\"no\"}}", SG_ANSWER_DENIED,
             "AccessDenied", "no");
    classify("{\"__type\":\"com.amazonaws#AccessDeniedException\",\"message\":\"no\"}",
             SG_ANSWER_DENIED, "AccessDeniedException", "no");
    classify(
        "{\"status_code\":404,\"data\":{\"Error\":{\"Code\":\"NotFound\",\"Message\":\"\"}}}",
        SG_ANSWER_ERROR, "NotFound", "");
    classify("{\"status_code\":500,\"data\":{}}", SG_ANSWER_ERROR, "500", "the call failed");
    classify(
        "\nAn error occurred (UnauthorizedOperation) when calling the DescribeVpcs operation: "
        "You are not authorized",
        SG_ANSWER_DENIED, "UnauthorizedOperation", "You are not authorized");
}

Test(document, a_recording_is_unwrapped)
{
    sg_document document;
    sg_arena *arena = new_arena();
    sg_error error = { 0 };
    sg_str text = SG_STR("{\"status_code\":200,\"data\":{\"Vpcs\":[1]}}");

    cr_assert(sg_document_parse(text, SG_STR("x"), arena, &document, &error) == SG_OK);
    cr_assert(sg_tree_size(sg_tree_member(document.body, "Vpcs")) == 1);
    sg_arena_free(arena);
}

Test(document, a_file_that_is_not_there)
{
    sg_document document;
    sg_arena *arena = new_arena();
    sg_error error = { 0 };

    cr_assert(sg_document_read("/nonexistent/x.json", SG_STR("x.json"), arena, &document,
                               &error) == SG_ENOTFOUND);
    cr_assert_str_eq(error.source, "x.json");
    sg_arena_free(arena);
}
