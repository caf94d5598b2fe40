/* vertex_sets.c - the nodes that a vertex may be for reasons of its own.
 *
 * Labels are ranges of ids and cost nothing.  Tests are made on all nodes of the labels when most of
 * those are needed anyway, or when other statements will need them too; else only on the nodes that
 * the neighbours have left.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "query/reduce/reducer_internal.h"

enum {
    IDS = 1024,
    FEW = 8,          /* one node in so many is left: test only those */
    FEW_SHARED = 512, /* the same where the answer is kept for others */
};

/* --- labels ---------------------------------------------------------------------------------------- */
sg_range sg_labels_hull(const sg_graph *graph, const uint64_t *sets)
{
    sg_range hull = { SG_NO_ID, 0 };
    sg_scan scan = sg_nodes_scan(graph, sets);

    for (sg_range range; sg_scan_next(&scan, &range);) {
        hull.first = range.first < hull.first ? range.first : hull.first;
        hull.last = range.last > hull.last ? range.last : hull.last;
    }
    return hull.first > hull.last ? (sg_range){ 0, 0 } : hull;
}

static sg_status fill_labels(const sg_graph *graph, const uint64_t *sets, sg_id_bits *bits)
{
    SG_TRY(sg_id_bits_new(sg_labels_hull(graph, sets), bits));
    sg_scan scan = sg_nodes_scan(graph, sets);
    for (sg_range range; sg_scan_next(&scan, &range);)
        sg_id_bits_fill(bits, range);
    return SG_OK;
}

sg_status sg_vertex_labelled(sg_reducer *self, uint32_t vertex, const sg_id_set **out)
{
    sg_reduced_state *state = &self->states[vertex];
    sg_id_bits bits;

    if (!state->labelled) {
        SG_TRY(
            fill_labels(self->host.graph, self->reduction->vertices[vertex].label_sets, &bits));
        SG_TRY(sg_id_bits_finish(&bits, &state->labelled));
    }
    *out = state->labelled;
    return SG_OK;
}

/* --- tests ----------------------------------------------------------------------------------------- */
static sg_status add_passing(sg_reducer *self, const sg_reduced_vertex *vertex,
                             const sg_id_set *set, sg_id_bits *bits)
{
    uint32_t ids[IDS], count;
    sg_id_reader reader = sg_id_set_read(set);

    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0) {
        SG_TRY(self->host.test(self->host.self, vertex, ids, &count));
        for (uint32_t i = 0; i < count; i++)
            sg_id_bits_add(bits, ids[i]);
    }
    return SG_OK;
}

static sg_status apply_tests(sg_reducer *self, const sg_reduced_vertex *vertex, sg_id_set *set,
                             sg_id_set **out)
{
    sg_id_bits bits;

    if (vertex->test_count == 0) {
        *out = sg_id_set_share(set);
        return SG_OK;
    }
    SG_TRY(sg_id_bits_new((sg_range){ set->first, set->last }, &bits));
    sg_status status = add_passing(self, vertex, set, &bits);
    if (status == SG_OK)
        return sg_id_bits_finish(&bits, out);
    sg_id_bits_free(&bits);
    return status;
}

/* What of the set is in a subset, or outside of it.  Takes the set, gives another. */
static sg_status apply_subset(sg_reducer *self, const sg_reduced_subset *subset,
                              sg_id_set **set)
{
    sg_reducer *inner;
    sg_id_set *in = NULL, *out = NULL;
    bool answered = false;

    SG_TRY(sg_reducer_new(&self->host, subset->reduction, &inner));
    sg_status status = sg_reducer_ends(inner, subset->vertex, *set, &in, &answered);
    sg_reducer_free(inner);
    if (status == SG_OK && !answered)
        status = SG_EUNSUPPORTED; /* the rows must tell: of all that stands around as well */
    if (status == SG_OK)
        status = sg_id_set_restrict(*set, in, subset->outside, &out);
    sg_id_set_free(in);
    if (status != SG_OK)
        return status;
    sg_id_set_free(*set);
    *set = out;
    return SG_OK;
}

static sg_status apply_subsets(sg_reducer *self, const sg_reduced_vertex *vertex,
                               sg_id_set **set)
{
    for (uint32_t i = 0; i < vertex->subset_count; i++)
        SG_TRY(apply_subset(self, &vertex->subsets[i], set));
    return SG_OK;
}

/* --- own sets -------------------------------------------------------------------------------------- */
static bool is_among(const sg_reducer *self, const sg_reduced_vertex *vertex)
{
    return vertex->among && self->host.among;
}

static bool is_shared(const sg_reducer *self, const sg_reduced_vertex *vertex)
{
    return self->host.store && vertex->key.bytes && vertex->test_count > 0 &&
           !is_among(self, vertex);
}

/* Those that the run names, of the nodes with the labels. */
static sg_status make_among(sg_reducer *self, uint32_t at, sg_id_set **out)
{
    const sg_id_set *labelled;
    sg_id_set *found;

    SG_TRY(sg_vertex_labelled(self, at, &labelled));
    SG_TRY(sg_id_set_restrict(self->host.among, labelled, false, &found));
    sg_status status = apply_tests(self, &self->reduction->vertices[at], found, out);
    sg_id_set_free(found);
    return status;
}

/* Tests some nodes, those that have the labels. */
static sg_status add_again(sg_reducer *self, const sg_reduced_vertex *vertex, uint32_t *ids,
                           uint32_t count, sg_id_bits *bits)
{
    const sg_graph *graph = self->host.graph;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        const sg_node node = { ids[i] };
        if (!sg_graph_has_node(graph, node) ||
            (vertex->label_sets &&
             !sg_bit_test(vertex->label_sets, sg_graph_label_set(graph, node).id)))
            continue;
        ids[kept++] = ids[i];
    }
    SG_TRY(self->host.test(self->host.self, vertex, ids, &kept));
    for (uint32_t i = 0; i < kept; i++)
        sg_id_bits_add(bits, ids[i]);
    return SG_OK;
}

/* What the version before had, and those that are other ones since. */
static sg_status make_since(sg_reducer *self, const sg_reduced_vertex *vertex,
                            const sg_id_set *before, const sg_set_changes *changes,
                            sg_id_set **out)
{
    sg_range window = sg_labels_hull(self->host.graph, vertex->label_sets);
    uint32_t ids[IDS], count;
    sg_id_bits bits;

    window.first = before->first < window.first ? before->first : window.first;
    window.last = before->last > window.last ? before->last : window.last;
    SG_TRY(sg_id_bits_new(window, &bits));
    sg_id_bits_add_all(&bits, before);
    sg_status status = SG_OK;
    for (uint32_t first = 0; first < changes->node_count && status == SG_OK; first += count) {
        uint32_t left = changes->node_count - first;
        count = left < IDS ? left : IDS;
        memcpy(ids, changes->nodes + first, count * sizeof *ids);
        for (uint32_t i = 0; i < count; i++)
            if (sg_id_bits_has(&bits, ids[i]))
                sg_bit_clear(bits.words, ids[i] - bits.first);
        status = add_again(self, vertex, ids, count, &bits);
    }
    if (status == SG_OK)
        return sg_id_bits_finish(&bits, out);
    sg_id_bits_free(&bits);
    return status;
}

/* All nodes with the labels that pass the tests, of a vertex that has a name. */
static sg_status make_shared(sg_reducer *self, const sg_reduced_vertex *vertex, sg_id_set **out)
{
    const sg_set_changes *changes = NULL;
    sg_id_set *before = sg_set_store_earlier(self->host.store, vertex->key, &changes);

    if (!before)
        return self->host.mark(self->host.self, vertex, out);
    sg_status status = make_since(self, vertex, before, changes, out);
    sg_id_set_free(before);
    return status;
}

/* All nodes with the labels that pass the tests. */
static sg_status make_tested(sg_reducer *self, uint32_t at, sg_id_set **out)
{
    const sg_reduced_vertex *vertex = &self->reduction->vertices[at];
    const sg_id_set *labelled;
    sg_id_set *found = NULL;

    if (is_among(self, vertex))
        return make_among(self, at, out);
    if (vertex->seek) {
        SG_TRY(self->host.seek(self->host.self, vertex, &found));
        sg_status status = apply_tests(self, vertex, found, out);
        sg_id_set_free(found);
        return status;
    }
    if (is_shared(self, vertex) &&
        (*out = sg_set_store_find(self->host.store, vertex->key)) != NULL)
        return SG_OK;
    if (vertex->test_count == 0) {
        SG_TRY(sg_vertex_labelled(self, at, &labelled));
        *out = sg_id_set_share(self->states[at].labelled);
        return SG_OK;
    }
    if (!is_shared(self, vertex))
        return self->host.mark(self->host.self, vertex, out);
    SG_TRY(make_shared(self, vertex, out));
    sg_set_store_put(self->host.store, vertex->key, *out);
    return SG_OK;
}

sg_status sg_vertex_own(sg_reducer *self, uint32_t at, const sg_id_set **out)
{
    sg_reduced_state *state = &self->states[at];

    if (!state->own) {
        sg_id_set *made = NULL;
        SG_TRY(make_tested(self, at, &made));
        sg_status status = apply_subsets(self, &self->reduction->vertices[at], &made);
        if (status != SG_OK) {
            sg_id_set_free(made);
            return status;
        }
        state->own = made;
        state->before = made->count;
    }
    *out = state->own;
    return SG_OK;
}

sg_status sg_vertex_set(sg_reducer *self, uint32_t at, const sg_id_set **out)
{
    if (!self->states[at].set)
        return sg_vertex_own(self, at, out);
    *out = self->states[at].set;
    return SG_OK;
}

bool sg_vertex_is_ready(sg_reducer *self, uint32_t at)
{
    const sg_reduced_vertex *vertex = &self->reduction->vertices[at];
    sg_reduced_state *state = &self->states[at];

    if (state->set || state->own)
        return true;
    if (vertex->subset_count > 0)
        return false;
    if (vertex->test_count == 0 || vertex->seek || is_among(self, vertex))
        return true;
    if (!is_shared(self, vertex))
        return false;
    state->own = sg_set_store_find(self->host.store, vertex->key);
    if (state->own)
        state->before = state->own->count;
    return state->own != NULL;
}

double sg_vertex_nodes(sg_reducer *self, uint32_t at)
{
    const sg_reduced_state *state = &self->states[at];

    if (is_among(self, &self->reduction->vertices[at]) && !state->set && !state->own)
        return self->host.among->count;
    if (state->set || (sg_vertex_is_ready(self, at) && state->own))
        return state->set ? state->set->count : state->own->count;
    return self->reduction->vertices[at].seek ? 1 : self->reduction->vertices[at].nodes;
}

/* Whether so few are left of the labels that only they should be tested. */
static bool is_few(sg_reducer *self, uint32_t at, const sg_id_set *left)
{
    const sg_reduced_vertex *vertex = &self->reduction->vertices[at];
    uint32_t all = self->states[at].labelled->count;

    return left->count < all / (is_shared(self, vertex) ? FEW_SHARED : FEW);
}

void sg_vertex_replace(sg_reducer *self, uint32_t at, sg_id_set *set)
{
    sg_reduced_state *state = &self->states[at];

    free((char *)(uintptr_t)state->name.bytes);
    state->name = (sg_str){ NULL, 0 };
    sg_id_set_free(state->set);
    state->set = set;
    state->edition++;
}

sg_status sg_vertex_meet(sg_reducer *self, uint32_t at, sg_id_set *labelled)
{
    const sg_reduced_vertex *vertex = &self->reduction->vertices[at];
    sg_id_set *met = NULL;
    const sg_id_set *own;
    sg_status status;

    if (!sg_vertex_is_ready(self, at) && is_few(self, at, labelled)) {
        status = apply_tests(self, vertex, labelled, &met);
        if (status == SG_OK)
            status = apply_subsets(self, vertex, &met);
    } else {
        status = sg_vertex_own(self, at, &own);
        if (status == SG_OK)
            status = sg_id_set_restrict(labelled, own, false, &met);
    }
    sg_id_set_free(labelled);
    if (status != SG_OK) {
        sg_id_set_free(met);
        return status;
    }
    sg_vertex_replace(self, at, met);
    return SG_OK;
}

sg_status sg_vertex_among(sg_reducer *self, uint32_t vertex, const sg_id_set *among)
{
    const sg_id_set *labelled;
    sg_id_set *both;

    SG_TRY(sg_vertex_labelled(self, vertex, &labelled));
    SG_TRY(sg_id_set_restrict(among, labelled, false, &both));
    return sg_vertex_meet(self, vertex, both);
}
