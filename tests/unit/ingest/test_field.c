/* test_field.c - every kind of property, from each spelling in use; templates; recognition. */
#include "ingest/field.h"

#include <criterion/criterion.h>

#include "engine/json.h"
#include "ingest/policy_text.h"
#include "ingest/recognise.h"
#include "ingest/rows.h"
#include "ingest/template.h"

static sg_str upper(sg_str text)
{
    return sg_str_equal(text, SG_STR("a")) ? SG_STR("A") : text;
}

static void check(sg_property property, const char *text, const char *expected, sg_found how)
{
    sg_value root, value;
    sg_frame frame = { .value = &root, .index = SIZE_MAX };
    sg_buffer out = { 0 };
    sg_arena *arena;
    sg_found found;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_json_parse(sg_str_of(text), arena, &root, NULL) == SG_OK, "%s", text);
    cr_assert(sg_field_read(&property, &frame, arena, &value, &found) == SG_OK);
    sg_json_write(value, &out);
    cr_expect_str_eq(out.bytes, expected);
    cr_expect(found == how, "%s", text);
    sg_buffer_free(&out);
    sg_arena_free(arena);
}

Test(field, texts)
{
    check((sg_property)TEXT("p", "v"), "{\"v\":\"x\"}", "\"x\"", SG_FOUND);
    check((sg_property)TEXT("p", "v"), "{\"v\":7}", "\"7\"", SG_FOUND);
    check((sg_property)TEXT("p", "v"), "{\"v\":true}", "\"true\"", SG_FOUND);
    check((sg_property)TEXT("p", "v"), "{\"v\":{}}", "null", SG_MISTYPED);
    check((sg_property)TEXT("p", "v"), "{\"v\":null}", "null", SG_MISSING);
    check((sg_property)REWORDED("p", "v", upper), "{\"v\":\"a\"}", "\"A\"", SG_FOUND);
}

Test(field, booleans)
{
    check((sg_property)BOOL("p", "v"), "{\"v\":false}", "false", SG_FOUND);
    check((sg_property)BOOL("p", "v"), "{\"v\":\"YES\"}", "true", SG_FOUND);
    check((sg_property)BOOL("p", "v"), "{\"v\":\"disabled\"}", "false", SG_FOUND);
    check((sg_property)BOOL("p", "v"), "{\"v\":\"maybe\"}", "null", SG_MISTYPED);
    check((sg_property)EXISTS("p", "v"), "{\"v\":0}", "true", SG_FOUND);
    check((sg_property)EXISTS("p", "v"), "{}", "false", SG_MISSING);
    check((sg_property)ANY("p", "v[].b"), "{\"v\":[{\"b\":false},{\"b\":true}]}", "true",
          SG_FOUND);
    check((sg_property)ANY("p", "v[].b"), "{}", "false", SG_FOUND);
    check((sg_property)EQUALS("p", "v", "x"), "{\"v\":\"y\"}", "false", SG_FOUND);
    check((sg_property)EQUALS("p", "v", "x"), "{}", "null", SG_MISSING);
    check((sg_property)ALWAYS("p", NULL), "{}", "true", SG_FOUND);
    check((sg_property)NEVER("p", "v"), "{\"v\":1}", "false", SG_FOUND);
    check((sg_property)CONSTANT("p", "v", "c"), "{}", "null", SG_MISSING);
}

Test(field, numbers)
{
    check((sg_property)INT("p", "v"), "{\"v\":\"-3\"}", "-3", SG_FOUND);
    check((sg_property)INT("p", "v"), "{\"v\":1.5}", "null", SG_MISTYPED);
    check((sg_property)REAL("p", "v"), "{\"v\":1}", "1.0", SG_FOUND);
    check((sg_property)REAL("p", "v"), "{\"v\":\"0.25\"}", "0.25", SG_FOUND);
}

Test(field, times)
{
    check((sg_property)TIME("p", "v"), "{\"v\":\"2018-11-20T18:14:45+01:00\"}",
          "\"2018-11-20T17:14:45Z\"", SG_FOUND);
    check((sg_property)TIME("p", "v"), "{\"v\":1700000000.5}", "\"2023-11-14T22:13:20Z\"",
          SG_FOUND);
    check((sg_property)TIME("p", "v"), "{\"v\":\"1700000000\"}", "\"2023-11-14T22:13:20Z\"",
          SG_FOUND);
    check((sg_property)TIME("p", "v"),
          "{\"v\":{\"__class__\":\"datetime\",\"year\":2019,\"month\":2,\"day\":3,\"hour\":4,"
          "\"minute\":5,\"second\":6}}",
          "\"2019-02-03T04:05:06Z\"", SG_FOUND);
    check((sg_property)TIME("p", "v"), "{\"v\":{}}", "null", SG_MISTYPED);
    check((sg_property)TIME("p", "v"), "{\"v\":1e300}", "null", SG_MISTYPED);
}

Test(field, tags)
{
    check((sg_property)TAGS("v"),
          "{\"v\":[{\"Key\":\"b\",\"Value\":\"1\"},{\"Key\":\"a\",\"Value\":null}]}",
          "{\"a\":\"\",\"b\":\"1\"}", SG_FOUND);
    check((sg_property)TAGS("v"), "{\"v\":[{\"key\":\"b\",\"value\":\"1\"}]}", "{\"b\":\"1\"}",
          SG_FOUND);
    check((sg_property)TAGS("v"), "{\"v\":[{\"TagKey\":\"b\",\"TagValue\":\"1\"}]}",
          "{\"b\":\"1\"}", SG_FOUND);
    check((sg_property)TAGS("v"), "{\"v\":{\"x\":\"y\"}}", "{\"x\":\"y\"}", SG_FOUND);
    check((sg_property)TAGS("v"), "{\"v\":[\"odd\",{\"Key\":\"b\"}]}", "{\"b\":\"\"}",
          SG_MISTYPED);
    check((sg_property)TAGS("v"), "{\"v\":7}", "null", SG_MISTYPED);
}

Test(field, lists_are_empty_or_not_known)
{
    check((sg_property)TEXTS("p", "v[]"), "{\"v\":[]}", "[]", SG_FOUND);
    check((sg_property)TEXTS("p", "v[]"), "{}", "null", SG_MISSING);
    check((sg_property)TEXTS("p", "v[]"), "{\"v\":[\"a\",{},\"b\"]}", "[\"a\",\"b\"]",
          SG_MISTYPED);
    check((sg_property)MAPS("p", "v[]", TEXT("x", "a"), INT("y", "^o")),
          "{\"o\":5,\"v\":[{\"a\":\"1\"},{}]}", "[{\"x\":\"1\",\"y\":5},{\"y\":5}]", SG_FOUND);
}

Test(field, lists_of_maps_that_were_not_read_whole_end_with_null)
{
    check((sg_property)MAPS("p", "v[].w[]", TEXT("x", "a")),
          "{\"v\":[{\"w\":[{\"a\":\"1\"},7]},{\"w\":[]}]}", "[{\"x\":\"1\"},null]",
          SG_MISTYPED);
    check((sg_property)MAPS("p", "v[].w[]", TEXT("x", "a")),
          "{\"v\":[{\"w\":[{\"a\":\"1\"}]},{\"w\":\"?\"}]}", "[{\"x\":\"1\"},null]",
          SG_MISTYPED);
    check((sg_property)MAPS("p", "v[].w[]", TEXT("x", "a")), "{\"v\":\"?\"}", "[null]",
          SG_MISTYPED);
    check((sg_property)TEXTS("p", "v[]"), "{\"v\":\"?\"}", "null", SG_MISTYPED);
}

Test(field, policy_documents_have_one_spelling)
{
    const char *canonical = "\"{\\\"a\\\":[1],\\\"b\\\":2}\"";

    check((sg_property)JSON("p", "v"), "{\"v\":{\"b\":2,\"a\":[1]}}", canonical, SG_FOUND);
    check((sg_property)JSON("p", "v"), "{\"v\":\"{ \\\"b\\\": 2, \\\"a\\\": [1] }\"}",
          canonical, SG_FOUND);
    check((sg_property)JSON("p", "v"), "{\"v\":\"%7B%22b%22%3A2%2C%22a%22%3A%5B1%5D%7D\"}",
          canonical, SG_FOUND);
    check((sg_property)JSON("p", "v"), "{\"v\":\"{...}\"}", "\"{...}\"", SG_MISTYPED);
    check((sg_property)JSON("p", "v"), "{\"v\":[]}", "null", SG_MISTYPED);
}

/* IAM would not have taken them: the policy is kept, and told of. */
Test(field, policies_with_actions_that_are_none)
{
    check((sg_property)JSON("p", "v"), "{\"v\":{\"Statement\":{\"Action\":\"s*:GetObject\"}}}",
          "\"{\\\"Statement\\\":{\\\"Action\\\":\\\"s*:GetObject\\\"}}\"", SG_MISTYPED);
    check(
        (sg_property)JSON("p", "v"),
        "{\"v\":{\"Statement\":[{\"NotAction\":[\"s3:Get*\",\"*:*\",\"*\"]}]}}",
        "\"{\\\"Statement\\\":[{\\\"NotAction\\\":[\\\"s3:Get*\\\",\\\"*:*\\\",\\\"*\\\"]}]}\"",
        SG_FOUND);
}

static void fill(const char *template, const char *expected)
{
    const sg_str document = SG_STR(
        "{\"id\":\"x1\",\"full\":\"arn:aws:kms:r:1:key/k\",\"n\":7,\"o\":{},\"e\":\"\"}");
    sg_value root;
    sg_frame frame = { .value = &root, .index = SIZE_MAX };
    sg_origin origin = { .account = SG_STR("111122223333"),
                         .region = SG_STR("eu-west-1"),
                         .partition = SG_STR("aws"),
                         .parameter = { SG_STR("asked") } };
    sg_arena *arena;
    sg_str text = SG_STR("");
    sg_found found;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_json_parse(document, arena, &root, NULL) == SG_OK);
    cr_assert(sg_template_fill(template, &origin, &frame, arena, &text, &found) == SG_OK);
    cr_expect(sg_str_equal(text, sg_str_of(expected)), "%s gives %.*s", template, SG_FMT(text));
    cr_expect((found == SG_FOUND) == (expected[0] != '\0'));
    sg_arena_free(arena);
}

Test(template, fills_in_what_is_known)
{
    fill("{id}", "x1");
    fill("arn:{@partition}:x:{@region}:{@account}:{n}/{id}",
         "arn:aws:x:eu-west-1:111122223333:7/x1");
    fill("arn:{@partition}:kms:{@region}:{@account}:key/{full}", "arn:aws:kms:r:1:key/k");
    fill("{full}/policy", "arn:aws:kms:r:1:key/k/policy");
    fill("{none|id}", "x1");
    fill("{none|@parameter}", "asked");
    fill("{id|@parameter}", "x1");
    fill("{none}", "");
    fill("{o}", "");
    fill("{e}", "");
    fill("{@cluster}/x", "");
    fill("", "");
}

/* What one placeholder stands for is given out as it is. */
Test(template, one_placeholder_is_its_value)
{
    fill("{n}", "7");
    fill("{full}", "arn:aws:kms:r:1:key/k");
    fill("{@region}", "eu-west-1");
    fill("{@cluster}", "");
    fill("{id}{n}", "x17");
    fill("{id", "");
    fill("x{id", "x");
    fill("{id}}", "x1}");
}

Test(template, what_is_longer_than_any_name_is_none)
{
    char text[2049 + 16];
    sg_value member, root;
    sg_entry entry = { SG_STR("id"), sg_null() };
    sg_frame frame = { .value = &root, .index = SIZE_MAX };
    const sg_origin origin = { .account = SG_STR("") };
    sg_arena *arena;
    sg_found found;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    memset(text, 'x', sizeof text);
    for (size_t length = 2048; length <= 2049; length++) {
        static const char *const templates[] = { "{id}", "{id}{none|id}" };
        sg_str name = { NULL, 0 };
        member = sg_string((sg_str){ text, length });
        entry.value = member;
        root = sg_map(&entry, 1);
        for (size_t i = 0; i < SG_COUNT(templates); i++) {
            cr_assert(sg_template_fill(templates[i], &origin, &frame, arena, &name, &found) ==
                      SG_OK);
            cr_expect(found == (length == 2048 && i == 0 ? SG_FOUND : SG_MISTYPED));
        }
        cr_expect(name.length == (length == 2048 ? length : 0));
    }
    sg_arena_free(arena);
}

Test(recognise, labels_by_the_look_of_a_key)
{
    cr_expect_str_eq(sg_label_of_key(SG_STR("i-0abc")), "VirtualMachine");
    cr_expect_str_eq(sg_label_of_key(SG_STR("arn:aws:s3:::b")), "Bucket");
    cr_expect_str_eq(sg_label_of_key(SG_STR("111122223333")), "Account");
    cr_expect_str_eq(sg_label_of_key(SG_STR("arn:aws:ecr:r:1:repository/x/sha256:1")),
                     "ContainerImage");
    cr_expect_null(sg_label_of_key(SG_STR("arn:aws:braket:r:1:job/x")));
    cr_expect_null(sg_label_of_key(SG_STR("arn:broken")));
    cr_expect_null(sg_label_of_key(SG_STR("")));
}

Test(recognise, regions_and_partitions)
{
    cr_expect(sg_is_region(SG_STR("eu-west-1")) && sg_is_region(SG_STR("us-gov-east-1")));
    cr_expect(sg_is_region(SG_STR("ca-isob-northsouth-1r")));
    cr_expect(!sg_is_region(SG_STR("payments-prod")) && !sg_is_region(SG_STR("us-east")));
    cr_expect(!sg_is_region(SG_STR("eu-west-12")) && !sg_is_region(SG_STR("")));
    cr_expect(sg_str_equal(sg_partition_of(SG_STR("cn-north-1")), SG_STR("aws-cn")));
    cr_expect(sg_str_equal(sg_partition_of(SG_STR("eu-west-1")), SG_STR("aws")));
}

Test(percent, decoding_leaves_what_is_no_escape)
{
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_expect(sg_str_equal(sg_percent_decode(SG_STR("a%2Fb+c%zz%4"), true, arena),
                           SG_STR("a/b c%zz%4")));
    cr_expect(sg_str_equal(sg_percent_decode(SG_STR("a+b"), false, arena), SG_STR("a+b")));
    sg_arena_free(arena);
}
