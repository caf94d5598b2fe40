/* graphs.h - building and reading graphs in tests with one short line each; failures assert. */
#ifndef SG_TESTS_GRAPHS_H
#define SG_TESTS_GRAPHS_H

#include "engine/build.h"

sg_builder *sg_test_builder(void);
/* The node with the key, given the labels, which are separated by spaces. */
sg_build_node sg_test_node(sg_builder *builder, const char *key, const char *labels);
sg_build_edge sg_test_edge(sg_builder *builder, sg_build_node from, const char *type,
                           sg_build_node to);
void sg_test_set(sg_builder *builder, sg_build_node node, const char *name, sg_value value);
void sg_test_set_edge(sg_builder *builder, sg_build_edge edge, const char *name,
                      sg_value value);
sg_graph *sg_test_freeze(sg_builder *builder);
sg_value sg_test_text(const char *text); /* borrows */
/* `count` nodes whose names are their numbers, so that they keep this order; the caller frees. */
sg_build_node *sg_test_numbered(sg_builder *builder, uint32_t count);
/* Relationships whose rows take every form among that many nodes: `packed` has a hub, `dense` long rows from the first
 * node on, `listed` very few rows far apart. */
void sg_test_rows(sg_builder *builder, const sg_build_node *nodes, uint32_t count,
                  uint32_t *state);
/* As many nodes, each with the label N and one of its own, and as many types, each of two relationships: of T5 from the
 * fifth node to the sixth and to the fortieth. */
sg_graph *sg_test_many_kinds(uint32_t count);
/* The next of a sequence of numbers that look random: 24 bits; the state is the seed. */
uint32_t sg_test_draw(uint32_t *state);

/* Found by name; asserts that it is there. */
sg_node sg_test_find(const sg_graph *graph, const char *key);
sg_label sg_test_label(const sg_graph *graph, const char *name);
sg_reltype sg_test_type(const sg_graph *graph, const char *name);
/* Null when the node has none, or nothing has such a property. */
sg_value sg_test_property(const sg_graph *graph, sg_node node, const char *name,
                          sg_arena *arena);

/* Reads all that a graph has to say in every way that there is; equal graphs give equal numbers. */
uint64_t sg_test_digest(const sg_graph *graph);

/* A small graph with every kind of column, both column owners, parallel edges, loops, nodes
 * without labels, aliases and attachments. */
void sg_test_fill(sg_builder *builder);

/* Both have the same bytes in every section; a failure tells the number of the case. */
void sg_test_same_bytes(const sg_graph *left, const sg_graph *right, int number);

#endif
