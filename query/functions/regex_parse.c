/* regex_parse.c - the text of a regular expression to its tree, by recursive descent.
 *
 * Recursion only enters groups, and those to a counted depth.  Flags are resolved here: case
 * becomes sets, `.` and the anchors become what they mean under the flags in force.
 */
#include <string.h>

#include "query/functions/letters.h"
#include "query/functions/regex_reader.h"
#include "query/functions/regex_tree.h"

#define DEEPEST_GROUP 200
#define MOST_REPEATS 100000

enum { IGNORE_CASE = 1, MULTILINE = 2, DOT_ALL = 4, UNICODE_CASE = 8, COMMENTS = 16 };

/* --- leaves -------------------------------------------------------------------------------------- */

static sg_status make_node(sg_regex_reader *self, sg_regex_kind kind, sg_regex_node **out)
{
    sg_regex_node *node = sg_arena_make(self->arena, sg_regex_node);
    if (!node) {
        sg_regex_fail_room(self);
        return SG_ENOMEM;
    }
    node->kind = kind;
    *out = node;
    return SG_OK;
}

static sg_status make_set(sg_regex_reader *self, sg_charset_builder *builder,
                          sg_regex_node **out)
{
    sg_charset *set = sg_arena_make(self->arena, sg_charset);
    if (!set || sg_charset_finish(builder, set) != SG_OK)
        return sg_regex_fail_room(self);
    SG_TRY(make_node(self, SG_REGEX_SET, out));
    (*out)->set = set;
    return SG_OK;
}

static sg_status make_assertion(sg_regex_reader *self, sg_assertion assertion,
                                sg_regex_node **out)
{
    SG_TRY(make_node(self, SG_REGEX_ASSERTION, out));
    (*out)->assertion = assertion;
    return SG_OK;
}

static sg_status make_character(sg_regex_reader *self, uint32_t character, sg_regex_node **out)
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

static sg_status make_any(sg_regex_reader *self, sg_regex_node **out)
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

/* --- classes by name ----------------------------------------------------------------------------- */

/* \d, \W, \p{L} and the like behind a backslash: true when it was one. */
static sg_status parse_class_escape(sg_regex_reader *self, sg_charset_builder *builder,
                                    bool *found)
{
    size_t start = self->at - 1;
    char letter = sg_regex_peek(self, 0);
    *found = letter != '\0' && strchr("dDwWsShHvVpP", letter);
    if (!*found)
        return SG_OK;
    self->at++;
    bool negated = letter < 'a';
    char small = (char)sg_letter_lower((uint32_t)letter);
    sg_str name = { &small, 1 };
    if (small == 'p' && sg_regex_accept(self, "{")) {
        size_t end = sg_str_find(self->text, SG_STR("}"), self->at);
        if (end == SIZE_MAX)
            return sg_regex_fail(self, start, "`}` is missing");
        name = sg_str_slice(self->text, self->at, end);
        self->at = end + 1;
    } else if (small == 'p') {
        name = sg_str_slice(self->text, self->at, self->at + 1);
        self->at += name.length;
    }
    if (!sg_charset_add_class(builder, name, negated))
        return sg_regex_fail(self, start, "unknown class of characters `%.*s`", SG_FMT(name));
    return SG_OK;
}

/* --- classes in brackets -------------------------------------------------------------------------- */

/* One end of a range. */
static sg_status parse_class_character(sg_regex_reader *self, uint32_t *out)
{
    if (sg_regex_at_end(self))
        return sg_regex_fail(self, self->at, "`]` is missing");
    if (sg_regex_accept(self, "\\"))
        return sg_regex_read_escape(self, out);
    *out = sg_regex_next(self);
    return SG_OK;
}

static sg_status parse_class_item(sg_regex_reader *self, sg_charset_builder *builder)
{
    size_t start = self->at;
    uint32_t first = 0, last;
    if (sg_regex_peek(self, 0) == '[')
        return sg_regex_fail(self, start,
                             "classes inside classes are not supported; write `\\[`");
    if (sg_regex_peek(self, 0) == '&' && sg_regex_peek(self, 1) == '&')
        return sg_regex_fail(self, start, "intersections of classes are not supported");
    if (sg_regex_accept(self, "\\")) {
        bool found;
        SG_TRY(parse_class_escape(self, builder, &found));
        if (found)
            return SG_OK;
        self->at = start;
    }
    SG_TRY(parse_class_character(self, &first));
    last = first;
    if (sg_regex_peek(self, 0) == '-' && sg_regex_peek(self, 1) != ']' &&
        sg_regex_peek(self, 1) != '\0') {
        self->at++;
        if (sg_regex_peek(self, 0) == '[')
            return sg_regex_fail(self, self->at,
                                 "classes inside classes are not supported; write `\\[`");
        SG_TRY(parse_class_character(self, &last));
    }
    if (last < first)
        return sg_regex_fail(self, start, "the range ends before it begins");
    sg_charset_add(builder, first, last);
    return SG_OK;
}

/* Behind the opening bracket. */
static sg_status parse_class(sg_regex_reader *self, sg_regex_node **out)
{
    size_t start = self->at - 1;
    sg_charset_builder builder = { .arena = self->arena };
    bool negated = sg_regex_accept(self, "^"), first = true;
    while (first ||
           sg_regex_peek(self, 0) != ']') { /* a bracket that comes first is a character */
        if (sg_regex_at_end(self))
            return sg_regex_fail(self, start, "`]` is missing");
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

static sg_status parse_alternatives(sg_regex_reader *self, sg_regex_node **out);

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
static sg_status parse_flags(sg_regex_reader *self, unsigned *flags)
{
    bool on = true;
    *flags = self->flags;
    for (;; self->at++) {
        char letter = sg_regex_peek(self, 0);
        unsigned flag = flag_of(letter);
        if (letter == ')' || letter == ':')
            return SG_OK;
        if (letter == '-' && on)
            on = false;
        else if (flag == 0)
            return sg_regex_fail(self, self->at, "unknown flag or kind of group");
        else
            *flags = on ? *flags | flag : *flags & ~flag;
    }
}

/* What stands behind the opening parenthesis of a special group: the flags inside; *alone when that
 * is all of it, as in (?i). */
static sg_status parse_group_kind(sg_regex_reader *self, size_t start, unsigned *flags,
                                  bool *alone)
{
    if (!sg_regex_accept(self, "?"))
        return SG_OK;
    if (sg_regex_accept(self, "=") || sg_regex_accept(self, "!") ||
        sg_regex_accept(self, "<=") || sg_regex_accept(self, "<!"))
        return sg_regex_fail(self, start, "look-around is not supported");
    if (sg_regex_accept(self, ">"))
        return sg_regex_fail(self, start, "atomic groups are not supported");
    if (sg_regex_accept(self, "<")) { /* a name: nobody asks for it */
        size_t end = sg_str_find(self->text, SG_STR(">"), self->at);
        if (end == SIZE_MAX)
            return sg_regex_fail(self, start, "`>` is missing");
        self->at = end + 1;
        return SG_OK;
    }
    SG_TRY(parse_flags(self, flags));
    *alone = sg_regex_accept(self, ")");
    if (!*alone)
        self->at++; /* the colon */
    return SG_OK;
}

/* Behind the opening parenthesis.  (?i) is an empty sequence that leaves its flags behind. */
static sg_status parse_group(sg_regex_reader *self, sg_regex_node **out)
{
    size_t start = self->at - 1;
    unsigned outer = self->flags, inner = outer;
    bool alone = false;
    SG_TRY(parse_group_kind(self, start, &inner, &alone));
    self->flags = inner;
    if (alone)
        return make_node(self, SG_REGEX_SEQUENCE, out);
    if (self->depth == DEEPEST_GROUP)
        return sg_regex_fail(self, start, "groups are nested deeper than %d levels",
                             DEEPEST_GROUP);
    self->depth++;
    SG_TRY(parse_alternatives(self, out));
    self->depth--;
    self->flags = outer;
    return sg_regex_accept(self, ")") ? SG_OK : sg_regex_fail(self, start, "`)` is missing");
}

/* --- atoms and repetition ------------------------------------------------------------------------ */

static sg_status parse_backslash(sg_regex_reader *self, sg_regex_node **out)
{
    size_t start = self->at - 1;
    if (sg_regex_accept(self, "A"))
        return make_assertion(self, SG_AT_START, out);
    if (sg_regex_accept(self, "z"))
        return make_assertion(self, SG_AT_END, out);
    if (sg_regex_accept(self, "Z"))
        return make_assertion(self, SG_AT_LAST_END, out);
    if (sg_regex_accept(self, "b"))
        return make_assertion(self, SG_AT_WORD_EDGE, out);
    if (sg_regex_accept(self, "B"))
        return make_assertion(self, SG_NOT_AT_WORD_EDGE, out);
    if (sg_regex_accept(self, "k"))
        return sg_regex_fail(self, start, "back-references are not supported");
    if (sg_regex_accept(self, "Q")) {
        self->quoted = true;
        return make_node(self, SG_REGEX_SEQUENCE, out);
    }
    sg_charset_builder builder = { .arena = self->arena };
    bool is_class;
    SG_TRY(parse_class_escape(self, &builder, &is_class));
    if (is_class)
        return make_set(self, &builder, out);
    uint32_t character = 0;
    SG_TRY(sg_regex_read_escape(self, &character));
    return make_character(self, character, out);
}

static sg_status parse_atom(sg_regex_reader *self, sg_regex_node **out)
{
    if (self->quoted) {
        SG_TRY(make_character(self, sg_regex_next(self), out));
        self->quoted = !sg_regex_accept(self, "\\E");
        return SG_OK;
    }
    bool lines = self->flags & MULTILINE;
    switch (sg_regex_peek(self, 0)) {
    case '*':
    case '+':
    case '?':
    case '{':
        return sg_regex_fail(self, self->at, "there is nothing to repeat before `%c`",
                             sg_regex_peek(self, 0));
    default:
        break;
    }
    if (sg_regex_accept(self, "("))
        return parse_group(self, out);
    if (sg_regex_accept(self, "["))
        return parse_class(self, out);
    if (sg_regex_accept(self, "."))
        return make_any(self, out);
    if (sg_regex_accept(self, "^"))
        return make_assertion(self, lines ? SG_AT_LINE_START : SG_AT_START, out);
    if (sg_regex_accept(self, "$"))
        return make_assertion(self, lines ? SG_AT_LINE_END : SG_AT_LAST_END, out);
    if (sg_regex_accept(self, "\\"))
        return parse_backslash(self, out);
    return make_character(self, sg_regex_next(self), out);
}

static bool accept_count(sg_regex_reader *self, uint32_t *out)
{
    size_t start = self->at;
    *out = 0;
    for (; sg_regex_peek(self, 0) >= '0' && sg_regex_peek(self, 0) <= '9'; self->at++)
        if (*out <= MOST_REPEATS)
            *out = *out * 10 + (uint32_t)(sg_regex_peek(self, 0) - '0');
    return self->at > start;
}

/* Behind the opening brace. */
static sg_status parse_bounds(sg_regex_reader *self, uint32_t *minimum, uint32_t *maximum)
{
    size_t start = self->at - 1;
    bool understood = accept_count(self, minimum);
    *maximum = *minimum;
    if (understood && sg_regex_accept(self, ",") && !accept_count(self, maximum))
        *maximum = SG_REGEX_UNBOUNDED;
    if (!understood || !sg_regex_accept(self, "}"))
        return sg_regex_fail(self, start, "expected a repetition such as {2}, {2,} or {2,5}");
    if (*minimum > MOST_REPEATS || (*maximum > MOST_REPEATS && *maximum != SG_REGEX_UNBOUNDED))
        return sg_regex_fail(self, start, "more than %d repetitions", MOST_REPEATS);
    return *maximum < *minimum
               ? sg_regex_fail(self, start, "the repetition ends before it begins")
               : SG_OK;
}

/* Wraps the atom when a repetition follows it. */
static sg_status parse_repetition(sg_regex_reader *self, sg_regex_node **atom)
{
    uint32_t minimum = 0, maximum = SG_REGEX_UNBOUNDED;
    if (sg_regex_accept(self, "+"))
        minimum = 1;
    else if (sg_regex_accept(self, "?"))
        maximum = 1;
    else if (sg_regex_accept(self, "{"))
        SG_TRY(parse_bounds(self, &minimum, &maximum));
    else if (!sg_regex_accept(self, "*"))
        return SG_OK;
    if (!sg_regex_accept(self, "?")) /* lazy: which way matches first is never asked */
        (void)sg_regex_accept(self, "+");
    sg_regex_node *repeat = NULL;
    SG_TRY(make_node(self, SG_REGEX_REPEAT, &repeat));
    repeat->first = *atom;
    repeat->minimum = minimum;
    repeat->maximum = maximum;
    *atom = repeat;
    return SG_OK;
}

/* Under the flag x white space and comments are not part of the expression. */
static void skip_comments(sg_regex_reader *self)
{
    while (self->flags & COMMENTS && !self->quoted && !sg_regex_at_end(self)) {
        char byte = sg_regex_peek(self, 0);
        if (byte == '#')
            while (!sg_regex_at_end(self) && sg_regex_peek(self, 0) != '\n')
                self->at++;
        else if (sg_letter_is_space((unsigned char)byte))
            self->at++;
        else
            return;
    }
}

static sg_status parse_sequence(sg_regex_reader *self, sg_regex_node **out)
{
    SG_TRY(make_node(self, SG_REGEX_SEQUENCE, out));
    sg_regex_node **link = &(*out)->first;
    for (;;) {
        skip_comments(self);
        if (self->quoted && sg_regex_accept(self, "\\E"))
            self->quoted = false;
        if (sg_regex_at_end(self) ||
            (!self->quoted && (sg_regex_peek(self, 0) == '|' || sg_regex_peek(self, 0) == ')')))
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

static sg_status parse_alternatives(sg_regex_reader *self, sg_regex_node **out)
{
    sg_regex_node *sequence = NULL;
    SG_TRY(parse_sequence(self, &sequence));
    if (sg_regex_peek(self, 0) != '|') {
        *out = sequence;
        return SG_OK;
    }
    SG_TRY(make_node(self, SG_REGEX_ALTERNATIVES, out));
    (*out)->first = sequence;
    while (sg_regex_accept(self, "|")) {
        SG_TRY(parse_sequence(self, &sequence->next));
        sequence = sequence->next;
    }
    return SG_OK;
}

sg_status sg_regex_parse(sg_str text, sg_arena *arena, sg_regex_node **out, sg_error *err)
{
    sg_regex_reader self = { .text = text, .arena = arena, .err = err };
    SG_TRY(parse_alternatives(&self, out));
    return sg_regex_at_end(&self) ? SG_OK : sg_regex_fail(&self, self.at, "`)` without `(`");
}
