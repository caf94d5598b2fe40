/* csv_runs.c - the kernels of csv_runs.h.
 *
 * A field of at most 64 bytes is one load, which a mask ends: what is behind the field is neither read nor
 * compared, so that fields of all lengths go the same way.
 */
#include "exchange/csv_runs.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f,avx512bw,bmi2")))

enum { WIDTH = 64 }; /* bytes */

bool sg_csv_can_find_runs(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("bmi2");
}

/* The field that ends at the separator. */
static inline sg_str field_at(const sg_csv_strip *strip, const uint32_t *at)
{
    const char *begin = strip->text + at[-1] + 1, *end = strip->text + at[0];

    if (strip->last && end > begin && end[-1] == '\r')
        end--;
    return (sg_str){ begin, (size_t)(end - begin) };
}

/* The first of so many bytes. */
WIDE static inline __mmask64 first_bytes(size_t count)
{
    return count < WIDTH ? (UINT64_C(1) << count) - 1 : ~UINT64_C(0);
}

/* Whether texts of the same length are the same: by vectors, of which the last one may overlap. */
WIDE static inline bool is_same(const char *left, const char *right, size_t length)
{
    const __mmask64 mask = first_bytes(length);
    __m512i different = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, left),
                                         _mm512_maskz_loadu_epi8(mask, right));

    if (length > WIDTH) {
        if (length > 2 * WIDTH)
            return memcmp(left, right, length) == 0;
        const __m512i rest = _mm512_xor_si512(_mm512_loadu_si512(left + length - WIDTH),
                                              _mm512_loadu_si512(right + length - WIDTH));
        different = _mm512_or_si512(different, rest);
    }
    return _mm512_test_epi64_mask(different, different) == 0;
}

WIDE uint32_t sg_csv_find_runs(const sg_csv_strip *strip, sg_str *texts, uint32_t *rows)
{
    const sg_csv_strip self =
        *strip; /* which nothing is written to, as the compiler sees then */
    const uint32_t *at = self.ends;
    __m512i before = _mm512_setzero_si512();
    sg_str last = { self.text, 0 };
    uint32_t count = 0;

    for (uint32_t row = 0; row < self.rows; row++, at += self.stride) {
        const sg_str field = field_at(&self, at);
        const __m512i here = _mm512_maskz_loadu_epi8(first_bytes(field.length), field.bytes);
        bool same =
            (field.length == last.length) & (_mm512_cmpneq_epi64_mask(here, before) == 0);
        if (SG_UNLIKELY(field.length > WIDTH))
            same = same && memcmp(field.bytes, last.bytes, field.length) == 0;
        texts[count + 1].bytes = field.bytes;
        texts[count + 1].length = field.length;
        count += !(same | (field.length == 0));
        rows[row] = field.length > 0 ? count : 0;
        before = here;
        last = field;
    }
    return count;
}

WIDE uint32_t sg_csv_find_others(const sg_csv_strip *strip, const sg_csv_strip *twin,
                                 uint32_t *rows)
{
    const sg_csv_strip self = *strip, same_as = *twin;
    const uint32_t *at = self.ends, *twin_at = same_as.ends;
    uint32_t count = 0;

    for (uint32_t row = 0; row < self.rows; row++) {
        const sg_str field = field_at(&self, at);
        const sg_str other = field_at(&same_as, twin_at);
        const bool same =
            field.length == other.length && is_same(field.bytes, other.bytes, field.length);
        rows[count] = row;
        count += !same;
        at += self.stride;
        twin_at += same_as.stride;
    }
    return count;
}
#else
bool sg_csv_can_find_runs(void)
{
    return false;
}

uint32_t sg_csv_find_runs(const sg_csv_strip *strip, sg_str *texts, uint32_t *rows)
{
    (void)strip;
    (void)texts;
    (void)rows;
    return 0;
}

uint32_t sg_csv_find_others(const sg_csv_strip *strip, const sg_csv_strip *twin, uint32_t *rows)
{
    (void)strip;
    (void)twin;
    (void)rows;
    return 0;
}
#endif
