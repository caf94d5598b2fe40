/* statements.c - cutting a text at its semicolons. */
#include "cli/statements.h"

#include <ctype.h>

#include "query/syntax/parse.h"

/* Behind the comment that begins at `offset`, or `offset` when none does. */
static size_t skip_comment(sg_str text, size_t offset)
{
    sg_str rest = sg_str_slice(text, offset, text.length);
    bool line = sg_str_starts(rest, SG_STR("//"));
    if (!line && !sg_str_starts(rest, SG_STR("/*")))
        return offset;
    size_t end = sg_str_find(text, line ? SG_STR("\n") : SG_STR("*/"), offset + 2);
    if (end == SIZE_MAX)
        return line ? text.length
                    : offset; /* a comment that never ends is the parser's to tell */
    return end + (line ? 1 : 2);
}

static size_t skip_nothing(sg_str text, size_t offset)
{
    while (offset < text.length) {
        unsigned char byte = (unsigned char)text.bytes[offset];
        size_t next = isspace(byte) || byte == ';' ? offset + 1 : skip_comment(text, offset);
        if (next == offset)
            break;
        offset = next;
    }
    return offset;
}

bool sg_statements_next(sg_statements *statements, sg_str *out, bool *complete)
{
    size_t begin = skip_nothing(statements->text, statements->offset);
    if (begin >= statements->text.length) {
        statements->offset = statements->text.length;
        return false;
    }
    statements->offset = sg_parse_statement_end(statements->text, begin, complete);
    *out = sg_str_slice(statements->text, begin, statements->offset);
    return true;
}
