/* profile.c - what each operator of a plan has done, and what sets did below those that ask them. */
#include "query/profile.h"

#include <stdio.h>

#include "query/reduce/reducer.h"

typedef struct {
    const sg_graph *graph;
    const sg_plan_tree *tree;
    const sg_exec *exec;
    sg_profile_reader *read;
    void *reader;
} profiler;

enum { SHOWN = 80 }; /* bytes of a name, or of labels */

static int shown(sg_str text)
{
    return text.length < SHOWN ? (int)text.length : SHOWN;
}

/* Lines below the operator: how many nodes each vertex had before the arcs of the pattern reduced its
 * set, and after. */
static void read_candidates(const profiler *self, const sg_plan_line *line)
{
    const sg_reduction *reduction = line->plan->reduction;
    uint32_t before, after;

    for (uint32_t i = 0; i < reduction->vertex_count; i++) {
        const sg_reduced_vertex *vertex = &reduction->vertices[i];
        char had[24] = "?", text[256];
        if (!sg_exec_candidates(self->exec, reduction, i, &before, &after))
            continue;
        if (before != SG_NO_ID)
            snprintf(had, sizeof had, "%u", (unsigned)before);
        snprintf(text, sizeof text, "(%.*s%.*s) %s -> %u", shown(vertex->name),
                 vertex->name.bytes, shown(vertex->labels), vertex->labels.bytes, had,
                 (unsigned)after);
        const sg_profile_line profile = { .depth = line->depth + 1,
                                          .title = SG_STR("candidates"),
                                          .detail = sg_str_of(text) };
        self->read(self->reader, &profile);
    }
}

static void add_vertex(const sg_reduced_vertex *vertex, sg_buffer *out)
{
    sg_buffer_format(out, "(%.*s%.*s)", shown(vertex->name), vertex->name.bytes,
                     shown(vertex->labels), vertex->labels.bytes);
}

static void add_arc(const profiler *self, const sg_reduced_arc *arc, sg_buffer *out)
{
    const sg_graph *graph = self->graph;

    sg_buffer_text(out, arc->direction == SG_LEFT ? "<-[" : "-[");
    sg_buffer_format(out, "%.*s", shown(arc->name), arc->name.bytes);
    for (uint32_t i = 0; i < arc->type_count; i++)
        sg_buffer_format(out, "%s%.*s", i ? "|" : ":",
                         SG_FMT(sg_graph_type_name(graph, arc->types[i])));
    sg_buffer_text(out, arc->walks ? "*" : "");
    for (uint32_t i = 0; i < arc->test_count; i++) {
        sg_buffer_text(out, i ? " AND " : " WHERE ");
        sg_plan_write_expression(self->graph, self->tree, arc->tests[i], out);
    }
    sg_buffer_text(out, arc->direction == SG_RIGHT ? "]->" : "]-");
}

static void add_step(const profiler *self, const sg_reduction *reduction,
                     const sg_reduced_arc *arc, sg_buffer *out)
{
    add_vertex(&reduction->vertices[arc->left], out);
    add_arc(self, arc, out);
    add_vertex(&reduction->vertices[arc->right], out);
}

/* Lines below those: how many relationships the conditions of an arc leave of its types. */
static void read_conditions(const profiler *self, const sg_plan_line *line)
{
    const sg_reduction *reduction = line->plan->reduction;
    uint64_t before, after;

    for (uint32_t i = 0; i < reduction->arc_count; i++) {
        sg_buffer text = { .length = 0 };
        if (!sg_exec_followed(self->exec, reduction, i, &before, &after))
            continue;
        add_step(self, reduction, &reduction->arcs[i], &text);
        sg_buffer_format(&text, " %llu -> %llu", (unsigned long long)before,
                         (unsigned long long)after);
        const sg_profile_line profile = { .depth = line->depth + 1,
                                          .title = SG_STR("condition"),
                                          .detail = sg_buffer_str(&text) };
        self->read(self->reader, &profile);
        sg_buffer_free(&text);
    }
}

/* Lines below those: what each semi-join along an arc has left of the vertex that it ends at. */
static void read_semi_joins(const profiler *self, const sg_plan_line *line)
{
    const sg_reduction *reduction = line->plan->reduction;
    sg_reducer_join join;

    for (uint32_t i = 0; sg_exec_semi_join(self->exec, reduction, i, &join); i++) {
        const sg_reduced_arc *arc = &reduction->arcs[join.arc];
        sg_buffer text = { .length = 0 };
        add_step(self, reduction, arc, &text);
        sg_buffer_text(&text, ": ");
        add_vertex(&reduction->vertices[join.vertex], &text);
        if (join.before == SG_NO_ID)
            sg_buffer_format(&text, " %u, known", (unsigned)join.after);
        else
            sg_buffer_format(&text, " %u -> %u", (unsigned)join.before, (unsigned)join.after);
        const sg_profile_line profile = { .depth = line->depth + 1,
                                          .title = SG_STR("semi-join"),
                                          .detail = sg_buffer_str(&text) };
        self->read(self->reader, &profile);
        sg_buffer_free(&text);
    }
}

/* Whether the operator is the lowest of those that a reduction is for, all of which would tell the same. */
static bool is_lowest(const sg_plan *plan)
{
    for (const sg_plan *below = plan->input; below; below = below->input)
        if (below->reduction == plan->reduction)
            return false;
    return true;
}

static void read_line(void *reader, const sg_plan_line *line)
{
    const profiler *self = reader;
    sg_exec_counts counts = { .rows = 0 };

    if (line->plan && self->exec)
        counts = sg_exec_counts_of(self->exec, line->plan);
    const sg_profile_line profile = { .is_operator = line->plan != NULL,
                                      .depth = line->depth,
                                      .title = line->title,
                                      .detail = line->detail,
                                      .estimate = line->plan ? line->plan->rows : 0,
                                      .rows = counts.rows,
                                      .batches = counts.batches,
                                      .edges_touched = counts.edges_touched,
                                      .memory = counts.memory,
                                      .nanoseconds = counts.nanoseconds };
    self->read(self->reader, &profile);
    if (!line->plan || !line->plan->reduction || !self->exec)
        return;
    /* What is below a Reduce that has answered never ran. */
    bool narrows = counts.rows > 0 && is_lowest(line->plan);
    if (!narrows && line->plan->operator!= SG_OPERATOR_REDUCE)
        return;
    read_candidates(self, line);
    read_conditions(self, line);
    read_semi_joins(self, line);
}

sg_status sg_profile_read(const sg_graph *graph, const sg_plan_tree *tree, const sg_exec *exec,
                          sg_profile_reader *read, void *reader)
{
    profiler self = { graph, tree, exec, read, reader };

    return sg_plan_read(graph, tree, read_line, &self);
}
