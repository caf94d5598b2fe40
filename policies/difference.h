/* difference.h - what differs between two versions of a graph, by name.
 *
 *     labels       nodes came, went, or have other labels
 *     values       nodes with a label have another value of a property
 *     touching     relationships of a type came, went, or have other properties, at nodes with a label
 *
 * It is made of the digests of the two (affected.h), or of a list of changes at the cost of the change.
 */
#ifndef SG_POLICIES_DIFFERENCE_H
#define SG_POLICIES_DIFFERENCE_H

#include "engine/base/table.h"
#include "engine/delta.h"
#include "policies/affected.h"

typedef struct sg_difference {
    sg_table labels, keys, types; /* names of both versions -> number below */
    bool *members;                /* by label */
    bool *values;                 /* by label, then property */
    bool *anyone;                 /* by property: at any node */
    bool *ends;                   /* by type */
    bool *touching;               /* by label, then type */
    bool some_value;              /* of some property */
    bool all;                     /* some node came, went, or has other labels */
    bool is_vague;                /* more may differ than can be told */
} sg_difference;

/* Errors: SG_ENOMEM, SG_ELIMIT (more combinations of labels and properties than can be told apart).
 * The names are borrowed from the graphs. */
SG_MUST_USE sg_status sg_difference_of_digests(const sg_digest *before, const sg_digest *after,
                                               sg_difference *out);
/* Of two versions of one session; `changes` lead from one to the other. */
SG_MUST_USE sg_status sg_difference_of_changes(const sg_graph *before, const sg_graph *after,
                                               const sg_delta_changes *changes,
                                               sg_difference *out);
void sg_difference_free(sg_difference *difference); /* zeroed ones are allowed */

/* The number of the name, or UINT32_MAX: neither version has it, so that nothing of it differs. */
uint32_t sg_difference_number(const sg_table *names, sg_str name);

#endif
