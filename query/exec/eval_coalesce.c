/* eval_coalesce.c - coalesce(a, b, ...), lazily: an argument is evaluated for the rows in which all
 * before it are null.
 */
#include "query/exec/eval.h"

typedef struct coalesce {
    sg_eval eval;
    sg_eval **arguments;
    uint32_t count;
} coalesce;

static sg_status open_coalesce(sg_eval *eval)
{
    coalesce *self = (coalesce *)eval;

    SG_TRY(
        sg_eval_open_list(eval->exec, eval->expression->items, &self->arguments, &self->count));
    eval->fixed = sg_eval_all_fixed(self->arguments, self->count);
    return SG_OK;
}

static sg_status coalesce_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                 sg_vector *out)
{
    coalesce *self = (coalesce *)eval;
    sg_value *cells = sg_eval_cells(rows, arena);
    uint16_t *open = sg_eval_selection(rows, arena);
    sg_rows left = *rows;

    if (!cells || !open)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < self->count && left.count > 0; i++) {
        sg_vector vector;
        uint32_t still = 0;
        SG_TRY(sg_eval_values(self->arguments[i], &left, arena, &vector));
        for (uint32_t j = 0; j < left.count; j++) {
            uint32_t row = sg_rows_row(&left, j);
            cells[row] = sg_vector_value(&vector, row);
            open[still] = (uint16_t)row;
            still += sg_is_null(cells[row]);
        }
        left = (sg_rows){ rows->batch, still, open };
    }
    *out = (sg_vector){ .values = cells };
    return SG_OK;
}

const sg_eval_class sg_eval_coalesce = {
    .size = sizeof(coalesce),
    .open = open_coalesce,
    .values = coalesce_values,
};
