/* make_write.h - random statements that write, valid by construction: some of them fail while they run.
 *
 * They speak of the vocabulary of make_graph.h, so that one changes what another has made.
 */
#ifndef SG_TESTS_MAKE_WRITE_H
#define SG_TESTS_MAKE_WRITE_H

#include "engine/base/text.h"
#include "tests/differential/choices.h"

void sg_make_write(sg_choices *choices, sg_buffer *out);

#endif
