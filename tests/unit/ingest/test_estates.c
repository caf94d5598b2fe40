/* test_estates.c - inventories that were recorded and not written by us, where they are at hand.
 *
 * SECGRAPH_ESTATES names their folder; without it ../shared/data/estates is tried.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/file.h"
#include "ingest/load.h"

static sg_graph *load(const char *estate, sg_ingest_report *report)
{
    const char *folder = getenv("SECGRAPH_ESTATES");
    char path[512];
    const char *sources[] = { path };
    sg_graph *graph = NULL;
    sg_error error = { 0 };

    snprintf(path, sizeof(path), "%s/%s", folder ? folder : "../shared/data/estates", estate);
    if (!sg_file_is_folder(path))
        return NULL;
    cr_assert(sg_ingest_load(sources, 1, NULL, &graph, report, &error) == SG_OK, "%s: %s",
              estate, error.message);
    return graph;
}

static uint32_t count(const sg_graph *graph, const char *label)
{
    sg_label found;

    return sg_graph_find_label(graph, sg_str_of(label), &found)
               ? sg_graph_label_count(graph, found)
               : 0;
}

Test(estates, cloudmapper_demo)
{
    sg_ingest_report report;
    sg_graph *graph = load("cloudmapper-demo/account-data", &report);

    if (!graph)
        cr_skip("the estate is not at hand");
    cr_expect(count(graph, "VirtualMachine") == 3);
    cr_expect(count(graph, "SecurityGroup") == 8);
    cr_expect(count(graph, "Subnet") == 4);
    cr_expect(count(graph, "UserAccount") == 2);
    cr_expect(count(graph, "AccessRole") == 4);
    cr_expect(report.failed == 0 && report.coverage.accounts == 1);
    sg_graph_free(graph);
}

Test(estates, recordings_of_31_accounts)
{
    sg_ingest_report report;
    sg_graph *graph = load("c7n-merged/account-data", &report);

    if (!graph)
        cr_skip("the estate is not at hand");
    cr_expect(report.coverage.accounts == 31);
    cr_expect(report.unrecognised == 0);
    cr_expect(count(graph, "VirtualMachine") >= 128);
    sg_graph_free(graph);
}

Test(estates, other_layouts)
{
    static const char *const estates[] = { "fixinventory", "cloudsplaining",
                                           "aws-cli-examples" };

    for (size_t i = 0; i < SG_COUNT(estates); i++) {
        sg_ingest_report report;
        sg_graph *graph = load(estates[i], &report);

        if (!graph)
            cr_skip("the estate is not at hand");
        cr_expect(report.mapped > 0 && report.unrecognised == 0, "%s", estates[i]);
        sg_graph_free(graph);
    }
}

/* The calls by which the internet comes in, as they were really answered. */
Test(estates, entry_points_of_recordings)
{
    static const struct {
        const char *estate, *label;
        uint32_t least;
    } cases[] = {
        { "aws-cli-examples", "ApiGateway", 5 },
        { "aws-cli-examples", "Distribution", 1 },
        { "aws-cli-examples", "IpRange", 1 },
        { "c7n-placebo/placebo/test_aws_lambda_edge_filter", "Distribution", 3 },
        { "c7n-placebo/placebo/test_rest_resource_method_update", "ApiGateway", 2 },
        { "c7n-placebo/placebo/test_r53_resourcerecordset_remove", "DnsRecord", 1 },
        { "c7n-placebo/placebo/test_network_acl_s3_present", "IpRange", 1 },
        { "c7n-placebo/placebo/test_tgw_attachment_metrics_filter", "Gateway", 2 },
    };

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        sg_ingest_report report;
        sg_graph *graph = load(cases[i].estate, &report);

        if (!graph)
            cr_skip("the estate is not at hand");
        cr_expect(count(graph, cases[i].label) >= cases[i].least && report.unrecognised == 0,
                  "%s: %s", cases[i].estate, cases[i].label);
        sg_graph_free(graph);
    }
}
