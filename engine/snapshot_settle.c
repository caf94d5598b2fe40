/* snapshot_settle.c - the parts of a snapshot are looked at when they are first used.
 *
 *     a part          needs                                      a question that needs no more
 *     a string        its blocks, two offsets' blocks            the name of one node
 *     a slot          its block                                  a node by its id
 *     a column        its blocks; codes and gaps sound           a count by label and property
 *     a row index     its blocks; rows inside the type           degrees
 *     rows            the index, the blocks of the neighbours    a step along a type, one way
 *
 * Blocks are a MiB of a section and have a hash each.  Reading cannot fail, so a part that turns out
 * damaged reads as if it were empty, and the graph says so ever after: who answers questions asks
 * sg_snapshot_damage() before it gives an answer away.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/snapshot.h"
#include "engine/snapshot_check.h"
#include "engine/snapshot_format.h"

enum { MOST_THREADS = 8, WORTH_THREADS = 8 /* blocks */ };

/* What is known of a part or of a block. */
typedef enum look { UNREAD, SOUND, DAMAGED, FALSE_CONTENT } look;

typedef struct sg_unread {
    pthread_mutex_t lock; /* held while something is looked at */
    atomic_bool damaged;
    sg_error err; /* once damaged */
    const char *path;
    const uint64_t *hashes; /* by block */
    size_t first[SG_SECTIONS + 1];
    atomic_uchar *blocks, *columns, *indexes, *rows; /* a look each */
} sg_unread;

/* --- blocks ---------------------------------------------------------------------------------------- */
typedef struct {
    const sg_graph *graph;
    size_t first; /* block */
} looking;

static size_t section_of(const sg_unread *unread, size_t block)
{
    size_t section = 0;

    while (unread->first[section + 1] <= block)
        section++;
    return section;
}

static void look_at_block(void *shared, size_t task, unsigned worker)
{
    const looking *self = shared;
    const sg_unread *unread = self->graph->unread;
    size_t block = self->first + task, kind = section_of(unread, block);
    const sg_section *section = &self->graph->sections[kind];
    size_t at = (block - unread->first[kind]) * SG_SNAPSHOT_BLOCK, left = section->length - at;
    size_t length = left < SG_SNAPSHOT_BLOCK ? left : SG_SNAPSHOT_BLOCK;
    look found = SOUND;

    (void)worker;
    if (atomic_load_explicit(&unread->blocks[block], memory_order_acquire) != UNREAD)
        return;
    if (sg_hash_bytes((const unsigned char *)section->bytes + at, length) !=
        unread->hashes[block])
        found = DAMAGED;
    else if (!sg_check_block(self->graph, (sg_section_kind)kind, at, length))
        found = FALSE_CONTENT;
    atomic_store_explicit(&unread->blocks[block], (unsigned char)found, memory_order_release);
}

static bool is_sound(const atomic_uchar *part)
{
    return atomic_load_explicit(part, memory_order_acquire) == SOUND;
}

/* Tells what is wrong, the first time. */
static void note_damage(sg_unread *unread, const sg_graph *graph, look found, const char *what,
                        size_t section)
{
    if (atomic_load_explicit(&unread->damaged, memory_order_relaxed))
        return;
    if (found == DAMAGED)
        (void)sg_snapshot_fail_section(graph, unread->path, section, &unread->err);
    else
        (void)sg_fail(&unread->err, SG_ECORRUPT, "snapshot `%s` contradicts itself: %s",
                      unread->path, what);
    atomic_store_explicit(&unread->damaged, true, memory_order_release);
}

/* Looks at `count` blocks. */
static bool settle_blocks(const sg_graph *graph, size_t first, size_t count)
{
    sg_unread *unread = graph->unread;
    looking self = { graph, first };
    unsigned threads = count < WORTH_THREADS ? 1 : sg_processors();
    bool sound = true;

    sg_parallel(threads < MOST_THREADS ? threads : MOST_THREADS, count, look_at_block, &self);
    for (size_t i = first; i < first + count; i++) {
        look found = (look)atomic_load_explicit(&unread->blocks[i], memory_order_acquire);
        if (found == SOUND)
            continue;
        size_t section = section_of(unread, i);
        note_damage(unread, graph, found, sg_snapshot_section_name(section), section);
        sound = false;
    }
    return sound;
}

/* Looks at the bytes [begin, end) of a section. */
static bool settle_bytes(const sg_graph *graph, sg_section_kind kind, uint64_t begin,
                         uint64_t end)
{
    if (begin >= end)
        return true;
    size_t first = graph->unread->first[kind] + (size_t)(begin / SG_SNAPSHOT_BLOCK);
    size_t last = graph->unread->first[kind] + (size_t)((end - 1) / SG_SNAPSHOT_BLOCK);

    return settle_blocks(graph, first, last - first + 1);
}

/* Whether all blocks of the bytes were found sound before: without the lock. */
static bool bytes_are_sound(const sg_graph *graph, sg_section_kind kind, uint64_t begin,
                            uint64_t end)
{
    const sg_unread *unread = graph->unread;

    for (uint64_t at = begin / SG_SNAPSHOT_BLOCK; at * SG_SNAPSHOT_BLOCK < end; at++)
        if (!is_sound(&unread->blocks[unread->first[kind] + at]))
            return false;
    return true;
}

static bool settle_some(const sg_graph *graph, sg_section_kind kind, uint64_t begin,
                        uint64_t end)
{
    if (SG_LIKELY(bytes_are_sound(graph, kind, begin, end)))
        return true;
    pthread_mutex_lock(&graph->unread->lock);
    bool sound = settle_bytes(graph, kind, begin, end);
    pthread_mutex_unlock(&graph->unread->lock);
    return sound;
}

bool sg_settle_string(const sg_graph *graph, uint32_t code)
{
    const uint64_t *offsets = graph->string_offsets;

    return settle_some(graph, SG_SECTION_STRING_OFFSETS, code * sizeof *offsets,
                       (code + UINT64_C(2)) * sizeof *offsets) &&
           settle_some(graph, SG_SECTION_STRING_BYTES, offsets[code], offsets[code + 1]);
}

bool sg_settle_slot(const sg_graph *graph, uint64_t slot)
{
    return settle_some(graph, SG_SECTION_LOOKUP, slot * sizeof(sg_lookup_slot),
                       (slot + 1) * sizeof(sg_lookup_slot));
}

/* --- parts ----------------------------------------------------------------------------------------- */
/* A part that is found out about by looking once; `look` has the lock. */
static bool settle_part(const sg_graph *graph, atomic_uchar *part, uint32_t number,
                        bool (*look_at)(const sg_graph *graph, uint32_t number))
{
    unsigned char known = atomic_load_explicit(part, memory_order_acquire);

    if (known == UNREAD) {
        pthread_mutex_lock(&graph->unread->lock);
        known = atomic_load_explicit(part, memory_order_relaxed);
        if (known == UNREAD) {
            known = look_at(graph, number) ? SOUND : DAMAGED;
            atomic_store_explicit(part, known, memory_order_release);
        }
        pthread_mutex_unlock(&graph->unread->lock);
    }
    return known == SOUND;
}

static const sg_column_entry *entry_of(const sg_graph *graph, uint32_t number)
{
    size_t nodes = graph->node_columns_count;

    return number < nodes ? &graph->node_columns[number] : &graph->edge_columns[number - nodes];
}

static bool holds(const sg_graph *graph, bool sound, const char *what)
{
    if (!sound)
        note_damage(graph->unread, graph, FALSE_CONTENT, what, 0);
    return sound;
}

static bool look_at_column(const sg_graph *graph, uint32_t number)
{
    const sg_column_entry *entry = entry_of(graph, number);
    bool of_nodes = number < graph->node_columns_count;
    uint32_t rows = sg_check_column_rows(graph, entry, of_nodes);
    uint64_t end = entry->place + sg_column_parts_of(entry, rows).end;

    return settle_bytes(graph, SG_SECTION_CELLS, entry->place * sizeof(uint64_t),
                        end * sizeof(uint64_t)) &&
           holds(graph, sg_check_column(graph, entry, rows), "columns");
}

bool sg_settle_column(const sg_graph *graph, const sg_column_entry *entry)
{
    size_t nodes = graph->node_columns_count;
    bool of_nodes = entry >= graph->node_columns && entry < graph->node_columns + nodes;
    size_t number = of_nodes ? (size_t)(entry - graph->node_columns)
                             : nodes + (size_t)(entry - graph->edge_columns);

    return settle_part(graph, &graph->unread->columns[number], (uint32_t)number,
                       look_at_column);
}

static bool look_at_index(const sg_graph *graph, uint32_t number)
{
    const sg_row_index *index = &graph->row_indexes[number];
    uint64_t begin = index->place * sizeof(uint64_t);

    return settle_bytes(graph, SG_SECTION_ROW_WORDS, begin,
                        begin + index->words * sizeof(uint64_t)) &&
           holds(graph, sg_check_index(graph, number), "rows");
}

static bool look_at_rows(const sg_graph *graph, uint32_t number)
{
    sg_section_kind kind = number % 2 ? SG_SECTION_IN_OTHERS : SG_SECTION_OUT_OTHERS;
    const uint32_t *first = &graph->type_first[number / 2];
    atomic_uchar *index = &graph->unread->indexes[number];

    if (atomic_load_explicit(index, memory_order_relaxed) == UNREAD)
        atomic_store_explicit(index, look_at_index(graph, number) ? SOUND : DAMAGED,
                              memory_order_release);
    return settle_bytes(graph, kind, first[0] * UINT64_C(4), first[1] * UINT64_C(4)) &&
           is_sound(index);
}

bool sg_settle_index(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    uint32_t number = type.id * 2U + (way == SG_IN);

    return settle_part(graph, &graph->unread->indexes[number], number, look_at_index);
}

bool sg_settle_rows(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    uint32_t number = type.id * 2U + (way == SG_IN);

    return settle_part(graph, &graph->unread->rows[number], number, look_at_rows);
}

/* --- all ------------------------------------------------------------------------------------------- */
/* Columns first, then row indexes; their blocks were looked at. */
static void check_part(void *shared, size_t task, unsigned worker)
{
    const sg_graph *graph = shared;
    size_t nodes = graph->node_columns_count, columns = nodes + graph->edge_columns_count;
    atomic_uchar *part = task < columns ? &graph->unread->columns[task]
                                        : &graph->unread->indexes[task - columns];
    bool sound;

    (void)worker;
    if (task < columns) {
        const sg_column_entry *entry = entry_of(graph, (uint32_t)task);
        sound = sg_check_column(graph, entry, sg_check_column_rows(graph, entry, task < nodes));
    } else {
        sound = sg_check_index(graph, (uint32_t)(task - columns));
    }
    atomic_store_explicit(part, sound ? SOUND : FALSE_CONTENT, memory_order_release);
}

static void settle_all(const sg_graph *graph)
{
    const sg_unread *unread = graph->unread;
    size_t columns = graph->node_columns_count + graph->edge_columns_count;
    size_t indexes = graph->row_indexes_count, blocks = unread->first[SG_SECTIONS];
    unsigned threads = blocks <= SG_SECTIONS ? 1 : sg_processors();

    if (!settle_blocks(graph, 0, blocks))
        return;
    sg_parallel(threads < MOST_THREADS ? threads : MOST_THREADS, columns + indexes, check_part,
                (void *)(uintptr_t)graph);
    for (size_t i = 0; i < columns; i++)
        (void)holds(graph, is_sound(&unread->columns[i]), "columns");
    for (size_t i = 0; i < indexes; i++) {
        bool sound = holds(graph, is_sound(&unread->indexes[i]), "rows");
        atomic_store_explicit(&unread->rows[i], sound ? SOUND : DAMAGED, memory_order_release);
    }
}

sg_status sg_snapshot_verify(const sg_graph *graph, sg_error *err)
{
    sg_unread *unread = graph->unread;

    if (!unread)
        return SG_OK;
    pthread_mutex_lock(&unread->lock);
    settle_all(graph);
    pthread_mutex_unlock(&unread->lock);
    return sg_snapshot_damage(graph, err);
}

sg_status sg_snapshot_damage(const sg_graph *graph, sg_error *err)
{
    const sg_unread *unread = graph->unread;

    if (!unread || !atomic_load_explicit(&unread->damaged, memory_order_acquire))
        return SG_OK;
    if (err)
        *err = unread->err;
    return unread->err.status;
}

/* --- opening --------------------------------------------------------------------------------------- */
/* Sections that may be large, of which a question needs a part. */
static bool is_left(sg_section_kind kind)
{
    return kind == SG_SECTION_STRING_OFFSETS || kind == SG_SECTION_STRING_BYTES ||
           kind == SG_SECTION_CELLS || kind == SG_SECTION_LOOKUP ||
           kind == SG_SECTION_OUT_OTHERS || kind == SG_SECTION_IN_OTHERS ||
           kind == SG_SECTION_ROW_WORDS;
}

static sg_status make_unread(sg_graph *graph, const uint64_t *hashes, const char *path)
{
    size_t length = strlen(path) + 1;
    size_t columns = graph->node_columns_count + graph->edge_columns_count;
    size_t indexes = graph->row_indexes_count, first[SG_SECTIONS + 1];
    size_t blocks = sg_snapshot_blocks(graph->sections, first);
    size_t looks = (blocks + columns + 2 * indexes) * sizeof(atomic_uchar);
    sg_unread *unread = calloc(1, sizeof *unread + looks + length);

    if (!unread)
        return SG_ENOMEM;
    pthread_mutex_init(&unread->lock, NULL);
    memcpy(unread->first, first, sizeof first);
    unread->hashes = hashes;
    unread->blocks = (atomic_uchar *)(unread + 1);
    unread->columns = unread->blocks + blocks;
    unread->indexes = unread->columns + columns;
    unread->rows = unread->indexes + indexes;
    char *copy = (char *)(unread + 1) + looks;
    memcpy(copy, path, length);
    unread->path = copy;
    graph->unread = unread;
    return SG_OK;
}

sg_status sg_snapshot_leave(sg_graph *graph, const uint64_t *hashes, const char *path,
                            sg_error *err)
{
    if (make_unread(graph, hashes, path) != SG_OK)
        return sg_fail_memory(err);
    const sg_unread *unread = graph->unread;
    for (size_t i = 0; i < SG_SECTIONS; i++)
        if (!is_left((sg_section_kind)i))
            (void)settle_blocks(graph, unread->first[i],
                                unread->first[i + 1] - unread->first[i]);
    return sg_snapshot_damage(graph, err);
}

void sg_unread_free(sg_unread *unread)
{
    if (!unread)
        return;
    pthread_mutex_destroy(&unread->lock);
    free(unread);
}
