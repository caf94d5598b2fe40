/* operator.h - the protocol of operators: a plan node is read-only, an operator is its state.
 *
 *     open    once: make what the plan node needs (evaluators, buffers), in exec->arena
 *     next    fill op->batch from the next rows of the input; a batch of no rows is the end, and
 *             after the end next is not called again until a rewind
 *     rewind  forget everything read so far: the next rows are those of a new argument
 *
 * There is no close: everything an operator has lives in arenas of the execution.
 *
 * A right side, or a subplan in an expression, hangs on an *argument*: the row around it.  Whoever
 * owns the argument sets it and rewinds the tree below; Argument operators read it.
 *
 *     Apply ---- right: Expand - Argument
 *       |   `- argument { batch, row } --^
 *     input
 *
 * Failures are statuses; their story is in exec->error.  Memory and time limits need no story of
 * their own: sg_op_next() tells them, and names the operator.
 */
#ifndef SG_OPERATOR_H
#define SG_OPERATOR_H

#include "query/errors.h"
#include "query/exec/batch.h"
#include "query/exec/exec.h"
#include "query/functions/functions.h"

typedef struct sg_op sg_op;
typedef struct sg_op_class {
    size_t size; /* of the state, which begins with an sg_op */
    SG_MUST_USE sg_status (*open)(sg_op *op);
    SG_MUST_USE sg_status (*next)(sg_op *op);
    /* Instead of next; NULL: see sg_op_count(). */
    SG_MUST_USE sg_status (*count)(sg_op *op, sg_value *numbers, uint64_t *rows, bool *done);
    SG_MUST_USE sg_status (*rewind)(sg_op *op); /* NULL: nothing to forget but the input's */
    double (*progress)(const sg_op *op, double within); /* NULL: not known; see below */
} sg_op_class;

/* The row of the outer query, or several of them. */
typedef struct sg_argument {
    const sg_batch *batch; /* NULL: the top, one empty row */
    const sg_op *around; /* whose batch that is, or NULL: nobody's of whom progress is known */
    uint32_t row;
    bool whole;       /* all of `rows` at once, told apart by the ordinal */
    sg_rows rows;     /* of `batch` */
    uint32_t ordinal; /* slot that gets the row number in `batch`, as an id */
} sg_argument;

struct sg_op {
    const sg_op_class *class;
    const sg_plan *plan;
    sg_exec *exec;
    sg_op *input, *right;
    const sg_argument *argument;
    sg_batch batch;
    sg_arena *arena; /* what the current batch points to; reset before each next */
    uint32_t room;   /* rows the next batch may have: few at first, so that a LIMIT, or a test
                           for existence, pays little, unless all rows are going to be taken */
    uint32_t first_room;
    bool ended;   /* sg_op_next() has given the end */
    bool differs; /* a Reduce: no two of its rows have the same value of what is read of them */
    sg_exec_counts counts;
    sg_op *sibling; /* in the list of all operators of the execution */
};

typedef struct sg_deferred sg_deferred; /* deferred.h */

/* An arena that dies with the execution. */
typedef struct sg_arena_link {
    sg_arena *arena;
    struct sg_arena_link *next;
} sg_arena_link;

/* One execution, as operators see it. */
struct sg_exec {
    const sg_graph *graph;
    sg_graph *changes; /* the same graph, when the statement may change it */
    sg_counters counters;
    sg_deferred *deferred; /* nodes that go at the end */
    size_t changed_bytes;  /* of `changes`, as far as the budget knows */
    const sg_plan_tree *tree;
    sg_value parameters;
    sg_query_limits limits;
    sg_budget budget;
    sg_arena *arena; /* operators, evaluators and what lives as long */
    sg_op *root;
    sg_op *operators;
    sg_argument top; /* the argument of the root */
    bool profile;
    uint64_t nested_nanoseconds, nested_memory; /* of what the operator that runs has called */
    uint32_t depth;                             /* of operators and expressions being opened */
    bool all_taken;    /* whoever opens an operator is going to take all of its rows */
    uint64_t deadline; /* sg_clock_monotonic(), or 0 */
    uint64_t work;     /* steps since the clock was read */
    bool late;         /* the deadline has passed */
    uint64_t steps;    /* until the clock was read */
    uint64_t patience; /* of them for a subquery that sets could answer */
    bool impatient;    /* they were not enough */
    sg_step state;     /* SG_ROW while rows may come */
    uint64_t rows;     /* given out */
    uint32_t position; /* in the root's batch */
    sg_value *row;
    int64_t now;
    const sg_access_judge *judge;
    struct sg_zones *zones;
    uint64_t random;
    sg_error error;
    sg_arena_link *arenas;
    sg_reduce reduce;
    struct sg_set_store *sets; /* to share sets with other statements, or NULL */
    const struct sg_id_set *among;
    sg_set_counts set_counts;   /* but for those that `reduced` knows */
    struct sg_reduced *reduced; /* query/exec/reductions.h */
};

/* The classes: sg_op_expand and so on, query/exec/op_expand.c. */
#define OPERATOR(id, name, title, summary) extern const sg_op_class sg_op_##name;
#include "query/operators.def"
#undef OPERATOR

/* How many operators and expressions may stand within one another: they call each other. */
enum { SG_EXEC_DEPTH = 3000 };
/* Counts one level more; SG_ELIMIT when it is one too many.  Pairs with exec->depth--. */
SG_MUST_USE sg_status sg_exec_enter(sg_exec *exec, sg_span span);

/* Opens the tree of operators below a plan node. */
SG_MUST_USE sg_status sg_op_open(sg_exec *exec, const sg_plan *plan,
                                 const sg_argument *argument, sg_op **out);
/* Fills op->batch; op->batch.count == 0 is the end. */
SG_MUST_USE sg_status sg_op_next(sg_op *op);
/* Instead of asking for any batch: adds to the numbers, which are by row of an argument whose rows are all taken at once,
 * how many rows there are for each of them.  *done is false where they must be made for that. */
SG_MUST_USE sg_status sg_op_count(sg_op *op, sg_value *numbers, bool *done);
/* Rewinds the operator and its input (not its right side, whose owner knows when). */
SG_MUST_USE sg_status sg_op_rewind(sg_op *op);

/* The share of what the operator is going to read that it has read when `within` (0 to 1) of its batch at
 * hand is used up: what scans have given of their nodes, all the way down.  0 where nobody knows. */
double sg_op_progress(const sg_op *op, double within);
/* Of an operator whose rows are its input's. */
double sg_op_input_progress(const sg_op *op, double within);

/* For an operator that wants no rows of its input: what is written below is written all the same. */
SG_MUST_USE sg_status sg_op_write_below(sg_op *op);

/* Whether the plan reads the row around it. */
bool sg_plan_is_correlated(const sg_plan *plan);

/* An arena of its own that dies with the execution. */
SG_MUST_USE sg_status sg_exec_arena(sg_exec *exec, sg_arena **out);
/* Counts steps of work that no batch bounds; SG_ELIMIT once the deadline has passed, or patience
 * is at its end. */
SG_MUST_USE sg_status sg_exec_look_at_clock(sg_exec *exec);
static inline sg_status sg_exec_work(sg_exec *exec, uint64_t steps)
{
    exec->work += steps;
    return exec->work < 16384 ? SG_OK : sg_exec_look_at_clock(exec);
}
static inline sg_status sg_op_touch_edges(sg_op *op, uint64_t edges)
{
    op->counts.edges_touched += edges;
    return sg_exec_work(op->exec, edges);
}
/* Nodes and relationships that the statement has deleted cannot be read any more. */
SG_MUST_USE sg_status sg_exec_check_entity(sg_exec *exec, sg_slot_kind kind, uint32_t id,
                                           sg_span span);
/* What a function call may use, with results in the arena. */
static inline sg_call sg_exec_call(sg_exec *exec, sg_arena *arena)
{
    return (sg_call){ .graph = exec->graph,
                      .arena = arena,
                      .now = exec->now,
                      .judge = exec->judge,
                      .zones = exec->zones,
                      .random_state = &exec->random };
}

#endif
