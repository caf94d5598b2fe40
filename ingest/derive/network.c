/* network.c - the memory of the exposure derivation, and short words for reading the graph. */
#include "ingest/derive/network.h"

#include <stdlib.h>

#include "engine/base/text.h"
#include "ingest/derive/read.h"

sg_status sg_network_open(sg_network *network, const sg_graph *graph, sg_builder *builder,
                          const sg_coverage *coverage)
{
    *network = (sg_network){ .graph = graph, .builder = builder, .coverage = coverage };
    network->verdicts = calloc((size_t)sg_graph_nodes(graph) + 1, 1);
    if (!network->verdicts)
        return SG_ENOMEM;
    SG_TRY(sg_arena_new(0, &network->arena));
    return sg_arena_new(0, &network->scratch);
}

void sg_network_close(sg_network *network)
{
    sg_table_free(&network->answers);
    sg_table_free(&network->asked);
    sg_table_free(&network->groups);
    sg_table_free(&network->addresses);
    sg_arena_free(network->arena);
    sg_arena_free(network->scratch);
    free(network->verdicts);
}

const void *sg_network_recall(const sg_network *network, sg_question_key key)
{
    uint64_t answer;

    if (!sg_table_find(&network->answers, (sg_str){ (const char *)&key, sizeof key }, &answer))
        return NULL;
    return (const void *)(uintptr_t)answer;
}

sg_status sg_network_remember(sg_network *network, sg_question_key key, const void *answer)
{
    sg_str bytes = sg_arena_copy(network->arena, (sg_str){ (const char *)&key, sizeof key });

    if (!bytes.bytes)
        return SG_ENOMEM;
    network->judged++;
    return sg_table_put(&network->answers, bytes, (uint64_t)(uintptr_t)answer, NULL, NULL);
}

/* Whether the call was answered in full where the node stands. */
static bool answered(const sg_network *network, sg_str account, sg_str region, sg_str call)
{
    return sg_coverage_collected(network->coverage, account, region, call);
}

sg_status sg_network_asked(sg_network *network, sg_node node, const sg_asked **out)
{
    sg_str account = sg_read_text(network->graph, node, SG_STR("account"), network->scratch);
    sg_str region = sg_read_text(network->graph, node, SG_STR("region"), network->scratch);
    sg_str key =
        sg_arena_format(network->scratch, "%.*s/%.*s", SG_FMT(account), SG_FMT(region));
    uint64_t found;

    if (!key.bytes)
        return SG_ENOMEM;
    if (sg_table_find(&network->asked, key, &found)) {
        *out = (const sg_asked *)(uintptr_t)found;
        return SG_OK;
    }
    sg_asked *asked = sg_arena_make(network->arena, sg_asked);
    key = sg_arena_copy(network->arena, key);
    if (!asked || !key.bytes)
        return SG_ENOMEM;
#define ANSWERED(call) answered(network, account, region, SG_STR(call))
    asked->balancers =
        ANSWERED("elbv2:DescribeLoadBalancers") && ANSWERED("elb:DescribeLoadBalancers");
    asked->targets =
        ANSWERED("elbv2:DescribeTargetGroups") && ANSWERED("elbv2:DescribeTargetHealth");
    asked->route_tables = ANSWERED("ec2:DescribeRouteTables");
    asked->acls = ANSWERED("ec2:DescribeNetworkAcls");
    asked->function_urls = ANSWERED("lambda:ListFunctionUrlConfigs");
    asked->function_policies = ANSWERED("lambda:GetPolicy");
    asked->apis = ANSWERED("apigateway:GetRestApis") && ANSWERED("apigatewayv2:GetApis");
    asked->api_routes =
        (ANSWERED("apigateway:GetResources") || ANSWERED("apigateway:GetMethod")) &&
        ANSWERED("apigatewayv2:GetRoutes");
    asked->api_domains =
        ANSWERED("apigateway:GetDomainNames") && ANSWERED("apigatewayv2:GetDomainNames");
    asked->bucket_policies = ANSWERED("s3:GetBucketPolicy");
    asked->services = ANSWERED("kubernetes:Get") || (ANSWERED("kubernetes:GetServices") &&
                                                     ANSWERED("kubernetes:GetIngresses"));
#undef ANSWERED
    *out = asked;
    return sg_table_put(&network->asked, key, (uint64_t)(uintptr_t)asked, NULL, NULL);
}

bool sg_network_is(const sg_network *network, sg_node node, sg_str label)
{
    if (sg_node_is(network->graph, node, label))
        return true;
    return sg_str_equal(
        sg_read_text(network->graph, node, SG_STR("expectedLabel"), network->scratch), label);
}

bool sg_network_neighbour(const sg_network *network, sg_node node, sg_str type,
                          sg_direction way, sg_str label, sg_node *out)
{
    for (sg_neighbours at = sg_neighbours_by(network->graph, node, type, way);
         sg_neighbours_next(&at);)
        if (sg_network_is(network, at.node, label)) {
            *out = at.node;
            return true;
        }
    return false;
}

bool sg_network_described(const sg_network *network, sg_node node)
{
    return sg_read_truth(network->graph, node, SG_STR("known"), network->scratch) != SG_FALSE;
}

sg_status sg_gate_combine(sg_arena *arena, sg_set_operation operation, sg_gate left,
                          sg_gate right, sg_gate *out)
{
    bool known =
        left.sure.slices == left.possible.slices && right.sure.slices == right.possible.slices;
    sg_gate result;

    sg_status status = sg_packet_set_combine(arena, operation, left.possible, right.possible,
                                             &result.possible);
    result.sure = result.possible;
    if (status == SG_OK && !known)
        status = sg_packet_set_combine(arena, operation, left.sure, right.sure, &result.sure);
    if (status == SG_ELIMIT) {
        *out = sg_gate_unknown();
        return SG_OK;
    }
    SG_TRY(status);
    *out = result;
    return SG_OK;
}

sg_status sg_gate_limit(sg_arena *arena, sg_gate gate, sg_services services, sg_gate *out)
{
    sg_packet_set only;

    SG_TRY(sg_packet_set_of(arena, services, sg_all_addresses, &only));
    return sg_gate_combine(arena, SG_INTERSECTION, gate, (sg_gate){ only, only }, out);
}

sg_status sg_gate_keep(sg_network *network, sg_gate gate, const sg_gate **out)
{
    sg_gate *kept = sg_arena_make(network->arena, sg_gate);

    if (!kept)
        return SG_ENOMEM;
    *kept = gate;
    *out = kept;
    return SG_OK;
}
