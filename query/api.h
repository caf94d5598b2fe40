/* api.h - what the two halves of the public API share. */
#ifndef SG_QUERY_API_H
#define SG_QUERY_API_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "include/secgraph.h"

struct sg_database {
    sg_graph *graph;
};

/* Turns a failure into a message and a code. */
sg_result_code sg_api_fail(const sg_error *err, const sg_source *source, char **message);
/* The buffer's text as the caller's own; frees the buffer; NULL without memory. */
char *sg_api_take(sg_buffer *buffer);

#endif
