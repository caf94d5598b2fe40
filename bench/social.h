/* social.h - the expansions of a well-known graph benchmark on a network of its shape. */
#ifndef SG_BENCH_SOCIAL_H
#define SG_BENCH_SOCIAL_H

#include "bench/bench.h"

/* 100,000 users and 1,768,515 friendships (Pokec, medium): distinct users one to four hops away. */
void sg_bench_social(sg_bench *bench);

#endif
