/* inventory_storage.c - volumes, snapshots, databases, and what scanners found. */
#include "generate/inventory_internal.h"

#include "engine/base/text.h"

static sg_status write_volumes(sg_inventory *self)
{
    sg_answer_begin(self, "Volumes");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_VOLUME); i++) {
        sg_place place = sg_at(self, SG_KIND_VOLUME, i);
        sg_volume_facts facts = sg_facts_volume(self->estate, self->account, i);
        sg_text id = sg_short(self, place);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(self, "{\"Attachments\": [");
        if (facts.machine != SG_NOTHING)
            sg_answer_add(self,
                          "{\"AttachTime\": \"%s\", \"Device\": \"/dev/xvda\", \"InstanceId\": "
                          "\"%s\", \"State\": "
                          "\"attached\", \"VolumeId\": \"%s\", \"DeleteOnTermination\": true}",
                          sg_created(self, place).bytes,
                          sg_short(self, sg_at(self, SG_KIND_MACHINE, facts.machine)).bytes,
                          id.bytes);
        sg_answer_add(
            self,
            "], \"AvailabilityZone\": \"%sa\", \"CreateTime\": \"%s\", \"Encrypted\": "
            "%s, \"Size\": %u, "
            "\"State\": \"%s\", \"VolumeId\": \"%s\", \"Iops\": 3000, \"VolumeType\": "
            "\"gp3\", ",
            self->region, sg_created(self, place).bytes, facts.encrypted ? "true" : "false",
            facts.size, facts.machine == SG_NOTHING ? "available" : "in-use", id.bytes);
        sg_answer_tags(self, "Tags", place);
        sg_answer_add(self, "}");
    }
    return sg_answer_end(self, "ec2-describe-volumes", NULL);
}

/* Planted with a volume of its own, and open to everybody. */
static bool is_public(const sg_inventory *self, sg_place snapshot, sg_planting *planting)
{
    return sg_estate_planted(self->estate, snapshot, planting) &&
           planting->plant == SG_PLANT_SECRET_VOLUME;
}

static uint32_t volume_of(const sg_inventory *self, uint32_t index)
{
    sg_planting planting;
    return is_public(self, sg_at(self, SG_KIND_SNAPSHOT, index), &planting)
               ? sg_estate_plant(self->estate, self->account, &planting, SG_KIND_VOLUME).index
               : sg_facts_snapshot_volume(self->estate, self->account, index);
}

static sg_status write_permissions(sg_inventory *self, sg_place snapshot)
{
    sg_planting planting;
    sg_text id = sg_short(self, snapshot);
    sg_buffer_clear(&self->text);
    sg_answer_add(self, "{\"CreateVolumePermissions\": [%s], \"SnapshotId\": \"%s\"}\n",
                  is_public(self, snapshot, &planting) ? "{\"Group\": \"all\"}" : "", id.bytes);
    return sg_answer_write(self, "ec2-describe-snapshot-attribute", id.bytes);
}

static sg_status write_snapshots(sg_inventory *self)
{
    uint32_t snapshots = sg_number_of(self, SG_KIND_SNAPSHOT);
    sg_answer_begin(self, "Snapshots");
    for (uint32_t i = 0; i < snapshots; i++) {
        sg_place place = sg_at(self, SG_KIND_SNAPSHOT, i);
        uint32_t volume = volume_of(self, i);
        sg_volume_facts facts = sg_facts_volume(self->estate, self->account, volume);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"Description\": \"\", \"Encrypted\": %s, \"OwnerId\": \"%s\", "
            "\"Progress\": \"100%%\", "
            "\"SnapshotId\": \"%s\", \"StartTime\": \"%s\", \"State\": \"completed\", "
            "\"VolumeId\": \"%s\", "
            "\"VolumeSize\": %u, \"StorageTier\": \"standard\", ",
            facts.encrypted ? "true" : "false", sg_account_id(self),
            sg_short(self, place).bytes, sg_created(self, place).bytes,
            sg_short(self, sg_at(self, SG_KIND_VOLUME, volume)).bytes, facts.size);
        sg_answer_tags(self, "Tags", place);
        sg_answer_add(self, "}");
    }
    SG_TRY(sg_answer_end(self, "ec2-describe-snapshots", NULL));
    for (uint32_t i = 0; i < snapshots; i++) {
        sg_place place = sg_at(self, SG_KIND_SNAPSHOT, i);
        if (sg_is_here(self, place))
            SG_TRY(write_permissions(self, place));
    }
    return SG_OK;
}

static sg_status write_databases(sg_inventory *self)
{
    uint32_t networks = sg_number_of(self, SG_KIND_NETWORK);
    sg_answer_begin(self, "DBInstances");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_DATABASE); i++) {
        sg_place place = sg_at(self, SG_KIND_DATABASE, i);
        uint32_t network = i % networks;
        sg_text name = sg_named(self, place);
        if (!sg_is_here(self, place))
            continue;
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"DBInstanceIdentifier\": \"%s\", \"DBInstanceClass\": \"db.r5.large\", "
            "\"Engine\": "
            "\"postgres\", \"DBInstanceStatus\": \"available\", \"Endpoint\": {\"Address\": "
            "\"%s.c0ffee.%s.rds.amazonaws.com\", \"Port\": 5432}, \"InstanceCreateTime\": "
            "\"%s\", "
            "\"VpcSecurityGroups\": [{\"VpcSecurityGroupId\": \"%s\", \"Status\": "
            "\"active\"}], "
            "\"DBSubnetGroup\": {\"VpcId\": \"%s\", \"Subnets\": [{\"SubnetIdentifier\": "
            "\"%s\"}]}, "
            "\"PubliclyAccessible\": false, \"StorageEncrypted\": %s, \"DBInstanceArn\": "
            "\"%s\", ",
            name.bytes, name.bytes, self->region, sg_created(self, place).bytes,
            sg_short(self,
                     sg_at(self, SG_KIND_SECURITY_GROUP, network + SG_GROUP_DATA * networks))
                .bytes,
            sg_short(self, sg_at(self, SG_KIND_NETWORK, network)).bytes,
            sg_short(self, sg_at(self, SG_KIND_SUBNET, network + networks)).bytes,
            sg_facts_encrypted(self->estate, place) ? "true" : "false",
            sg_arn(self, place).bytes);
        sg_answer_tags(self, "TagList", place);
        sg_answer_add(self, "}");
    }
    SG_TRY(sg_answer_end(self, "rds-describe-db-instances", NULL));
    sg_answer_begin(self, "DBClusters");
    SG_TRY(sg_answer_end(self, "rds-describe-db-clusters", NULL));
    sg_answer_begin(self, "DBSnapshots");
    return sg_answer_end(self, "rds-describe-db-snapshots", NULL);
}

/* Scanners of disks report in a form of our own. */
static sg_status write_findings(sg_inventory *self)
{
    bool any = false;
    sg_buffer_clear(&self->text);
    sg_answer_add(self, "[");
    self->first = true;
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_VOLUME_SECRET); i++) {
        sg_place volume =
            sg_at(self, SG_KIND_VOLUME, sg_facts_secret_volume(self->estate, self->account, i));
        if (!sg_is_here(self, volume))
            continue;
        any = true;
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"volumeId\": \"%s\", \"kind\": \"secret\", \"name\": \"id_rsa\", \"path\": "
            "\"/home/ubuntu/.ssh/id_rsa\", \"severity\": \"HIGH\"}",
            sg_short(self, volume).bytes);
    }
    sg_answer_add(self, "]\n");
    return any ? sg_answer_write(self, "volume-findings", NULL) : SG_OK;
}

sg_status sg_inventory_storage(sg_inventory *inventory)
{
    SG_TRY(write_volumes(inventory));
    SG_TRY(write_snapshots(inventory));
    SG_TRY(write_databases(inventory));
    return write_findings(inventory);
}
