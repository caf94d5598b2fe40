/* test_layout.c - the layouts in use, one path each. */
#include "ingest/layout.h"

#include <criterion/criterion.h>

#include "engine/json.h"

static sg_layout read_path(const char *source, const char *path, sg_arena **arena)
{
    sg_layout layout;

    cr_assert(sg_arena_new(0, arena) == SG_OK);
    cr_assert(sg_layout_of(sg_str_of(source), sg_str_of(path), *arena, &layout) == SG_OK);
    return layout;
}

#define EXPECT(text, expected)                                                                 \
    cr_expect(sg_str_equal((text), SG_STR(expected)), "%s: `%.*s`, not `%s`", #text,           \
              SG_FMT(text), expected)

Test(layout, cloudmapper)
{
    sg_arena *arena;
    sg_layout layout = read_path("", "demo/us-east-1/ec2-describe-instances.json", &arena);

    EXPECT(layout.service, "ec2");
    EXPECT(layout.operation, "describe-instances");
    EXPECT(layout.region, "us-east-1");
    EXPECT(layout.account, "");
    EXPECT(layout.group, "demo");
    EXPECT(layout.name, "demo");
    sg_arena_free(arena);
}

Test(layout, cloudmapper_names_the_resource_by_the_file)
{
    sg_arena *arena;
    sg_layout layout = read_path(
        "", "demo/us-east-1/sqs-get-queue-attributes/https%3A%2F%2Fq.com%2F1%2Fa+b", &arena);

    EXPECT(layout.service, "sqs");
    EXPECT(layout.operation, "get-queue-attributes");
    EXPECT(layout.parameter[0], "https://q.com/1/a b");
    EXPECT(layout.group, "demo");
    sg_arena_free(arena);
}

Test(layout, cloudmapper_nests_tasks_in_clusters)
{
    sg_arena *arena;
    sg_layout layout =
        read_path("", "demo/us-east-1/ecs-describe-tasks/cluster%2Fa/task%2Fb", &arena);

    EXPECT(layout.operation, "describe-tasks");
    EXPECT(layout.parameter[0], "cluster/a");
    EXPECT(layout.parameter[1], "task/b");
    sg_arena_free(arena);
}

Test(layout, a_bucket_may_be_called_like_a_call)
{
    sg_arena *arena;
    sg_layout layout =
        read_path("", "p/us-east-1/s3api-get-bucket-policy/my-list-bucket.json", &arena);

    EXPECT(layout.service, "s3");
    EXPECT(layout.operation, "get-bucket-policy");
    EXPECT(layout.parameter[0], "my-list-bucket");
    sg_arena_free(arena);
}

Test(layout, account_and_region_as_folders)
{
    sg_arena *arena;
    sg_layout layout = read_path(
        "", "org/111122223333/eu-west-1/configservice-describe-config-rules.json", &arena);

    EXPECT(layout.service, "config");
    EXPECT(layout.account, "111122223333");
    EXPECT(layout.region, "eu-west-1");
    EXPECT(layout.group, "org/111122223333");
    sg_arena_free(arena);
}

Test(layout, the_source_itself_may_be_an_account_or_a_region)
{
    sg_arena *arena;
    sg_layout layout =
        read_path("/data/111122223333/eu-west-1", "ec2-describe-vpcs.json", &arena);

    EXPECT(layout.account, "111122223333");
    EXPECT(layout.region, "eu-west-1");
    EXPECT(layout.group, "");
    sg_arena_free(arena);
}

Test(layout, parameters_behind_two_lines)
{
    sg_arena *arena;
    sg_layout layout = read_path("", "a/us-east-1/s3api-get-bucket-acl__logs.json", &arena);

    EXPECT(layout.service, "s3");
    EXPECT(layout.operation, "get-bucket-acl");
    EXPECT(layout.parameter[0], "logs");
    sg_arena_free(arena);
    layout = read_path("", "ec2/describe-vpcs__1.json", &arena);
    EXPECT(layout.service, "ec2");
    EXPECT(layout.parameter[0], "");
    EXPECT(layout.group, "");
    sg_arena_free(arena);
}

Test(layout, recordings)
{
    sg_arena *arena;
    sg_layout layout = read_path("", "test_x/api.ecr.DescribeRepositories_12.json", &arena);

    EXPECT(layout.service, "ecr");
    EXPECT(layout.operation, "DescribeRepositories");
    EXPECT(layout.group, "test_x");
    sg_arena_free(arena);
}

Test(layout, everything_in_the_name)
{
    sg_arena *arena;
    sg_layout layout =
        read_path("", "111122223333-ec2-us-gov-east-1-describe_vpcs-Vpcs.json", &arena);

    EXPECT(layout.service, "ec2");
    EXPECT(layout.operation, "describe_vpcs");
    EXPECT(layout.account, "111122223333");
    EXPECT(layout.region, "us-gov-east-1");
    sg_arena_free(arena);
}

Test(layout, kubectl_dumps_name_their_cluster)
{
    sg_arena *arena;
    sg_layout layout = read_path("", "prod/eu-west-1/kubectl/main/pods.json", &arena);

    EXPECT(layout.cluster, "main");
    EXPECT(layout.region, "eu-west-1");
    EXPECT(layout.group, "prod");
    sg_arena_free(arena);
    layout = read_path("", "prod/eu-west-1/kubectl-get-pods__blue.json", &arena);
    EXPECT(layout.service, "kubernetes");
    EXPECT(layout.cluster, "blue");
    sg_arena_free(arena);
}

static void by_content(const char *path, const char *text, const char *service,
                       const char *operation)
{
    sg_arena *arena;
    sg_layout layout = read_path("", path, &arena);
    sg_value document;

    cr_assert(sg_json_parse(sg_str_of(text), arena, &document, NULL) == SG_OK);
    sg_layout_by_content(&document, &layout);
    cr_expect(sg_str_equal(layout.service, sg_str_of(service)), "%s: %.*s", path,
              SG_FMT(layout.service));
    cr_expect(sg_str_equal(layout.operation, sg_str_of(operation)), "%s: %.*s", path,
              SG_FMT(layout.operation));
    sg_arena_free(arena);
}

Test(layout, the_document_tells_what_the_path_does_not)
{
    by_content("machines.json", "{\"Reservations\":[]}", "ec2", "DescribeInstances");
    by_content("me.json", "{\"UserId\":\"x\",\"Account\":\"1\",\"Arn\":\"y\"}", "sts",
               "GetCallerIdentity");
    by_content("x/pods.json", "{\"apiVersion\":\"v1\",\"kind\":\"List\"}", "kubernetes", "Get");
    by_content("demo/describe-regions.json", "{\"Regions\":[]}", "ec2", "DescribeRegions");
    by_content("pricing/describe-services.json", "{\"Services\":[]}", "pricing",
               "describe-services");
    by_content("t/elasticloadbalancing.DescribeLoadBalancers_1.json",
               "{\"LoadBalancerDescriptions\":[]}", "elb", "DescribeLoadBalancers");
    by_content("notes.json", "{\"hello\":1}", "", "");
}
