/* test_syntax_error.c - one message that points, says what would do, and guesses what was meant. */
#include <criterion/criterion.h>

#include "tests/support/syntax.h"

Test(syntax_errors, suggest_the_keyword_that_was_meant)
{
    sg_test_refuses("MTACH (n) RETURN n", "UnexpectedSyntax", "MTACH", "unexpected `MTACH`",
                    "did you mean `MATCH`?");
    sg_test_refuses("MATCH (n) RETRUN n", "UnexpectedSyntax", "RETRUN", "unexpected `RETRUN`",
                    "did you mean `RETURN`?");
    sg_test_refuses("MATCH (n) WEHRE n.x = 1 RETURN n", "UnexpectedSyntax", "WEHRE",
                    "unexpected `WEHRE`", "did you mean `WHERE`?");
    sg_test_refuses("MATCH (n) RETURN n LIMTI 3", "UnexpectedSyntax", "LIMTI",
                    "unexpected `LIMTI`", "did you mean `LIMIT`?");
    sg_test_refuses("MATCH (n) zebra", "UnexpectedSyntax", "zebra", "unexpected `zebra`", "");
}

Test(syntax_errors, suggest_the_sign_that_was_meant)
{
    sg_test_refuses("RETURN x == 1", "UnexpectedSyntax", NULL, NULL, "did you mean `=`?");
    sg_test_refuses("RETURN x && y", "UnexpectedSyntax", "&", NULL, "did you mean `AND`?");
    sg_test_refuses("RETURN x || y", "UnexpectedSyntax", "|", NULL, "did you mean `OR`?");
    sg_test_refuses("RETURN !x", "UnexpectedSyntax", "!", NULL, "did you mean `NOT`?");
}

Test(syntax_errors, say_what_was_expected_when_that_is_short)
{
    sg_test_refuses("MATCH (n) WHERE n.x = RETURN n", "UnexpectedSyntax", "RETURN",
                    "unexpected `RETURN`, expected an expression", "");
    sg_test_refuses("UNWIND [1] RETURN 1", "UnexpectedSyntax", "RETURN", "unexpected `RETURN`",
                    NULL);
    sg_test_refuses("MATCH (a)->(b) RETURN a", "UnexpectedSyntax", ">",
                    "unexpected `>`, expected `-` or `[`", NULL);
    sg_test_refuses("MATCH (a)-[:R](b) RETURN a", "UnexpectedSyntax", NULL,
                    "unexpected `(`, expected `-`", NULL);
    sg_test_refuses("RETURN 1 AS", "UnexpectedSyntax", NULL,
                    "the query ends too early, expected a name", NULL);
    sg_test_refuses("DROP INDEX x IF", "UnexpectedSyntax", NULL,
                    "the query ends too early, expected EXISTS", NULL);
    sg_test_refuses("", "UnexpectedSyntax", NULL, "the query ends too early", NULL);
}

Test(syntax_errors, tell_how_to_use_a_keyword_as_a_name)
{
    sg_test_refuses("MATCH set RETURN 1", "UnexpectedSyntax", "set", NULL,
                    "a keyword is a name in back-ticks only: `` `set` ``");
}

Test(syntax_errors, within_a_relationship_have_a_detail_of_their_own)
{
    sg_test_refuses("MATCH (a)-[:R*-2]->(b) RETURN a", "InvalidRelationshipPattern", NULL,
                    "unexpected `-`", NULL);
    sg_test_refuses("MATCH (a)<-[:R..]-(b) RETURN a", "InvalidRelationshipPattern", "..", NULL,
                    NULL);
    sg_test_refuses("RETURN a - [b c]", "UnexpectedSyntax", "c", NULL, NULL);
}

Test(syntax_errors, cut_long_tokens)
{
    sg_test_refuses("RETURN 1 'a string that goes on for longer than forty bytes'",
                    "UnexpectedSyntax", NULL,
                    "unexpected `'a string that goes on for longer than f...`", NULL);
    sg_test_refuses("RETURN 1 'a\nb'", "UnexpectedSyntax", NULL, "unexpected `'a...`", NULL);
}
