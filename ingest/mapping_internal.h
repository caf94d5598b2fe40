/* mapping_internal.h - the parts of mapping: nodes, facts about them, items; for mapping*.c only. */
#ifndef SG_INGEST_MAPPING_INTERNAL_H
#define SG_INGEST_MAPPING_INTERNAL_H

#include "ingest/mapping.h"

/* --- nodes: mapping_nodes.c ------------------------------------------------------------------- */

/* Sets a text property unless the text is empty. */
SG_MUST_USE sg_status sg_mapping_set_text(sg_mapping *mapping, sg_build_node node,
                                          const char *name, sg_str text);
/* Adds the label, the one that comes with it, and `Resource` where it belongs. */
SG_MUST_USE sg_status sg_mapping_add_labels(sg_mapping *mapping, sg_build_node node,
                                            sg_str label);
/* The node that an answer is about, though the answer does not describe it: it exists. */
SG_MUST_USE sg_status sg_mapping_meet(sg_mapping *mapping, sg_str key, const char *label,
                                      sg_build_node *out);

/* --- facts: mapping_facts.c ------------------------------------------------------------------- */

/* Whether a row's condition holds; NULL always does. */
bool sg_mapping_holds(sg_mapping *mapping, const char *condition, const sg_frame *frame);
/* Fills a template in; *out is {NULL, 0} when it makes no name. */
SG_MUST_USE sg_status sg_mapping_fill(sg_mapping *mapping, const char *template,
                                      const sg_frame *frame, sg_str *out, sg_found *found);
SG_MUST_USE sg_status sg_mapping_set_properties(sg_mapping *mapping,
                                                const sg_collector *collector,
                                                const sg_frame *frame, sg_build_node node);
SG_MUST_USE sg_status sg_mapping_set_edges(sg_mapping *mapping, const sg_collector *collector,
                                           const sg_frame *frame, sg_build_node node);

#endif
