/* random.h - draws that depend on nothing but a seed and what they are for.
 *
 * Every fact of a generated estate is a function of (seed, theme, account, index): a resource can be
 * described, or referred to from another account, without having generated anything before it.  That
 * is what lets estates of any size be written in bounded memory.  Integers only, so that the same
 * seed gives the same bytes on every machine.
 */
#ifndef SG_GENERATE_RANDOM_H
#define SG_GENERATE_RANDOM_H

#include "engine/base/base.h"

typedef struct sg_random {
    uint64_t state;
} sg_random;

/* The sequence of draws for one thing. */
sg_random sg_random_of(uint64_t seed, uint32_t theme, uint32_t account, uint32_t index);
/* SplitMix64. */
uint64_t sg_random_next(sg_random *random);
/* Evenly from [0, limit); 0 when the limit is 0. */
uint32_t sg_random_below(sg_random *random, uint32_t limit);
/* True this many times in a thousand. */
bool sg_random_permille(sg_random *random, uint32_t permille);
/* A rank from [0, count), about as Zipf's law with s = 1.1 has it: octaves of ranks by their weight,
 * evenly within an octave. */
uint32_t sg_random_zipf(sg_random *random, uint32_t count);
/* How often a coin that fails `permille` times in a thousand succeeds before, at most `most`. */
uint32_t sg_random_geometric(sg_random *random, uint32_t permille, uint32_t most);
/* exp(1.1 z) of a standard normal z (a sum of twelve even draws), 65536 = 1. */
uint64_t sg_random_lognormal(sg_random *random);

#endif
