/* csv_records.h - relationships whose fields behind the two ids repeat: each combination once.
 *
 *     7,3,true,must         record 0   true,must
 *     7,9,true,may          record 1   true,may
 *     8,3,true,must         record 0
 *
 * Texts are compared as they stand in the file, so a combination is read once, however many
 * relationships have it.
 */
#ifndef SG_EXCHANGE_CSV_RECORDS_H
#define SG_EXCHANGE_CSV_RECORDS_H

#include <pthread.h>

#include "engine/base/array.h"
#include "engine/slots.h"

/* The records of a table; any thread adds. */
typedef struct sg_csv_records {
    pthread_mutex_t lock;
    bool has_lock;
    SG_ARRAY(sg_str) texts; /* borrowed */
    sg_slots slots;
} sg_csv_records;

/* A thread's memory of the records that it met last.  Zeroed is empty. */
enum { SG_CSV_KNOWN_BYTES = 64 };
typedef struct sg_csv_known {
    char bytes
        [SG_CSV_KNOWN_BYTES]; /* of a text that has no more, zeros behind it: near, and compared at once */
    sg_str text;
    const sg_csv_records *records;
    uint32_t record;
} sg_csv_known;
enum { SG_CSV_KNOWN = 1024 };

SG_MUST_USE sg_status sg_csv_records_open(sg_csv_records *records);
void sg_csv_records_close(sg_csv_records *records);
/* The records of the texts.  `known` has SG_CSV_KNOWN items.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_csv_records_find(sg_csv_records *records, sg_csv_known *known,
                                          const sg_str *texts, uint32_t count, uint32_t *out);

#endif
