/* eval.h - expressions, evaluated for many rows at a time.
 *
 * sg_eval_open() turns an expression into a tree of evaluators: one class per kind of expression,
 * state (subplans, constants, memories of distinct strings) apart from the AST.  An evaluator is
 * asked for a *vector*, one cell per row of the batch, or for *truths*, one byte per row; a class
 * has one of the two and the other is made of it.
 *
 *     role.name STARTS WITH 'adm' AND size(x) / y > 2
 *       And  ------------- rows where the left side is false are never asked for on the right, so
 *        |- StartsWith     that y = 0 there is no error
 *        `- Comparison
 *
 * Cells of rows that were not asked for hold anything.  Results live in the arena that is passed
 * in, or are views of the batch.
 */
#ifndef SG_EVAL_H
#define SG_EVAL_H

#include "query/exec/batch.h"
#include "query/exec/operator.h"
#include "query/syntax/ast.h"

typedef struct sg_eval sg_eval;
typedef struct sg_eval_class {
    size_t size; /* of the state, which begins with an sg_eval */
    SG_MUST_USE sg_status (*open)(sg_eval *eval);
    /* One of these two is NULL. */
    SG_MUST_USE sg_status (*values)(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                    sg_vector *out);
    SG_MUST_USE sg_status (*truths)(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                    uint8_t *out);
} sg_eval_class;

struct sg_eval {
    const sg_eval_class *class;
    const sg_expression *expression;
    sg_exec *exec;
    bool fixed; /* the same for all rows of the execution: no variables, nothing volatile */
    bool known; /* `value` is what the fixed expression gave */
    sg_value value;
};

SG_MUST_USE sg_status sg_eval_open(sg_exec *exec, const sg_expression *expression,
                                   sg_eval **out);
/* Opens a list of expressions linked by `next` into an array. */
SG_MUST_USE sg_status sg_eval_open_list(sg_exec *exec, const sg_expression *first,
                                        sg_eval ***out, uint32_t *count);

/* Whether all of them are fixed; NULLs are. */
bool sg_eval_all_fixed(sg_eval *const *evals, uint32_t count);

/* A cell for each of the rows. */
SG_MUST_USE sg_status sg_eval_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                     sg_vector *out);
/* An sg_truth for each of the rows, in `out[row]`.  A value that is neither boolean nor null is an
 * error. */
SG_MUST_USE sg_status sg_eval_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                     uint8_t *out);
/* Those of the rows for which the predicate is true, as a selection of the batch. */
SG_MUST_USE sg_status sg_eval_select(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                     const uint16_t **selection, uint32_t *count);
/* The value where there is no row at all: of SKIP, LIMIT and other constants. */
SG_MUST_USE sg_status sg_eval_alone(sg_eval *eval, sg_arena *arena, sg_value *out);

/* Buffers for results: a cell per row of the batch.  NULL when memory is out. */
SG_MUST_USE sg_value *sg_eval_cells(const sg_rows *rows, sg_arena *arena);
SG_MUST_USE uint16_t *sg_eval_selection(const sg_rows *rows, sg_arena *arena);

/* Adds the place of the expression to a failure that has none. */
sg_status sg_eval_failed(sg_eval *eval, sg_status status);

/* Copies of rows of a batch with further columns: what the inside of a comprehension sees. */
typedef struct sg_inner {
    sg_batch batch;
    sg_slots outer;   /* slots of the outer row that the inside reads, perhaps */
    bool is_volatile; /* the inside may differ from one evaluation to the next */
} sg_inner;
/* `locals` are the slots that the inside adds; expressions may be NULL. */
SG_MUST_USE sg_status sg_inner_open(sg_inner *inner, sg_exec *exec,
                                    const sg_expression *const *insides, uint32_t count,
                                    sg_slots locals);
/* `rows[i]` is the row of `from` that inner row i stands in. */
SG_MUST_USE sg_status sg_inner_fill(sg_inner *inner, const sg_batch *from, const uint16_t *rows,
                                    uint32_t count, sg_arena *arena);
/* All inner rows stand in one row of `from`. */
void sg_inner_spread(sg_inner *inner, const sg_batch *from, uint32_t row, uint32_t count);

/* The classes, by file. */
extern const sg_eval_class sg_eval_literal, sg_eval_parameter,
    sg_eval_variable;                                               /* eval_leaf.c */
extern const sg_eval_class sg_eval_property;                        /* eval_property.c */
extern const sg_eval_class sg_eval_logic, sg_eval_xor, sg_eval_not; /* eval_logic.c */
extern const sg_eval_class sg_eval_null_test, sg_eval_labels;       /* eval_test.c */
extern const sg_eval_class sg_eval_comparison;                      /* eval_comparison.c */
extern const sg_eval_class sg_eval_in;                              /* eval_in.c */
extern const sg_eval_class sg_eval_text;                            /* eval_text.c */
extern const sg_eval_class sg_eval_operator, sg_eval_function;      /* eval_call.c */
extern const sg_eval_class sg_eval_aggregate;                       /* eval_leaf.c */
extern const sg_eval_class sg_eval_coalesce;                        /* eval_coalesce.c */
extern const sg_eval_class sg_eval_case;                            /* eval_case.c */
extern const sg_eval_class sg_eval_list, sg_eval_map,
    sg_eval_map_projection;                                           /* eval_literal.c */
extern const sg_eval_class sg_eval_comprehension, sg_eval_quantifier; /* eval_comprehension.c */
extern const sg_eval_class sg_eval_reduce;                            /* eval_reduce.c */
extern const sg_eval_class sg_eval_exists, sg_eval_count, sg_eval_collect; /* eval_subplan.c */

#endif
