/* make_graph.h - small random graphs as text: loops, parallel relationships, missing
 * properties.
 *
 * Everything stands in one small vocabulary, so that random queries find something:
 *
 *     labels  A B C      types  R S T      (X is in no graph)
 *     id      'k0', 'k1', ...    text to look nodes up by; sometimes two share one, by arn
 *     n       a small integer, s a short string, b a boolean; v any of these, a float or a list
 */
#ifndef SG_TESTS_MAKE_GRAPH_H
#define SG_TESTS_MAKE_GRAPH_H

#include "engine/base/text.h"
#include "tests/differential/choices.h"

void sg_make_graph(sg_choices *choices, sg_buffer *out);

#endif
