/* trails.c - the ends of chains whose relationships could be the same, each proved or tried alone.
 *
 *     MATCH (s {id: 7})-->()-->()-->(e) RETURN DISTINCT e
 *
 * Relationships of one MATCH differ from each other, so e must be the end of a trail, and sets know of
 * walks only: every trail is a walk, but a walk may use a relationship twice.  Let W(i) be what walks
 * reach after i arcs, within the vertices' sets, and let a trail t lead to u, which is at i - 1.  A
 * relationship u -> v that the next arc follows lengthens t unless it is on t already, as the j-th of it
 * for some j < i.  Then u stood at j - 1 too, and v at j, and the arcs i and j belong to one MATCH and
 * share a type.  So, of arcs that all point the same way:
 *
 *     u is in no such W(j - 1)   whatever u leads to is the end of a trail
 *     t meets u only at its end  the same; one such t is enough, and is looked for
 *     v is in no such W(j)       v is the end of a trail, whichever leads to u
 *
 * What is proved in this way at i (`sure`) is what later arcs are proved from; what is left over of W(i)
 * may or may not be the end of a trail, and makes no more than candidates.  Of networks nearly all is sure:
 * few nodes are met at two places of a chain, and few of those only by way of themselves.  Each candidate
 * that is left at the end is tried: back along the arcs, through the W(i), until one trail is found.  That
 * may take long where there is none; who tries for too long leaves it to the rows.
 *
 * Two arcs that may follow the same relationship in opposite ways, or without direction, are left to the
 * rows, and so is whatever is not one chain with the vertex at its end.
 */
#include <stdlib.h>
#include <string.h>

#include "query/reduce/reducer_internal.h"

enum {
    LONGEST = 24,     /* arcs of a chain */
    LONG_RUN = 32,    /* times as long as a set is a run in which its nodes are searched for */
    ENOUGH = 100000,  /* relationships that looking for trails may touch in any case, ... */
    TIMES_AS_MUCH = 8 /* ... and so many for each node of the W(i) */
};

typedef struct {
    sg_reducer *reducer;
    uint32_t vertices[LONGEST + 1]; /* from the far end to the vertex that is asked about */
    sg_tree_arc arcs[LONGEST];      /* arcs[i] leads from vertices[i] to vertices[i + 1] */
    uint32_t length;                /* arcs */
    sg_id_set *walked[LONGEST + 1]; /* W(i) */
    sg_id_set *sure;                /* of the level at hand: ends of trails, proved */
    sg_id_bits bits[LONGEST + 1];   /* of walked */
    uint32_t trail[LONGEST];        /* relationships behind the one that is tried, up to ... */
    uint32_t top;                   /* ... the level where the trail ends */
    uint64_t touched, told, enough; /* by looking for single trails */
    bool gives_up;
} trail_search;

/* --- is it a chain ---------------------------------------------------------------------------------- */
/* The arc at the vertex that is not the one it was come by; false when there are more. */
static bool next_arc(const sg_reduction *reduction, uint32_t vertex, uint32_t from,
                     uint32_t *out)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < reduction->arc_count; i++) {
        const sg_reduced_arc *arc = &reduction->arcs[i];
        if (i == from || (arc->left != vertex && arc->right != vertex))
            continue;
        *out = i;
        found++;
    }
    return found == 1;
}

/* Finds the vertices and arcs, from the asked end backwards. */
static bool find_chain(trail_search *self, uint32_t vertex)
{
    const sg_reduction *reduction = self->reducer->reduction;
    uint32_t at = vertex, arc = SG_NO_ID;

    self->length = reduction->arc_count;
    if (self->length == 0 || self->length > LONGEST ||
        reduction->vertex_count != reduction->arc_count + 1)
        return false;
    self->vertices[self->length] = vertex;
    for (uint32_t i = self->length; i-- > 0;) {
        if (!next_arc(reduction, at, arc, &arc))
            return false;
        const sg_reduced_arc *one = &reduction->arcs[arc];
        bool to_left = one->left == at;
        if (one->closes || one->walks)
            return false;
        self->arcs[i] = (sg_tree_arc){ arc, to_left ? one->right : one->left, at, !to_left };
        at = self->vertices[i] = self->arcs[i].parent;
    }
    return true;
}

static const sg_reduced_arc *arc_at(const trail_search *self, uint32_t i)
{
    return &self->reducer->reduction->arcs[self->arcs[i].arc];
}

/* Whether the arcs could follow the same relationship. */
static bool may_be_same(const trail_search *self, uint32_t i, uint32_t j)
{
    return arc_at(self, i)->match == arc_at(self, j)->match &&
           sg_arcs_share_type(arc_at(self, i), arc_at(self, j));
}

/* Whether arcs that could be the same point the same way along the chain. */
static bool points_one_way(const trail_search *self)
{
    for (uint32_t i = 0; i < self->length; i++)
        for (uint32_t j = 0; j < i; j++) {
            const sg_reduced_arc *one = arc_at(self, i), *two = arc_at(self, j);
            bool turned = self->arcs[i].from_left != self->arcs[j].from_left;
            if (may_be_same(self, i, j) &&
                (one->direction == SG_EITHER || two->direction == SG_EITHER ||
                 (one->direction == two->direction) == turned))
                return false;
        }
    return true;
}

/* --- single trails ------------------------------------------------------------------------------------- */
static bool is_used(const trail_search *self, uint32_t i, uint32_t edge)
{
    for (uint32_t k = i + 1; k < self->top; k++)
        if (self->trail[k] == edge)
            return true;
    return false;
}

static bool leads_back(trail_search *self, uint32_t level_at, uint32_t node, uint32_t avoided);

/* Whether a trail leads to the near end of the run, which is at i + 1, over the relationship at the
 * position. */
static bool leads_over(trail_search *self, uint32_t i, const sg_run *run, uint32_t position,
                       uint32_t avoided)
{
    uint32_t other = sg_run_other(run, position);

    self->touched++;
    self->gives_up = self->gives_up || self->touched > self->enough;
    if (self->gives_up || other == avoided || !sg_id_bits_has(&self->bits[i], other))
        return false;
    self->trail[i] = sg_run_edge(self->reducer->host.graph, run, position).id;
    return !is_used(self, i, self->trail[i]) && leads_back(self, i, other, avoided);
}

/* Looks at the far ends of the run that are in W(i): at all of them, or, where it is much longer than
 * that set, at those of the set. */
static bool leads_along(trail_search *self, uint32_t i, const sg_run *run, uint32_t avoided)
{
    sg_id_reader reader = sg_id_set_read(self->walked[i]);
    uint32_t at = 0, id;

    self->gives_up = self->gives_up || !sg_run_has_edges(run);
    if (run->count / LONG_RUN < self->walked[i]->count) {
        for (; at < run->count && !self->gives_up; at++)
            if (leads_over(self, i, run, at, avoided))
                return true;
        return false;
    }
    while (at < run->count && !self->gives_up && sg_id_reader_next(&reader, &id, 1) > 0) {
        self->touched++;
        for (at = sg_run_seek(run, at, id); at < run->count && sg_run_other(run, at) == id;
             at++)
            if (leads_over(self, i, run, at, avoided))
                return true;
    }
    return false;
}

/* Whether a trail leads to the node, which is at `level_at`, without the relationships behind it and not by
 * way of the node `avoided`.  As deep as the chain is long. */
static bool leads_back(trail_search *self, uint32_t level_at, uint32_t node, uint32_t avoided)
{
    const sg_graph *graph = self->reducer->host.graph;

    if (level_at == 0)
        return true;
    uint32_t i = level_at - 1;
    sg_arc_kinds kinds = sg_arc_kinds_of(sg_step_up(self->reducer, &self->arcs[i]), node);
    for (uint32_t k = 0; k < kinds.count; k++) {
        sg_marked_runs runs = sg_arc_runs(graph, node, kinds.kinds[k], SG_ANY_END);
        for (sg_run run; !self->gives_up && sg_marked_runs_next(&runs, &run);)
            if (leads_along(self, i, &run, avoided))
                return true;
    }
    return false;
}

static bool has_trail(trail_search *self, uint32_t level_at, uint32_t node, uint32_t avoided)
{
    self->top = level_at;
    return leads_back(self, level_at, node, avoided);
}

/* --- walks, and what is proved of them ---------------------------------------------------------------- */
/* Takes the set out of *set and puts the rest without `other` there. */
static sg_status take_out(sg_id_set **set, const sg_id_set *other)
{
    sg_id_set *rest;

    SG_TRY(sg_id_set_restrict(*set, other, true, &rest));
    sg_id_set_free(*set);
    *set = rest;
    return SG_OK;
}

/* *set without what is in W(j + at) for an earlier arc j that could be the same as arc i. */
static sg_status take_out_earlier(const trail_search *self, uint32_t i, uint32_t at,
                                  sg_id_set **set)
{
    for (uint32_t j = 0; j < i; j++)
        if (may_be_same(self, i, j))
            SG_TRY(take_out(set, self->walked[j + at]));
    return SG_OK;
}

static sg_status unite_into(sg_id_set **set, const sg_id_set *more)
{
    sg_id_set *both;

    SG_TRY(sg_id_set_unite(*set, more, &both));
    sg_id_set_free(*set);
    *set = both;
    return SG_OK;
}

/* What arc i leads to from the sources, within its vertex's set. */
static sg_status follow(trail_search *self, uint32_t i, const sg_id_set *sources,
                        sg_id_set **out)
{
    const sg_id_set *targets;

    if (sources->count == 0)
        return sg_id_set_of(NULL, 0, out);
    SG_TRY(sg_vertex_set(self->reducer, self->vertices[i + 1], &targets));
    return sg_arc_join(sg_step_down(self->reducer, &self->arcs[i]),
                       sg_step_up(self->reducer, &self->arcs[i]), sources, targets, out);
}

/* Tells the meter what looking for trails has touched. */
static sg_status tell(trail_search *self)
{
    sg_arc_meter meter = self->reducer->host.meter;
    uint64_t more = self->touched - self->told;

    self->told = self->touched;
    return meter.touch(meter.self, more);
}

typedef struct {
    sg_id_set *fresh, *again, *doubted; /* of the level before, three parts */
    sg_id_set *ends[3];                 /* what they lead to */
} level;

/* Adds to the fresh nodes those of the others that some trail meets only at its end. */
static sg_status add_fresh(trail_search *self, uint32_t i, level *parts)
{
    uint32_t *ids = malloc(((size_t)parts->again->count + 1) * sizeof *ids), count = 0, id;
    sg_id_reader reader = sg_id_set_read(parts->again);
    sg_id_set *more = NULL;

    if (!ids)
        return SG_ENOMEM;
    while (!self->gives_up && sg_id_reader_next(&reader, &id, 1) > 0) {
        ids[count] = id;
        count += has_trail(self, i, id, id);
    }
    sg_status status = sg_id_set_of(ids, count, &more);
    if (status == SG_OK)
        status = unite_into(&parts->fresh, more);
    if (status == SG_OK)
        status = take_out(&parts->again, more);
    sg_id_set_free(more);
    free(ids);
    return status == SG_OK ? tell(self) : status;
}

static sg_status split(trail_search *self, uint32_t i, level *out)
{
    out->fresh = sg_id_set_share(self->sure);
    SG_TRY(take_out_earlier(self, i, 0, &out->fresh));
    SG_TRY(sg_id_set_restrict(self->sure, out->fresh, true, &out->again));
    if (out->again->count > 0)
        SG_TRY(add_fresh(self, i, out));
    return sg_id_set_restrict(self->walked[i], self->sure, true, &out->doubted);
}

static sg_status join_parts(trail_search *self, uint32_t i, level *parts)
{
    SG_TRY(follow(self, i, parts->fresh, &parts->ends[0]));
    SG_TRY(follow(self, i, parts->again, &parts->ends[1]));
    SG_TRY(follow(self, i, parts->doubted, &parts->ends[2]));
    self->walked[i + 1] = sg_id_set_share(parts->ends[0]);
    SG_TRY(unite_into(&self->walked[i + 1], parts->ends[1]));
    SG_TRY(unite_into(&self->walked[i + 1], parts->ends[2]));
    SG_TRY(take_out_earlier(self, i, 1, &parts->ends[1]));
    self->enough += TIMES_AS_MUCH * (uint64_t)self->walked[i + 1]->count;
    SG_TRY(sg_id_set_bits(self->walked[i + 1], &self->bits[i + 1]));
    sg_id_set_free(self->sure);
    self->sure = sg_id_set_share(parts->ends[0]);
    return unite_into(&self->sure, parts->ends[1]);
}

static sg_status walk_arc(trail_search *self, uint32_t i)
{
    level parts = { 0 };
    sg_status status = split(self, i, &parts);

    if (status == SG_OK)
        status = join_parts(self, i, &parts);
    sg_id_set_free(parts.fresh);
    sg_id_set_free(parts.again);
    sg_id_set_free(parts.doubted);
    for (size_t k = 0; k < SG_COUNT(parts.ends); k++)
        sg_id_set_free(parts.ends[k]);
    return status;
}

/* --- candidates ------------------------------------------------------------------------------------- */
/* Adds the candidates that a trail leads to. */
static sg_status try_all(trail_search *self, const sg_id_set *candidates)
{
    uint32_t *found = malloc(((size_t)candidates->count + 1) * sizeof *found), count = 0, id;
    sg_id_reader reader = sg_id_set_read(candidates);
    sg_id_set *more = NULL;
    sg_status status = found ? SG_OK : SG_ENOMEM;

    while (status == SG_OK && !self->gives_up && sg_id_reader_next(&reader, &id, 1) > 0) {
        found[count] = id;
        count += has_trail(self, self->length, id, SG_NO_ID);
        status = tell(self);
    }
    if (status == SG_OK)
        status = sg_id_set_of(found, count, &more);
    if (status == SG_OK)
        status = unite_into(&self->sure, more);
    sg_id_set_free(more);
    free(found);
    return status;
}

/* --- the whole --------------------------------------------------------------------------------------- */
static sg_status walk_chain(trail_search *self)
{
    const sg_id_set *start;
    sg_id_set *candidates = NULL;

    SG_TRY(sg_vertex_set(self->reducer, self->vertices[0], &start));
    self->walked[0] = sg_reducer_share(self->reducer, self->vertices[0]);
    self->sure = sg_id_set_share(self->walked[0]);
    self->enough = ENOUGH;
    SG_TRY(sg_id_set_bits(start, &self->bits[0]));
    for (uint32_t i = 0; i < self->length && !self->gives_up; i++) {
        SG_TRY(sg_arc_step_ready(sg_step_up(self->reducer, &self->arcs[i])));
        SG_TRY(walk_arc(self, i));
    }
    if (self->gives_up)
        return SG_OK;
    SG_TRY(sg_id_set_restrict(self->walked[self->length], self->sure, true, &candidates));
    sg_status status = candidates->count > 0 ? try_all(self, candidates) : SG_OK;
    sg_id_set_free(candidates);
    return status;
}

sg_status sg_reducer_trails(sg_reducer *reducer, uint32_t vertex, sg_id_set **out,
                            bool *answered)
{
    trail_search self = { .reducer = reducer };

    *answered = find_chain(&self, vertex) && points_one_way(&self);
    if (!*answered)
        return SG_OK;
    sg_status status = walk_chain(&self);
    *answered = status == SG_OK && !self.gives_up;
    if (*answered)
        *out = sg_id_set_share(self.sure);
    for (uint32_t i = 0; i <= self.length; i++) {
        if (self.walked[i])
            sg_id_bits_drop(&self.bits[i], self.walked[i]);
        sg_id_set_free(self.walked[i]);
    }
    sg_id_set_free(self.sure);
    return status;
}
