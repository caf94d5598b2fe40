/* test_tokens.c - keywords, brackets, and what is no token. */
#include "query/syntax/token.h"

#include <criterion/criterion.h>

#include "engine/base/text.h"
#include "query/syntax/parse.h"
#include "tests/support/syntax.h"

Test(tokens, keywords_are_sorted_and_found)
{
    for (size_t i = 0; sg_keyword_at(i); i++) {
        const sg_keyword *keyword = sg_keyword_at(i);
        if (i > 0)
            cr_assert(sg_str_compare(sg_keyword_at(i - 1)->text, keyword->text) < 0, "%.*s",
                      SG_FMT(keyword->text));
        cr_assert(sg_keyword_find(keyword->text) == keyword);
        cr_assert(sg_keyword_of(keyword->token) == keyword);
    }
    cr_assert(sg_keyword_find(SG_STR("MaTcH")) == sg_keyword_of(SG_T_MATCH));
    cr_assert(sg_keyword_find(SG_STR("matches")) == NULL);
    cr_assert(sg_keyword_find(SG_STR("a_word_longer_than_any_keyword")) == NULL);
    cr_assert(sg_keyword_of(SG_T_NAME) == NULL && sg_keyword_of(-1) == NULL);
    cr_assert(sg_keyword_of(1 << 14) == NULL);
}

Test(tokens, every_soft_keyword_can_be_a_name)
{
    for (size_t i = 0; sg_keyword_at(i); i++) {
        sg_buffer query = { 0 };
        sg_str word = sg_keyword_at(i)->text;
        if (sg_keyword_at(i)->strength != SG_KEYWORD_SOFT)
            continue;
        sg_buffer_format(&query,
                         "MATCH (%.*s:%.*s {%.*s: 1})-[%.*s]->() WITH %.*s AS %.*s, 1 AS x "
                         "WHERE %.*s.%.*s = 1 RETURN x + %.*s",
                         SG_FMT(word), SG_FMT(word), SG_FMT(word), SG_FMT(word), SG_FMT(word),
                         SG_FMT(word), SG_FMT(word), SG_FMT(word), SG_FMT(word));
        sg_test_parse parse = sg_test_parse_text(sg_buffer_str(&query));
        cr_assert(parse.err.status == SG_OK, "%s: %s", query.bytes, parse.err.message);
        sg_test_parse_free(&parse);
        sg_buffer_free(&query);
    }
}

Test(tokens, every_reserved_word_can_be_a_label_a_key_and_an_alias)
{
    for (size_t i = 0; sg_keyword_at(i); i++) {
        sg_buffer query = { 0 };
        sg_str word = sg_keyword_at(i)->text;
        sg_buffer_format(&query,
                         "MATCH (n:%.*s {%.*s: 1})-[r:%.*s|%.*s]->() WHERE n:%.*s "
                         "RETURN n.%.*s AS %.*s, n {.%.*s, %.*s: 1}",
                         SG_FMT(word), SG_FMT(word), SG_FMT(word), SG_FMT(word), SG_FMT(word),
                         SG_FMT(word), SG_FMT(word), SG_FMT(word), SG_FMT(word));
        sg_test_parse parse = sg_test_parse_text(sg_buffer_str(&query));
        cr_assert(parse.err.status == SG_OK, "%s: %s", query.bytes, parse.err.message);
        sg_test_parse_free(&parse);
        sg_buffer_free(&query);
    }
}

Test(tokens, brackets_know_their_partners_and_contents)
{
    sg_tokens tokens = { 0 };
    sg_error err = { 0 };
    cr_assert(sg_tokens_read(SG_STR("( [ a , b ] | { } | )"), &tokens, &err) == SG_OK);
    cr_assert(tokens.count == 12 && tokens.items[11].kind == 0);
    cr_assert(tokens.items[0].partner == 10 && tokens.items[10].partner == 0);
    cr_assert(tokens.items[1].partner == 5 && tokens.items[1].parent == 0);
    cr_assert(tokens.items[1].comma && !tokens.items[0].comma);
    cr_assert(tokens.items[0].first_bar == 6 && tokens.items[0].last_bar == 9);
    cr_assert(tokens.items[1].first_bar == SG_NO_TOKEN);
    sg_array_free(&tokens);
}

Test(tokens, unbalanced_brackets_point_at_the_odd_one)
{
    sg_test_refuses("MATCH (n RETURN n", "UnexpectedSyntax", "(", "this `(` is never closed",
                    "");
    sg_test_refuses("RETURN [1, 2}", "UnexpectedSyntax", "[", "this `[` is never closed", "");
    sg_test_refuses("RETURN 1)", "UnexpectedSyntax", ")", "this `)` closes nothing", "");
}

Test(tokens, what_never_ends_points_at_its_beginning)
{
    sg_test_refuses("RETURN 'abc", "UnexpectedSyntax", "'", "this string is never closed",
                    NULL);
    sg_test_refuses("RETURN \"abc\\\"", "UnexpectedSyntax", "\"", "this string is never closed",
                    NULL);
    sg_test_refuses("RETURN `abc", "UnexpectedSyntax", "`",
                    "this name in back-ticks is never closed", NULL);
    sg_test_refuses("RETURN /* abc", "UnexpectedSyntax", "/*", "this comment is never closed",
                    NULL);
}

Test(tokens, foreign_characters_are_named)
{
    sg_test_refuses("RETURN 42 \xe2\x80\x94 41", "InvalidUnicodeCharacter", "\xe2\x80\x94",
                    "the character `\xe2\x80\x94` has no meaning here", NULL);
    sg_test_refuses("RETURN a#b", "UnexpectedSyntax", "#", "unexpected character `#`", NULL);
    sg_test_refuses("RETURN \x01", "UnexpectedSyntax", "\x01",
                    "unexpected control character 0x01", NULL);
    sg_test_refuses("RETURN '\xff'", "InvalidUnicodeCharacter", "\xff",
                    "the query is not valid UTF-8", NULL);
    sg_test_parse parse = sg_test_parse_text((sg_str){ "RETURN 1\0", 9 });
    cr_assert_str_eq(parse.err.message, "unexpected control character 0x00");
    sg_test_parse_free(&parse);
}

Test(tokens, blanks_and_comments_of_all_kinds_are_skipped)
{
    sg_test_parses("\xef\xbb\xbfMATCH\xc2\xa0(n)\r\n// one\nRETURN/* two **/n // three",
                   "(query (match (pattern (node n))) (return n))");
    sg_test_parses("RETURN 1 AS \xc3\xa9t\xc3\xa9", "(query (return 1 AS \xc3\xa9t\xc3\xa9))");
}

Test(tokens, dots_of_ranges_are_no_decimal_points)
{
    sg_test_parses("MATCH ()-[*1..5]->() RETURN x[1..2]",
                   "(query (match (pattern (node) (-> *1..5) (node))) (return ([..] x 1 2)))");
    sg_test_expression("1.5", "1.5");
    sg_test_expression(".5", "0.5");
}
