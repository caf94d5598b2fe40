/* procedures.h - what CALL name(arguments) YIELD columns can call.
 *
 *     built in      db.labels() and its like: what tools ask a database about itself (builtin.c)
 *     defined       a table that somebody hands over: a call gives the rows whose inputs equal its
 *                   arguments (define.c)
 *
 *         test.city(name :: STRING, id :: INTEGER) :: (city :: STRING)
 *                                     name      id | city
 *         CALL test.city('Stefan', 1) 'Andres'  1  | 'Malmö'
 *                                     'Stefan'  1  | 'Berlin'      <-- this one
 *
 * Both are rows of cells, so that binder, planner and executor know one kind only.
 */
#ifndef SG_PROCEDURES_H
#define SG_PROCEDURES_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "query/functions/functions.h"

typedef struct sg_procedure_field {
    sg_str name;
    sg_type_set takes; /* an argument may be; null always fits */
    sg_type_set gives; /* a column may be, null apart */
} sg_procedure_field;

/* Cells row after row: first those of the inputs, then those of the outputs. */
typedef struct sg_procedure_rows {
    const sg_value *cells;
    uint32_t count;
} sg_procedure_rows;

typedef struct sg_procedure {
    sg_str name; /* found without regard to case */
    const sg_procedure_field *inputs, *outputs;
    uint32_t input_count, output_count; /* without outputs a call gives every row on, once */
    /* The rows of this moment, in the arena or borrowed from the graph; NULL: `table`.
     * Errors: SG_ENOMEM. */
    sg_status (*rows)(const sg_graph *graph, sg_arena *arena, sg_procedure_rows *out);
    sg_procedure_rows table;
    const char *summary; /* for help */
} sg_procedure;

/* The procedures that somebody has defined. */
typedef struct sg_procedures sg_procedures;

SG_MUST_USE sg_status sg_procedures_new(sg_procedures **out, sg_error *err);
void sg_procedures_free(sg_procedures *procedures); /* NULL is allowed */
void sg_procedures_clear(sg_procedures *procedures);
/* Defines a procedure, or defines it anew, by the map
 *
 *     {name: 'test.city', in: [['name', 'STRING?'], ['id', 'INTEGER?']], out: [['city', 'STRING?']],
 *      columns: ['name', 'id', 'city'], rows: [['Andres', 1, 'Malmö'], ['Stefan', 1, 'Berlin']]}
 *
 * which is copied.  `columns` says in which order the cells of `rows` stand; both may be left out
 * together.  No statement that was prepared with these procedures may run any more.
 * Errors: SG_EINVAL (not such a map), SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_procedures_define(sg_procedures *procedures, sg_value definition,
                                           sg_error *err);
/* The index-th of them, NULL past the end. */
const sg_procedure *sg_procedures_at(const sg_procedures *procedures, uint32_t index);

/* The index-th of those that are built in, NULL past the end. */
const sg_procedure *sg_procedure_at(uint32_t index);
/* The procedure of that name, or NULL; `defined` may be NULL and comes before what is built in. */
const sg_procedure *sg_procedure_find(const sg_procedures *defined, sg_str name);
/* The name nearest to a wrong one, or {NULL, 0}. */
sg_str sg_procedure_suggest(const sg_procedures *defined, sg_str wrong);

#endif
