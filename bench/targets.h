/* targets.h - the rows of a run beside what they must show (targets.def). */
#ifndef SG_BENCH_TARGETS_H
#define SG_BENCH_TARGETS_H

#include "bench/bench.h"

/* Prints a line for each target: what must be, what was measured, and whether it was met; or that it was
 * not measured, for the estate was of another size or the row was not run.  Targets that are missed do
 * not make a run fail: the machine may be busy. */
void sg_bench_targets(const sg_bench *bench);

#endif
