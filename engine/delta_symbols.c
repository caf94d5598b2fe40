/* delta_symbols.c - names and combinations of labels that the base does not have.
 *
 * Numbers go on where those of the base end, so that a number is one of the base exactly when it is
 * below the base's count.  Names that are added are not in order of their bytes.
 */
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/delta_internal.h"

/* --- names ------------------------------------------------------------------------------------ */

/* Adds a name to a table; its number counts from `first`. */
static sg_status add_name(sg_delta *delta, sg_table *table, uint32_t first, uint32_t most,
                          sg_str name, uint32_t *out)
{
    if (first + table->count >= most)
        return SG_ELIMIT;
    name = sg_arena_copy(delta->values, name);
    if (!name.bytes)
        return SG_ENOMEM;
    uint32_t number = first + (uint32_t)table->count;
    SG_TRY(sg_table_put(table, name, number, NULL, NULL));
    *out = number;
    return SG_OK;
}

sg_status sg_delta_label(sg_graph *graph, sg_str name, sg_label *out)
{
    sg_delta *delta = graph->delta;
    uint32_t number;

    if (sg_graph_find_label(graph, name, out))
        return SG_OK;
    SG_TRY(sg_array_reserve(&delta->label_counts, 1));
    SG_TRY(add_name(delta, &delta->labels, graph->labels, SG_MAX_DELTA_SYMBOLS, name, &number));
    delta->label_counts.items[delta->label_counts.count++] = 0;
    out->id = (uint16_t)number;
    return SG_OK;
}

sg_status sg_delta_type(sg_graph *graph, sg_str name, sg_reltype *out)
{
    sg_delta *delta = graph->delta;
    uint32_t number;

    if (sg_graph_find_type(graph, name, out))
        return SG_OK;
    SG_TRY(sg_array_reserve(&delta->type_counts, 1));
    SG_TRY(add_name(delta, &delta->types, graph->types, SG_MAX_DELTA_SYMBOLS, name, &number));
    delta->type_counts.items[delta->type_counts.count++] = 0;
    out->id = (uint16_t)number;
    return SG_OK;
}

sg_status sg_delta_key(sg_graph *graph, sg_str name, sg_key *out)
{
    sg_delta *delta = graph->delta;

    if (sg_graph_find_key(graph, name, out))
        return SG_OK;
    SG_TRY(add_name(delta, &delta->keys, graph->keys, SG_MAX_DELTA_IDS, name, &out->id));
    return sg_delta_index_key(graph, name, *out);
}

/* --- combinations of labels ------------------------------------------------------------------- */

/* The same for any order of the labels. */
static uint64_t hash_labels(const sg_label *labels, uint32_t count)
{
    uint64_t sum = count;

    for (uint32_t i = 0; i < count; i++)
        sum += sg_hash_int(labels[i].id + UINT64_C(1));
    return sg_hash_int(sum);
}

static bool same_labels(const sg_graph *graph, uint32_t set, const sg_label *labels,
                        uint32_t count)
{
    uint32_t others;

    sg_label_set_labels(graph, (sg_label_set){ (uint16_t)set }, &others);
    if (others != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!sg_label_set_has(graph, (sg_label_set){ (uint16_t)set }, labels[i]))
            return false;
    return true;
}

/* Few labels: sorted by insertion. */
static void sort_by_name(const sg_graph *graph, sg_label *labels, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        sg_label label = labels[i];
        sg_str name = sg_graph_label_name(graph, label);
        uint32_t at = i;
        while (at > 0 && sg_str_compare(sg_graph_label_name(graph, labels[at - 1]), name) > 0) {
            labels[at] = labels[at - 1];
            at--;
        }
        labels[at] = label;
    }
}

static sg_status add_set(sg_graph *graph, sg_label *labels, uint32_t count, uint64_t hash,
                         uint16_t *out)
{
    sg_delta *delta = graph->delta;
    uint32_t number = graph->label_sets + (uint32_t)delta->sets.count;
    uint32_t first = (uint32_t)delta->set_labels.count;

    if (number >= SG_MAX_DELTA_SYMBOLS)
        return SG_ELIMIT;
    sort_by_name(graph, labels, count);
    SG_TRY(sg_array_reserve(&delta->set_labels, count));
    SG_TRY(sg_array_reserve(&delta->sets, 1));
    SG_TRY(sg_array_reserve(&delta->set_counts, 1));
    SG_TRY(sg_slots_add(&delta->set_slots, hash, number));
    for (uint32_t i = 0; i < count; i++)
        delta->set_labels.items[delta->set_labels.count++] = labels[i];
    delta->sets.items[delta->sets.count++] = (sg_delta_label_set){ first, count };
    delta->set_counts.items[delta->set_counts.count++] = 0;
    *out = (uint16_t)number;
    return SG_OK;
}

sg_status sg_delta_set_of(sg_graph *graph, sg_label *labels, uint32_t count, uint16_t *out)
{
    uint64_t hash = hash_labels(labels, count);
    size_t probe = 0;

    for (uint32_t set; sg_slots_next(&graph->delta->set_slots, hash, &probe, &set);) {
        if (same_labels(graph, set, labels, count)) {
            *out = (uint16_t)set;
            return SG_OK;
        }
    }
    return add_set(graph, labels, count, hash, out);
}

sg_status sg_delta_take_sets(sg_graph *graph)
{
    sg_delta *delta = graph->delta;

    SG_TRY(sg_array_reserve(&delta->set_counts, graph->label_sets));
    SG_TRY(sg_array_reserve(&delta->label_counts, graph->labels));
    SG_TRY(sg_array_reserve(&delta->type_counts, graph->types));
    for (uint32_t i = 0; i < graph->label_sets; i++) {
        sg_label_set set = { (uint16_t)i };
        uint32_t count;
        const sg_label *labels = sg_label_set_labels(graph, set, &count);
        SG_TRY(sg_slots_add(&delta->set_slots, hash_labels(labels, count), i));
        delta->set_counts.items[delta->set_counts.count++] =
            graph->set_first[i + 1] - graph->set_first[i];
    }
    for (uint32_t i = 0; i < graph->labels; i++)
        delta->label_counts.items[delta->label_counts.count++] = graph->label_counts[i];
    for (uint32_t i = 0; i < graph->types; i++)
        delta->type_counts.items[delta->type_counts.count++] = graph->type_counts[i];
    return SG_OK;
}
