/* nodes_network.c - networks, gateways, interfaces, load balancers. */
#include <stdio.h>

#include "generate/names.h"
#include "generate/nodes.h"

static void describe_subnet(const sg_estate *estate, sg_place place, sg_row *row)
{
    char text[SG_NAME_MOST];
    uint32_t network = sg_facts_network(estate, place.account, place.index);
    uint32_t turn = place.index / sg_estate_count(estate, place.account, SG_KIND_NETWORK);
    snprintf(text, sizeof text, "10.%u.%u.0/24", network & 255, turn & 255);
    sg_row_text(row, text);
    snprintf(text, sizeof text, "%.20s%c", sg_region_of(estate, place), 'a' + (int)(turn % 3));
    sg_row_text(row, text);
}

static void describe_interface(const sg_estate *estate, sg_place place, sg_row *row)
{
    char text[SG_NAME_MOST];
    bool of_machine = place.index < sg_estate_count(estate, place.account, SG_KIND_MACHINE);
    sg_row_static(row, of_machine ? "in-use" : "available");
    sg_way way =
        of_machine ? sg_facts_machine(estate, place.account, place.index).way : SG_WAY_INTERNAL;
    if (way == SG_WAY_DIRECT || way == SG_WAY_OFFICE || way == SG_WAY_CLOSED) {
        sg_public_address_of(estate, (sg_place){ place.account, SG_KIND_MACHINE, place.index },
                             text);
        sg_row_text(row, text);
    } else {
        sg_row_add(row, sg_null());
    }
    sg_row_static(row, "interface");
}

static void describe_balancer(const sg_estate *estate, sg_place place, sg_row *row)
{
    char name[SG_NAME_MOST], text[2 * SG_NAME_MOST];
    bool public = sg_facts_balancer_is_public(estate, place.account, place.index);
    sg_name_of(estate, place, name);
    sg_row_static(row, public ? "internet-facing" : "internal");
    sg_row_static(row, "application");
    sg_row_static(row, "active");
    snprintf(text, sizeof text, "%s-%u.%s.elb.amazonaws.com", name, place.account,
             sg_region_of(estate, place));
    sg_row_text(row, text);
    sg_row_static(row, public ? "PUBLIC" : "PRIVATE");
}

static void describe_target_group(const sg_estate *estate, sg_place place, sg_row *row)
{
    uint32_t balancers = sg_estate_count(estate, place.account, SG_KIND_LOAD_BALANCER);
    sg_row_static(row, "instance");
    sg_row_integer(row, 8080);
    sg_row_static(row, "HTTP");
    sg_row_static(row, place.index < balancers &&
                               sg_facts_balancer_is_public(estate, place.account, place.index)
                           ? "PUBLIC"
                           : "PRIVATE");
}

void sg_describe_network(const sg_estate *estate, sg_place place, sg_row *row)
{
    char text[SG_NAME_MOST];
    switch ((int)place.kind) {
    case SG_KIND_NETWORK:
        snprintf(text, sizeof text, "10.%u.0.0/16", place.index & 255);
        sg_row_text(row, text);
        sg_row_boolean(row, place.index == 0);
        break;
    case SG_KIND_SUBNET:
        describe_subnet(estate, place, row);
        break;
    case SG_KIND_ROUTE_TABLE:
        sg_row_boolean(row, place.index % 2 == 1);
        break;
    case SG_KIND_GATEWAY:
        sg_row_static(row, place.index % 2 == 0 ? "internet" : "nat");
        sg_row_static(row, place.index % 2 == 0 ? "attached" : "available");
        break;
    case SG_KIND_NETWORK_ACL:
        sg_row_boolean(row, true);
        break;
    case SG_KIND_INTERFACE:
        describe_interface(estate, place, row);
        break;
    case SG_KIND_PUBLIC_IP:
        sg_public_address_of(estate, place, text);
        sg_row_text(row, text);
        break;
    case SG_KIND_LOAD_BALANCER:
        describe_balancer(estate, place, row);
        break;
    case SG_KIND_TARGET_GROUP:
        describe_target_group(estate, place, row);
        break;
    default: /* security groups have nothing of their own */
        break;
    }
}
