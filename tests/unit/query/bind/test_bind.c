/* test_bind.c - slots, columns, warnings and footprint of bound statements; what is wrong with a
 * statement is tested by the cases of tests/errors. */
#include "query/bind/bind.h"

#include <criterion/criterion.h>

#include "query/graph_text.h"
#include "query/syntax/parse.h"

static sg_arena *arena;
static sg_graph *graph;

static void begin(void)
{
    sg_error err = { 0 };

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_graph_text(SG_STR("(a:User {name: 'ann'})-[:OWNS {since: 1}]->(b:Bucket)"),
                            &graph, &err) == SG_OK);
}

static void end(void)
{
    sg_graph_free(graph);
    sg_arena_free(arena);
}

TestSuite(bind, .init = begin, .fini = end);

static const sg_binding *bind(const char *text)
{
    sg_statement *statement = NULL;
    sg_binding *binding = NULL;
    sg_error err = { 0 };

    cr_assert(sg_parse(sg_str_of(text), arena, &statement, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_bind(graph, sg_str_of(text), statement, (sg_bind_options){ 0 }, arena,
                      &binding, &err) == SG_OK,
              "%s: %s", text, err.message);
    return binding;
}

static void columns_are(const char *text, const char *wanted)
{
    const sg_binding *binding = bind(text);
    sg_buffer columns = { 0 };

    for (uint32_t i = 0; i < binding->column_count; i++) {
        sg_buffer_text(&columns, i ? "; " : "");
        sg_buffer_add(&columns, binding->columns[i]);
    }
    cr_assert(sg_str_equal(sg_buffer_str(&columns), sg_str_of(wanted)), "%s gives %.*s", text,
              SG_FMT(sg_buffer_str(&columns)));
    sg_buffer_free(&columns);
}

static const sg_clause *last_clause(const sg_binding *binding)
{
    const sg_clause *clause = binding->statement->queries->clauses;

    while (clause->next)
        clause = clause->next;
    return clause;
}

Test(bind, columns_are_named_by_alias_variable_or_text)
{
    columns_are("MATCH (n) RETURN n, n.name, n.name AS name", "n; n.name; name");
    columns_are("MATCH (n) RETURN  n . name", "n . name");
    columns_are("MATCH (n) RETURN count( * )", "count( * )");
    columns_are("MATCH (z)-[r]->(a) RETURN *", "a; r; z");
    columns_are("MATCH (z)-[r]->(a) RETURN *, 1 AS one", "a; r; z; one");
    columns_are("RETURN 1 AS a, 2 AS b UNION ALL RETURN 3 AS b, 4 AS a", "a; b");
}

Test(bind, a_variable_that_is_passed_on_keeps_its_slot)
{
    const sg_binding *binding = bind("MATCH (n) WITH n AS m WITH m RETURN m AS x, m.name");
    const sg_clause *clause = last_clause(binding);
    uint32_t node = binding->statement->queries->clauses->patterns->start.slot;

    cr_assert(clause->items->slot == node);
    cr_assert(binding->slots[node].kind == SG_VARIABLE_NODE);
    cr_assert(clause->items->next->slot != node);
}

Test(bind, columns_of_a_union_have_slots_of_their_own)
{
    const sg_binding *binding =
        bind("MATCH (n) RETURN n AS a, n AS b UNION MATCH (n)--(m) RETURN n AS a, m AS b");
    const sg_projection_item *items = last_clause(binding)->items;

    cr_assert(items->slot != items->next->slot);
    cr_assert(binding->slots[items->slot].kind == SG_VARIABLE_VALUE);
}

Test(bind, a_comprehension_hides_a_name_only_inside)
{
    const sg_binding *binding = bind("WITH 1 AS x RETURN [x IN [2] | x] AS list, x");
    const sg_projection_item *items = last_clause(binding)->items;

    cr_assert(items->expression->slot != items->next->slot);
    cr_assert(items->expression->operands[2]->slot == items->expression->slot);
}

Test(bind, aggregates_are_collected_with_the_slots_of_their_results)
{
    const sg_clause *clause =
        last_clause(bind("MATCH (n) RETURN n.name AS name, count(*) AS c, 1 + sum(n.age) AS s "
                         "ORDER BY count(*), name"));

    cr_assert(clause->aggregating);
    cr_assert(clause->aggregates->slot == clause->items->next->slot);
    cr_assert(clause->aggregates->next->expression->kind == SG_EXPR_FUNCTION);
    cr_assert(clause->aggregates->next->next == NULL);
    cr_assert(clause->sort->expression->kind == SG_EXPR_VARIABLE, "count(*) is a column");
    cr_assert(clause->sort->expression->slot == clause->aggregates->slot);
}

Test(bind, order_by_sees_columns_before_what_they_were_made_of)
{
    const sg_clause *clause = last_clause(bind("UNWIND [1, 2] AS x RETURN -x AS x ORDER BY x"));

    cr_assert(clause->sort->expression->slot == clause->items->slot);
    clause = last_clause(bind("MATCH (n) RETURN n.name AS name ORDER BY n.age"));
    cr_assert(clause->sort->expression->operands[0]->slot != clause->items->slot);
}

Test(bind, names_that_the_graph_has_not_are_warned_about_once)
{
    const sg_binding *binding =
        bind("MATCH (n:Usr)-[:OWN]->(m:Usr) WHERE n.nam = 1 RETURN m.name, n.nam");

    cr_assert(binding->warning_count == 3);
    cr_assert_str_eq(binding->warnings[0].message, "no node has the label `Usr`");
    cr_assert_str_eq(binding->warnings[0].hint, "did you mean `User`?");
    cr_assert_str_eq(binding->warnings[1].message, "no relationship has the type `OWN`");
    cr_assert_str_eq(binding->warnings[1].hint, "did you mean `OWNS`?");
    cr_assert_str_eq(binding->warnings[2].message, "nothing has the property `nam`");
    cr_assert(binding->warnings[2].has_span);
}

Test(bind, keys_of_maps_and_values_are_not_warned_about)
{
    const sg_binding *binding =
        bind("WITH {anything: 1} AS map UNWIND $rows AS row RETURN map.else, row.other");

    cr_assert(binding->warning_count == 0);
}

Test(bind, the_footprint_is_sorted_and_unique)
{
    const sg_binding *binding =
        bind("MATCH (n:User)-[:OWNS|USES]->(b:Bucket {name: 'x'}) WHERE b.name <> n.age AND "
             "n:User RETURN n");
    const char *const wanted[] = { "Bucket", "User", "OWNS", "USES", "age", "name" };

    cr_assert(binding->footprint_count == SG_COUNT(wanted));
    for (uint32_t i = 0; i < SG_COUNT(wanted); i++)
        cr_assert(sg_str_equal(binding->footprint[i].name, sg_str_of(wanted[i])));
    cr_assert(binding->footprint[2].kind == SG_FOOTPRINT_TYPE);
}

Test(bind, types_are_known_as_far_as_they_can_be)
{
    const sg_projection_item *item =
        last_clause(bind("MATCH (n) RETURN 1 + 2 AS a, 1 + 2.5 AS b, [1, 'a'] AS c, n.x AS d"))
            ->items;

    cr_assert(item->expression->static_type == (1u << SG_TYPE_INTEGER));
    item = item->next;
    cr_assert(item->expression->static_type == (1u << SG_TYPE_INTEGER | 1u << SG_TYPE_FLOAT));
    item = item->next;
    cr_assert(item->expression->item_type == (1u << SG_TYPE_INTEGER | 1u << SG_TYPE_STRING));
    item = item->next;
    cr_assert(item->expression->static_type & (1u << SG_TYPE_NODE),
              "a property may be anything");
}
