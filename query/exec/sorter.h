/* sorter.h - rows in order, all of them or the first few: what Sort and TopSort share.
 *
 * Rows and their sort keys are kept.  With a bound of k rows, whenever twice as many have come (and
 * some more) they are sorted and only the first k stay; from then on a row that would stand behind
 * the k-th is not even copied.
 *
 *     keep 3:   5 2 9 7 1 8 | prune -> 1 2 5 | 6 (behind 5: dropped)  0 ...
 *
 * Equal keys keep the order in which their rows came.
 */
#ifndef SG_SORTER_H
#define SG_SORTER_H

#include "query/exec/eval.h"
#include "query/exec/store.h"

typedef struct sg_sorter {
    sg_op *op;
    sg_eval **evals; /* of the sort keys */
    sg_vector *vectors;
    uint64_t bound; /* rows to keep */
    bool pruned;    /* the rows at hand are sorted and as many as the bound, or were once */
    sg_row_store stores[2]; /* one is in use; pruning moves rows to the other */
    unsigned current;
    sg_value *keys; /* keys of a row stand together */
    uint32_t key_capacity;
    uint32_t worst;  /* after pruning: the row that others must stand before */
    uint32_t *order; /* once all have come */
    uint32_t given;
} sg_sorter;

SG_MUST_USE sg_status sg_sorter_open(sg_sorter *sorter, sg_op *op);
void sg_sorter_clear(sg_sorter *sorter);
/* Reads the whole input, keeping `bound` rows, and sorts them. */
SG_MUST_USE sg_status sg_sorter_read(sg_sorter *sorter, uint64_t bound);
/* Makes op->batch of the next rows in order. */
SG_MUST_USE sg_status sg_sorter_give(sg_sorter *sorter);

#endif
