/* arc_needs.h - which relationships of a walk can lead to what is wanted, told by label sets alone.
 *
 *     wanted machines:   role <-HAS- machine <-ATTACHED_TO- volume      nothing leads to a volume
 *                                    machine <-CAN_REACH- machine
 *
 * Every label set is a range of nodes, and how many relationships of a type leave and enter it is known.
 * A set is of use when it has wanted nodes, or relationships of a kind that leads to a set of use; other
 * nodes are never met on the way to a wanted one.  How many steps away that is, at the least, says at which
 * levels of a search with an end a kind need not be followed.  What is left out in this way is not
 * wanted, nor on a walk of the length that is left to anything wanted, so that the search is allowed to do
 * so by what sg_arc_reach() promises.
 *
 * The same is known of each frontier: a kind that none of the label sets in it has leads nowhere from there.
 */
#ifndef SG_REDUCE_ARC_NEEDS_H
#define SG_REDUCE_ARC_NEEDS_H

#include "query/reduce/kind_sets.h"

typedef struct sg_arc_needs {
    sg_arena *arena; /* of all that follows */
    uint32_t *kinds; /* by kind of the step: levels that it needs; SG_NO_ID: leads nowhere */
    sg_range *words; /* of bits of all nodes: those of nodes of use, ascending, none empty */
    uint32_t word_count;
    bool all;                /* words are */
    sg_set_list *near, *far; /* by kind: label sets that have it, and that it leads to */
    uint32_t *met;   /* by label set: its nodes in the frontier, where that was counted */
    uint32_t *front; /* by kind: the sum of those that may have it */
    uint64_t *led;   /* label sets that marked kinds lead to */
    uint32_t set_count;
} sg_arc_needs;

/* Of a search of a frozen graph along the step; where the bits have no words any node is wanted, and
 * everything is of use.  Errors: SG_ENOMEM, and those of the meter. */
SG_MUST_USE sg_status sg_arc_needs_make(const sg_arc_step *step, const sg_id_bits *wanted,
                                        sg_arc_needs *out);
void sg_arc_needs_free(sg_arc_needs *needs); /* zeroed ones are allowed */

/* Counts the nodes of the frontier by label set, of each no further than to more than enough, as far as kinds that
 * need no more than so many levels have them.  Errors: those of the meter. */
SG_MUST_USE sg_status sg_arc_needs_meet(sg_arc_needs *self, const sg_arc_step *step,
                                        uint64_t levels, const sg_id_bits *frontier,
                                        uint32_t enough);
/* How many of those counted may have the kind; of kinds that need more levels 0. */
static inline uint32_t sg_arc_needs_front(const sg_arc_needs *self, uint32_t kind)
{
    return self->front[kind];
}
/* Lists these, ascending, where all of them were counted; returns how many. */
uint32_t sg_arc_needs_list(const sg_arc_needs *self, const sg_arc_step *step, uint32_t kind,
                           const sg_id_bits *frontier, uint32_t *out);
/* Marks where the kind leads to; nothing is marked at first. */
void sg_arc_needs_mark(sg_arc_needs *self, uint32_t kind);
/* Whether the kind can be followed from what marked ones lead to. */
bool sg_arc_needs_goes_on(const sg_arc_needs *self, uint32_t kind);

/* Whether the node's word of bits is among those of use. */
static inline bool sg_arc_needs_has(const sg_arc_needs *needs, uint32_t node)
{
    uint32_t word = node / 64, i = 0;

    if (needs->all)
        return true;
    while (i < needs->word_count && needs->words[i].last <= word)
        i++;
    return i < needs->word_count && needs->words[i].first <= word;
}

#endif
