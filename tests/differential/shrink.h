/* shrink.h - makes a graph and a query on which the evaluators differ as small as it can. */
#ifndef SG_TESTS_SHRINK_H
#define SG_TESTS_SHRINK_H

#include "tests/differential/choices.h"

/* Takes choices out of both and makes the others smaller, as long as the evaluators still
 * differ. */
void sg_shrink(sg_choices *graph, sg_choices *query);

#endif
