/* csv_places.c - the kernel of csv_places.h. */
#include "exchange/csv_places.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt")))

enum {
    AT_ONCE = 16, /* places in a vector */
    AHEAD = 4096, /* bytes: by themselves processors do not look beyond a page */
};

bool sg_csv_can_place_blocks(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("popcnt");
}

/* The places of the bits of a block.  Few blocks have more than a vector of them. */
WIDE static inline void put_places(uint32_t *out, uint64_t bits, unsigned count,
                                   __m512i numbers, uint32_t base)
{
    const __m512i packed = _mm512_maskz_compress_epi8(bits, numbers),
                  first = _mm512_set1_epi32((int)base);
    __m128i some = _mm512_castsi512_si128(packed);

    _mm512_storeu_si512(out, _mm512_add_epi32(first, _mm512_cvtepu8_epi32(some)));
    if (SG_LIKELY(count <= AT_ONCE))
        return;
    some = _mm512_extracti32x4_epi32(packed, 1);
    _mm512_storeu_si512(out + AT_ONCE, _mm512_add_epi32(first, _mm512_cvtepu8_epi32(some)));
    some = _mm512_extracti32x4_epi32(packed, 2);
    _mm512_storeu_si512(out + 2 * AT_ONCE, _mm512_add_epi32(first, _mm512_cvtepu8_epi32(some)));
    some = _mm512_extracti32x4_epi32(packed, 3);
    _mm512_storeu_si512(out + 3 * AT_ONCE, _mm512_add_epi32(first, _mm512_cvtepu8_epi32(some)));
}

WIDE uint32_t sg_csv_place_blocks(const char *bytes, uint32_t blocks, char delimiter,
                                  uint32_t base, sg_csv_placing *placing)
{
    static const char counted[SG_CSV_BLOCK] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    };
    const __m512i numbers = _mm512_loadu_si512(counted);
    const __m512i quote = _mm512_set1_epi8('"'), returned = _mm512_set1_epi8('\r');
    const __m512i line_end = _mm512_set1_epi8('\n'), between = _mm512_set1_epi8(delimiter);
    uint64_t after = placing->after_line;
    uint32_t block = 0, records = 0, *next = placing->next;

    for (; block < blocks; block++, bytes += SG_CSV_BLOCK, base += SG_CSV_BLOCK) {
        /* One a block, while others are placed: many at once would be waited for.  Behind the text nothing is
         * fetched, for an address without memory is passed over. */
        __builtin_prefetch((const void *)((uintptr_t)bytes + AHEAD));
        const __m512i here = _mm512_loadu_si512(bytes);
        const uint64_t lines = _mm512_cmpeq_epi8_mask(here, line_end);
        if (_mm512_cmpeq_epi8_mask(here, quote) | _mm512_cmpeq_epi8_mask(here, returned))
            break;
        const uint64_t ends = lines & ~(lines << 1 | after);
        const uint64_t bits = _mm512_cmpeq_epi8_mask(here, between) | ends;
        const unsigned count = (unsigned)__builtin_popcountll(bits);
        put_places(next, bits, count, numbers, base);
        next += count;
        records += (uint32_t)__builtin_popcountll(ends);
        after = lines >> 63;
    }
    *placing = (sg_csv_placing){ next, after != 0, placing->records + records };
    return block;
}
#else
bool sg_csv_can_place_blocks(void)
{
    return false;
}

uint32_t sg_csv_place_blocks(const char *bytes, uint32_t blocks, char delimiter, uint32_t base,
                             sg_csv_placing *placing)
{
    (void)bytes;
    (void)blocks;
    (void)delimiter;
    (void)base;
    (void)placing;
    return 0;
}
#endif
