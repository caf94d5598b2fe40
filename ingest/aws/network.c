/* network.c - EC2's networks: what stands where, what is routed where, what is let through. */
#include "ingest/rows.h"

/* clang-format off */
#define EC2_ARN(kind, id) "arn:{@partition}:ec2:{@region}:{@account}:" kind "/{" id "}"
#define ROUTE_TARGET "GatewayId|NatGatewayId|TransitGatewayId|VpcPeeringConnectionId|"         \
                     "EgressOnlyInternetGatewayId|LocalGatewayId|CarrierGatewayId|"            \
                     "NetworkInterfaceId|InstanceId"
#define GATEWAY_TARGET "GatewayId|NatGatewayId|TransitGatewayId|VpcPeeringConnectionId|"       \
                       "EgressOnlyInternetGatewayId"
#define DESTINATION "DestinationCidrBlock|DestinationIpv6CidrBlock|DestinationPrefixListId"
#define GATEWAY(operation_name, list, id, arn_kind)                                             \
        .service = "ec2", .operation = operation_name,                                         \
        .items = list,                                                                         \
        .label = "Gateway", .key = "{" id "}", .arn = EC2_ARN(arn_kind, id)

/* One list of maps from the four kinds of sources that a permission has. */
#define RULES(name, list)                                                                      \
    MAPS(name, list "[].IpRanges[]", RULE("^"), TEXT("cidr", "CidrIp")),                       \
    MAPS(name, list "[].Ipv6Ranges[]", RULE("^"), TEXT("cidr", "CidrIpv6")),                   \
    MAPS(name, list "[].UserIdGroupPairs[]", RULE("^"), TEXT("group", "GroupId")),             \
    MAPS(name, list "[].PrefixListIds[]", RULE("^"), TEXT("prefixList", "PrefixListId"))
#define RULE(up) TEXT("protocol", up "IpProtocol"), INT("fromPort", up "FromPort"), INT("toPort", up "ToPort")
#define ALLOWS(list, to, name)                                                                 \
    { .type = "ALLOWS_FROM", .way = SG_OUT, .label = to, .each = "IpPermissions[]." list, .key = name, \
      .discriminator = "{^IpProtocol}:{^FromPort|^IpProtocol}-{^ToPort|^IpProtocol}",          \
      .properties = PROPERTIES(RULE("^")) }

static const sg_collector rows[] = {
    {
        .service = "ec2", .operation = "DescribeVpcs",
        .items = "Vpcs[]",
        .label = "VirtualNetwork", .native = "AWS::EC2::VPC",
        .key = "{VpcId}", .arn = EC2_ARN("vpc", "VpcId"), .owner = "OwnerId",
        .properties = PROPERTIES(TEXT("cidrBlock", "CidrBlock"),
                                 TEXTS("cidrBlocks", "CidrBlockAssociationSet[].CidrBlock"),
                                 BOOL("isDefault", "IsDefault"), TAGS("Tags")),
    },
    {
        .service = "ec2", .operation = "DescribeSubnets",
        .items = "Subnets[]",
        .label = "Subnet", .native = "AWS::EC2::Subnet",
        .key = "{SubnetId}", .arn = EC2_ARN("subnet", "SubnetId"), .owner = "OwnerId",
        .properties = PROPERTIES(TEXT("cidrBlock", "CidrBlock"),
                                 TEXTS("ipv6CidrBlocks", "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlock"),
                                 TEXT("availabilityZone", "AvailabilityZone"), TAGS("Tags")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),
                       FROM("CONTAINS", "VirtualNetwork", "{VpcId}")),
    },
    {
        .service = "ec2", .operation = "DescribeRouteTables",
        .items = "RouteTables[]",
        .label = "RouteTable", .native = "AWS::EC2::RouteTable",
        .key = "{RouteTableId}", .arn = EC2_ARN("route-table", "RouteTableId"), .owner = "OwnerId",
        .properties = PROPERTIES(ANY("main", "Associations[].Main"), TAGS("Tags"),
                                 MAPS("routes", "Routes[]", TEXT("destination", DESTINATION),
                                      TEXT("target", ROUTE_TARGET), TEXT("state", "State"))),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),
                       { .type = "ROUTES_TO", .way = SG_IN, .label = "Subnet", .each = "Associations[]", .key = "{SubnetId}",
                         .when = "AssociationState.State!=disassociated" },
                       { .type = "ROUTES_TO", .way = SG_IN, .label = "Gateway", .each = "Associations[]", .key = "{GatewayId}",
                         .when = "AssociationState.State!=disassociated" },
                       { .type = "ROUTES_TO", .way = SG_OUT, .label = "Gateway", .each = "Routes[]",
                         .key = "{" GATEWAY_TARGET "}", .when = "GatewayId!=local",
                         .discriminator = "{" DESTINATION "}",
                         .properties = PROPERTIES(TEXT("destination", DESTINATION), TEXT("state", "State")) }),
    },
    {
        GATEWAY("DescribeInternetGateways", "InternetGateways[]", "InternetGatewayId", "internet-gateway"),
        .native = "AWS::EC2::InternetGateway", .owner = "OwnerId",
        .properties = PROPERTIES(CONSTANT("kind", NULL, "internet"), CONSTANT("state", NULL, "detached"),
                                 CONSTANT("state", "Attachments[]", "attached"), TAGS("Tags")),
        .edges = EDGES(TO_EACH("IN_NETWORK", "VirtualNetwork", "Attachments[]", "{VpcId}")),
    },
    {
        GATEWAY("DescribeEgressOnlyInternetGateways", "EgressOnlyInternetGateways[]", "EgressOnlyInternetGatewayId", "egress-only-internet-gateway"),
        .native = "AWS::EC2::EgressOnlyInternetGateway",
        .properties = PROPERTIES(CONSTANT("kind", NULL, "egressOnly"), TAGS("Tags")),
        .edges = EDGES(TO_EACH("IN_NETWORK", "VirtualNetwork", "Attachments[]", "{VpcId}")),
    },
    {
        GATEWAY("DescribeNatGateways", "NatGateways[]", "NatGatewayId", "natgateway"),
        .native = "AWS::EC2::NatGateway",
        .properties = PROPERTIES(CONSTANT("kind", NULL, "nat"), TEXT("state", "State"),
                                 TIME("createdAt", "CreateTime"), TAGS("Tags")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"), TO("IN_SUBNET", "Subnet", "{SubnetId}"),
                       TO_EACH("HAS_INTERFACE", "NetworkInterface", "NatGatewayAddresses[]", "{NetworkInterfaceId}")),
    },
    {
        GATEWAY("DescribeVpnGateways", "VpnGateways[]", "VpnGatewayId", "vpn-gateway"),
        .native = "AWS::EC2::VPNGateway",
        .properties = PROPERTIES(CONSTANT("kind", NULL, "vpn"), TEXT("state", "State"), TAGS("Tags")),
        .edges = EDGES(TO_EACH("IN_NETWORK", "VirtualNetwork", "VpcAttachments[]", "{VpcId}")),
    },
    {
        GATEWAY("DescribeTransitGateways", "TransitGateways[]", "TransitGatewayId", "transit-gateway"),
        .native = "AWS::EC2::TransitGateway", .owner = "OwnerId",
        .properties = PROPERTIES(CONSTANT("kind", NULL, "transit"), TEXT("state", "State"), TAGS("Tags"),
                                 EQUALS("groupReferencing", "Options.SecurityGroupReferencingSupport", "enable")),
    },
    {
        GATEWAY("DescribeVpcEndpoints", "VpcEndpoints[]", "VpcEndpointId", "vpc-endpoint"),
        .native = "AWS::EC2::VPCEndpoint", .owner = "OwnerId",
        .policy = "PolicyDocument",
        .properties = PROPERTIES(CONSTANT("kind", NULL, "endpoint"), TEXT("state", "State"),
                                 TIME("createdAt", "CreationTimestamp"), TAGS("Tags")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),
                       TO_EACH("IN_SUBNET", "Subnet", "SubnetIds[]", "{.}"),
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "Groups[]", "{GroupId}")),
    },
    {
        GATEWAY("DescribeVpcPeeringConnections", "VpcPeeringConnections[]", "VpcPeeringConnectionId", "vpc-peering-connection"),
        .native = "AWS::EC2::VPCPeeringConnection",
        .properties = PROPERTIES(CONSTANT("kind", NULL, "peering"), TEXT("state", "Status.Code"), TAGS("Tags")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{RequesterVpcInfo.VpcId}"),
                       TO("IN_NETWORK", "VirtualNetwork", "{AccepterVpcInfo.VpcId}")),
    },
    {
        .service = "ec2", .operation = "DescribeVpcPeeringConnections",
        .items = "VpcPeeringConnections[]", .when = "Status.Code=active", .adds = true,
        .label = "VirtualNetwork", .key = "{RequesterVpcInfo.VpcId}",
        .edges = EDGES(TO("PEERED_WITH", "VirtualNetwork", "{AccepterVpcInfo.VpcId}")),
    },
    {
        .service = "ec2", .operation = "DescribeNetworkAcls",
        .items = "NetworkAcls[]",
        .label = "NetworkAcl", .native = "AWS::EC2::NetworkAcl",
        .key = "{NetworkAclId}", .arn = EC2_ARN("network-acl", "NetworkAclId"), .owner = "OwnerId",
        .properties = PROPERTIES(BOOL("isDefault", "IsDefault"), TAGS("Tags"),
                                 MAPS("entries", "Entries[]", INT("ruleNumber", "RuleNumber"),
                                      BOOL("egress", "Egress"), TEXT("action", "RuleAction"),
                                      TEXT("protocol", "Protocol"), INT("fromPort", "PortRange.From"),
                                      INT("toPort", "PortRange.To"), TEXT("cidr", "CidrBlock|Ipv6CidrBlock"))),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),
                       FROM_EACH("PROTECTED_BY", "Subnet", "Associations[]", "{SubnetId}")),
    },
    {
        .service = "ec2", .operation = "DescribeSecurityGroups",
        .items = "SecurityGroups[]",
        .label = "SecurityGroup", .native = "AWS::EC2::SecurityGroup",
        .key = "{GroupId}", .arn = EC2_ARN("security-group", "GroupId"), .owner = "OwnerId",
        .properties = PROPERTIES(TEXT("name", "GroupName"), TEXT("groupName", "GroupName"), TAGS("Tags"),
                                 RULES("ingress", "IpPermissions"), RULES("egress", "IpPermissionsEgress")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),
                       ALLOWS("IpRanges[]", "IpRange", "cidr:{CidrIp}"),
                       ALLOWS("Ipv6Ranges[]", "IpRange", "cidr:{CidrIpv6}"),
                       ALLOWS("PrefixListIds[]", "IpRange", "{PrefixListId}"),
                       ALLOWS("UserIdGroupPairs[]", "SecurityGroup", "{GroupId}")),
    },
};
/* clang-format on */

const sg_collectors sg_network = { rows, SG_COUNT(rows) };
