/* threads.h - the parts of the program that tries what runs on several threads. */
#ifndef SG_TESTS_THREADS_H
#define SG_TESTS_THREADS_H

#include <stdbool.h>

/* Whether CSV files give the same graph on one thread and on four. */
bool sg_threads_read_csv(void);

#endif
