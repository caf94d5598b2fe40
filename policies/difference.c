/* difference.c - names of two versions in one numbering, and a mark for each that differs. */
#include "policies/difference.h"

#include <stdlib.h>

#include "policies/digest.h"

enum { MOST_MARKS = 1 << 24 };

/* --- names ----------------------------------------------------------------------------------------- */
uint32_t sg_difference_number(const sg_table *names, sg_str name)
{
    uint64_t number;

    return sg_table_find(names, name, &number) ? (uint32_t)number : UINT32_MAX;
}

static sg_status add_name(sg_table *names, sg_str name)
{
    return sg_table_put(names, name, names->count, NULL, NULL);
}

static sg_status add_names(sg_difference *self, const sg_graph *graph)
{
    for (uint32_t i = 0; i < sg_graph_labels(graph); i++)
        SG_TRY(add_name(&self->labels, sg_graph_label_name(graph, (sg_label){ (uint16_t)i })));
    for (uint32_t i = 0; i < sg_graph_keys(graph); i++)
        SG_TRY(add_name(&self->keys, sg_graph_key_name(graph, (sg_key){ i })));
    for (uint32_t i = 0; i < sg_graph_types(graph); i++)
        SG_TRY(add_name(&self->types, sg_graph_type_name(graph, (sg_reltype){ (uint16_t)i })));
    return SG_OK;
}

/* The later version first: changes are told by its numbers. */
static sg_status begin(sg_difference *self, const sg_graph *before, const sg_graph *after)
{
    *self = (sg_difference){ .all = false };
    SG_TRY(add_names(self, after));
    SG_TRY(add_names(self, before));
    size_t labels = self->labels.count + 1, keys = self->keys.count + 1;
    size_t types = self->types.count + 1;
    if (labels * keys > MOST_MARKS || labels * types > MOST_MARKS)
        return SG_ELIMIT;
    self->members = calloc(labels, sizeof(bool));
    self->values = calloc(labels * keys, sizeof(bool));
    self->anyone = calloc(keys, sizeof(bool));
    self->ends = calloc(types, sizeof(bool));
    self->touching = calloc(labels * types, sizeof(bool));
    return self->members && self->values && self->anyone && self->ends && self->touching
               ? SG_OK
               : SG_ENOMEM;
}

void sg_difference_free(sg_difference *self)
{
    sg_table_free(&self->labels);
    sg_table_free(&self->keys);
    sg_table_free(&self->types);
    free(self->members);
    free(self->values);
    free(self->anyone);
    free(self->ends);
    free(self->touching);
    *self = (sg_difference){ .all = false };
}

static sg_status finish(sg_status status, sg_difference *self)
{
    if (status != SG_OK)
        sg_difference_free(self);
    return status;
}

/* --- digests --------------------------------------------------------------------------------------- */
static void compare_label(sg_difference *self, const sg_digest *before, const sg_digest *after,
                          size_t label)
{
    sg_str name = self->labels.entries[label].key;

    self->members[label] = sg_digest_label(before, name) != sg_digest_label(after, name);
    for (size_t i = 0; i < self->keys.count; i++) {
        sg_str key = self->keys.entries[i].key;
        self->values[label * self->keys.count + i] =
            sg_digest_value(before, name, key) != sg_digest_value(after, name, key);
    }
    for (size_t i = 0; i < self->types.count; i++) {
        sg_str type = self->types.entries[i].key;
        self->touching[label * self->types.count + i] =
            sg_digest_touching(before, name, type) != sg_digest_touching(after, name, type);
    }
}

sg_status sg_difference_of_digests(const sg_digest *before, const sg_digest *after,
                                   sg_difference *out)
{
    sg_status status = begin(out, before->graph, after->graph);

    for (size_t i = 0; status == SG_OK && i < out->labels.count; i++)
        compare_label(out, before, after, i);
    for (size_t i = 0; status == SG_OK && i < out->keys.count; i++)
        out->anyone[i] = sg_digest_key(before, out->keys.entries[i].key) !=
                         sg_digest_key(after, out->keys.entries[i].key);
    for (size_t i = 0; status == SG_OK && i < out->keys.count; i++)
        out->some_value = out->some_value || out->anyone[i];
    for (size_t i = 0; status == SG_OK && i < out->types.count; i++)
        out->ends[i] = sg_digest_type(before, out->types.entries[i].key) !=
                       sg_digest_type(after, out->types.entries[i].key);
    out->all = before->all != after->all;
    out->is_vague = before->is_vague || after->is_vague;
    return finish(status, out);
}

/* --- changes --------------------------------------------------------------------------------------- */
typedef struct {
    sg_difference *out;
    const sg_graph *graphs[2];
    uint64_t
        last; /* type and label sets of the ends of the relationship before, or UINT64_MAX */
} marking;

/* The labels that the node has in a version; none where it is not. */
static const sg_label *labels_of(const sg_graph *graph, uint32_t node, uint32_t *count)
{
    *count = 0;
    if (node >= sg_graph_nodes(graph) || !sg_graph_has_node(graph, (sg_node){ node }))
        return NULL;
    return sg_label_set_labels(graph, sg_graph_label_set(graph, (sg_node){ node }), count);
}

/* A node that came, went, or has other labels: so do all its properties under a label. */
static void mark_members(const marking *self, uint32_t node)
{
    sg_difference *out = self->out;
    uint32_t count;

    out->all = true;
    for (int version = 0; version < 2; version++) {
        const sg_label *labels = labels_of(self->graphs[version], node, &count);
        for (uint32_t i = 0; i < count; i++)
            out->members[labels[i].id] = true;
    }
}

static void mark_value(const marking *self, uint32_t node, sg_key key)
{
    sg_difference *out = self->out;
    uint32_t count;

    out->anyone[key.id] = out->some_value = true;
    for (int version = 0; version < 2; version++) {
        const sg_label *labels = labels_of(self->graphs[version], node, &count);
        for (uint32_t i = 0; i < count; i++)
            out->values[labels[i].id * out->keys.count + key.id] = true;
    }
}

static void mark_end(const marking *self, sg_node node, sg_reltype type)
{
    sg_difference *out = self->out;
    uint32_t count;

    for (int version = 0; version < 2; version++) {
        const sg_label *labels = labels_of(self->graphs[version], node.id, &count);
        for (uint32_t i = 0; i < count; i++)
            out->touching[labels[i].id * out->types.count + type.id] = true;
    }
}

/* What is told of a relationship: the same of all of a type between nodes that are alike. */
static uint64_t kind_of(const marking *self, sg_reltype type, sg_node from, sg_node to)
{
    const sg_node ends[] = { from, to };
    uint64_t kind = type.id;

    for (int i = 0; i < 2; i++) {
        if (!sg_graph_node_in_columns(self->graphs[1], ends[i]))
            return UINT64_MAX; /* it may have been another one before */
        kind = kind << 16 | sg_graph_label_set(self->graphs[1], ends[i]).id;
    }
    return kind;
}

static void mark_edge(marking *self, sg_edge edge)
{
    const sg_graph *after = self->graphs[1];
    sg_reltype type = sg_graph_edge_type(after, edge);
    sg_node from = sg_graph_edge_from(after, edge), to = sg_graph_edge_to(after, edge);
    uint64_t kind = kind_of(self, type, from, to);

    if (kind == self->last && kind != UINT64_MAX)
        return;
    self->last = kind;
    self->out->ends[type.id] = true;
    mark_end(self, from, type);
    mark_end(self, to, type);
}

static void mark(marking *self, const sg_delta_change *change)
{

    switch (change->kind) {
    case SG_DELTA_NODE_ADDED:
    case SG_DELTA_NODE_DELETED:
    case SG_DELTA_NODE_LABELS:
        mark_members(self, change->id);
        return;
    case SG_DELTA_NODE_PROPERTY:
        mark_value(self, change->id, change->key);
        return;
    case SG_DELTA_EDGE_ADDED:
    case SG_DELTA_EDGE_DELETED:
    case SG_DELTA_EDGE_PROPERTY:
        mark_edge(self, (sg_edge){ change->id });
        return;
    }
}

sg_status sg_difference_of_changes(const sg_graph *before, const sg_graph *after,
                                   const sg_delta_changes *changes, sg_difference *out)
{
    marking self = { out, { before, after }, UINT64_MAX };
    sg_status status = begin(out, before, after);

    for (uint32_t i = 0; status == SG_OK && i < changes->count; i++)
        mark(&self, &changes->items[i]);
    return finish(status, out);
}
