/* session.h - statements that read and write, one after the other, over a graph that changes.
 *
 *     sg_session_prepare(session, text, options, &query, err)
 *     sg_query_run(query, parameters, &result, err)          query/query.h from here on
 *     while (sg_result_next(result, &row, err) == SG_ROW)
 *         ...                                                entities: sg_query_graph(query)
 *     counters = sg_result_counters(result)
 *     sg_result_close(result)                                what was written stays, or nothing of it
 *     sg_query_free(query)
 *
 * A statement that writes is all or nothing, and there is one at a time; statements that read may be
 * open beside it, on any thread, and see the graph as it was when they were prepared, provided that
 * they were prepared before it began (others wait for its end: on one thread, close it first).
 * A statement that writes runs once.  One that reads may run again, and sees the graph as it is then:
 * where that has changed, it is planned anew.
 *
 * Ids of nodes and relationships never change and are never given twice, until sg_session_clear().
 */
#ifndef SG_SESSION_H
#define SG_SESSION_H

#include "engine/delta.h"
#include "query/query.h"

typedef struct sg_session sg_session;

/* Takes the graph; NULL begins with an empty one. */
SG_MUST_USE sg_status sg_session_new(sg_graph *graph, sg_session **out, sg_error *err);
/* All its queries must have been freed.  NULL is allowed. */
void sg_session_free(sg_session *session);
/* Empties the graph, indexes included; no query may be open. */
SG_MUST_USE sg_status sg_session_clear(sg_session *session, sg_error *err);

SG_MUST_USE sg_status sg_session_prepare(sg_session *session, sg_str text,
                                         const sg_query_options *options, sg_query **out,
                                         sg_error *err);

/* Changes with every statement that writes, and with clearing. */
uint64_t sg_session_version(const sg_session *session);
/* The graph of the moment, for completion and for saving it; stays as it is until it is unpinned. */
const sg_graph *sg_session_pin(sg_session *session);
void sg_session_unpin(sg_session *session, const sg_graph *graph);
/* What statements did between two pinned graphs (engine/versions.h). */
SG_MUST_USE sg_status sg_session_between(sg_session *session, const sg_graph *from,
                                         const sg_graph *to, sg_delta_changes *out);

#endif
