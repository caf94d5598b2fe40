/* syntax_error.c - a token that cannot stand where it stands, told so that it can be mended. */
#include "engine/base/text.h"
#include "query/syntax/build.h"

enum {
    SHOWN_BYTES = 40,  /* of the token at fault */
    SHOWN_CHOICES = 3, /* more alternatives than these are noise */
};

/* How signs are written; words are in keywords.def. */
static const struct {
    int token;
    const char *text;
} signs[] = {
    { SG_T_LPAREN, "(" },        { SG_T_PATTERN_LPAREN, "(" },
    { SG_T_RPAREN, ")" },        { SG_T_LBRACKET, "[" },
    { SG_T_LIST_LBRACKET, "[" }, { SG_T_PATTERN_LBRACKET, "[" },
    { SG_T_RBRACKET, "]" },      { SG_T_LBRACE, "{" },
    { SG_T_RBRACE, "}" },        { SG_T_COMMA, "," },
    { SG_T_SEMICOLON, ";" },     { SG_T_COLON, ":" },
    { SG_T_DOT, "." },           { SG_T_DOT_DOT, ".." },
    { SG_T_BAR, "|" },           { SG_T_AMPERSAND, "&" },
    { SG_T_BANG, "!" },          { SG_T_PERCENT, "%" },
    { SG_T_PLUS, "+" },          { SG_T_MINUS, "-" },
    { SG_T_STAR, "*" },          { SG_T_SLASH, "/" },
    { SG_T_CARET, "^" },         { SG_T_EQ, "=" },
    { SG_T_NE, "<>" },           { SG_T_LT, "<" },
    { SG_T_LE, "<=" },           { SG_T_GT, ">" },
    { SG_T_GE, ">=" },           { SG_T_MATCHES, "=~" },
    { SG_T_PLUS_EQ, "+=" },      { SG_T_COMPREHENSION_BAR, "|" },
};

typedef struct token_set {
    const int *tokens;
    size_t count;
} token_set;

static bool offers(token_set choices, int token)
{
    for (size_t i = 0; i < choices.count; i++)
        if (choices.tokens[i] == token)
            return true;
    return false;
}

static void add_upper(sg_buffer *out, sg_str word)
{
    for (size_t i = 0; i < word.length; i++)
        sg_buffer_char(out, (char)(word.bytes[i] - 'a' + 'A'));
}

static void add_token(sg_buffer *out, int token)
{
    const sg_keyword *keyword = sg_keyword_of(token);
    if (keyword) {
        add_upper(out, keyword->text);
        return;
    }
    for (size_t i = 0; i < SG_COUNT(signs); i++)
        if (signs[i].token == token)
            sg_buffer_format(out, "`%s`", signs[i].text);
    if (token == SG_T_NAME)
        sg_buffer_text(out, "a name");
    else if (token == SG_T_PARAMETER)
        sg_buffer_text(out, "a parameter");
    else if (token == SG_T_INTEGER)
        sg_buffer_text(out, "an integer");
    else if (token == 0)
        sg_buffer_text(out, "the end");
}

/* Different tokens for one sign count once. */
static size_t drop_twins(const int *tokens, size_t count, int distinct[SHOWN_CHOICES])
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        int token = tokens[i];
        if (token == SG_T_PATTERN_LPAREN)
            token = SG_T_LPAREN;
        else if (token == SG_T_LIST_LBRACKET || token == SG_T_PATTERN_LBRACKET)
            token = SG_T_LBRACKET;
        bool known = offers((token_set){ distinct, kept }, token);
        if (!known && kept == SHOWN_CHOICES)
            return 0;
        if (!known)
            distinct[kept++] = token;
    }
    return kept;
}

/* ", expected `)` or WHERE": says nothing when there is too much to say. */
static void add_expected(sg_buffer *out, token_set choices)
{
    if (offers(choices, SG_T_STRING) && offers(choices, SG_T_FLOAT)) {
        sg_buffer_text(out, ", expected an expression");
        return;
    }
    int shown[SHOWN_CHOICES];
    size_t count = drop_twins(choices.tokens, choices.count, shown);
    for (size_t i = 0; i < count; i++) {
        sg_buffer_text(out, i == 0 ? ", expected " : i + 1 < count ? ", " : " or ");
        add_token(out, shown[i]);
    }
}

/* `text`, cut where it is long or goes over a line. */
static void add_text(sg_buffer *out, sg_str text)
{
    size_t shown = 0, next = 0;
    while (next < text.length && text.bytes[next] != '\n') {
        sg_utf8_next(text, &next);
        if (next > SHOWN_BYTES)
            break;
        shown = next;
    }
    sg_buffer_format(out, "`%.*s%s`", (int)shown, text.bytes, shown < text.length ? "..." : "");
}

/* Signs that other languages have for what is said differently here. */
static const char *foreign_sign(const sg_parser *parser, const sg_token *token,
                                token_set choices)
{
    if (token->kind == 0)
        return NULL;
    bool after_twin = parser->position > 0 && token[-1].kind == token->kind &&
                      token[-1].span.end == token->span.begin;
    bool before_twin = token[1].kind == token->kind && token[1].span.begin == token->span.end;
    if (token->kind == SG_T_EQ && after_twin)
        return "=";
    if (token->kind == SG_T_AMPERSAND && before_twin)
        return "AND";
    if (token->kind == SG_T_BAR && before_twin)
        return "OR";
    return token->kind == SG_T_BANG && offers(choices, SG_T_NOT) ? "NOT" : NULL;
}

static void suggest_keyword(sg_parser *parser, sg_str text)
{
    sg_suggestion suggestion = { .wanted = text };
    for (size_t i = 0; sg_keyword_at(i); i++)
        sg_suggestion_offer(&suggestion, sg_keyword_at(i)->text);
    if (!suggestion.best.bytes)
        return;
    sg_buffer word = { 0 };
    add_upper(&word, suggestion.best);
    sg_error_hint(parser->err, "did you mean `%.*s`?", SG_FMT(sg_buffer_str(&word)));
    sg_buffer_free(&word);
}

/* Suggests what was meant, or back-ticks where a keyword is wanted as a name. */
static void add_hint(sg_parser *parser, const sg_token *token, token_set choices)
{
    sg_str text = sg_str_slice(parser->text, token->span.begin, token->span.end);
    const char *sign = foreign_sign(parser, token, choices);
    if (sign)
        sg_error_hint(parser->err, "did you mean `%s`?", sign);
    else if (sg_keyword_of(token->kind) && offers(choices, SG_T_NAME) &&
             !offers(choices, SG_T_STRING))
        sg_error_hint(parser->err, "a keyword is a name in back-ticks only: `` `%.*s` ``",
                      SG_FMT(text));
    else if (token->kind == SG_T_NAME && text.length >= 3 && !sg_keyword_find(text))
        suggest_keyword(parser, text);
}

void sg_syntax_error(sg_parser *parser, const int *acceptable, size_t count)
{
    const sg_token *token = &parser->tokens.items[parser->position];
    token_set choices = { acceptable, count };
    sg_error_kind kind = SG_ERROR_UNEXPECTED_SYNTAX;
    if (parser->status != SG_OK)
        return;
    if (parser->inside != SG_NO_TOKEN &&
        sg_token_opens_relationship(&parser->tokens, parser->inside))
        kind = SG_ERROR_INVALID_RELATIONSHIP_PATTERN;
    sg_buffer message = { 0 };
    if (token->kind == 0) {
        sg_buffer_text(&message, "the query ends too early");
    } else {
        sg_buffer_text(&message, "unexpected ");
        add_text(&message, sg_str_slice(parser->text, token->span.begin, token->span.end));
    }
    add_expected(&message, choices);
    sg_parser_fail(parser, kind, token->span, "%.*s", SG_FMT(sg_buffer_str(&message)));
    sg_buffer_free(&message);
    add_hint(parser, token, choices);
}
