/* csv_rows.h - records that are two numbers and a rest, one record after the other: relationships.
 *
 *     516190,281228,true,true,may\n516190,281179,true,false,must\n
 *     first  second rest           first ...
 */
#ifndef SG_EXCHANGE_CSV_ROWS_H
#define SG_EXCHANGE_CSV_ROWS_H

#include "engine/base/base.h"

typedef struct sg_csv_rows {
    sg_str text; /* whole records without quotes; changes while it is read */
    char delimiter;
    bool has_rest; /* there are more fields than the two */
    bool odd;      /* something else stands there: the text is to be read another way */
} sg_csv_rows;

/* Reads at most `most` records: ids as sg_csv_number() reads them, and the text of the rest without
 * the line end (`rests` may be NULL when there is none).  Returns how many were read: fewer at the
 * end, or where something is odd. */
uint32_t sg_csv_rows_read(sg_csv_rows *rows, uint32_t most, uint64_t *first, uint64_t *second,
                          sg_str *rests);

#endif
