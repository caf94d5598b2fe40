/* exposed_nodes.c - pods by way of the addresses of their cluster's machines: node ports, which every
 * machine of the cluster passes on to the Service's pods, and ports that a pod takes of its machine.
 *
 *     internet --> machine :30080 --> Service --> pod          wherever the pod runs
 *     internet --> machine :8080  --> pod                      that runs there
 */
#include "ingest/derive/balancer.h"
#include "ingest/derive/exposure.h"
#include "ingest/derive/read.h"

#include "engine/base/text.h"

enum {
    PORTS_MOST = 64, /* of one Service or pod */
};

/* The packets of the machine's gate that go to one of the ports; `name` is the port's in the maps. */
static sg_status at_ports(sg_network *network, sg_gate gate, sg_value ports, const char *name,
                          sg_gate *out)
{
    *out = (sg_gate){ 0 };
    for (uint32_t i = 0;
         ports.type == SG_TYPE_LIST && i < ports.length && i < (uint32_t)PORTS_MOST; i++) {
        sg_port port;
        sg_gate one;
        if (ports.list[i].type != SG_TYPE_MAP ||
            !sg_port_read(sg_map_get(ports.list[i], sg_str_of(name)),
                          sg_map_get(ports.list[i], SG_STR("protocol")), &port))
            continue;
        SG_TRY(sg_gate_at_port(network->arena, gate, port, &one));
        SG_TRY(sg_gate_combine(network->arena, SG_UNION, *out, one, out));
    }
    return SG_OK;
}

/* A port that the pod takes of the machine it runs on. */
static sg_status visit_pod(sg_network *network, sg_node pod)
{
    sg_value ports = sg_read(network->graph, pod, SG_STR("ports"), network->scratch);
    sg_node machine;
    sg_gate gate;

    if (ports.type != SG_TYPE_LIST ||
        !sg_network_neighbour(network, pod, SG_STR("RUNS_ON"), SG_OUT, SG_STR("VirtualMachine"),
                              &machine))
        return SG_OK;
    SG_TRY(sg_machine_gate(network, machine, &gate));
    SG_TRY(at_ports(network, gate, ports, "hostPort", &gate));
    return sg_verdict_note(network, pod, gate,
                           (sg_way){ .via = sg_balancer_name(network, machine) });
}

/* What any machine of the cluster lets in, and one that surely does. */
typedef struct entrance {
    sg_gate gate;
    sg_node machine;
} entrance;

/* Adds one machine; those of one class add the same, which costs little. */
static sg_status add_machine(sg_network *network, sg_node machine, entrance *out)
{
    sg_gate gate;

    SG_TRY(sg_machine_gate(network, machine, &gate));
    if (out->machine.id == SG_NO_ID || (gate.sure.count && !out->gate.sure.count))
        out->machine = machine;
    return sg_gate_combine(network->arena, SG_UNION, out->gate, gate, &out->gate);
}

/* The machines that are known to host pods of the cluster. */
static sg_status door_of(sg_network *network, sg_node cluster, const entrance **out)
{
    sg_question_key key = { .question = SG_ASK_CLUSTER, .first = cluster.id };
    uint32_t last = SG_NO_ID;

    *out = sg_network_recall(network, key);
    if (*out)
        return SG_OK;
    entrance *made = sg_arena_make(network->arena, entrance);
    if (!made)
        return SG_ENOMEM;
    made->machine = (sg_node){ SG_NO_ID };
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, cluster, SG_STR("CONTAINS"), SG_OUT);
         sg_neighbours_next(&at);) {
        sg_node machine;
        if (!sg_node_is(network->graph, at.node, SG_STR("Pod")) ||
            !sg_network_neighbour(network, at.node, SG_STR("RUNS_ON"), SG_OUT,
                                  SG_STR("VirtualMachine"), &machine) ||
            machine.id == last)
            continue;
        last = machine.id;
        SG_TRY(add_machine(network, machine, made));
    }
    *out = made;
    return sg_network_remember(network, key, made);
}

static sg_status visit_service(sg_network *network, sg_node service)
{
    sg_value ports = sg_read(network->graph, service, SG_STR("nodePorts"), network->scratch);
    sg_flow flow = { .hop = service };
    const entrance *door;
    sg_node cluster;

    if (ports.type != SG_TYPE_LIST ||
        !sg_network_neighbour(network, service, SG_STR("CONTAINS"), SG_IN,
                              SG_STR("KubernetesCluster"), &cluster))
        return SG_OK;
    SG_TRY(door_of(network, cluster, &door));
    SG_TRY(at_ports(network, door->gate, ports, "port", &flow.front));
    if (!flow.front.possible.count)
        return SG_OK;
    flow.way.via = sg_balancer_name(network, door->machine);
    return sg_flow_to_cluster(network, &flow, service);
}

sg_status sg_expose_by_nodes(sg_network *network)
{
    SG_TRY(sg_visit_all(network, SG_STR("Pod"), visit_pod));
    SG_TRY(sg_visit_all(network, SG_STR("ContainerService"), visit_service));
    return sg_visit_all(network, SG_STR("LoadBalancer"), visit_service);
}
