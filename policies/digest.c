/* digest.c - a version of a graph as sums of hashes. */
#include "policies/digest.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "policies/same.h"

enum { MOST_SUMS = 1 << 24 }; /* of labels times properties */

typedef struct {
    sg_digest *digest;
    const sg_graph *graph;
    const sg_same *same;      /* with the other graph; zeroed: nothing */
    const sg_graph *numbered; /* `same` is by the numbers of this graph */
    uint64_t *nodes; /* by node: a hash of its id, or of its number where that says as much */
    sg_arena *arena; /* of one value */
} digesting;

/* --- nodes ----------------------------------------------------------------------------------------- */
static void know_nodes(digesting *self)
{
    sg_key id;
    bool has_ids = sg_graph_find_key(self->graph, SG_STR("id"), &id);

    for (uint32_t node = 0; self->same->nodes && node < sg_graph_nodes(self->graph); node++)
        self->nodes[node] = sg_hash_int(node);
    if (self->same->nodes)
        return;
    for (uint32_t node = 0; node < sg_graph_nodes(self->graph); node++) {
        sg_value value = sg_null();
        sg_node found = { SG_NO_ID };
        bool shared = false;
        if (!sg_graph_has_node(self->graph, (sg_node){ node }))
            continue;
        sg_arena_reset(self->arena);
        if (has_ids)
            value = sg_graph_property(self->graph, (sg_node){ node }, id, self->arena);
        if (value.type == SG_TYPE_STRING)
            (void)sg_graph_find_shared(self->graph, (sg_str){ value.string, value.length },
                                       &found, &shared);
        self->digest->is_vague |= value.type != SG_TYPE_STRING || shared || found.id != node;
        self->nodes[node] = sg_value_hash(value);
    }
}

static void add_labels(digesting *self, uint32_t node)
{
    sg_digest *digest = self->digest;
    uint32_t count;
    const sg_label *labels = sg_label_set_labels(
        self->graph, sg_graph_label_set(self->graph, (sg_node){ node }), &count);
    uint64_t all = sg_hash_int(self->nodes[node]);

    for (uint32_t i = 0; i < count; i++)
        all += sg_hash_combine(self->nodes[node],
                               sg_hash_str(sg_graph_label_name(self->graph, labels[i])));
    for (uint32_t i = 0; i < count; i++)
        digest->members[labels[i].id] += sg_hash_combine(all, 1);
    digest->all += sg_hash_combine(all, 2);
}

static void add_value(digesting *self, uint32_t node, sg_key key, sg_value value)
{
    sg_digest *digest = self->digest;
    uint64_t hash = sg_hash_combine(self->nodes[node], sg_value_hash(value));
    uint32_t count;

    if (sg_is_null(value))
        return;
    const sg_label *labels = sg_label_set_labels(
        self->graph, sg_graph_label_set(self->graph, (sg_node){ node }), &count);
    for (uint32_t i = 0; i < count; i++)
        digest->values[(size_t)labels[i].id * digest->keys + key.id] += sg_hash_int(hash);
    digest->anyone[key.id] += sg_hash_int(hash);
}

static void add_column(digesting *self, const sg_column *column, sg_key key)
{
    for (uint32_t row = 0; row < column->rows; row++) {
        uint32_t node = column->first + row;
        if ((column->present && !sg_bit_test(column->present, row)) ||
            !sg_graph_has_node(self->graph, (sg_node){ node }) ||
            !sg_graph_node_in_columns(self->graph, (sg_node){ node }))
            continue;
        sg_arena_reset(self->arena);
        add_value(self, node, key, sg_column_value(self->graph, column, row, self->arena));
    }
}

static void add_nodes(digesting *self)
{
    const sg_graph *graph = self->graph;

    for (uint32_t set = 0; set < sg_graph_label_sets(graph); set++)
        for (uint32_t key = 0; key < self->digest->keys; key++) {
            const sg_label_set number = { (uint16_t)set };
            const sg_column *column = sg_graph_column(graph, number, (sg_key){ key });
            if (column && !sg_same_column(self->same, self->numbered, number,
                                          sg_graph_key_name(graph, (sg_key){ key })))
                add_column(self, column, (sg_key){ key });
        }
    if (self->same->nodes)
        return;
    for (uint32_t node = 0; node < sg_graph_nodes(graph); node++) {
        if (!sg_graph_has_node(graph, (sg_node){ node }))
            continue;
        add_labels(self, node);
        for (uint32_t key = 0;
             key < self->digest->keys && !sg_graph_node_in_columns(graph, (sg_node){ node });
             key++) {
            sg_arena_reset(self->arena);
            add_value(
                self, node, (sg_key){ key },
                sg_graph_property(graph, (sg_node){ node }, (sg_key){ key }, self->arena));
        }
    }
}

/* --- relationships --------------------------------------------------------------------------------- */
static void add_touching(digesting *self, uint32_t node, sg_reltype type, uint64_t sum)
{
    uint32_t count;
    const sg_label *labels = sg_label_set_labels(
        self->graph, sg_graph_label_set(self->graph, (sg_node){ node }), &count);

    for (uint32_t i = 0; i < count; i++)
        self->digest->touching[(size_t)labels[i].id * self->digest->types + type.id] += sum;
}

static void add_run(digesting *self, uint32_t node, sg_reltype type, const sg_run *run)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < run->count; i++) {
        uint32_t edge = sg_run_edge(self->graph, run, i).id;
        uint64_t hash =
            sg_hash_combine(self->nodes[node], sg_hash_int(self->nodes[sg_run_other(run, i)]));
        /* Relationships without a number have the properties of their span: of none is told. */
        self->digest->is_vague |= edge == SG_NO_ID;
        sg_arena_reset(self->arena);
        if (edge != SG_NO_ID)
            hash = sg_hash_combine(hash, sg_value_hash(sg_graph_edge_properties(
                                             self->graph, (sg_edge){ edge }, self->arena)));
        hash = sg_hash_int(hash);
        add_touching(self, sg_run_other(run, i), type, hash);
        sum += hash;
    }
    add_touching(self, node, type, sum);
    self->digest->ends[type.id] += sum;
}

static void add_relationships(digesting *self)
{
    const sg_graph *graph = self->graph;

    for (uint32_t i = 0; i < self->digest->types; i++) {
        sg_reltype type = { (uint16_t)i };
        if (sg_same_type(self->same, self->numbered, sg_graph_type_name(graph, type)))
            continue;
        for (uint32_t node = 0; node < sg_graph_nodes(graph); node++) {
            sg_runs runs = sg_graph_runs(graph, (sg_node){ node }, type, SG_OUT);
            for (sg_run run; sg_runs_next(&runs, &run);)
                add_run(self, node, type, &run);
        }
    }
}

/* --- the whole ------------------------------------------------------------------------------------- */
static sg_status make_room(sg_digest *digest)
{
    size_t labels = (size_t)digest->labels + 1, keys = (size_t)digest->keys + 1;

    size_t types = (size_t)digest->types + 1;

    if (labels * keys > MOST_SUMS || labels * types > MOST_SUMS)
        return SG_ELIMIT;
    digest->members = calloc(labels, sizeof(uint64_t));
    digest->values = calloc(labels * keys, sizeof(uint64_t));
    digest->anyone = calloc(keys, sizeof(uint64_t));
    digest->ends = calloc(types, sizeof(uint64_t));
    digest->touching = calloc(labels * types, sizeof(uint64_t));
    return digest->members && digest->values && digest->anyone && digest->ends &&
                   digest->touching
               ? SG_OK
               : SG_ENOMEM;
}

static sg_status fill(digesting *self)
{
    SG_TRY(make_room(self->digest));
    SG_TRY(sg_arena_new(0, &self->arena));
    self->nodes = calloc((size_t)sg_graph_nodes(self->graph) + 1, sizeof *self->nodes);
    if (!self->nodes)
        return SG_ENOMEM;
    know_nodes(self);
    add_nodes(self);
    add_relationships(self);
    return SG_OK;
}

/* What is the same as in the other graph is left out of both. */
static sg_status make(const sg_graph *graph, const sg_same *same, const sg_graph *numbered,
                      sg_digest **out, sg_error *err)
{
    sg_digest *digest = calloc(1, sizeof *digest);
    digesting self = { .digest = digest, .graph = graph, .same = same, .numbered = numbered };

    if (!digest)
        return sg_fail_memory(err);
    digest->graph = graph;
    digest->labels = sg_graph_labels(graph);
    digest->keys = sg_graph_keys(graph);
    digest->types = sg_graph_types(graph);
    sg_status status = fill(&self);
    sg_arena_free(self.arena);
    free(self.nodes);
    if (status == SG_OK) {
        *out = digest;
        return SG_OK;
    }
    sg_digest_free(digest);
    if (status == SG_ENOMEM)
        return sg_fail_memory(err);
    return sg_fail(err, status, "the graph has too many labels and properties to be compared");
}

sg_status sg_digest_new(const sg_graph *graph, sg_digest **out, sg_error *err)
{
    const sg_same nothing = { .nodes = false };

    return make(graph, &nothing, graph, out, err);
}

sg_status sg_digests_new(const sg_graph *before, const sg_graph *after, sg_digest *out[2],
                         sg_error *err)
{
    sg_same same;

    if (sg_same_of(before, after, &same) != SG_OK)
        return sg_fail_memory(err);
    out[0] = out[1] = NULL;
    sg_status status = make(before, &same, before, &out[0], err);
    if (status == SG_OK)
        status = make(after, &same, before, &out[1], err);
    sg_same_free(&same);
    if (status != SG_OK) {
        sg_digest_free(out[0]);
        out[0] = NULL;
    }
    return status;
}

void sg_digest_free(sg_digest *digest)
{
    if (!digest)
        return;
    free(digest->members);
    free(digest->values);
    free(digest->anyone);
    free(digest->ends);
    free(digest->touching);
    free(digest);
}

uint64_t sg_digest_label(const sg_digest *digest, sg_str name)
{
    sg_label label;

    return sg_graph_find_label(digest->graph, name, &label) ? digest->members[label.id] : 0;
}

uint64_t sg_digest_key(const sg_digest *digest, sg_str name)
{
    sg_key key;

    return sg_graph_find_key(digest->graph, name, &key) ? digest->anyone[key.id] : 0;
}

uint64_t sg_digest_value(const sg_digest *digest, sg_str label_name, sg_str key_name)
{
    sg_label label;
    sg_key key;

    if (!sg_graph_find_label(digest->graph, label_name, &label) ||
        !sg_graph_find_key(digest->graph, key_name, &key))
        return 0;
    return digest->values[(size_t)label.id * digest->keys + key.id];
}

uint64_t sg_digest_type(const sg_digest *digest, sg_str name)
{
    sg_reltype type;

    return sg_graph_find_type(digest->graph, name, &type) ? digest->ends[type.id] : 0;
}

uint64_t sg_digest_touching(const sg_digest *digest, sg_str label_name, sg_str type_name)
{
    sg_label label;
    sg_reltype type;

    if (!sg_graph_find_label(digest->graph, label_name, &label) ||
        !sg_graph_find_type(digest->graph, type_name, &type))
        return 0;
    return digest->touching[(size_t)label.id * digest->types + type.id];
}

const sg_graph *sg_digest_graph(const sg_digest *digest)
{
    return digest->graph;
}
