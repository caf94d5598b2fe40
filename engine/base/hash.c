/* hash.c - XXH3 without a seed: equal bytes hash alike in every run, also in snapshots. */
#include "engine/base/hash.h"

#define XXH_INLINE_ALL /* texts are short: a call would be a good part of the work */
#include <xxhash.h>

uint64_t sg_hash_bytes(const void *bytes, size_t length)
{
    return XXH3_64bits(length ? bytes : "", length);
}
