/* delta.c - a changeable graph as a whole: opened, copied, and changes undone.
 *
 * The sg_graph of a delta is a copy of the frozen one, so that the arrays of the base are read where
 * they always are; only `delta` tells the two apart.
 */
#include "engine/delta.h"

#include <assert.h>
#include <string.h>

#include "engine/build.h"
#include "engine/delta_internal.h"

sg_status sg_graph_empty(sg_graph **out, sg_error *err)
{
    sg_builder *builder;

    if (sg_builder_new(0, &builder) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = sg_builder_freeze(builder, out, err);
    sg_builder_free(builder);
    return status;
}

/* --- opening and freeing ---------------------------------------------------------------------- */

static void leave_base(sg_delta_base *base)
{
    if (!base || atomic_fetch_sub(&base->users, 1) > 1)
        return;
    sg_graph_free(base->graph);
    free(base);
}

void sg_delta_free(sg_graph *graph)
{
    sg_delta *delta = graph->delta;

    leave_base(delta->base);
    sg_arena_free(delta->values);
    sg_table_free(&delta->labels);
    sg_table_free(&delta->types);
    sg_table_free(&delta->keys);
    sg_array_free(&delta->set_labels);
    sg_array_free(&delta->sets);
    sg_slots_free(&delta->set_slots);
    free(delta->nodes_changed);
    sg_array_free(&delta->changed);
    sg_slots_free(&delta->changed_slots);
    sg_array_free(&delta->added);
    sg_array_free(&delta->touched);
    sg_slots_free(&delta->touched_slots);
    sg_array_free(&delta->edges);
    sg_array_free(&delta->cells);
    sg_array_free(&delta->rows);
    sg_slots_free(&delta->row_slots);
    sg_array_free(&delta->row_ways);
    sg_array_free(&delta->chunks);
    sg_array_free(&delta->row_words);
    sg_array_free(&delta->set_counts);
    sg_array_free(&delta->label_counts);
    sg_array_free(&delta->type_counts);
    sg_array_free(&delta->degrees);
    sg_slots_free(&delta->degree_slots);
    for (size_t i = 0; i < delta->indexes.count; i++)
        sg_index_free(&delta->indexes.items[i]);
    sg_array_free(&delta->indexes);
    sg_array_free(&delta->journal);
    free(delta);
    free(graph);
}

/* A version of the base with an empty delta, or NULL; on success the base has one user more. */
static sg_graph *make_version(sg_delta_base *base)
{
    sg_graph *graph = malloc(sizeof(*graph));
    sg_delta *delta = calloc(1, sizeof(*delta));

    if (!graph || !delta) {
        free(graph);
        free(delta);
        return NULL;
    }
    *graph = *base->graph;
    graph->delta = delta;
    delta->base = base;
    delta->free_cell = SG_NO_ID;
    delta->node_count = graph->nodes;
    delta->edge_count = graph->edge_count;
    atomic_fetch_add(&base->users, 1);
    return graph;
}

static sg_status make_bits(const sg_graph *graph)
{
    sg_delta *delta = graph->delta;

    delta->nodes_changed = calloc(sg_bitmap_words(graph->nodes) + 1, sizeof(uint64_t));
    return delta->nodes_changed ? SG_OK : SG_ENOMEM;
}

/* The base's `id` and `arn` are in its lookup; changed nodes need indexes of them. */
static sg_status take_keys(sg_graph *graph)
{
    static const sg_str names[] = { SG_STR_INIT("id"), SG_STR_INIT("arn") };
    sg_key key;

    for (size_t i = 0; i < SG_COUNT(names); i++)
        if (sg_graph_find_key(graph, names[i], &key))
            SG_TRY(sg_delta_index_key(graph, names[i], key));
    return SG_OK;
}

sg_status sg_delta_open(sg_graph *base, sg_graph **out)
{
    sg_delta_base *shared = calloc(1, sizeof(*shared));
    sg_graph *graph;
    sg_status status;

    if (!shared) {
        sg_graph_free(base);
        return SG_ENOMEM;
    }
    shared->graph = base;
    graph = make_version(shared);
    if (!graph) {
        leave_base(shared);
        return SG_ENOMEM;
    }
    status = sg_arena_new(0, &graph->delta->values);
    if (status == SG_OK)
        status = make_bits(graph);
    if (status == SG_OK)
        status = sg_delta_take_sets(graph);
    if (status == SG_OK)
        status = take_keys(graph);
    if (status == SG_OK)
        *out = graph;
    else
        sg_graph_free(graph);
    return status;
}

/* --- copying ---------------------------------------------------------------------------------- */

/* A copy of the bytes, with room for more. */
static void *copy_bytes(const void *bytes, size_t size, size_t room)
{
    void *copy = malloc(room ? room : 1);

    if (copy && size)
        memcpy(copy, bytes, size);
    return copy;
}

/* Fills the array `to` with what is in `from`; an expression of type bool.  It has as much room: the next
 * changes find theirs. */
#define COPY_ARRAY(to, from)                                                                   \
    (((to).items = copy_bytes((from).items, (from).count * sizeof(*(from).items),              \
                              (from).capacity * sizeof(*(from).items))) != NULL &&             \
     ((to).count = (from).count, (to).capacity = (from).capacity, true))

static bool copy_slots(sg_slots *to, const sg_slots *from)
{
    *to = *from;
    size_t size = from->capacity * sizeof(*from->slots);
    to->slots = from->slots ? copy_bytes(from->slots, size, size) : NULL;
    return to->slots || !from->slots;
}

static bool copy_table(sg_table *to, const sg_table *from, sg_arena *arena)
{
    for (size_t i = 0; i < from->count; i++) {
        sg_str name = sg_arena_copy(arena, from->entries[i].key);
        if (!name.bytes || sg_table_put(to, name, from->entries[i].value, NULL, NULL) != SG_OK)
            return false;
    }
    return true;
}

static bool copy_symbols(sg_delta *to, const sg_delta *from)
{
    return copy_table(&to->labels, &from->labels, to->values) &&
           copy_table(&to->types, &from->types, to->values) &&
           copy_table(&to->keys, &from->keys, to->values) &&
           COPY_ARRAY(to->set_labels, from->set_labels) && COPY_ARRAY(to->sets, from->sets) &&
           copy_slots(&to->set_slots, &from->set_slots) &&
           COPY_ARRAY(to->set_counts, from->set_counts) &&
           COPY_ARRAY(to->label_counts, from->label_counts) &&
           COPY_ARRAY(to->type_counts, from->type_counts) &&
           COPY_ARRAY(to->degrees, from->degrees) &&
           copy_slots(&to->degree_slots, &from->degree_slots);
}

static bool copy_records(sg_delta *to, const sg_delta *from, const sg_graph *graph)
{
    size_t nodes = (sg_bitmap_words(graph->nodes) + 1) * sizeof(uint64_t);

    to->nodes_changed = copy_bytes(from->nodes_changed, nodes, nodes);
    return to->nodes_changed && COPY_ARRAY(to->changed, from->changed) &&
           copy_slots(&to->changed_slots, &from->changed_slots) &&
           COPY_ARRAY(to->added, from->added) && COPY_ARRAY(to->touched, from->touched) &&
           copy_slots(&to->touched_slots, &from->touched_slots) &&
           COPY_ARRAY(to->edges, from->edges) && COPY_ARRAY(to->rows, from->rows) &&
           COPY_ARRAY(to->row_ways, from->row_ways) &&
           copy_slots(&to->row_slots, &from->row_slots) &&
           COPY_ARRAY(to->chunks, from->chunks) && COPY_ARRAY(to->row_words, from->row_words);
}

/* Only values that are in use are copied: a copy has no garbage. */
static bool copy_cells(sg_delta *to, const sg_delta *from)
{
    if (!COPY_ARRAY(to->cells, from->cells))
        return false;
    to->free_cell = from->free_cell;
    for (size_t i = 0; i < to->cells.count; i++)
        if (sg_value_copy(to->values, from->cells.items[i].value, &to->cells.items[i].value) !=
            SG_OK)
            return false;
    return true;
}

static bool copy_indexes(sg_delta *to, const sg_delta *from)
{
    for (size_t i = 0; i < from->indexes.count; i++) {
        sg_index index;
        if (sg_array_reserve(&to->indexes, 1) != SG_OK ||
            sg_index_copy(&from->indexes.items[i], to->values, &index) != SG_OK)
            return false;
        to->indexes.items[to->indexes.count++] = index;
    }
    return true;
}

sg_status sg_delta_copy(const sg_graph *graph, sg_graph **out)
{
    const sg_delta *from = graph->delta;
    sg_graph *copy = make_version(from->base);

    if (!copy)
        return SG_ENOMEM;
    sg_delta *to = copy->delta;
    to->node_count = from->node_count;
    to->edge_count = from->edge_count;
    if (sg_arena_new(0, &to->values) != SG_OK || !copy_symbols(to, from) ||
        !copy_records(to, from, graph) || !copy_cells(to, from) || !copy_indexes(to, from)) {
        sg_graph_free(copy);
        return SG_ENOMEM;
    }
    *out = copy;
    return SG_OK;
}

/* What grows with the changes; tables of names and counts are small beside it. */
size_t sg_delta_bytes(const sg_graph *graph)
{
    const sg_delta *delta = graph->delta;
    size_t bytes = sg_arena_used(delta->values);

#define BYTES_OF(array) ((array).count * sizeof(*(array).items))
    bytes += BYTES_OF(delta->changed) + BYTES_OF(delta->added) + BYTES_OF(delta->cells);
    bytes += BYTES_OF(delta->touched) + BYTES_OF(delta->edges);
    bytes += BYTES_OF(delta->rows) + BYTES_OF(delta->chunks) + BYTES_OF(delta->row_words);
    bytes += BYTES_OF(delta->journal);
    for (size_t i = 0; i < delta->indexes.count; i++)
        bytes += BYTES_OF(delta->indexes.items[i].entries);
#undef BYTES_OF
    return bytes;
}

bool sg_delta_is_wasteful(const sg_graph *graph)
{
    const size_t worth_a_copy = (size_t)1 << 20;
    const sg_delta *delta = graph->delta;

    return delta->garbage > worth_a_copy && delta->garbage > sg_arena_used(delta->values) / 2;
}

/* --- undoing ------------------------------------------------------------------------------------ */

sg_status sg_delta_note(sg_delta *delta, sg_undo_kind kind, uint32_t id, uint32_t number,
                        sg_value value)
{
    if (delta->undoing)
        return SG_OK;
    return sg_array_push(&delta->journal, (sg_undo){ kind, id, number, value });
}

void sg_delta_begin(sg_graph *graph)
{
    sg_delta_forget_dropped(graph->delta);
    graph->delta->journal.count = 0;
}

void sg_delta_undo(sg_graph *graph)
{
    sg_delta *delta = graph->delta;
    sg_status status = SG_OK;

    delta->undoing = true;
    while (delta->journal.count > 0) {
        sg_status one = sg_delta_restore(graph, delta->journal.items[--delta->journal.count]);
        status = status == SG_OK ? one : status;
    }
    delta->undoing = false;
    /* All memory that this takes was there before. */
    assert(status == SG_OK);
    (void)status;
}

/* --- what a step did ------------------------------------------------------------------------------ */

uint32_t sg_delta_step_size(const sg_graph *graph)
{
    return (uint32_t)graph->delta->journal.count;
}

/* False for what is about neither a node nor a relationship. */
static bool read_entry(const sg_undo *entry, sg_delta_change *out)
{
    static const sg_delta_kind kinds[] = {
        [SG_UNDO_ADD_NODE] = SG_DELTA_NODE_ADDED,
        [SG_UNDO_DELETE_NODE] = SG_DELTA_NODE_DELETED,
        [SG_UNDO_LABELS] = SG_DELTA_NODE_LABELS,
        [SG_UNDO_PROPERTY] = SG_DELTA_NODE_PROPERTY,
        [SG_UNDO_ADD_EDGE] = SG_DELTA_EDGE_ADDED,
        [SG_UNDO_DELETE_EDGE] = SG_DELTA_EDGE_DELETED,
        [SG_UNDO_EDGE_PROPERTY] = SG_DELTA_EDGE_PROPERTY,
    };

    if (entry->kind == SG_UNDO_INDEX)
        return false;
    *out = (sg_delta_change){ kinds[entry->kind], entry->id, { entry->number } };
    return true;
}

uint32_t sg_delta_step(const sg_graph *graph, sg_delta_change *out)
{
    const sg_delta *delta = graph->delta;
    uint32_t count = 0;

    for (size_t i = 0; i < delta->journal.count; i++)
        count += read_entry(&delta->journal.items[i], &out[count]);
    return count;
}
