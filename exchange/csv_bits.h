/* csv_bits.h - 64 bytes of a text at a time: which of them are a certain one, as bits of a word. */
#ifndef SG_EXCHANGE_CSV_BITS_H
#define SG_EXCHANGE_CSV_BITS_H

#include "engine/base/base.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { SG_CSV_BLOCK = 64 }; /* bytes */

#if defined(__SSE2__)
/* Four blocks of sixteen bytes: 0xff where they are `wanted`. */
typedef struct sg_csv_bytes {
    __m128i part[4];
} sg_csv_bytes;

static inline sg_csv_bytes sg_csv_compare(const char *bytes, char wanted)
{
    const __m128i pattern = _mm_set1_epi8(wanted), *parts = (const void *)bytes;

    return (sg_csv_bytes){ { _mm_cmpeq_epi8(_mm_loadu_si128(parts), pattern),
                             _mm_cmpeq_epi8(_mm_loadu_si128(parts + 1), pattern),
                             _mm_cmpeq_epi8(_mm_loadu_si128(parts + 2), pattern),
                             _mm_cmpeq_epi8(_mm_loadu_si128(parts + 3), pattern) } };
}

static inline uint64_t sg_csv_mask(__m128i part)
{
    return (uint32_t)_mm_movemask_epi8(part);
}
#endif

/* Which of the 64 bytes are `wanted`. */
static inline uint64_t sg_csv_find_byte(const char *bytes, char wanted)
{
#if defined(__SSE2__)
    sg_csv_bytes found = sg_csv_compare(bytes, wanted);
    return sg_csv_mask(found.part[0]) | sg_csv_mask(found.part[1]) << 16 |
           sg_csv_mask(found.part[2]) << 32 | sg_csv_mask(found.part[3]) << 48;
#else
    uint64_t found = 0;
    for (unsigned i = 0; i < SG_CSV_BLOCK; i++)
        found |= (uint64_t)(bytes[i] == wanted) << i;
    return found;
#endif
}

/* The same, for what is seldom there: it is looked for before it is placed. */
static inline uint64_t sg_csv_find_rare(const char *bytes, char wanted)
{
#if defined(__SSE2__)
    sg_csv_bytes found = sg_csv_compare(bytes, wanted);
    __m128i any = _mm_or_si128(_mm_or_si128(found.part[0], found.part[1]),
                               _mm_or_si128(found.part[2], found.part[3]));
    if (SG_LIKELY(_mm_movemask_epi8(any) == 0))
        return 0;
#endif
    return sg_csv_find_byte(bytes, wanted);
}

#endif
