/* touched.c - a list of changes to nodes, values and relationships of the two versions. */
#include "policies/touched.h"

#include <stdlib.h>

static void free_edges(sg_touched_edges *edges)
{
    sg_array_free(&edges->edges);
    sg_array_free(&edges->groups);
}

void sg_touches_free(sg_touches *self)
{
    sg_array_free(&self->nodes);
    sg_array_free(&self->values);
    free_edges(&self->there_before);
    free_edges(&self->there_after);
    sg_array_free(&self->all_nodes);
    sg_array_free(&self->all_edges);
    free(self->label_sets);
    free(self->types);
    self->label_sets = self->types = NULL;
}

static bool has_node(const sg_graph *graph, uint32_t node)
{
    return node < sg_graph_nodes(graph) && sg_graph_has_node(graph, (sg_node){ node });
}

static void mark_label_sets(sg_touches *self, uint32_t node)
{
    if (has_node(self->before, node))
        sg_bit_set(self->label_sets, sg_graph_label_set(self->before, (sg_node){ node }).id);
    if (has_node(self->after, node))
        sg_bit_set(self->label_sets, sg_graph_label_set(self->after, (sg_node){ node }).id);
}

/* --- relationships --------------------------------------------------------------------------------- */
static bool is_group(const sg_touched_group *group, sg_reltype type, sg_label_set from,
                     sg_label_set to)
{
    return group->type.id == type.id && group->from_set.id == from.id &&
           group->to_set.id == to.id;
}

/* The number of the group that the relationship belongs to, which may be a new one.  There are few, and those that are
 * made one after the other are mostly of the same one. */
static sg_status find_group(const sg_graph *graph, sg_edge edge, sg_touched_edges *out,
                            uint32_t *number)
{
    sg_reltype type = sg_graph_edge_type(graph, edge);
    sg_label_set from = sg_graph_label_set(graph, sg_graph_edge_from(graph, edge));
    sg_label_set to = sg_graph_label_set(graph, sg_graph_edge_to(graph, edge));

    if (out->groups.count > 0 && is_group(&out->groups.items[*number], type, from, to))
        return SG_OK;
    for (*number = 0; *number < out->groups.count; ++*number)
        if (is_group(&out->groups.items[*number], type, from, to))
            return SG_OK;
    return sg_array_push(&out->groups,
                         (sg_touched_group){ .type = type, .from_set = from, .to_set = to });
}

/* Counts the groups of the relationships that are there; `numbers` says for each which one it is of. */
static sg_status count_groups(const sg_graph *graph, const uint32_t *ids, uint32_t count,
                              uint32_t *numbers, sg_touched_edges *out)
{
    uint32_t number = 0, first = 0;

    for (uint32_t i = 0; i < count; i++) {
        const sg_edge edge = { ids[i] };
        numbers[i] = SG_NO_ID;
        if (edge.id >= sg_graph_edges(graph) || !sg_graph_has_edge(graph, edge))
            continue;
        SG_TRY(find_group(graph, edge, out, &number));
        out->groups.items[number].count++;
        numbers[i] = number;
    }
    for (size_t i = 0; i < out->groups.count; i++) {
        out->groups.items[i].first = first;
        first += out->groups.items[i].count;
        out->groups.items[i].count = 0;
    }
    SG_TRY(sg_array_reserve(&out->edges, first));
    out->edges.count = first;
    return SG_OK;
}

/* The relationships that are in the graph, by type and by label sets of their ends. */
static sg_status group_edges(const sg_graph *graph, const uint32_t *ids, uint32_t count,
                             sg_touched_edges *out)
{
    uint32_t *numbers = malloc(((size_t)count + 1) * sizeof *numbers);
    sg_status status = numbers ? count_groups(graph, ids, count, numbers, out) : SG_ENOMEM;

    for (uint32_t i = 0; status == SG_OK && i < count; i++) {
        const sg_edge edge = { ids[i] };
        if (numbers[i] == SG_NO_ID)
            continue;
        sg_touched_group *group = &out->groups.items[numbers[i]];
        out->edges.items[group->first + group->count++] =
            (sg_touched_edge){ sg_graph_edge_from(graph, edge).id,
                               sg_graph_edge_to(graph, edge).id, edge.id };
    }
    free(numbers);
    return status;
}

/* Scores of the nodes at its ends may see the relationship. */
static sg_status touch_ends(sg_touches *self, sg_edge edge)
{
    sg_reltype type = sg_graph_edge_type(self->after, edge);

    if (!sg_is_joined(sg_graph_type_name(self->after, type)))
        return SG_OK;
    SG_TRY(sg_array_push(&self->nodes, sg_graph_edge_from(self->after, edge).id));
    return sg_array_push(&self->nodes, sg_graph_edge_to(self->after, edge).id);
}

/* --- changes --------------------------------------------------------------------------------------- */
static bool is_edge(sg_delta_kind kind)
{
    return kind == SG_DELTA_EDGE_ADDED || kind == SG_DELTA_EDGE_DELETED ||
           kind == SG_DELTA_EDGE_PROPERTY;
}

static int by_id(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* In order, each once; what was made one after the other comes in order. */
static uint32_t sort_ids(uint32_t *ids, uint32_t count)
{
    uint32_t kept = 0;
    bool ascends = true;

    for (uint32_t i = 1; i < count; i++)
        ascends = ascends && ids[i - 1] <= ids[i];
    if (!ascends)
        qsort(ids, count, sizeof *ids, by_id);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || ids[i] != ids[i - 1])
            ids[kept++] = ids[i];
    return kept;
}

static sg_status touch_edges(sg_touches *self, const sg_delta_changes *changes)
{
    SG_TRY(sg_array_reserve(&self->all_edges, changes->count));
    for (uint32_t i = 0; i < changes->count; i++)
        if (is_edge(changes->items[i].kind))
            self->all_edges.items[self->all_edges.count++] = changes->items[i].id;
    uint32_t count = sort_ids(self->all_edges.items, (uint32_t)self->all_edges.count);
    self->all_edges.count = count;
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(touch_ends(self, (sg_edge){ self->all_edges.items[i] }));
    SG_TRY(group_edges(self->before, self->all_edges.items, count, &self->there_before));
    return group_edges(self->after, self->all_edges.items, count, &self->there_after);
}

static sg_status list_nodes(sg_touches *self)
{
    SG_TRY(sg_array_reserve(&self->all_nodes, self->nodes.count + self->values.count));
    for (size_t i = 0; i < self->nodes.count; i++)
        self->all_nodes.items[self->all_nodes.count++] = self->nodes.items[i];
    for (size_t i = 0; i < self->values.count; i++)
        self->all_nodes.items[self->all_nodes.count++] = self->values.items[i].node;
    self->all_nodes.count = sort_ids(self->all_nodes.items, (uint32_t)self->all_nodes.count);
    return SG_OK;
}

static sg_status touch_node(sg_touches *self, const sg_delta_change *change)
{
    if (change->kind == SG_DELTA_EDGE_PROPERTY && change->id < sg_graph_edges(self->before))
        sg_bit_set(self->types, sg_graph_edge_type(self->after, (sg_edge){ change->id }).id);
    if (is_edge(change->kind))
        return SG_OK;
    mark_label_sets(self, change->id);
    if (change->kind == SG_DELTA_NODE_PROPERTY)
        return sg_array_push(&self->values, (sg_touched_value){ change->id, change->key });
    return sg_array_push(&self->nodes, change->id);
}

static sg_status fill(sg_touches *self, const sg_delta_changes *changes)
{
    self->label_sets =
        calloc(sg_bitmap_words(sg_graph_label_sets(self->after)) + 1, sizeof(uint64_t));
    self->types = calloc(sg_bitmap_words(sg_graph_types(self->after)) + 1, sizeof(uint64_t));
    if (!self->label_sets || !self->types)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < changes->count; i++)
        SG_TRY(touch_node(self, &changes->items[i]));
    SG_TRY(touch_edges(self, changes));
    return list_nodes(self);
}

sg_status sg_touches_of(const sg_graph *before, const sg_graph *after,
                        const sg_delta_changes *changes, sg_touches *out)
{
    *out = (sg_touches){ .before = before, .after = after };
    sg_status status = fill(out, changes);
    if (status != SG_OK)
        sg_touches_free(out);
    return status;
}

/* --- what a policy sees of them ---------------------------------------------------------------------- */
sg_status sg_touches_nodes(const sg_touches *self, const sg_reads *reads, sg_id_set **out)
{
    sg_id_bits bits;

    if (self->nodes.count + self->values.count == 0)
        return sg_id_set_of(NULL, 0, out);
    SG_TRY(sg_id_bits_new((sg_range){ 0, sg_graph_nodes(self->after) }, &bits));
    for (size_t i = 0; i < self->nodes.count; i++)
        sg_id_bits_add(&bits, self->nodes.items[i]);
    for (size_t i = 0; i < self->values.count; i++) {
        const sg_touched_value *value = &self->values.items[i];
        if (!sg_id_bits_has(&bits, value->node) &&
            sg_reads_key(reads, sg_graph_key_name(self->after, value->key)))
            sg_id_bits_add(&bits, value->node);
    }
    return sg_id_bits_finish(&bits, out);
}

static bool has_type(const sg_touched_edges *edges, unsigned long type)
{
    for (size_t i = 0; i < edges->groups.count; i++)
        if (edges->groups.items[i].type.id == type)
            return true;
    return false;
}

/* "5otests" after the R: of a type, by its place among those of the base, which stand where they stood
 * whatever comes and goes; "5atests": of those that were added. */
static bool spares_relationships(const sg_touches *self, const char *at)
{
    char *kind;
    unsigned long type = strtoul(at, &kind, 10);

    if (!has_type(&self->there_before, type) && !has_type(&self->there_after, type))
        return true;
    return *kind != 'a' && !sg_bit_test(self->types, type);
}

/* "3:1f,7:2,|tests": words of a bitmap of label sets; "*tests": of any.  "R5otests": relationships. */
bool sg_touches_spare(const sg_touches *self, sg_str key)
{
    size_t words = sg_bitmap_words(sg_graph_label_sets(self->after));
    const char *at = key.bytes;

    if (*at == 'J') /* joined over relationships */
        return false;
    if (*at == 'R')
        return spares_relationships(self, at + 1);
    if (self->nodes.count + self->values.count == 0)
        return true;
    while (*at >= '0' && *at <= '9') {
        char *end;
        size_t word = strtoul(at, &end, 10);
        if (*end != ':')
            return false;
        uint64_t sets = strtoull(end + 1, &end, 16);
        if (word >= words || (self->label_sets[word] & sets))
            return false;
        at = end + 1;
    }
    return *at == '|';
}
