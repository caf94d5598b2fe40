/* csv_records.c - texts to numbers of records, mostly from a thread's own memory. */
#include "exchange/csv_records.h"

#include "engine/base/hash.h"
#include "engine/base/short.h"
#include "engine/base/text.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

sg_status sg_csv_records_open(sg_csv_records *records)
{
    records->has_lock = pthread_mutex_init(&records->lock, NULL) == 0;
    return records->has_lock ? SG_OK : SG_ENOMEM;
}

void sg_csv_records_close(sg_csv_records *records)
{
    if (records->has_lock)
        pthread_mutex_destroy(&records->lock);
    sg_array_free(&records->texts);
    sg_slots_free(&records->slots);
}

/* Locked. */
static sg_status intern(sg_csv_records *records, sg_str text, uint32_t *record)
{
    uint64_t hash = sg_hash_str(text);
    size_t probe = 0;

    while (sg_slots_next(&records->slots, hash, &probe, record))
        if (sg_str_equal(records->texts.items[*record], text))
            return SG_OK;
    if (records->texts.count >= UINT32_MAX - 1)
        return SG_ELIMIT;
    *record = (uint32_t)records->texts.count;
    SG_TRY(sg_array_push(&records->texts, text));
    return sg_slots_add(&records->slots, hash, *record);
}

/* It is known from now on, whatever was known there before. */
static sg_status learn(sg_csv_records *records, sg_csv_known *known, sg_str text)
{
    *known = (sg_csv_known){ .text = text };
    if (text.length > 0 && text.length <= SG_CSV_KNOWN_BYTES)
        memcpy(known->bytes, text.bytes, text.length);
    pthread_mutex_lock(&records->lock);
    sg_status status = intern(records, text, &known->record);
    pthread_mutex_unlock(&records->lock);
    if (status == SG_OK)
        known->records = records;
    return status;
}

static sg_status find_plainly(sg_csv_records *records, sg_csv_known *known, const sg_str *texts,
                              uint32_t count, uint32_t *out)
{
    for (uint32_t i = 0; i < count; i++) {
        sg_str text = texts[i];
        sg_csv_known *found = &known[sg_short_mark(text) % SG_CSV_KNOWN];
        if (found->records != records || !sg_short_equal(found->text, text))
            SG_TRY(learn(records, found, text));
        out[i] = found->record;
    }
    return SG_OK;
}

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx512f,avx512bw,bmi2")))

/* A text of at most 64 bytes, zeros behind it; nothing outside of it is read. */
WIDE static inline __m512i load_text(sg_str text)
{
    return _mm512_maskz_loadu_epi8(_bzhi_u64(~UINT64_C(0), (unsigned)text.length), text.bytes);
}

/* As sg_short_mark(): of every word both halves are multiplied, which numbers added to them keep from being
 * zero. */
WIDE static inline uint64_t mark_of(__m512i bytes, size_t length)
{
    const __m512i low = _mm512_set_epi64(0x2d358dcc, 0x8bb84b93, 0x4b33a62e, 0x1d8e4e27,
                                         0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b);
    const __m512i high = _mm512_set_epi64(0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
                                          0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74);
    __m512i products = _mm512_mul_epu32(_mm512_add_epi64(bytes, low),
                                        _mm512_add_epi64(_mm512_srli_epi64(bytes, 32), high));
    __m256i four = _mm256_add_epi64(_mm512_castsi512_si256(products),
                                    _mm512_extracti64x4_epi64(products, 1));
    __m128i two =
        _mm_add_epi64(_mm256_castsi256_si128(four), _mm256_extracti128_si256(four, 1));
    uint64_t mark =
        (uint64_t)_mm_cvtsi128_si64(two) + (uint64_t)_mm_extract_epi64(two, 1) + length;

    return (mark * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
}

/* Texts are compared in one, and their lengths, which differ from one to the next, decide no branch. */
WIDE static sg_status find_by_64(sg_csv_records *records, sg_csv_known *known,
                                 const sg_str *texts, uint32_t count, uint32_t *out)
{
    for (uint32_t i = 0; i < count; i++) {
        const size_t length = texts[i].length;
        if (SG_UNLIKELY(length > SG_CSV_KNOWN_BYTES)) {
            SG_TRY(find_plainly(records, known, &texts[i], 1, &out[i]));
            continue;
        }
        __m512i bytes = load_text(texts[i]);
        sg_csv_known *found = &known[mark_of(bytes, length) % SG_CSV_KNOWN];
        __mmask8 different = _mm512_cmpneq_epi64_mask(bytes, _mm512_loadu_si512(found->bytes));
        if (SG_UNLIKELY(different || found->text.length != length || found->records != records))
            SG_TRY(learn(records, found, texts[i]));
        out[i] = found->record;
    }
    return SG_OK;
}
#endif

sg_status sg_csv_records_find(sg_csv_records *records, sg_csv_known *known, const sg_str *texts,
                              uint32_t count, uint32_t *out)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2"))
        return find_by_64(records, known, texts, count, out);
#endif
    return find_plainly(records, known, texts, count, out);
}
