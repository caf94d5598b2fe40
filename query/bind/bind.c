/* bind.c - statements and queries: where binding begins and ends, and what holds a UNION together. */
#include "query/bind/binder.h"

#include <string.h>

sg_bind_type sg_bind_kind_type(sg_variable_kind kind)
{
    switch (kind) {
    case SG_VARIABLE_NODE:
        return sg_bind_type_of(SG_TYPE_BIT(SG_TYPE_NODE));
    case SG_VARIABLE_EDGE:
        return sg_bind_type_of(SG_TYPE_BIT(SG_TYPE_RELATIONSHIP));
    case SG_VARIABLE_EDGES:
        return sg_bind_type_list(SG_TYPE_BIT(SG_TYPE_RELATIONSHIP));
    case SG_VARIABLE_PATH:
        return sg_bind_type_of(SG_TYPE_BIT(SG_TYPE_PATH));
    case SG_VARIABLE_VALUE:
        break;
    }
    return sg_bind_type_any();
}

sg_status sg_bind_new_slot(sg_binder *binder, sg_str name, sg_variable_kind kind, uint32_t *out)
{
    if (binder->slot_count == binder->slot_capacity) {
        uint32_t capacity = binder->slot_capacity ? binder->slot_capacity * 2 : 16;
        sg_binding_slot *slots = sg_arena_make_array(binder->arena, sg_binding_slot, capacity);
        if (!slots)
            return sg_bind_no_memory(binder);
        if (binder->slot_count)
            memcpy(slots, binder->slots, binder->slot_count * sizeof(*slots));
        binder->slots = slots;
        binder->slot_capacity = capacity;
    }
    binder->slots[binder->slot_count] = (sg_binding_slot){ kind, name };
    *out = binder->slot_count++;
    return SG_OK;
}

sg_status sg_bind_declare(sg_binder *binder, sg_name name, sg_variable_kind kind,
                          sg_bind_type type, uint32_t *slot)
{
    SG_TRY(sg_bind_new_slot(binder, name.text, kind, slot));
    if (sg_scope_declare(
            binder->scope, binder->arena,
            (sg_variable){ .name = name.text, .slot = *slot, .kind = kind, .type = type }))
        return sg_bind_no_memory(binder);
    return SG_OK;
}

/* --- UNION ------------------------------------------------------------------------------------- */
static const sg_projection_item *column_named(const sg_binder *binder,
                                              const sg_projection_item *columns, sg_str name)
{
    for (; columns; columns = columns->next)
        if (sg_str_equal(sg_column_name(binder->text, columns), name))
            return columns;
    return NULL;
}

static uint32_t count_columns(const sg_projection_item *columns)
{
    uint32_t count = 0;

    for (; columns; columns = columns->next)
        count++;
    return count;
}

static sg_status check_columns(sg_binder *binder, const sg_projection_item *first,
                               const sg_single_query *query)
{
    bool same = count_columns(first) == count_columns(binder->columns);

    for (const sg_projection_item *item = first; same && item; item = item->next)
        same =
            column_named(binder, binder->columns, sg_column_name(binder->text, item)) != NULL;
    if (same)
        return SG_OK;
    return sg_query_fail(binder->err, SG_ERROR_DIFFERENT_COLUMNS_IN_UNION, SG_COMPILE,
                         query->span, "all queries of a UNION must return the same columns");
}

/* Each query of a UNION starts from the scope that the statement stands in. */
sg_status sg_bind_statement(sg_binder *binder, sg_statement *statement)
{
    sg_scope *scope = binder->scope;
    sg_scope *outer = binder->outer;
    bool fresh_columns = binder->fresh_columns;
    const sg_projection_item *first = NULL;

    for (sg_single_query *query = statement->queries; query; query = query->next) {
        binder->scope = sg_scope_new(binder->arena, scope);
        if (!binder->scope)
            return sg_bind_no_memory(binder);
        binder->outer = outer;
        binder->fresh_columns = statement->queries->next || statement->nullable;
        SG_TRY(sg_bind_clauses(binder, query->clauses));
        if (query == statement->queries)
            first = binder->columns;
        else
            SG_TRY(check_columns(binder, first, query));
    }
    binder->scope = scope;
    binder->outer = outer;
    binder->fresh_columns = fresh_columns;
    binder->columns = first;
    return SG_OK;
}

static sg_status list_columns(sg_binder *binder, sg_binding *binding)
{
    uint32_t count = count_columns(binder->columns);
    sg_str *names = sg_arena_make_array(binder->arena, sg_str, count + 1);

    if (!names)
        return sg_bind_no_memory(binder);
    binding->columns = names;
    for (const sg_projection_item *item = binder->columns; item; item = item->next)
        names[binding->column_count++] = sg_column_name(binder->text, item);
    return SG_OK;
}

sg_status sg_bind(const sg_graph *graph, sg_str text, sg_statement *statement,
                  sg_bind_options options, sg_arena *arena, sg_binding **out, sg_error *err)
{
    sg_binder binder = {
        .graph = graph,
        .arena = arena,
        .text = text,
        .err = err,
        .lenient = options.lenient,
        .procedures = options.procedures,
    };
    sg_binding *binding = sg_arena_make(arena, sg_binding);

    binder.scope = sg_scope_new(arena, NULL);
    if (!binding || !binder.scope)
        return sg_bind_no_memory(&binder);
    SG_TRY(sg_symbols_begin(&binder));
    if (statement->kind == SG_STATEMENT_QUERY)
        SG_TRY(sg_bind_statement(&binder, statement));
    SG_TRY(list_columns(&binder, binding));
    SG_TRY(sg_symbols_finish(&binder, binding));
    binding->text = text;
    binding->statement = statement;
    binding->slots = binder.slots;
    binding->slot_count = binder.slot_count;
    *out = binding;
    return SG_OK;
}
