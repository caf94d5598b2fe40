/* syntax.h - parsing in tests with one short line each; failures assert. */
#ifndef SG_TEST_SYNTAX_H
#define SG_TEST_SYNTAX_H

#include "engine/base/error.h"
#include "query/syntax/ast.h"

/* A parsed text and what came of it. */
typedef struct sg_test_parse {
    sg_arena *arena;
    sg_statement *statement; /* NULL after a failure */
    sg_error err;
} sg_test_parse;

sg_test_parse sg_test_parse_text(sg_str text);
void sg_test_parse_free(sg_test_parse *parse);

/* The query parses, and prints as `expected` (see ast_print.h). */
void sg_test_parses(const char *query, const char *expected);
/* `RETURN expression` parses, and the expression prints as `expected`. */
void sg_test_expression(const char *expression, const char *expected);
/* The query fails with this detail, pointing at `place` (its first occurrence in the query), and
 * with this message and hint; NULL where it does not matter. */
void sg_test_refuses(const char *query, const char *detail, const char *place,
                     const char *message, const char *hint);

#endif
