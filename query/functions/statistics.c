/* statistics.c - sum, mean, deviation and percentiles: the aggregates of numbers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "query/functions/implementations.h"

/* --- sum and mean -------------------------------------------------------------------------------- */

/* Integers are summed as integers as long as there are only such; floats with the rounding error
 * of each addition carried along (Kahan and Neumaier), so that order hardly matters. */
typedef struct total {
    int64_t whole;
    double real, error;
    bool any_real;
    uint64_t count;
} total;

static void add_real(total *self, double number)
{
    double sum = self->real + number;
    if (isfinite(sum))
        self->error += fabs(self->real) >= fabs(number) ? (self->real - sum) + number
                                                        : (number - sum) + self->real;
    self->real = sum;
}

static sg_status sum_step(void *state, const sg_call *call, const sg_value *arguments,
                          uint32_t count, sg_error *err)
{
    (void)call, (void)count;
    total *self = state;
    if (arguments[0].type == SG_TYPE_FLOAT) {
        self->any_real = true;
        add_real(self, arguments[0].real);
    } else if (__builtin_add_overflow(self->whole, arguments[0].integer, &self->whole)) {
        return sg_query_fail(err, SG_ERROR_ARITHMETIC_OVERFLOW, SG_RUNTIME, SG_NO_SPAN,
                             "sum(): the sum of integers does not fit 64 bits");
    }
    return SG_OK;
}

static sg_status sum_finish(void *state, const sg_call *call, sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    const total *self = state;
    *out = self->any_real ? sg_float(self->real + self->error + (double)self->whole)
                          : sg_integer(self->whole);
    return SG_OK;
}

const sg_aggregate_class sg_aggregate_sum = { sizeof(total), sum_step, sum_finish };

static sg_status average_step(void *state, const sg_call *call, const sg_value *arguments,
                              uint32_t count, sg_error *err)
{
    (void)call, (void)count, (void)err;
    total *self = state;
    add_real(self, sg_number(arguments[0]));
    self->count++;
    return SG_OK;
}

static sg_status average_finish(void *state, const sg_call *call, sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    const total *self = state;
    *out = self->count > 0 ? sg_float((self->real + self->error) / (double)self->count)
                           : sg_null();
    return SG_OK;
}

const sg_aggregate_class sg_aggregate_average = { sizeof(total), average_step, average_finish };

/* --- deviation ----------------------------------------------------------------------------------- */

/* Welford: mean and sum of squared distances to it, both corrected by each number. */
typedef struct spread {
    uint64_t count;
    double mean, squares;
} spread;

static sg_status spread_step(void *state, const sg_call *call, const sg_value *arguments,
                             uint32_t count, sg_error *err)
{
    (void)call, (void)count, (void)err;
    spread *self = state;
    double number = sg_number(arguments[0]), distance = number - self->mean;
    self->count++;
    self->mean += distance / (double)self->count;
    self->squares += distance * (number - self->mean);
    return SG_OK;
}

static sg_status deviation_finish(void *state, const sg_call *call, sg_value *out,
                                  sg_error *err)
{
    (void)call, (void)err;
    const spread *self = state;
    *out = sg_float(self->count > 1 ? sqrt(self->squares / (double)(self->count - 1)) : 0.0);
    return SG_OK;
}

static sg_status deviation_of_all_finish(void *state, const sg_call *call, sg_value *out,
                                         sg_error *err)
{
    (void)call, (void)err;
    const spread *self = state;
    *out = sg_float(self->count > 0 ? sqrt(self->squares / (double)self->count) : 0.0);
    return SG_OK;
}

const sg_aggregate_class sg_aggregate_deviation = { sizeof(spread), spread_step,
                                                    deviation_finish };
const sg_aggregate_class sg_aggregate_deviation_of_all = { sizeof(spread), spread_step,
                                                           deviation_of_all_finish };

/* --- percentiles --------------------------------------------------------------------------------- */

typedef struct sample {
    sg_value *numbers;
    size_t count, capacity;
    double fraction; /* of the first row: the others agree, or should */
} sample;

static sg_status sample_step(void *state, const sg_call *call, const sg_value *arguments,
                             uint32_t count, sg_error *err)
{
    (void)count;
    sample *self = state;
    double fraction = sg_number(arguments[1]);
    if (!(fraction >= 0.0 && fraction <= 1.0))
        return sg_query_fail(err, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN,
                             "a percentile is a fraction from 0.0 to 1.0, not %g", fraction);
    if (self->count == 0)
        self->fraction = fraction;
    if (self->count == self->capacity) {
        size_t capacity = self->capacity ? self->capacity * 2 : 16;
        sg_value *numbers = sg_arena_make_array(call->arena, sg_value, capacity);
        if (!numbers)
            return sg_fail_arena(call, err);
        if (self->count > 0)
            memcpy(numbers, self->numbers, self->count * sizeof(*numbers));
        self->numbers = numbers;
        self->capacity = capacity;
    }
    self->numbers[self->count++] = arguments[0];
    return SG_OK;
}

static int compare(const void *left, const void *right)
{
    return sg_value_order(*(const sg_value *)left, *(const sg_value *)right);
}

static void sort_sample(sample *self)
{
    qsort(self->numbers, self->count, sizeof(*self->numbers), compare);
}

/* The first number that at least the fraction of all numbers does not exceed. */
static sg_status discrete_finish(void *state, const sg_call *call, sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    sample *self = state;
    *out = sg_null();
    if (self->count == 0)
        return SG_OK;
    sort_sample(self);
    double rank = ceil(self->fraction * (double)self->count);
    *out = self->numbers[rank < 1.0 ? 0 : (size_t)rank - 1];
    return SG_OK;
}

static sg_status continuous_finish(void *state, const sg_call *call, sg_value *out,
                                   sg_error *err)
{
    (void)call, (void)err;
    sample *self = state;
    *out = sg_null();
    if (self->count == 0)
        return SG_OK;
    sort_sample(self);
    double rank = self->fraction * (double)(self->count - 1), part = rank - floor(rank);
    double below = sg_number(self->numbers[(size_t)rank]);
    double above = sg_number(self->numbers[(size_t)ceil(rank)]);
    *out = sg_float(part > 0.0 ? below * (1.0 - part) + above * part : below);
    return SG_OK;
}

const sg_aggregate_class sg_aggregate_percentile_continuous = { sizeof(sample), sample_step,
                                                                continuous_finish };
const sg_aggregate_class sg_aggregate_percentile_discrete = { sizeof(sample), sample_step,
                                                              discrete_finish };
