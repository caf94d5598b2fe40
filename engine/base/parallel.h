/* parallel.h - run one function over numbered tasks on a few threads. */
#ifndef SG_BASE_PARALLEL_H
#define SG_BASE_PARALLEL_H

#include "engine/base/base.h"

/* Called with tasks 0 .. count-1, each exactly once, in any order, `worker` < threads. */
typedef void sg_task(void *shared, size_t task, unsigned worker);

/* Runs all tasks and returns when the last has ended.  With threads <= 1, or when no thread
 * can be started, the caller's thread does the work. */
void sg_parallel(unsigned threads, size_t count, sg_task *run, void *shared);
unsigned sg_processors(void); /* online processors, at least 1 */

#endif
