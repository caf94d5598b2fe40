/* expression.h - questions about an expression as such. */
#ifndef SG_BIND_EXPRESSION_H
#define SG_BIND_EXPRESSION_H

#include "query/syntax/ast.h"

bool sg_expression_is_aggregate(const sg_expression *expression); /* the call itself */
bool sg_expression_has_aggregate(const sg_expression *expression);
/* The same expression, names and all; places in the text apart. */
bool sg_expression_equal(const sg_expression *left, const sg_expression *right);

/* What of a node says what an expression is. */
typedef struct sg_value_read {
    bool has_key; /* else no property does */
    sg_key key;
} sg_value_read;

/* Whether the value of the expression depends on nothing but the labels and one property at most of the
 * node in `slot`, and on what is the same for all rows; *read, zeroed before the first of several
 * expressions, says which property.  May be false where it does. */
bool sg_expression_reads_value(const sg_expression *expression, uint32_t slot,
                               sg_value_read *read);

#endif
