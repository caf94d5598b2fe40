/* eval_test.c - IS NULL, IS NOT NULL, and n:Label with label expressions.
 *
 * Which label sets and which types an expression of labels allows is worked out once, as bits; a row
 * then costs a look at a bit.
 */
#include "engine/base/bitmap.h"
#include "query/exec/eval.h"

typedef struct null_test {
    sg_eval eval;
    sg_eval *operand;
} null_test;

static sg_status open_null_test(sg_eval *eval)
{
    null_test *self = (null_test *)eval;

    SG_TRY(sg_eval_open(eval->exec, eval->expression->operands[0], &self->operand));
    eval->fixed = self->operand->fixed;
    return SG_OK;
}

static sg_status null_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena, uint8_t *out)
{
    null_test *self = (null_test *)eval;
    bool wanted = eval->expression->kind == SG_EXPR_IS_NULL;
    sg_vector vector;

    SG_TRY(sg_eval_values(self->operand, rows, arena, &vector));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        bool is_null = sg_is_null(sg_vector_value(&vector, row));
        out[row] = is_null == wanted ? SG_TRUE : SG_FALSE;
    }
    return SG_OK;
}

typedef struct labels_test {
    sg_eval eval;
    sg_eval *subject;
    uint64_t *sets, *types; /* a bit for each that fits */
    uint32_t set_count;     /* label sets that there were; a statement that writes makes more */
} labels_test;

/* Whether a node of the label set, or else a relationship of the type, fits. */
static bool fits(const sg_graph *graph, const sg_label_expression *labels,
                 const sg_label_set *set, sg_reltype type)
{
    uint32_t count = 0;

    switch (labels->kind) {
    case SG_LABEL_ANY:
        if (set)
            sg_label_set_labels(graph, *set, &count);
        return !set || count > 0;
    case SG_LABEL_NAME:
        break;
    case SG_LABEL_AND:
        return fits(graph, labels->left, set, type) && fits(graph, labels->right, set, type);
    case SG_LABEL_OR:
        return fits(graph, labels->left, set, type) || fits(graph, labels->right, set, type);
    case SG_LABEL_NOT:
        return !fits(graph, labels->left, set, type);
    }
    if (!set)
        return sg_str_equal(labels->name.text, sg_graph_type_name(graph, type));
    sg_label label;
    return sg_graph_find_label(graph, labels->name.text, &label) &&
           sg_label_set_has(graph, *set, label);
}

static sg_status open_labels(sg_eval *eval)
{
    labels_test *self = (labels_test *)eval;
    const sg_graph *graph = eval->exec->graph;
    uint32_t sets = sg_graph_label_sets(graph), types = sg_graph_types(graph);

    self->set_count = sets;
    self->sets = sg_arena_make_array(eval->exec->arena, uint64_t, sg_bitmap_words(sets));
    self->types = sg_arena_make_array(eval->exec->arena, uint64_t, sg_bitmap_words(types));
    if (!self->sets || !self->types)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < sets; i++)
        if (fits(graph, eval->expression->labels, &(sg_label_set){ (uint16_t)i },
                 (sg_reltype){ 0 }))
            sg_bit_set(self->sets, i);
    for (uint32_t i = 0; i < types; i++)
        if (fits(graph, eval->expression->labels, NULL, (sg_reltype){ (uint16_t)i }))
            sg_bit_set(self->types, i);
    SG_TRY(sg_eval_open(eval->exec, eval->expression->operands[0], &self->subject));
    eval->fixed = self->subject->fixed;
    return SG_OK;
}

static bool set_fits(const labels_test *self, sg_label_set set)
{
    if (SG_LIKELY(set.id < self->set_count))
        return sg_bit_test(self->sets, set.id);
    return fits(self->eval.exec->graph, self->eval.expression->labels, &set, (sg_reltype){ 0 });
}

static sg_status labels_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                               uint8_t *out)
{
    labels_test *self = (labels_test *)eval;
    const sg_graph *graph = eval->exec->graph;
    sg_vector vector;

    SG_TRY(sg_eval_values(self->subject, rows, arena, &vector));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        sg_value value = sg_vector_value(&vector, row);
        bool has;
        if (value.type == SG_TYPE_NODE)
            has = set_fits(self, sg_graph_label_set(graph, value.node));
        else if (value.type == SG_TYPE_RELATIONSHIP)
            has = sg_bit_test(self->types, sg_graph_edge_type(graph, value.edge).id);
        else if (sg_is_null(value)) {
            out[row] = SG_UNKNOWN;
            continue;
        } else
            return sg_query_fail(
                &eval->exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME,
                eval->expression->span,
                "only nodes and relationships have labels or types, but this is a %s",
                sg_type_name((sg_type)value.type));
        out[row] = has ? SG_TRUE : SG_FALSE;
    }
    return SG_OK;
}

const sg_eval_class sg_eval_null_test = {
    .size = sizeof(null_test),
    .open = open_null_test,
    .truths = null_truths,
};

const sg_eval_class sg_eval_labels = {
    .size = sizeof(labels_test),
    .open = open_labels,
    .truths = labels_truths,
};
