/* ec2.c - machines, their interfaces and addresses.
 *
 * Interfaces are described twice: inside their machine and by a call of their own.  Either may be all
 * that was collected; both use one set of rows.  Every private address of an interface may have a
 * public one of its own.
 */
#include "ingest/rows.h"

/* clang-format off */
#define EC2_ARN(kind, id) "arn:{@partition}:ec2:{@region}:{@account}:" kind "/{" id "}"
#define INTERFACE                                                                              \
        .label = "NetworkInterface", .native = "AWS::EC2::NetworkInterface",                   \
        .key = "{NetworkInterfaceId}", .arn = EC2_ARN("network-interface", "NetworkInterfaceId"), \
        .owner = "OwnerId", .aliases = { "address:{VpcId}/{PrivateIpAddress}" }, \
        .hosts = { "Association.PublicIp", "PrivateIpAddresses[].Association.PublicIp",   \
                   "Ipv6Addresses[].Ipv6Address" },                                       \
        .properties = interface_properties
#define INTERFACE_EDGES                                                                        \
    TO("IN_SUBNET", "Subnet", "{SubnetId}"), TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),    \
    TO_EACH("PROTECTED_BY", "SecurityGroup", "Groups[]", "{GroupId}"),                         \
    TO("HAS_IP", "PublicIp", "{Association.AllocationId}"),                                    \
    TO_EACH("HAS_IP", "PublicIp", "PrivateIpAddresses[].Association", "{AllocationId}")

static const sg_property interface_properties[] = {
    TEXT("status", "Status"), TEXT("interfaceType", "InterfaceType"),
    TEXT("publicIpAddress", "Association.PublicIp"),
    TEXTS("publicIpAddresses", "PrivateIpAddresses[].Association.PublicIp"),
    TEXTS("privateIpAddresses", "PrivateIpAddresses[].PrivateIpAddress"),
    TEXTS("ipv6Addresses", "Ipv6Addresses[].Ipv6Address"), TAGS("TagSet"),
    { .name = NULL },
};

static const sg_collector rows[] = {
    {
        .service = "ec2", .operation = "DescribeInstances",
        .items = "Reservations[].Instances[]",
        .label = "VirtualMachine", .native = "AWS::EC2::Instance",
        .key = "{InstanceId}", .arn = EC2_ARN("instance", "InstanceId"), .owner = "^OwnerId",
        .hosts = { "PublicIpAddress", "PublicDnsName", "NetworkInterfaces[].Ipv6Addresses[].Ipv6Address" },
        .properties = PROPERTIES(TEXT("state", "State.Name"), TEXT("instanceType", "InstanceType"),
                                 TEXT("publicIpAddress", "PublicIpAddress"), TEXT("privateIpAddress", "PrivateIpAddress"),
                                 TEXT("instanceProfile", "IamInstanceProfile.Arn"),
                                 TEXT("httpTokens", "MetadataOptions.HttpTokens"), TEXT("metadataEndpoint", "MetadataOptions.HttpEndpoint"),
                                 INT("metadataHops", "MetadataOptions.HttpPutResponseHopLimit"),
                                 TEXT("keyName", "KeyName"), TEXT("platform", "Platform"),
                                 TIME("createdAt", "LaunchTime"), TAGS("Tags")),
        .edges = EDGES(TO("IN_SUBNET", "Subnet", "{SubnetId}"), TO("IN_NETWORK", "VirtualNetwork", "{VpcId}"),
                       TO("USES_IMAGE", "MachineImage", "{ImageId}"),
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "SecurityGroups[]", "{GroupId}"),
                       TO_EACH("HAS_INTERFACE", "NetworkInterface", "NetworkInterfaces[]", "{NetworkInterfaceId}"),
                       { .type = "ATTACHED_TO", .way = SG_IN, .label = "Volume", .each = "BlockDeviceMappings[]",
                         .key = "{Ebs.VolumeId}", .properties = PROPERTIES(TEXT("device", "DeviceName")) }),
    },
    {
        .service = "ec2", .operation = "DescribeInstances",
        .items = "Reservations[].Instances[].NetworkInterfaces[]",
        INTERFACE,
        .edges = EDGES(INTERFACE_EDGES),
    },
    {
        .service = "ec2", .operation = "DescribeNetworkInterfaces",
        .items = "NetworkInterfaces[]",
        INTERFACE,
        .edges = EDGES(INTERFACE_EDGES, FROM("HAS_INTERFACE", "VirtualMachine", "{Attachment.InstanceId}")),
    },
    {
        .service = "ec2", .operation = "DescribeAddresses",
        .items = "Addresses[]",
        .label = "PublicIp", .native = "AWS::EC2::EIP",
        .key = "{AllocationId|PublicIp}", .arn = EC2_ARN("elastic-ip", "AllocationId"),
        .hosts = { "PublicIp" },
        .properties = PROPERTIES(TEXT("name", "PublicIp"), TEXT("publicIpAddress", "PublicIp"), TAGS("Tags")),
        .edges = EDGES(FROM("HAS_IP", "NetworkInterface", "{NetworkInterfaceId}"),
                       FROM("HAS_IP", "VirtualMachine", "{InstanceId}")),
    },
};
/* clang-format on */

const sg_collectors sg_ec2 = { rows, SG_COUNT(rows) };
