/* exposed_compute.c - interfaces, machines, tasks and pods.
 *
 * A machine is exposed as its interfaces are; one that is described without interfaces is judged
 * by its own addresses, subnet and groups.  What does not run is not exposed, whatever its gates.
 */
#include "ingest/derive/exposure.h"

#include "engine/base/text.h"
#include "ingest/derive/address_book.h"
#include "ingest/derive/read.h"

static const sg_way direct = { .via = SG_STR_INIT("") };

sg_status sg_may_be_balanced(sg_network *network, sg_node node, bool *out)
{
    const sg_asked *asked;
    sg_node vpc;

    SG_TRY(sg_network_asked(network, node, &asked));
    *out = !asked->balancers;
    if (sg_network_of(network, node, &vpc) &&
        sg_network_recall(network, (sg_question_key){ SG_ASK_OPAQUE, vpc.id, 0, 0, 0 }))
        *out = true;
    return SG_OK;
}

/* Whether the node runs, or is about to: unknown where its state is not told. */
static sg_truth running(const sg_network *network, sg_node node)
{
    sg_str state = sg_read_text(network->graph, node, SG_STR("state"), network->scratch);

    if (!state.length)
        return SG_UNKNOWN;
    return sg_str_equal_fold(state, SG_STR("running")) ||
                   sg_str_equal_fold(state, SG_STR("pending"))
               ? SG_TRUE
               : SG_FALSE;
}

/* What reaches an interface, or a machine by its own description, directly. */
static sg_status gate_of(sg_network *network, sg_node node, sg_gate *out)
{
    sg_families families = sg_endpoint_families(network, node);
    sg_endpoint endpoint;
    const sg_gate *gate;

    *out = (sg_gate){ 0 };
    if (!families.ipv4 && !families.ipv6)
        return SG_OK;
    SG_TRY(sg_endpoint_read(network, node, false, &endpoint));
    SG_TRY(sg_endpoint_gate(network, &endpoint, families, &gate));
    *out = *gate;
    return SG_OK;
}

/* Whether a load balancer could have anything to send to the node: some group admits something. */
static sg_status takes_anything(sg_network *network, sg_node node, bool *out)
{
    sg_endpoint endpoint;

    SG_TRY(sg_endpoint_read(network, node, false, &endpoint));
    *out = endpoint.groups->admits.possible.count || endpoint.groups->reference_count;
    return SG_OK;
}

/* Notes one interface, with itself and with its owner, and whether it leaves the owner unclear. */
static sg_status visit_interface(sg_network *network, sg_node owner, sg_node interface,
                                 bool balanced, bool sure)
{
    bool takes;
    sg_gate gate;

    SG_TRY(gate_of(network, interface, &gate));
    if (!sure)
        gate.sure = (sg_packet_set){ 0 };
    SG_TRY(sg_verdict_note(network, owner, gate, direct));
    if (interface.id != owner.id)
        SG_TRY(sg_verdict_note(network, interface, gate, direct));
    if (!balanced)
        return SG_OK;
    SG_TRY(takes_anything(network, interface, &takes));
    if (takes)
        sg_verdict_unclear(network, owner);
    return SG_OK;
}

/* An interface that was described, not only referred to. */
static bool usable(const sg_network *network, sg_node interface)
{
    sg_node subnet;

    return sg_network_described(network, interface) &&
           sg_network_neighbour(network, interface, SG_STR("IN_SUBNET"), SG_OUT,
                                SG_STR("Subnet"), &subnet);
}

sg_status sg_machine_gate(sg_network *network, sg_node machine, sg_gate *out)
{
    sg_truth runs = running(network, machine);
    sg_gate one;

    *out = (sg_gate){ 0 };
    if (runs == SG_FALSE)
        return SG_OK;
    SG_TRY(gate_of(network, machine, out));
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, machine, SG_STR("HAS_INTERFACE"), SG_OUT);
         sg_neighbours_next(&at);) {
        if (!usable(network, at.node))
            continue;
        SG_TRY(gate_of(network, at.node, &one));
        SG_TRY(sg_gate_combine(network->arena, SG_UNION, *out, one, out));
    }
    if (runs == SG_UNKNOWN || !sg_network_described(network, machine))
        out->sure = (sg_packet_set){ 0 };
    return SG_OK;
}

/* A machine or a task. */
static sg_status visit_compute(sg_network *network, sg_node node, sg_truth runs)
{
    bool balanced, placed = false;
    sg_families own = sg_endpoint_families(network, node), seen = { 0 };

    sg_verdict_open(network, node);
    if (runs == SG_FALSE)
        return SG_OK;
    if (!sg_network_described(network, node))
        sg_verdict_unclear(network, node);
    SG_TRY(sg_may_be_balanced(network, node, &balanced));
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, node, SG_STR("HAS_INTERFACE"), SG_OUT);
         sg_neighbours_next(&at);) {
        if (!usable(network, at.node))
            continue;
        sg_families families = sg_endpoint_families(network, at.node);
        seen.ipv4 |= families.ipv4;
        seen.ipv6 |= families.ipv6;
        placed = true;
        SG_TRY(visit_interface(network, node, at.node, balanced, runs == SG_TRUE));
    }
    /* By its own description: when there is no other, or it has an address that no interface has. */
    if (placed && (seen.ipv4 || !own.ipv4) && (seen.ipv6 || !own.ipv6))
        return SG_OK;
    return visit_interface(network, node, node, balanced, runs == SG_TRUE);
}

/* What has the interface; false when nothing has. */
static bool owner_of(const sg_network *network, sg_node interface, sg_node *out)
{
    sg_neighbours at =
        sg_neighbours_by(network->graph, interface, SG_STR("HAS_INTERFACE"), SG_IN);
    bool any = sg_neighbours_next(&at);

    *out = at.node;
    return any;
}

/* Interfaces that no machine or task owns: of load balancers, databases, functions.  Of one whose owner was
 * not described nobody knows whether that runs. */
static sg_status visit_free_interfaces(sg_network *network)
{
    const sg_graph *graph = network->graph;

    for (sg_cursor at = sg_nodes_with(graph, SG_STR("NetworkInterface"));
         sg_cursor_next(&at);) {
        sg_arena_mark mark = sg_arena_save(network->scratch);
        sg_str status = sg_read_text(graph, at.node, SG_STR("status"), network->scratch);
        sg_str type = sg_read_text(graph, at.node, SG_STR("interfaceType"), network->scratch);
        sg_node owner;
        bool owned = owner_of(network, at.node, &owner);
        sg_gate gate;
        if (usable(network, at.node) && !sg_str_equal(status, SG_STR("available")) &&
            (!type.length || sg_str_equal(type, SG_STR("interface"))) &&
            !(owned && sg_node_is(graph, owner, SG_STR("Compute")))) {
            SG_TRY(gate_of(network, at.node, &gate));
            if (owned && !sg_network_described(network, owner))
                gate.sure = (sg_packet_set){ 0 };
            SG_TRY(sg_verdict_note(network, at.node, gate, direct));
        }
        sg_arena_rewind(network->scratch, mark);
    }
    return SG_OK;
}

/* A pod is reached by way of its cluster, which was followed before; or on its node's address. */
static sg_status visit_pod(sg_network *network, sg_node pod)
{
    const sg_graph *graph = network->graph;
    const sg_asked *asked;
    sg_address_owners owners;
    bool balanced;
    sg_node vpc, machine;

    sg_verdict_open(network, pod);
    SG_TRY(sg_network_asked(network, pod, &asked));
    SG_TRY(sg_may_be_balanced(network, pod, &balanced));
    if (balanced || !asked->services || !sg_network_described(network, pod))
        sg_verdict_unclear(network, pod);
    if (sg_read_truth(graph, pod, SG_STR("hostNetwork"), network->scratch) != SG_TRUE ||
        !sg_network_of(network, pod, &vpc))
        return SG_OK;
    SG_TRY(sg_address_owners_find(
        network, vpc, sg_read_text(graph, pod, SG_STR("privateIpAddress"), network->scratch),
        &owners));
    if (owners.interface.id == SG_NO_ID)
        return SG_OK;
    if (sg_verdict_is_sure(network, owners.interface) ||
        (sg_network_neighbour(network, owners.interface, SG_STR("HAS_INTERFACE"), SG_IN,
                              SG_STR("VirtualMachine"), &machine) &&
         sg_verdict_is_sure(network, machine)))
        sg_verdict_unclear(network, pod); /* on which port is not known */
    return SG_OK;
}

/* A task does not tell its public address by itself, its interface does. */
static sg_status visit_task(sg_network *network, sg_node task)
{
    bool told = false;
    sg_truth runs = running(network, task);

    for (sg_neighbours at =
             sg_neighbours_by(network->graph, task, SG_STR("HAS_INTERFACE"), SG_OUT);
         sg_neighbours_next(&at);)
        told = told || usable(network, at.node);
    if (!told && runs != SG_FALSE)
        sg_verdict_unclear(network, task);
    /* Without a state it was listed with those that run. */
    return visit_compute(network, task, runs == SG_FALSE ? SG_FALSE : SG_TRUE);
}

static sg_status visit_machine(sg_network *network, sg_node machine)
{
    return visit_compute(network, machine, running(network, machine));
}

sg_status sg_expose_compute(sg_network *network)
{
    SG_TRY(sg_visit_all(network, SG_STR("VirtualMachine"), visit_machine));
    SG_TRY(sg_visit_all(network, SG_STR("ContainerTask"), visit_task));
    SG_TRY(visit_free_interfaces(network));
    SG_TRY(sg_expose_by_nodes(network));
    return sg_visit_all(network, SG_STR("Pod"), visit_pod);
}
