/* access.h - canAccess(): the language asks, a judge that it is given answers.
 *
 *     MATCH (p:Principal), (b:Bucket)
 *     WHERE canAccess(p, b, 's3:GetObject') = 'ALLOWED'
 *               |
 *               +-- sg_query_options.judge --> judge->decide(judge->subject, graph, p, b, ...)
 *
 * What permits what is the business of those who read the documents that say so; the query language
 * knows none of them.  Whoever prepares a statement (or finds it in a cache again) hands the judge
 * over with its options; who knows both sides, as the program does, joins them.
 */
#ifndef SG_QUERY_ACCESS_H
#define SG_QUERY_ACCESS_H

#include "engine/base/error.h"
#include "engine/graph.h"

typedef enum sg_access_answer {
    SG_ACCESS_UNKNOWN, /* null: there is nothing to judge by */
    SG_ACCESS_ALLOWED,
    SG_ACCESS_DENIED,
    SG_ACCESS_CONDITIONAL /* allowed under conditions that the graph does not decide */
} sg_access_answer;

/* May be called by several threads at once: a judge that remembers what it found guards that itself.
 * Equal questions about one graph have equal answers, so that they may be asked once or often. */
typedef struct sg_access_judge {
    /* May the principal do the action (`s3:GetObject`; borrowed, and any text that the query has) to
     * the resource?  Both nodes are in `graph` and not deleted there.  A session's graph is a version
     * of the one that the judge was made for, with the same ids for the same nodes and perhaps with
     * further ones: what the judge does not know is SG_ACCESS_UNKNOWN.
     * A failure, told by sg_fail() (SG_ENOMEM, SG_EINVAL: no action is written like this), ends the
     * statement; *out is read after SG_OK only. */
    sg_status (*decide)(void *subject, const sg_graph *graph, sg_node principal,
                        sg_node resource, sg_str action, sg_access_answer *out, sg_error *err);
    void *subject; /* handed to decide() */
} sg_access_judge;

#endif
