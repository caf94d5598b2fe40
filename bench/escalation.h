/* escalation.h - the derivation of escalation on accounts of many principals and workloads. */
#ifndef SG_BENCH_ESCALATION_H
#define SG_BENCH_ESCALATION_H

#include "bench/bench.h"

/* 4,000 roles and 8,000 functions in twenty accounts. */
void sg_bench_escalation(sg_bench *bench);

#endif
