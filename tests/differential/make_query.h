/* make_query.h - random statements of the read language, valid by construction.
 *
 * What ORDER BY leaves open is left open by the statement only where the comparison can cope:
 * at its end.  Everywhere else SKIP and LIMIT come behind an ORDER BY of all columns.
 */
#ifndef SG_TESTS_MAKE_QUERY_H
#define SG_TESTS_MAKE_QUERY_H

#include "engine/base/text.h"
#include "tests/differential/choices.h"

/* Bit i of *unordered: lists in column i come in any order, for they were collected. */
void sg_make_query(sg_choices *choices, sg_buffer *out, uint64_t *unordered);

#endif
