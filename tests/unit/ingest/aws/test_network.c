/* test_network.c - networks, routes, gateways, filters. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/inventory.h"

Test(network, subnets_stand_in_networks)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, "a/eu-west-1/ec2-describe-subnets.json",
        "{'Subnets':[{'SubnetId':'subnet-1','VpcId':'vpc-1','CidrBlock':'10.0.1.0/24',"
        "'Ipv6CidrBlockAssociationSet':[{'Ipv6CidrBlock':'fd00::/64'}]}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "subnet-1", "IN_NETWORK", "vpc-1") == 1);
    cr_expect(inventory_edges(&it, "vpc-1", "CONTAINS", "subnet-1") == 1);
    cr_expect_str_eq(inventory_get(&it, "subnet-1", "ipv6CidrBlocks"), "[\"fd00::/64\"]");
    inventory_close(&it);
}

Test(network, routes)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, "a/eu-west-1/ec2-describe-route-tables.json",
        "{'RouteTables':[{'RouteTableId':'rtb-1','VpcId':'vpc-1','Associations':[{'Main':true},"
        "{'Main':false,'SubnetId':'subnet-1','AssociationState':{'State':'associated'}},"
        "{'Main':false,'SubnetId':'subnet-2','AssociationState':{'State':'disassociated'}}],"
        "'Routes':[{'DestinationCidrBlock':'10.0.0.0/16','GatewayId':'local','State':'active'},"
        "{'DestinationCidrBlock':'0.0.0.0/0','GatewayId':'igw-1','State':'active'},"
        "{'DestinationIpv6CidrBlock':'::/0','NatGatewayId':'nat-1','State':'blackhole'}]},"
        "{'RouteTableId':'rtb-2','VpcId':'vpc-1','Associations':[],'Routes':[]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "rtb-1", "main"), "true");
    cr_expect_str_eq(inventory_get(&it, "rtb-2", "main"), "false");
    cr_expect_str_eq(inventory_get(&it, "rtb-2", "routes"), "[]");
    cr_expect_str_eq(
        inventory_get(&it, "rtb-1", "routes"),
        "[{\"destination\":\"10.0.0.0/16\",\"state\":\"active\",\"target\":\"local\"},"
        "{\"destination\":\"0.0.0.0/0\",\"state\":\"active\",\"target\":\"igw-1\"},"
        "{\"destination\":\"::/0\",\"state\":\"blackhole\",\"target\":\"nat-1\"}]");
    cr_expect(inventory_edges(&it, "subnet-1", "ROUTES_TO", "rtb-1") == 1);
    cr_expect(inventory_edges(&it, "subnet-2", "ROUTES_TO", "rtb-1") == 0);
    cr_expect_str_eq(inventory_edge(&it, "rtb-1", "ROUTES_TO", "igw-1", "destination"),
                     "\"0.0.0.0/0\"");
    cr_expect_str_eq(inventory_edge(&it, "rtb-1", "ROUTES_TO", "nat-1", "state"),
                     "\"blackhole\"");
    cr_expect(!inventory_has(&it, "local"));
    inventory_close(&it);
}

Test(network, gateways)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, "a/eu-west-1/ec2-describe-internet-gateways.json",
        "{'InternetGateways':[{'InternetGatewayId':'igw-1','Attachments':[{'State':"
        "'available','VpcId':'vpc-1'}]},{'InternetGatewayId':'igw-2','Attachments':[]}]}");
    inventory_give(
        &it, "a/eu-west-1/ec2-describe-nat-gateways.json",
        "{'NatGateways':[{'NatGatewayId':'nat-1','State':'available','VpcId':'vpc-1',"
        "'SubnetId':'subnet-1','NatGatewayAddresses':[{'NetworkInterfaceId':'eni-1'}]}]}");
    inventory_give(
        &it, "a/eu-west-1/ec2-describe-vpc-peering-connections.json",
        "{'VpcPeeringConnections':[{'VpcPeeringConnectionId':'pcx-1','Status':{'Code':"
        "'active'},'RequesterVpcInfo':{'VpcId':'vpc-1'},'AccepterVpcInfo':{'VpcId':'vpc-2'}},"
        "{'VpcPeeringConnectionId':'pcx-2','Status':{'Code':'deleted'},"
        "'RequesterVpcInfo':{'VpcId':'vpc-1'},'AccepterVpcInfo':{'VpcId':'vpc-3'}}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "igw-1", "state"), "\"attached\"");
    cr_expect_str_eq(inventory_get(&it, "igw-2", "state"), "\"detached\"");
    cr_expect_str_eq(inventory_get(&it, "igw-1", "kind"), "\"internet\"");
    cr_expect(inventory_edges(&it, "igw-1", "IN_NETWORK", "vpc-1") == 1);
    cr_expect_str_eq(inventory_get(&it, "nat-1", "kind"), "\"nat\"");
    cr_expect(inventory_edges(&it, "nat-1", "HAS_INTERFACE", "eni-1") == 1);
    cr_expect(inventory_edges(&it, "vpc-1", "PEERED_WITH", "vpc-2") == 1);
    cr_expect(inventory_edges(&it, "vpc-1", "PEERED_WITH", "vpc-3") == 0);
    inventory_close(&it);
}

Test(network, acls)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/ec2-describe-network-acls.json",
                   "{'NetworkAcls':[{'NetworkAclId':'acl-1','IsDefault':true,'VpcId':'vpc-1',"
                   "'Associations':[{'SubnetId':'subnet-1'}],'Entries':[{'RuleNumber':100,"
                   "'Egress':false,'RuleAction':'allow','Protocol':'6','CidrBlock':'0.0.0.0/0',"
                   "'PortRange':{'From':443,'To':443}}]}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "subnet-1", "PROTECTED_BY", "acl-1") == 1);
    cr_expect_str_eq(inventory_get(&it, "acl-1", "entries"),
                     "[{\"action\":\"allow\",\"cidr\":\"0.0.0.0/0\",\"egress\":false,"
                     "\"fromPort\":443,\"protocol\":\"6\",\"ruleNumber\":100,\"toPort\":443}]");
    inventory_close(&it);
}

Test(network, security_groups)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, "a/eu-west-1/ec2-describe-security-groups.json",
        "{'SecurityGroups':[{'GroupId':'sg-1','GroupName':'web','VpcId':'vpc-1','IpPermissions'"
        ":["
        "{'IpProtocol':'tcp','FromPort':22,'ToPort':22,'IpRanges':[{'CidrIp':'0.0.0.0/0'}],"
        "'Ipv6Ranges':[{'CidrIpv6':'::/"
        "0'}],'UserIdGroupPairs':[],'PrefixListIds':[{'PrefixListId':'pl-1'}]},"
        "{'IpProtocol':'tcp','FromPort':80,'ToPort':80,'IpRanges':[{'CidrIp':'0.0.0.0/0'}]},"
        "{'IpProtocol':'-1','UserIdGroupPairs':[{'GroupId':'sg-2'}]}],"
        "'IpPermissionsEgress':[]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "sg-1", "groupName"), "\"web\"");
    cr_expect(inventory_edges(&it, "sg-1", "ALLOWS_FROM", "cidr:0.0.0.0/0") == 2);
    cr_expect_str_eq(inventory_edge(&it, "sg-1", "ALLOWS_FROM", "cidr:::/0", "fromPort"), "22");
    cr_expect_str_eq(inventory_edge(&it, "sg-1", "ALLOWS_FROM", "sg-2", "protocol"), "\"-1\"");
    cr_expect_str_eq(inventory_edge(&it, "sg-1", "ALLOWS_FROM", "pl-1", "toPort"), "22");
    cr_expect(inventory_labelled(&it, "pl-1", "IpRange"));
    cr_expect(inventory_labelled(&it, "cidr:0.0.0.0/0", "IpRange"));
    cr_expect(!inventory_labelled(&it, "cidr:0.0.0.0/0", "Resource"));
    cr_expect_str_eq(inventory_get(&it, "cidr:0.0.0.0/0", "name"), "\"0.0.0.0/0\"");
    cr_expect_str_eq(
        inventory_get(&it, "sg-1", "ingress"),
        "[{\"cidr\":\"0.0.0.0/0\",\"fromPort\":22,\"protocol\":\"tcp\",\"toPort\":22},"
        "{\"cidr\":\"0.0.0.0/0\",\"fromPort\":80,\"protocol\":\"tcp\",\"toPort\":80},"
        "{\"cidr\":\"::/0\",\"fromPort\":22,\"protocol\":\"tcp\",\"toPort\":22},"
        "{\"group\":\"sg-2\",\"protocol\":\"-1\"},"
        "{\"fromPort\":22,\"prefixList\":\"pl-1\",\"protocol\":\"tcp\",\"toPort\":22}]");
    cr_expect_str_eq(inventory_get(&it, "sg-1", "egress"), "[]");
    inventory_close(&it);
}
