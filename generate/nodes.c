/* nodes.c - what all nodes have, then what their theme adds. */
#include "generate/nodes.h"

#include <string.h>

#include "engine/base/text.h"
#include "generate/names.h"
#include "generate/planted.h"

void sg_row_static(sg_row *row, const char *text)
{
    sg_row_add(row, sg_string(sg_str_of(text)));
}

void sg_row_text(sg_row *row, const char *text)
{
    size_t length = strlen(text);
    if (length > sizeof row->text - row->used)
        length = sizeof row->text - row->used;
    char *copy = row->text + row->used;
    memcpy(copy, text, length);
    row->used += length;
    sg_row_add(row, sg_string((sg_str){ copy, length }));
}

sg_value sg_row_get(const sg_row *row, const sg_properties *properties, const char *name)
{
    for (uint32_t i = 0; i < properties->count; i++)
        if (sg_str_equal(properties->items[i].name, sg_str_of(name)))
            return row->values[i];
    return sg_null();
}

static bool has_account(sg_kind kind)
{
    return kind >= SG_FIRST_OF_ACCOUNT;
}

/* Vulnerabilities and services are known by a name that is no ARN. */
static bool has_arn(sg_kind kind)
{
    return kind != SG_KIND_SERVICE && kind != SG_KIND_VULNERABILITY && kind != SG_KIND_POD &&
           kind != SG_KIND_SERVICE_ACCOUNT && kind != SG_KIND_ACCESS_KEY &&
           kind != SG_KIND_VOLUME_SECRET && kind != SG_KIND_DATA_FINDING &&
           kind != SG_KIND_IMAGE && kind != SG_KIND_KUBERNETES_ROLE;
}

static bool is_tagged(sg_kind kind)
{
    return kind > SG_KIND_ACCOUNT && has_arn(kind) && kind != SG_KIND_FINDING &&
           kind != SG_KIND_POLICY;
}

static void describe_resource(const sg_estate *estate, sg_place place, sg_row *row)
{
    char text[SG_NAME_MOST];
    bool tagged = is_tagged(place.kind);
    sg_row_add(row, has_arn(place.kind) ? row->values[0] : sg_null());
    sg_row_add(row, sg_string(sg_kind_native(place.kind)));
    if (place.kind == SG_KIND_GATEWAY && place.index % 2 == 1)
        row->values[row->count - 1] = sg_string(SG_STR("AWS::EC2::NatGateway"));
    sg_row_static(row, place.kind == SG_KIND_POD || place.kind == SG_KIND_SERVICE_ACCOUNT
                           ? "kubernetes"
                           : "aws");
    if (has_account(place.kind)) {
        sg_account_of(estate, place, text);
        sg_row_text(row, text);
    } else {
        sg_row_add(row, sg_null());
    }
    sg_row_static(row, sg_region_of(estate, place));
    sg_created_at(estate, place, text);
    sg_row_text(row, text);
    sg_row_boolean(row, true);
    sg_row_add(row, tagged ? sg_string(sg_str_of(sg_owner_of(estate, place))) : sg_null());
    sg_row_add(row, tagged ? sg_string(sg_str_of(sg_estate_environment_name(
                                 estate->items[place.account].environment)))
                           : sg_null());
}

static void describe_own(const sg_estate *estate, sg_place place, sg_row *row)
{
    if (place.kind <= SG_KIND_ACCOUNT || place.kind == SG_KIND_FINDING)
        sg_describe_organization(estate, place, row);
    else if (place.kind <= SG_KIND_TARGET_GROUP)
        sg_describe_network(estate, place, row);
    else if (place.kind <= SG_KIND_MACHINE_IMAGE)
        sg_describe_compute(estate, place, row);
    else if (place.kind <= SG_KIND_DATA_FINDING)
        sg_describe_data(estate, place, row);
    else
        sg_describe_identity(estate, place, row);
}

void sg_describe_node(const sg_estate *estate, sg_place place, sg_node_row *out)
{
    char text[SG_NAME_MOST];
    out->place = place;
    out->number = sg_estate_number(estate, place);
    sg_row_clear(&out->row);
    sg_id_of(estate, place, text);
    sg_row_text(&out->row, text);
    sg_name_of(estate, place, text);
    sg_row_text(&out->row, text);
    if (sg_kind_is_resource(place.kind))
        describe_resource(estate, place, &out->row);
    describe_own(estate, place, &out->row);
    for (uint32_t all = sg_kind_property_count(place.kind); out->row.count < all;)
        sg_row_add(&out->row, sg_null()); /* what only planted ones have */
    sg_planted_set(estate, place, &out->row);
}
