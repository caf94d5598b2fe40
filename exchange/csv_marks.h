/* csv_marks.h - which bytes of a text are a certain one: a bit each, for many blocks of 64 at a time.
 *
 *     text     7,3,true\n7,9,true\n...         blocks of 64 bytes
 *     words    . . . .  1 . . .  1 ...         one a block
 *
 * A kernel (csv_marks.c) does it with the widest registers that the processor at hand has.
 */
#ifndef SG_EXCHANGE_CSV_MARKS_H
#define SG_EXCHANGE_CSV_MARKS_H

#include "exchange/csv_bits.h"

enum { SG_CSV_BLOCKS = 64 }; /* that are worth a call */

/* Of `blocks` blocks from `bytes` on.  `rare` is a guess: most blocks have none. */
void sg_csv_mark(const char *bytes, uint32_t blocks, char wanted, bool rare, uint64_t *words);
/* The same by what every processor has. */
void sg_csv_mark_plainly(const char *bytes, uint32_t blocks, char wanted, bool rare,
                         uint64_t *words);

/* Writes where the bytes are that the words mark, of blocks from `bytes` on, until there are `most` or more;
 * returns how many, and in *used the blocks that were looked at.  There is room for `most` and two blocks. */
uint32_t sg_csv_place(const char *bytes, const uint64_t *words, uint32_t blocks, uint32_t most,
                      const char **places, uint32_t *used);
uint32_t sg_csv_place_plainly(const char *bytes, const uint64_t *words, uint32_t blocks,
                              uint32_t most, const char **places, uint32_t *used);

/* Brings the bytes nearer that are read after these blocks: by themselves processors do not look beyond a
 * page.  What lies behind the text is never touched. */
static inline void sg_csv_fetch_blocks(const char *bytes, uint32_t blocks)
{
    for (uint32_t i = 0; i < blocks; i++)
        __builtin_prefetch(bytes + (size_t)i * SG_CSV_BLOCK);
}

/* The first places of a word's bits, without asking each time whether there is one more: there is room for
 * so many behind those that count. */
#define SG_CSV_AT_ONCE 4
static inline unsigned sg_csv_first_place(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits | UINT64_C(1) << 63);
}

#endif
