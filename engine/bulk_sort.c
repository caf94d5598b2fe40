/* bulk_sort.c - sorting words by digits or by insertion, and ranks of few without a branch.
 *
 *     ends     30 10 20        how many are less, four at a time        ranks  2 0 1
 *
 * A branch on what is compared is guessed wrong every other time, which costs more than comparing
 * each with each.
 */
#include <string.h>

#include "engine/bulk_internal.h"

enum {
    FEW = 32,
    DIGITS = 256,
};

static void insert_words(uint64_t *words, size_t count, unsigned first_bit)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t word = words[i], key = word >> first_bit;
        size_t at = i;
        for (; at > 0 && words[at - 1] >> first_bit > key; at--)
            words[at] = words[at - 1];
        words[at] = word;
    }
}

/* One pass over a digit of eight bits. */
static void sort_digit(const uint64_t *words, uint64_t *out, size_t count, unsigned shift)
{
    size_t next[DIGITS] = { 0 }, before = 0;

    for (size_t i = 0; i < count; i++)
        next[(words[i] >> shift) % DIGITS]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t here = next[digit];
        next[digit] = before;
        before += here;
    }
    for (size_t i = 0; i < count; i++)
        out[next[(words[i] >> shift) % DIGITS]++] = words[i];
}

void sg_sort_words(uint64_t *words, uint64_t *spare, size_t count, unsigned first_bit)
{
    uint64_t different = 0, *from = words, *to = spare;
    bool ascending = true;

    if (count <= FEW) {
        insert_words(words, count, first_bit);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        different |= words[i] ^ words[0];
        ascending = ascending && words[i - 1] >> first_bit <= words[i] >> first_bit;
    }
    if (ascending)
        return;
    for (unsigned shift = first_bit; shift < 64; shift += 8) {
        if ((different >> shift) % DIGITS == 0)
            continue;
        sort_digit(from, to, count, shift);
        uint64_t *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != words)
        memcpy(words, from, count * sizeof(*words));
}

typedef uint32_t lanes __attribute__((vector_size(16)));

bool sg_rank_few(const uint32_t *ends, uint32_t count, uint8_t *ranks)
{
    enum { LANES = 4 };
    lanes all[SG_RANK_MOST / LANES];
    uint32_t blocks = (count + LANES - 1) / LANES, sum = 0;

    memset(&all[blocks - 1], 0xff, sizeof(all[0])); /* what is behind the end is never less */
    memcpy(all, ends, count * sizeof(*ends));
    for (uint32_t i = 0; i < count; i++) {
        const lanes here = { ends[i], ends[i], ends[i], ends[i] };
        lanes less = { 0, 0, 0, 0 };
        for (uint32_t k = 0; k < blocks; k++)
            less -= (lanes)(all[k] < here); /* a lane of ones is -1 */
        uint32_t rank = less[0] + less[1] + less[2] + less[3];
        ranks[i] = (uint8_t)rank;
        sum += rank;
    }
    return sum == count * (count - 1) / 2;
}
