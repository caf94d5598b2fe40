/* access.h - canAccess() for the program: the judge of ingest behind the interface of the language. */
#ifndef SG_CLI_ACCESS_H
#define SG_CLI_ACCESS_H

#include "ingest/derive/judge.h"
#include "query/access.h"

typedef struct sg_cli_judge {
    sg_judge *judge;
    sg_access_judge face; /* what statements are given */
} sg_cli_judge;

/* The graph is borrowed.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_cli_judge_open(const sg_graph *graph, sg_cli_judge *out,
                                        sg_error *err);
void sg_cli_judge_close(sg_cli_judge *judge); /* a zeroed one is allowed */

#endif
