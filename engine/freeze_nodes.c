/* freeze_nodes.c - numbers the nodes by (label set, account, key) and writes the label sets.
 *
 * Sets are ordered by the names of their labels, so that sets that share the leading ones are
 * neighbours and a label is few ranges; inside a set accounts follow each other, so that a label
 * within an account is a range too.  Nodes without an account or key come first, and equal ones stay
 * in the order in which they were built.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/base/text.h"
#include "engine/freeze.h"

/* --- label sets ------------------------------------------------------------------------------- */

typedef struct numbered_set {
    const uint16_t *labels; /* numbers, ascending */
    uint32_t count;
    uint32_t set; /* of the builder */
} numbered_set;

static int by_labels(const void *left, const void *right)
{
    const numbered_set *a = left, *b = right;

    for (uint32_t i = 0; i < a->count && i < b->count; i++)
        if (a->labels[i] != b->labels[i])
            return a->labels[i] < b->labels[i] ? -1 : 1;
    return (a->count > b->count) - (a->count < b->count);
}

static int by_number(const void *left, const void *right)
{
    uint16_t a = *(const uint16_t *)left, b = *(const uint16_t *)right;

    return (a > b) - (a < b);
}

/* The numbers of the set's labels, ascending; NULL when there is no memory. */
static const uint16_t *number_labels(sg_freeze *freeze, sg_set_entry set)
{
    uint16_t *labels = sg_freeze_array(freeze, uint16_t, set.count);

    if (!labels)
        return NULL;
    for (uint32_t i = 0; i < set.count; i++) {
        uint16_t label = freeze->builder->set_labels.items[set.first + i];
        labels[i] = (uint16_t)freeze->label_number[label];
    }
    qsort(labels, set.count, sizeof(*labels), by_number);
    return labels;
}

static sg_status write_sets(sg_freeze *freeze, const numbered_set *sets)
{
    size_t total = 0;
    void *first, *labels;

    for (uint32_t i = 0; i < freeze->sets; i++)
        total += sets[i].count;
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SET_LABELS_FIRST, (size_t)freeze->sets + 1,
                             &first));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SET_LABELS, total, &labels));
    total = 0;
    for (uint32_t i = 0; i < freeze->sets; i++) {
        for (uint32_t k = 0; k < sets[i].count; k++)
            ((sg_label *)labels)[total++].id = sets[i].labels[k];
        ((uint32_t *)first)[i + 1] = (uint32_t)total;
    }
    return SG_OK;
}

/* Numbers the sets that have nodes; `size` is by builder set: how many. */
static sg_status number_sets(sg_freeze *freeze, const uint32_t *size)
{
    const sg_builder *builder = freeze->builder;
    numbered_set *sets = sg_freeze_array(freeze, numbered_set, builder->sets.count);

    freeze->set_order = sg_freeze_array(freeze, uint32_t, builder->sets.count);
    if (!sets || !freeze->set_order)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < builder->sets.count; i++) {
        if (size[i] == 0)
            continue;
        sg_set_entry set = builder->sets.items[i];
        const uint16_t *labels = number_labels(freeze, set);
        if (!labels)
            return sg_fail_memory(freeze->err);
        sets[freeze->sets++] = (numbered_set){ labels, set.count, i };
    }
    if (freeze->sets > SG_MAX_SYMBOLS)
        return sg_fail(freeze->err, SG_ELIMIT,
                       "the nodes have %u combinations of labels; at most %u are supported",
                       freeze->sets, SG_MAX_SYMBOLS);
    qsort(sets, freeze->sets, sizeof(*sets), by_labels);
    for (uint32_t i = 0; i < freeze->sets; i++)
        freeze->set_order[i] = sets[i].set;
    return write_sets(freeze, sets);
}

sg_status sg_freeze_sets(sg_freeze *freeze, const uint32_t *size)
{
    void *first;

    SG_TRY(number_sets(freeze, size));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_SET_FIRST, (size_t)freeze->sets + 1, &first));
    freeze->set_first = first;
    for (uint32_t i = 0; i < freeze->sets; i++)
        freeze->set_first[i + 1] = freeze->set_first[i] + size[freeze->set_order[i]];
    return SG_OK;
}

/* --- nodes ------------------------------------------------------------------------------------ */

typedef struct placed_node {
    const char *key;
    uint32_t length;
    uint32_t account; /* rank */
    uint32_t node;    /* of the builder */
} placed_node;

static int by_place(const void *left, const void *right)
{
    const placed_node *a = left, *b = right;
    int order;

    if (a->account != b->account)
        return a->account < b->account ? -1 : 1;
    order = sg_str_compare((sg_str){ a->key, a->length }, (sg_str){ b->key, b->length });
    return order != 0 ? order : (a->node > b->node) - (a->node < b->node);
}

typedef struct ranked_string {
    sg_str text;
    uint32_t string;
} ranked_string;

static int by_text(const void *left, const void *right)
{
    return sg_str_compare(((const ranked_string *)left)->text,
                          ((const ranked_string *)right)->text);
}

/* Account strings are compared once and not once a node: *rank is by builder string, from 1 in
 * order of the text, 0 for every string that is no account; *account is by builder node. */
static sg_status rank_accounts(sg_freeze *freeze, uint32_t **account)
{
    const sg_builder *builder = freeze->builder;
    uint32_t strings = sg_strings_count(&builder->strings);
    uint32_t *rank = sg_freeze_array(freeze, uint32_t, strings);
    uint32_t key, count = 0;
    ranked_string *ranked;

    *account = sg_freeze_array(freeze, uint32_t, freeze->nodes);
    if (!rank || !*account)
        return sg_fail_memory(freeze->err);
    if (!sg_builder_find_key(builder, SG_STR("account"), &key))
        return SG_OK;
    for (uint32_t i = 0; i < freeze->nodes; i++) {
        uint32_t node = sg_builder_node_at(builder, i);
        (*account)[node] = SG_NO_ID;
        for (uint32_t at = builder->nodes.items[node].cells; at != SG_NO_ID;) {
            sg_cell cell = builder->cells.items[at];
            if (sg_cell_key(cell) == key && sg_cell_kind_of(cell) == SG_CELL_STRING) {
                (*account)[node] = cell.code;
                count += rank[cell.code] == 0;
                rank[cell.code] = 1;
            }
            at = cell.next;
        }
        sg_builder_rest(builder, i);
    }
    ranked = sg_freeze_array(freeze, ranked_string, count);
    if (!ranked)
        return sg_fail_memory(freeze->err);
    count = 0;
    for (uint32_t i = 0; i < strings; i++)
        if (rank[i] != 0)
            ranked[count++] = (ranked_string){ sg_strings_text(&builder->strings, i), i };
    qsort(ranked, count, sizeof(*ranked), by_text);
    for (uint32_t i = 0; i < count; i++)
        rank[ranked[i].string] = i + 1;
    for (uint32_t i = 0; i < freeze->nodes; i++)
        (*account)[i] = (*account)[i] == SG_NO_ID ? 0 : rank[(*account)[i]];
    return SG_OK;
}

typedef struct node_sorting {
    const sg_freeze *freeze;
    const uint32_t *account; /* by builder node: rank */
    placed_node *placed;
} node_sorting;

static void sort_set(void *shared, size_t set, unsigned worker)
{
    const node_sorting *self = shared;
    const sg_freeze *freeze = self->freeze;
    const sg_builder *builder = freeze->builder;
    uint32_t first = freeze->set_first[set], last = freeze->set_first[set + 1];

    (void)worker;
    for (uint32_t i = first; i < last; i++) {
        uint32_t node = freeze->node_order[i];
        uint32_t key = builder->nodes.items[node].key;
        sg_str text = key == SG_NO_ID ? SG_STR("") : sg_strings_text(&builder->strings, key);
        self->placed[i] =
            (placed_node){ text.bytes, (uint32_t)text.length, self->account[node], node };
    }
    qsort(self->placed + first, last - first, sizeof(*self->placed), by_place);
    for (uint32_t i = first; i < last; i++) {
        freeze->node_order[i] = self->placed[i].node;
        freeze->node_number[self->placed[i].node] = i;
    }
    sg_builder_rest(builder, 0);
}

/* Sorts the nodes, which stand set by set, within their sets. */
static sg_status sort_nodes(sg_freeze *freeze, const uint32_t *account)
{
    node_sorting self = { freeze, account,
                          sg_freeze_array(freeze, placed_node, freeze->nodes) };

    if (!self.placed)
        return sg_fail_memory(freeze->err);
    sg_parallel(freeze->threads, freeze->sets, sort_set, &self);
    return SG_OK;
}

static sg_status number_nodes(sg_freeze *freeze)
{
    uint32_t *account;

    SG_TRY(rank_accounts(freeze, &account));
    return sort_nodes(freeze, account);
}

/* Puts the nodes set by set, in the order of the sets. */
static sg_status gather_sets(sg_freeze *freeze)
{
    const sg_builder *builder = freeze->builder;
    uint32_t *next = sg_freeze_array(freeze, uint32_t, builder->sets.count);

    if (!next)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < freeze->sets; i++)
        next[freeze->set_order[i]] = freeze->set_first[i];
    for (uint32_t i = 0; i < freeze->nodes; i++)
        freeze->node_order[next[builder->nodes.items[i].set]++] = i;
    return SG_OK;
}

sg_status sg_freeze_nodes(sg_freeze *freeze)
{
    const sg_builder *builder = freeze->builder;
    uint32_t *size = sg_freeze_array(freeze, uint32_t, builder->sets.count);

    freeze->nodes = (uint32_t)builder->nodes.count;
    freeze->node_order = sg_freeze_array(freeze, uint32_t, freeze->nodes);
    freeze->node_number = sg_freeze_array(freeze, uint32_t, freeze->nodes);
    if (!size || !freeze->node_order || !freeze->node_number)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < freeze->nodes; i++)
        size[builder->nodes.items[i].set]++;
    SG_TRY(sg_freeze_sets(freeze, size));
    SG_TRY(gather_sets(freeze));
    return sg_freeze_apart(freeze, number_nodes);
}
