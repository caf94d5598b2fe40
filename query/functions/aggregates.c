/* aggregates.c - count, collect, minimum and maximum: the aggregates of any value. */
#include <string.h>

#include "query/functions/implementations.h"

/* --- count --------------------------------------------------------------------------------------- */

static sg_status count_step(void *state, const sg_call *call, const sg_value *arguments,
                            uint32_t count, sg_error *err)
{
    (void)call, (void)arguments, (void)count, (void)err;
    ++*(int64_t *)state;
    return SG_OK;
}

static sg_status count_finish(void *state, const sg_call *call, sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    *out = sg_integer(*(const int64_t *)state);
    return SG_OK;
}

const sg_aggregate_class sg_aggregate_count = { sizeof(int64_t), count_step, count_finish };

/* --- collect ------------------------------------------------------------------------------------- */

typedef struct collection {
    sg_value *items;
    uint32_t count, capacity;
} collection;

/* The old items are left to the arena: all together they are fewer than the new ones. */
static sg_status grow(collection *self, const sg_call *call, sg_error *err)
{
    uint64_t capacity = self->capacity ? (uint64_t)self->capacity * 2 : 4;
    if (capacity > UINT32_MAX)
        capacity = UINT32_MAX;
    sg_value *items = NULL;
    if (capacity > self->capacity)
        items = sg_arena_make_array(call->arena, sg_value, capacity);
    if (!items)
        return sg_fail_arena(call, err);
    if (self->count > 0)
        memcpy(items, self->items, self->count * sizeof(*items));
    self->items = items;
    self->capacity = (uint32_t)capacity;
    return SG_OK;
}

static sg_status fail_copy(sg_status status, const sg_call *call, sg_error *err)
{
    if (status == SG_ELIMIT)
        return sg_query_fail(err, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, SG_NO_SPAN,
                             "a value is nested deeper than %d levels", SG_VALUE_DEPTH);
    return sg_fail_arena(call, err);
}

static sg_status collect_step(void *state, const sg_call *call, const sg_value *arguments,
                              uint32_t count, sg_error *err)
{
    (void)count;
    collection *self = state;
    if (self->count == self->capacity)
        SG_TRY(grow(self, call, err));
    sg_status status = sg_value_copy(call->arena, arguments[0], &self->items[self->count]);
    if (status != SG_OK)
        return fail_copy(status, call, err);
    self->count++;
    return SG_OK;
}

static sg_status collect_finish(void *state, const sg_call *call, sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    const collection *self = state;
    *out = sg_list(self->items, self->count);
    return SG_OK;
}

const sg_aggregate_class sg_aggregate_collect = { sizeof(collection), collect_step,
                                                  collect_finish };

/* --- minimum and maximum ------------------------------------------------------------------------- */

typedef struct extreme {
    bool any;
    sg_value value;
} extreme;

static sg_status keep_extreme(extreme *self, const sg_call *call, sg_value value, bool better,
                              sg_error *err)
{
    if (self->any && !better)
        return SG_OK;
    sg_status status = sg_value_copy(call->arena, value, &self->value);
    if (status != SG_OK)
        return fail_copy(status, call, err);
    self->any = true;
    return SG_OK;
}

static sg_status minimum_step(void *state, const sg_call *call, const sg_value *arguments,
                              uint32_t count, sg_error *err)
{
    (void)count;
    extreme *self = state;
    bool better = self->any && sg_value_order(arguments[0], self->value) < 0;
    return keep_extreme(self, call, arguments[0], better, err);
}

static sg_status maximum_step(void *state, const sg_call *call, const sg_value *arguments,
                              uint32_t count, sg_error *err)
{
    (void)count;
    extreme *self = state;
    bool better = self->any && sg_value_order(arguments[0], self->value) > 0;
    return keep_extreme(self, call, arguments[0], better, err);
}

static sg_status extreme_finish(void *state, const sg_call *call, sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    const extreme *self = state;
    *out = self->any ? self->value : sg_null();
    return SG_OK;
}

const sg_aggregate_class sg_aggregate_minimum = { sizeof(extreme), minimum_step,
                                                  extreme_finish };
const sg_aggregate_class sg_aggregate_maximum = { sizeof(extreme), maximum_step,
                                                  extreme_finish };
