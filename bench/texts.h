/* texts.h - statements to prepare: a corpus, one after the other, and one that is very long. */
#ifndef SG_BENCH_TEXTS_H
#define SG_BENCH_TEXTS_H

#include "engine/base/arena.h"
#include "engine/base/array.h"
#include "engine/graph.h"

typedef struct sg_bench_texts {
    const sg_graph *graph;
    sg_arena *arena;
    SG_ARRAY(sg_str) items;
    size_t next;
} sg_bench_texts;

/* Published security queries where they are found beside the tree, else a few of our own. */
SG_MUST_USE sg_status sg_bench_corpus(const sg_graph *graph, sg_bench_texts *out);
/* One statement of at least so many bytes. */
SG_MUST_USE sg_status sg_bench_long_text(const sg_graph *graph, size_t bytes,
                                         sg_bench_texts *out);
void sg_bench_texts_free(sg_bench_texts *texts);

/* Prepares the next one: the work of a row. */
uint64_t sg_bench_prepare_next(void *texts);

#endif
