/* op_optional.c - rows of the right side per left row, or one with nulls where there are none.
 *
 * Right rows come in the order of the left rows they belong to, so the two are merged; a left row
 * that is passed over gets its nulls:
 *
 *     left   0 1 2 3        right  0 0 2        output  0 0 1- 2 3-
 */
#include "query/exec/correlation.h"

typedef struct optional {
    sg_op op;
    sg_correlation correlation;
    uint32_t left;     /* position of the left row at hand, within the turn */
    bool matched;      /* it has had a right row */
    uint32_t right;    /* position in the right batch */
    bool right_ended;  /* in this turn */
    uint16_t *owners;  /* of the output: left rows ... */
    uint16_t *sources; /* ... and right rows, or SG_NO_ROW */
    uint32_t count;
} optional;

static sg_status open_optional(sg_op *op)
{
    return sg_correlation_open(&((optional *)op)->correlation, op);
}

static uint32_t turn_rows(const optional *self)
{
    const sg_argument *argument = &self->correlation.argument;

    if (!self->correlation.in_turn)
        return 0;
    return argument->whole ? argument->rows.count : 1;
}

static uint32_t turn_row(const optional *self, uint32_t position)
{
    const sg_argument *argument = &self->correlation.argument;

    return argument->whole ? sg_rows_row(&argument->rows, position) : argument->row;
}

static void add(optional *self, uint32_t owner, uint32_t source)
{
    self->owners[self->count] = (uint16_t)owner;
    self->sources[self->count++] = (uint16_t)source;
}

/* Passes over the left row at hand, with nulls if nothing matched it. */
static void pass(optional *self)
{
    if (!self->matched)
        add(self, turn_row(self, self->left), SG_NO_ROW);
    self->left++;
    self->matched = false;
}

/* Merges what there is of the right batch, and at its end what there is of the left. */
static void merge(optional *self, uint32_t room)
{
    const sg_batch *right = &self->op.right->batch;

    while (self->count < room && self->left < turn_rows(self)) {
        if (self->right == right->count) {
            if (!self->right_ended)
                return;
            pass(self);
            continue;
        }
        uint32_t source = sg_batch_row(right, self->right);
        uint32_t owner = sg_correlation_owner(&self->correlation, &self->op, source);
        if (owner != turn_row(self, self->left)) {
            pass(self);
            continue;
        }
        add(self, owner, source);
        self->matched = true;
        self->right++;
    }
}

/* The next right batch, and after the last one the next turn; *more is false at the end. */
static sg_status move_on(optional *self, bool *more)
{
    *more = true;
    self->right = 0;
    if (self->left < turn_rows(self)) {
        SG_TRY(sg_correlation_next(&self->correlation, &self->op));
        self->right_ended = self->op.right->batch.count == 0;
        return SG_OK;
    }
    SG_TRY(sg_correlation_advance(&self->correlation, &self->op, more));
    self->op.right->batch.count = 0;
    self->left = 0;
    self->matched = self->right_ended = false;
    return SG_OK;
}

static sg_status make_batch(optional *self)
{
    sg_op *op = &self->op;
    const sg_batch *left = &op->input->batch, *right = &op->right->batch;
    sg_slots live = op->plan->live;

    sg_batch_all(&op->batch, self->count);
    SG_TRY(sg_batch_gather(&op->batch, left, live, self->owners, self->count, op->arena));
    for (uint32_t i = 0; i < live.count; i++) {
        uint32_t slot = live.slots[i];
        sg_vector *column = &op->batch.columns[slot];
        if (left->columns[slot].cells && !sg_slots_have(op->plan->slots, slot))
            continue;
        if (right->columns[slot].cells)
            SG_TRY(sg_vector_gather_or_null(&right->columns[slot], self->sources, self->count,
                                            op->arena, column));
        else
            *column = sg_vector_null(SG_SLOT_VALUE);
    }
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    optional *self = (optional *)op;
    uint32_t room = op->room;
    bool more = true;

    self->owners = sg_arena_alloc_raw(op->arena, room * sizeof *self->owners);
    self->sources = sg_arena_alloc_raw(op->arena, room * sizeof *self->sources);
    self->count = 0;
    if (!self->owners || !self->sources)
        return SG_ENOMEM;
    for (;;) {
        merge(self, room);
        if (self->count > 0)
            return make_batch(self);
        SG_TRY(move_on(self, &more));
        if (!more)
            return SG_OK;
    }
}

static sg_status rewind_optional(sg_op *op)
{
    optional *self = (optional *)op;

    sg_correlation_rewind(&self->correlation);
    op->right->batch.count = 0;
    self->left = self->right = 0;
    self->matched = self->right_ended = false;
    return SG_OK;
}

const sg_op_class sg_op_optional = {
    .size = sizeof(optional),
    .open = open_optional,
    .next = next,
    .rewind = rewind_optional,
};
