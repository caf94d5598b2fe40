/* arrays.h - the generated estate as plain arrays: what the yardstick answers from.
 *
 * Nothing of the engine is in it: numbers of nodes, a few facts as bytes, and for each type the two ends
 * of its relationships, in compressed rows both ways.  An answer from here is an oracle for the
 * engine's, and its time says what is possible.
 */
#ifndef SG_BENCH_ARRAYS_H
#define SG_BENCH_ARRAYS_H

#include "generate/generate.h"

/* Facts of a node, bits. */
enum {
    SG_BENCH_PUBLIC = 1,      /* exposure = 'PUBLIC' */
    SG_BENCH_SENSITIVE = 2,   /* hasSensitiveData */
    SG_BENCH_UNENCRYPTED = 4, /* encrypted = false */
    SG_BENCH_ADMIN = 8,       /* isAdmin */
    SG_BENCH_CRITICAL = 16,   /* severity = 'CRITICAL' */
};
/* Facts of a relationship. */
enum {
    SG_BENCH_READ = 1,
    SG_BENCH_WRITE = 2,
    SG_BENCH_MUST = 4, /* certainty = 'must' */
    SG_BENCH_SSH = 8,  /* fromPort <= 22 <= toPort */
};

/* The relationships of a type out of (or into) node n: others[first[n] .. first[n + 1]). */
typedef struct sg_bench_rows {
    uint32_t *first, *others;
    uint8_t *facts; /* beside others */
} sg_bench_rows;

typedef struct sg_bench_relation {
    uint32_t *from, *to;
    uint8_t *facts;
    uint32_t count, capacity;
    sg_bench_rows out, in;
} sg_bench_relation;

typedef struct sg_bench_arrays {
    const sg_estate *estate;
    uint32_t nodes;
    uint64_t edges;
    uint8_t *facts;
    const char **owner; /* tags.owner, or NULL */
    sg_bench_relation relations[SG_RELATIONS];
} sg_bench_arrays;

SG_MUST_USE sg_status sg_bench_arrays_new(const sg_estate *estate, sg_bench_arrays **out);
void sg_bench_arrays_free(sg_bench_arrays *arrays); /* NULL is allowed */

#endif
