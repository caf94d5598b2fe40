/* profile.h - lines of PROFILE: a plan as EXPLAIN shows it, with what its execution has counted. */
#ifndef SG_PROFILE_H
#define SG_PROFILE_H

#include "query/exec/exec.h"
#include "query/query.h"

/* Gives the lines to the reader, from the root of the plan on; `exec` NULL: nothing has run.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_profile_read(const sg_graph *graph, const sg_plan_tree *tree,
                                      const sg_exec *exec, sg_profile_reader *read,
                                      void *reader);

#endif
