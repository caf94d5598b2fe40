/* effects.h - side effects as the TCK counts them: what is observable before and after, compared. */
#ifndef SG_CONFORMANCE_EFFECTS_H
#define SG_CONFORMANCE_EFFECTS_H

#include "tests/conformance/world.h"

enum { TCK_NODES, TCK_RELATIONSHIPS, TCK_LABELS, TCK_PROPERTIES, TCK_EFFECTS };

/* Everything observable, each kind a sorted set of texts in the arena. */
typedef struct tck_state {
    sg_str *items[TCK_EFFECTS];
    size_t counts[TCK_EFFECTS];
} tck_state;

SG_MUST_USE sg_status tck_observe(tck_world *world, sg_arena *arena, tck_state *out,
                                  sg_error *err);

typedef struct tck_effects {
    unsigned added[TCK_EFFECTS], removed[TCK_EFFECTS];
} tck_effects;

tck_effects tck_compare(const tck_state *before, const tck_state *after);
/* From the table's "+nodes", "-properties": the counter it names, or NULL. */
unsigned *tck_effect_named(tck_effects *effects, sg_str name);

#endif
