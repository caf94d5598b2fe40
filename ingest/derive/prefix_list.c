/* prefix_list.c - prefix lists: collected ones, and what is known of the provider's. */
#include "ingest/derive/prefix_list.h"

#include "engine/base/text.h"
#include "ingest/derive/read.h"

static const struct {
    sg_str id, name;
} known_lists[] = {
#define LIST(id, name) { SG_STR_INIT(id), SG_STR_INIT(name) },
#include "ingest/derive/known_prefix_lists.def"
#undef LIST
};

static const sg_str delivery = SG_STR_INIT("com.amazonaws.global.cloudfront.origin-facing");

static const sg_str delivery_blocks[] = {
    SG_STR_INIT("130.176.0.0/17"),
    SG_STR_INIT("130.176.128.0/18"),
    SG_STR_INIT("130.176.192.0/19"),
    SG_STR_INIT("130.176.224.0/20"),
};

/* The name of the list, as described, else as known by its id. */
static sg_str name_of(const sg_network *network, sg_str id, sg_node node)
{
    sg_str name = { "", 0 };

    if (node.id != SG_NO_ID)
        name = sg_read_text(network->graph, node, SG_STR("name"), network->scratch);
    for (size_t i = 0; i < SG_COUNT(known_lists) && !name.length; i++)
        if (sg_str_equal(known_lists[i].id, id))
            name = known_lists[i].name;
    return name;
}

static sg_status known_blocks(sg_arena *arena, sg_value *out)
{
    sg_value *items = sg_arena_make_array(arena, sg_value, SG_COUNT(delivery_blocks));

    if (!items)
        return SG_ENOMEM;
    for (size_t i = 0; i < SG_COUNT(delivery_blocks); i++)
        items[i] = sg_string(delivery_blocks[i]);
    *out = sg_list(items, (uint32_t)SG_COUNT(delivery_blocks));
    return SG_OK;
}

sg_status sg_prefix_list_find(const sg_network *network, sg_str id, sg_prefix_list *out)
{
    sg_node node = { SG_NO_ID };
    sg_str name;

    *out = (sg_prefix_list){ .blocks = sg_null() };
    if (sg_graph_find_node(network->graph, id, &node)) {
        sg_value list = sg_read(network->graph, node, SG_STR("cidrs"), network->scratch);
        if (list.type == SG_TYPE_LIST)
            out->blocks = list;
    }
    name = name_of(network, id, node);
    out->provider = sg_str_starts(name, SG_STR("com.amazonaws."));
    if (sg_is_null(out->blocks) && sg_str_equal(name, delivery))
        return known_blocks(network->scratch, &out->blocks);
    return SG_OK;
}

/* The collected list of the delivery network; any region's will do. */
static sg_value collected_list(const sg_network *network)
{
    for (sg_cursor at = sg_nodes_with(network->graph, SG_STR("IpRange"));
         sg_cursor_next(&at);) {
        sg_str name = sg_read_text(network->graph, at.node, SG_STR("name"), network->scratch);
        if (sg_str_equal(name, delivery)) {
            sg_value list = sg_read(network->graph, at.node, SG_STR("cidrs"), network->scratch);
            if (list.type == SG_TYPE_LIST && list.length)
                return list;
        }
    }
    return sg_null();
}

sg_status sg_distribution_addresses(sg_network *network, sg_address_set *out)
{
    sg_question_key key = { .question = SG_ASK_DELIVERY };
    const sg_address_set *known = sg_network_recall(network, key);
    sg_value blocks = known ? sg_null() : collected_list(network);

    if (!known) {
        sg_address_set *set = sg_arena_make(network->arena, sg_address_set), block;
        sg_address_range range;
        if (!set)
            return SG_ENOMEM;
        if (sg_is_null(blocks))
            SG_TRY(known_blocks(network->scratch, &blocks));
        for (uint32_t i = 0; i < blocks.length; i++) {
            if (blocks.list[i].type != SG_TYPE_STRING ||
                !sg_cidr_parse(sg_value_str(blocks.list[i]), &range, NULL))
                continue;
            SG_TRY(sg_address_set_of(network->arena, range, &block));
            SG_TRY(sg_address_set_combine(network->arena, SG_UNION, *set, block, set));
        }
        SG_TRY(sg_network_remember(network, key, set));
        known = set;
    }
    *out = *known;
    return SG_OK;
}
