/* gate_acl.c - network ACLs: numbered rules of which the first match decides, without memory of
 * connections.
 *
 * Painting rules over each other from the last to the first gives what the first match gives.  A
 * connection needs a way in for its packets and a way out for the answers, and the other way round.
 */
#include "ingest/derive/gates.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "ingest/derive/read.h"

enum {
    RULES_MOST = 4096, /* an ACL with more is taken for not known */
};

typedef struct acl_rule {
    int64_t number;
    bool egress, allow;
    sg_services services;
    sg_address_range addresses;
} acl_rule;

typedef SG_ARRAY(acl_rule) rule_list;

static int from_last(const void *left, const void *right)
{
    const acl_rule *one = left, *other = right;

    return one->number < other->number ? 1 : one->number > other->number ? -1 : 0;
}

static bool read_rule(sg_value map, acl_rule *out)
{
    sg_value number = sg_map_get(map, SG_STR("ruleNumber"));
    sg_value egress = sg_map_get(map, SG_STR("egress"));
    sg_value action = sg_map_get(map, SG_STR("action"));
    sg_value cidr = sg_map_get(map, SG_STR("cidr"));

    if (number.type != SG_TYPE_INTEGER || egress.type != SG_TYPE_BOOLEAN ||
        action.type != SG_TYPE_STRING || cidr.type != SG_TYPE_STRING)
        return false;
    out->number = number.integer;
    out->egress = egress.boolean;
    out->allow = sg_str_equal_fold(sg_value_str(action), SG_STR("allow"));
    if (!out->allow && !sg_str_equal_fold(sg_value_str(action), SG_STR("deny")))
        return false;
    return sg_cidr_parse(sg_value_str(cidr), &out->addresses, NULL) &&
           sg_services_read(sg_map_get(map, SG_STR("protocol")),
                            sg_map_get(map, SG_STR("fromPort")),
                            sg_map_get(map, SG_STR("toPort")), &out->services);
}

/* SG_EINVAL when an entry cannot be read. */
static sg_status read_rules(sg_value list, rule_list *out)
{
    acl_rule rule;

    if (list.type != SG_TYPE_LIST || list.length > RULES_MOST)
        return SG_EINVAL;
    for (uint32_t i = 0; i < list.length; i++) {
        if (list.list[i].type != SG_TYPE_MAP || !read_rule(list.list[i], &rule))
            return SG_EINVAL;
        SG_TRY(sg_array_push(out, rule));
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, from_last);
    return SG_OK;
}

/* What the rules of one way let through. */
static sg_status paint(sg_arena *arena, const rule_list *rules, bool egress, sg_packet_set *out)
{
    sg_packet_set painted = { 0 };

    for (size_t i = 0; i < rules->count; i++) {
        const acl_rule *rule = &rules->items[i];
        sg_address_set addresses;
        sg_packet_set packets;
        if (rule->egress != egress)
            continue;
        SG_TRY(sg_address_set_of(arena, rule->addresses, &addresses));
        SG_TRY(sg_packet_set_of(arena, rule->services, addresses, &packets));
        SG_TRY(sg_packet_set_combine(arena, rule->allow ? SG_UNION : SG_DIFFERENCE, painted,
                                     packets, &painted));
    }
    *out = painted;
    return SG_OK;
}

static sg_status judge(sg_arena *arena, const rule_list *rules, sg_acl_gates *out)
{
    sg_packet_set in, into_answers, outward, outward_answers;

    SG_TRY(paint(arena, rules, false, &in));
    SG_TRY(paint(arena, rules, true, &outward));
    SG_TRY(sg_packet_set_answers(arena, in, &into_answers));
    SG_TRY(sg_packet_set_answers(arena, outward, &outward_answers));
    SG_TRY(sg_packet_set_combine(arena, SG_INTERSECTION, in, outward_answers, &in));
    SG_TRY(sg_packet_set_combine(arena, SG_INTERSECTION, outward, into_answers, &outward));
    *out = (sg_acl_gates){ { in, in }, { outward, outward } };
    return SG_OK;
}

static sg_status gates_of_acl(sg_network *network, sg_node acl, const sg_acl_gates **out)
{
    sg_question_key key = { .question = SG_ASK_ACL, .first = acl.id };
    rule_list rules = { 0 };

    *out = sg_network_recall(network, key);
    if (*out)
        return SG_OK;
    sg_acl_gates *gates = sg_arena_make(network->arena, sg_acl_gates);
    if (!gates)
        return SG_ENOMEM;
    *gates = (sg_acl_gates){ sg_gate_unknown(), sg_gate_unknown() };
    if (acl.id != SG_NO_ID && sg_network_described(network, acl)) {
        sg_status status = read_rules(
            sg_read(network->graph, acl, SG_STR("entries"), network->scratch), &rules);
        if (status == SG_OK)
            status = judge(network->arena, &rules, gates);
        sg_array_free(&rules);
        if (status == SG_ENOMEM)
            return status;
    }
    *out = gates;
    return sg_network_remember(network, key, gates);
}

/* The default ACL of a network, SG_NO_ID when it is not known. */
static sg_status default_acl(sg_network *network, sg_node vpc, sg_node *out)
{
    sg_question_key key = { .question = SG_ASK_DEFAULT_ACL, .first = vpc.id };
    const sg_node *known = sg_network_recall(network, key);

    if (!known) {
        sg_node *found = sg_arena_make(network->arena, sg_node);
        if (!found)
            return SG_ENOMEM;
        *found = (sg_node){ SG_NO_ID };
        for (sg_neighbours at =
                 sg_neighbours_by(network->graph, vpc, SG_STR("IN_NETWORK"), SG_IN);
             sg_neighbours_next(&at);)
            if (sg_node_is(network->graph, at.node, SG_STR("NetworkAcl")) &&
                sg_read_truth(network->graph, at.node, SG_STR("isDefault"), network->scratch) ==
                    SG_TRUE)
                *found = at.node;
        SG_TRY(sg_network_remember(network, key, found));
        known = found;
    }
    *out = *known;
    return SG_OK;
}

sg_status sg_acl_of(sg_network *network, sg_node subnet, sg_node *out)
{
    const sg_asked *asked;
    sg_node vpc;

    *out = (sg_node){ SG_NO_ID };
    if (sg_network_neighbour(network, subnet, SG_STR("PROTECTED_BY"), SG_OUT,
                             SG_STR("NetworkAcl"), out) ||
        !sg_network_neighbour(network, subnet, SG_STR("IN_NETWORK"), SG_OUT,
                              SG_STR("VirtualNetwork"), &vpc))
        return SG_OK;
    /* Without an ACL of its own a subnet has the default one: if all ACLs were told. */
    SG_TRY(sg_network_asked(network, subnet, &asked));
    return network->coverage && !asked->acls ? SG_OK : default_acl(network, vpc, out);
}

sg_status sg_gate_acl(sg_network *network, sg_node subnet, const sg_acl_gates **out)
{
    sg_node acl;

    SG_TRY(sg_acl_of(network, subnet, &acl));
    return gates_of_acl(network, acl, out);
}
