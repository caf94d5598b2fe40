/* csv_marks.c - the kernels of csv_marks.h: 64 bytes an instruction, 32, or what the compiler assumes.
 *
 * Which of them is asked at run time, once for many blocks: programs are built for the least of the
 * processors that they run on.
 */
#include "exchange/csv_marks.h"

#include "engine/base/bitmap.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

void sg_csv_mark_plainly(const char *bytes, uint32_t blocks, char wanted, bool rare,
                         uint64_t *words)
{
    for (uint32_t i = 0; i < blocks; i++, bytes += SG_CSV_BLOCK)
        words[i] = rare ? sg_csv_find_rare(bytes, wanted) : sg_csv_find_byte(bytes, wanted);
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw"))) static void mark_by_64(const char *bytes,
                                                                   uint32_t blocks, char wanted,
                                                                   uint64_t *words)
{
    const __m512i pattern = _mm512_set1_epi8(wanted);

    for (uint32_t i = 0; i < blocks; i++, bytes += SG_CSV_BLOCK)
        words[i] = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512((const void *)bytes), pattern);
}

__attribute__((target("avx2"))) static void mark_by_32(const char *bytes, uint32_t blocks,
                                                       char wanted, uint64_t *words)
{
    const __m256i pattern = _mm256_set1_epi8(wanted);

    for (uint32_t i = 0; i < blocks; i++, bytes += SG_CSV_BLOCK) {
        const __m256i *halves = (const void *)bytes;
        __m256i low = _mm256_cmpeq_epi8(_mm256_loadu_si256(halves), pattern);
        __m256i high = _mm256_cmpeq_epi8(_mm256_loadu_si256(halves + 1), pattern);
        words[i] = (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32 |
                   (uint32_t)_mm256_movemask_epi8(low);
    }
}
#endif

void sg_csv_mark(const char *bytes, uint32_t blocks, char wanted, bool rare, uint64_t *words)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw")) {
        mark_by_64(bytes, blocks, wanted, words);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        mark_by_32(bytes, blocks, wanted, words);
        return;
    }
#endif
    sg_csv_mark_plainly(bytes, blocks, wanted, rare, words);
}

/* --- places --------------------------------------------------------------------------------------- */

uint32_t sg_csv_place_plainly(const char *bytes, const uint64_t *words, uint32_t blocks,
                              uint32_t most, const char **places, uint32_t *used)
{
    uint32_t count = 0, block = 0;

    for (; block < blocks && count < most; block++, bytes += SG_CSV_BLOCK) {
        const char **next = places + count;
        uint64_t found = words[block];
        count += sg_word_count(found);
        do {
            for (int k = 0; k < SG_CSV_AT_ONCE; k++, found &= found - 1)
                *next++ = bytes + sg_csv_first_place(found);
        } while (found);
    }
    *used = block;
    return count;
}

#if defined(__x86_64__)
/* Of the numbers 0 .. 63 those stay that are marked; eight of them are places at once, which is all of most
 * blocks. */
__attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt"))) static uint32_t place_by_64(
    const char *bytes, const uint64_t *words, uint32_t blocks, uint32_t most,
    const char **places, uint32_t *used)
{
    enum { EIGHT = 8 };
    const __m512i step = _mm512_set1_epi64(SG_CSV_BLOCK);
    const __m512i numbers = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42,
        41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20,
        19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    __m512i base = _mm512_set1_epi64((long long)(uintptr_t)bytes);
    uint32_t count = 0, block = 0;

    for (; block < blocks && count < most; block++, base = _mm512_add_epi64(base, step)) {
        const uint32_t here = (uint32_t)__builtin_popcountll(words[block]);
        uint64_t rest[EIGHT];
        __m512i found = _mm512_maskz_compress_epi8(words[block], numbers);
        __m512i eight = _mm512_cvtepu8_epi64(_mm512_castsi512_si128(found));
        _mm512_storeu_si512(places + count, _mm512_add_epi64(base, eight));
        if (SG_UNLIKELY(here > EIGHT)) {
            _mm512_storeu_si512(rest, found);
            for (uint32_t i = 1; i * EIGHT < here; i++) {
                eight = _mm512_cvtepu8_epi64(_mm_cvtsi64_si128((long long)rest[i]));
                _mm512_storeu_si512(places + count + (size_t)i * EIGHT,
                                    _mm512_add_epi64(base, eight));
            }
        }
        count += here;
    }
    *used = block;
    return count;
}
#endif

uint32_t sg_csv_place(const char *bytes, const uint64_t *words, uint32_t blocks, uint32_t most,
                      const char **places, uint32_t *used)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vbmi2"))
        return place_by_64(bytes, words, blocks, most, places, used);
#endif
    return sg_csv_place_plainly(bytes, words, blocks, most, places, used);
}
