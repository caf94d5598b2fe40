/* feeder.c - what the grammar cannot decide with one token of look-ahead.
 *
 *     (a)-->(b)          a pattern      |  (a) - (b)          arithmetic
 *     [x IN list | y]    comprehension  |  [x IN list, true]  a list of booleans
 *     [(a)-->(b) | b]    comprehension  |  [(a)-->(b)]        a list of booleans
 *     COUNT {MATCH ...}  subquery       |  count {.name}      projection of a variable
 *     any(x IN list ...  quantifier     |  any(x)             a function
 *     {in: 1}  n.set     names          |  x IN list          an operator
 *
 * Each question looks at a few tokens, and behind a bracket by its partner, so none takes longer in
 * a long query.
 */
#include "query/syntax/token.h"

static int kind_at(const sg_tokens *tokens, uint32_t position)
{
    return position < tokens->count ? tokens->items[position].kind : 0;
}

static int kind_before(const sg_tokens *tokens, uint32_t position)
{
    return position == 0 ? 0 : tokens->items[position - 1].kind;
}

static bool is_literal_word(int kind)
{
    return kind == SG_T_TRUE || kind == SG_T_FALSE || kind == SG_T_NULL;
}

static bool is_word(int kind)
{
    return kind == SG_T_NAME || sg_keyword_of(kind) != NULL;
}

/* The token behind the bracket that opens at `position`. */
static uint32_t behind(const sg_tokens *tokens, uint32_t position)
{
    return tokens->items[position].partner + 1;
}

/* Whether what stands between brackets from `position` on could be the inside of a node or of a
 * relationship: (name :labels {...} WHERE ...), all optional. */
static bool looks_like_element(const sg_tokens *tokens, uint32_t position, int closing)
{
    int kind = kind_at(tokens, position);
    if (kind != SG_T_WHERE && is_word(kind))
        kind = kind_at(tokens, ++position);
    if (kind == SG_T_LBRACE)
        kind = kind_at(tokens, behind(tokens, position));
    else if (kind == SG_T_PARAMETER)
        kind = kind_at(tokens, position + 1);
    return kind == closing || kind == SG_T_COLON || kind == SG_T_WHERE ||
           (closing == SG_T_RBRACKET && kind == SG_T_STAR);
}

static bool looks_like_node(const sg_tokens *tokens, uint32_t position)
{
    return kind_at(tokens, position) == SG_T_LPAREN &&
           looks_like_element(tokens, position + 1, SG_T_RPAREN);
}

/* Whether a relationship and a node stand at `position`: --( -->( <--( -[...]-( and so on. */
static bool looks_like_step(const sg_tokens *tokens, uint32_t position)
{
    if (kind_at(tokens, position) == SG_T_LT)
        position++;
    if (kind_at(tokens, position) != SG_T_MINUS)
        return false;
    position++;
    if (kind_at(tokens, position) == SG_T_LBRACKET) {
        int first = kind_at(tokens, position + 1);
        if (first == SG_T_COLON || first == SG_T_STAR)
            return true; /* no list begins like this: let the grammar tell what is missing */
        if (!looks_like_element(tokens, position + 1, SG_T_RBRACKET))
            return false;
        position = behind(tokens, position);
    }
    if (kind_at(tokens, position) != SG_T_MINUS)
        return false;
    position++;
    if (kind_at(tokens, position) == SG_T_GT)
        position++;
    return looks_like_node(tokens, position);
}

static bool looks_like_pattern(const sg_tokens *tokens, uint32_t position)
{
    return looks_like_node(tokens, position) &&
           looks_like_step(tokens, behind(tokens, position));
}

bool sg_token_opens_relationship(const sg_tokens *tokens, uint32_t position)
{
    if (position < 2 || kind_at(tokens, position) != SG_T_LBRACKET ||
        kind_at(tokens, position - 1) != SG_T_MINUS)
        return false;
    int before = kind_at(tokens, position - 2);
    if (before == SG_T_LT)
        before = kind_before(tokens, position - 2);
    return before == SG_T_RPAREN && looks_like_element(tokens, position + 1, SG_T_RBRACKET);
}

/* A word in front of a parenthesis makes a call, unless it is one that a value follows. */
static bool calls(int before)
{
    const sg_keyword *keyword = sg_keyword_of(before);
    return before == SG_T_NAME || (keyword && keyword->strength == SG_KEYWORD_SOFT);
}

static void mark_bar(sg_tokens *tokens, uint32_t bar)
{
    if (bar != SG_NO_TOKEN)
        tokens->items[bar].kind = SG_T_COMPREHENSION_BAR;
}

static void decide_parenthesis(sg_tokens *tokens, uint32_t position)
{
    int before = kind_before(tokens, position);
    if (before == SG_T_FOREACH || before == SG_T_REDUCE)
        mark_bar(tokens, tokens->items[position].first_bar);
    else if (!calls(before) && before != SG_T_COLON && before != SG_T_BAR &&
             before != SG_T_AMPERSAND && before != SG_T_BANG &&
             looks_like_pattern(tokens, position))
        tokens->items[position].kind = SG_T_PATTERN_LPAREN;
}

static void decide_bracket(sg_tokens *tokens, uint32_t position)
{
    sg_token *token = &tokens->items[position];
    int first = kind_at(tokens, position + 1), second = kind_at(tokens, position + 2);
    bool named = is_word(first) && !is_literal_word(first);
    if (token->comma)
        return;
    if (named && second == SG_T_IN) {
        token->kind = SG_T_LIST_LBRACKET;
        mark_bar(tokens, token->last_bar);
    } else if (token->last_bar != SG_NO_TOKEN &&
               (looks_like_pattern(tokens, position + 1) ||
                (named && second == SG_T_EQ && looks_like_pattern(tokens, position + 3)))) {
        token->kind = SG_T_PATTERN_LBRACKET;
        mark_bar(tokens, token->last_bar);
    }
}

/* name {...}: a subquery, or a map projected from a variable that has this name? */
static bool opens_subquery(const sg_tokens *tokens, uint32_t position)
{
    if (kind_at(tokens, position) != SG_T_LBRACE)
        return false;
    int first = kind_at(tokens, position + 1), second = kind_at(tokens, position + 2);
    if (first == SG_T_DOT || first == SG_T_RBRACE)
        return false;
    return !is_word(first) ||
           (second != SG_T_COLON && second != SG_T_COMMA && second != SG_T_RBRACE);
}

/* Whether the word at `position` is a key of a map: {word: or ,word: directly in braces. */
static bool is_map_key(const sg_tokens *tokens, uint32_t position, uint32_t inside)
{
    int before = kind_before(tokens, position);
    return inside != SG_NO_TOKEN && kind_at(tokens, inside) == SG_T_LBRACE &&
           (before == SG_T_LBRACE || before == SG_T_COMMA) &&
           kind_at(tokens, position + 1) == SG_T_COLON;
}

/* Whether the colon at `position` is followed by labels and not by the value of a key. */
static bool is_label_colon(const sg_tokens *tokens, uint32_t position, uint32_t inside)
{
    return position == 0 || !is_word(kind_at(tokens, position - 1)) ||
           !is_map_key(tokens, position - 1, inside);
}

/* Whether the neighbours leave no other reading of a word than that of a name. */
static bool must_be_name(const sg_tokens *tokens, uint32_t position, uint32_t inside)
{
    int kind = kind_at(tokens, position), next = kind_at(tokens, position + 1);
    switch (kind_before(tokens, position)) {
    case SG_T_DOT:
    case SG_T_AS:
    case SG_T_BAR: /* those of comprehensions are marked by now */
    case SG_T_AMPERSAND:
    case SG_T_BANG:
        return true;
    case SG_T_COLON:
        return is_label_colon(tokens, position - 1, inside);
    case SG_T_LPAREN:
    case SG_T_PATTERN_LPAREN:
    case SG_T_LBRACKET:
        if (!is_literal_word(kind) && (next == SG_T_RPAREN || next == SG_T_RBRACKET))
            return true;
        break;
    default:
        break;
    }
    if (is_map_key(tokens, position, inside))
        return true;
    if (kind == SG_T_ON && kind_before(tokens, position) == SG_T_INDEX)
        return false; /* CREATE INDEX ON :Label(key) */
    return !is_literal_word(kind) && (next == SG_T_DOT || next == SG_T_COLON);
}

/* IF EXISTS, IF NOT EXISTS */
static bool guards_index(const sg_tokens *tokens, uint32_t position)
{
    if (position > 0 && kind_before(tokens, position) == SG_T_NOT)
        position--;
    return kind_before(tokens, position) == SG_T_IF;
}

/* Whether a soft word that begins a form of its own is followed by that form. */
static bool begins_form(const sg_tokens *tokens, uint32_t position)
{
    int next = kind_at(tokens, position + 1);
    bool word_follows = is_word(kind_at(tokens, position + 2));
    int then = kind_at(tokens, position + 3);
    switch (kind_at(tokens, position)) {
    case SG_T_COUNT:
    case SG_T_COLLECT:
        return opens_subquery(tokens, position + 1);
    case SG_T_EXISTS:
        return opens_subquery(tokens, position + 1) || guards_index(tokens, position);
    case SG_T_ALL:
        if (kind_before(tokens, position) == SG_T_UNION ||
            kind_before(tokens, position) == SG_T_SHOW)
            return true;
        return next == SG_T_LPAREN && word_follows && then == SG_T_IN;
    case SG_T_ANY:
    case SG_T_NONE:
    case SG_T_SINGLE:
        return next == SG_T_LPAREN && word_follows && then == SG_T_IN;
    case SG_T_REDUCE:
        return next == SG_T_LPAREN && word_follows && then == SG_T_EQ;
    case SG_T_BOTH:
    case SG_T_LEADING:
    case SG_T_TRAILING: /* trim(BOTH 'x' FROM text) */
        return kind_before(tokens, position) == SG_T_LPAREN &&
               (next == SG_T_FROM || next == SG_T_STRING || next == SG_T_PARAMETER ||
                next == SG_T_NAME);
    case SG_T_SHORTESTPATH:
    case SG_T_ALLSHORTESTPATHS:
        return next == SG_T_LPAREN;
    case SG_T_EXPLAIN:
    case SG_T_PROFILE:
        return position == 0;
    default:
        return true; /* the grammar's fallback does the rest */
    }
}

void sg_tokens_decide(sg_tokens *tokens, uint32_t position, uint32_t inside)
{
    sg_token *token = &tokens->items[position];
    if (token->kind == SG_T_LPAREN)
        decide_parenthesis(tokens, position);
    else if (token->kind == SG_T_LBRACKET)
        decide_bracket(tokens, position);
    else if (sg_keyword_of(token->kind) &&
             (must_be_name(tokens, position, inside) || !begins_form(tokens, position)))
        token->kind = SG_T_NAME;
}
