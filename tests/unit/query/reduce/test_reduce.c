/* test_reduce.c - which questions sets answer, which they leave to the rows, and that both agree. */
#include <criterion/criterion.h>
#include <string.h>

#include "query/query.h"
#include "query/reduce/set_store.h"
#include "tests/support/results.h"
#include "tests/support/rows.h"

static const char estate[] =
    "(v1:Machine {id: 'v1', open: true})-[:HAS]->(r1:Role {id: 'r1'})\n"
    "(v2:Machine {id: 'v2', open: true})-[:HAS]->(r1)\n"
    "(v3:Machine {id: 'v3', open: false})-[:HAS]->(r2:Role {id: 'r2'})\n"
    "(v4:Machine {id: 'v4', open: true})-[:HAS]->(r3:Role {id: 'r3'})\n"
    "(r1)-[:CAN]->(b1:Bucket {id: 'b1', secret: true})\n"
    "(r1)-[:CAN]->(b2:Bucket {id: 'b2', secret: true})\n"
    "(r1)-[:CAN]->(b2)\n"
    "(r2)-[:CAN]->(b1)\n"
    "(r3)-[:CAN]->(b3:Bucket {id: 'b3', secret: false})\n"
    "(r1)-[:AS]->(r2)-[:AS]->(r3)-[:AS]->(r1)\n"
    "(r3)-[:AS]->(r3)\n";

/* The rows, each with a semicolon behind it. */
static char *run(const sg_graph *graph, const char *text, sg_reduce reduce, sg_set_store *store,
                 sg_set_counts *sets)
{
    const sg_query_options options = { .limits = sg_query_limits_default(),
                                       .reduce = reduce,
                                       .sets = store };
    sg_test_result result = sg_test_run_with(graph, text, &options);

    cr_assert_eq(result.err.status, SG_OK, "%s: %s", text, result.err.message);
    for (char *end = strchr(result.text, '\n'); end; end = strchr(end, '\n'))
        *end = ';';
    *sets = result.sets;
    return result.text;
}

typedef struct question {
    const char *text, *rows;
    sg_set_counts sets;
} question;

static void ask(const char *text, const question *questions, size_t count)
{
    sg_graph *graph = sg_test_graph(text);

    for (size_t i = 0; i < count; i++) {
        sg_set_counts sets, none;
        char *reduced = run(graph, questions[i].text, SG_REDUCE_ALWAYS, NULL, &sets);
        char *plain = run(graph, questions[i].text, SG_REDUCE_NEVER, NULL, &none);
        cr_expect_str_eq(reduced, questions[i].rows, "%s", questions[i].text);
        cr_expect_str_eq(plain, questions[i].rows, "%s", questions[i].text);
        cr_expect_eq(memcmp(&sets, &questions[i].sets, sizeof sets), 0,
                     "%s: %llu ends, %llu weights, %llu partners, %llu totals, %llu declined, "
                     "%llu narrowed, "
                     "%llu subqueries",
                     questions[i].text, (unsigned long long)sets.ends,
                     (unsigned long long)sets.weights, (unsigned long long)sets.partners,
                     (unsigned long long)sets.totals, (unsigned long long)sets.declined,
                     (unsigned long long)sets.narrowed, (unsigned long long)sets.subqueries);
        cr_expect_eq(memcmp(&none, &(sg_set_counts){ 0 }, sizeof none), 0);
        free(reduced);
        free(plain);
    }
    sg_graph_free(graph);
}

#define PATTERN "MATCH (v:Machine {open: true})-[:HAS]->(r)-[:CAN]->(b:Bucket) WHERE b.secret "

Test(reduce, answers_without_rows)
{
    const question questions[] = {
        { PATTERN "RETURN count(*)", "6;", { .totals = 1 } },
        { PATTERN "RETURN count(DISTINCT v)", "2;", { .ends = 1 } },
        { PATTERN "RETURN DISTINCT b.id ORDER BY b.id", "'b1';'b2';", { .ends = 1 } },
        { PATTERN "RETURN b.id AS b, count(*) ORDER BY b",
          "'b1' | 2;'b2' | 4;",
          { .weights = 1 } },
        { PATTERN "WITH v, count(DISTINCT b) AS buckets RETURN v.id AS v, buckets ORDER BY v",
          "'v1' | 2;'v2' | 2;",
          { .partners = 1 } },
        { "MATCH (a:Role)-[:AS*0..1]->(r)-[:CAN]->(b) WITH a, count(DISTINCT b) AS buckets "
          "RETURN a.id AS a, buckets ORDER BY a",
          "'r1' | 2;'r2' | 2;'r3' | 3;",
          { .partners = 1 } },
        { "MATCH (b:Bucket)<--(r:Role) WITH r, count(DISTINCT b) AS n RETURN r.id AS r, "
          "n "
          "ORDER BY r",
          "'r1' | 2;'r2' | 1;'r3' | 1;",
          { .partners = 1 } },
        { "MATCH (v:Machine)-[:HAS]->(r)-[:CAN]->(b:Bucket) RETURN DISTINCT v.id AS v, b.id AS "
          "b "
          "ORDER BY v, b",
          "'v1' | 'b1';'v1' | 'b2';'v2' | 'b1';'v2' | 'b2';'v3' | 'b1';'v4' | 'b3';",
          { .pairs = 1 } },
        { PATTERN "RETURN DISTINCT v.id AS v, b.id AS b ORDER BY v, b LIMIT 1",
          "'v1' | 'b1';",
          { .pairs = 1 } },
        { "MATCH (v:Machine)-[:HAS]->()-[:AS*0..2]->(r)-[:CAN]->(b {secret: true}) WITH "
          "DISTINCT "
          "v, b RETURN count(*)",
          "8;",
          { .pairs = 1 } },
        { "MATCH (v:Machine)-[:HAS]->(r)-[:CAN]->(b) RETURN r.id AS r, collect(DISTINCT b.id) "
          "= "
          "['b3'] AS third ORDER BY r",
          "'r1' | false;'r2' | false;'r3' | true;",
          { .pairs = 1 } },
        /* Walks of three come back to r3 on the loop twice; trails do on the way by r1 and r2. */
        { "MATCH (:Role {id: 'r3'})-[:AS]->()-[:AS]->()-[:AS]->(r) RETURN count(DISTINCT r)",
          "2;",
          { .ends = 1, .trails = 1 } },
        { PATTERN "RETURN max(v.id), min(v.id)", "'v2' | 'v1';", { .ends = 1 } },
        { PATTERN "AND b.id = 'b9' RETURN count(*)", "0;", { .totals = 1 } },
        { "MATCH (v:Machine)-[:HAS]->(r) MATCH (r)-[:CAN]->(b) RETURN count(b)",
          "8;",
          { .totals = 1 } },
        { "MATCH (a:Machine), (b:Bucket) RETURN count(*)", "12;", { .totals = 1 } },
        { "MATCH (:Machine {id: 'v1'})-[:HAS]->()-[:AS*0..1]->(r) RETURN DISTINCT r.id AS r "
          "ORDER BY r",
          "'r1';'r2';",
          { .ends = 1 } },
        { "MATCH (:Role {id: 'r1'})-[:AS*1..]->(r) RETURN count(DISTINCT r)",
          "3;",
          { .ends = 1 } },
        { "MATCH (v:Machine) WHERE NOT (v)-[:HAS]->()-[:CAN]->(:Bucket {secret: true}) "
          "RETURN count(*)",
          "1;",
          { .totals = 1 } },
    };

    ask(estate, questions, SG_COUNT(questions));
}

Test(reduce, leaves_to_the_rows_what_sets_cannot_tell)
{
    const question questions[] = {
        /* The relationship that is both is the loop at r3. */
        { "MATCH (a:Role)-[:AS]->(b)-[:AS]->(c) RETURN count(*)",
          "5;",
          { .declined = 1, .narrowed = 1 } },
        /* Both relationships may be the same. */
        { "MATCH (b:Bucket)<-[:CAN]-(r:Role)-[:CAN]->(c:Bucket) RETURN count(*)",
          "6;",
          { .declined = 1, .narrowed = 1 } },
        /* r1 comes back to itself only on another way than it left. */
        { "MATCH (a:Role {id: 'r1'})-[:AS*1..2]-(b:Role) RETURN count(DISTINCT b)",
          "2;",
          { .declined = 1 } },
        /* A walk of two at least is not planned. */
        { "MATCH (a:Role {id: 'r1'})-[:AS*2..2]->(b:Role) RETURN count(DISTINCT b)",
          "1;",
          { 0 } },
        /* Three vertices are seen. */
        { PATTERN "RETURN DISTINCT v.id AS v, r.id AS r, b.id AS b ORDER BY v, b LIMIT 1",
          "'v1' | 'r1' | 'b1';",
          { .narrowed = 1 } },
        /* Any pair will do. */
        { PATTERN
          "AND v.id = 'v1' AND b.id = 'b2' RETURN DISTINCT v.id AS v, b.id AS b LIMIT 1",
          "'v1' | 'b2';",
          { .narrowed = 1 } },
        /* How many rows each two are in together is seen. */
        { PATTERN "RETURN v.id AS v, collect(b.id) AS b ORDER BY v LIMIT 1",
          "'v1' | ['b1', 'b2', 'b2'];",
          { .narrowed = 1 } },
        /* Nothing joins the two. */
        { "MATCH (v:Machine)-[:HAS]->(r), (b:Bucket {id: 'b3'})<-[:CAN]-() RETURN DISTINCT "
          "v.id AS "
          "v, b.id AS b ORDER BY v LIMIT 2",
          "'v1' | 'b3';'v2' | 'b3';",
          { .declined = 1, .narrowed = 1 } },
        { "MATCH (v:Machine) WHERE EXISTS { (v)-[:HAS]->(r) WHERE (r)-[:CAN]->({secret: "
          "true}) } RETURN v.id AS v ORDER BY v",
          "'v1';'v2';'v3';",
          { .subqueries = 1 } },
    };

    ask(estate, questions, SG_COUNT(questions));
}

/* Marks by end are those of the nodes that an arc may end at: either side of the pattern, or any on a walk. */
Test(reduce, arcs_with_conditions_are_followed_from_their_ends)
{
#define MORE "(:Role)-[:CAN {read: false}]->(:Topic) (:Role)-[:CAN {read: false}]->(:Topic) "
    static const char many_ends[] = MORE MORE MORE MORE MORE MORE MORE MORE MORE MORE
        "(b:Bucket {id: 'b'}) (a:Role {id: 'a'})-[:CAN {read: true}]->(b) "
        "(c:Role {id: 'c'})-[:CAN {read: true}]->(x1:Topic {id: 'x1'})-[:CAN {read: "
        "true}]->(b)\n"
        "(c)-[:CAN {read: true}]->(:Topic) (c)-[:CAN {read: true}]->(:Topic) "
        "(c)-[:CAN {read: false}]->(:Topic) (c)-[:CAN {read: false}]->(:Topic) "
        "(d:Role {id: 'd'})-[:CAN {read: true}]->(x1) (d)-[:CAN {read: false}]->(b) "
        "(a)-[:CAN {read: false}]->(:Topic)-[:CAN {read: false}]->(c)\n";
    const question questions[] = {
        { "MATCH (b:Bucket {id: 'b'})<-[:CAN {read: true}]-(r:Role) RETURN count(DISTINCT r)",
          "1;",
          { .ends = 1, .conditions = 1 } },
        { "MATCH (r:Role)-[:CAN {read: true}]->(b:Bucket {id: 'b'}) RETURN count(DISTINCT r)",
          "1;",
          { .ends = 1, .conditions = 1 } },
        { "MATCH (b:Bucket {id: 'b'})-[:CAN {read: true}]-(r) RETURN count(DISTINCT r)",
          "2;",
          { .ends = 1, .conditions = 1 } },
        { "MATCH (b:Bucket {id: 'b'})<-[:CAN*1..2 {read: true}]-(r) RETURN count(DISTINCT r)",
          "4;",
          { .ends = 1, .conditions = 1 } },
    };

    ask(many_ends, questions, SG_COUNT(questions));
#undef MORE
}

/* Many machines and two buckets, and the other way round: a chain is followed from where the few are. */
Test(reduce, chains_begin_at_either_end)
{
    static const char few_buckets[] =
        "(a:Machine {id: 'a'})-[:HAS]->(r:Role)-[:CAN {read: true}]->(x:Bucket {id: 'x'})\n"
        "(b:Machine {id: 'b'})-[:HAS]->(r)-[:CAN {read: true}]->(y:Bucket {id: 'y'})\n"
        "(c:Machine {id: 'c'})-[:HAS]->(r)-[:AS]->(s:Role)-[:CAN {read: false}]->(y)\n"
        "(d:Machine {id: 'd'})-[:HAS]->(s)-[:AS]->(t:Role)-[:CAN {read: true}]->(x)\n"
        "(e:Machine {id: 'e'})-[:HAS]->(t)-[:CAN {read: false}]->(y)\n";
    static const char few_machines[] =
        "(a:Machine {id: 'a'})-[:HAS]->(r:Role)-[:CAN {read: true}]->(v:Bucket {id: 'v'})\n"
        "(b:Machine {id: 'b'})-[:HAS]->(r)-[:CAN {read: true}]->(w:Bucket {id: 'w'})\n"
        "(r)-[:AS]->(s:Role)-[:CAN {read: false}]->(x:Bucket {id: 'x'})\n"
        "(s)-[:AS]->(t:Role)-[:CAN {read: true}]->(y:Bucket {id: 'y'})\n"
        "(t)-[:CAN {read: true}]->(x) (t)-[:CAN {read: true}]->(v) (s)-[:CAN {read: "
        "true}]->(w)\n";
#define CHAIN                                                                                  \
    "MATCH (m:Machine)-[:HAS]->(:Role)-[:AS*0..1]->()-[c:CAN]->(b:Bucket) WHERE c.read "
    const question of_few_buckets[] = {
        { CHAIN "RETURN DISTINCT m.id AS m, b.id AS b ORDER BY m, b",
          "'a' | 'x';'a' | 'y';'b' | 'x';'b' | 'y';'c' | 'x';'c' | 'y';'d' | 'x';'e' | 'x';",
          { .pairs = 1, .conditions = 1 } },
        { CHAIN "WITH m, count(DISTINCT b) AS n RETURN m.id AS m, n ORDER BY m",
          "'a' | 2;'b' | 2;'c' | 2;'d' | 1;'e' | 1;",
          { .partners = 1, .conditions = 1 } },
    };
    const question of_few_machines[] = {
        { CHAIN "RETURN DISTINCT m.id AS m, b.id AS b ORDER BY m, b",
          "'a' | 'v';'a' | 'w';'b' | 'v';'b' | 'w';",
          { .pairs = 1, .conditions = 1 } },
        { CHAIN "WITH b, count(DISTINCT m) AS n RETURN b.id AS b, n ORDER BY b",
          "'v' | 2;'w' | 2;",
          { .partners = 1, .conditions = 1 } },
    };

    ask(few_buckets, of_few_buckets, SG_COUNT(of_few_buckets));
    ask(few_machines, of_few_machines, SG_COUNT(of_few_machines));
#undef CHAIN
}

Test(reduce, statements_share_sets)
{
    static const char *const texts[] = {
        "MATCH (v:Machine {open: true})-[:HAS]->(r) RETURN count(DISTINCT r)",
        "MATCH (x:Machine)-[:HAS]->(y)-[:CAN]->(z) WHERE x.open = true RETURN count(*)",
    };
    sg_graph *graph = sg_test_graph(estate);
    sg_set_store *store = NULL;
    sg_set_counts sets;

    cr_assert_eq(sg_set_store_new(graph, 1 << 20, &store), SG_OK);
    for (size_t i = 0; i < SG_COUNT(texts); i++)
        free(run(graph, texts[i], SG_REDUCE_ALWAYS, store, &sets));
    sg_set_store_counts counts = sg_set_store_counts_of(store);
    cr_expect_eq(counts.made, 1);
    cr_expect_eq(counts.shared, 1);
    sg_set_store_free(store);
    sg_graph_free(graph);
}

/* A test that fails on some node says nothing, for the rows may never come to that node. */
Test(reduce, a_test_that_fails_is_left_to_the_rows)
{
    const question questions[] = {
        { "MATCH (v:Machine)-[:HAS]->(r) WHERE r.id = 'r9' AND v.id / 2 = 1 RETURN count(*)",
          "0;",
          { .declined = 1 } },
    };

    ask(estate, questions, SG_COUNT(questions));
}

/* Conditions on relationships are part of the arcs: answered by sets, and only what passes is counted. */
Test(reduce, arcs_follow_what_passes)
{
    static const char grants[] = "(r1:Role {id: 'r1'})-[:CAN {read: true, level: 1}]->"
                                 "(b1:Bucket {id: 'b1'})\n"
                                 "(r1)-[:CAN {read: true, level: 3}]->(b1)\n"
                                 "(r1)-[:CAN {read: false}]->(b2:Bucket {id: 'b2'})\n"
                                 "(r2:Role {id: 'r2'})-[:CAN {read: true, level: 2}]->(b2)\n"
                                 "(r3:Role {id: 'r3'})-[:CAN]->(b1)\n"
                                 "(r1)-[:AS {sure: true}]->(r2)-[:AS {sure: false}]->(r3)\n";
    const question questions[] = {
        { "MATCH (r:Role)-[a:CAN]->(b) WHERE a.read = true RETURN count(*)",
          "3;",
          { .totals = 1, .conditions = 1 } },
        { "MATCH (r:Role)-[a:CAN {read: true}]->(b) RETURN count(DISTINCT r)",
          "2;",
          { .ends = 1, .conditions = 1 } },
        { "MATCH (r:Role)-[a:CAN]->(b) WHERE a.read AND a.level IN [2, 3] RETURN b.id AS b, "
          "count(*) ORDER BY b",
          "'b1' | 1;'b2' | 1;",
          { .weights = 1, .conditions = 1 } },
        { "MATCH (r:Role)-[a:CAN]->(b) WHERE a.read IS NULL RETURN DISTINCT r.id",
          "'r3';",
          { .ends = 1, .conditions = 1 } },
        { "MATCH (r:Role)-[:AS*0..2 {sure: true}]->(q)-[a:CAN]->(b) WHERE a.level >= 2 "
          "WITH r, count(DISTINCT b) AS n RETURN r.id AS r, n ORDER BY r",
          "'r1' | 2;'r2' | 1;",
          { .partners = 1, .conditions = 1 } },
        /* About two at once: what passes is not known of one relationship alone. */
        { "MATCH (r:Role)-[a:CAN]->(b)<-[c:CAN]-(q) WHERE a.level < c.level RETURN count(*)",
          "1;",
          { .narrowed = 1 } },
    };
    ask(grants, questions, SG_COUNT(questions));
}

static void add_line(void *opaque, const sg_profile_line *line)
{
    sg_buffer *out = opaque;

    if (!line->is_operator && !sg_str_equal(line->title, SG_STR("for")))
        sg_buffer_format(out, "%.*s;", (int)line->detail.length, line->detail.bytes);
}

/* The lines below the operators of the statement. */
static char *profile(const sg_graph *graph, sg_str text)
{
    const sg_query_options options = { .limits = sg_query_limits_default(),
                                       .reduce = SG_REDUCE_ALWAYS };
    sg_query *query = NULL;
    sg_result *result = NULL;
    sg_buffer out = { 0 };
    const sg_value *row;

    cr_assert_eq(sg_query_prepare(graph, text, &options, &query, NULL), SG_OK);
    cr_assert_eq(sg_query_run(query, sg_null(), &result, NULL), SG_OK);
    cr_expect_eq(sg_result_next(result, &row, NULL), SG_ROW);
    cr_assert_eq(sg_query_profile(query, result, add_line, &out), SG_OK);
    sg_result_close(result);
    sg_query_free(query);
    cr_assert_not_null(out.bytes);
    return out.bytes;
}

Test(reduce, profile_shows_candidates_before_and_after)
{
    sg_graph *graph = sg_test_graph(estate);
    char *lines = profile(graph, SG_STR("PROFILE " PATTERN "RETURN count(*)"));

    cr_expect_not_null(strstr(lines, "(v:Machine) 3 -> 3;"), "%s", lines);
    cr_expect_not_null(strstr(lines, "(b:Bucket) 2 -> 2;"), "%s", lines);
    free(lines);
    sg_graph_free(graph);
}

Test(reduce, profile_shows_what_conditions_leave_of_relationships)
{
    sg_graph *graph = sg_test_graph("(a:A)-[:T {n: 1}]->(b:B), (a)-[:T {n: 2}]->(b)");
    char *lines = profile(
        graph, SG_STR("PROFILE MATCH (a:A)-[t:T]->(b:B) WHERE t.n > 1 RETURN count(*)"));

    cr_expect_not_null(strstr(lines, "(a:A)-[t:T WHERE t.n > 1]->(b:B) 2 -> 1;"), "%s", lines);
    free(lines);
    sg_graph_free(graph);
}

/* No set of v is asked for, and none of r can do without one of b. */
Test(reduce, sets_of_nodes_from_the_row_around_are_left_alone)
{
    sg_graph *graph = sg_test_graph(estate);
    char *lines =
        profile(graph, SG_STR("PROFILE MATCH (v:Machine) WITH v LIMIT 3 "
                              "OPTIONAL MATCH (v)-[:HAS]->(r:Role)-[:CAN]->(b:Bucket) "
                              "WHERE NOT b.secret RETURN v.id, count(DISTINCT b)"));

    cr_expect_null(strstr(lines, ": (v"), "%s", lines);
    cr_expect_null(strstr(lines, "(v)-[:HAS]->(r:Role): "), "%s", lines);
    cr_expect_not_null(strstr(lines, "(r:Role)-[:CAN]->(b:Bucket): (r"), "%s", lines);
    cr_expect_not_null(strstr(lines, "(b:Bucket) 1 -> 1;"), "%s", lines);
    free(lines);
    sg_graph_free(graph);
}
