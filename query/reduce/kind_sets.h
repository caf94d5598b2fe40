/* kind_sets.h - which label sets have relationships of which kinds, as lists: of many kinds each is had by few.
 *
 *     kind   HAS ->          sets   3 8          of the kind: where its relationships leave from
 *            CAN_ACCESS ->          3 4 9
 *     set    3               kinds  0 1          the same turned
 *
 * Kinds times label sets may be thousands of millions, but a label set that has a kind has a relationship of it: the
 * lists are never longer than the relationships are many, and are found in as many steps.
 */
#ifndef SG_REDUCE_KIND_SETS_H
#define SG_REDUCE_KIND_SETS_H

#include "query/reduce/arc_step.h"

/* Label sets, ascending. */
typedef struct sg_set_list {
    const uint16_t *sets;
    uint32_t count;
} sg_set_list;

/* By label set: [first[set], first[set + 1]) of the kinds, ascending. */
typedef struct sg_set_kinds {
    uint32_t *first;
    uint32_t *kinds;
} sg_set_kinds;

/* An arena whose memory counts as the meter says.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_arc_meter_arena(const sg_arc_meter *meter, sg_arena **out);

/* One list for each kind of the step, or, where `back`, for each of them followed from its far end; in the arena.
 * Errors: SG_ENOMEM, and those of the meter. */
SG_MUST_USE sg_status sg_kind_sets_find(const sg_arc_step *step, bool back, sg_arena *arena,
                                        sg_set_list **out);
/* Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_kind_sets_turn(const sg_set_list *lists, uint32_t kind_count,
                                        uint32_t set_count, sg_arena *arena, sg_set_kinds *out);

#endif
