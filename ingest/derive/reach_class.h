/* reach_class.h - who stands where: computers and databases by subnet and security groups. */
#ifndef SG_INGEST_DERIVE_REACH_CLASS_H
#define SG_INGEST_DERIVE_REACH_CLASS_H

#include "engine/base/array.h"
#include "ingest/derive/endpoint.h"

typedef struct sg_reach_member {
    sg_node node;
    sg_node endpoint; /* its interface here, or itself */
    bool source, target;
} sg_reach_member;

typedef struct sg_reach_class {
    sg_node vpc, subnet;
    const sg_group_set *groups;
    sg_address_range block; /* of the subnet */
    bool spread; /* the block is that of the network: which part the subnet has is not known */
    const sg_reach_member *members;
    uint32_t count;
} sg_reach_class;

typedef struct sg_reach_entry {
    sg_reach_member member;
    sg_node vpc, subnet;
    const sg_group_set *groups;
    sg_address_range block;
    bool spread;
} sg_reach_entry;

typedef struct sg_group_entry {
    sg_node group;
    uint32_t class;
} sg_group_entry;

typedef struct sg_reach_classes {
    SG_ARRAY(sg_reach_entry) entries; /* one per member and interface */
    SG_ARRAY(sg_reach_class)
    classes;                         /* by network, those that are spread last, then by block */
    SG_ARRAY(sg_group_entry) groups; /* by group: the classes that have it */
} sg_reach_classes;

/* Errors: SG_ENOMEM.  Released by sg_reach_classes_free() also when this fails. */
SG_MUST_USE sg_status sg_reach_classes_make(sg_network *network, sg_reach_classes *out);
void sg_reach_classes_free(sg_reach_classes *classes);

/* The classes of the network whose block overlaps the range, but for those that are spread; these; and
 * those that have the group: from *first on, *count of them (of `groups` in the last case). */
void sg_reach_classes_in(const sg_reach_classes *classes, sg_node vpc, sg_address_range range,
                         uint32_t *first, uint32_t *count);
void sg_reach_classes_spread(const sg_reach_classes *classes, sg_node vpc, uint32_t *first,
                             uint32_t *count);
void sg_reach_classes_with(const sg_reach_classes *classes, sg_node group, uint32_t *first,
                           uint32_t *count);

#endif
