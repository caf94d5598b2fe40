/* change_log.h - what the last steps of a changing graph did, step by step.
 *
 *     step 7    relationship 901 added, 902 added
 *     step 8    node 17: property 4
 *
 * Whoever holds something that was worked out for an earlier version asks what has changed since, at
 * the cost of the change and not of the graph.  The log is bounded: what is too old is forgotten, and
 * then the two versions have to be compared as a whole.
 */
#ifndef SG_CHANGE_LOG_H
#define SG_CHANGE_LOG_H

#include "engine/base/array.h"
#include "engine/delta.h"

typedef struct sg_change_step {
    uint64_t number; /* of the version that it made */
    size_t first;    /* of `changes` */
} sg_change_step;

/* A zeroed log has seen no step. */
typedef struct sg_change_log {
    SG_ARRAY(sg_delta_change) changes;
    SG_ARRAY(sg_change_step) steps;
    uint64_t forgotten; /* steps up to the one that made this version are not known any more */
} sg_change_log;

void sg_change_log_free(sg_change_log *log);
/* Adds the step that has just been made on the graph.  Where memory is short, all is forgotten. */
void sg_change_log_add(sg_change_log *log, uint64_t number, const sg_graph *graph);
/* The changes of the steps after version `from` up to version `to`, in the order in which they were made; the
 * caller's to free.  Errors: SG_ENOTFOUND (some of them are forgotten), SG_ENOMEM. */
SG_MUST_USE sg_status sg_change_log_between(const sg_change_log *log, uint64_t from,
                                            uint64_t to, sg_delta_changes *out);

#endif
