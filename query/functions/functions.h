/* functions.h - the functions of the language: one table that binder, executor and shell share.
 *
 *     functions.def   a row: name, arguments, types, implementation, summary
 *        |
 *        +-- binder     is there such a function, do count and static types fit
 *        +-- executor   sg_function_call(), sg_aggregate_step()
 *        +-- shell      `:help`, completion, "did you mean"
 *
 * Implementations never see a null (unless their row says SG_TAKES_NULL) nor a type that their row
 * does not take: sg_function_call() answers null or fails before it comes to that.
 */
#ifndef SG_FUNCTIONS_H
#define SG_FUNCTIONS_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "engine/value.h"
#include "query/access.h"

/* A set of types, one bit each: SG_TYPE_BIT(SG_TYPE_STRING) | ... */
typedef uint16_t sg_type_set;
#define SG_TYPE_BIT(type) ((sg_type_set)(1u << (type)))
#define SG_ANY_TYPE ((sg_type_set)((1u << (SG_TYPE_NULL + 1)) - 1))
_Static_assert(SG_TYPE_NULL < 16, "a set of types has a bit for each");

/* What a call may use beside its arguments. */
typedef struct sg_call {
    const sg_graph *graph;
    sg_arena *arena;              /* results go here */
    int64_t now;                  /* statement time: seconds since 1970 ... */
    uint32_t now_nanoseconds;     /* ... and the part of a second */
    struct sg_zones *zones;       /* time zones by name (zone.h) */
    const sg_access_judge *judge; /* of canAccess(), or NULL */
    uint64_t *random_state;       /* of rand() and randomUUID(); any start value */
} sg_call;

/* The result may borrow what the arguments point to, from the graph and from call->arena; the array
 * of arguments itself is free for reuse. */
typedef sg_status sg_scalar(const sg_call *call, const sg_value *arguments, uint32_t count,
                            sg_value *out, sg_error *err);

/* An aggregate is a state in an arena: zeroed to begin with, then one step a row, then finish.  The
 * executor drops duplicates before the step when the query says DISTINCT.  A step keeps no pointer
 * into its arguments: what it keeps it copies into call->arena, which must live as long as the
 * state. */
typedef struct sg_aggregate_class {
    size_t size; /* of the state */
    sg_status (*step)(void *state, const sg_call *call, const sg_value *arguments,
                      uint32_t count, sg_error *err);
    sg_status (*finish)(void *state, const sg_call *call, sg_value *out, sg_error *err);
} sg_aggregate_class;

enum {
    SG_TAKES_NULL =
        1 << 0, /* a null argument is an argument, and does not make the result null */
    SG_VOLATILE = 1 << 1,    /* equal arguments may give different results: not to be folded */
    SG_READS_GRAPH = 1 << 2, /* needs call->graph: not to be folded before a graph is there */
    SG_READS_AFAR = 1 << 3,  /* reads more of the graph than the entities that it is given */
};

#define SG_ANY_COUNT UINT8_MAX

typedef struct sg_function {
    sg_str name;              /* as it is printed; names are found without regard to case */
    uint8_t minimum, maximum; /* arguments; SG_ANY_COUNT = no bound */
    uint8_t flags;
    sg_type_set
        takes[3];      /* of the first, second, third and later arguments; null always fits */
    sg_type_set gives; /* null apart */
    sg_scalar *scalar; /* one of these two is NULL */
    const sg_aggregate_class *aggregate;
    const char *arguments; /* "list", "text, search, replacement": for help */
    const char *summary;   /* for help */
} sg_function;

static inline bool sg_function_is_aggregate(const sg_function *function)
{
    return function->aggregate != NULL;
}
/* What the argument at the position may be. */
sg_type_set sg_function_takes(const sg_function *function, uint32_t position);

/* The function of that name, or NULL. */
const sg_function *sg_function_find(sg_str name);
/* All of them, in the order of functions.def: by theme. */
uint32_t sg_function_count(void);
const sg_function *sg_function_at(uint32_t index);
/* The name nearest to a wrong one, or {NULL, 0}: "did you mean". */
sg_str sg_function_suggest(sg_str wrong);

/* Calls a scalar function: null for null arguments, TypeError/InvalidArgumentValue for types that
 * it does not take.  The count fits the row: the binder saw to it. */
SG_MUST_USE sg_status sg_function_call(const sg_function *function, const sg_call *call,
                                       const sg_value *arguments, uint32_t count, sg_value *out,
                                       sg_error *err);
/* The same check, then one step of an aggregate.  count(*) is count() of anything but null. */
SG_MUST_USE sg_status sg_aggregate_step(const sg_function *function, void *state,
                                        const sg_call *call, const sg_value *arguments,
                                        uint32_t count, sg_error *err);
SG_MUST_USE sg_status sg_aggregate_finish(const sg_function *function, void *state,
                                          const sg_call *call, sg_value *out, sg_error *err);

#endif
