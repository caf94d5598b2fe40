/* pending.c - links that can be made only when every file has been read. */
#include "ingest/pending.h"

#include <inttypes.h>

#include "ingest/derive/cidr.h"
#include "ingest/host.h"

/* All blocks that EC2 delegates to interfaces are of these lengths. */
#define IPV4_BLOCK "/28"
#define IPV6_BLOCK "/80"

sg_str sg_holder_name(sg_str network, sg_str block, sg_arena *arena)
{
    sg_address_range range;
    uint8_t length;

    if (!sg_cidr_parse(block, &range, &length))
        return SG_STR("");
    return sg_arena_format(arena, "holder:%.*s/%d/%" PRIx64 ":%" PRIx64 "/%u", SG_FMT(network),
                           (int)range.first.family, range.first.high, range.first.low, length);
}

sg_str sg_address_name(sg_str network, sg_str address, sg_arena *arena)
{
    return sg_arena_format(arena, "address:%.*s/%.*s", SG_FMT(network), SG_FMT(address));
}

static sg_status link_target(sg_mapper *mapper, const sg_pending_target *target, sg_str name)
{
    sg_build_node node;
    sg_build_edge edge;

    if (!name.bytes)
        return SG_ENOMEM;
    if (!sg_builder_find_node(mapper->builder, name, &node))
        return SG_OK;
    SG_TRY(sg_builder_merge_edge(mapper->builder, target->node, SG_STR("FORWARDS_TO"), node,
                                 SG_STR(""), &edge));
    return sg_builder_set_edge(mapper->builder, edge, SG_STR("port"), target->port);
}

/* An address of a pod is on an interface of its machine too: both are linked. */
static sg_status link_targets(sg_mapper *mapper)
{
    sg_arena *scratch = mapper->scratch;

    for (size_t i = 0; i < mapper->targets.count; i++) {
        const sg_pending_target *target = &mapper->targets.items[i];
        bool ipv6 = sg_str_find(target->address, SG_STR(":"), 0) != SIZE_MAX;

        sg_arena_reset(scratch);
        sg_value network =
            sg_builder_get(mapper->builder, target->node, SG_STR("network"), scratch);
        if (network.type != SG_TYPE_STRING)
            continue;
        sg_str vpc = sg_value_str(network);
        sg_str block = sg_arena_format(scratch, "%.*s%s", SG_FMT(target->address),
                                       ipv6 ? IPV6_BLOCK : IPV4_BLOCK);
        if (!block.bytes)
            return SG_ENOMEM;
        SG_TRY(link_target(mapper, target, sg_address_name(vpc, target->address, scratch)));
        SG_TRY(link_target(mapper, target, sg_holder_name(vpc, target->address, scratch)));
        SG_TRY(link_target(mapper, target, sg_holder_name(vpc, block, scratch)));
    }
    return SG_OK;
}

/* Whether the labels of a pod have all that a selector asks for. */
static bool selects(sg_value wanted, sg_value labels)
{
    for (uint32_t i = 0; i < wanted.length; i++)
        if (!sg_value_same(sg_map_get(labels, wanted.map[i].key), wanted.map[i].value))
            return false;
    return wanted.length > 0;
}

static sg_status link_selectors(sg_mapper *mapper)
{
    for (size_t i = 0; i < mapper->selectors.count; i++) {
        const sg_pending_selector *selector = &mapper->selectors.items[i];

        for (size_t j = 0; j < mapper->pods.count; j++) {
            const sg_pending_pod *pod = &mapper->pods.items[j];

            if (!sg_str_equal(pod->scope, selector->scope))
                continue;
            sg_arena_reset(mapper->scratch);
            sg_value labels =
                sg_builder_get(mapper->builder, pod->node, SG_STR("tags"), mapper->scratch);
            if (labels.type == SG_TYPE_MAP && selects(selector->labels, labels))
                SG_TRY(sg_mapper_link(mapper, selector->node, "FORWARDS_TO", pod->node, NULL,
                                      NULL));
        }
    }
    return SG_OK;
}

sg_status sg_pending_name_add(sg_mapper *mapper, sg_build_node from, const char *type,
                              sg_str name, sg_str discriminator, sg_value properties)
{
    sg_pending_name pending = { .from = from, .type = type };

    pending.host = sg_host_of(name, mapper->arena);
    pending.discriminator = sg_arena_copy(mapper->arena, discriminator);
    if (!pending.host.bytes || !pending.discriminator.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_value_copy(mapper->arena, properties, &pending.properties));
    return sg_array_push(&mapper->names, pending);
}

/* What has the name; false when nothing has. */
static sg_status find_named(sg_mapper *mapper, sg_str host, sg_build_node *out, bool *found)
{
    sg_str bucket = sg_bucket_of_host(host), name;

    *found = sg_builder_find_node(mapper->builder, host, out);
    if (*found || !bucket.length)
        return SG_OK;
    /* A bucket need not exist for a name of it to be in use: that is how names get taken over. */
    name = sg_arena_format(mapper->arena, "arn:%s:s3:::%.*s",
                           sg_str_ends(host, SG_STR(".cn")) ? "aws-cn" : "aws", SG_FMT(bucket));
    if (!name.bytes)
        return SG_ENOMEM;
    *found = true;
    return sg_mapper_refer(mapper, name, "Bucket", out);
}

static sg_status link_names(sg_mapper *mapper)
{
    for (size_t i = 0; i < mapper->names.count; i++) {
        const sg_pending_name *name = &mapper->names.items[i];
        sg_build_node node;
        sg_build_edge edge;
        bool found;

        SG_TRY(find_named(mapper, name->host, &node, &found));
        if (!found || node.index == name->from.index)
            continue;
        SG_TRY(sg_builder_merge_edge(mapper->builder, name->from, sg_str_of(name->type), node,
                                     name->discriminator, &edge));
        for (uint32_t j = 0; j < name->properties.length; j++)
            SG_TRY(sg_builder_set_edge(mapper->builder, edge, name->properties.map[j].key,
                                       name->properties.map[j].value));
    }
    return SG_OK;
}

sg_status sg_pending_link(sg_mapper *mapper)
{
    SG_TRY(link_names(mapper));
    SG_TRY(link_targets(mapper));
    return link_selectors(mapper);
}
