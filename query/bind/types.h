/* types.h - what is known of an expression's type before it runs: a set of types, and for lists the
 * set of types of their items.
 *
 *     1 + 2           {Integer}
 *     [1, 'a']        {List} of {Integer, String}
 *     n.name          {anything}
 *     null            {Null}, which fits everywhere
 *
 * A check fails only when no member of the set fits: what may be right is left to the run.
 */
#ifndef SG_BIND_TYPES_H
#define SG_BIND_TYPES_H

#include "query/functions/functions.h"
#include "query/syntax/ast.h"

typedef struct sg_bind_type {
    sg_type_set set;
    sg_type_set items; /* of a list: what its items may be */
} sg_bind_type;

#define SG_NUMBER_TYPES                                                                        \
    ((sg_type_set)(SG_TYPE_BIT(SG_TYPE_INTEGER) | SG_TYPE_BIT(SG_TYPE_FLOAT)))
#define SG_ENTITY_TYPES                                                                        \
    ((sg_type_set)(SG_TYPE_BIT(SG_TYPE_NODE) | SG_TYPE_BIT(SG_TYPE_RELATIONSHIP)))
#define SG_MOMENT_TYPES                                                                        \
    ((sg_type_set)(SG_TYPE_BIT(SG_TYPE_DATETIME) | SG_TYPE_BIT(SG_TYPE_LOCALDATETIME) |        \
                   SG_TYPE_BIT(SG_TYPE_DATE) | SG_TYPE_BIT(SG_TYPE_TIME) |                     \
                   SG_TYPE_BIT(SG_TYPE_LOCALTIME)))
#define SG_DURATION_TYPE SG_TYPE_BIT(SG_TYPE_DURATION)
#define SG_TEMPORAL_TYPES ((sg_type_set)(SG_MOMENT_TYPES | SG_DURATION_TYPE))

sg_bind_type sg_bind_type_any(void);
sg_bind_type sg_bind_type_of(sg_type_set set); /* items of lists may be anything */
sg_bind_type sg_bind_type_list(sg_type_set items);
/* What was found out about a bound expression. */
sg_bind_type sg_expression_type(const sg_expression *expression);
void sg_expression_set_type(sg_expression *expression, sg_bind_type type);

/* Whether a value of this type may be one of `wanted`, or null. */
bool sg_bind_type_fits(sg_bind_type type, sg_type_set wanted);
/* "Integer", "Integer or String", "List": for messages. */
sg_str sg_type_set_text(sg_arena *arena, sg_type_set set);

#endif
