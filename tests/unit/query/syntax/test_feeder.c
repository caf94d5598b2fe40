/* test_feeder.c - the readings that one token of look-ahead cannot tell apart. */
#include "query/syntax/token.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/syntax.h"

Test(feeder, tells_patterns_from_arithmetic)
{
    sg_test_expression("(a)-->(b)", "(matches (pattern (node a) (->) (node b)))");
    sg_test_expression("(a)--(b)", "(matches (pattern (node a) (--) (node b)))");
    sg_test_expression("(a)<--(b)", "(matches (pattern (node a) (<-) (node b)))");
    sg_test_expression("(a)<-[:R]->()", "(matches (pattern (node a) (-- :R) (node)))");
    sg_test_expression("(a)-[r]-(b)", "(matches (pattern (node a) (-- r) (node b)))");
    sg_test_expression(
        "(:A {x: 1})-[*]-(WHERE b.y)",
        "(matches (pattern (node :A (map (x 1))) (-- *) (node (where (. b y)))))");
    sg_test_expression("(a $p)-->()-[r $q]-()",
                       "(matches (pattern (node a $p) (->) (node) (-- r $q) (node)))");
    sg_test_expression("(a)-(b)", "(- a b)");
    sg_test_expression("(a)-[1]-(b)", "(- (- a (list 1)) b)");
    sg_test_expression("(a.x)--(b)", "(- (. a x) (neg b))");
    sg_test_expression("(a)--(3)", "(- a (neg 3))");
    sg_test_expression("(a)<-(b)", "(compare < a (neg b))");
    sg_test_expression("a<-1", "(compare < a -1)");
    sg_test_expression("f(a)--(b)", "(- (call f a) (neg b))");
    sg_test_expression("x.f(a)--(b)", "(- (call x.f a) (neg b))");
}

Test(feeder, patterns_end_where_operators_begin)
{
    sg_test_expression("NOT (a)-->(b) AND c",
                       "(and (not (matches (pattern (node a) (->) (node b)))) c)");
    sg_test_expression("((a)-->(b))", "(matches (pattern (node a) (->) (node b)))");
    sg_test_expression("size((a)-->(b)) < 3",
                       "(compare < (call size (matches (pattern (node a) (->) (node b)))) 3)");
    sg_test_expression("exists((a)-->())",
                       "(call exists (matches (pattern (node a) (->) (node))))");
    sg_test_expression("exists(n.p)", "(call exists (. n p))");
}

Test(feeder, tells_lists_from_comprehensions)
{
    sg_test_expression("[x IN l]", "(for x l)");
    sg_test_expression("[x IN l | y]", "(for x l _ y)");
    sg_test_expression("[x IN l WHERE x:A | x.b]", "(for x l (is x :A) (. x b))");
    sg_test_expression("[x IN l WHERE x:A|B | x.b]", "(for x l (is x :(| A B)) (. x b))");
    sg_test_expression("[x IN l, true]", "(list (in x l) true)");
    sg_test_expression("[x.y IN l]", "(list (in (. x y) l))");
    sg_test_expression("[null IN l]", "(list (in null l))");
    sg_test_expression("[x IN [y IN l | (z)] | [a, b]]", "(for x (for y l _ z) _ (list a b))");
    sg_test_expression("[(a)-->(b) | b.x]",
                       "(for-pattern (pattern (node a) (->) (node b)) _ _ (. b x))");
    sg_test_expression("[p = (a)-->(b:X|Y) WHERE b:X|Y | p]",
                       "(for-pattern p (pattern (node a) (->) (node b :(| X Y))) _ "
                       "(is b :(| X Y)) p)");
    sg_test_expression("[(a)-->(b)]", "(list (matches (pattern (node a) (->) (node b))))");
    sg_test_expression("[(a)-->(b), c]", "(list (matches (pattern (node a) (->) (node b))) c)");
}

Test(feeder, tells_subqueries_from_names)
{
    const char *bare = "(query (match (pattern (node a) (->) (node))))";
    char expected[128];
    snprintf(expected, sizeof(expected), "(count %s)", bare);
    sg_test_expression("COUNT {(a)-->()}", expected);
    snprintf(expected, sizeof(expected), "(exists %s)", bare);
    sg_test_expression("EXISTS { MATCH (a)-->() }", expected);
    sg_test_expression("NOT EXISTS { p = (a) WHERE a.x }",
                       "(not (exists (query (match (pattern p = (node a)) (where (. a x))))))");
    sg_test_expression("COLLECT { MATCH (a) RETURN a }",
                       "(collect (query (match (pattern (node a))) (return a)))");
    sg_test_expression("count {.name}", "(project count .name)");
    sg_test_expression("count {x: 1}", "(project count (x 1))");
    sg_test_expression("collect {x, y}", "(project collect x y)");
    sg_test_expression("exists {}", "(project exists)");
    sg_test_expression("count(*) + count(DISTINCT x) + count",
                       "(+ (+ (count-star) (call count distinct x)) count)");
}

Test(feeder, tells_quantifiers_from_functions)
{
    sg_test_expression("any(x IN l WHERE x)", "(any x l x)");
    sg_test_expression("ALL(x IN l WHERE x)", "(all x l x)");
    sg_test_expression("none(x IN l)", "(none x l)");
    sg_test_expression("single(any IN all WHERE any)", "(single any all any)");
    sg_test_expression("any(x)", "(call any x)");
    sg_test_expression("reduce(a = 0, x IN l | a + x)", "(reduce a x 0 l (+ a x))");
    sg_test_expression("reduce(a)", "(call reduce a)");
    sg_test_expression("shortestPath((a)-[*]->(b))",
                       "(matches (shortest (node a) (-> *) (node b)))");
    sg_test_expression("shortestPath", "shortestPath");
}

Test(feeder, takes_keywords_for_names_where_nothing_else_is_possible)
{
    sg_test_parses("MATCH (match)-[set:IN|CONTAINS&NOT]->(:End {in: 1, null: null}) "
                   "WHERE set.match = match.set RETURN match.in AS order",
                   "(query (match (pattern (node match) (-> set :(| IN (& CONTAINS NOT))) "
                   "(node :End (map (in 1) (null null)))) "
                   "(where (compare = (. set match) (. match set)))) "
                   "(return (. match in) AS order))");
    sg_test_expression("CASE WHEN a THEN b ELSE end END", "(case _ end a b)");
    sg_test_expression("{a: n:Case, b: CASE x WHEN y THEN 1 END}",
                       "(map (a (is n :Case)) (b (case x y 1)))");
    sg_test_expression("[true, null]", "(list true null)");
    sg_test_expression("(null)", "null");
}
