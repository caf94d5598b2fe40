/* id_set.h - a set of nodes: few of them as sorted ids, many as bits of a window of ids.
 *
 *     sparse   ids    [ 17 18 40 41 ]            4 B a node
 *     dense    words  [0110..][0001..]           1 bit a node of the window [first, last)
 *
 * Nodes are numbered by label set, so that the candidates of one vertex of a pattern lie in a window
 * that is much smaller than the graph; most windows of a million nodes fit into the second cache.
 *
 * Sets are immutable once made and counted by reference: one may be held by several statements on
 * several threads.  sg_id_set_free() gives one reference back.
 */
#ifndef SG_REDUCE_ID_SET_H
#define SG_REDUCE_ID_SET_H

#include <stdatomic.h>

#include "engine/base/bitmap.h"
#include "engine/graph.h"

typedef struct sg_id_set {
    atomic_uint references;
    uint32_t first, last; /* the window; `first` is a multiple of 64 */
    uint32_t count;       /* members */
    uint32_t *ids;        /* ascending; NULL: dense */
    uint64_t *words;      /* of the window; NULL: sparse */
} sg_id_set;

/* Bits of a window that are being filled; `words` zeroed, one a node from `first` on. */
typedef struct sg_id_bits {
    uint32_t first, last;
    uint64_t *words;
} sg_id_bits;

/* Errors: SG_ENOMEM; so for all that return a status here. */
SG_MUST_USE sg_status sg_id_bits_new(sg_range window, sg_id_bits *out);
void sg_id_bits_free(sg_id_bits *bits); /* zeroed ones are allowed */
static inline bool sg_id_bits_has(const sg_id_bits *bits, uint32_t node)
{
    return node >= bits->first && node < bits->last &&
           sg_bit_test(bits->words, node - bits->first);
}
static inline void sg_id_bits_add(sg_id_bits *bits, uint32_t node)
{
    sg_bit_set(bits->words, node - bits->first);
}
/* Adds [range.first, range.last), which lies in the window. */
void sg_id_bits_fill(sg_id_bits *bits, sg_range range);
/* The same for what of the range lies in the window. */
static inline void sg_id_bits_fill_within(sg_id_bits *bits, sg_range range)
{
    range.first = range.first < bits->first ? bits->first : range.first;
    range.last = range.last > bits->last ? bits->last : range.last;
    if (range.first < range.last)
        sg_id_bits_fill(bits, range);
}
/* How many of the range are there. */
uint64_t sg_id_bits_count_within(const sg_id_bits *bits, sg_range range);
/* Adds the nodes of the set, whose window lies in theirs. */
void sg_id_bits_add_all(sg_id_bits *bits, const sg_id_set *set);
/* Takes the bits, also when it fails, and makes the set of them in the form that suits it. */
SG_MUST_USE sg_status sg_id_bits_finish(sg_id_bits *bits, sg_id_set **out);
/* The same, as bits in any case: their words are looked into. */
SG_MUST_USE sg_status sg_id_bits_keep(sg_id_bits *bits, sg_id_set **out);

/* A set of ascending ids, which are copied. */
SG_MUST_USE sg_status sg_id_set_of(const uint32_t *ids, uint32_t count, sg_id_set **out);
sg_id_set *sg_id_set_share(sg_id_set *set); /* one reference more */
void sg_id_set_free(sg_id_set *set);        /* NULL is allowed */
/* Bytes that the set holds. */
size_t sg_id_set_size(const sg_id_set *set);

/* Binary search where the set is sparse: for loops over neighbours make bits of it first. */
bool sg_id_set_has(const sg_id_set *set, uint32_t node);
/* The same nodes as bits, for tests in inner loops; of a dense set these are its own words.
 * sg_id_bits_drop() gives them back. */
SG_MUST_USE sg_status sg_id_set_bits(const sg_id_set *set, sg_id_bits *out);
void sg_id_bits_drop(sg_id_bits *bits, const sg_id_set *set);

/* left without what is not in right, or without what is in right when `outside`. */
SG_MUST_USE sg_status sg_id_set_restrict(const sg_id_set *left, const sg_id_set *right,
                                         bool outside, sg_id_set **out);
/* What of the set is in the bits, whose window begins at a multiple of 64. */
SG_MUST_USE sg_status sg_id_set_within(const sg_id_set *set, const sg_id_bits *bits,
                                       sg_id_set **out);
/* What is in either. */
SG_MUST_USE sg_status sg_id_set_unite(const sg_id_set *left, const sg_id_set *right,
                                      sg_id_set **out);
bool sg_id_set_meets(const sg_id_set *left, const sg_id_set *right);

/* Members in ascending order, some at a time:
 *
 *     sg_id_reader reader = sg_id_set_read(set);
 *     while ((count = sg_id_reader_next(&reader, ids, SG_COUNT(ids))) > 0)
 */
typedef struct sg_id_reader {
    const sg_id_set *set;
    uint32_t position; /* of ids, or of words */
    uint64_t rest;     /* bits of the word before `position` that have not been given */
} sg_id_reader;

static inline sg_id_reader sg_id_set_read(const sg_id_set *set)
{
    return (sg_id_reader){ .set = set };
}
/* The same from a node on. */
sg_id_reader sg_id_set_read_from(const sg_id_set *set, uint32_t node);
uint32_t sg_id_reader_next(sg_id_reader *reader, uint32_t *out, uint32_t room);

#endif
