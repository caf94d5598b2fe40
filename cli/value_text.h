/* value_text.h - values for people: nodes and relationships shortened to what names them. */
#ifndef SG_CLI_VALUE_TEXT_H
#define SG_CLI_VALUE_TEXT_H

#include "engine/base/text.h"
#include "engine/graph.h"

/* Appends "(:Bucket {id: 'cards'})", "[:HAS]", "(:A)-[:T]->(:B)", [1, 'a'], {k: 1.0}, null; a string
 * stands without quotes when it is the whole value.  Not made safe for terminals.  The arena is for
 * reading properties. */
void sg_value_text(const sg_graph *graph, sg_value value, sg_arena *arena, sg_buffer *out);

#endif
