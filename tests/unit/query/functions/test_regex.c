/* test_regex.c - what matches, what does not, what is refused, and that nothing takes forever. */
#include "query/functions/regex.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"

/* "+": matches, "-": does not. */
static bool matches(const char *pattern, const char *text)
{
    sg_arena *arena = NULL;
    sg_error err = { 0 };
    const sg_regex *regex = NULL;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    sg_status status = sg_regex_compile(sg_str_of(pattern), arena, &regex, &err);
    cr_assert(status == SG_OK, "%s: %s", pattern, err.message);
    sg_regex_scratch *scratch = sg_regex_scratch_new(regex, arena);
    cr_assert(scratch);
    bool answer = sg_regex_match(regex, sg_str_of(text), scratch);
    cr_assert(answer == sg_regex_match(regex, sg_str_of(text), scratch)); /* reusable */
    sg_arena_free(arena);
    return answer;
}

typedef struct sample {
    const char *pattern, *text;
    bool answer;
} sample;

static void check(const sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cr_assert(matches(samples[i].pattern, samples[i].text) == samples[i].answer,
                  "'%s' =~ '%s'", samples[i].text, samples[i].pattern);
}

/* clang-format off */
Test(regex, matches_the_whole_text)
{
    static const sample samples[] = {
        { "abc", "abc", true },        { "abc", "abcd", false },      { "abc", "xabc", false },
        { "", "", true },              { "", "a", false },            { ".*b.*", "abc", true },
        { "a|ab", "ab", true },        { "(a|ab)(c|bcd)", "abcd", true },
        { "a|", "", true },            { "(|a)b", "b", true },        { "a.c", "abc", true },
        { "a.c", "a\nc", false },      { ".", "\xc3\xa9", true },     { "..", "\xc3\xa9", false },
    };
    check(samples, SG_COUNT(samples));
}

Test(regex, repeats)
{
    static const sample samples[] = {
        { "a*", "", true },            { "a*", "aaaa", true },        { "a+", "", false },
        { "a+", "aaa", true },         { "a?b", "b", true },          { "a?b", "aab", false },
        { "a{3}", "aaa", true },       { "a{3}", "aa", false },       { "a{2,}", "a", false },
        { "a{2,}", "aaaaa", true },    { "a{0,2}", "aa", true },      { "a{0,2}", "aaa", false },
        { "a{0}b", "b", true },        { "a{0}b", "ab", false },      { "(ab){2,3}", "ababab", true },
        { "(ab){2,3}", "abababab", false }, { "(a+)+b", "aaab", true },
        { ".*?x", "aax", true },       { "a++b", "aab", true },       { "a*+", "aa", true },
        { "(a*)*", "aaa", true },      { "(a*)*b", "aaa", false },    { "(a?){3}", "aa", true },
        { "(){1000}", "", true },      { "(a|b)*c", "ababc", true },  { "((a|b)*c)*", "abcbc", true },
        { "^*a", "a", true },
    };
    check(samples, SG_COUNT(samples));
}

Test(regex, knows_classes)
{
    static const sample samples[] = {
        { "[abc]", "b", true },        { "[abc]", "d", false },       { "[a-c]x", "cx", true },
        { "[^a-c]", "d", true },       { "[^a-c]", "b", false },      { "[]a]", "]", true },
        { "[a-]", "-", true },         { "[-a]", "-", true },         { "[\\w-]+", "a-b", true },
        { "[\\d.]+", "10.0", true },   { "\\d+", "123", true },       { "\\D", "1", false },
        { "\\w+", "ab_1", true },      { "\\W", "-", true },          { "\\s", "\t", true },
        { "\\S+", "a b", false },      { "[^\\s]+", "ab", true },     { "[\\S\\s]", "\n", true },
        { "\\p{L}+", "\xc3\xa9t\xc3\xa9", true },                     { "\\p{Lu}", "a", false },
        { "\\p{Lu}", "\xc3\x89", true }, { "\\pL", "a", true },       { "\\P{L}", "1", true },
        { "\\p{Alpha}+", "abZ", true },  { "\\p{Punct}", "!", true }, { "[\\p{Ll}\\d]+", "a1", true },
        { "[\\]\\\\]+", "]\\", true }, { "[\\x41-\\u0043]", "B", true }, { "\\h", "\xc2\xa0", true },
        { "\\v", "\x0b", true },       { "[$.^]", "^", true },        { "[\xc3\xa0-\xc3\xbf]", "\xc3\xa9", true },
    };
    check(samples, SG_COUNT(samples));
}

Test(regex, ignores_case_when_told)
{
    static const sample samples[] = {
        { "(?i)abc", "aBC", true },    { "abc", "ABC", false },       { "(?i:a)b", "Ab", true },
        { "(?i:a)b", "AB", false },    { "a(?i)b", "aB", true },      { "a(?i)b", "AB", false },
        { "(?i)[a-c]+", "ABC", true }, { "(?i)[^a]", "A", false },    { "(?i)a(?-i)b", "Ab", true },
        { "(?i)a(?-i)b", "AB", false }, { "(a(?i)b)c", "aBc", true }, { "(a(?i)b)c", "aBC", false },
        { "(?i)\xc3\xa9", "\xc3\x89", false }, { "(?iu)\xc3\xa9", "\xc3\x89", true },
        { "(?i).*(domain admins|enterprise admins)@.*", "X Enterprise ADMINS@corp", true },
        { "(?iu)[\xc3\xa0-\xc3\xbe]", "\xc3\x89", true },
    };
    check(samples, SG_COUNT(samples));
}

Test(regex, holds_anchors_and_edges)
{
    static const sample samples[] = {
        { "^a$", "a", true },          { "^a$", "a\n", false },       { "a$\\n", "a\n", true },
        { "a\\Z\\n", "a\n", true },    { "a\\z\\n", "a\n", false },   { "\\Aa", "a", true },
        { "a^b", "ab", false },        { "(?m)a$\n^b", "a\nb", true }, { "a$\n^b", "a\nb", false },
        { "a\\b.*", "a b", true },     { "a\\b.*", "ab", false },     { "a\\Bb", "ab", true },
        { ".*\\bfoo\\b.*", "a foo b", true }, { ".*\\bfoo\\b.*", "afoob", false },
        { "(?m)^", "", true },         { "a$\\r\\n", "a\r\n", true }, { "a\\r$\\n", "a\r\n", false },
    };
    check(samples, SG_COUNT(samples));
}

Test(regex, knows_escapes_flags_and_quotation)
{
    static const sample samples[] = {
        { "a\\.b", "a.b", true },      { "a\\.b", "axb", false },     { "\\Qa.b\\E+", "a.bb", true },
        { "\\Q*+?", "*+?", true },     { "\\Q\\Ex", "x", true },      { "\\x41\\u0042", "AB", true },
        { "\\x{1F600}", "\xf0\x9f\x98\x80", true }, { "\\uD83D\\uDE00", "\xf0\x9f\x98\x80", true },
        { "\\t\\n\\r\\f\\a\\e", "\t\n\r\f\a\x1b", true }, { "\\0101", "A", true },
        { "(?s)a.b", "a\nb", true },   { "(?x) a b # c\n c", "abc", true }, { "(?x)a\\ b", "a b", true },
        { "(?<name>a)", "a", true },   { "(?:a|b)c", "bc", true },    { "a}]", "a}]", true },
        { "arn:aws:iam::\\d{12}:role/.*", "arn:aws:iam::123456789012:role/x", true },
        { ".*-(500|512)", "S-1-5-21-1-512", true },
    };
    check(samples, SG_COUNT(samples));
}

Test(regex, refuses_with_a_reason_and_an_offset)
{
    static const struct {
        const char *pattern, *reason;
    } samples[] = {
        { "a)", "offset 1: `)` without `(`" },        { "(a", "offset 0: `)` is missing" },
        { "[a", "offset 0: `]` is missing" },         { "*a", "offset 0: there is nothing to repeat" },
        { "a**", "offset 2: there is nothing" },      { "{2}", "offset 0: there is nothing" },
        { "a{2", "offset 1: expected a repetition" }, { "a{3,2}", "ends before it begins" },
        { "a{,2}", "expected a repetition" },         { "a{999999999999}", "more than 100000" },
        { "[z-a]", "the range ends before it begins" }, { "\\", "nothing follows the backslash" },
        { "\\y", "unknown escape `\\y`" },            { "\\xZZ", "unknown escape" },
        { "\\x{110000}", "unknown escape" },          { "\\u12", "unknown escape" },
        { "(a)\\1", "offset 3: back-references are not supported" },
        { "\\k<a>", "back-references" },              { "(?=a)", "look-around is not supported" },
        { "(?!a)", "look-around" },                   { "(?<=a)", "look-around" },
        { "(?<!a)", "look-around" },                  { "(?>a)", "atomic groups" },
        { "(?q)", "unknown flag" },                   { "(?", "unknown flag" },
        { "(?<a", "`>` is missing" },                 { "[a[b]]", "classes inside classes" },
        { "[a&&b]", "intersections" },                { "\\p{Nope}", "unknown class of characters `Nope`" },
        { "\\p{L", "`}` is missing" },                { "\\p", "unknown class" },
        { "((a{1000}){1000}){1000}", "longer than 20000 steps" },
        { "((((){1000}){1000}){1000}){1000}", "longer than 20000 steps" },
        { "[a-", "`]` is missing" },                  { "[", "`]` is missing" },
    };
    for (size_t i = 0; i < SG_COUNT(samples); i++) {
        sg_arena *arena = NULL;
        sg_error err = { 0 };
        const sg_regex *regex;
        cr_assert(sg_arena_new(0, &arena) == SG_OK);
        sg_status status = sg_regex_compile(sg_str_of(samples[i].pattern), arena, &regex, &err);
        cr_assert(status == SG_ERUNTIME, "%s", samples[i].pattern);
        cr_assert(strstr(err.message, samples[i].reason), "%s: %s", samples[i].pattern, err.message);
        cr_assert_str_eq(err.detail, "InvalidRegularExpression");
        sg_arena_free(arena);
    }
}
/* clang-format on */

Test(regex, refuses_groups_that_are_nested_too_deep)
{
    static char pattern[100001];
    memset(pattern, '(', 50000);
    memset(pattern + 50000, ')', 50000);
    sg_arena *arena = NULL;
    sg_error err = { 0 };
    const sg_regex *regex;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_regex_compile(sg_str_of(pattern), arena, &regex, &err) == SG_ERUNTIME);
    cr_assert(strstr(err.message, "nested deeper"));
    sg_arena_free(arena);
}

/* Each of these takes backtracking machines longer than anyone waits. */
Test(regex, is_not_led_into_exponential_time)
{
    static char text[20001];
    memset(text, 'a', sizeof(text) - 1);
    cr_assert(!matches("(a+)+b", text));
    cr_assert(!matches("(a|aa)*b", text));
    cr_assert(!matches("(.*)*x", text));
    cr_assert(matches("(a?){50}a*", text));
    cr_assert(!matches("(.*a){20}b", text));
}

Test(regex, says_when_there_is_no_memory)
{
    sg_arena *arena = NULL;
    sg_error err = { 0 };
    const sg_regex *regex;
    cr_assert(sg_arena_new(20000, &arena) == SG_OK);
    cr_assert(sg_regex_compile(SG_STR("(a|b|[c-e]{100}){20}"), arena, &regex, &err) ==
              SG_ENOMEM);
    cr_assert_str_eq(err.detail, "OutOfMemory");
    sg_arena_free(arena);
}

/* The literal behind each `=~` of a corpus of real queries, when the corpus is there. */
static unsigned compile_literals(sg_str text)
{
    unsigned compiled = 0;
    for (size_t at = 0; (at = sg_str_find(text, SG_STR("=~"), at)) != SIZE_MAX; at++) {
        size_t begin = at + 2;
        while (begin < text.length && (text.bytes[begin] == ' ' || text.bytes[begin] == '\\'))
            begin++;
        char quote = begin < text.length ? text.bytes[begin] : '\0';
        if (quote != '"' && quote != '\'')
            continue;
        char pattern[2000];
        size_t length = 0;
        for (begin++; begin < text.length && text.bytes[begin] != quote; begin++) {
            if (text.bytes[begin] == '\\' && text.bytes[begin + 1] == '\\')
                begin++; /* the query is inside a JSON string */
            else if (text.bytes[begin] == '\\' && text.bytes[begin + 1] == quote)
                break;
            cr_assert(length < sizeof(pattern) - 1);
            pattern[length++] = text.bytes[begin];
            if (text.bytes[begin] == '\\' && text.bytes[begin + 1] == '\\')
                begin += text.bytes[begin + 2] == '\\' ? 2 : 1; /* `\\.` in Cypher is `\.` */
        }
        pattern[length] = '\0';
        matches(pattern, "whatever");
        compiled++;
    }
    return compiled;
}

Test(regex, compiles_what_real_queries_contain)
{
    static const char *const files[] = { "bloodhound_query_library", "cartography_rules",
                                         "prowler_attack_paths" };
    const char *folder = getenv("QUERIES_DIR");
    for (size_t i = 0; i < SG_COUNT(files); i++) {
        char path[300];
        sg_str text;
        snprintf(path, sizeof(path), "%s/%s.jsonl", folder ? folder : "../shared/data/queries",
                 files[i]);
        if (sg_file_read(path, 64 << 20, &text, NULL) != SG_OK)
            cr_skip_test("no corpus at %s", path);
        unsigned compiled = compile_literals(text);
        cr_assert(compiled > 0 || i > 0, "%s", path);
        free((void *)(uintptr_t)text.bytes);
    }
}
