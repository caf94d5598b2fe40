/* test_mapper.c - merging, references, malformed items, absence: what every table relies on. */
#include "ingest/mapper.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/ingest/inventory.h"

Test(mapper, a_described_node_has_the_common_properties)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, "p/eu-west-1/ec2-describe-vpcs.json",
        "{'Vpcs':[{'VpcId':'vpc-1','CidrBlock':'10.0.0.0/16','OwnerId':'444455556666',"
        "'Tags':[{'Key':'Name','Value':'main'},{'Key':'env','Value':'prod'}]}]}");
    inventory_freeze(&it);
    cr_expect(inventory_labelled(&it, "vpc-1", "VirtualNetwork"));
    cr_expect(inventory_labelled(&it, "vpc-1", "Resource"));
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "name"), "\"main\"");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "tags"),
                     "{\"Name\":\"main\",\"env\":\"prod\"}");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "account"), "\"444455556666\"");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "region"), "\"eu-west-1\"");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "provider"), "\"aws\"");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "nativeType"), "\"AWS::EC2::VPC\"");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "known"), "true");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "evidence"),
                     "\"p/eu-west-1/ec2-describe-vpcs.json\"");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "id"),
                     "\"arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1\"");
    cr_expect(inventory_has(&it, "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"));
    cr_expect(inventory_edges(&it, "444455556666", "CONTAINS", "vpc-1") == 1);
    inventory_close(&it);
}

Test(mapper, duplicates_merge_and_the_later_file_wins)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, "a/eu-west-1/ec2-describe-instances.json",
        "{'Reservations':[{'Instances':[{'InstanceId':'i-1','State':{'Name':'running'},"
        "'ImageId':'ami-1','SecurityGroups':[{'GroupId':'sg-1'}]}]}]}");
    inventory_give(
        &it, "b/eu-west-1/ec2-describe-instances.json",
        "{'Reservations':[{'Instances':[{'InstanceId':'i-1','State':{'Name':'stopped'},"
        "'SecurityGroups':[{'GroupId':'sg-1'},{'GroupId':'sg-2'}]}]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "i-1", "state"), "\"stopped\"");
    cr_expect(inventory_edges(&it, "i-1", "PROTECTED_BY", "sg-1") == 1);
    cr_expect(inventory_edges(&it, "i-1", "PROTECTED_BY", "sg-2") == 1);
    cr_expect(inventory_edges(&it, "i-1", "USES_IMAGE", "ami-1") == 1);
    inventory_close(&it);
}

Test(mapper, a_reference_is_marked_and_not_counted_until_described)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/ec2-describe-subnets.json",
                   "{'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1'}]}");
    inventory_freeze(&it);
    cr_expect(!inventory_labelled(&it, "vpc-1", "VirtualNetwork"));
    cr_expect(inventory_labelled(&it, "vpc-1", "Resource"));
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "known"), "false");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "expectedLabel"), "\"VirtualNetwork\"");
    cr_expect(inventory_edges(&it, "vpc-1", "CONTAINS", "subnet-1") == 1);
    sg_graph_free(it.graph);
    it.graph = NULL;
    inventory_give(&it, "a/eu-west-1/ec2-describe-vpcs.json", "{'Vpcs':[{'VpcId':'vpc-1'}]}");
    inventory_freeze(&it);
    cr_expect(inventory_labelled(&it, "vpc-1", "VirtualNetwork"));
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "known"), "true");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "expectedLabel"), "null");
    inventory_close(&it);
}

Test(mapper, what_is_malformed_costs_itself_only)
{
    inventory it;
    const sg_coverage_row *row;

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/ec2-describe-volumes.json",
                   "{'Volumes':[{'VolumeId':'vol-1','Encrypted':true},'oops',"
                   "{'Encrypted':true},{'VolumeId':'vol-2','Encrypted':'perhaps','Size':8}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "vol-1", "encrypted"), "true");
    cr_expect_str_eq(inventory_get(&it, "vol-2", "encrypted"), "null");
    cr_expect_str_eq(inventory_get(&it, "vol-2", "size"), "8");
    row = inventory_row(&it, "eu-west-1", "ec2:DescribeVolumes");
    cr_assert(row);
    cr_expect(row->status == SG_COVERAGE_PARTIAL && row->problems == 3 && row->items == 2);
    cr_expect(sg_str_starts(row->message, SG_STR("Volumes[1]: ")), "%.*s",
              SG_FMT(row->message));
    inventory_close(&it);
}

Test(mapper, a_document_of_another_shape_fails_as_a_whole)
{
    inventory it;
    const sg_coverage_row *row;

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/ec2-describe-volumes.json", "{'Volumes':'none'}");
    inventory_give(&it, "a/eu-west-1/ec2-describe-vpcs.json", "{'Networks':[]}");
    inventory_give(&it, "a/eu-west-1/ec2-describe-subnets.json", "[1]");
    row = inventory_row(&it, "eu-west-1", "ec2:DescribeVolumes");
    cr_assert(row && row->status == SG_COVERAGE_FAILED);
    cr_expect(sg_str_starts(row->message, SG_STR("Volumes[]: ")), "%.*s", SG_FMT(row->message));
    row = inventory_row(&it, "eu-west-1", "ec2:DescribeVpcs");
    cr_assert(row && row->status == SG_COVERAGE_FAILED);
    row = inventory_row(&it, "eu-west-1", "ec2:DescribeSubnets");
    cr_assert(row && row->status == SG_COVERAGE_FAILED);
    inventory_close(&it);
}

Test(mapper, an_empty_answer_is_an_answer)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/sqs-list-queues.json", "{}");
    inventory_give(&it, "a/eu-west-1/ec2-describe-vpcs.json", "{'Vpcs':[]}");
    cr_expect(inventory_row(&it, "eu-west-1", "sqs:ListQueues")->status ==
              SG_COVERAGE_COMPLETE);
    cr_expect(sg_coverage_collected(it.coverage, it.account, SG_STR("eu-west-1"),
                                    SG_STR("ec2:DescribeVpcs")));
    inventory_close(&it);
}

Test(mapper, a_leftover_page_token_does_not_make_an_answer_incomplete)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/ec2-describe-vpcs.json",
                   "{'NextToken':'x','Truncated':true,'Vpcs':[{'VpcId':'vpc-1'}]}");
    cr_expect(inventory_row(&it, "eu-west-1", "ec2:DescribeVpcs")->status ==
              SG_COVERAGE_COMPLETE);
    inventory_close(&it);
}

Test(mapper, refusals_and_failures_are_told_apart)
{
    inventory it;
    const sg_coverage_row *row;

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/ec2-describe-vpcs.json",
                   "An error occurred (UnauthorizedOperation) when calling: no");
    inventory_give(&it, "a/eu-west-1/ec2-describe-subnets.json",
                   "{'Error':{'Code':'InternalError','Message':'oops'}}");
    inventory_give(&it, "a/eu-west-1/ec2-describe-images.json", "{'Images':[");
    inventory_give(&it, "a/eu-west-1/ec2-describe-volumes.json",
                   "{'Error':{'Code':'InvalidVolume.NotFound','Message':'gone'}}");
    row = inventory_row(&it, "eu-west-1", "ec2:DescribeVpcs");
    cr_expect(row->status == SG_COVERAGE_DENIED);
    cr_expect(sg_str_equal(row->message, SG_STR("UnauthorizedOperation: no")));
    cr_expect(inventory_row(&it, "eu-west-1", "ec2:DescribeSubnets")->status ==
              SG_COVERAGE_FAILED);
    row = inventory_row(&it, "eu-west-1", "ec2:DescribeImages");
    cr_expect(row->status == SG_COVERAGE_FAILED);
    cr_expect(sg_str_find(row->message, SG_STR("truncated"), 0) != SIZE_MAX);
    cr_expect(inventory_row(&it, "eu-west-1", "ec2:DescribeVolumes")->status ==
              SG_COVERAGE_SKIPPED);
    inventory_close(&it);
}

Test(mapper, resources_of_unknown_calls_are_kept_by_their_arn)
{
    inventory it;
    const char *arn = "arn:aws:states:eu-west-1:111122223333:stateMachine:main";

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/stepfunctions-list-state-machines.json",
                   "{'stateMachines':[{'name':'main','stateMachineArn':"
                   "'arn:aws:states:eu-west-1:111122223333:stateMachine:main',"
                   "'roleArn':'arn:aws:iam::111122223333:role/logs'}]}");
    inventory_freeze(&it);
    cr_expect(it.applied == SG_APPLIED_UNMAPPED);
    cr_expect(inventory_labelled(&it, arn, "Resource"));
    cr_expect_str_eq(inventory_get(&it, arn, "name"), "\"main\"");
    cr_expect(!inventory_has(&it, "arn:aws:iam::111122223333:role/logs"));
    cr_expect(!inventory_row(&it, "eu-west-1", "stepfunctions:ListStateMachines")->mapped);
    inventory_close(&it);
}

Test(mapper, a_file_that_nothing_recognises)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, "a/notes.json", "{'hello':1}");
    cr_expect(it.applied == SG_APPLIED_UNRECOGNISED);
    cr_expect(inventory_row(&it, "", "-")->status == SG_COVERAGE_SKIPPED);
    inventory_close(&it);
}

Test(mapper, an_answer_that_does_not_say_what_it_is_about)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, "a/us-east-1/s3api-get-bucket-policy.json", "{'Policy':'{}'}");
    cr_expect(inventory_row(&it, "global", "s3:GetBucketPolicy")->status ==
              SG_COVERAGE_SKIPPED);
    inventory_close(&it);
}
