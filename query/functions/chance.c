/* chance.c - what does not follow from arguments: time and chance, both handed in by the caller, so
 * that a statement with the same seed and the same time gives the same answer. */
#include "engine/base/hash.h"
#include "query/functions/implementations.h"

/* SplitMix64: a counter through a mixer; any start value will do. */
static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return sg_hash_int(*state);
}

sg_status sg_scalar_rand(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)arguments, (void)count, (void)err;
    *out = sg_float((double)(next_random(call->random_state) >> 11) * 0x1p-53);
    return SG_OK;
}

sg_status sg_scalar_random_uuid(const sg_call *call, const sg_value *arguments, uint32_t count,
                                sg_value *out, sg_error *err)
{
    (void)arguments, (void)count;
    uint64_t high = next_random(call->random_state), low = next_random(call->random_state);
    high = (high & ~UINT64_C(0xf000)) | UINT64_C(0x4000);   /* version 4: random */
    low = (low & ~(UINT64_C(3) << 62)) | UINT64_C(1) << 63; /* variant 1 */
    sg_str text = sg_arena_format(call->arena, "%08x-%04x-%04x-%04x-%012llx",
                                  (unsigned)(high >> 32), (unsigned)(high >> 16 & 0xffff),
                                  (unsigned)(high & 0xffff), (unsigned)(low >> 48),
                                  (unsigned long long)(low & UINT64_C(0xffffffffffff)));
    if (!text.bytes)
        return sg_fail_arena(call, err);
    *out = sg_string(text);
    return SG_OK;
}

sg_status sg_scalar_timestamp(const sg_call *call, const sg_value *arguments, uint32_t count,
                              sg_value *out, sg_error *err)
{
    (void)arguments, (void)count;
    int64_t milliseconds;
    if (__builtin_mul_overflow(call->now, INT64_C(1000), &milliseconds) ||
        __builtin_add_overflow(milliseconds, call->now_nanoseconds / 1000000, &milliseconds))
        return sg_query_fail(err, SG_ERROR_ARITHMETIC_OVERFLOW, SG_RUNTIME, SG_NO_SPAN,
                             "timestamp(): the statement's time does not fit 64 bits");
    *out = sg_integer(milliseconds);
    return SG_OK;
}
