/* expression.h - questions about an expression as such. */
#ifndef SG_BIND_EXPRESSION_H
#define SG_BIND_EXPRESSION_H

#include "query/syntax/ast.h"

bool sg_expression_is_aggregate(const sg_expression *expression); /* the call itself */
bool sg_expression_has_aggregate(const sg_expression *expression);
/* The same expression, names and all; places in the text apart. */
bool sg_expression_equal(const sg_expression *left, const sg_expression *right);

#endif
