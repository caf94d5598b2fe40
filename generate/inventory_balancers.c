/* inventory_balancers.c - load balancers, their listeners and targets. */
#include "generate/inventory_internal.h"

#include "engine/base/text.h"

static void write_balancer(sg_inventory *self, uint32_t index)
{
    sg_place place = sg_at(self, SG_KIND_LOAD_BALANCER, index);
    uint32_t networks = sg_number_of(self, SG_KIND_NETWORK), network = index % networks;
    bool public = sg_facts_balancer_is_public(self->estate, self->account, index);
    sg_text name = sg_named(self, place);
    sg_answer_next(self);
    sg_answer_add(
        self,
        "{\"LoadBalancerArn\": \"%s\", \"DNSName\": \"%s-%u.%s.elb.amazonaws.com\", "
        "\"CreatedTime\": "
        "\"%s\", \"LoadBalancerName\": \"%s\", \"Scheme\": \"%s\", \"VpcId\": \"%s\", "
        "\"State\": {\"Code\": "
        "\"active\"}, \"Type\": \"application\", \"AvailabilityZones\": [{\"ZoneName\": "
        "\"%sa\", "
        "\"SubnetId\": \"%s\", \"LoadBalancerAddresses\": []}], \"IpAddressType\": \"ipv4\", "
        "\"SecurityGroups\": [\"%s\"]}",
        sg_arn(self, place).bytes, name.bytes, self->account, self->region,
        sg_created(self, place).bytes, name.bytes, public ? "internet-facing" : "internal",
        sg_short(self, sg_at(self, SG_KIND_NETWORK, network)).bytes, self->region,
        sg_short(self, sg_at(self, SG_KIND_SUBNET, network + (public ? 0 : networks))).bytes,
        sg_short(self,
                 sg_at(self, SG_KIND_SECURITY_GROUP, network + (public ? 0 : 6 * networks)))
            .bytes);
}

static sg_status write_listeners(sg_inventory *self, uint32_t index)
{
    sg_text balancer = sg_arn(self, sg_at(self, SG_KIND_LOAD_BALANCER, index));
    sg_text group = sg_arn(self, sg_at(self, SG_KIND_TARGET_GROUP, index));
    sg_answer_begin(self, "Listeners");
    sg_answer_add(
        self,
        "{\"ListenerArn\": \"%s/listener\", \"LoadBalancerArn\": \"%s\", \"Port\": 443, "
        "\"Protocol\": "
        "\"HTTPS\", \"DefaultActions\": [{\"Type\": \"forward\", \"TargetGroupArn\": "
        "\"%s\", \"Order\": 1}]}",
        balancer.bytes, balancer.bytes, group.bytes);
    return sg_answer_end(self, "elbv2-describe-listeners", balancer.bytes);
}

static void write_group(sg_inventory *self, uint32_t index)
{
    sg_place place = sg_at(self, SG_KIND_TARGET_GROUP, index);
    uint32_t balancers = sg_number_of(self, SG_KIND_LOAD_BALANCER);
    sg_answer_next(self);
    sg_answer_add(
        self,
        "{\"TargetGroupArn\": \"%s\", \"TargetGroupName\": \"%s\", \"Protocol\": \"HTTP\", "
        "\"Port\": 8080, "
        "\"VpcId\": \"%s\", \"HealthCheckEnabled\": true, \"LoadBalancerArns\": [",
        sg_arn(self, place).bytes, sg_named(self, place).bytes,
        sg_short(self, sg_at(self, SG_KIND_NETWORK,
                             sg_facts_network(self->estate, self->account, index % balancers)))
            .bytes);
    if (index < balancers)
        sg_answer_add(self, "\"%s\"",
                      sg_arn(self, sg_at(self, SG_KIND_LOAD_BALANCER, index)).bytes);
    sg_answer_add(self, "], \"TargetType\": \"instance\", \"IpAddressType\": \"ipv4\"}");
}

static sg_status write_health(sg_inventory *self, uint32_t index)
{
    sg_text arn = sg_arn(self, sg_at(self, SG_KIND_TARGET_GROUP, index));
    sg_answer_begin(self, "TargetHealthDescriptions");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_MACHINE); i++) {
        if (sg_facts_machine(self->estate, self->account, i).balancer != index)
            continue;
        sg_answer_next(self);
        sg_answer_add(
            self,
            "{\"Target\": {\"Id\": \"%s\", \"Port\": 8080}, \"HealthCheckPort\": \"8080\", "
            "\"TargetHealth\": {\"State\": \"healthy\"}}",
            sg_short(self, sg_at(self, SG_KIND_MACHINE, i)).bytes);
    }
    return sg_answer_end(self, "elbv2-describe-target-health", arn.bytes);
}

/* A target group stands where the balancer of its turn does. */
static bool is_group_here(const sg_inventory *self, uint32_t index)
{
    return sg_is_here(self, sg_at(self, SG_KIND_TARGET_GROUP, index));
}

sg_status sg_inventory_balancers(sg_inventory *inventory)
{
    uint32_t balancers = sg_number_of(inventory, SG_KIND_LOAD_BALANCER);
    uint32_t groups = sg_number_of(inventory, SG_KIND_TARGET_GROUP);
    sg_answer_begin(inventory, "LoadBalancers");
    for (uint32_t i = 0; i < balancers; i++)
        if (sg_is_here(inventory, sg_at(inventory, SG_KIND_LOAD_BALANCER, i)))
            write_balancer(inventory, i);
    sg_inventory_pod_balancers(inventory);
    SG_TRY(sg_answer_end(inventory, "elbv2-describe-load-balancers", NULL));
    sg_answer_begin(inventory, "TargetGroups");
    for (uint32_t i = 0; i < groups; i++)
        if (is_group_here(inventory, i))
            write_group(inventory, i);
    sg_inventory_pod_targets(inventory);
    SG_TRY(sg_answer_end(inventory, "elbv2-describe-target-groups", NULL));
    for (uint32_t i = 0; i < balancers; i++)
        if (sg_is_here(inventory, sg_at(inventory, SG_KIND_LOAD_BALANCER, i)))
            SG_TRY(write_listeners(inventory, i));
    for (uint32_t i = 0; i < groups; i++)
        if (is_group_here(inventory, i))
            SG_TRY(write_health(inventory, i));
    SG_TRY(sg_inventory_pod_answers(inventory));
    sg_answer_begin(inventory, "LoadBalancerDescriptions");
    return sg_answer_end(inventory, "elb-describe-load-balancers", NULL);
}
