/* inventory_network.c - VPCs, subnets, routes, gateways, ACLs, groups, addresses, peerings. */
#include <stdio.h>

#include "engine/base/text.h"
#include "generate/inventory_internal.h"

static sg_text vpc_of(const sg_inventory *self, uint32_t index)
{
    return sg_short(self, sg_at(self, SG_KIND_NETWORK,
                                sg_facts_network(self->estate, self->account, index)));
}

static uint32_t networks(const sg_inventory *self)
{
    return sg_number_of(self, SG_KIND_NETWORK);
}

static sg_status write_vpcs(sg_inventory *self)
{
    sg_answer_begin(self, "Vpcs");
    for (uint32_t i = 0; i < networks(self); i++) {
        sg_place place = sg_at(self, SG_KIND_NETWORK, i);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"CidrBlock\": \"10.%u.0.0/16\", \"State\": \"available\", \"VpcId\": \"%s\", "
            "\"OwnerId\": \"%s\", \"InstanceTenancy\": \"default\", "
            "\"CidrBlockAssociationSet\": "
            "[{\"CidrBlock\": \"10.%u.0.0/16\", \"CidrBlockState\": {\"State\": "
            "\"associated\"}}], "
            "\"IsDefault\": %s, ",
            i & 255, sg_short(self, place).bytes, sg_account_id(self), i & 255,
            i == 0 ? "true" : "false");
        sg_answer_tags(self, "Tags", place);
        sg_answer_add(self, "}");
    }
    return sg_answer_end(self, "ec2-describe-vpcs", NULL);
}

static sg_status write_subnets(sg_inventory *self)
{
    sg_answer_begin(self, "Subnets");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_SUBNET); i++) {
        sg_place place = sg_at(self, SG_KIND_SUBNET, i);
        uint32_t turn = i / networks(self);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"AvailabilityZone\": \"%s%c\", \"AvailableIpAddressCount\": 240, \"CidrBlock\": "
            "\"10.%u.%u.0/24\", \"DefaultForAz\": false, \"MapPublicIpOnLaunch\": %s, "
            "\"State\": "
            "\"available\", \"SubnetId\": \"%s\", \"VpcId\": \"%s\", \"OwnerId\": \"%s\", "
            "\"Ipv6CidrBlockAssociationSet\": [], \"SubnetArn\": \"%s\", ",
            self->region, 'a' + (int)(turn % 3), (i % networks(self)) & 255, turn & 255,
            turn % 3 == 0 ? "true" : "false", sg_short(self, place).bytes,
            vpc_of(self, i).bytes, sg_account_id(self), sg_arn(self, place).bytes);
        sg_answer_tags(self, "Tags", place);
        sg_answer_add(self, "}");
    }
    return sg_answer_end(self, "ec2-describe-subnets", NULL);
}

/* Calls for each subnet of the network whose routes are those of the table: public ones of an even table. */
static void write_associations(sg_inventory *self, uint32_t table)
{
    uint32_t network = table / 2;
    bool first = true;
    if (table % 2 == 1) {
        sg_answer_add(self,
                      "{\"Main\": true, \"AssociationState\": {\"State\": \"associated\"}}");
        first = false;
    }
    for (uint32_t i = network; i < sg_number_of(self, SG_KIND_SUBNET); i += networks(self)) {
        if (sg_facts_subnet_is_public(self->estate, self->account, i) != (table % 2 == 0))
            continue;
        sg_answer_add(
            self,
            "%s{\"Main\": false, \"SubnetId\": \"%s\", \"AssociationState\": {\"State\": "
            "\"associated\"}}",
            first ? "" : ", ", sg_short(self, sg_at(self, SG_KIND_SUBNET, i)).bytes);
        first = false;
    }
}

static sg_status write_tables(sg_inventory *self)
{
    sg_answer_begin(self, "RouteTables");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_ROUTE_TABLE); i++) {
        sg_place place = sg_at(self, SG_KIND_ROUTE_TABLE, i);
        sg_place network = sg_at(self, SG_KIND_NETWORK, i / 2);
        if (!sg_is_here(self, network))
            continue;
        sg_answer_next(self);
        sg_answer_add(self, "{\"Associations\": [");
        write_associations(self, i);
        sg_answer_add(
            self,
            "], \"PropagatingVgws\": [], \"RouteTableId\": \"%s\", \"Routes\": "
            "[{\"DestinationCidrBlock\": \"10.%u.0.0/16\", \"GatewayId\": \"local\", "
            "\"State\": "
            "\"active\"}, {\"DestinationCidrBlock\": \"0.0.0.0/0\", \"%s\": \"%s\", \"State\": "
            "\"active\"}], \"VpcId\": \"%s\", \"OwnerId\": \"%s\", ",
            sg_short(self, place).bytes, (i / 2) & 255,
            i % 2 == 0 ? "GatewayId" : "NatGatewayId",
            sg_short(self, sg_at(self, SG_KIND_GATEWAY, i)).bytes,
            sg_short(self, network).bytes, sg_account_id(self));
        sg_answer_tags(self, "Tags", place);
        sg_answer_add(self, "}");
    }
    return sg_answer_end(self, "ec2-describe-route-tables", NULL);
}

static sg_status write_gateways(sg_inventory *self, bool internet)
{
    sg_answer_begin(self, internet ? "InternetGateways" : "NatGateways");
    for (uint32_t i = internet ? 0 : 1; i < sg_number_of(self, SG_KIND_GATEWAY); i += 2) {
        sg_place network = sg_at(self, SG_KIND_NETWORK, i / 2);
        sg_text id = sg_short(self, sg_at(self, SG_KIND_GATEWAY, i));
        if (!sg_is_here(self, network))
            continue;
        sg_answer_next(self);
        if (internet)
            sg_answer_add(self,
                          "{\"Attachments\": [{\"State\": \"available\", \"VpcId\": \"%s\"}], "
                          "\"InternetGatewayId\": \"%s\", \"OwnerId\": \"%s\", \"Tags\": []}",
                          sg_short(self, network).bytes, id.bytes, sg_account_id(self));
        else
            sg_answer_add(
                self,
                "{\"NatGatewayId\": \"%s\", \"State\": \"available\", \"SubnetId\": "
                "\"%s\", \"VpcId\": "
                "\"%s\", \"ConnectivityType\": \"public\", \"NatGatewayAddresses\": [], "
                "\"Tags\": []}",
                id.bytes, sg_short(self, sg_at(self, SG_KIND_SUBNET, i / 2)).bytes,
                sg_short(self, network).bytes);
    }
    return sg_answer_end(
        self, internet ? "ec2-describe-internet-gateways" : "ec2-describe-nat-gateways", NULL);
}

static sg_status write_acls(sg_inventory *self)
{
    sg_answer_begin(self, "NetworkAcls");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_NETWORK_ACL); i++) {
        sg_place network = sg_at(self, SG_KIND_NETWORK, i);
        sg_text id = sg_short(self, sg_at(self, SG_KIND_NETWORK_ACL, i));
        bool first = true;
        if (!sg_is_here(self, network))
            continue;
        sg_answer_next(self);
        sg_answer_add(self, "{\"Associations\": [");
        for (uint32_t k = i; k < sg_number_of(self, SG_KIND_SUBNET); k += networks(self)) {
            sg_answer_add(self, "%s{\"NetworkAclId\": \"%s\", \"SubnetId\": \"%s\"}",
                          first ? "" : ", ", id.bytes,
                          sg_short(self, sg_at(self, SG_KIND_SUBNET, k)).bytes);
            first = false;
        }
        sg_answer_add(
            self,
            "], \"Entries\": [{\"CidrBlock\": \"0.0.0.0/0\", \"Egress\": true, \"Protocol\": "
            "\"-1\", "
            "\"RuleAction\": \"allow\", \"RuleNumber\": 100}, {\"CidrBlock\": \"0.0.0.0/0\", "
            "\"Egress\": false, \"Protocol\": \"-1\", \"RuleAction\": \"allow\", "
            "\"RuleNumber\": 100}], "
            "\"IsDefault\": true, \"NetworkAclId\": \"%s\", \"Tags\": [], \"VpcId\": \"%s\", "
            "\"OwnerId\": \"%s\"}",
            id.bytes, sg_short(self, network).bytes, sg_account_id(self));
    }
    return sg_answer_end(self, "ec2-describe-network-acls", NULL);
}

/* --- security groups ------------------------------------------------------------------------------ */

static void allow_ranges(sg_inventory *self, uint16_t port, const char *ipv4, const char *ipv6)
{
    sg_answer_add(self,
                  "{\"IpProtocol\": \"tcp\", \"FromPort\": %u, \"ToPort\": %u, \"IpRanges\": "
                  "[{\"CidrIp\": "
                  "\"%s\"}], \"Ipv6Ranges\": [",
                  port, port, ipv4);
    if (ipv6)
        sg_answer_add(self, "{\"CidrIpv6\": \"%s\"}", ipv6);
    sg_answer_add(self, "], \"PrefixListIds\": [], \"UserIdGroupPairs\": []}");
}

static void allow_group(sg_inventory *self, uint32_t group, uint16_t port)
{
    sg_answer_add(
        self,
        "{\"IpProtocol\": \"tcp\", \"FromPort\": %u, \"ToPort\": %u, \"IpRanges\": [], "
        "\"Ipv6Ranges\": [], \"PrefixListIds\": [], \"UserIdGroupPairs\": [{\"GroupId\": "
        "\"%s\", "
        "\"UserId\": \"%s\"}]}",
        port, port ? port : 65535,
        sg_short(self, sg_at(self, SG_KIND_SECURITY_GROUP, group)).bytes, sg_account_id(self));
}

static void write_rule(sg_inventory *self, uint32_t index)
{
    sg_group_rule rule = sg_facts_group(self->estate, self->account, index);
    switch (rule.class) {
    case SG_GROUP_WEB:
    case SG_GROUP_HTTP:
    case SG_GROUP_OPEN:
        allow_ranges(self, rule.port, sg_ip_range_name(0), sg_ip_range_name(1));
        break;
    case SG_GROUP_OFFICE:
        allow_ranges(self, rule.port, sg_ip_range_name(rule.office), NULL);
        break;
    case SG_GROUP_BEHIND:
    case SG_GROUP_DATA:
    case SG_GROUP_INTERNAL:
    case SG_GROUP_CLASSES:
    default:
        allow_group(self, rule.from, rule.port);
        break;
    }
}

static sg_status write_groups(sg_inventory *self)
{
    sg_answer_begin(self, "SecurityGroups");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_SECURITY_GROUP); i++) {
        sg_place place = sg_at(self, SG_KIND_SECURITY_GROUP, i);
        sg_text name = sg_named(self, place);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(self,
                      "{\"Description\": \"%s\", \"GroupName\": \"%s\", \"IpPermissions\": [",
                      name.bytes, name.bytes);
        write_rule(self, i);
        sg_answer_add(
            self,
            "], \"OwnerId\": \"%s\", \"GroupId\": \"%s\", \"IpPermissionsEgress\": "
            "[{\"IpProtocol\": "
            "\"-1\", \"IpRanges\": [{\"CidrIp\": \"0.0.0.0/0\"}], \"Ipv6Ranges\": [], "
            "\"PrefixListIds\": "
            "[], \"UserIdGroupPairs\": []}], \"VpcId\": \"%s\", \"SecurityGroupArn\": \"%s\", ",
            sg_account_id(self), sg_short(self, place).bytes, vpc_of(self, i).bytes,
            sg_arn(self, place).bytes);
        sg_answer_tags(self, "Tags", place);
        sg_answer_add(self, "}");
    }
    return sg_answer_end(self, "ec2-describe-security-groups", NULL);
}

static sg_status write_addresses(sg_inventory *self)
{
    sg_answer_begin(self, "Addresses");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_PUBLIC_IP); i++) {
        sg_place place = sg_at(self, SG_KIND_PUBLIC_IP, i);
        char address[SG_NAME_MOST];
        if (!sg_is_here(self, place))
            continue;
        sg_public_address_of(self->estate, place, address);
        sg_answer_next(self);
        sg_answer_add(self,
                      "{\"PublicIp\": \"%s\", \"AllocationId\": \"%s\", \"Domain\": \"vpc\", ",
                      address, sg_short(self, place).bytes);
        sg_answer_tags(self, "Tags", place);
        sg_answer_add(self, "}");
    }
    return sg_answer_end(self, "ec2-describe-addresses", NULL);
}

static sg_status write_peerings(sg_inventory *self)
{
    sg_place network = sg_at(self, SG_KIND_NETWORK, 0);
    sg_answer_begin(self, "VpcPeeringConnections");
    if (self->account != SG_SHARED_ACCOUNT && self->estate->accounts > SG_SHARED_ACCOUNT &&
        sg_is_here(self, network)) {
        sg_place shared = { SG_SHARED_ACCOUNT, SG_KIND_NETWORK, 0 };
        sg_text vpc = sg_short(self, network);
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"VpcPeeringConnectionId\": \"pcx-0%s\", \"Status\": {\"Code\": \"active\"}, "
            "\"RequesterVpcInfo\": {\"VpcId\": \"%s\", \"OwnerId\": \"%s\", \"Region\": "
            "\"%s\"}, "
            "\"AccepterVpcInfo\": {\"VpcId\": \"%s\", \"OwnerId\": \"%s\", \"Region\": "
            "\"%s\"}}",
            vpc.bytes + 5, vpc.bytes, sg_account_id(self), self->region,
            sg_short(self, shared).bytes, self->estate->items[SG_SHARED_ACCOUNT].id,
            sg_region_of(self->estate, shared));
    }
    return sg_answer_end(self, "ec2-describe-vpc-peering-connections", NULL);
}

sg_status sg_inventory_network(sg_inventory *inventory)
{
    SG_TRY(write_vpcs(inventory));
    SG_TRY(write_subnets(inventory));
    SG_TRY(write_tables(inventory));
    SG_TRY(write_gateways(inventory, true));
    SG_TRY(write_gateways(inventory, false));
    SG_TRY(write_acls(inventory));
    SG_TRY(write_groups(inventory));
    SG_TRY(write_addresses(inventory));
    return write_peerings(inventory);
}
