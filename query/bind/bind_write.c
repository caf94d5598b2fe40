/* bind_write.c - clauses that change the graph: what they introduce and what they may be given. */
#include "query/bind/binder.h"

/* A property may hold a map, as tags do, but not a list of maps or entities. */
static sg_status check_property(sg_binder *binder, const sg_change *change)
{
    const sg_type_set refused =
        SG_ENTITY_TYPES | SG_TYPE_BIT(SG_TYPE_PATH) | SG_TYPE_BIT(SG_TYPE_MAP);
    sg_bind_type type = sg_expression_type(change->value);
    bool entity = type.set && !(type.set & ~(refused & ~SG_TYPE_BIT(SG_TYPE_MAP)));
    bool list = type.set == SG_TYPE_BIT(SG_TYPE_LIST) && type.items && !(type.items & ~refused);

    if (change->kind != SG_SET_PROPERTY || (!entity && !list))
        return SG_OK;
    return sg_query_fail(binder->err, SG_ERROR_INVALID_PROPERTY_TYPE, SG_COMPILE,
                         change->value->span, "a property cannot hold %s",
                         entity ? "a node, relationship or path" : "a list of such items");
}

static sg_status bind_change(sg_binder *binder, sg_change *change)
{
    SG_TRY(sg_bind_expression(binder, change->target));
    if (change->value) {
        SG_TRY(sg_bind_expression(binder, change->value));
        SG_TRY(check_property(binder, change));
    }
    if (!change->labels)
        return SG_OK;
    SG_TRY(
        sg_bind_expect(binder, change->target, SG_TYPE_BIT(SG_TYPE_NODE), "what has labels"));
    return sg_bind_labels(binder, change->labels, SG_TYPE_BIT(SG_TYPE_NODE));
}

static sg_status bind_changes(sg_binder *binder, sg_change *changes)
{
    for (; changes; changes = changes->next)
        SG_TRY(bind_change(binder, changes));
    return SG_OK;
}

static sg_status bind_delete(sg_binder *binder, sg_clause *clause)
{
    const sg_type_set deletable = SG_ENTITY_TYPES | SG_TYPE_BIT(SG_TYPE_PATH);

    for (sg_expression *one = clause->arguments; one; one = one->next) {
        if (one->kind == SG_EXPR_HAS_LABELS)
            return sg_query_fail(binder->err, SG_ERROR_INVALID_DELETE, SG_COMPILE, one->span,
                                 "DELETE takes nodes, relationships and paths; labels go with "
                                 "REMOVE");
        SG_TRY(sg_bind_expression(binder, one));
        SG_TRY(sg_bind_expect(binder, one, deletable, "what is deleted"));
    }
    return SG_OK;
}

static sg_status bind_foreach(sg_binder *binder, sg_clause *clause)
{
    sg_scope *before = binder->scope;

    SG_TRY(sg_bind_expression(binder, clause->expression));
    SG_TRY(sg_bind_expect(binder, clause->expression, SG_TYPE_BIT(SG_TYPE_LIST),
                          "what stands behind IN"));
    binder->scope = sg_scope_new(binder->arena, before);
    if (!binder->scope)
        return sg_bind_no_memory(binder);
    SG_TRY(sg_bind_declare(binder, clause->variable, SG_VARIABLE_VALUE, sg_bind_type_any(),
                           &clause->slot));
    for (sg_clause *inner = clause->clauses; inner; inner = inner->next)
        SG_TRY(sg_bind_clause(binder, inner));
    binder->scope = before;
    return SG_OK;
}

sg_status sg_bind_write(sg_binder *binder, sg_clause *clause)
{
    switch (clause->kind) {
    case SG_CLAUSE_CREATE:
        return sg_bind_patterns(binder, clause->patterns, SG_PATTERN_CREATE);
    case SG_CLAUSE_MERGE:
        SG_TRY(sg_bind_patterns(binder, clause->patterns, SG_PATTERN_MERGE));
        SG_TRY(bind_changes(binder, clause->on_create));
        return bind_changes(binder, clause->on_match);
    case SG_CLAUSE_SET:
    case SG_CLAUSE_REMOVE:
        return bind_changes(binder, clause->changes);
    case SG_CLAUSE_DELETE:
        return bind_delete(binder, clause);
    case SG_CLAUSE_FOREACH:
        return bind_foreach(binder, clause);
    case SG_CLAUSE_MATCH:
    case SG_CLAUSE_UNWIND:
    case SG_CLAUSE_WITH:
    case SG_CLAUSE_RETURN:
    case SG_CLAUSE_CALL_SUBQUERY:
    case SG_CLAUSE_CALL_PROCEDURE:
    case SG_CLAUSE_FINISH:
        break;
    }
    SG_UNREACHABLE();
}
