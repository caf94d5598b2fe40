/* transit.c - transit gateways: what is attached to them, and their own route tables.
 *
 *     network <-- attachment --> transit gateway
 *                     |
 *                     +--ROUTES_TO--> route table: destination -> attachment
 */
#include "ingest/rows.h"

/* clang-format off */
#define ATTACHMENT                                                                             \
        .label = "Gateway", .native = "AWS::EC2::TransitGatewayAttachment",                    \
        .key = "{TransitGatewayAttachmentId}",                                                 \
        .arn = "arn:{@partition}:ec2:{@region}:{@account}:transit-gateway-attachment/{TransitGatewayAttachmentId}"
#define ATTACHED TO("ATTACHED_TO", "Gateway", "{TransitGatewayId}")

static const sg_collector rows[] = {
    {
        .service = "ec2", .operation = "DescribeTransitGatewayAttachments",
        .items = "TransitGatewayAttachments[]",
        ATTACHMENT, .owner = "ResourceOwnerId",
        .properties = PROPERTIES(CONSTANT("kind", NULL, "attachment"), TEXT("state", "State"), TAGS("Tags")),
        .edges = EDGES({ .type = "IN_NETWORK", .way = SG_OUT, .label = "VirtualNetwork", .key = "{ResourceId}",
                         .when = "ResourceType=vpc" },
                       ATTACHED,
                       { .type = "ROUTES_TO", .way = SG_OUT, .label = "RouteTable",
                         .key = "{Association.TransitGatewayRouteTableId}", .when = "Association.State!=disassociated" }),
    },
    {
        .service = "ec2", .operation = "DescribeTransitGatewayVpcAttachments",
        .items = "TransitGatewayVpcAttachments[]",
        ATTACHMENT, .owner = "VpcOwnerId",
        .properties = PROPERTIES(CONSTANT("kind", NULL, "attachment"), TEXT("state", "State"), TAGS("Tags"),
                                 EQUALS("groupReferencing", "Options.SecurityGroupReferencingSupport", "enable")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"), ATTACHED),
    },
    {
        .service = "ec2", .operation = "DescribeTransitGatewayRouteTables",
        .items = "TransitGatewayRouteTables[]",
        .label = "RouteTable", .native = "AWS::EC2::TransitGatewayRouteTable",
        .key = "{TransitGatewayRouteTableId}",
        .arn = "arn:{@partition}:ec2:{@region}:{@account}:transit-gateway-route-table/{TransitGatewayRouteTableId}",
        .properties = PROPERTIES(TEXT("state", "State"), TAGS("Tags")),
        .edges = EDGES(ATTACHED),
    },
    {
        .service = "ec2", .operation = "GetTransitGatewayRouteTableAssociations",
        .items = "Associations[]", .when = "State!=disassociated", .adds = true,
        .label = "RouteTable", .key = "{@parameter}",
        .edges = EDGES(FROM("ROUTES_TO", "Gateway", "{TransitGatewayAttachmentId}")),
    },
    {
        .service = "ec2", .operation = "SearchTransitGatewayRoutes", .when = "Routes", .adds = true,
        .label = "RouteTable", .key = "{@parameter}",
        .properties = PROPERTIES(MAPS("routes", "Routes[]", TEXT("destination", "DestinationCidrBlock|PrefixListId"),
                                      TEXT("target", "TransitGatewayAttachments[].TransitGatewayAttachmentId"),
                                      TEXT("state", "State")),
                                 BOOL("moreRoutes", "AdditionalRoutesAvailable")),
    },
};
/* clang-format on */

const sg_collectors sg_transit = { rows, SG_COUNT(rows) };
