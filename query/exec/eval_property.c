/* eval_property.c - n.name: a gather from columns, and predicates on it by distinct value. */
#include "query/exec/property.h"

#include <string.h>

#include "query/functions/operators.h"

typedef struct property {
    sg_eval eval;
    sg_eval *subject;
} property;

static sg_status open_property(sg_eval *eval)
{
    property *self = (property *)eval;

    SG_TRY(sg_eval_open(eval->exec, eval->expression->operands[0], &self->subject));
    eval->fixed = self->subject->fixed;
    return SG_OK;
}

void sg_property_reader_move(sg_property_reader *reader, uint32_t id)
{
    const sg_graph *graph = reader->graph;
    sg_range range;

    if (reader->of_nodes) {
        sg_label_set set = sg_graph_label_set(graph, (sg_node){ id });
        range = sg_label_set_range(graph, set);
        reader->column = sg_graph_column(graph, set, reader->key);
    } else {
        sg_reltype type = sg_graph_edge_type(graph, (sg_edge){ id });
        range = sg_graph_type_range(graph, type);
        reader->column = sg_graph_edge_column(graph, type, reader->key);
    }
    reader->first = range.first;
    reader->last = range.last;
}

/* Properties of nodes or relationships. */
static sg_status gather_cells(property *self, const sg_vector *ids, const sg_rows *rows,
                              sg_arena *arena, sg_value *cells)
{
    const sg_graph *graph = self->eval.exec->graph;
    sg_property_reader reader =
        sg_property_reader_of(graph, self->eval.expression->key, ids->kind);

    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i), cell, id = ids->ids[row];
        if (self->eval.exec->changes)
            SG_TRY(sg_exec_check_entity(self->eval.exec, ids->kind, id,
                                        self->eval.expression->span));
        if (sg_property_is_apart(&reader, id)) {
            cells[row] = sg_property_changed(&reader, id, arena);
            continue;
        }
        const sg_column *column = sg_property_at(&reader, id, &cell);
        cells[row] = column ? sg_column_value(graph, column, cell, arena) : sg_null();
    }
    return SG_OK;
}

static sg_value read_node(sg_property_reader *reader, sg_node node, sg_arena *arena)
{
    uint32_t cell;

    if (sg_property_is_apart(reader, node.id))
        return sg_property_changed(reader, node.id, arena);
    const sg_column *column = sg_property_at(reader, node.id, &cell);
    return column ? sg_column_value(reader->graph, column, cell, arena) : sg_null();
}

/* Properties of whatever the values are: maps, nodes, relationships.  Nodes that have been keys of groups
 * are values too; their property need not be looked up by its name. */
static sg_status look_up_cells(property *self, const sg_vector *subjects, const sg_rows *rows,
                               sg_arena *arena, sg_value *cells)
{
    const sg_expression *expression = self->eval.expression;
    const sg_exec *exec = self->eval.exec;
    sg_call call = sg_exec_call(self->eval.exec, arena);
    bool by_key = expression->key_known && !exec->changes;
    sg_property_reader reader =
        sg_property_reader_of(exec->graph, expression->key, SG_SLOT_NODE);

    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        sg_value subject = sg_vector_value(subjects, row);
        if (by_key && subject.type == SG_TYPE_NODE) {
            cells[row] = read_node(&reader, subject.node, arena);
            continue;
        }
        sg_status status = sg_operator_property(&call, subject, expression->name.text,
                                                &cells[row], &self->eval.exec->error);
        if (status != SG_OK)
            return sg_eval_failed(&self->eval, status);
    }
    return SG_OK;
}

static sg_status property_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                 sg_vector *out)
{
    property *self = (property *)eval;
    sg_vector subjects;

    SG_TRY(sg_eval_values(self->subject, rows, arena, &subjects));
    if (subjects.kind != SG_SLOT_VALUE && !eval->expression->key_known) {
        *out = sg_vector_null(SG_SLOT_VALUE);
        return SG_OK;
    }
    static const sg_batch one = { .rows = 1, .count = 1 };
    sg_rows asked = subjects.constant ? sg_batch_rows(&one) : *rows;
    sg_value *cells = sg_eval_cells(&asked, arena);
    if (!cells)
        return SG_ENOMEM;
    *out = (sg_vector){ .constant = subjects.constant, .values = cells };
    return subjects.kind == SG_SLOT_VALUE ? look_up_cells(self, &subjects, &asked, arena, cells)
                                          : gather_cells(self, &subjects, &asked, arena, cells);
}

const sg_eval_class sg_eval_property = {
    .size = sizeof(property),
    .open = open_property,
    .values = property_values,
};

sg_eval *sg_eval_property_subject(sg_eval *eval)
{
    return eval->class == &sg_eval_property ? ((property *)eval)->subject : NULL;
}

/* Makes the memory when enough rows have come that asking it will be cheaper than testing. */
static sg_status remember(sg_eval *eval, sg_property_memory *memory, uint32_t rows)
{
    uint32_t strings = sg_graph_strings(eval->exec->graph);

    memory->rows += rows;
    if (memory->known || memory->rows < strings / 8)
        return SG_OK;
    memory->known = sg_arena_alloc(eval->exec->arena, strings);
    return memory->known ? SG_OK : SG_ENOMEM;
}

/* Where the truth of the value in the cell is remembered; NULL: nowhere. */
static uint8_t *memory_of(sg_property_memory *memory, const sg_column *column, uint32_t cell)
{
    if (column->width <= 1) {
        if (memory->column != column)
            memset(memory->cells, 0, sizeof memory->cells);
        memory->column = column;
        return &memory->cells[sg_column_raw(column, sg_column_cell(column, cell))];
    }
    return memory->known ? &memory->known[sg_column_code(column, cell)] : NULL;
}

/* The test of the value of a row of a column, from memory if it has been met before. */
static sg_status test_code(sg_eval *eval, sg_property_test *test, sg_property_memory *memory,
                           const sg_column *column, uint32_t cell, sg_arena *arena,
                           uint8_t *out)
{
    uint8_t *known = memory_of(memory, column, cell);
    sg_truth truth;

    if (known && *known) {
        *out = (uint8_t)(*known - 1);
        return SG_OK;
    }
    SG_TRY(test(eval, sg_column_value(eval->exec->graph, column, cell, arena), arena, &truth));
    *out = (uint8_t)truth;
    if (known)
        *known = (uint8_t)(truth + 1);
    return SG_OK;
}

/* Goes on from the i-th row while values stand in the column at hand, in all of whose rows there is one, and are
 * remembered; the place of the first row that does not. */
static uint32_t recall(const sg_property_memory *memory, const sg_property_reader *reader,
                       const uint32_t *ids, const sg_rows *rows, uint32_t i, uint8_t *out)
{
    const sg_column *column = reader->column;

    if (!column || column != memory->column || column->present || reader->changed)
        return i;
    const uint8_t *cells = column->cells;
    for (; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i), id = ids[row];
        if (id < reader->first || id >= reader->last)
            break;
        uint32_t at = id - column->first;
        uint8_t known =
            memory->cells[column->width ? cells[at] : sg_bit_test(column->cells, at)];
        if (!known)
            break;
        out[row] = (uint8_t)(known - 1);
    }
    return i;
}

static sg_status test_values(sg_eval *eval, const sg_vector *values, sg_property_test *test,
                             const sg_rows *rows, sg_arena *arena, uint8_t *out)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        sg_truth truth;
        SG_TRY(test(eval, sg_vector_value(values, row), arena, &truth));
        out[row] = (uint8_t)truth;
    }
    return SG_OK;
}

sg_status sg_property_truths(sg_eval *eval, sg_eval *read, sg_property_test *test,
                             sg_property_memory *memory, const sg_rows *rows, sg_arena *arena,
                             uint8_t *out)
{
    sg_eval *subject = sg_eval_property_subject(read);
    sg_vector ids, values;

    SG_TRY(sg_eval_values(subject, rows, arena, &ids));
    if (ids.kind == SG_SLOT_VALUE || ids.constant || !read->expression->key_known) {
        SG_TRY(sg_eval_values(read, rows, arena, &values));
        return test_values(eval, &values, test, rows, arena, out);
    }
    SG_TRY(remember(eval, memory, rows->count));
    sg_property_reader reader =
        sg_property_reader_of(eval->exec->graph, read->expression->key, ids.kind);
    for (uint32_t i = 0; i < rows->count; i++) {
        if (!eval->exec->changes)
            i = recall(memory, &reader, ids.ids, rows, i, out);
        if (i == rows->count)
            break;
        uint32_t row = sg_rows_row(rows, i), cell, id = ids.ids[row];
        sg_truth truth = SG_UNKNOWN;
        if (eval->exec->changes)
            SG_TRY(sg_exec_check_entity(eval->exec, ids.kind, id, read->expression->span));
        if (sg_property_is_apart(&reader, id)) {
            SG_TRY(test(eval, sg_property_changed(&reader, id, arena), arena, &truth));
            out[row] = (uint8_t)truth;
            continue;
        }
        const sg_column *column = sg_property_at(&reader, id, &cell);
        if (column && (column->kind == SG_COLUMN_STRING || column->kind == SG_COLUMN_ENCODED)) {
            SG_TRY(test_code(eval, test, memory, column, cell, arena, &out[row]));
            continue;
        }
        SG_TRY(test(
            eval, column ? sg_column_value(eval->exec->graph, column, cell, arena) : sg_null(),
            arena, &truth));
        out[row] = (uint8_t)truth;
    }
    return SG_OK;
}
