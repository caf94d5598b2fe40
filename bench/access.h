/* access.h - the derivation of access on an organisation of many roles and resources. */
#ifndef SG_BENCH_ACCESS_H
#define SG_BENCH_ACCESS_H

#include "bench/bench.h"

/* 10,000 roles and a million resources, in a hundred accounts; then a query that counts what was derived. */
void sg_bench_access(sg_bench *bench);

#endif
