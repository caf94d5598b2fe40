/* writer.c - reads all, writes all, gives all: the frame of the operators that write. */
#include "query/exec/writer.h"

#include "engine/delta.h"

sg_status sg_writer_open(sg_writer *writer, sg_op *op)
{
    sg_arena *arenas[2];

    writer->op = op;
    for (unsigned i = 0; i < 2; i++)
        SG_TRY(sg_exec_arena(op->exec, &arenas[i]));
    sg_row_store_open(&writer->input, op->exec, arenas[0], op->input->plan->live);
    sg_row_store_open(&writer->output, op->exec, arenas[1], op->plan->live);
    SG_TRY(sg_exec_arena(op->exec, &writer->arena));
    SG_TRY(sg_exec_arena(op->exec, &writer->scratch));
    return sg_batch_open(&writer->work, op->exec->tree->slot_count, op->exec->arena);
}

void sg_writer_rewind(sg_writer *writer)
{
    sg_row_store_clear(&writer->input);
    sg_row_store_clear(&writer->output);
    writer->given = 0;
    writer->written = false;
}

static sg_status read_all(sg_writer *writer)
{
    sg_op *input = writer->op->input;

    for (;;) {
        SG_TRY(sg_op_next(input));
        if (input->batch.count == 0)
            return SG_OK;
        sg_rows rows = sg_batch_rows(&input->batch);
        SG_TRY(sg_row_store_append(&writer->input, &rows));
    }
}

/* Takes rows out of a store, one batch of them; none at the end. */
static sg_status take(const sg_row_store *store, uint32_t *given, uint32_t room,
                      sg_batch *batch, sg_arena *arena)
{
    uint32_t rows[SG_BATCH_ROWS];
    uint32_t left = store->count - *given, count = left < room ? left : room;

    for (uint32_t i = 0; i < count; i++)
        rows[i] = *given + i;
    sg_batch_all(batch, count);
    *given += count;
    return count ? sg_row_store_gather(store, rows, count, batch, arena) : SG_OK;
}

static sg_status write_all(sg_writer *writer, sg_write_rows *write, sg_write_rows *finish)
{
    uint32_t done = 0;

    SG_TRY(read_all(writer));
    for (;;) {
        sg_arena_reset(writer->arena);
        SG_TRY(take(&writer->input, &done, SG_BATCH_ROWS, &writer->work, writer->arena));
        if (writer->work.count == 0)
            break;
        SG_TRY(write(writer));
        SG_TRY(sg_exec_work(writer->op->exec, writer->work.count));
    }
    sg_row_store_clear(&writer->input);
    writer->written = true;
    if (finish)
        SG_TRY(finish(writer));
    return sg_writer_afford(writer);
}

sg_status sg_writer_next(sg_writer *writer, sg_write_rows *write, sg_write_rows *finish)
{
    sg_op *op = writer->op;

    if (!writer->written)
        SG_TRY(write_all(writer, write, finish));
    return take(&writer->output, &writer->given, op->room, &op->batch, op->arena);
}

sg_status sg_writer_give_row(sg_writer *writer, const sg_batch *batch, uint32_t row)
{
    uint16_t one = (uint16_t)row;

    return sg_row_store_append(&writer->output, &(sg_rows){ batch, 1, &one });
}

sg_status sg_writer_give_all(sg_writer *writer, const sg_batch *batch)
{
    sg_rows rows = sg_batch_rows(batch);

    return sg_row_store_append(&writer->output, &rows);
}

sg_status sg_writer_value(sg_writer *writer, sg_eval *eval, const sg_batch *batch, uint32_t row,
                          sg_value *out)
{
    uint16_t one = (uint16_t)row;
    sg_vector vector;

    SG_TRY(sg_eval_values(eval, &(sg_rows){ batch, 1, &one }, writer->scratch, &vector));
    *out = sg_vector_value(&vector, row);
    return SG_OK;
}

sg_status sg_writer_afford(sg_writer *writer)
{
    sg_exec *exec = writer->op->exec;
    /* A CALL {} that gives no rows runs as FOREACH does, and may write nothing. */
    size_t bytes = exec->changes ? sg_delta_bytes(exec->changes) : 0;

    if (bytes <= exec->changed_bytes)
        return SG_OK;
    size_t more = bytes - exec->changed_bytes;
    exec->changed_bytes = bytes;
    return sg_budget_afford(&exec->budget, more) ? SG_OK : SG_ENOMEM;
}

sg_status sg_writer_refused(sg_writer *writer, sg_status status, sg_span span)
{
    sg_error *err = &writer->op->exec->error;

    switch (status) {
    case SG_OK:
        return SG_OK;
    case SG_ELIMIT:
        return sg_query_fail(err, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, span,
                             "the graph has as many nodes, relationships, names or "
                             "combinations of labels as it can, or a value nests too deeply");
    case SG_EINVAL:
        return sg_query_fail(err, SG_ERROR_INVALID_PROPERTY_TYPE, SG_RUNTIME, span,
                             "a property cannot hold nodes, relationships or paths");
    case SG_ENOMEM:
    case SG_ERUNTIME:
    case SG_EIO:
    case SG_ECORRUPT:
    case SG_ENOTFOUND:
    case SG_EUNSUPPORTED:
        break;
    }
    return status;
}
