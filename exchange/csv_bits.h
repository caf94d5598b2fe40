/* csv_bits.h - 64 bytes of a text at a time: which of them are a certain one, as bits of a word. */
#ifndef SG_EXCHANGE_CSV_BITS_H
#define SG_EXCHANGE_CSV_BITS_H

#include "engine/base/base.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { SG_CSV_BLOCK = 64 }; /* bytes */

/* Which of the 64 bytes are `wanted`. */
static inline uint64_t sg_csv_find_byte(const char *bytes, char wanted)
{
    uint64_t found = 0;
#if defined(__SSE2__)
    const __m128i pattern = _mm_set1_epi8(wanted);
    for (unsigned i = 0; i < SG_CSV_BLOCK; i += 16) {
        __m128i here = _mm_loadu_si128((const void *)(bytes + i));
        found |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(here, pattern)) << i;
    }
#else
    for (unsigned i = 0; i < SG_CSV_BLOCK; i++)
        found |= (uint64_t)(bytes[i] == wanted) << i;
#endif
    return found;
}

/* The same, for what is seldom there: it is looked for before it is placed. */
static inline uint64_t sg_csv_find_rare(const char *bytes, char wanted)
{
#if defined(__SSE2__)
    const __m128i pattern = _mm_set1_epi8(wanted);
    __m128i any = _mm_setzero_si128();
    for (unsigned i = 0; i < SG_CSV_BLOCK; i += 16)
        any = _mm_or_si128(any,
                           _mm_cmpeq_epi8(_mm_loadu_si128((const void *)(bytes + i)), pattern));
    if (SG_LIKELY(_mm_movemask_epi8(any) == 0))
        return 0;
#endif
    return sg_csv_find_byte(bytes, wanted);
}

#endif
