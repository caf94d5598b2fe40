/* choices.c - the list of decisions behind a generated graph or query. */
#include "tests/differential/choices.h"

void sg_choices_record(sg_choices *choices, uint64_t seed)
{
    choices->list.count = choices->position = 0;
    choices->random = seed;
    choices->replaying = false;
}

void sg_choices_replay(sg_choices *choices)
{
    choices->position = 0;
    choices->replaying = true;
}

void sg_choices_free(sg_choices *choices)
{
    sg_array_free(&choices->list);
}

/* SplitMix64: any state will do, also 0. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t mixed = *state += UINT64_C(0x9e3779b97f4a7c15);

    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

uint32_t sg_choose(sg_choices *choices, uint32_t bound)
{
    uint32_t number = 0;

    if (choices->replaying) {
        if (choices->position < choices->list.count)
            number = choices->list.items[choices->position];
        choices->position++;
        return number < bound ? number : bound - 1;
    }
    number = (uint32_t)((next_random(&choices->random) >> 32) * bound >> 32);
    if (sg_array_push(&choices->list, number) != SG_OK)
        abort();
    choices->position++;
    return number;
}

bool sg_chance(sg_choices *choices, uint32_t percent)
{
    return sg_choose(choices, 100) >= 100 - percent;
}
