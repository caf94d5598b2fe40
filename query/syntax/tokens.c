/* tokens.c - text to tokens: words are looked up, brackets find their partners.
 *
 *     MATCH ( n : A ) WHERE n . x IN [ 1 , 2 ]
 *           ^-------^                ^-------^   partner; comma: true for the second pair
 */
#include "query/syntax/token.h"

#include "query/errors.h"
#include "query/syntax/parse.h"

/* clang-format off */
static const sg_keyword keywords[] = {
#define KEYWORD(token, text, strength) { SG_STR_INIT(text), SG_T_##token, SG_KEYWORD_##strength },
#include "query/syntax/keywords.def"
#undef KEYWORD
};
/* clang-format on */

/* From a token to its place in the table above, counted from 1. */
enum {
#define KEYWORD(token, text, strength) PLACE_##token,
#include "query/syntax/keywords.def"
#undef KEYWORD
};
/* clang-format off */
static const uint8_t places[] = {
#define KEYWORD(token, text, strength) [SG_T_##token] = PLACE_##token + 1,
#include "query/syntax/keywords.def"
#undef KEYWORD
};
/* clang-format on */

enum { LONGEST_KEYWORD = 16 };

const sg_keyword *sg_keyword_at(size_t index)
{
    return index < SG_COUNT(keywords) ? &keywords[index] : NULL;
}

const sg_keyword *sg_keyword_find(sg_str word)
{
    char small[LONGEST_KEYWORD];
    if (word.length > sizeof(small))
        return NULL;
    for (size_t i = 0; i < word.length; i++) {
        char byte = word.bytes[i];
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte | 0x20);
        small[i] = byte;
    }
    sg_str wanted = { small, word.length };
    size_t low = 0, high = SG_COUNT(keywords);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = sg_str_compare(wanted, keywords[middle].text);
        if (order == 0)
            return &keywords[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const sg_keyword *sg_keyword_of(int token)
{
    if (token < 0 || (size_t)token >= SG_COUNT(places) || places[token] == 0)
        return NULL;
    return &keywords[places[token] - 1];
}

static sg_status fail_lexeme(sg_error *err, int kind, sg_str text, sg_span span)
{
    sg_str word = sg_str_slice(text, span.begin, span.end);
    switch (kind) {
    case SG_LEX_OPEN_STRING:
        return sg_query_fail(err, SG_ERROR_UNEXPECTED_SYNTAX, SG_COMPILE, span,
                             "this string is never closed");
    case SG_LEX_OPEN_NAME:
        return sg_query_fail(err, SG_ERROR_UNEXPECTED_SYNTAX, SG_COMPILE, span,
                             "this name in back-ticks is never closed");
    case SG_LEX_OPEN_COMMENT:
        return sg_query_fail(err, SG_ERROR_UNEXPECTED_SYNTAX, SG_COMPILE, span,
                             "this comment is never closed");
    case SG_LEX_BAD_CHARACTER:
        return sg_query_fail(err, SG_ERROR_INVALID_UNICODE_CHARACTER, SG_COMPILE, span,
                             "the character `%.*s` has no meaning here", SG_FMT(word));
    default: /* a control character would spoil the message */
        if (word.bytes[0] <= ' ' || word.bytes[0] == 0x7f)
            return sg_query_fail(err, SG_ERROR_UNEXPECTED_SYNTAX, SG_COMPILE, span,
                                 "unexpected control character 0x%02x",
                                 (unsigned)(unsigned char)word.bytes[0]);
        return sg_query_fail(err, SG_ERROR_UNEXPECTED_SYNTAX, SG_COMPILE, span,
                             "unexpected character `%.*s`", SG_FMT(word));
    }
}

static int closing_of(int opening)
{
    return opening == SG_T_LPAREN     ? SG_T_RPAREN
           : opening == SG_T_LBRACKET ? SG_T_RBRACKET
                                      : SG_T_RBRACE;
}

typedef struct bracket_stack {
    sg_tokens *tokens;
    sg_str text;
    uint32_t innermost; /* opening bracket, or SG_NO_TOKEN */
    uint32_t depth;
} bracket_stack;

static sg_status open_bracket(bracket_stack *brackets, uint32_t position, sg_error *err)
{
    sg_token *token = &brackets->tokens->items[position];
    if (++brackets->depth > SG_QUERY_DEPTH)
        return sg_query_fail(err, SG_ERROR_LIMIT_REACHED, SG_COMPILE, token->span,
                             "brackets nest deeper than %d", SG_QUERY_DEPTH);
    token->parent = brackets->innermost;
    brackets->innermost = position;
    return SG_OK;
}

static sg_status fail_open(const bracket_stack *brackets, sg_error *err)
{
    sg_span span = brackets->tokens->items[brackets->innermost].span;
    return sg_query_fail(err, SG_ERROR_UNEXPECTED_SYNTAX, SG_COMPILE, span,
                         "this `%c` is never closed", brackets->text.bytes[span.begin]);
}

static sg_status close_bracket(bracket_stack *brackets, uint32_t position, sg_error *err)
{
    sg_token *items = brackets->tokens->items, *token = &items[position];
    if (brackets->innermost == SG_NO_TOKEN)
        return sg_query_fail(err, SG_ERROR_UNEXPECTED_SYNTAX, SG_COMPILE, token->span,
                             "this `%c` closes nothing",
                             brackets->text.bytes[token->span.begin]);
    sg_token *opening = &items[brackets->innermost];
    if (closing_of(opening->kind) != token->kind)
        return fail_open(brackets, err);
    opening->partner = position;
    token->partner = brackets->innermost;
    brackets->innermost = opening->parent;
    brackets->depth--;
    return SG_OK;
}

/* Takes note of what a token means to the brackets around it. */
static sg_status note_structure(bracket_stack *brackets, uint32_t position, sg_error *err)
{
    sg_token *items = brackets->tokens->items;
    sg_token *around = brackets->innermost == SG_NO_TOKEN ? NULL : &items[brackets->innermost];
    switch (items[position].kind) {
    case SG_T_LPAREN:
    case SG_T_LBRACKET:
    case SG_T_LBRACE:
        return open_bracket(brackets, position, err);
    case SG_T_RPAREN:
    case SG_T_RBRACKET:
    case SG_T_RBRACE:
        return close_bracket(brackets, position, err);
    case SG_T_COMMA:
        if (around)
            around->comma = true;
        return SG_OK;
    case SG_T_BAR:
        if (around && around->first_bar == SG_NO_TOKEN)
            around->first_bar = position;
        if (around)
            around->last_bar = position;
        return SG_OK;
    default:
        return SG_OK;
    }
}

static int kind_of_word(sg_str word)
{
    const sg_keyword *keyword = sg_keyword_find(word);
    return keyword ? keyword->token : SG_T_NAME;
}

sg_status sg_tokens_read(sg_str text, sg_tokens *tokens, sg_error *err)
{
    bracket_stack brackets = { .tokens = tokens, .text = text, .innermost = SG_NO_TOKEN };
    size_t offset = 0;
    int kind;
    do {
        sg_span span;
        kind = sg_lexer_next(text, &offset, &span);
        if (kind < 0)
            return fail_lexeme(err, kind, text, span);
        if (kind == SG_T_NAME)
            kind = kind_of_word(sg_str_slice(text, span.begin, span.end));
        sg_token token = { .span = span,
                           .partner = SG_NO_TOKEN,
                           .parent = SG_NO_TOKEN,
                           .first_bar = SG_NO_TOKEN,
                           .last_bar = SG_NO_TOKEN,
                           .kind = (int16_t)kind };
        if (sg_array_push(tokens, token) != SG_OK)
            return sg_fail_memory(err);
        SG_TRY(note_structure(&brackets, (uint32_t)(tokens->count - 1), err));
    } while (kind != 0);
    return brackets.innermost == SG_NO_TOKEN ? SG_OK : fail_open(&brackets, err);
}
