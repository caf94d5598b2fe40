/* text.c - slices of text compared, cut and trimmed.
 *
 * An empty slice may have no bytes at all, and C forbids NULL for memcmp() and even NULL + 0:
 * every function here looks at the length first.
 */
#include "engine/base/text.h"

#include <string.h>

sg_str sg_str_slice(sg_str text, size_t begin, size_t end)
{
    if (end > text.length)
        end = text.length;
    if (begin > end)
        begin = end;
    return (sg_str){ begin ? text.bytes + begin : text.bytes, end - begin };
}

static unsigned char fold(char byte)
{
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

bool sg_str_equal_fold(sg_str left, sg_str right)
{
    if (left.length != right.length)
        return false;
    for (size_t at = 0; at < left.length; at++)
        if (fold(left.bytes[at]) != fold(right.bytes[at]))
            return false;
    return true;
}

int sg_str_compare(sg_str left, sg_str right)
{
    size_t common = left.length < right.length ? left.length : right.length;
    int order = common ? memcmp(left.bytes, right.bytes, common) : 0;

    if (order)
        return order;
    return (left.length > right.length) - (left.length < right.length);
}

bool sg_str_ends(sg_str text, sg_str suffix)
{
    return suffix.length <= text.length &&
           sg_str_equal(sg_str_slice(text, text.length - suffix.length, text.length), suffix);
}

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

sg_str sg_str_trim(sg_str text)
{
    size_t begin = 0, end = text.length;

    while (begin < end && is_space(text.bytes[begin]))
        begin++;
    while (end > begin && is_space(text.bytes[end - 1]))
        end--;
    return sg_str_slice(text, begin, end);
}

sg_str sg_str_cut(sg_str text, char separator, sg_str *rest)
{
    const char *found = text.length ? memchr(text.bytes, separator, text.length) : NULL;
    size_t at = found ? (size_t)(found - text.bytes) : text.length;

    *rest = sg_str_slice(text, found ? at + 1 : at, text.length);
    return sg_str_slice(text, 0, at);
}
