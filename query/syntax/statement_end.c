/* statement_end.c - where a statement ends in a text that holds several, without parsing it. */
#include "engine/base/text.h"
#include "query/syntax/parse.h"

/* Behind the string or name in back-ticks that opens at `offset`, or the end of the text. */
static size_t skip_quoted(sg_str text, size_t offset)
{
    char quote = text.bytes[offset++];
    while (offset < text.length && text.bytes[offset] != quote)
        offset += text.bytes[offset] == '\\' && quote != '`' ? 2 : 1;
    return offset < text.length ? offset + 1 : text.length;
}

static size_t skip_past(sg_str text, size_t offset, sg_str end)
{
    size_t found = sg_str_find(text, end, offset);
    return found == SIZE_MAX ? text.length : found + end.length;
}

size_t sg_parse_statement_end(sg_str text, size_t offset, bool *complete)
{
    *complete = false;
    while (offset < text.length) {
        char byte = text.bytes[offset];
        sg_str rest = sg_str_slice(text, offset, text.length);
        if (byte == ';') {
            *complete = true;
            return offset + 1;
        }
        if (byte == '\'' || byte == '"' || byte == '`')
            offset = skip_quoted(text, offset);
        else if (sg_str_starts(rest, SG_STR("//")))
            offset = skip_past(text, offset, SG_STR("\n"));
        else if (sg_str_starts(rest, SG_STR("/*")))
            offset = skip_past(text, offset + 2, SG_STR("*/"));
        else
            offset++;
    }
    return text.length;
}
