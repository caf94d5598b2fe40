/* test_collectors.c - the mapping tables say nothing that the model does not know. */
#include "ingest/collector.h"

#include <criterion/criterion.h>
#include <string.h>

#include "ingest/call.h"
#include "ingest/model.h"

static void check_properties(const sg_collector *row, const sg_property *property)
{
    for (; property && property->name; property++) {
        cr_expect(sg_model_has_property(sg_str_of(property->name)), "%s:%s: property %s",
                  row->service, row->operation, property->name);
        cr_expect((property->field == SG_CONSTANT || property->field == SG_EQUALS) ==
                      (property->text != NULL),
                  "%s:%s: %s", row->service, row->operation, property->name);
        cr_expect((property->field == SG_MAPS) == (property->fields != NULL), "%s:%s: %s",
                  row->service, row->operation, property->name);
    }
}

Test(collectors, use_only_the_model)
{
    for (size_t i = 0; i < sg_collector_count(); i++) {
        const sg_collector *row = sg_collector_at(i);

        cr_assert(row && row->service && row->operation && row->key);
        cr_expect(!row->label || sg_model_find_label(sg_str_of(row->label)), "%s:%s: label %s",
                  row->service, row->operation, row->label);
        cr_expect(row->label || row->adds, "%s:%s", row->service, row->operation);
        check_properties(row, row->properties);
        check_properties(row, row->absent_properties);
        for (const sg_edge_row *edge = row->edges; edge && edge->type; edge++) {
            const sg_model_relationship *type =
                sg_model_find_relationship(sg_str_of(edge->type));

            cr_expect(type && !type->derived, "%s:%s: relationship %s", row->service,
                      row->operation, edge->type);
            cr_expect(!edge->label || sg_model_find_label(sg_str_of(edge->label)),
                      "%s:%s: label %s", row->service, row->operation, edge->label);
            check_properties(row, edge->properties);
        }
    }
}

Test(collectors, are_found_by_any_spelling_of_their_call)
{
    cr_expect(sg_collector_rank(SG_STR("ec2"), SG_STR("describe-instances")) ==
              sg_collector_rank(SG_STR("ec2"), SG_STR("DescribeInstances")));
    cr_expect(sg_collector_rank(SG_STR("rds"), SG_STR("describe-db-instances")) != SIZE_MAX);
    cr_expect(sg_collector_rank(SG_STR("ec2"), SG_STR("describe-fpga-images")) == SIZE_MAX);
    cr_expect(sg_collector_rank(SG_STR(""), SG_STR("describe-vpcs")) != SIZE_MAX);
    cr_expect(!sg_collector_at(sg_collector_count()));
}

Test(collectors, calls_come_in_their_order)
{
    size_t aliases = sg_collector_rank(SG_STR("kms"), SG_STR("ListAliases"));
    size_t definitions = sg_collector_rank(SG_STR("ecs"), SG_STR("DescribeTaskDefinition"));

    cr_expect(aliases < sg_collector_rank(SG_STR("ec2"), SG_STR("DescribeVolumes")));
    cr_expect(aliases < sg_collector_rank(SG_STR("secretsmanager"), SG_STR("ListSecrets")));
    cr_expect(definitions < sg_collector_rank(SG_STR("ecs"), SG_STR("DescribeTasks")));
    cr_expect(sg_collector_rank(SG_STR("organizations"), SG_STR("ListAccountsForParent")) <
              sg_collector_rank(SG_STR("organizations"), SG_STR("ListAccounts")));
    cr_expect(sg_collector_rank(SG_STR("elb"), SG_STR("DescribeLoadBalancers")) <
              sg_collector_rank(SG_STR("kubernetes"), SG_STR("Get")));
}

/* Regions and tasks of a cluster are asked for without being mapped. */
Test(collectors, every_expected_call_is_mapped)
{
    size_t count;
    const sg_expected_call *calls = sg_expected_calls(&count);

    for (size_t i = 0; i < count; i++) {
        sg_str operation, service = sg_str_cut(calls[i].call, ':', &operation);

        cr_expect(sg_collector_rank(service, operation) != SIZE_MAX ||
                      sg_str_equal(calls[i].call, SG_STR("ec2:DescribeRegions")) ||
                      sg_str_equal(calls[i].call, SG_STR("ecs:ListClusters")),
                  "%.*s", SG_FMT(calls[i].call));
        cr_expect(!calls[i].after.length || sg_expected_call_find(calls[i].after) ||
                      sg_collector_rank(sg_str_cut(calls[i].after, ':', &operation),
                                        operation) != SIZE_MAX,
                  "%.*s", SG_FMT(calls[i].after));
    }
}

Test(calls, have_one_name)
{
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_expect(sg_str_equal(sg_call_name(SG_STR("rds"), SG_STR("describe-db-instances"), arena),
                           SG_STR("rds:DescribeDBInstances")));
    cr_expect(sg_str_equal(sg_call_name(SG_STR("glue"), SG_STR("get-jobs"), arena),
                           SG_STR("glue:GetJobs")));
    cr_expect(sg_str_equal(sg_service_canonical(SG_STR("s3api")), SG_STR("s3")));
    cr_expect(sg_service_is_global(SG_STR("iam")) && !sg_service_is_global(SG_STR("ec2")));
    cr_expect(sg_call_verb(SG_STR("ec2-describe-instances")) == 4);
    cr_expect(sg_call_verb(SG_STR("list-things")) == 0);
    cr_expect(sg_call_verb(SG_STR("payments-prod")) == SIZE_MAX);
    cr_expect(sg_operation_same(SG_STR("list_users"), SG_STR("ListUsers")));
    cr_expect(!sg_operation_same(SG_STR("list-user"), SG_STR("ListUsers")));
    sg_arena_free(arena);
}
