/* elb.c - load balancers of both generations, their listeners, rules and targets.
 *
 *     balancer --listener, rule--> target group --health--> machine, address, function, balancer
 *
 * A listener and a rule name their balancer only inside their own ARN.  A target given as an address is
 * linked in the end, when all interfaces and pods are known.
 */
#include "ingest/aws/api_integration.h"
#include "ingest/mapper.h"
#include "ingest/pending.h"
#include "ingest/rows.h"

/* IPv4 has a point within its first four characters, IPv6 a colon; ids have neither. */
static bool is_address(sg_str text)
{
    if (sg_str_starts(text, SG_STR("arn:")))
        return false;
    return sg_str_find(sg_str_slice(text, 0, 4), SG_STR("."), 0) != SIZE_MAX ||
           sg_str_find(text, SG_STR(":"), 0) != SIZE_MAX;
}

static sg_status link_target(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    const sg_value *id = NULL, *port = NULL;
    sg_value number = sg_null();
    sg_build_node target;
    sg_build_edge edge;

    if (sg_path_get(item, "Target.Id", &id) != SG_FOUND || id->type != SG_TYPE_STRING)
        return SG_OK;
    if (sg_path_get(item, "Target.Port", &port) == SG_FOUND && port->type == SG_TYPE_INTEGER)
        number = *port;
    sg_str name = sg_value_str(*id);
    if (!is_address(name)) {
        name = sg_function_of_version(name, mapper->origin, mapper->scratch);
        SG_TRY(sg_mapper_refer(mapper, name, NULL, &target));
        SG_TRY(sg_builder_merge_edge(mapper->builder, node, SG_STR("FORWARDS_TO"), target,
                                     SG_STR(""), &edge));
        return sg_builder_set_edge(mapper->builder, edge, SG_STR("port"), number);
    }
    name = sg_arena_copy(mapper->arena, name);
    if (!name.bytes)
        return SG_ENOMEM;
    return sg_array_push(&mapper->targets, ((sg_pending_target){ node, name, number }));
}

/* clang-format off */
/* Whoever gets past such an action has signed in; unless it lets by who has not. */
#define SIGNED_IN(actions)                                                                     \
    ALWAYS("authenticated", actions "[Type=authenticate-oidc]"),                               \
    ALWAYS("authenticated", actions "[Type=authenticate-cognito]"),                            \
    NEVER("authenticated", actions "[AuthenticateOidcConfig.OnUnauthenticatedRequest=allow]"), \
    NEVER("authenticated", actions "[AuthenticateCognitoConfig.OnUnauthenticatedRequest=allow]")
#define FORWARDS(list, up)                                                                     \
    { .type = "FORWARDS_TO", .way = SG_OUT, .label = "TargetGroup", .each = list, .key = "{TargetGroupArn}", \
      .discriminator = "{" up "ListenerArn}",                                                  \
      .properties = PROPERTIES(INT("port", up "Port"), TEXT("protocol", up "Protocol"), SIGNED_IN(up "DefaultActions")) }
#define RULE_FORWARDS(list, up)                                                                \
    { .type = "FORWARDS_TO", .way = SG_OUT, .label = "TargetGroup", .each = list, .key = "{TargetGroupArn}", \
      .discriminator = "{" up "RuleArn}",                                                      \
      .properties = PROPERTIES(TEXT("rule", up "RuleArn"), EQUALS("conditional", up "IsDefault", "false"), \
                               SIGNED_IN(up "Actions")) }

static const sg_collector rows[] = {
    {
        .service = "elbv2", .operation = "DescribeLoadBalancers",
        .items = "LoadBalancers[]",
        .label = "LoadBalancer", .native = "AWS::ElasticLoadBalancingV2::LoadBalancer",
        .key = "{LoadBalancerArn}", .hosts = { "DNSName" }, .aliases = { "{DNSName}" },
        .properties = PROPERTIES(TEXT("name", "LoadBalancerName"), TEXT("scheme", "Scheme"), TEXT("type", "Type"),
                                 TEXT("state", "State.Code"), TEXT("dnsName", "DNSName"), TEXT("ipAddressType", "IpAddressType"),
                                 TIME("createdAt", "CreatedTime")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),
                       TO_EACH("IN_SUBNET", "Subnet", "AvailabilityZones[]", "{SubnetId}"),
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "SecurityGroups[]", "{.}")),
    },
    {
        .service = "elbv2", .operation = "DescribeTargetGroups",
        .items = "TargetGroups[]",
        .label = "TargetGroup", .native = "AWS::ElasticLoadBalancingV2::TargetGroup",
        .key = "{TargetGroupArn}",
        .properties = PROPERTIES(TEXT("name", "TargetGroupName"), TEXT("targetType", "TargetType"), INT("port", "Port"),
                                 TEXT("protocol", "Protocol"), TEXT("network", "VpcId"), TEXT("ipAddressType", "IpAddressType")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),
                       FROM_EACH("FORWARDS_TO", "LoadBalancer", "LoadBalancerArns[]", "{.}")),
    },
    {
        .service = "elbv2", .operation = "DescribeListeners",
        .items = "Listeners[]", .adds = true,
        .label = "LoadBalancer", .key = "{LoadBalancerArn}",
        .properties = PROPERTIES(MAPS("listeners", ".", TEXT("arn", "ListenerArn"), TEXT("protocol", "Protocol"),
                                      INT("port", "Port"))),
        .edges = EDGES(FORWARDS("DefaultActions[]", "^"), FORWARDS("DefaultActions[].ForwardConfig.TargetGroups[]", "^^")),
    },
    {
        .service = "elbv2", .operation = "DescribeRules",
        .items = "Rules[]", .adds = true,
        .label = "LoadBalancer", .key = "{RuleArn}", .rename = sg_balancer_of_listener,
        .edges = EDGES(RULE_FORWARDS("Actions[]", "^"), RULE_FORWARDS("Actions[].ForwardConfig.TargetGroups[]", "^^")),
    },
    {
        .service = "elbv2", .operation = "DescribeTargetHealth", .when = "TargetHealthDescriptions", .adds = true,
        .label = "TargetGroup", .key = "{@parameter}",
        .properties = PROPERTIES(ALWAYS("targetsCollected", NULL)),
    },
    {
        .service = "elbv2", .operation = "DescribeTargetHealth",
        .items = "TargetHealthDescriptions[]", .adds = true,
        .label = "TargetGroup", .key = "{@parameter}",
        .post = link_target,
    },
    {
        .service = "elbv2", .operation = "DescribeTargetGroupAttributes", .when = "Attributes", .adds = true,
        .label = "TargetGroup", .key = "{@parameter}",
        .properties = PROPERTIES(BOOL("preserveClientIp", "Attributes[Key=preserve_client_ip.enabled].Value")),
    },
    {
        .service = "elbv2", .operation = "DescribeLoadBalancerAttributes", .when = "Attributes", .adds = true,
        .label = "LoadBalancer", .key = "{@parameter}",
        .properties = PROPERTIES(BOOL("accessLogs", "Attributes[Key=access_logs.s3.enabled].Value")),
    },
    {
        .service = "elb", .operation = "DescribeLoadBalancers",
        .items = "LoadBalancerDescriptions[]",
        .label = "LoadBalancer", .native = "AWS::ElasticLoadBalancing::LoadBalancer",
        .key = "arn:{@partition}:elasticloadbalancing:{@region}:{@account}:loadbalancer/{LoadBalancerName}",
        .hosts = { "DNSName" }, .aliases = { "{DNSName}" },
        .properties = PROPERTIES(TEXT("name", "LoadBalancerName"), TEXT("scheme", "Scheme"), CONSTANT("type", NULL, "classic"),
                                 TEXT("dnsName", "DNSName"), TIME("createdAt", "CreatedTime"),
                                 MAPS("listeners", "ListenerDescriptions[].Listener", TEXT("protocol", "Protocol"),
                                      INT("port", "LoadBalancerPort"), INT("instancePort", "InstancePort"),
                                      TEXT("certificate", "SSLCertificateId"))),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VPCId|VpcId}"),
                       TO_EACH("IN_SUBNET", "Subnet", "Subnets[]", "{.}"),
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "SecurityGroups[]", "{.}"),
                       TO_EACH("FORWARDS_TO", "VirtualMachine", "Instances[]", "{InstanceId}")),
    },
    {
        .service = "elb", .operation = "DescribeLoadBalancerAttributes", .when = "LoadBalancerAttributes", .adds = true,
        .label = "LoadBalancer", .key = "arn:{@partition}:elasticloadbalancing:{@region}:{@account}:loadbalancer/{@parameter}",
        .properties = PROPERTIES(BOOL("accessLogs", "LoadBalancerAttributes.AccessLog.Enabled")),
    },
};
/* clang-format on */

const sg_collectors sg_elb = { rows, SG_COUNT(rows) };
