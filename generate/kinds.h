/* kinds.h - kinds of nodes and types of relationships in a generated estate, and their properties. */
#ifndef SG_GENERATE_KINDS_H
#define SG_GENERATE_KINDS_H

#include "engine/base/base.h"

typedef enum sg_kind {
#define KIND(name, labels, native, usual, least, properties) SG_KIND_##name,
#include "generate/kinds.def"
#undef KIND
    SG_KINDS
} sg_kind;

typedef enum sg_relation {
#define RELATION(name, properties) SG_RELATION_##name,
#include "generate/relations.def"
#undef RELATION
    SG_RELATIONS
} sg_relation;

/* Kinds before this one belong to the organisation. */
#define SG_FIRST_OF_ACCOUNT SG_KIND_ACCOUNT

enum { SG_PROPERTIES_MOST = 24 };

typedef enum sg_property_type {
    SG_PROPERTY_STRING,
    SG_PROPERTY_BOOLEAN,
    SG_PROPERTY_LONG,
    SG_PROPERTY_DOUBLE,
    SG_PROPERTY_JSON, /* lists and maps; rows have them as text */
} sg_property_type;

/* A name with a dot is an entry of a map: tags.owner is the entry `owner` of `tags`. */
typedef struct sg_property {
    sg_str name;
    sg_property_type type;
} sg_property;

typedef struct sg_properties {
    sg_property items[SG_PROPERTIES_MOST];
    uint32_t count;
} sg_properties;

sg_str sg_kind_labels(sg_kind kind); /* separated by `;`, the telling one first */
sg_str sg_kind_label(sg_kind kind);  /* the telling one */
sg_str sg_kind_native(sg_kind kind);
uint32_t sg_kind_usual(
    sg_kind kind); /* how many in an account of the usual size; 0: worked out */
uint32_t sg_kind_least(sg_kind kind);
/* Whether the kind has name, account, region and such: all but Internet and IpRange. */
bool sg_kind_is_resource(sg_kind kind);
sg_str sg_relation_name(sg_relation relation);

/* All properties of a node of the kind, common ones first, or of a relationship. */
void sg_kind_properties(sg_kind kind, sg_properties *out);
uint32_t sg_kind_property_count(sg_kind kind);
uint32_t sg_relation_property_count(sg_relation relation);
void sg_relation_properties(sg_relation relation, sg_properties *out);
/* "string", "boolean", "long", "double", "json": as headers of CSV files for import name them. */
const char *sg_property_type_name(sg_property_type type);

#endif
