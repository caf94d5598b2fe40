/* parse.h - text to AST: re2c tokens, lemon grammar, one error with a caret. */
#ifndef SG_SYNTAX_PARSE_H
#define SG_SYNTAX_PARSE_H

#include "engine/base/error.h"
#include "query/syntax/ast.h"

enum {
    SG_QUERY_BYTES = 1 << 20, /* the longest text of a statement */
    SG_QUERY_DEPTH = 500,     /* how deep expressions, patterns and subqueries may nest */
};

/* Parses one statement (a trailing `;` is allowed) into the arena; the text is borrowed for as long
 * as the AST.  Errors: SG_EINVAL as a SyntaxError with span, detail and hint (an unknown keyword
 * gets "did you mean"), SG_ELIMIT (length, depth), SG_ENOMEM. */
SG_MUST_USE sg_status sg_parse(sg_str text, sg_arena *arena, sg_statement **out, sg_error *err);

/* Parses patterns as CREATE has them, side by side or separated by commas, into *out: the first of
 * them, or NULL when the text is empty.  Otherwise as sg_parse(). */
SG_MUST_USE sg_status sg_parse_patterns(sg_str text, sg_arena *arena, const sg_pattern **out,
                                        sg_error *err);

/* Where the statement that starts at `offset` ends: the offset behind its `;`, or the text's length,
 * with strings, back-ticks and comments respected.  *complete tells whether the `;` was there. */
size_t sg_parse_statement_end(sg_str text, size_t offset, bool *complete);

#endif
