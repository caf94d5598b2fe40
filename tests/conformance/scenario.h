/* scenario.h - run one scenario and judge it. */
#ifndef SG_CONFORMANCE_SCENARIO_H
#define SG_CONFORMANCE_SCENARIO_H

#include "tests/conformance/feature.h"
#include "tests/conformance/world.h"

/* Whether it passes.  `graphs` is the folder of named graphs.  *why says what was wrong; borrowed from the arena. */
bool tck_scenario_run(tck_world *world, const tck_scenario *scenario, const char *graphs,
                      sg_arena *arena, sg_str *why);

#endif
