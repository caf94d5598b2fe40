/* test_composition.c - which clauses make a query. */
#include <criterion/criterion.h>

#include "tests/support/syntax.h"

Test(composition, nothing_follows_return)
{
    sg_test_refuses("RETURN 1 MATCH (n) RETURN n", "InvalidClauseComposition", "MATCH (n)",
                    "nothing can follow RETURN but UNION", NULL);
    sg_test_refuses("CALL { RETURN 1 AS x WITH x RETURN x } RETURN x",
                    "InvalidClauseComposition", "WITH x", NULL, NULL);
}

Test(composition, reading_needs_an_answer)
{
    sg_test_refuses("MATCH (n)", "InvalidClauseComposition", "MATCH (n)", NULL, NULL);
    sg_test_refuses("RETURN 1 AS x UNION WITH 1 AS x", "InvalidClauseComposition",
                    "WITH 1 AS x", NULL, NULL);
    sg_test_refuses("CALL { UNWIND [1] AS x } RETURN 1", "InvalidClauseComposition",
                    "UNWIND [1] AS x", NULL, NULL);
    sg_test_parses("MATCH (n) DELETE n", "(query (match (pattern (node n))) (delete n))");
    sg_test_expression("EXISTS { MATCH (n) }", "(exists (query (match (pattern (node n)))))");
}

Test(composition, unions_are_of_one_kind)
{
    sg_test_refuses("RETURN 1 AS x UNION RETURN 2 AS x UNION ALL RETURN 3 AS x",
                    "InvalidClauseComposition", "RETURN 3 AS x",
                    "UNION and UNION ALL cannot be mixed", NULL);
}

Test(composition, expressions_do_not_write)
{
    sg_test_refuses("RETURN EXISTS { MATCH (n) SET n.x = 1 }", "InvalidClauseComposition",
                    "SET n.x = 1", "a subquery within an expression cannot write", NULL);
    sg_test_refuses("RETURN COUNT { CALL { CREATE (n) RETURN n } RETURN 1 }",
                    "InvalidClauseComposition", "CREATE (n)", NULL, NULL);
}

Test(composition, loops_only_write)
{
    sg_test_refuses("FOREACH (x IN [1] | MATCH (n) DELETE n)", "InvalidClauseComposition",
                    "MATCH (n)", "FOREACH takes only clauses that write", NULL);
}

Test(composition, all_columns_of_a_procedure_are_for_a_call_alone)
{
    sg_test_refuses("CALL p() YIELD * RETURN 1", "UnexpectedSyntax", "CALL p() YIELD *", NULL,
                    NULL);
}

Test(composition, changes_have_a_target)
{
    sg_test_refuses("MATCH (n) SET n[1] = 2", "UnexpectedSyntax", "n[1]", NULL, NULL);
    sg_test_refuses("MATCH (n) SET n.x += {}", "UnexpectedSyntax", "n.x", NULL, NULL);
    sg_test_refuses("MATCH (n) SET n.x:A", "UnexpectedSyntax", "n.x", NULL, NULL);
    sg_test_refuses("MATCH (n) REMOVE m", "UnexpectedSyntax", "m", NULL, NULL);
}
