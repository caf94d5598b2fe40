/* slot_set.h - which slots hold a value at one point of a plan.
 *
 * Planning adds slots as it goes, so that a set grows with what is put into it; in an arena.
 */
#ifndef SG_PLAN_SLOT_SET_H
#define SG_PLAN_SLOT_SET_H

#include "engine/base/arena.h"
#include "query/plan/plan.h"

/* A zeroed set is empty and valid. */
typedef struct sg_slot_set {
    uint64_t *words;
    uint32_t word_count;
} sg_slot_set;

bool sg_slot_set_has(const sg_slot_set *set, uint32_t slot);
bool sg_slot_set_within(const sg_slot_set *part, const sg_slot_set *whole);
bool sg_slot_set_empty(const sg_slot_set *set);
/* SG_NO_SLOT is left out.  Errors: SG_ENOMEM; so for those below. */
SG_MUST_USE sg_status sg_slot_set_add(sg_slot_set *set, sg_arena *arena, uint32_t slot);
SG_MUST_USE sg_status sg_slot_set_unite(sg_slot_set *set, sg_arena *arena,
                                        const sg_slot_set *other);
void sg_slot_set_remove(sg_slot_set *set, uint32_t slot);
void sg_slot_set_intersect(sg_slot_set *set, const sg_slot_set *other);
void sg_slot_set_subtract(sg_slot_set *set, const sg_slot_set *other);
SG_MUST_USE sg_status sg_slot_set_copy(const sg_slot_set *set, sg_arena *arena,
                                       sg_slot_set *out);
/* The slots in ascending order. */
SG_MUST_USE sg_status sg_slot_set_list(const sg_slot_set *set, sg_arena *arena, sg_slots *out);

#endif
