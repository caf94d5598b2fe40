/* test_ec2.c - machines, interfaces, addresses, volumes, snapshots, images. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/inventory.h"

#define REGION "a/eu-west-1/"

Test(ec2, machines_bring_their_interfaces)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "ec2-describe-instances.json",
        "{'Reservations':[{'OwnerId':'444455556666','Instances':[{'InstanceId':'i-1',"
        "'State':{'Name':'running'},'InstanceType':'t3.micro','PublicIpAddress':'198.51.100.7',"
        "'PrivateIpAddress':'10.0.0.4','SubnetId':'subnet-1','VpcId':'vpc-1','ImageId':'ami-1',"
        "'IamInstanceProfile':{'Arn':'arn:aws:iam::444455556666:instance-profile/web'},"
        "'MetadataOptions':{'HttpTokens':'optional'},'LaunchTime':'2024-01-01T00:00:00.000Z',"
        "'BlockDeviceMappings':[{'DeviceName':'/dev/xvda','Ebs':{'VolumeId':'vol-1'}}],"
        "'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','Status':'in-use','SubnetId':'"
        "subnet-1',"
        "'VpcId':'vpc-1','PrivateIpAddress':'10.0.0.4','Groups':[{'GroupId':'sg-1'}],"
        "'PrivateIpAddresses':[{'PrivateIpAddress':'10.0.0.4'},{'PrivateIpAddress':'10.0.0.5'}]"
        ","
        "'Association':{'PublicIp':'198.51.100.7'}}]}]}]}");
    inventory_freeze(&it);
    cr_expect(inventory_labelled(&it, "i-1", "Compute"));
    cr_expect_str_eq(inventory_get(&it, "i-1", "account"), "\"444455556666\"");
    cr_expect_str_eq(inventory_get(&it, "i-1", "instanceProfile"),
                     "\"arn:aws:iam::444455556666:instance-profile/web\"");
    cr_expect_str_eq(inventory_get(&it, "i-1", "httpTokens"), "\"optional\"");
    cr_expect_str_eq(inventory_get(&it, "i-1", "createdAt"), "\"2024-01-01T00:00:00Z\"");
    cr_expect(inventory_edges(&it, "i-1", "HAS_INTERFACE", "eni-1") == 1);
    cr_expect_str_eq(inventory_edge(&it, "vol-1", "ATTACHED_TO", "i-1", "device"),
                     "\"/dev/xvda\"");
    cr_expect_str_eq(inventory_get(&it, "eni-1", "known"), "true");
    cr_expect_str_eq(inventory_get(&it, "eni-1", "privateIpAddresses"),
                     "[\"10.0.0.4\",\"10.0.0.5\"]");
    cr_expect_str_eq(inventory_get(&it, "eni-1", "publicIpAddress"), "\"198.51.100.7\"");
    cr_expect(inventory_edges(&it, "eni-1", "PROTECTED_BY", "sg-1") == 1);
    inventory_close(&it);
}

Test(ec2, interfaces_and_addresses_by_calls_of_their_own)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "ec2-describe-network-interfaces.json",
        "{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','Status':'in-use',"
        "'SubnetId':'subnet-1','InterfaceType':'interface','Attachment':{'InstanceId':"
        "'i-1'},'Association':{'AllocationId':'eipalloc-1','PublicIp':'198.51.100.7'}}]}");
    inventory_give(&it, REGION "ec2-describe-addresses.json",
                   "{'Addresses':[{'AllocationId':'eipalloc-1','PublicIp':'198.51.100.7',"
                   "'InstanceId':'i-1','NetworkInterfaceId':'eni-1'}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "i-1", "HAS_INTERFACE", "eni-1") == 1);
    cr_expect(inventory_edges(&it, "eni-1", "HAS_IP", "eipalloc-1") == 1);
    cr_expect(inventory_edges(&it, "i-1", "HAS_IP", "eipalloc-1") == 1);
    cr_expect_str_eq(inventory_get(&it, "eipalloc-1", "name"), "\"198.51.100.7\"");
    inventory_close(&it);
}

Test(ec2, every_private_address_may_have_a_public_one)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "ec2-describe-network-interfaces.json",
        "{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','PrivateIpAddresses':["
        "{'PrivateIpAddress':'10.0.0.4'},{'PrivateIpAddress':'10.0.0.5','Association':"
        "{'AllocationId':'eipalloc-1','PublicIp':'198.51.100.7'}}]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "eni-1", "publicIpAddress"), "null");
    cr_expect_str_eq(inventory_get(&it, "eni-1", "publicIpAddresses"), "[\"198.51.100.7\"]");
    cr_expect(inventory_edges(&it, "eni-1", "HAS_IP", "eipalloc-1") == 1);
    cr_expect(inventory_has(&it, "198.51.100.7"), "found by its address");
    inventory_close(&it);
}

Test(ec2, volumes_snapshots_and_with_whom_they_are_shared)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "ec2-describe-volumes.json",
        "{'Volumes':[{'VolumeId':'vol-1','Encrypted':true,'KmsKeyId':"
        "'arn:aws:kms:eu-west-1:111122223333:key/k1','Attachments':[{'InstanceId':'i-1',"
        "'Device':'/dev/sda1'}]},{'VolumeId':'vol-2','Encrypted':false}]}");
    inventory_give(&it, REGION "ec2-describe-snapshots.json",
                   "{'Snapshots':[{'SnapshotId':'snap-1','VolumeId':'vol-1','Encrypted':false,"
                   "'OwnerId':'111122223333','StartTime':1700000000},"
                   "{'SnapshotId':'snap-2','VolumeId':'vol-ffffffff'}]}");
    inventory_give(
        &it, REGION "ec2-describe-snapshot-attribute/snap-1",
        "{'SnapshotId':'snap-1','CreateVolumePermissions':[{'UserId':'999999999999'},"
        "{'Group':'all'}]}");
    inventory_give(&it, REGION "ec2-describe-images.json",
                   "{'Images':[{'ImageId':'ami-1','Name':'base','Public':true,'OwnerId':'"
                   "111122223333'}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "vol-1", "ENCRYPTED_BY",
                              "arn:aws:kms:eu-west-1:111122223333:key/k1") == 1);
    cr_expect_str_eq(inventory_get(&it, "vol-2", "encrypted"), "false");
    cr_expect(inventory_labelled(&it, "vol-1", "DataStore"));
    cr_expect(inventory_edges(&it, "snap-1", "SNAPSHOT_OF", "vol-1") == 1);
    cr_expect(!inventory_has(&it, "vol-ffffffff"));
    cr_expect_str_eq(inventory_get(&it, "snap-1", "createdAt"), "\"2023-11-14T22:13:20Z\"");
    cr_expect(inventory_edges(&it, "snap-1", "SHARED_WITH", "999999999999") == 1);
    cr_expect(inventory_edges(&it, "snap-1", "SHARED_WITH", "internet") == 1);
    cr_expect(inventory_edges(&it, "ami-1", "SHARED_WITH", "internet") == 1);
    inventory_close(&it);
}

/* Ids of machines are unique at AWS, but not in copies that somebody made up. */
Test(ec2, one_id_in_two_accounts_is_two_machines)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, "111111111111/eu-west-1/ec2-describe-instances.json",
        "{'Reservations':[{'OwnerId':'111111111111','Instances':[{'InstanceId':'i-1',"
        "'State':{'Name':'running'}}]}]}");
    inventory_give(
        &it, "222222222222/eu-west-1/ec2-describe-instances.json",
        "{'Reservations':[{'OwnerId':'222222222222','Instances':[{'InstanceId':'i-1',"
        "'State':{'Name':'stopped'}}]}]}");
    inventory_give(&it, "222222222222/eu-west-1/ec2-describe-volumes.json",
                   "{'Volumes':[{'VolumeId':'vol-2','Attachments':[{'InstanceId':'i-1'}]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:ec2:eu-west-1:111111111111:instance/i-1", "state"),
        "\"running\"");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:ec2:eu-west-1:222222222222:instance/i-1", "state"),
        "\"stopped\"");
    cr_expect(inventory_edges(&it, "vol-2", "ATTACHED_TO",
                              "arn:aws:ec2:eu-west-1:222222222222:instance/i-1") == 1);
    inventory_close(&it);
}
