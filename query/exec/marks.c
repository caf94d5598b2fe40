/* marks.c - the tree of predicates over blocks of rows.
 *
 * Every node of the tree is asked to keep, of the rows that are open, those for which it is true, or
 * those for which it is false:
 *
 *     true of a AND b    keep true of a, of those true of b
 *     false of a AND b   false of a, and of the others false of b
 *     OR                 the same with true and false exchanged
 *     NOT                its operand asked for the other
 */
#include "query/exec/marks.h"

#include <string.h>

#include "query/exec/mark_leaf.h"

/* Trees that are deeper are evaluated by rows from there on. */
enum { DEPTH = 32 };

typedef struct mark {
    sg_expression_kind kind; /* AND, OR, NOT; anything else is a leaf */
    struct mark *parts;
    uint32_t count;
    sg_mark_leaf leaf;
} mark;

struct sg_marker {
    sg_mark_bench bench;
    mark root; /* AND of the tests */
};

/* --- opening --------------------------------------------------------------------------------------- */
static sg_status open_mark(sg_marker *self, const sg_expression *expression, unsigned depth,
                           mark *out)
{
    uint32_t parts = expression->kind == SG_EXPR_NOT ? 1 : 2;
    bool inner = expression->kind == SG_EXPR_NOT || expression->kind == SG_EXPR_AND ||
                 expression->kind == SG_EXPR_OR;

    out->kind = SG_EXPR_LITERAL;
    if (!inner || depth == 0)
        return sg_mark_leaf_open(&self->bench, expression, &out->leaf);
    out->kind = expression->kind;
    out->count = parts;
    out->parts = sg_arena_make_array(self->bench.exec->arena, mark, parts);
    if (!out->parts)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < parts; i++)
        SG_TRY(open_mark(self, expression->operands[i], depth - 1, &out->parts[i]));
    return SG_OK;
}

sg_status sg_marker_open(sg_exec *exec, const sg_expression *const *tests, uint32_t count,
                         uint32_t slot, sg_slot_kind kind, sg_marker **out)
{
    sg_marker *self = sg_arena_make(exec->arena, sg_marker);

    if (!self)
        return SG_ENOMEM;
    self->bench.exec = exec;
    self->bench.slot = slot;
    self->bench.kind = kind;
    SG_TRY(sg_batch_open(&self->bench.batch, exec->tree->slot_count, exec->arena));
    SG_TRY(sg_exec_arena(exec, &self->bench.scratch));
    self->root.kind = SG_EXPR_AND;
    self->root.count = count;
    self->root.parts = sg_arena_make_array(exec->arena, mark, (size_t)count + 1);
    if (!self->root.parts)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(open_mark(self, tests[i], DEPTH, &self->root.parts[i]));
    *out = self;
    return SG_OK;
}

static sg_status turn(sg_marker *self, mark *at, const sg_mark_part *part)
{
    if (at->kind == SG_EXPR_LITERAL)
        return sg_mark_leaf_turn(&self->bench, &at->leaf, part);
    for (uint32_t i = 0; i < at->count; i++)
        SG_TRY(turn(self, &at->parts[i], part));
    return SG_OK;
}

/* --- blocks ---------------------------------------------------------------------------------------- */
static sg_status keep(sg_marker *self, const mark *at, const sg_mark_block *block,
                      sg_truth wanted, uint64_t *words);

/* The rows for which one of the parts is `wanted`. */
static sg_status keep_any(sg_marker *self, const mark *at, const sg_mark_block *block,
                          sg_truth wanted, uint64_t *words)
{
    uint64_t open[SG_MARK_WORDS], found[SG_MARK_WORDS];
    size_t count = sg_bitmap_words(block->rows);

    memcpy(open, words, count * sizeof *open);
    memset(words, 0, count * sizeof *words);
    for (uint32_t i = 0; i < at->count; i++) {
        memcpy(found, open, count * sizeof *found);
        SG_TRY(keep(self, &at->parts[i], block, wanted, found));
        for (size_t k = 0; k < count; k++) {
            words[k] |= found[k];
            open[k] &= ~found[k];
        }
    }
    return SG_OK;
}

/* What is evaluated by rows comes after all that leaves fewer of them. */
static bool is_slow(const mark *at)
{
    return at->kind == SG_EXPR_LITERAL && at->leaf.way == SG_MARK_BY_ROW;
}

static sg_status keep(sg_marker *self, const mark *at, const sg_mark_block *block,
                      sg_truth wanted, uint64_t *words)
{
    if (at->kind == SG_EXPR_LITERAL)
        return sg_mark_leaf_keep(&self->bench, &at->leaf, block, wanted, words);
    if (at->kind == SG_EXPR_NOT)
        return keep(self, &at->parts[0], block, wanted == SG_TRUE ? SG_FALSE : SG_TRUE, words);
    if ((at->kind == SG_EXPR_AND) != (wanted == SG_TRUE))
        return keep_any(self, at, block, wanted, words);
    for (int slow = 0; slow < 2; slow++)
        for (uint32_t i = 0; i < at->count; i++)
            if (is_slow(&at->parts[i]) == (slow == 1))
                SG_TRY(keep(self, &at->parts[i], block, wanted, words));
    return SG_OK;
}

/* Adds the rows to the bits, whose words begin elsewhere. */
static void add_rows(const uint64_t *restrict words, uint32_t rows, uint32_t node,
                     const sg_id_bits *bits)
{
    uint32_t place = node - bits->first, shift = place % 64;
    uint64_t *restrict to = bits->words + place / 64;
    size_t count = sg_bitmap_words(rows);

    to[0] |= words[0] << shift;
    for (size_t i = 1; i < count; i++)
        to[i] |= words[i] << shift | words[i - 1] >> 1 >> (63 - shift);
    uint64_t carried = words[count - 1] >> 1 >> (63 - shift);
    if (carried) /* else the window may end here */
        to[count] |= carried;
}

/* Adds what passes; `base` is the id of the first bit's node or relationship. */
static sg_status add_part(sg_marker *self, const sg_mark_part *part, uint32_t base,
                          sg_id_bits *bits)
{
    uint32_t first = part->range.first, rows = part->range.last - first;
    uint64_t words[SG_MARK_WORDS];

    if (rows == 0)
        return SG_OK;
    SG_TRY(turn(self, &self->root, part));
    for (uint32_t at = 0; at < rows; at += SG_MARK_ROWS) {
        sg_mark_block block = { first, at,
                                rows - at < SG_MARK_ROWS ? rows - at : SG_MARK_ROWS };
        memset(words, 0xff, sg_bitmap_words(block.rows) * sizeof *words);
        if (block.rows % 64)
            words[block.rows / 64] >>= 64 - block.rows % 64;
        SG_TRY(keep(self, &self->root, &block, SG_TRUE, words));
        add_rows(words, block.rows, first - base + at, bits);
        SG_TRY(sg_exec_work(self->bench.exec, sg_bitmap_words(block.rows)));
    }
    return SG_OK;
}

sg_status sg_marker_add(sg_marker *self, sg_label_set set, sg_id_bits *bits)
{
    const sg_mark_part part = { .range = sg_label_set_range(self->bench.exec->graph, set),
                                .set = set };

    return add_part(self, &part, 0, bits);
}

sg_status sg_marker_edge_column(sg_marker *self, sg_reltype type, sg_column_bits *out)
{
    const sg_mark_part part = { .range = sg_graph_type_range(self->bench.exec->graph, type),
                                .type = type };

    *out = (sg_column_bits){ NULL, NULL };
    if (self->root.count != 1 || self->root.parts->kind != SG_EXPR_LITERAL)
        return SG_OK;
    return sg_mark_leaf_column(&self->bench, &self->root.parts->leaf, &part, out);
}

sg_status sg_marker_add_edges(sg_marker *self, sg_reltype type, sg_id_bits *bits)
{
    const sg_mark_part part = { .range = sg_graph_type_range(self->bench.exec->graph, type),
                                .type = type };

    return add_part(self, &part, part.range.first, bits);
}
