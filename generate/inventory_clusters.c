/* inventory_clusters.c - Kubernetes clusters, what runs in them, and the balancers of public pods.
 *
 * A public pod has a Service of type LoadBalancer, for which the cluster made a network balancer with the
 * pod's address as its target.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "generate/inventory_internal.h"

sg_text sg_cluster_issuer(const sg_inventory *inventory, sg_place cluster)
{
    sg_text text = { "" };
    snprintf(text.bytes, sizeof text.bytes, "oidc.eks.%s.amazonaws.com/id/%032X",
             sg_region_of(inventory->estate, cluster),
             sg_estate_number(inventory->estate, cluster));
    return text;
}

static sg_place cluster_of(const sg_inventory *self, uint32_t pod)
{
    return sg_at(self, SG_KIND_CLUSTER, sg_facts_pod(self->estate, self->account, pod).cluster);
}

static bool is_pod_public(const sg_inventory *self, uint32_t pod)
{
    return sg_facts_pod(self->estate, self->account, pod).public &&
           sg_is_here(self, cluster_of(self, pod));
}

static uint32_t network_of(const sg_inventory *self, sg_place cluster)
{
    return sg_facts_network(self->estate, self->account, cluster.index);
}

static sg_text address_of(const sg_inventory *self, uint32_t pod)
{
    sg_text text = { "" };
    snprintf(text.bytes, sizeof text.bytes, "10.%u.%u.%u",
             network_of(self, cluster_of(self, pod)) & 255, 100 + (pod >> 8 & 127), pod & 255);
    return text;
}

static sg_text balancer_arn(const sg_inventory *self, uint32_t pod, const char *what)
{
    sg_text text = { "" };
    snprintf(text.bytes, sizeof text.bytes,
             "arn:aws:elasticloadbalancing:%s:%s:%s/k8s-%u/%016u", self->region,
             sg_account_id(self), what, pod,
             sg_estate_number(self->estate, sg_at(self, SG_KIND_POD, pod)));
    return text;
}

static sg_text host_of(const sg_inventory *self, uint32_t pod)
{
    sg_text text = { "" };
    snprintf(text.bytes, sizeof text.bytes, "k8s-%u-%u.elb.%s.amazonaws.com", pod,
             self->account, self->region);
    return text;
}

/* --- balancers ---------------------------------------------------------------------------------- */

void sg_inventory_pod_balancers(sg_inventory *inventory)
{
    for (uint32_t i = 0; i < sg_number_of(inventory, SG_KIND_POD); i++) {
        if (!is_pod_public(inventory, i))
            continue;
        uint32_t network = network_of(inventory, cluster_of(inventory, i));
        sg_answer_next(inventory);
        sg_answer_add(
            inventory,
            "{\"LoadBalancerArn\": \"%s\", \"DNSName\": \"%s\", \"LoadBalancerName\": "
            "\"k8s-%u\", "
            "\"Scheme\": \"internet-facing\", \"VpcId\": \"%s\", \"State\": {\"Code\": "
            "\"active\"}, \"Type\": "
            "\"network\", \"AvailabilityZones\": [{\"ZoneName\": \"%sa\", \"SubnetId\": "
            "\"%s\", "
            "\"LoadBalancerAddresses\": []}], \"IpAddressType\": \"ipv4\"}",
            balancer_arn(inventory, i, "loadbalancer/net").bytes, host_of(inventory, i).bytes,
            i, sg_short(inventory, sg_at(inventory, SG_KIND_NETWORK, network)).bytes,
            inventory->region,
            sg_short(inventory, sg_at(inventory, SG_KIND_SUBNET, network)).bytes);
    }
}

void sg_inventory_pod_targets(sg_inventory *inventory)
{
    for (uint32_t i = 0; i < sg_number_of(inventory, SG_KIND_POD); i++) {
        if (!is_pod_public(inventory, i))
            continue;
        uint32_t network = network_of(inventory, cluster_of(inventory, i));
        sg_answer_next(inventory);
        sg_answer_add(
            inventory,
            "{\"TargetGroupArn\": \"%s\", \"TargetGroupName\": \"k8s-%u\", \"Protocol\": "
            "\"TCP\", \"Port\": "
            "8080, \"VpcId\": \"%s\", \"LoadBalancerArns\": [\"%s\"], \"TargetType\": \"ip\"}",
            balancer_arn(inventory, i, "targetgroup").bytes, i,
            sg_short(inventory, sg_at(inventory, SG_KIND_NETWORK, network)).bytes,
            balancer_arn(inventory, i, "loadbalancer/net").bytes);
    }
}

sg_status sg_inventory_pod_answers(sg_inventory *inventory)
{
    for (uint32_t i = 0; i < sg_number_of(inventory, SG_KIND_POD); i++) {
        if (!is_pod_public(inventory, i))
            continue;
        sg_text balancer = balancer_arn(inventory, i, "loadbalancer/net");
        sg_text group = balancer_arn(inventory, i, "targetgroup");
        sg_answer_begin(inventory, "Listeners");
        sg_answer_add(
            inventory,
            "{\"ListenerArn\": \"%s/listener\", \"LoadBalancerArn\": \"%s\", \"Port\": "
            "443, \"Protocol\": "
            "\"TCP\", \"DefaultActions\": [{\"Type\": \"forward\", \"TargetGroupArn\": "
            "\"%s\", \"Order\": 1}]}",
            balancer.bytes, balancer.bytes, group.bytes);
        SG_TRY(sg_answer_end(inventory, "elbv2-describe-listeners", balancer.bytes));
        sg_answer_begin(inventory, "TargetHealthDescriptions");
        sg_answer_add(
            inventory,
            "{\"Target\": {\"Id\": \"%s\", \"Port\": 8080}, \"TargetHealth\": {\"State\": "
            "\"healthy\"}}",
            address_of(inventory, i).bytes);
        SG_TRY(sg_answer_end(inventory, "elbv2-describe-target-health", group.bytes));
    }
    return SG_OK;
}

/* --- what runs in a cluster ----------------------------------------------------------------------- */

static void begin_list(sg_inventory *self)
{
    sg_buffer_clear(&self->text);
    sg_answer_add(
        self, "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"metadata\": {}, \"items\": [");
    self->first = true;
}

static void write_pod(sg_inventory *self, uint32_t index)
{
    sg_place place = sg_at(self, SG_KIND_POD, index);
    sg_pod_facts facts = sg_facts_pod(self->estate, self->account, index);
    sg_text name = sg_named(self, place), address = address_of(self, index);
    sg_answer_next(self);
    sg_answer_add(
        self,
        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"%s\", "
        "\"namespace\": "
        "\"default\", \"labels\": {\"app\": \"%s\"}, \"creationTimestamp\": \"%s\"}, \"spec\": "
        "{\"serviceAccountName\": \"%s\", \"hostNetwork\": false, \"containers\": [{\"name\": "
        "\"main\", "
        "\"image\": \"%s.dkr.ecr.%s.amazonaws.com/app:%u\", \"ports\": [{\"containerPort\": "
        "8080, "
        "\"protocol\": \"TCP\"}], \"securityContext\": {\"privileged\": %s}}]}, \"status\": "
        "{\"phase\": "
        "\"Running\", \"podIP\": \"%s\", \"podIPs\": [{\"ip\": \"%s\"}]}}",
        name.bytes, name.bytes, sg_created(self, place).bytes,
        sg_named(self, sg_at(self, SG_KIND_SERVICE_ACCOUNT, facts.service_account)).bytes,
        sg_account_id(self), self->region, index % 40, index % 40 == 39 ? "true" : "false",
        address.bytes, address.bytes);
}

static void write_service_account(sg_inventory *self, uint32_t index)
{
    sg_place place = sg_at(self, SG_KIND_SERVICE_ACCOUNT, index);
    uint32_t role = sg_facts_service_account_role(self->estate, self->account, index);
    sg_answer_next(self);
    sg_answer_add(
        self,
        "{\"apiVersion\": \"v1\", \"kind\": \"ServiceAccount\", \"metadata\": {\"name\": "
        "\"%s\", "
        "\"namespace\": \"default\", \"creationTimestamp\": \"%s\", \"annotations\": {",
        sg_named(self, place).bytes, sg_created(self, place).bytes);
    if (role != SG_NOTHING)
        sg_answer_add(self, "\"eks.amazonaws.com/role-arn\": \"%s\"",
                      sg_arn(self, sg_at(self, SG_KIND_ROLE, role)).bytes);
    sg_answer_add(self, "}}}");
}

static void write_service(sg_inventory *self, uint32_t pod)
{
    sg_text name = sg_named(self, sg_at(self, SG_KIND_POD, pod));
    sg_answer_next(self);
    sg_answer_add(self,
                  "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": "
                  "\"%s\", \"namespace\": "
                  "\"default\", \"annotations\": "
                  "{\"service.beta.kubernetes.io/aws-load-balancer-scheme\": "
                  "\"internet-facing\"}}, \"spec\": {\"type\": \"LoadBalancer\", \"selector\": "
                  "{\"app\": \"%s\"}, "
                  "\"ports\": [{\"name\": \"https\", \"port\": 443, \"protocol\": \"TCP\", "
                  "\"targetPort\": 8080}]}, "
                  "\"status\": {\"loadBalancer\": {\"ingress\": [{\"hostname\": \"%s\"}]}}}",
                  name.bytes, name.bytes, host_of(self, pod).bytes);
}

static sg_status write_objects(sg_inventory *self, uint32_t cluster, const char *name)
{
    uint32_t pods = sg_number_of(self, SG_KIND_POD);
    begin_list(self);
    for (uint32_t i = 0; i < pods; i++)
        if (cluster_of(self, i).index == cluster)
            write_pod(self, i);
    SG_TRY(sg_answer_end(self, "kubectl-get-pods", name));
    begin_list(self);
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_SERVICE_ACCOUNT); i++)
        if (sg_facts_cluster(self->estate, self->account, i) == cluster)
            write_service_account(self, i);
    SG_TRY(sg_answer_end(self, "kubectl-get-serviceaccounts", name));
    begin_list(self);
    for (uint32_t i = 0; i < pods; i++)
        if (cluster_of(self, i).index == cluster && is_pod_public(self, i))
            write_service(self, i);
    SG_TRY(sg_answer_end(self, "kubectl-get-services", name));
    begin_list(self);
    return sg_answer_end(self, "kubectl-get-ingresses", name);
}

static sg_status write_cluster(sg_inventory *self, uint32_t index)
{
    sg_place place = sg_at(self, SG_KIND_CLUSTER, index);
    uint32_t networks = sg_number_of(self, SG_KIND_NETWORK), network = network_of(self, place);
    sg_text name = sg_named(self, place);
    bool open = index >= sg_estate_ordinary(self->estate, self->account, SG_KIND_CLUSTER);
    sg_buffer_clear(&self->text);
    sg_answer_add(
        self,
        "{\"cluster\": {\"name\": \"%s\", \"arn\": \"%s\", \"createdAt\": \"%s\", "
        "\"version\": \"%s\", "
        "\"resourcesVpcConfig\": {\"subnetIds\": [\"%s\"], \"securityGroupIds\": "
        "[\"%s\"], \"vpcId\": "
        "\"%s\", \"endpointPublicAccess\": %s, \"endpointPrivateAccess\": true, "
        "\"publicAccessCidrs\": [%s]}, \"identity\": {\"oidc\": {\"issuer\": "
        "\"https://%s\"}}, \"status\": "
        "\"ACTIVE\", \"tags\": {}}}\n",
        name.bytes, sg_arn(self, place).bytes, sg_created(self, place).bytes,
        open ? "1.28" : "1.31",
        sg_short(self, sg_at(self, SG_KIND_SUBNET, network + networks)).bytes,
        sg_short(self, sg_at(self, SG_KIND_SECURITY_GROUP, network + 6 * networks)).bytes,
        sg_short(self, sg_at(self, SG_KIND_NETWORK, network)).bytes, open ? "true" : "false",
        open ? "\"0.0.0.0/0\"" : "", sg_cluster_issuer(self, place).bytes);
    SG_TRY(sg_answer_write(self, "eks-describe-cluster", name.bytes));
    sg_answer_begin(self, "associations");
    SG_TRY(sg_answer_end(self, "eks-list-pod-identity-associations", name.bytes));
    return write_objects(self, index, name.bytes);
}

sg_status sg_inventory_clusters(sg_inventory *inventory)
{
    uint32_t clusters = sg_number_of(inventory, SG_KIND_CLUSTER);
    sg_answer_begin(inventory, "clusters");
    for (uint32_t i = 0; i < clusters; i++) {
        sg_place place = sg_at(inventory, SG_KIND_CLUSTER, i);
        if (!sg_is_here(inventory, place))
            continue;
        sg_answer_next(inventory);
        sg_answer_add(inventory, "\"%s\"", sg_named(inventory, place).bytes);
    }
    SG_TRY(sg_answer_end(inventory, "eks-list-clusters", NULL));
    for (uint32_t i = 0; i < clusters; i++)
        if (sg_is_here(inventory, sg_at(inventory, SG_KIND_CLUSTER, i)))
            SG_TRY(write_cluster(inventory, i));
    return SG_OK;
}
