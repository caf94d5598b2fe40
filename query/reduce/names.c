/* names.c - names of joined sets, made of those before them. */
#include "query/reduce/names.h"

enum { MOST_NAME = 2048 }; /* bytes: patterns of many steps are not shared to their ends */

/* What the set of the vertex is called as it is reduced so far; false when it has no name. */
static bool write_set(const sg_reducer *self, uint32_t at, sg_buffer *out)
{
    const sg_reduced_vertex *vertex = &self->reduction->vertices[at];
    const sg_reduced_state *state = &self->states[at];
    sg_str name = vertex->key;

    if (state->set)
        name = state->name;
    else if (vertex->subset_count > 0 || (vertex->among && self->host.among))
        return false;
    sg_buffer_char(out, '(');
    sg_buffer_add(out, name);
    sg_buffer_char(out, ')');
    return name.bytes != NULL;
}

/* Its types, which way it is followed, and what its relationships must be; false when that has no name. */
static bool write_arc(const sg_reduced_arc *arc, const sg_arc_marks *marks, bool from_left,
                      sg_buffer *out)
{
    bool forth = arc->direction == SG_EITHER || (arc->direction == SG_RIGHT) == from_left;

    sg_buffer_format(out, "J%s", arc->direction == SG_EITHER ? "-" : forth ? ">" : "<");
    for (uint32_t i = 0; i < arc->type_count; i++)
        sg_buffer_format(out, "%u,", (unsigned)arc->types[i].id);
    if (arc->any_type)
        sg_buffer_char(out, '%');
    if (arc->walks)
        sg_buffer_format(out, "*%llu..%llu", (unsigned long long)arc->minimum,
                         (unsigned long long)arc->maximum);
    if (arc->test_count == 0)
        return true;
    sg_buffer_format(out, "[%zu:", marks->key.length);
    sg_buffer_add(out, sg_buffer_str(&marks->key));
    return marks->key.length > 0;
}

bool sg_reducer_name_join(const sg_reducer *self, const sg_tree_arc *arc, bool down,
                          sg_buffer *out)
{
    uint32_t target = down ? arc->child : arc->parent;
    uint32_t source = down ? arc->parent : arc->child;

    if (!self->host.store)
        return false;
    return write_arc(&self->reduction->arcs[arc->arc], &self->marks[arc->arc],
                     down == arc->from_left, out) &&
           write_set(self, target, out) && write_set(self, source, out) &&
           out->status == SG_OK && out->length <= MOST_NAME;
}
