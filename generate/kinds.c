/* kinds.c - the tables of kinds and relations, and their lists of properties taken apart. */
#include "generate/kinds.h"

#include "engine/base/text.h"

typedef struct {
    sg_str labels, native, properties;
    uint32_t usual, least;
} kind_row;

static const kind_row kinds[] = {
#define KIND(name, labels, native, usual, least, properties)                                   \
    { SG_STR_INIT(labels), SG_STR_INIT(native), SG_STR_INIT(properties), usual, least },
#include "generate/kinds.def"
#undef KIND
};

typedef struct {
    sg_str name, properties;
} relation_row;

static const relation_row relations[] = {
#define RELATION(name, properties) { SG_STR_INIT(#name), SG_STR_INIT(properties) },
#include "generate/relations.def"
#undef RELATION
};

static const char *const type_names[] = {
    [SG_PROPERTY_STRING] = "string", [SG_PROPERTY_BOOLEAN] = "boolean",
    [SG_PROPERTY_LONG] = "long",     [SG_PROPERTY_DOUBLE] = "double",
    [SG_PROPERTY_JSON] = "json",
};

static const sg_str of_all = SG_STR_INIT("id:string,name:string");
static const sg_str of_resources =
    SG_STR_INIT("arn:string,nativeType:string,provider:string,account:string,region:string,"
                "createdAt:string,known:boolean,tags.owner:string,tags.environment:string");

sg_str sg_kind_labels(sg_kind kind)
{
    return kinds[kind].labels;
}

sg_str sg_kind_label(sg_kind kind)
{
    sg_str rest;
    return sg_str_cut(kinds[kind].labels, ';', &rest);
}

sg_str sg_kind_native(sg_kind kind)
{
    return kinds[kind].native;
}

uint32_t sg_kind_usual(sg_kind kind)
{
    return kinds[kind].usual;
}

uint32_t sg_kind_least(sg_kind kind)
{
    return kinds[kind].least;
}

bool sg_kind_is_resource(sg_kind kind)
{
    return kind != SG_KIND_INTERNET && kind != SG_KIND_IP_RANGE;
}

sg_str sg_relation_name(sg_relation relation)
{
    return relations[relation].name;
}

const char *sg_property_type_name(sg_property_type type)
{
    return type_names[type];
}

static sg_property_type type_of(sg_str name)
{
    for (size_t i = 0; i < SG_COUNT(type_names); i++)
        if (sg_str_equal(name, sg_str_of(type_names[i])))
            return (sg_property_type)i;
    return SG_PROPERTY_STRING;
}

/* "name:type,name:type" */
static void add(sg_properties *out, sg_str list)
{
    while (list.length > 0 && out->count < SG_PROPERTIES_MOST) {
        sg_str type;
        sg_str item = sg_str_cut(list, ',', &list);
        sg_str name = sg_str_cut(item, ':', &type);
        out->items[out->count++] = (sg_property){ name, type_of(type) };
    }
}

void sg_kind_properties(sg_kind kind, sg_properties *out)
{
    out->count = 0;
    add(out, of_all);
    if (sg_kind_is_resource(kind))
        add(out, of_resources);
    add(out, kinds[kind].properties);
}

static uint32_t count(sg_str list)
{
    uint32_t items = list.length > 0 ? 1 : 0;
    for (size_t i = 0; i < list.length; i++)
        items += list.bytes[i] == ',';
    return items;
}

uint32_t sg_kind_property_count(sg_kind kind)
{
    return count(of_all) + (sg_kind_is_resource(kind) ? count(of_resources) : 0) +
           count(kinds[kind].properties);
}

uint32_t sg_relation_property_count(sg_relation relation)
{
    return count(relations[relation].properties);
}

void sg_relation_properties(sg_relation relation, sg_properties *out)
{
    out->count = 0;
    add(out, relations[relation].properties);
}
