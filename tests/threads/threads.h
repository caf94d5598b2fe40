/* threads.h - the parts of the program that tries what runs on several threads. */
#ifndef SG_TESTS_THREADS_H
#define SG_TESTS_THREADS_H

#include <stdbool.h>

#include "policies/policy.h"

/* Whether CSV files give the same graph on one thread and on four. */
bool sg_threads_read_csv(void);
/* Whether checks of the policies find the same while others read and write.  Takes the graph. */
bool sg_threads_check_and_change(sg_graph *graph, const sg_policies *policies);

#endif
