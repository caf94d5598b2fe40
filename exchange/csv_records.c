/* csv_records.c - texts to numbers of records, mostly from a thread's own memory. */
#include "exchange/csv_records.h"

#include "engine/base/hash.h"
#include "engine/base/short.h"
#include "engine/base/text.h"

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

sg_status sg_csv_records_find(sg_csv_records *records, sg_csv_known *known, const sg_str *texts,
                              uint32_t count, uint32_t *out)
{
    for (uint32_t i = 0; i < count; i++) {
        sg_str text = texts[i];
        sg_csv_known *found = &known[sg_short_mark(text) % SG_CSV_KNOWN];
        if (found->records != records || !sg_short_equal(found->text, text)) {
            *found = (sg_csv_known){ .text = text, .records = records };
            pthread_mutex_lock(&records->lock);
            sg_status status = intern(records, text, &found->record);
            pthread_mutex_unlock(&records->lock);
            SG_TRY(status);
        }
        out[i] = found->record;
    }
    return SG_OK;
}
