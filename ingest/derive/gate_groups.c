/* gate_groups.c - security groups: what any rule of any group admits is admitted, and answers
 * need no rule.
 *
 * Rules by address become a set of packets; rules that name a group are kept as such, for whom
 * they admit is asked by class and not by address.
 */
#include "ingest/derive/gates.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "ingest/derive/prefix_list.h"
#include "ingest/derive/read.h"

typedef SG_ARRAY(sg_packet_set) packet_list;
typedef SG_ARRAY(sg_group_reference) reference_list;

/* The rules of one direction, of all groups of a set. */
typedef struct direction {
    packet_list sure,
        unclear; /* by address; what unreadable or unknown rules may let through */
    reference_list references;
    bool unknown; /* a group of the set was never described */
} direction;

static void release(direction *rules)
{
    sg_array_free(&rules->sure);
    sg_array_free(&rules->unclear);
    sg_array_free(&rules->references);
}

static sg_status add_unclear(sg_network *network, sg_services services,
                             sg_address_set addresses, direction *out)
{
    sg_packet_set packets;

    SG_TRY(sg_packet_set_of(network->arena, services, addresses, &packets));
    return sg_array_push(&out->unclear, packets);
}

static sg_status add_block(sg_network *network, sg_services services, sg_value cidr,
                           direction *out)
{
    sg_address_range range;
    sg_address_set addresses;
    sg_packet_set packets;

    if (cidr.type != SG_TYPE_STRING || !sg_cidr_parse(sg_value_str(cidr), &range, NULL))
        return add_unclear(network, services, sg_all_addresses, out);
    SG_TRY(sg_address_set_of(network->arena, range, &addresses));
    SG_TRY(sg_packet_set_of(network->arena, services, addresses, &packets));
    return sg_array_push(&out->sure, packets);
}

static sg_status add_prefix_list(sg_network *network, sg_services services, sg_str id,
                                 direction *out)
{
    sg_prefix_list list;

    SG_TRY(sg_prefix_list_find(network, id, &list));
    if (sg_is_null(list.blocks))
        return add_unclear(network, services,
                           list.provider ? sg_public_addresses : sg_all_addresses, out);
    for (uint32_t i = 0; i < list.blocks.length; i++)
        SG_TRY(add_block(network, services, list.blocks.list[i], out));
    return SG_OK;
}

static sg_status add_rule(sg_network *network, sg_value map, direction *out)
{
    sg_services services;
    sg_value cidr, group, list;
    sg_node node;

    if (map.type != SG_TYPE_MAP ||
        !sg_services_read(sg_map_get(map, SG_STR("protocol")),
                          sg_map_get(map, SG_STR("fromPort")),
                          sg_map_get(map, SG_STR("toPort")), &services))
        return add_unclear(network, (sg_services){ 0, SG_LAST_SERVICE }, sg_all_addresses, out);
    cidr = sg_map_get(map, SG_STR("cidr"));
    if (!sg_is_null(cidr))
        return add_block(network, services, cidr, out);
    group = sg_map_get(map, SG_STR("group"));
    if (group.type == SG_TYPE_STRING) {
        if (!sg_graph_find_node(network->graph, sg_value_str(group), &node))
            return SG_OK; /* a group without a node has no members here */
        return sg_array_push(&out->references, (sg_group_reference){ services, node });
    }
    list = sg_map_get(map, SG_STR("prefixList"));
    if (list.type != SG_TYPE_STRING)
        return add_unclear(network, services, sg_all_addresses, out);
    return add_prefix_list(network, services, sg_value_str(list), out);
}

/* Reads `name`, the rules of one direction of one group; null means that nobody told them. */
static sg_status add_group(sg_network *network, sg_node group, sg_str name, direction *out)
{
    sg_value list;

    if (!sg_network_described(network, group)) {
        out->unknown = true;
        return SG_OK;
    }
    list = sg_read(network->graph, group, name, network->scratch);
    out->unknown = out->unknown || list.type != SG_TYPE_LIST;
    for (uint32_t i = 0; list.type == SG_TYPE_LIST && i < list.length; i++)
        SG_TRY(add_rule(network, list.list[i], out));
    return SG_OK;
}

/* Unites the rules; `out` stays unknown when they are too many to compute. */
static sg_status judge(sg_network *network, direction *rules, sg_gate *out)
{
    sg_packet_set sure, unclear;
    sg_status status;

    *out = sg_gate_unknown();
    status = sg_packet_set_unite(network->arena, rules->sure.items, rules->sure.count, &sure);
    if (status == SG_OK)
        status = sg_packet_set_unite(network->arena, rules->unclear.items, rules->unclear.count,
                                     &unclear);
    if (status != SG_OK)
        return status == SG_ELIMIT ? SG_OK : status;
    out->sure = sure;
    if (rules->unknown)
        return SG_OK;
    out->possible = sure;
    if (!unclear.count)
        return SG_OK;
    return sg_gate_combine(network->arena, SG_UNION, *out, (sg_gate){ { 0 }, unclear }, out);
}

static sg_status keep_references(sg_network *network, const reference_list *list,
                                 const sg_group_reference **out, uint32_t *count)
{
    sg_group_reference *kept =
        sg_arena_make_array(network->arena, sg_group_reference, list->count + 1);

    if (!kept)
        return SG_ENOMEM;
    if (list->count)
        memcpy(kept, list->items, list->count * sizeof *kept);
    *out = kept;
    *count = (uint32_t)list->count;
    return SG_OK;
}

/* One direction of all groups of the set. */
static sg_status judge_direction(sg_network *network, const sg_group_set *set, sg_str name,
                                 sg_gate *gate, const sg_group_reference **references,
                                 uint32_t *count)
{
    direction rules = { .unknown = set->count == 0 };
    sg_status status = SG_OK;

    for (uint32_t i = 0; i < set->count && status == SG_OK; i++)
        status = add_group(network, set->groups[i], name, &rules);
    if (status == SG_OK)
        status = judge(network, &rules, gate);
    if (status == SG_OK)
        status = keep_references(network, &rules.references, references, count);
    release(&rules);
    return status;
}

/* A described group of which no outbound rule was told is taken for one with the default rule:
 * answers that leave egress out are older than those that have it. */
static sg_status judge_egress(sg_network *network, sg_group_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (sg_is_null(
                sg_read(network->graph, set->groups[i], SG_STR("egress"), network->scratch))) {
            set->emits = sg_gate_open();
            return SG_OK;
        }
    return judge_direction(network, set, SG_STR("egress"), &set->emits, &set->emit_references,
                           &set->emit_reference_count);
}

static int by_id(const void *left, const void *right)
{
    const sg_node *one = left, *other = right;

    return one->id < other->id ? -1 : one->id > other->id;
}

typedef SG_ARRAY(sg_node) node_list;

static sg_status groups_of(const sg_network *network, sg_node node, node_list *out)
{
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, node, SG_STR("PROTECTED_BY"), SG_OUT);
         sg_neighbours_next(&at);)
        if (sg_network_is(network, at.node, SG_STR("SecurityGroup")) &&
            (!out->count || out->items[out->count - 1].id != at.node.id))
            SG_TRY(sg_array_push(out, at.node));
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_id);
    return SG_OK;
}

/* The set of these groups: found, or made. */
static sg_status intern(sg_network *network, const sg_node *groups, size_t count, bool open,
                        const sg_group_set **out)
{
    sg_str key = count  ? (sg_str){ (const char *)groups, count * sizeof *groups }
                 : open ? SG_STR("*")
                        : SG_STR("?"); /* no number of ids is one byte long */
    uint64_t found;

    if (sg_table_find(&network->groups, key, &found)) {
        *out = (const sg_group_set *)(uintptr_t)found;
        return SG_OK;
    }
    sg_group_set *set = sg_arena_make(network->arena, sg_group_set);
    key = sg_arena_copy(network->arena, key);
    if (!set || !key.bytes)
        return SG_ENOMEM;
    set->index = (uint32_t)network->groups.count + 1;
    if (count) {
        sg_node *kept = sg_arena_make_array(network->arena, sg_node, count);
        if (!kept)
            return SG_ENOMEM;
        memcpy(kept, groups, count * sizeof *kept);
        set->groups = kept;
        set->count = (uint32_t)count;
    }
    set->admits = set->emits = sg_gate_open();
    if (count || !open) {
        SG_TRY(judge_direction(network, set, SG_STR("ingress"), &set->admits, &set->references,
                               &set->reference_count));
        SG_TRY(judge_egress(network, set));
    }
    *out = set;
    return sg_table_put(&network->groups, key, (uint64_t)(uintptr_t)set, NULL, NULL);
}

sg_status sg_group_set_of(sg_network *network, sg_node node, bool may_lack,
                          const sg_group_set **out)
{
    node_list groups = { 0 };
    sg_status status = groups_of(network, node, &groups);

    if (status == SG_OK)
        status = intern(network, groups.items, groups.count, may_lack, out);
    sg_array_free(&groups);
    return status;
}

bool sg_group_set_has(const sg_group_set *set, sg_node group)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (set->groups[i].id == group.id)
            return true;
    return false;
}
