/* letters.h - what is known of single characters: case and white space, without a locale. */
#ifndef SG_FUNCTIONS_LETTERS_H
#define SG_FUNCTIONS_LETTERS_H

#include "engine/base/base.h"

/* Simple case mapping of Latin, Greek, Cyrillic and Armenian letters; others stay as they are. */
uint32_t sg_letter_lower(uint32_t code_point);
uint32_t sg_letter_upper(uint32_t code_point);
/* Whether trim() takes it off: spaces that break, tabs, line and paragraph ends. */
bool sg_letter_is_space(uint32_t code_point);

#endif
