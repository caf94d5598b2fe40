/* row_picks.h - the rows of some nodes of pieces (rows.h), found for several pieces at once.
 *
 *     pieces    128: 0110..0   192: 0000..1   320: 1000..0        nodes whose rows are wanted, a bit each
 *     found     [7 9 9] [3]    [1 4 8]        [2]                 stretches of far ends
 *
 * How many rows of a piece are wanted, and in which word of its bits they end, cannot be foreseen: whoever goes from
 * piece to piece and from row to row guesses wrong at each, which takes longer than all that is computed.  Here the
 * wanted rows of all pieces are listed first, and then found one after the other by the same steps.  Processors with
 * BMI2 select the n-th bit of a word by one instruction; for others there is plain C.  Which it is, is found out when
 * a program runs.
 */
#ifndef SG_ROW_PICKS_H
#define SG_ROW_PICKS_H

#include "engine/rows.h"

enum { SG_PICKED_PIECES = 16 }; /* at once, at most */
enum { SG_ROW_PICKS = SG_PICKED_PIECES * SG_ROWS_PIECE };

typedef struct sg_row_pick {
    const uint32_t *others; /* far ends, ascending */
    uint32_t count;         /* may be 0 */
} sg_row_pick;

/* Writes the rows that are wanted of so many pieces, each once, and not in the order of the pieces; returns how many. */
typedef uint32_t sg_row_picker(const sg_met_piece *pieces, uint32_t count,
                               sg_row_pick out[SG_ROW_PICKS]);

sg_row_picker sg_row_picks_plain;
/* The fastest one that the processor has. */
sg_row_picker *sg_row_picker_here(void);

#endif
