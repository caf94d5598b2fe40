/* test_glob.c - wildcards, fresh characters, and the meeting of two patterns. */
#include "ingest/derive/glob.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

static bool match(const char *pattern, const char *text)
{
    return sg_glob_match(sg_str_of(pattern), sg_str_of(text));
}

Test(glob, stars_and_question_marks)
{
    cr_expect(match("", ""));
    cr_expect(match("*", ""));
    cr_expect(match("*", "a/b:c"));
    cr_expect(match("a*c", "abbc"));
    cr_expect(match("a*b*c", "a-b-b-c"));
    cr_expect(match("?", "x"));
    cr_expect(!match("?", ""));
    cr_expect(!match("?", "xy"));
    cr_expect(!match("a?", "a"));
    cr_expect(!match("a", "ab"));
    cr_expect(!match("a*", "ba"));
    cr_expect(!match("A", "a"));
    cr_expect(sg_glob_match_fold(SG_STR("S3:get*"), SG_STR("s3:GetObject")));
    cr_expect(match("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
    cr_expect(!match("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

Test(glob, literal_wildcards_of_variables)
{
    cr_expect(match("a\x03", "a*"));
    cr_expect(!match("a\x03", "ab"));
    cr_expect(match("\x04", "?"));
    cr_expect(!match("\x04", "x"));
}

Test(glob, fresh_characters_match_wildcards_only)
{
    cr_expect(match("b/*", "b/\x01"));
    cr_expect(!match("b/x*", "b/\x01"));
    cr_expect(match("b/*", "b/x\x01"));
    cr_expect(!match("b/?", "b/\x01"));
    cr_expect(match("b/?", "b/\x02"));
    cr_expect(match("b/*", "b/\x02"));
}

Test(glob, arns_part_by_part)
{
    cr_expect(
        sg_glob_match_arn(SG_STR("arn:aws:iam::*:role/x"), SG_STR("arn:aws:iam::1:role/x")));
    cr_expect(!sg_glob_match_arn(SG_STR("arn:*"), SG_STR("arn:aws:iam::1:role/x")));
    cr_expect(!sg_glob_match_arn(SG_STR("arn:aws:*:role/x"), SG_STR("arn:aws:iam::1:role/x")));
    cr_expect(sg_glob_match_arn(SG_STR("arn:aws:logs:*:*:log-group:a:*"),
                                SG_STR("arn:aws:logs:r:1:log-group:a:b:c")));
    cr_expect(sg_glob_match_arn(SG_STR("*"), SG_STR("x")));
}

Test(glob, prefixes)
{
    cr_expect(sg_str_equal(sg_glob_prefix(SG_STR("ab*c?")), SG_STR("ab")));
    cr_expect(sg_str_equal(sg_glob_prefix(SG_STR("abc")), SG_STR("abc")));
    cr_expect(!sg_glob_has_wildcard(SG_STR("abc")));
    cr_expect(sg_glob_has_wildcard(SG_STR("a?")));
}

/* "" when they exclude each other. */
static const char *meet(sg_arena *arena, const char *left, const char *right)
{
    sg_str witness = { NULL, 0 };
    bool overlap = false;

    cr_assert(sg_glob_intersect(sg_str_of(left), sg_str_of(right), arena, &overlap, &witness) ==
              SG_OK);
    return overlap ? sg_arena_copy(arena, witness).bytes : "-";
}

Test(glob, the_most_general_text_of_two_patterns)
{
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_expect_str_eq(meet(arena, "b/*", "b/logs/*"), "b/logs/\x01");
    cr_expect_str_eq(meet(arena, "b/*", "*.csv"), "b/\x01.csv");
    cr_expect_str_eq(meet(arena, "b/team/*", "b/*.csv"), "b/team/\x01.csv");
    cr_expect_str_eq(meet(arena, "a?c", "ab*"), "abc");
    cr_expect_str_eq(meet(arena, "a?", "a?"), "a\x02");
    cr_expect_str_eq(meet(arena, "b/*", "c/*"), "-");
    cr_expect_str_eq(meet(arena, "ab", "a"), "-");
    cr_expect_str_eq(meet(arena, "*", "*"), "\x01");
    cr_expect_str_eq(meet(arena, "", ""), "");
    cr_expect_str_eq(meet(arena, "", "a*"), "-");
    cr_expect(sg_glob_match(SG_STR("*secret*"), sg_str_of(meet(arena, "b/*", "*secret*"))));
    sg_arena_free(arena);
}

Test(glob, instances)
{
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_expect(sg_str_equal(sg_glob_instance(SG_STR("a**b?"), arena), SG_STR("a\x01"
                                                                            "b\x02")));
    cr_expect(sg_str_equal(sg_glob_instance(SG_STR("\x03"), arena), SG_STR("*")));
    sg_arena_free(arena);
}

Test(glob, huge_patterns_are_taken_to_overlap)
{
    size_t length = 1U << 12;
    char *text = malloc(length);
    sg_arena *arena;
    sg_str witness;
    bool overlap = false;

    cr_assert(text && sg_arena_new(0, &arena) == SG_OK);
    memset(text, 'a', length);
    cr_assert(sg_glob_intersect((sg_str){ text, length }, (sg_str){ text, length }, arena,
                                &overlap, &witness) == SG_OK);
    cr_expect(overlap && witness.length == 0);
    free(text);
    sg_arena_free(arena);
}

/* --- against a definition ----------------------------------------------------------------- */

/* What matching means, word for word; exponential, so for short texts. */
static bool by_definition(const char *pattern, const char *text)
{
    if (*pattern == '\0')
        return *text == '\0';
    if (*pattern == '*')
        return by_definition(pattern + 1, text) || (*text && by_definition(pattern, text + 1));
    return *text && (*pattern == '?' || *pattern == *text) &&
           by_definition(pattern + 1, text + 1);
}

static unsigned next(unsigned *state)
{
    *state = *state * 1103515245U + 12345U;
    return *state >> 16;
}

static void random_text(unsigned *state, const char *alphabet, char *out)
{
    unsigned length = next(state) % 7;

    for (unsigned i = 0; i < length; i++)
        out[i] = alphabet[next(state) % strlen(alphabet)];
    out[length] = '\0';
}

Test(glob, agrees_with_its_definition_on_random_texts)
{
    unsigned state = 2026;
    char pattern[8], text[8];

    for (unsigned i = 0; i < 20000; i++) {
        random_text(&state, "ab*?", pattern);
        random_text(&state, "ab", text);
        cr_assert(match(pattern, text) == by_definition(pattern, text), "%s against %s",
                  pattern, text);
    }
}

Test(glob, witnesses_match_both_patterns)
{
    unsigned state = 2027;
    char left[8], right[8], text[8];
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (unsigned i = 0; i < 5000; i++) {
        sg_str witness;
        bool overlap;

        random_text(&state, "ab*?", left);
        random_text(&state, "ab*?", right);
        cr_assert(sg_glob_intersect(sg_str_of(left), sg_str_of(right), arena, &overlap,
                                    &witness) == SG_OK);
        cr_assert(!overlap || (sg_glob_match(sg_str_of(left), witness) &&
                               sg_glob_match(sg_str_of(right), witness)),
                  "%s and %s", left, right);
        for (unsigned t = 0; t < 20; t++) {
            random_text(&state, "ab", text);
            cr_assert(overlap || !match(left, text) || !match(right, text), "%s in %s and %s",
                      text, left, right);
        }
        sg_arena_reset(arena);
    }
    sg_arena_free(arena);
}
