/* cache.h - prepared statements, found again by their text.
 *
 *     query = sg_query_cache_find(cache, version, text, options)
 *     if (!query)
 *         prepare it, then sg_query_cache_put(cache, version, query)
 *     run it, read its rows, close its result
 *
 * A statement is prepared for one state of a graph: symbols, counts and so the plan are those of that
 * state.  The state has a number, `version`, that the caller gives; entries of another version are never
 * found.  A cache is bounded in entries and in bytes; what was not used for longest goes first.
 */
#ifndef SG_QUERY_CACHE_H
#define SG_QUERY_CACHE_H

#include "query/query.h"

enum { SG_QUERY_CACHE_ENTRIES = 256, SG_QUERY_CACHE_BYTES = 64 << 20 };

typedef struct sg_query_cache sg_query_cache;

/* At most `entries` statements of together `bytes`.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_query_cache_new(uint32_t entries, size_t bytes, sg_query_cache **out);
/* Frees its statements too.  NULL is allowed. */
void sg_query_cache_free(sg_query_cache *cache);

/* The statement with exactly this text, ready to run with these options (NULL: the usual ones), or
 * NULL.  Borrowed until the next put or clear; a result of it must be closed before. */
sg_query *sg_query_cache_find(sg_query_cache *cache, uint64_t version, sg_str text,
                              const sg_query_options *options);
/* Takes the statement, which was not found before; it stays usable until the next put or clear. */
void sg_query_cache_put(sg_query_cache *cache, uint64_t version, sg_query *query);
/* Forgets everything: before the graph goes away, or is written to while statements pin it. */
void sg_query_cache_clear(sg_query_cache *cache);

typedef struct sg_query_cache_counts {
    uint64_t hits, misses;
    uint32_t entries;
    size_t bytes;
} sg_query_cache_counts;
sg_query_cache_counts sg_query_cache_counts_of(const sg_query_cache *cache);

#endif
