/* parse.c - one statement: text to tokens to tree. */
#include "query/syntax/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "query/syntax/build.h"

void *sg_parser_alloc(sg_parser *parser, size_t size)
{
    void *made = sg_arena_alloc(parser->arena, size);
    if (made)
        return made;
    if (parser->status == SG_OK)
        parser->status = sg_query_fail(parser->err, SG_ERROR_OUT_OF_MEMORY, SG_COMPILE,
                                       SG_NO_SPAN, "the query does not fit into its memory");
    memset(&parser->spare, 0, sizeof(parser->spare));
    return &parser->spare;
}

void sg_parser_fail(sg_parser *parser, sg_error_kind kind, sg_span span, const char *format,
                    ...)
{
    if (parser->status != SG_OK)
        return;
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    parser->status = sg_query_fail(parser->err, kind, SG_COMPILE, span, "%s", message);
}

sg_span sg_parser_span(const sg_parser *parser, uint32_t begin)
{
    return (sg_span){ begin, parser->end };
}

static sg_status check_encoding(sg_str text, sg_error *err)
{
    if (sg_utf8_valid(text))
        return SG_OK;
    size_t valid = 0;
    for (size_t offset = 0; offset < text.length; valid = offset) {
        sg_utf8_next(text, &offset);
        if (!sg_utf8_valid(sg_str_slice(text, valid, offset)))
            break;
    }
    sg_span span = { (uint32_t)valid, (uint32_t)valid + 1 };
    return sg_query_fail(err, SG_ERROR_INVALID_UNICODE_CHARACTER, SG_COMPILE, span,
                         "the query is not valid UTF-8");
}

static sg_status read_text(sg_parser *parser, sg_str text)
{
    if (text.length > SG_QUERY_BYTES)
        return sg_query_fail(parser->err, SG_ERROR_LIMIT_REACHED, SG_COMPILE, SG_NO_SPAN,
                             "the query has %zu bytes; at most %d are allowed", text.length,
                             SG_QUERY_BYTES);
    SG_TRY(check_encoding(text, parser->err));
    /* The copy ends in a NUL, which the lexer needs as a sentinel. */
    parser->text = sg_arena_copy(parser->arena, text);
    if (!parser->text.bytes)
        return sg_query_fail(parser->err, SG_ERROR_OUT_OF_MEMORY, SG_COMPILE, SG_NO_SPAN,
                             "the query does not fit into its memory");
    return sg_tokens_read(parser->text, &parser->tokens, parser->err);
}

static sg_status run(sg_parser *parser, sg_str text)
{
    parser->inside = SG_NO_TOKEN;
    parser->status = read_text(parser, text);
    if (parser->status == SG_OK)
        sg_grammar_run(parser);
    if (parser->status == SG_OK && parser->unsigned_minimum)
        sg_parser_fail(parser, SG_ERROR_INTEGER_OVERFLOW, parser->unsigned_minimum->span,
                       "this integer does not fit into 64 bits");
    if (parser->status == SG_OK && !parser->only_patterns)
        sg_ast_check_query(parser, parser->statement);
    sg_array_free(&parser->tokens);
    return parser->status;
}

sg_status sg_parse(sg_str text, sg_arena *arena, sg_statement **out, sg_error *err)
{
    sg_parser parser = { .arena = arena, .err = err };
    SG_TRY(run(&parser, text));
    *out = parser.statement;
    return SG_OK;
}

sg_status sg_parse_patterns(sg_str text, sg_arena *arena, const sg_pattern **out, sg_error *err)
{
    sg_parser parser = { .arena = arena, .err = err, .only_patterns = true };
    SG_TRY(run(&parser, text));
    *out = parser.patterns;
    return SG_OK;
}
