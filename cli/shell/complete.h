/* complete.h - what could be meant by the word before the cursor. */
#ifndef SG_SHELL_COMPLETE_H
#define SG_SHELL_COMPLETE_H

#include "engine/base/array.h"
#include "engine/graph.h"

/* Candidates, sorted and unique; they are borrowed from the graph and from tables of the program. */
typedef struct sg_completions {
    sg_str word;   /* what has been typed of it, without `:` or `.` */
    sg_str common; /* what all candidates begin with; at least as long as `word` */
    SG_ARRAY(sg_str) items;
} sg_completions;

/* For the text before the cursor: behind `:` labels and relationships, behind `.` property names, at
 * the start of a line `:` commands, else keywords and functions.  Without regard to case.  Errors:
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_complete(const sg_graph *graph, sg_str before, sg_completions *out);
void sg_completions_free(sg_completions *completions);

#endif
