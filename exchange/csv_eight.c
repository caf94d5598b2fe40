/* csv_eight.c - the kernel of csv_eight.h.
 *
 * A word of eight bytes holds a number and what stands behind it.  Bytes that are no digits tell where it
 * ends; shifted so that its last digit is the highest byte, digits become pairs, fours and eights of
 * digits by multiplying neighbours and adding them.
 */
#include "exchange/csv_eight.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f,avx512bw,avx512cd")))

bool sg_csv_can_read_eight(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd");
}

/* Where nothing is inlined, gcc 12 has the gather as a macro that hands the mask over as a signed number. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"
/* Numbers from `at` on; *ends are the first bytes behind them, *good tells which are plain. */
WIDE static inline __m512i read_numbers(__m512i *at, __m512i *ends, __mmask8 *good)
{
    const __m512i word = _mm512_i64gather_epi64(*at, NULL, 1), none = _mm512_setzero_si512();
    const __m512i digits = _mm512_xor_si512(word, _mm512_set1_epi8('0'));
    const __mmask64 others = _mm512_cmpgt_epu8_mask(digits, _mm512_set1_epi8(9));
    const __m512i marks = _mm512_maskz_set1_epi8(others, (char)0x80);
    const __m512i first = _mm512_and_si512(marks, _mm512_sub_epi64(none, marks));
    const __mmask8 found = _mm512_test_epi64_mask(marks, marks);
    /* The first of them is bit 7, 15 .. 63: as many bits of digits stand before it.  Where there is none
     * the place must stay one that can be read. */
    const __m512i bits =
        _mm512_maskz_sub_epi64(found, _mm512_set1_epi64(56), _mm512_lzcnt_epi64(first));
    const __mmask8 some = _mm512_cmpgt_epi64_mask(bits, none);
    const __mmask8 single = _mm512_cmpeq_epi64_mask(bits, _mm512_set1_epi64(8));
    const __mmask8 no_zero = _mm512_test_epi64_mask(digits, _mm512_set1_epi64(0xff));
    __m512i value = _mm512_sllv_epi64(digits, _mm512_sub_epi64(_mm512_set1_epi64(64), bits));

    value = _mm512_maddubs_epi16(value, _mm512_set1_epi16(1 << 8 | 10));
    value = _mm512_madd_epi16(value, _mm512_set1_epi32(1 << 16 | 100));
    value = _mm512_add_epi64(_mm512_mul_epu32(value, _mm512_set1_epi64(10000)),
                             _mm512_srli_epi64(value, 32));
    *at = _mm512_add_epi64(*at, _mm512_srli_epi64(bits, 3));
    *ends = _mm512_and_si512(_mm512_srlv_epi64(word, bits), _mm512_set1_epi64(0xff));
    *good = (__mmask8)(*good & some & (single | no_zero));
    return value;
}

WIDE bool sg_csv_find_eights(const uint32_t *table, uint64_t size, const uint64_t *words,
                             size_t count, uint32_t *out)
{
    const __m512i end = _mm512_set1_epi64((long long)size);
    const __m256i one = _mm256_set1_epi32(1);
    __m256i missing = _mm256_setzero_si256();

    for (size_t i = 0; i < count; i += SG_CSV_EIGHT) {
        __m512i eight = _mm512_loadu_si512(words + i);
        __mmask8 known = _mm512_cmplt_epu64_mask(eight, end);
        __m256i found = _mm512_mask_i64gather_epi32(_mm256_setzero_si256(), known, eight, table,
                                                    sizeof(*table));
        missing = _mm256_or_si256(missing, _mm256_cmpeq_epi32(found, _mm256_setzero_si256()));
        _mm256_storeu_si256((void *)(out + i), _mm256_sub_epi32(found, one));
    }
    return _mm256_testz_si256(missing, missing);
}
#pragma GCC diagnostic pop

WIDE bool sg_csv_read_eight(const char *const *line_ends, char delimiter, bool has_rest,
                            uint64_t *first, uint64_t *second, const char **behind)
{
    const __m512i one = _mm512_set1_epi64(1);
    const __m512i between = _mm512_set1_epi64((unsigned char)delimiter);
    __m512i at = _mm512_add_epi64(_mm512_loadu_si512(line_ends), one), ends;
    __mmask8 good = 0xff;

    _mm512_storeu_si512(first, read_numbers(&at, &ends, &good));
    good &= _mm512_cmpeq_epi64_mask(ends, between);
    at = _mm512_add_epi64(at, one);
    _mm512_storeu_si512(second, read_numbers(&at, &ends, &good));
    _mm512_storeu_si512(behind, at);
    if (has_rest) {
        good &= _mm512_cmpeq_epi64_mask(ends, between);
    } else {
        const __m512i line = _mm512_loadu_si512(line_ends + 1);
        __mmask8 plain = _mm512_cmpeq_epi64_mask(at, line);
        __mmask8 returned = _mm512_cmpeq_epi64_mask(ends, _mm512_set1_epi64('\r')) &
                            _mm512_cmpeq_epi64_mask(_mm512_add_epi64(at, one), line);
        good &= plain | returned;
    }
    return good == 0xff;
}
#else
bool sg_csv_can_read_eight(void)
{
    return false;
}

bool sg_csv_read_eight(const char *const *line_ends, char delimiter, bool has_rest,
                       uint64_t *first, uint64_t *second, const char **behind)
{
    (void)line_ends;
    (void)delimiter;
    (void)has_rest;
    (void)first;
    (void)second;
    (void)behind;
    return false;
}

bool sg_csv_find_eights(const uint32_t *table, uint64_t size, const uint64_t *words,
                        size_t count, uint32_t *out)
{
    (void)table;
    (void)size;
    (void)words;
    (void)count;
    (void)out;
    return false;
}
#endif
