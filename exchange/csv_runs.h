/* csv_runs.h - the fields of one column of plain records, where the processor has vectors of 64 bytes.
 *
 *     rows      eu  eu  eu  us  ..  us  eu       a column of a segment; .. is empty
 *     texts     -   eu  us  us  eu               each once, as long as it stays
 *     row       1   1   1   2   0   3   4        which of them
 *
 * Whether a field is what the one before it was is guessed wrong as often as not where few values follow
 * each other by chance, so nothing here branches by it.
 */
#ifndef SG_EXCHANGE_CSV_RUNS_H
#define SG_EXCHANGE_CSV_RUNS_H

#include "engine/base/base.h"

/* Fields between separators (csv_scan.h) of records without quotes; none is the first of its record. */
typedef struct sg_csv_strip {
    const char *text;
    const uint32_t
        *ends;     /* the place behind the first record's field; the one before it is known */
    size_t stride; /* separators of a record */
    uint32_t rows;
    bool last; /* a carriage return behind the field is none of it */
} sg_csv_strip;

/* Whether this processor can. */
bool sg_csv_can_find_runs(void);
/* Which text each row has, 0 where it is empty; how many texts there are, of which the first is number 1:
 * both have room for one more than there are rows. */
uint32_t sg_csv_find_runs(const sg_csv_strip *strip, sg_str *texts, uint32_t *rows);
/* The rows whose fields are not the same in both strips, which have as many; how many they are. */
uint32_t sg_csv_find_others(const sg_csv_strip *strip, const sg_csv_strip *twin,
                            uint32_t *rows);

#endif
