/* rows.h - values and rows of results as text, so that tests can compare and people can read them.
 *
 *     'text'  1  2.5  true  null  [1, 2]  {a: 1, b: 'x'}
 *     (:Bucket:DataStore {name: 'logs'})  [:HAS {via: 'profile'}]  <(:A)-[:T]->(:B)<-[:T]-(:C)>
 *
 * Labels and keys are in order of their names, so that equal values have equal text.
 */
#ifndef SG_TESTS_ROWS_H
#define SG_TESTS_ROWS_H

#include "engine/base/text.h"
#include "engine/graph.h"
#include "engine/value.h"

void sg_test_value_text(const sg_graph *graph, sg_value value, sg_buffer *out);
/* The values of a row, separated by " | ". */
void sg_test_row_text(const sg_graph *graph, const sg_value *row, uint32_t columns,
                      sg_buffer *out);

#endif
