/* test_grammar.c - every clause and form of the language, as trees. */
#include <criterion/criterion.h>

#include "tests/support/syntax.h"

Test(grammar, match)
{
    sg_test_parses("MATCH (a:A:B|C)-[r:R|:S*1..2 {x: 1} WHERE r.y]->(b), p = (c) WHERE a.x = 1 "
                   "RETURN *",
                   "(query (match (pattern (node a :(: A (| B C))) "
                   "(-> r :(| R S) *1..2 (map (x 1)) (where (. r y))) (node b)) "
                   "(pattern p = (node c)) (where (compare = (. a x) 1))) (return *))");
    sg_test_parses(
        "OPTIONAL MATCH ()<-[*..3]-(), ()<-[*2]->(), ()-[*1..]-(), ((a)-->(b)) FINISH",
        "(query (match optional (pattern (node) (<- *..3) (node)) "
        "(pattern (node) (-- *2..2) (node)) (pattern (node) (-- *1..) (node)) "
        "(pattern (node a) (->) (node b))) (finish))");
    sg_test_parses("MATCH p = shortestPath((a)-[*]->(b)), allShortestPaths((a)-[*..]-(b)) "
                   "RETURN p",
                   "(query (match (shortest p = (node a) (-> *) (node b)) "
                   "(all-shortest (node a) (-- *) (node b))) (return p))");
    sg_test_parses("MATCH (n:!A&(B|%) $p) RETURN n",
                   "(query (match (pattern (node n :(& (! A) (| B %)) $p))) (return n))");
}

Test(grammar, with_return_unwind)
{
    sg_test_parses(
        "UNWIND [1, 2] AS x WITH DISTINCT x, x + 1 AS y ORDER BY x DESC, y ASC SKIP 1 "
        "LIMIT $n WHERE y > 1 RETURN DISTINCT *, (x)",
        "(query (unwind x (list 1 2)) (with distinct x (+ x 1) AS y (order (desc x) (asc y)) "
        "(skip 1) (limit $n) (where (compare > y 1))) (return distinct * x))");
}

Test(grammar, unions)
{
    sg_test_parses("RETURN 1 AS x UNION RETURN 2 AS x",
                   "(query (return 1 AS x) union (return 2 AS x))");
    sg_test_parses("RETURN 1 AS x UNION ALL RETURN 2 AS x;",
                   "(query (return 1 AS x) union-all (return 2 AS x))");
}

Test(grammar, calls)
{
    sg_test_parses(
        "MATCH (n) CALL { RETURN 1 AS x } CALL () { RETURN 1 AS y } CALL (n, x) { WITH n "
        "RETURN 1 AS z UNION RETURN 2 AS z } OPTIONAL CALL (*) { RETURN 1 AS w } "
        "RETURN n",
        "(query (match (pattern (node n))) (call (query (return 1 AS x))) "
        "(call (import) (query (return 1 AS y))) "
        "(call (import n x) (query (with n) (return 1 AS z) union (return 2 AS z))) "
        "(call optional (import *) (query (return 1 AS w))) (return n))");
    sg_test_parses("CALL db.labels() YIELD label AS l, x WHERE l = 'a' RETURN l",
                   "(query (procedure db.labels (arguments) yield label AS l x "
                   "(where (compare = l \"a\"))) (return l))");
    sg_test_parses("CALL dbms . `list`", "(query (procedure dbms.list))");
    sg_test_parses("CALL p(1, 2) YIELD *", "(query (procedure p (arguments 1 2) yield *))");
    sg_test_parses("CALL p YIELD -", "(query (procedure p yield))");
}

Test(grammar, writes)
{
    sg_test_parses("CREATE (a:A {x: 1})-[:R]->(b)",
                   "(query (create (pattern (node a :A (map (x 1))) (-> :R) (node b))))");
    sg_test_parses("MERGE (a) ON CREATE SET a.x = 1 ON MATCH SET a += $p, a:B:C "
                   "ON CREATE SET a = {}",
                   "(query (merge (pattern (node a)) (on-create (= (. a x) 1) (= a (map))) "
                   "(on-match (+= a $p) (label a :(: B C)))))");
    sg_test_parses("MATCH (n) SET (n).x = 1, n.a.b = 2 REMOVE n.x, n:A DELETE n, m "
                   "NODETACH DELETE n DETACH DELETE n",
                   "(query (match (pattern (node n))) (set (= (. n x) 1) (= (. (. n a) b) 2)) "
                   "(remove (drop (. n x)) (unlabel n :A)) (delete n m) (delete n) "
                   "(delete detach n))");
    sg_test_parses("FOREACH (x IN [1] | CREATE (:A) FOREACH (y IN x | MERGE (:B|C)))",
                   "(query (foreach x (list 1) (create (pattern (node :A))) "
                   "(foreach y x (merge (pattern (node :(| B C)))))))");
}

Test(grammar, indexes)
{
    sg_test_parses("CREATE INDEX FOR (n:L) ON (n.p)",
                   "(create-index (labels L) (properties p))");
    sg_test_parses("CREATE RANGE INDEX `my index` IF NOT EXISTS FOR ()-[r:T]-() ON (r.p, r.q);",
                   "(create-index my index guarded (types T) (properties p q))");
    sg_test_parses("CREATE TEXT INDEX IF NOT EXISTS FOR ()<-[r:T|U]-() ON (r.p)",
                   "(create-index guarded (types T U) (properties p))");
    sg_test_parses("CREATE INDEX range FOR ()-[r:T]->() ON (r.p)",
                   "(create-index range (types T) (properties p))");
    sg_test_parses("CREATE INDEX ON :L(p, q)", "(create-index (labels L) (properties p q))");
    sg_test_parses("DROP INDEX x", "(drop-index x)");
    sg_test_parses("DROP INDEX x IF EXISTS", "(drop-index x guarded)");
    sg_test_parses("DROP INDEX ON :L(p)", "(drop-index (labels L) (properties p))");
    sg_test_parses("SHOW INDEXES", "(show-indexes)");
    sg_test_parses("SHOW ALL INDEX WHERE type = 1",
                   "(show-indexes (with * (where (compare = type 1))))");
    sg_test_parses(
        "SHOW RANGE INDEXES YIELD name, type ORDER BY name WHERE type = 'x' RETURN name",
        "(show-indexes (with name type (order (asc name)) "
        "(where (compare = type \"x\"))) (return name))");
    sg_test_refuses("CREATE INDEX FOR (n:L) ON (m.p)", "UnexpectedSyntax", "m.p",
                    "an index is on properties of `n`", NULL);
}

Test(grammar, explain_and_profile)
{
    sg_test_parses("EXPLAIN RETURN 1", "explain (query (return 1))");
    sg_test_parses("profile RETURN profile", "profile (query (return profile))");
}

Test(grammar, precedence)
{
    sg_test_expression(
        "a OR b XOR c AND NOT d = e + f * g ^ -h.i",
        "(or a (xor b (and c (not (compare = d (+ e (* f (^ g (neg (. h i))))))))))");
    sg_test_expression("2 ^ 3 ^ 2", "(^ (^ 2 3) 2)");
    sg_test_expression("-2 ^ 2", "(^ -2 2)");
    sg_test_expression("1 - 2 - 3 % 4 / 5", "(- (- 1 2) (/ (% 3 4) 5))");
    sg_test_expression("a < b <= c <> d", "(compare < <= <> a b c d)");
    sg_test_expression("a = b IN c", "(compare = a (in b c))");
    sg_test_expression("a + b IN c + d", "(in (+ a b) (+ c d))");
    sg_test_expression("a STARTS WITH 'x' IS NOT NULL", "(some? (starts a \"x\"))");
    sg_test_expression("NOT a IS NULL", "(not (null? a))");
    sg_test_expression("a CONTAINS b ENDS WITH c =~ d", "(=~ (ends (contains a b) c) d)");
    sg_test_expression("+a.b:C", "(pos (is (. a b) :C))");
    sg_test_expression("(a OR b) AND c", "(and (or a b) c)");
}

Test(grammar, long_chains_of_and_are_balanced)
{
    sg_test_expression("a AND b AND c AND d", "(and (and a b) (and c d))");
    sg_test_expression("a OR b OR c", "(or (or a b) c)");
    sg_test_expression("a XOR b XOR c XOR d XOR e", "(xor (xor (xor a b) c) (xor d e))");
}

Test(grammar, postfix_forms)
{
    sg_test_expression("a.b[0].c[1..][..2][1..2][..]",
                       "([..] ([..] ([..] ([..] (. ([] (. a b) 0) c) 1) _ 2) 1 2))");
    sg_test_expression("apoc . coll.`a b`(DISTINCT 1)", "(call apoc.coll.a b distinct 1)");
    sg_test_expression("n {.a, .*, b: 1, c}", "(project n .a .* (b 1) c)");
    sg_test_expression("{a: 1}.a", "(. (map (a 1)) a)");
    sg_test_refuses("RETURN (a)(b)", "UnexpectedSyntax", "(a)",
                    "only a function's name can stand in front of `(`", NULL);
    sg_test_refuses("RETURN sum(*)", "UnexpectedSyntax", "sum(*)", NULL, NULL);
}

Test(grammar, case_forms)
{
    sg_test_expression("CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END", "(case _ 3 a 1 b 2)");
    sg_test_expression("CASE x WHEN 1 THEN 'a' END", "(case x 1 \"a\")");
}

/* What a span covers is the name of an unaliased column. */
static void expect_column(const char *query, const char *column)
{
    sg_test_parse parse = sg_test_parse_text(sg_str_of(query));
    cr_assert(parse.err.status == SG_OK);
    const sg_clause *clause = parse.statement->queries->clauses;
    while (clause->next)
        clause = clause->next;
    sg_span span = clause->items->expression->span;
    sg_str text = sg_str_slice(sg_str_of(query), span.begin, span.end);
    cr_assert(sg_str_equal(text, sg_str_of(column)), "%.*s", SG_FMT(text));
    sg_test_parse_free(&parse);
}

Test(grammar, spans_cover_the_source_text_exactly)
{
    expect_column("RETURN  n . x  , 1", "n . x");
    expect_column("RETURN ( n.x ) ORDER BY n", "( n.x )");
    expect_column("RETURN a  + b /* c */ ;", "a  + b");
    expect_column("RETURN a OR b OR (c) AS d", "a OR b OR (c)");
    expect_column("RETURN count( * )  ", "count( * )");
    expect_column("RETURN - 1 LIMIT 1", "- 1");
    expect_column("RETURN [x IN l WHERE x | y]\n", "[x IN l WHERE x | y]");
    expect_column("RETURN CASE WHEN a THEN b END , 2", "CASE WHEN a THEN b END");
    expect_column("RETURN (a)-->( b ) AS x", "(a)-->( b )");
    expect_column("RETURN EXISTS { (a) } AS x", "EXISTS { (a) }");
    expect_column("RETURN n IS NOT NULL AS x", "n IS NOT NULL");
    expect_column("RETURN `a b` AS x", "`a b`");
    expect_column("RETURN n:A|B AS x", "n:A|B");
    expect_column("RETURN 1 < 2 < 3 AS x", "1 < 2 < 3");
    expect_column("RETURN shortestPath((a)-->(b)) AS x", "shortestPath((a)-->(b))");
}

Test(grammar, spans_of_clauses_and_patterns)
{
    const char *query = "MATCH (a)-[r]->(b)  WHERE a.x RETURN a";
    sg_test_parse parse = sg_test_parse_text(sg_str_of(query));
    const sg_clause *match = parse.statement->queries->clauses;
    const sg_pattern *pattern = match->patterns;
    cr_assert(match->span.begin == 0 && match->span.end == 29);
    cr_assert(pattern->span.begin == 6 && pattern->span.end == 18);
    cr_assert(pattern->start.span.begin == 6 && pattern->start.span.end == 9);
    cr_assert(pattern->steps->edge.span.begin == 9 && pattern->steps->edge.span.end == 15);
    cr_assert(pattern->steps->node.span.begin == 15 && pattern->steps->node.span.end == 18);
    cr_assert(match->next->span.begin == 30 && match->next->span.end == 38);
    cr_assert(parse.statement->span.begin == 0 && parse.statement->span.end == 38);
    sg_test_parse_free(&parse);
}

Test(grammar, what_is_known_but_not_there_says_so)
{
    sg_test_refuses("CREATE CONSTRAINT x FOR (n:A) REQUIRE n.x IS UNIQUE", "NotSupportedYet",
                    "CREATE CONSTRAINT", "constraints are not supported yet", NULL);
    sg_test_refuses("MATCH (n) CALL { WITH n DELETE n } IN TRANSACTIONS OF 10 ROWS",
                    "NotSupportedYet", "CALL { WITH n DELETE n } IN TRANSACTIONS", NULL, NULL);
}
