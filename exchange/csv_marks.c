/* csv_marks.c - the kernels of csv_marks.h: 64 bytes an instruction, 32, or what the compiler assumes.
 *
 * Which of them is asked at run time, once for many blocks: programs are built for the least of the
 * processors that they run on.
 */
#include "exchange/csv_marks.h"

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
