/* pipeline.h - tasks worked on by several threads, their results taken in order by one.
 *
 *     work   [4][5][6][7]        by any thread, at most so many ahead of what was taken
 *     take   [3]                 by the caller's thread, in order
 *
 * The caller's thread works too while there is nothing for it to take.
 */
#ifndef SG_BASE_PIPELINE_H
#define SG_BASE_PIPELINE_H

#include "engine/base/base.h"
#include "engine/base/parallel.h"

/* What was made of the task; false ends the pipeline.  Task n may use the place n % ahead until task
 * n + ahead is worked on. */
typedef bool sg_take(void *shared, size_t task);

/* Works on tasks 0 .. count-1 and takes each, unless one of them ends it; returns when no thread
 * works any more.  `ahead` is at least 1.  Errors: SG_ENOMEM, before anything was done. */
SG_MUST_USE sg_status sg_pipeline(unsigned threads, size_t count, size_t ahead, sg_task *work,
                                  sg_take *take, void *shared);

#endif
