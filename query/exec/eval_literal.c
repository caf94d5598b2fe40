/* eval_literal.c - [a, b], {key: value}, and n {.key, .*, other: value}. */
#include <string.h>

#include "query/exec/eval.h"
#include "query/functions/operators.h"

typedef struct list_eval {
    sg_eval eval;
    sg_eval **items;
    uint32_t count;
    sg_vector *vectors;
} list_eval;

static sg_status open_list(sg_eval *eval)
{
    list_eval *self = (list_eval *)eval;

    SG_TRY(sg_eval_open_list(eval->exec, eval->expression->items, &self->items, &self->count));
    self->vectors = sg_arena_make_array(eval->exec->arena, sg_vector, self->count);
    eval->fixed = sg_eval_all_fixed(self->items, self->count);
    return self->vectors ? SG_OK : SG_ENOMEM;
}

static sg_status list_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                             sg_vector *out)
{
    list_eval *self = (list_eval *)eval;
    sg_value *cells = sg_eval_cells(rows, arena);

    if (!cells)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < self->count; i++)
        SG_TRY(sg_eval_values(self->items[i], rows, arena, &self->vectors[i]));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        sg_value *items = sg_arena_alloc_raw(arena, self->count * sizeof *items);
        if (!items)
            return SG_ENOMEM;
        for (uint32_t j = 0; j < self->count; j++)
            items[j] = sg_vector_value(&self->vectors[j], row);
        cells[row] = sg_list(items, self->count);
    }
    *out = (sg_vector){ .values = cells };
    return SG_OK;
}

const sg_eval_class sg_eval_list = {
    .size = sizeof(list_eval),
    .open = open_list,
    .values = list_values,
};

/* A map, alone or as a projection of another: `n {.name, .*, risk: 3, owner}`. */
typedef struct map_eval {
    sg_eval eval;
    sg_eval *subject; /* of a projection */
    const sg_map_entry **entries;
    sg_eval **values; /* NULL for .key and .* */
    sg_vector *vectors;
    uint32_t count;
} map_eval;

static sg_status open_map(sg_eval *eval)
{
    map_eval *self = (map_eval *)eval;
    sg_arena *arena = eval->exec->arena;

    for (const sg_map_entry *each = eval->expression->entries; each; each = each->next)
        self->count++;
    self->entries = sg_arena_make_array(arena, const sg_map_entry *, self->count);
    self->values = sg_arena_make_array(arena, sg_eval *, self->count);
    self->vectors = sg_arena_make_array(arena, sg_vector, self->count);
    if (!self->entries || !self->values || !self->vectors)
        return SG_ENOMEM;
    uint32_t index = 0;
    for (const sg_map_entry *each = eval->expression->entries; each; each = each->next) {
        self->entries[index] = each;
        if (each->value)
            SG_TRY(sg_eval_open(eval->exec, each->value, &self->values[index]));
        index++;
    }
    eval->fixed = sg_eval_all_fixed(self->values, self->count);
    return SG_OK;
}

static sg_status open_map_projection(sg_eval *eval)
{
    map_eval *self = (map_eval *)eval;

    SG_TRY(open_map(eval));
    SG_TRY(sg_eval_open(eval->exec, eval->expression->operands[0], &self->subject));
    eval->fixed = eval->fixed && self->subject->fixed;
    return SG_OK;
}

static sg_status evaluate_entries(map_eval *self, const sg_rows *rows, sg_arena *arena)
{
    for (uint32_t i = 0; i < self->count; i++)
        if (self->values[i])
            SG_TRY(sg_eval_values(self->values[i], rows, arena, &self->vectors[i]));
    return SG_OK;
}

static sg_status map_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena, sg_vector *out)
{
    map_eval *self = (map_eval *)eval;
    sg_value *cells = sg_eval_cells(rows, arena);

    if (!cells)
        return SG_ENOMEM;
    SG_TRY(evaluate_entries(self, rows, arena));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        sg_entry *entries = sg_arena_alloc_raw(arena, self->count * sizeof *entries);
        if (!entries)
            return SG_ENOMEM;
        for (uint32_t j = 0; j < self->count; j++)
            entries[j] = (sg_entry){ self->entries[j]->key.text,
                                     sg_vector_value(&self->vectors[j], row) };
        cells[row] = sg_map(entries, sg_map_sort(entries, self->count));
    }
    *out = (sg_vector){ .values = cells };
    return SG_OK;
}

/* All properties of the subject as a map. */
static sg_status all_properties(map_eval *self, sg_value subject, sg_arena *arena,
                                sg_value *out)
{
    const sg_graph *graph = self->eval.exec->graph;

    *out = subject;
    if (subject.type == SG_TYPE_NODE)
        *out = sg_graph_properties(graph, subject.node, arena);
    else if (subject.type == SG_TYPE_RELATIONSHIP)
        *out = sg_graph_edge_properties(graph, subject.edge, arena);
    else if (subject.type != SG_TYPE_MAP)
        return sg_query_fail(&self->eval.exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE,
                             SG_RUNTIME, self->eval.expression->span,
                             "a %s has no properties to project",
                             sg_type_name((sg_type)subject.type));
    return out->type == SG_TYPE_MAP ? SG_OK : SG_ENOMEM;
}

static sg_status project_row(map_eval *self, uint32_t row, sg_value subject, sg_arena *arena,
                             sg_value *out)
{
    sg_call call = sg_exec_call(self->eval.exec, arena);
    sg_value all;

    SG_TRY(all_properties(self, subject, arena, &all));
    size_t room = 0;
    for (uint32_t i = 0; i < self->count; i++)
        room += self->entries[i]->item == SG_MAP_ALL ? all.length : 1;
    sg_entry *entries = sg_arena_alloc_array(arena, room, sizeof *entries);
    if (!entries)
        return SG_ENOMEM;
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->count; i++) {
        sg_str key = self->entries[i]->key.text;
        sg_value value = sg_null();
        switch (self->entries[i]->item) {
        case SG_MAP_ALL:
            for (uint32_t j = 0; j < all.length; j++)
                entries[count++] = all.map[j];
            continue;
        case SG_MAP_PROPERTY:
            SG_TRY(sg_operator_property(&call, subject, key, &value, &self->eval.exec->error));
            break;
        case SG_MAP_ENTRY:
        case SG_MAP_VARIABLE:
            value = sg_vector_value(&self->vectors[i], row);
        }
        entries[count++] = (sg_entry){ key, value };
    }
    *out = sg_map(entries, sg_map_sort(entries, count));
    return SG_OK;
}

static sg_status projection_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                   sg_vector *out)
{
    map_eval *self = (map_eval *)eval;
    sg_value *cells = sg_eval_cells(rows, arena);
    sg_vector subjects;

    if (!cells)
        return SG_ENOMEM;
    SG_TRY(sg_eval_values(self->subject, rows, arena, &subjects));
    SG_TRY(evaluate_entries(self, rows, arena));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        sg_value subject = sg_vector_value(&subjects, row);
        cells[row] = sg_null();
        if (!sg_is_null(subject))
            SG_TRY(project_row(self, row, subject, arena, &cells[row]));
    }
    *out = (sg_vector){ .values = cells };
    return SG_OK;
}

const sg_eval_class sg_eval_map = {
    .size = sizeof(map_eval),
    .open = open_map,
    .values = map_values,
};

const sg_eval_class sg_eval_map_projection = {
    .size = sizeof(map_eval),
    .open = open_map_projection,
    .values = projection_values,
};
