/* csv_places.h - where fields of plain records end, where the processor packs bytes that a mask leaves.
 *
 *     text      a , b b \n c , d      blocks of 64 bytes
 *     bits      . 1 . . 1  . 1 .      delimiters and line ends
 *     places    1 4 6                 numbers of the bits, packed
 */
#ifndef SG_EXCHANGE_CSV_PLACES_H
#define SG_EXCHANGE_CSV_PLACES_H

#include "exchange/csv_bits.h"

/* Whether this processor can. */
bool sg_csv_can_place_blocks(void);
typedef struct sg_csv_placing {
    uint32_t *next;   /* where the next place goes; there is room for all bytes of the blocks */
    bool after_line;  /* the next block begins behind a line end */
    uint32_t records; /* that ended so far */
} sg_csv_placing;

/* Writes the places of delimiters and of line ends that end a record, counted from `base`.  Ends before a block
 * that has a quote or a carriage return; returns how many blocks it has done. */
uint32_t sg_csv_place_blocks(const char *bytes, uint32_t blocks, char delimiter, uint32_t base,
                             sg_csv_placing *placing);

#endif
