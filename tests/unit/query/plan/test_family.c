/* test_family.c - statements that need the same conditions on relationships to be evaluated are told. */
#include <criterion/criterion.h>

#include "query/query.h"
#include "tests/support/results.h"

static uint64_t family_of(const sg_graph *graph, const char *text)
{
    sg_query *query = NULL;
    sg_error err = { .status = SG_OK };

    cr_assert_eq(sg_query_prepare(graph, sg_str_of(text), NULL, &query, &err), SG_OK, "%s: %s",
                 text, err.message);
    uint64_t family = sg_query_family(query);
    sg_query_free(query);
    return family;
}

Test(family, is_what_relationships_must_be_and_where_they_lead)
{
    sg_graph *graph =
        sg_test_graph("(:Pod {id: 'p'})-[:HAS]->(:Role {id: 'r'})-[:CAN {read: true, write: "
                      "true}]->(:Bucket {id: 'b', open: true}) (:Secret)");
    uint64_t reads =
        family_of(graph, "MATCH (x:Pod)-[:HAS]->(:Role)-[a:CAN]->(b:Bucket) WHERE a.read AND "
                         "b.open RETURN x, b");

    cr_expect_neq(reads, 0);
    cr_expect_eq(family_of(graph,
                           "MATCH (r:Role)-[c:CAN]->(:Bucket) WHERE c.read AND r.id = 'r' "
                           "RETURN count(DISTINCT r)"),
                 reads);
    cr_expect_neq(family_of(graph, "MATCH (r:Role)-[c:CAN]->(:Bucket) WHERE c.write RETURN r"),
                  reads);
    cr_expect_neq(family_of(graph, "MATCH (r:Role)-[c:CAN]->(:Secret) WHERE c.read RETURN r"),
                  reads);
    cr_expect_neq(family_of(graph, "MATCH (r:Pod)-[c:HAS]->(:Role) WHERE c.read RETURN r"), 0);
    cr_expect_eq(family_of(graph, "MATCH (x:Pod)-[:HAS]->(r:Role) WHERE x.id = 'p' RETURN x"),
                 0);
    cr_expect_eq(family_of(graph, "RETURN 1"), 0);
    sg_graph_free(graph);
}
