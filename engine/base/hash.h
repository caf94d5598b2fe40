/* hash.h - XXH3, and how hashes are combined. */
#ifndef SG_BASE_HASH_H
#define SG_BASE_HASH_H

#include "engine/base/base.h"

uint64_t sg_hash_bytes(const void *bytes, size_t length);
static inline uint64_t sg_hash_str(sg_str text)
{
    return sg_hash_bytes(text.bytes, text.length);
}
/* A bijective mixer for integers (the finaliser of MurmurHash3, public domain constants). */
static inline uint64_t sg_hash_int(uint64_t key)
{
    key ^= key >> 33;
    key *= UINT64_C(0xff51afd7ed558ccd);
    key ^= key >> 33;
    key *= UINT64_C(0xc4ceb9fe1a85ec53);
    key ^= key >> 33;
    return key;
}
static inline uint64_t sg_hash_combine(uint64_t seed, uint64_t hash)
{
    return sg_hash_int(seed * UINT64_C(0x9e3779b97f4a7c15) + hash);
}

#endif
