/* arc_step.c - semi-joins over one relationship. */
#include <stdlib.h>
#include <string.h>

#include "query/reduce/far_ends.h"
#include "query/reduce/kind_sets.h"
#include "query/reduce/sweep.h"

enum {
    IDS = 1024,     /* read of a set at a time */
    MANY_KINDS = 6, /* more are told apart by label set */
};

/* --- kinds ----------------------------------------------------------------------------------------- */
uint32_t sg_arc_types(const sg_graph *graph, const sg_reduced_arc *arc)
{
    return arc->any_type ? sg_graph_types(graph) : arc->type_count;
}

sg_reltype sg_arc_type(const sg_reduced_arc *arc, uint32_t index)
{
    const sg_reltype any = { (uint16_t)index };

    return arc->any_type ? any : arc->types[index];
}

sg_status sg_arc_step_of(const sg_graph *graph, sg_arc_meter meter, const sg_reduced_arc *arc,
                         sg_edge_marks *const *marks, bool from_left, sg_arc_step *out)
{
    uint32_t types = sg_arc_types(graph, arc);
    bool either = arc->direction == SG_EITHER;
    bool out_first = (arc->direction == SG_RIGHT) == from_left;

    *out = (sg_arc_step){ .graph = graph,
                          .meter = meter,
                          .walks = arc->walks,
                          .minimum = arc->minimum,
                          .maximum = arc->maximum };
    out->kinds = malloc(((size_t)types * 2 + 1) * sizeof *out->kinds);
    if (!out->kinds)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < types; i++) {
        sg_reltype type = sg_arc_type(arc, i);
        sg_edge_marks *few = marks ? marks[i] : NULL;
        if (either || out_first)
            out->kinds[out->kind_count++] = (sg_arc_kind){ type, SG_OUT, few };
        if (either || !out_first)
            out->kinds[out->kind_count++] = (sg_arc_kind){ type, SG_IN, few };
    }
    return SG_OK;
}

/* Copies the kinds that each label set has. */
static sg_status take_kinds(sg_arc_step *step, uint32_t sets, const sg_set_kinds *of)
{
    uint32_t count = of->first[sets];

    step->set_first = sg_arena_make_array(step->sorted, uint32_t, (size_t)sets + 1);
    step->set_kinds = sg_arena_make_array(step->sorted, sg_arc_kind, (size_t)count + 1);
    if (!step->set_first || !step->set_kinds)
        return SG_ENOMEM;
    memcpy(step->set_first, of->first, ((size_t)sets + 1) * sizeof *of->first);
    for (uint32_t i = 0; i < count; i++)
        step->set_kinds[i] = step->kinds[of->kinds[i]];
    return SG_OK;
}

/* Finds out which kinds the nodes of each label set have. */
static sg_status sort_kinds(sg_arc_step *step)
{
    uint32_t sets = sg_graph_label_sets(step->graph);
    sg_set_list *lists;
    sg_set_kinds turned;
    sg_arena *scratch;

    SG_TRY(sg_arc_meter_arena(&step->meter, &step->sorted));
    SG_TRY(sg_arc_meter_arena(&step->meter, &scratch));
    sg_status status = sg_kind_sets_find(step, false, scratch, &lists);
    if (status == SG_OK)
        status = sg_kind_sets_turn(lists, step->kind_count, sets, scratch, &turned);
    if (status == SG_OK)
        status = take_kinds(step, sets, &turned);
    sg_arena_free(scratch);
    return status;
}

static bool has_same_kinds(const sg_arc_step *left, const sg_arc_step *right)
{
    if (left->kind_count != right->kind_count)
        return false;
    for (uint32_t i = 0; i < left->kind_count; i++)
        if (left->kinds[i].type.id != right->kinds[i].type.id ||
            left->kinds[i].way != right->kinds[i].way ||
            left->kinds[i].marks != right->kinds[i].marks)
            return false;
    return true;
}

sg_status sg_arc_step_sort(sg_arc_step *step, const sg_arc_step *others, uint32_t count)
{
    if (step->kind_count <= MANY_KINDS)
        return SG_OK;
    for (uint32_t i = 0; i < count; i++) {
        if (!others[i].set_first || !has_same_kinds(&others[i], step))
            continue;
        step->set_first = others[i].set_first;
        step->set_kinds = others[i].set_kinds;
        return SG_OK;
    }
    return sort_kinds(step);
}

void sg_arc_step_free(sg_arc_step *step)
{
    free(step->kinds);
    sg_arena_free(step->sorted);
    *step = (sg_arc_step){ 0 };
}

sg_status sg_arc_step_ready(const sg_arc_step *step)
{
    uint64_t touched = 0;

    for (uint32_t k = 0; k < step->kind_count; k++)
        if (step->kinds[k].marks && step->kinds[k].way == SG_IN)
            SG_TRY(sg_edge_marks_turn(step->kinds[k].marks, &touched));
    return touched ? step->meter.touch(step->meter.self, touched) : SG_OK;
}

double sg_arc_ready_cost(const sg_arc_step *step)
{
    enum { USED = 16 };
    double cost = 0;

    for (uint32_t k = 0; k < step->kind_count; k++)
        if (step->kinds[k].marks && step->kinds[k].way == SG_IN)
            cost += (double)sg_edge_marks_turn_cost(step->kinds[k].marks) / USED;
    return cost;
}

uint32_t sg_arc_same_kinds(const sg_arc_step *step, sg_arc_kinds kinds, const uint32_t *ids,
                           uint32_t count)
{
    uint32_t same = 1;

    for (; same < count; same++) {
        sg_arc_kinds others = sg_arc_kinds_of(step, ids[same]);
        if (others.kinds != kinds.kinds || others.count != kinds.count)
            break;
    }
    return same;
}

/* A walk goes on from what it has met, each of which leads to as many others again; it never follows more
 * relationships than there are. */
static double cost_of_walking(const sg_arc_step *step, double degree, double nodes)
{
    enum { LEVELS = 32 }; /* by then all is met, or nothing is left */
    double all = 0, cost = 0;

    for (uint32_t k = 0; k < step->kind_count; k++)
        all += (double)sg_graph_type_count(step->graph, step->kinds[k].type);
    for (uint64_t level = 0; level < step->maximum && level < LEVELS && cost < all; level++) {
        nodes *= degree;
        cost += nodes;
    }
    return cost < all ? cost : all;
}

enum { SAMPLE = 64, SAMPLE_PLACES = 8, ONE_IN = 16 };

/* Some nodes of the set from several places of it, for neighbours by number are alike; returns how many.  Few of
 * a small set: looking at them takes as long as following them. */
static uint32_t take_sample(const sg_id_set *set, uint32_t ids[SAMPLE])
{
    sg_id_reader reader = sg_id_set_read(set);
    uint32_t each = set->count / ONE_IN / SAMPLE_PLACES + 1, count = 0;

    if (set->count <= SAMPLE_PLACES)
        return sg_id_reader_next(&reader, ids, SAMPLE_PLACES);
    each = each < SAMPLE / SAMPLE_PLACES ? each : SAMPLE / SAMPLE_PLACES;
    uint64_t places = set->words ? sg_bitmap_words(set->last - set->first) : set->count;
    for (uint32_t i = 0; i < SAMPLE_PLACES; i++) {
        reader =
            (sg_id_reader){ .set = set, .position = (uint32_t)(places * i / SAMPLE_PLACES) };
        count += sg_id_reader_next(&reader, ids + count, each);
    }
    return count;
}

double sg_arc_cost(const sg_arc_step *step, const sg_id_set *sources, const sg_id_set *targets)
{
    uint32_t ids[SAMPLE];
    uint64_t degrees = 0;
    /* A walk passes by nodes of any kind. */
    sg_range window = step->walks ? SG_ANY_END : (sg_range){ targets->first, targets->last };

    uint32_t count = take_sample(sources, ids);
    for (uint32_t first = 0, same; first < count; first += same) {
        sg_arc_kinds kinds = sg_arc_kinds_of(step, ids[first]);
        same = sg_arc_same_kinds(step, kinds, ids + first, count - first);
        for (uint32_t k = 0; k < kinds.count; k++)
            degrees += sg_far_ends_all(step->graph, kinds.kinds[k], ids + first, same, window);
    }
    if (count == 0)
        return 0;
    double degree = (double)degrees / count, nodes = sources->count;
    double followed = step->walks ? cost_of_walking(step, degree, nodes) : degree * nodes;
    return followed + nodes + sg_arc_ready_cost(step);
}

/* Followed back, a step is left at the first relationship that leads into the sources, but looks at each node for
 * sure. */
bool sg_arc_is_pushed(const sg_arc_step *step, const sg_arc_step *back,
                      const sg_id_set *sources, const sg_id_set *targets)
{
    double there = sg_arc_cost(step, sources, targets), nodes = targets->count;

    return there <= nodes || there <= nodes + (sg_arc_cost(back, targets, sources) - nodes) / 2;
}

static bool is_swept(const sg_arc_step *step, const sg_id_set *sources)
{
    return sources->words &&
           sg_sweep_pays(step->graph, step->kinds, step->kind_count, sources->count);
}

/* --- push ------------------------------------------------------------------------------------------ */
static uint64_t push_from(const sg_arc_step *step, const uint32_t *ids, uint32_t count,
                          sg_id_bits *bits)
{
    uint64_t touched = 0;

    for (uint32_t first = 0, same; first < count; first += same) {
        sg_arc_kinds kinds = sg_arc_kinds_of(step, ids[first]);
        same = sg_arc_same_kinds(step, kinds, ids + first, count - first);
        for (uint32_t k = 0; k < kinds.count; k++)
            touched += sg_far_ends_mark(step->graph, kinds.kinds[k], ids + first, same, bits);
    }
    return touched;
}

static sg_status sweep_from(const sg_arc_step *step, const sg_id_set *sources, sg_id_bits *bits)
{
    const sg_range all = { 0, sg_graph_nodes(step->graph) };
    const sg_id_bits from = { sources->first, sources->last, sources->words };
    sg_far_bytes scratch = { 0 };
    sg_status status = SG_OK;

    for (uint32_t k = 0; status == SG_OK && k < step->kind_count; k++)
        status = sg_arc_meter_tell(
            &step->meter,
            sg_sweep_push(step->graph, step->kinds[k], all, &from, bits, &scratch), 1);
    sg_far_bytes_free(&scratch);
    return status;
}

static sg_status push(const sg_arc_step *step, const sg_id_set *sources, sg_id_bits *bits)
{
    uint32_t ids[IDS], count;
    sg_id_reader reader = sg_id_set_read(sources);

    SG_TRY(sg_arc_step_ready(step));
    if (is_swept(step, sources))
        return sweep_from(step, sources, bits);
    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0)
        SG_TRY(sg_arc_meter_tell(&step->meter, push_from(step, ids, count, bits), count));
    return SG_OK;
}

/* --- pull ------------------------------------------------------------------------------------------ */
/* Adds to `out` those of the nodes, which have the same kinds, that have a neighbour in the bits. */
static uint64_t pull_into(const sg_arc_step *step, sg_arc_kinds kinds, const uint32_t *ids,
                          uint32_t count, const sg_id_bits *from, sg_id_bits *out)
{
    uint64_t counts[SG_ROW_SLICES] = { 0 }, touched = 0;

    for (uint32_t k = 0; k < kinds.count; k++)
        sg_far_ends_count(step->graph, kinds.kinds[k], ids, count, from, true, counts,
                          &touched);
    for (uint32_t i = 0; i < count; i++)
        if (counts[i])
            sg_id_bits_add(out, ids[i]);
    return touched;
}

static uint64_t pull_all(const sg_arc_step *step, const uint32_t *ids, uint32_t count,
                         const sg_id_bits *from, sg_id_bits *out)
{
    uint64_t touched = 0;

    for (uint32_t first = 0, same; first < count; first += same) {
        uint32_t most = count - first < SG_ROW_SLICES ? count - first : SG_ROW_SLICES;
        sg_arc_kinds kinds = sg_arc_kinds_of(step, ids[first]);
        same = sg_arc_same_kinds(step, kinds, ids + first, most);
        touched += pull_into(step, kinds, ids + first, same, from, out);
    }
    return touched;
}

static sg_status sweep_into(const sg_arc_step *back, const sg_id_set *targets,
                            const sg_id_bits *from, sg_id_bits *out)
{
    const sg_range all = { 0, sg_graph_nodes(back->graph) };
    const sg_id_bits wanted = { targets->first, targets->last, targets->words };

    for (uint32_t k = 0; k < back->kind_count; k++)
        SG_TRY(sg_arc_meter_tell(
            &back->meter, sg_sweep_pull(back->graph, back->kinds[k], all, from, &wanted, out),
            1));
    return SG_OK;
}

static sg_status pull(const sg_arc_step *back, const sg_id_set *targets, const sg_id_bits *from,
                      sg_id_bits *out)
{
    uint32_t ids[IDS], count;
    sg_id_reader reader = sg_id_set_read(targets);

    SG_TRY(sg_arc_step_ready(back));
    if (is_swept(back, targets))
        return sweep_into(back, targets, from, out);
    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0)
        SG_TRY(sg_arc_meter_tell(&back->meter, pull_all(back, ids, count, from, out), count));
    return SG_OK;
}

/* --- join ------------------------------------------------------------------------------------------ */
/* Keeps of the bits what is in the set too; takes the bits. */
static sg_status keep(sg_id_bits *bits, const sg_id_set *set, sg_id_set **out)
{
    sg_status status = sg_id_set_within(set, bits, out);

    sg_id_bits_free(bits);
    return status;
}

static sg_status join_walk(const sg_arc_step *step, const sg_id_set *sources,
                           const sg_id_set *targets, sg_id_set **out)
{
    sg_id_bits reached;

    SG_TRY(sg_arc_reach(step, sources, targets, &reached));
    return keep(&reached, targets, out);
}

static sg_status join_pulling(const sg_arc_step *back, const sg_id_set *sources,
                              const sg_id_set *targets, sg_id_bits *bits, sg_id_set **out)
{
    sg_id_bits from;

    SG_TRY(sg_id_set_bits(sources, &from));
    sg_status status = pull(back, targets, &from, bits);
    sg_id_bits_drop(&from, sources);
    return status == SG_OK ? keep(bits, targets, out) : status;
}

sg_status sg_arc_join(const sg_arc_step *step, const sg_arc_step *back,
                      const sg_id_set *sources, const sg_id_set *targets, sg_id_set **out)
{
    sg_id_bits bits = { 0 };
    sg_status status;

    if (step->walks)
        return join_walk(step, sources, targets, out);
    SG_TRY(sg_id_bits_new((sg_range){ targets->first, targets->last }, &bits));
    if (sg_arc_is_pushed(step, back, sources, targets)) {
        status = push(step, sources, &bits);
        if (status == SG_OK)
            status = keep(&bits, targets, out);
    } else {
        status = join_pulling(back, sources, targets, &bits, out);
    }
    sg_id_bits_free(&bits);
    return status;
}
