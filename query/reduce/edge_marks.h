/* edge_marks.h - which relationships of one type an arc with conditions of its own may follow.
 *
 *     (r)-[a:CAN_ACCESS]->(b)   WHERE a.read AND a.certainty = 'must'
 *
 *     out     places by start   [ 1 0 1 | 1 | 0 0 1 ]      r1: b1 b4 b7   r2: b1   r3: b2 b3 b7
 *     in      places by end     [ 1 1 | 0 | 0 | 0 | 1 1 ]  b1: r1 r2   b2: r3   b3: r3   b4: r1   b7: r1 r3
 *     spans   numbers           all relationships of a span have the same properties
 *     added   ids               of those that changes have added
 *
 * Conditions are evaluated once per version of the graph, for a column at a time where they can be; a bit
 * is then all that following a relationship costs.  Places by end are made from those by start when they
 * are first asked for, of the nodes alone that the arc may have at that end.
 */
#ifndef SG_REDUCE_EDGE_MARKS_H
#define SG_REDUCE_EDGE_MARKS_H

#include "engine/base/text.h"
#include "engine/column_marks.h"
#include "query/plan/reduction.h"
#include "query/reduce/set_store.h"

/* Who evaluates the conditions of an arc. */
typedef struct sg_edge_tester {
    void *self;
    /* Writes what the conditions say, so that equal texts have equal answers; false when there is none. */
    bool (*name)(void *self, const sg_reduced_arc *arc, sg_buffer *out);
    /* Bits of a column, from the first relationship of the type on, that are what its conditions say; without words
     * where there are none.  The graph's; of relationships that have changed they may say anything. */
    sg_status (*column)(void *self, const sg_reduced_arc *arc, sg_reltype type,
                        sg_column_bits *out);
    /* Adds to the bits, which begin at the first relationship of the type, those in columns that pass. */
    sg_status (*mark)(void *self, const sg_reduced_arc *arc, sg_reltype type, sg_id_bits *bits);
    /* Keeps those of the relationships that pass; in place, in order. */
    sg_status (*test)(void *self, const sg_reduced_arc *arc, uint32_t *edges, uint32_t *count);
} sg_edge_tester;

typedef struct sg_edge_marks sg_edge_marks;

/* Those of the type that pass the tests of the arc, whose text is `key`; `ends` has all nodes at which
 * somebody looks against the direction of the relationships.  The store, where there is one, is asked and told.
 * Errors: SG_ENOMEM, SG_EUNSUPPORTED (spans whose relationships have no ids, or not all the same properties any
 * more), and those of the tester. */
SG_MUST_USE sg_status sg_edge_marks_new(const sg_graph *graph, sg_set_store *store,
                                        const sg_edge_tester *tester, const sg_reduced_arc *arc,
                                        sg_reltype type, sg_range ends, sg_str key,
                                        sg_edge_marks **out);
void sg_edge_marks_free(sg_edge_marks *marks); /* NULL is allowed */

/* Whether all relationships of the type pass, so that nothing need be looked at. */
bool sg_edge_marks_all(const sg_edge_marks *marks);
/* How many pass; of a changed graph deleted ones may be among them. */
uint64_t sg_edge_marks_count(const sg_edge_marks *marks);
/* Whether this one, of the type, passes. */
bool sg_edge_marks_has(const sg_edge_marks *marks, sg_edge edge);
/* Makes places by end, if they are not there yet; *touched is increased by what that passes over. */
SG_MUST_USE sg_status sg_edge_marks_turn(sg_edge_marks *marks, uint64_t *touched);
/* How many relationships making them would pass over, and rows; 0: they are there. */
uint64_t sg_edge_marks_turn_cost(sg_edge_marks *marks);
/* Those that have places, in the order of the rows in that direction; by end only once they are made. */
sg_column_bits sg_edge_marks_places(const sg_edge_marks *marks, sg_direction way);
/* Whether the relationships of the span pass. */
bool sg_edge_marks_span(const sg_edge_marks *marks, uint32_t span);

/* Runs of relationships at one node that pass.  Far ends ascend within a run, so that of long runs only
 * what lies in the window is given: a role has a row for all it can access, and buckets are a slice of it. */
typedef struct sg_marked_runs {
    sg_runs runs;
    sg_run run;  /* at hand */
    uint32_t at; /* positions of it before this one have been given or left out */
    const sg_edge_marks *marks; /* NULL: all pass */
    sg_direction way;
    sg_range window; /* of far ends that are wanted; others may be given too */
} sg_marked_runs;

enum { SG_LONG_RUN = 32 }; /* shorter ones are as fast read as searched */

/* What of the run lies in the window; false when nothing does. */
static inline bool sg_run_trim(sg_run *run, sg_range window)
{
    if (run->count < SG_LONG_RUN)
        return true;
    uint32_t last = sg_run_other(run, run->count - 1), begin = 0, end = run->count;
    if (sg_run_other(run, 0) < window.first)
        begin = sg_run_seek(run, 0, window.first);
    if (last >= window.last)
        end = sg_run_seek(run, begin, window.last);
    *run = sg_run_part(run, begin, end);
    return begin < end;
}

bool sg_marked_runs_next_few(sg_marked_runs *runs, sg_run *out);
static inline sg_marked_runs sg_marked_runs_of(const sg_graph *graph, sg_node node,
                                               sg_reltype type, sg_direction way,
                                               const sg_edge_marks *marks, sg_range window)
{
    return (sg_marked_runs){ .runs = sg_graph_runs(graph, node, type, way),
                             .marks = marks,
                             .way = way,
                             .window = window };
}
static inline bool sg_marked_runs_next(sg_marked_runs *runs, sg_run *out)
{
    if (SG_UNLIKELY(runs->marks))
        return sg_marked_runs_next_few(runs, out);
    while (sg_runs_next(&runs->runs, out))
        if (sg_run_trim(out, runs->window))
            return true;
    return false;
}

#endif
