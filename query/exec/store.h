/* store.h - rows that outlive their batch: what sorting and joining keep.
 *
 * Rows are stored by column, in chunks; nodes and relationships as ids, values as deep copies.
 */
#ifndef SG_STORE_H
#define SG_STORE_H

#include "query/exec/operator.h"

typedef struct sg_row_store {
    sg_exec *exec;
    sg_arena *arena;
    sg_slots slots;
    uint32_t count;
    void ***chunks; /* [chunk][column]: cells of up to SG_BATCH_ROWS rows */
    uint32_t chunk_count, chunk_capacity;
} sg_row_store;

void sg_row_store_open(sg_row_store *store, sg_exec *exec, sg_arena *arena, sg_slots slots);
/* Forgets all rows and resets the arena. */
void sg_row_store_clear(sg_row_store *store);
/* Appends copies of the rows.  Errors: SG_ENOMEM, SG_ELIMIT (nesting; more than 2^32-2 rows). */
SG_MUST_USE sg_status sg_row_store_append(sg_row_store *store, const sg_rows *rows);
/* Fills the columns of a batch with stored rows, one for each of its rows.  Values are borrowed from
 * the store. */
SG_MUST_USE sg_status sg_row_store_gather(const sg_row_store *store, const uint32_t *rows,
                                          uint32_t count, sg_batch *batch, sg_arena *arena);

#endif
