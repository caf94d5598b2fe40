/* delta_index.c - nodes by the value of a property: indexes that statements make, and `id` and `arn`.
 *
 *     heads    [ . ][ 4 ][ . ][ 7 ] ...        by hash of the value
 *     entries  4: {hash, node, next 2} --> 2: {hash, node, end}
 *
 * An entry says that a node had the value once.  Nothing is taken out when values, labels or nodes
 * go, or when a change is undone: what is found is tested by whoever looked it up.
 *
 * The base has a lookup of its own for `id` and `arn`; the indexes for these two hold only nodes that
 * were added or changed.
 */
#include <string.h>

#include "engine/base/text.h"
#include "engine/delta_internal.h"
#include "engine/encoding.h"

enum { FIRST_HEADS = 16 };

/* --- one index ---------------------------------------------------------------------------------- */

void sg_index_free(sg_index *index)
{
    free(index->heads);
    sg_array_free(&index->entries);
}

static sg_status set_heads(sg_index *index, uint32_t head_count)
{
    uint32_t *heads = malloc(head_count * sizeof(*heads));

    if (!heads)
        return SG_ENOMEM;
    memset(heads, 0xff, head_count * sizeof(*heads)); /* SG_NO_ID */
    free(index->heads);
    index->heads = heads;
    index->head_count = head_count;
    for (uint32_t i = 0; i < index->entries.count; i++) {
        sg_index_entry *entry = &index->entries.items[i];
        uint32_t *head = &heads[entry->hash & (head_count - 1)];
        entry->next = *head;
        *head = i;
    }
    return SG_OK;
}

static uint32_t hash_value(sg_value value)
{
    uint64_t hash = sg_value_hash(value);

    return (uint32_t)(hash ^ (hash >> 32));
}

static sg_status add_entry(sg_index *index, sg_value value, sg_node node)
{
    if (index->entries.count >= SG_MAX_DELTA_IDS)
        return SG_ELIMIT;
    if (index->entries.count >= index->head_count && index->head_count < UINT32_MAX / 2)
        SG_TRY(set_heads(index, index->head_count ? 2 * index->head_count : FIRST_HEADS));
    SG_TRY(sg_array_reserve(&index->entries, 1));
    uint32_t hash = hash_value(value);
    uint32_t *head = &index->heads[hash & (index->head_count - 1)];
    index->entries.items[index->entries.count] = (sg_index_entry){ *head, hash, node.id };
    *head = (uint32_t)index->entries.count++;
    return SG_OK;
}

sg_status sg_index_copy(const sg_index *from, sg_arena *arena, sg_index *out)
{
    sg_index copy = { .about = from->about, .dropped = from->dropped };

    copy.name = sg_arena_copy(arena, from->name);
    if (!copy.name.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_array_reserve(&copy.entries, from->entries.count));
    if (from->entries.count)
        memcpy(copy.entries.items, from->entries.items,
               from->entries.count * sizeof(*from->entries.items));
    copy.entries.count = from->entries.count;
    if (from->head_count && set_heads(&copy, from->head_count) != SG_OK) {
        sg_index_free(&copy);
        return SG_ENOMEM;
    }
    *out = copy;
    return SG_OK;
}

static bool is_named(const sg_index *index)
{
    return index->name.length > 0;
}

/* Whether it holds nodes of the label, or of any label, by that property. */
static bool is_by(const sg_index *index, sg_key key)
{
    return !index->about.of_edges && index->about.keys[0].id == key.id;
}

/* --- keeping them up ---------------------------------------------------------------------------- */

sg_status sg_delta_index_value(sg_graph *graph, sg_node node, sg_key key, sg_value value)
{
    sg_delta *delta = graph->delta;

    if (sg_is_null(value))
        return SG_OK;
    for (size_t i = 0; i < delta->indexes.count; i++) {
        sg_index *index = &delta->indexes.items[i];
        if (is_by(index, key) &&
            (!is_named(index) || sg_graph_has_label(graph, node, index->about.label)))
            SG_TRY(add_entry(index, value, node));
    }
    return SG_OK;
}

sg_status sg_delta_index_label(sg_graph *graph, sg_node node, sg_label label)
{
    sg_delta *delta = graph->delta;

    for (size_t i = 0; i < delta->indexes.count; i++) {
        sg_index *index = &delta->indexes.items[i];
        if (!is_named(index) || index->about.of_edges || index->about.label.id != label.id)
            continue;
        sg_value value = sg_graph_property(graph, node, index->about.keys[0], delta->values);
        if (!sg_is_null(value))
            SG_TRY(add_entry(index, value, node));
    }
    return SG_OK;
}

sg_status sg_delta_index_key(sg_graph *graph, sg_str name, sg_key key)
{
    if (!sg_str_equal(name, SG_STR("id")) && !sg_str_equal(name, SG_STR("arn")))
        return SG_OK;
    sg_index index = { .name = SG_STR(""), .about = { .key_count = 1, .keys = { key } } };
    return sg_array_push(&graph->delta->indexes, index);
}

/* --- making and dropping ------------------------------------------------------------------------ */

static sg_status fill(const sg_graph *graph, sg_index *index)
{
    sg_scan scan = sg_nodes_scan(graph, NULL);
    sg_arena *arena;
    sg_status status = sg_arena_new(0, &arena);

    if (status != SG_OK)
        return status;
    for (sg_range range; sg_scan_next(&scan, &range) && status == SG_OK;) {
        for (uint32_t id = range.first; id < range.last && status == SG_OK; id++) {
            if (!sg_graph_has_label(graph, (sg_node){ id }, index->about.label))
                continue;
            sg_value value =
                sg_graph_property(graph, (sg_node){ id }, index->about.keys[0], arena);
            if (!sg_is_null(value))
                status = add_entry(index, value, (sg_node){ id });
            sg_arena_reset(arena);
        }
    }
    sg_arena_free(arena);
    return status;
}

static bool find_index(const sg_delta *delta, sg_str name, uint32_t *out)
{
    for (uint32_t i = 0; i < delta->indexes.count; i++) {
        const sg_index *index = &delta->indexes.items[i];
        *out = i;
        if (is_named(index) && !index->dropped && sg_str_equal(index->name, name))
            return true;
    }
    return false;
}

static const sg_index *find_index_of(const sg_delta *delta, sg_label label, sg_key key)
{
    for (uint32_t i = 0; i < delta->indexes.count; i++) {
        const sg_index *index = &delta->indexes.items[i];
        if (is_named(index) && !index->dropped && is_by(index, key) &&
            index->about.label.id == label.id)
            return index;
    }
    return NULL;
}

static bool same_about(sg_index_about left, sg_index_about right)
{
    if (left.of_edges != right.of_edges || left.key_count != right.key_count)
        return false;
    for (uint32_t i = 0; i < left.key_count; i++)
        if (left.keys[i].id != right.keys[i].id)
            return false;
    return left.of_edges ? left.type.id == right.type.id : left.label.id == right.label.id;
}

sg_str sg_graph_find_index(const sg_graph *graph, sg_index_about about)
{
    const sg_delta *delta = graph->delta;

    for (uint32_t i = 0; delta && i < delta->indexes.count; i++) {
        const sg_index *index = &delta->indexes.items[i];
        if (is_named(index) && !index->dropped && same_about(index->about, about))
            return index->name;
    }
    return (sg_str){ NULL, 0 };
}

sg_status sg_delta_add_index(sg_graph *graph, sg_str name, sg_index_about about)
{
    sg_delta *delta = graph->delta;
    sg_index index = { .about = about };
    uint32_t number;

    if (name.length == 0 || about.key_count == 0 || find_index(delta, name, &number) ||
        sg_graph_find_index(graph, about).bytes)
        return SG_EINVAL;
    index.name = sg_arena_copy(delta->values, name);
    sg_status status = index.name.bytes ? SG_OK : SG_ENOMEM;
    if (status == SG_OK && !about.of_edges)
        status = fill(graph, &index);
    if (status == SG_OK)
        status = sg_array_reserve(&delta->indexes, 1);
    if (status == SG_OK)
        status = sg_delta_note(delta, SG_UNDO_INDEX, (uint32_t)delta->indexes.count, true,
                               sg_null());
    if (status == SG_OK)
        delta->indexes.items[delta->indexes.count++] = index;
    else
        sg_index_free(&index);
    return status;
}

sg_status sg_delta_drop_index(sg_graph *graph, sg_str name)
{
    sg_delta *delta = graph->delta;
    uint32_t number;

    if (!find_index(delta, name, &number))
        return SG_ENOTFOUND;
    SG_TRY(sg_delta_note(delta, SG_UNDO_INDEX, number, false, sg_null()));
    delta->indexes.items[number].dropped = true;
    return SG_OK;
}

void sg_delta_forget_dropped(sg_delta *delta)
{
    size_t kept = 0;

    for (size_t i = 0; i < delta->indexes.count; i++) {
        if (delta->indexes.items[i].dropped)
            sg_index_free(&delta->indexes.items[i]);
        else
            delta->indexes.items[kept++] = delta->indexes.items[i];
    }
    delta->indexes.count = kept;
}

/* --- seeking -------------------------------------------------------------------------------------- */

bool sg_graph_has_index(const sg_graph *graph, sg_label label, sg_key key)
{
    return graph->delta && find_index_of(graph->delta, label, key);
}

bool sg_graph_index(const sg_graph *graph, uint32_t index, sg_str *name, sg_index_about *about)
{
    const sg_delta *delta = graph->delta;

    for (uint32_t i = 0; delta && i < delta->indexes.count; i++) {
        const sg_index *one = &delta->indexes.items[i];
        if (!is_named(one) || one->dropped || index-- > 0)
            continue;
        *name = one->name;
        *about = one->about;
        return true;
    }
    return false;
}

static void read_index(sg_seek *seek, const sg_index *index, sg_value value)
{
    seek->index = index;
    seek->hash = hash_value(value);
    seek->entry =
        index->head_count ? index->heads[seek->hash & (index->head_count - 1)] : SG_NO_ID;
}

static const sg_index *unnamed_index(const sg_delta *delta, sg_key key)
{
    for (uint32_t i = 0; i < delta->indexes.count; i++)
        if (!is_named(&delta->indexes.items[i]) && is_by(&delta->indexes.items[i], key))
            return &delta->indexes.items[i];
    return NULL;
}

static bool is_looked_up(const sg_graph *graph, sg_key key)
{
    sg_str name = sg_graph_key_name(graph, key);

    return sg_str_equal(name, SG_STR("id")) || sg_str_equal(name, SG_STR("arn"));
}

bool sg_graph_seek(const sg_graph *graph, const sg_label *label, sg_key key, sg_value value,
                   sg_seek *out)
{
    const sg_graph *base = graph->delta ? graph->delta->base->graph : graph;
    bool shared = false;

    *out = (sg_seek){ .graph = graph, .entry = SG_NO_ID };
    if (sg_is_null(value))
        return true;
    const sg_index *index =
        graph->delta && label ? find_index_of(graph->delta, *label, key) : NULL;
    if (index) {
        read_index(out, index, value);
        return true;
    }
    if (!is_looked_up(graph, key) || (value.type != SG_TYPE_STRING && base->nodes > 0))
        return false;
    if (value.type == SG_TYPE_STRING)
        out->has_first = sg_graph_find_shared(base, sg_value_str(value), &out->first, &shared);
    index = graph->delta ? unnamed_index(graph->delta, key) : NULL;
    if (index)
        read_index(out, index, value);
    return !shared;
}

bool sg_seek_next(sg_seek *seek, sg_node *out)
{
    const sg_graph *graph = seek->graph;

    if (seek->has_first) {
        seek->has_first = false;
        *out = seek->first;
        if (sg_graph_has_node(graph, *out))
            return true;
    }
    while (seek->entry != SG_NO_ID) {
        sg_index_entry entry = seek->index->entries.items[seek->entry];
        seek->entry = entry.next;
        *out = (sg_node){ entry.node };
        if (entry.hash == seek->hash && sg_graph_has_node(graph, *out))
            return true;
    }
    return false;
}

/* --- the node of a text --------------------------------------------------------------------------- */

/* A value that is a text; others, for which memory might be needed, are not looked into. */
static bool read_text(const sg_graph *graph, sg_node node, sg_key key, sg_str *out)
{
    sg_value value;

    if (sg_graph_node_in_columns(graph, node)) {
        const sg_column *column = sg_graph_column(graph, sg_graph_label_set(graph, node), key);
        if (!column || (column->kind != SG_COLUMN_STRING && column->kind != SG_COLUMN_ENCODED))
            return false;
        uint32_t row = node.id - column->first;
        if (column->present && !sg_bit_test(column->present, row))
            return false;
        sg_str bytes = sg_graph_string(graph, sg_column_code(column, row));
        if (column->kind == SG_COLUMN_ENCODED && !sg_encoded_is_string(bytes))
            return false;
        value = sg_column_value(graph, column, row, NULL);
    } else {
        value = sg_graph_property(graph, node, key, NULL);
    }
    if (value.type != SG_TYPE_STRING)
        return false;
    *out = sg_value_str(value);
    return true;
}

bool sg_delta_answers(const sg_graph *graph, sg_node node, sg_str text)
{
    static const sg_str names[] = { SG_STR_INIT("id"), SG_STR_INIT("arn") };
    sg_str own;
    sg_key key;

    for (size_t i = 0; i < SG_COUNT(names); i++)
        if (sg_graph_find_key(graph, names[i], &key) && read_text(graph, node, key, &own) &&
            sg_str_equal(own, text))
            return true;
    return false;
}

/* Whether a node that the base finds by the text is still found by it.  When neither property of the
 * base says so, it was by a name, which stays. */
static bool still_answers(const sg_graph *graph, sg_node node, sg_str text)
{
    if (!sg_graph_has_node(graph, node))
        return false;
    return sg_graph_node_in_columns(graph, node) || sg_delta_answers(graph, node, text) ||
           !sg_delta_answers(graph->delta->base->graph, node, text);
}

typedef struct find_result {
    sg_node first;
    bool found, shared;
} find_result;

static void note_found(find_result *found, sg_node node)
{
    if (!found->found)
        found->first = node;
    else if (found->first.id != node.id)
        found->shared = true;
    found->found = true;
}

static void find_by_scan(const sg_graph *graph, sg_str text, find_result *found)
{
    sg_scan scan = sg_nodes_scan(graph, NULL);

    for (sg_range range; sg_scan_next(&scan, &range);)
        for (uint32_t id = range.first; id < range.last; id++)
            if (sg_delta_answers(graph, (sg_node){ id }, text))
                note_found(found, (sg_node){ id });
}

bool sg_delta_find_shared(const sg_graph *graph, sg_str key, sg_node *out, bool *shared)
{
    const sg_delta *delta = graph->delta;
    find_result found = { 0 };
    bool base_shared;
    sg_node node;

    if (sg_graph_find_shared(delta->base->graph, key, &node, &base_shared)) {
        if (still_answers(graph, node, key))
            note_found(&found, node);
        if (base_shared)
            find_by_scan(graph, key, &found);
    }
    for (size_t i = 0; i < delta->indexes.count && !base_shared; i++) {
        sg_seek seek = { .graph = graph };
        if (is_named(&delta->indexes.items[i]))
            continue;
        read_index(&seek, &delta->indexes.items[i], sg_string(key));
        while (sg_seek_next(&seek, &node))
            if (sg_delta_answers(graph, node, key))
                note_found(&found, node);
    }
    if (found.found)
        *out = found.first;
    *shared = found.shared;
    return found.found;
}
