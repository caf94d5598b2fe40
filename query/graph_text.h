/* graph_text.h - a small graph written as patterns: (a:User {name: 'ann'})-[:HAS]->(r:AccessRole).
 *
 * Patterns are those of CREATE, separated by commas or new lines; a variable names one node
 * throughout.  A node with an `id` or `arn` property can be looked up by it.  Used by the tests that
 * policies carry and by our own.
 */
#ifndef SG_GRAPH_TEXT_H
#define SG_GRAPH_TEXT_H

#include "engine/base/error.h"
#include "engine/build.h"

/* Adds the patterns to the builder.  Errors: SG_EINVAL with a span in `text`. */
SG_MUST_USE sg_status sg_graph_text_add(sg_str text, sg_builder *builder, sg_error *err);
/* Builds and freezes a graph of these patterns alone. */
SG_MUST_USE sg_status sg_graph_text(sg_str text, sg_graph **out, sg_error *err);

#endif
