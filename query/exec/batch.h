/* batch.h - up to 1,024 rows at once: a column per slot, and which of the rows count.
 *
 *     selection  columns[0]   columns[1]    columns[2]
 *       [1]      nodes        (none)        values, constant
 *       [3]      [ 17 ]                     [ 'PUBLIC' ]
 *                [ 18 ] <-
 *                [ 40 ]
 *                [ 41 ] <-
 *
 * Columns are views: an operator that keeps a column of its input points to the same cells.  All that
 * a batch points to is borrowed until the operator that made it is asked for the next one, and an
 * operator makes a batch from at most one batch of its input; what must live longer is copied.
 */
#ifndef SG_BATCH_H
#define SG_BATCH_H

#include "engine/base/arena.h"
#include "engine/base/base.h"
#include "engine/value.h"
#include "query/plan/plan.h"

#ifdef SG_SMALL_BATCHES /* for tests: every row is near the end of a batch */
enum { SG_BATCH_ROWS = 3 };
#else
enum { SG_BATCH_ROWS = 1024 };
#endif

/* One cell per row of the batch, or one for all of them.  What a vector holds it says itself: the
 * column of a slot for values may hold ids when that is what the operator below had. */
typedef struct sg_vector {
    sg_slot_kind kind;
    bool constant; /* cell 0 is the value of every row */
    union {
        const void *cells; /* NULL: there is no such column */
        const sg_value *values;
        const uint32_t *ids; /* SG_NO_ID for null */
    };
} sg_vector;

typedef struct sg_batch {
    sg_vector *columns; /* by slot */
    uint32_t width;
    uint32_t rows;             /* cells of the columns */
    uint32_t count;            /* rows that are selected; 0 = the end */
    const uint16_t *selection; /* which, ascending; NULL: the first `count` */
} sg_batch;

/* Rows of a batch to evaluate something for; always at least one. */
typedef struct sg_rows {
    const sg_batch *batch;
    uint32_t count;
    const uint16_t *selection; /* NULL: the first `count` */
} sg_rows;

static inline sg_rows sg_batch_rows(const sg_batch *batch)
{
    return (sg_rows){ batch, batch->count, batch->selection };
}
static inline uint32_t sg_batch_row(const sg_batch *batch, uint32_t position)
{
    return batch->selection ? batch->selection[position] : position;
}
static inline uint32_t sg_rows_row(const sg_rows *rows, uint32_t position)
{
    return rows->selection ? rows->selection[position] : position;
}

/* The id in a cell: SG_NO_ID for null and for what is neither node nor relationship. */
static inline uint32_t sg_value_id(sg_value value)
{
    if (value.type == SG_TYPE_NODE)
        return value.node.id;
    return value.type == SG_TYPE_RELATIONSHIP ? value.edge.id : SG_NO_ID;
}
static inline uint32_t sg_vector_id(const sg_vector *vector, uint32_t row)
{
    uint32_t cell = vector->constant ? 0 : row;
    return vector->kind == SG_SLOT_VALUE ? sg_value_id(vector->values[cell])
                                         : vector->ids[cell];
}
static inline sg_value sg_id_value(sg_slot_kind kind, uint32_t id)
{
    if (id == SG_NO_ID)
        return sg_null();
    return kind == SG_SLOT_NODE ? sg_node_value((sg_node){ id })
                                : sg_edge_value((sg_edge){ id });
}
static inline sg_value sg_vector_value(const sg_vector *vector, uint32_t row)
{
    uint32_t cell = vector->constant ? 0 : row;
    return vector->kind == SG_SLOT_VALUE ? vector->values[cell]
                                         : sg_id_value(vector->kind, vector->ids[cell]);
}

/* The one cell of a row, as a constant. */
sg_vector sg_vector_at(const sg_vector *vector, uint32_t row);
/* A constant null of the kind. */
sg_vector sg_vector_null(sg_slot_kind kind);
/* A vector of cells picked from another; constant ones stay as they are. */
SG_MUST_USE sg_status sg_vector_gather(const sg_vector *from, const uint16_t *rows,
                                       uint32_t count, sg_arena *arena, sg_vector *out);
/* The same, where a row may be SG_NO_ROW: its cell is null. */
enum { SG_NO_ROW = UINT16_MAX };
SG_MUST_USE sg_status sg_vector_gather_or_null(const sg_vector *from, const uint16_t *rows,
                                               uint32_t count, sg_arena *arena, sg_vector *out);
/* The vector with cells of the wanted kind; values that are no such ids become null. */
SG_MUST_USE sg_status sg_vector_convert(const sg_vector *from, sg_slot_kind kind, uint32_t rows,
                                        sg_arena *arena, sg_vector *out);

/* Makes an empty batch without columns. */
SG_MUST_USE sg_status sg_batch_open(sg_batch *batch, uint32_t width, sg_arena *arena);
/* Makes `batch` the same rows as `from`, with views of the columns in `slots` that it has. */
void sg_batch_view(sg_batch *batch, const sg_batch *from, sg_slots slots);
/* Fills the columns in `slots` that `from` has with the cells of the given rows, one for each row
 * of `batch`, or with the one cell of a row for all of them. */
SG_MUST_USE sg_status sg_batch_gather(sg_batch *batch, const sg_batch *from, sg_slots slots,
                                      const uint16_t *rows, uint32_t count, sg_arena *arena);
void sg_batch_spread(sg_batch *batch, const sg_batch *from, sg_slots slots, uint32_t row);
/* Says that the batch holds these rows, all selected. */
void sg_batch_all(sg_batch *batch, uint32_t rows);

#endif
