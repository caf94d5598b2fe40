/* small_network.c - networks for tests from short JSON, and answers about them as short texts. */
#include "tests/unit/ingest/derive/small_network.h"

#include <criterion/criterion.h>
#include <string.h>

#include "engine/json.h"
#include "ingest/derive/derive.h"
#include "ingest/derive/read.h"
#include "tests/support/graphs.h"

static const char *const calls[] = {
    "ec2:DescribeRouteTables",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeSecurityGroups",
    "elb:DescribeLoadBalancers",
    "elbv2:DescribeLoadBalancers",
    "elbv2:DescribeTargetGroups",
    "elbv2:DescribeTargetHealth",
    "elbv2:DescribeListeners",
    "lambda:ListFunctionUrlConfigs",
    "lambda:GetPolicy",
    "apigateway:GetRestApis",
    "apigatewayv2:GetApis",
    "apigateway:GetResources",
    "apigatewayv2:GetRoutes",
    "apigateway:GetDomainNames",
    "apigatewayv2:GetDomainNames",
    "s3:GetBucketPolicy",
    "kubernetes:GetServices",
    "kubernetes:GetIngresses",
};

static void note(small_network *network, const char *call, sg_coverage_status status)
{
    sg_coverage_row row = { .account = SG_STR("111111111111"),
                            .region = SG_STR("eu-west-1"),
                            .call = sg_str_of(call),
                            .status = status,
                            .mapped = true,
                            .files = 1 };

    cr_assert(sg_coverage_note(network->coverage, &row) == SG_OK);
}

void network_not_asked(small_network *network, const char *call)
{
    note(network, call, SG_COVERAGE_FAILED);
}

static sg_value json(small_network *network, const char *text)
{
    sg_str copy = sg_arena_copy(network->arena, sg_str_of(text));
    char *bytes = sg_arena_alloc(network->arena, copy.length + 1);
    sg_value value;
    sg_error err = { 0 };

    cr_assert(bytes != NULL);
    for (size_t i = 0; i < copy.length; i++)
        bytes[i] = copy.bytes[i] == '\'' ? '"' : copy.bytes[i];
    cr_assert(sg_json_parse((sg_str){ bytes, copy.length }, network->arena, &value, &err) ==
                  SG_OK,
              "%s: %s", text, err.message);
    return value;
}

static sg_build_node node_of(small_network *network, const char *key)
{
    sg_build_node node;

    cr_assert(sg_builder_merge_node(network->builder, sg_str_of(key), &node, NULL) == SG_OK);
    return node;
}

void network_edge(small_network *network, const char *from, const char *type, const char *to,
                  const char *properties)
{
    sg_build_edge edge =
        sg_test_edge(network->builder, node_of(network, from), type, node_of(network, to));
    sg_value map = json(network, properties);

    for (uint32_t i = 0; i < map.length; i++)
        cr_assert(sg_builder_set_edge(network->builder, edge, map.map[i].key,
                                      map.map[i].value) == SG_OK);
}

void network_node(small_network *network, const char *labels, const char *key,
                  const char *properties, const char *edges)
{
    sg_build_node node = sg_test_node(network->builder, key, labels);
    sg_value map = json(network, properties);
    sg_str rest = sg_arena_copy(network->arena, sg_str_of(edges));

    sg_test_set(network->builder, node, "id", sg_test_text(key));
    sg_test_set(network->builder, node, "account", sg_test_text("111111111111"));
    sg_test_set(network->builder, node, "region", sg_test_text("eu-west-1"));
    for (uint32_t i = 0; i < map.length; i++)
        cr_assert(sg_builder_set(network->builder, node, map.map[i].key, map.map[i].value) ==
                  SG_OK);
    while (rest.length) {
        sg_str type = sg_arena_copy(network->arena, sg_str_cut(rest, ' ', &rest));
        sg_str other = sg_arena_copy(network->arena, sg_str_cut(rest, ' ', &rest));
        network_edge(network, key, type.bytes, other.bytes, "{}");
    }
}

void network_set(small_network *network, const char *key, const char *name, const char *text)
{
    sg_test_set(network->builder, node_of(network, key), name, json(network, text));
}

void network_group(small_network *network, const char *key, const char *ingress)
{
    network_node(network, "SecurityGroup Resource", key, "{}", "IN_NETWORK vpc-1");
    network_set(network, key, "ingress", ingress);
}

void network_policy(small_network *network, const char *key, const char *statements)
{
    sg_str name = sg_arena_format(network->arena, "%s/policy", key);
    sg_str document = sg_arena_format(network->arena,
                                      "{'Version':'2012-10-17','Statement':[%s]}", statements);
    sg_buffer text = { 0 };

    cr_assert(name.bytes && document.bytes);
    for (size_t i = 0; i < document.length; i++)
        sg_buffer_char(&text, document.bytes[i] == '\'' ? '"' : document.bytes[i]);
    sg_build_node policy = sg_test_node(network->builder, name.bytes, "AccessPolicy");
    cr_assert(sg_builder_set(network->builder, policy, SG_STR("document"),
                             sg_string(sg_buffer_str(&text))) == SG_OK);
    sg_buffer_free(&text);
    network_edge(network, key, "HAS_POLICY", name.bytes, "{}");
}

void network_machine(small_network *network, const char *key, const char *subnet,
                     const char *address)
{
    network_node(network, "VirtualMachine Compute Resource", key, "{'state':'running'}",
                 "IN_NETWORK vpc-1 PROTECTED_BY sg-1");
    network_edge(network, key, "IN_SUBNET", subnet, "{}");
    if (address)
        sg_test_set(network->builder, node_of(network, key), "publicIpAddress",
                    sg_test_text(address));
}

void network_begin(small_network *network)
{
    memset(network, 0, sizeof *network);
    network->builder = sg_test_builder();
    cr_assert(sg_arena_new(0, &network->arena) == SG_OK);
    cr_assert(sg_coverage_new(&network->coverage) == SG_OK);
    for (size_t i = 0; i < SG_COUNT(calls); i++)
        note(network, calls[i], SG_COVERAGE_COMPLETE);

    network_node(network, "VirtualNetwork Resource", "vpc-1", "{'cidrBlock':'10.0.0.0/16'}",
                 "");
    network_node(network, "Gateway Resource", "igw-1", "{'kind':'internet','state':'attached'}",
                 "IN_NETWORK vpc-1");
    network_node(network, "RouteTable Resource", "rtb-main",
                 "{'main':true,'routes':[" TO_INTERNET "]}", "IN_NETWORK vpc-1");
    network_node(network, "NetworkAcl Resource", "acl-1", "{'isDefault':true}",
                 "IN_NETWORK vpc-1");
    network_set(network, "acl-1", "entries", OPEN_ACL);
    network_node(network, "Subnet Resource", "subnet-1", "{'cidrBlock':'10.0.1.0/24'}",
                 "IN_NETWORK vpc-1 PROTECTED_BY acl-1");
    network_node(network, "Subnet Resource", "subnet-2", "{'cidrBlock':'10.0.2.0/24'}",
                 "IN_NETWORK vpc-1 PROTECTED_BY acl-1");
    network_group(network, "sg-1", "[" RULE("tcp", 22, 22, CIDR("0.0.0.0/0")) "]");
}

void network_end(small_network *network)
{
    sg_graph_free(network->graph);
    sg_builder_free(network->builder);
    sg_coverage_free(network->coverage);
    sg_arena_free(network->arena);
}

void network_derive(small_network *network)
{
    sg_error err = { 0 };
    sg_derive_options options = sg_derive_defaults();
    sg_graph *inventory = sg_test_freeze(network->builder);

    cr_assert(sg_derive_exposure(inventory, network->builder, network->coverage, &options,
                                 &err) == SG_OK,
              "%s", err.message);
    sg_graph_free(inventory);
    network->graph = sg_test_freeze(network->builder);
}

static sg_value edge_value(small_network *network, sg_edge edge, const char *name)
{
    sg_key key;

    if (!sg_graph_find_key(network->graph, sg_str_of(name), &key))
        return sg_null();
    return sg_graph_edge_property(network->graph, edge, key, network->arena);
}

static sg_str text_of(sg_value value)
{
    return value.type == SG_TYPE_STRING ? sg_value_str(value) : (sg_str){ "", 0 };
}

/* "tcp 22 wide via lb" */
static void describe(small_network *network, sg_edge edge, sg_buffer *out)
{
    sg_str protocol = text_of(edge_value(network, edge, "protocol"));
    sg_str scope = text_of(edge_value(network, edge, "scope"));
    sg_str via = text_of(edge_value(network, edge, "via"));
    int64_t from = edge_value(network, edge, "fromPort").integer;
    int64_t to = edge_value(network, edge, "toPort").integer;

    sg_buffer_format(out, "%s%.*s", out->length ? "; " : "", SG_FMT(protocol));
    if (from == to)
        sg_buffer_format(out, " %lld", (long long)from);
    else if (from != 0 || to != 65535)
        sg_buffer_format(out, " %lld-%lld", (long long)from, (long long)to);
    if (scope.length)
        sg_buffer_format(out, " %.*s", SG_FMT(scope));
    if (via.length)
        sg_buffer_format(out, " via %.*s", SG_FMT(via));
    if (!sg_is_null(edge_value(network, edge, "appliance")))
        sg_buffer_format(out, " after %.*s",
                         SG_FMT(text_of(edge_value(network, edge, "appliance"))));
    if (!sg_is_null(edge_value(network, edge, "conditional")))
        sg_buffer_text(out, " conditional");
    if (sg_str_equal(text_of(edge_value(network, edge, "certainty")), SG_STR("may")))
        sg_buffer_text(out, " may");
    if (!sg_is_null(edge_value(network, edge, "authenticated")))
        sg_buffer_text(out, " authenticated");
}

static const char *between(small_network *network, const char *from, const char *type,
                           const char *to)
{
    sg_buffer text = { 0 };
    sg_node source, target;

    if (sg_graph_find_node(network->graph, sg_str_of(from), &source) &&
        sg_graph_find_node(network->graph, sg_str_of(to), &target))
        for (sg_neighbours at =
                 sg_neighbours_by(network->graph, source, sg_str_of(type), SG_OUT);
             sg_neighbours_next(&at);)
            if (at.node.id == target.id)
                describe(network, at.edge, &text);
    sg_str kept = sg_arena_copy(network->arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return kept.bytes;
}

const char *network_exposed(small_network *network, const char *key)
{
    return between(network, "internet", "EXPOSES", key);
}

const char *network_reached(small_network *network, const char *from, const char *to)
{
    return between(network, from, "CAN_REACH", to);
}

const char *network_exposure(small_network *network, const char *key)
{
    sg_node node = sg_test_find(network->graph, key);
    sg_value value = sg_read(network->graph, node, SG_STR("exposure"), network->arena);
    sg_str text =
        sg_arena_copy(network->arena, sg_is_null(value) ? SG_STR("null") : text_of(value));

    return text.bytes;
}

int64_t network_number(small_network *network, const char *key, const char *name)
{
    sg_value value = sg_read(network->graph, sg_test_find(network->graph, key), sg_str_of(name),
                             network->arena);

    return value.type == SG_TYPE_INTEGER ? value.integer : -1;
}
