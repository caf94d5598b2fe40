/* query.h - a statement from text to rows: prepare, run, step, close.
 *
 *     prepare:  text -> syntax -> bind -> plan      once, against one graph; may run many times
 *     run:      plan + parameters -> batches of rows
 *
 * The graph must outlive the query and the query its results.  One query may have one open result
 * at a time.
 */
#ifndef SG_QUERY_H
#define SG_QUERY_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "engine/value.h"
#include "query/access.h"
#include "query/procedures/procedures.h"

/* Bounds of one statement; each has a default and its own error text. */
typedef struct sg_query_limits {
    size_t memory; /* bytes of all arenas of the statement, and of what it writes */
    uint64_t rows; /* rows of the result */
    uint64_t milliseconds;
    uint32_t path_depth; /* relationships of one variable-length path */
} sg_query_limits;

sg_query_limits sg_query_limits_default(void); /* 2 GiB, 10 million rows, 60 s, 100,000 */

/* Whether a MATCH is answered by sets of nodes before rows (docs/decisions/0009-*). */
typedef enum sg_reduce {
    SG_REDUCE_WHERE_IT_PAYS, /* once there turn out to be many rows */
    SG_REDUCE_EARLY, /* before there are many: what is worked out serves other statements too */
    SG_REDUCE_NEVER,
    SG_REDUCE_ALWAYS, /* wherever it is legal, however little there is to gain: for tests */
} sg_reduce;

/* Columns of a result that are looked at, by name. */
typedef struct sg_seen_columns {
    const sg_str *names;
    uint32_t count; /* 0: all are, and how often a row comes counts */
} sg_seen_columns;

typedef struct sg_query_options {
    sg_query_limits limits;
    unsigned threads;             /* 0 = one */
    int64_t now;                  /* statement time, seconds since 1970: timestamp() and such */
    const sg_access_judge *judge; /* of canAccess(); borrowed while the statement may run; NULL:
                                     there is none, and every answer is null */
    const sg_procedures
        *procedures; /* beside those that are built in; borrowed likewise, and not to
                                        be changed meanwhile; NULL: none */
    sg_reduce reduce;
    struct sg_set_store
        *sets; /* shared with other statements on the graph, or NULL; outlives the
                                  results (query/reduce/set_store.h) */
    /* A column that only passes on a variable of a MATCH, by its name: the statement starts from nodes
     * of that variable, of those in `among_nodes` alone (NULL: all).  Borrowed while the statement
     * may run.  Where it is local in the column, these are its rows about these nodes. */
    sg_str among;
    const struct sg_id_set *among_nodes;
    /* Whoever asks looks at these columns alone, at each combination of their values once, and at no order: the
     * result may lack other columns and come without duplicates (query/bind/seen.c).  Borrowed likewise. */
    sg_seen_columns seen;
    bool plan_only; /* parse and bind without caring for labels that the graph does not have */
} sg_query_options;

typedef struct sg_query sg_query;
typedef struct sg_result sg_result;
struct sg_touched; /* query/reduce/around.h */
struct sg_id_set;

/* What a statement changed: how often something was done, not what differs in the end. */
typedef struct sg_counters {
    uint64_t nodes_created, nodes_deleted;
    uint64_t relationships_created, relationships_deleted;
    uint64_t properties_set, labels_added, labels_removed;
    uint64_t indexes_added, indexes_removed;
} sg_counters;

/* Text is copied.  `options` may be NULL.  Errors are query errors with spans in the text; a
 * statement that writes needs a session (query/session.h) unless it is only planned. */
SG_MUST_USE sg_status sg_query_prepare(const sg_graph *graph, sg_str text,
                                       const sg_query_options *options, sg_query **out,
                                       sg_error *err);
void sg_query_free(sg_query *query); /* NULL is allowed */
/* Limits, threads and time of the runs to come; NULL: the usual ones. */
void sg_query_set_options(sg_query *query, const sg_query_options *options);
/* Bytes that the prepared statement holds. */
size_t sg_query_memory(const sg_query *query);

uint32_t sg_query_columns(const sg_query *query);
sg_str sg_query_column_name(const sg_query *query, uint32_t column);
sg_str sg_query_text(const sg_query *query);
bool sg_query_is_explain(const sg_query *query);
bool sg_query_writes(const sg_query *query);
/* What the nodes and relationships in its rows belong to; of a session, from the time it was prepared
 * until its result is closed, as the plan is that EXPLAIN prints. */
const sg_graph *sg_query_graph(const sg_query *query);
bool sg_query_is_profile(const sg_query *query);
/* Warnings such as "no node has the label `Bukket`; did you mean `Bucket`?", or NULL past the end. */
const sg_error *sg_query_warning(const sg_query *query, uint32_t index);
/* Which labels, types and property names the statement reads: for coverage and re-evaluation. */
typedef enum sg_footprint {
    SG_FOOTPRINT_LABEL,
    SG_FOOTPRINT_TYPE,
    SG_FOOTPRINT_KEY
} sg_footprint;
/* The index-th name of that kind in the statement, sorted; false past the end. */
bool sg_query_footprint(const sg_query *query, sg_footprint kind, uint32_t index, sg_str *out);
/* Whether it may read others of that kind as well: a pattern without labels, without types, properties
 * by computed names, functions and procedures that look at whatever there is. */
bool sg_query_reads_any(const sg_query *query, sg_footprint kind);
/* Rows of all operators together, as the planner thinks: to compare statements by what they cost. */
double sg_query_estimate(const sg_query *query);
/* The same for statements that need the same conditions on relationships to be evaluated: what one has worked out
 * the others find in the set store (query/plan/family.h).  0: there are none. */
uint64_t sg_query_family(const sg_query *query);
/* Whether what the statement says of one node of the column depends on nothing but the matches that this node is in
 * (query/plan/reduction.h): when something changes, only nodes that are or were in a match with it can
 * have other rows. */
bool sg_query_is_local(const sg_query *query, uint32_t column);
/* Those nodes, perhaps with others: of the column of a local statement, given what was touched of the
 * query's graph (query/reduce/around.h).  The set is the caller's.  First the nodes that subqueries lead
 * to, which are touched themselves; they are to be added in both versions.  *certain tells that the statement has
 * exactly one row about each node of the set, which says nothing but the node. */
SG_MUST_USE sg_status sg_query_subtouched(sg_query *query, const struct sg_touched *touched,
                                          struct sg_id_set **out, sg_error *err);
SG_MUST_USE sg_status sg_query_touched(sg_query *query, uint32_t column,
                                       const struct sg_touched *touched, struct sg_id_set **out,
                                       bool *certain, sg_error *err);
/* The plan as a tree of text, one operator a line. */
void sg_query_explain(const sg_query *query, sg_buffer *out);

/* `parameters` is a map value or null; borrowed until the result is closed. */
SG_MUST_USE sg_status sg_query_run(sg_query *query, sg_value parameters, sg_result **out,
                                   sg_error *err);
typedef enum sg_step { SG_ROW, SG_DONE, SG_FAIL } sg_step;
/* The next row: `*row` has one value a column, borrowed until the next step. */
SG_MUST_USE sg_step sg_result_next(sg_result *result, const sg_value **row, sg_error *err);
/* Relationships visited so far: deterministic, for regression guards. */
uint64_t sg_result_edges_touched(const sg_result *result);
/* What sets of nodes have done for a result so far. */
typedef struct sg_set_counts {
    uint64_t ends, weights, partners, pairs,
        totals;          /* questions that were answered without rows */
    uint64_t trails;     /* those of the ends that were proved or tried node by node */
    uint64_t declined;   /* questions that were left to the rows */
    uint64_t narrowed;   /* patterns whose rows were made within reduced sets */
    uint64_t subqueries; /* whose existence was looked up */
    uint64_t joined;  /* pairs of nodes between which all shortest paths came of two searches */
    uint64_t reached; /* walks of variable length of which only the ends were searched */
    uint64_t
        conditions;   /* questions answered along relationships that have to pass conditions */
    uint64_t degrees; /* optional branches of which there was a number and no rows */
} sg_set_counts;
sg_set_counts sg_result_sets(const sg_result *result);
/* Complete once all rows have been taken. */
sg_counters sg_result_counters(const sg_result *result);
/* Of a session: what was written stays if all rows had been taken without failure, else nothing of
 * it.  Nodes and relationships of the rows cannot be read any more. */
void sg_result_close(sg_result *result); /* NULL is allowed */

/* --- PROFILE ------------------------------------------------------------------------------------ */
/* A line of the plan that ran: an operator with its counts so far, the expression in the statement that
 * the operators deeper than it answer, or the candidates of a vertex, `(vm:Machine) 600 -> 17`: nodes
 * that its set had before the arcs of the pattern reduced it, and after; then how many relationships the
 * conditions of an arc leave, `(r)-[a:CAN WHERE a.read]->(b) 900 -> 650`; then each semi-join along an arc that
 * led there, `(vm:Machine)-[:HAS]->(r): (r) 40 -> 9`, or `9, known` where another statement had made it. */
typedef struct sg_profile_line {
    bool is_operator;
    unsigned depth;       /* 0: the root */
    sg_str title, detail; /* borrowed until the next line */
    double estimate;      /* rows, as the planner thought */
    uint64_t rows, batches, edges_touched;
    /* Its own, without those of the operators below it: */
    uint64_t memory; /* bytes */
    uint64_t nanoseconds;
} sg_profile_line;
typedef void sg_profile_reader(void *reader, const sg_profile_line *line);
/* Reads the plan of the query with what the result has done so far, from the root down.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_query_profile(const sg_query *query, const sg_result *result,
                                       sg_profile_reader *read, void *reader);

#endif
