/* trace_rules.c - groups, ACLs and route tables, read for the one rule that counts. */
#include "ingest/derive/trace_rules.h"

#include <stdarg.h>
#include <stdio.h>

#include "engine/base/text.h"
#include "ingest/derive/prefix_list.h"
#include "ingest/derive/read.h"

enum {
    LINE_MOST = 1024,
};

sg_str sg_trace_name(sg_trace *trace, sg_node node)
{
    const sg_network *network = &trace->network;
    sg_str id = sg_read_text(network->graph, node, SG_STR("id"), network->scratch);

    /* "arn:...:security-group/sg-1" is sg-1 to everybody. */
    if (sg_str_starts(id, SG_STR("arn:")) && sg_str_find(id, SG_STR(":ec2:"), 0) != SIZE_MAX)
        for (size_t i = id.length; i > 0; i--)
            if (id.bytes[i - 1] == '/')
                return sg_str_slice(id, i, id.length);
    return id;
}

sg_status sg_trace_tell(sg_trace *trace, const char *gate, const char *format, ...)
{
    char line[LINE_MOST];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0)
        return SG_ENOMEM;
    trace->visit(trace->state, &(sg_trace_step){ gate, sg_str_of(line) });
    return SG_OK;
}

static sg_str text_of(sg_value map, const char *name)
{
    sg_value value = sg_map_get(map, sg_str_of(name));

    return value.type == SG_TYPE_STRING ? sg_value_str(value) : (sg_str){ "", 0 };
}

void sg_trace_words(sg_services services, char out[SG_TRACE_WORDS])
{
    sg_service_words words[SG_SERVICE_WORDS];
    uint32_t count = sg_services_describe(services, words);

    if (count != 1 || (words[0].from == 0 && words[0].to == SG_LAST_PORT))
        (void)snprintf(out, SG_TRACE_WORDS, "%s",
                       count == 1 ? words[0].protocol : "several protocols");
    else if (words[0].from == words[0].to)
        (void)snprintf(out, SG_TRACE_WORDS, "%s %u", words[0].protocol,
                       (unsigned)words[0].from);
    else
        (void)snprintf(out, SG_TRACE_WORDS, "%s %u-%u", words[0].protocol,
                       (unsigned)words[0].from, (unsigned)words[0].to);
}

/* --- groups ---------------------------------------------------------------------------------- */

static bool overlaps(sg_str block, sg_address_range range)
{
    sg_address_range own;

    return sg_cidr_parse(block, &own, NULL) &&
           sg_address_set_overlaps((sg_address_set){ &own, 1 }, range);
}

/* Whether a rule speaks of the peer; *what is what it names then. */
static sg_status speaks_of(sg_trace *trace, sg_value rule, sg_trace_peer peer, sg_str *what,
                           bool *out)
{
    sg_str block = text_of(rule, "cidr"), group = text_of(rule, "group");
    sg_str id = text_of(rule, "prefixList");
    sg_prefix_list list;
    sg_node node;

    *what = block.length ? block : group.length ? group : id;
    *out = block.length && overlaps(block, peer.addresses);
    if (group.length && peer.groups && sg_graph_find_node(trace->network.graph, group, &node)) {
        *out = sg_group_set_has(peer.groups, node);
        *what = sg_trace_name(trace, node);
    }
    if (!id.length)
        return SG_OK;
    SG_TRY(sg_prefix_list_find(&trace->network, id, &list));
    for (uint32_t i = 0; list.blocks.type == SG_TYPE_LIST && i < list.blocks.length; i++)
        *out = *out || (list.blocks.list[i].type == SG_TYPE_STRING &&
                        overlaps(sg_value_str(list.blocks.list[i]), peer.addresses));
    return SG_OK;
}

static sg_status search_group(sg_trace *trace, sg_node group, const char *list,
                              uint32_t service, sg_trace_peer peer, bool *found)
{
    sg_value rules =
        sg_read(trace->network.graph, group, sg_str_of(list), trace->network.scratch);
    const char *way = sg_str_equal(sg_str_of(list), SG_STR("egress")) ? "to" : "from";

    for (uint32_t i = 0; rules.type == SG_TYPE_LIST && i < rules.length && !*found; i++) {
        sg_services services;
        sg_str what;
        char words[SG_TRACE_WORDS];
        if (rules.list[i].type != SG_TYPE_MAP ||
            !sg_services_read(sg_map_get(rules.list[i], SG_STR("protocol")),
                              sg_map_get(rules.list[i], SG_STR("fromPort")),
                              sg_map_get(rules.list[i], SG_STR("toPort")), &services) ||
            service < services.first || service > services.last)
            continue;
        SG_TRY(speaks_of(trace, rules.list[i], peer, &what, found));
        sg_trace_words(services, words);
        if (*found)
            SG_TRY(sg_trace_tell(trace, "group", "%.*s: %s %s %.*s",
                                 SG_FMT(sg_trace_name(trace, group)), words, way,
                                 SG_FMT(what)));
    }
    return SG_OK;
}

sg_status sg_trace_group(sg_trace *trace, sg_node node, const char *list, uint32_t service,
                         sg_trace_peer peer)
{
    bool found = false;

    for (sg_neighbours at =
             sg_neighbours_by(trace->network.graph, node, SG_STR("PROTECTED_BY"), SG_OUT);
         !found && sg_neighbours_next(&at);)
        SG_TRY(search_group(trace, at.node, list, service, peer, &found));
    return SG_OK;
}

/* --- ACLs ------------------------------------------------------------------------------------ */

static bool matches(sg_value entry, bool egress, sg_services services, sg_address_range peer)
{
    sg_value way = sg_map_get(entry, SG_STR("egress"));
    sg_services own;

    return way.type == SG_TYPE_BOOLEAN && way.boolean == egress &&
           sg_services_read(sg_map_get(entry, SG_STR("protocol")),
                            sg_map_get(entry, SG_STR("fromPort")),
                            sg_map_get(entry, SG_STR("toPort")), &own) &&
           own.first <= services.last && services.first <= own.last &&
           overlaps(text_of(entry, "cidr"), peer);
}

/* The first rule by number that allows some of the services: those before it deny others. */
sg_status sg_trace_acl(sg_trace *trace, const char *gate, sg_node subnet, bool egress,
                       sg_services services, sg_address_range peer)
{
    const sg_value *best = NULL;
    int64_t lowest = INT64_MAX;
    sg_services own;
    sg_value list;
    sg_node acl;
    char words[SG_TRACE_WORDS];

    SG_TRY(sg_acl_of(&trace->network, subnet, &acl));
    if (acl.id == SG_NO_ID)
        return SG_OK;
    list = sg_read(trace->network.graph, acl, SG_STR("entries"), trace->network.scratch);
    for (uint32_t i = 0; list.type == SG_TYPE_LIST && i < list.length; i++) {
        sg_value number = list.list[i].type == SG_TYPE_MAP
                              ? sg_map_get(list.list[i], SG_STR("ruleNumber"))
                              : sg_null();
        if (number.type != SG_TYPE_INTEGER || number.integer >= lowest ||
            !matches(list.list[i], egress, services, peer) ||
            !sg_str_equal_fold(text_of(list.list[i], "action"), SG_STR("allow")))
            continue;
        lowest = number.integer;
        best = &list.list[i];
    }
    if (!best || !sg_services_read(sg_map_get(*best, SG_STR("protocol")),
                                   sg_map_get(*best, SG_STR("fromPort")),
                                   sg_map_get(*best, SG_STR("toPort")), &own))
        return SG_OK;
    sg_trace_words(own, words);
    return sg_trace_tell(trace, gate, "%.*s: rule %lld allows %s %s %.*s",
                         SG_FMT(sg_trace_name(trace, acl)), (long long)lowest, words,
                         egress ? "to" : "from", SG_FMT(text_of(*best, "cidr")));
}

/* --- routes ---------------------------------------------------------------------------------- */

sg_status sg_trace_route(sg_trace *trace, sg_node subnet, sg_address_range to)
{
    sg_str destination = { "", 0 }, target = { "", 0 };
    int best = -1;
    sg_value list;
    sg_node table;
    bool known;

    SG_TRY(sg_route_table_of(&trace->network, subnet, &table, &known));
    if (!known)
        return SG_OK;
    list = sg_read(trace->network.graph, table, SG_STR("routes"), trace->network.scratch);
    for (uint32_t i = 0; list.type == SG_TYPE_LIST && i < list.length; i++) {
        sg_address_range block;
        uint8_t length;
        if (list.list[i].type != SG_TYPE_MAP ||
            !sg_cidr_parse(text_of(list.list[i], "destination"), &block, &length) ||
            length < best || block.first.family != to.first.family ||
            !sg_address_set_covers((sg_address_set){ &block, 1 }, to))
            continue;
        best = length;
        destination = text_of(list.list[i], "destination");
        target = text_of(list.list[i], "target");
    }
    if (best < 0)
        return SG_OK;
    return sg_trace_tell(trace, "route", "%.*s: %.*s to %.*s",
                         SG_FMT(sg_trace_name(trace, table)), SG_FMT(destination),
                         SG_FMT(target));
}
