/* mark_leaf.h - one predicate of a marker: how it is found out for the column at hand. */
#ifndef SG_EXEC_MARK_LEAF_H
#define SG_EXEC_MARK_LEAF_H

#include "engine/column_marks.h"
#include "query/bind/expression.h"
#include "query/exec/eval.h"

enum { SG_MARK_ROWS = 4096, SG_MARK_WORDS = SG_MARK_ROWS / 64 };

/* What the leaves of a marker share. */
typedef struct sg_mark_bench {
    sg_exec *exec;
    uint32_t slot;
    sg_slot_kind kind;  /* of the slot: nodes, or relationships */
    sg_batch batch;     /* what predicates are tried on */
    sg_arena *scratch;  /* of one batch */
    uint32_t room;      /* cells, and null, that the next two are for */
    uint32_t *examples; /* by cell: a row that has it */
    uint8_t *truths;    /* by cell */
} sg_mark_bench;

/* What has columns of its own: a label set, or a type. */
typedef struct sg_mark_part {
    sg_range range; /* its nodes, or relationships */
    sg_label_set set;
    sg_reltype type;
} sg_mark_part;

typedef enum sg_mark_way {
    SG_MARK_BY_CELL, /* `tests` on the column */
    SG_MARK_ALIKE,   /* the same for all of the part: `truth` */
    SG_MARK_BY_ROW,  /* evaluated */
} sg_mark_way;

typedef struct sg_mark_leaf {
    const sg_expression *expression;
    sg_eval *eval;
    bool one_value; /* depends on labels and on `read` alone */
    sg_value_read read;
    sg_eval *bound;         /* of property < bound: the fixed side; else NULL */
    sg_comparison relation; /* property relation bound */
    /* For the part at hand: */
    sg_mark_way way;
    sg_truth truth;
    const sg_column *column;
    sg_column_test tests[2]; /* which rows are false, which are true */
} sg_mark_leaf;

/* 64 words and less of rows of the part, whose first id is row 0. */
typedef struct sg_mark_block {
    uint32_t first_id; /* of the part */
    uint32_t first, rows;
} sg_mark_block;

SG_MUST_USE sg_status sg_mark_leaf_open(sg_mark_bench *bench, const sg_expression *expression,
                                        sg_mark_leaf *leaf);
/* Chooses the way for a part that is not empty. */
SG_MUST_USE sg_status sg_mark_leaf_turn(sg_mark_bench *bench, sg_mark_leaf *leaf,
                                        const sg_mark_part *part);
/* The bits of the part's column where they are the answer themselves, as of `public` and `public = true`; else
 * without words. */
SG_MUST_USE sg_status sg_mark_leaf_column(sg_mark_bench *bench, sg_mark_leaf *leaf,
                                          const sg_mark_part *part, sg_column_bits *out);
/* Takes out of `words` the rows for which the predicate is not `wanted`, SG_TRUE or SG_FALSE. */
SG_MUST_USE sg_status sg_mark_leaf_keep(sg_mark_bench *bench, const sg_mark_leaf *leaf,
                                        const sg_mark_block *block, sg_truth wanted,
                                        uint64_t *words);

#endif
