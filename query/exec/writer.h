/* writer.h - what operators that write have in common.
 *
 *     input ──► all rows ──► row by row: write ──► all rows ──► output
 *
 * Nothing is written before the last row has been read, and nothing is given on before the last one
 * has been written: clauses see each other's work whole, and operators that read never stand on a
 * graph that changes under them.  Within a clause each row sees what the rows before it have done.
 */
#ifndef SG_WRITER_H
#define SG_WRITER_H

#include "query/exec/eval.h"
#include "query/exec/operator.h"
#include "query/exec/store.h"

typedef struct sg_writer {
    sg_op *op;
    sg_row_store input, output;
    sg_arena *arena;   /* of `work`; reset for each batch */
    sg_arena *scratch; /* of one row */
    sg_batch work;  /* input rows that are being worked on; what is made gets columns in it */
    uint32_t given; /* of the output */
    bool written;
} sg_writer;

/* Writes for all rows of writer->work and appends to writer->output what goes on. */
typedef sg_status sg_write_rows(sg_writer *writer);

SG_MUST_USE sg_status sg_writer_open(sg_writer *writer, sg_op *op);
/* Fills the batch of the operator; when it is first called, all rows are written.  `finish` comes
 * after the last of them, before the first is given on; NULL is allowed. */
SG_MUST_USE sg_status sg_writer_next(sg_writer *writer, sg_write_rows *write,
                                     sg_write_rows *finish);
void sg_writer_rewind(sg_writer *writer);
/* Appends one row of a batch, or all of them, to the output. */
SG_MUST_USE sg_status sg_writer_give_row(sg_writer *writer, const sg_batch *batch,
                                         uint32_t row);
SG_MUST_USE sg_status sg_writer_give_all(sg_writer *writer, const sg_batch *batch);

/* The value of an expression in one row. */
SG_MUST_USE sg_status sg_writer_value(sg_writer *writer, sg_eval *eval, const sg_batch *batch,
                                      uint32_t row, sg_value *out);
/* Counts what has been written since the last time against the memory of the statement.  Errors:
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_writer_afford(sg_writer *writer);
/* The story of a change that the graph refused. */
sg_status sg_writer_refused(sg_writer *writer, sg_status status, sg_span span);

/* --- SET and REMOVE, also those of MERGE (changes.c) ------------------------------------------- */
typedef struct sg_change_step {
    const sg_change *change;
    sg_eval *target; /* the entity: of `n.x`, this is n */
    sg_eval *value;
} sg_change_step;

typedef struct sg_change_steps {
    sg_change_step *items;
    uint32_t count;
} sg_change_steps;

SG_MUST_USE sg_status sg_changes_open(sg_exec *exec, const sg_change *changes,
                                      sg_change_steps *out);
SG_MUST_USE sg_status sg_changes_apply(sg_writer *writer, const sg_change_steps *steps,
                                       const sg_batch *batch, uint32_t row);
/* Sets the properties of a map; null ones are removed. */
SG_MUST_USE sg_status sg_set_properties(sg_writer *writer, sg_value entity, sg_value map,
                                        sg_span span);

/* --- CREATE, also that of MERGE (makes.c) ------------------------------------------------------- */
typedef struct sg_make_step {
    const sg_plan_make *make;
    sg_eval *properties; /* NULL: none */
    uint32_t *ids;       /* by row of writer->work */
} sg_make_step;

typedef struct sg_make_steps {
    sg_make_step *items;
    uint32_t count;
    bool null_is_wrong; /* of MERGE: what is null could never be found again */
} sg_make_steps;

SG_MUST_USE sg_status sg_makes_open(sg_exec *exec, const sg_plan *plan, sg_make_steps *out);
/* Gives the batch at hand columns for what will be made. */
SG_MUST_USE sg_status sg_makes_begin(sg_writer *writer, sg_make_steps *steps);
/* Makes it all for one row. */
SG_MUST_USE sg_status sg_makes_apply(sg_writer *writer, const sg_make_steps *steps,
                                     uint32_t row);

#endif
