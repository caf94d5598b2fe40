/* mark_leaf.c - predicates as tests of cells: by distinct value, by bounds, or else row by row. */
#include "query/exec/mark_leaf.h"

#include <math.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "query/bind/expression.h"

enum {
    TABLE_CELLS = 1 << 16, /* of two bytes: cells that mean nothing are looked up too */
    FEW_ROWS = 4,          /* trying every value is worth it for so many rows a value */
    NOT_TRIED = 3,         /* a truth that nothing asked about */
};

/* --- opening --------------------------------------------------------------------------------------- */
static sg_comparison turned(sg_comparison relation)
{
    /* clang-format off */
    static const sg_comparison others[] = {
        [SG_EQ] = SG_EQ, [SG_NE] = SG_NE,
        [SG_LT] = SG_GT, [SG_LE] = SG_GE, [SG_GT] = SG_LT, [SG_GE] = SG_LE,
    };
    /* clang-format on */
    return others[relation];
}

static bool is_own_property(const sg_mark_bench *bench, const sg_expression *expression)
{
    const sg_expression *subject = expression->operands[0];

    return expression->kind == SG_EXPR_PROPERTY && expression->key_known &&
           subject->kind == SG_EXPR_VARIABLE && subject->slot == bench->slot;
}

/* The fixed side of `property < fixed`, or of `fixed < property`. */
static sg_status open_bound(sg_mark_bench *bench, sg_mark_leaf *leaf)
{
    const sg_expression *left = leaf->expression->items;
    sg_eval *bound;

    if (leaf->expression->kind != SG_EXPR_COMPARISON || !left->next || left->next->next)
        return SG_OK;
    bool is_left = is_own_property(bench, left);
    if (!is_left && !is_own_property(bench, left->next))
        return SG_OK;
    SG_TRY(sg_eval_open(bench->exec, is_left ? left->next : left, &bound));
    if (!bound->fixed)
        return SG_OK;
    leaf->bound = bound;
    leaf->relation = leaf->expression->comparisons->operator;
    leaf->relation = is_left ? leaf->relation : turned(leaf->relation);
    return SG_OK;
}

sg_status sg_mark_leaf_open(sg_mark_bench *bench, const sg_expression *expression,
                            sg_mark_leaf *leaf)
{
    leaf->expression = expression;
    SG_TRY(sg_eval_open(bench->exec, expression, &leaf->eval));
    leaf->one_value = sg_expression_reads_value(expression, bench->slot, &leaf->read);
    return open_bound(bench, leaf);
}

/* --- trying ---------------------------------------------------------------------------------------- */
/* The truths of some nodes or relationships. */
static sg_status try_ids(sg_mark_bench *bench, const sg_mark_leaf *leaf, const uint32_t *ids,
                         uint32_t count, uint8_t *truths)
{
    sg_arena_reset(bench->scratch);
    sg_batch_all(&bench->batch, count);
    bench->batch.columns[bench->slot] = (sg_vector){ .kind = bench->kind, .ids = ids };
    const sg_rows rows = { &bench->batch, count, NULL };

    SG_TRY(sg_eval_truths(leaf->eval, &rows, bench->scratch, truths));
    return sg_exec_work(bench->exec, count);
}

/* The predicate fails on some node: rows will say so, if they come to it. */
static sg_status leave_to_rows(sg_mark_bench *bench, sg_mark_leaf *leaf, sg_status status)
{
    if (status == SG_ENOMEM || bench->exec->late || bench->exec->impatient)
        return status;
    sg_error_clear(&bench->exec->error);
    leaf->way = SG_MARK_BY_ROW;
    return SG_OK;
}

/* --- by distinct value ----------------------------------------------------------------------------- */
static uint32_t cells_of(const sg_column *column)
{
    if (column->width == 0)
        return 2;
    return column->width > 2          ? 0
           : column->dictionary_count ? column->dictionary_count
                                      : UINT32_C(1) << (8 * column->width);
}

/* The truth of every cell that occurs, NOT_TRIED of others, and of null at the end. */
static sg_status try_cells(sg_mark_bench *bench, const sg_mark_leaf *leaf, uint32_t cells)
{
    const sg_column *column = leaf->column;
    uint32_t nodes[SG_BATCH_ROWS], places[SG_BATCH_ROWS], count = 0;
    uint8_t truths[SG_BATCH_ROWS];

    memset(bench->examples, 0xff, ((size_t)cells + 1) * sizeof *bench->examples);
    memset(bench->truths, NOT_TRIED, (size_t)cells + 1);
    sg_column_examples(bench->exec->graph, column, bench->kind == SG_SLOT_EDGE, bench->examples,
                       &bench->examples[cells]);
    for (uint32_t i = 0; i <= cells; i++) {
        if (bench->examples[i] != SG_NO_ID) {
            nodes[count] = column->first + bench->examples[i];
            places[count++] = i;
        }
        if (count < SG_BATCH_ROWS && (i < cells || count == 0))
            continue;
        SG_TRY(try_ids(bench, leaf, nodes, count, truths));
        for (uint32_t k = 0; k < count; k++)
            bench->truths[places[k]] = truths[k];
        count = 0;
    }
    return SG_OK;
}

/* Says in `test` which cells have the truth, or which have not; false when they are too many to list. */
static bool list_cells(const uint8_t *truths, uint32_t cells, uint8_t wanted, bool outside,
                       sg_column_test *test)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < cells; i++) {
        if (truths[i] == NOT_TRIED || (truths[i] == wanted) == outside)
            continue;
        if (count == SG_FEW_CELLS)
            return false;
        test->few[count++] = i;
    }
    for (uint32_t i = count; i > 0 && i < SG_FEW_CELLS; i++)
        test->few[i] = test->few[0];
    test->kind = count ? SG_MARK_FEW : SG_MARK_NOTHING;
    test->outside = outside;
    return true;
}

static sg_status make_test(const sg_mark_bench *bench, uint32_t cells, uint8_t wanted,
                           sg_column_test *test)
{
    *test = (sg_column_test){ .nulls = bench->truths[cells] == wanted };
    if (list_cells(bench->truths, cells, wanted, false, test) ||
        list_cells(bench->truths, cells, wanted, true, test))
        return SG_OK;
    uint8_t *table = sg_arena_alloc(bench->exec->arena, TABLE_CELLS);
    if (!table)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < cells; i++)
        table[i] = bench->truths[i] == wanted ? UINT8_MAX : 0;
    test->kind = SG_MARK_TABLE;
    test->outside = false;
    test->table = table;
    return SG_OK;
}

/* Room for so many cells and for null. */
static sg_status make_room(sg_mark_bench *bench, uint32_t cells)
{
    sg_arena *arena = bench->exec->arena;

    if (cells < bench->room)
        return SG_OK;
    bench->room = cells + 1;
    bench->truths = sg_arena_alloc_raw(arena, bench->room);
    bench->examples = sg_arena_alloc_raw(arena, (size_t)bench->room * sizeof *bench->examples);
    return bench->truths && bench->examples ? SG_OK : SG_ENOMEM;
}

static sg_status turn_to_cells(sg_mark_bench *bench, sg_mark_leaf *leaf, uint32_t cells)
{
    SG_TRY(make_room(bench, cells));
    sg_status status = try_cells(bench, leaf, cells);
    if (status != SG_OK)
        return leave_to_rows(bench, leaf, status);
    SG_TRY(make_test(bench, cells, SG_FALSE, &leaf->tests[0]));
    SG_TRY(make_test(bench, cells, SG_TRUE, &leaf->tests[1]));
    leaf->way = SG_MARK_BY_CELL;
    return SG_OK;
}

/* --- by bounds ------------------------------------------------------------------------------------- */
/* Numbers up to here are the same as integers and as floats. */
static const int64_t EXACT = INT64_C(1) << 53;

static bool bound_integers(const sg_mark_leaf *leaf, sg_value bound, sg_column_test *test)
{
    sg_comparison relation = leaf->relation;

    if (bound.type == SG_TYPE_FLOAT &&
        (!(fabs(bound.real) < (double)EXACT) || floor(bound.real) != bound.real))
        return false;
    int64_t value = bound.type == SG_TYPE_FLOAT ? (int64_t)bound.real : bound.integer;
    int64_t least = relation == SG_LT || relation == SG_LE ? INT64_MIN : value;
    int64_t most = relation == SG_GT || relation == SG_GE ? INT64_MAX : value;
    bool none =
        (relation == SG_LT && value == INT64_MIN) || (relation == SG_GT && value == INT64_MAX);
    if (none) {
        *test = (sg_column_test){ .kind = SG_MARK_NOTHING };
        return true;
    }
    *test = sg_column_test_integers(leaf->column, least + (relation == SG_GT),
                                    most - (relation == SG_LT));
    return true;
}

static bool bound_floats(const sg_mark_leaf *leaf, sg_value bound, sg_column_test *test)
{
    sg_comparison relation = leaf->relation;
    bool is_float = bound.type == SG_TYPE_FLOAT;

    if (!is_float && (bound.integer > EXACT || bound.integer < -EXACT))
        return false;
    double value = is_float ? bound.real : (double)bound.integer;
    if (!isfinite(value))
        return false;
    *test = (sg_column_test){ .kind = SG_MARK_REALS, .least = -HUGE_VAL, .most = HUGE_VAL };
    if (relation == SG_LT || relation == SG_LE || relation == SG_EQ || relation == SG_NE)
        test->most = relation == SG_LT ? nextafter(value, -HUGE_VAL) : value;
    if (relation == SG_GT || relation == SG_GE || relation == SG_EQ || relation == SG_NE)
        test->least = relation == SG_GT ? nextafter(value, HUGE_VAL) : value;
    return true;
}

/* A comparison with a number becomes bounds of cells where they mean the same. */
static sg_status turn_to_bounds(sg_mark_bench *bench, sg_mark_leaf *leaf, bool *turned_to)
{
    const sg_column *column = leaf->column;
    sg_column_test test;
    sg_value bound;

    *turned_to = false;
    if (!leaf->bound || (column->kind != SG_COLUMN_INTEGER && column->kind != SG_COLUMN_FLOAT))
        return SG_OK;
    sg_status status = sg_eval_alone(leaf->bound, bench->exec->arena, &bound);
    if (status != SG_OK)
        return leave_to_rows(bench, leaf, status);
    if (bound.type != SG_TYPE_INTEGER && bound.type != SG_TYPE_FLOAT)
        return SG_OK;
    *turned_to = column->kind == SG_COLUMN_INTEGER ? bound_integers(leaf, bound, &test)
                                                   : bound_floats(leaf, bound, &test);
    if (!*turned_to)
        return SG_OK;
    test.outside = leaf->relation == SG_NE;
    leaf->tests[1] = test;
    test.outside = !test.outside;
    leaf->tests[0] = test;
    leaf->way = SG_MARK_BY_CELL;
    return SG_OK;
}

/* IS NULL, IS NOT NULL of the property itself. */
static void turn_to_presence(sg_mark_leaf *leaf)
{
    bool is_null = leaf->expression->kind == SG_EXPR_IS_NULL;
    const sg_column_test nulls = { .kind = SG_MARK_NOTHING, .nulls = true };
    const sg_column_test values = { .kind = SG_MARK_PRESENT };

    leaf->tests[1] = is_null ? nulls : values;
    leaf->tests[0] = is_null ? values : nulls;
    leaf->way = SG_MARK_BY_CELL;
}

/* --- the way --------------------------------------------------------------------------------------- */
static bool is_in_columns(const sg_mark_bench *bench, uint32_t id)
{
    const sg_graph *graph = bench->exec->graph;

    return bench->kind == SG_SLOT_EDGE ? sg_graph_edge_in_columns(graph, (sg_edge){ id })
                                       : sg_graph_node_in_columns(graph, (sg_node){ id });
}

static const sg_column *column_of(const sg_mark_bench *bench, const sg_mark_part *part,
                                  sg_key key)
{
    const sg_graph *graph = bench->exec->graph;

    return bench->kind == SG_SLOT_EDGE ? sg_graph_edge_column(graph, part->type, key)
                                       : sg_graph_column(graph, part->set, key);
}

/* None of the part has the property: one that is as the columns say tells for all. */
static sg_status turn_to_one(sg_mark_bench *bench, sg_mark_leaf *leaf, sg_range range)
{
    uint32_t id = range.first;
    uint8_t truth;

    while (id < range.last && !is_in_columns(bench, id))
        id++;
    if (id == range.last)
        return SG_OK;
    sg_status status = try_ids(bench, leaf, &id, 1, &truth);
    if (status != SG_OK)
        return leave_to_rows(bench, leaf, status);
    leaf->way = SG_MARK_ALIKE;
    leaf->truth = (sg_truth)truth;
    return SG_OK;
}

sg_status sg_mark_leaf_turn(sg_mark_bench *bench, sg_mark_leaf *leaf, const sg_mark_part *part)
{
    sg_expression_kind kind = leaf->expression->kind;
    bool done;

    leaf->way = SG_MARK_BY_ROW;
    if (!leaf->one_value)
        return SG_OK;
    leaf->column = leaf->read.has_key ? column_of(bench, part, leaf->read.key) : NULL;
    if (!leaf->column)
        return turn_to_one(bench, leaf, part->range);
    if ((kind == SG_EXPR_IS_NULL || kind == SG_EXPR_IS_NOT_NULL) &&
        is_own_property(bench, leaf->expression->operands[0])) {
        turn_to_presence(leaf);
        return SG_OK;
    }
    SG_TRY(turn_to_bounds(bench, leaf, &done));
    uint32_t cells = cells_of(leaf->column);
    bool few_values = cells <= 2 || leaf->column->rows / FEW_ROWS >= leaf->column->distinct;
    if (done || cells == 0 || !few_values)
        return SG_OK;
    return turn_to_cells(bench, leaf, cells);
}

sg_status sg_mark_leaf_column(sg_mark_bench *bench, sg_mark_leaf *leaf,
                              const sg_mark_part *part, sg_column_bits *out)
{
    const sg_column *column =
        leaf->one_value && leaf->read.has_key ? column_of(bench, part, leaf->read.key) : NULL;
    const sg_column_test *test = &leaf->tests[1];

    *out = (sg_column_bits){ NULL, NULL };
    if (!column || column->width > 0 || column->ranks || column->first != part->range.first ||
        column->rows != part->range.last - part->range.first)
        return SG_OK;
    SG_TRY(sg_mark_leaf_turn(bench, leaf, part));
    if (leaf->way != SG_MARK_BY_CELL || test->kind != SG_MARK_FEW || test->outside ||
        test->nulls)
        return SG_OK;
    for (size_t i = 0; i < SG_FEW_CELLS; i++)
        if (test->few[i] != 1)
            return SG_OK;
    *out = (sg_column_bits){ column->cells, column->present };
    return SG_OK;
}

/* --- blocks ---------------------------------------------------------------------------------------- */
/* Evaluates the rows that are open, some at a time. */
static sg_status keep_rows(sg_mark_bench *bench, const sg_mark_leaf *leaf,
                           const sg_mark_block *block, sg_truth wanted, uint64_t *words)
{
    uint32_t nodes[SG_BATCH_ROWS], base = block->first_id + block->first;
    uint8_t truths[SG_BATCH_ROWS];
    sg_bitmap open = { words, block->rows };
    uint64_t next = sg_bitmap_next(open, 0);

    while (next < block->rows) {
        uint32_t count = 0;
        for (; count < SG_BATCH_ROWS && next < block->rows;
             next = sg_bitmap_next(open, next + 1))
            nodes[count++] = base + (uint32_t)next;
        SG_TRY(try_ids(bench, leaf, nodes, count, truths));
        for (uint32_t i = 0; i < count; i++)
            if (truths[i] != (uint8_t)wanted)
                sg_bit_clear(words, nodes[i] - base);
    }
    return SG_OK;
}

sg_status sg_mark_leaf_keep(sg_mark_bench *bench, const sg_mark_leaf *leaf,
                            const sg_mark_block *block, sg_truth wanted, uint64_t *words)
{
    size_t count = sg_bitmap_words(block->rows);
    uint64_t marks[SG_MARK_WORDS];

    switch (leaf->way) {
    case SG_MARK_BY_ROW:
        return keep_rows(bench, leaf, block, wanted, words);
    case SG_MARK_ALIKE:
        if (leaf->truth != wanted)
            memset(words, 0, count * sizeof *words);
        return SG_OK;
    case SG_MARK_BY_CELL:
        break;
    }
    sg_column_mark(leaf->column, &leaf->tests[wanted == SG_TRUE], block->first, block->rows,
                   marks);
    for (size_t i = 0; i < count; i++)
        words[i] &= marks[i];
    return SG_OK;
}
