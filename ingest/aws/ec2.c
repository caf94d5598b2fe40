/* ec2.c - machines, their interfaces and addresses.
 *
 * Interfaces are described twice: inside their machine and by a call of their own.  Either may be all
 * that was collected; both use one set of rows.  Every private address of an interface may have a
 * public one of its own.
 */
#include "ingest/mapper.h"
#include "ingest/pending.h"
#include "ingest/rows.h"

/* An interface that is to be named by what it holds in its network. */
typedef struct holding {
    sg_mapper *mapper;
    sg_build_node node;
    sg_str network;
} holding;

static sg_status name_by_block(void *state, const sg_frame *element)
{
    const holding *at = state;

    if (element->value->type != SG_TYPE_STRING)
        return SG_OK;
    sg_str name =
        sg_holder_name(at->network, sg_value_str(*element->value), at->mapper->scratch);
    if (!name.bytes)
        return SG_ENOMEM;
    return name.length ? sg_builder_alias(at->mapper->builder, at->node, name) : SG_OK;
}

/* Secondary addresses, IPv6 addresses and delegated blocks: targets are registered by them. */
static sg_status name_by_blocks(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    static const char *const paths[] = { "PrivateIpAddresses[Primary=false].PrivateIpAddress",
                                         "Ipv6Addresses[].Ipv6Address",
                                         "Ipv4Prefixes[].Ipv4Prefix",
                                         "Ipv6Prefixes[].Ipv6Prefix" };
    const sg_value *network = NULL;
    sg_found found;

    if (sg_path_get(item, "VpcId", &network) != SG_FOUND || network->type != SG_TYPE_STRING)
        return SG_OK;
    for (size_t i = 0; i < SG_COUNT(paths); i++)
        SG_TRY(sg_path_each(item, paths[i], name_by_block,
                            &(holding){ mapper, node, sg_value_str(*network) }, &found));
    return SG_OK;
}

/* clang-format off */
#define EC2_ARN(kind, id) "arn:{@partition}:ec2:{@region}:{@account}:" kind "/{" id "}"
#define INTERFACE                                                                              \
        .label = "NetworkInterface", .native = "AWS::EC2::NetworkInterface",                   \
        .key = "{NetworkInterfaceId}", .arn = EC2_ARN("network-interface", "NetworkInterfaceId"), \
        .owner = "OwnerId", .aliases = { "address:{VpcId}/{PrivateIpAddress}" }, \
        .hosts = { "Association.PublicIp", "PrivateIpAddresses[].Association.PublicIp",   \
                   "Ipv6Addresses[].Ipv6Address" },                                       \
        .properties = interface_properties, .post = name_by_blocks
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
    TEXTS("ipv6Addresses", "Ipv6Addresses[].Ipv6Address"),
    TEXTS("ipv6Prefixes", "Ipv6Prefixes[].Ipv6Prefix"), TAGS("TagSet"),
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
