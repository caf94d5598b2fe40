/* choices.h - what a generator decides, as a list of numbers, so that what it makes can be made
 * again and made smaller.
 *
 *     recording:  drawn at random and kept      3 0 7 1 1 0 4
 *     replaying:  read from the list            3 0 7 1          then 0 for ever
 *
 * Generators take 0 for the simplest that there is.  So a list that is shorter, or has smaller
 * numbers, gives something simpler, which is still valid by construction: shrinking a failure
 * is taking numbers out (shrink.c).
 */
#ifndef SG_TESTS_CHOICES_H
#define SG_TESTS_CHOICES_H

#include "engine/base/array.h"

typedef struct sg_choices {
    SG_ARRAY(uint32_t) list;
    size_t position;
    uint64_t random; /* state of the generator of random numbers */
    bool replaying;
} sg_choices;

/* Begins anew: records from a seed. */
void sg_choices_record(sg_choices *choices, uint64_t seed);
/* Begins to replay what is in the list. */
void sg_choices_replay(sg_choices *choices);
void sg_choices_free(sg_choices *choices);

/* A number below `bound`. */
uint32_t sg_choose(sg_choices *choices, uint32_t bound);
/* True in so many of a hundred cases; 0 is false. */
bool sg_chance(sg_choices *choices, uint32_t percent);

#endif
