/* suggest.c - the nearest right name for a wrong one.
 *
 * The distance counts inserted, dropped, changed and swapped letters (optimal string
 * alignment).  Three rows of its table are enough, and what both texts share at their ends is
 * left out first.
 */
#include "engine/base/text.h"

enum {
    LONGEST = 127, /* texts whose differing middle is longer are simply far apart */
};

static unsigned char letter(sg_str text, size_t at)
{
    unsigned char byte = (unsigned char)text.bytes[at];

    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte - 'A' + 'a') : byte;
}

static void drop_common_ends(sg_str *left, sg_str *right)
{
    size_t least = left->length < right->length ? left->length : right->length;
    size_t head = 0, tail = 0;

    while (head < least && letter(*left, head) == letter(*right, head))
        head++;
    while (tail < least - head &&
           letter(*left, left->length - 1 - tail) == letter(*right, right->length - 1 - tail))
        tail++;
    *left = sg_str_slice(*left, head, left->length - tail);
    *right = sg_str_slice(*right, head, right->length - tail);
}

static unsigned least_of(unsigned left, unsigned right)
{
    return left < right ? left : right;
}

unsigned sg_text_distance(sg_str left, sg_str right, unsigned limit)
{
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];

    drop_common_ends(&left, &right);
    if (left.length > LONGEST || right.length > LONGEST)
        return limit + 1;
    for (unsigned at = 0; at <= right.length; at++)
        above[at] = before[at] = at;
    for (size_t i = 0; i < left.length; i++) {
        row[0] = (unsigned)i + 1;
        for (size_t j = 0; j < right.length; j++) {
            bool same = letter(left, i) == letter(right, j);
            row[j + 1] = least_of(above[j] + !same, least_of(above[j + 1], row[j]) + 1);
            if (i && j && letter(left, i) == letter(right, j - 1) &&
                letter(left, i - 1) == letter(right, j))
                row[j + 1] = least_of(row[j + 1], before[j - 1] + 1);
        }
        unsigned *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return least_of(above[right.length], limit + 1);
}

/* A third of the letters may be wrong, three at most; of a single letter, only its case. */
static unsigned tolerance(size_t length)
{
    return length < 2 ? 0 : length < 6 ? 1 : length < 9 ? 2 : 3;
}

void sg_suggestion_offer(sg_suggestion *suggestion, sg_str name)
{
    unsigned limit = tolerance(suggestion->wanted.length);

    if (suggestion->best.bytes) {
        if (suggestion->distance == 0)
            return;
        limit = suggestion->distance - 1;
    }
    unsigned distance = sg_text_distance(suggestion->wanted, name, limit);
    if (distance > limit || name.length == 0)
        return;
    suggestion->best = name;
    suggestion->distance = distance;
}
