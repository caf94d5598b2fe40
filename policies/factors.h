/* factors.h - from what a query returned to the terms of the score.
 *
 * A policy names for each factor the column it is read from, or a word of the factor's vocabulary.
 * What the graph does not say is "not known", never "none".
 */
#ifndef SG_POLICIES_FACTORS_H
#define SG_POLICIES_FACTORS_H

#include "engine/graph.h"
#include "policies/score.h"

/* Vocabulary: none, internal, cross-account, internet. */
bool sg_exposure_word(sg_str word, sg_exposure_factor *out);
/* Of a node by its `exposure`, of a CAN_ASSUME by `crossAccount`, of an EXPOSES by `via`. */
sg_exposure_factor sg_exposure_of(const sg_graph *graph, sg_value value, sg_arena *arena);

/* Vocabulary: none, internal, confidential, secrets, restricted. */
bool sg_sensitivity_word(sg_str word, sg_sensitivity_factor *out);
sg_sensitivity_factor sg_sensitivity_of(const sg_graph *graph, sg_value value, sg_arena *arena);

/* Vocabulary: none, read, write, escalation, admin. */
bool sg_privilege_word(sg_str word, sg_privilege_factor *out);
/* Of a CAN_ACCESS by its levels, of a principal by isAdmin and reachesAdmin. */
sg_privilege_factor sg_privilege_of(const sg_graph *graph, sg_value value, sg_arena *arena);

/* Of a node by its vulnerabilities; "not known" when it has none, for nobody may have looked. */
sg_exploit_factor sg_exploit_of(const sg_graph *graph, sg_node node, sg_arena *arena);

#endif
