/* ast_print.h - a statement as one compact s-expression: for tests and for reading along.
 *
 *     MATCH (n:A)-[:R*1..2]->(m) RETURN n.x AS y
 *     (query (match (pattern (node n :A) (-> :R *1..2) (node m))) (return (. n x) AS y))
 */
#ifndef SG_SYNTAX_AST_PRINT_H
#define SG_SYNTAX_AST_PRINT_H

#include "engine/base/text.h"
#include "query/syntax/ast.h"

void sg_ast_print(const sg_statement *statement, sg_buffer *out);
void sg_ast_print_expression(const sg_expression *expression, sg_buffer *out);

#endif
