/* statements.h - several statements in one text, one after the other. */
#ifndef SG_CLI_STATEMENTS_H
#define SG_CLI_STATEMENTS_H

#include "engine/base/text.h"

typedef struct sg_statements {
    sg_str text;
    size_t offset; /* where the next one is looked for */
} sg_statements;

/* The next statement, from its first token to its `;` if it has one; blanks, comments and empty
 * statements before it are passed over.  False at the end of the text. */
bool sg_statements_next(sg_statements *statements, sg_str *out, bool *complete);

#endif
