/* machine.h - the machine interface: results and errors as one line of JSON each.
 *
 * Programs rely on every byte of it (DESIGN: program).
 */
#ifndef SG_CLI_MACHINE_H
#define SG_CLI_MACHINE_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "query/query.h"

/* Appends the value: entities with labels and properties, {"$float":"NaN"}, and so on.  The arena is
 * for reading properties. */
void sg_machine_value(const sg_graph *graph, sg_value value, sg_arena *arena, sg_buffer *out);
/* Appends ,"stats":{...}: what the statement changed. */
void sg_machine_stats(sg_counters counters, sg_buffer *out);
/* Appends {"error":{...}} and a line end.  Line and column count in `text`; they are null when the
 * error has no place. */
void sg_machine_error(const sg_error *err, sg_str text, sg_buffer *out);
/* Appends {"ok":true} and a line end. */
void sg_machine_ok(sg_buffer *out);

#endif
