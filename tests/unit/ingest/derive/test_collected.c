/* test_collected.c - what an account's properties say of the calls that were made. */
#include <criterion/criterion.h>

#include "engine/json.h"
#include "ingest/coverage.h"
#include "ingest/derive/derive.h"
#include "ingest/derive/read.h"

#define ACCOUNT SG_STR("111122223333")

static void note(sg_coverage *coverage, const char *region, const char *call,
                 sg_coverage_status status)
{
    sg_coverage_row row = { .account = ACCOUNT,
                            .region = sg_str_of(region),
                            .call = sg_str_of(call),
                            .status = status,
                            .mapped = true,
                            .files = 1,
                            .file = SG_STR("f.json"),
                            .message = SG_STR("") };

    cr_assert(sg_coverage_note(coverage, &row) == SG_OK);
}

/* A property of the account after the derivation, as JSON. */
static void says(sg_coverage *coverage, const char *property, const char *expected)
{
    sg_builder *builder = NULL;
    sg_graph *before = NULL, *after = NULL;
    sg_build_node account, other;
    sg_error err = { .status = SG_OK };
    sg_derive_options options = sg_derive_defaults();
    sg_arena *arena = NULL;
    sg_buffer text = { .length = 0 };
    sg_node node;

    cr_assert(sg_arena_new(0, &arena) == SG_OK && sg_builder_new(0, &builder) == SG_OK);
    cr_assert(sg_builder_merge_node(builder, ACCOUNT, &account, NULL) == SG_OK);
    cr_assert(sg_builder_add_label(builder, account, SG_STR("Account")) == SG_OK);
    cr_assert(sg_builder_merge_node(builder, SG_STR("999999999999"), &other, NULL) == SG_OK);
    cr_assert(sg_builder_add_label(builder, other, SG_STR("Account")) == SG_OK);
    cr_assert(sg_builder_freeze(builder, &before, &err) == SG_OK);
    cr_assert(sg_derive_collected(before, builder, coverage, &options, &err) == SG_OK);
    cr_assert(sg_builder_freeze(builder, &after, &err) == SG_OK);
    cr_assert(sg_graph_find_node(after, ACCOUNT, &node));
    sg_json_write(sg_read(after, node, sg_str_of(property), arena), &text);
    cr_expect(sg_str_equal(sg_buffer_str(&text), sg_str_of(expected)), "%s: %.*s", property,
              SG_FMT(sg_buffer_str(&text)));
    cr_assert(sg_graph_find_node(after, SG_STR("999999999999"), &node));
    cr_expect(sg_is_null(sg_read(after, node, sg_str_of(property), arena)));
    sg_buffer_free(&text);
    sg_graph_free(before);
    sg_graph_free(after);
    sg_builder_free(builder);
    sg_arena_free(arena);
}

Test(collected, a_call_counts_when_it_was_answered_wherever_something_was_collected)
{
    sg_coverage *coverage;

    cr_assert(sg_coverage_new(&coverage) == SG_OK);
    note(coverage, "global", "iam:ListUsers", SG_COVERAGE_COMPLETE);
    note(coverage, "global", "iam:ListRoles", SG_COVERAGE_DENIED);
    note(coverage, "eu-west-1", "ec2:DescribeVpcs", SG_COVERAGE_COMPLETE);
    note(coverage, "us-east-1", "ec2:DescribeVpcs", SG_COVERAGE_COMPLETE);
    note(coverage, "eu-west-1", "kms:ListKeys", SG_COVERAGE_COMPLETE);
    note(coverage, "us-east-1", "kms:ListKeys", SG_COVERAGE_PARTIAL);
    note(coverage, "eu-west-1", "sqs:ListQueues", SG_COVERAGE_COMPLETE); /* one region only */
    cr_assert(sg_coverage_close(coverage) == SG_OK);
    says(coverage, "collected", "[\"ec2:DescribeVpcs\",\"iam:ListUsers\"]");
    says(coverage, "regions", "[\"eu-west-1\",\"us-east-1\"]");
    sg_coverage_free(coverage);
}

static void note_keys(sg_coverage *coverage, const char *region, uint32_t keys)
{
    sg_coverage_row row = { .account = ACCOUNT,
                            .region = sg_str_of(region),
                            .call = SG_STR("kms:ListKeys"),
                            .status = SG_COVERAGE_COMPLETE,
                            .mapped = true,
                            .files = 1,
                            .items = keys,
                            .file = SG_STR("f.json"),
                            .message = SG_STR("") };

    cr_assert(sg_coverage_note(coverage, &row) == SG_OK);
}

Test(collected, a_call_with_nothing_to_ask_about_is_answered)
{
    sg_coverage *coverage;

    cr_assert(sg_coverage_new(&coverage) == SG_OK);
    note_keys(coverage, "eu-west-1", 1);
    note_keys(coverage, "us-east-1", 0);
    note(coverage, "eu-west-1", "kms:DescribeKey", SG_COVERAGE_COMPLETE);
    cr_assert(sg_coverage_close(coverage) == SG_OK);
    says(coverage, "collected", "[\"kms:DescribeKey\",\"kms:ListKeys\"]");
    sg_coverage_free(coverage);
    cr_assert(sg_coverage_new(&coverage) == SG_OK);
    note_keys(coverage, "eu-west-1", 0);
    note_keys(coverage, "us-east-1", 1);
    note(coverage, "eu-west-1", "kms:DescribeKey", SG_COVERAGE_DENIED);
    cr_assert(sg_coverage_close(coverage) == SG_OK);
    says(coverage, "collected", "[\"kms:ListKeys\"]");
    sg_coverage_free(coverage);
}

Test(collected, nothing_was_loaded_and_nothing_is_said)
{
    sg_coverage *coverage;

    cr_assert(sg_coverage_new(&coverage) == SG_OK);
    says(coverage, "collected", "null");
    sg_coverage_free(coverage);
    says(NULL, "regions", "null");
}
