/* delta.h - a thousandth of an estate changes, and the policies that read it are evaluated again. */
#ifndef SG_BENCH_DELTA_H
#define SG_BENCH_DELTA_H

#include "bench/estates.h"
#include "policies/policy.h"

/* Takes estate->graph, which is NULL afterwards. */
void sg_bench_delta(sg_bench *bench, sg_bench_estate *estate, const sg_policies *policies);

#endif
