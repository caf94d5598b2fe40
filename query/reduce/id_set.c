/* id_set.c - sets of nodes, whole words at a time where they are dense. */
#include "query/reduce/id_set.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/pages.h"

/* A word of the window costs as much as two ids: below that, ids are smaller and faster to read. */
enum { BITS_PER_ID = 32 };

static size_t words_of(uint32_t first, uint32_t last)
{
    return sg_bitmap_words(last - first);
}

/* --- bits ------------------------------------------------------------------------------------------ */
sg_status sg_id_bits_new(sg_range window, sg_id_bits *out)
{
    uint32_t first = window.first & ~UINT32_C(63);
    uint32_t last = window.last > first ? window.last : first;
    uint64_t *words = sg_pages_alloc((words_of(first, last) + 1) * sizeof *words);

    if (!words)
        return SG_ENOMEM;
    *out = (sg_id_bits){ first, last, words };
    return SG_OK;
}

void sg_id_bits_free(sg_id_bits *bits)
{
    if (bits->words)
        sg_pages_free(bits->words,
                      (words_of(bits->first, bits->last) + 1) * sizeof *bits->words);
    *bits = (sg_id_bits){ 0 };
}

void sg_id_bits_fill(sg_id_bits *bits, sg_range range)
{
    sg_bitmap bitmap = { bits->words, bits->last - bits->first };

    sg_bitmap_fill(bitmap, range.first - bits->first, range.last - bits->first);
}

uint64_t sg_id_bits_count_within(const sg_id_bits *bits, sg_range range)
{
    uint32_t first = range.first < bits->first ? 0 : range.first - bits->first;
    uint32_t last = (range.last > bits->last ? bits->last : range.last) - bits->first;

    if (range.last <= bits->first || range.first >= bits->last)
        return 0;
    uint64_t from = UINT64_MAX << (first & 63), to = UINT64_MAX >> (63 - ((last - 1) & 63));
    uint32_t word = first >> 6, end = (last - 1) >> 6;
    if (word == end)
        return sg_word_count(bits->words[word] & from & to);
    const sg_bitmap between = { bits->words + word + 1, (uint64_t)(end - word - 1) * 64 };
    return sg_word_count(bits->words[word] & from) + sg_bitmap_count(between) +
           sg_word_count(bits->words[end] & to);
}

static sg_status make_set(sg_id_set **out)
{
    sg_id_set *set = calloc(1, sizeof *set);

    if (!set)
        return SG_ENOMEM;
    atomic_init(&set->references, 1);
    *out = set;
    return SG_OK;
}

static uint32_t *list_ids(const sg_id_bits *bits, uint32_t count)
{
    uint32_t *ids = malloc(((size_t)count + 1) * sizeof *ids), at = 0;

    if (!ids)
        return NULL;
    for (size_t word = 0; word < words_of(bits->first, bits->last); word++)
        for (uint64_t rest = bits->words[word]; rest; rest &= rest - 1)
            ids[at++] = bits->first + (uint32_t)word * 64 + sg_word_first(rest);
    return ids;
}

static sg_status finish(sg_id_bits *bits, bool keeps, sg_id_set **out)
{
    uint32_t window = bits->last - bits->first;
    uint32_t count = (uint32_t)sg_bitmap_count((sg_bitmap){ bits->words, window });
    sg_id_set *set;

    if (make_set(&set) != SG_OK) {
        sg_id_bits_free(bits);
        return SG_ENOMEM;
    }
    set->first = bits->first;
    set->last = bits->last;
    set->count = count;
    if (!keeps && count < window / BITS_PER_ID) {
        set->ids = list_ids(bits, count);
        sg_id_bits_free(bits);
        if (!set->ids) {
            free(set);
            return SG_ENOMEM;
        }
    } else {
        set->words = bits->words;
        *bits = (sg_id_bits){ 0 };
    }
    *out = set;
    return SG_OK;
}

sg_status sg_id_bits_finish(sg_id_bits *bits, sg_id_set **out)
{
    return finish(bits, false, out);
}

sg_status sg_id_bits_keep(sg_id_bits *bits, sg_id_set **out)
{
    return finish(bits, true, out);
}

/* --- sets ------------------------------------------------------------------------------------------ */
sg_status sg_id_set_of(const uint32_t *ids, uint32_t count, sg_id_set **out)
{
    sg_id_set *set;

    SG_TRY(make_set(&set));
    set->ids = malloc(((size_t)count + 1) * sizeof *set->ids);
    if (!set->ids) {
        free(set);
        return SG_ENOMEM;
    }
    if (count) {
        memcpy(set->ids, ids, count * sizeof *ids);
        set->first = ids[0] & ~UINT32_C(63);
        set->last = ids[count - 1] + 1;
    }
    set->count = count;
    *out = set;
    return SG_OK;
}

sg_id_set *sg_id_set_share(sg_id_set *set)
{
    atomic_fetch_add_explicit(&set->references, 1, memory_order_relaxed);
    return set;
}

void sg_id_set_free(sg_id_set *set)
{
    if (!set || atomic_fetch_sub_explicit(&set->references, 1, memory_order_acq_rel) > 1)
        return;
    sg_id_bits bits = { set->first, set->last, set->words };
    sg_id_bits_free(&bits);
    free(set->ids);
    free(set);
}

size_t sg_id_set_size(const sg_id_set *set)
{
    size_t members = set->words ? words_of(set->first, set->last) * sizeof *set->words
                                : set->count * sizeof *set->ids;

    return sizeof *set + members;
}

bool sg_id_set_has(const sg_id_set *set, uint32_t node)
{
    if (node < set->first || node >= set->last)
        return false;
    if (set->words)
        return sg_bit_test(set->words, node - set->first);
    uint32_t position = sg_first_no_less(set->ids, set->count, node);
    return position < set->count && set->ids[position] == node;
}

sg_status sg_id_set_bits(const sg_id_set *set, sg_id_bits *out)
{
    if (set->words) {
        *out = (sg_id_bits){ set->first, set->last, set->words };
        return SG_OK;
    }
    SG_TRY(sg_id_bits_new((sg_range){ set->first, set->last }, out));
    for (uint32_t i = 0; i < set->count; i++)
        sg_id_bits_add(out, set->ids[i]);
    return SG_OK;
}

void sg_id_bits_drop(sg_id_bits *bits, const sg_id_set *set)
{
    if (bits->words && bits->words == set->words)
        *bits = (sg_id_bits){ 0 };
    sg_id_bits_free(bits);
}

/* --- reading --------------------------------------------------------------------------------------- */
sg_id_reader sg_id_set_read_from(const sg_id_set *set, uint32_t node)
{
    sg_id_reader reader = { .set = set };

    if (node <= set->first)
        return reader;
    if (!set->words) {
        reader.position = sg_first_no_less(set->ids, set->count, node);
    } else if (node >= set->last) {
        reader.position = (uint32_t)words_of(set->first, set->last);
    } else {
        reader.position = (node - set->first) / 64 + 1;
        reader.rest = set->words[reader.position - 1] & UINT64_MAX << (node - set->first) % 64;
    }
    return reader;
}

uint32_t sg_id_reader_next(sg_id_reader *reader, uint32_t *out, uint32_t room)
{
    const sg_id_set *set = reader->set;
    uint32_t count = 0;

    if (!set->words) {
        uint32_t left = set->count - reader->position;
        count = left < room ? left : room;
        if (count)
            memcpy(out, set->ids + reader->position, count * sizeof *out);
        reader->position += count;
        return count;
    }
    uint32_t words = (uint32_t)words_of(set->first, set->last);
    while (count < room) {
        while (!reader->rest) {
            if (reader->position == words)
                return count;
            reader->rest = set->words[reader->position++];
        }
        uint32_t base = set->first + (reader->position - 1) * 64;
        for (; reader->rest && count < room; reader->rest &= reader->rest - 1)
            out[count++] = base + sg_word_first(reader->rest);
    }
    return count;
}

/* --- two sets -------------------------------------------------------------------------------------- */
static sg_status restrict_sparse(const sg_id_set *left, const sg_id_set *right, bool outside,
                                 sg_id_set **out)
{
    uint32_t *ids = malloc(((size_t)left->count + 1) * sizeof *ids), count = 0;

    if (!ids)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < left->count; i++) {
        ids[count] = left->ids[i];
        count += sg_id_set_has(right, left->ids[i]) != outside;
    }
    sg_status status = sg_id_set_of(ids, count, out);
    free(ids);
    return status;
}

/* The word of a dense set whose bits are the nodes from `node` on, a multiple of 64. */
static uint64_t word_at(const sg_id_set *set, uint32_t node)
{
    return node >= set->first && node < set->last ? set->words[(node - set->first) / 64] : 0;
}

static sg_status restrict_dense(const sg_id_set *left, const sg_id_set *right, bool outside,
                                sg_id_set **out)
{
    sg_id_bits bits;

    SG_TRY(sg_id_bits_new((sg_range){ left->first, left->last }, &bits));
    if (right->words) {
        for (size_t i = 0; i < words_of(left->first, left->last); i++) {
            uint64_t other = word_at(right, left->first + (uint32_t)i * 64);
            bits.words[i] = left->words[i] & (outside ? ~other : other);
        }
        return sg_id_bits_finish(&bits, out);
    }
    if (outside)
        memcpy(bits.words, left->words, words_of(left->first, left->last) * sizeof *bits.words);
    for (uint32_t i = 0; i < right->count; i++) {
        uint32_t node = right->ids[i];
        if (!sg_id_set_has(left, node))
            continue;
        if (outside)
            sg_bit_clear(bits.words, node - bits.first);
        else
            sg_id_bits_add(&bits, node);
    }
    return sg_id_bits_finish(&bits, out);
}

sg_status sg_id_set_restrict(const sg_id_set *left, const sg_id_set *right, bool outside,
                             sg_id_set **out)
{
    return left->words ? restrict_dense(left, right, outside, out)
                       : restrict_sparse(left, right, outside, out);
}

sg_status sg_id_set_within(const sg_id_set *set, const sg_id_bits *bits, sg_id_set **out)
{
    /* A view of the bits as a dense set: only its window and words are read. */
    const sg_id_set view = { .first = bits->first, .last = bits->last, .words = bits->words };

    return sg_id_set_restrict(set, &view, false, out);
}

static sg_status unite_sparse(const sg_id_set *left, const sg_id_set *right, sg_id_set **out)
{
    uint32_t *ids = malloc(((size_t)left->count + right->count + 1) * sizeof *ids), count = 0;

    if (!ids)
        return SG_ENOMEM;
    for (uint32_t i = 0, j = 0; i < left->count || j < right->count; count++) {
        bool first = j == right->count || (i < left->count && left->ids[i] <= right->ids[j]);
        ids[count] = first ? left->ids[i] : right->ids[j];
        i += i < left->count && left->ids[i] == ids[count];
        j += j < right->count && right->ids[j] == ids[count];
    }
    sg_status status = sg_id_set_of(ids, count, out);
    free(ids);
    return status;
}

void sg_id_bits_add_all(sg_id_bits *bits, const sg_id_set *set)
{
    for (uint32_t i = 0; set->ids && i < set->count; i++)
        sg_id_bits_add(bits, set->ids[i]);
    for (size_t i = 0; set->words && i < words_of(set->first, set->last); i++)
        bits->words[(set->first - bits->first) / 64 + i] |= set->words[i];
}

sg_status sg_id_set_unite(const sg_id_set *left, const sg_id_set *right, sg_id_set **out)
{
    sg_id_bits bits;
    sg_range window = { left->first, left->last };

    if (!left->words && !right->words)
        return unite_sparse(left, right, out);
    if (right->count > 0) {
        window.first = right->first < window.first ? right->first : window.first;
        window.last = right->last > window.last ? right->last : window.last;
    }
    SG_TRY(sg_id_bits_new(window, &bits));
    sg_id_bits_add_all(&bits, left);
    sg_id_bits_add_all(&bits, right);
    return sg_id_bits_finish(&bits, out);
}

bool sg_id_set_meets(const sg_id_set *left, const sg_id_set *right)
{
    if (!left->words || !right->words) {
        const sg_id_set *few = left->words ? right : left, *other = left->words ? left : right;
        for (uint32_t i = 0; i < few->count; i++)
            if (sg_id_set_has(other, few->ids[i]))
                return true;
        return false;
    }
    for (size_t i = 0; i < words_of(left->first, left->last); i++)
        if (left->words[i] & word_at(right, left->first + (uint32_t)i * 64))
            return true;
    return false;
}
