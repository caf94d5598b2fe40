/* ast_print_parts.h - the parts of an s-expression that clauses and expressions share. */
#ifndef SG_SYNTAX_AST_PRINT_PARTS_H
#define SG_SYNTAX_AST_PRINT_PARTS_H

#include "engine/base/text.h"
#include "query/syntax/ast.h"

void sg_ast_print_pattern(const sg_pattern *pattern, sg_buffer *out);
/* Each of these with a blank in front. */
void sg_ast_print_labels(const sg_label_expression *labels, sg_buffer *out);
void sg_ast_print_list(const sg_expression *list, sg_buffer *out);

#endif
