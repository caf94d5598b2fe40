/* inventory_machines.c - instances, their interfaces, and the images they were started from. */
#include <stdio.h>

#include "engine/base/text.h"
#include "generate/inventory_internal.h"

static bool has_public_address(const sg_machine_facts *machine)
{
    return machine->way == SG_WAY_DIRECT || machine->way == SG_WAY_OFFICE ||
           machine->way == SG_WAY_CLOSED;
}

/* "Association": {...}, when the machine has a public address. */
static void write_association(sg_inventory *self, sg_place machine,
                              const sg_machine_facts *facts)
{
    char address[SG_NAME_MOST];
    if (!has_public_address(facts))
        return;
    sg_public_address_of(self->estate, machine, address);
    sg_answer_add(self, "\"Association\": {\"IpOwnerId\": \"amazon\", \"PublicIp\": \"%s\"}, ",
                  address);
}

static sg_text image_of(const sg_inventory *self, const sg_machine_facts *facts)
{
    sg_place image = sg_at(self, SG_KIND_MACHINE_IMAGE, facts->image);
    if (facts->golden && self->estate->accounts > SG_SHARED_ACCOUNT)
        image = (sg_place){ SG_SHARED_ACCOUNT, SG_KIND_MACHINE_IMAGE, 0 };
    return sg_short(self, image);
}

static void write_machine(sg_inventory *self, uint32_t index, const sg_machine_facts *facts)
{
    sg_place place = sg_at(self, SG_KIND_MACHINE, index);
    sg_text id = sg_short(self, place), created = sg_created(self, place);
    sg_text group = sg_short(self, sg_at(self, SG_KIND_SECURITY_GROUP, facts->group));
    sg_text subnet = sg_short(self, sg_at(self, SG_KIND_SUBNET, facts->subnet));
    sg_text vpc = sg_short(self, sg_at(self, SG_KIND_NETWORK, facts->network));
    char private[SG_NAME_MOST], public[SG_NAME_MOST];
    sg_private_address_of(self->estate, self->account, index, private);
    sg_public_address_of(self->estate, place, public);
    sg_answer_next(self);
    sg_answer_add(
        self,
        "{\"Groups\": [], \"OwnerId\": \"%s\", \"ReservationId\": \"r-0%s\", \"Instances\": "
        "[{\"AmiLaunchIndex\": 0, \"ImageId\": \"%s\", \"InstanceId\": \"%s\", "
        "\"InstanceType\": "
        "\"m5.large\", \"LaunchTime\": \"%s\", \"Monitoring\": {\"State\": \"disabled\"}, "
        "\"Placement\": "
        "{\"AvailabilityZone\": \"%sa\", \"GroupName\": \"\", \"Tenancy\": \"default\"}, "
        "\"PrivateIpAddress\": \"%s\", ",
        sg_account_id(self), id.bytes + 3, image_of(self, facts).bytes, id.bytes, created.bytes,
        self->region, private);
    if (has_public_address(facts))
        sg_answer_add(self, "\"PublicIpAddress\": \"%s\", ", public);
    sg_answer_add(
        self,
        "\"State\": {\"Code\": %d, \"Name\": \"%s\"}, \"SubnetId\": \"%s\", \"VpcId\": \"%s\", "
        "\"Architecture\": \"x86_64\", \"BlockDeviceMappings\": [{\"DeviceName\": "
        "\"/dev/xvda\", "
        "\"Ebs\": {\"AttachTime\": \"%s\", \"DeleteOnTermination\": true, \"Status\": "
        "\"attached\", "
        "\"VolumeId\": \"%s\"}}], \"EbsOptimized\": false, \"EnaSupport\": true, "
        "\"Hypervisor\": \"xen\", ",
        facts->running ? 16 : 80, facts->running ? "running" : "stopped", subnet.bytes,
        vpc.bytes, created.bytes, sg_short(self, sg_at(self, SG_KIND_VOLUME, index)).bytes);
    if (facts->role != SG_NOTHING)
        sg_answer_add(
            self,
            "\"IamInstanceProfile\": {\"Arn\": \"arn:aws:iam::%s:instance-profile/%s\"}, ",
            sg_account_id(self), sg_named(self, sg_at(self, SG_KIND_ROLE, facts->role)).bytes);
    sg_answer_add(self, "\"NetworkInterfaces\": [{");
    write_association(self, place, facts);
    sg_answer_add(
        self,
        "\"Groups\": [{\"GroupId\": \"%s\"}], \"NetworkInterfaceId\": \"%s\", \"OwnerId\": "
        "\"%s\", "
        "\"PrivateIpAddress\": \"%s\", \"Status\": \"in-use\", \"SubnetId\": \"%s\", "
        "\"VpcId\": \"%s\"}], "
        "\"RootDeviceName\": \"/dev/xvda\", \"RootDeviceType\": \"ebs\", \"SecurityGroups\": "
        "[{\"GroupId\": \"%s\"}], \"SourceDestCheck\": true, \"MetadataOptions\": {\"State\": "
        "\"applied\", "
        "\"HttpTokens\": \"%s\", \"HttpEndpoint\": \"enabled\"}, ",
        group.bytes, sg_short(self, sg_at(self, SG_KIND_INTERFACE, index)).bytes,
        sg_account_id(self), private, subnet.bytes, vpc.bytes, group.bytes,
        facts->session_tokens ? "required" : "optional");
    sg_answer_tags(self, "Tags", place);
    sg_answer_add(self, "}]}");
}

static sg_status write_machines(sg_inventory *self)
{
    sg_answer_begin(self, "Reservations");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_MACHINE); i++) {
        sg_machine_facts facts = sg_facts_machine(self->estate, self->account, i);
        if (sg_is_here(self, sg_at(self, SG_KIND_NETWORK, facts.network)))
            write_machine(self, i, &facts);
    }
    return sg_answer_end(self, "ec2-describe-instances", NULL);
}

/* Interfaces beyond those of machines belong to functions, databases and such, in private subnets. */
static void write_interface(sg_inventory *self, uint32_t index, uint32_t network)
{
    uint32_t networks = sg_number_of(self, SG_KIND_NETWORK);
    bool of_machine = index < sg_number_of(self, SG_KIND_MACHINE);
    sg_place place = sg_at(self, SG_KIND_INTERFACE, index);
    sg_machine_facts facts = { .subnet = network + networks,
                               .group = network + 6 * networks,
                               .way = SG_WAY_INTERNAL };
    char private[SG_NAME_MOST];
    if (of_machine)
        facts = sg_facts_machine(self->estate, self->account, index);
    sg_private_address_of(self->estate, self->account, index, private);
    sg_answer_next(self);
    sg_answer_add(self, "{");
    write_association(self, sg_at(self, SG_KIND_MACHINE, index), &facts);
    if (of_machine)
        sg_answer_add(self,
                      "\"Attachment\": {\"DeviceIndex\": 0, \"Status\": \"attached\", "
                      "\"InstanceId\": \"%s\", "
                      "\"InstanceOwnerId\": \"%s\"}, ",
                      sg_short(self, sg_at(self, SG_KIND_MACHINE, index)).bytes,
                      sg_account_id(self));
    sg_answer_add(
        self,
        "\"Description\": \"\", \"Groups\": [{\"GroupId\": \"%s\"}], \"Ipv6Addresses\": [], "
        "\"NetworkInterfaceId\": \"%s\", \"OwnerId\": \"%s\", \"PrivateIpAddress\": \"%s\", "
        "\"PrivateIpAddresses\": [{\"Primary\": true, \"PrivateIpAddress\": \"%s\"}], "
        "\"Status\": \"%s\", "
        "\"SubnetId\": \"%s\", \"VpcId\": \"%s\", \"InterfaceType\": \"interface\", "
        "\"TagSet\": []}",
        sg_short(self, sg_at(self, SG_KIND_SECURITY_GROUP, facts.group)).bytes,
        sg_short(self, place).bytes, sg_account_id(self), private, private,
        of_machine ? "in-use" : "available",
        sg_short(self, sg_at(self, SG_KIND_SUBNET, facts.subnet)).bytes,
        sg_short(self, sg_at(self, SG_KIND_NETWORK, network)).bytes);
}

static sg_status write_interfaces(sg_inventory *self)
{
    uint32_t machines = sg_number_of(self, SG_KIND_MACHINE);
    sg_answer_begin(self, "NetworkInterfaces");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_INTERFACE); i++) {
        uint32_t network = i < machines
                               ? sg_facts_machine(self->estate, self->account, i).network
                               : sg_facts_network(self->estate, self->account, i);
        if (sg_is_here(self, sg_at(self, SG_KIND_NETWORK, network)))
            write_interface(self, i, network);
    }
    return sg_answer_end(self, "ec2-describe-network-interfaces", NULL);
}

static sg_status write_images(sg_inventory *self)
{
    sg_answer_begin(self, "Images");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_MACHINE_IMAGE); i++) {
        sg_place place = sg_at(self, SG_KIND_MACHINE_IMAGE, i);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(self,
                      "{\"Architecture\": \"x86_64\", \"CreationDate\": \"%s\", \"ImageId\": "
                      "\"%s\", \"ImageType\": "
                      "\"machine\", \"Public\": false, \"OwnerId\": \"%s\", \"State\": "
                      "\"available\", \"Name\": \"%s\", ",
                      sg_created(self, place).bytes, sg_short(self, place).bytes,
                      sg_account_id(self), sg_named(self, place).bytes);
        sg_answer_tags(self, "Tags", place);
        sg_answer_add(self, "}");
    }
    return sg_answer_end(self, "ec2-describe-images", NULL);
}

sg_status sg_inventory_machines(sg_inventory *inventory)
{
    SG_TRY(write_machines(inventory));
    SG_TRY(write_interfaces(inventory));
    return write_images(inventory);
}
