/* reach.c - CAN_REACH: who can open a connection to whom inside a network, and in those next to it.
 *
 *     source class ---- ACLs, the source's outbound rules ----> target class
 *       members                                                   members
 *
 * Classes are compared (see reach_class.h), and members written down where the gates between
 * their classes let something through.  A target's rules say which classes to look at: those that
 * have a named group, and those whose subnet a block of addresses overlaps; so the work goes with
 * what is found.
 *
 * Between two networks a peering connection or a transit gateway has to lead there and back (see
 * reach_link.h).  What hangs on something that is not known is `may`: a rule, an ACL or a route that was
 * not collected, or one for a part of a subnet where nobody tells who has which address.
 *
 * Classes of thousands that reach each other would be millions of relationships: such pairs are
 * left out beyond a bound, and counted in `canReachOmitted` of their network.
 */
#include <stdlib.h>

#include "engine/base/text.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/exposure.h"
#include "ingest/derive/reach_class.h"
#include "ingest/derive/reach_link.h"
#include "ingest/derive/read.h"

enum {
    PAIRS_MOST = 65536,   /* of members of two classes */
    EDGES_MOST = 1048576, /* in all */
};

/* Something that one class of sources may send to the target at hand. */
typedef struct offer {
    uint32_t class;
    bool named;                   /* by a rule that names a group */
    bool sure;                    /* by a rule that is known */
    bool partial;                 /* only from some addresses of the class's subnet */
    const sg_packet_slice *slice; /* these addresses; unused when all */
    sg_services services;
} offer;

typedef struct reach {
    sg_network *network;
    sg_reach_classes classes;
    SG_ARRAY(offer) offers; /* to the target class at hand */
    uint64_t edges;
    uint64_t omitted; /* in the network at hand */
} reach;

static int by_source(const void *left, const void *right)
{
    const offer *one = left, *other = right;

    return one->class < other->class ? -1 : one->class > other->class;
}

static bool is_neighbour(const sg_reach_neighbours *neighbours, sg_node vpc)
{
    for (uint32_t i = 0; i < neighbours->count; i++)
        if (neighbours->networks[i].id == vpc.id)
            return true;
    return false;
}

static sg_status add_references(reach *at, const sg_reach_class *target,
                                const sg_reach_neighbours *neighbours)
{
    for (uint32_t i = 0; i < target->groups->reference_count; i++) {
        const sg_group_reference *reference = &target->groups->references[i];
        uint32_t first, count;
        sg_reach_classes_with(&at->classes, reference->group, &first, &count);
        for (uint32_t j = first; j < first + count; j++) {
            uint32_t class = at->classes.groups.items[j].class;
            const sg_reach_class *from = &at->classes.classes.items[class];
            if (from->block.first.family == target->block.first.family &&
                (from->vpc.id == target->vpc.id || is_neighbour(neighbours, from->vpc)))
                SG_TRY(sg_array_push(&at->offers, ((offer){ class, true, true, false, NULL,
                                                            reference->services })));
        }
    }
    return SG_OK;
}

/* Classes [first, first + count) may send what the slice admits. */
static sg_status add_classes(reach *at, const sg_reach_class *target, uint32_t first,
                             uint32_t count, const sg_packet_slice *slice, bool sure)
{
    for (uint32_t class = first; class < first + count; class ++) {
        const sg_reach_class *from = &at->classes.classes.items[class];
        bool whole = sg_address_set_covers(slice->addresses, from->block);
        if (from->block.first.family == target->block.first.family &&
            sg_address_set_overlaps(slice->addresses, from->block))
            SG_TRY(sg_array_push(
                &at->offers, ((offer){ class, false, sure, !whole, slice, slice->services })));
    }
    return SG_OK;
}

/* What rules by address admit from the classes of one network. */
static sg_status add_blocks(reach *at, const sg_reach_class *target, sg_packet_set admits,
                            sg_node vpc, bool sure)
{
    uint32_t first, count;

    for (uint32_t i = 0; i < admits.count; i++) {
        const sg_packet_slice *slice = &admits.slices[i];
        for (uint32_t j = 0; j < slice->addresses.count; j++) {
            sg_reach_classes_in(&at->classes, vpc, slice->addresses.ranges[j], &first, &count);
            SG_TRY(add_classes(at, target, first, count, slice, sure));
        }
        sg_reach_classes_spread(&at->classes, vpc, &first, &count);
        SG_TRY(add_classes(at, target, first, count, slice, sure));
    }
    return SG_OK;
}

static sg_status add_all_blocks(reach *at, const sg_reach_class *target,
                                const sg_reach_neighbours *neighbours, sg_packet_set admits,
                                bool sure)
{
    SG_TRY(add_blocks(at, target, admits, target->vpc, sure));
    for (uint32_t i = 0; i < neighbours->count; i++)
        SG_TRY(add_blocks(at, target, admits, neighbours->networks[i], sure));
    return SG_OK;
}

/* What rules that are not known may admit. */
static sg_status add_unknown(reach *at, const sg_reach_class *target,
                             const sg_reach_neighbours *neighbours)
{
    const sg_gate *admits = &target->groups->admits;
    sg_packet_set unknown;

    if (admits->possible.slices == admits->sure.slices)
        return SG_OK;
    SG_TRY(sg_packet_set_combine(at->network->scratch, SG_DIFFERENCE, admits->possible,
                                 admits->sure, &unknown));
    return add_all_blocks(at, target, neighbours, unknown, false);
}

/* The services that a gate has open for the block, for all addresses: sure for all of the block, possible
 * for some address of it. */
static sg_status open_for(sg_arena *arena, const sg_gate *gate, sg_address_range block,
                          sg_gate *out)
{
    const sg_packet_set sets[] = { gate->sure, gate->possible };
    sg_packet_set open[SG_COUNT(sets)];

    for (size_t s = 0; s < SG_COUNT(sets); s++) {
        sg_packet_set *parts =
            sg_arena_make_array(arena, sg_packet_set, (size_t)sets[s].count + 1);
        size_t count = 0;
        if (!parts)
            return SG_ENOMEM;
        for (uint32_t i = 0; i < sets[s].count; i++)
            if (s == 0 ? sg_address_set_covers(sets[s].slices[i].addresses, block)
                       : sg_address_set_overlaps(sets[s].slices[i].addresses, block))
                SG_TRY(sg_packet_set_of(arena, sets[s].slices[i].services, sg_all_addresses,
                                        &parts[count++]));
        SG_TRY(sg_packet_set_unite(arena, parts, count, &open[s]));
    }
    *out = (sg_gate){ open[0], open[1] };
    return SG_OK;
}

/* What the ACLs let through from one subnet to another. */
static sg_status between(sg_network *network, const sg_reach_class *from,
                         const sg_reach_class *to, sg_gate *out)
{
    sg_question_key key = { .question = SG_ASK_BETWEEN,
                            .first = from->subnet.id,
                            .second = to->subnet.id,
                            .third = (uint32_t)to->block.first.family };
    const sg_gate *known = sg_network_recall(network, key);
    const sg_acl_gates *near, *far;
    sg_gate gate = sg_gate_open();

    if (!known && from->subnet.id != to->subnet.id) {
        sg_gate leaving, entering;
        SG_TRY(sg_gate_acl(network, from->subnet, &near));
        SG_TRY(sg_gate_acl(network, to->subnet, &far));
        SG_TRY(open_for(network->arena, &near->outbound, to->block, &leaving));
        SG_TRY(open_for(network->arena, &far->inbound, from->block, &entering));
        SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, leaving, entering, &gate));
    }
    if (!known) {
        SG_TRY(sg_gate_keep(network, gate, &known));
        SG_TRY(sg_network_remember(network, key, known));
    }
    *out = *known;
    return SG_OK;
}

/* What the outbound rules of the source let go to the target. */
static sg_status emitted(sg_arena *arena, const sg_reach_class *from, const sg_reach_class *to,
                         sg_gate *out)
{
    const sg_group_set *groups = from->groups;
    sg_packet_set more;

    *out = sg_gate_open();
    if (groups->emits.sure.slices == sg_all_packets.slices)
        return SG_OK;
    SG_TRY(open_for(arena, &groups->emits, to->block, out));
    for (uint32_t i = 0; i < groups->emit_reference_count; i++) {
        if (!sg_group_set_has(to->groups, groups->emit_references[i].group))
            continue;
        SG_TRY(sg_packet_set_of(arena, groups->emit_references[i].services, sg_all_addresses,
                                &more));
        SG_TRY(sg_gate_combine(arena, SG_UNION, *out, (sg_gate){ more, more }, out));
    }
    return SG_OK;
}

static sg_status write_edge(reach *at, sg_node from, sg_node to, const sg_service_words *words,
                            bool certain)
{
    sg_builder *builder = at->network->builder;
    sg_arena_mark mark = sg_arena_save(at->network->scratch);
    sg_str key = sg_arena_format(at->network->scratch, "%s/%u-%u/%d", words->protocol,
                                 words->from, words->to, certain);
    sg_build_edge edge;

    if (!key.bytes)
        return SG_ENOMEM;
    at->edges++;
    SG_TRY(sg_builder_merge_edge(builder, sg_builder_handle(builder, from), SG_STR("CAN_REACH"),
                                 sg_builder_handle(builder, to), key, &edge));
    sg_arena_rewind(at->network->scratch, mark);
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("protocol"),
                               sg_string(sg_str_of(words->protocol))));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("fromPort"), sg_integer(words->from)));
    SG_TRY(sg_builder_set_edge(builder, edge, SG_STR("toPort"), sg_integer(words->to)));
    return sg_builder_set_edge(builder, edge, SG_STR("certainty"),
                               sg_string(certain ? SG_STR("must") : SG_STR("may")));
}

/* One source to all members of the target class. */
static sg_status write_source(reach *at, sg_node source, const sg_reach_class *to,
                              sg_packet_set services, bool certain)
{
    sg_service_words words[SG_SERVICE_WORDS];

    for (uint32_t i = 0; i < services.count; i++) {
        uint32_t count = sg_services_describe(services.slices[i].services, words);
        for (uint32_t j = 0; j < to->count; j++)
            for (uint32_t k = 0; k < count; k++)
                if (to->members[j].target && to->members[j].node.id != source.id)
                    SG_TRY(write_edge(at, source, to->members[j].node, &words[k], certain));
    }
    return SG_OK;
}

static bool is_in(sg_value address, sg_address_set set)
{
    sg_address_range range;

    return address.type == SG_TYPE_STRING &&
           sg_cidr_parse(sg_value_str(address), &range, NULL) &&
           sg_address_set_overlaps(set, range);
}

/* Whether the endpoint has an address of the set; unknown when nothing tells its addresses. */
static sg_truth has_address(const sg_network *network, sg_node endpoint, sg_address_set set)
{
    static const sg_str lists[] = { SG_STR_INIT("privateIpAddresses"),
                                    SG_STR_INIT("ipv6Addresses") };
    sg_value own =
        sg_read(network->graph, endpoint, SG_STR("privateIpAddress"), network->scratch);
    bool told = own.type == SG_TYPE_STRING;

    if (is_in(own, set))
        return SG_TRUE;
    for (size_t i = 0; i < SG_COUNT(lists); i++) {
        sg_value list = sg_read(network->graph, endpoint, lists[i], network->scratch);
        for (uint32_t j = 0; list.type == SG_TYPE_LIST && j < list.length; j++) {
            told = true;
            if (is_in(list.list[j], set))
                return SG_TRUE;
        }
    }
    return told ? SG_FALSE : SG_UNKNOWN;
}

/* Offers of one source class to one target class, and the way between the two. */
typedef struct bid {
    const offer *offers;
    size_t count;
    sg_reach_link link;
} bid;

/* How certain an offer is, to a member or (NULL) to all of the class. */
static sg_truth holds(const reach *at, const bid *all, const offer *one,
                      const sg_reach_member *member)
{
    sg_truth truth = one->sure ? SG_TRUE : SG_UNKNOWN;

    if (one->named)
        truth = sg_both(truth, all->link.references);
    if (one->partial)
        truth = sg_both(
            truth, member ? has_address(at->network, member->endpoint, one->slice->addresses)
                          : SG_FALSE);
    return truth;
}

/* What is offered to a source, united. */
static sg_status offered(reach *at, const bid *all, const sg_reach_member *member, sg_gate *out)
{
    sg_arena *arena = at->network->scratch;
    sg_packet_set *sure = sg_arena_make_array(arena, sg_packet_set, all->count + 1);
    sg_packet_set *possible = sg_arena_make_array(arena, sg_packet_set, all->count + 1);
    size_t sure_count = 0, possible_count = 0;

    if (!sure || !possible)
        return SG_ENOMEM;
    for (size_t i = 0; i < all->count; i++) {
        sg_truth truth = holds(at, all, &all->offers[i], member);
        sg_packet_set services;
        if (truth == SG_FALSE)
            continue;
        SG_TRY(sg_packet_set_of(arena, all->offers[i].services, sg_all_addresses, &services));
        possible[possible_count++] = services;
        if (truth == SG_TRUE)
            sure[sure_count++] = services;
    }
    SG_TRY(sg_packet_set_unite(arena, sure, sure_count, &out->sure));
    return sg_packet_set_unite(arena, possible, possible_count, &out->possible);
}

/* What passes the gates from one source: what is certain, and what else there may be. */
static sg_status write_open(reach *at, sg_node source, const sg_reach_class *to, sg_gate open,
                            sg_truth routed)
{
    sg_packet_set certain = routed == SG_TRUE ? open.sure : (sg_packet_set){ 0 };
    sg_packet_set rest;

    SG_TRY(sg_packet_set_combine(at->network->scratch, SG_DIFFERENCE, open.possible, certain,
                                 &rest));
    SG_TRY(write_source(at, source, to, certain, true));
    return write_source(at, source, to, rest, false);
}

/* Writes down what passes the gates, source by source. */
static sg_status write_bid(reach *at, const bid *all, const sg_reach_class *to, sg_gate gates)
{
    const sg_reach_class *from = &at->classes.classes.items[all->offers[0].class];
    sg_gate services, open;
    bool partial = false;

    for (size_t i = 0; i < all->count; i++)
        partial = partial || all->offers[i].partial;
    SG_TRY(offered(at, all, NULL, &services));
    for (uint32_t i = 0; gates.possible.count && i < from->count; i++) {
        if (!from->members[i].source)
            continue;
        if (partial)
            SG_TRY(offered(at, all, &from->members[i], &services));
        SG_TRY(sg_gate_combine(at->network->scratch, SG_INTERSECTION, gates, services, &open));
        SG_TRY(write_open(at, from->members[i].node, to, open, all->link.routed));
    }
    return SG_OK;
}

static sg_reach_end end_of(const sg_reach_class *class)
{
    return (sg_reach_end){ class->vpc, class->subnet, class->block };
}

/* All offers of one source class to one target class. */
static sg_status join(reach *at, const sg_reach_class *to, const offer *offers, size_t count)
{
    const sg_reach_class *from = &at->classes.classes.items[offers[0].class];
    sg_arena *arena = at->network->scratch;
    uint64_t pairs = (uint64_t)from->count * to->count;
    bid all = { offers, count, { SG_TRUE, SG_TRUE } };
    sg_gate gates, outbound;

    SG_TRY(sg_reach_link_find(at->network, end_of(from), end_of(to), &all.link));
    if (all.link.routed == SG_FALSE)
        return SG_OK;
    if (pairs > PAIRS_MOST || at->edges > EDGES_MOST) {
        at->omitted += pairs;
        return SG_OK;
    }
    SG_TRY(between(at->network, from, to, &gates));
    SG_TRY(emitted(arena, from, to, &outbound));
    SG_TRY(sg_gate_combine(arena, SG_INTERSECTION, gates, outbound, &gates));
    return write_bid(at, &all, to, gates);
}

static bool has_targets(const sg_reach_class *class)
{
    for (uint32_t i = 0; i < class->count; i++)
        if (class->members[i].target)
            return true;
    return false;
}

/* All that reaches one class. */
static sg_status visit(reach *at, const sg_reach_class *target)
{
    sg_reach_neighbours neighbours;

    at->offers.count = 0;
    if (!has_targets(target))
        return SG_OK;
    SG_TRY(sg_reach_neighbours_of(at->network, target->vpc, &neighbours));
    SG_TRY(add_references(at, target, &neighbours));
    SG_TRY(add_all_blocks(at, target, &neighbours, target->groups->admits.sure, true));
    SG_TRY(add_unknown(at, target, &neighbours));
    if (at->offers.count)
        qsort(at->offers.items, at->offers.count, sizeof *at->offers.items, by_source);
    for (size_t first = 0, end = 0; first < at->offers.count; first = end) {
        sg_arena_mark mark = sg_arena_save(at->network->scratch);
        while (end < at->offers.count &&
               at->offers.items[end].class == at->offers.items[first].class)
            end++;
        sg_status status = join(at, target, &at->offers.items[first], end - first);
        if (status == SG_ELIMIT) /* rules too many to compute */
            at->omitted++;
        else
            SG_TRY(status);
        sg_arena_rewind(at->network->scratch, mark);
    }
    return SG_OK;
}

static sg_status visit_all(reach *at)
{
    for (size_t i = 0; i < at->classes.classes.count; i++) {
        const sg_reach_class *class = &at->classes.classes.items[i];
        sg_arena_mark mark = sg_arena_save(at->network->scratch);
        SG_TRY(visit(at, class));
        sg_arena_rewind(at->network->scratch, mark);
        bool last = i + 1 == at->classes.classes.count ||
                    at->classes.classes.items[i + 1].vpc.id != class->vpc.id;
        if (last && at->omitted) {
            SG_TRY(sg_builder_set(at->network->builder,
                                  sg_builder_handle(at->network->builder, class->vpc),
                                  SG_STR("canReachOmitted"), sg_integer((int64_t)at->omitted)));
            at->omitted = 0;
        }
    }
    return SG_OK;
}

sg_status sg_derive_reach(sg_network *network)
{
    reach at = { .network = network };
    sg_status status = sg_reach_classes_make(network, &at.classes);

    if (status == SG_OK)
        status = visit_all(&at);
    sg_array_free(&at.offers);
    sg_reach_classes_free(&at.classes);
    return status;
}
