/* aim.c - ends of patterns and ARNs compared, up to the first wildcard or variable from either side.
 *
 * ARNs begin alike for long, so they are compared a word at a time.
 */
#include "ingest/derive/aim.h"

#include <string.h>

#include "engine/base/hash.h"

/* Longer than what the ARNs of a service have in common, and shorter than most names are. */
#define BEGINNING 24

static bool is_open(char byte)
{
    return byte == '*' || byte == '?';
}

/* Also what a variable may begin or end with: in a target it is taken for one, which only makes the
 * answer less often no. */
static bool is_literal(char byte)
{
    return !is_open(byte) && byte != '$' && byte != '}';
}

uint64_t sg_aim_begins(sg_str pattern)
{
    if (pattern.length < BEGINNING)
        return UINT64_MAX;
    for (size_t i = 0; i < BEGINNING; i++)
        if (!is_literal(pattern.bytes[i]))
            return UINT64_MAX;
    return UINT64_C(1) << (sg_hash_bytes(pattern.bytes, BEGINNING) & 63);
}

sg_aim sg_aim_below(sg_str arn)
{
    sg_aim aim = { .arn = arn };

    while (aim.head < arn.length && is_literal(arn.bytes[aim.head]))
        aim.head++;
    aim.begins = sg_aim_begins(arn);
    return aim;
}

sg_aim sg_aim_at(sg_str arn)
{
    sg_aim aim = sg_aim_below(arn);

    while (aim.tail < arn.length && is_literal(arn.bytes[arn.length - 1 - aim.tail]))
        aim.tail++;
    return aim;
}

static bool same_word(const char *left, const char *right)
{
    uint64_t words[2];

    memcpy(&words[0], left, sizeof words[0]);
    memcpy(&words[1], right, sizeof words[1]);
    return words[0] == words[1];
}

/* How many of the first `most` bytes are the same. */
static size_t same_begin(const char *left, const char *right, size_t most)
{
    size_t same = 0;

    while (same + sizeof(uint64_t) <= most && same_word(left + same, right + same))
        same += sizeof(uint64_t);
    while (same < most && left[same] == right[same])
        same++;
    return same;
}

/* How many of the last `most` bytes are the same. */
static size_t same_end(sg_str left, sg_str right, size_t most)
{
    size_t same = 0;

    while (same < most &&
           left.bytes[left.length - 1 - same] == right.bytes[right.length - 1 - same])
        same++;
    return same;
}

bool sg_aim_may_match(const sg_aim *aim, sg_str pattern, bool variables)
{
    sg_str arn = aim->arn;
    size_t most = pattern.length < arn.length ? pattern.length : arn.length;
    size_t tail = most < aim->tail ? most : aim->tail;
    size_t same = same_end(pattern, arn, tail);

    if (same < tail) {
        char differs = pattern.bytes[pattern.length - 1 - same];
        if (!is_open(differs) && !(variables && differs == '}'))
            return false;
    }
    same = same_begin(pattern.bytes, arn.bytes, most);
    if (same == most || same >= aim->head)
        return true; /* also where one goes on: what follows may stand for nothing */
    return is_open(pattern.bytes[same]) || (variables && pattern.bytes[same] == '$');
}
