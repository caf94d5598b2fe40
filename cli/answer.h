/* answer.h - one statement from text to output. */
#ifndef SG_CLI_ANSWER_H
#define SG_CLI_ANSWER_H

#include "policies/report.h"
#include "query/cache.h"
#include "query/query.h"
#include "query/session.h"

typedef struct sg_question {
    const sg_graph *graph;
    sg_session *session; /* NULL: `graph` is read; else statements may write to it */
    sg_str text;
    sg_value parameters; /* a map, or null */
    sg_report_format format;
    sg_query_limits limits;
    sg_query_cache *cache;           /* of the session, or NULL */
    const sg_procedures *procedures; /* of the session, or NULL */
    sg_reduce reduce;
    const sg_access_judge *judge; /* of canAccess(), or NULL */
    bool quiet;                   /* tell neither warnings nor errors on standard error */
} sg_question;

typedef struct sg_answer_counts {
    uint64_t rows, nanoseconds;
} sg_answer_counts;

/* Appends the rows; when it fails, in JSON the line that says so, else nothing.  Errors and warnings
 * are told on standard error unless `quiet`.  Returns an exit code. */
int sg_answer(const sg_question *question, sg_buffer *out, sg_answer_counts *counts);

#endif
