/* regex_parse.c - the text of a regular expression to its tree, by recursive descent.
 *
 * Recursion only enters groups, and those to a counted depth.  Flags are resolved here: case
 * becomes sets, `.` and the anchors become what they mean under the flags in force.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "query/errors.h"
#include "query/functions/letters.h"
#include "query/functions/regex_tree.h"

#define DEEPEST_GROUP 200
#define MOST_REPEATS 100000
#define MOST_SHOWN 200 /* bytes of the expression in a message */

enum { IGNORE_CASE = 1, MULTILINE = 2, DOT_ALL = 4, UNICODE_CASE = 8, COMMENTS = 16 };

typedef struct parser {
    sg_str text;
    size_t at;
    unsigned flags, depth;
    bool quoted; /* between \Q and \E */
    sg_arena *arena;
    sg_error *err;
} parser;

static sg_status fail(parser *self, size_t offset, const char *format, ...) SG_PRINTF(3, 4);

static sg_status fail(parser *self, size_t offset, const char *format, ...)
{
    char reason[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof(reason), format, arguments);
    va_end(arguments);
    sg_str shown = sg_str_slice(self->text, 0, MOST_SHOWN);
    return sg_query_fail(self->err, SG_ERROR_INVALID_REGULAR_EXPRESSION, SG_RUNTIME, SG_NO_SPAN,
                         "regular expression, offset %zu: %s, in `%.*s%s`", offset, reason,
                         SG_FMT(shown), shown.length < self->text.length ? "..." : "");
}

static sg_status fail_room(parser *self)
{
    return sg_query_fail(self->err, SG_ERROR_OUT_OF_MEMORY, SG_RUNTIME, SG_NO_SPAN,
                         "no memory for a regular expression");
}

static bool at_end(const parser *self)
{
    return self->at >= self->text.length;
}

/* The byte at a distance from here, or NUL. */
static char peek(const parser *self, size_t distance)
{
    size_t at = self->at + distance;
    return at < self->text.length ? self->text.bytes[at] : '\0';
}

static bool accept(parser *self, const char *word)
{
    size_t length = strlen(word);
    if (self->text.length - self->at < length ||
        memcmp(self->text.bytes + self->at, word, length) != 0)
        return false;
    self->at += length;
    return true;
}

static uint32_t next_character(parser *self)
{
    return sg_utf8_next(self->text, &self->at);
}

/* --- leaves -------------------------------------------------------------------------------------- */

static sg_status make_node(parser *self, sg_regex_kind kind, sg_regex_node **out)
{
    *out = sg_arena_make(self->arena, sg_regex_node);
    if (!*out)
        return fail_room(self);
    (*out)->kind = kind;
    return SG_OK;
}

static sg_status make_set(parser *self, sg_charset_builder *builder, sg_regex_node **out)
{
    sg_charset *set = sg_arena_make(self->arena, sg_charset);
    if (!set || sg_charset_finish(builder, set) != SG_OK)
        return fail_room(self);
    SG_TRY(make_node(self, SG_REGEX_SET, out));
    (*out)->set = set;
    return SG_OK;
}

static sg_status make_assertion(parser *self, sg_assertion assertion, sg_regex_node **out)
{
    SG_TRY(make_node(self, SG_REGEX_ASSERTION, out));
    (*out)->assertion = assertion;
    return SG_OK;
}

static sg_status make_character(parser *self, uint32_t character, sg_regex_node **out)
{
    bool unicode = self->flags & UNICODE_CASE;
    if ((self->flags & IGNORE_CASE) && (unicode || character < 128) &&
        (sg_letter_lower(character) != character || sg_letter_upper(character) != character)) {
        sg_charset_builder builder = { .arena = self->arena };
        sg_charset_add(&builder, character, character);
        sg_charset_fold(&builder, unicode);
        return make_set(self, &builder, out);
    }
    SG_TRY(make_node(self, SG_REGEX_CHARACTER, out));
    (*out)->character = character;
    return SG_OK;
}

static sg_status make_any(parser *self, sg_regex_node **out)
{
    sg_charset_builder builder = { .arena = self->arena };
    if (!(self->flags & DOT_ALL)) {
        sg_charset_add(&builder, '\n', '\n');
        sg_charset_add(&builder, '\r', '\r');
        sg_charset_add(&builder, 0x85, 0x85);
        sg_charset_add(&builder, 0x2028, 0x2029);
    }
    sg_charset_negate(&builder);
    return make_set(self, &builder, out);
}

/* --- escapes ------------------------------------------------------------------------------------- */

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* Exactly so many hexadecimal digits; false leaves the place as it was. */
static bool accept_hex(parser *self, size_t digits, uint32_t *out)
{
    uint32_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        int digit = hex_digit(peek(self, i));
        if (digit < 0)
            return false;
        value = value * 16 + (uint32_t)digit;
    }
    self->at += digits;
    *out = value;
    return true;
}

/* Behind \u: four digits; two surrogates written one after the other are one character. */
static bool accept_unicode(parser *self, uint32_t *out)
{
    if (!accept_hex(self, 4, out))
        return false;
    size_t behind = self->at;
    uint32_t low;
    if (*out >= 0xD800 && *out <= 0xDBFF && accept(self, "\\u")) {
        if (accept_hex(self, 4, &low) && low >= 0xDC00 && low <= 0xDFFF)
            *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
        else
            self->at = behind;
    }
    return true;
}

/* Behind \x: two digits, or any number in braces. */
static bool accept_code_point(parser *self, uint32_t *out)
{
    if (!accept(self, "{"))
        return accept_hex(self, 2, out);
    uint32_t value = 0, digit;
    while (accept_hex(self, 1, &digit)) {
        value = value * 16 + digit;
        if (value > SG_LAST_CHARACTER)
            return false;
    }
    *out = value;
    return self->text.bytes[self->at - 1] != '{' && accept(self, "}");
}

/* Behind \0: one to three octal digits, at most 0377. */
static bool accept_octal(parser *self, uint32_t *out)
{
    uint32_t value = 0;
    size_t count = 0;
    for (; count < 3 && peek(self, count) >= '0' && peek(self, count) <= '7'; count++) {
        uint32_t more = value * 8 + (uint32_t)(peek(self, count) - '0');
        if (more > 0377)
            break;
        value = more;
    }
    self->at += count;
    *out = value;
    return count > 0;
}

/* An escape that stands for one character; the backslash is behind us. */
static sg_status parse_escape(parser *self, uint32_t *out)
{
    size_t start = self->at - 1;
    if (at_end(self))
        return fail(self, start, "nothing follows the backslash");
    bool understood = true;
    uint32_t letter = next_character(self);
    switch (letter) {
    case 't':
        *out = '\t';
        break;
    case 'n':
        *out = '\n';
        break;
    case 'r':
        *out = '\r';
        break;
    case 'f':
        *out = '\f';
        break;
    case 'a':
        *out = 0x07;
        break;
    case 'e':
        *out = 0x1B;
        break;
    case '0':
        understood = accept_octal(self, out);
        break;
    case 'x':
        understood = accept_code_point(self, out);
        break;
    case 'u':
        understood = accept_unicode(self, out);
        break;
    default:
        if (letter >= '1' && letter <= '9')
            return fail(self, start, "back-references are not supported");
        understood = letter > 127 || (sg_letter_lower(letter) == sg_letter_upper(letter));
        *out = letter;
    }
    return understood ? SG_OK : fail(self, start, "unknown escape `\\%c`", (char)letter);
}

/* \d, \W, \p{L} and the like behind a backslash: true when it was one. */
static sg_status parse_class_escape(parser *self, sg_charset_builder *builder, bool *found)
{
    size_t start = self->at - 1;
    char letter = peek(self, 0);
    *found = letter != '\0' && strchr("dDwWsShHvVpP", letter);
    if (!*found)
        return SG_OK;
    self->at++;
    bool negated = letter < 'a';
    char small = (char)sg_letter_lower((uint32_t)letter);
    sg_str name = { &small, 1 };
    if (small == 'p' && accept(self, "{")) {
        size_t end = sg_str_find(self->text, SG_STR("}"), self->at);
        if (end == SIZE_MAX)
            return fail(self, start, "`}` is missing");
        name = sg_str_slice(self->text, self->at, end);
        self->at = end + 1;
    } else if (small == 'p') {
        name = sg_str_slice(self->text, self->at, self->at + 1);
        self->at += name.length;
    }
    if (!sg_charset_add_class(builder, name, negated))
        return fail(self, start, "unknown class of characters `%.*s`", SG_FMT(name));
    return SG_OK;
}

/* --- classes in brackets -------------------------------------------------------------------------- */

/* One end of a range. */
static sg_status parse_class_character(parser *self, uint32_t *out)
{
    if (at_end(self))
        return fail(self, self->at, "`]` is missing");
    if (accept(self, "\\"))
        return parse_escape(self, out);
    *out = next_character(self);
    return SG_OK;
}

static sg_status parse_class_item(parser *self, sg_charset_builder *builder)
{
    size_t start = self->at;
    uint32_t first, last;
    if (peek(self, 0) == '[')
        return fail(self, start, "classes inside classes are not supported; write `\\[`");
    if (peek(self, 0) == '&' && peek(self, 1) == '&')
        return fail(self, start, "intersections of classes are not supported");
    if (accept(self, "\\")) {
        bool found;
        SG_TRY(parse_class_escape(self, builder, &found));
        if (found)
            return SG_OK;
        self->at = start;
    }
    SG_TRY(parse_class_character(self, &first));
    last = first;
    if (peek(self, 0) == '-' && peek(self, 1) != ']' && peek(self, 1) != '\0') {
        self->at++;
        if (peek(self, 0) == '[')
            return fail(self, self->at,
                        "classes inside classes are not supported; write `\\[`");
        SG_TRY(parse_class_character(self, &last));
    }
    if (last < first)
        return fail(self, start, "the range ends before it begins");
    sg_charset_add(builder, first, last);
    return SG_OK;
}

/* Behind the opening bracket. */
static sg_status parse_class(parser *self, sg_regex_node **out)
{
    size_t start = self->at - 1;
    sg_charset_builder builder = { .arena = self->arena };
    bool negated = accept(self, "^"), first = true;
    while (first || peek(self, 0) != ']') { /* a bracket that comes first is a character */
        if (at_end(self))
            return fail(self, start, "`]` is missing");
        SG_TRY(parse_class_item(self, &builder));
        first = false;
    }
    self->at++;
    if (self->flags & IGNORE_CASE)
        sg_charset_fold(&builder, self->flags & UNICODE_CASE);
    if (negated)
        sg_charset_negate(&builder);
    return make_set(self, &builder, out);
}

/* --- groups -------------------------------------------------------------------------------------- */

static sg_status parse_alternatives(parser *self, sg_regex_node **out);

static unsigned flag_of(char letter)
{
    switch (letter) {
    case 'i':
        return IGNORE_CASE;
    case 'm':
        return MULTILINE;
    case 's':
        return DOT_ALL;
    case 'u':
        return UNICODE_CASE;
    case 'x':
        return COMMENTS;
    default:
        return 0;
    }
}

/* "i-s" behind "(?": sets *flags. */
static sg_status parse_flags(parser *self, unsigned *flags)
{
    bool on = true;
    *flags = self->flags;
    for (;; self->at++) {
        char letter = peek(self, 0);
        unsigned flag = flag_of(letter);
        if (letter == ')' || letter == ':')
            return SG_OK;
        if (letter == '-' && on)
            on = false;
        else if (flag == 0)
            return fail(self, self->at, "unknown flag or kind of group");
        else
            *flags = on ? *flags | flag : *flags & ~flag;
    }
}

/* What stands behind the opening parenthesis of a special group: the flags inside; *alone when that
 * is all of it, as in (?i). */
static sg_status parse_group_kind(parser *self, size_t start, unsigned *flags, bool *alone)
{
    if (!accept(self, "?"))
        return SG_OK;
    if (accept(self, "=") || accept(self, "!") || accept(self, "<=") || accept(self, "<!"))
        return fail(self, start, "look-around is not supported");
    if (accept(self, ">"))
        return fail(self, start, "atomic groups are not supported");
    if (accept(self, "<")) { /* a name: nobody asks for it */
        size_t end = sg_str_find(self->text, SG_STR(">"), self->at);
        if (end == SIZE_MAX)
            return fail(self, start, "`>` is missing");
        self->at = end + 1;
        return SG_OK;
    }
    SG_TRY(parse_flags(self, flags));
    *alone = accept(self, ")");
    if (!*alone)
        self->at++; /* the colon */
    return SG_OK;
}

/* Behind the opening parenthesis.  (?i) is an empty sequence that leaves its flags behind. */
static sg_status parse_group(parser *self, sg_regex_node **out)
{
    size_t start = self->at - 1;
    unsigned outer = self->flags, inner = outer;
    bool alone = false;
    SG_TRY(parse_group_kind(self, start, &inner, &alone));
    self->flags = inner;
    if (alone)
        return make_node(self, SG_REGEX_SEQUENCE, out);
    if (self->depth == DEEPEST_GROUP)
        return fail(self, start, "groups are nested deeper than %d levels", DEEPEST_GROUP);
    self->depth++;
    SG_TRY(parse_alternatives(self, out));
    self->depth--;
    self->flags = outer;
    return accept(self, ")") ? SG_OK : fail(self, start, "`)` is missing");
}

/* --- atoms and repetition ------------------------------------------------------------------------ */

static sg_status parse_backslash(parser *self, sg_regex_node **out)
{
    size_t start = self->at - 1;
    if (accept(self, "A"))
        return make_assertion(self, SG_AT_START, out);
    if (accept(self, "z"))
        return make_assertion(self, SG_AT_END, out);
    if (accept(self, "Z"))
        return make_assertion(self, SG_AT_LAST_END, out);
    if (accept(self, "b"))
        return make_assertion(self, SG_AT_WORD_EDGE, out);
    if (accept(self, "B"))
        return make_assertion(self, SG_NOT_AT_WORD_EDGE, out);
    if (accept(self, "k"))
        return fail(self, start, "back-references are not supported");
    if (accept(self, "Q")) {
        self->quoted = true;
        return make_node(self, SG_REGEX_SEQUENCE, out);
    }
    sg_charset_builder builder = { .arena = self->arena };
    bool is_class;
    SG_TRY(parse_class_escape(self, &builder, &is_class));
    if (is_class)
        return make_set(self, &builder, out);
    uint32_t character = 0;
    SG_TRY(parse_escape(self, &character));
    return make_character(self, character, out);
}

static sg_status parse_atom(parser *self, sg_regex_node **out)
{
    if (self->quoted) {
        SG_TRY(make_character(self, next_character(self), out));
        self->quoted = !accept(self, "\\E");
        return SG_OK;
    }
    bool lines = self->flags & MULTILINE;
    switch (peek(self, 0)) {
    case '*':
    case '+':
    case '?':
    case '{':
        return fail(self, self->at, "there is nothing to repeat before `%c`", peek(self, 0));
    default:
        break;
    }
    if (accept(self, "("))
        return parse_group(self, out);
    if (accept(self, "["))
        return parse_class(self, out);
    if (accept(self, "."))
        return make_any(self, out);
    if (accept(self, "^"))
        return make_assertion(self, lines ? SG_AT_LINE_START : SG_AT_START, out);
    if (accept(self, "$"))
        return make_assertion(self, lines ? SG_AT_LINE_END : SG_AT_LAST_END, out);
    if (accept(self, "\\"))
        return parse_backslash(self, out);
    return make_character(self, next_character(self), out);
}

static bool accept_count(parser *self, uint32_t *out)
{
    size_t start = self->at;
    *out = 0;
    for (; peek(self, 0) >= '0' && peek(self, 0) <= '9'; self->at++)
        if (*out <= MOST_REPEATS)
            *out = *out * 10 + (uint32_t)(peek(self, 0) - '0');
    return self->at > start;
}

/* Behind the opening brace. */
static sg_status parse_bounds(parser *self, uint32_t *minimum, uint32_t *maximum)
{
    size_t start = self->at - 1;
    bool understood = accept_count(self, minimum);
    *maximum = *minimum;
    if (understood && accept(self, ",") && !accept_count(self, maximum))
        *maximum = SG_REGEX_UNBOUNDED;
    if (!understood || !accept(self, "}"))
        return fail(self, start, "expected a repetition such as {2}, {2,} or {2,5}");
    if (*minimum > MOST_REPEATS || (*maximum > MOST_REPEATS && *maximum != SG_REGEX_UNBOUNDED))
        return fail(self, start, "more than %d repetitions", MOST_REPEATS);
    return *maximum < *minimum ? fail(self, start, "the repetition ends before it begins")
                               : SG_OK;
}

/* Wraps the atom when a repetition follows it. */
static sg_status parse_repetition(parser *self, sg_regex_node **atom)
{
    uint32_t minimum = 0, maximum = SG_REGEX_UNBOUNDED;
    if (accept(self, "+"))
        minimum = 1;
    else if (accept(self, "?"))
        maximum = 1;
    else if (accept(self, "{"))
        SG_TRY(parse_bounds(self, &minimum, &maximum));
    else if (!accept(self, "*"))
        return SG_OK;
    if (!accept(self, "?")) /* lazy: which way matches first is never asked */
        (void)accept(self, "+");
    sg_regex_node *repeat = NULL;
    SG_TRY(make_node(self, SG_REGEX_REPEAT, &repeat));
    repeat->first = *atom;
    repeat->minimum = minimum;
    repeat->maximum = maximum;
    *atom = repeat;
    return SG_OK;
}

/* Under the flag x white space and comments are not part of the expression. */
static void skip_comments(parser *self)
{
    while (self->flags & COMMENTS && !self->quoted && !at_end(self)) {
        char byte = peek(self, 0);
        if (byte == '#')
            while (!at_end(self) && peek(self, 0) != '\n')
                self->at++;
        else if (sg_letter_is_space((unsigned char)byte))
            self->at++;
        else
            return;
    }
}

static sg_status parse_sequence(parser *self, sg_regex_node **out)
{
    SG_TRY(make_node(self, SG_REGEX_SEQUENCE, out));
    sg_regex_node **link = &(*out)->first;
    for (;;) {
        skip_comments(self);
        if (self->quoted && accept(self, "\\E"))
            self->quoted = false;
        if (at_end(self) || (!self->quoted && (peek(self, 0) == '|' || peek(self, 0) == ')')))
            return SG_OK;
        sg_regex_node *atom = NULL;
        SG_TRY(parse_atom(self, &atom));
        skip_comments(self);
        if (!self->quoted)
            SG_TRY(parse_repetition(self, &atom));
        *link = atom;
        link = &atom->next;
    }
}

static sg_status parse_alternatives(parser *self, sg_regex_node **out)
{
    sg_regex_node *sequence = NULL;
    SG_TRY(parse_sequence(self, &sequence));
    if (peek(self, 0) != '|') {
        *out = sequence;
        return SG_OK;
    }
    SG_TRY(make_node(self, SG_REGEX_ALTERNATIVES, out));
    (*out)->first = sequence;
    while (accept(self, "|")) {
        SG_TRY(parse_sequence(self, &sequence->next));
        sequence = sequence->next;
    }
    return SG_OK;
}

sg_status sg_regex_parse(sg_str text, sg_arena *arena, sg_regex_node **out, sg_error *err)
{
    parser self = { .text = text, .arena = arena, .err = err };
    SG_TRY(parse_alternatives(&self, out));
    return at_end(&self) ? SG_OK : fail(&self, self.at, "`)` without `(`");
}
