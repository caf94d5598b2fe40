/* find.c - one text inside of another.
 *
 * Both may come from an attacker, so the search must be linear: memmem() is, a loop
 * around memcmp() is not.  POSIX has it since 2024 only, hence the wider set of declarations.
 */
#define _GNU_SOURCE
#include "engine/base/text.h"

#include <string.h>

size_t sg_str_find(sg_str text, sg_str needle, size_t from)
{
    if (from > text.length)
        return SIZE_MAX;
    if (needle.length == 0)
        return from;
    if (needle.length > text.length - from)
        return SIZE_MAX;
    if (needle.length == 1) {
        const char *byte = memchr(text.bytes + from, needle.bytes[0], text.length - from);
        return byte ? (size_t)(byte - text.bytes) : SIZE_MAX;
    }
    const char *found =
        memmem(text.bytes + from, text.length - from, needle.bytes, needle.length);
    return found ? (size_t)(found - text.bytes) : SIZE_MAX;
}
