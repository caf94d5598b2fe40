/* glob.c - matching with `*` and `?`, and the meeting of two patterns.
 *
 * Matching is the usual two-pointer walk: on a mismatch go back to the last star and let it
 * take one character more.  Linear for one star, never worse than pattern x text.
 */
#include "ingest/derive/glob.h"

#include "engine/base/text.h"

#define ARN_PARTS 6
#define INTERSECT_LIMIT ((size_t)1 << 20)

static char fold(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return (char)(byte - 'A' + 'a');
    return byte;
}

char sg_fresh_to_wildcard(char byte)
{
    if (byte == SG_FRESH_RUN)
        return '*';
    return (char)(byte == SG_FRESH_CHAR ? '?' : byte);
}

/* Whether one pattern character other than `*` stands for the text character. */
static bool accepts(char pattern, char text, bool without_case)
{
    if (text == SG_FRESH_RUN)
        return pattern == SG_FRESH_RUN;
    switch (pattern) {
    case '?':
        return true;
    case SG_LITERAL_STAR:
        return text == '*';
    case SG_LITERAL_QUERY:
        return text == '?';
    default:
        return without_case ? fold(pattern) == fold(text) : pattern == text;
    }
}

static bool matches(sg_str pattern, sg_str text, bool without_case)
{
    size_t p = 0;
    size_t t = 0;
    size_t star = SIZE_MAX; /* position after the last star seen */
    size_t resume = 0;      /* where the text goes on when that star takes one more */

    while (t < text.length) {
        if (p < pattern.length && pattern.bytes[p] == '*') {
            star = ++p;
            resume = t;
        } else if (p < pattern.length &&
                   accepts(pattern.bytes[p], text.bytes[t], without_case)) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.length && pattern.bytes[p] == '*')
        p++;
    return p == pattern.length;
}

bool sg_glob_match(sg_str pattern, sg_str text)
{
    return matches(pattern, text, false);
}

bool sg_glob_match_fold(sg_str pattern, sg_str text)
{
    return matches(pattern, text, true);
}

sg_str sg_glob_prefix(sg_str pattern)
{
    size_t end = 0;

    while (end < pattern.length && pattern.bytes[end] != '*' && pattern.bytes[end] != '?')
        end++;
    return sg_str_slice(pattern, 0, end);
}

bool sg_glob_has_wildcard(sg_str pattern)
{
    return sg_glob_prefix(pattern).length < pattern.length;
}

bool sg_glob_match_arn(sg_str pattern, sg_str arn)
{
    for (unsigned part = 1; part < ARN_PARTS; part++) {
        size_t pattern_colon = sg_str_find(pattern, SG_STR(":"), 0);
        size_t arn_colon = sg_str_find(arn, SG_STR(":"), 0);

        if (pattern_colon == SIZE_MAX || arn_colon == SIZE_MAX)
            return pattern_colon == arn_colon && sg_glob_match(pattern, arn);
        if (!sg_glob_match(sg_str_slice(pattern, 0, pattern_colon),
                           sg_str_slice(arn, 0, arn_colon)))
            return false;
        pattern = sg_str_slice(pattern, pattern_colon + 1, pattern.length);
        arn = sg_str_slice(arn, arn_colon + 1, arn.length);
    }
    return sg_glob_match(pattern, arn);
}

/* --- two patterns ------------------------------------------------------------------------- */

/* meets[i][j]: some text matches both left[i..] and right[j..]. */
typedef struct meeting {
    sg_str left, right;
    bool name; /* no wildcard of `right` is a colon */
    bool *meets;
} meeting;

static bool meets_at(const meeting *at, size_t i, size_t j)
{
    return at->meets[i * (at->right.length + 1) + j];
}

/* What one character of both can be, or 0 when they exclude each other. */
static char common(const meeting *at, char left, char right)
{
    if (left == '?' && right == '?')
        return SG_FRESH_CHAR;
    if (at->name && left == ':' && right != ':')
        return '\0';
    if (left == right)
        return left;
    if (left == '?' && right != SG_FRESH_RUN)
        return right;
    if (right == '?' && left != SG_FRESH_RUN)
        return left;
    return '\0';
}

/* Whether a star of `right` may stand for the character. */
static bool takes(const meeting *at, char left)
{
    return !at->name || left != ':';
}

static bool meet(const meeting *at, size_t i, size_t j)
{
    bool more_left = i < at->left.length;
    bool more_right = j < at->right.length;

    if (!more_left && !more_right)
        return true;
    if (more_left && at->left.bytes[i] == '*')
        return meets_at(at, i + 1, j) || (more_right && meets_at(at, i, j + 1));
    if (more_right && at->right.bytes[j] == '*')
        return meets_at(at, i, j + 1) ||
               (more_left && takes(at, at->left.bytes[i]) && meets_at(at, i + 1, j));
    return more_left && more_right &&
           common(at, at->left.bytes[i], at->right.bytes[j]) != '\0' &&
           meets_at(at, i + 1, j + 1);
}

/* A text holds the character itself where a pattern holds a literal wildcard. */
static char text_of(char pattern)
{
    switch (pattern) {
    case '?':
        return SG_FRESH_CHAR;
    case SG_LITERAL_STAR:
        return '*';
    case SG_LITERAL_QUERY:
        return '?';
    default:
        return pattern;
    }
}

/* Walks forward along true cells, preferring steps that keep a star alive. */
static size_t write_witness(const meeting *at, char *out)
{
    sg_str left = at->left;
    sg_str right = at->right;
    size_t length = 0;
    size_t i = 0;
    size_t j = 0;

    while (i < left.length || j < right.length) {
        bool left_star = i < left.length && left.bytes[i] == '*';
        bool right_star = j < right.length && right.bytes[j] == '*';

        if (left_star && right_star) {
            out[length++] = SG_FRESH_RUN;
            if (meets_at(at, i + 1, j + 1)) {
                i++;
                j++;
            } else if (meets_at(at, i, j + 1)) {
                j++;
            } else {
                i++;
            }
        } else if (left_star && j < right.length && meets_at(at, i, j + 1)) {
            out[length++] = text_of(right.bytes[j++]);
        } else if (left_star) {
            i++;
        } else if (right_star && i < left.length && takes(at, left.bytes[i]) &&
                   meets_at(at, i + 1, j)) {
            out[length++] = text_of(left.bytes[i++]);
        } else if (right_star) {
            j++;
        } else {
            out[length++] = text_of(common(at, left.bytes[i++], right.bytes[j++]));
        }
    }
    return length;
}

/* Whether the literal beginnings or ends already exclude each other: most pairs of patterns
 * need no more. */
static bool excluded(sg_str left, sg_str right)
{
    static const meeting any = { .name = false };
    sg_str left_begin = sg_glob_prefix(left);
    sg_str right_begin = sg_glob_prefix(right);
    size_t begin =
        left_begin.length < right_begin.length ? left_begin.length : right_begin.length;

    if (!sg_str_equal(sg_str_slice(left, 0, begin), sg_str_slice(right, 0, begin)))
        return true;
    for (size_t i = 1; i <= left.length && i <= right.length; i++) {
        char a = left.bytes[left.length - i];
        char b = right.bytes[right.length - i];
        if (a == '*' || b == '*')
            return false;
        if (common(&any, a, b) == '\0')
            return true;
    }
    return false;
}

static sg_status intersect(meeting pair, sg_arena *arena, bool *overlap, sg_str *witness)
{
    sg_str left = pair.left;
    sg_str right = pair.right;
    size_t cells = (left.length + 1) * (right.length + 1);
    char *out;

    *witness = (sg_str){ "", 0 };
    *overlap = false;
    if (excluded(left, right))
        return SG_OK;
    if (left.length > INTERSECT_LIMIT || right.length > INTERSECT_LIMIT ||
        cells > INTERSECT_LIMIT) {
        *overlap = true;
        return SG_OK;
    }
    out = sg_arena_alloc_raw(arena, left.length + right.length + 1);
    if (!out)
        return SG_ENOMEM;
    sg_arena_mark mark = sg_arena_save(arena);
    pair.meets = sg_arena_alloc_raw(arena, cells);
    if (!pair.meets)
        return SG_ENOMEM;
    for (size_t i = left.length + 1; i-- > 0;)
        for (size_t j = right.length + 1; j-- > 0;)
            pair.meets[i * (right.length + 1) + j] = meet(&pair, i, j);
    *overlap = meets_at(&pair, 0, 0);
    if (*overlap)
        *witness = (sg_str){ out, write_witness(&pair, out) };
    sg_arena_rewind(arena, mark);
    return SG_OK;
}

sg_status sg_glob_intersect(sg_str left, sg_str right, sg_arena *arena, bool *overlap,
                            sg_str *witness)
{
    return intersect((meeting){ .left = left, .right = right }, arena, overlap, witness);
}

sg_status sg_glob_intersect_names(sg_str left, sg_str right, sg_arena *arena, bool *overlap,
                                  sg_str *witness)
{
    return intersect((meeting){ .left = left, .right = right, .name = true }, arena, overlap,
                     witness);
}

sg_str sg_glob_instance(sg_str pattern, sg_arena *arena)
{
    char *out = sg_arena_alloc_raw(arena, pattern.length + 1);
    size_t length = 0;

    if (!out)
        return (sg_str){ NULL, 0 };
    for (size_t i = 0; i < pattern.length; i++) {
        if (pattern.bytes[i] != '*')
            out[length++] = text_of(pattern.bytes[i]);
        else if (length == 0 || out[length - 1] != SG_FRESH_RUN)
            out[length++] = SG_FRESH_RUN;
    }
    return (sg_str){ out, length };
}
