/* token.h - a query as a row of tokens, and what each of them turns out to be.
 *
 *     lexer.re     recognises shapes: words, numbers, strings, signs
 *     tokens.c     looks words up and finds the partner of each bracket, once for the whole text
 *     feeder.c     decides what the grammar cannot with one token of look-ahead
 *
 * Every step is linear in the text: partners are known before anything is decided, so that looking
 * behind a bracket costs one step.
 */
#ifndef SG_SYNTAX_TOKEN_H
#define SG_SYNTAX_TOKEN_H

#include "engine/base/array.h"
#include "engine/base/error.h"
#include "query/syntax/grammar.h" /* SG_T_...: made from grammar.y */

/* What the lexer can meet that is no token at all. */
enum {
    SG_LEX_OPEN_STRING = -1, /* a quote, back-tick or comment that never ends */
    SG_LEX_OPEN_NAME = -2,
    SG_LEX_OPEN_COMMENT = -3,
    SG_LEX_BAD_BYTE = -4,      /* an ASCII character that means nothing */
    SG_LEX_BAD_CHARACTER = -5, /* any other character that is no letter */
};

/* Reads the next token at `*offset` and moves on.  `text` must be followed by a NUL.  Returns an
 * SG_T_ kind, 0 at the end of the text, or one of the above; words are all SG_T_NAME. */
int sg_lexer_next(sg_str text, size_t *offset, sg_span *span);

#define SG_NO_TOKEN UINT32_MAX

typedef struct sg_token {
    sg_span span;
    uint32_t partner; /* of a bracket: the one that closes or opens it */
    uint32_t parent;  /* of an opening bracket: the one around it, or SG_NO_TOKEN */
    uint32_t first_bar,
        last_bar; /* of an opening bracket: the `|` directly inside, or SG_NO_TOKEN */
    int16_t kind;
    bool comma; /* of an opening bracket: there is a comma directly inside */
} sg_token;

typedef SG_ARRAY(sg_token) sg_tokens;

/* Splits the text, which must be followed by a NUL; the last token has kind 0.  The caller frees the
 * array, also after a failure.  Errors: SG_EINVAL (nonsense, unbalanced brackets), SG_ELIMIT (brackets
 * nest too deeply), SG_ENOMEM. */
SG_MUST_USE sg_status sg_tokens_read(sg_str text, sg_tokens *tokens, sg_error *err);

/* Decides what the token at `position` is to the grammar; positions are asked for in order, each
 * once. `inside` is the innermost open bracket, or SG_NO_TOKEN. */
void sg_tokens_decide(sg_tokens *tokens, uint32_t position, uint32_t inside);
/* Whether this opening bracket holds the middle of a relationship: -[ ... */
bool sg_token_opens_relationship(const sg_tokens *tokens, uint32_t position);

/* --- words ------------------------------------------------------------------------------------- */
typedef enum sg_keyword_strength { SG_KEYWORD_SOFT, SG_KEYWORD_RESERVED } sg_keyword_strength;

typedef struct sg_keyword {
    sg_str text; /* in small letters */
    int16_t token;
    sg_keyword_strength strength;
} sg_keyword;

/* The index-th keyword in alphabetical order, or NULL past the end. */
const sg_keyword *sg_keyword_at(size_t index);
/* The keyword with this text in whatever case, or NULL. */
const sg_keyword *sg_keyword_find(sg_str word);
/* The keyword behind a token kind, or NULL. */
const sg_keyword *sg_keyword_of(int token);

#endif
