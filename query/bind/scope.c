/* scope.c - variables by name: a list while there are few, with a hash index once there are many.
 *
 * Most scopes hold a handful of names, but the text of a statement may be a megabyte of them.
 */
#include "query/bind/scope.h"

#include <string.h>

#include "engine/base/hash.h"

enum { FEW = 8 };

sg_scope *sg_scope_new(sg_arena *arena, const sg_scope *parent)
{
    sg_scope *scope = sg_arena_make(arena, sg_scope);
    if (scope)
        scope->parent = parent;
    return scope;
}

static uint32_t *place_of(const sg_scope *scope, sg_str name)
{
    uint32_t mask = scope->index_size - 1;
    uint32_t place = (uint32_t)sg_hash_str(name) & mask;
    while (scope->index[place] &&
           !sg_str_equal(scope->variables[scope->index[place] - 1].name, name))
        place = (place + 1) & mask;
    return &scope->index[place];
}

static sg_variable *find(const sg_scope *scope, sg_str name)
{
    if (scope->index) {
        uint32_t position = *place_of(scope, name);
        return position ? &scope->variables[position - 1] : NULL;
    }
    for (uint32_t i = 0; i < scope->count; i++)
        if (sg_str_equal(scope->variables[i].name, name))
            return &scope->variables[i];
    return NULL;
}

const sg_variable *sg_scope_find_here(const sg_scope *scope, sg_str name)
{
    return find(scope, name);
}

const sg_variable *sg_scope_find(const sg_scope *scope, sg_str name)
{
    for (; scope; scope = scope->parent) {
        const sg_variable *variable = find(scope, name);
        if (variable)
            return variable;
    }
    return NULL;
}

/* Twice the room; from FEW on also an index with at most half of its places taken. */
static sg_status grow(sg_scope *scope, sg_arena *arena)
{
    uint32_t capacity = scope->capacity ? scope->capacity * 2 : FEW;
    sg_variable *variables = sg_arena_make_array(arena, sg_variable, capacity);
    if (!variables)
        return SG_ENOMEM;
    if (scope->variables)
        memcpy(variables, scope->variables, scope->count * sizeof(*variables));
    scope->variables = variables;
    scope->capacity = capacity;
    if (capacity == FEW)
        return SG_OK;
    scope->index_size = capacity * 2;
    scope->index = sg_arena_make_array(arena, uint32_t, scope->index_size);
    if (!scope->index)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < scope->count; i++)
        *place_of(scope, scope->variables[i].name) = i + 1;
    return SG_OK;
}

sg_status sg_scope_declare(sg_scope *scope, sg_arena *arena, sg_variable variable)
{
    sg_variable *there = find(scope, variable.name);
    if (there) {
        *there = variable;
        return SG_OK;
    }
    if (!scope->variables || scope->count == scope->capacity)
        SG_TRY(grow(scope, arena));
    scope->variables[scope->count++] = variable;
    if (scope->index)
        *place_of(scope, variable.name) = scope->count;
    return SG_OK;
}

sg_str sg_scope_suggest(const sg_scope *scope, sg_str wanted)
{
    sg_suggestion suggestion = { .wanted = wanted };
    for (; scope; scope = scope->parent)
        for (uint32_t i = 0; i < scope->count; i++)
            sg_suggestion_offer(&suggestion, scope->variables[i].name);
    return suggestion.best;
}
