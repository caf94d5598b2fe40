/* local.c - statements that can be evaluated for some nodes of a column alone.
 *
 *     MATCH (vm)-[:HAS]->(role)-[:CAN_ACCESS]->(b) WHERE ... RETURN vm, role, count(b)
 *
 * What rows there are for one vm depends on the matches with that vm and on nothing else:
 *   - MATCH clauses come first, one after the other, and make one closed reduction (reduction.h);
 *   - what follows are projections that pass vm on and look at one row at a time, or at the rows of
 *     groups that each have one vm: no LIMIT, no SKIP, no aggregate that depends on the order of rows;
 *   - no expression looks beyond the row.
 */
#include "query/bind/expression.h"
#include "query/functions/functions.h"
#include "query/plan/planner.h"
#include "query/plan/reduce_match.h"

static bool is_projection(const sg_clause *clause)
{
    return clause->kind == SG_CLAUSE_WITH || clause->kind == SG_CLAUSE_RETURN;
}

/* Whether the result does not depend on the order of the rows. */
static bool is_orderless(const sg_expression *call)
{
    static const sg_str names[] = { SG_STR_INIT("count"), SG_STR_INIT("min"),
                                    SG_STR_INIT("max") };
    const sg_function *function = call->kind == SG_EXPR_FUNCTION ? call->function : NULL;

    for (size_t i = 0; function && i < SG_COUNT(names); i++)
        if (sg_str_equal(function->name, names[i]))
            return true;
    return call->kind == SG_EXPR_COUNT_STAR;
}

static bool is_rowwise(const sg_clause *clause)
{
    if (clause->skip || clause->limit ||
        (clause->where && !sg_expression_is_near(clause->where)))
        return false;
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (!sg_expression_is_near(item->expression))
            return false;
    for (const sg_projection_item *item = clause->aggregates; item; item = item->next)
        if (!is_orderless(item->expression))
            return false;
    for (const sg_sort_item *item = clause->sort; item; item = item->next)
        if (!sg_expression_is_near(item->expression))
            return false;
    return true;
}

const sg_reduction *sg_plan_whole(const sg_statement *statement, const sg_pipeline *pipeline)
{
    const sg_clause *clause = statement->queries->clauses;

    if (statement->queries->next || !pipeline->reduction || !pipeline->reduced_whole ||
        !pipeline->reduction->closed)
        return NULL;
    while (clause && clause->kind == SG_CLAUSE_MATCH && !clause->optional)
        clause = clause->next;
    while (clause && is_projection(clause) && is_rowwise(clause))
        clause = clause->next;
    return clause ? NULL : pipeline->reduction;
}

bool sg_plan_is_ends(const sg_statement *statement)
{
    const sg_clause *clause = statement->queries->clauses;

    while (clause->kind == SG_CLAUSE_MATCH && clause->next)
        clause = clause->next;
    return clause->kind == SG_CLAUSE_RETURN && clause->distinct && !clause->aggregating &&
           clause->items && !clause->items->next &&
           clause->items->expression->kind == SG_EXPR_VARIABLE;
}

static bool passes(const sg_clause *clause, uint32_t slot)
{
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (item->slot == slot && item->expression->kind == SG_EXPR_VARIABLE &&
            item->expression->slot == slot)
            return true;
    return false;
}

bool sg_statement_passes(const sg_statement *statement, uint32_t slot)
{
    for (const sg_clause *clause = statement->queries->clauses; clause; clause = clause->next)
        if (is_projection(clause) && !passes(clause, slot))
            return false;
    return true;
}

uint32_t sg_plan_column_slot(const sg_binding *binding, sg_str column)
{
    const sg_clause *clause = binding->statement->queries->clauses;

    while (clause->next)
        clause = clause->next;
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (item->expression->kind == SG_EXPR_VARIABLE &&
            sg_str_equal(sg_column_name(binding->text, item), column))
            return item->expression->slot;
    return SG_NO_SLOT;
}
