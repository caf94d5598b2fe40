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
/* A relationship on its way into a group. */
typedef struct {
    sg_touched_group group; /* of one */
    sg_touched_edge edge;
} listed;

typedef SG_ARRAY(listed) listed_edges;

static int by_group(const void *left, const void *right)
{
    const sg_touched_group *a = &((const listed *)left)->group;
    const sg_touched_group *b = &((const listed *)right)->group;

    if (a->type.id != b->type.id)
        return a->type.id < b->type.id ? -1 : 1;
    if (a->from_set.id != b->from_set.id)
        return a->from_set.id < b->from_set.id ? -1 : 1;
    return (a->to_set.id > b->to_set.id) - (a->to_set.id < b->to_set.id);
}

static sg_status list_edge(const sg_graph *graph, sg_edge edge, listed_edges *out)
{
    if (edge.id >= sg_graph_edges(graph) || !sg_graph_has_edge(graph, edge))
        return SG_OK;
    sg_node from = sg_graph_edge_from(graph, edge), to = sg_graph_edge_to(graph, edge);
    return sg_array_push(out, (listed){ { .type = sg_graph_edge_type(graph, edge),
                                          .from_set = sg_graph_label_set(graph, from),
                                          .to_set = sg_graph_label_set(graph, to),
                                          .count = 1 },
                                        { from.id, to.id, edge.id } });
}

static sg_status add_listed(const listed *one, sg_touched_edges *out)
{
    size_t groups = out->groups.count;
    sg_touched_group group = one->group;

    if (groups > 0 && by_group(one, &(listed){ .group = out->groups.items[groups - 1] }) == 0) {
        out->groups.items[groups - 1].count++;
    } else {
        group.first = (uint32_t)out->edges.count;
        SG_TRY(sg_array_push(&out->groups, group));
    }
    return sg_array_push(&out->edges, one->edge);
}

/* The relationships that are in the graph, by type and by label sets of their ends. */
static sg_status group_edges(const sg_graph *graph, const uint32_t *ids, uint32_t count,
                             sg_touched_edges *out)
{
    listed_edges list = { 0 };
    sg_status status = SG_OK;

    for (uint32_t i = 0; i < count && status == SG_OK; i++)
        status = list_edge(graph, (sg_edge){ ids[i] }, &list);
    if (list.count > 1)
        qsort(list.items, list.count, sizeof *list.items, by_group);
    for (size_t i = 0; i < list.count && status == SG_OK; i++)
        status = add_listed(&list.items[i], out);
    sg_array_free(&list);
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

/* The relationships of the changes, each once; those that are made one after the other come in order. */
static sg_status list_edges(const sg_delta_changes *changes, uint32_t **out, uint32_t *count)
{
    uint32_t *ids = malloc(((size_t)changes->count + 1) * sizeof *ids);
    uint32_t kept = 0;
    bool ascends = true;

    if (!ids)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < changes->count; i++) {
        const sg_delta_change *change = &changes->items[i];
        if (!is_edge(change->kind) || (kept > 0 && ids[kept - 1] == change->id))
            continue;
        ascends = ascends && (kept == 0 || ids[kept - 1] < change->id);
        ids[kept++] = change->id;
    }
    if (!ascends)
        qsort(ids, kept, sizeof *ids, by_id);
    *count = 0;
    for (uint32_t i = 0; i < kept; i++)
        if (i == 0 || ids[i] != ids[i - 1])
            ids[(*count)++] = ids[i];
    *out = ids;
    return SG_OK;
}

static sg_status touch_edges(sg_touches *self, const sg_delta_changes *changes)
{
    uint32_t *ids, count;
    sg_status status = list_edges(changes, &ids, &count);

    if (status != SG_OK)
        return status;
    for (uint32_t i = 0; i < count && status == SG_OK; i++)
        status = touch_ends(self, (sg_edge){ ids[i] });
    if (status == SG_OK)
        status = group_edges(self->before, ids, count, &self->there_before);
    if (status == SG_OK)
        status = group_edges(self->after, ids, count, &self->there_after);
    free(ids);
    return status;
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
    return touch_edges(self, changes);
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
