/* planted.h - what makes planted resources a toxic combination, as plants.def says it: properties that
 * differ from an ordinary resource's, relationships that ordinary ones do not have, and the issues
 * that must come of it.
 */
#ifndef SG_GENERATE_PLANTED_H
#define SG_GENERATE_PLANTED_H

#include "generate/edges.h"

/* Changes the properties of a node that was planted; other nodes stay as they are. */
void sg_planted_set(const sg_estate *estate, sg_place place, sg_row *row);

/* An issue that every plant of a sort must be. */
typedef struct sg_planted_issue {
    sg_plant plant;
    sg_str policy;
    sg_kind kind; /* what it is about, among what the plant took */
    uint32_t which;
} sg_planted_issue;

const sg_planted_issue *sg_planted_issues(size_t *count);
/* The resource that a plant names: one that it took, an ordinary one, or the organisation's. */
sg_place sg_planted_place(const sg_estate *estate, uint32_t account, sg_planting planting,
                          sg_kind kind);

#endif
