/* test_explain.c - the plans of typical statements on a small graph, as EXPLAIN prints them. */
#include "query/query.h"

#include <criterion/criterion.h>
#include <string.h>

#include "query/graph_text.h"

/* Two ways into a few buckets: many machines, few roles, so that the right start is the rare end. */
static const char estate[] =
    "(vm1:VirtualMachine {id: 'vm1', exposure: 'PUBLIC'})-[:HAS]->(web:AccessRole {id: 'web'}),"
    "(vm2:VirtualMachine {id: 'vm2', exposure: 'PRIVATE'})-[:HAS]->(web),"
    "(vm3:VirtualMachine {id: 'vm3', exposure: 'PUBLIC'})-[:HAS]->(ops:AccessRole {id: 'ops'}),"
    "(vm4:VirtualMachine {id: 'vm4', exposure: 'LIMITED'})-[:HAS]->(ops),"
    "(web)-[:CAN_ACCESS]->(b1:Bucket {id: 'b1', hasSensitiveData: true}),"
    "(ops)-[:CAN_ACCESS]->(b2:Bucket {id: 'b2', hasSensitiveData: false}),"
    "(web)-[:CAN_ASSUME {certainty: 'must'}]->(ops)-[:CAN_ASSUME]->(root:AccessRole {id: "
    "'root'})";

typedef struct {
    const char *query;
    const char *plan; /* without the estimates */
} plan_case;

/* clang-format off */
static const plan_case cases[] = {
    { "MATCH (vm:VirtualMachine)-[:HAS]->(role:AccessRole)-[:CAN_ACCESS]->(b:Bucket) WHERE vm.exposure = \"PUBLIC\" AND b.hasSensitiveData = true RETURN vm, role, b",
      "Filter vm.exposure = \"PUBLIC\"\n"
      "  Expand (role)<-[:HAS]-(vm:VirtualMachine)\n"
      "    Expand (b)<-[:CAN_ACCESS]-(role:AccessRole)\n"
      "      Filter b.hasSensitiveData = true\n"
      "        NodeScan (b:Bucket)\n" },
    { "MATCH (n) WHERE n.id = 'web' RETURN n.name",
      "Project n.name -> n.name\n"
      "  Filter n.id = 'web'\n"
      "    NodeSeek (n) = 'web'\n" },
    { "MATCH (n:AccessRole) WHERE n.id IN ['web', 'ops'] RETURN n",
      "Filter n.id IN ['web', 'ops']\n"
      "  NodeSeek (n:AccessRole) in ['web', 'ops']\n" },
    { "UNWIND $ids AS id MATCH (n {id: id}) RETURN n",
      "Filter n.id = id\n"
      "  NodeSeek (n) = id\n"
      "    Unwind $ids -> id\n"
      "      Argument\n" },
    { "MATCH (n) WHERE n.id = 5 RETURN n",
      "Filter n.id = 5\n"
      "  NodeScan (n)\n" },
    { "MATCH (n) WHERE n:Bucket OR n:AccessRole RETURN n",
      "NodeScan (n where n:Bucket OR n:AccessRole)\n" },
    { "MATCH (a:AccessRole)-[:CAN_ASSUME*1..3]->(b {id: 'root'}) RETURN a",
      "Walk (b)<-[:CAN_ASSUME*1..3]-(a:AccessRole)\n"
      "  Filter b.id = 'root'\n"
      "    NodeSeek (b) = 'root'\n" },
    { "MATCH p = (a:AccessRole)-[:CAN_ASSUME*]->(b) RETURN a, b",
      "Walk (a)-[:CAN_ASSUME*1..]->(b)\n"
      "  NodeScan (a:AccessRole)\n" },
    { "MATCH p = (a:AccessRole)-[:CAN_ASSUME*]->(b) WHERE all(r IN relationships(p) WHERE r.certainty = 'must') RETURN p",
      "BuildPath p\n"
      "  Walk (a)-[:CAN_ASSUME*1..]->(b) each r.certainty = 'must'\n"
      "    NodeScan (a:AccessRole)\n" },
    { "MATCH (a {id: 'web'}), (b {id: 'root'}) RETURN COUNT { (a)-[:CAN_ASSUME*]->(b) } > 0 AS leads, 1 > COUNT { (a)-[*2..]->(b) } AS far, EXISTS { (a)-[*]-(b) } AS near",
      "Project COUNT { (a)-[:CAN_ASSUME*]->(b) } > 0 -> leads, 1 > COUNT { (a)-[*2..]->(b) } -> far, EXISTS { (a)-[*]-(b) } -> near\n"
      "  for COUNT { (a)-[:CAN_ASSUME*]->(b) } > 0\n"
      "    Reach (a)-[:CAN_ASSUME*1..]->(b) into\n"
      "      Argument a, b\n"
      "  for COUNT { (a)-[*2..]->(b) }\n"
      "    Walk (a)-[*2..]->(b) into\n"
      "      Argument a, b\n"
      "  for EXISTS { (a)-[*]-(b) }\n"
      "    Walk (a)-[*1..]-(b) into\n"
      "      Argument a, b\n"
      "  CrossJoin\n"
      "    Filter b.id = 'root'\n"
      "      NodeSeek (b) = 'root'\n"
      "    Filter a.id = 'web'\n"
      "      NodeSeek (a) = 'web'\n" },
    { "MATCH (a:AccessRole) OPTIONAL MATCH (a)-[:CAN_ASSUME*]->(b) RETURN a, count(DISTINCT b) AS n",
      "Aggregate a -> a; count(DISTINCT b) -> n\n"
      "  Optional b\n"
      "    Reach (a)-[:CAN_ASSUME*1..]->(b)\n"
      "      Argument a\n"
      "    NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole) OPTIONAL MATCH (a)-[:CAN_ASSUME*]->(b) RETURN a, count(b) AS n",
      "Aggregate a -> a; count(b) -> n\n"
      "  Degree b\n"
      "    Walk (a)-[:CAN_ASSUME*1..]->(b)\n"
      "      Argument a\n"
      "    NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole) OPTIONAL MATCH (a)-[:HAS]->(b) OPTIONAL MATCH (a)-[:CAN_ASSUME]->(c) "
      "OPTIONAL MATCH (a)-[:CAN_ACCESS]->() RETURN a, b, count(c) AS n",
      "Aggregate a -> a, b -> b; count(c) -> n\n"
      "  Degree\n"
      "    Expand (a)-[:CAN_ACCESS]->()\n"
      "      Argument a\n"
      "    Degree c\n"
      "      Expand (a)-[:CAN_ASSUME]->(c)\n"
      "        Argument a\n"
      "      Optional b\n"
      "        Expand (a)-[:HAS]->(b)\n"
      "          Argument a\n"
      "        NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole) OPTIONAL MATCH (a)-[:CAN_ASSUME]->(c) RETURN a, count(c) AS n, sum(a.x) AS s",
      "Aggregate a -> a; count(c) -> n, sum(a.x) -> s\n"
      "  Optional c\n"
      "    Expand (a)-[:CAN_ASSUME]->(c)\n"
      "      Argument a\n"
      "    NodeScan (a:AccessRole)\n" },
    { "MATCH p = shortestPath((a {id: 'web'})-[*]->(b {id: 'root'})) RETURN p",
      "BuildPath p\n"
      "  ShortestPath (a)-[*1..]->(b) into\n"
      "    Filter b.id = 'root'\n"
      "      NodeSeek (b) = 'root'\n"
      "        Filter a.id = 'web'\n"
      "          NodeSeek (a) = 'web'\n" },
    { "MATCH (a)-[r1:HAS]->(b)<-[r2:HAS]-(c), (b)-[:CAN_ACCESS]->(d) RETURN *",
      "Expand (b)<-[r2:HAS]-(c)\n"
      "  Expand (b)<-[r1:HAS]-(a)\n"
      "    Expand (d)<-[:CAN_ACCESS]-(b)\n"
      "      NodeScan (d)\n" },
    { "MATCH (a:VirtualMachine), (b:Bucket) RETURN a, b",
      "CrossJoin\n"
      "  NodeScan (a:VirtualMachine)\n"
      "  NodeScan (b:Bucket)\n" },
    { "MATCH (a:AccessRole) MATCH (b:Bucket) MATCH (a)-[:CAN_ACCESS]->(b) RETURN a, b",
      "Expand (a)-[:CAN_ACCESS]->(b) into\n"
      "  CrossJoin\n"
      "    NodeScan (b:Bucket)\n"
      "    NodeScan (a:AccessRole)\n" },
    { "MATCH (a:Bucket) OPTIONAL MATCH (a)<-[:CAN_ACCESS]-(r:AccessRole) WHERE r.id <> 'ops' RETURN a.id, r.id",
      "Project a.id -> a.id, r.id -> r.id\n"
      "  Optional r\n"
      "    Filter r.id <> 'ops'\n"
      "      Expand (a)<-[:CAN_ACCESS]-(r:AccessRole)\n"
      "        Argument a\n"
      "    NodeScan (a:Bucket)\n" },
    { "MATCH (a:AccessRole) WHERE NOT (a)-[:CAN_ASSUME]->() RETURN a",
      "Filter NOT (a)-[:CAN_ASSUME]->()\n"
      "  for (a)-[:CAN_ASSUME]->()\n"
      "    Expand (a)-[:CAN_ASSUME]->()\n"
      "      Argument a\n"
      "  NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole) RETURN a.id, [(a)-[:CAN_ACCESS]->(b) WHERE b.hasSensitiveData | b.id] AS buckets",
      "Project a.id -> a.id, [(a)-[:CAN_ACCESS]->(b) WHERE b.hasSensitiveData | b.id] -> buckets\n"
      "  for [(a)-[:CAN_ACCESS]->(b) WHERE b.hasSensitiveData | b.id]\n"
      "    Project b.id -> _5\n"
      "      Filter b.hasSensitiveData\n"
      "        Expand (a)-[:CAN_ACCESS]->(b)\n"
      "          Argument a\n"
      "  NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole) RETURN a.id AS id, COUNT { (a)<-[:HAS]-(v) WHERE v.exposure = 'PUBLIC' } AS n ORDER BY n DESC LIMIT 5",
      "TopSort n DESC; first 5\n"
      "  Project a.id -> id, COUNT { (a)<-[:HAS]-(v) WHERE v.exposure = 'PUBLIC' } -> n\n"
      "    for COUNT { (a)<-[:HAS]-(v) WHERE v.exposure = 'PUBLIC' }\n"
      "      Filter v.exposure = 'PUBLIC'\n"
      "        Expand (a)<-[:HAS]-(v)\n"
      "          Argument a\n"
      "    NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole)<-[:HAS]-(v) WITH a, count(v) AS n WHERE n > 1 RETURN a.id, n",
      "Project a.id -> a.id\n"
      "  Filter n > 1\n"
      "    Aggregate a -> a; count(v) -> n\n"
      "      Expand (a)<-[:HAS]-(v)\n"
      "        NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole) RETURN DISTINCT a.name AS name ORDER BY name SKIP 1 LIMIT 2",
      "Skip 1\n"
      "  TopSort name; first 3\n"
      "    Distinct name\n"
      "      Project a.name -> name\n"
      "        NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole) CALL { WITH a MATCH (a)<-[:HAS]-(v) RETURN count(v) AS n } RETURN a.id, n",
      "Project a.id -> a.id\n"
      "  Apply\n"
      "    Aggregate count(v) -> n\n"
      "      Expand (a)<-[:HAS]-(v)\n"
      "        Argument a\n"
      "    NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole) RETURN a.id AS id UNION MATCH (b:Bucket) RETURN b.id AS id",
      "Project id\n"
      "  Distinct id\n"
      "    Union id\n"
      "      Project b.id -> id\n"
      "        NodeScan (b:Bucket)\n"
      "      Project a.id -> id\n"
      "        NodeScan (a:AccessRole)\n" },
    { "MATCH (a)-[r:CAN_ASSUME]->(b) WITH r MATCH (x)<-[r]-(y) RETURN x, y",
      "Filter r = r\n"
      "  Expand (x)<-[r]-(y)\n"
      "    Project endNode(r) -> x\n"
      "      Expand (a)-[r:CAN_ASSUME]->(b)\n"
      "        NodeScan (a)\n" },
    { "MATCH (a:AccessRole) WITH collect(a) AS all_roles UNWIND all_roles AS one MATCH (one)-[:CAN_ACCESS]->(b) RETURN b",
      "Expand (one)-[:CAN_ACCESS]->(b)\n"
      "  Project (one) -> one\n"
      "    Unwind all_roles -> one\n"
      "      Aggregate collect(a) -> all_roles\n"
      "        NodeScan (a:AccessRole)\n" },
    { "MATCH (a:AccessRole)-[:CAN_ASSUME {certainty: 'must'}]->(b:AccessRole:Nothing) RETURN b",
      "Filter certainty = 'must'\n"
      "  Expand (b)<-[:CAN_ASSUME]-(a:AccessRole)\n"
      "    NodeScan (b:AccessRole:Nothing)\n" },
    { "RETURN 1 + 2 AS three",
      "Project 1 + 2 -> three\n"
      "  Argument\n" },
};
/* clang-format on */

static sg_graph *make_estate(void)
{
    sg_graph *graph = NULL;
    sg_error err = { 0 };

    cr_assert(sg_graph_text(sg_str_of(estate), &graph, &err) == SG_OK, "%s", err.message);
    return graph;
}

/* The plan, each line without its estimate. */
static void explain(const sg_graph *graph, const char *text, sg_buffer *out)
{
    sg_buffer plan = { 0 };
    sg_query *query = NULL;
    sg_error err = { 0 };

    cr_assert(sg_query_prepare(graph, sg_str_of(text), NULL, &query, &err) == SG_OK, "%s: %s",
              text, err.message);
    sg_query_explain(query, &plan);
    for (sg_str rest = sg_buffer_str(&plan); rest.length > 0;) {
        sg_str line = sg_str_cut(rest, '\n', &rest);
        size_t end = sg_str_find(line, SG_STR("  ~ "), 0);
        line = sg_str_slice(line, 0, end);
        while (line.length > 0 && line.bytes[line.length - 1] == ' ')
            line.length--;
        sg_buffer_add(out, line);
        sg_buffer_char(out, '\n');
    }
    sg_query_free(query);
    sg_buffer_free(&plan);
}

Test(explain, typical_statements_have_the_plans_they_should)
{
    sg_graph *graph = make_estate();

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        sg_buffer plan = { 0 };
        explain(graph, cases[i].query, &plan);
        cr_assert(strcmp(plan.bytes, cases[i].plan) == 0, "%s\nis planned as\n%sand not as\n%s",
                  cases[i].query, plan.bytes, cases[i].plan);
        sg_buffer_free(&plan);
    }
    sg_graph_free(graph);
}

Test(explain, estimates_come_from_exact_counts)
{
    sg_graph *graph = make_estate();
    sg_buffer plan = { 0 };
    sg_query *query = NULL;
    sg_error err = { 0 };

    cr_assert(sg_query_prepare(graph,
                               SG_STR("MATCH (v:VirtualMachine)-[:HAS]->(r) RETURN v, r"), NULL,
                               &query, &err) == SG_OK);
    sg_query_explain(query, &plan);
    cr_assert(sg_str_find(sg_buffer_str(&plan), SG_STR("~ 4 rows"), 0) != SIZE_MAX, "%s",
              plan.bytes);
    sg_query_free(query);
    sg_buffer_free(&plan);
    sg_graph_free(graph);
}

Test(explain, a_statement_is_planned_against_an_empty_graph_too)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
    sg_graph *graph = NULL;
    sg_error err = { 0 };

    cr_assert(sg_graph_text(SG_STR(""), &graph, &err) == SG_OK);
    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        sg_query *query = NULL;
        cr_assert(sg_query_prepare(graph, sg_str_of(cases[i].query), &options, &query, &err) ==
                      SG_OK,
                  "%s: %s", cases[i].query, err.message);
        cr_assert(sg_query_warning(query, 0) == NULL, "linting does not know the labels");
        sg_query_free(query);
    }
    sg_graph_free(graph);
}
