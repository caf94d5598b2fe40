/* parallel.h - run one function over numbered tasks on a few threads. */
#ifndef SG_BASE_PARALLEL_H
#define SG_BASE_PARALLEL_H

#include "engine/base/base.h"

/* Called with tasks 0 .. count-1, each exactly once, in any order, `worker` < threads. */
typedef void sg_task(void *shared, size_t task, unsigned worker);

/* Runs all tasks and returns when the last has ended.  With threads <= 1, or when no thread
 * can be started, the caller's thread does the work. */
void sg_parallel(unsigned threads, size_t count, sg_task *run, void *shared);
/* How many parts of `each`, which is not 0, that many items make; where the part that begins at `first` ends.  Of as
 * many items as 32 bits count, too, of which the last part's end alone would be beyond. */
static inline uint32_t sg_parts(uint32_t items, uint32_t each)
{
    return items / each + (items % each != 0);
}
static inline uint32_t sg_part_end(uint32_t items, uint32_t first, uint32_t each)
{
    return items - first < each ? items : first + each;
}
unsigned sg_processors(void); /* online processors, at least 1 */

#endif
