/* order.c - the arcs as a tree that grows from a root: breadth first, so that parents come before
 * children; arcs that close a cycle stay out. */
#include "query/reduce/reducer_internal.h"

static void add_arcs_of(sg_reducer *self, uint32_t vertex)
{
    const sg_reduction *reduction = self->reduction;

    for (uint32_t i = 0; i < reduction->arc_count; i++) {
        const sg_reduced_arc *arc = &reduction->arcs[i];
        bool from_left = arc->left == vertex;
        uint32_t child = from_left ? arc->right : arc->left;
        if (arc->closes || i == self->laid || (!from_left && arc->right != vertex) ||
            self->reached[child])
            continue;
        self->reached[child] = true;
        self->tree[self->tree_count++] = (sg_tree_arc){ i, vertex, child, from_left };
    }
}

void sg_reducer_grow_tree(sg_reducer *self, uint32_t root)
{
    self->tree_count = 0;
    self->reached[root] = true;
    add_arcs_of(self, root);
    for (uint32_t i = 0; i < self->tree_count; i++)
        add_arcs_of(self, self->tree[i].child);
}

void sg_reducer_fell_tree(sg_reducer *self, uint32_t root)
{
    self->reached[root] = false;
    for (uint32_t i = 0; i < self->tree_count; i++)
        self->reached[self->tree[i].child] = false;
}

/* The vertex of the tree that grows from this one for which `score` is least; the tree is taken down
 * again. */
static uint32_t least_of(sg_reducer *self, uint32_t vertex,
                         double score(sg_reducer *self, uint32_t vertex))
{
    uint32_t best = vertex;
    double least = score(self, vertex);

    sg_reducer_grow_tree(self, vertex);
    self->reached[vertex] = false;
    for (uint32_t i = 0; i < self->tree_count; i++) {
        uint32_t child = self->tree[i].child;
        double one = score(self, child);
        self->reached[child] = false;
        if (one < least) {
            least = one;
            best = child;
        }
    }
    return best;
}

uint32_t sg_reducer_cheapest(sg_reducer *self, uint32_t vertex)
{
    return least_of(self, vertex, sg_vertex_nodes);
}

static double arcs_of(sg_reducer *self, uint32_t vertex)
{
    const sg_reduction *reduction = self->reduction;
    double arcs = 0;

    for (uint32_t i = 0; i < reduction->arc_count; i++)
        arcs += (reduction->arcs[i].left == vertex) + (reduction->arcs[i].right == vertex);
    return -arcs;
}

uint32_t sg_reducer_middle(sg_reducer *self, uint32_t vertex)
{
    return least_of(self, vertex, arcs_of);
}
