/* scope.h - the variables that can be seen from one place of a statement.
 *
 *     MATCH (n) ...              scope 1: n
 *       [x IN n.list | ...]      scope 2: x        parent 1
 *     WITH n AS m                scope 3: m        takes the place of 1
 *       EXISTS { MATCH (m)-->(k) }   scope 4: k    parent 3
 */
#ifndef SG_BIND_SCOPE_H
#define SG_BIND_SCOPE_H

#include "engine/base/arena.h"
#include "query/bind/bind.h"
#include "query/bind/types.h"

typedef struct sg_variable {
    sg_str name;
    uint32_t slot;
    sg_variable_kind kind;
    sg_bind_type type;
    const void *clause; /* the pattern list that introduced it, while that is being bound */
} sg_variable;

typedef struct sg_scope sg_scope;
struct sg_scope {
    const sg_scope *parent; /* NULL: nothing further out can be seen */
    sg_variable *variables; /* in order of declaration */
    uint32_t count, capacity;
    uint32_t *index; /* position + 1 by hash of the name; NULL while there are few */
    uint32_t index_size;
};

/* NULL when the arena is full. */
SG_MUST_USE sg_scope *sg_scope_new(sg_arena *arena, const sg_scope *parent);
/* The variable of this name, here or further out; borrowed until the next declaration. */
const sg_variable *sg_scope_find(const sg_scope *scope, sg_str name);
/* The same without going out. */
const sg_variable *sg_scope_find_here(const sg_scope *scope, sg_str name);
/* Declares a variable, which hides those further out; one that is here already is replaced.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_scope_declare(sg_scope *scope, sg_arena *arena, sg_variable variable);
/* The nearest name that can be seen, or {NULL, 0}. */
sg_str sg_scope_suggest(const sg_scope *scope, sg_str wanted);

#endif
