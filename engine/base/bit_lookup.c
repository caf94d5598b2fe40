/* bit_lookup.c - one number after the other, a whole range at once, or sixteen by a gather. */
#include "engine/base/bit_lookup.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* --- plain ----------------------------------------------------------------------------------------- */
typedef uint32_t lanes __attribute__((vector_size(16)));

/* Whether numbers as far apart as they are many follow each other, with none left out. */
static bool is_complete(const uint32_t *numbers, uint32_t count)
{
    enum { LANES = 4 };
    uint32_t first = numbers[0], at = 0;
    lanes wanted = { first, first + 1, first + 2, first + 3 }, here, different = { 0 };

    for (; at + LANES <= count; at += LANES) {
        memcpy(&here, numbers + at, sizeof here);
        different |= here ^ wanted;
        wanted += LANES;
    }
    uint32_t other = different[0] | different[1] | different[2] | different[3];
    for (; at < count; at++)
        other |= numbers[at] ^ (first + at);
    return other == 0;
}

uint64_t sg_bit_lookup_plain(const sg_bit_window *window, const uint32_t *numbers,
                             uint32_t count)
{
    uint32_t first = window->first, width = window->last - first, begin = numbers[0] - first;
    uint64_t in = 0;

    /* Who may read all buckets of an account has a row of numbers that follow each other. */
    if (numbers[count - 1] - numbers[0] == count - 1 && begin < width &&
        count <= width - begin && is_complete(numbers, count))
        return sg_bits_from(window->words, begin, count);
    for (uint32_t i = count; i-- > 0;) {
        uint32_t place = numbers[i] - first;
        uint64_t inside = place < width;
        place = inside ? place : 0;
        in = in << 1 | (window->words[place / 64] >> place % 64 & inside);
    }
    return in;
}

/* --- AVX-512 --------------------------------------------------------------------------------------- */
#if defined(__x86_64__)
/* Where nothing is inlined, gcc 12 has the gather as a macro that hands the mask over as a signed number. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"
/* Words are gathered as halves of 32 bits, whose order in memory is that of the bits; lanes without a number, or with
 * one from outside, read nothing. */
__attribute__((target("avx512f"))) static uint64_t look_up_sixteen(const sg_bit_window *window,
                                                                   const uint32_t *numbers,
                                                                   uint32_t count)
{
    enum { LANES = 16 };
    const __m512i first = _mm512_set1_epi32((int)window->first),
                  width = _mm512_set1_epi32((int)(window->last - window->first)),
                  one = _mm512_set1_epi32(1), none = _mm512_setzero_si512();
    uint64_t in = 0;

    for (uint32_t at = 0; at < count; at += LANES) {
        uint32_t left = count - at;
        __mmask16 some = (__mmask16)(left < LANES ? (1U << left) - 1 : 0xffff);
        __m512i place = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(some, numbers + at), first);
        some = _mm512_mask_cmplt_epu32_mask(some, place, width);
        __m512i halves = _mm512_mask_i32gather_epi32(none, some, _mm512_srli_epi32(place, 5),
                                                     window->words, sizeof(uint32_t));
        __m512i bits = _mm512_sllv_epi32(one, _mm512_and_si512(place, _mm512_set1_epi32(31)));
        in |= (uint64_t)_mm512_test_epi32_mask(halves, bits) << at;
    }
    return in;
}
#pragma GCC diagnostic pop
#endif

sg_bit_lookup *sg_bit_lookup_here(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        return look_up_sixteen;
#endif
    return sg_bit_lookup_plain;
}
