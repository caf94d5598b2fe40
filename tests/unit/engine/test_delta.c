/* test_delta.c - random changes to graphs against a naive model; undoing, copies and merges.
 *
 * The model keeps every node and edge in a flat array and counts by looking at all of them.
 */
#include "engine/delta.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/snapshot.h"
#include "tests/support/graphs.h"

enum { LABELS = 4, TYPES = 3, KEYS = 4, MOST = 4000 };

static const char *const label_names[LABELS] = { "A", "B", "C", "New" };
static const char *const type_names[TYPES] = { "HAS", "USES", "FRESH" };
static const char *const key_names[KEYS] = { "x", "y", "id", "late" };

typedef struct model_node {
    bool live;
    bool labels[LABELS];
    int values[KEYS]; /* 0: none */
} model_node;

typedef struct model_edge {
    bool live;
    uint32_t from, to;
    int type;
    int value; /* of `x` */
} model_edge;

typedef struct mirror {
    model_node nodes[MOST];
    model_edge edges[MOST];
    uint32_t node_count, edge_count;
} mirror;

static unsigned below(unsigned *seed, unsigned bound)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % bound;
}

/* `id` is a text, the others are numbers or lists, so that every kind of cell occurs. */
static sg_value value_of(int key, int number, char *text, sg_value *item)
{
    if (number == 0)
        return sg_null();
    if (key == 2) {
        snprintf(text, 16, "id-%d", number);
        return sg_test_text(text);
    }
    *item = sg_integer(number);
    return key == 1 ? sg_list(item, 1) : *item;
}

/* --- the frozen graph that changes are made to ---------------------------------------------------- */

static sg_graph *make_base(mirror *model, unsigned *seed, uint32_t nodes, uint32_t edges)
{
    sg_builder *builder = sg_test_builder();
    char text[16];
    sg_value item;

    for (uint32_t i = 0; i < nodes; i++) {
        sg_build_node node;
        cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
        for (int label = 0; label < LABELS - 1; label++)
            if (below(seed, 2))
                cr_assert(sg_builder_add_label(builder, node, sg_str_of(label_names[label])) ==
                          SG_OK);
        for (int key = 0; key < KEYS - 1; key++)
            sg_test_set(builder, node, key_names[key],
                        value_of(key, (int)below(seed, 5), text, &item));
    }
    for (uint32_t i = 0; i < edges; i++) {
        sg_build_node from = { below(seed, nodes) }, to = { below(seed, nodes) };
        sg_build_edge edge =
            sg_test_edge(builder, from, type_names[below(seed, TYPES - 1)], to);
        sg_test_set_edge(builder, edge, "x", value_of(0, (int)below(seed, 3), text, &item));
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    memset(model, 0, sizeof *model);
    return graph;
}

static int number_of(sg_value value)
{
    if (value.type == SG_TYPE_LIST)
        value = value.list[0];
    if (value.type == SG_TYPE_STRING)
        return value.string[3] - '0'; /* they have one digit */
    return value.type == SG_TYPE_INTEGER ? (int)value.integer : 0;
}

/* Takes the model from a graph: what the base says is true. */
static void learn(mirror *model, const sg_graph *graph)
{
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    model->node_count = sg_graph_nodes(graph);
    model->edge_count = sg_graph_edges(graph);
    for (uint32_t id = 0; id < model->node_count; id++) {
        model_node *node = &model->nodes[id];
        *node = (model_node){ .live = true };
        for (int label = 0; label < LABELS; label++) {
            sg_label found;
            node->labels[label] =
                sg_graph_find_label(graph, sg_str_of(label_names[label]), &found) &&
                sg_graph_has_label(graph, (sg_node){ id }, found);
        }
        for (int key = 0; key < KEYS; key++)
            node->values[key] =
                number_of(sg_test_property(graph, (sg_node){ id }, key_names[key], arena));
    }
    for (uint32_t id = 0; id < model->edge_count; id++) {
        sg_edge edge = { id };
        sg_str type = sg_graph_type_name(graph, sg_graph_edge_type(graph, edge));
        model_edge *one = &model->edges[id];
        sg_key key;
        *one = (model_edge){ true, sg_graph_edge_from(graph, edge).id,
                             sg_graph_edge_to(graph, edge).id, 0, 0 };
        while (!sg_str_equal(type, sg_str_of(type_names[one->type])))
            one->type++;
        if (sg_graph_find_key(graph, SG_STR("x"), &key))
            one->value = number_of(sg_graph_edge_property(graph, edge, key, arena));
    }
    sg_arena_free(arena);
}

/* --- comparing ------------------------------------------------------------------------------------ */

static uint32_t model_degree(const mirror *model, uint32_t node, int type, sg_direction way)
{
    uint32_t degree = 0;

    for (uint32_t i = 0; i < model->edge_count; i++) {
        const model_edge *edge = &model->edges[i];
        degree +=
            edge->live && edge->type == type && (way == SG_OUT ? edge->from : edge->to) == node;
    }
    return degree;
}

static void check_runs(const mirror *model, const sg_graph *graph, uint32_t node, int type,
                       sg_direction way)
{
    uint32_t seen = 0, expected = model_degree(model, node, type, way);
    sg_reltype found;

    if (!sg_graph_find_type(graph, sg_str_of(type_names[type]), &found)) {
        cr_assert(expected == 0);
        return;
    }
    cr_assert(sg_graph_degree(graph, (sg_node){ node }, found, way) == expected);
    sg_runs runs = sg_graph_runs(graph, (sg_node){ node }, found, way);
    for (sg_run run; sg_runs_next(&runs, &run); seen += run.count) {
        cr_assert(run.count > 0);
        for (uint32_t i = 0; i < run.count; i++) {
            const model_edge *edge = &model->edges[sg_run_edge(graph, &run, i).id];
            cr_assert(edge->live && edge->type == type);
            cr_assert((way == SG_OUT ? edge->from : edge->to) == node);
            cr_assert((way == SG_OUT ? edge->to : edge->from) == sg_run_other(&run, i));
            cr_assert(i == 0 || sg_run_other(&run, i - 1) <= sg_run_other(&run, i),
                      "ascending");
        }
    }
    cr_assert(seen == expected);
}

static void check_node(const mirror *model, const sg_graph *graph, uint32_t id, sg_arena *arena)
{
    const model_node *node = &model->nodes[id];
    uint32_t properties = 0, labels = 0, count;

    cr_assert(sg_graph_has_node(graph, (sg_node){ id }) == node->live);
    if (!node->live)
        return;
    for (int label = 0; label < LABELS; label++) {
        sg_label found;
        bool has = sg_graph_find_label(graph, sg_str_of(label_names[label]), &found) &&
                   sg_graph_has_label(graph, (sg_node){ id }, found);
        cr_assert(has == node->labels[label], "label %s of %u", label_names[label], id);
        labels += has;
    }
    sg_label_set_labels(graph, sg_graph_label_set(graph, (sg_node){ id }), &count);
    cr_assert(count == labels);
    for (int key = 0; key < KEYS; key++) {
        sg_value value = sg_test_property(graph, (sg_node){ id }, key_names[key], arena);
        cr_assert(number_of(value) == node->values[key], "%s of %u", key_names[key], id);
        properties += node->values[key] != 0;
    }
    cr_assert(sg_graph_properties(graph, (sg_node){ id }, arena).length == properties);
}

/* Every label set is scanned and finds exactly its nodes; counts and degrees are those of all. */
static void check_sets(const mirror *model, const sg_graph *graph)
{
    uint32_t total = 0, sets = sg_graph_label_sets(graph);
    uint64_t bits[1024] = { 0 };

    cr_assert(sets < 64 * 1024);
    for (uint32_t i = 0; i < sets; i++) {
        sg_label_set set = { (uint16_t)i };
        uint32_t found = 0, degrees[TYPES][2] = { { 0 } };
        sg_bit_set(bits, i);
        sg_scan scan = sg_nodes_scan(graph, bits);
        for (sg_range range; sg_scan_next(&scan, &range); found += range.last - range.first)
            for (uint32_t id = range.first; id < range.last; id++) {
                cr_assert(model->nodes[id].live);
                cr_assert(sg_graph_label_set(graph, (sg_node){ id }).id == i);
                for (int type = 0; type < TYPES; type++)
                    for (int way = 0; way < 2; way++)
                        degrees[type][way] +=
                            model_degree(model, id, type, way ? SG_IN : SG_OUT);
            }
        sg_bit_clear(bits, i);
        cr_assert(found == sg_label_set_count(graph, set));
        total += found;
        for (int type = 0; type < TYPES; type++) {
            sg_reltype known;
            if (!sg_graph_find_type(graph, sg_str_of(type_names[type]), &known))
                continue;
            for (int way = 0; way < 2; way++) {
                uint64_t with[1024] = { 0 };
                sg_direction direction = way ? SG_IN : SG_OUT;
                cr_assert(sg_graph_set_degree(graph, set, known, direction) ==
                          degrees[type][way]);
                sg_graph_sets_with(graph, known, direction, with);
                cr_assert(sg_bit_test(with, i) == (degrees[type][way] > 0));
                memset(with, 0xff, sizeof with);
                sg_graph_sets_with(graph, known, direction, with);
                cr_assert(sg_bit_test(with, i), "bits that were set stay so");
                memset(with, 0, sizeof with);
                sg_bit_set(with, i);
                cr_assert(sg_graph_sets_degree(graph, with, known, direction) ==
                          degrees[type][way]);
            }
        }
    }
    cr_assert(total == sg_graph_node_count(graph));
}

static void check_counts(const mirror *model, const sg_graph *graph)
{
    uint32_t nodes = 0, edges = 0, labels[LABELS] = { 0 }, types[TYPES] = { 0 };

    for (uint32_t id = 0; id < model->node_count; id++) {
        nodes += model->nodes[id].live;
        for (int i = 0; i < LABELS; i++)
            labels[i] += model->nodes[id].live && model->nodes[id].labels[i];
    }
    for (uint32_t id = 0; id < model->edge_count; id++) {
        edges += model->edges[id].live;
        types[model->edges[id].type] += model->edges[id].live;
    }
    cr_assert(sg_graph_nodes(graph) == model->node_count);
    cr_assert(sg_graph_edges(graph) == model->edge_count);
    cr_assert(sg_graph_node_count(graph) == nodes && sg_graph_edge_count(graph) == edges);
    for (int i = 0; i < LABELS; i++) {
        sg_label label;
        if (sg_graph_find_label(graph, sg_str_of(label_names[i]), &label))
            cr_assert(sg_graph_label_count(graph, label) == labels[i]);
    }
    for (int i = 0; i < TYPES; i++) {
        sg_reltype type;
        if (sg_graph_find_type(graph, sg_str_of(type_names[i]), &type))
            cr_assert(sg_graph_type_count(graph, type) == types[i]);
    }
}

/* What is sought is found, each node that has the text, and what is found by a text has it. */
static void check_lookup(const mirror *model, const sg_graph *graph)
{
    sg_key key;

    if (!sg_graph_find_key(graph, SG_STR("id"), &key))
        return;
    for (int number = 1; number < 6; number++) {
        char text[16];
        uint32_t expected = 0, found = 0;
        bool seen[MOST] = { false }, shared;
        sg_value item, value = value_of(2, number, text, &item);
        sg_seek seek;
        sg_node node;
        for (uint32_t id = 0; id < model->node_count; id++)
            expected += model->nodes[id].live && model->nodes[id].values[2] == number;
        if (sg_graph_seek(graph, NULL, key, value, &seek)) {
            while (sg_seek_next(&seek, &node)) {
                found += model->nodes[node.id].values[2] == number && !seen[node.id];
                seen[node.id] = true;
            }
            cr_assert(found == expected);
        }
        cr_assert(sg_graph_find_shared(graph, sg_value_str(value), &node, &shared) ==
                  (expected > 0));
        cr_assert(shared == (expected > 1));
        cr_assert(expected == 0 || model->nodes[node.id].values[2] == number);
    }
}

static void check(const mirror *model, const sg_graph *graph)
{
    sg_arena *arena;
    sg_key key;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    check_counts(model, graph);
    for (uint32_t id = 0; id < model->node_count; id++) {
        check_node(model, graph, id, arena);
        for (int type = 0; type < TYPES; type++) {
            check_runs(model, graph, id, type, SG_OUT);
            check_runs(model, graph, id, type, SG_IN);
        }
    }
    for (uint32_t id = 0; id < model->edge_count; id++) {
        const model_edge *edge = &model->edges[id];
        cr_assert(sg_graph_has_edge(graph, (sg_edge){ id }) == edge->live);
        cr_assert(sg_graph_edge_from(graph, (sg_edge){ id }).id == edge->from);
        cr_assert(sg_graph_edge_to(graph, (sg_edge){ id }).id == edge->to);
        if (sg_graph_find_key(graph, SG_STR("x"), &key))
            cr_assert(number_of(sg_graph_edge_property(graph, (sg_edge){ id }, key, arena)) ==
                      edge->value);
    }
    check_sets(model, graph);
    check_lookup(model, graph);
    sg_arena_free(arena);
}

/* --- changing ------------------------------------------------------------------------------------- */

static uint32_t pick_node(const mirror *model, unsigned *seed)
{
    for (int tries = 0; tries < 20 && model->node_count > 0; tries++) {
        uint32_t id = below(seed, model->node_count);
        if (model->nodes[id].live)
            return id;
    }
    return SG_NO_ID;
}

static void add_node(mirror *model, sg_graph *graph, unsigned *seed)
{
    sg_label labels[2];
    uint32_t count = below(seed, 3);
    model_node *made = &model->nodes[model->node_count];
    sg_node node;

    *made = (model_node){ .live = true };
    for (uint32_t i = 0; i < count; i++) {
        unsigned label = below(seed, LABELS);
        made->labels[label] = true;
        cr_assert(sg_delta_label(graph, sg_str_of(label_names[label]), &labels[i]) == SG_OK);
    }
    cr_assert(sg_delta_add_node(graph, labels, count, &node) == SG_OK);
    cr_assert(node.id == model->node_count++);
}

static void set_property(mirror *model, sg_graph *graph, unsigned *seed)
{
    uint32_t id = pick_node(model, seed);
    int which = (int)below(seed, KEYS), number = (int)below(seed, 6);
    char text[16];
    sg_value item;
    sg_key key;

    if (id == SG_NO_ID)
        return;
    cr_assert(sg_delta_key(graph, sg_str_of(key_names[which]), &key) == SG_OK);
    cr_assert(sg_delta_set(graph, (sg_node){ id }, key, value_of(which, number, text, &item)) ==
              SG_OK);
    model->nodes[id].values[which] = number;
}

static void change_label(mirror *model, sg_graph *graph, unsigned *seed)
{
    uint32_t id = pick_node(model, seed);
    unsigned which = below(seed, LABELS);
    bool add = below(seed, 2), changed;
    sg_label label;

    if (id == SG_NO_ID)
        return;
    cr_assert(sg_delta_label(graph, sg_str_of(label_names[which]), &label) == SG_OK);
    cr_assert((add ? sg_delta_add_label : sg_delta_remove_label)(graph, (sg_node){ id }, label,
                                                                 &changed) == SG_OK);
    cr_assert(changed == (model->nodes[id].labels[which] != add));
    model->nodes[id].labels[which] = add;
}

static void add_edge(mirror *model, sg_graph *graph, unsigned *seed)
{
    uint32_t from = pick_node(model, seed), to = pick_node(model, seed);
    int which = (int)below(seed, TYPES);
    sg_reltype type;
    sg_edge edge;

    if (from == SG_NO_ID || to == SG_NO_ID)
        return;
    cr_assert(sg_delta_type(graph, sg_str_of(type_names[which]), &type) == SG_OK);
    cr_assert(sg_delta_add_edge(graph, (sg_node){ from }, type, (sg_node){ to }, &edge) ==
              SG_OK);
    cr_assert(edge.id == model->edge_count);
    model->edges[model->edge_count++] = (model_edge){ true, from, to, which, 0 };
}

static void change_edge(mirror *model, sg_graph *graph, unsigned *seed)
{
    uint32_t id = model->edge_count ? below(seed, model->edge_count) : SG_NO_ID;
    sg_key key;

    if (id == SG_NO_ID || !model->edges[id].live)
        return;
    if (below(seed, 2)) {
        model->edges[id].live = false;
        cr_assert(sg_delta_delete_edge(graph, (sg_edge){ id }) == SG_OK);
        return;
    }
    model->edges[id].value = (int)below(seed, 4);
    cr_assert(sg_delta_key(graph, SG_STR("x"), &key) == SG_OK);
    sg_value value = model->edges[id].value ? sg_integer(model->edges[id].value) : sg_null();
    cr_assert(sg_delta_set_edge(graph, (sg_edge){ id }, key, value) == SG_OK);
}

static void delete_node(mirror *model, sg_graph *graph, unsigned *seed)
{
    uint32_t id = pick_node(model, seed);

    if (id == SG_NO_ID)
        return;
    for (uint32_t i = 0; i < model->edge_count; i++) {
        model_edge *edge = &model->edges[i];
        if (!edge->live || (edge->from != id && edge->to != id))
            continue;
        edge->live = false;
        cr_assert(sg_delta_delete_edge(graph, (sg_edge){ i }) == SG_OK);
    }
    model->nodes[id].live = false;
    cr_assert(sg_delta_delete_node(graph, (sg_node){ id }) == SG_OK);
}

static void change(mirror *model, sg_graph *graph, unsigned *seed, int changes)
{
    static void (*const ways[])(mirror *, sg_graph *, unsigned *) = {
        add_node, add_node, set_property, set_property, change_label,
        add_edge, add_edge, add_edge,     change_edge,  delete_node,
    };

    for (int i = 0; i < changes; i++)
        ways[below(seed, (unsigned)SG_COUNT(ways))](model, graph, seed);
}

/* --- tests ---------------------------------------------------------------------------------------- */

static void play(unsigned seed, uint32_t nodes, uint32_t edges)
{
    mirror *truth = malloc(sizeof *truth), *kept = malloc(sizeof *kept);
    sg_graph *base, *graph;

    cr_assert(truth && kept);
    if (nodes)
        base = make_base(truth, &seed, nodes, edges);
    else
        cr_assert(sg_graph_empty(&base, NULL) == SG_OK);
    memset(truth, 0, sizeof *truth);
    learn(truth, base);
    cr_assert(sg_delta_open(base, &graph) == SG_OK);
    check(truth, graph);
    for (int step = 0; step < 30; step++) {
        bool undo = below(&seed, 3) == 0;
        *kept = *truth;
        sg_delta_begin(graph);
        change(truth, graph, &seed, (int)below(&seed, 40));
        if (undo) {
            sg_delta_undo(graph);
            *truth = *kept;
        }
        if (step % 6 == 5)
            check(truth, graph);
    }
    check(truth, graph);
    sg_graph_free(graph);
    free(kept);
    free(truth);
}

Test(delta, random_changes_read_back_as_the_model_says)
{
    for (unsigned seed = 1; seed <= 12; seed++)
        play(seed, 10 * seed, 25 * seed);
}

Test(delta, an_empty_graph_can_be_filled)
{
    for (unsigned seed = 50; seed <= 56; seed++)
        play(seed, 0, 0);
}

Test(delta, a_copy_stays_as_it_was)
{
    mirror *truth = calloc(1, sizeof *truth), *later = malloc(sizeof *later);
    unsigned seed = 99;
    sg_graph *graph, *copy;

    cr_assert(truth && later);
    sg_graph *base = make_base(truth, &seed, 60, 150);
    learn(truth, base);
    cr_assert(sg_delta_open(base, &graph) == SG_OK);
    change(truth, graph, &seed, 200);
    cr_assert(sg_delta_copy(graph, &copy) == SG_OK);
    *later = *truth;
    change(later, graph, &seed, 300);
    check(truth, copy);
    check(later, graph);
    sg_graph_free(graph);
    check(truth, copy);
    change(truth, copy, &seed, 100);
    check(truth, copy);
    sg_graph_free(copy);
    free(later);
    free(truth);
}

Test(delta, merging_gives_a_frozen_graph_that_says_the_same)
{
    mirror *truth = calloc(1, sizeof *truth);
    unsigned seed = 7;
    sg_graph *graph, *merged, *opened;
    sg_error err = { 0 };
    uint32_t nodes[2][1 << LABELS] = { { 0 } };
    const char *path = "/tmp/secgraph-test-delta.snapshot";

    cr_assert(truth);
    sg_graph *base = make_base(truth, &seed, 80, 200);
    learn(truth, base);
    cr_assert(sg_delta_open(base, &graph) == SG_OK);
    change(truth, graph, &seed, 400);
    cr_assert(sg_delta_merge(graph, &merged, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_graph_is_frozen(merged) && !sg_graph_is_frozen(graph));
    cr_assert(sg_graph_node_count(merged) == sg_graph_node_count(graph));
    cr_assert(sg_graph_edge_count(merged) == sg_graph_edge_count(graph));
    const sg_graph *both[] = { graph, merged };
    for (int i = 0; i < 2; i++)
        for (uint32_t id = 0; id < sg_graph_nodes(both[i]); id++) {
            unsigned labels = 0;
            for (int k = 0; k < LABELS; k++) {
                sg_label label;
                if (sg_graph_find_label(both[i], sg_str_of(label_names[k]), &label) &&
                    sg_graph_has_node(both[i], (sg_node){ id }) &&
                    sg_graph_has_label(both[i], (sg_node){ id }, label))
                    labels |= 1u << k;
            }
            nodes[i][labels] += sg_graph_has_node(both[i], (sg_node){ id });
        }
    cr_assert(memcmp(nodes[0], nodes[1], sizeof nodes[0]) == 0);
    cr_assert(sg_snapshot_write(graph, path, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_snapshot_open(path, &opened, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_test_digest(opened) == sg_test_digest(merged));
    remove(path);
    sg_graph_free(opened);
    sg_graph_free(merged);
    sg_graph_free(graph);
    free(truth);
}
