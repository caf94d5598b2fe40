/* plain_pattern.c - the plain evaluator: every node for every node of a pattern, every
 * relationship for every relationship.
 *
 * A pattern is walked from left to right.  The places taken so far are a list, newest first; it
 * tells which relationships are used up, and at the end which entities must still pass {...}
 * and WHERE:
 *
 *     (a:A {x: b.x})-[r]->(b)      a <- r <- b      all bound: now {x: b.x} can be asked
 */
#include "tests/differential/plain_parts.h"

#include "query/functions/operators.h"

typedef struct place {
    const sg_node_pattern *node; /* one of these two */
    const sg_edge_pattern *edge;
    uint32_t id;
    const struct place *before;
} place;

typedef struct search {
    sg_plain *self;
    const sg_expression *where;
    sg_plain_table *out;
} search;

/* Where a walk along one pattern is. */
typedef struct walk {
    const sg_pattern *pattern;
    const sg_pattern_step *step; /* to be taken next */
    uint32_t start, node;
    const sg_bound *row;
    const place *last;
    const place *begin; /* the place before the pattern's first */
} walk;

static sg_status match_pattern(const search *s, const sg_pattern *pattern, const sg_bound *row,
                               const place *last);
static sg_status take_step(const search *s, const walk *at);

/* --- labels and types ------------------------------------------------------------------------------- */
static bool has_name(const sg_graph *graph, sg_value entity, sg_str name)
{
    sg_label label;
    sg_reltype type;

    if (entity.type == SG_TYPE_NODE)
        return sg_graph_find_label(graph, name, &label) &&
               sg_graph_has_label(graph, entity.node, label);
    return sg_graph_find_type(graph, name, &type) &&
           sg_graph_edge_type(graph, entity.edge).id == type.id;
}

static bool has_any(const sg_graph *graph, sg_value entity)
{
    uint32_t count = 1;

    if (entity.type == SG_TYPE_NODE)
        sg_label_set_labels(graph, sg_graph_label_set(graph, entity.node), &count);
    return count > 0;
}

bool sg_plain_has_labels(const sg_graph *graph, sg_value entity,
                         const sg_label_expression *labels)
{
    if (!labels)
        return true;
    switch (labels->kind) {
    case SG_LABEL_NAME:
        return has_name(graph, entity, labels->name.text);
    case SG_LABEL_AND:
        return sg_plain_has_labels(graph, entity, labels->left) &&
               sg_plain_has_labels(graph, entity, labels->right);
    case SG_LABEL_OR:
        return sg_plain_has_labels(graph, entity, labels->left) ||
               sg_plain_has_labels(graph, entity, labels->right);
    case SG_LABEL_NOT:
        return !sg_plain_has_labels(graph, entity, labels->left);
    case SG_LABEL_ANY:
        return has_any(graph, entity);
    }
    SG_UNREACHABLE();
}

/* --- properties, WHERE: when all is bound ----------------------------------------------------------- */
sg_status sg_plain_has_properties(sg_plain *self, const sg_bound *row, sg_value entity,
                                  const sg_expression *properties, bool *out)
{
    *out = true;
    for (const sg_map_entry *entry = properties ? properties->entries : NULL; entry && *out;
         entry = entry->next) {
        sg_value found, wanted;
        SG_TRY(sg_operator_property(&self->call, entity, entry->key.text, &found, self->err));
        SG_TRY(sg_plain_value(self, row, entry->value, &wanted));
        *out = sg_value_equal(found, wanted) == SG_TRUE;
    }
    return SG_OK;
}

static sg_status passes(const search *s, const sg_bound *row, const place *one, bool *out)
{
    sg_value entity =
        one->node ? sg_node_value((sg_node){ one->id }) : sg_edge_value((sg_edge){ one->id });
    const sg_expression *where = one->node ? one->node->where : one->edge->where;

    SG_TRY(sg_plain_has_properties(
        s->self, row, entity, one->node ? one->node->properties : one->edge->properties, out));
    if (*out && where)
        SG_TRY(sg_plain_holds(s->self, row, where, out));
    return SG_OK;
}

static sg_status finish(const search *s, const sg_bound *row, const place *last)
{
    bool holds = true;

    for (; last && holds; last = last->before)
        SG_TRY(passes(s, row, last, &holds));
    if (holds && s->where)
        SG_TRY(sg_plain_holds(s->self, row, s->where, &holds));
    return holds ? sg_plain_add_row(s->self, s->out, row) : SG_OK;
}

/* --- variables -------------------------------------------------------------------------------------- */
/* Binds the variable; *fits is false when it stands for something else already. */
static sg_status bind(sg_plain *self, sg_name name, sg_value value, const sg_bound **row,
                      bool *fits)
{
    *fits = true;
    if (name.text.length == 0)
        return SG_OK;
    const sg_bound *bound = sg_plain_find(*row, name.text);
    if (!bound)
        return sg_plain_bind(self, name.text, value, row);
    *fits = sg_value_equal(bound->value, value) == SG_TRUE;
    return SG_OK;
}

/* --- paths ------------------------------------------------------------------------------------------ */
static uint32_t other_end(const sg_graph *graph, uint32_t edge, uint32_t node)
{
    uint32_t from = sg_graph_edge_from(graph, (sg_edge){ edge }).id;

    return from == node ? sg_graph_edge_to(graph, (sg_edge){ edge }).id : from;
}

sg_status sg_plain_path(sg_plain *self, uint32_t start, const uint32_t *edges, uint32_t count,
                        sg_value *out)
{
    sg_path *path = sg_arena_make(self->arena, sg_path);
    sg_node *nodes = sg_arena_make_array(self->arena, sg_node, (size_t)count + 1);
    sg_edge *steps = sg_arena_make_array(self->arena, sg_edge, count);

    if (!path || !nodes || !steps)
        return sg_plain_no_memory(self);
    nodes[0].id = start;
    for (uint32_t i = 0; i < count; i++) {
        steps[i].id = edges[i];
        nodes[i + 1].id = other_end(self->graph, edges[i], nodes[i].id);
    }
    *path = (sg_path){ count, nodes, steps };
    *out = sg_path_value(path);
    return SG_OK;
}

/* The relationships taken since a place, oldest first. */
static sg_status edges_since(sg_plain *self, const place *last, const place *since,
                             uint32_t **edges, uint32_t *count)
{
    *count = 0;
    for (const place *one = last; one != since; one = one->before)
        *count += one->edge != NULL;
    *edges = sg_arena_make_array(self->arena, uint32_t, *count);
    if (!*edges)
        return sg_plain_no_memory(self);
    uint32_t left = *count;
    for (const place *one = last; one != since; one = one->before)
        if (one->edge)
            (*edges)[--left] = one->id;
    return SG_OK;
}

static sg_status end_pattern(const search *s, const walk *at)
{
    const sg_bound *row = at->row;
    uint32_t *edges, count;
    sg_value path;
    bool fits;

    if (at->pattern->variable.text.length > 0) {
        SG_TRY(edges_since(s->self, at->last, at->begin, &edges, &count));
        SG_TRY(sg_plain_path(s->self, at->start, edges, count, &path));
        SG_TRY(bind(s->self, at->pattern->variable, path, &row, &fits));
    }
    return match_pattern(s, at->pattern->next, row, at->last);
}

/* --- steps ------------------------------------------------------------------------------------------ */
/* Takes the node that the walk has come to for the one of the pattern. */
static sg_status take_node(const search *s, const sg_node_pattern *pattern, walk at)
{
    sg_value node = sg_node_value((sg_node){ at.node });
    place here = { .node = pattern, .id = at.node, .before = at.last };
    bool fits = sg_plain_has_labels(s->self->graph, node, pattern->labels);

    SG_TRY(sg_plain_step(s->self));
    if (fits)
        SG_TRY(bind(s->self, pattern->variable, node, &at.row, &fits));
    if (!fits)
        return SG_OK;
    at.last = &here;
    return take_step(s, &at);
}

static bool is_used(const place *last, uint32_t edge)
{
    for (; last; last = last->before)
        if (last->edge && last->id == edge)
            return true;
    return false;
}

uint32_t sg_plain_behind(const sg_graph *graph, const sg_edge_pattern *pattern, uint32_t edge,
                         uint32_t node)
{
    uint32_t from = sg_graph_edge_from(graph, (sg_edge){ edge }).id;
    uint32_t to = sg_graph_edge_to(graph, (sg_edge){ edge }).id;

    if (!sg_plain_has_labels(graph, sg_edge_value((sg_edge){ edge }), pattern->types))
        return SG_NO_ID;
    if (from == node && pattern->direction != SG_LEFT)
        return to;
    return to == node && pattern->direction != SG_RIGHT ? from : SG_NO_ID;
}

static sg_status take_edge(const search *s, const walk *at)
{
    const sg_edge_pattern *pattern = &at->step->edge;

    for (uint32_t edge = 0; edge < sg_graph_edges(s->self->graph); edge++) {
        uint32_t behind = sg_plain_behind(s->self->graph, pattern, edge, at->node);
        place here = { .edge = pattern, .id = edge, .before = at->last };
        walk next = *at;
        bool fits;
        SG_TRY(sg_plain_step(s->self));
        if (behind == SG_NO_ID || is_used(at->last, edge))
            continue;
        SG_TRY(bind(s->self, pattern->variable, sg_edge_value((sg_edge){ edge }), &next.row,
                    &fits));
        next.node = behind;
        next.last = &here;
        next.step = at->step->next;
        if (fits)
            SG_TRY(take_node(s, &at->step->node, next));
    }
    return SG_OK;
}

/* Ends a variable-length step here: binds its relationships as a list. */
static sg_status end_walk(const search *s, const walk *at, const place *since)
{
    walk next = *at;
    uint32_t *edges, count;
    bool fits;

    SG_TRY(edges_since(s->self, at->last, since, &edges, &count));
    sg_value *items = sg_arena_make_array(s->self->arena, sg_value, count);
    if (!items)
        return sg_plain_no_memory(s->self);
    for (uint32_t i = 0; i < count; i++)
        items[i] = sg_edge_value((sg_edge){ edges[i] });
    SG_TRY(bind(s->self, at->step->edge.variable, sg_list(items, count), &next.row, &fits));
    next.step = at->step->next;
    return fits ? take_node(s, &at->step->node, next) : SG_OK;
}

static sg_status take_edges(const search *s, const walk *at, const place *since,
                            uint64_t length)
{
    const sg_edge_pattern *pattern = &at->step->edge;

    if (length >= (pattern->has_minimum ? pattern->minimum : 1))
        SG_TRY(end_walk(s, at, since));
    if (pattern->has_maximum && length >= pattern->maximum)
        return SG_OK;
    for (uint32_t edge = 0; edge < sg_graph_edges(s->self->graph); edge++) {
        uint32_t behind = sg_plain_behind(s->self->graph, pattern, edge, at->node);
        place here = { .edge = pattern, .id = edge, .before = at->last };
        walk next = *at;
        SG_TRY(sg_plain_step(s->self));
        if (behind == SG_NO_ID || is_used(at->last, edge))
            continue;
        next.node = behind;
        next.last = &here;
        SG_TRY(take_edges(s, &next, since, length + 1));
    }
    return SG_OK;
}

static sg_status take_step(const search *s, const walk *at)
{
    if (!at->step)
        return end_pattern(s, at);
    if (at->step->edge.variable_length)
        return take_edges(s, at, at->last, 0);
    return take_edge(s, at);
}

/* --- patterns --------------------------------------------------------------------------------------- */
static sg_status match_ends(const search *s, const sg_pattern *pattern, const sg_bound *row,
                            const place *last, uint32_t start, uint32_t end)
{
    const sg_node_pattern *left = &pattern->start, *right = &pattern->steps->node;
    place first = { .node = left, .id = start, .before = last };
    place second = { .node = right, .id = end, .before = &first };
    sg_value from = sg_node_value((sg_node){ start }), to = sg_node_value((sg_node){ end });
    sg_plain_table paths = { 0 };
    bool fits;

    SG_TRY(sg_plain_step(s->self));
    if (!sg_plain_has_labels(s->self->graph, from, left->labels) ||
        !sg_plain_has_labels(s->self->graph, to, right->labels))
        return SG_OK;
    SG_TRY(bind(s->self, left->variable, from, &row, &fits));
    if (fits)
        SG_TRY(bind(s->self, right->variable, to, &row, &fits));
    if (!fits)
        return SG_OK;
    SG_TRY(sg_plain_shortest(s->self, row, pattern, s->where, start, end, &paths));
    for (uint32_t i = 0; i < paths.count; i++)
        SG_TRY(match_pattern(s, pattern->next, paths.rows[i], &second));
    return SG_OK;
}

static sg_status match_pattern(const search *s, const sg_pattern *pattern, const sg_bound *row,
                               const place *last)
{
    uint32_t nodes = sg_graph_nodes(s->self->graph);

    if (!pattern)
        return finish(s, row, last);
    for (uint32_t start = 0; start < nodes; start++) {
        if (pattern->shortest != SG_NOT_SHORTEST) {
            for (uint32_t end = 0; end < nodes; end++)
                SG_TRY(match_ends(s, pattern, row, last, start, end));
            continue;
        }
        SG_TRY(take_node(s, &pattern->start,
                         (walk){ .pattern = pattern,
                                 .step = pattern->steps,
                                 .start = start,
                                 .node = start,
                                 .row = row,
                                 .last = last,
                                 .begin = last }));
    }
    return SG_OK;
}

sg_status sg_plain_match(sg_plain *self, const sg_bound *row, const sg_pattern *patterns,
                         const sg_expression *where, sg_plain_table *out)
{
    const search s = { self, where, out };

    return match_pattern(&s, patterns, row, NULL);
}
