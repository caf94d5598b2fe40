/* bind.h - what every name of a statement means, and all that is wrong with it before it runs.
 *
 *     AST  --bind-->  the same AST, its `bind:` fields filled in
 *                     + slots     one number per variable, named or not
 *                     + columns   what the statement returns
 *                     + warnings  labels, types and properties that the graph does not have
 *                     + footprint which of them the statement reads
 *
 * Slots are unique in the whole statement, subqueries and comprehension variables included.  A
 * variable that a WITH only passes on or renames keeps its slot.
 */
#ifndef SG_BIND_H
#define SG_BIND_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "query/procedures/procedures.h"
#include "query/query.h"
#include "query/syntax/ast.h"

typedef enum sg_variable_kind {
    SG_VARIABLE_VALUE,
    SG_VARIABLE_NODE,
    SG_VARIABLE_EDGE,
    SG_VARIABLE_EDGES, /* the list of relationships of a variable-length step */
    SG_VARIABLE_PATH,
} sg_variable_kind;

typedef struct sg_binding_slot {
    sg_variable_kind kind;
    sg_str name; /* empty: not named in the text */
} sg_binding_slot;

/* A label, type or property name that the statement mentions. */
typedef struct sg_footprint_name {
    sg_footprint kind;
    sg_str name;
} sg_footprint_name;

typedef struct sg_binding {
    sg_str text;
    sg_statement *statement;
    const sg_binding_slot *slots;
    uint32_t slot_count;
    const sg_str *columns; /* names of the columns of the result */
    uint32_t column_count;
    const sg_error *warnings;
    uint32_t warning_count;
    const sg_footprint_name *footprint; /* sorted by kind, then name; unique */
    uint32_t footprint_count;
    bool reads_any[3]; /* by sg_footprint: others of the kind are read as well, perhaps */
} sg_binding;

/* The name of a column: its alias, its variable, or what stands in the text. */
sg_str sg_column_name(sg_str text, const sg_projection_item *item);

typedef struct sg_bind_options {
    bool lenient;                    /* no warnings about names that the graph does not have */
    const sg_procedures *procedures; /* beside those that are built in; borrowed; may be NULL */
} sg_bind_options;

/* Binds the statement in place; `text` is borrowed for as long as the binding, which lives in the
 * arena.
 * Errors: SG_EINVAL as query errors of the compile phase, SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_bind(const sg_graph *graph, sg_str text, sg_statement *statement,
                              sg_bind_options options, sg_arena *arena, sg_binding **out,
                              sg_error *err);

/* Leaves out of the result what is not seen (sg_query_options.seen), where that is legal and pays.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_bind_seen(sg_binding *binding, sg_seen_columns seen, sg_arena *arena);

#endif
