/* test_load.c - whole folders: accounts, bad files, determinism. */
#include "ingest/load.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/snapshot.h"

typedef struct folder {
    char root[64];
    char paths[16][160]; /* what was made, to be removed again */
    size_t count;
    bool is_folder[16];
} folder;

static void open_folder(folder *self)
{
    *self = (folder){ .root = "/tmp/inventory-test-XXXXXX" };
    cr_assert(mkdtemp(self->root));
}

static void close_folder(folder *self)
{
    while (self->count--)
        cr_assert((self->is_folder[self->count] ? rmdir : unlink)(self->paths[self->count]) ==
                  0);
    rmdir(self->root);
}

/* Writes a file, making the folders on the way; ' stands for ". */
static void put(folder *self, const char *path, const char *text)
{
    char full[160];
    FILE *file;

    for (size_t i = 0; path[i]; i++) {
        if (path[i] != '/')
            continue;
        snprintf(full, sizeof(full), "%s/%.*s", self->root, (int)i, path);
        if (mkdir(full, 0700) == 0) {
            self->is_folder[self->count] = true;
            strcpy(self->paths[self->count++], full);
        }
    }
    snprintf(full, sizeof(full), "%s/%s", self->root, path);
    strcpy(self->paths[self->count], full);
    self->is_folder[self->count++] = false;
    file = fopen(full, "w");
    cr_assert(file);
    for (size_t i = 0; text[i]; i++)
        fputc(text[i] == '\'' ? '"' : text[i], file);
    fclose(file);
}

static sg_graph *load(const folder *self, sg_ingest_report *report, unsigned threads)
{
    const char *sources[] = { self->root };
    sg_ingest_options options = { .threads = threads };
    sg_graph *graph = NULL;
    sg_error error = { 0 };

    cr_assert(sg_ingest_load(sources, 1, &options, &graph, report, &error) == SG_OK, "%s",
              error.message);
    return graph;
}

static sg_status refuse(const char *source, sg_error *error)
{
    const char *sources[] = { source };
    sg_graph *graph = NULL;

    return sg_ingest_load(sources, 1, NULL, &graph, NULL, error);
}

static bool text_is(const sg_graph *graph, const char *node_key, const char *property,
                    const char *expected)
{
    sg_node node;
    sg_key key;

    if (!sg_graph_find_node(graph, sg_str_of(node_key), &node) ||
        !sg_graph_find_key(graph, sg_str_of(property), &key))
        return false;
    sg_value value = sg_graph_property(graph, node, key, NULL);
    return value.type == SG_TYPE_STRING &&
           sg_str_equal(sg_value_str(value), sg_str_of(expected));
}

static bool truth_is(const sg_graph *graph, const char *node_key, const char *property,
                     bool expected)
{
    sg_node node;
    sg_key key;

    if (!sg_graph_find_node(graph, sg_str_of(node_key), &node) ||
        !sg_graph_find_key(graph, sg_str_of(property), &key))
        return false;
    sg_value value = sg_graph_property(graph, node, key, NULL);
    return value.type == SG_TYPE_BOOLEAN && value.boolean == expected;
}

#define IDENTITY                                                                               \
    "{'UserId':'x','Account':'111122223333','Arn':'arn:aws:iam::111122223333:user/x'}"

Test(load, the_caller_names_the_account_of_a_folder)
{
    folder at;
    sg_ingest_report report;
    sg_graph *graph;

    open_folder(&at);
    put(&at, "demo/us-east-1/sts-get-caller-identity.json", IDENTITY);
    put(&at, "demo/eu-west-1/ec2-describe-vpcs.json", "{'Vpcs':[{'VpcId':'vpc-1'}]}");
    graph = load(&at, &report, 1);
    cr_expect(report.files == 2 && report.mapped == 2 && report.failed == 0);
    cr_expect(text_is(graph, "vpc-1", "account", "111122223333"));
    cr_expect(text_is(graph, "111122223333", "name", "demo"));
    cr_expect(truth_is(graph, "111122223333", "known", true));
    cr_expect(report.nodes == sg_graph_nodes(graph));
    sg_node internet;
    cr_expect(sg_graph_find_node(graph, SG_STR("internet"), &internet));
    sg_graph_free(graph);
    close_folder(&at);
}

Test(load, a_configuration_or_the_organisation_names_accounts)
{
    folder at;
    sg_graph *graph;

    open_folder(&at);
    put(&at, "config.json", "{'accounts':[{'id':'111122223333','name':'prod'}]}");
    put(&at, "prod/eu-west-1/ec2-describe-vpcs.json", "{'Vpcs':[{'VpcId':'vpc-1'}]}");
    put(&at, "444455556666/us-east-1/organizations-list-accounts.json",
        "{'Accounts':[{'Id':'777788889999','Name':'dev','Status':'ACTIVE'},"
        "{'Id':'000011112222','Name':'gone','Status':'SUSPENDED'}]}");
    put(&at, "dev/eu-west-1/ec2-describe-vpcs.json", "{'Vpcs':[{'VpcId':'vpc-2'}]}");
    graph = load(&at, NULL, 1);
    cr_expect(text_is(graph, "vpc-1", "account", "111122223333"));
    cr_expect(text_is(graph, "vpc-2", "account", "777788889999"));
    sg_graph_free(graph);
    close_folder(&at);
}

Test(load, else_the_number_mentioned_most)
{
    folder at;
    sg_graph *graph;

    open_folder(&at);
    put(&at, "describe-security-groups.json",
        "{'SecurityGroups':[{'GroupId':'sg-1','OwnerId':'111122223333'},"
        "{'GroupId':'sg-2','OwnerId':'111122223333'},{'GroupId':'sg-3','OwnerId':'999999999999'"
        "}]}");
    put(&at, "describe-vpcs.json", "{'Vpcs':[{'VpcId':'vpc-1'}]}");
    graph = load(&at, NULL, 1);
    cr_expect(text_is(graph, "vpc-1", "account", "111122223333"));
    cr_expect(truth_is(graph, "999999999999", "external", true));
    sg_graph_free(graph);
    close_folder(&at);
}

Test(load, bad_files_cost_nothing_else)
{
    folder at;
    sg_ingest_report report;
    sg_coverage *coverage;
    sg_graph *graph;
    sg_error error = { 0 };

    open_folder(&at);
    put(&at, "111122223333/eu-west-1/ec2-describe-vpcs.json", "{'Vpcs':[{'VpcId':'vpc-1'}]}");
    put(&at, "111122223333/eu-west-1/ec2-describe-subnets.json", "");
    put(&at, "111122223333/eu-west-1/ec2-describe-volumes.json", "{'Volumes':[{'Volu");
    put(&at, "111122223333/eu-west-1/ec2-describe-images.json", "[]]");
    put(&at, "notes.json", "{'hello':'world'}");
    graph = load(&at, &report, 2);
    cr_expect(report.files == 5 && report.mapped == 1 && report.failed == 3 &&
              report.unrecognised == 1);
    cr_expect(!report.coverage.complete);
    cr_expect(text_is(graph, "vpc-1", "account", "111122223333"));
    cr_assert(sg_coverage_of(graph, &coverage, &error) == SG_OK);
    cr_expect(sg_coverage_collected(coverage, SG_STR("111122223333"), SG_STR("eu-west-1"),
                                    SG_STR("ec2:DescribeVpcs")));
    cr_expect(!sg_coverage_collected(coverage, SG_STR("111122223333"), SG_STR("eu-west-1"),
                                     SG_STR("ec2:DescribeSubnets")));
    sg_coverage_free(coverage);
    sg_graph_free(graph);
    close_folder(&at);
}

Test(load, sources_without_inventory_are_refused)
{
    folder at;
    sg_error error = { 0 };

    open_folder(&at);
    cr_expect(refuse(at.root, &error) == SG_EINVAL);
    cr_expect(strstr(error.message, "no inventory files") && strstr(error.message, at.root),
              "%s", error.message);
    put(&at, "notes.json", "{'hello':'world'}");
    sg_error_clear(&error);
    cr_expect(refuse(at.root, &error) == SG_EINVAL);
    cr_expect(strstr(error.message, "looks like an inventory"), "%s", error.message);
    sg_error_clear(&error);
    cr_expect(refuse("/nonexistent/estate", &error) == SG_ENOTFOUND);
    sg_error_clear(&error);
    cr_expect(sg_ingest_load(NULL, 0, NULL, NULL, NULL, &error) == SG_EINVAL);
    close_folder(&at);
}

Test(load, a_single_file_is_a_source)
{
    folder at;
    sg_graph *graph = NULL;
    sg_error error = { 0 };
    char path[160];
    const char *sources[] = { path };

    open_folder(&at);
    put(&at, "111122223333/ec2-describe-vpcs.json", "{'Vpcs':[{'VpcId':'vpc-1'}]}");
    snprintf(path, sizeof(path), "%s/111122223333/ec2-describe-vpcs.json", at.root);
    cr_assert(sg_ingest_load(sources, 1, NULL, &graph, NULL, &error) == SG_OK, "%s",
              error.message);
    cr_expect(text_is(graph, "vpc-1", "account", "111122223333"));
    sg_graph_free(graph);
    close_folder(&at);
}

static void count_calls(void *state, size_t done, size_t total)
{
    cr_expect(done <= total);
    ++*(unsigned *)state;
}

Test(load, progress_is_told)
{
    folder at;
    unsigned calls = 0;
    sg_ingest_options options = { .progress = count_calls, .progress_state = &calls };
    sg_graph *graph = NULL;
    sg_error error = { 0 };

    open_folder(&at);
    put(&at, "ec2-describe-vpcs.json", "{'Vpcs':[]}");
    cr_assert(sg_ingest_load((const char *[]){ at.root }, 1, &options, &graph, NULL, &error) ==
              SG_OK);
    cr_expect(calls == 1);
    sg_graph_free(graph);
    close_folder(&at);
}

static sg_str snapshot_of(const folder *self, unsigned threads)
{
    sg_graph *graph = load(self, NULL, threads);
    char path[96];
    sg_str bytes;
    sg_error error = { 0 };

    snprintf(path, sizeof(path), "%s.snapshot", self->root);
    cr_assert(sg_snapshot_write(graph, path, &error) == SG_OK, "%s", error.message);
    cr_assert(sg_file_read(path, 1 << 26, &bytes, &error) == SG_OK);
    unlink(path);
    sg_graph_free(graph);
    return bytes;
}

Test(load, the_same_files_give_the_same_bytes)
{
    folder at;

    open_folder(&at);
    put(&at, "111122223333/eu-west-1/ec2-describe-vpcs.json",
        "{'Vpcs':[{'VpcId':'vpc-2'},{'VpcId':'vpc-1'}]}");
    put(&at, "111122223333/eu-west-1/ec2-describe-subnets.json",
        "{'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1'},{'SubnetId':'subnet-2','VpcId':'"
        "vpc-9'}]}");
    put(&at, "444455556666/eu-west-1/ec2-describe-vpcs.json",
        "{'Vpcs':[{'VpcId':'vpc-1','Tags':[{'Key':'b','Value':'1'},{'Key':'a','Value':'2'}]}]"
        "}");
    sg_str first = snapshot_of(&at, 1), second = snapshot_of(&at, 4);
    cr_expect(sg_str_equal(first, second));
    free((void *)(uintptr_t)first.bytes);
    free((void *)(uintptr_t)second.bytes);
    close_folder(&at);
}
