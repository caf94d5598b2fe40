/* tree.h - the tree of a document: values of engine/value.h that are met by pointers, where NULL stands for
 * what is not there. */
#ifndef SG_INGEST_TREE_H
#define SG_INGEST_TREE_H

#include "engine/value.h"

static inline bool sg_tree_is(const sg_value *value, sg_type type)
{
    return value && value->type == type;
}

static inline bool sg_tree_is_true(const sg_value *value)
{
    return sg_tree_is(value, SG_TYPE_BOOLEAN) && value->boolean;
}

/* A text; empty for anything else. */
static inline sg_str sg_tree_text(const sg_value *value)
{
    return sg_tree_is(value, SG_TYPE_STRING) ? sg_value_str(*value) : SG_STR("");
}

/* A member of an object; NULL for anything else. */
static inline const sg_value *sg_tree_member(const sg_value *value, const char *name)
{
    return sg_map_find(value, sg_str_of(name));
}

/* How many elements a list has; 0 for anything else. */
static inline uint32_t sg_tree_size(const sg_value *value)
{
    return sg_tree_is(value, SG_TYPE_LIST) ? value->length : 0;
}

/* How many members an object has; 0 for anything else. */
static inline uint32_t sg_tree_members(const sg_value *value)
{
    return sg_tree_is(value, SG_TYPE_MAP) ? value->length : 0;
}

#endif
