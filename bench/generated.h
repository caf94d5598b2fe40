/* generated.h - a graph of machines, roles and buckets with skewed degrees, the same for one seed. */
#ifndef SG_BENCH_GENERATED_H
#define SG_BENCH_GENERATED_H

#include "engine/graph.h"

/* 60 % machines, 20 % roles, 20 % buckets; 10 % of the relationships HAS, 50 % CAN_ACCESS, the rest
 * CAN_ASSUME.  Targets are skewed: a low number is much likelier than a high one. */
SG_MUST_USE sg_status sg_bench_generate(uint32_t nodes, uint32_t edges, uint64_t seed,
                                        sg_graph **out);

#endif
