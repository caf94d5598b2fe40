/* planted.c - reads the rows of plants.def: properties as "name=value name=value", relationships. */
#include "generate/planted.h"

#include <string.h>

#include "engine/base/text.h"
#include "generate/names.h"

typedef struct {
    sg_plant plant;
    sg_kind kind;
    uint32_t which;
    sg_str properties;
} set_row;

static const set_row sets[] = {
#define SET(plant, kind, which, properties)                                                    \
    { SG_PLANT_##plant, SG_KIND_##kind, which, SG_STR_INIT(properties) },
#include "generate/plants.def"
};

typedef struct {
    sg_plant plant;
    sg_kind from;
    uint32_t from_which;
    sg_relation relation;
    sg_kind to;
    uint32_t to_which;
    sg_str properties;
} join_row;

static const join_row joins[] = {
#define JOIN(plant, from, from_which, relation, to, to_which, properties)                      \
    { SG_PLANT_##plant,       SG_KIND_##from, from_which,                                      \
      SG_RELATION_##relation, SG_KIND_##to,   to_which,                                        \
      SG_STR_INIT(properties) },
#include "generate/plants.def"
};

static const sg_planted_issue issues[] = {
#define ISSUE(plant, policy, kind, which)                                                      \
    { SG_PLANT_##plant, SG_STR_INIT(policy), SG_KIND_##kind, which },
#include "generate/plants.def"
};

const sg_planted_issue *sg_planted_issues(size_t *count)
{
    *count = SG_COUNT(issues);
    return issues;
}

sg_place sg_planted_place(const sg_estate *estate, uint32_t account, sg_planting planting,
                          sg_kind kind)
{
    if (kind == SG_KIND_VULNERABILITY)
        planting.which += sg_estate_ordinary(estate, estate->accounts, kind);
    if (kind < SG_FIRST_OF_ACCOUNT)
        return (sg_place){ estate->accounts, kind, planting.which };
    return sg_estate_plant(estate, account, &planting, kind);
}

/* --- properties --------------------------------------------------------------------------------- */

/* The first kind whose name it is: KIND(SECRET, ...) of @SECRET. */
static sg_kind kind_named(sg_str name)
{
    static const sg_str names[] = {
#define KIND(name, labels, native, usual, least, properties) SG_STR_INIT(#name),
#include "generate/kinds.def"
#undef KIND
    };
    uint32_t kind = 0;
    while (kind + 1 < SG_KINDS && !sg_str_equal(names[kind], name))
        kind++;
    return (sg_kind)kind;
}

static sg_value integer_of(sg_str digits)
{
    int64_t integer = 0;
    for (size_t i = 0; i < digits.length; i++)
        integer = integer * 10 + (digits.bytes[i] - '0');
    return sg_integer(integer);
}

/* Texts are written with ' for \". */
static sg_value text_of(sg_str text, sg_row *row)
{
    char copy[256];
    size_t length = text.length < sizeof copy - 1 ? text.length : sizeof copy - 1;
    for (size_t i = 0; i < length; i++)
        copy[i] = text.bytes[i];
    for (size_t i = 0; i < length; i++)
        if (copy[i] == '\'')
            copy[i] = '"';
    copy[length] = 0;
    sg_row_text(row, copy);
    return row->values[--row->count];
}

static sg_value value_of(sg_property_type type, sg_str text, sg_row *row)
{
    if (type == SG_PROPERTY_BOOLEAN)
        return sg_boolean(sg_str_equal(text, SG_STR("true")));
    if (type == SG_PROPERTY_LONG)
        return integer_of(text);
    return text_of(text, row);
}

/* "name=value name=value" into a row that has room for all of the properties. */
static void assign(const sg_estate *estate, uint32_t account, sg_planting planting, sg_str list,
                   const sg_properties *properties, sg_row *row)
{
    char id[SG_NAME_MOST] = "";
    while (list.length > 0) {
        sg_str text, name = sg_str_cut(sg_str_cut(list, ' ', &list), '=', &text);
        if (sg_str_starts(text, SG_STR("@"))) {
            planting.which = 0;
            sg_place other = sg_planted_place(estate, account, planting,
                                              kind_named(sg_str_slice(text, 1, text.length)));
            text = (sg_str){ id, sg_id_of(estate, other, id) };
        }
        for (uint32_t i = 0; i < properties->count; i++)
            if (sg_str_equal(properties->items[i].name, name))
                row->values[i] = value_of(properties->items[i].type, text, row);
    }
}

/* The account itself is nobody's to take: what is planted in it changes it. */
static bool applies(const sg_estate *estate, sg_place place, const set_row *set,
                    const sg_planting *planting)
{
    if (set->kind != place.kind)
        return false;
    if (planting)
        return set->plant == planting->plant && set->which == planting->which;
    return sg_plant_takes(set->plant, set->kind) == 0 && place.index == 0 &&
           estate->items[place.account].planted[set->plant] > 0;
}

void sg_planted_set(const sg_estate *estate, sg_place place, sg_row *row)
{
    sg_properties properties;
    sg_planting planting = { .which = 0 };
    bool planted =
        place.kind >= SG_FIRST_OF_ACCOUNT && sg_estate_planted(estate, place, &planting);
    if (!planted && place.kind != SG_KIND_ACCOUNT)
        return;
    sg_kind_properties(place.kind, &properties);
    for (size_t i = 0; i < SG_COUNT(sets); i++)
        if (applies(estate, place, &sets[i], planted ? &planting : NULL))
            assign(estate, place.account, planting, sets[i].properties, &properties, row);
}

/* --- relationships ------------------------------------------------------------------------------ */

static sg_status join(sg_edges *edges, const join_row *join, uint32_t serial)
{
    sg_properties properties;
    sg_planting from = { join->plant, serial, join->from_which };
    sg_planting to = { join->plant, serial, join->to_which };
    sg_row *row =
        sg_edge_begin(edges, join->relation,
                      sg_planted_place(edges->estate, edges->account, from, join->from),
                      sg_planted_place(edges->estate, edges->account, to, join->to));
    sg_relation_properties(join->relation, &properties);
    for (uint32_t i = 0; i < properties.count; i++)
        sg_row_add(row, sg_null());
    assign(edges->estate, edges->account, from, join->properties, &properties, row);
    return sg_edge_put(edges);
}

sg_status sg_edges_planted(sg_edges *edges)
{
    const uint32_t *planted = edges->estate->items[edges->account].planted;
    for (size_t i = 0; i < SG_COUNT(joins); i++)
        for (uint32_t serial = 0; serial < planted[joins[i].plant]; serial++)
            SG_TRY(join(edges, &joins[i], serial));
    return SG_OK;
}
