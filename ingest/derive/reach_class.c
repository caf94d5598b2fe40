/* reach_class.c - members are listed, sorted by class, and cut where the class changes.
 *
 * Subnets of one network do not overlap, so classes sorted by block are found by address with two
 * searches.  Those of subnets that were not described may be anywhere: they stand behind the others.
 */
#include "ingest/derive/reach_class.h"

#include <stdlib.h>

#include "engine/base/text.h"
#include "ingest/derive/address_book.h"
#include "ingest/derive/read.h"

void sg_reach_classes_free(sg_reach_classes *classes)
{
    sg_array_free(&classes->entries);
    sg_array_free(&classes->classes);
    sg_array_free(&classes->groups);
}

/* A subnet that was not described has some part of its network's block: of all addresses, where that is
 * not known either, or there are several. */
static sg_status add_spread(sg_network *network, sg_reach_entry entry, sg_reach_classes *out)
{
    sg_str block =
        sg_read_text(network->graph, entry.vpc, SG_STR("cidrBlock"), network->scratch);
    sg_value blocks =
        sg_read(network->graph, entry.vpc, SG_STR("cidrBlocks"), network->scratch);

    if ((blocks.type == SG_TYPE_LIST && blocks.length > 1) ||
        !sg_cidr_parse(block, &entry.block, NULL))
        entry.block = sg_all_address_ranges[0];
    entry.spread = true;
    return sg_array_push(&out->entries, entry);
}

/* Adds the member where its endpoint stands, once for each family of addresses; nothing when not even
 * the network is known. */
static sg_status add(sg_network *network, sg_reach_member member, sg_node subnet,
                     const sg_group_set *groups, sg_reach_classes *out)
{
    const sg_graph *graph = network->graph;
    sg_reach_entry entry = { .member = member, .subnet = subnet, .groups = groups };
    sg_value own = sg_read(graph, member.endpoint, SG_STR("ipv6Addresses"), network->scratch);
    sg_value blocks = sg_read(graph, subnet, SG_STR("ipv6CidrBlocks"), network->scratch);

    if (!sg_network_neighbour(network, subnet, SG_STR("IN_NETWORK"), SG_OUT,
                              SG_STR("VirtualNetwork"), &entry.vpc) &&
        !sg_network_of(network, member.endpoint, &entry.vpc) &&
        !sg_network_of(network, member.node, &entry.vpc))
        return SG_OK;
    if (!sg_network_described(network, subnet))
        return add_spread(network, entry, out);
    if (sg_cidr_parse(sg_read_text(graph, subnet, SG_STR("cidrBlock"), network->scratch),
                      &entry.block, NULL))
        SG_TRY(sg_array_push(&out->entries, entry));
    if (own.type != SG_TYPE_LIST || !own.length || blocks.type != SG_TYPE_LIST)
        return SG_OK;
    for (uint32_t i = 0; i < blocks.length; i++)
        if (blocks.list[i].type == SG_TYPE_STRING &&
            sg_cidr_parse(sg_value_str(blocks.list[i]), &entry.block, NULL))
            SG_TRY(sg_array_push(&out->entries, entry));
    return SG_OK;
}

/* Adds the member in every subnet of the endpoint. */
static sg_status add_endpoint(sg_network *network, sg_reach_member member,
                              sg_reach_classes *out)
{
    const sg_group_set *groups;

    SG_TRY(sg_group_set_of(network, member.endpoint, false, &groups));
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, member.endpoint, SG_STR("IN_SUBNET"), SG_OUT);
         sg_neighbours_next(&at);)
        SG_TRY(add(network, member, at.node, groups, out));
    return SG_OK;
}

static sg_status add_member(sg_network *network, sg_node node, bool source, bool target,
                            sg_reach_classes *out)
{
    sg_reach_member member = { node, node, source, target };
    sg_str state = sg_read_text(network->graph, node, SG_STR("state"), network->scratch);
    size_t before = out->entries.count;

    if (sg_str_equal(state, SG_STR("stopped")) || sg_str_equal(state, SG_STR("terminated")))
        return SG_OK;
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, node, SG_STR("HAS_INTERFACE"), SG_OUT);
         sg_neighbours_next(&at);) {
        member.endpoint = at.node;
        SG_TRY(add_endpoint(network, member, out));
    }
    if (out->entries.count > before)
        return SG_OK;
    member.endpoint = node;
    return add_endpoint(network, member, out);
}

static sg_status add_all(sg_network *network, sg_str label, bool source, bool target,
                         sg_reach_classes *out)
{
    for (sg_cursor at = sg_nodes_with(network->graph, label); sg_cursor_next(&at);) {
        sg_arena_mark mark = sg_arena_save(network->scratch);
        SG_TRY(add_member(network, at.node, source, target, out));
        sg_arena_rewind(network->scratch, mark);
    }
    return SG_OK;
}

static int compare_ids(uint32_t left, uint32_t right)
{
    return left < right ? -1 : left > right;
}

static int by_class(const void *left, const void *right)
{
    const sg_reach_entry *one = left, *other = right;
    int order = compare_ids(one->vpc.id, other->vpc.id);

    if (order == 0)
        order = (int)one->spread - (int)other->spread;
    if (order == 0)
        order = sg_address_compare(one->block.first, other->block.first);
    if (order == 0)
        order = compare_ids(one->subnet.id, other->subnet.id);
    if (order == 0)
        order = compare_ids(one->groups->index, other->groups->index);
    if (order == 0)
        order = compare_ids(one->member.node.id, other->member.node.id);
    return order ? order : compare_ids(one->member.endpoint.id, other->member.endpoint.id);
}

static int by_group(const void *left, const void *right)
{
    const sg_group_entry *one = left, *other = right;
    int order = compare_ids(one->group.id, other->group.id);

    return order ? order : compare_ids(one->class, other->class);
}

static sg_status cut(sg_network *network, sg_reach_classes *out)
{
    /* All at once: classes point into them. */
    sg_reach_member *member =
        sg_arena_make_array(network->arena, sg_reach_member, out->entries.count + 1);

    if (!member)
        return SG_ENOMEM;
    for (size_t i = 0; i < out->entries.count; i++, member++) {
        const sg_reach_entry *entry = &out->entries.items[i];
        *member = entry->member;
        if (i && entry[-1].subnet.id == entry->subnet.id && entry[-1].groups == entry->groups &&
            sg_address_compare(entry[-1].block.first, entry->block.first) == 0) {
            out->classes.items[out->classes.count - 1].count++;
            continue;
        }
        uint32_t class = (uint32_t)out->classes.count;
        SG_TRY(sg_array_push(&out->classes,
                             ((sg_reach_class){ entry->vpc, entry->subnet, entry->groups,
                                                entry->block, entry->spread, member, 1 })));
        for (uint32_t j = 0; j < entry->groups->count; j++)
            SG_TRY(sg_array_push(&out->groups,
                                 ((sg_group_entry){ entry->groups->groups[j], class })));
    }
    if (out->groups.count)
        qsort(out->groups.items, out->groups.count, sizeof *out->groups.items, by_group);
    return SG_OK;
}

sg_status sg_reach_classes_make(sg_network *network, sg_reach_classes *out)
{
    SG_TRY(add_all(network, SG_STR("VirtualMachine"), true, true, out));
    SG_TRY(add_all(network, SG_STR("ContainerTask"), true, true, out));
    SG_TRY(add_all(network, SG_STR("ServerlessFunction"), true, false, out));
    SG_TRY(add_all(network, SG_STR("Database"), false, true, out));
    if (out->entries.count)
        qsort(out->entries.items, out->entries.count, sizeof *out->entries.items, by_class);
    return cut(network, out);
}

/* The first class that lies behind the place: of a later network, or ending at or after the
 * address. */
static uint32_t seek_class(const sg_reach_classes *classes, sg_node vpc, sg_address address)
{
    uint32_t low = 0, high = (uint32_t)classes->classes.count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const sg_reach_class *class = &classes->classes.items[middle];
        if (class->vpc.id < vpc.id || (class->vpc.id == vpc.id && !class->spread &&
                                       sg_address_compare(class->block.last, address) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void sg_reach_classes_in(const sg_reach_classes *classes, sg_node vpc, sg_address_range range,
                         uint32_t *first, uint32_t *count)
{
    uint32_t end = *first = seek_class(classes, vpc, range.first);

    while (end < classes->classes.count && classes->classes.items[end].vpc.id == vpc.id &&
           !classes->classes.items[end].spread &&
           sg_address_compare(classes->classes.items[end].block.first, range.last) <= 0)
        end++;
    *count = end - *first;
}

void sg_reach_classes_spread(const sg_reach_classes *classes, sg_node vpc, uint32_t *first,
                             uint32_t *count)
{
    uint32_t low = 0, high = (uint32_t)classes->classes.count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const sg_reach_class *class = &classes->classes.items[middle];
        if (class->vpc.id < vpc.id || (class->vpc.id == vpc.id && !class->spread))
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (high < classes->classes.count && classes->classes.items[high].vpc.id == vpc.id)
        high++;
    *count = high - low;
}

void sg_reach_classes_with(const sg_reach_classes *classes, sg_node group, uint32_t *first,
                           uint32_t *count)
{
    uint32_t low = 0, high = (uint32_t)classes->groups.count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (classes->groups.items[middle].group.id < group.id)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (high < classes->groups.count && classes->groups.items[high].group.id == group.id)
        high++;
    *count = high - low;
}
