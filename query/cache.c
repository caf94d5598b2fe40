/* cache.c - a short list of statements, searched by the hash of their text.
 *
 * A few hundred hashes are compared faster than a statement is parsed by some orders of magnitude, so
 * that there is no table; every use stamps its entry, and the oldest stamp is the one to go.
 */
#include "query/cache.h"

#include <stdlib.h>

#include "engine/base/hash.h"

typedef struct {
    uint64_t hash, version, used;
    size_t bytes;
    sg_query *query;
} entry;

struct sg_query_cache {
    uint32_t capacity, count;
    size_t most_bytes, bytes;
    uint64_t clock, hits, misses;
    entry entries[];
};

sg_status sg_query_cache_new(uint32_t entries, size_t bytes, sg_query_cache **out)
{
    sg_query_cache *cache = calloc(1, sizeof *cache + entries * sizeof *cache->entries);

    if (!cache)
        return SG_ENOMEM;
    cache->capacity = entries;
    cache->most_bytes = bytes;
    *out = cache;
    return SG_OK;
}

static void drop(sg_query_cache *cache, uint32_t index)
{
    cache->bytes -= cache->entries[index].bytes;
    sg_query_free(cache->entries[index].query);
    cache->entries[index] = cache->entries[--cache->count];
}

void sg_query_cache_clear(sg_query_cache *cache)
{
    while (cache->count > 0)
        drop(cache, cache->count - 1);
}

void sg_query_cache_free(sg_query_cache *cache)
{
    if (!cache)
        return;
    sg_query_cache_clear(cache);
    free(cache);
}

sg_query *sg_query_cache_find(sg_query_cache *cache, uint64_t version, sg_str text,
                              const sg_query_options *options)
{
    uint64_t hash = sg_hash_str(text);

    for (uint32_t i = 0; i < cache->count; i++) {
        entry *one = &cache->entries[i];
        if (one->hash != hash || one->version != version ||
            !sg_str_equal(sg_query_text(one->query), text))
            continue;
        one->used = ++cache->clock;
        cache->hits++;
        sg_query_set_options(one->query, options);
        return one->query;
    }
    cache->misses++;
    return NULL;
}

/* The entry that goes next: any of a version that is past, else the one not used for longest. */
static uint32_t find_victim(const sg_query_cache *cache, uint64_t version)
{
    uint32_t victim = 0;

    for (uint32_t i = 0; i < cache->count; i++) {
        if (cache->entries[i].version != version)
            return i;
        if (cache->entries[i].used < cache->entries[victim].used)
            victim = i;
    }
    return victim;
}

/* The statement in hand stays whatever its size: it is about to run. */
void sg_query_cache_put(sg_query_cache *cache, uint64_t version, sg_query *query)
{
    size_t bytes = sg_query_memory(query);

    while (cache->count > 0 &&
           (cache->count == cache->capacity || cache->bytes + bytes > cache->most_bytes))
        drop(cache, find_victim(cache, version));
    cache->entries[cache->count++] = (entry){ .hash = sg_hash_str(sg_query_text(query)),
                                              .version = version,
                                              .used = ++cache->clock,
                                              .bytes = bytes,
                                              .query = query };
    cache->bytes += bytes;
}

sg_query_cache_counts sg_query_cache_counts_of(const sg_query_cache *cache)
{
    return (sg_query_cache_counts){ cache->hits, cache->misses, cache->count, cache->bytes };
}
