/* primaries.c - asks the reductions of a policy's query, in both versions, about what is touched.
 *
 * Subqueries come first: what they say is another matter of the nodes that they are about, in both versions.
 */
#include "policies/primaries.h"

/* The policy in one version of the graph, with what is touched there. */
typedef struct {
    const sg_graph *graph;
    sg_set_store *sets;
    sg_prepared_policy *prepared;
    sg_touched touched;
    sg_id_set *found;
    bool certain;
} side;

typedef struct {
    const sg_policy *policy;
    const sg_check_options *options;
    side sides[2]; /* before, after */
} asking;

static sg_touched touched_of(const sg_touched_edges *there)
{
    return (sg_touched){ .edges = there->edges.items,
                         .groups = there->groups.items,
                         .edge_count = (uint32_t)there->edges.count,
                         .group_count = (uint32_t)there->groups.count };
}

static asking asking_of(const sg_policy *policy, const sg_watching *of, sg_primaries *out)
{
    return (asking){ policy,
                     of->options,
                     { { .graph = of->before,
                         .sets = of->sets_before,
                         .prepared = &out->before,
                         .touched = touched_of(&of->touches->there_before) },
                       { .graph = of->graph,
                         .sets = of->sets,
                         .prepared = &out->after,
                         .touched = touched_of(&of->touches->there_after) } } };
}

/* Whether something in this version may be in a match that the other one lacks. */
static bool is_touched(const side *self)
{
    return self->touched.edge_count > 0 || self->touched.nodes->count > 0;
}

static sg_status open_side(const asking *self, const side *one)
{
    if (one->prepared->query)
        return SG_OK;
    return sg_policy_open(self->policy, one->graph, self->options, one->sets, true,
                          one->prepared, NULL);
}

sg_status sg_primaries_open(sg_primaries *primaries, const sg_policy *policy,
                            const sg_watching *of)
{
    asking self = asking_of(policy, of, primaries);

    return open_side(&self, &self.sides[1]);
}

typedef sg_status asks(side *one);

static sg_status ask_subsets(side *one)
{
    return sg_query_subtouched(one->prepared->query, &one->touched, &one->found, NULL);
}

static sg_status ask_primaries(side *one)
{
    return sg_query_touched(one->prepared->query, (uint32_t)one->prepared->columns.primary,
                            &one->touched, &one->found, &one->certain, NULL);
}

/* What each version says of the nodes that are touched: nothing where none of it is. */
static sg_status ask_both(asking *self, const sg_id_set *nodes, asks *ask)
{
    for (int i = 0; i < 2; i++) {
        side *one = &self->sides[i];
        one->touched.nodes = nodes;
        one->certain = true;
        if (is_touched(one)) {
            SG_TRY(open_side(self, one));
            SG_TRY(ask(one));
        } else {
            SG_TRY(sg_id_set_of(NULL, 0, &one->found));
        }
    }
    return SG_OK;
}

static void drop_found(asking *self)
{
    for (int i = 0; i < 2; i++) {
        sg_id_set_free(self->sides[i].found);
        self->sides[i].found = NULL;
    }
}

static sg_status unite_found(const asking *self, sg_id_set **out)
{
    return sg_id_set_unite(self->sides[0].found, self->sides[1].found, out);
}

/* Nodes that are touched themselves, or by what subqueries say of them. */
static sg_status find_nodes(asking *self, const sg_id_set *nodes, sg_id_set **out)
{
    sg_id_set *lead_to = NULL;
    sg_status status = ask_both(self, nodes, ask_subsets);

    if (status == SG_OK)
        status = unite_found(self, &lead_to);
    if (status == SG_OK)
        status = sg_id_set_unite(nodes, lead_to, out);
    sg_id_set_free(lead_to);
    drop_found(self);
    return status;
}

static sg_status sort_out(const asking *self, sg_primaries *out)
{
    const sg_id_set *before = self->sides[0].found, *after = self->sides[1].found;

    if (!self->sides[1].certain) {
        SG_TRY(sg_id_set_of(NULL, 0, &out->sure));
        return unite_found(self, &out->maybe);
    }
    out->sure = sg_id_set_share(self->sides[1].found);
    return sg_id_set_restrict(before, after, true, &out->maybe);
}

sg_status sg_primaries_find(const sg_policy *policy, const sg_reads *reads,
                            const sg_watching *of, sg_primaries *out)
{
    sg_id_set *all;

    *out = (sg_primaries){ .nodes = NULL };
    asking self = asking_of(policy, of, out);
    SG_TRY(sg_touches_nodes(of->touches, reads, &out->nodes));
    SG_TRY(find_nodes(&self, out->nodes, &all));
    sg_status status = ask_both(&self, all, ask_primaries);
    if (status == SG_OK)
        status = sort_out(&self, out);
    sg_id_set_free(all);
    drop_found(&self);
    return status;
}

void sg_primaries_free(sg_primaries *self)
{
    sg_policy_close(&self->before);
    sg_policy_close(&self->after);
    sg_id_set_free(self->nodes);
    sg_id_set_free(self->maybe);
    sg_id_set_free(self->sure);
}
