/* test_coverage.c - what was asked, what was not, and what that allows to conclude. */
#include "ingest/coverage.h"

#include <criterion/criterion.h>

#include "engine/build.h"

#define ACCOUNT SG_STR("111122223333")
#define REGION SG_STR("eu-west-1")

static void note(sg_coverage *coverage, sg_str region, const char *call,
                 sg_coverage_status status, uint32_t items, const char *message)
{
    sg_coverage_row row = { .account = ACCOUNT,
                            .region = region,
                            .call = sg_str_of(call),
                            .status = status,
                            .mapped = true,
                            .files = 1,
                            .items = items,
                            .problems = status >= SG_COVERAGE_PARTIAL,
                            .file = sg_str_of("f.json"),
                            .message = sg_str_of(message) };

    cr_assert(sg_coverage_note(coverage, &row) == SG_OK);
}

static const sg_coverage_row *find(const sg_coverage *coverage, sg_str region, const char *call)
{
    for (size_t i = 0; i < sg_coverage_rows(coverage); i++) {
        const sg_coverage_row *row = sg_coverage_at(coverage, i);
        if (sg_str_equal(row->region, region) && sg_str_equal(row->call, sg_str_of(call)))
            return row;
    }
    return NULL;
}

Test(coverage, files_of_one_call_add_up_and_the_worst_decides)
{
    sg_coverage *coverage;
    const sg_coverage_row *row;

    cr_assert(sg_coverage_new(&coverage) == SG_OK);
    note(coverage, REGION, "ec2:DescribeVpcs", SG_COVERAGE_COMPLETE, 2, "");
    cr_expect(sg_coverage_collected(coverage, ACCOUNT, REGION, SG_STR("ec2:DescribeVpcs")));
    note(coverage, REGION, "ec2:DescribeVpcs", SG_COVERAGE_FAILED, 0, "broken");
    note(coverage, REGION, "ec2:DescribeVpcs", SG_COVERAGE_PARTIAL, 1, "half");
    row = find(coverage, REGION, "ec2:DescribeVpcs");
    cr_assert(row);
    cr_expect(row->files == 3 && row->items == 3 && row->problems == 2);
    cr_expect(row->status == SG_COVERAGE_FAILED);
    cr_expect(sg_str_equal(row->message, SG_STR("broken")));
    cr_expect(!sg_coverage_collected(coverage, ACCOUNT, REGION, SG_STR("ec2:DescribeVpcs")));
    sg_coverage_free(coverage);
}

Test(coverage, nothing_is_known_of_what_was_not_asked)
{
    sg_coverage *coverage;

    cr_assert(sg_coverage_new(&coverage) == SG_OK);
    note(coverage, REGION, "ec2:DescribeVpcs", SG_COVERAGE_COMPLETE, 2, "");
    cr_expect(!sg_coverage_collected(coverage, ACCOUNT, SG_STR("us-east-1"),
                                     SG_STR("ec2:DescribeVpcs")));
    cr_expect(!sg_coverage_collected(coverage, SG_STR("999999999999"), REGION,
                                     SG_STR("ec2:DescribeVpcs")));
    cr_expect(!sg_coverage_collected(NULL, ACCOUNT, REGION, SG_STR("ec2:DescribeVpcs")));
    sg_coverage_free(coverage);
}

Test(coverage, closing_lists_what_is_missing)
{
    sg_coverage *coverage;
    sg_coverage_summary summary;

    cr_assert(sg_coverage_new(&coverage) == SG_OK);
    note(coverage, REGION, "ec2:DescribeVpcs", SG_COVERAGE_COMPLETE, 2, "");
    note(coverage, REGION, "kms:ListKeys", SG_COVERAGE_COMPLETE, 1, "");
    note(coverage, REGION, "sns:ListTopics", SG_COVERAGE_COMPLETE, 0, "");
    cr_assert(sg_coverage_expect(coverage, ACCOUNT, SG_STR("us-east-1")) == SG_OK);
    cr_assert(sg_coverage_expect(coverage, SG_STR("444455556666"), SG_STR("")) == SG_OK);
    cr_assert(sg_coverage_close(coverage) == SG_OK);
    cr_expect(find(coverage, REGION, "ec2:DescribeRouteTables")->status ==
              SG_COVERAGE_NOT_COLLECTED);
    cr_expect(find(coverage, SG_STR("global"), "iam:GetAccountAuthorizationDetails")->status ==
              SG_COVERAGE_NOT_COLLECTED);
    cr_expect(find(coverage, REGION, "kms:GetKeyPolicy"), "there is a key to ask about");
    cr_expect(!find(coverage, REGION, "sns:GetTopicAttributes"),
              "there is no topic to ask about");
    cr_expect(find(coverage, SG_STR("us-east-1"), "*")->status == SG_COVERAGE_NOT_COLLECTED);
    cr_expect(!find(coverage, SG_STR("us-east-1"), "ec2:DescribeVpcs"));
    cr_expect(!find(coverage, REGION, "*"));
    cr_expect(sg_coverage_collected(coverage, ACCOUNT, REGION, SG_STR("ec2:DescribeVpcs")));
    cr_expect(
        !sg_coverage_collected(coverage, ACCOUNT, REGION, SG_STR("ec2:DescribeRouteTables")));
    summary = sg_coverage_summarise(coverage);
    cr_expect(!summary.complete && summary.accounts == 1 && summary.files == 3);
    for (size_t i = 1; i < sg_coverage_rows(coverage); i++)
        cr_expect(sg_str_compare(sg_coverage_at(coverage, i - 1)->account,
                                 sg_coverage_at(coverage, i)->account) <= 0);
    sg_coverage_free(coverage);
}

Test(coverage, travels_with_the_graph)
{
    sg_coverage *coverage, *again;
    sg_builder *builder;
    sg_graph *graph;
    sg_buffer text = { 0 }, second = { 0 };
    sg_error error = { 0 };

    cr_assert(sg_coverage_new(&coverage) == SG_OK);
    note(coverage, REGION, "ec2:DescribeVpcs", SG_COVERAGE_FAILED, 0, "a \"quoted\"\nreason");
    cr_assert(sg_coverage_close(coverage) == SG_OK);
    cr_assert(sg_coverage_write(coverage, &text) == SG_OK);
    cr_assert(sg_builder_new(0, &builder) == SG_OK);
    cr_assert(sg_builder_attach(builder, SG_STR("coverage"), sg_buffer_str(&text)) == SG_OK);
    cr_assert(sg_builder_freeze(builder, &graph, &error) == SG_OK);
    cr_assert(sg_coverage_of(graph, &again, &error) == SG_OK, "%s", error.message);
    cr_assert(sg_coverage_write(again, &second) == SG_OK);
    cr_expect_str_eq(text.bytes, second.bytes);
    cr_expect(find(again, REGION, "ec2:DescribeVpcs")->status == SG_COVERAGE_FAILED);
    sg_buffer_free(&text);
    sg_buffer_free(&second);
    sg_coverage_free(coverage);
    sg_coverage_free(again);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(coverage, a_damaged_attachment_is_refused)
{
    sg_coverage *coverage;
    sg_error error = { 0 };

    cr_expect(sg_coverage_read(SG_STR("{"), &coverage, &error) == SG_ECORRUPT);
    sg_error_clear(&error);
    cr_expect(sg_coverage_read(SG_STR("[{\"account\":1}]"), &coverage, &error) == SG_ECORRUPT);
    sg_error_clear(&error);
    cr_expect(sg_coverage_read(SG_STR("[{\"account\":\"1\",\"region\":\"\",\"call\":\"x\","
                                      "\"status\":\"fine\"}]"),
                               &coverage, &error) == SG_ECORRUPT);
}
