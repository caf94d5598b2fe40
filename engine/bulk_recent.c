/* bulk_recent.c - looking up and noting of bulk_recent.h.
 *
 *     text     eu-west-1
 *     key      [ e u - w e s t - 1 0 0 ... 0 | 10 | . ]     as it would be remembered: 32 bytes
 *     set      [ ...                         |    | 7 ][ ... ]     both compared with it at once
 */
#include "engine/bulk_recent.h"

#include <string.h>

#include "engine/base/pages.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { KEY_WORDS = sizeof(sg_recent_short) / sizeof(uint64_t) };

sg_bulk_recent *sg_bulk_recent_new(void)
{
    return sg_pages_alloc(sizeof(sg_bulk_recent));
}

void sg_bulk_recent_free(sg_bulk_recent *recent)
{
    sg_pages_free(recent, sizeof(*recent));
}

/* Where a key belongs.  No word waits for the one before it, and the highest bits of a product depend on
 * every byte. */
static inline size_t set_of(const uint64_t words[KEY_WORDS])
{
    uint64_t mark =
        words[0] * UINT64_C(0x9e3779b97f4a7c15) + words[1] * UINT64_C(0xd1b54a32d192ed03) +
        words[2] * UINT64_C(0x8cb92ba72f3d8dd7) + words[3] * UINT64_C(0xaaaaaaaaaaaaaaab);

    mark = (mark ^ mark >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(mark >> (64 - SG_RECENT_SET_BITS));
}

/* A short text as it would be remembered, without its string. */
static sg_recent_short key_of(sg_str text)
{
    sg_recent_short key = { .size = (uint8_t)(text.length + 1) };

    if (text.length > 0)
        memcpy(key.bytes, text.bytes, text.length);
    return key;
}

static size_t set_of_key(const sg_recent_short *key)
{
    uint64_t words[KEY_WORDS];

    memcpy(words, key, sizeof(words));
    return set_of(words);
}

static bool is_same(const sg_recent_short *known, const sg_recent_short *key)
{
    return memcmp(known, key, offsetof(sg_recent_short, string)) == 0;
}

size_t sg_recent_find_short_plainly(const sg_bulk_recent *recent, const sg_str *texts,
                                    size_t count, uint32_t *strings, uint16_t *missed)
{
    size_t missing = 0;

    for (size_t i = 0; i < count; i++) {
        if (texts[i].length <= SG_RECENT_SHORT) {
            const sg_recent_short key = key_of(texts[i]);
            const sg_recent_short *set = recent->sets[set_of_key(&key)];
            if (is_same(&set[0], &key) || is_same(&set[1], &key)) {
                strings[i] = set[!is_same(&set[0], &key)].string;
                continue;
            }
        }
        missed[missing++] = (uint16_t)i;
    }
    return missing;
}

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl")))

/* The words of a key but the last, which is its string, and the last of the first of the set. */
enum {
    FIRST_OF_SET = 0x7f,
    SECOND_OF_SET = 0x7f00,
    SIZE_OF_KEY = 1 << SG_RECENT_SHORT,
    BATCH = 128
};

/* Keys of a batch, and where they belong. */
typedef struct key_batch {
    __m256i keys[BATCH];
    const sg_recent_short *sets[BATCH];
} key_batch;

/* Loads what a mask leaves of a text: what is behind it is neither read nor compared. */
WIDE static void make_keys(key_batch *batch, const sg_bulk_recent *recent, const sg_str *texts,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t length = texts[i].length;
        const bool is_short = length <= SG_RECENT_SHORT;
        const __mmask32 mask = is_short ? (UINT32_C(1) << length) - 1 : 0;
        uint64_t words[KEY_WORDS];
        __m256i key = _mm256_maskz_loadu_epi8(mask, texts[i].bytes);
        /* Of what is long the size is one that no key has. */
        key = _mm256_mask_set1_epi8(key, SIZE_OF_KEY, is_short ? (char)(length + 1) : -1);
        _mm256_store_si256(&batch->keys[i], key);
        memcpy(words, &batch->keys[i], sizeof(words));
        batch->sets[i] = recent->sets[set_of(words)];
        __builtin_prefetch(batch->sets[i]);
    }
}

WIDE static size_t find_by_32(const sg_bulk_recent *recent, const sg_str *texts, size_t count,
                              uint32_t *strings, uint16_t *missed)
{
    size_t missing = 0;
    key_batch batch;

    for (size_t done = 0; done < count; done += BATCH) {
        size_t some = count - done < BATCH ? count - done : BATCH;
        make_keys(&batch, recent, texts + done, some);
        for (size_t i = 0; i < some; i++) {
            const sg_recent_short *set = batch.sets[i];
            const unsigned same = _mm512_cmpeq_epi32_mask(_mm512_broadcast_i64x4(batch.keys[i]),
                                                          _mm512_loadu_si512(set));
            const bool first = (same & FIRST_OF_SET) == FIRST_OF_SET;
            const bool second = (same & SECOND_OF_SET) == SECOND_OF_SET;
            strings[done + i] = set[second].string;
            missed[missing] = (uint16_t)(done + i);
            missing += !(first | second);
        }
    }
    return missing;
}
#endif

size_t sg_recent_find_short(const sg_bulk_recent *recent, const sg_str *texts, size_t count,
                            uint32_t *strings, uint16_t *missed)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return find_by_32(recent, texts, count, strings, missed);
#endif
    return sg_recent_find_short_plainly(recent, texts, count, strings, missed);
}

void sg_recent_note(sg_bulk_recent *recent, sg_str text, uint64_t hash, uint32_t string)
{
    if (text.length > SG_RECENT_SHORT) {
        recent->longs[hash % SG_RECENT_LONG] =
            (sg_recent_long){ hash, text.bytes, text.length, string };
        return;
    }
    sg_recent_short key = key_of(text);
    sg_recent_short *set = recent->sets[set_of_key(&key)];
    key.string = string;
    set[1] = set[0];
    set[0] = key;
}
