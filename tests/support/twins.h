/* twins.h - a random graph built twice: with spans, and with each of their relationships by itself.
 *
 * Nodes have the same numbers in both.  Every property is an integer, so that a relationship can be
 * told by its ends and properties; some are told apart by nothing.
 */
#ifndef SG_TESTS_TWINS_H
#define SG_TESTS_TWINS_H

#include "engine/build.h"

typedef struct sg_test_twins {
    sg_graph *spans, *plain;
} sg_test_twins;

enum { SG_TWIN_NODES = 70 };

sg_test_twins sg_test_twins_make(unsigned seed);
void sg_test_twins_free(sg_test_twins *twins);

/* Everything that readers say, but for the ids of relationships, as one text that the caller frees:
 * equal graphs give equal texts.  Asserts that all ways to read a graph agree. */
char *sg_test_describe(const sg_graph *graph);

#endif
