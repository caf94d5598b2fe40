/* seen.c - a result of which some columns alone are looked at, and rows that agree in them count once.
 *
 *     MATCH (vm)-[:HAS]->(r)-[:CAN_ACCESS]->(b) RETURN vm, r, b       who asks keeps one issue a vm
 *                                        becomes RETURN DISTINCT vm    which sets of nodes can tell
 *
 * The last RETURN loses the columns that nobody reads and gains DISTINCT.  That is the same to whoever asked when
 *   - it has neither SKIP nor LIMIT and does not aggregate, and stands alone: each of its columns is made of one row,
 *     and which rows there are depends on nothing that it says;
 *   - no column fails: what is dropped, and what is sorted by, are variables and properties of nodes and
 *     relationships;
 *   - columns that stay are nodes and relationships: DISTINCT takes 1 and 1.0 for the same, and others may not.
 * It is done where it pays: DISTINCT by one node is answered by sets, walks of which only the ends are seen by searches
 * (query/plan/reach.c), and a statement that is DISTINCT already has fewer rows.
 */
#include "query/bind/bind.h"

static bool is_entity(const sg_binding *binding, const sg_expression *expression)
{
    if (expression->kind != SG_EXPR_VARIABLE)
        return false;
    sg_variable_kind kind = binding->slots[expression->slot].kind;
    return kind == SG_VARIABLE_NODE || kind == SG_VARIABLE_EDGE;
}

/* Whether computing it cannot fail. */
static bool is_plain(const sg_binding *binding, const sg_expression *expression)
{
    return expression->kind == SG_EXPR_VARIABLE ||
           (expression->kind == SG_EXPR_PROPERTY &&
            is_entity(binding, expression->operands[0]));
}

static bool is_seen(const sg_binding *binding, const sg_projection_item *item,
                    sg_seen_columns seen)
{
    sg_str name = sg_column_name(binding->text, item);

    for (uint32_t i = 0; i < seen.count; i++)
        if (sg_str_equal(seen.names[i], name))
            return true;
    return false;
}

static bool are_returned(const sg_binding *binding, const sg_projection_item *items,
                         sg_seen_columns seen)
{
    for (uint32_t i = 0; i < seen.count; i++) {
        const sg_projection_item *item = items;
        while (item && !sg_str_equal(seen.names[i], sg_column_name(binding->text, item)))
            item = item->next;
        if (!item)
            return false;
    }
    return true;
}

/* The RETURN at the end of the only query, or NULL; *walks tells whether a pattern before it has a step of
 * variable length. */
static sg_clause *last_clause(const sg_statement *statement, bool *walks)
{
    sg_clause *clause = statement->queries->clauses;

    *walks = false;
    if (statement->queries->next || statement->explain != SG_RUN)
        return NULL;
    for (;; clause = clause->next) {
        for (const sg_pattern *pattern = clause->patterns; pattern; pattern = pattern->next)
            for (const sg_pattern_step *step = pattern->steps; step; step = step->next)
                *walks = *walks || step->edge.variable_length;
        if (!clause->next)
            return clause->kind == SG_CLAUSE_RETURN ? clause : NULL;
    }
}

static bool is_legal(const sg_binding *binding, const sg_clause *clause, sg_seen_columns seen)
{
    if (clause->aggregating || clause->skip || clause->limit ||
        !are_returned(binding, clause->items, seen))
        return false;
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (is_seen(binding, item, seen) ? !is_entity(binding, item->expression)
                                         : !is_plain(binding, item->expression))
            return false;
    for (const sg_sort_item *item = clause->sort; item; item = item->next)
        if (!is_plain(binding, item->expression))
            return false;
    return true;
}

static void drop_columns(sg_binding *binding, sg_clause *clause, sg_seen_columns seen,
                         sg_str *names)
{
    sg_projection_item **link = &clause->items;

    binding->columns = names;
    binding->column_count = 0;
    while (*link) {
        if (!is_seen(binding, *link, seen)) {
            *link = (*link)->next;
            continue;
        }
        names[binding->column_count++] = sg_column_name(binding->text, *link);
        link = &(*link)->next;
    }
    clause->distinct = true;
    clause->sort = NULL;
}

sg_status sg_bind_seen(sg_binding *binding, sg_seen_columns seen, sg_arena *arena)
{
    bool walks;

    if (seen.count == 0 || binding->statement->kind != SG_STATEMENT_QUERY)
        return SG_OK;
    sg_clause *clause = last_clause(binding->statement, &walks);
    if (!clause || !is_legal(binding, clause, seen) ||
        !(seen.count == 1 || clause->distinct || walks))
        return SG_OK;
    sg_str *names = sg_arena_make_array(arena, sg_str, (size_t)binding->column_count + 1);
    if (!names)
        return SG_ENOMEM;
    drop_columns(binding, clause, seen, names);
    return SG_OK;
}
