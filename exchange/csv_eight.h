/* csv_eight.h - eight records of two numbers at once, where the processor has vectors of 64 bytes.
 *
 *     516190,281228,true       word of each first number, digits of it, the number
 *     516190,281179,true       then the same of the second, which begins behind the first's delimiter
 *     ...
 */
#ifndef SG_EXCHANGE_CSV_EIGHT_H
#define SG_EXCHANGE_CSV_EIGHT_H

#include "engine/base/base.h"

enum {
    SG_CSV_EIGHT = 8,       /* records */
    SG_CSV_EIGHT_BYTES = 24 /* behind the begin of each that can be read */
};

/* Whether this processor can. */
bool sg_csv_can_read_eight(void);
/* Numbers of at most seven digits.  Record i begins behind line_ends[i] and ends at line_ends[i + 1].
 * behind[i] is where the second number ends.  False: some of them are not plain, or of more digits; what was
 * written means nothing. */
bool sg_csv_read_eight(const char *const *line_ends, char delimiter, bool has_rest,
                       uint64_t *first, uint64_t *second, const char **behind);
/* table[words[i]] - 1 of so many words, a multiple of eight; of words from `size` on, 0 - 1.  Whether none of
 * them is that. */
bool sg_csv_find_eights(const uint32_t *table, uint64_t size, const uint64_t *words,
                        size_t count, uint32_t *out);

#endif
